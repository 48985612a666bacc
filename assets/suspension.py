"""A body hung on thin wires below its mounting point, so that its length can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.body import Body, BodyMaterial, VertexGroup
from assets.material import Appearance, Material
from assets.modelling import tube

Array = NDArray[np.float64]

RADIUS_M = 0.001
SHORTEST_M = 0.02
LONG_M = 0.3  # from here on a body hangs on two wires
_STEEL = (0.5, 0.5, 0.5)


def suspended(body: Body, length_m: float, points_m: Sequence[Sequence[float]]) -> Body:
    """A body with wires from the ceiling (z = 0) down to it.

    Parameters
    ----------
    body
        Already lowered by the length.
    length_m
        How far its own origin is below the ceiling [m].
    points_m
        Where wires reach it, in the frame of its own origin [m].
    """
    wires = [tube([(x, y, 0.0), (x, y, z - length_m)], RADIUS_M, 8) for x, y, z in points_m if z < length_m]
    if not wires:
        return body
    first = np.cumsum([len(body.vertices_m), *(len(wire.vertices_m) for wire in wires)])
    triangles = np.concatenate([wire.triangles + start for wire, start in zip(wires, first, strict=False)])
    added = sum(len(wire.vertices_m) for wire in wires)
    groups = np.full(len(body.vertices_m), VertexGroup.MOVES, dtype=np.int64)
    normals = body.vertex_normals
    return replace(
        body,
        vertices_m=np.concatenate([body.vertices_m, *(wire.vertices_m for wire in wires)]),
        triangles=np.concatenate([body.triangles, triangles]),
        material_of_triangle=np.append(
            body.material_of_triangle, np.full(len(triangles), len(body.materials))
        ),
        materials=(*body.materials, BodyMaterial("suspension", _STEEL, metallic=1.0, roughness=0.4)),
        vertex_group=np.append(groups, np.full(added, VertexGroup.STRETCHES)),
        vertex_normals=None if normals is None else np.concatenate([normals, np.zeros((added, 3))]),
        appearance=None if body.appearance is None else _with_steel(body.appearance, len(triangles)),
    )


def hanging_points_m(vertices_m: Array) -> list[tuple[float, float, float]]:
    """Where wires would reach a body: its top's middle, or both ends of a long one, in its own frame [m]."""
    top = float(vertices_m[:, 2].max())
    highest = vertices_m[vertices_m[:, 2] > top - 0.005]
    low, high = highest.min(axis=0), highest.max(axis=0)
    axis = int(np.argmax((high - low)[:2]))
    length = float(high[axis] - low[axis])
    middle = (low + high) / 2.0
    if length < LONG_M:
        return [(float(middle[0]), float(middle[1]), top)]
    ends = (
        highest[highest[:, axis] < low[axis] + 0.1 * length],
        highest[highest[:, axis] > high[axis] - 0.1 * length],
    )
    return [(float(end[:, 0].mean()), float(end[:, 1].mean()), top) for end in ends]


def _with_steel(looks: Appearance, triangles: int) -> Appearance:
    steel = Material("suspension", _STEEL, metallic=1.0, roughness=0.4)
    return Appearance(
        (*looks.materials, steel),
        np.append(looks.material_of_triangle, np.full(triangles, len(looks.materials))),
        np.concatenate([looks.uv, np.zeros((triangles, 3, 2), np.float32)]),
        np.concatenate([looks.corner_normals, np.zeros((triangles, 3, 3), np.float32)]),
        np.concatenate([looks.triangle_rgb, np.ones((triangles, 3), np.float32)]),
    )
