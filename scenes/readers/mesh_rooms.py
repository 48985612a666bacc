"""From a mesh to rooms: level cuts above the door heads close them, level sheets give their heights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, error, info, warning
from scenes.building import Storey, named_apart
from scenes.ceiling import is_level, wall_profile
from scenes.readers.mesh_attics import CutRoom, under_slopes
from scenes.readers.mesh_ceiling_shapes import with_ceiling
from scenes.readers.mesh_cuts import best_cut
from scenes.readers.mesh_finishes import Colours
from scenes.readers.mesh_hanging import without_hanging_pieces
from scenes.readers.mesh_levels import FLAT_WITHIN_M, LevelSheets, RoomLevels, levels_of
from scenes.readers.mesh_names import Role, role_of
from scenes.readers.mesh_openings import SMALLEST_M, Elevation, OpeningFinder, elevation
from scenes.readers.mesh_parts import Parts
from scenes.readers.mesh_section import Gap
from scenes.readers.mesh_skylights import RoofGlass, told_left_out
from scenes.readers.mesh_standing import with_standing_pieces
from scenes.room import Finish, Origin, Point, Room, signed_area_m2

Array = NDArray[np.float64]

DEFAULT_HEIGHT_M = 2.5
PLAUSIBLE_WALLS_M = (2.0, 6.0)  # from which the height of walls is taken as that of the room
STRAIGHT_M = 0.002  # corners that lie so near to a straight line are none
MOST_CORNERS = 400
SMALLEST_HOLE_M2 = 0.01
TOLD_GAP_M = 0.05


@dataclass(frozen=True, eq=False)
class FoundRoom:
    """A room with the area that it was found as and its floor's height in the file's frame [m]."""

    room: Room
    polygon: shapely.Polygon
    floor_m: float


@dataclass(frozen=True, eq=False)
class FoundRooms:
    """Rooms and storeys of a mesh, and its parts as they were understood in the end."""

    rooms: tuple[FoundRoom, ...]
    storeys: tuple[Storey, ...]
    parts: Parts


def rooms_of_mesh(parts: Parts) -> tuple[FoundRooms, list[Problem]]:
    """The rooms of a mesh in metres and z up; NO_ROOM_FOUND where no walls close."""
    found: list[CutRoom] = []
    levels, sheets, inside_out = levels_of(parts), LevelSheets(parts), False
    for level in levels:
        areas, height = best_cut(parts, level)
        found += under_slopes(parts, sheets, level, height, areas)
        inside_out |= areas.inside_out
    if not found:
        return FoundRooms((), (), parts), [_no_room(parts)]
    ground = min(each.level.floor_m for each in found)
    storeys = tuple(
        Storey(f"Level {i + 1}", round(level.floor_m - ground, 6), round(level.ceiling_m - level.floor_m, 6))
        for i, level in enumerate(levels)
    )
    names = {level: storey.name for level, storey in zip(levels, storeys, strict=True)}
    found.sort(key=lambda each: (each.level.floor_m, -each.polygon.area))
    parts, found = without_hanging_pieces(parts, found)
    parts = _wall_pieces_back(parts, [each.polygon for each in found])
    parts, problems = with_standing_pieces(parts, found, LevelSheets(parts))
    sheets, finder, colours, glass = (
        LevelSheets(parts),
        OpeningFinder(parts),
        Colours(parts),
        RoofGlass(parts),
    )
    drafts: list[_Draft] = []
    for each in found:
        over = sheets.of_room(each.polygon, each.level, each.cut_m)
        drafts.append(_draft(each, over, names[each.level], ground))
    drafts, told = _with_ceilings(drafts, [each.cut_m for each in found], sheets, glass)
    problems += told
    rooms, told = _completed(drafts, finder, colours)
    problems += told
    if inside_out:
        message = "The faces of the walls look away from the rooms; they were taken as seen from both sides."
        problems.append(info("FACES_INSIDE_OUT", "file", message, "Flip the normals if other programs mind."))
    return FoundRooms(tuple(rooms), storeys, parts), problems


def _no_room(parts: Parts) -> Problem:
    size = " x ".join(f"{extent:.2f}" for extent in np.ptp(parts.mesh.vertices_m, axis=0))
    message = f"No level cut through the {size} m of this mesh closes to a room."
    hint = (
        "Check unit and up axis; upload the walls with the furniture; a phone scan is best uploaded as the "
        "app's own room format or as a point cloud (PLY)."
    )
    return error("NO_ROOM_FOUND", "file", message, hint)


def _wall_pieces_back(parts: Parts, rooms: Sequence[shapely.Polygon]) -> Parts:
    """Nodes that only their shape made furniture, but that stand in the walls, are walls after all."""
    inner = shapely.union_all(list(rooms)).buffer(-0.02)
    for node, role in enumerate(parts.roles):
        if role is not Role.FURNITURE or role_of(parts.mesh.nodes[node]) is not Role.UNKNOWN:
            continue
        low, high = parts.low[node], parts.high[node]
        footprint = shapely.box(low[0], low[1], max(high[0], low[0] + 1e-3), max(high[1], low[1] + 1e-3))
        if footprint.intersection(inner).area < 0.3 * footprint.area:
            parts = parts.with_role(node, Role.UNKNOWN)
    return parts


# One room


@dataclass(frozen=True, eq=False)
class _Draft:
    """A room with its outline and height, before its walls are looked at."""

    room: Room
    polygon: shapely.Polygon
    over: RoomLevels
    gaps: tuple[Gap, ...]


def _draft(found: CutRoom, over: RoomLevels, storey: str, ground: float) -> _Draft:
    polygon = found.polygon
    outline = clean_ring(shapely.get_coordinates(polygon.exterior), [g.line for g in found.gaps if g.open])
    holes = tuple(
        clean_ring(shapely.get_coordinates(ring), [])[::-1]
        for ring in polygon.interiors
        if shapely.Polygon(ring).area > SMALLEST_HOLE_M2
    )
    height, origin = over.ceiling_m - over.floor_m, Origin.FILE
    if not over.has_ceiling:
        usual = PLAUSIBLE_WALLS_M[0] <= height <= PLAUSIBLE_WALLS_M[1]
        height, origin = (height, Origin.DERIVED) if usual else (DEFAULT_HEIGHT_M, Origin.DEFAULT)
    room = Room(
        outline,
        round(height, 6),
        holes_m=tuple(hole for hole in holes if len(hole) >= 3),
        origins={"height": origin, "outline": Origin.DERIVED},
        elevation_m=round(over.floor_m - ground, 6) + 0.0,
        storey=storey,
    )
    return _Draft(room, polygon, over, found.gaps)


def clean_ring(points: Array, kept: Sequence[shapely.LineString]) -> tuple[Point, ...]:
    """Corners of a ring, anticlockwise, without those on straight walls; ends of the lines in `kept` stay."""
    ring = points[:-1]
    start = int(np.lexsort((ring[:, 1], ring[:, 0]))[0])  # the leftmost is a corner for certain
    ring = np.roll(ring, -start, axis=0)
    closed = shapely.LinearRing(ring)
    tolerance = STRAIGHT_M
    simple = closed.simplify(tolerance)
    while len(simple.coords) > MOST_CORNERS + 1:
        tolerance *= 1.5
        simple = closed.simplify(tolerance)
    corners = [tuple(c) for c in shapely.get_coordinates(simple)[:-1].tolist()]
    for line in kept:
        for end in (line.coords[0], line.coords[-1]):
            corners = _with_corner(corners, (float(end[0]), float(end[1])))
    rounded = tuple((round(x, 6) + 0.0, round(y, 6) + 0.0) for x, y in corners)
    distinct = tuple(p for i, p in enumerate(rounded) if math.dist(p, rounded[i - 1]) > STRAIGHT_M / 2)
    return distinct if signed_area_m2(distinct) > 0 else distinct[::-1]


def _with_corner(corners: list[Point], point: Point) -> list[Point]:
    """The ring with a corner at a point that lies on one of its edges."""
    if min(math.dist(point, corner) for corner in corners) < 0.01:
        return corners
    for i, one in enumerate(corners):
        other = corners[(i + 1) % len(corners)]
        if shapely.LineString([one, other]).distance(shapely.Point(point)) < 2 * STRAIGHT_M:
            return [*corners[: i + 1], point, *corners[i + 1 :]]
    return corners


def _completed(
    drafts: Sequence[_Draft], finder: OpeningFinder, colours: Colours
) -> tuple[list[FoundRoom], list[Problem]]:
    """The rooms with their open edges, openings and finishes, and what is doubtful about them."""
    problems: list[Problem] = []
    opened = []
    for draft in drafts:
        edges, told = _open_edges(draft.room, draft.gaps)
        opened.append(edges)
        problems += told
    walls = [_views(draft, edges) for draft, edges in zip(drafts, opened, strict=True)]
    holes = [finder.holes_of(each) for each in walls]
    rooms = []
    for draft, edges, views, found in zip(drafts, opened, walls, holes, strict=True):
        openings, told = finder.with_leaves(views, found, draft.room.name)
        problems += told
        finishes = {f"wall:{wall}": Finish(open=True) for wall in edges}
        for key, finish in colours.of_room(draft.room, draft.polygon, draft.over.floor_m).items():
            finishes[key] = replace(finish, open=key in finishes)
        origins = {
            f"openings[{k}].transmittance": Origin.DERIVED
            for k, opening in enumerate(openings)
            if opening.transmittance is not None
        }
        room = replace(
            draft.room,
            openings=(*openings, *draft.room.openings),
            finishes=finishes,
            origins=draft.room.origins | origins,
        )
        rooms.append(FoundRoom(room, draft.polygon, draft.over.floor_m))
    return rooms, [*problems, *finder.told_narrow()]


def _views(draft: _Draft, opened: set[int]) -> list[Elevation | None]:
    """The room's walls seen from inside; None for open edges and for those too short to hold an opening."""
    room = draft.room
    edges = [room.wall_ends_m(wall) for wall in range(len(room.outline_m))]
    tops = [None if is_level(room) else wall_profile(room, edge) for edge in edges]
    views = [
        elevation(*edge, draft.over.floor_m, room.height_m, top)
        for edge, top in zip(edges, tops, strict=True)
    ]
    return [None if wall in opened or view.length_m < SMALLEST_M else view for wall, view in enumerate(views)]


