"""The finishes of rooms in an IFC file: what the walls, slabs and coverings around them show."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from kit.problems import Problem, info, warning
from scenes.readers.ifc_file import Array, Body, Element, IfcModel
from scenes.readers.ifc_finishes import BRIGHTEST, Finishes
from scenes.readers.ifc_walls import WallElement, plan_of
from scenes.room import Finish, Origin, Room, grey

BESIDE_M = 0.06  # how far a wall's face may lie from the edge of a room
NEAR_FLOOR_M = 0.30
NEAR_CEILING_M = 0.60
HANGING_M = 0.80  # how far below the top of a space its ceiling may hang
LEVEL_CLASSES = ("IfcCovering", "IfcSlab", "IfcRoof")
STATED = re.compile(r"(floor|wall|ceiling)s?[ _]*reflect", re.IGNORECASE)
MOST_NAMES = 6  # of materials, that are told
DOWN, UP = np.array([0.0, 0.0, -1.0]), np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, eq=False)
class LevelElement:
    """A slab or covering, its body and its plan."""

    element: Element
    body: Body
    plan: shapely.Geometry
    low_m: float
    top_m: float


def with_finishes(
    model: IfcModel,
    rooms: Sequence[Room],
    spaces: Mapping[str, Element],
    walls: Sequence[WallElement],
    finishes: Finishes,
) -> tuple[list[Room], list[Problem]]:
    """The rooms with the finishes of what surrounds them, and a remark where those are display colours.

    Parameters
    ----------
    spaces
        The space of each room by the room's name, for reflectances that it states.
    """
    plans = [plan_of(wall.body) for wall in walls]
    tree = shapely.STRtree(plans)
    levels = _levels(model)
    found: list[Room] = []
    derived: list[Finish] = []
    problems: list[Problem] = []
    for room in rooms:
        own = dict(room.finishes)
        for name, above in (("floor", False), ("ceiling", True)):
            level = _level_of(room, levels, above=above)
            if level is None:
                continue
            finish = finishes.of_side(level.element, DOWN if above else UP, level.body)
            if finish is not None:
                own[name] = finish
            problems += _check_hanging(room, level) if above else []
        own.update(_of_walls(room, walls, plans, tree, finishes))
        space = spaces.get(room.name)
        if space is not None:
            own = _with_stated(own, space, room)
        derived += [f for f in own.values() if f.origin is Origin.DERIVED and f.reflectance_rgb is not None]
        found.append(replace(room, finishes=own))
    return found, [*problems, *_told_derived(derived, finishes)]


def _told_derived(derived: Sequence[Finish], finishes: Finishes) -> list[Problem]:
    """Reflectances that the file does not state: of display colours, and of materials known by name."""
    problems = []
    drawn = sum(finish.as_colour for finish in derived)
    if drawn:
        message = (
            f"The reflectances of {drawn} surfaces are worked out from the colours in which the file draws "
            "them; it states none."
        )
        hint = (
            "Colours of drawings are often signs of the material only; give reflectances where they matter."
        )
        problems.append(info("REFLECTANCE_FROM_COLOUR", "rooms", message, hint))
    if len(derived) > drawn:
        names = finishes.names_of(derived)
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        message = (
            f"The reflectances of {len(derived) - drawn} surfaces are those of measured materials that are "
            f"called as the file's are: {', '.join(names[:MOST_NAMES])}{more}; it states no reflectances and "
            "no colours for them."
        )
        hint = "What is plastered or painted over reflects otherwise; give reflectances where they matter."
        problems.append(info("REFLECTANCE_BY_NAME", "rooms", message, hint))
    return problems


# Floors and ceilings


def _levels(model: IfcModel) -> list[LevelElement]:
    found = []
    for element in model.all(*LEVEL_CLASSES):
        body = model.body(element)
        if body is None:
            continue
        plan = plan_of(body)
        if not plan.is_empty:
            heights = body.vertices_m[:, 2]
            found.append(LevelElement(element, body, plan, float(heights.min()), float(heights.max())))
    return found


def _level_of(room: Room, levels: Sequence[LevelElement], *, above: bool) -> LevelElement | None:
    """What most of a room's floor lies on, or what most of its ceiling is; coverings go before slabs."""
    floor = shapely.Polygon(room.outline_m, room.holes_m)
    at = room.elevation_m + (room.height_m if above else 0.0)
    best: tuple[tuple[bool, float], LevelElement] | None = None
    for level in levels:
        apart = level.low_m - at if above else at - level.top_m
        covering = level.element.is_a("IfcCovering")
        lowest = -HANGING_M if above and covering else -0.05
        if not lowest <= apart <= (NEAR_CEILING_M if above else NEAR_FLOOR_M):
            continue
        kind = getattr(level.element, "PredefinedType", None)
        if covering and kind != ("CEILING" if above else "FLOORING"):
            continue
        share = float(level.plan.intersection(floor).area) / max(floor.area, 1e-9)
        if share < 0.5:
            continue
        rank = (covering, -abs(apart))
        if best is None or rank > best[0]:
            best = (rank, level)
    return None if best is None else best[1]


