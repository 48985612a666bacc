"""Tables of photometric types A and B (LM-63) as the type C distribution of the same light.

Type A is that of headlamps and signals, type B that of floodlights. In the luminaire's own frame (C0 along
x, z up) the definitions of LM-63-2002 place them so: type A looks along x, photometric horizontal, with
vertical angles up to z; type B looks down along -z, with vertical angles up to x. Horizontal angles of both
run clockwise seen from above, from the viewing direction to its right, -y:

- type A: w = cos V cos H x - cos V sin H y + sin V z
- type B: w = cos H sin V x - sin H y - cos H cos V z, H being the latitude about the axis y

The readers refuse both types so far; these functions are ready for them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousIntensityDistribution, closed_distribution

Array = NDArray[np.float64]

ROUNDING_DEG = 1e-6


def type_c_from_type_a(
    horizontal_deg: Array, vertical_deg: Array, intensity_cd: Array, *, step_deg: float = 1.0
) -> LuminousIntensityDistribution:
    """The type C distribution of a type A table.

    Parameters
    ----------
    horizontal_deg, vertical_deg
        Angles, increasing, within -180..180 and -90..90, at least two each; angles that start at 0 are
        one half of a light that is symmetric to 0; shapes (horizontal,) and (vertical,) [deg].
    intensity_cd
        One row for each horizontal angle, shape (horizontal, vertical) [cd].
    step_deg
        Step of the planes and gammas of the result, a divisor of 90. The table is read bilinearly at
        them and is 0 outside its angles, so its flux changes by about the square of the step [deg].

    Raises
    ------
    ValueError
        When shapes or angles are not as said above.
    """
    return _resampled(
        _whole(horizontal_deg, vertical_deg, intensity_cd, widest_deg=(180.0, 90.0)), _angles_a, step_deg
    )


def type_c_from_type_b(
    horizontal_deg: Array, vertical_deg: Array, intensity_cd: Array, *, step_deg: float = 1.0
) -> LuminousIntensityDistribution:
    """The type C distribution of a type B table: as `type_c_from_type_a`, but for the range of the angles.

    Horizontal angles lie within -90..90, vertical ones within -180..180.
    """
    return _resampled(
        _whole(horizontal_deg, vertical_deg, intensity_cd, widest_deg=(90.0, 180.0)), _angles_b, step_deg
    )


def _angles_a(x: Array, y: Array, z: Array) -> tuple[Array, Array]:
    return np.degrees(np.arctan2(-y, x)), np.degrees(np.arcsin(np.clip(z, -1.0, 1.0)))


def _angles_b(x: Array, y: Array, z: Array) -> tuple[Array, Array]:
    return np.degrees(np.arcsin(np.clip(-y, -1.0, 1.0))), np.degrees(np.arctan2(x, -z))


def _whole(
    horizontal_deg: Array, vertical_deg: Array, intensity_cd: Array, *, widest_deg: tuple[float, float]
) -> tuple[Array, Array, Array]:
    """The table with its mirrored halves, after checks."""
    horizontal, vertical = np.array(horizontal_deg, float), np.array(vertical_deg, float)
    table = np.array(intensity_cd, float)
    if table.shape != (len(horizontal), len(vertical)) or min(table.shape) < 2:
        raise ValueError(f"{horizontal.shape} and {vertical.shape} angles do not fit a table {table.shape}")
    for angles, widest in zip((horizontal, vertical), widest_deg, strict=True):
        if not (np.diff(angles) > 0).all() or np.abs(angles).max() > widest + ROUNDING_DEG:
            raise ValueError(f"angles increase within -{widest:g}..{widest:g}")
    if not np.isfinite(table).all() or table.min() < 0:
        raise ValueError("intensities are finite and not negative")
    if abs(horizontal[0]) < ROUNDING_DEG:
        horizontal = np.concatenate([-horizontal[:0:-1], horizontal])
        table = np.concatenate([table[:0:-1], table])
    if abs(vertical[0]) < ROUNDING_DEG:
        vertical = np.concatenate([-vertical[:0:-1], vertical])
        table = np.concatenate([table[:, :0:-1], table], axis=1)
    return horizontal, vertical, table


def _resampled(
    table: tuple[Array, Array, Array],
    angles_of: Callable[[Array, Array, Array], tuple[Array, Array]],
    step_deg: float,
) -> LuminousIntensityDistribution:
    """The table read at the planes and gammas of type C."""
    steps = 90.0 / step_deg
    if not 0.0 < step_deg <= 90.0 or abs(steps - round(steps)) > 1e-9:
        raise ValueError(f"the step is {step_deg:g} degrees, expected a divisor of 90")
    c_deg = np.arange(4 * round(steps)) * step_deg
    gamma_deg = np.arange(2 * round(steps) + 1) * step_deg
    c, gamma = np.meshgrid(np.radians(c_deg), np.radians(gamma_deg), indexing="ij")
    x, y, z = np.sin(gamma) * np.cos(c), np.sin(gamma) * np.sin(c), -np.cos(gamma)
    horizontal, vertical = angles_of(x, y, z)
    return closed_distribution(c_deg, gamma_deg, _look_up(*table, horizontal, vertical))


def _look_up(grid_h: Array, grid_v: Array, table: Array, horizontal_deg: Array, vertical_deg: Array) -> Array:
    """Bilinear between the angles of a table, 0 outside."""
    h = np.clip(horizontal_deg, grid_h[0], grid_h[-1])
    v = np.clip(vertical_deg, grid_v[0], grid_v[-1])
    outside = (np.abs(h - horizontal_deg) > ROUNDING_DEG) | (np.abs(v - vertical_deg) > ROUNDING_DEG)
    i = np.clip(np.searchsorted(grid_h, h, side="right") - 1, 0, len(grid_h) - 2)
    j = np.clip(np.searchsorted(grid_v, v, side="right") - 1, 0, len(grid_v) - 2)
    s, t = (h - grid_h[i]) / (grid_h[i + 1] - grid_h[i]), (v - grid_v[j]) / (grid_v[j + 1] - grid_v[j])
    near = table[i, j] * (1 - t) + table[i, j + 1] * t
    far = table[i + 1, j] * (1 - t) + table[i + 1, j + 1] * t
    values: Array = np.where(outside, 0.0, near * (1 - s) + far * s)
    return values
