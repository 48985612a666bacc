"""Follows light through a body until it leaves or is absorbed, and keeps how surfaces shine on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.goniometry.grid import Grid
from render.goniometry.scattering import Onward, Shine, luminance, scatter
from render.goniometry.sources import Starts
from render.goniometry.surfaces import Met, Surfaces, meet
from render.sampling import hashed, spread_numbers

Array = NDArray[np.float64]

LEFT = 1e-5  # share of the flux that may be under way still when no more bounces are followed,
FEWEST = 4  # and that of so many rays, which noise hides
FAINT = 0.02  # of a ray's first flux: what is fainter goes on by chance, and as bright as this
MOST_BOUNCES = 1000
OFTEN = 8  # bounces after which fewer and fewer are kept of how surfaces shine


@dataclass(frozen=True, eq=False)
class Followed:
    """What became of the light of some rays; flux in lm, each replicate's sum.

    Parameters
    ----------
    leaving_lm
        What left the body, (replicate,).
    turned_lm
        Of that, what mirrors and glass turned last, brought onto the grid, (replicate, c, gamma).
    absorbed_lm
        What each material took, (replicate, material).
    left_lm
        What was under way still, (replicate,).
    exitance_lm
        What leaves each triangle's front and back diffusely, (replicate, triangle, 2).
    out_lm
        What left the body from each triangle, (triangle,), all replicates together.
    shine
        How surfaces shine, points behind each other, and whose replicate each is.
    """

    leaving_lm: Array
    turned_lm: Array
    absorbed_lm: Array
    left_lm: Array
    exitance_lm: Array
    out_lm: Array
    shine: tuple[Shine, ...]
    shine_replicate: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class _Rays:
    """Rays under way: device arrays."""

    replicate: Any
    index: Any
    key: Any
    origin: Any
    direction: Any
    flux: Any
    faint: Any
    known: Any
    triangle: Any

    def taken(self, which: Any) -> _Rays:
        """Some of them."""
        arrays = (getattr(self, name) for name in self.__dataclass_fields__)
        return _Rays(*(dr.gather(type(array), array, which) for array in arrays))


def follow(
    surfaces: Surfaces, grid: Grid, starts: Starts, replicates: int, *, shining: bool = True
) -> Followed:
    """Follow rays until what is under way is not worth it; `shining` says whether `shine` is wanted."""
    mi = mitsuba()
    rays = _rays(starts)
    sums = _Sums(surfaces, grid, replicates, shining)
    if starts.shine is not None and shining:
        glowing = dr.arange(mi.UInt32, dr.width(starts.shine.amount))
        sums.keep(starts.shine, dr.gather(mi.UInt32, starts.replicate, glowing))
    begun, under_way = float(np.array(starts.flux_lm, np.float64).sum()), 1.0
    bounce = 0
    enough = max(LEFT, FEWEST / dr.width(starts.flux_lm))
    while bounce < MOST_BOUNCES and under_way > enough:
        met = meet(surfaces, rays.origin, rays.direction)
        sums.leave(rays, met)
        number = hashed(rays.key, bounce, 5)
        numbers = spread_numbers(rays.index, number)
        onward, shine = scatter(met, rays.direction, rays.flux, rays.known, numbers)
        dr.eval(onward.__dict__, *shine.arrays(), met.valid, met.triangle, met.material, met.front, met.point)
        sums.absorb(rays, met, onward)
        sums.shone(rays, met, shine, _chance(shine, rays, bounce), number)
        gone_on = _gone_on(surfaces, rays, met, onward, numbers[3])
        if gone_on is None:
            return sums.followed(np.zeros(replicates))
        rays, bounce = gone_on, bounce + 1
        under_way = float(np.array(luminance(rays.flux), np.float64).sum()) / begun
    return sums.followed(_per(rays.replicate, luminance(rays.flux), replicates))


def _rays(starts: Starts) -> _Rays:
    mi = mitsuba()
    count = dr.width(starts.flux_lm)
    flux = mi.Float(starts.flux_lm)
    # all sources are looked at from every direction themselves, so that their straight light is known
    return _Rays(
        *(mi.UInt32(starts.replicate), mi.UInt32(starts.index), mi.UInt32(starts.key)),
        *(mi.Point3f(starts.origin), mi.Vector3f(starts.direction), mi.Vector3f(flux, flux, flux)),
        *(flux * FAINT, dr.full(mi.Bool, True, count), mi.UInt32(starts.triangle)),
    )


def _chance(shine: Shine, rays: _Rays, bounce: int) -> Any:
    """With which chance it is kept how a point shines: by its flux, and fewer of late bounces, all alike."""
    return dr.clip(shine.amount * FAINT / rays.faint, 0.0, 1.0) * min(1.0, OFTEN / (bounce + 1))


def _gone_on(surfaces: Surfaces, rays: _Rays, met: Met, onward: Onward, number: Any) -> _Rays | None:
    """Rays that go on, packed without gaps; faint ones by chance."""
    mi = mitsuba()
    bright = luminance(onward.flux)
    chance = dr.clip(bright / rays.faint, 0.0, 1.0)
    goes = onward.goes & (number < chance)
    flux = mi.Vector3f(onward.flux / dr.maximum(chance, 1e-20))
    origin = mi.Point3f(met.point + onward.side * surfaces.lift_m)
    dr.eval(goes, flux, origin)
    kept: Any = dr.compress(goes)
    if dr.width(kept) == 0:
        return None
    every = _Rays(
        *(rays.replicate, rays.index, rays.key, origin, mi.Vector3f(onward.direction), flux, rays.faint),
        *(mi.Bool(onward.known), mi.UInt32(met.triangle)),
    )
    packed = every.taken(kept)
    dr.eval(packed.__dict__)
    return packed


def _per(group: Any, values: Any, count: int) -> Array:
    """Sums of values in double precision, (count,)."""
    sums: Array = np.bincount(np.array(group), np.array(values, np.float64), minlength=count).astype(
        np.float64
    )
    return sums


class _Sums:
    """What is counted while light is followed."""

    def __init__(self, surfaces: Surfaces, grid: Grid, replicates: int, shining: bool) -> None:
        self.grid, self.replicates, self.shining = grid, replicates, shining
        self.triangles, self.materials = len(surfaces.area_m2), len(surfaces.materials)
        self.leaving = np.zeros(replicates)
        self.turned = np.zeros((replicates, *grid.shape))
        self.absorbed = np.zeros(replicates * self.materials)
        self.exitance = np.zeros(replicates * self.triangles * 2)
        self.out = np.zeros(self.triangles)
        self.shine: list[Shine] = []
        self.whose: list[Any] = []

    def leave(self, rays: _Rays, met: Met) -> None:
        """Rays that meet nothing any more."""
        gone: Any = dr.compress(~met.valid)
        if dr.width(gone) == 0:
            return
        left = rays.taken(gone)
        flux = np.array(luminance(left.flux), np.float64)
        replicate, triangle = np.array(left.replicate), np.array(left.triangle)
        self.leaving += np.bincount(replicate, flux, minlength=self.replicates)
        body = triangle < self.triangles
        self.out += np.bincount(triangle[body], flux[body], minlength=self.triangles)
        turned = ~np.array(left.known)
        if turned.any():
            direction = np.array(left.direction, np.float64).T[turned]
            for one in range(self.replicates):
                own = replicate[turned] == one
                self.turned[one] += self.grid.shared_out(direction[own], flux[turned][own])

    def absorb(self, rays: _Rays, met: Met, onward: Onward) -> None:
        """What does not go on is absorbed; what chance took more is given back by what it took less."""
        kept = dr.select(onward.goes, luminance(onward.flux), 0.0)
        lost = dr.select(met.valid, luminance(rays.flux) - kept, 0.0)
        group = rays.replicate * self.materials + dr.select(met.valid, met.material, 0)
        self.absorbed += _per(group, lost, len(self.absorbed))

    def shone(self, rays: _Rays, met: Met, shine: Shine, chance: Any, key: Any) -> None:
        """How surfaces shine where light met them."""
        mi = mitsuba()
        if not dr.any(shine.amount > 0):
            return
        place = (rays.replicate * self.triangles + dr.select(met.valid, met.triangle, 0)) * 2
        back = dr.select(met.front, 0, 1)
        for flux, side in ((shine.diffuse, back), (shine.scattered, 1 - back)):
            value = dr.select(met.valid, flux, 0.0)
            if dr.any(value > 0):
                self.exitance += _per(place + mi.UInt32(side), value, len(self.exitance))
        if not self.shining:
            return
        number = mi.Float(hashed(key, rays.index, 7) >> 8) * (1.0 / (1 << 24))
        kept: Any = dr.compress((shine.amount > 0) & (number < chance))
        if dr.width(kept) == 0:
            return
        more = dr.rcp(dr.gather(mi.Float, mi.Float(chance), kept))
        own = shine.taken(kept)
        own = Shine(
            *(own.point, own.normal, own.arriving, own.diffuse * more, own.scattered * more),
            *(own.facets * more, own.facets_edge * more, own.roughness, own.coat, own.amount * more),
        )
        self.keep(own, dr.gather(mi.UInt32, rays.replicate, kept))

    def keep(self, shine: Shine, whose: Any) -> None:
        """Take up how points shine."""
        dr.eval(*shine.arrays(), whose)
        self.shine.append(shine)
        self.whose.append(whose)

    def followed(self, left_lm: Array) -> Followed:
        """All that was counted."""
        return Followed(
            *(self.leaving, self.turned, self.absorbed.reshape(self.replicates, -1), left_lm),
            *(self.exitance.reshape(self.replicates, -1, 2), self.out),
            *(tuple(self.shine), tuple(self.whose)),
        )
