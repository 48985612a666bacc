"""Light from patch to patch until it settles: B = rho (E_direct + F B), no bounce limit."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.errors import SimulationFailed

Array = NDArray[np.float64]

MOST_STEPS = 2000


def settle(
    exchange_m2: Any, area_m2: Array, reflectance: Array, direct_lx: Array, *, tolerance: float
) -> Array:
    """Illuminance of every patch from light that was reflected at least once.

    With q = sqrt(rho) and T = A**-1/2 S A**-1/2 the exitance B = q A**-1/2 z solves the symmetric,
    positive definite system (1 - q T q) z = q A**1/2 E_direct, by conjugate gradients, all columns
    at once (Hestenes and Stiefel, 1952). The indirect illuminance is then A**-1 S B.

    Parameters
    ----------
    exchange_m2
        Symmetric sparse matrix S, (patch, patch), rows summing to `area_m2` [m2].
    area_m2
        Shape (patch,) [m2].
    reflectance
        Shape (patch, channel), below 1.
    direct_lx
        Direct illuminance, (patch, column, channel) [lx].
    tolerance
        Largest residual relative to the right-hand side, for every column.

    Returns
    -------
    ndarray
        Indirect illuminance, (patch, column, channel) [lx].

    Raises
    ------
    SimulationFailed
        When it does not settle.
    """
    shape = direct_lx.shape
    root_area = np.sqrt(area_m2)[:, None]
    inverse = np.divide(1.0, root_area, out=np.zeros_like(root_area), where=root_area > 0)
    q = np.repeat(np.sqrt(reflectance)[:, None, :], shape[1], axis=1).reshape(shape[0], -1)

    def passed_on(exitance: Array) -> Array:
        received: Array = exchange_m2 @ np.asarray(exitance, np.float32)
        return received

    def applied(z: Array) -> Array:
        return z - q * inverse * passed_on(q * inverse * z)

    right = q * root_area * direct_lx.reshape(shape[0], -1)
    z = _conjugate_gradients(applied, right, tolerance)
    indirect: Array = inverse**2 * passed_on(q * inverse * z)
    return indirect.reshape(shape)


def _conjugate_gradients(applied: Any, right: Array, tolerance: float) -> Array:
    """Solve applied(z) = right for every column of `right`."""
    z = np.zeros_like(right)
    residual = right.copy()
    direction = residual.copy()
    squared = (residual**2).sum(axis=0)
    goal = np.maximum(squared * tolerance**2, 1e-30)
    for _ in range(MOST_STEPS):
        if (squared <= goal).all():
            return z
        image = applied(direction)
        step = _ratio(squared, (direction * image).sum(axis=0), squared > goal)
        z += step * direction
        residual -= step * image
        new = (residual**2).sum(axis=0)
        direction = residual + _ratio(new, squared, squared > goal) * direction
        squared = np.where(squared > goal, new, squared)
    raise SimulationFailed(f"interreflection did not settle in {MOST_STEPS} steps")


def _ratio(upper: Array, lower: Array, wanted: NDArray[np.bool_]) -> Array:
    """upper / lower where wanted, else 0: columns that have settled stand still."""
    ratio: Array = np.divide(upper, lower, out=np.zeros_like(upper), where=wanted & (lower > 0))
    return ratio
