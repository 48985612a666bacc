"""The body of a luminaire: a mesh in metres whose origin is the mounting point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class BodyMaterial:
    """How one part of a body looks; `glows` marks the parts that shine when the luminaire is on."""

    name: str
    reflectance_rgb: tuple[float, float, float]  # diffuse, linear
    glows: bool = False


@dataclass(frozen=True, eq=False)
class Body:
    """A triangle mesh in the luminaire's own frame (z up, origin at the mounting point).

    Parameters
    ----------
    vertices_m
        Shape (vertex, 3) [m].
    triangles
        Indices into the vertices, anticlockwise seen from outside, shape (triangle, 3).
    material_of_triangle
        Index into `materials`, shape (triangle,).
    materials
        The materials.
    """

    vertices_m: Array
    triangles: NDArray[np.int64]
    material_of_triangle: NDArray[np.int64]
    materials: tuple[BodyMaterial, ...]
