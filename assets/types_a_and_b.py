"""Tables of photometric types A and B (LM-63) as the type C distribution of the same light.

Type A is that of headlamps and signals, type B that of floodlights. In the luminaire's own frame (C0 along
x, z up) the definitions of LM-63-2002 place them so: type A looks along x, photometric horizontal, with
vertical angles up to z; type B looks down along -z, with vertical angles up to x. Horizontal angles of both
run clockwise seen from above, from the viewing direction to its right, -y:

- type A: w = cos V cos H x - cos V sin H y + sin V z
- type B: w = cos H sin V x - sin H y - cos H cos V z, H being the latitude about the axis y

A table is read bilinearly between its angles and is 0 outside; its own flux is the exact integral of that
(dw = cos V dV dH for type A, cos H dH dV for type B).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from assets import planes
from assets.candela_tables import around_the_ring, exact_step_integrals, zonal_plane_integrals
from assets.photometry import LuminousIntensityDistribution, closed_distribution
from kit.problems import Problem, info, warning

Array = NDArray[np.float64]

ROUNDING_DEG = 1e-6
STEPS_DEG = (5.0, 3.0, 2.5, 2.0, 1.5, 1.0, 0.75, 0.5, 0.25)  # divisors of 90; the last bounds the table
MOST_VALUES = 250_000  # of a table in a file: mirrored twice and resampled it still needs little memory
ALLOWED_DIFFERENCE = 0.001  # of flux and peak, between a table and what it was resampled to
LIT_EDGE = 0.01  # of the peak: more at the end of the angles is light that was cut off
ROWS_AT_ONCE = 64  # keeps memory small
WIDEST_DEG = {"A": (180.0, 90.0), "B": (90.0, 180.0)}  # horizontal, vertical


def type_c_of_file(
    letter: str, horizontal_deg: Array, vertical_deg: Array, intensity_cd: Array, problems: list[Problem]
) -> tuple[LuminousIntensityDistribution, str, float]:
    """The type C distribution of a file's table.

    The step is the largest that is at most half the least step of the file's angles and keeps flux and
    peak within 0.1 % of the table's own; where none does, the finest is taken and a warning says so.

    Parameters
    ----------
    letter
        "A" or "B".
    horizontal_deg, vertical_deg, intensity_cd
        As `type_c_from_type_a` takes them, already checked.
    problems
        Gets the remark that the table was resampled, or warnings.

    Returns
    -------
    distribution, symmetry, zonal_ratio
        The light, the name of its symmetry, and the flux of the file's own table by the zonal rule over
        that of the light.
    """
    table = _whole(horizontal_deg, vertical_deg, intensity_cd, widest_deg=WIDEST_DEG[letter])
    _warn_of_lit_edges(letter, table, problems)
    zonal_flux_lm, flux_lm = _fluxes_lm(letter, *table)
    peak_cd = float(table[2].max())
    least = min(float(np.diff(angles).min()) for angles in table[:2])
    steps = [step for step in STEPS_DEG if step <= max(least / 2, STEPS_DEG[-1])]
    for step_deg in steps:
        found = _resampled(table, _ANGLES[letter], step_deg)
        of_flux = abs(found.luminous_flux_lm() / flux_lm - 1.0)
        of_peak = abs(found.maximum_cd() / peak_cd - 1.0)
        if max(of_flux, of_peak) <= ALLOWED_DIFFERENCE:
            break
    message = (
        f"The table of type {letter} was resampled to type C in steps of {step_deg:g} degrees; "
        f"its flux changed by {100 * of_flux:.2g} %, its highest intensity by {100 * of_peak:.2g} %."
    )
    if max(of_flux, of_peak) <= ALLOWED_DIFFERENCE:
        problems.append(info("RESAMPLED", "photometric type", message))
    else:
        hint = "Ask the maker for a file of type C."
        problems.append(warning("RESAMPLED_COARSELY", "photometric type", message, hint))
    symmetry = _symmetry(letter, float(horizontal_deg[0]), float(vertical_deg[0]))
    return found, symmetry, zonal_flux_lm / found.zonal_flux_lm()


def _symmetry(letter: str, first_horizontal_deg: float, first_vertical_deg: float) -> str:
    """Which symmetry about the vertical axis a table's mirrored halves give its light."""
    across = abs(first_horizontal_deg) < ROUNDING_DEG  # y becomes -y
    along = letter == "B" and abs(first_vertical_deg) < ROUNDING_DEG  # x becomes -x
    if across and along:
        return planes.QUADRANT
    return planes.BILATERAL_0_180 if across else planes.BILATERAL_90_270 if along else planes.NONE


