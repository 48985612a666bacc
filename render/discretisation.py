"""How much the patches' size matters: the same light with patches twice as large, compared at the points.

No seed shows the error that comes of taking light as constant on patches. So light that was reflected more
than once is worked out again with patches joined to groups of about twice the size, on the same rays: what
changes at a point is an estimate of what smaller patches would still change, from above, because the error
shrinks with the patches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from render.interreflection import settle
from render.light_field import LightField
from render.mixing import column_weights, luminance_of
from render.patches import Patches

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

REPLICATES = 2  # the same rays serve both sizes, so that noise all but cancels


@dataclass(frozen=True, eq=False)
class _Joined:
    """The exchange T of a replicate as patches joined to groups see it: Q T Q.

    Q = U U.T replaces a light by its mean over each group; the columns of U are sqrt(area) of a group's
    patches, of length 1.
    """

    exchange: Any
    groups: Any

    def __matmul__(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._meant(self.exchange @ self._meant(values))

    def _meant(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        mean: NDArray[np.float32] = self.groups @ (self.groups.T @ values)
        return mean


def discretisation_lx(field: LightField, scene_name: str | None = None) -> tuple[Array | None, ...]:
    """Change of the illuminance at each plane's points when patches are twice as large.

    Parameters
    ----------
    field
        From `simulate`.
    scene_name
        The lighting scene.

    Returns
    -------
    tuple
        For each plane (point,) [lx]; None where the points' rays were too many to be kept.
    """
    stage, points = field.stage, field.stage.points
    if any(piece.hits is None for piece in points.pieces):
        return (None,) * len(field.planes)
    weights = column_weights(field.scene, scene_name)
    reflectance = np.broadcast_to(stage.reflectance, (stage.patches.count, 3))
    groups = _groups(stage.patches, stage.transport.area_m2, 2 * stage.options.patch_size_m)
    changes = []
    for replicate in range(min(REPLICATES, stage.options.replicates)):
        direct = field.patch_light.direct_lx[replicate] @ weights.astype(np.float32)
        found = []
        for exchange in (stage.transport.exchange[replicate], None):
            used = exchange or _Joined(stage.transport.exchange[replicate], groups)
            found.append(
                settle(
                    used,
                    stage.transport.area_m2,
                    reflectance,
                    direct[:, None, :],
                    tolerance=stage.options.solver_tolerance,
                )[:, 0]
            )
        changes.append(_read(field, replicate, reflectance * (found[0] - found[1])))
    change_lx = np.abs(luminance_of(np.mean(changes, axis=0)))
    return tuple(_of_planes(field, change_lx))


def _groups(patches: Patches, area_m2: Array, size_m: float) -> Any:
    """U: patches of one surface that look the same way, joined within cubes of `size_m`."""
    pieces = patches.fragments
    owner = np.repeat(np.arange(patches.count), np.diff(pieces.first))
    middle = (
        pieces.corner_m
        + (pieces.edge1_m + pieces.edge2_m) * np.where(pieces.is_triangle, 1 / 3, 0.5)[:, None]
    )
    share = np.maximum(pieces.area_m2, 1e-30)
    total = np.maximum(np.bincount(owner, share, patches.count), 1e-30)
    centre = np.column_stack(
        [np.bincount(owner, share * middle[:, k], patches.count) / total for k in range(3)]
    )
    axis = np.abs(patches.normal).argmax(axis=1)
    side = np.take_along_axis(patches.normal, axis[:, None], axis=1)[:, 0] > 0
    cube = np.floor(centre / size_m + 1e-6)
    key = np.column_stack([cube, 2 * axis + side, patches.surface])
    _, group = np.unique(key, axis=0, return_inverse=True)
    group = group.ravel()
    whole = np.maximum(np.bincount(group, area_m2), 1e-30)
    value = np.sqrt(area_m2 / whole[group]).astype(np.float32)
    return sparse.csr_matrix((value, (np.arange(patches.count), group)))


def _read(field: LightField, replicate: int, exitance: Array) -> Array:
    """Illuminance of all points in the order of the pieces, (point, 3)."""
    read = [piece.hits.reading[replicate] @ exitance for piece in field.stage.points.pieces if piece.hits]
    return np.concatenate(read) if read else np.zeros((0, 3))


def _of_planes(field: LightField, values: Array) -> list[Array]:
    """Values in the order of the pieces, given out to the scene's planes."""
    found: dict[int, Array] = {}
    first = 0
    for cylindrical in (False, True):
        for index, plane in enumerate(field.stage.points.planes):
            if (plane.kind == "cylindrical") == cylindrical:
                found[index] = values[first : first + len(plane.points_m)]
                first += len(plane.points_m)
    return [found[k] for k in range(len(field.planes))]
