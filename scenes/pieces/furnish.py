"""Rooms whose pieces get their meshes: a name and a size become something to be lit."""

from __future__ import annotations

from dataclasses import replace

from scenes.pieces.finishes import RoleFinish
from scenes.pieces.kinds import KINDS
from scenes.pieces.piece import fits, piece
from scenes.room import Furniture, Room


def furnished(room: Room) -> Room:
    """The room in which every piece of our shelf has its mesh and its looks."""
    if not any(each.piece is not None and each.vertices_m is None for each in room.furniture):
        return room
    return replace(room, furniture=tuple(_made(each) for each in room.furniture))


def _made(furniture: Furniture) -> Furniture:
    """A piece with its mesh; a box where no such piece comes in that size."""
    kind = KINDS.get(furniture.piece or "")
    if kind is None or furniture.vertices_m is not None:
        return furniture
    size_m = furniture.size_m or kind.size_m
    if not fits(kind, size_m):
        return replace(furniture, size_m=size_m)
    finishes = {
        role: RoleFinish(finish.material, finish.reflectance_rgb)
        for role, finish in furniture.piece_finishes.items()
    }
    made = piece(kind.name, size_m, options=furniture.piece_options, finishes=finishes)
    return replace(
        furniture,
        size_m=size_m,
        vertices_m=made.vertices_m,
        triangles=made.triangles,
        appearance=made.appearance,
        triangle_reflectance=made.reflectance,
        main_triangles=made.main,
    )
