"""Doors, windows and passages of an IFC file: what is cut out of walls, and what fills it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely

from kit.problems import Problem, warning
from scenes.building import Storey, WallOpening
from scenes.readers.ifc_file import Array, Body, Element, IfcModel, is_recess, label, shown_names
from scenes.readers.ifc_finishes import is_glass
from scenes.readers.ifc_glazing import transmittance_of
from scenes.readers.ifc_skylights import Skylight, skylight_of
from scenes.readers.ifc_storeys import storey_name
from scenes.readers.ifc_walls import joined_parts, parts_of
from scenes.room import Room

MOST_OPENINGS = 8000
SMALLEST_M = 0.05
AT_FLOOR_M = 0.10  # a lower edge nearer to the floor stands on it
SAME_STOREY_M = 0.5
ALONG = 0.99  # cosine of the angle between what runs the same way


def openings_of(
    model: IfcModel, storeys: Mapping[int, Storey], rooms: Sequence[Room]
) -> tuple[list[WallOpening], list[Skylight], list[Problem]]:
    """Openings in walls, skylights of no room yet, and what was left out.

    Sills are above the floor of the rooms on the same storey. A door or window whose hole has no shape, or
    is in no wall, stands where its own shape is.
    """
    floors = _floors(storeys, rooms)
    holes, fillers = model.all("IfcOpeningElement"), model.all("IfcDoor", "IfcWindow")
    problems = _check_number(len(holes), len(fillers))
    panes = {each.id(): _panes(model, storeys, floors, each) for each in model.all("IfcCurtainWall")}
    walls: list[WallOpening] = []
    above: list[Skylight] = []
    assumed: list[str] = []
    placed: set[int] = set()
    for hole in holes[:MOST_OPENINGS]:
        hosts = [rel.RelatingBuildingElement for rel in hole.VoidsElements]
        filler, known = _filler_of(hole)
        body = model.body(hole) or (None if filler is None or known else model.body(filler))
        if is_recess(hole) or body is None or not hosts:
            continue
        if filler is not None and filler.is_a("IfcDistributionElement"):
            continue  # a pipe or a duct, which closes it
        if hosts[0].is_a("IfcWall"):
            if filler is not None and panes.get(filler.id()):
                continue  # its panes are windows of their own
            opening = _in_wall(model, storeys, floors, hosts[0], filler or hole, body)
            if opening is None:
                continue
            if filler is not None and not known:
                assumed.append(label(filler))
                opening = _as_filled(model, opening, filler)
            walls.append(opening)
            placed.update(rel.RelatedBuildingElement.id() for rel in hole.HasFillings)
        elif filler is not None and filler.is_a("IfcWindow"):
            above.append(skylight_of(model, filler, body))
            placed.add(filler.id())
        elif not known and (hosts[0].is_a("IfcSlab") or hosts[0].is_a("IfcRoof")):
            above.append(skylight_of(model, filler or hole, body))
    loose: list[WallOpening] = []
    without: list[str] = []
    for element in fillers[:MOST_OPENINGS]:
        if element.id() not in placed:
            body = model.body(element) or joined_parts(model, element)
            opening = None if body is None else _in_wall(model, storeys, floors, element, element, body)
            if opening is None:
                without.append(label(element))
            else:
                loose.append(opening)
    walls = not_filled(walls, loose) + loose
    walls += [pane for own in panes.values() for pane in own]
    return walls, above, [*problems, *_check_without_shape(without), *_check_assumed(assumed)]


def _filler_of(hole: Element) -> tuple[Element | None, bool]:
    """What fills a hole, doors and windows before all else, and whether it is one of them."""
    filling = [rel.RelatedBuildingElement for rel in hole.HasFillings]
    known = next((each for each in filling if each.is_a("IfcDoor") or each.is_a("IfcWindow")), None)
    return known or next(iter(filling), None), known is not None


def _as_filled(model: IfcModel, opening: WallOpening, filler: Element) -> WallOpening:
    """An opening that something else fills: a door where it begins at the floor and shows no glass."""
    body = model.body(filler)
    glass = filler.is_a("IfcCurtainWall") or (body is not None and is_glass(body))
    return replace(opening, kind="window" if glass or opening.sill_m > 0 else "door")


def _check_number(holes: int, fillers: int) -> list[Problem]:
    """Whether all are read."""
    if max(holes, fillers) <= MOST_OPENINGS:
        return []
    message = (
        f"The file has {holes} holes and {fillers} doors and windows; "
        f"the first {MOST_OPENINGS} of each are read."
    )
    return [warning("OPENINGS_LEFT_OUT", "openings", message, "Export one storey at a time.")]


def _check_without_shape(names: Sequence[str]) -> list[Problem]:
    """What stands in no wall because neither it nor its hole has a shape that does."""
    if not names:
        return []
    shown = shown_names(names)
    message = f"{len(names)} doors or windows have no upright shape and no hole in a wall; left out: {shown}."
    return [warning("OPENINGS_LEFT_OUT", "openings", message, "Export them with their shapes.")]


def _check_assumed(names: Sequence[str]) -> list[Problem]:
    """What fills holes of walls and is neither door nor window."""
    if not names:
        return []
    message = (
        f"Holes in walls are filled by what is neither door nor window: {shown_names(names)}. They are doors "
        "now where they begin at the floor and show no glass, else windows."
    )
    return [warning("OPENING_KIND_ASSUMED", "openings", message, "Look whether light comes in there.")]


def not_filled(holes: Sequence[WallOpening], fillers: Sequence[WallOpening]) -> list[WallOpening]:
    """The holes without passages that doors and windows fill although the file does not say so.

    They take up at least half of the width of a hole, and are at least half as high.
    """
    storeys: dict[str, list[WallOpening]] = {}
    for filler in fillers:
        storeys.setdefault(filler.storey, []).append(filler)
    trees = {storey: shapely.STRtree([_around(each) for each in own]) for storey, own in storeys.items()}
    found = []
    for hole in holes:
        if hole.kind == "passage" and hole.storey in trees:
            near = sorted(trees[hole.storey].query(_around(hole)))
            taken_m = sum(_width_in(storeys[hole.storey][k], hole) for k in near)
            if taken_m >= hole.width_m / 2:
                continue
        found.append(hole)
    return found


def _around(opening: WallOpening) -> shapely.Geometry:
    """A square around an opening seen from above, however it is turned; those of two that touch meet."""
    (x, y), half_m = opening.centre_m, math.hypot(opening.width_m, opening.depth_m) / 2 + 1e-6
    return shapely.box(x - half_m, y - half_m, x + half_m, y + half_m)


def _width_in(filler: WallOpening, hole: WallOpening) -> float:
    """The width that a filler at least half as high takes up of a hole [m]; 0 where it stands elsewhere."""
    turned = math.radians(hole.angle_deg)
    if filler.storey != hole.storey or abs(math.cos(turned - math.radians(filler.angle_deg))) < ALONG:
        return 0.0
    offset = np.subtract(filler.centre_m, hole.centre_m)
    along = abs(offset @ np.array([math.cos(turned), math.sin(turned)]))
    across = abs(offset @ np.array([-math.sin(turned), math.cos(turned)]))
    wide = min(filler.width_m, hole.width_m, (filler.width_m + hole.width_m) / 2 - along)
    high = min(filler.sill_m + filler.height_m, hole.sill_m + hole.height_m) - max(filler.sill_m, hole.sill_m)
    within = across <= (filler.depth_m + hole.depth_m) / 2
    return max(float(wide), 0.0) if within and high >= hole.height_m / 2 else 0.0


def _kind(element: Element) -> str:
    if element.is_a("IfcDoor"):
        return "door"
    return "passage" if element.is_a("IfcOpeningElement") else "window"


def _floors(storeys: Mapping[int, Storey], rooms: Iterable[Room]) -> dict[str, float]:
    """Height of the floor of each storey's rooms, or of the storey where it has none [m]."""
    floors = {storey.name: storey.elevation_m for storey in storeys.values()}
    for name in floors:
        own = [room.elevation_m for room in rooms if room.storey == name]
        near = [level for level in own if abs(level - floors[name]) < SAME_STOREY_M]
        if near:
            floors[name] = float(np.median(near))
    return floors


