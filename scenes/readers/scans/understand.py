"""From points to rooms: unit and up axis, level, walls, outline, openings, furniture, and all doubts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, info
from kit.units import METRES_PER
from scenes.building import Building, Storey, named_apart
from scenes.readers.reading import RoomOverrides
from scenes.readers.scans.cells import inside_cells, plan_cells, rooms_of_cells, seen_floor
from scenes.readers.scans.closed_doors import Leaf, closed_doors, told_doors
from scenes.readers.scans.cloud import Cloud, level_cloud
from scenes.readers.scans.colours import finishes_of, told_colours
from scenes.readers.scans.doubts import (
    NO_CEILING_M,
    check_scan_room,
    left_out,
    no_ceiling,
    too_little,
    too_little_seen,
)
from scenes.readers.scans.edges import Edge, edges_of
from scenes.readers.scans.holes import Hole, holes_of
from scenes.readers.scans.outline import RoomShape, height_over, room_shape
from scenes.readers.scans.partitions import parted, told_partitions
from scenes.readers.scans.pieces import pieces_of
from scenes.readers.scans.point_files import Codes
from scenes.readers.scans.upright import TURN_UP, Rule, choose_upright, near_middle
from scenes.readers.scans.wall_lines import UprightPoints, candidate_lines, upright_points, wall_directions
from scenes.room import Finish, Furniture, Opening, Origin, Point, Room
from scenes.votes import Choice, check_choice

Array = NDArray[np.float64]

FEWEST_THINNED = 300
SMALLEST_OTHER_M2 = 2.0
LEAST_SEEN = 0.30  # of an outline, below which there is no room to speak of
LEAST_COVERED = 0.35  # of a floor, by what was seen of floor and ceiling
SURE_ENOUGH, LEAST_OF_OTHERS = 0.6, 0.8
CORRIDOR_WIDE_M, CORRIDOR_LONG = 2.1, 2.0


@dataclass(frozen=True, eq=False)
class ScannedRoom:
    """A room as it was found, in the level cloud's frame."""

    shape: RoomShape
    edges: tuple[Edge, ...]
    holes: tuple[Hole, ...]
    doors: tuple[Leaf, ...]
    furniture: tuple[Furniture, ...]
    partitions: tuple[Furniture, ...]
    finishes: dict[str, Finish]
    floor_m: float
    height_m: float
    covered: float
    corridor: bool

    @property
    def seen(self) -> float:
        """Share of the outline that was seen."""
        return float(
            np.average([e.coverage for e in self.edges], weights=[e.side.length_m for e in self.edges])
        )


def understand_points(
    points: Array,
    overrides: RoomOverrides,
    unit_rules: Sequence[Rule] = (),
    up_rules: Sequence[Rule] = (),
    colours: Codes | None = None,
) -> tuple[Building | None, list[Problem], str]:
    """The rooms that points show, what is in doubt, and the unit that was taken.

    Parameters
    ----------
    points
        In the file's unit and axes, finite and near the origin, shape (point, 3).
    unit_rules, up_rules
        What the format says of them.
    colours
        sRGB codes of the points, shape (point, 3); None where there are none.
    """
    kept = near_middle(points)
    points, colours = points[kept], None if colours is None else colours[kept]
    unit, up = choose_upright(
        points, list(unit_rules), list(up_rules), units=overrides.units, up=overrides.up
    )
    problems = [
        *check_choice(unit, "The unit", expected="m"),
        *check_choice(up, "The up axis", expected=up_rules[0].value if up_rules else None),
    ]
    led = (points * METRES_PER[unit.taken]) @ TURN_UP[up.taken].T
    if overrides.mirror:
        led[:, 0] *= -1.0
    cloud = level_cloud(led, colours)
    if cloud is None or len(cloud.points_m) < FEWEST_THINNED:
        message = "No floor of a room was seen, and no ceiling above one."
        return None, [*problems, no_ceiling(None), too_little(message)], unit.taken
    if not cloud.has_ceiling:
        cloud = replace(cloud, height_m=cloud.height_m or NO_CEILING_M)
    found, more = _rooms(cloud)
    problems += more
    if not found:
        return None, problems, unit.taken
    building, more = _building(found, cloud, (unit, up))
    return building, [*problems, *more], unit.taken


