"""Turntables: the same light from all round, all of the luminaire in each picture, true to its photometry."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from assets.catalogue import read_catalogue
from assets.luminaire import bare_luminaire
from kit.errors import UnsoundInput
from render.image import animation_bytes, png_bytes
from render.mixing import column_weights, luminance_of
from render.options import DRAFT
from render.studio import LUMINAIRE, studio_of
from render.surface_light import patch_illuminance_lx
from render.turntable import MOST_PIXELS, frame_name, require_bounded, turntable

CATALOGUE = read_catalogue()
QUICK = replace(DRAFT, quality="normal", pixel_gather_rays=64)
SKUS = [luminaire.sku for luminaire in CATALOGUE.luminaires]


def turned(sku, **wishes):
    wished = {"frames": 4, "size_px": (96, 72), "options": QUICK, **wishes}
    return turntable(CATALOGUE.find(sku), **wished)


@pytest.mark.parametrize("sku", SKUS)
def test_all_of_a_luminaire_is_in_every_picture_and_every_camera_in_the_studio(sku):
    aspect = 0.75
    studio = studio_of(CATALOGUE.find(sku), fov_deg=30.0, aspect=aspect)
    table = turned(sku, options=replace(QUICK, transport_rays=8, emission_rays=4096))
    placed = next(each for each in studio.scene.luminaires if each.id == LUMINAIRE)
    body = placed.luminaire.body
    head = body.vertex_group == 2 if body.vertex_group is not None else slice(None)
    points = placed.body_vertices_m[head]
    assert points[:, 2].min() > -1e-6
    shell = studio.scene.surfaces[0].vertices_m
    for view in table.field.scene.views:
        eye = np.array(view.eye_m)
        assert np.hypot(*eye[:2]) < 0.95 * studio.radius_m
        assert 0 < eye[2] < shell[:, 2].max()
        forward = np.subtract(view.target_m, eye) / np.linalg.norm(np.subtract(view.target_m, eye))
        right = np.cross(forward, [0, 0, 1.0])
        right /= np.linalg.norm(right)
        ahead = (points - eye) @ forward
        across = (points - eye) @ right / ahead / math.tan(math.radians(15))
        upright = (points - eye) @ np.cross(right, forward) / ahead / math.tan(math.radians(15)) / aspect
        assert np.abs(across).max() < 1
        assert np.abs(upright).max() < 1


def test_a_round_luminaire_looks_the_same_from_all_round():
    for lit in (True, False):
        table = turned("pendant-globe-300", lit=lit, frames=3)
        seen = [luminance_of(table.picture(frame).luminance_cd_m2) for frame in range(3)]
        assert {table.picture(frame).ev for frame in range(3)} == {table.ev}
        for other in seen[1:]:
            assert np.median(np.abs(other / seen[0] - 1)) < 0.04
            assert other.mean() == pytest.approx(seen[0].mean(), rel=0.03)


def test_a_globe_that_burns_has_the_luminance_of_its_photometry():
    globe = CATALOGUE.find("pendant-globe-300")
    table = turned("pendant-globe-300", size_px=(64, 64))
    seen = luminance_of(table.picture(0).luminance_cd_m2)
    intensity = float(globe.photometry.distribution.intensity_towards_cd(0.0, 78.0))
    disc_m2 = math.pi * 0.15**2
    assert seen[32:36, 30:34].mean() == pytest.approx(intensity / disc_m2, rel=0.12)
    unlit = luminance_of(turned("pendant-globe-300", size_px=(64, 64), lit=False).picture(0).luminance_cd_m2)
    backdrop = np.median(unlit)
    assert 0.5 < unlit[32:36, 30:34].mean() / backdrop < 3  # a white thing before a light grey one


def test_what_it_throws_on_the_backdrop_is_its_own_light():
    table = turned("pendant-dome-400")
    weights = column_weights(table.field.scene, frame_name(0))
    light = patch_illuminance_lx(table.field, weights)[:, 1]
    normal, area = table.field.patches.normal, table.field.transport.area_m2
    floor, ceiling = normal[:, 2] > 0.99, normal[:, 2] < -0.99
    below, over = (np.average(light[part], weights=area[part]) for part in (floor, ceiling))
    assert below > 2 * over  # it shines downwards


def test_wall_lights_are_shown_on_a_wall_and_never_from_behind():
    table = turned("wall-updown-120", frames=8)
    board = table.field.scene.surfaces[1].vertices_m
    eyes = np.array([view.eye_m for view in table.field.scene.views])
    assert eyes[:, 1].min() > board[:, 1].max()
    body = table.field.scene.luminaires[0].body_vertices_m
    assert body[:, 1].min() == pytest.approx(board[:, 1].max(), abs=1e-3)


def test_the_animation_goes_round_for_ever():
    table = turned("table-mushroom-280", frames=3, size_px=(48, 40))
    frames = [png_bytes(picture) for picture in table.pictures()]
    for ending in (".webp", ".avif"):
        image = Image.open(io.BytesIO(animation_bytes(frames, ending, seconds=1.5)))
        assert (image.n_frames, image.size) == (3, (48, 40))
        image.seek(1)
        image.load()
        assert image.info["duration"] == 500
        shown, drawn = (
            np.asarray(each.convert("RGB"), float) for each in (image, Image.open(io.BytesIO(frames[1])))
        )
        assert np.abs(shown - drawn).mean() < 6


def test_what_cannot_be_turned_is_refused():
    bare = bare_luminaire(CATALOGUE.find("pendant-globe-300").photometry, "bare")
    with pytest.raises(UnsoundInput) as refusal:
        turntable(bare)
    assert [problem.code for problem in refusal.value.problems] == ["LUMINAIRE_WITHOUT_BODY"]
    for frames, size in ((0, (64, 64)), (121, (64, 64)), (1, (8, 64)), (1, (64, 4096))):
        with pytest.raises(ValueError, match="frames of"):
            require_bounded(frames, size)
    side = 2048
    with pytest.raises(ValueError, match="million pixels"):
        require_bounded(MOST_PIXELS // side**2 + 1, (side, side))
