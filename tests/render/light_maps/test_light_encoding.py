"""Light layers as files: what is read back is what was written, within the error that is promised."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assets.colour import LUMINANCE_WEIGHTS
from render.light_maps.encoding import HEADER, STEPS, Steps, decode_layer, encode_layer


def room_light(rows: int = 90, columns: int = 130) -> np.ndarray:
    """Light that falls off from a lamp, with a shadow's edge and a tint: lux in R, G and B."""
    y, x = np.mgrid[:rows, :columns] * 0.05
    light = 400 * 0.8 / ((x - 2) ** 2 + (y - 3) ** 2 + 0.64) ** 1.5 * (x > 0.7) + 0.3 + x
    tint = np.stack([1.2 + 0 * x, 0.95 + 0.01 * y, 0.7 - 0.05 * x], axis=2)
    return light[:, :, None] * tint


def lux(values: np.ndarray) -> np.ndarray:
    return values @ LUMINANCE_WEIGHTS if values.shape[2] == 3 else values[:, :, 0]


@pytest.mark.parametrize("channels", [1, 3])
def test_illuminance_is_within_one_per_cent_above_half_a_lux(channels: int) -> None:
    values = room_light()[:, :, :channels] * np.geomspace(1e-3, 100, 130)[:, None]
    read = decode_layer(encode_layer(values))
    bright = lux(values) >= 0.5
    assert np.abs(lux(read) / lux(values) - 1)[bright].max() <= 0.01
    assert STEPS.error_at(0.5) <= 0.01


def test_colours_are_within_two_and_a_half_per_cent() -> None:
    values = room_light()
    read = decode_layer(encode_layer(values))
    assert np.abs(read / values - 1).max() < 0.025


def test_what_is_read_is_written_alike() -> None:
    """Numbers that a file can hold are held exactly, to single precision."""
    once = decode_layer(encode_layer(room_light()[:, :, :1]))
    np.testing.assert_allclose(decode_layer(encode_layer(once)), once, rtol=1e-6)


def test_it_is_a_gzip_stream_behind_a_header_of_28_bytes() -> None:
    content = encode_layer(room_light(3, 5))
    assert content[:4] == b"LLYR"
    assert struct.unpack_from("<BBHII", content, 4) == (1, 3, 0, 5, 3)
    assert struct.unpack_from("<fff", content, 16) == pytest.approx((40.0, 32.0, 0.04))
    assert len(gzip.decompress(content[28:])) == 3 * 5 * 3 * 2


def test_numbers_by_hand() -> None:
    """0.04 lx is one octave above nothing, 40 steps: its zig-zag is 80; the next is predicted from it."""
    content = encode_layer(np.array([[[0.04], [0.04], [0.12]]]))
    # 0.12 is two octaves; the difference of 40 is 80 again
    assert gzip.decompress(content[28:]) == bytes([80, 0, 80, 0, 0, 0])


def test_the_same_light_is_the_same_file() -> None:
    assert encode_layer(room_light()) == encode_layer(room_light())


def test_smooth_light_is_small() -> None:
    values = room_light(200, 220)
    assert len(encode_layer(values)) < values.shape[0] * values.shape[1]  # below a byte for each texel


def test_light_that_is_off_costs_nothing() -> None:
    assert len(encode_layer(np.zeros((200, 220, 3)))) < 700


@given(arrays(np.float32, (4, 5, 1), elements=st.floats(-3e5, 3e5, width=32)))
def test_any_one_channel_is_read_back(values: np.ndarray) -> None:
    read = decode_layer(encode_layer(values))
    assert (np.abs(read - values) <= 0.009 * (np.abs(values) + STEPS.floor)).all()


@given(arrays(np.float32, (4, 5, 3), elements=st.floats(0, 3e5, width=32)))
def test_any_illuminance_is_read_back(values: np.ndarray) -> None:
    read = lux(decode_layer(encode_layer(values)).astype(np.float64))
    assert (np.abs(read - lux(values)) <= 0.009 * (lux(values) + STEPS.floor)).all()
    assert (read >= 0).all()


def test_finer_steps_have_smaller_errors() -> None:
    values, fine = room_light(), Steps(400.0, 400.0, 0.004)
    assert np.abs(decode_layer(encode_layer(values, fine)) / values - 1).max() < 0.0025


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (np.full((2, 2, 3), np.nan), "finite"),
        (np.full((2, 2, 1), np.inf), "finite"),
        (np.full((2, 2, 3), -1.0), "negative"),
        (np.zeros((2, 2, 2)), "channels"),
    ],
)
def test_what_is_no_light_is_refused(values: np.ndarray, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        encode_layer(values)


def changed(content: bytes, **fields: float) -> bytes:
    names = ("magic", "version", "channels", "zero", "width", "height", "steps", "colour", "floor")
    header = dict(zip(names, HEADER.unpack_from(content), strict=True)) | fields
    return HEADER.pack(*header.values()) + content[HEADER.size :]


def test_broken_files_are_refused() -> None:
    content = encode_layer(room_light(6, 7))
    broken = [
        b"",
        content[:20],
        content[:-30],
        content[:40] + bytes(len(content) - 40),
        changed(content, version=2),
        changed(content, channels=2),
        changed(content, width=8),
        changed(content, width=1 << 31, height=1 << 31),
        changed(content, steps=0.0),
        changed(content, floor=float("nan")),
        b"PNG!" + content[4:],
    ]
    for each in broken:
        with pytest.raises(ValueError, match="light layer"):
            decode_layer(each)
