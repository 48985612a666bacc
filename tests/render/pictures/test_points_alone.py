"""Points of which the grid knows nothing gather for themselves, never more rays at once than are allowed."""

from __future__ import annotations

from dataclasses import replace

import drjit as dr
import numpy as np
import pytest
from hand_made import box_room, hang, isotropic, scene

from render.device import mitsuba
from render.options import NORMAL
from render.pictures import irradiance
from render.pictures.irradiance import place, placed_light
from render.pictures.lens import Lens
from render.pictures.shot import Shot
from render.simulate import simulate
from scenes.scene import View

VIEW = View("corner", (1.0, 1.0, 1.5), (4.0, 3.0, 1.0), 70.0, (64, 48))
SMALL = replace(NORMAL, patch_size_m=0.3, emission_rays=1 << 15, transport_rays=64, gather_rays=64)


@pytest.fixture(scope="module")
def shot():
    room = box_room(4, 3, 2.5, floor=0.3, walls=0.5, ceiling=0.7)
    lamps = [hang(isotropic(900), (2.0, 1.5, 2.0))]
    return Shot(simulate(replace(scene(room, lamps), views=(VIEW,)), SMALL), Lens(VIEW))


def alone(shot):
    """All pixels' points, as if the grid had met nothing: rays and looks in all, and mean illuminance."""
    mi = mitsuba()
    width, height = VIEW.size_px
    grid = replace(shot.grid, valid=dr.zeros(mi.Bool, dr.width(shot.grid.valid)))
    first = next(iter(shot.bands())).one.sight.first
    lane = dr.arange(mi.UInt32, width * height)
    placed = place(
        *(shot.field.ray_scene, grid, mi.Float(lane % width) + 0.5, mi.Float(lane // width) + 0.5),
        *(first, first.seen, lane),
    )
    assert dr.width(placed.alone) == width * height
    weights = np.ones((1, 3))
    light = shot.room_light(weights)
    lux = placed_light(placed, shot.reflected_on_grid(light), light).illuminance
    looked = sum(dr.width(seen.spot) for _, seen in placed.own.seen)
    return dr.width(placed.own.patch) + looked, float(np.mean(lux.x.numpy()))


def test_many_points_cast_fewer_rays_each_and_get_the_same_light(shot, monkeypatch) -> None:
    points = 64 * 48
    all_rays, expected = alone(shot)
    assert all_rays == points * (SMALL.pixel_gather_rays + SMALL.pixel_spots)
    monkeypatch.setattr(irradiance, "MOST_RAYS", 10 * points)
    rays, found = alone(shot)
    assert rays <= 10 * points
    assert found == pytest.approx(expected, rel=0.02)
    monkeypatch.setattr(irradiance, "MOST_RAYS", points // 2)
    rays, found = alone(shot)
    assert rays == 2 * points  # one ray and one look at least
    assert found == pytest.approx(expected, rel=0.05)
