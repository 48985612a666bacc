"""The outline of a captured room: from its floor, or from its walls where a capture has no floor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, info, warning
from scenes.readers.roomplan_capture import CapturedWall
from scenes.room import Point, signed_area_m2

Array = NDArray[np.float64]

SAME_CORNER_M = 0.005
JOINED_M = 0.60  # ends of walls this near are one corner, where no floor says how the outline runs
ON_ARC_M = 0.15
LARGEST_STEP_DEG = 5.0
FOLLOWING_STEP_RAD = math.radians(25.0)  # up to such steps a floor follows a circle
SAME_FLOOR_SHARE = 0.5  # of the smaller floor that lies on a larger one: scanned twice


def cleaned(corners: Array, where: str) -> tuple[Array, list[Problem]]:
    """Corners of a floor anticlockwise, without such as stand on each other."""
    apart = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1) > SAME_CORNER_M
    kept = corners[apart]
    if signed_area_m2(tuple(map(tuple, kept.tolist()))) < 0:
        kept = kept[::-1]
    if apart.all():
        return kept, []
    message = f"{int((~apart).sum())} corners of the floor less than 5 mm from the one before were left out."
    return kept, [info("CORNERS_JOINED", where, message)]


def own_floors(outlines: Sequence[Array]) -> list[int]:
    """Which floors are rooms of their own: not those that lie mostly on a larger one."""
    polygons = [shapely.Polygon(ring).buffer(0) for ring in outlines]
    order = sorted(range(len(polygons)), key=lambda i: -polygons[i].area)
    kept: list[int] = []
    for i in order:
        area = max(polygons[i].area, 1e-9)
        if all(polygons[i].intersection(polygons[k]).area < SAME_FLOOR_SHARE * area for k in kept):
            kept.append(i)
    return sorted(kept)


# Without a floor


def outline_of_walls(walls: Sequence[CapturedWall]) -> Array | None:
    """The ring that walls make when each goes on where another ends, anticlockwise; None where they do not.

    From each wall's end on to the nearest end of another wall, at most 0.60 m away; corners are where the
    lines of the two meet. Of several rings the largest is the room, as columns and partitions are smaller.
    """
    left = [wall for wall in walls if wall.length_m > 0.05]
    best: Array | None = None
    while len(left) >= 3:
        used, ring = _ring_from(left)
        left = [wall for i, wall in enumerate(left) if i not in used]
        if ring is None:
            continue
        polygon = shapely.Polygon(ring)
        if polygon.is_valid and (best is None or polygon.area > shapely.Polygon(best).area):
            best = ring
    if best is not None and signed_area_m2(tuple(map(tuple, best.tolist()))) < 0:
        best = best[::-1]
    return best


def _ring_from(walls: Sequence[CapturedWall]) -> tuple[set[int], Array | None]:
    """The walls that hang together with the longest, and their corners when they come back to it."""
    first = max(range(len(walls)), key=lambda i: walls[i].length_m)
    chain = [(walls[first].start, walls[first].end)]
    used = {first}
    while True:
        end = chain[-1][1]
        steps = [
            (math.dist(end, a), i, a, b)
            for i, wall in enumerate(walls)
            if i not in used
            for a, b in ((wall.start, wall.end), (wall.end, wall.start))
        ]
        step = min(steps, default=None)
        if step is None or step[0] > JOINED_M:
            break
        used.add(step[1])
        chain.append((step[2], step[3]))
    if len(chain) < 3 or math.dist(chain[-1][1], chain[0][0]) > JOINED_M:
        return used, None
    return used, np.array([_corner(chain[i - 1], chain[i]) for i in range(len(chain))])


def _corner(before: tuple[Point, Point], after: tuple[Point, Point]) -> Point:
    """Where one wall's line meets the next one's; halfway between their ends where they are near parallel."""
    (x0, y0), (x1, y1) = before
    (x2, y2), (x3, y3) = after
    ux, uy, vx, vy = x1 - x0, y1 - y0, x3 - x2, y3 - y2
    halfway = ((x1 + x2) / 2, (y1 + y2) / 2)
    cross = ux * vy - uy * vx
    if abs(cross) < 0.17 * math.hypot(ux, uy) * math.hypot(vx, vy):  # sine of 10 degrees
        return halfway
    along = ((x2 - x0) * vy - (y2 - y0) * vx) / cross
    corner = (x0 + along * ux, y0 + along * uy)
    return corner if math.dist(corner, halfway) < JOINED_M else halfway


# Curved walls


def with_arcs(
    outline: Array, walls: Sequence[CapturedWall], openings: Sequence[CapturedWall], where: str
) -> tuple[Array, list[CapturedWall], list[Problem]]:
    """The outline with a chain of at most 5 degrees in place of each curved wall, and walls along the chain.

    Where the floor runs straight across, between two corners on the wall's circle, that edge becomes the arc;
    where it already follows the circle its own corners are kept.
    """
    straight: list[CapturedWall] = []
    problems: list[Problem] = []
    for index, wall in enumerate(walls):
        if wall.arc is None:
            straight.append(wall)
            continue
        place = f"{where}walls[{index}]"
        parts = [part for part in openings if part.parent and part.parent == wall.identifier]
        laid, chain = _laid(outline, wall, parts)
        if len(chain) < 2:
            message = "A curved wall is taken as straight: the floor has no corners on its circle."
            problems.append(warning("CURVED_WALL_STRAIGHTENED", place, message))
            straight.append(replace(wall, arc=None))
            continue
        outline = laid
        for start, end in pairwise(chain):
            a, b = (float(start[0]), float(start[1])), (float(end[0]), float(end[1]))
            straight.append(replace(wall, start=a, end=b, arc=None, top=()))
        message = f"A curved wall is a chain of {len(chain) - 1} straight ones."
        problems.append(info("CURVED_WALL_CHAINED", place, message))
    return outline, straight, problems


def _laid(outline: Array, wall: CapturedWall, parts: Sequence[CapturedWall]) -> tuple[Array, Array]:
    """The outline with the arc in it, and the corners along the arc; none of these where it does not fit."""
    arc = wall.arc
    if arc is None:
        return outline, np.empty((0, 2))
    centre = np.array(arc.centre)
    on = np.abs(np.linalg.norm(outline - centre, axis=1) - arc.radius_m) < ON_ARC_M
    following = np.roll(outline, -1, axis=0)
    both = on & np.roll(on, -1)
    short = np.linalg.norm(following - outline, axis=1) < 2 * arc.radius_m * math.sin(FOLLOWING_STEP_RAD / 2)
    if int((both & short).sum()) >= 3:  # the floor follows the circle by itself
        edges = np.flatnonzero(both & short)
        begin = next((i for i in edges if (i - 1) % len(outline) not in edges), edges[0])
        run = [begin]
        while (run[-1] + 1) % len(outline) in edges and len(run) < len(edges):
            run.append((run[-1] + 1) % len(outline))
        return outline, np.vstack([outline[run], following[run[-1]]])
    chord = np.array([(wall.start[0] + wall.end[0]) / 2, (wall.start[1] + wall.end[1]) / 2])
    chords = np.linalg.norm(following - outline, axis=1)
    stated = 2 * arc.radius_m * abs(math.sin(math.radians(arc.sweep_deg) / 2))
    fitting = np.flatnonzero(both & (np.abs(chords - stated) < 2 * ON_ARC_M)).tolist()
    if not fitting:
        return outline, np.empty((0, 2))
    edge = min(fitting, key=lambda i: float(np.linalg.norm((outline[i] + following[i]) / 2 - chord)))
    chain = _chain(outline[edge], following[edge], wall, parts)
    return np.insert(outline, edge + 1, chain[1:-1], axis=0), chain


def _chain(start: Array, end: Array, wall: CapturedWall, parts: Sequence[CapturedWall]) -> Array:
    """Points from one corner to another along a circle; an opening of the wall has a straight piece."""
    arc = wall.arc
    if arc is None:
        return np.vstack([start, end])
    centre = np.array(arc.centre)

    def angle(point: Array) -> float:
        return math.atan2(point[1] - centre[1], point[0] - centre[0])

    begin = angle(start)
    ccw = (angle(end) - begin) % (2 * math.pi)
    sweeps = (ccw, ccw - 2 * math.pi)
    stated, middle = math.radians(arc.sweep_deg), angle(np.array(arc.middle))
    if abs(abs(sweeps[0]) - abs(sweeps[1])) > math.radians(20.0):
        sweep = min(sweeps, key=lambda s: abs(abs(s) - stated))
    else:  # a half circle: the side on which the stated middle lies
        sweep = min(sweeps, key=lambda s: abs(math.remainder(begin + s / 2 - middle, 2 * math.pi)))
    steps = max(2, math.ceil(abs(math.degrees(sweep)) / LARGEST_STEP_DEG))
    shares = list(np.linspace(0.0, 1.0, steps + 1))
    for part in parts:
        turns = [angle(np.array(point)) - begin for point in (part.start, part.end)]
        low, high = sorted((turn / sweep) % (2 * math.pi / abs(sweep)) for turn in turns)
        near = 0.03 / (arc.radius_m * abs(sweep))  # no slivers of wall beside an opening
        if near < low < high < 1.0 - near:
            shares = [s for s in shares if s < low - near or s > high + near] + [low, high]
    radii = np.linalg.norm(start - centre), np.linalg.norm(end - centre)
    points = []
    for share in sorted(set(shares)):
        turned, radius = begin + share * sweep, radii[0] + share * (radii[1] - radii[0])
        points.append(centre + radius * np.array([math.cos(turned), math.sin(turned)]))
    chain = np.array(points)
    chain[0], chain[-1] = start, end
    return chain
