"""Furniture of a plan: blocks whose names mean a piece of our shelf, as that piece in the block's box."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from kit.problems import Problem, info, warning
from scenes.pieces.kinds import KINDS
from scenes.pieces.likeness import kind_like
from scenes.readers.drawings.drawing import Symbol
from scenes.readers.drawings.layers import role_of
from scenes.readers.drawings.words import FURNITURE, kind_in, means_light
from scenes.room import Furniture, Origin, Point, Room

MOST_PIECES = 800
INTO_WALL_M = 0.25  # how far a piece's middle may lie outside of the room it stands in
AT_WALL_M = 0.30  # from where on a piece's back belongs to a wall
SMALLEST_M, LARGEST_M = 0.15, 6.5
HUNG_M = {"television": 0.9, "mirror": 1.0, "picture": 1.2, "pictures": 1.2}
TURNS = (0.0, 90.0, 180.0, 270.0)
STOREY_SHARE = 0.98  # of the room's height, that a piece may be high


@dataclass(frozen=True)
class _Box:
    """A block's box in the plan: middle, its sides along its own x and y, and how far that is turned."""

    middle: Point
    size_m: Point
    turned_deg: float


def with_furniture(
    rooms: Sequence[Room], symbols: Sequence[Symbol], moved: Point
) -> tuple[list[Room], list[Problem]]:
    """The rooms with the furniture that blocks stand for, and what of it is doubtful.

    Parameters
    ----------
    symbols
        Of the plan, in metres.
    moved
        By how much the rooms were moved from the drawing's frame.
    """
    shapes = [shapely.Polygon(room.outline_m, room.holes_m) for room in rooms]
    inside: list[list[Furniture]] = [[] for _ in rooms]
    odd: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    outside = 0
    for symbol in symbols[:MOST_PIECES]:
        box = _box_of(symbol, moved)
        kind = _kind_of(symbol)
        if kind is None:
            unknown[symbol.name] += _is_furniture(symbol, box)
            continue
        room = _room_at(box.middle, shapes)
        if room is None:
            outside += 1
            continue
        piece = _piece(kind, box, rooms[room], shapes[room])
        if piece is None:
            odd[f"{symbol.name} ({box.size_m[0]:.2f} x {box.size_m[1]:.2f} m)"] += 1
        else:
            inside[room].append(piece)
    found = [_furnished(room, own) for room, own in zip(rooms, inside, strict=True)]
    count = sum(len(own) for own in inside)
    return found, [*_told(count, outside, odd, +unknown), *_told_many(symbols)]


def _furnished(room: Room, own: Sequence[Furniture]) -> Room:
    if not own:
        return room
    start = len(room.furniture)
    origins = {f"furniture[{start + n}].size_m": Origin.FILE for n in range(len(own))}
    return replace(room, furniture=(*room.furniture, *own), origins=room.origins | origins)


def _kind_of(symbol: Symbol) -> str | None:
    """The kind that a block's name means; doors, windows and lamps are none."""
    if role_of(symbol.name) in ("door", "window", "jamb") or means_light(symbol.layer, symbol.name):
        return None
    return kind_in(symbol.name)


def _is_furniture(symbol: Symbol, box: _Box) -> bool:
    """Whether a block without a name that says anything is furniture by its layer and size."""
    fits = min(box.size_m) >= SMALLEST_M and max(box.size_m) <= LARGEST_M
    return bool(fits and FURNITURE.search(symbol.layer))


def _box_of(symbol: Symbol, moved: Point) -> _Box:
    corners = symbol.corners - np.array(moved)
    along, aside = corners[1] - corners[0], corners[3] - corners[0]
    x, y = corners.mean(axis=0)
    turned = math.degrees(math.atan2(along[1], along[0]))
    return _Box((float(x), float(y)), (float(np.hypot(*along)), float(np.hypot(*aside))), turned)


