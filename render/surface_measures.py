"""Measures of surfaces: illuminance and luminance of each, of all walls together, and the energy balance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.light_field import LightField
from render.mixing import luminance_of, mixed
from render.plane_measures import root_sum_of_squares
from render.standard_error import spread
from render.surface_light import mixed_light, patch_illuminance_lx, surface_light
from scenes.scene import SurfaceKind

Array = NDArray[np.float64]

GROUPS = {
    "floor": SurfaceKind.FLOOR,
    "walls": SurfaceKind.WALL,
    "ceiling": SurfaceKind.CEILING,
    "furniture": SurfaceKind.FURNITURE,
}
NOISY = 0.1  # share of its own value that an extreme's standard error may have


def reflectance_table(field: LightField) -> Array:
    """Reflectance of each surface, (surface, 3)."""
    return np.array([surface.reflectance_rgb for surface in field.scene.surfaces], float).reshape(-1, 3)


def surface_values(field: LightField, weights: Array) -> Array:
    """Initial mean illuminance [lx] and luminance [cd/m2] of each surface, (replicate, surface, 2).

    L = rho E / pi for diffuse reflection.
    """
    light = surface_light(field)
    colour = mixed_light(light.direct_lx, light.indirect_lx, weights)
    luminance = luminance_of(colour * reflectance_table(field)) / math.pi
    return np.stack([luminance_of(colour), luminance], axis=-1)


def measures_of_surfaces(
    field: LightField, weights: Array, shifts: Array | None, *, maintenance_factor: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The measures of each surface, and of floor, walls, ceiling and furniture as a whole.

    `shifts` says what each uncertain input, one standard uncertainty off, adds, (input, surface, 2), or
    is None where no uncertainty is given.
    """
    values = surface_values(field, weights) * maintenance_factor
    shifts = None if shifts is None else shifts * maintenance_factor
    area = surface_light(field).area_m2
    extremes = _Extremes(field, weights, maintenance_factor)
    surfaces = [
        {
            "name": surface.name,
            "kind": str(surface.kind),
            "area_m2": float(area[index]),
            **_means(values[:, index], None if shifts is None else shifts[:, index]),
            **extremes.of_surface(index),
        }
        for index, surface in enumerate(field.scene.surfaces)
        if area[index] > 0
    ]
    groups = []
    for name, kind in GROUPS.items():
        own = np.array([surface.kind == kind for surface in field.scene.surfaces], bool) * area
        if own.sum() <= 0:
            continue
        share = own / own.sum()
        mixture = None if shifts is None else np.einsum("isq,s->iq", shifts, share)
        means = _means(np.einsum("rsq,s->rq", values, share), mixture)
        groups.append({"name": name, "area_m2": float(own.sum()), **means})
    return surfaces, groups


def _means(replicates: Array, shifts: Array | None) -> dict[str, float | None]:
    """Mean illuminance and luminance, (replicate, 2), with standard errors and input uncertainties."""
    values, errors = replicates.mean(axis=0), spread(replicates)
    inputs = None if shifts is None else root_sum_of_squares(shifts)
    entry: dict[str, float | None] = {}
    for position, (name, unit) in enumerate((("illuminance", "lx"), ("luminance", "cd_m2"))):
        of_inputs = None if inputs is None else float(inputs[position])
        error = float(errors[position])
        entry[f"mean_{name}_{unit}"] = float(values[position])
        entry[f"mean_{name}_standard_error_{unit}"] = error
        entry[f"mean_{name}_input_uncertainty_{unit}"] = of_inputs
        entry[f"mean_{name}_uncertainty_{unit}"] = None if of_inputs is None else math.hypot(error, of_inputs)
    return entry


class _Extremes:
    """Darkest and brightest patch of each surface, told only where its noise is small beside its value."""

    def __init__(self, field: LightField, weights: Array, factor: float) -> None:
        self._field, self._weights = field, weights
        self._per_lx = reflectance_table(field)[field.patches.surface] * factor / math.pi
        self._luminance = luminance_of(patch_illuminance_lx(field, weights) * self._per_lx)

    def of_surface(self, index: int) -> dict[str, float | None]:
        """Least and greatest luminance of a surface's patches, with their standard errors [cd/m2]."""
        patches = surface_light(self._field).patches_of[index]
        values = self._luminance[patches]
        least, most = patches[int(np.argmin(values))], patches[int(np.argmax(values))]
        return {**self._told("min", int(least)), **self._told("max", int(most))}

    def _told(self, which: str, patch: int) -> dict[str, float | None]:
        light = self._field.patch_light
        colour = mixed_light(light.direct_lx[:, patch], light.indirect_lx[:, patch], self._weights)
        replicates = luminance_of(colour * self._per_lx[patch])
        value, error = float(replicates.mean()), float(spread(replicates))
        told = error <= NOISY * value
        return {
            f"{which}_luminance_cd_m2": value if told else None,
            f"{which}_luminance_standard_error_cd_m2": error if told else None,
        }


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
    kept = (1 - reflectance_table(field)) * light.area_m2[:, None]
    absorbed = (colour * kept).sum(axis=1)
    caught = mixed(field.patch_light.caught_lm[..., None], weights)
    replicates = luminance_of(absorbed + caught) / emitted
    return float(replicates.mean()), float(spread(replicates))
