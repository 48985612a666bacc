"""Light on whole surfaces, by column: sums over patches that are made once and mixed many times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from render.clear_sheets import has_clear
from render.light_field import LightField
from render.patch_reflectance import varies as varied

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SurfaceLight:
    """Illuminance of surfaces and patches for each column.

    Parameters
    ----------
    area_m2
        Area of each surface that stops light and that light can reach, (surface,) [m2].
    stopping
        What share that is of all its area that light can reach: 1 but for clear sheets, (surface,).
    direct_lx, indirect_lx
        Means over each surface, (replicate, surface, column) and (replicate, surface, column, channel).
    patch_direct_lx, patch_indirect_lx
        Means over the replicates, (patch, column) and (patch, column, channel).
    patches_of
        The patches of each surface that light can reach.
    reflected_direct_lx, reflected_indirect_lx
        The same means of illuminance times reflectance, both with the channels of the reflectance; None
        where each surface reflects alike all over.
    """

    area_m2: Array
    stopping: Array
    direct_lx: Array
    indirect_lx: Array
    patch_direct_lx: Single
    patch_indirect_lx: Single
    patches_of: tuple[Indices, ...]
    reflected_direct_lx: Array | None = None
    reflected_indirect_lx: Array | None = None


_known: WeakKeyDictionary[LightField, SurfaceLight] = WeakKeyDictionary()


def surface_light(field: LightField) -> SurfaceLight:
    """The light on a field's surfaces, worked out once for each field: then a dimmed scene costs little."""
    if field not in _known:
        _known[field] = _summed(field)
    return _known[field]


def _summed(field: LightField) -> SurfaceLight:
    light, area = field.patch_light, field.transport.area_m2
    surface, count = field.patches.surface, len(field.scene.surfaces)
    total = np.asarray(np.bincount(surface, area, count), np.float64)
    share = area / np.where(total > 0, total, 1.0)[surface]
    means = sparse.csr_matrix((share, (surface, np.arange(len(area)))), (count, len(area)))

    def of_surfaces(values: Single) -> Array:
        flat = [means @ one.reshape(len(area), -1).astype(np.float64) for one in values]
        return np.array(flat).reshape(len(values), count, *values.shape[2:])

    reached = np.flatnonzero(area > 0)
    order = reached[np.argsort(surface[reached], kind="stable")]
    ends = np.searchsorted(surface[order], np.arange(count + 1))
    return SurfaceLight(
        area_m2=total,
        stopping=_stopping(field),
        direct_lx=of_surfaces(light.direct_lx),
        indirect_lx=of_surfaces(light.indirect_lx),
        patch_direct_lx=light.direct_lx.mean(axis=0),
        patch_indirect_lx=light.indirect_lx.mean(axis=0),
        patches_of=tuple(order[a:b] for a, b in pairwise(ends)),
        **(_reflected(field, of_surfaces) if varies(field) else {}),
    )


def _stopping(field: LightField) -> Array:
    patches, area = field.patches, field.transport.area_m2
    count = len(field.scene.surfaces)
    clear = np.array([has_clear(surface) for surface in field.scene.surfaces], bool)
    reached = np.where(area > 0, patches.area_m2, 0.0)
    whole = np.bincount(patches.surface, reached, count)
    share = np.divide(np.bincount(patches.surface, area, count), whole, out=np.ones(count), where=whole > 0)
    return np.where(clear, share, 1.0)


def varies(field: LightField) -> bool:
    """Whether the triangles of some surface reflect differently."""
    return any(varied(surface) for surface in field.scene.surfaces)


def _reflected(field: LightField, of_surfaces: Callable[[Single], Array]) -> dict[str, Array]:
    reflectance = field.reflectance.astype(np.float32)[None, :, None, :]
    light = field.patch_light
    return {
        "reflected_direct_lx": of_surfaces(light.direct_lx[..., None] * reflectance),
        "reflected_indirect_lx": of_surfaces(light.indirect_lx * reflectance),
    }


def reflected_light(field: LightField, weights: Array) -> Array:
    """Light that each surface reflects in a mix of columns, linear colour, (replicate, surface, 3) [lx]."""
    light = surface_light(field)
    if light.reflected_direct_lx is None or light.reflected_indirect_lx is None:
        table = [surface.reflectance_rgb for surface in field.scene.surfaces]
        lit = mixed_light(light.direct_lx, light.indirect_lx, weights)
        return np.asarray(lit * np.array(table, float).reshape(-1, 3))
    return mixed_colours(light.reflected_direct_lx + light.reflected_indirect_lx, weights)


def mixed_colours(light_lx: Array, weights: Array) -> Array:
    """Linear colour of a mix of columns, (..., column, channel) -> (..., 3) [lx]."""
    if light_lx.shape[-1] == 1:
        return np.asarray(light_lx[..., 0] @ weights)
    return np.asarray(np.einsum("...ck,ck->...k", light_lx, weights))


def mixed_light(direct_lx: Array | Single, indirect_lx: Array | Single, weights: Array) -> Array:
    """Illuminance in linear colour of a mix of columns, (..., column[, channel]) -> (..., 3) [lx]."""
    light: Array = direct_lx @ weights
    if indirect_lx.shape[-1] == 1:
        light += indirect_lx[..., 0] @ weights
    else:
        light += np.einsum("...ck,ck->...k", indirect_lx, weights)
    return light


def patch_illuminance_lx(field: LightField, weights: Array) -> Array:
    """Initial illuminance of the patches in linear colour, mean over replicates, (patch, 3) [lx]."""
    light = surface_light(field)
    return mixed_light(light.patch_direct_lx, light.patch_indirect_lx, weights)
