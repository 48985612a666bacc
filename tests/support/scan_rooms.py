"""Rooms of known truth to be scanned: shapes that homes have, furnished."""

from __future__ import annotations

import math
from dataclasses import replace

from scenes.room import Furniture, Opening, Room


def piece(
    x: float, y: float, size: tuple[float, float, float], turn: float = 0.0, z: float = 0.0
) -> Furniture:
    """A box with the centre of its base at (x, y)."""
    return Furniture("box", (x, y, z), turn, size)


def window(wall: int, offset: float, width: float = 1.4) -> Opening:
    """A window with its sill at 0.9 m."""
    return Opening("window", wall, offset, width, 0.9, 1.3)


def door(wall: int, offset: float) -> Opening:
    """A door that stands open."""
    return Opening("door", wall, offset, 0.9, 0.0, 2.05, open=True)


def turned(room: Room, degrees: float) -> Room:
    """The same room turned about the origin."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def led(x: float, y: float) -> tuple[float, float]:
        return (c * x - s * y, s * x + c * y)

    return replace(
        room,
        outline_m=tuple(led(*p) for p in room.outline_m),
        holes_m=tuple(tuple(led(*p) for p in hole) for hole in room.holes_m),
        furniture=tuple(
            replace(
                f,
                position_m=(*led(*f.position_m[:2]), f.position_m[2]),
                rotation_deg=f.rotation_deg + degrees,
            )
            for f in room.furniture
        ),
    )


SOFA, TABLE, SHELF, BED = (2.0, 0.9, 0.8), (1.6, 0.9, 0.75), (1.2, 0.35, 1.9), (1.6, 2.0, 0.5)

RECTANGLE = Room(
    ((0, 0), (4.6, 0), (4.6, 3.6), (0, 3.6)),
    2.55,
    openings=(window(1, 1.0), door(3, 1.2)),
    furniture=(
        piece(1.4, 0.5, SOFA),
        piece(2.4, 1.9, TABLE),
        piece(3.9, 3.4, SHELF),
        piece(0.9, 3.1, (0.5, 0.5, 0.9)),
    ),
)
L_SHAPE = Room(
    ((0, 0), (5.5, 0), (5.5, 2.6), (3.1, 2.6), (3.1, 5.2), (0, 5.2)),
    2.48,
    openings=(window(0, 1.5), window(4, 0.7), door(5, 2.0)),
    furniture=(
        piece(4.9, 1.2, BED, 90.0),
        piece(1.3, 4.7, SOFA),
        piece(1.5, 3.2, TABLE),
        piece(3.4, 0.25, SHELF),
    ),
)
T_SHAPE = Room(
    ((0, 0), (2.8, 0), (2.8, 2.4), (5.0, 2.4), (5.0, 5.2), (-2.2, 5.2), (-2.2, 2.4), (0, 2.4)),
    2.7,
    openings=(window(4, 2.0, 2.0), door(0, 0.8), window(3, 0.7)),
    furniture=(piece(1.4, 3.9, TABLE), piece(4.5, 4.2, SOFA, 90.0), piece(-1.8, 4.0, SHELF, 90.0)),
)
U_SHAPE = Room(
    ((0, 0), (6.4, 0), (6.4, 4.6), (4.0, 4.6), (4.0, 2.4), (2.3, 2.4), (2.3, 4.6), (0, 4.6)),
    2.6,
    openings=(window(0, 0.8), window(0, 4.2), door(7, 2.0), window(2, 0.6)),
    furniture=(piece(5.5, 4.0, SOFA), piece(3.2, 1.2, TABLE), piece(1.1, 4.3, SHELF)),
)
CUT_CORNER = Room(
    ((0, 0), (5.0, 0), (5.0, 2.5), (3.6, 3.9), (0, 3.9)),
    2.5,
    openings=(window(2, 0.4, 1.2), door(4, 1.0)),
    furniture=(piece(1.5, 0.5, SOFA), piece(2.4, 2.2, TABLE), piece(0.9, 3.65, SHELF)),
)
WITH_COLUMN = Room(
    ((0, 0), (6.2, 0), (6.2, 5.0), (0, 5.0)),
    2.75,
    holes_m=(((2.8, 2.3), (2.8, 2.75), (3.25, 2.75), (3.25, 2.3)),),
    openings=(window(0, 2.0, 2.0), door(2, 1.0)),
    furniture=(piece(5.6, 2.5, SOFA, 90.0), piece(1.4, 2.4, TABLE), piece(1.0, 4.75, SHELF)),
)
CORRIDOR = Room(
    ((0, 0), (6.5, 0), (6.5, 1.5), (0, 1.5)),
    2.5,
    openings=(door(0, 1.0), door(0, 4.2), door(2, 2.0)),
    furniture=(piece(5.8, 1.3, (0.9, 0.35, 1.0)),),
)

ROOMS = {
    "rectangle": RECTANGLE,
    "L": L_SHAPE,
    "T": T_SHAPE,
    "U": U_SHAPE,
    "turned by 17 degrees": turned(RECTANGLE, 17.0),
    "45-degree corner": CUT_CORNER,
    "with column": WITH_COLUMN,
    "corridor": CORRIDOR,
}

NEIGHBOUR = Room(((-3.1, 0.4), (-0.1, 0.4), (-0.1, 3.4), (-3.1, 3.4)), 2.55, openings=(door(1, 0.9),))
