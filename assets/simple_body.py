"""The box or cylinder that stands for a luminaire whose file gives no model, with its glowing face."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.glb_primitives import Piece
from assets.gldf_shapes import SimpleGeometry
from assets.l3d import LightEmittingObject
from assets.material import Material
from assets.mesh import Mesh, joined_mesh

Array = NDArray[np.float64]

LIFT_M = 0.0005  # of the glowing face over the body's, so that both are not in one plane
_SIDES = 48
_THINNEST_M = 0.001
_HOUSING = Material("housing", (0.6, 0.6, 0.6), roughness=0.7)
_LIGHT = Material("light", (0.8, 0.8, 0.8), glows=True)


def simple_mesh(simple: SimpleGeometry, *, shines_up: bool) -> tuple[Mesh, LightEmittingObject]:
    """The body, its top at z = 0, and where its light leaves it: its underside, or its top.

    Parameters
    ----------
    simple
        As the product states it.
    shines_up
        Whether most of its light goes up.
    """
    x, y, z = (max(extent, _THINNEST_M) for extent in simple.size_m)
    face_m = LIFT_M if shines_up else -z - LIFT_M
    width, depth = (
        extent if extent > 0.0 else whole for extent, whole in zip(simple.opening_m, (x, y), strict=True)
    )
    outline = _outline((x, y), simple.is_round)
    opening = _outline((width, depth), simple.opening_is_round)
    pieces = [
        _piece(*_prism(outline, -z, 0.0), material=0),
        _piece(*_flat(opening, face_m, up=shines_up), material=1),
    ]
    mesh = joined_mesh(pieces, (_HOUSING, _LIGHT), ("body",), [])
    frame = np.eye(4)
    frame[2, 3] = face_m
    place = LightEmittingObject("", frame, simple.opening_is_round, (width, depth), simple.heights_m)
    return mesh, place


def _outline(size_m: tuple[float, float], is_round: bool) -> Array:
    """Corners anticlockwise seen from above, (corner, 2)."""
    x, y = size_m[0] / 2.0, size_m[1] / 2.0
    if not is_round:
        return np.array([(x, -y), (x, y), (-x, y), (-x, -y)])
    angle = np.linspace(0.0, 2.0 * np.pi, _SIDES, endpoint=False)
    return np.stack([x * np.cos(angle), y * np.sin(angle)], axis=1)


def _prism(outline: Array, low_m: float, high_m: float) -> tuple[Array, NDArray[np.int64]]:
    count = len(outline)
    rings = [np.column_stack([outline, np.full(count, height)]) for height in (low_m, high_m)]
    here = np.arange(count)
    right = (here + 1) % count
    sides = np.concatenate(
        [np.column_stack([here, right, right + count]), np.column_stack([here, right + count, here + count])]
    )
    fan = np.column_stack([np.zeros(count - 2, int), here[1:-1], here[2:]])
    return np.concatenate(rings), np.concatenate([sides, fan + count, fan[:, ::-1]])


def _flat(outline: Array, height_m: float, *, up: bool) -> tuple[Array, NDArray[np.int64]]:
    here = np.arange(len(outline))
    fan = np.column_stack([np.zeros(len(outline) - 2, int), here[1:-1], here[2:]])
    points = np.column_stack([outline, np.full(len(outline), height_m)])
    return points, fan if up else fan[:, ::-1]


def _piece(points: Array, triangles: NDArray[np.int64], *, material: int) -> Piece:
    return Piece(
        points,
        np.zeros((len(points), 3)),
        np.zeros((len(points), 2), np.float32),
        triangles,
        np.ones((len(triangles), 3)),
        material,
        0,
    )
