"""Pieces of kitchens, bathrooms and shops, and what is in every room."""

from __future__ import annotations

from scenes.pieces.around_the_room import (
    curtain,
    cushions,
    fireplace,
    mirror,
    picture,
    pictures,
    plant,
    rug,
    stairs,
    television,
)
from scenes.pieces.bathroom import bath, shower, vanity, wc
from scenes.pieces.figures import mannequin, sitting_person, standing_person
from scenes.pieces.joinery import door_leaf, window_frame
from scenes.pieces.kind import Clearance, PieceKind
from scenes.pieces.kitchen import dishwasher, fridge, kitchen_run, stove, tall_unit, washing_machine
from scenes.pieces.shop import clothes_rail, shop_counter, shop_shelf

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

SHOP: tuple[PieceKind, ...] = (
    PieceKind(
        "shop shelf", (1.2, 0.5, 1.8), (0.6, 0.25, 0.8), (8.0, 1.4, 2.6), shop_shelf, ("white",),
        Clearance(1.2, reason="two customers who pass"), {"boards": (2, 7), "goods": (0, 1)},
    ),
    PieceKind(
        "shop counter", (1.6, 0.7, 1.2), (0.6, 0.4, 0.7), (5.0, 1.2, 1.4), shop_counter, ("wood",),
        Clearance(1.2, back_m=0.9, reason="customers who wait, and staff behind"), {"till": (0, 1)},
    ),
    PieceKind(
        "clothes rail", (1.4, 0.5, 1.55), (0.6, 0.3, 1.1), (3.0, 0.8, 2.1), clothes_rail, ("metal",),
        Clearance(0.9, 0.0, 0.9, "who chooses"), {"clothes": (1, 24)},
    ),
    PieceKind(
        "mannequin", (0.44, 0.44, 1.62), (0.25, 0.25, 1.2), (0.7, 0.7, 2.0), mannequin, ("accent",),
    ),
)  # fmt: skip

EVERYWHERE: tuple[PieceKind, ...] = (
    PieceKind(
        "television", (1.45, 0.06, 0.83), (0.3, 0.02, 0.2), (2.5, 0.5, 1.5), television, ("screen",),
        options={"stand": (0, 1)}, against_wall=True, hangs=True,
    ),
    PieceKind(
        "rug", (2.4, 1.7, 0.012), (0.4, 0.4, 0.004), (6.0, 6.0, 0.04), rug, ("carpet", "border"),
        options={"round": (0, 1)},
    ),
    PieceKind(
        "curtain", (2.4, 0.12, 2.5), (0.3, 0.04, 0.5), (8.0, 0.3, 5.0), curtain, ("curtain",),
        options={"open": (0, 0.9)}, against_wall=True, hangs=True,
    ),
    PieceKind(
        "plant", (0.7, 0.7, 1.3), (0.15, 0.15, 0.2), (1.6, 1.6, 2.6), plant, ("leaf",),
        options={"leaves": (8, 60)}, hangs=True,
    ),
    PieceKind(
        "picture", (0.7, 0.03, 0.9), (0.1, 0.01, 0.1), (2.5, 0.1, 2.5), picture, ("picture",),
        against_wall=True, hangs=True,
    ),
    PieceKind(
        "pictures", (1.8, 0.03, 0.7), (0.4, 0.01, 0.15), (5.0, 0.1, 1.5), pictures, ("picture",),
        options={"count": (2, 6)}, against_wall=True, hangs=True,
    ),
    PieceKind(
        "mirror", (0.6, 0.03, 1.6), (0.2, 0.01, 0.2), (3.0, 0.1, 2.6), mirror, ("metal",),
        options={"round": (0, 1)}, against_wall=True, hangs=True,
    ),
    PieceKind(
        "cushions", (0.95, 0.25, 0.45), (0.2, 0.1, 0.15), (3.0, 0.5, 0.7), cushions, ("accent", "fabric"),
        options={"count": (1, 8)}, hangs=True,
    ),
    PieceKind(
        "fireplace", (1.4, 0.5, 1.15), (0.8, 0.25, 0.7), (2.6, 1.0, 1.6), fireplace, ("plaster",),
        Clearance(1.0, reason="sparks and heat"), against_wall=True,
    ),
    PieceKind(
        "stairs", (0.9, 3.6, 2.6), (0.5, 0.5, 0.3), (2.5, 8.0, 6.0), stairs, ("wood",),
        Clearance(0.9, reason="a landing"), {"rail": (0, 1)}, long_axis="y",
    ),
    PieceKind(
        "window frame", (1.3, 0.06, 1.3), (0.2, 0.03, 0.2), (8.0, 0.3, 4.0), window_frame, ("white",),
        options={"sashes": (1, 8)}, against_wall=True, hangs=True,
    ),
    PieceKind(
        "door leaf", (1.02, 0.08, 2.1), (0.4, 0.06, 1.0), (3.0, 0.2, 3.5), door_leaf, ("white",),
        options={"left": (0, 1)}, against_wall=True,
    ),
    PieceKind(
        "standing person", (0.52, 0.3, 1.72), (0.25, 0.15, 0.8), (0.8, 0.8, 2.1), standing_person,
        ("clothes",),
    ),
    PieceKind(
        "sitting person", (0.52, 0.85, 1.32), (0.3, 0.5, 0.7), (0.8, 1.2, 1.6), sitting_person,
        ("clothes",),
    ),
)  # fmt: skip

ELSEWHERE: tuple[PieceKind, ...] = (*BATHROOM, *KITCHEN, *SHOP, *EVERYWHERE)
