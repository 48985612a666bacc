"""DXF drawings: unit, drawing and wall layers by vote, rooms from the lines, lamps from blocks."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from kit.errors import UnsoundInput
from kit.problems import Problem, Severity, error, info, warning
from kit.units import METRES_PER
from scenes.building import Building, Storey
from scenes.readers.drawings.drawing import Drawing
from scenes.readers.drawings.dxf_drawing import MOST_ENTITIES, drawing_of
from scenes.readers.drawings.floor_plan import Level, rooms_of_plan
from scenes.readers.drawings.layers import LayerFound, role_of, taken_layers, vote_on_layers
from scenes.readers.drawings.lights import lights_of
from scenes.readers.drawings.plan_furniture import with_furniture
from scenes.readers.drawings.plan_openings import DOOR_HEIGHT_M, Heights
from scenes.readers.drawings.storeys import storey_of
from scenes.readers.drawings.units import vote_on_units
from scenes.readers.drawings.views import View, views_of
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.tried import read_and_tried
from scenes.room import Origin
from scenes.votes import Choice, check_choice, choose

FORMAT = "DXF"
LARGEST_BYTES = 25_000_000  # read in under 30 s
DEFAULT_HEIGHT_M = 2.5
HEIGHTS_M = (1.9, 8.0)
DOORS_M = (1.7, 3.0)
COUNTED = (b"\nINSERT", b"\nLINE", b"\nPOINT")
BINARY = b"AutoCAD Binary DXF"
STOREY = "storey 0"
# what the library fails with at damaged files, besides its own errors
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, OSError)
HALF = re.compile("[\udc80-\udcff]")  # what surrogateescape makes of a byte that cannot be decoded


def read_dxf(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a DXF drawing: the rooms of one plan in it, and every vote that was taken on the way.

    Raises
    ------
    UnsoundInput
        With every problem, where the file is no drawing, cut off, too large, or encloses no room.
    """
    if overrides.units != "auto" and overrides.units not in METRES_PER:
        message = f"units is {overrides.units[:20]!r}; {', '.join(METRES_PER)} or auto was expected."
        raise UnsoundInput([error("UNKNOWN_UNITS", "units", message, "Choose one of these.")])
    drawing, problems = _opened(data, overrides.layers or ())
    drawing = replace(drawing, sheet_texts=(*drawing.sheet_texts, filename.rpartition(".")[0]))
    sheet = _Sheet(drawing)
    return read_and_tried(lambda said: _rooms_drawn(sheet, problems, said), overrides)


@dataclass(eq=False)
class _Sheet:
    """A drawing, its unit and the drawings on it, each worked out once though repairs are tried."""

    drawing: Drawing
    units: dict[str, Choice] = field(default_factory=dict)
    views: dict[tuple[str, bool], tuple[Drawing, list[View]]] = field(default_factory=dict)

    def unit(self, said: str) -> Choice:
        """The unit by vote, or as said."""
        if said not in self.units:
            self.units[said] = vote_on_units(self.drawing, said=None if said == "auto" else said)
        return self.units[said]

    def in_metres(self, unit: str, *, mirrored: bool) -> tuple[Drawing, list[View]]:
        """The drawing in metres, and its parts."""
        if (unit, mirrored) not in self.views:
            scaled = self.drawing.scaled(METRES_PER[unit], mirrored=mirrored)
            self.views[(unit, mirrored)] = scaled, views_of(scaled)
        return self.views[(unit, mirrored)]


