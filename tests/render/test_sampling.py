"""Random numbers: stratified in every way their number allows, scrambled, repeatable."""

from __future__ import annotations

import drjit as dr
import numpy as np
import pytest

from render.device import mitsuba
from render.sampling import hashed, host_key, opaque_key, spread_numbers


def points(count, *key):
    mi = mitsuba()
    numbers = spread_numbers(dr.arange(mi.UInt32, count), opaque_key(*key))
    return np.array([number.numpy() for number in numbers])


@pytest.mark.parametrize("key", [1, 2, 3])
@pytest.mark.parametrize("pair", [0, 1])
def test_every_elementary_interval_holds_one_point(key, pair):
    """The (0, 2)-sequence property (Niederreiter, 1987) of 64 points: boxes of 2**-a x 2**-(6 - a)."""
    x, y = points(64, "strata", key)[2 * pair : 2 * pair + 2]
    for a in range(7):
        box = np.floor(x * 2**a) * 2 ** (6 - a) + np.floor(y * 2 ** (6 - a))
        assert sorted(box) == list(range(64))


def test_pairs_and_keys_are_independent():
    first, second = points(4096, "one"), points(4096, "two")
    together = np.corrcoef(np.concatenate([first, second]))
    off = together[~np.eye(8, dtype=bool)]
    assert np.abs(off).max() < 0.06


def test_a_smooth_integral_is_much_better_than_by_chance():
    values = []
    for key in range(200):
        x, y, _, _ = points(64, "integral", key)
        values.append(np.mean(np.exp(x) * np.cos(y)))
    exact = (np.e - 1) * np.sin(1)
    assert np.mean(values) == pytest.approx(exact, rel=1e-3)
    plain = np.exp(np.random.default_rng(1).random(10**5)) * np.cos(np.random.default_rng(2).random(10**5))
    assert np.std(values) < plain.std() / np.sqrt(64) / 10


def test_hashes_repeat_and_differ():
    mi = mitsuba()
    first = hashed(dr.arange(mi.UInt32, 10_000), 5).numpy()
    assert (first == hashed(dr.arange(mi.UInt32, 10_000), 5).numpy()).all()
    assert len(np.unique(first)) > 9_990
    assert host_key("a", 1) == host_key("a", 1) != host_key("a", 2)
