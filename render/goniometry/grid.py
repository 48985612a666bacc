"""The C-gamma grid of a measurement, folded by the body's symmetry, and flux that leaves brought onto it.

A ray that leaves is shared out over the four nodes around its direction as the interpolation of the table
would read them (hat functions, which add up to one). A node's flux over the solid angle of its hat is its
intensity; so the exact integral of the interpolated table is the flux that left.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from assets.candela_tables import exact_step_integrals
from assets.photometry import LuminousIntensityDistribution, closed_distribution

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


class Symmetry(StrEnum):
    """Which directions a luminaire cannot tell apart."""

    ROUND = "round"  # all half-planes C
    QUADRANTS = "quadrants"  # mirrored at the planes C0-C180 and C90-C270
    C0_C180 = "c0-c180"  # mirrored at that plane: C and -C
    C90_C270 = "c90-c270"  # mirrored at that plane: C and 180 - C
    NONE = "none"


# first and last half-plane that are worked out, and how many images of a direction there are
_RANGES = {
    Symmetry.ROUND: (0.0, 0.0, 1),
    Symmetry.QUADRANTS: (0.0, 90.0, 4),
    Symmetry.C0_C180: (0.0, 180.0, 2),
    Symmetry.C90_C270: (90.0, 270.0, 2),
    Symmetry.NONE: (0.0, 360.0, 1),
}


@dataclass(frozen=True, eq=False)
class Grid:
    """Nodes at which intensity is worked out: half-planes and gammas [deg].

    The half-planes are those of the part of the ring that symmetry leaves; without symmetry 360 is not
    repeated.
    """

    symmetry: Symmetry
    c_deg: Array
    gamma_deg: Array

    @property
    def images(self) -> int:
        """How many directions are one by symmetry; a round body's are without number."""
        return _RANGES[self.symmetry][2]

    @property
    def shape(self) -> tuple[int, int]:
        """Half-planes and gammas."""
        return len(self.c_deg), len(self.gamma_deg)

    def folded_c_deg(self, c_deg: Array) -> Array:
        """Half-planes brought into the range that is worked out."""
        c = np.mod(c_deg, 360.0)
        if self.symmetry is Symmetry.ROUND:
            return np.zeros_like(c)
        if self.symmetry is Symmetry.C0_C180:
            return np.minimum(c, 360.0 - c)
        if self.symmetry is Symmetry.C90_C270:
            return _folded_about_90(c)
        if self.symmetry is Symmetry.QUADRANTS:
            half = np.minimum(c, 360.0 - c)
            return np.minimum(half, 180.0 - half)
        return c

    def solid_angles_sr(self) -> Array:
        """Solid angle of each node's hat, all its images together, (c, gamma); they add up to 4 pi."""
        hats = np.eye(len(self.gamma_deg))
        upright = exact_step_integrals(self.gamma_deg, hats).sum(axis=1)
        return np.asarray(self._widths_rad()[:, None] * upright[None, :])

    def _widths_rad(self) -> Array:
        if self.symmetry is Symmetry.ROUND:
            return np.array([2 * np.pi])
        ring = self.c_deg if self.symmetry is not Symmetry.NONE else np.append(self.c_deg, 360.0)
        steps = np.diff(np.radians(ring))
        widths = np.zeros(len(ring))
        widths[:-1] += steps / 2
        widths[1:] += steps / 2
        if self.symmetry is Symmetry.NONE:
            widths = np.append(widths[0] + widths[-1], widths[1:-1])
        return np.asarray(widths * self.images)

    def shared_out(self, direction: Array, flux_lm: Array) -> Array:
        """Flux of rays that leave, brought onto the nodes, (c, gamma) [lm]; directions are (ray, 3)."""
        gamma = np.degrees(np.arccos(np.clip(-direction[:, 2], -1.0, 1.0)))
        c = self.folded_c_deg(np.degrees(np.arctan2(direction[:, 1], direction[:, 0])))
        j, t = _place(self.gamma_deg, gamma)
        count = len(self.gamma_deg)
        if self.symmetry is Symmetry.ROUND:
            i, s, following = np.zeros_like(j), np.zeros_like(t), np.zeros_like(j)
        else:
            ring = self.c_deg if self.symmetry is not Symmetry.NONE else np.append(self.c_deg, 360.0)
            i, s = _place(ring, c)
            following = (i + 1) % len(self.c_deg)
        flux = np.zeros(self.c_deg.size * count)
        for plane, along in ((i, 1 - s), (following, s)):
            for step, down in ((0, 1 - t), (1, t)):
                place = plane * count + j + step
                flux += np.bincount(place, flux_lm * along * down, minlength=flux.size)
        return flux.reshape(self.shape)

    def intensity_cd(self, flux_lm: Array) -> Array:
        """Intensity of nodes from the flux brought onto them, any leading axes, (..., c, gamma)."""
        return np.asarray(flux_lm / self.solid_angles_sr())

    def one_at_the_poles(self, table: Array) -> Array:
        """The table with what straight down and straight up have, which is one for all half-planes."""
        widths = self._widths_rad()
        out = table.copy()
        for column, gamma in ((0, 0.0), (-1, 180.0)):
            if self.gamma_deg[column] == gamma:
                mean = np.einsum("...c,c->...", table[..., column], widths / widths.sum())
                out[..., column] = mean[..., None]
        return out

    def whole_ring(self, table: Array) -> tuple[Array, Array]:
        """Half-planes all round, 360 not repeated, and the table's rows for them."""
        c, rows = self.c_deg, np.arange(len(self.c_deg))
        if self.symmetry in (Symmetry.ROUND, Symmetry.NONE):
            return c, table
        every = [(c, rows)]
        if self.symmetry in (Symmetry.QUADRANTS, Symmetry.C90_C270):
            every += [(180.0 - angle, own) for angle, own in every]
        if self.symmetry in (Symmetry.QUADRANTS, Symmetry.C0_C180):
            every += [(-angle, own) for angle, own in every]
        angles = np.round(np.mod(np.concatenate([angle for angle, _ in every]), 360.0), 9) % 360.0
        angles, first = np.unique(angles, return_index=True)
        return angles, table[np.concatenate([own for _, own in every])[first]]

    def distribution(self, table: Array) -> LuminousIntensityDistribution:
        """The nodes' intensities as a closed table, (c, gamma)."""
        c, rows = self.whole_ring(table)
        return closed_distribution(c, self.gamma_deg, np.maximum(rows, 0.0))