def _rooms_drawn(sheet: _Sheet, told: Sequence[Problem], overrides: RoomOverrides) -> RoomReading:
    """The rooms of one plan of a drawing."""
    problems = list(told)
    units = sheet.unit(overrides.units)
    problems += check_choice(units, "The unit of the drawing", expected=sheet.drawing.unit_in_header)
    drawing, views = sheet.in_metres(units.taken, mirrored=bool(overrides.mirror))
    view_choice, found = _view(views, drawing.sheets, overrides.view)
    problems += found
    view = next(each for each in views if each.name == view_choice.taken)
    layer_choice, layers = vote_on_layers(view.drawing, said=overrides.layers, alone=len(views) == 1)
    names = taken_layers(layer_choice, layers, overrides.layers)
    problems += _check_layers(layer_choice, layers, names, overrides.layers)
    storey, unclear = storey_of(view.drawing, view.name, drawing.sheet_texts)
    level, remark = _level(view.drawing, names, storey or STOREY)
    problems += [*unclear, remark]
    plan = rooms_of_plan(view.drawing, names, level)
    problems += plan.problems
    if not plan.rooms:
        raise UnsoundInput([*problems, _no_room(layers, names, views, view)])
    x, y = plan.origin_m[0] + drawing.moved[0], plan.origin_m[1] + drawing.moved[1]
    message = f"The plan is moved so that it begins at (0, 0), which is ({x:.3f}, {y:.3f}) m in the file."
    problems.append(info("FRAME_SET", "room", message))
    lights, remarks = lights_of(views, view, names, plan.rooms, plan.origin_m, level.heights.ceiling_m)
    problems += remarks
    rooms, remarks = with_furniture(plan.rooms, view.drawing.symbols, plan.origin_m)
    problems += remarks
    choices = [units, view_choice, layer_choice]
    if overrides.mirror is not None:
        choices.append(Choice("mirror", str(overrides.mirror).lower(), by_user=True))
    building = Building(
        tuple(rooms),
        (Storey(level.storey, 0.0),),
        plan.walls,
        plan.openings,
        lights=lights,
        choices=tuple(choices),
    )
    return RoomReading(building, tuple(problems), FORMAT, units.taken)


# The file


def _opened(data: bytes, switched_on: Sequence[str]) -> tuple[Drawing, list[Problem]]:
    """The drawing of a file; faults of its structure are mended where the library can, and told."""
    from ezdxf.lldxf.const import DXFError

    _require_dxf(data)
    try:
        document, faults = _document(data)
    except (DXFError, *FAULTS) as fault:
        message = f"The file cannot be read as a DXF drawing ({type(fault).__name__})."
        hint = "Open it in the program that wrote it and save it as DXF 2013 again."
        raise UnsoundInput([error("DXF_UNSOUND", "file", message, hint)]) from None
    drawing, problems = drawing_of(document, switched_on)
    if faults:
        many = "a fault" if faults == 1 else f"{faults} faults"
        message = f"The file has {many} of structure; what that touches may be missing."
        problems.append(warning("DXF_DAMAGED", "file", message, "Save it again with another program."))
    return drawing, problems


def _document(data: bytes) -> tuple[Any, int]:
    """The document of a file and how many faults its structure had; mended only where it cannot be read."""
    from ezdxf import recover
    from ezdxf.document import Drawing as Document
    from ezdxf.filemanagement import dxf_stream_info
    from ezdxf.lldxf.const import DXFError
    from ezdxf.lldxf.tagger import binary_tags_loader

    if data.startswith(BINARY):
        document = Document.load(binary_tags_loader(data))
        return document, _count_of_faults(document)
    try:
        plain = data.replace(b"\r\n", b"\n")
        encoding = dxf_stream_info(io.StringIO(plain.decode("latin-1"))).encoding
        document = Document.read(io.StringIO(_text_of(plain, encoding)))
        return document, _count_of_faults(document)  # a third of the time that mending takes
    except (DXFError, *FAULTS):
        document, auditor = recover.read(io.BytesIO(data))
        return document, len(auditor.errors)


def _count_of_faults(document: Any) -> int:
    """Faults of structure that are found; one where the search itself fails at what is damaged."""
    try:
        return len(document.audit().errors)
    except FAULTS:
        return 1


