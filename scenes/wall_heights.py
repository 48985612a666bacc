"""The ceiling that the tops of walls around a room make: flat, or sloped planes where they agree on them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from kit.problems import Problem, info, warning
from scenes.room import Point, Room, Slope
from scenes.wall_edges import EdgePart

SAME_HEIGHT_M = 0.02
PLANE_M = 0.05  # tops of sloped walls this near to the planes are on them
LEVEL_M = 0.40  # of level walls, whose axis lies half their thickness outside the room
DEFAULT_HEIGHT_M = 2.50
SMALLEST_PITCH_DEG = 0.5


def ceiling_height_m(room: Room, x: float, y: float) -> float:
    """Height of a flat or sloped ceiling above the room's own floor at a place [m]."""
    slopes = ((room.wall_ends_m(slope.wall), slope) for slope in room.slopes)
    return _lowest(room.height_m, slopes, (x, y))


def _lowest(height: float, slopes: Iterable[tuple[tuple[Point, Point], Slope]], at: Point) -> float:
    lowest = height
    for (start, end), slope in slopes:
        rise = _inwards(start, end, at) * math.tan(math.radians(slope.pitch_deg))
        lowest = min(lowest, slope.height_m + rise)
    return lowest


def _inwards(start: Point, end: Point, at: Point) -> float:
    """How far to the left of a line, which of an anticlockwise outline is inside, a point lies [m]."""
    length = math.dist(start, end)
    return ((end[0] - start[0]) * (at[1] - start[1]) - (end[1] - start[1]) * (at[0] - start[0])) / length


def ceiling_of(parts: Sequence[EdgePart]) -> tuple[float, tuple[Slope, ...], str]:
    """Height, slopes, and what is to be told of them: ``default``, ``differ``, ``uneven`` or nothing.

    Parameters
    ----------
    parts
        Its edges in their order, with the tops of their walls above the room's floor; zero is unknown.
    """
    known = [part for part in parts if part.face is not None and max(part.top_start_m, part.top_end_m) > 0]
    if not known:
        return DEFAULT_HEIGHT_M, (), "default"
    tops = [top for part in known for top in (part.top_start_m, part.top_end_m)]
    if max(tops) - min(tops) <= SAME_HEIGHT_M:
        return max(tops), (), ""
    if not any(map(_is_sloped, known)):
        return _commonest(known), (), "differ"
    highest = max(top for part in known if _is_sloped(part) for top in (part.top_start_m, part.top_end_m))
    slopes = _slopes(parts, highest)
    if slopes and all(_fits(part, parts, slopes, highest) for part in known):
        return highest, tuple(slopes), ""
    mean = sum(part.length_m * (part.top_start_m + part.top_end_m) / 2 for part in known)
    return mean / sum(part.length_m for part in known), (), "uneven"


def _is_sloped(part: EdgePart) -> bool:
    return abs(part.top_start_m - part.top_end_m) > SAME_HEIGHT_M


def _commonest(parts: Sequence[EdgePart]) -> float:
    """The height that most of the edge has; of equal ones the higher."""
    lengths: dict[float, float] = {}
    for part in parts:
        top = round(part.top_start_m / SAME_HEIGHT_M) * SAME_HEIGHT_M
        lengths[top] = lengths.get(top, 0.0) + part.length_m
    best = max(lengths, key=lambda top: (round(lengths[top], 2), top))
    near = [part.top_start_m for part in parts if abs(part.top_start_m - best) < SAME_HEIGHT_M]
    return max(near, default=best)


def _slopes(parts: Sequence[EdgePart], highest: float) -> list[Slope]:
    """A plane rises from every level edge below the highest top, as high and steep as the walls beside."""
    slopes = []
    for index, part in enumerate(parts):
        low = part.face is not None and part.top_start_m <= highest - SAME_HEIGHT_M
        if not low or _is_sloped(part) or part.length_m < 0.1:
            continue
        before, after = parts[index - 1], parts[(index + 1) % len(parts)]
        feet, pitches = [], []
        for beside, at_corner, away, far in (
            (before, before.top_end_m, before.top_start_m, before.start),
            (after, after.top_start_m, after.top_end_m, after.end),
        ):
            run = _inwards(part.start, part.end, far)
            if beside.face is not None and away - at_corner > SAME_HEIGHT_M and run > 0.05:
                feet.append(at_corner)
                pitches.append(math.degrees(math.atan((away - at_corner) / run)))
        if pitches and min(pitches) > SMALLEST_PITCH_DEG:
            slopes.append(Slope(index, sum(feet) / len(feet), sum(pitches) / len(pitches)))
    return slopes


def _fits(part: EdgePart, parts: Sequence[EdgePart], slopes: Sequence[Slope], highest: float) -> bool:
    """Whether planes run along the top of a wall; of a level one near it, for its axis lies outside."""
    tolerance = PLANE_M if _is_sloped(part) else LEVEL_M
    for point, top in ((part.start, part.top_start_m), (part.end, part.top_end_m)):
        lines = [((parts[slope.wall].start, parts[slope.wall].end), slope) for slope in slopes]
        if abs(_lowest(highest, lines, point) - top) > tolerance:
            return False
    return True


def check_ceiling(told: str, height: float, parts: Sequence[EdgePart], where: str) -> list[Problem]:
    """What is said of a ceiling that walls give no clear word of."""
    tops = [top for part in parts if part.face is not None for top in (part.top_start_m, part.top_end_m)]
    if told == "default":
        message = f"No wall says how high the room is; {DEFAULT_HEIGHT_M:.2f} m is taken."
        return [info("NO_CEILING_IN_FILE", where, message, "Say how high it is.", height_m=DEFAULT_HEIGHT_M)]
    if told == "differ":
        message = (
            f"The walls around the room are {min(tops):.2f} to {max(tops):.2f} m high; the ceiling is taken "
            f"flat at {height:.2f} m, as most of them are."
        )
        problem = info("WALL_HEIGHTS_DIFFER", where, message, "Say how high the room is if that is wrong.")
        return (
            [problem.offering({"height_m": round(max(tops), 3)})] if max(tops) > height + 0.02 else [problem]
        )
    if told == "uneven":
        message = (
            f"The sloped walls, {min(tops):.2f} to {max(tops):.2f} m high, make no planes for a ceiling to "
            f"follow; it is taken flat at their mean height of {height:.2f} m."
        )
        hint = "Say how high the room is, or draw its ceiling."
        problem = warning("CEILING_UNCLEAR", where, message, hint)
        return [problem.offering({"height_m": round(max(tops), 3)}, {"height_m": round(min(tops), 3)})]
    return []
