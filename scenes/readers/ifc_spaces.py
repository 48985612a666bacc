"""Rooms from the spaces of an IFC file: their clear solids, names and storeys, and which are no rooms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kit.problems import Problem, Severity, info, warning
from scenes.building import Storey, named_apart
from scenes.checks import check_outline
from scenes.readers.clear_solid import ClearSpace, clear_space
from scenes.readers.ifc_file import Element, IfcModel, label
from scenes.readers.ifc_storeys import storey_name
from scenes.room import Origin, Room
from scenes.use_of_name import use_of_name

MOST_SPACES = 3000
LOWEST_ROOM_M = 1.5  # nobody stands in what is lower
AREAS_DIFFER = 0.01
OTHER_FLOORS_SHARE = 0.02
# Words of which a space is no room whatever its shape; an attic or loft may be one.
NO_ROOM = ("roof", "dach", "toiture", "tejado", "屋顶", "plenum", "void", "shaft", "schacht", "luftraum")


@dataclass(frozen=True, eq=False)
class SpaceRoom:
    """A room, and the space that it comes from."""

    room: Room
    space: Element


def rooms_of_spaces(
    model: IfcModel, storeys: Mapping[int, Storey], *, wanted: str | None
) -> tuple[list[SpaceRoom], list[Problem]]:
    """The rooms of a file's spaces; what is left out or changed is told.

    Parameters
    ----------
    wanted
        Name of a space that a person wants though it looks like no room.
    """
    spaces = model.all("IfcSpace")
    problems: list[Problem] = []
    if len(spaces) > MOST_SPACES:
        message = f"The file has {len(spaces)} spaces; the first {MOST_SPACES} are read."
        problems.append(warning("SPACES_LEFT_OUT", "spaces", message, "Export one storey at a time."))
        spaces = spaces[:MOST_SPACES]
    names = _names(spaces)
    found: list[SpaceRoom] = []
    for space in spaces:
        room, told = _room(model, storeys, space, names[space.id()], wanted)
        problems += told
        if room is not None:
            found.append(SpaceRoom(room, space))
    named = named_apart(each.room for each in found)
    found = [replace(each, room=room) for each, room in zip(found, named, strict=True)]
    return found, [*problems, *_check_areas(model, found)]


def _names(spaces: Iterable[Element]) -> dict[int, str]:
    """What to call each space: its long name, with its number before where that says more."""
    said = {}
    for space in spaces:
        number, text = (" ".join(str(v or "").split())[:80] for v in (space.Name, space.LongName))
        said[space.id()] = (number, text)
    texts = [text for _, text in said.values()]
    names = {}
    for key, (number, text) in said.items():
        if not text or not number:
            names[key] = text or number
        elif text.casefold() in number.casefold():
            names[key] = text if texts.count(text) == 1 else number
        else:
            names[key] = f"{number} {text}"
    return names


def _room(
    model: IfcModel, storeys: Mapping[int, Storey], space: Element, name: str, wanted: str | None
) -> tuple[Room | None, list[Problem]]:
    where = name or label(space)
    body = model.body(space, fine=True)
    shape = None if body is None else clear_space(body.vertices_m, body.triangles)
    reason = _no_room(space, name, shape)
    if reason and wanted not in (name, str(space.Name)):
        message = f"The space {where!r} was left out: {reason}."
        return None, [info("SPACE_IS_NO_ROOM", where, message, "Ask for it by name to have it.", room=name)]
    if shape is None:
        message = f"The space {where!r} has no solid that encloses a floor; it was left out."
        return None, [warning("SPACE_UNREADABLE", where, message, "Model its volume and export it again.")]
    unsound = check_outline(shape.outline_m, where)
    if unsound:
        message = f"The space {where!r} was left out: {unsound[0].message}"
        return None, [warning("SPACE_UNREADABLE", where, message, unsound[0].hint)]
    room = Room(
        outline_m=shape.outline_m,
        height_m=shape.height_m,
        name=name,
        use=use_of_name(name),
        holes_m=shape.holes_m,
        elevation_m=shape.floor_m,
        storey=storey_name(space, storeys, shape.floor_m),
        slopes=shape.slopes,
        ceiling_vertices_m=shape.ceiling_vertices_m,
        ceiling_triangles=shape.ceiling_triangles,
        origins={"outline": Origin.FILE, "height": Origin.FILE, "ceiling": Origin.FILE},
    )
    return room, _told(shape, where)


def _no_room(space: Element, name: str, shape: ClearSpace | None) -> str:
    """Why a space is no room, in words; empty where it is one."""
    kind = getattr(space, "PredefinedType", None) or ""
    if getattr(space, "InteriorOrExteriorSpace", None) == "EXTERNAL" or kind == "EXTERNAL":
        return "the file says that it is outside"
    if kind == "GFA":
        return "it is a gross floor area"
    if any(part.is_a("IfcSpace") for rel in space.IsDecomposedBy for part in rel.RelatedObjects):
        return "it is made of other spaces, which are read"
    word = next(
        (word for word in NO_ROOM if re.search(rf"(?<![^\W\d_]){word}(?![^\W\d_])", name.casefold())), ""
    )
    if word:
        return f"its name says {word!r}"
    if shape is not None and shape.height_m < LOWEST_ROOM_M:
        return f"it is {shape.height_m:.2f} m high"
    return ""


def _told(shape: ClearSpace, where: str) -> list[Problem]:
    problems = []
    if shape.turned:
        message = f"Faces of the space {where!r} look inwards; they were turned."
        problems.append(info("SOLID_TURNED", where, message))
    if shape.other_floors_m2 > OTHER_FLOORS_SHARE * shape.area_m2:
        message = (
            f"The space {where!r} has {shape.other_floors_m2:.2f} m2 of floor at other heights, or apart "
            f"from the {shape.area_m2:.2f} m2 that were taken."
        )
        problems.append(
            warning("FLOOR_IN_PARTS", where, message, "Look at the plan; model each part as a space.")
        )
    return problems


# Areas that the file states


def _check_areas(model: IfcModel, found: Iterable[SpaceRoom]) -> list[Problem]:
    """Areas of property sets that differ from the clear floor, one problem for each property."""
    import ifcopenshell.util.element
    import ifcopenshell.util.unit

    square = float(ifcopenshell.util.unit.calculate_unit_scale(model.file, "AREAUNIT"))
    differing: dict[str, list[str]] = {}
    for each in found:
        area, name = each.room.floor_area_m2, each.room.name
        for set_name, values in ifcopenshell.util.element.get_psets(each.space).items():
            for key, value in values.items():
                if "area" not in key.casefold() or not isinstance(value, float) or "per" in key.split():
                    continue
                if "floor" not in key.casefold() and not key.casefold().endswith("area"):
                    continue
                stated = value * square
                if stated > 0 and abs(stated - area) > AREAS_DIFFER * area:
                    text = f"{name} {stated:.2f} instead of {area:.2f} m2"
                    differing.setdefault(f"{set_name}.{key}", []).append(text)
    problems = []
    for key, texts in differing.items():
        more = f" and {len(texts) - 3} more" if len(texts) > 3 else ""
        message = f"{key} is not the clear floor area that is used: {', '.join(texts[:3])}{more}."
        hint = "It may follow another rule, such as to the middle of walls; the solid is what is lit."
        problem = info("AREA_BY_ANOTHER_RULE", key, message, hint)
        problems.append(
            replace(problem, severity=Severity.WARNING) if key.endswith("NetFloorArea") else problem
        )
    return problems
