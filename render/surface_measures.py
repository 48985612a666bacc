"""Measures of surfaces: illuminance and luminance of each, of all walls together, and the energy balance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from render.light_field import LightField
from render.mixing import luminance_of, mixed
from render.plane_measures import root_sum_of_squares
from render.standard_error import error_of, spread
from render.surface_light import Single, mixed_light, reflected_light, surface_light, varies
from scenes.scene import SurfaceKind

Array = NDArray[np.float64]

GROUPS = {
    "floor": SurfaceKind.FLOOR,
    "walls": SurfaceKind.WALL,
    "ceiling": SurfaceKind.CEILING,
    "furniture": SurfaceKind.FURNITURE,
}
CANDIDATES = 16  # patches of a surface that are looked at for its extreme
NOISY = 0.1  # share of its own value that an extreme's standard error may have


def reflectance_table(field: LightField) -> Array:
    """Reflectance of each surface, its mean where its triangles differ, (surface, 3)."""
    return np.array([surface.reflectance_rgb for surface in field.scene.surfaces], float).reshape(-1, 3)


def surface_values(field: LightField, weights: Array) -> Array:
    """Initial mean illuminance [lx] and luminance [cd/m2] of each surface, (replicate, surface, 2).

    L = rho E / pi for diffuse reflection; of clear sheets as much less as they let light pass.
    """
    light = surface_light(field)
    colour = mixed_light(light.direct_lx, light.indirect_lx, weights)
    luminance = luminance_of(reflected_light(field, weights)) / math.pi * light.stopping
    return np.stack([luminance_of(colour), luminance], axis=-1)


def measures_of_surfaces(
    field: LightField, weights: Array, shifts: Array | None, *, maintenance_factor: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The measures of each surface, and of all floors, walls, ceilings and furniture, in all and by room.

    `shifts` says what each uncertain input, one standard uncertainty off, adds, (input, surface, 2), or
    is None where no uncertainty is given.
    """
    values = surface_values(field, weights) * maintenance_factor
    shifts = None if shifts is None else shifts * maintenance_factor
    light, lit = surface_light(field), field.scene.surfaces
    area = light.area_m2 / light.stopping
    extremes = _extremes(field, weights, maintenance_factor)
    means = _means(values, shifts)
    surfaces = [
        {
            "name": surface.name,
            "kind": str(surface.kind),
            "area_m2": float(area[index]),
            **means[index],
            **extremes[index],
        }
        for index, surface in enumerate(lit)
        if area[index] > 0
    ]
    wanted = _groups(field)
    of_kind = [
        [surface.kind == kind and room in ("", surface.room) for surface in lit]
        for room, kind in wanted.values()
    ]
    areas = np.array(of_kind) * area
    totals = areas.sum(axis=1)
    shares = areas / np.where(totals > 0, totals, 1.0)[:, None]
    of_groups = _means(shares @ values, None if shifts is None else shares @ shifts)
    groups = [
        {"name": name, "area_m2": float(total), **entry}
        for name, total, entry in zip(wanted, totals, of_groups, strict=True)
        if total > 0
    ]
    return surfaces, groups


def _groups(field: LightField) -> dict[str, tuple[str, SurfaceKind]]:
    """Name, room and kind of each group: those of all rooms, then of each of several."""
    rooms = list(dict.fromkeys(surface.room for surface in field.scene.surfaces if surface.room))
    whole = {name: ("", kind) for name, kind in GROUPS.items()}
    return whole | {f"{room}/{name}": (room, kind) for room in rooms for name, kind in GROUPS.items()}


def _means(replicates: Array, shifts: Array | None) -> list[dict[str, float | None]]:
    """Mean illuminance and luminance of each surface, with standard errors and input uncertainties.

    `replicates` is (replicate, surface, 2), `shifts` (input, surface, 2).
    """
    values, errors = replicates.mean(axis=0), spread(replicates)
    inputs = None if shifts is None else root_sum_of_squares(shifts)
    entries: list[dict[str, float | None]] = [{} for _ in values]
    for index, entry in enumerate(entries):
        for position, (name, unit) in enumerate((("illuminance", "lx"), ("luminance", "cd_m2"))):
            of_inputs = None if inputs is None else float(inputs[index, position])
            error = float(errors[index, position])
            both = None if of_inputs is None else math.hypot(error, of_inputs)
            entry[f"mean_{name}_{unit}"] = float(values[index, position])
            entry[f"mean_{name}_standard_error_{unit}"] = error
            entry[f"mean_{name}_input_uncertainty_{unit}"] = of_inputs
            entry[f"mean_{name}_uncertainty_{unit}"] = both
    return entries


