"""Light leaving luminaires: rays that carry their flux."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.candela import CandelaTable, intensity_cd
from render.device import mitsuba
from render.device_arrays import device_floats, device_indices
from render.emitters import Emitter, Emitters, opening_of, place_in_scene, to_scene
from render.openings import exit_point
from render.sampling import hashed, host_key, opaque_key, spread_numbers

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class EmittedRays:
    """Rays that carry luminaires' flux, on the device: whose, from where, whereto.

    `weight` is the ray's flux up to a factor that is common to all rays of one luminaire and replicate; the
    factor is such that they sum to the luminaire's flux.
    """

    who: Any
    origin: Any
    direction: Any
    weight: Any


def emitted_rays(
    emitters: Emitters,
    sources: Sequence[tuple[int, Emitter]],
    *,
    rays: int,
    replicates: int,
    seed: int,
    use: str,
) -> EmittedRays:
    """`rays` rays leaving each luminaire in each replicate as its table says, (luminaire, replicate, ray).

    Each cell of a table gets rays in proportion to its flux (systematic sampling); within a cell they are
    even in solid angle and carry the intensity of their direction.

    Parameters
    ----------
    sources
        The luminaires that shine: their index and themselves.
    """
    mi, tables = mitsuba(), emitters.tables
    cells = np.concatenate(
        [
            _systematic_cells(emitter.table, rays, host_key("cells", use, emitter.key, seed, replicate))
            for _, emitter in sources
            for replicate in range(replicates)
        ]
    )
    lane = dr.arange(mi.UInt32, len(cells))
    group = lane // rays
    who = dr.gather(mi.UInt32, device_indices([index for index, _ in sources]), group // replicates)
    key = hashed(
        dr.gather(mi.UInt32, emitters.key, who), group % replicates, opaque_key("emission", use, seed)
    )
    cell = device_indices(cells)
    steps = mi.UInt32(dr.gather(mi.Int32, tables.last_gamma, who)) + 1
    i, j = cell // steps, cell % steps
    u = spread_numbers(lane % rays, key)
    first_c, first_gamma = (
        dr.gather(mi.UInt32, tables.first_c, who),
        dr.gather(mi.UInt32, tables.first_gamma, who),
    )
    c0, c1 = (dr.gather(mi.Float, tables.c_deg, first_c + i + k) for k in range(2))
    gamma0, gamma1 = (dr.gather(mi.Float, tables.gamma_deg, first_gamma + j + k) for k in range(2))
    z0, z1 = dr.cos(dr.deg2rad(gamma0)), dr.cos(dr.deg2rad(gamma1))
    c = dr.deg2rad(dr.lerp(c0, c1, u[0]))
    cosine = dr.lerp(z0, z1, u[1])
    sine = dr.safe_sqrt(1 - cosine * cosine)
    local = mi.Vector3f(sine * dr.cos(c), sine * dr.sin(c), -cosine)
    # the cell's share of the rays is its share of the flux, so it cancels but for the variation within
    weight = (
        intensity_cd(tables, who, local)
        * dr.deg2rad(c1 - c0)
        * (z0 - z1)
        / _cell_flux(sources, cell, group, replicates)
    )
    third = spread_numbers(lane % rays, hashed(key, 11))[0]
    origin = place_in_scene(emitters, who, exit_point(opening_of(emitters, who), local, [u[2], u[3], third]))
    return EmittedRays(who, origin, to_scene(emitters, who, local), weight)


def _cell_flux(sources: Sequence[tuple[int, Emitter]], cell: Any, group: Any, replicates: int) -> Any:
    """Flux of the cell of each ray [lm]."""
    mi = mitsuba()
    sizes = [emitter.table.cell_flux_lm.size for _, emitter in sources]
    first = device_indices(np.concatenate([[0], np.cumsum(sizes)[:-1]]))
    table = device_floats(np.concatenate([emitter.table.cell_flux_lm.ravel() for _, emitter in sources]))
    return dr.gather(mi.Float, table, dr.gather(mi.UInt32, first, group // replicates) + cell)


def _systematic_cells(table: CandelaTable, count: int, key: int) -> NDArray[np.uint32]:
    """The table cell of each ray: numbers of rays are the cells' shares, rounded without bias."""
    total = np.cumsum(table.cell_flux_lm.ravel())
    upto = np.floor(total / total[-1] * count + key / 2**32).astype(np.int64)
    upto[-1] = count  # rounding of the sum must not lose the last ray
    numbers = np.diff(np.concatenate([[0], np.clip(upto, 0, count)]))
    cells: NDArray[np.uint32] = np.repeat(np.arange(len(numbers), dtype=np.uint32), numbers)
    return cells
