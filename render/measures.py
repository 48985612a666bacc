"""Measures: what a person reads as numbers, each with its standard error.

Every number is the mean over the replicates and its standard error their spread divided by the root
of their number. The maintenance factor is applied once, here.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.problems import Problem, warning
from render.device import engine_version, variant
from render.light_field import LightField, PlaneLight
from render.mixing import column_weights, luminance_of, mixed

Array = NDArray[np.float64]

LEAK_LIMIT = 1e-5  # share of rays that may leave a closed room before a person must know
BALANCE_LIMIT = 0.005
CLOSE_LIMIT = 0.2  # share of a luminaire's light that may fall on what it hangs at


def measure(field: LightField, scene_name: str | None = None) -> dict[str, Any]:
    """All measures of one lighting scene, as the contract's `simulate --json`.

    Parameters
    ----------
    field
        From `simulate`.
    scene_name
        The lighting scene; None is every luminaire at its own dimming.

    Returns
    -------
    dict
        Plain data; illuminances and luminances are maintained values, with the initial ones beside.

    Raises
    ------
    KeyError
        When there is no such lighting scene.
    """
    weights = column_weights(field.scene, scene_name)
    placements = _placements(field, scene_name)
    powers = [entry["power_w"] for entry in placements]
    power = None if None in powers else float(sum(powers))
    balance = energy_balance(field, weights)
    area = field.scene.floor_area_m2
    return {
        "scene": scene_name,
        "maintenance_factor": field.scene.maintenance_factor,
        "planes": [_plane(field, light, weights) for light in field.planes],
        "surfaces": _surfaces(field, weights),
        "observers": [
            {"name": observer.name, "ugr": None, "ugr_standard_error": None}
            for observer in field.scene.observers
        ],
        "power_w": power,
        "power_density_w_m2": None if power is None else power / area,
        "floor_area_m2": area,
        "energy_balance": balance,
        "placements": placements,
        "timing_s": _timing(field),
        "engine": {
            "version": engine_version(),
            "device": variant(),
            "patches": field.patches.count,
            "options": field.options.as_json(),
        },
        "problems": [problem.as_json() for problem in _problems(field, balance, placements)],
    }


def spread(replicates: Array) -> Array:
    """Standard error of the mean over the first axis; 0 where there is one replicate."""
    count = len(replicates)
    if count < 2:
        return np.zeros(replicates.shape[1:])
    error: Array = replicates.std(axis=0, ddof=1) / math.sqrt(count)
    return error


def plane_illuminance_lx(light: PlaneLight, weights: Array) -> Array:
    """Initial illuminance at a plane's points, (replicate, point) [lx]."""
    direct = luminance_of(mixed(light.direct_lx[..., None], weights))
    return direct + luminance_of(mixed(light.indirect_lx, weights))


def _plane(field: LightField, light: PlaneLight, weights: Array) -> dict[str, Any]:
    """The measures of one plane; points inside objects are null and count nowhere."""
    factor = field.scene.maintenance_factor
    replicates = plane_illuminance_lx(light, weights)
    value, error = replicates.mean(axis=0), spread(replicates)
    counted = ~light.plane.inside_object
    means = replicates[:, counted].mean(axis=1) if counted.any() else np.zeros(0)
    initial = _summary(value[counted], means, 1.0)
    summary = _summary(value[counted], means, factor)
    return {
        "name": light.plane.name,
        "room": light.plane.room,
        "kind": light.plane.kind,
        "points_m": light.plane.file_points_m.tolist(),
        "illuminance_lx": _with_gaps(value * factor, counted),
        "standard_error_lx": _with_gaps(error * factor, counted),
        **summary,
        "uniformity": _share(summary["min_lx"], summary["mean_lx"]),
        "initial": initial,
    }


def _summary(values: Array, means: Array, factor: float) -> dict[str, float | None]:
    if not len(values):
        return dict.fromkeys(("mean_lx", "mean_standard_error_lx", "min_lx", "max_lx"))
    return {
        "mean_lx": float(values.mean() * factor),
        "mean_standard_error_lx": float(spread(means) * factor),
        "min_lx": float(values.min() * factor),
        "max_lx": float(values.max() * factor),
    }


def _share(lower: float | None, mean: float | None) -> float | None:
    return lower / mean if lower is not None and mean else None


def _with_gaps(values: Array, counted: NDArray[np.bool_]) -> list[float | None]:
    return [float(value) if wanted else None for value, wanted in zip(values, counted, strict=True)]


