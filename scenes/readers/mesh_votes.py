"""In which unit a mesh of a room was drawn and which axis points up: planes, sizes and names vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from assets.body_axes import UP
from kit.problems import Problem, warning
from kit.units import METRES_PER
from scenes.readers.mesh_names import Role, role_of, words_of
from scenes.readers.reading import RoomOverrides
from scenes.votes import Choice, Vote, check_choice, choose

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

ROOM_HEIGHT_M = (2.0, 6.0)
USUAL_HEIGHT_M = (2.2, 3.4)
DOOR_HEIGHT_M = (1.9, 2.4)
WALL_THICKNESS_M = (0.05, 0.5)
PLAN_M = (1.5, 80.0)
FACING = 0.99  # cosine to an axis from which a face is taken as square to it
SHEET_SHARE = 0.3  # of the box's face that a level sheet covers at least
UNITS = ("m", "cm", "mm", "in", "ft")
# largest side of things whose name tells what they are [m]
USUAL_LARGEST_M = {
    "bed": (1.7, 2.4), "sofa": (1.2, 3.4), "couch": (1.2, 3.4), "chair": (0.6, 1.3), "table": (0.4, 3.0),
    "desk": (0.8, 2.2), "bathtub": (1.2, 2.1), "fridge": (0.7, 2.2), "toilet": (0.5, 1.0),
    "wardrobe": (1.2, 3.5), "door": (1.8, 2.6),
}  # fmt: skip
AXES = ("x", "y", "z")
MOST_WEIGHED = 100_000  # triangles
MOST_PLANES, MOST_OF_PLANE = 10, 3_000  # along each axis, and faces of one, in which doors are looked for


@dataclass(frozen=True, eq=False)
class Part:
    """A node's triangles as evidence: its name, its box (2, 3), in the frame of `UP`."""

    name: str
    box: Array


@dataclass(frozen=True, eq=False)
class Evidence:
    """A mesh as votes see it: corners (triangle, 3, 3), unit normals and areas, and its named parts.

    Of a mesh of very many triangles some stand for all; it then is not `whole`.
    """

    corners: Array
    normals: Array
    areas: Array
    parts: tuple[Part, ...]
    whole: bool = True

    @cached_property
    def box(self) -> Array:
        """Its lowest and highest corner, (2, 3)."""
        flat = self.corners.reshape(-1, 3)
        return np.array([flat.min(axis=0), flat.max(axis=0)])


