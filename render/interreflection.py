"""Light from patch to patch until it settles: B = rho (E_direct + F B), no bounce limit.

With q = sqrt(rho) and T = A**-1/2 S A**-1/2 the exitance is B = q A**-1/2 z, where z solves the symmetric,
positive definite system (1 - q T q) z = q A**1/2 E_direct; the indirect illuminance is then A**-1 S B.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.errors import SimulationFailed
from render.transport import THREADS, Transport

Array = NDArray[np.float64]
Single = NDArray[np.float32]

MOST_STEPS = 500
SOLVED_AT_ONCE = 32  # columns x channels in one solve: few enough for the processor's nearest memory
LEAST_LOSS = 1e-5  # where less of a glow than this is lost from bounce to bounce, it has no end


def settle_all(
    transport: Transport,
    reflectance: Array,
    direct_lx: Single,
    *,
    tolerance: float,
    progress: Callable[[float], None] = lambda share: None,
    start: Single | None = None,
) -> Single:
    """Indirect illuminance of the patches in every replicate, see `settle`.

    Parameters
    ----------
    transport
        Of the room.
    reflectance
        Shape (patch, channel), below 1.
    direct_lx
        Direct illuminance, (replicate, patch, column) [lx].
    tolerance
        See `settle`.
    progress
        Told the share done, 0..1.
    start
        A guess of the answer, in its shape, such as that of a luminaire that has been moved a little since.

    Returns
    -------
    ndarray
        Shape (replicate, patch, column, channel) [lx].

    Raises
    ------
    SimulationFailed
        When it does not settle.
    """
    replicates, count, columns = direct_lx.shape
    indirect = np.zeros((replicates, count, columns, reflectance.shape[1]), np.float32)
    block = max(1, SOLVED_AT_ONCE // reflectance.shape[1])

    def solve(task: tuple[int, int]) -> None:
        replicate, first = task
        part = np.s_[replicate, :, first : first + block]
        indirect[part] = settle(
            transport.exchange_m2[replicate],
            transport.area_m2,
            reflectance,
            direct_lx[part][..., None],
            tolerance=tolerance,
            start=None if start is None else start[part],
        )

    tasks = [(r, first) for r in range(replicates) for first in range(0, columns, block)]
    with ThreadPoolExecutor(THREADS) as pool:
        for done, _ in enumerate(pool.map(solve, tasks)):
            progress((done + 1) / len(tasks))
    return indirect


def settle(
    exchange: Any,
    area_m2: Array,
    reflectance: Array,
    direct_lx: Array | Single,
    *,
    tolerance: float,
    start: Single | None = None,
) -> Single:
    """Illuminance of every patch from light that was reflected at least once, by conjugate gradients.

    All columns at once (Hestenes and Stiefel, 1952).

    Parameters
    ----------
    exchange
        Symmetric S, (patch, patch), rows summing to `area_m2` [m2]: what has `exchange @ values`.
    area_m2
        Shape (patch,) [m2].
    reflectance
        Shape (patch, channel), below 1.
    direct_lx
        Direct illuminance, (patch, column, channel); one channel where all have the same [lx].
    tolerance
        Largest residual left in a column, relative to an even light of as much flux as is reflected at
        first; both as root mean squares over the reflecting area.
    start
        A guess of the answer, in its shape.

    Returns
    -------
    ndarray
        Indirect illuminance, (patch, column, channel) [lx].

    Raises
    ------
    SimulationFailed
        When it does not settle.
    """
    shape = (*direct_lx.shape[:2], reflectance.shape[1])
    root_area = np.sqrt(area_m2)[:, None]
    inverse = np.divide(1.0, root_area, out=np.zeros_like(root_area), where=root_area > 0)
    factor = _repeated(np.sqrt(reflectance) * inverse, shape)
    outer = _repeated(np.sqrt(reflectance) * root_area, shape)
    direct: Single = np.broadcast_to(direct_lx, shape).astype(np.float32).reshape(len(area_m2), -1)

    def applied(z: Single) -> Single:
        image: Single = exchange @ (factor * z)
        image *= factor
        return np.subtract(z, image, out=image)

    right = outer * direct
    z = right if start is None else outer * (direct + start.reshape(direct.shape))
    residual = right - applied(z)
    reflected = np.einsum("ij,ij->j", outer, right, dtype=np.float64)
    even = reflected / area_m2.sum() * np.sqrt(np.einsum("ij,ij->j", outer, outer, dtype=np.float64))
    z = _conjugate_gradients(applied, z, residual, goal=(tolerance * even) ** 2)
    indirect: Single = exchange @ (factor * z)
    indirect *= inverse.astype(np.float32) ** 2
    return indirect.reshape(shape)


def _repeated(values: Array, shape: tuple[int, ...]) -> Single:
    """(patch, channel) for every column, (patch, column x channel)."""
    spread = np.broadcast_to(values[:, None, :], (shape[0], shape[1], values.shape[1]))
    return spread.astype(np.float32).reshape(shape[0], -1)


def _conjugate_gradients(
    applied: Callable[[Single], Single], z: Single, residual: Single, *, goal: Array
) -> Single:
    """Solve from a guess and its residual, until each column's squared residual is below its goal."""
    direction = residual.copy()
    squared = _dot(residual, residual)
    for _ in range(MOST_STEPS):
        wanted = squared > goal
        if not wanted.any():
            return z
        image = applied(direction)
        curvature = _dot(direction, image)
        if (curvature <= LEAST_LOSS * _dot(direction, direction))[wanted].any():
            raise SimulationFailed(
                "interreflection has no end: nearly all light is reflected, again and again"
            )
        step = np.divide(squared, curvature, out=np.zeros_like(squared), where=wanted).astype(np.float32)
        z += step * direction
        residual -= step * image
        new = _dot(residual, residual)
        direction *= np.divide(new, squared, out=np.zeros_like(squared), where=wanted).astype(np.float32)
        direction += residual
        squared = np.where(wanted, new, squared)
    raise SimulationFailed(f"interreflection did not settle in {MOST_STEPS} steps")


def _dot(a: Single, b: Single) -> Array:
    """Inner product of each column."""
    products: Array = np.einsum("ij,ij->j", a, b).astype(np.float64)
    return products