def _rooms(cloud: Cloud) -> tuple[list[ScannedRoom], list[Problem]]:
    """The rooms of a level cloud, the best seen first; what is too little of one is told."""
    upright = upright_points(cloud)
    directions = wall_directions(cloud, upright)
    lines = candidate_lines(upright, directions, cloud.height_m)
    if len(directions) < 2 or len(lines) < 2:
        return [], [*_ceiling_told(cloud), too_little("Not enough of the walls was seen to know a room by.")]
    cells, _ = plan_cells(cloud, upright, lines, seen_floor(cloud))
    rooms, problems = [], []
    for number, own in enumerate(rooms_of_cells(cells, inside_cells(cells))):
        shape = room_shape(cells, own, cloud, upright)
        covered = float(cells.covered_m2[own].sum() / cells.area_m2[own].sum())
        area = 0.0 if shape is None else shape.polygon.area
        if number and (shape is None or area < SMALLEST_OTHER_M2 or shape.seen_share < SURE_ENOUGH):
            problems.append(left_out(area))
        elif shape is not None:
            room = _furnished(shape, covered, cloud, upright)
            enough = (LEAST_OF_OTHERS, LEAST_OF_OTHERS) if number else (LEAST_SEEN, LEAST_COVERED)
            if room.seen >= enough[0] and covered >= enough[1]:
                rooms.append(room)
            else:
                problems.append(left_out(area) if number else too_little_seen(room.seen, covered, area))
                if not number:
                    return [], [*_ceiling_told(cloud), *problems]
    if not rooms:
        problems.append(too_little("No floor with walls around it was seen."))
        problems = [*_ceiling_told(cloud), *problems]
    return rooms, problems


def _ceiling_told(cloud: Cloud) -> list[Problem]:
    return [] if cloud.has_ceiling else [no_ceiling(None)]


def _furnished(shape: RoomShape, covered: float, cloud: Cloud, upright: UprightPoints) -> ScannedRoom:
    floor, top = height_over(shape, cloud)
    edges = edges_of(shape, cloud, upright)
    holes = [
        hole
        for wall, edge in enumerate(edges)
        if not edge.open
        for hole in holes_of(edge.side, wall, cloud, top - floor)
    ]
    taken = [hole.opening for hole in holes]
    doors = closed_doors(edges, taken, cloud, floor_m=floor, height_m=top - floor)
    pieces, partitions = parted(pieces_of(shape, cloud, top - floor), edges, taken, top - floor)
    finishes = finishes_of(shape.polygon, edges, cloud, floor_m=floor, height_m=top - floor)
    return ScannedRoom(
        shape,
        tuple(edges),
        tuple(holes),
        tuple(doors),
        tuple(pieces),
        tuple(partitions),
        finishes,
        floor,
        top - floor,
        covered,
        _is_corridor(shape.polygon),
    )


def _is_corridor(floor: shapely.Polygon) -> bool:
    """Whether a floor is nowhere wider than 2.1 m, and at least twice as long as wide."""
    if not floor.buffer(-CORRIDOR_WIDE_M / 2).is_empty:
        return False
    box = np.asarray(floor.minimum_rotated_rectangle.exterior.coords)
    sides = sorted(np.hypot(*np.diff(box[:3], axis=0).T).tolist())
    return bool(sides[1] >= CORRIDOR_LONG * sides[0])


# The answer's frame


