"""Uncertainty of what went in: flux and reflectance tolerances, carried through to the numbers.

A tolerance t says that a value lies within plus and minus t and nothing more, so it counts as evenly
distributed with the standard uncertainty t / sqrt(3) (JCGM 100:2008, 4.3.7). Luminaires of one group share
one unknown factor, surfaces of one group one unknown shift; groups do not depend on each other. Each
group is one input: its share of a number's uncertainty is how much the number changes when the input is
one standard uncertainty off (5.1.3 note 2), and the shares add as squares (5.1.2).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from render.light_field import LightField
from render.mixing import luminance_of
from render.relight import with_reflectance
from render.surface_light import mixed_colours, mixed_light, surface_light
from render.surface_measures import reflectance_table, surface_values
from scenes.scene import Scene

Array = NDArray[np.float64]

HIGHEST_REFLECTANCE = 0.99
PER_TOLERANCE = 1 / math.sqrt(3)  # standard uncertainty of an even distribution of half-width 1


@dataclass(frozen=True, eq=False)
class _Repainted:
    """The light with one group of surfaces one standard uncertainty off, mean over the replicates."""

    planes_lx: tuple[Array, ...]  # change of the indirect light at points, (point, column, channel)
    direct_lx: Array  # of surfaces, (surface, column)
    indirect_lx: Array  # (surface, column, channel)
    reflectance: Array  # (surface, 3)
    reflected_lx: Array | None = None  # (surface, column, channel), where a surface's triangles differ


@dataclass(frozen=True, eq=False)
class Inputs:
    """The uncertain inputs of a scene: flux by column, (input, column), and groups of surfaces."""

    flux: Array
    repainted: tuple[_Repainted, ...]
    seconds: float

    def __len__(self) -> int:
        return len(self.flux) + len(self.repainted)


_known: WeakKeyDictionary[LightField, Inputs] = WeakKeyDictionary()


def inputs_of(field: LightField) -> Inputs:
    """The uncertain inputs of a field; each group of surfaces costs one more solve, once for each field."""
    if field not in _known:
        began = time.perf_counter()
        repainted = tuple(_repainted(field, group) for group in _reflectance_groups(field.scene))
        _known[field] = Inputs(_flux_inputs(field.scene), repainted, time.perf_counter() - began)
    return _known[field]


def plane_shifts_lx(field: LightField, index: int, weights: Array) -> Array | None:
    """What each input one standard uncertainty off adds at a plane's points, (input, point) [lx].

    None where no uncertainty is given.
    """
    inputs, light = inputs_of(field), field.planes[index]
    if not len(inputs):
        return None
    direct, indirect = light.direct_lx.mean(axis=0), light.indirect_lx.mean(axis=0)
    shifts = [luminance_of(mixed_light(direct, indirect, weights * row[:, None])) for row in inputs.flux]
    nothing = np.zeros_like(direct)
    shifts += [
        luminance_of(mixed_light(nothing, each.planes_lx[index], weights)) for each in inputs.repainted
    ]
    return np.array(shifts)


def surface_shifts(field: LightField, weights: Array) -> Array | None:
    """What each input one standard uncertainty off adds to surfaces, (input, surface, 2).

    Illuminance [lx] and luminance [cd/m2]; None where no uncertainty is given.
    """
    inputs = inputs_of(field)
    if not len(inputs):
        return None
    value = surface_values(field, weights).mean(axis=0)
    shifts = [surface_values(field, weights * row[:, None]).mean(axis=0) for row in inputs.flux]
    for each in inputs.repainted:
        colour = mixed_light(each.direct_lx, each.indirect_lx, weights)
        reflected = colour * each.reflectance
        if each.reflected_lx is not None:
            reflected = mixed_colours(each.reflected_lx, weights)
        luminance = luminance_of(reflected) / math.pi * surface_light(field).stopping
        shifts.append(np.stack([luminance_of(colour), luminance], axis=-1) - value)
    return np.array(shifts)


def inputs_as_json(scene: Scene) -> dict[str, Any] | None:
    """Which inputs the stated uncertainties hold, and which nobody said anything of; None without any."""
    flux, reflectance = _flux_groups(scene), _reflectance_groups(scene)
    if not flux and not reflectance:
        return None
    return {
        "flux": [
            {
                "group": group,
                "placements": [
                    {"id": placed.id, "flux_tolerance": placed.flux_tolerance}
                    for placed in scene.luminaires
                    if placed.flux_group == group and placed.flux_tolerance
                ],
            }
            for group in flux
        ],
        "reflectance": [
            {
                "group": group,
                "surfaces": [
                    {"name": surface.name, "reflectance_tolerance": surface.reflectance_tolerance}
                    for surface in scene.surfaces
                    if surface.reflectance_group == group and surface.reflectance_tolerance
                ],
            }
            for group in reflectance
        ],
        "not_stated": {
            "placements": [p.id for p in scene.luminaires if p.flux_tolerance is None],
            "surfaces": [s.name for s in scene.surfaces if s.reflectance_tolerance is None],
        },
    }


def _flux_groups(scene: Scene) -> list[str]:
    return list(dict.fromkeys(p.flux_group for p in scene.luminaires if p.flux_tolerance))


def _reflectance_groups(scene: Scene) -> list[str]:
    return list(dict.fromkeys(s.reflectance_group for s in scene.surfaces if s.reflectance_tolerance))


def _flux_inputs(scene: Scene) -> Array:
    """Relative standard uncertainty of each column's flux in each group, (input, column)."""
    rows = [
        [(p.flux_tolerance or 0.0) * (p.flux_group == group) * PER_TOLERANCE for p in scene.luminaires]
        for group in _flux_groups(scene)
    ]
    return np.array(rows, float).reshape(len(rows), len(scene.luminaires))


def _repainted(field: LightField, group: str) -> _Repainted:
    """The light with the surfaces of a group brighter by a standard uncertainty.

    Darker where one of them would reflect more than 99 %.
    """
    table = reflectance_table(field)
    step = np.array(
        [
            (s.reflectance_tolerance or 0.0) * (s.reflectance_group == group) * PER_TOLERANCE
            for s in field.scene.surfaces
        ]
    )[:, None]
    if (table + step > HIGHEST_REFLECTANCE).any():
        step = -step
    other = with_reflectance(field, np.clip(table + step, 0.0, HIGHEST_REFLECTANCE))
    light = surface_light(other)
    return _Repainted(
        tuple(
            new.indirect_lx.mean(axis=0) - old.indirect_lx.mean(axis=0)
            for new, old in zip(other.planes, field.planes, strict=True)
        ),
        light.direct_lx.mean(axis=0),
        light.indirect_lx.mean(axis=0),
        reflectance_table(other),
        None
        if light.reflected_direct_lx is None or light.reflected_indirect_lx is None
        else (light.reflected_direct_lx + light.reflected_indirect_lx).mean(axis=0),
    )
