"""The shelf: what it says of a material's reflectance is what its textures show, and they repeat unseen."""

from __future__ import annotations

import numpy as np
import pytest

from assets.colour import LUMINANCE_WEIGHTS
from assets.material import Appearance
from assets.named_finishes import named_finishes
from assets.reflectance import linear_from_srgb, triangle_reflectance
from assets.shelf import DrawnTexture, shelf_material, shelf_names

OWN = [name for name in shelf_names() if name not in named_finishes()]  # those are drawn as ours are
DRAWN = [name for name in OWN if shelf_material(name).material.base_colour is not None]
IN_COLOURS_OF_THEIR_OWN = (  # real finishes with patterns of ours, the most saturated and the darkest
    *("sofa-fabric-orange", "sofa-fabric-charcoal", "leather-saddle", "parquet-dark"),
    *("floor-tile-beige", "wall-tile-dark-green", "stainless-sink", "copper-polished"),
)


def test_the_shelf_has_what_rooms_need() -> None:
    assert {
        *("oak-planks", "walnut", "white-plaster", "painted-wall", "concrete", "carpet", "linen-curtain"),
        *("paper-shade", "opal-shade", "ceramic-tiles", "brass", "brushed-steel", "black-metal", "mirror"),
        *("clear-glass", "frosted-glass", "leather", "wool-fabric"),
    } <= set(shelf_names())
    with pytest.raises(KeyError):
        shelf_material("unobtainium")


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [  # DIAL, Reflection; OSRAM, Encyclopedia of light
        ("oak-planks", 0.30, 0.60),
        ("walnut", 0.10, 0.20),
        ("white-plaster", 0.75, 0.85),
        ("concrete", 0.20, 0.30),
        ("ceramic-tiles", 0.65, 0.75),
        ("black-metal", 0.03, 0.12),
    ],
)
def test_reflectances_are_those_of_published_tables(name: str, low: float, high: float) -> None:
    assert low <= LUMINANCE_WEIGHTS @ shelf_material(name).reflectance_rgb <= high


@pytest.mark.parametrize(
    ("ours", "measured"),
    [
        ("oak", "oak-board"),
        ("walnut", "walnut-board"),
        ("concrete", "raw-concrete"),
        ("wool-fabric", "sofa-fabric-grey"),
        ("painted-wall", "white-painted-wall"),
    ],
)
def test_ours_reflect_much_as_measured_specimens_do(ours: str, measured: str) -> None:
    """Spectra in SpectralDB: bare boards, a concrete floor, a sofa and a painted wall."""
    found = LUMINANCE_WEIGHTS @ shelf_material(ours).reflectance_rgb
    assert found == pytest.approx(named_finishes()[measured].reflectance, abs=0.04)


@pytest.mark.parametrize("name", [*DRAWN, *IN_COLOURS_OF_THEIR_OWN])
def test_textures_show_the_reflectance_that_is_told(name: str) -> None:
    shelf = shelf_material(name)
    whole = np.array([[[0, 0], [40, 0], [0, 40]]], np.float32)  # many repeats
    looks = Appearance(
        (shelf.material,),
        np.zeros(1, np.int64),
        whole,
        np.zeros((1, 3, 3), np.float32),
        np.ones((1, 3), np.float32),
    )
    assert triangle_reflectance(looks)[0] == pytest.approx(np.array(shelf.reflectance_rgb), abs=0.006)


@pytest.mark.parametrize("name", DRAWN)
def test_textures_repeat_without_a_seam(name: str) -> None:
    texture = shelf_material(name).material.base_colour
    assert texture is not None
    light = linear_from_srgb(texture.pixels)[:, :, 1].astype(np.float64)
    for axis in (0, 1):
        steps = np.abs(np.diff(light, axis=axis)).mean(axis=1 - axis)
        seam = np.abs(np.take(light, 0, axis=axis) - np.take(light, -1, axis=axis)).mean()
        assert seam <= steps.max() * 1.05


def test_a_texture_is_drawn_only_when_it_is_looked_at_and_always_the_same() -> None:
    texture = shelf_material("paper-shade").material.base_colour
    assert isinstance(texture, DrawnTexture)
    assert texture.pixels is texture.pixels
    assert texture.pixels.dtype == np.uint8
    normal = shelf_material("paper-shade").material.normal
    assert normal is not None
    vectors = (normal.pixels.astype(float) - 128) / 127
    assert np.linalg.norm(vectors, axis=2) == pytest.approx(1.0, abs=0.01)