def _check_hanging(room: Room, level: LevelElement) -> list[Problem]:
    """A ceiling that hangs below the top of the space."""
    height = level.low_m - room.elevation_m
    flat = not room.slopes and room.ceiling_vertices_m is None
    if not flat or not 1.9 <= height < room.height_m - 0.05:
        return []
    message = (
        f"The file has a ceiling at {height:.2f} m in {room.name!r}, whose space reaches up to "
        f"{room.height_m:.2f} m; the space is taken."
    )
    hint = "Take the height of the ceiling if that is what is built."
    where = f"{room.name}/ceiling"
    return [warning("CEILING_HANGS_LOWER", where, message, hint, height_m=round(height, 3))]


# Walls


def _of_walls(
    room: Room,
    walls: Sequence[WallElement],
    plans: Sequence[shapely.Geometry],
    tree: shapely.STRtree,
    finishes: Finishes,
) -> dict[str, Finish]:
    """The finish of each wall of a room, and of ``walls`` where one is commonest."""
    own: dict[str, Finish] = {}
    lengths: Counter[Finish] = Counter()
    for wall in range(len(room.outline_m)):
        if room.finishes.get(f"wall:{wall}", Finish()).open:
            continue
        start, end = (np.array(p) for p in room.wall_ends_m(wall))
        length = math.dist(start, end)
        inwards = np.array([-(end - start)[1], (end - start)[0], 0.0]) / length
        element = _wall_beside(room, (start + end) / 2, inwards, walls, plans, tree)
        finish = None if element is None else finishes.of_side(element.element, inwards, element.body)
        if finish is not None:
            own[f"wall:{wall}"] = finish
            lengths[finish] += round(length * 1000)
    if not lengths:
        return own
    common = lengths.most_common(1)[0][0]
    return {"walls": common} | {name: finish for name, finish in own.items() if finish != common}


def _wall_beside(
    room: Room,
    middle: Array,
    inwards: Array,
    walls: Sequence[WallElement],
    plans: Sequence[shapely.Geometry],
    tree: shapely.STRtree,
) -> WallElement | None:
    """The wall whose face an edge's middle lies on."""
    point = shapely.Point(*(middle - 0.02 * inwards[:2]))
    best: tuple[float, WallElement] | None = None
    for index in tree.query(point, predicate="dwithin", distance=BESIDE_M):
        wall = walls[int(index)]
        heights = wall.body.vertices_m[:, 2]
        top = min(float(heights.max()), room.elevation_m + room.height_m)
        if top - max(float(heights.min()), room.elevation_m) < 0.4 * room.height_m:
            continue
        distance = float(plans[int(index)].distance(point))
        if best is None or distance < best[0]:
            best = (distance, wall)
    return None if best is None else best[1]


# What the space states


def _with_stated(own: dict[str, Finish], space: Element, room: Room) -> dict[str, Finish]:
    """Finishes with the reflectances that a space's properties state, which go before all colours."""
    import ifcopenshell.util.element

    for values in ifcopenshell.util.element.get_psets(space).values():
        for key, value in values.items():
            found = STATED.search(key)
            if found is None or isinstance(value, bool) or not isinstance(value, float | int):
                continue
            share = float(value) / 100.0 if value > 1.0 else float(value)
            if not 0.0 < share <= BRIGHTEST:
                continue
            name = found.group(1).lower()
            finish = Finish(grey(round(share, 6)), origin=Origin.FILE)
            if name == "wall":
                own = {k: f for k, f in own.items() if not k.startswith("wall:") or f.open}
                name = "walls"
            own[name] = finish
    return own