def _building(
    found: list[ScannedRoom], cloud: Cloud, choices: tuple[Choice, ...]
) -> tuple[Building, list[Problem]]:
    """The rooms in one frame: the longest wall of the first along x, the plan beginning at (0, 0)."""
    longest = max(found[0].shape.sides, key=lambda side: round(side.length_m, 2))
    angle = math.atan2(longest.end_m[1] - longest.start_m[1], longest.end_m[0] - longest.start_m[0])
    cosine, sine = math.cos(-angle), math.sin(-angle)
    turn = np.array([[cosine, -sine], [sine, cosine]])
    corners = np.array([edge.side.start_m for room in found for edge in room.edges]) @ turn.T
    move = -corners.min(axis=0)
    rooms = named_apart(_room(each, turn, move, math.degrees(angle), cloud) for each in found)
    message = (
        f"The scan was turned by {-math.degrees(angle):.1f} degrees and moved, so that its longest wall runs "
        f"along x and it begins at (0, 0); its floor was made level by {cloud.tilt_deg:.1f} degrees."
    )
    problems: list[Problem] = [info("FRAME_SET", "rooms", message)]
    sound = []
    for room, each in zip(rooms, found, strict=True):
        confidence = _confidence(each, cloud)
        room = replace(room, confidence=round(confidence, 3))
        problems += check_scan_room(
            room, holes=each.holes, corridor=each.corridor, has_ceiling=cloud.has_ceiling
        )
        problems += told_doors(room.name, each.doors, first=len(each.holes))
        problems += told_partitions(room.name, each.partitions)
        problems += told_colours(room.name, each.finishes)
        sound.append(room)
    building = Building(tuple(sound), storeys=(Storey("storey 0", 0.0),), choices=choices)
    return building, problems


def _confidence(room: ScannedRoom, cloud: Cloud) -> float:
    """How sure the outline is, 0..1: what was seen of walls and floor, less for corridors and no ceiling."""
    sure = room.seen * min(1.0, room.covered / 0.9)
    return sure * (0.5 if room.corridor else 1.0) * (1.0 if cloud.has_ceiling else 0.8)


def _room(found: ScannedRoom, turn: Array, move: Array, turned_deg: float, cloud: Cloud) -> Room:
    def led(point: Point) -> Point:
        x, y = (turn @ np.array(point) + move).tolist()
        return (round(x, 6) + 0.0, round(y, 6) + 0.0)

    outline = tuple(led(edge.side.start_m) for edge in found.edges)
    holes = tuple(tuple(led(side.start_m) for side in ring) for ring in found.shape.columns)

    def placed(piece: Furniture) -> Furniture:
        x, y = led((piece.position_m[0], piece.position_m[1]))
        place = (x, y, max(0.0, piece.position_m[2]))
        return replace(
            piece, position_m=place, rotation_deg=round(piece.rotation_deg - turned_deg, 2) % 360.0
        )

    finishes = dict(found.finishes)
    for k, edge in enumerate(found.edges):
        if edge.open:
            finishes[f"wall:{k}"] = replace(finishes.get(f"wall:{k}", Finish()), open=True)
    openings = [*(hole.opening for hole in found.holes), *(leaf.opening for leaf in found.doors)]
    measured = Origin.DERIVED
    height = round(found.height_m, 4)
    return Room(
        outline_m=outline,
        height_m=height,
        name="Room",
        holes_m=holes,
        finishes=finishes,
        openings=tuple(_within(opening, found.edges, height) for opening in openings),
        furniture=tuple(map(placed, found.furniture)),
        partitions=tuple(map(placed, found.partitions)),
        origins={
            "outline": measured,
            "height": measured if cloud.has_ceiling else Origin.DEFAULT,
            "ceiling": measured if cloud.has_ceiling else Origin.DEFAULT,
            "openings": measured,
            "furniture": measured,
        },
        elevation_m=0.0,
        storey="storey 0",
        coverage=tuple(edge.coverage for edge in found.edges),
    )


def _within(opening: Opening, edges: Sequence[Edge], height_m: float) -> Opening:
    """The opening rounded to millimetres, within its wall."""
    length = edges[opening.wall].side.length_m
    offset = min(max(0.0, round(opening.offset_m, 3)), length)
    width = min(round(opening.width_m, 3), length - offset)
    sill = round(opening.sill_m, 3)
    tall = min(round(opening.height_m, 3), height_m - sill)
    return replace(opening, offset_m=offset, width_m=width, sill_m=sill, height_m=tall)
