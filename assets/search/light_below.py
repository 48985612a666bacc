"""Direct light straight below a luminaire: at a point, and as the mean over a desk.

Where the distance is at least five times the largest extent of the luminous opening, the opening counts as
a point and E = I cos(theta) / r^2 (the photometric distance law); nearer, it is cut into equal parts that
each give their share of the intensity distribution, and their illuminances add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousOpening, OpeningShape, Photometry

Array = NDArray[np.float64]
Over = Literal["point", "desk"]

FAR_FIELD_FACTOR = 5.0  # the five-times rule of photometry, CIE 121
DESK_M = 0.6  # side of the desk's square
NEAREST_M, FARTHEST_M = 0.2, 20.0
_PARTS, _DESK_PARTS = 7, 4  # of the opening, along each of its sides; the mean over a desk needs fewer
_DESK_POINTS = 10  # along each side
_DISTANCES_M = np.geomspace(NEAREST_M, FARTHEST_M, 25)


@dataclass(frozen=True)
class LightBelow:
    """Illuminance times distance squared at distances of one fixed row, for quick answers.

    Parameters
    ----------
    point_cd, desk_cd
        E d^2 straight below and as the mean over the desk, at `_DISTANCES_M`; None where the opening
        itself is nearer than that [cd].
    largest_m
        The largest extent of the luminous opening [m].
    """

    point_cd: tuple[float | None, ...]
    desk_cd: tuple[float | None, ...]
    largest_m: float

    def illuminance_lx(self, distance_m: float, over: Over = "point") -> float | None:
        """Direct illuminance on a level plane at a distance below the photometric centre [lx].

        E d^2 is linear in the logarithm of d between the distances of the row, which is true within 1 %.
        None where the plane would cut the opening. Beyond the row the distance law holds.
        """
        row = self.point_cd if over == "point" else self.desk_cd
        known = [(at, value) for at, value in zip(_DISTANCES_M, row, strict=True) if value is not None]
        if not known or distance_m < known[0][0]:
            return None
        places = np.log([at for at, _ in known])
        found = np.interp(np.log(distance_m), places, [value for _, value in known])
        return float(found) / distance_m**2

    def method(self, distance_m: float) -> str:
        """Which formula answers at a distance: ``far field`` or ``over the opening``."""
        return "far field" if distance_m >= FAR_FIELD_FACTOR * self.largest_m else "over the opening"


def light_below(photometry: Photometry) -> LightBelow:
    """The light below a luminaire at full output, from its distribution and its opening."""
    largest_m = max(photometry.opening.size_m)
    half_height_m = photometry.opening.size_m[2] / 2.0
    fine_m, coarse_m = _parts(photometry.opening, _PARTS), _parts(photometry.opening, _DESK_PARTS)
    one_m = np.zeros((1, 3))
    points: list[float | None] = []
    desks: list[float | None] = []
    for distance_m in map(float, _DISTANCES_M):
        if distance_m <= half_height_m * 1.05:
            points.append(None)
            desks.append(None)
            continue
        near = distance_m < FAR_FIELD_FACTOR * largest_m
        square = distance_m**2
        points.append(
            square * float(_illuminance_lx(photometry, fine_m if near else one_m, _below(distance_m))[0])
        )
        desks.append(
            square * float(_illuminance_lx(photometry, coarse_m if near else one_m, _desk(distance_m)).mean())
        )
    return LightBelow(tuple(points), tuple(desks), largest_m)


def _below(distance_m: float) -> Array:
    return np.array([[0.0, 0.0, -distance_m]])


def _desk(distance_m: float) -> Array:
    """Middles of the desk's cells, shape (point, 3) [m]."""
    row = (np.arange(_DESK_POINTS) + 0.5) / _DESK_POINTS * DESK_M - DESK_M / 2.0
    x, y = np.meshgrid(row, row)
    return np.stack([x.ravel(), y.ravel(), np.full(x.size, -distance_m)], axis=1)


def _parts(opening: LuminousOpening, along: int) -> Array:
    """Middles of equal parts of the opening about its centre, shape (part, 3) [m]."""
    unit = (np.arange(along) + 0.5) / along - 0.5
    axes = [unit * size if size > 0.0 else np.zeros(1) for size in opening.size_m]
    grid = np.stack([each.ravel() for each in np.meshgrid(*axes)], axis=1)
    share = np.divide(grid, opening.size_m, out=np.zeros_like(grid), where=np.array(opening.size_m) > 0.0)
    if opening.shape is OpeningShape.SPHERE:
        grid = grid[(share**2).sum(axis=1) <= 0.25]
    elif opening.shape is OpeningShape.DISC:
        grid = grid[(share[:, :2] ** 2).sum(axis=1) <= 0.25]
    return grid


def _illuminance_lx(photometry: Photometry, parts_m: Array, points_m: Array) -> Array:
    """On a level plane facing up at points, shape (point,) [lx]."""
    way = points_m[:, None, :] - parts_m[None, :, :]
    distance = np.linalg.norm(way, axis=2)
    cosine = -way[..., 2] / distance
    gamma_deg = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    c_deg = np.degrees(np.arctan2(way[..., 1], way[..., 0]))
    intensity_cd = photometry.distribution.intensity_towards_cd(c_deg, gamma_deg)
    return np.asarray((intensity_cd * np.clip(cosine, 0.0, None) / distance**2).mean(axis=1))
