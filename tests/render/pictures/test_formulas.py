"""Illuminance in pictures beside closed formulas: edges of narrow beams, boxes of light, oblique panes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from glazed import level, of_pane
from hand_made import box_room, distribution, hang, isotropic, scene
from opening_geometry import box_lx

from assets.photometry import LuminousIntensityDistribution, LuminousOpening, OpeningShape
from render.options import NORMAL
from render.picture import take_picture
from render.simulate import simulate
from scenes.scene import View

QUICK = replace(NORMAL, patch_size_m=0.5, emission_rays=1 << 14, gather_rays=32, transport_rays=32)
PIXELS = 96
UP = np.array([0.0, 0.0, 1.0])


def floor_seen(lamp, eye_m, fov_deg, *more, size_m=(4, 4)):
    """Illuminance of a floor seen straight from above, and where its pixels are [m]."""
    room = box_room(*size_m, 2.8, floor=1e-3, walls=0.0, ceiling=0.0)
    x, y, height_m = eye_m
    view = View("floor", eye_m, (x, y + 1e-4, 0.0), fov_deg, (PIXELS, PIXELS))
    made = replace(scene((*room, *more), [lamp]), views=(view,))
    found = take_picture(simulate(made, QUICK), None, sky=None).illuminance_lx
    steps = ((np.arange(PIXELS) + 0.5) / PIXELS * 2 - 1) * height_m * np.tan(np.radians(fov_deg / 2))
    return found, *np.meshgrid(x + steps, y - steps)


def beam(gamma):
    """Intensity of a beam of 10 degrees: half its peak 5 degrees off the axis [cd]."""
    return 10_000 * 0.5 ** (np.degrees(gamma) / 5) ** 2


@pytest.mark.parametrize(("height_m", "within"), [(0.5, 0.02), (1.0, 0.01), (2.2, 0.01)])
@pytest.mark.parametrize("wide_m", [0.0, 0.09])
def test_the_edge_of_a_narrow_beam_is_where_its_formula_says(wide_m, height_m, within):
    """Half a metre below, the opening is as wide as the beam."""
    opening = LuminousOpening(OpeningShape.DISC, (wide_m, wide_m, 0.0)) if wide_m else None
    lamp = hang(distribution(beam, 0.25), (2, 2, height_m), opening=opening)
    found, x, y = floor_seen(lamp, (2 + height_m / 11, 2.0, 1.5), 9.0 * height_m)
    # a sum over the opening, of which there is one point where it has no size
    t = (np.arange(12) + 0.5) / 12
    ring, turn = np.meshgrid(np.sqrt(t) * wide_m / 2, 2 * np.pi * t)
    exact = np.zeros_like(found)
    for dx, dy in zip((ring * np.cos(turn)).ravel(), (ring * np.sin(turn)).ravel(), strict=True):
        gamma = np.arctan(np.hypot(x - 2 - dx, y - 2 - dy) / height_m)
        exact += beam(gamma) * np.cos(gamma) ** 3 / height_m**2 / ring.size
    assert exact.max() / exact.min() > 10  # from the middle of the beam to twice its half angle
    assert found == pytest.approx(exact, rel=within)


BOX = LuminousOpening(OpeningShape.RECTANGLE, (0.6, 0.3, 0.12))


def box_of_light(luminance):
    """What a box shines to all sides whose faces all have one luminance: that times its outline's area."""
    a, b, c = BOX.size_m
    gamma, turn = np.arange(0.0, 180.5), np.arange(0.0, 361.0, 2.5)
    g, t = np.radians(gamma)[None], np.radians(turn)[:, None]
    area = a * b * np.abs(np.cos(g)) + c * np.sin(g) * (b * np.abs(np.cos(t)) + a * np.abs(np.sin(t)))
    return LuminousIntensityDistribution(turn, gamma, luminance * area)


@pytest.mark.parametrize("height_m", [0.4, 1.0, 2.2])
def test_a_box_of_light_lights_the_floor_as_the_formula_of_its_faces_says(height_m):
    lamp = hang(box_of_light(1000.0), (2, 2, height_m), opening=BOX)
    found, x, y = floor_seen(lamp, (2.0, 2.0, 2.5), 70.0)
    places = [(i, j) for i in range(2, PIXELS, 13) for j in range(2, PIXELS, 13)]
    exact = np.array([1000.0 * box_lx(BOX, np.array([x[p] - 2, y[p] - 2, -height_m]), UP) for p in places])
    assert np.array([found[p] for p in places]) == pytest.approx(exact, rel=0.01)


@pytest.mark.parametrize("angle_deg", [60, 75])
def test_behind_a_pane_there_is_what_fresnel_lets_through_at_an_angle(angle_deg):
    height_m = 1.5
    middle_m = 1.0 + height_m * np.tan(np.radians(angle_deg))
    pane = level("pane", (0.01, 0.01), (7.99, 3.99), 1.0)
    lamp = hang(isotropic(4000 * np.pi), (middle_m, 2, height_m))
    found, x, y = floor_seen(lamp, (1.0, 2.0, 0.9), 20.0, pane, size_m=(8, 4))
    gamma = np.arctan(np.hypot(x - middle_m, y - 2) / height_m)
    exact = 1000 * np.cos(gamma) ** 3 / height_m**2 * of_pane(np.degrees(gamma))
    assert found == pytest.approx(exact, rel=1e-3)
