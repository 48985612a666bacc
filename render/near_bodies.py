"""Finds squares of surfaces that bodies stand on or close before, so that light changes much across them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_floats, device_points

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# all lengths in mean edges of the square
INSET = 0.04  # ends of diagonals keep this far from the corners: what stands beside a square is not on it
LOW = 0.1  # height of diagonals: what crosses one stands on the square
FACING = 1.5  # up to which something above a quarter is close
NARROW = 0.7  # gaps from which no ray comes out that is longer are too dark to matter
LIFT_M = 1e-4  # rays start this far off, as those of light do
DIAGONALS = ((INSET, INSET, 1 - INSET, 1 - INSET), (INSET, 1 - INSET, 1 - INSET, INSET))
QUARTERS = ((-1, -1), (-1, 1), (1, -1), (1, 1))  # which way each lies from the middle


@dataclass(frozen=True, eq=False)
class Squares:
    """Near-squares: a corner, two edges and the unit normal of the side that is lit, (square, 3)."""

    corner_m: Array
    edge1_m: Array
    edge2_m: Array
    normal: Array


def near_bodies(room: Any, is_body: Flags, squares: Squares) -> Flags:
    """Whether a body stands on each square or close before it, and leaves light a way to it, (square,).

    Parameters
    ----------
    room
        The mesh, ready for rays.
    is_body
        Whether each triangle is of something that stands within the shell, (triangle,).
    squares
        What to look at.
    """
    edge = np.sqrt(np.linalg.norm(np.cross(squares.edge1_m, squares.edge2_m), axis=1))[:, None]
    above = edge * squares.normal
    quarters = [_at(squares, 0.5 + a / 4, 0.5 + b / 4) + LIFT_M * squares.normal for a, b in QUARTERS]
    crossing = [(_at(squares, a, b) + LOW * above, _at(squares, c, d)) for a, b, c, d in DIAGONALS]
    rays = [(start, end + LOW * above - start) for start, end in crossing]
    met = _met(room, is_body, rays + [(start, FACING * above) for start in quarters])
    near = np.flatnonzero(met.any(axis=0))
    hidden = near[met[len(DIAGONALS) :, near].all(axis=0)]
    sides = [
        side[hidden] / np.linalg.norm(side[hidden], axis=1)[:, None]
        for side in (squares.edge1_m, squares.edge2_m)
    ]
    outwards = [
        (
            start[hidden],
            NARROW * edge[hidden] * (squares.normal[hidden] / np.sqrt(2) + (a * sides[0] + b * sides[1]) / 2),
        )
        for start, (a, b) in zip(quarters, QUARTERS, strict=True)
    ]
    found = np.zeros(len(edge), bool)
    found[near] = True
    found[hidden[_met(room, is_body, outwards).all(axis=0)]] = False
    return found


def _at(squares: Squares, a: float, b: float) -> Array:
    point: Array = squares.corner_m + a * squares.edge1_m + b * squares.edge2_m
    return point


def _met(room: Any, is_body: Flags, rays: list[tuple[Array, Array]]) -> Flags:
    """Whether the first thing on each way from its origin stands within the shell, (ray, square)."""
    if not len(rays[0][0]):
        return np.zeros((len(rays), 0), bool)
    mi = mitsuba()
    origin, way = (np.concatenate(some) for some in zip(*rays, strict=True))
    length = np.linalg.norm(way, axis=1)
    ray = mi.Ray3f(mi.Point3f(device_points(origin)), mi.Vector3f(device_points(way / length[:, None])))
    ray.maxt = device_floats(length)
    found = room.ray_intersect_preliminary(ray, coherent=False)
    valid, triangle = found.is_valid(), found.prim_index
    dr.eval(valid, triangle)
    met: Flags = valid.numpy().astype(bool)
    met[met] = is_body[triangle.numpy()[met]]
    return met.reshape(len(rays), -1)