def _room_at(place: Point, shapes: Sequence[shapely.Polygon]) -> int | None:
    """The room that a place lies in, or in whose wall it lies."""
    point = shapely.Point(place)
    away = [float(shape.distance(point)) for shape in shapes]
    nearest = min(range(len(away)), key=lambda n: away[n])
    return nearest if away[nearest] <= INTO_WALL_M else None


def _piece(name: str, box: _Box, room: Room, shape: shapely.Polygon) -> Furniture | None:
    """The piece in a block's box, its back to the wall where it belongs there; None where it does not fit."""
    best: tuple[tuple[float, float], Furniture] | None = None
    usual = KINDS.get(name)
    if usual is None:
        return None
    for order, turn in enumerate(TURNS):
        across, deep = box.size_m if turn in (0.0, 180.0) else (box.size_m[1], box.size_m[0])
        found = kind_like(name, (across, deep, usual.size_m[2]))
        if found is None or found[1]:
            continue
        kind = KINDS[found[0]]
        high = min(kind.size_m[2], STOREY_SHARE * room.height_m - HUNG_M.get(kind.name, 0.0))
        angle = (box.turned_deg + turn) % 360.0
        piece = Furniture(
            name=kind.name,
            position_m=(round(box.middle[0], 4), round(box.middle[1], 4), HUNG_M.get(kind.name, 0.0)),
            rotation_deg=round(angle, 3) % 360.0,
            size_m=(round(across, 4), round(deep, 4), round(high, 4)),
            piece=kind.name,
        )
        rank = (_from_wall(box.middle, deep, angle, shape) if kind.against_wall else 0.0, float(order))
        if best is None or rank < best[0]:
            best = (rank, piece)
    return None if best is None else best[1]


def _from_wall(middle: Point, deep: float, angle_deg: float, shape: shapely.Polygon) -> float:
    """How far the back of a piece is from a wall, in whole steps; the same for all that are far."""
    back = math.radians(angle_deg + 90.0)
    place = (middle[0] + deep / 2 * math.cos(back), middle[1] + deep / 2 * math.sin(back))
    away = float(shape.exterior.distance(shapely.Point(place)))
    return round(min(away, AT_WALL_M) / 0.05) * 0.05


def _told_many(symbols: Sequence[Symbol]) -> list[Problem]:
    """What furniture there is beyond the blocks that are looked at."""
    beyond = sum(_kind_of(symbol) is not None for symbol in symbols[MOST_PIECES:])
    if not beyond:
        return []
    message = f"The plan has {len(symbols)} blocks, of which {MOST_PIECES} are looked at; "
    message += f"{beyond} blocks of furniture beyond these were left out."
    return [
        warning("FURNITURE_LEFT_OUT", "furniture", message, "Export fewer rooms, or one storey at a time.")
    ]


def _told(count: int, outside: int, odd: Counter[str], unknown: Counter[str]) -> list[Problem]:
    problems = []
    if count:
        message = (
            f"{count} pieces of furniture come from blocks, by their names; they stand as simple ones of "
            "their kind, as wide and deep as drawn. Their heights and what they are made of are assumed."
        )
        problems.append(
            info("FURNITURE_SHAPED", "furniture", message, "Change or remove those that are wrong.")
        )
    left = [
        (odd, "are not as large as what their names say", "Check the unit, or add them by hand."),
        (
            unknown,
            "have names that say no piece we know",
            "Name the blocks (sofa, bed, WC), or add them by hand.",
        ),
    ]
    for names, why, hint in left:
        if names:
            shown = ", ".join(f"{n} x {name!r}" for name, n in names.most_common(5))
            message = f"{sum(names.values())} blocks of furniture were left out, for they {why}: {shown}."
            problems.append(info("FURNITURE_LEFT_OUT", "furniture", message, hint))
    if outside:
        message = f"{outside} blocks of furniture stand in no room that was read, and were left out."
        problems.append(info("FURNITURE_LEFT_OUT", "furniture", message))
    return problems
