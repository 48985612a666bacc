"""Textures are read where they should be, in linear light."""

from __future__ import annotations

import tracemalloc

import drjit as dr
import numpy as np
import pytest

from assets.material import Material, Texture, Wrap
from render.device import mitsuba
from render.pictures.materials import load_materials
from render.pictures.textures import load_textures, texture_values

CHECKS = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]], np.uint8)


def read(texture, u, v, *, linear=True, repeats=0.0):
    return read_in([(texture, linear)], 0, u, v, repeats)


def read_in(textures, which, u, v, repeats=0.0):
    mi = mitsuba()
    table = load_textures(textures)
    uv = (mi.Float(np.atleast_1d(u)), mi.Float(np.atleast_1d(v)))
    values = texture_values(table, mi.UInt32(which), uv, mi.Float(repeats), mi.Bool(True))
    return np.stack([np.broadcast_to(channel.numpy(), np.shape(np.atleast_1d(u))) for channel in values], -1)


def test_the_middle_of_a_texel_is_that_texel_and_between_two_is_their_mean():
    texture = Texture(CHECKS)
    assert read(texture, 0.25, 0.25)[0] == pytest.approx([1, 0, 0, 1])
    assert read(texture, 0.75, 0.25)[0] == pytest.approx([0, 1, 0, 1])
    assert read(texture, 0.25, 0.75)[0] == pytest.approx([0, 0, 1, 1])
    assert read(texture, 0.5, 0.25)[0] == pytest.approx([0.5, 0.5, 0, 1], abs=1e-6)


def test_beyond_the_edges():
    for wrap, expected in (
        (Wrap.REPEAT, [1, 0, 0]),
        (Wrap.CLAMP, [0, 1, 0]),
        (Wrap.MIRROR, [0, 1, 0]),
    ):
        assert read(Texture(CHECKS, (wrap, wrap)), 1.25, 0.25)[0, :3] == pytest.approx(expected), wrap
    assert read(Texture(CHECKS, (Wrap.MIRROR, Wrap.REPEAT)), 1.75, 0.25)[0, :3] == pytest.approx([1, 0, 0])
    assert read(Texture(CHECKS), -3.75, 7.25)[0, :3] == pytest.approx([1, 0, 0])


def test_srgb_is_decoded_and_alpha_is_not():
    """Half of the code is 21.4 % of the light (IEC 61966-2-1)."""
    pixels = np.full((1, 1, 4), 128, np.uint8)
    assert read(Texture(pixels), 0.5, 0.5, linear=False)[0] == pytest.approx([0.2158605] * 3 + [128 / 255])
    assert read(Texture(pixels), 0.5, 0.5)[0] == pytest.approx([128 / 255] * 4)


def test_far_away_a_texture_is_its_mean_in_linear_light():
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = 255
    far = read(Texture(stripes), [0.1, 0.6], [0.3, 0.9], linear=False, repeats=1.0)
    assert far[:, :3] == pytest.approx(np.full((2, 3), 0.5), abs=0.005)


def test_lanes_that_read_nothing_do_no_harm():
    mi = mitsuba()
    table = load_textures([(Texture(CHECKS), True)])
    uv = (mi.Float([0.25, np.nan]), mi.Float([0.25, np.inf]))
    values = texture_values(table, mi.UInt32([0, 0xFFFFFFFF]), uv, mi.Float(0.0), mi.Bool([True, False]))
    assert values[0].numpy()[0] == pytest.approx(1.0)


def test_equal_pictures_are_there_once_and_each_keeps_its_edges():
    """12 copies, each half as wide and high: 4/3 of a picture's own texels."""
    pixels = np.random.default_rng(1).integers(0, 256, (256, 256, 3)).astype(np.uint8)
    wraps = [(wrap, wrap) for wrap in Wrap]
    materials = [Material(str(k), base_colour=Texture(pixels, wrap)) for k, wrap in enumerate(wraps * 5)]
    table = load_materials(materials, [False] * len(materials)).textures
    assert dr.width(table.texels) == pytest.approx(256 * 256 * 4 / 3, rel=0.001)
    assert len(table.shown) == len(wraps)
    # what was there is taken over, beside something new
    new = Texture(CHECKS)
    values = [read_in([(new, True), (Texture(pixels), False)], k, 0.25, 0.25) for k in (0, 1)]
    assert values[0][0, :3] == pytest.approx([1, 0, 0])
    assert values[1] == pytest.approx(read(Texture(pixels.copy()), 0.25, 0.25, linear=False), abs=1e-6)


def test_the_table_is_all_that_is_kept():
    made = np.random.default_rng(1).integers(0, 256, (512, 512, 3)).astype(np.uint8)
    load_textures([(Texture(CHECKS), True)])
    tracemalloc.start()
    try:
        table = load_textures([(Texture(made), False)])
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held < 1.1 * 4 * dr.width(table.texels)
