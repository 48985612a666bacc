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
from render.pictures.bright_spots import light_spots, reflected_lm, shares_of_looks
from render.pictures.expose import expose
from render.pictures.lens import Lens
from render.pictures.shot import Shot
from render.simulate import simulate
from scenes.scene import View

# of the far wall, 0.8 m wide: only the lit table shines on it
VIEW = View("wall", (2.0, 1.0, 1.4), (2.0, 4.0, 1.4), 15.0, (192, 192))
SMALL = replace(NORMAL, patch_size_m=0.15, emission_rays=1 << 16, transport_rays=64, gather_rays=64)
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
    weights = column_weights(lit.scene, None)
    spots = light_spots(lit, shares_of_looks(lit, weights), count=16)
    red = np.array(reflected_lm(spots, np.ones((lit.patches.count, 1)), weights)[0])
    # every point looks at 16 of them, each as often as any other
    flux = lit.emitters[0].flux_lm * weights[0, 0]
    assert red.mean() * 16 == pytest.approx(flux, rel=0.01)
    density, of_bodies = np.split(np.array(spots.density_per_m2), [lit.patches.count])
    assert not of_bodies.any()
    assert density @ lit.transport.area_m2 == pytest.approx(16, rel=0.01)


def test_luminaires_are_looked_at_as_they_burn_and_stand_for_their_own_light():
    """Of 100, 300 and 500 candela downwards, the second dimmed to a quarter, the third off."""
    lamps = [hang(lambertian(lm), (1 + k, 2, 1.5), id=str(k)) for k, lm in enumerate((100, 300, 500))]
    lit = simulate(scene(box_room(4, 4, 2.7, floor=0.5, walls=0.5, ceiling=0.5), lamps), SMALL)

    def shares(*dimming):
        return shares_of_looks(lit, np.outer(dimming, np.ones(3)))

    assert shares(1, 1, 1) / shares(1, 1, 1).sum() == pytest.approx([1 / 9, 3 / 9, 5 / 9], abs=1e-3)
    assert np.array_equal(shares(0.3, 0.9, 0.5), shares(1, 1, 1))  # dimmed a little: linear to the last bit
    looked_at = shares(1, 0.24, 0) / shares(1, 0.24, 0).sum()
    assert looked_at == pytest.approx([4 / 7, 3 / 7, 0], abs=1e-3)
    spots = light_spots(lit, shares(1, 0.24, 0), count=16)
    flux, column = np.array(spots.flux_lm), np.array(spots.column)
    for k, lumens in ((0, np.pi * 100), (1, np.pi * 300)):  # the integral of I cos over the half below
        assert flux[column == k].mean() * 16 * looked_at[k] == pytest.approx(lumens, rel=0.01)
    density = np.array(spots.density_per_m2)[: lit.patches.count]
    assert density @ lit.transport.area_m2 == pytest.approx(16, rel=0.01)
    assert light_spots(lit, shares(0, 0, 0), count=16) is None


def many(others: int):
    """The dark room with its table, and lamps that do not burn."""
    room = box_room(4, 4, 2.7, floor=0.0, walls=0.02, ceiling=0.0)
    table = block("furniture:0:table", (1.7, 1.7, 0.0), (2.3, 2.3, 0.7), 0.8)
    lamps = [hang(lambertian(2000), (2, 2, 1.1), opening=square(0.1), id="it")]
    lamps += [hang(lambertian(2000), (0.4 + 0.15 * k, 0.5, 2.0), id=str(k)) for k in range(others)]
    return simulate(scene((*room, table), lamps), SMALL)


def pictures(lit, weights, seeds=6):
    """Lux of the wall with several seeds, (seed, row, column)."""
    found = []
    for seed in range(1, seeds + 1):
        stage = replace(lit.stage, options=replace(lit.options, seed=seed))
        shot = Shot(replace(lit, stage=stage), Lens(replace(VIEW, size_px=(64, 64))), None)
        found.append(expose(shot, weights).illuminance.astype(float))
    return np.array(found)


def test_one_of_twenty_lamps_is_no_noisier_than_that_lamp_alone():
    alone, one = (
        pictures(many(0), np.ones((1, 3))),
        pictures(many(19), np.outer(np.arange(20) == 0, np.ones(3))),
    )
    noise = [np.sqrt(each.var(axis=0, ddof=1).mean()) / each.mean() for each in (alone, one)]
    assert noise[1] < 1.15 * noise[0]  # four times as much when all twenty are looked at alike
    assert one.mean() == pytest.approx(alone.mean(), rel=0.01)


def test_pictures_are_linear_in_the_light_under_dimmers():
    lit = many(1)
    shot = Shot(lit, Lens(VIEW), None)

    def lux(*dimming):
        return expose(shot, np.outer(dimming, np.ones(3))).illuminance.astype(float)

    whole, uneven = lux(1, 1), lux(1, 0.5)
    assert lux(0.3, 0.3) == pytest.approx(0.3 * whole, rel=1e-5)
    assert lux(0.75, 1) == pytest.approx(1.25 * whole - 0.5 * uneven, rel=1e-4)
    # what goes out is not looked at any more: the same light, but for noise
    assert (lux(1, 0) + lux(0, 1)).mean() == pytest.approx(whole.mean(), rel=0.02)
    assert np.array_equal(lux(1, 1), whole)  # whatever the shot was asked for in between
