"""Meshes for rays, and luminaires' bodies as one mesh that is indexed only when a ray asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_floats, device_indices
from scenes.scene import PlacedLuminaire

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


def mesh_scene(vertices_m: Array, triangles: Indices) -> Any:
    """A Mitsuba scene of one mesh."""
    mi = mitsuba()
    mesh = mi.Mesh("mesh", len(vertices_m), len(triangles))
    parameters = mi.traverse(mesh)
    parameters["vertex_positions"] = device_floats(vertices_m)
    parameters["faces"] = device_indices(triangles)
    parameters.update()
    # robust: no ray slips between two triangles that share an edge
    return mi.load_dict({"type": "scene", "embree_use_robust_intersections": True, "mesh": mesh})


class Bodies:
    """Bodies of luminaires; one may be left out, because it never stands in its own light's way.

    Parameters
    ----------
    luminaires
        All luminaires of the scene, in its order.
    left_out
        Index of the one whose body is not there.
    """

    def __init__(self, luminaires: tuple[PlacedLuminaire, ...], left_out: int | None = None) -> None:
        self._luminaires = luminaires
        self._left_out = left_out
        self._without: dict[int, Bodies] = {}

    def __bool__(self) -> bool:
        return any(
            index != self._left_out and has_body(placed) for index, placed in enumerate(self._luminaires)
        )

    @cached_property
    def _built(self) -> tuple[Any, Any]:
        vertices, triangles, owners = merged_bodies(self._luminaires, self._left_out)
        return mesh_scene(vertices, triangles), device_indices(owners)

    @property
    def scene(self) -> Any:
        """The Mitsuba scene; only to be asked for where there are bodies."""
        return self._built[0]

    @property
    def luminaire_of_triangle(self) -> Any:
        """Index of the luminaire that each triangle belongs to, on the device."""
        return self._built[1]

    def without(self, index: int) -> Bodies:
        """The others; kept, so that dragging one luminaire indexes them once."""
        if index not in self._without:
            self._without[index] = Bodies(self._luminaires, index)
        return self._without[index]

    def replaced(self, luminaires: tuple[PlacedLuminaire, ...]) -> Bodies:
        """The bodies of these luminaires instead; what is the same as here is not indexed again."""
        if len(luminaires) != len(self._luminaires):
            return Bodies(luminaires)
        pairs = zip(luminaires, self._luminaires, strict=True)
        changed = [index for index, (new, old) in enumerate(pairs) if new is not old]
        if not changed:
            return self
        bodies = Bodies(luminaires)
        if len(changed) == 1:
            bodies._without[changed[0]] = self.without(changed[0])
        return bodies


def has_body(placed: PlacedLuminaire) -> bool:
    """Whether the luminaire has a body with triangles."""
    body = placed.luminaire.body
    return body is not None and placed.body_vertices_m is not None and len(body.triangles) > 0


def merged_bodies(
    luminaires: tuple[PlacedLuminaire, ...], left_out: int | None = None
) -> tuple[Array, Indices, Indices]:
    """All bodies as one mesh: vertices (vertex, 3), triangles (triangle, 3), luminaire of each triangle."""
    vertices, triangles, owners, count = [np.zeros((0, 3))], [np.zeros((0, 3), np.int64)], [], 0
    for index, placed in enumerate(luminaires):
        if index == left_out or placed.body_vertices_m is None or placed.luminaire.body is None:
            continue
        body = placed.luminaire.body
        vertices.append(placed.body_vertices_m)
        triangles.append(body.triangles + count)
        owners.append(np.full(len(body.triangles), index))
        count += len(placed.body_vertices_m)
    owner = np.concatenate(owners) if owners else np.zeros(0, np.int64)
    return np.concatenate(vertices), np.concatenate(triangles), owner
