"""Regions between wall lines: which are rooms, which belong together, and which gaps lead out of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.readers.drawings.gates import Gate
from scenes.readers.drawings.wall_lines import GRID_M

Array = NDArray[np.float64]

NARROWEST_ROOM_M = 0.55  # nothing thinner is a room: bodies of walls, sills
SMALLEST_ROOM_M2 = 0.6
WIDE_SHARE = 0.5  # of a room, at least, that is no narrower
LARGEST_VOID_M2 = 12.0  # a larger region with a cross or the word for a shaft in it is a room around it
SHAFT_M2 = 2.5  # closed on all sides, unnamed and smaller: a shaft, a pier or a column
CLOSED_M2 = 6.0  # the same, in a plan that draws its doors
FEWEST_DOORS = 3  # from which a plan is one that draws its doors
NOTCH_M = 0.05  # slits and rebates narrower than twice this are drawn away
BESIDE_M = 0.004


@dataclass(eq=False)
class Region:
    """A part of the floor between lines, and whether it is a ``room``, ``body``, ``shaft`` or ``void``."""

    shape: shapely.Polygon
    kind: str


@dataclass(frozen=True)
class Passed:
    """A gate that leads out of a room: which gate, the rooms on its sides, and whether it leads outside."""

    gate: int
    rooms: tuple[int, ...]
    outside: bool


@dataclass(frozen=True, eq=False)
class Floor:
    """Regions, the gates between them, and the edges (edge, end, 2) at which rooms are open outwards."""

    regions: list[Region]
    passed: list[Passed]
    open_edges: Array


def floor_of(segments: Array, gates: Sequence[Gate], labels: Array, voids: Array) -> Floor:
    """The regions that lines and gates enclose, and which gates lead from where to where.

    Parameters
    ----------
    segments
        Wall lines (segment, end, 2) [m].
    gates
        Lines that close gaps. Gaps too wide for doors divide no room from another; they only keep a room from
        the outside.
    labels
        Places of room names (label, 2); a region with one is no shaft.
    voids
        Places (place, 2) of crosses through shafts, and of words such as *lift*.
    """
    narrow = [gate.lines[_lengths(gate.lines) > GRID_M] for gate in gates if gate.kind != "gap"]
    wide = [gate.lines for gate in gates if gate.kind == "gap"]
    solid = np.concatenate([segments, *narrow])
    pieces, open_edges = _without_inner(solid, np.concatenate([np.zeros((0, 2, 2)), *wide]))
    faces = _faces(pieces)
    if not faces:
        return Floor([], [], open_edges)
    sides = _sides(faces, gates)
    draws_doors = sum(gate.kind == "door" for gate in gates) >= FEWEST_DOORS
    groups = _merged(faces, sides)
    if draws_doors:
        groups = _without_slices(faces, groups, gates, sides, labels)
    regions = [_region(faces, group) for group in groups]
    owner = {face: number for number, group in enumerate(groups) for face in group}
    passed = [p for n, pairs in enumerate(sides) if (p := _passed(n, pairs, owner, regions)) is not None]
    entered = {room for each in passed for room in each.rooms}
    by_door = {room for each in passed for room in each.rooms if gates[each.gate].kind == "door"}
    closed_m2 = CLOSED_M2 if draws_doors else SHAFT_M2
    for number, region in enumerate(regions):
        if region.kind == "room" and region.shape.area <= LARGEST_VOID_M2 and _named(region, voids):
            region.kind = "void"
        small = draws_doors and region.shape.area < SHAFT_M2
        closed = number not in (by_door if small else entered) and not _touches(region, open_edges)
        if region.kind == "room" and closed and region.shape.area < closed_m2 and not _named(region, labels):
            region.kind = "shaft"
    return Floor(regions, passed, open_edges)


def _lengths(lines: Array) -> Array:
    return np.asarray(np.hypot(*(lines[:, 1] - lines[:, 0]).T))


def _faces(lines: Sequence[shapely.LineString]) -> list[shapely.Polygon]:
    return [face for face in shapely.get_parts(shapely.polygonize(lines)) if face.area > 1e-4]


def _without_inner(solid: Array, wide: Array) -> tuple[list[shapely.LineString], Array]:
    """All lines cut at crossings, without those across wide gaps that have floor on both sides."""
    walls = shapely.union_all(shapely.linestrings(solid), grid_size=GRID_M)
    if not len(wide):
        return list(shapely.get_parts(walls)), np.zeros((0, 2, 2))
    everything = shapely.union_all([walls, *shapely.linestrings(wide)], grid_size=GRID_M)
    pieces = list(shapely.get_parts(everything))
    middles = [piece.interpolate(0.5, normalized=True) for piece in pieces]
    shapely.prepare(walls)
    across = [not shapely.dwithin(walls, middle, 2 * GRID_M) for middle in middles]
    faces = _faces(pieces)
    tree = shapely.STRtree(faces)
    kept, open_edges = [], []
    for piece, is_across in zip(pieces, across, strict=True):
        if not is_across:
            kept.append(piece)
            continue
        a, b = shapely.get_coordinates(piece)[[0, -1]]
        sides = _beside(a, b, 0.5, tree, faces)
        if min(sides) < 0 <= max(sides) and faces[max(sides)].area > 0.05:
            kept.append(piece)
            open_edges.append([a, b])
    return kept, np.array(open_edges).reshape(-1, 2, 2)


def _beside(
    a: Array, b: Array, t: float, tree: shapely.STRtree, faces: Sequence[shapely.Polygon]
) -> tuple[int, int]:
    """The faces to the left and right of a line; -1 is outside."""
    unit = (b - a) / max(math.dist(a, b), 1e-9)
    away = np.array([-unit[1], unit[0]]) * BESIDE_M
    middle = a + (b - a) * t
    return _face_at(middle + away, tree, faces), _face_at(middle - away, tree, faces)


def _sides(faces: Sequence[shapely.Polygon], gates: Sequence[Gate]) -> list[list[tuple[int, int]]]:
    """For each line of each gate the faces on its two sides; -1 is outside."""
    tree = shapely.STRtree(faces)
    found = []
    for gate in gates:
        pairs = []
        for a, b in gate.lines[1:2] if gate.chain else gate.lines:
            tried = [_beside(a, b, t, tree, faces) for t in (0.5, 0.25, 0.75)]
            pairs.append(max(tried, key=lambda pair: sum(side >= 0 for side in pair)))
        found.append(pairs)
    return found


def _passed(
    gate: int, pairs: Sequence[tuple[int, int]], owner: dict[int, int], regions: Sequence[Region]
) -> Passed | None:
    """What a gate leads through to; None where it divides nothing or lies within the body of a wall."""
    if len(pairs) == 1:
        beyond = list(pairs[0])
    else:
        within = set(pairs[0]) & set(pairs[1]) - {-1}
        own = next(iter(sorted(within)), None)
        beyond = [next((side for side in pair if side != own), -1) for pair in pairs]
    places = [owner.get(side, -1) for side in beyond]
    if any(place >= 0 and regions[place].kind == "body" for place in places):
        return None
    rooms = tuple(sorted({place for place in places if place >= 0}))
    outside = -1 in places
    if not rooms or (len(rooms) == 1 and not outside):
        return None
    return Passed(gate, rooms, outside)


def _face_at(point: Array, tree: shapely.STRtree, faces: Sequence[shapely.Polygon]) -> int:
    place = shapely.Point(point)
    inside = [int(i) for i in tree.query(place) if faces[i].covers(place)]
    return min(inside, key=lambda i: float(faces[i].area), default=-1)


def _is_wide(face: shapely.Polygon) -> bool:
    """Whether most of a face is wide enough for a room; bodies of walls with a pier in them are not."""
    if face.area < SMALLEST_ROOM_M2:
        return False
    half = NARROWEST_ROOM_M / 2
    wide = face.buffer(-half, join_style="mitre").buffer(half, join_style="mitre")
    return bool(wide.area >= WIDE_SHARE * face.area)


def _merged(faces: Sequence[shapely.Polygon], sides: Sequence[Sequence[tuple[int, int]]]) -> list[list[int]]:
    """Faces that are one region: those within gates that lead from a room to itself."""
    wide = [_is_wide(face) for face in faces]
    leader = list(range(len(faces)))

    def find(face: int) -> int:
        while leader[face] != face:
            leader[face] = leader[leader[face]]
            face = leader[face]
        return face

    again = True
    while again:
        again = False
        for pairs in sides:
            beyond = [find(side) for pair in pairs for side in pair if side >= 0]
            rooms = {face for face in beyond if wide[face]}
            outside = any(side < 0 for pair in pairs for side in pair)
            if (
                len(rooms) == 1
                and not outside
                and len(set(beyond)) > 1
                and beyond.count(next(iter(rooms))) > 1
            ):
                room = next(iter(rooms))
                for face in set(beyond) - rooms:
                    leader[face] = room
                again = True
    groups: dict[int, list[int]] = {}
    for face in range(len(faces)):
        groups.setdefault(find(face), []).append(face)
    return list(groups.values())


def _without_slices(
    faces: Sequence[shapely.Polygon],
    groups: Sequence[Sequence[int]],
    gates: Sequence[Gate],
    sides: Sequence[Sequence[tuple[int, int]]],
    labels: Array,
) -> list[list[int]]:
    """Groups of faces with slices beside passages joined to what lies beyond, in a plan that draws its doors.

    There a gap without a door beside something too small for a room is one between basins, newels or piers.
    """
    own = [list(group) for group in groups]
    leader = {face: number for number, group in enumerate(own) for face in group}
    again = True
    while again:
        again = False
        for gate, pairs in zip(gates, sides, strict=True):
            if gate.kind != "passage":
                continue
            beyond = {leader[side] for pair in pairs for side in pair if side >= 0}
            regions = {number: _region(faces, own[number]) for number in beyond}
            rooms = sorted(
                (n for n in beyond if regions[n].kind == "room"), key=lambda n: regions[n].shape.area
            )
            if len(rooms) != 2 or not _is_slice(regions[rooms[0]], labels):
                continue
            small, large = rooms
            joined = [*own[small], *own[large], *(f for n in beyond - set(rooms) for f in own[n])]
            own[large] = joined
            for number in beyond - {large}:
                own[number] = []
            leader.update(dict.fromkeys(joined, large))
            again = True
    return [group for group in own if group]


def _is_slice(region: Region, labels: Array) -> bool:
    return region.shape.area < SHAFT_M2 and not _named(region, labels)


def _region(faces: Sequence[shapely.Polygon], group: Sequence[int]) -> Region:
    shape = faces[group[0]] if len(group) == 1 else shapely.union_all([faces[i] for i in group])
    if shape.geom_type != "Polygon":
        shape = max(shapely.get_parts(shape), key=lambda part: float(part.area))
    return Region(shape, "room" if _is_wide(shape) else "body")


def _touches(region: Region, edges: Array) -> bool:
    return any(region.shape.distance(shapely.LineString(edge)) < 2 * GRID_M for edge in edges)


def _named(region: Region, labels: Array) -> bool:
    return bool(len(labels)) and bool(shapely.contains_xy(region.shape, labels[:, 0], labels[:, 1]).any())


def cleaned(shape: shapely.Polygon) -> shapely.Polygon:
    """The shape of a room without slits narrower than 0.1 m, and without corners on straight walls."""
    opened = shape.buffer(-NOTCH_M, join_style="mitre", mitre_limit=5.0)
    opened = opened.buffer(NOTCH_M, join_style="mitre", mitre_limit=5.0)
    if opened.geom_type != "Polygon":
        parts = [part for part in shapely.get_parts(opened) if part.geom_type == "Polygon"]
        opened = max(parts, key=lambda part: float(part.area), default=shape)
    simple = opened.simplify(0.004)
    return simple if simple.geom_type == "Polygon" and simple.is_valid and not simple.is_empty else shape
