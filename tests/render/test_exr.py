"""EXR files hold the light exactly, and say in which unit."""

from __future__ import annotations

import numpy as np
import pytest

from render.exr import WHOLE, exr_bytes, read_exr

RANDOM = np.random.default_rng(4)


def test_single_precision_is_read_back_exactly_and_half_to_its_own_precision():
    light = (10 ** RANDOM.uniform(-3, 6, (20, 30, 3))).astype(np.float32)
    layers, header = read_exr(exr_bytes({WHOLE: light}, {"unit": "cd/m2", "seed": "7"}))
    np.testing.assert_array_equal(layers[WHOLE], light)
    assert layers[WHOLE].dtype == np.float32
    assert (header["unit"], header["seed"], header["whiteLuminance"]) == ("cd/m2", "7", 1.0)
    assert header["chromaticities"] == pytest.approx((0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329))
    dim = light / 100
    half, _ = read_exr(exr_bytes({WHOLE: dim}, half=True))
    np.testing.assert_array_equal(half[WHOLE], dim.astype(np.float16))


def test_layers_keep_their_names_and_sum_to_the_picture():
    names = ["lamp-1", "dining pendant", "a.b", "100%", "50%2E", "吊灯"]
    parts = {name: RANDOM.random((6, 5, 3)).astype(np.float32) for name in names}
    whole = sum(parts.values())
    layers, _ = read_exr(exr_bytes({WHOLE: whole, **parts}))
    assert set(layers) == {WHOLE, *names}
    for name in names:
        np.testing.assert_array_equal(layers[name], parts[name])
    np.testing.assert_allclose(sum(layers[name] for name in names), layers[WHOLE], rtol=1e-6)


def test_names_that_are_too_long_for_a_channel_are_cut_and_found_again():
    names = ["x" * 300, "x" * 299 + "y", "吊" * 200, "." * 84, "n" * 253, "n" * 254]
    parts = {name: np.full((3, 4, 3), index, np.float32) for index, name in enumerate(names)}
    data = exr_bytes({WHOLE: sum(parts.values()), **parts})
    layers, header = read_exr(data)
    assert set(layers) == {WHOLE, *names}
    for name in names:
        np.testing.assert_array_equal(layers[name], parts[name])
    assert max(len(channel.name.encode()) for channel in header["channels"]) <= 255


def test_the_same_light_gives_the_same_bytes():
    light = RANDOM.random((8, 8, 3))
    assert exr_bytes({WHOLE: light}) == exr_bytes({WHOLE: light.copy()})


def test_what_half_precision_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="65504"):
        exr_bytes({WHOLE: np.full((2, 2, 3), 1e5)}, half=True)
    with pytest.raises(ValueError, match="differ in size"):
        exr_bytes({WHOLE: np.ones((2, 2, 3)), "a": np.ones((2, 3, 3))})
