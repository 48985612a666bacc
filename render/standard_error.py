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


def error_of(replicates: Array, statistic: Callable[[Array], Array]) -> Array:
    """Standard error of `statistic(mean of the replicates)`, for what is no mean: a minimum, a ratio.

    Its noise is that of the jackknife, each replicate left out in turn (Efron and Stein 1981); for a mean
    it equals `spread`. The least of many noisy values also lies below the least true value, by an amount
    that falls as the noise does, with the root of the number of replicates: how far is read from means of
    half of them, and added as a square, so that an interval about the statistic covers the true value.

    Parameters
    ----------
    replicates
        Shape (replicate, ...).
    statistic
        From values to some numbers, (any, ...) -> (any, number), so that all means are looked at together.

    Returns
    -------
    ndarray
        Shape (number,); 0 where there is one replicate.
    """
    count, total = len(replicates), replicates.sum(axis=0, keepdims=True)
    if count < 2:
        return np.zeros_like(statistic(total)[0])
    half = count // 2
    doubled = np.concatenate([replicates, replicates[:half]]).cumsum(axis=0)
    halves = (doubled[half:] - doubled[:-half]) / half  # of each run of half the replicates, in a ring
    found = statistic(np.concatenate([total / count, (total - replicates) / (count - 1), halves]))
    value, without, halved = found[0], found[1 : count + 1], found[count + 1 :].mean(axis=0)
    noise = np.sqrt((count - 1) / count * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    drawn = (halved - value) / (math.sqrt(count / half) - 1)
    error: Array = np.hypot(noise, drawn)
    return error
