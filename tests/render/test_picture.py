"""Pictures show the light that the numbers say, and the same one twice."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, lambertian, probes, scene, square
from PIL import Image

from kit.errors import UnknownRecord
from render.image import encode_false_colour, encode_picture, png_bytes, scaled
from render.measures import measure
from render.options import DRAFT, NORMAL
from render.picture import take_picture
from render.simulate import simulate
from scenes.scene import View

SMALL = replace(NORMAL, patch_size_m=0.2, emission_rays=1 << 16, gather_rays=512)
DOWN = View("down", (2, 2, 2.0), (2.0, 2.0001, 0), 60, (64, 48))


def field_of(view=DOWN, options=SMALL, reflectance=0.5, **more):
    surfaces = box_room(4, 4, 2.7, floor=reflectance, walls=0.5, ceiling=0.7)
    lamp = hang(lambertian(800), (2, 2, 2.7), opening=square(0.4))
    made = scene(surfaces, [lamp], [probes([(2, 2, 0), (2.6, 2.3, 0)])], **more)
    return simulate(replace(made, views=(view,)), options)


def test_luminance_and_illuminance_of_the_floor_agree_with_the_measures():
    field = field_of()
    picture = take_picture(field, "down")
    measured = measure(field)["planes"][0]["illuminance_lx"][0]
    middle = (slice(22, 26), slice(30, 34))
    assert picture.illuminance_lx[middle].mean() == pytest.approx(measured, rel=0.03)
    luminance = picture.luminance_cd_m2[middle].mean(axis=(0, 1))
    assert luminance == pytest.approx(0.5 * measured / np.pi, rel=0.03)


def test_the_draft_shows_the_same_light_roughly():
    picture = take_picture(field_of(options=replace(DRAFT, emission_rays=1 << 18)), "down")
    finer = take_picture(field_of(), "down")
    assert picture.illuminance_lx.mean() == pytest.approx(finer.illuminance_lx.mean(), rel=0.05)
    assert picture.luminance_cd_m2.mean() == pytest.approx(finer.luminance_cd_m2.mean(), rel=0.05)


def test_the_same_seed_gives_the_same_file_and_it_states_its_exposure():
    files = [png_bytes(take_picture(field_of(), None)) for _ in range(2)]
    assert files[0] == files[1]
    text = Image.open(io.BytesIO(files[0])).text
    assert text["Exposure"].startswith("EV ")
    assert "seed=1" in text["Description"]


def test_dimming_darkens_the_picture_at_the_same_exposure():
    scenes = {"half": {"p1": 0.5}, "off": {"p1": 0.0}}
    field = field_of(scenes=scenes)
    full, half, off = (take_picture(field, "down", name) for name in (None, "half", "off"))
    assert half.ev == full.ev == off.ev
    assert half.luminance_cd_m2.mean() == pytest.approx(full.luminance_cd_m2.mean() / 2, rel=0.02)
    assert off.luminance_cd_m2.max() == 0
    assert np.asarray(Image.open(io.BytesIO(png_bytes(off)))).max() == 0


def test_a_camera_sees_upright_and_not_mirrored():
    # a block to the right of the line of sight and low: it must be dark in the lower right quarter
    surfaces = (
        *box_room(4, 4, 2.7, floor=0.8, walls=0.8, ceiling=0.8),
        block("b", (3, 2.5, 0), (4, 3, 1), 0.0),
    )
    lamp = hang(isotropic(3000), (2, 1.0, 2.5))
    view = View("front", (2, 0.2, 1.3), (2, 4, 1.3), 70, (64, 48))
    made = replace(scene(surfaces, [lamp]), views=(view,))
    shown = take_picture(simulate(made, SMALL), "front").luminance_cd_m2.mean(axis=2)
    quarters = {
        "upper left": shown[:24, :32].min(),
        "upper right": shown[:24, 32:].min(),
        "lower left": shown[24:, :32].min(),
        "lower right": shown[24:, 32:].min(),
    }
    assert min(quarters, key=quarters.get) == "lower right"


def test_glowing_parts_are_seen_at_their_true_luminance():
    from assets.body import Body, BodyMaterial
    from assets.luminaire import Luminaire
    from scenes.scene import PlacedLuminaire

    cube = block("cube", (-0.2, -0.2, -0.2), (0.2, 0.2, 0.2), 0.5)
    body = Body(
        cube.vertices_m,
        cube.triangles,
        np.zeros(len(cube.triangles), np.int64),
        (BodyMaterial("opal", (0.0, 0.0, 0.0), glows=True),),
    )
    photometry = hang(isotropic(4000 * np.pi), (0, 0, 0)).luminaire.photometry
    matrix = np.eye(4)
    matrix[:3, 3] = (2, 3, 1.5)
    lamp = PlacedLuminaire(
        "glow",
        Luminaire("g", "g", "g", photometry, body=body),
        matrix,
        cube.vertices_m + np.array([2, 3, 1.5]),
        "c",
        1.0,
        None,
    )
    view = View("front", (2, 0.5, 1.5), (2, 3, 1.5), 40, (64, 48))
    room = box_room(4, 4, 3, floor=0, walls=0, ceiling=0)
    picture = take_picture(simulate(replace(scene(room, [lamp]), views=(view,)), SMALL), None)
    # 1000 cd from a face of 0.4 x 0.4 m seen head-on
    assert picture.luminance_cd_m2[24, 32] == pytest.approx([1000 / 0.16] * 3, rel=0.02)


def test_files_of_every_kind_open_again():
    picture = take_picture(field_of(), None)
    for ending in (".png", ".webp", ".avif"):
        assert Image.open(io.BytesIO(encode_picture(picture, ending))).size == (64, 48)
        false = Image.open(io.BytesIO(encode_false_colour(picture, ending)))
        assert (false.size, false.format) == ((64, 48), ending[1:].upper())
    assert Image.open(io.BytesIO(scaled(png_bytes(picture), 32, ".webp"))).size == (32, 24)
    with pytest.raises(ValueError, match="known are"):
        encode_picture(picture, ".bmp")


def test_an_unknown_view_is_named():
    with pytest.raises(UnknownRecord, match="down"):
        take_picture(field_of(), "nowhere")
