"""Rooms rebuilt from walls alone: what the walls of a storey enclose once their gaps are closed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import shapely

from kit.problems import Problem, error, info, warning
from scenes.building import Wall, WallOpening, named_apart
from scenes.host_openings import host_openings
from scenes.room import Finish, Origin, Point, Room
from scenes.wall_bodies import SHORTEST_WALL_M, Face, WallBody, corner_patches, wall_body
from scenes.wall_edges import STRAIGHT_M, EdgePart, FaceIndex
from scenes.wall_gaps import DOORWAY_M, SMALL_GAP_M, Gap, gaps_between, opening_fillings
from scenes.wall_heights import ceiling_of, check_ceiling

GRID_M = 1e-4  # unions are made on this grid, so that faces that meet leave no slits
SMALLEST_ROOM_M2 = 0.5
NARROWEST_ROOM_M = 0.40
MOST_WALLS = 4000
SMALLEST_HOLE_M2 = 1e-3


def rooms_from_walls(
    walls: Sequence[Wall],
    openings: Sequence[WallOpening] = (),
    *,
    closed: Collection[str] = (),
    taken: Collection[str] = (),
) -> tuple[list[Room], list[Problem]]:
    """The rooms that walls enclose, with their openings, and what was closed, left open or left out.

    The bodies of a storey's walls are united, gaps under 5 cm and those in which an opening stands are
    closed, and what the union encloses are rooms; "outside" never is one. A gap as wide as a doorway without
    an opening parts two rooms and leaves an open edge on both; wider ones do where nothing would be enclosed
    otherwise. Rooms are unnamed in the file, so that they are called "Room", "Room 2"...; heights are those
    of the walls around them, and sloped walls make sloped ceilings where they agree on planes.

    Parameters
    ----------
    walls
        In the building's frame; a height of 0 is unknown.
    openings
        Boxes in the plan, with the storeys of the walls.
    closed
        Gaps that a person said are walls, by the names that GAP_LEFT_OPEN gives them, such as ``gap:2``.
    taken
        Names that other rooms have.
    """
    if len(walls) > MOST_WALLS:
        message = f"There are {len(walls)} walls; at most {MOST_WALLS} are joined to rooms."
        return [], [error("TOO_MANY_WALLS", "walls", message, "Upload one storey, or fewer layers.")]
    bodies, problems = _bodies(walls)
    found: list[_Found] = []
    gaps: list[Gap] = []
    count = 0
    for storey in dict.fromkeys(wall.storey for wall in walls):
        own = [body for body in bodies if body.wall.storey == storey]
        there = [opening for opening in openings if opening.storey == storey]
        between = {f"gap:{i}": gap for i, gap in enumerate(gaps_between(own, there), count)}
        count += len(between)
        rooms, told = _rooms_of_storey(own, there, storey, between, closed, gaps)
        found += rooms
        problems += told
    named = named_apart([each.room for each in found], taken=taken)
    found = [replace(each, room=room) for each, room in zip(found, named, strict=True)]
    for each in found:
        problems += check_ceiling(each.told, each.room.height_m, each.edges, each.room.name)
    problems += _check_open_gaps(found, gaps)
    if not found:
        message = f"The {len(walls)} walls enclose no room."
        problems.append(warning("WALLS_ENCLOSE_NO_ROOM", "walls", message, "Close the gaps, or draw rooms."))
    hosted, remarks = host_openings([each.room for each in found], openings, walls)
    return hosted, [*problems, *remarks]


@dataclass(frozen=True, eq=False)
class _Found:
    room: Room
    edges: tuple[EdgePart, ...]
    told: str


def _bodies(walls: Sequence[Wall]) -> tuple[list[WallBody], list[Problem]]:
    """The bodies of all walls that have a length and are not there twice."""
    problems: list[Problem] = []
    bodies: list[WallBody] = []
    seen: dict[tuple[object, ...], int] = {}
    for index, wall in enumerate(walls):
        where = wall.name or f"walls[{index}]"
        length = math.dist(wall.start_m, wall.end_m)
        if length < SHORTEST_WALL_M:
            message = f"Wall {where!r} is {1000 * length:.2g} mm long and was left out."
            problems.append(info("WALL_WITHOUT_LENGTH", where, message))
            continue
        ends = sorted(tuple(round(1000 * v) for v in end) for end in (wall.start_m, wall.end_m))
        arc = 0 if not wall.arc_deg else round(wall.arc_deg if wall.start_m <= wall.end_m else -wall.arc_deg)
        key = (wall.storey, *ends, arc)
        if key in seen:
            if walls[seen[key]].thickness_m >= wall.thickness_m - 0.001:
                message = f"Wall {where!r} lies where another does already and was left out."
                problems.append(info("WALL_TWICE", where, message))
                continue
            message = f"Wall {where!r} lies where a thinner one does; both are kept."
            problems.append(info("WALL_TWICE", where, message))
        seen[key] = index
        body = wall_body(index, wall)
        if body.crosses_itself:
            message = (
                f"Wall {where!r} is {wall.thickness_m:.2f} m thick and bends more tightly than that; "
                "its inner side was drawn to a point."
            )
            hint = "Make it thinner, or bend it less."
            problems.append(warning("WALL_CROSSES_ITSELF", where, message, hint))
        if not body.polygon.is_empty:
            bodies.append(body)
    return bodies, problems


def _rooms_of_storey(
    bodies: Sequence[WallBody],
    openings: Sequence[WallOpening],
    storey: str,
    between: Mapping[str, Gap],
    closed: Collection[str],
    gaps: list[Gap],
) -> tuple[list[_Found], list[Problem]]:
    """Rooms of one storey with these gaps; open ones are added to `gaps`, to which edges refer by number."""
    problems: list[Problem] = []
    solid = [*(body.polygon for body in bodies), *corner_patches(bodies)]
    faces = [face for body in bodies for face in body.faces]
    wide = []
    for name, gap in between.items():
        if gap.length_m < SMALL_GAP_M or gap.opening is not None or name in closed:
            solid.append(gap.polygon)
            faces += gap.faces
            if gap.opening is None and gap.length_m > 0.002:
                problems.append(_closed(gap, name if name in closed else ""))
        elif gap.length_m <= DOORWAY_M:
            solid.append(gap.polygon)
            faces += _open_faces(gap, gaps)
        else:
            wide.append((name, gap))
    united = _united(solid)
    for _, filling in opening_fillings(openings, united):
        solid.append(filling)
    united = _united(solid)
    free = _enclosed(united)
    for name, gap in wide:
        filled = _united([united, gap.polygon])
        more = _enclosed(filled)
        if sum(s.area for s in more) > sum(s.area for s in free) + SMALLEST_ROOM_M2:
            united, free = filled, more
            faces += _open_faces(gap, gaps)
        elif not gap.stands_free:
            problems.append(_left_open(gap, name))
    spaces, slivers = _apart(free)
    problems += _told_slivers(slivers, storey)
    index = FaceIndex(faces)
    rooms = [_room(space, index, bodies, storey) for space in spaces]
    return rooms, problems


def _open_faces(gap: Gap, gaps: list[Gap]) -> list[Face]:
    gaps.append(gap)
    return [replace(face, gap=len(gaps) - 1, finish=Finish(open=True)) for face in gap.faces]


def _united(polygons: Sequence[shapely.Geometry]) -> shapely.Geometry:
    return shapely.unary_union(list(polygons), grid_size=GRID_M)


def _enclosed(walls: shapely.Geometry) -> list[shapely.Polygon]:
    """What walls enclose, with the walls that stand free in it as holes."""
    bodies = [part for part in shapely.get_parts(walls) if part.geom_type == "Polygon"]
    filled = [shapely.Polygon(body.exterior) for body in bodies]
    tree = shapely.STRtree(filled)
    spaces = []
    for index, body in enumerate(bodies):
        for ring in body.interiors:
            space = shapely.Polygon(ring)
            within = [filled[i] for i in tree.query(space, predicate="intersects") if i != index]
            inside = [other for other in within if space.covers(other)]
            if inside:
                space = space.difference(shapely.unary_union(inside), grid_size=GRID_M)
            spaces += [part for part in shapely.get_parts(space) if part.geom_type == "Polygon"]
    return spaces


def _apart(spaces: Sequence[shapely.Polygon]) -> tuple[list[shapely.Polygon], list[shapely.Polygon]]:
    """Rooms, the largest first, and what is too small or too narrow for one."""
    rooms: list[shapely.Polygon] = []
    slivers: list[shapely.Polygon] = []
    for space in spaces:
        tidy = space.simplify(STRAIGHT_M)
        large = tidy.area >= SMALLEST_ROOM_M2 and not tidy.buffer(-NARROWEST_ROOM_M / 2).is_empty
        (rooms if large and tidy.is_valid else slivers).append(tidy)
    return sorted(rooms, key=lambda room: -room.area), slivers


def _told_slivers(slivers: Sequence[shapely.Polygon], storey: str) -> list[Problem]:
    told = [each for each in slivers if each.area > 1e-3]
    if not told:
        return []
    largest = max(told, key=lambda each: each.area)
    x, y = largest.representative_point().coords[0]
    message = (
        f"{len(told)} enclosed spaces are no rooms: under {SMALLEST_ROOM_M2} m2, or narrower than "
        f"{NARROWEST_ROOM_M:.2f} m; the largest has {largest.area:.2f} m2 at ({x:.2f}, {y:.2f})."
    )
    return [info("SLIVERS_LEFT_OUT", storey or "walls", message)]


def _room(space: shapely.Polygon, index: FaceIndex, bodies: Sequence[WallBody], storey: str) -> _Found:
    space = shapely.orient_polygons(space)
    edges = index.parts_of_ring(_corners(space.exterior))
    holes, of_holes = [], []
    for ring in space.interiors:
        if shapely.Polygon(ring).area >= SMALLEST_HOLE_M2:
            of_holes.append(index.parts_of_ring(_corners(ring)))
            holes.append(tuple(part.start for part in of_holes[-1]))
    floor_m, lifted = _above_floor(edges, bodies)
    height, slopes, told = ceiling_of(lifted)
    finishes = {f"wall:{i}": part.finish for i, part in enumerate(lifted) if part.finish != Finish()}
    for h, parts in enumerate(of_holes):
        finishes |= {f"hole:{h}:wall:{i}": p.finish for i, p in enumerate(parts) if p.finish != Finish()}
    room = Room(
        outline_m=tuple(part.start for part in lifted),
        height_m=round(height, 6),
        holes_m=tuple(holes),
        finishes=finishes,
        origins={
            "outline": Origin.DERIVED,
            "height": Origin.DEFAULT if told == "default" else Origin.DERIVED,
        },
        elevation_m=floor_m,
        storey=storey,
        slopes=slopes,
    )
    return _Found(room, tuple(lifted), told)


def _corners(ring: shapely.LinearRing) -> list[Point]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(ring)[:-1]]


def _above_floor(edges: Sequence[EdgePart], bodies: Sequence[WallBody]) -> tuple[float, list[EdgePart]]:
    """Where the floor lies, as most walls around a room stand, and its edges with tops above that."""
    feet = {body.index: body.wall.elevation_m for body in bodies}
    lengths: defaultdict[float, float] = defaultdict(float)
    for part in edges:
        if part.face is not None and part.face.wall is not None:
            lengths[feet[part.face.wall]] += part.length_m
    floor = max(lengths, key=lambda foot: lengths[foot], default=0.0)
    lifted = []
    for part in edges:
        wall = None if part.face is None else part.face.wall
        rise = 0.0 if wall is None else feet[wall] - floor
        known = max(part.top_start_m, part.top_end_m) > 0
        lift = rise if known else 0.0
        lifted.append(replace(part, top_start_m=part.top_start_m + lift, top_end_m=part.top_end_m + lift))
    return floor, lifted


# What is told


def _closed(gap: Gap, said: str) -> Problem:
    """A gap that is wall now; one that a person closed may be opened again by its name."""
    x, y = gap.middle
    message = f"Walls miss each other by {gap.length_m:.3f} m at ({x:.2f}, {y:.2f}); the gap was closed"
    problem = info("GAP_CLOSED", f"walls[{gap.wall}]", f"{message}{', as you said' if said else ''}.")
    return problem.offering({"open_walls": [said]}) if said else problem


def _left_open(gap: Gap, name: str) -> Problem:
    """A gap that is no doorway and encloses nothing is left: a wall ends within a room, or outside."""
    x, y = gap.middle
    message = (
        f"A wall ends {gap.length_m:.2f} m short of the next, at ({x:.2f}, {y:.2f}); what lies on both sides "
        "was taken as one."
    )
    hint = "Close the gap with a wall, or say that it is open."
    problem = info("GAP_LEFT_OPEN", f"walls[{gap.wall}]", message, hint, closed_walls=[name])
    return problem.offering({"open_walls": [name]})


def _check_open_gaps(found: Sequence[_Found], gaps: Sequence[Gap]) -> list[Problem]:
    """Each open gap once, with the edges that close it and the rooms that it would join."""
    problems = []
    for number, gap in enumerate(gaps):
        edges = [
            (each.room.name, f"{each.room.name}/wall:{i}")
            for each in found
            for i, part in enumerate(each.edges)
            if part.gap == number
        ]
        if not edges:
            continue
        x, y = gap.middle
        rooms = list(dict.fromkeys(name for name, _ in edges))
        message = (
            f"The walls leave a gap of {gap.length_m:.2f} m at ({x:.2f}, {y:.2f}) and no opening there; "
            f"it was left open in {' and '.join(map(repr, rooms))}."
        )
        hint = "Close it, say that the rooms are one, or that it is open."
        names = [edge for _, edge in edges]
        problem = warning("WALLS_DO_NOT_CLOSE", names[0], message, hint, closed_walls=names)
        one = [{"joined": [rooms]}] if len(rooms) > 1 else []
        problems.append(problem.offering(*one, {"open_walls": names}))
    return problems