def _fluxes_lm(letter: str, horizontal_deg: Array, vertical_deg: Array, table: Array) -> tuple[float, float]:
    """Flux of a whole table by the zonal rule, and as the integral of what is linear between its angles."""
    lines, polar_deg, around_deg = table, vertical_deg, horizontal_deg
    if letter == "B":
        lines, polar_deg, around_deg = table.T, horizontal_deg, vertical_deg
    gamma_deg = polar_deg + 90.0  # cos V dV is sin(gamma) d(gamma)
    zonal = zonal_plane_integrals(gamma_deg, lines)
    exact = exact_step_integrals(gamma_deg, lines).sum(axis=1)
    return around_the_ring(around_deg, zonal), around_the_ring(around_deg, exact)


def _warn_of_lit_edges(letter: str, table: tuple[Array, Array, Array], problems: list[Problem]) -> None:
    """Say where a table ends while there is light: outside its angles it counts as dark."""
    horizontal, vertical, intensity_cd = table
    widest_h, widest_v = 90.0, 90.0
    if letter == "A" and horizontal[-1] > 90.0 + ROUNDING_DEG:
        widest_h = 180.0
    if letter == "B" and vertical[-1] > 90.0 + ROUNDING_DEG:
        widest_v = 180.0
    sides = (
        (horizontal, widest_h, intensity_cd[0], intensity_cd[-1], "horizontal"),
        (vertical, widest_v, intensity_cd[:, 0], intensity_cd[:, -1], "vertical"),
    )
    peak = float(intensity_cd.max())
    for angles, widest, first, last, name in sides:
        for angle, edge in ((float(angles[0]), first), (float(angles[-1]), last)):
            if abs(angle) < widest - ROUNDING_DEG and float(edge.max()) > LIT_EDGE * peak:
                message = (
                    f"At {name} angle {angle:g} the table ends with up to {float(edge.max()):g} cd, "
                    f"expected it to reach {np.copysign(widest, angle):g} or to end dark; beyond it there "
                    "is no light."
                )
                problems.append(warning("TABLE_ENDS_LIT", f"{name} angles", message))


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
        _whole(horizontal_deg, vertical_deg, intensity_cd, widest_deg=WIDEST_DEG["A"]), _angles_a, step_deg
    )


def type_c_from_type_b(
    horizontal_deg: Array, vertical_deg: Array, intensity_cd: Array, *, step_deg: float = 1.0
) -> LuminousIntensityDistribution:
    """The type C distribution of a type B table: as `type_c_from_type_a`, but for the range of the angles.

    Horizontal angles lie within -90..90, vertical ones within -180..180.
    """
    return _resampled(
        _whole(horizontal_deg, vertical_deg, intensity_cd, widest_deg=WIDEST_DEG["B"]), _angles_b, step_deg
    )


def _angles_a(x: Array, y: Array, z: Array) -> tuple[Array, Array]:
    return np.degrees(np.arctan2(-y, x)), np.degrees(np.arcsin(np.clip(z, -1.0, 1.0)))


def _angles_b(x: Array, y: Array, z: Array) -> tuple[Array, Array]:
    return np.degrees(np.arcsin(np.clip(-y, -1.0, 1.0))), np.degrees(np.arctan2(x, -z))


_ANGLES = {"A": _angles_a, "B": _angles_b}


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
    rows = []
    for first in range(0, len(c_deg), ROWS_AT_ONCE):
        part = np.radians(c_deg[first : first + ROWS_AT_ONCE])
        c, gamma = np.meshgrid(part, np.radians(gamma_deg), indexing="ij")
        x, y, z = np.sin(gamma) * np.cos(c), np.sin(gamma) * np.sin(c), -np.cos(gamma)
        rows.append(_look_up(*table, *angles_of(x, y, z)))
    values = np.concatenate(rows)
    if not values[:, gamma_deg > 90.0].any():  # a dark half needs no room
        lit = gamma_deg <= 90.0
        gamma_deg, values = gamma_deg[lit], values[:, lit]
    return closed_distribution(c_deg, gamma_deg, values)


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