def evidence_of(
    vertices: Array, triangles: Indices, node_of_vertex: Indices, nodes: Sequence[str]
) -> Evidence:
    """The evidence that a mesh gives, in the frame in which its file's y is up."""
    step = -(-len(triangles) // MOST_WEIGHED)
    corners = vertices[triangles[::step]]
    crossed = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    doubled = np.linalg.norm(crossed, axis=1)
    normals = crossed / np.maximum(doubled, 1e-300)[:, None]
    low, high = np.full((len(nodes), 3), np.inf), np.full((len(nodes), 3), -np.inf)
    np.minimum.at(low, node_of_vertex, vertices)
    np.maximum.at(high, node_of_vertex, vertices)
    boxes = np.stack([low, high], axis=1)
    parts = tuple(Part(name, box) for name, box in zip(nodes, boxes, strict=True) if np.isfinite(box).all())
    return Evidence(corners, normals, step * doubled / 2, parts, whole=step == 1)


def choose_frame(
    evidence: Evidence, overrides: RoomOverrides, *, format: str, says_frame: bool
) -> tuple[Choice, Choice, list[Problem]]:
    """Unit and up axis with their votes, and what is said of them.

    Where the format states both and the file contradicts it, that is a warning: UNIT_AGAINST_FORMAT and
    UP_AGAINST_FORMAT.
    """
    said = None if overrides.up == "auto" else overrides.up
    usual_up = "z" if format == "stl" else "y"
    up = choose("up", up_votes(evidence, usual_up, says_frame=says_frame), said=said, otherwise=usual_up)
    said = None if overrides.units == "auto" else overrides.units
    votes = unit_votes(evidence, up.taken, format=format, says_frame=says_frame)
    unit = choose("units", votes, said=said, otherwise="m")
    problems = _told(up, "The up axis", "y", format, says_frame)
    problems += _told(unit, "The unit", "m", format, says_frame)
    return unit, up, problems


def _told(choice: Choice, what: str, expected: str, format: str, says_frame: bool) -> list[Problem]:
    if not says_frame or choice.by_user or choice.taken == expected:
        return check_choice(choice, what, expected=expected if says_frame else None)
    shown = ", ".join(f"{value} {points:g}" for value, points in choice.points().items())
    message = (
        f"{what} was taken as {choice.taken} from what the file holds ({shown}), although {format} files "
        f"are in metres with y up."
    )
    code = "UP_AGAINST_FORMAT" if choice.key == "up" else "UNIT_AGAINST_FORMAT"
    problem = warning(code, choice.key, message, "Look at the plan and its sizes.", **{choice.key: expected})
    others = [value for value in choice.points() if value not in (choice.taken, expected)]
    return [problem.offering(*({choice.key: value} for value in others[:2]))]


# Up


def up_votes(evidence: Evidence, usual: str, *, says_frame: bool) -> list[Vote]:
    """What speaks for each axis of the file to be the one that points up."""
    habit = "as the format says" if says_frame else "as most such files"
    votes = [Vote(usual, 2.0 if says_frame else 1.0, habit)]
    if not says_frame:
        votes += [Vote(axis, 0.5, "as some such files") for axis in ("y", "z") if axis != usual]
    extents = {axis: _turned_extent(evidence, axis) for axis in AXES}
    heights = {axis: float(extent[2]) for axis, extent in extents.items()}
    lowest = min(heights, key=lambda axis: heights[axis])
    second = sorted(heights.values())[1]
    for ratio, points in ((0.8, 1.5), (0.95, 0.75)):
        if heights[lowest] < ratio * second:
            words = f"rooms are wider than high: {heights[lowest]:.4g} against {second:.4g}"
            votes.append(Vote(lowest, points, words))
            break
    covered = {axis: _ends_covered(evidence, axis) for axis in AXES}
    votes += _extruded_votes(evidence, covered)
    votes += _sheet_votes(covered)
    return votes + _door_votes(evidence) + _named_up_votes(evidence)


def _turned_extent(evidence: Evidence, axis: str) -> Array:
    return np.asarray(np.abs(UP[axis] @ np.ptp(evidence.box, axis=0)))


def _along(evidence: Evidence, axis: str) -> Array:
    """Coordinates of all corners along an axis of the file, (triangle, 3)."""
    return np.asarray(evidence.corners @ UP[axis][2])


def _extruded_votes(evidence: Evidence, covered: dict[str, float]) -> list[Vote]:
    """Walls stand from one level to another: most of their corners lie at the two ends of the up axis.

    Where its two ends are covered that says nothing: of a box any two faces do.
    """
    upright = {}
    for axis in AXES:
        along = _along(evidence, axis)
        low, high = float(along.min()), float(along.max())
        near = 0.01 * max(high - low, 1e-12)
        at_end = (along < low + near) | (along > high - near)
        walls = np.abs(evidence.normals @ UP[axis][2]) < 0.05
        upright[axis] = float(
            (at_end.all(axis=1) & walls) @ evidence.areas / max(evidence.areas.sum(), 1e-300)
        )
    best = max(upright, key=lambda axis: upright[axis])
    rest = max(share for axis, share in upright.items() if axis != best)
    if covered[best] < SHEET_SHARE and upright[best] > 0.1 and upright[best] > 1.3 * rest:
        share = f"{100 * upright[best]:.0f} % of its surface stands upright from end to end"
        return [Vote(best, 2.0, share)]
    return []


def _ends_covered(evidence: Evidence, axis: str) -> float:
    """The share of the box's face that sheets at both ends of an axis cover, the lesser of the two."""
    along = _along(evidence, axis).mean(axis=1)
    low, high = float(along.min()), float(along.max())
    facing = np.abs(evidence.normals @ UP[axis][2]) > FACING
    extent = _turned_extent(evidence, axis)
    face = max(float(extent[0] * extent[1]), 1e-300)
    near = 0.1 * (high - low)
    ends = (along < low + near, along > high - near)
    return min(*(float((facing & end) @ evidence.areas) / face for end in ends), 1.0)


def _sheet_votes(covered: dict[str, float]) -> list[Vote]:
    """Floor and ceiling: two sheets at both ends of an axis, while the sides across it are broken up."""
    best = max(covered, key=lambda axis: covered[axis])
    rest = max(share for axis, share in covered.items() if axis != best)
    if covered[best] > SHEET_SHARE and covered[best] > 1.3 * rest:
        words = f"two level sheets at its ends cover {100 * covered[best]:.0f} % of the plan"
        return [Vote(best, 1.0, words)]
    return []


def _door_votes(evidence: Evidence) -> list[Vote]:
    """Doors are notches in walls that reach one edge, the floor: count to which side notches are open."""
    counts = dict.fromkeys(AXES, 0)
    for axis in AXES if evidence.whole else ():
        across = [other for other in AXES if other != axis]
        for corners in _planes(evidence, axis):
            flat = np.stack([corners @ UP[other][2] for other in across], axis=-1)
            for side in _notches(flat):
                counts[across[side]] += 1
    best = max(counts, key=lambda axis: counts[axis])
    rest = max(count for axis, count in counts.items() if axis != best)
    if counts[best] > 2 * rest:
        return [
            Vote(best, 1.5, f"{counts[best]} notches in walls, as doors are, are open towards its lower end")
        ]
    return []


def _planes(evidence: Evidence, axis: str) -> list[Array]:
    """Corners of the faces in the planes square to an axis that hold most of them, (face, 3, 3) each."""
    facing = np.abs(evidence.normals @ UP[axis][2]) > FACING
    along = _along(evidence, axis)[facing].mean(axis=1)
    if not len(along):
        return []
    span = max(float(np.ptp(evidence.box, axis=0).max()), 1e-300)
    places, index = np.unique(np.rint(along / (5e-4 * span)), return_inverse=True)
    areas = np.bincount(index, weights=evidence.areas[facing], minlength=len(places))
    counts = np.bincount(index, minlength=len(places))
    largest = [int(k) for k in np.argsort(-areas)[:MOST_PLANES] if counts[k] <= MOST_OF_PLANE]
    return [evidence.corners[facing][index == k] for k in largest]


def _notches(flat: Array) -> list[int]:
    """To which of two axes a plane's notches are open, at its lower end; flat is (face, 3, 2)."""
    polygons = shapely.polygons(flat)
    polygons = polygons[shapely.is_valid(polygons)]
    if not len(polygons):
        return []
    low, high = flat.min(axis=(0, 1)), flat.max(axis=(0, 1))
    span = float((high - low).max())
    whole = shapely.union_all(polygons, grid_size=1e-6 * span)
    missing = shapely.box(*low, *high).difference(whole).buffer(-0.005 * span, join_style="mitre")
    sides = []
    for part in shapely.get_parts(missing):
        x0, y0, x1, y1 = part.bounds if not part.is_empty else (0.0, 0.0, 0.0, 0.0)
        if part.is_empty or part.area < 0.005 * span**2:
            continue
        near = 0.01 * span
        lower, upper = np.array([x0, y0]) < low + near, np.array([x1, y1]) > high - near
        if lower.sum() == 1 and not upper.any():
            sides.append(int(lower.argmax()))
    return sides


def _named_up_votes(evidence: Evidence) -> list[Vote]:
    """Floors and ceilings are thin along the up axis; doors are highest along it."""
    counts: dict[tuple[str, str], int] = {}
    for part in evidence.parts:
        role = role_of(part.name)
        if role not in (Role.FLOOR, Role.CEILING, Role.DOOR):
            continue
        extents = {axis: float(np.abs(UP[axis][2] @ np.ptp(part.box, axis=0))) for axis in AXES}
        ordered = sorted(extents, key=lambda axis: extents[axis])
        flat = role is not Role.DOOR
        if flat and extents[ordered[0]] < 0.3 * extents[ordered[1]]:
            counts["floors and ceilings are thin along it", ordered[0]] = 1
        if not flat and extents[ordered[2]] > 1.3 * extents[ordered[1]]:
            counts["doors are highest along it", ordered[2]] = 1
    return [Vote(axis, 2.0, words) for words, axis in counts]


# Unit


def unit_votes(evidence: Evidence, up: str, *, format: str, says_frame: bool) -> list[Vote]:
    """What speaks for each unit of length, once the up axis is known."""
    votes = [
        Vote("m", 2.0 if says_frame else 0.5, "as the format says" if says_frame else "as many such files")
    ]
    if format == "stl":
        votes.append(Vote("mm", 0.5, "as most STL files"))
    extent = _turned_extent(evidence, up)
    height = _room_height(evidence, up)
    plan = float(max(extent[:2]))
    for unit in UNITS:
        scale = METRES_PER[unit]
        if USUAL_HEIGHT_M[0] <= height * scale <= USUAL_HEIGHT_M[1]:
            votes.append(Vote(unit, 3.0, f"the room is then {height * scale:.2f} m high, as most are"))
        elif ROOM_HEIGHT_M[0] <= height * scale <= ROOM_HEIGHT_M[1]:
            votes.append(Vote(unit, 2.0, f"the room is then {height * scale:.2f} m high"))
        if PLAN_M[0] <= plan * scale <= PLAN_M[1]:
            votes.append(Vote(unit, 1.0, f"the plan is then {plan * scale:.2f} m long"))
    return votes + _thickness_votes(evidence, up) + _thing_votes(evidence, up)


def _room_height(evidence: Evidence, up: str) -> float:
    """Between the two largest level sheets that are far apart, or from end to end where there are none."""
    along = _along(evidence, up)
    level = np.abs(evidence.normals @ UP[up][2]) > FACING
    low, high = float(along.min()), float(along.max())
    if level.sum() < 2:
        return high - low
    bins = 400
    places = np.clip(
        ((along[level].mean(axis=1) - low) / max(high - low, 1e-300) * bins).astype(int), 0, bins
    )
    areas = np.bincount(places, weights=evidence.areas[level], minlength=bins + 1)
    extent = _turned_extent(evidence, up)
    large = np.flatnonzero(areas > 0.2 * extent[0] * extent[1])
    if len(large) < 2 or large[-1] - large[0] < 0.3 * bins:
        return high - low
    steps = large[np.concatenate([[True], np.diff(large) > 0.1 * bins])]
    gaps = np.diff(steps)
    return float(gaps.max() if len(gaps) else large[-1] - large[0]) / bins * (high - low)


def _thickness_votes(evidence: Evidence, up: str) -> list[Vote]:
    """Walls with two faces: the commonest distance from a face to the one that looks the other way."""
    found: list[tuple[float, float]] = []
    for axis in AXES:
        if axis == up:
            continue
        direction = UP[axis][2]
        facing = evidence.normals @ direction
        along = _along(evidence, axis).mean(axis=1)
        for sign in (1.0,):
            fronts, backs = facing * sign > FACING, facing * sign < -FACING
            found += _pairs(along[backs], evidence.areas[backs], along[fronts], evidence.areas[fronts])
    if not found:
        return []
    distances, weights = np.array(found).T
    largest = float(max(_turned_extent(evidence, up)[:2]))
    near = (distances < 0.25 * largest) & (distances > 1e-4 * largest)
    if not near.any() or weights[near].sum() < 0.05 * evidence.areas.sum():
        return []
    order = np.argsort(distances[near])
    running = np.cumsum(weights[near][order])
    middle = float(distances[near][order][np.searchsorted(running, running[-1] / 2)])
    return [
        Vote(unit, 1.0, f"walls are then {middle * METRES_PER[unit]:.3f} m thick")
        for unit in UNITS
        if WALL_THICKNESS_M[0] <= middle * METRES_PER[unit] <= WALL_THICKNESS_M[1]
    ]


def _pairs(backs: Array, back_areas: Array, fronts: Array, front_areas: Array) -> list[tuple[float, float]]:
    """From each offset with much surface that looks back to the next one beyond that looks ahead."""
    if not len(backs) or not len(fronts):
        return []
    span = max(float(np.ptp(np.concatenate([backs, fronts]))), 1e-300)
    pairs = []
    ahead, ahead_areas = _offsets(fronts, front_areas, span)
    for offset, area in zip(*_offsets(backs, back_areas, span), strict=True):
        beyond = np.searchsorted(ahead, offset + 1e-4 * span)
        if beyond < len(ahead):
            pairs.append((float(ahead[beyond] - offset), float(min(area, ahead_areas[beyond]))))
    return pairs


def _offsets(along: Array, areas: Array, span: float) -> tuple[Array, Array]:
    """Places along an axis with much surface, and how much."""
    key = np.rint(along / (1e-4 * span)).astype(np.int64)
    places, index = np.unique(key, return_inverse=True)
    sums = np.bincount(index, weights=areas)
    much = sums > 0.02 * sums.sum()
    return places[much] * (1e-4 * span), sums[much]


def _thing_votes(evidence: Evidence, up: str) -> list[Vote]:
    """Beds, chairs and doors have sizes of their own."""
    fits = dict.fromkeys(UNITS, 0)
    known = 0
    for part in evidence.parts[:2000]:
        words = words_of(part.name.rsplit("/", 1)[-1])
        usual = USUAL_LARGEST_M.get(words[-1]) if words else None
        if usual is None:
            continue
        known += 1
        extent = np.ptp(part.box, axis=0)
        largest = float(np.abs(UP[up][2] @ extent)) if words[-1] == "door" else float(extent.max())
        for unit in UNITS:
            fits[unit] += usual[0] <= largest * METRES_PER[unit] <= usual[1]
    if not known:
        return []
    return [
        Vote(
            unit, round(2.0 * count / known, 2), f"{count} of {known} named things then have their usual size"
        )
        for unit, count in fits.items()
        if count
    ]
