"""Measures of planes: illuminance at points, and what is read of them (mean, minimum, uniformity)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.light_field import PlaneLight
from render.mixing import luminance_of
from render.standard_error import error_of, spread
from render.surface_light import mixed_light
from scenes.scene import MeasuringPlane

Array = NDArray[np.float64]

STATISTICS = ("mean_lx", "min_lx", "max_lx", "uniformity", "min_to_max")


def plane_illuminance_lx(light: PlaneLight, weights: Array) -> Array:
    """Initial illuminance at a plane's points, (replicate, point) [lx]."""
    return luminance_of(mixed_light(light.direct_lx, light.indirect_lx, weights))


def measure_of_plane(
    light: PlaneLight,
    weights: Array,
    shifts_lx: Array | None,
    *,
    maintenance_factor: float,
    power_density_w_m2: float | None,
) -> dict[str, Any]:
    """The measures of one plane as plain data; points inside objects are null and count nowhere.

    Parameters
    ----------
    light
        The plane's light for every column.
    weights
        Of the columns, (column, 3).
    shifts_lx
        What each uncertain input, one standard uncertainty off, adds to the initial illuminance,
        (input, point) [lx]; None where no uncertainty is given.
    maintenance_factor
        Multiplies every value but those of `initial`.
    power_density_w_m2
        Of the room, for the power density per 100 lx.
    """
    factor, plane = maintenance_factor, light.plane
    replicates = plane_illuminance_lx(light, weights)
    counted = ~plane.inside_object
    value, error = replicates.mean(axis=0) * factor, spread(replicates) * factor
    shifts = None if shifts_lx is None else shifts_lx * factor
    inputs = None if shifts is None else root_sum_of_squares(shifts)
    summary = _summary(replicates[:, counted] * factor, None if shifts is None else shifts[:, counted])
    return {
        "name": plane.name,
        "room": plane.room,
        "kind": plane.kind,
        "points_m": plane.file_points_m.tolist(),
        "illuminance_lx": _with_gaps(value, counted),
        "standard_error_lx": _with_gaps(error, counted),
        "input_uncertainty_lx": None if inputs is None else _with_gaps(inputs, counted),
        "uncertainty_lx": None if inputs is None else _with_gaps(np.hypot(error, inputs), counted),
        **summary,
        **_per_100_lx(summary, plane, power_density_w_m2),
        "initial": {
            key: number if number is None else number / factor
            for key, number in summary.items()
            if key in ("mean_lx", "mean_standard_error_lx", "min_lx", "max_lx")
        },
    }


def root_mean_square(values: Array | None, plane: MeasuringPlane, factor: float) -> float | None:
    """Of values at a plane's points that count, times a factor; None where there are none."""
    if values is None or plane.inside_object.all():
        return None
    return float(np.sqrt((values[~plane.inside_object] ** 2).mean()) * factor)


def root_sum_of_squares(shifts: Array) -> Array:
    """What inputs that do not depend on each other make together, (input, ...) -> (...); GUM 5.1.2."""
    combined: Array = np.sqrt((shifts**2).sum(axis=0))
    return combined


def statistics(values: Array) -> Array:
    """Mean, minimum, maximum, minimum / mean and minimum / maximum of values, (..., point) -> (..., 5)."""
    mean, least, most = values.mean(axis=-1), values.min(axis=-1), values.max(axis=-1)
    shares = [np.divide(least, each, out=np.zeros_like(least), where=each != 0) for each in (mean, most)]
    return np.stack([mean, least, most, *shares], axis=-1)


def _summary(replicates: Array, shifts: Array | None) -> dict[str, float | None]:
    """The statistics of a plane's points, each with its standard error and its uncertainty.

    `replicates` is (replicate, point), `shifts` (input, point). An input's share of the uncertainty of a
    statistic is how much the statistic changes with it (JCGM 100:2008, 5.1.3 note 2).
    """
    if not replicates.shape[1]:
        return {key: None for name in STATISTICS for key in _keys(name)}
    mean = replicates.mean(axis=0)
    values, errors = statistics(mean), error_of(replicates, statistics)
    inputs = None
    if shifts is not None:
        changed = [statistics(mean + shift) - values for shift in shifts]
        inputs = root_sum_of_squares(np.array(changed).reshape(-1, len(values)))
    summary: dict[str, float | None] = {}
    for position, name in enumerate(STATISTICS):
        told: list[float | None] = [None] * 4
        if name.endswith("_lx") or values[0]:
            told[:2] = float(values[position]), float(errors[position])
            if inputs is not None:
                told[2:] = float(inputs[position]), float(np.hypot(errors[position], inputs[position]))
        summary |= dict(zip(_keys(name), told, strict=True))
    return summary


def _keys(name: str) -> tuple[str, str, str, str]:
    """Where a statistic, its standard error, its input uncertainty and both together stand."""
    unit = "_lx" if name.endswith("_lx") else ""
    stem = name.removesuffix("_lx")
    return (
        name,
        f"{stem}_standard_error{unit}",
        f"{stem}_input_uncertainty{unit}",
        f"{stem}_uncertainty{unit}",
    )


def _per_100_lx(
    summary: dict[str, float | None], plane: MeasuringPlane, power_density_w_m2: float | None
) -> dict[str, float | None]:
    """Power density for each 100 lx of maintained mean over the floor; of no other plane it says anything."""
    mean, error = summary["mean_lx"], summary["mean_standard_error_lx"]
    key = "power_density_per_100_lx_w_m2"
    if power_density_w_m2 is None or not mean or error is None or not plane.over_floor:
        return {key: None, f"{key}_standard_error": None}
    value = power_density_w_m2 / mean * 100
    return {key: value, f"{key}_standard_error": value * error / mean}


def _with_gaps(values: Array, counted: NDArray[np.bool_]) -> list[float | None]:
    return [float(value) if wanted else None for value, wanted in zip(values, counted, strict=True)]
