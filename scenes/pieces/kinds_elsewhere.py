"""Pieces of kitchens, bathrooms and shops, and what is in every room."""

from __future__ import annotations

from scenes.pieces.bathroom import bath, shower, vanity, wc
from scenes.pieces.kind import Clearance, PieceKind
from scenes.pieces.kitchen import dishwasher, fridge, kitchen_run, stove, tall_unit, washing_machine

BATHROOM: tuple[PieceKind, ...] = (
    PieceKind(
        "bath", (1.7, 0.75, 0.58), (1.0, 0.5, 0.3), (2.2, 1.3, 0.9), bath, ("ceramic",),
        Clearance(0.75, reason="getting out and drying"), {"free": (0, 1)}, against_wall=True, long_axis="x",
    ),
    PieceKind(
        "shower", (0.9, 0.9, 2.15), (0.6, 0.6, 1.7), (2.0, 2.0, 2.8), shower, ("ceramic",),
        Clearance(0.75, reason="getting out and drying"), against_wall=True,
    ),
    PieceKind(
        "vanity", (0.8, 0.48, 1.95), (0.35, 0.3, 0.5), (2.4, 0.7, 2.4), vanity, ("wood",),
        Clearance(0.75, reason="who stands before it and bends"), {"basins": (1, 3)},
        against_wall=True, hangs=True,
    ),
    PieceKind(
        "wc", (0.38, 0.66, 0.8), (0.3, 0.4, 0.3), (0.6, 0.9, 1.2), wc, ("ceramic",),
        Clearance(0.6, 0.2, reason="sitting down and elbows"), against_wall=True,
    ),
)  # fmt: skip

KITCHEN: tuple[PieceKind, ...] = (
    PieceKind(
        "kitchen run", (3.0, 0.62, 2.2), (0.45, 0.45, 0.7), (8.0, 0.9, 2.8), kitchen_run, ("front",),
        Clearance(1.1, reason="an open oven and who passes"), {"sink_at": (-1, 1), "hob_at": (-1, 1)},
        against_wall=True,
    ),
    PieceKind(
        "tall unit", (0.6, 0.62, 2.2), (0.3, 0.4, 1.4), (2.4, 0.8, 2.8), tall_unit, ("front",),
        Clearance(1.0, reason="an open door"), against_wall=True,
    ),
    PieceKind(
        "fridge", (0.6, 0.66, 1.86), (0.4, 0.45, 0.6), (1.3, 0.95, 2.3), fridge, ("appliance",),
        Clearance(1.0, reason="an open door"), against_wall=True,
    ),
    PieceKind(
        "stove", (0.6, 0.62, 0.9), (0.4, 0.45, 0.7), (1.3, 0.8, 1.1), stove, ("appliance",),
        Clearance(1.1, reason="an open oven"), against_wall=True,
    ),
    PieceKind(
        "washing machine", (0.6, 0.6, 0.85), (0.4, 0.35, 0.6), (0.8, 0.85, 1.3), washing_machine, ("white",),
        Clearance(0.9, reason="an open door and who bends"), against_wall=True,
    ),
    PieceKind(
        "dishwasher", (0.6, 0.6, 0.85), (0.4, 0.45, 0.7), (0.8, 0.8, 1.0), dishwasher, ("appliance",),
        Clearance(1.1, reason="an open door"), against_wall=True,
    ),
)  # fmt: skip

ELSEWHERE: tuple[PieceKind, ...] = (*BATHROOM, *KITCHEN)