def _with_ceilings(
    drafts: Sequence[_Draft], cuts_m: Sequence[float], sheets: LevelSheets, glass: RoofGlass
) -> tuple[list[_Draft], list[Problem]]:
    """The rooms with names, their ceilings and the skylights in them."""
    problems: list[Problem] = []
    done: list[_Draft] = []
    left_out = 0
    named = named_apart(draft.room for draft in drafts)
    for draft, room, cut_m in zip(drafts, named, cuts_m, strict=True):
        room, told = _with_height(replace(draft, room=room), sheets, cut_m, glass)
        openings, lost = glass.skylights(room, draft.over.floor_m)
        done.append(replace(draft, room=replace(room, openings=tuple(openings))))
        problems += told
        left_out += lost
    return done, [*problems, *told_left_out(left_out)]


def _with_height(
    draft: _Draft, sheets: LevelSheets, from_m: float, glass: RoofGlass
) -> tuple[Room, list[Problem]]:
    """The room of a draft with its ceiling, and what is to be said of it."""
    room, over = draft.room, draft.over
    if not over.has_ceiling:
        taken = "the height of its walls" if room.origins["height"] is Origin.DERIVED else "a usual height"
        message = f"The file has no ceiling over {room.name!r}; {room.height_m:.2f} m is taken, {taken}."
        where = f"{room.name}/ceiling"
        return room, [info("NO_CEILING_IN_FILE", where, message, "State the height.", height_m=room.height_m)]
    if over.spread_m > FLAT_WITHIN_M:
        return with_ceiling(
            room, draft.polygon, sheets, floor_m=over.floor_m, from_m=from_m, glass=glass.around
        )
    return room, []


