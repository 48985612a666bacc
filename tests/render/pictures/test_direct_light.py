"""Direct light in pictures beside closed formulas: right, without grain, and with even edges of shadows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made import block, box_room, hang, lambertian, scene, square
from opening_geometry import box_lx, disc_lx

from assets.photometry import LuminousOpening, OpeningShape
from render.options import NORMAL
from render.picture import take_picture
from render.simulate import simulate
from scenes.scene import View

QUICK = replace(NORMAL, patch_size_m=0.5, emission_rays=1 << 14, gather_rays=32, transport_rays=32)
PIXELS = 96
DOWN = View("floor", (2.0, 2.0, 2.5), (2.0, 2.0001, 0.0), 40.0, (PIXELS, PIXELS))
UP = np.array([0.0, 0.0, 1.0])


def black_room(*more, floor):
    """Only the floor reflects, or what is brought, which no other surface gives back to it."""
    return (*box_room(4, 4, 2.8, floor=floor, walls=0.0, ceiling=0.0), *more)


def floor_lux(opening, height_m, surfaces=(), options=QUICK, view=DOWN, floor=0.1):
    """Illuminance of the floor as the camera sees it, and where its pixels are [m]."""
    lamp = hang(lambertian(1000), (2.0, 2.0, height_m), opening=opening)
    made = replace(scene(black_room(*surfaces, floor=floor), [lamp]), views=(view,))
    found = take_picture(simulate(made, options), None, sky=None).illuminance_lx
    half = view.eye_m[2] * np.tan(np.radians(view.fov_deg / 2))
    steps = ((np.arange(PIXELS) + 0.5) / PIXELS * 2 - 1) * half
    x, y = np.meshgrid(2.0 + steps, 2.0 - steps)
    return found, x, y


@pytest.mark.parametrize("height_m", [0.4, 1.2, 2.2])
def test_a_luminous_square_lights_the_floor_as_its_formula_says_without_grain(height_m):
    side = 0.6
    found, x, y = floor_lux(square(side), height_m)
    luminance = 1000 / side**2
    # the lamp hides the floor right below it from nobody: it has no body
    places = [(i, j) for i in range(4, PIXELS, 11) for j in range(4, PIXELS, 11)]
    exact = np.array(
        [box_lx(square(side), np.array([x[p] - 2, y[p] - 2, -height_m]), UP) * luminance for p in places]
    )
    assert np.array([found[p] for p in places]) == pytest.approx(exact, rel=0.02)
    # what is left between pixels beside each other is far below what an eye sees
    bend = np.abs(found[1:-1, 1:-1] - (found[1:-1, :-2] + found[1:-1, 2:]) / 2) / found[1:-1, 1:-1]
    assert np.sqrt(np.mean(bend**2)) < 0.003


def test_a_luminous_disc_lights_the_floor_as_its_formula_says():
    disc = LuminousOpening(OpeningShape.DISC, (0.8, 0.8, 0.0))
    found, x, y = floor_lux(disc, 1.2)
    luminance = 1000 / (np.pi * 0.4**2)
    for p in ((48, 48), (30, 60), (10, 48), (80, 20), (5, 5)):
        beside = np.hypot(x[p] - 2, y[p] - 2)
        exact = disc_lx(0.4, beside_m=beside, distance_m=1.2) * luminance
        assert found[p] == pytest.approx(exact, rel=0.02)


def test_the_edge_of_a_hard_shadow_is_even_between_pixels():
    # a plate whose edge is turned a little against the pixels' rows, under a lamp as small as a point
    turn = np.radians(7)
    corners = np.array([[-3, 0, 0], [3, 0, 0], [3, 3, 0], [-3, 3, 0.0]])
    rotation = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    plate = block("furniture:0:plate", (0, 0, 0), (1, 1, 1), 0.0)
    plate = replace(
        plate,
        vertices_m=corners @ rotation.T * 0.2 + np.array([2.0, 2.0, 0.5]),
        triangles=np.array([[0, 1, 2], [0, 2, 3]]),
    )
    view = replace(DOWN, eye_m=(2.0, 2.0, 0.45), target_m=(2.0, 2.0001, 0.0))  # below the plate
    found, _, _ = floor_lux(square(0.002), 2.0, [plate], view=view)
    lit = np.nanmax(found)
    edge = (found / lit > 0.5).sum(axis=0)  # whole pixels
    fine = np.clip(found / lit, 0, 1).sum(axis=0)  # with the pixels that the edge crosses
    columns = np.arange(PIXELS)[8:-8]

    def unevenness(height):
        line = np.polyfit(columns, height[8:-8], 1)
        return np.std(height[8:-8] - np.polyval(line, columns))

    assert unevenness(edge.astype(float)) > 0.25  # a staircase is off by 1 / sqrt(12) of a pixel
    assert unevenness(fine) < 0.15


@pytest.mark.parametrize("rays", [1, 6])
def test_a_surface_whose_plane_cuts_the_opening_gets_what_is_before_it(rays):
    side, height_m = 0.6, 1.4
    box = block("furniture:0:box", (2.0, 1.4, 0.0), (2.8, 2.6, 0.8), 0.1)
    view = View("side", (0.6, 2.0, 0.4), (2.0, 2.0, 0.4), 8.0, (PIXELS, PIXELS))
    options = replace(QUICK, pixel_light_points=rays)
    found, _, _ = floor_lux(square(side), height_m, [box], options, view, floor=0.0)
    place = np.array([0.0, 0.0, 0.4 - height_m])
    exact = box_lx(square(side), place, np.array([-1.0, 0.0, 0.0])) * 1000 / side**2
    middle = found[44:52, 44:52]
    assert middle.mean() == pytest.approx(exact, rel=0.02)
    assert np.ptp(middle) < 0.05 * exact
