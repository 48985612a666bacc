"""Light from patch to patch until it settles: B = rho (E_direct + F B), no bounce limit.

The indirect illuminance E = F rho (E_direct + E). With x = A**1/2 E, d = A**1/2 E_direct and the
symmetric T = A**1/2 F A**-1/2 this is (1 - T rho) x = T rho d, and 1 - T rho is symmetric and positive
definite in the inner product <a, b> = sum rho a b: conjugate gradients solve it (Hestenes and Stiefel, 1952).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.errors import SimulationFailed
from render.exchange import FEW, Exchange
from render.threads import THREADS, side_by_side
from render.transport import Transport

Array = NDArray[np.float64]
Single = NDArray[np.float32]

MOST_STEPS = 500
SOLVED_AT_ONCE = 32  # columns x channels in one solve: many share the reading of the exchange
FEWEST_AT_ONCE = 16
VALUES_AT_ONCE = (
    500_000  # patches x columns x channels, as far as the two allow: near the processor's own memory
)
VARIATION_TOLERANCE = 1e-2  # for what only tells how much the mean may be off
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

    What light does after several bounces depends on products of exchanges, and a product of noisy ones is
    off even in the mean, the more the fewer the rays. So the mean is solved on all rays at once; the
    replicates only tell how it varies, and are moved together so that their mean is that one.

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
    block = _columns_at_once(count, columns, reflectance.shape[1])
    area, loose = transport.area_m2, max(tolerance, VARIATION_TOLERANCE)
    few = block * reflectance.shape[1] <= FEW
    share = -(-replicates // THREADS)
    shares: Sequence[slice | int] = (
        [slice(first, first + share) for first in range(0, replicates, share)] if few else range(replicates)
    )
    together = _Sum(transport.mean_exchange)
    for first in range(0, columns, block):
        part = np.s_[:, first : first + block]
        direct = direct_lx[:, :, first : first + block, None]
        guess = None if start is None else start[:, *part].mean(axis=0)
        mean = settle(together, area, reflectance, direct.mean(axis=0), tolerance=tolerance, start=guess)

        def vary(share: slice | int, direct: Single = direct, mean: Single = mean) -> Single:
            own = transport.exchange[share]
            exchange = _EachItsOwn(own) if isinstance(own, tuple) else own
            return settle(exchange, area, reflectance, direct[share], tolerance=loose, start=mean)

        varied = side_by_side(vary, shares) if replicates > 1 else [mean]
        found = np.concatenate([each.reshape(-1, *mean.shape) for each in varied])
        indirect[:, *part] = found + (mean - found.mean(axis=0))
        progress(min(1.0, (first + block) / columns))
    return indirect


def settle_mean(transport: Transport, reflectance: Array, direct_lx: Array, *, tolerance: float) -> Single:
    """Indirect illuminance of the patches from all rays at once, without its error, see `settle`."""
    exchange = _Sum(transport.mean_exchange)
    return settle(exchange, transport.area_m2, reflectance, direct_lx, tolerance=tolerance)


class _Sum:
    """A sum of exchanges, each part multiplied by a thread of its own."""

    def __init__(self, parts: Sequence[Exchange]) -> None:
        self._parts = parts

    def __matmul__(self, values: Single) -> Single:
        total: Single | None = None
        for product in side_by_side(lambda part: part @ values, self._parts):
            total = product if total is None else np.add(total, product, out=total)
        return values if total is None else total


class _EachItsOwn:
    """Exchanges, each with values of its own, (exchange, patch, column): quicker for a few columns."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self._exchanges = exchanges

    def __matmul__(self, values: Single) -> Single:
        found = np.empty_like(values)
        for exchange, own, product in zip(self._exchanges, values, found, strict=True):
            product[...] = exchange @ own
        return found


def _columns_at_once(patches: int, columns: int, channels: int) -> int:
    """Columns in one solve, so that blocks are about equal."""
    wide = min(max(VALUES_AT_ONCE // patches, FEWEST_AT_ONCE), SOLVED_AT_ONCE)
    blocks = -(-columns * channels // wide)
    return -(-columns // max(blocks, 1)) or 1


def settle(
    exchange: Any,
    area_m2: Array,
    reflectance: Array,
    direct_lx: Array | Single,
    *,
    tolerance: float,
    start: Single | None = None,
) -> Single:
    """Illuminance of every patch from light that was reflected at least once, all columns at once.

    Parameters
    ----------
    exchange
        T, (patch, patch): an `Exchange`, or whatever else has `exchange @ values`. With one for each
        replicate, direct illuminance and what is returned begin with an axis for them.
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
    shape = (*direct_lx.shape[:-1], reflectance.shape[1])
    root = np.sqrt(area_m2)[:, None].astype(np.float32)
    rho = _columns(reflectance[:, None, :], shape[-3:])
    direct = _columns(direct_lx, shape) * root
    x = np.zeros_like(direct) if start is None else _columns(start, shape) * root
    residual = exchange @ (rho * (direct + x)) - x
    reflected = np.einsum("ij,ij,...ij->...j", root, rho, direct, dtype=np.float64)
    even = reflected / max(float(area_m2.sum()), 1e-30) * np.sqrt(area_m2 @ rho.astype(np.float64))
    x = _conjugate_gradients(exchange, rho, x, residual, goal=(tolerance * even) ** 2)
    x *= np.divide(1.0, root, out=np.zeros_like(root), where=root > 0)
    return x.reshape(shape)


def _columns(values: Array | Single, shape: tuple[int, ...]) -> Single:
    """Values of every column and channel, (…, patch, column x channel); a few columns each in one piece."""
    full = np.broadcast_to(values, shape).reshape(*shape[:-2], -1)
    if full.shape[-1] > FEW:
        return full.astype(np.float32, order="C")
    return full.swapaxes(-1, -2).astype(np.float32, order="C").swapaxes(-1, -2)


def _conjugate_gradients(exchange: Any, rho: Single, x: Single, residual: Single, *, goal: Array) -> Single:
    """Solve from a guess and its residual, until each column's squared residual is below its goal."""
    direction = residual.copy(order="K")
    squared = _dot(rho * residual, residual)
    for _ in range(MOST_STEPS):
        wanted = squared > goal
        if not wanted.any():
            x += residual  # the light of one more bounce, which is known already
            return x
        reflected = rho * direction
        image = direction - exchange @ reflected
        curvature = _dot(reflected, image)
        if (curvature <= LEAST_LOSS * squared)[wanted].any():
            raise SimulationFailed("light does not settle: hardly any is absorbed from bounce to bounce")
        step = _ratio(squared, curvature, wanted)
        x += step * direction
        image *= step
        residual -= image
        new = _dot(rho * residual, residual)
        direction *= _ratio(new, squared, wanted)
        direction += residual
        squared = np.where(wanted, new, squared)
    raise SimulationFailed(f"light does not settle within {MOST_STEPS} steps")


def _ratio(upper: Array, lower: Array, wanted: NDArray[np.bool_]) -> Single:
    """upper / lower where wanted, else 0: columns that have settled stand still."""
    found = np.divide(upper, lower, out=np.zeros_like(upper), where=wanted)
    return found[..., None, :].astype(np.float32)


def _dot(a: Single, b: Single) -> Array:
    """Inner product of each column."""
    products: Array = np.einsum("...ij,...ij->...j", a, b).astype(np.float64)
    return products