def _extremes(field: LightField, weights: Array, factor: float) -> list[dict[str, float | None]]:
    """Least and greatest luminance among the patches of each surface, with their standard errors [cd/m2].

    They are told only where their error is small beside them. The error is worked out on the patches that
    come nearest to being the extreme.
    """
    sums, light = surface_light(field), field.patch_light
    mixture = _LuminanceMix(field, weights, factor)
    luminance = mixture.of(sums.patch_direct_lx, sums.patch_indirect_lx)
    entries: list[dict[str, float | None]] = [{} for _ in sums.patches_of]
    reached = [index for index, patches in enumerate(sums.patches_of) if len(patches)]
    for which, sign in (("min", 1.0), ("max", -1.0)):
        nearest = np.array(
            [_least(sums.patches_of[index], sign * luminance[sums.patches_of[index]]) for index in reached]
        )
        replicates = sign * mixture.of(light.direct_lx[:, nearest], light.indirect_lx[:, nearest], nearest)
        values = sign * replicates.mean(axis=0).min(axis=-1)
        errors = error_of(replicates, lambda means: means.min(axis=-1))
        for index, value, error in zip(reached, values, errors, strict=True):
            told = error <= NOISY * value
            entries[index][f"{which}_luminance_cd_m2"] = float(value) if told else None
            entries[index][f"{which}_luminance_standard_error_cd_m2"] = float(error) if told else None
    return entries


class _LuminanceMix:
    """From the columns' illuminance straight to a mix's luminance: one factor for each column and channel."""

    def __init__(self, field: LightField, weights: Array, factor: float) -> None:
        reflectance, self._row = reflectance_table(field), field.patches.surface
        if varies(field):
            stopping = surface_light(field).stopping[field.patches.surface]
            reflectance = np.broadcast_to(field.reflectance, (field.patches.count, 3)) * stopping[:, None]
            self._row = np.arange(field.patches.count)
        table = reflectance * LUMINANCE_WEIGHTS * factor / math.pi
        colour = table[:, None, :] * weights
        self._direct = colour.sum(axis=-1).astype(np.float32)  # (surface or patch, column)
        self._indirect = colour.astype(np.float32)

    def of(self, direct_lx: Single, indirect_lx: Single, patch: NDArray[np.int64] | None = None) -> Array:
        """Luminance, (..., patch), of illuminance (..., patch, column[, channel]) on `patch`, or on all."""
        row = self._row if patch is None else self._row[patch]
        direct = np.einsum("...c,...c->...", direct_lx, self._direct[row])
        if indirect_lx.shape[-1] == 1:
            indirect = np.einsum("...c,...c->...", indirect_lx[..., 0], self._direct[row])
        else:
            indirect = np.einsum("...ck,...ck->...", indirect_lx, self._indirect[row])
        luminance: Array = (direct + indirect).astype(np.float64)
        return luminance


def _least(patches: NDArray[np.int64], values: Array) -> NDArray[np.int64]:
    """The patches of the least values, as many as are looked at, repeated where there are few."""
    if len(patches) <= CANDIDATES:
        return patches[np.arange(CANDIDATES) % len(patches)]
    return patches[np.argpartition(values, CANDIDATES)[:CANDIDATES]]


def energy_balance(field: LightField, weights: Array) -> tuple[float | None, float | None]:
    """(absorbed + escaped + caught by bodies) / emitted of a mix, ideally 1, and its standard error.

    None where nothing shines.
    """
    flux = np.array([emitter.flux_lm for emitter in field.emitters])
    emitted = float(luminance_of(mixed(flux[:, None], weights))) if len(flux) else 0.0
    if emitted <= 0:
        return None, None
    light = surface_light(field)
    colour = mixed_light(light.direct_lx, light.indirect_lx, weights)
    absorbed = ((colour - reflected_light(field, weights)) * light.area_m2[:, None]).sum(axis=1)
    caught = mixed(field.patch_light.caught_lm[..., None], weights)
    replicates = luminance_of(absorbed + caught) / emitted
    return float(replicates.mean()), float(spread(replicates))
