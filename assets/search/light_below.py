"""Direct light straight below a luminaire: at a point, and as the mean over a desk.

Where the distance is at least five times the largest extent of the luminous opening, the opening counts as
a point and E = I cos(theta) / r^2 (the photometric distance law); nearer, each place of it gives its share
of the intensity distribution, and their illuminances add up: Gauss-Legendre quadrature, with more nodes the
larger a side is beside the distance, and none through a side that is too small to matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousOpening, OpeningShape, Photometry

Array = NDArray[np.float64]
Over = Literal["point", "desk"]

FAR_FIELD_FACTOR = 5.0  # the five-times rule of photometry, CIE 121
DESK_M = 0.6  # side of the desk's square
NEAREST_M, FARTHEST_M = 0.2, 20.0
_NODES = ((0.05, 1), (0.25, 2), (0.5, 3), (1.0, 4), (2.0, 5))  # along a side of at most so many distances
_MOST_NODES, _MOST_DESK_NODES = 7, 3  # along each side; the mean over a desk needs fewer
_DESK_POINTS = 10  # along each side, in equal steps: a narrow beam must not fall between them
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
    size_m = photometry.opening.size_m
    known_m = [float(at) for at in _DISTANCES_M if at > size_m[2] / 2.0 * 1.05]
    missing: list[float | None] = [None] * (_DISTANCES_M.size - len(known_m))
    points = _times_square_cd(photometry, known_m, np.zeros((1, 2)), _MOST_NODES)
    desks = _times_square_cd(photometry, known_m, _desk(), _MOST_DESK_NODES)
    return LightBelow((*missing, *points), (*missing, *desks), max(size_m))


def _times_square_cd(
    photometry: Photometry, distances_m: list[float], across_m: Array, most_nodes: int
) -> list[float]:
    """Illuminance times distance squared, the mean over places of a level plane, at each distance [cd].

    Parameters
    ----------
    across_m
        Where on the plane, shape (place, 2) [m].
    most_nodes
        Along each side of the opening.
    """
    if not distances_m:
        return []
    ways: list[Array] = []
    shares: list[Array] = []
    begins: list[int] = []
    for distance_m in distances_m:
        parts_m, parts_share = np.zeros((1, 3)), np.ones(1)
        if distance_m < FAR_FIELD_FACTOR * max(photometry.opening.size_m):
            parts_m, parts_share = _parts(photometry.opening, distance_m, most_nodes)
        plane_m = np.column_stack([across_m, np.full(len(across_m), -distance_m)])
        begins.append(sum(share.size for share in shares))
        ways.append((plane_m[:, None] - parts_m[None]).reshape(-1, 3))
        shares.append(np.tile(parts_share, len(across_m)) * (distance_m**2 / len(across_m)))
    each_lx = _illuminance_lx(photometry, np.concatenate(ways))
    return [float(cd) for cd in np.add.reduceat(np.concatenate(shares) * each_lx, begins)]


@cache
def _gauss(nodes: int) -> tuple[Array, Array]:
    """Nodes from -1/2 to 1/2 and their shares, of Gauss-Legendre quadrature."""
    places, weights = np.polynomial.legendre.leggauss(nodes)
    return places / 2.0, weights / 2.0


@cache
def _desk() -> Array:
    """Middles of the desk's cells, shape (place, 2) [m]."""
    row = (np.arange(_DESK_POINTS) + 0.5) / _DESK_POINTS * DESK_M - DESK_M / 2.0
    x, y = np.meshgrid(row, row)
    return np.column_stack([x.ravel(), y.ravel()])


def _grid(
    along_x: tuple[Array, Array], along_y: tuple[Array, Array], x_m: float, y_m: float
) -> tuple[Array, Array]:
    x, y = np.meshgrid(along_x[0] * x_m, along_y[0] * y_m)
    return np.column_stack([x.ravel(), y.ravel()]), np.outer(along_y[1], along_x[1]).ravel()


def _parts(opening: LuminousOpening, distance_m: float, most: int) -> tuple[Array, Array]:
    """Places of the opening about its centre, shape (place, 3) [m], and their shares.

    Discs and spheres in polar coordinates, in which equal steps of the squared radius are equal areas.
    """

    def nodes(side_m: float) -> int:
        few = next((few for share, few in _NODES if side_m <= share * distance_m), most)
        return min(few, most)

    x_m, y_m, z_m = opening.size_m
    z, share = _gauss(nodes(z_m))
    narrowed = np.ones_like(z)
    if opening.shape is OpeningShape.SPHERE:
        narrowed = np.sqrt(1.0 - 4.0 * z**2)
        share = share * narrowed**2 / (share * narrowed**2).sum()
    if opening.shape in (OpeningShape.SPHERE, OpeningShape.DISC):
        plane_m, plane_share = _disc(nodes(max(x_m, y_m)), x_m, y_m)
    else:
        plane_m, plane_share = _grid(_gauss(nodes(x_m)), _gauss(nodes(y_m)), x_m, y_m)
    across_m = (narrowed[:, None, None] * plane_m).reshape(-1, 2)
    height_m = np.repeat(z * z_m, len(plane_m))
    return np.column_stack([across_m, height_m]), np.outer(share, plane_share).ravel()


def _disc(nodes: int, x_m: float, y_m: float) -> tuple[Array, Array]:
    squared, share = _gauss(nodes)
    angles = 2 * nodes + 2 if nodes > 1 else 1
    turn = (np.arange(angles) + 0.5) * (2.0 * np.pi / angles)
    radius = np.sqrt(squared + 0.5) / 2.0 if nodes > 1 else np.zeros(1)
    x, y = np.outer(radius, np.cos(turn)) * x_m, np.outer(radius, np.sin(turn)) * y_m
    return np.column_stack([x.ravel(), y.ravel()]), np.repeat(share / angles, angles)


def _illuminance_lx(photometry: Photometry, way_m: Array) -> Array:
    """On level planes facing up, from points this way above them, shape (way,) [lx]."""
    distance = np.linalg.norm(way_m, axis=1)
    cosine = -way_m[:, 2] / distance
    gamma_deg = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    c_deg = np.degrees(np.arctan2(way_m[:, 1], way_m[:, 0]))
    intensity_cd = photometry.distribution.intensity_towards_cd(c_deg, gamma_deg)
    return np.asarray(intensity_cd * np.clip(cosine, 0.0, None) / distance**2)