def _text_of(data: bytes, encoding: str) -> str:
    """The text of a drawing; bytes that its code page has not are read as cp1252, never as half letters."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        halves = data.decode(encoding, errors="surrogateescape")
        return HALF.sub(lambda half: bytes([ord(half[0]) - 0xDC00]).decode("cp1252", "replace"), halves)


def _require_dxf(data: bytes) -> None:
    """Refuse what is no DXF file, ends in the middle, or takes too long."""
    if data[:4] == b"AC10":
        message = "The file is a DWG drawing under the ending .dxf; a DXF drawing was expected."
        raise UnsoundInput([error("DXF_UNSOUND", "file", message, "Save it as DXF.")])
    if len(data) > LARGEST_BYTES:
        message = f"The drawing has {len(data)} bytes; at most {LARGEST_BYTES} are read."
        hint = "Purge it, and export the plan alone."
        raise UnsoundInput([error("FILE_TOO_LARGE", "file", message, hint)])
    binary = data.startswith(BINARY)
    if not binary and b"SECTION" not in data[:20_000]:
        message = "The file does not begin as a DXF drawing does."
        raise UnsoundInput([error("DXF_UNSOUND", "file", message, "Check the ending of its name.")])
    counted = sum(data.count(kind + end) for kind in COUNTED for end in (b"\n", b"\r\n"))
    if counted > MOST_ENTITIES:  # before the library makes an object of each
        message = f"The drawing holds {counted} inserts, lines and points; at most {MOST_ENTITIES} are read."
        hint = "Export the plan alone, without furniture, planting and hatches."
        raise UnsoundInput([error("DRAWING_TOO_LARGE", "file", message, hint)])
    if b"EOF" not in data[-64:]:
        message = "The drawing ends in the middle; walls may be missing, so no room is read from it."
        raise UnsoundInput([error("FILE_TRUNCATED", "file", message, "Upload the whole file again.")])


# What is chosen


def _view(views: Sequence[View], sheets: Sequence[str], said: str | None) -> tuple[Choice, list[Problem]]:
    """Which drawing of the sheet is the plan."""
    names = [view.name for view in views]
    if said is not None and said not in names:
        message = f"There is no drawing {said[:60]!r} on the sheet; there are {', '.join(map(repr, names))}."
        problem = error("UNKNOWN_VIEW", "view", message, "Name one of these.")
        raise UnsoundInput([problem.offering(*({"view": name} for name in names))])
    votes = [vote for view in views for vote in view.votes]
    choice = choose("view", votes, said=said, otherwise=names[0])
    if len(views) + len(sheets) < 2 or (len(views) == 1 and not sheets):
        return choice, []
    shown = [f"{v.name!r} ({v.kind}, {v.size_m[0]:.1f} x {v.size_m[1]:.1f} m)" for v in views]
    shown += [f"{name!r} (notes on a paper layout)" for name in sheets]
    read = f"Read is {choice.taken!r}{', as you said' if said is not None else ''}."
    message = f"The sheet holds {len(shown)} drawings: {', '.join(shown)}. {read}"
    problem = warning("MULTI_VIEW_SHEET", "view", message, "Choose the one that is the plan of the rooms.")
    if said is not None:
        problem = replace(problem, severity=Severity.INFO)
    others = sorted((n for n in names if n != choice.taken), key=lambda n: -choice.points().get(n, 0.0))
    return choice, [problem.offering(*({"view": name} for name in others))]


def _check_layers(
    choice: Choice, layers: Sequence[LayerFound], names: Sequence[str], said: Sequence[str] | None
) -> list[Problem]:
    """What is told of the layers that were taken as walls."""
    known = [layer.name for layer in layers]
    if said is not None:
        missing = [name for name in said if name.strip().lower() not in {each.lower() for each in known}]
        if not missing:
            return []
        message = f"There is no layer {', '.join(map(repr, missing))} with lines in this drawing."
        hint = f"It has {', '.join(map(repr, known[:30]))}."
        if not names:
            raise UnsoundInput([error("UNKNOWN_LAYER", "layers", message, hint)])
        return [warning("UNKNOWN_LAYER", "layers", message, hint)]
    if names and not choice.votes:
        message = (
            f"No layer has lines in pairs, as the two faces of walls are; those of {names[0]!r}, which has "
            "the most, are taken as the faces that are seen from the rooms."
        )
        hint = "Look at the plan and its areas; choose another layer if other lines are the walls."
        problem = warning("WALLS_DRAWN_SINGLE", "layers", message, hint)
        others = [layer.name for layer in layers if layer.name not in names and layer.length_m > 1.0]
        return [problem.offering(*({"layers": [other]} for other in others[:3]))]
    if len(known) < 2:
        return []
    shown = ", ".join(f"{layer.name!r} {layer.points:g}" for layer in layers[:6])
    message = f"The layers taken as walls are {', '.join(map(repr, names))}; points: {shown}."
    hint = "Look at the plan; choose others if walls are missing or furniture is taken for walls."
    others = [
        layer.name for layer in layers
        if layer.name not in names and layer.length_m > 1.0 and layer.role != "other"
    ][:3]  # fmt: skip
    problem = info("LAYERS_VOTED", "layers", message, hint)
    repairs: list[dict[str, list[str]]] = [{"layers": [*names, other]} for other in others]
    if len(names) > 1:
        repairs += [{"layers": [name]} for name in names[:3]]
    return [problem.offering(*repairs)]


def _level(drawing: Drawing, layers: Sequence[str], storey: str) -> tuple[Level, Problem]:
    """The height of the rooms: that to which wall lines are extruded, or the default."""
    height = _extruded_m(drawing, lambda layer: layer in layers, HEIGHTS_M)
    door = _extruded_m(drawing, lambda layer: role_of(layer) == "door", DOORS_M)
    heights = Heights(height or DEFAULT_HEIGHT_M, door or DOOR_HEIGHT_M, door is not None)
    if height is not None:
        message = f"Lines of walls are extruded to {height:.3f} m; that is taken as the height of the rooms."
        return Level(heights, Origin.FILE, storey), info("HEIGHT_FROM_THICKNESS", "height_m", message)
    message = f"A plan says no height; {DEFAULT_HEIGHT_M:.2f} m is taken for the ceiling."
    hint = "Give the height of the room."
    problem = info("NO_CEILING_IN_FILE", "height_m", message, hint, height_m=DEFAULT_HEIGHT_M)
    return Level(heights, Origin.DEFAULT, storey), problem


def _extruded_m(drawing: Drawing, wanted: Callable[[str], bool], bounds: tuple[float, float]) -> float | None:
    """The thickness that most of some layers' lines have, by length; None where it is no such height."""
    sums: dict[float, float] = {}
    for stroke in drawing.strokes:
        if stroke.thickness > 0 and wanted(stroke.layer):
            length = float(np.hypot(*np.diff(stroke.points, axis=0).T).sum())
            key = round(stroke.thickness, 4)
            sums[key] = sums.get(key, 0.0) + length
    best = max(sums, key=lambda key: sums[key], default=0.0)
    return best if bounds[0] <= best <= bounds[1] else None


# The answer


def _no_room(
    layers: Sequence[LayerFound], names: Sequence[str], views: Sequence[View], view: View
) -> Problem:
    """What to try where the lines enclose no room."""
    message = (
        f"The lines on {', '.join(map(repr, names)) or 'no layer'} of {view.name!r} enclose no room "
        "of at least 0.6 m2, even with gaps up to 6 m closed."
    )
    hint = "Choose the layers that are walls, another drawing of the sheet, or another unit."
    problem = error("NO_ROOM_FOUND", "layers", message, hint)
    others = [layer.name for layer in layers if layer.name not in names and layer.length_m > 1.0]
    repairs: list[dict[str, object]] = [{"layers": [*names, other]} for other in others[:4]]
    repairs += [{"view": each.name} for each in views if each is not view and each.kind == "plan"]
    return problem.offering(*repairs)
