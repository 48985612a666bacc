"""A stated reflectance beside colours: it is their mean, they stay, and numbers are what pictures show.

Expected values are glTF's own: gloss + (1 - kept) x base, and areas of triangles; nothing of `scenes.paint`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from gltf_brdf import reflected_in_all
from textured_models import picture, textured_square

from assets.material import Appearance, Material, Texture
from assets.reflectance import MeanReflectance, triangle_reflectance
from kit.problems import Problem
from scenes.paint import as_it_is, painted
from scenes.scene import LitSurface, Scene

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709
GLOSS = reflected_in_all(base=0.0, roughness=1.0, metallic=0.0)
BODY = reflected_in_all(base=1.0, roughness=1.0, metallic=0.0) - GLOSS
OUTLINE = [[0, 0], [5, 0], [5, 4], [0, 4]]

# two triangles beside each other, the second three times as large
VERTICES = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 3, 0]], float)
TRIANGLES = np.array([[0, 1, 2], [0, 2, 3]])
SHARES = np.array([0.25, 0.75])


def two(first: Any, second: Any) -> Appearance:
    """Two dull-looking materials of these base colours, one for each triangle."""
    materials = tuple(Material(name, tuple(rgb)) for name, rgb in (("first", first), ("second", second)))
    return Appearance(
        materials,
        np.array([0, 1]),
        np.zeros((2, 3, 2), np.float32),
        np.zeros((2, 3, 3), np.float32),
        np.ones((2, 3), np.float32),
    )


@pytest.fixture
def furnished(build: Callable[..., Scene]) -> Callable[..., tuple[LitSurface, dict[str, Problem]]]:
    """A piece of furniture in a room, and the problems of the room by code."""

    def of(data: bytes, **piece: Any) -> tuple[LitSurface, dict[str, Problem]]:
        entry = {"name": "m", "model": "m.glb", "position_m": [1, 1, 0.5], **piece}
        room = {"outline_m": OUTLINE, "height_m": 2.6, "furniture": [entry]}
        scene = build(room=room, files={"m.glb": data})
        found = next(s for s in scene.surfaces if s.name == "furniture:0:m")
        return found, {p.code: p for p in scene.problems}

    return of


def coloured(rgb: tuple[int, int, int]) -> bytes:
    """A square of one colour, given as sRGB."""
    pixels = np.tile(np.array(rgb, np.uint8), (8, 8, 1))
    return textured_square(
        {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}, "metallicFactor": 0}}, [picture(pixels)]
    )


def linear(rgb: Any) -> Any:
    codes = np.array(rgb) / 255
    return np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)


def test_one_number_is_the_mean_and_colours_stay(
    furnished: Callable[..., tuple[LitSurface, dict[str, Problem]]],
) -> None:
    orange = (150, 80, 40)
    table, problems = furnished(coloured(orange), reflectance=0.2)
    found = np.array(table.reflectance_rgb)
    assert LUMINANCE @ found == pytest.approx(0.2, abs=1e-5)
    # one factor for all channels of the base
    factor = (found - GLOSS) / BODY / linear(orange)
    assert factor == pytest.approx(np.full(3, factor[1]), rel=2e-3)
    assert table.appearance is not None
    assert table.appearance.triangle_rgb == pytest.approx(factor[1], rel=2e-3)
    # what pictures show is what numbers hold
    assert triangle_reflectance(table.appearance)[0] == pytest.approx(found, abs=1e-6)
    assert "REFLECTANCE_OUT_OF_REACH" not in problems


def test_three_numbers_are_the_colour(
    furnished: Callable[..., tuple[LitSurface, dict[str, Problem]]],
) -> None:
    data = coloured((150, 80, 40))
    assert furnished(data, reflectance=[0.1, 0.2, 0.5])[0].reflectance_rgb == pytest.approx(
        (0.1, 0.2, 0.5), abs=1e-5
    )
    assert furnished(data, reflectance=[0.3, 0.3, 0.3])[0].reflectance_rgb == pytest.approx(
        (0.3, 0.3, 0.3), abs=1e-5
    )


def test_the_mean_is_by_area() -> None:
    wood, steel = np.array([0.3, 0.15, 0.08]), np.array([0.2, 0.2, 0.22])
    found = painted(two(wood, steel), VERTICES, TRIANGLES, (0.3, 0.3, 0.3), as_colour=False)
    assert found.each is not None
    assert SHARES @ found.each @ LUMINANCE == pytest.approx(0.3, abs=1e-5)
    assert found.reflectance_rgb == pytest.approx(SHARES @ found.each, abs=1e-8)
    factor = (0.3 - GLOSS) / BODY / (SHARES @ np.array([wood, steel]) @ LUMINANCE)
    assert found.each == pytest.approx(GLOSS + BODY * factor * np.array([wood, steel]), abs=2e-4)


def test_nothing_is_more_than_white_and_the_rest_makes_up_for_it() -> None:
    light, dark = np.full(3, 0.8), np.full(3, 0.3)
    found = painted(two(dark, light), VERTICES, TRIANGLES, (0.9, 0.9, 0.9), as_colour=False)
    assert found.each is not None
    white = GLOSS + BODY
    assert found.each[1] == pytest.approx([white] * 3, abs=2e-4)
    assert found.each[0] == pytest.approx([(0.9 - 0.75 * white) / 0.25] * 3, abs=1e-3)
    assert found.reflectance_rgb == pytest.approx((0.9, 0.9, 0.9), abs=1e-5)


def test_texels_are_white_at_most_too() -> None:
    pixels = np.zeros((4, 4, 3), np.uint8)
    pixels[:, :2], pixels[:, 2:] = 188, 99  # linear 0.503 and 0.125
    material = Material("halves", base_colour=Texture(pixels))
    uv = np.array([[[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 1], [0, 1]]], np.float32)
    looks = replace(two((1, 1, 1), (1, 1, 1)), materials=(material, material), uv=uv)
    square = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], float)
    found = painted(looks, square, TRIANGLES, (0.7, 0.7, 0.7), as_colour=False)
    assert found.reflectance_rgb == pytest.approx((0.7, 0.7, 0.7), abs=1e-5)
    # half of it is white then, the rest has what is missing
    factor = (2 * (0.7 - GLOSS) / BODY - 1) / linear(99)
    assert found.appearance.triangle_rgb == pytest.approx(factor, rel=0.01)


def test_black_and_gloss_are_told(
    furnished: Callable[..., tuple[LitSurface, dict[str, Problem]]],
) -> None:
    black, problems = furnished(coloured((0, 0, 0)), reflectance=0.4)
    assert black.reflectance_rgb == pytest.approx((GLOSS, GLOSS, GLOSS), abs=1e-4)
    problem = problems["REFLECTANCE_OUT_OF_REACH"]
    assert (problem.severity, problem.where) == ("warning", "room.furniture[0].reflectance")
    assert "0.4" in problem.message
    dark, problems = furnished(coloured((90, 90, 90)), reflectance=0.005)
    assert dark.reflectance_rgb == pytest.approx((GLOSS, GLOSS, GLOSS), abs=1e-4)
    assert "REFLECTANCE_OUT_OF_REACH" in problems


def test_no_stated_reflectance_is_beyond_what_settles() -> None:
    polished = replace(
        two((0.5, 0.5, 0.5), (0.9, 0.9, 0.9)), materials=(Material("m", metallic=1.0, roughness=0.0),) * 2
    )
    found = painted(polished, VERTICES, TRIANGLES, (0.99, 0.99, 0.99), as_colour=False)
    assert max(found.reflectance_rgb) <= 0.99
    assert found.reflectance_rgb == pytest.approx((0.99, 0.99, 0.99), abs=1e-5)


def test_what_was_painted_black_can_be_painted_again() -> None:
    looks = two((0.3, 0.15, 0.08), (0.2, 0.2, 0.22))
    black = painted(looks, VERTICES, TRIANGLES, (0.0, 0.0, 0.0), as_colour=True)
    again = painted(black.appearance, VERTICES, TRIANGLES, (0.4, 0.3, 0.2), as_colour=True)
    assert again.reflectance_rgb == pytest.approx((0.4, 0.3, 0.2), abs=1e-5)


def test_looks_as_they_are_have_what_gltf_says() -> None:
    bases = np.array([[0.3, 0.15, 0.08], [0.2, 0.2, 0.22]])
    found = as_it_is(two(*bases), VERTICES, TRIANGLES)
    assert found.each == pytest.approx(GLOSS + BODY * bases, abs=2e-4)
    assert found.reflectance_rgb == pytest.approx(SHARES @ (GLOSS + BODY * bases), abs=2e-4)


def sheet(cells: int, tints: Any) -> tuple[Appearance, Any, Any]:
    """A square of many triangles with a noisy texture, repeated four times, and each triangle's tint."""
    x = np.linspace(0, 1, cells + 1)
    corners = np.stack(
        [*(each.ravel() for each in np.meshgrid(x, x, indexing="ij")), 0 * np.tile(x, cells + 1)], 1
    )
    first = (np.arange(cells)[:, None] * (cells + 1) + np.arange(cells)).ravel()
    across, onward = first + cells + 2, first + cells + 1
    triangles = np.concatenate(
        [np.stack([first, onward, across], 1), np.stack([first, across, first + 1], 1)]
    )
    pixels = np.random.default_rng(1).integers(0, 256, (300, 200, 3)).astype(np.uint8)
    uv = (4 * corners[triangles][:, :, :2]).astype(np.float32)
    count = len(triangles)
    looks = Appearance(
        (Material("noise", base_colour=Texture(pixels)),),
        np.zeros(count, np.int64),
        uv,
        np.zeros((count, 3, 3), np.float32),
        np.broadcast_to(np.asarray(tints, np.float32), (count, 3)).copy(),
    )
    return looks, corners, triangles