def _folded_about_90(c_deg: Array) -> Array:
    """C and 180 - C as one, 90..270."""
    turned = np.mod(c_deg - 90.0, 360.0)
    return np.asarray(90.0 + np.minimum(turned, 360.0 - turned))


def _place(grid: Array, angle: Array) -> tuple[Indices, Array]:
    """The interval of a grid that holds each angle, and the share of the way through it."""
    index = np.clip(np.searchsorted(grid, angle, side="right") - 1, 0, len(grid) - 2)
    share = np.clip((angle - grid[index]) / (grid[index + 1] - grid[index]), 0.0, 1.0)
    return index, share


def make_grid(symmetry: Symmetry, *, c_step_deg: float, gamma_step_deg: float) -> Grid:
    """The grid of a symmetry with equal steps.

    Raises
    ------
    ValueError
        When steps do not divide 90 degrees, or are finer than half a degree.
    """
    for step in (c_step_deg, gamma_step_deg):
        if not 0.5 <= step <= 90.0 or abs(90.0 / step - round(90.0 / step)) > 1e-9:
            raise ValueError(f"steps of {step:g} degrees do not divide a quarter turn")
    first, last, _ = _RANGES[symmetry]
    gamma = np.linspace(0.0, 180.0, round(180.0 / gamma_step_deg) + 1)
    if symmetry is Symmetry.ROUND:
        return Grid(symmetry, np.zeros(1), gamma)
    steps = round((last - first) / c_step_deg)
    c = np.linspace(first, last, steps + 1)
    return Grid(symmetry, c[:-1] if symmetry is Symmetry.NONE else c, gamma)
