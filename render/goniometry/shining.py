"""Intensity of all that shines, towards every node of the grid: points of surfaces, and bulbs themselves.

It is what a photometer far away would see. From some of the points, drawn by their flux, a ray goes towards
each node; the same points serve all nodes, so that what is left of noise does not make a curve rough. By the
body's symmetry a point is seen from one of the equal directions, of a round body's from any.
"""

from __future__ import annotations

from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_floats, device_indices
from render.goniometry.grid import Grid, Symmetry
from render.goniometry.paths import Followed
from render.goniometry.scattering import Shine, intensity_towards
from render.goniometry.sources import Bulbs, bulb_towards
from render.goniometry.surfaces import Surfaces, share_straight
from render.pictures.sight import joined_arrays
from render.sampling import hashed, host_key, opaque_key, spread_numbers

Array = NDArray[np.float64]

AT_ONCE = 1 << 23  # rays
POINT_LOOKS, MOST_LOOKS = 64, 2048  # at a bulb from each node and replicate


def surfaces_cd(
    surfaces: Surfaces, grid: Grid, followed: Followed, *, looks: int, replicates: int, seed: str
) -> Array:
    """Intensity of surfaces towards nodes, `looks` points for each, (replicate, c, gamma) [cd]."""
    table = np.zeros((replicates, grid.c_deg.size * grid.gamma_deg.size))
    if not followed.shine:
        return table.reshape(replicates, *grid.shape)
    shine = Shine(
        *(
            joined_arrays(list(arrays))
            for arrays in zip(*(each.arrays() for each in followed.shine), strict=True)
        )
    )
    amount = np.array(shine.amount, np.float64)
    whose = np.concatenate([np.array(each) for each in followed.shine_replicate])
    for replicate in range(replicates):
        own = np.flatnonzero(whose == replicate)
        upto = np.cumsum(amount[own])
        if not len(own) or upto[-1] <= 0:
            continue
        # systematic sampling: the number of times a point is drawn is its flux's share, rounded without bias
        start = host_key("shine", seed, replicate) / 2**32
        marks = np.floor(upto / upto[-1] * looks + start).astype(np.int64)
        drawn = np.repeat(own, np.diff(np.concatenate([[0], np.minimum(marks, looks)])))
        if not len(drawn):
            continue
        points = shine.taken(device_indices(drawn))
        scale = device_floats(upto[-1] / looks / amount[drawn])
        dr.eval(*points.arrays(), scale)
        key = opaque_key("towards", seed, replicate)
        table[replicate] = _towards_nodes(surfaces, grid, points, scale, key)
    return table.reshape(replicates, *grid.shape)


def _towards_nodes(surfaces: Surfaces, grid: Grid, points: Shine, scale: Any, key: Any) -> Array:
    """Sum over points for every node, (node,) [cd]."""
    mi = mitsuba()
    count, nodes = dr.width(scale), grid.c_deg.size * grid.gamma_deg.size
    step = max(1, AT_ONCE // count)
    sums = np.zeros(nodes)
    for first in range(0, nodes, step):
        some = min(step, nodes - first)
        lane = dr.arange(mi.UInt32, some * count)
        node, own = lane // count + dr.opaque(mi.UInt32, first), lane % count
        towards = directions(grid, node, own, key)
        here = points.taken(own)
        value = intensity_towards(here, towards) * dr.gather(mi.Float, scale, own)
        side = dr.select(dr.dot(here.normal, towards) < 0, -here.normal, here.normal)
        straight = share_straight(surfaces, here.point + side * surfaces.lift_m, towards, value > 0)
        sums[first : first + some] = np.array(dr.block_sum(value * straight, count), np.float64)
    return sums


def directions(grid: Grid, node: Any, number: Any, key: Any) -> Any:
    """Unit directions of nodes, each one of its images by symmetry, chosen by `number`."""
    mi = mitsuba()
    gammas = len(grid.gamma_deg)
    c = dr.deg2rad(dr.gather(mi.Float, device_floats(grid.c_deg), node // gammas))
    gamma = dr.deg2rad(dr.gather(mi.Float, device_floats(grid.gamma_deg), node % gammas))
    sine, cosine = dr.sincos(gamma)
    share = spread_numbers(number, hashed(key, 3))[0]
    if grid.symmetry is Symmetry.ROUND:
        c = 2 * dr.pi * share
    image = mi.UInt32(share * 4)
    x, y = sine * dr.cos(c), sine * dr.sin(c)
    if grid.symmetry in (Symmetry.QUADRANTS, Symmetry.C90_C270):
        x = dr.select(image >= 2, -x, x)
    if grid.symmetry in (Symmetry.QUADRANTS, Symmetry.C0_C180):
        y = dr.select((image & 1) == 1, -y, y)
    return mi.Vector3f(x, y, -cosine)


def bulbs_cd(
    surfaces: Surfaces, grid: Grid, bulbs: Bulbs, *, looks: int, replicates: int, seed: str
) -> Array:
    """Intensity of bulbs that comes out straight, (replicate, c, gamma) [cd]."""
    mi = mitsuba()
    nodes = grid.c_deg.size * grid.gamma_deg.size
    table = np.zeros((replicates, nodes))
    for number, emitter in enumerate(bulbs.rays):
        wide = emitter.sized or grid.symmetry is not Symmetry.NONE
        count = min(MOST_LOOKS, max(looks, POINT_LOOKS)) if wide else 1
        for replicate in range(replicates):
            key = opaque_key("bulb towards", seed, number, replicate)
            step = max(1, AT_ONCE // count)
            for first in range(0, nodes, step):
                some = min(step, nodes - first)
                lane = dr.arange(mi.UInt32, some * count)
                node, own = lane // count + dr.opaque(mi.UInt32, first), lane % count
                towards = directions(grid, node, own, key)
                numbers = [*spread_numbers(own, hashed(key, 5))]
                value, place = bulb_towards(bulbs, number, towards, numbers)
                value = value * share_straight(surfaces, place, towards, value > 0)
                summed = np.array(dr.block_sum(value, count), np.float64)
                table[replicate, first : first + some] += summed / count
    return table.reshape(replicates, *grid.shape)