def patch_illuminance_lx(field: LightField, weights: Array) -> Array:
    """Initial illuminance of the patches in linear colour, mean over replicates, (patch, 3) [lx]."""
    light = field.patch_light
    direct = mixed(light.direct_lx.mean(axis=0)[..., None], weights)
    return direct + mixed(light.indirect_lx.mean(axis=0), weights)


def _surfaces(field: LightField, weights: Array) -> list[dict[str, Any]]:
    """Mean illuminance and luminance of each surface; L = rho E / pi for diffuse reflection."""
    factor = field.scene.maintenance_factor
    colour = patch_illuminance_lx(field, weights)
    area = field.transport.area_m2
    entries = []
    for index, surface in enumerate(field.scene.surfaces):
        own = field.patches.surface == index
        total = float(area[own].sum())
        if total <= 0:
            continue
        mean = (colour[own] * area[own, None]).sum(axis=0) / total * factor
        reflected = mean * np.asarray(surface.reflectance_rgb)
        entries.append(
            {
                "name": surface.name,
                "area_m2": total,
                "mean_illuminance_lx": float(luminance_of(mean)),
                "mean_luminance_cd_m2": float(luminance_of(reflected) / math.pi),
            }
        )
    return entries


def energy_balance(field: LightField, weights: Array) -> float | None:
    """(absorbed + escaped + caught by bodies) / emitted of a mix, ideally 1; None where nothing shines."""
    light = field.patch_light
    flux = np.array([emitter.flux_lm for emitter in field.emitters])
    emitted = float(luminance_of(mixed(flux[:, None], weights))) if len(flux) else 0.0
    if emitted <= 0:
        return None
    table = np.array([surface.reflectance_rgb for surface in field.scene.surfaces])
    kept = (1 - table[field.patches.surface]) * field.transport.area_m2[:, None]
    absorbed = (patch_illuminance_lx(field, weights) * kept).sum(axis=0)
    caught = mixed(light.caught_lm.mean(axis=0)[:, None], weights)
    return float(luminance_of(absorbed + caught)) / emitted


def _placements(field: LightField, scene_name: str | None) -> list[dict[str, Any]]:
    """Flux and power of each placement in this lighting scene."""
    entries = []
    for placed, emitter in zip(field.scene.luminaires, field.emitters, strict=True):
        weight = field.scene.weights[scene_name].get(placed.id)
        dimming = weight.dimming if weight is not None else 0.0
        rated = placed.luminaire.power_w
        power = None if rated is None else dimming * rated + placed.luminaire.standby_w
        entries.append({"id": placed.id, "flux_lm": dimming * emitter.flux_lm, "power_w": power})
    return entries


def _timing(field: LightField) -> dict[str, float]:
    steps = {
        step: field.timing_s.get(step, 0.0) for step in ("read", "transport", "direct", "solve", "gather")
    }
    return {**steps, "total": sum(steps.values())}


def _problems(field: LightField, balance: float | None, placements: list[dict[str, Any]]) -> list[Problem]:
    """What a person must know of the result, after what they must know of the input."""
    problems = list(field.scene.problems)
    if field.transport.leaked > LEAK_LIMIT:
        place = field.transport.leak_points_m.mean(axis=0).round(2).tolist()
        problems.append(
            warning(
                "LIGHT_LEAKS",
                "room",
                f"{field.transport.leaked:.2%} of the rays leave the room through gaps, around {place}",
                "Close the gaps in the room's shell, or mark open edges as open.",
            )
        )
    if balance is not None and abs(balance - 1) > BALANCE_LIMIT:
        problems.append(
            warning(
                "ENERGY_BALANCE_OFF",
                "room",
                f"{balance:.2%} of the emitted light is accounted for, expected 100 %",
                "Look for luminaires inside furniture or behind walls.",
            )
        )
    for placed, emitter, close in zip(
        field.scene.luminaires, field.emitters, field.patch_light.close_lm.mean(axis=0), strict=True
    ):
        if close > CLOSE_LIMIT * emitter.flux_lm:
            problems.append(
                warning(
                    "SHINES_AT_ITS_SURFACE",
                    placed.id,
                    f"{close / emitter.flux_lm:.0%} of the light of {placed.id} falls on the surface it "
                    "hangs at, within 2 cm of where it starts",
                    "Hang it clear of the surface, or turn it round.",
                )
            )
    unknown = [entry["id"] for entry in placements if entry["power_w"] is None]
    if unknown:
        problems.append(
            warning(
                "POWER_UNKNOWN",
                "placements",
                f"no electric power is known for {', '.join(unknown)}",
                "Power and power density are left out; choose luminaires whose files state watts.",
            )
        )
    return problems
