"""Light that one small bright spot throws into a dark room is right and without noise in pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made import block, box_room, hang, lambertian, probes, scene, square

from render.measures import measure
from render.mixing import column_weights
from render.options import NORMAL
from render.picture import take_picture
from render.pictures.bright_spots import light_spots, reflected_lm
from render.simulate import simulate
from scenes.scene import View

# of the far wall, 0.8 m wide: only the lit table shines on it
VIEW = View("wall", (2.0, 1.0, 1.4), (2.0, 4.0, 1.4), 15.0, (192, 192))
PLACES = [(2.0 + x, 4.0, 1.4 + z) for z in (-0.2, 0.0, 0.2) for x in (-0.2, 0.0, 0.2)]


def field(**more):
    room = box_room(4, 4, 2.7, floor=0.0, walls=0.02, ceiling=0.0)
    table = block("furniture:0:table", (1.7, 1.7, 0.0), (2.3, 2.3, 0.7), 0.8)
    lamp = hang(lambertian(2000), (2, 2, 1.1), opening=square(0.1))
    there = probes(PLACES, normals=(0.0, -1.0, 0.0))
    made = replace(scene((*room, table), [lamp], [there], **more), views=(VIEW,))
    return simulate(made, replace(NORMAL, patch_size_m=0.15))


def test_a_wall_gets_the_spots_light_with_hardly_any_noise():
    lit = field()
    measured = measure(lit)["planes"][0]["illuminance_lx"]
    lux = take_picture(lit, None, sky=None).illuminance_lx
    pixel_m = 2 * 3.0 * np.tan(np.radians(VIEW.fov_deg / 2)) / 192
    found = []
    for x, _, z in PLACES:  # the camera looks along y, so x grows to the right
        column, row = int(96 + (x - 2.0) / pixel_m), int(96 - (z - 1.4) / pixel_m)
        found.append(lux[row - 1 : row + 2, column - 1 : column + 2].mean())
    # rays alone meet the table once in a hundred times: 32 of them would be off by half, and neighbours with
    # them; the measured values are known to 2 % each
    assert found == pytest.approx(measured, rel=0.06)
    assert np.mean(found) == pytest.approx(np.mean(measured), rel=0.02)


def test_spots_stand_for_all_the_light_that_lands():
    lit = field()
    spots = light_spots(lit, count=16)
    weights = column_weights(lit.scene, None)
    red = np.array(reflected_lm(spots, np.ones((lit.patches.count, 1)), weights)[0])
    # every point looks at 16 of them, each as often as any other
    flux = lit.emitters[0].flux_lm * weights[0, 0]
    assert red.mean() * 16 == pytest.approx(flux, rel=0.01)
    density, of_bodies = np.split(np.array(spots.density_per_m2), [lit.patches.count])
    assert not of_bodies.any()
    assert density @ lit.transport.area_m2 == pytest.approx(16, rel=0.01)
