"""The promises of light for the browser in a furnished living room: small files and small errors."""

from __future__ import annotations

import numpy as np
import pytest

from assets.colour import LUMINANCE_WEIGHTS
from benchmarks.rooms import living_room
from render.light_maps.encoding import decode_layer, encode_layer
from render.light_maps.layers import lightmap_layer, lightmap_stage, room_atlas
from render.options import DRAFT
from render.simulate import simulate

MOST_BYTES = 60_000
MOST_ERROR = 0.01
DARKEST_LX = 0.5


@pytest.fixture(scope="module")
def layers() -> list[np.ndarray]:
    """One image a luminaire, at 5 cm."""
    field = simulate(living_room(), DRAFT)
    atlas = room_atlas(field)
    assert atlas.texel_m == pytest.approx(0.05)
    stage = lightmap_stage(field, atlas)
    return [lightmap_layer(stage, field, column) for column in range(len(field.emitters))]


def test_a_layer_is_at_most_60_kb(layers: list[np.ndarray]) -> None:
    assert max(len(encode_layer(layer)) for layer in layers) <= MOST_BYTES


def test_encoding_costs_at_most_a_per_cent(layers: list[np.ndarray]) -> None:
    for layer in layers:
        own, read = layer @ LUMINANCE_WEIGHTS, decode_layer(encode_layer(layer)) @ LUMINANCE_WEIGHTS
        bright = own >= DARKEST_LX
        assert bright.mean() > 0.8
        assert np.abs(read / np.where(bright, own, 1) - 1)[bright].max() <= MOST_ERROR


def test_a_mix_of_read_layers_is_within_a_per_cent(layers: list[np.ndarray]) -> None:
    """Every luminaire at another dimming: errors of layers cannot add to more than that of the worst."""
    dimming = np.linspace(0.1, 1.0, len(layers))
    own = sum(d * layer for d, layer in zip(dimming, layers, strict=True)) @ LUMINANCE_WEIGHTS
    read = sum(d * decode_layer(encode_layer(layer)) for d, layer in zip(dimming, layers, strict=True))
    bright = own >= 5 * DARKEST_LX
    assert np.abs(read @ LUMINANCE_WEIGHTS / np.where(bright, own, 1) - 1)[bright].max() <= MOST_ERROR
