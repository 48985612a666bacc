"""Standard errors from replicates: seeded repetitions of the whole calculation.

Every number is worked out from the mean over the replicates. The replicates share no random numbers,
so their spread holds the noise of every step: transport, direct light and gather.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def spread(replicates: Array) -> Array:
    """Standard error of the mean over the first axis; 0 where there is one replicate."""
    count = len(replicates)
    if count < 2:
        return np.zeros(replicates.shape[1:])
    error: Array = replicates.std(axis=0, ddof=1) / math.sqrt(count)
    return error


def jackknife(replicates: Array, statistic: Callable[[Array], Array]) -> Array:
    """Standard error of `statistic(mean of the replicates)`, each replicate left out in turn.

    For a mean it equals `spread`; it also holds for what is no sum, such as a minimum or a ratio, where
    the spread of the replicates' own minima would be that of noisier values (Efron and Stein 1981).

    Parameters
    ----------
    replicates
        Shape (replicate, ...).
    statistic
        From values of shape (...) to some numbers, (number,).

    Returns
    -------
    ndarray
        Shape (number,); 0 where there is one replicate.
    """
    count, total = len(replicates), replicates.sum(axis=0)
    if count < 2:
        return np.zeros_like(statistic(total))
    without = np.array([statistic((total - one) / (count - 1)) for one in replicates])
    error: Array = np.sqrt((count - 1) / count * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    return error
