"""Pieces of living rooms, dining rooms, bedrooms and studies."""

from __future__ import annotations

from scenes.pieces.bedroom import bed
from scenes.pieces.kind import Clearance, PieceKind
from scenes.pieces.office import office_chair
from scenes.pieces.seating import armchair, bench, chair, sofa, stool
from scenes.pieces.storage import bedside_table, bookshelf, drawers, sideboard, wardrobe
from scenes.pieces.tables import coffee_table, desk, dining_table

AT_HOME: tuple[PieceKind, ...] = (
    PieceKind(
        "sofa", (2.1, 0.92, 0.82), (0.55, 0.5, 0.5), (5.0, 1.6, 1.3), sofa, ("fabric",),
        Clearance(0.4, reason="legs before the coffee table"), {"seats": (1, 8)}, against_wall=True,
    ),
    PieceKind(
        "armchair", (0.78, 0.82, 0.84), (0.45, 0.45, 0.5), (1.5, 1.4, 1.4), armchair, ("fabric",),
        Clearance(0.4, reason="legs of who sits"),
    ),
    PieceKind(
        "chair", (0.46, 0.52, 0.82), (0.3, 0.3, 0.6), (0.9, 0.9, 1.3), chair, ("fabric",),
        Clearance(back_m=0.35, reason="to pull it out and sit down"),
    ),
    PieceKind(
        "stool", (0.38, 0.38, 0.65), (0.22, 0.22, 0.25), (0.8, 0.8, 1.0), stool, ("fabric", "wood"),
    ),
    PieceKind(
        "bench", (1.3, 0.38, 0.45), (0.6, 0.2, 0.3), (4.0, 0.8, 0.6), bench, ("wood",),
    ),
    PieceKind(
        "dining table", (1.8, 0.9, 0.75), (0.3, 0.3, 0.3), (8.0, 3.0, 1.2), dining_table, ("wood",),
        Clearance(0.75, 0.75, 0.75, "a chair that is pulled out"), {"round": (0, 1)},
    ),
    PieceKind(
        "coffee table", (1.1, 0.6, 0.4), (0.25, 0.25, 0.2), (2.5, 1.8, 0.7), coffee_table, ("wood",),
        Clearance(0.4, 0.4, 0.4, "legs before a sofa"), {"round": (0, 1)},
    ),
    PieceKind(
        "desk", (1.4, 0.7, 0.74), (0.5, 0.35, 0.5), (4.0, 1.6, 1.3), desk, ("wood",),
        Clearance(1.0, reason="a chair and getting up"), {"drawers": (0, 1)}, against_wall=True,
    ),
    PieceKind(
        "office chair", (0.64, 0.64, 1.0), (0.4, 0.4, 0.6), (0.9, 0.9, 1.5), office_chair, ("fabric",),
    ),
    PieceKind(
        "bed", (1.6, 2.08, 0.95), (0.6, 1.2, 0.3), (2.6, 2.6, 1.8), bed, ("fabric", "blanket"),
        Clearance(0.6, 0.6, reason="getting in and making it"), {"pillows": (1, 3)},
        against_wall=True, long_axis="y",
    ),
    PieceKind(
        "bedside table", (0.45, 0.4, 0.52), (0.25, 0.2, 0.25), (0.9, 0.7, 0.9), bedside_table, ("wood",),
        against_wall=True,
    ),
    PieceKind(
        "wardrobe", (2.0, 0.6, 2.2), (0.3, 0.25, 0.9), (6.0, 1.0, 3.2), wardrobe, ("front",),
        Clearance(0.9, reason="an open door and who stands before it"), {"doors": (1, 16)}, against_wall=True,
    ),
    PieceKind(
        "drawers", (0.9, 0.45, 0.85), (0.3, 0.25, 0.3), (2.4, 0.8, 1.6), drawers, ("wood", "front"),
        Clearance(0.8, reason="an open drawer"), {"rows": (1, 8)}, against_wall=True,
    ),
    PieceKind(
        "bookshelf", (0.9, 0.32, 2.0), (0.3, 0.15, 0.4), (6.0, 0.7, 3.2), bookshelf, ("wood",),
        Clearance(0.6, reason="who looks for a book"), {"books": (0, 1), "boards": (1, 9)}, against_wall=True,
    ),
    PieceKind(
        "sideboard", (1.8, 0.42, 0.72), (0.4, 0.2, 0.3), (4.0, 0.8, 1.3), sideboard, ("wood",),
        Clearance(0.6, reason="an open door"), {"doors": (1, 10), "legs": (0, 1)}, against_wall=True,
    ),
    PieceKind(
        "tv bench", (1.8, 0.4, 0.45), (0.6, 0.2, 0.2), (4.0, 0.8, 0.7), sideboard, ("wood",),
        Clearance(0.6, reason="an open door"), {"doors": (1, 10), "legs": (0, 1)}, against_wall=True,
    ),
)  # fmt: skip
