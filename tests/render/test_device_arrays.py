"""Code that has been compiled once serves whatever numbers come, wherever they lie in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import drjit as dr
import numpy as np
import pytest

from render.device import mitsuba
from render.device_arrays import ALIGNED_BYTES, aligned, device_flags, device_floats, device_indices


@pytest.mark.parametrize("step", [1, 3])
@pytest.mark.parametrize("begin", range(5))
def test_a_copy_holds_the_values_and_begins_where_it_should(begin: int, step: int) -> None:
    values = np.arange(200.0)[begin::step]
    copy = aligned(values, np.float32)
    assert copy.ctypes.data % ALIGNED_BYTES == 0
    assert copy.dtype == np.float32
    np.testing.assert_array_equal(copy, values)


def test_nothing_is_brought_as_nothing() -> None:
    assert aligned([], np.uint32).shape == (0,)
    assert dr.width(device_floats([])) == 0


@pytest.mark.parametrize("brought", [device_floats, device_indices, device_flags])
def test_no_place_in_memory_has_code_of_its_own(brought: Callable[[Any], Any]) -> None:
    mitsuba()
    with dr.scoped_set_flag(dr.JitFlag.KernelHistory, True):
        dr.kernel_history()
        compiled = []
        for begin in range(8):
            dtype = {device_floats: np.float32, device_indices: np.uint32, device_flags: bool}[brought]
            first, second = (np.ones(50 + begin, dtype)[begin:] for _ in range(2))
            dr.eval(brought(first) == brought(second))
            compiled.append(sum(not each.get("cache_hit", True) for each in dr.kernel_history()))
    assert compiled[0] <= 1
    assert compiled[1:] == [0] * 7
