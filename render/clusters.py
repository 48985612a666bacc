"""Joins small triangles that are near each other and look roughly the same way; each cluster is one cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.integer_groups import grouped
from render.merged_mesh import MergedMesh

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Clusters:
    """Clusters of triangles.

    Parameters
    ----------
    triangle
        Triangles sorted by cluster, (member,).
    first
        Where each cluster begins in `triangle`, and the end, (cluster + 1,).
    surface, area_m2
        (cluster,).
    normal
        Mean over the area, (cluster, 3).
    """

    triangle: Indices
    first: Indices
    surface: Indices
    area_m2: Array
    normal: Array

    @property
    def count(self) -> int:
        """Number of clusters."""
        return len(self.first) - 1

    @property
    def lead(self) -> Indices:
        """The first triangle of each cluster."""
        return self.triangle[self.first[:-1]]

    @property
    def of_member(self) -> Indices:
        """The cluster of each entry of `triangle`."""
        return np.repeat(np.arange(self.count), np.diff(self.first))


def find_clusters(mesh: MergedMesh, chosen: Indices, *, size_m: Array, layer_m: Array) -> Clusters:
    """Cluster the triangles `chosen`.

    Parameters
    ----------
    mesh, chosen
        Triangles.
    size_m, layer_m
        Wanted width and greatest thickness of clusters of each surface, (surface,) [m].
    """
    surface, area = mesh.surface[chosen], mesh.area_m2[chosen]
    normal, centre = (
        [values[:, axis][chosen] for axis in range(3)] for values in (mesh.normal, mesh.centre_m)
    )
    axis, facing = _facing(normal)
    size, layer = size_m[surface], layer_m[surface]
    voxel = [np.floor(centre[k] / np.where(axis == k, layer, size) + 1e-9) for k in range(3)]
    groups = grouped(surface, *voxel, facing)
    order, first = groups.order, groups.first[:-1]
    if not len(first):
        return Clusters(order, groups.first, order, np.zeros(0), np.zeros((0, 3)))
    total = np.add.reduceat(area[order], first)
    mean = np.column_stack([np.add.reduceat((part * area)[order], first) for part in normal])
    mean /= np.linalg.norm(mean, axis=1, keepdims=True)  # never nothing: all look along one axis
    return Clusters(chosen[order], groups.first, surface[order[first]], total, mean)


def _facing(normal: list[Array]) -> tuple[Indices, Indices]:
    """The axis along which each triangle looks most, and a number for that and which way."""
    x, y, z = (np.abs(part) for part in normal)
    axis = np.where((x >= y) & (x >= z), 0, np.where(y >= z, 1, 2))
    return axis, 2 * axis + (np.choose(axis, normal) > 0)
