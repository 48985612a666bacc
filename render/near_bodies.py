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
    edges = squares.edge1_m, squares.edge2_m
    lengths = [np.linalg.norm(edge, axis=1)[:, None] for edge in edges]
    mean = np.sqrt(lengths[0] * lengths[1])
    u, v = (edge / length for edge, length in zip(edges, lengths, strict=True))
    above = squares.normal * mean
    rays = []
    for a, b, c, d in DIAGONALS:
        start, end = _at(squares, a, b), _at(squares, c, d)
        rays.append((start + LOW * above, end - start))
    for right, up in QUARTERS:
        quarter = _at(squares, 0.5 + right / 4, 0.5 + up / 4) + LIFT_M * squares.normal
        outwards = squares.normal / np.sqrt(2) + (right * u + up * v) / 2  # 45 degrees up
        rays += [(quarter, FACING * above), (quarter, NARROW * mean * outwards)]
    origin, way = (np.concatenate(some) for some in zip(*rays, strict=True))
    met = _met(room, is_body, origin, way).reshape(len(rays), -1)
    crossed, facing = met[: len(DIAGONALS)].any(axis=0), met[len(DIAGONALS) :: 2]
    closed = met[len(DIAGONALS) :].all(axis=0)
    return np.asarray((crossed | facing.any(axis=0)) & ~closed, bool)


def _at(squares: Squares, a: float, b: float) -> Array:
    point: Array = squares.corner_m + a * squares.edge1_m + b * squares.edge2_m
    return point


def _met(room: Any, is_body: Flags, origin: Array, way: Array) -> Flags:
    """Whether the first thing on each way from its origin stands within the shell."""
    mi = mitsuba()
    length = np.linalg.norm(way, axis=1)
    ray = mi.Ray3f(mi.Point3f(device_points(origin)), mi.Vector3f(device_points(way / length[:, None])))
    ray.maxt = device_floats(length)
    found = room.ray_intersect_preliminary(ray, coherent=False)
    valid, triangle = found.is_valid(), found.prim_index
    dr.eval(valid, triangle)
    met: Flags = valid.numpy().astype(bool)
    met[met] = is_body[triangle.numpy()[met]]
    return met
