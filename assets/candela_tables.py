"""Tables of candela as plain arrays: looking up, closing the ring, flux and beam.

A table has half-planes C (rows) and angles gamma (columns). Between its points the intensity is
linear in both angles, outside the range of gamma it is 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

SNAP_DEG = 1e-9  # angles closer than this are the same plane: rounding of additions only


def look_up(
    c_grid_deg: Array, gamma_grid_deg: Array, intensity_cd: Array, *, c_deg: ArrayLike, gamma_deg: ArrayLike
) -> Array:
    """Luminous intensity towards directions, bilinear on a closed table, 0 outside its gammas.

    Parameters
    ----------
    c_grid_deg, gamma_grid_deg, intensity_cd
        The closed table: shapes (c,), (gamma,) and (c, gamma) [deg, deg, cd].
    c_deg, gamma_deg
        Directions; any C, taken modulo 360; shapes that broadcast together [deg].

    Returns
    -------
    ndarray
        Intensities [cd], in the broadcast shape.
    """
    c, gamma = np.broadcast_arrays(
        np.mod(np.asarray(c_deg, dtype=np.float64), 360.0), np.asarray(gamma_deg, dtype=np.float64)
    )
    row = np.clip(np.searchsorted(c_grid_deg, c, side="right") - 1, 0, len(c_grid_deg) - 2)
    along_c = (c - c_grid_deg[row]) / (c_grid_deg[row + 1] - c_grid_deg[row])
    if len(gamma_grid_deg) == 1:
        return np.zeros(c.shape)
    column = np.clip(np.searchsorted(gamma_grid_deg, gamma, side="right") - 1, 0, len(gamma_grid_deg) - 2)
    along_gamma = (gamma - gamma_grid_deg[column]) / (gamma_grid_deg[column + 1] - gamma_grid_deg[column])
    lower = intensity_cd[row, column] * (1 - along_gamma) + intensity_cd[row, column + 1] * along_gamma
    upper = (
        intensity_cd[row + 1, column] * (1 - along_gamma) + intensity_cd[row + 1, column + 1] * along_gamma
    )
    inside = (gamma >= gamma_grid_deg[0]) & (gamma <= gamma_grid_deg[-1])
    return np.where(inside, lower * (1 - along_c) + upper * along_c, 0.0)


def close_ring(c_deg: Array, intensity_cd: Array) -> tuple[Array, Array]:
    """Planes in any order and from any start, as a closed ring from 0 to 360.

    Where no plane lies at 0, one is put in by interpolation: that changes no value between planes.
    A single plane stands for all of them. Of two planes at the same angle the first counts.

    Parameters
    ----------
    c_deg
        Angles of the planes, taken modulo 360, shape (plane,) [deg].
    intensity_cd
        Intensities, shape (plane, gamma) [cd].

    Returns
    -------
    tuple of ndarray
        Angles, first 0 and last 360, and the rows that belong to them, first equal to last.
    """
    angle = np.mod(np.asarray(c_deg, dtype=np.float64), 360.0)
    angle[360.0 - angle < SNAP_DEG] = 0.0
    angle[angle < SNAP_DEG] = 0.0
    order = np.argsort(angle, kind="stable")
    angle, rows = angle[order], np.asarray(intensity_cd, dtype=np.float64)[order]
    is_new = np.concatenate(([True], np.diff(angle) > SNAP_DEG))
    angle, rows = angle[is_new], rows[is_new]
    if len(angle) == 1:
        return np.array([0.0, 360.0]), np.concatenate((rows, rows))
    if angle[0] > 0.0:
        share = (360.0 - angle[-1]) / (angle[0] + 360.0 - angle[-1])
        at_zero = rows[-1] * (1 - share) + rows[0] * share
        angle, rows = np.concatenate(([0.0], angle)), np.concatenate((at_zero[None], rows))
    return np.concatenate((angle, [360.0])), np.concatenate((rows, rows[:1]))


def exact_step_integrals(gamma_deg: Array, intensity_cd: Array) -> Array:
    """Integral of I sin(gamma) d(gamma) over each step of each plane, exact where I is linear.

    Per step from a to b: I1 cos a - I2 cos b + (I2 - I1) / (b - a) (sin b - sin a), by parts.

    Returns
    -------
    ndarray
        Shape (plane, gamma - 1) [cd].
    """
    angle = np.deg2rad(gamma_deg)
    first, second = intensity_cd[:, :-1], intensity_cd[:, 1:]
    cosine, sine = np.cos(angle), np.sin(angle)
    slope = (second - first) / np.diff(angle)
    steps: Array = first * cosine[:-1] - second * cosine[1:] + slope * np.diff(sine)
    return steps


def zonal_plane_integrals(gamma_deg: Array, intensity_cd: Array) -> Array:
    """The same by the rule of the industry: mean intensity of a zone times its cos a - cos b.

    Returns
    -------
    ndarray
        Shape (plane,) [cd].
    """
    zones = -np.diff(np.cos(np.deg2rad(gamma_deg)))
    integrals: Array = ((intensity_cd[:, :-1] + intensity_cd[:, 1:]) / 2 * zones).sum(axis=1)
    return integrals


def around_the_ring(c_deg: Array, plane_values: Array) -> float:
    """Integral over C of values that are linear between planes [value x radian]."""
    return float(np.sum((plane_values[:-1] + plane_values[1:]) / 2 * np.diff(np.deg2rad(c_deg))))


def cut_gammas(gamma_deg: Array, intensity_cd: Array, *, highest_deg: float) -> tuple[Array, Array]:
    """The part of a table up to one gamma, with a column put in there by interpolation."""
    if gamma_deg[-1] <= highest_deg:
        return gamma_deg, intensity_cd
    kept = gamma_deg < highest_deg
    if not kept.any():
        return gamma_deg[:1], intensity_cd[:, :1]
    last = int(np.count_nonzero(kept)) - 1
    share = (highest_deg - gamma_deg[last]) / (gamma_deg[last + 1] - gamma_deg[last])
    at_cut = intensity_cd[:, last] * (1 - share) + intensity_cd[:, last + 1] * share
    return (
        np.concatenate((gamma_deg[kept], [highest_deg])),
        np.concatenate((intensity_cd[:, kept], at_cut[:, None]), axis=1),
    )


def mean_width_deg(c_deg: Array, gamma_deg: Array, intensity_cd: Array, *, share: float) -> float:
    """Full width at a share of the peak, averaged over the planes around the beam's axis.

    The axis is gamma 0, or gamma 180 where the larger intensity lies above 90. Each half-plane is
    joined with the one opposite to a full plane. Its width runs between the outermost directions of
    the axis' hemisphere with at least `share` of that plane's own peak, and goes on over the
    horizon as long as the intensity stays there. Planes without light do not count.

    Returns
    -------
    float
        Degrees, 0..360; 0 for a table without light.
    """
    upwards = gamma_deg[int(np.argmax(intensity_cd.max(axis=0)))] > 90.0
    half = np.unique(np.round(np.mod(np.concatenate((c_deg, c_deg + 180.0)), 360.0), 9))
    half = np.concatenate((half[half < 180.0], [180.0]))
    if half[0] > 0.0:
        half = np.concatenate(([0.0], half))
    just_outside = [gamma_deg[0] - SNAP_DEG, gamma_deg[-1] + SNAP_DEG]  # the table ends there at once
    polar = np.unique(np.clip(np.concatenate((gamma_deg, just_outside, [0.0, 90.0, 180.0])), 0.0, 180.0))
    widths, weights = np.zeros(len(half)), np.zeros(len(half))
    for index, c in enumerate(half):
        ahead = look_up(c_deg, gamma_deg, intensity_cd, c_deg=c, gamma_deg=polar)
        behind = look_up(c_deg, gamma_deg, intensity_cd, c_deg=c + 180.0, gamma_deg=polar)
        if upwards:
            ahead, behind, from_axis = ahead[::-1], behind[::-1], 180.0 - polar[::-1]
        else:
            from_axis = polar
        turn = np.concatenate((-from_axis[:0:-1], from_axis))
        widths[index] = _plane_width(turn, np.concatenate((behind[:0:-1], ahead)), share=share)
        weights[index] = 1.0 if max(ahead.max(), behind.max()) > 0.0 else 0.0
    step = np.diff(half)
    weight = np.concatenate((step, [0.0])) + np.concatenate(([0.0], step))
    total = float(np.sum(weight * weights))
    return float(np.sum(widths * weight * weights) / total) if total > 0.0 else 0.0


def _plane_width(turn_deg: Array, intensity_cd: Array, *, share: float) -> float:
    """Width of one full plane, angles -180..180 from the beam's axis."""
    near = np.abs(turn_deg) <= 90.0
    threshold = share * float(intensity_cd[near].max())
    if threshold <= 0.0:
        return 0.0
    reached = np.flatnonzero(near & (intensity_cd >= threshold))
    return _edge(turn_deg, intensity_cd, int(reached[-1]), threshold=threshold) + _edge(
        -turn_deg[::-1], intensity_cd[::-1], len(turn_deg) - 1 - int(reached[0]), threshold=threshold
    )


def _edge(turn_deg: Array, intensity_cd: Array, start: int, *, threshold: float) -> float:
    """Where the intensity falls below the threshold, going up from `start`."""
    below = np.flatnonzero(intensity_cd[start:] < threshold)
    if len(below) == 0:
        return float(turn_deg[-1])
    after = start + int(below[0])
    high, low = intensity_cd[after - 1], intensity_cd[after]
    share = (high - threshold) / (high - low)
    return float(turn_deg[after - 1] + share * (turn_deg[after] - turn_deg[after - 1]))