def _open_edges(room: Room, gaps: Sequence[Gap]) -> tuple[set[int], list[Problem]]:
    """Edges of the outline that no wall closes, and every gap that was closed."""
    opened: set[int] = set()
    problems: list[Problem] = []
    for wall in range(len(room.outline_m)):
        edge = shapely.LineString(room.wall_ends_m(wall))
        middle = edge.interpolate(0.5, normalized=True)
        for gap in gaps:
            where = f"{room.name}/wall:{wall}"
            if (
                gap.line.distance(middle) > 0.01
                and edge.distance(gap.line.interpolate(0.5, normalized=True)) > 0.01
            ):
                continue
            along = gap.line.intersection(edge.buffer(0.01)).length
            if gap.open and along > 0.5 * edge.length:
                opened.add(wall)
                message = (
                    f"The walls do not close (gap {gap.length_m:.2f} m); that edge is left open to light."
                )
                problem = warning("WALLS_DO_NOT_CLOSE", where, message, "Close it if there is a wall.")
                problems.append(problem.offering({"closed_walls": [where]}))
                break
            if not gap.open and gap.length_m > TOLD_GAP_M and along > 0.5 * gap.length_m:
                message = f"The walls miss each other by {gap.length_m:.2f} m; the gap was closed with wall."
                problems.append(info("GAP_CLOSED", where, message).offering({"open_walls": [where]}))
                break
    return opened, problems
