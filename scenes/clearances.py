"""Whether pieces of furniture leave the room that doors and people need: warnings, never errors.

What a piece needs is in `scenes.pieces`, and is ours, rounded from what furniture is usually given
(docs/furnishing.md compares it with published guidelines); doors need the square before them in which a leaf
swings.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, warning
from scenes.pieces.kinds import KINDS
from scenes.room import Furniture, Opening, Room

Array = NDArray[np.float64]

DOOR_DEPTH_M = 0.7  # before a door that stays free
TOUCH_M = 0.03  # so much less is not told
MOVABLE = (
    "chair",
    "stool",
    "office chair",
    "rug",
    "cushions",
    "standing person",
    "sitting person",
    "armchair",
)
FLAT = ("rug", "door leaf")  # on the floor, or the door itself
LOW_M, HIGH_M = 0.1, 1.9  # nobody stumbles over what is lower or hangs higher
SHARE = 0.15  # of a clearance that others may take, such as a table's corner


def check_clearances(room: Room, where: str = "room") -> list[Problem]:
    """A warning for each piece before a door, and for each whose front another piece takes."""
    standing = [index for index, each in enumerate(room.furniture) if _stands(each)]
    prints = [_rectangle(room.furniture[index]) for index in standing]
    tree = shapely.STRtree(prints)
    problems = []
    for number, opening in enumerate(room.openings):
        if opening.kind not in ("door", "passage") or not 0 <= opening.wall < len(room.outline_m):
            continue
        for found in tree.query(_before(room, opening), predicate="intersects").tolist():
            place, piece = f"{where}.furniture[{standing[found]}]", room.furniture[standing[found]]
            problems.append(_too_near(piece, f"opening {number}, a {opening.kind}", DOOR_DEPTH_M, place))
    for index in standing:
        piece = room.furniture[index]
        kind = KINDS.get(piece.piece or "")
        if kind is None or kind.clearance.front_m <= 0.0 or kind.name in ("dining table", "coffee table"):
            continue
        front = _rectangle(piece, front_m=kind.clearance.front_m)
        for found in tree.query(front, predicate="intersects").tolist():
            other = room.furniture[standing[found]]
            taken = prints[found].intersection(front).area > SHARE * front.area
            if taken and standing[found] != index and other.piece not in MOVABLE:
                called, place = repr(other.name or other.piece or "box"), f"{where}.furniture[{index}]"
                problems.append(_too_near(piece, called, kind.clearance.front_m, place))
    return problems


def _stands(piece: Furniture) -> bool:
    """Whether somebody would walk into it."""
    if piece.size_m is None or piece.piece in FLAT:
        return False
    low = piece.position_m[2]
    return low < HIGH_M and low + piece.size_m[2] > LOW_M and low < 1.0


def _rectangle(piece: Furniture, front_m: float = 0.0) -> shapely.Polygon:
    """A piece from above; with `front_m` the strip before its front instead."""
    across, deep, _ = piece.size_m or (0.0, 0.0, 0.0)
    x = across / 2 - TOUCH_M
    low, high = (-deep / 2 + TOUCH_M, deep / 2 - TOUCH_M)
    if front_m:
        low, high = -deep / 2 - front_m + TOUCH_M, -deep / 2
    corners = np.array([(-x, low), (x, low), (x, high), (-x, high)])
    angle = np.radians(piece.rotation_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return shapely.Polygon(corners @ turn.T + np.array(piece.position_m[:2]))


def _before(room: Room, opening: Opening) -> shapely.Polygon:
    """The floor before an opening, on the side of the room."""
    start, end = (np.array(point) for point in room.wall_ends_m(opening.wall))
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
    inwards = np.array([-along[1], along[0]]) * DOOR_DEPTH_M
    a = start + along * opening.offset_m
    b = a + along * opening.width_m
    return shapely.Polygon([a, b, b + inwards, a + inwards])


def _too_near(piece: Furniture, what: str, wanted_m: float, place: str) -> Problem:
    called = piece.name or piece.piece or "box"
    message = f"{called!r} and {what} are nearer to each other than the {wanted_m:g} m that should stay free."
    return warning("CLEARANCE_TOO_SMALL", place, message, "Move one of them, or let it be if it is meant so.")