@pytest.mark.parametrize("factor", [0.3, 1.0, 2.5, 20.0])
@pytest.mark.parametrize("cells", [2, 9, 100])
@pytest.mark.parametrize("varied", [False, True])
def test_a_factor_means_the_same_as_colours_multiplied_by_it(factor: float, cells: int, varied: bool) -> None:
    """Of large, middling and tiny triangles, alike and not, up to where most of it is white."""
    tints = np.random.default_rng(2).uniform(0.2, 0.9, (2 * cells**2, 3)) if varied else (0.9, 0.6, 0.3)
    looks, _, triangles = sheet(cells, tints)
    share = np.full(len(triangles), 1 / len(triangles))
    each = triangle_reflectance(
        replace(looks, triangle_rgb=looks.triangle_rgb * np.float32(factor)), highest=1.0
    )
    found = MeanReflectance(looks, share).rgb(np.full(3, factor), highest=1.0)
    assert found == pytest.approx(each.mean(axis=0), abs=2e-6)


def test_textures_are_not_read_again_for_every_try() -> None:
    looks, corners, triangles = sheet(200, (1.0, 1.0, 1.0))
    triangle_reflectance(looks)
    started = time.process_time()
    triangle_reflectance(looks)
    once = time.process_time() - started
    started = time.process_time()
    found = painted(looks, corners, triangles, (0.7, 0.7, 0.6), as_colour=True)
    assert time.process_time() - started < 5 * once  # one reading before the search, one of what was found
    assert found.reflectance_rgb == pytest.approx((0.7, 0.7, 0.6), abs=1e-5)