def _in_wall(
    model: IfcModel,
    storeys: Mapping[int, Storey],
    floors: Mapping[str, float],
    host: Element,
    element: Element,
    body: Body,
) -> WallOpening | None:
    """An opening with its size along and through the wall `host`, or along its own x axis."""
    along = model.direction(model.matrix(host)[:3, 0])[:2]
    if host.is_a("IfcWall"):
        along = _along_wall(model, host, body, along)
    if math.hypot(*along) < 0.5:
        return None
    along = along / math.hypot(*along)
    u = body.vertices_m[:, :2] @ along
    v = body.vertices_m[:, :2] @ np.array([-along[1], along[0]])
    low, top = float(body.vertices_m[:, 2].min()), float(body.vertices_m[:, 2].max())
    width, depth, height = float(np.ptp(u)), float(np.ptp(v)), top - low
    scale = model.metres_per_unit * model.scale
    stated = [getattr(element, key, None) for key in ("OverallWidth", "OverallHeight")]
    if stated[0] and 0.5 * width < stated[0] * scale < width:
        width = stated[0] * scale
    if stated[1] and 0.5 * height < stated[1] * scale < height:
        height = stated[1] * scale
    if min(width, height) < SMALLEST_M:
        return None
    middle = along * (u.min() + u.max()) / 2 + np.array([-along[1], along[0]]) * (v.min() + v.max()) / 2
    storey = storey_name(element, storeys, low)
    sill = low - floors.get(storey, 0.0)
    if abs(sill) < AT_FLOOR_M:
        height, sill = height + min(sill, 0.0), 0.0
    return WallOpening(
        kind=_kind(element),
        centre_m=(float(middle[0]), float(middle[1])),
        width_m=width,
        depth_m=max(depth, SMALLEST_M),
        sill_m=sill,
        height_m=height,
        angle_deg=math.degrees(math.atan2(along[1], along[0])) % 180.0,
        storey=storey,
        name=" ".join(str(element.Name or "").split())[:80],
        transmittance=None if element.is_a("IfcOpeningElement") else transmittance_of(element),
    )


def _along_wall(model: IfcModel, wall: Element, hole: Body, along: Array) -> Array:
    """The direction of a wall at a hole: its x axis, or the hole's longer side in a round wall."""
    for representation in wall.Representation.Representations if wall.Representation else ():
        if representation.RepresentationIdentifier == "Axis" and any(
            item.is_a("IfcTrimmedCurve") or item.is_a("IfcCompositeCurve") for item in representation.Items
        ):
            box = shapely.minimum_rotated_rectangle(shapely.MultiPoint(hole.vertices_m[:, :2]))
            corners = np.array(box.exterior.coords)
            a, b = corners[1] - corners[0], corners[2] - corners[1]
            side: Array = a if a @ a >= b @ b else b
            return side
    return along


def _panes(
    model: IfcModel, storeys: Mapping[int, Storey], floors: Mapping[str, float], curtain: Element
) -> list[WallOpening]:
    """The glass plates of a curtain wall as windows."""
    found = []
    for part in parts_of(curtain):
        if not part.is_a("IfcPlate"):
            continue
        body = model.body(part)
        if body is None or not is_glass(body):
            continue
        pane = _in_wall(model, storeys, floors, part, part, body)
        found += [pane] if pane else []
    return found
