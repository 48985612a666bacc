"""Pieces of a Sweet Home 3D home that lie or lean: turned about their own width (pitch) and depth (roll).

A piece is turned about its width, then about its depth, then about the upright axis, and set down again where
it stood: its base at its elevation, its middle at its place (Sweet Home 3D, `HomePieceOfFurniture` and
`ModelManager`).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.material import turned_appearance
from assets.xml_nodes import Node
from scenes.readers.sweet_home_plan import Plan
from scenes.room import Furniture

Array = NDArray[np.float64]

UPRIGHT = 1e-4
CORNERS = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (0.0, 1.0)])
SIDES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
FACES = np.array([each for a, b, c, d in SIDES for each in ((a, b, c), (a, c, d))], dtype=np.int64)


def turn_of(plan: Plan, node: Node, *, mirrored: bool = False) -> Array | None:
    """The turn (3, 3) of a piece about its width and depth, x along its width and z up; None where it stands.

    Parameters
    ----------
    mirrored
        Whether the piece is seen in a mirror across its width.
    """
    pitch, roll = plan.number(node, "pitch"), plan.number(node, "roll")
    if not pitch and not roll:
        return None
    roll = -roll if mirrored else roll
    about_width = np.array(
        [[1.0, 0.0, 0.0], [0.0, math.cos(pitch), math.sin(pitch)], [0.0, -math.sin(pitch), math.cos(pitch)]]
    )
    about_depth = np.array(
        [[math.cos(roll), 0.0, math.sin(roll)], [0.0, 1.0, 0.0], [-math.sin(roll), 0.0, math.cos(roll)]]
    )
    turn: Array = about_depth @ about_width
    return turn


def extent_m(size_m: tuple[float, float, float], turn: Array) -> Array:
    """Width, depth and height (3) of the upright box around a turned one [m]."""
    extent: Array = np.abs(turn) @ np.array(size_m)
    return extent


def laid(piece: Furniture, turn: Array) -> Furniture:
    """A piece turned, its middle and base where they were; a box that leans becomes the mesh of its faces."""
    if piece.size_m is None:
        return piece
    vertices, triangles = piece.vertices_m, piece.triangles
    if vertices is None:
        width, depth, height = (round(float(v), 6) for v in extent_m(piece.size_m, turn))
        if np.allclose(np.abs(turn).max(axis=0), 1.0, atol=UPRIGHT):
            return replace(piece, size_m=(width, depth, height))
        vertices, triangles = CORNERS * np.array(piece.size_m), FACES
    turned = vertices @ turn.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    turned = turned - np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
    width, depth, height = (round(float(v), 6) for v in high - low)
    appearance = None if piece.appearance is None else turned_appearance(piece.appearance, turn)
    return replace(
        piece, size_m=(width, depth, height), vertices_m=turned, triangles=triangles, appearance=appearance
    )
