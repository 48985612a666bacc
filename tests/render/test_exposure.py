"""Exposure and white are chosen once for a room, can be fixed, and are locked while lights are dimmed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made import box_room, hang, lambertian, probes, scene, square

from assets.colour import LUMINANCE_WEIGHTS, white_rgb
from render.exposure import adaptation_white, exposure_ev, partly_adapted, white_luminance_cd_m2
from render.options import NORMAL
from render.picture import take_picture
from render.simulate import simulate
from scenes.scene import SceneWeight, View

SMALL = replace(NORMAL, patch_size_m=0.4, emission_rays=1 << 14, gather_rays=64)
VIEWS = (
    View("down", (2, 2, 2.0), (2.0, 2.0001, 0), 60, (32, 24)),
    View("up", (2, 2, 1.0), (2.0, 2.0001, 2.7), 60, (32, 24)),
)


def field_of(intensity_cd=800.0, cct_k=2700.0, **more):
    lamp = replace(hang(lambertian(intensity_cd), (2, 2, 2.7), opening=square(0.4)), cct_k=cct_k)
    surfaces = box_room(4, 4, 2.7, floor=0.4, walls=0.6, ceiling=0.7)
    made = scene(surfaces, [lamp], [probes([(2, 2, 0)])], **more)
    weights = {name: {"p1": replace(w["p1"], cct_k=cct_k)} for name, w in made.weights.items()}
    weights["cool"] = {"p1": SceneWeight(0.3, 6000.0)}
    return simulate(replace(made, views=VIEWS, weights=weights), SMALL)


def test_one_exposure_and_white_for_all_scenes_and_views():
    field = field_of(scenes={"dim": {"p1": 0.01}, "off": {"p1": 0.0}})
    pictures = [
        take_picture(field, view, name) for view in ("down", "up") for name in (None, "dim", "off", "cool")
    ]
    assert {picture.ev for picture in pictures} == {exposure_ev(field)}
    assert {tuple(picture.white) for picture in pictures} == {tuple(adaptation_white(field))}


def test_two_luminaires_are_compared_at_the_exposure_of_the_first():
    first, second = field_of(), field_of(intensity_cd=3200.0)
    assert exposure_ev(second) == pytest.approx(exposure_ev(first) + 2.0)
    bright = replace(take_picture(second, "down"), ev=exposure_ev(first), white=adaptation_white(first))
    plain = take_picture(first, "down")
    assert (bright.ev, *bright.white) == (plain.ev, *plain.white)
    ratio = bright.luminance_cd_m2.mean() / plain.luminance_cd_m2.mean()
    assert ratio == pytest.approx(4.0, rel=0.02)


def test_the_exposure_puts_half_of_the_rooms_surfaces_below_its_share_of_white():
    field = field_of()
    ev = exposure_ev(field)
    assert ev == pytest.approx(round(ev * 3) / 3)
    reflected = (
        field.patch_light.direct_lx.mean(axis=0)[:, 0] + field.patch_light.indirect_lx.mean(axis=0)[:, 0, 0]
    )
    luminance = reflected * field.reflectance[:, 0] / np.pi
    below = field.transport.area_m2[luminance < 0.38 * white_luminance_cd_m2(ev)].sum()
    assert below / field.transport.area_m2.sum() == pytest.approx(0.5, abs=0.2)  # thirds of a stop


def test_the_white_can_be_chosen():
    field = field_of()
    auto, none, kelvin = (adaptation_white(field, choice) for choice in ("auto", "none", "4000"))
    assert none == pytest.approx([1, 1, 1])
    assert kelvin == pytest.approx(white_rgb(4000.0))
    assert auto == pytest.approx(partly_adapted(white_rgb(2700.0)))
    assert float(auto @ LUMINANCE_WEIGHTS) == pytest.approx(1.0)
    assert white_rgb(2700.0)[0] > auto[0] > 1.0  # most of the warmth is taken for white, not all
    assert adaptation_white(field, "4000,-0.004") == pytest.approx(white_rgb(4000.0, -0.004))
    for wrong in ("warm", "300", "nan", "4000,", "4000,1", "4000,nan", "auto,0.001"):
        with pytest.raises(ValueError, match="white is"):
            adaptation_white(field, wrong)


def test_without_light_white_is_white():
    assert partly_adapted(np.zeros(3)) == pytest.approx([1, 1, 1])
