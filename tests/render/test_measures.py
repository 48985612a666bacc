"""Measures against sums by hand and closed forms, and standard errors that cover what is true."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hand_made import box_room, hang, isotropic, lambertian, probes, scene, square

from render.measures import measure
from render.options import DRAFT
from render.plane_measures import statistics
from render.simulate import simulate
from render.standard_error import error_of, spread
from scenes.scene import MeasuringPlane

GRID = [(x, y, 0.75) for x in np.arange(0.25, 4, 0.5) for y in np.arange(0.25, 5, 0.5)]
T7 = 2.365  # 95 % of Student's t with seven degrees of freedom


def lit_room(**more):
    """The golden room V16 with its panel, as draft."""
    surfaces = box_room(4, 5, 2.7, floor=0.2, walls=0.5, ceiling=0.7)
    lamp = hang(lambertian(4000 / np.pi), (2, 2.5, 2.7), opening=square(0.6), power_w=50.0)
    return scene(surfaces, (lamp,), (replace(probes(GRID), over_floor=True),), **more)


@pytest.fixture(scope="module")
def field():
    return simulate(lit_room(), DRAFT)


def in_other_care(field, factor):
    return replace(field, scene=replace(field.scene, maintenance_factor=factor))


def test_the_maintenance_factor_counts_once(field):
    whole, half = measure(field), measure(in_other_care(field, 0.5))
    first, second = whole["planes"][0], half["planes"][0]
    assert second["illuminance_lx"] == pytest.approx(0.5 * np.array(first["illuminance_lx"]))
    assert second["standard_error_lx"] == pytest.approx(0.5 * np.array(first["standard_error_lx"]))
    for key in ("mean_lx", "mean_standard_error_lx", "min_lx", "min_standard_error_lx", "max_lx"):
        assert second[key] == pytest.approx(0.5 * first[key])
        assert second["initial"].get(key, 0) == pytest.approx(first["initial"].get(key, 0))
    for key in ("uniformity", "uniformity_standard_error", "min_to_max", "min_to_max_standard_error"):
        assert second[key] == pytest.approx(first[key])
    for kind in ("surfaces", "surface_groups"):
        for one, other in zip(whole[kind], half[kind], strict=True):
            for key, value in one.items():
                if "luminance" in key or "illuminance" in key:
                    assert other[key] == (None if value is None else pytest.approx(0.5 * value))
                else:
                    assert other[key] == value
    for key in ("power_w", "power_density_w_m2", "energy_balance"):
        assert half[key] == whole[key]


def test_power_density_per_100_lx(field):
    """50 W on 20 m2 are 2.5 W/m2; the mean is 154.9 lx (V16) and its maintained half 77.45 lx."""
    key = "power_density_per_100_lx_w_m2"
    assert measure(field)["planes"][0][key] == pytest.approx(2.5 / 1.549, rel=0.01)
    plane = measure(in_other_care(field, 0.5))["planes"][0]
    assert plane[key] == pytest.approx(2.5 / 0.7745, rel=0.01)
    relative = plane["mean_standard_error_lx"] / plane["mean_lx"]
    assert plane[f"{key}_standard_error"] == pytest.approx(plane[key] * relative)


def test_power_per_100_lx_is_of_planes_over_the_floor_only():
    plane = measure(simulate(replace(lit_room(), planes=(probes(GRID[:4]),)), DRAFT))["planes"][0]
    assert plane["power_density_per_100_lx_w_m2"] is None
    assert plane["power_density_per_100_lx_w_m2_standard_error"] is None


def test_uniformities_are_what_the_points_say(field):
    plane = measure(field)["planes"][0]
    values = np.array(plane["illuminance_lx"])
    assert plane["mean_lx"] == pytest.approx(values.mean())
    assert plane["uniformity"] == pytest.approx(values.min() / values.mean())
    assert plane["min_to_max"] == pytest.approx(values.min() / values.max())
    # V16: 64.2 / 154.9 and 64.2 / 334.7
    assert abs(plane["uniformity"] - 0.4145) < 4 * plane["uniformity_standard_error"] + 0.002
    assert plane["min_to_max"] == pytest.approx(0.1918, rel=0.02)


def test_luminance_of_surfaces_is_that_of_diffuse_reflection(field):
    document = measure(field)
    for entry, reflectance in zip(document["surfaces"], [0.2, 0.7, 0.5, 0.5, 0.5, 0.5], strict=True):
        share = reflectance / np.pi
        assert entry["mean_luminance_cd_m2"] == pytest.approx(share * entry["mean_illuminance_lx"])
        assert entry["mean_luminance_standard_error_cd_m2"] == pytest.approx(
            share * entry["mean_illuminance_standard_error_lx"]
        )


def test_the_darkest_and_brightest_patch_of_a_surface():
    """V16: below the panel the floor has 204.7 lx and nowhere more; a patch of half a metre a bit less."""
    calm = replace(DRAFT, patch_size_m=0.5, emission_rays=1 << 20, transport_rays=256)
    floor, *others = measure(simulate(lit_room(), calm))["surfaces"]
    brightest = 0.2 / np.pi * 204.7
    assert 0.94 * brightest < floor["max_luminance_cd_m2"] < 1.01 * brightest
    assert 0 < floor["max_luminance_standard_error_cd_m2"] < 0.03 * brightest
    for entry in (floor, *others):
        least, most = entry["min_luminance_cd_m2"], entry["max_luminance_cd_m2"]
        assert least < entry["mean_luminance_cd_m2"] < most


def test_extremes_that_are_mostly_noise_are_not_told():
    noisy = replace(DRAFT, emission_rays=1 << 10)
    floor = measure(simulate(lit_room(), noisy))["surfaces"][0]
    assert floor["max_luminance_cd_m2"] is None
    assert floor["max_luminance_standard_error_cd_m2"] is None
    assert floor["mean_luminance_cd_m2"] > 0


def test_walls_together_are_the_mean_by_area(field):
    document = measure(field)
    groups = {entry["name"]: entry for entry in document["surface_groups"]}
    assert set(groups) == {"floor", "walls", "ceiling"}
    assert groups["walls"]["area_m2"] == pytest.approx(48.6)
    # V16: long walls 78.40 lx on 27 m2, short walls 69.10 lx on 21.6 m2
    expected = (78.40 * 27 + 69.10 * 21.6) / 48.6
    assert groups["walls"]["mean_illuminance_lx"] == pytest.approx(expected, rel=0.01)
    assert groups["ceiling"]["mean_illuminance_lx"] == pytest.approx(32.65, rel=0.01)
    assert 0 < groups["walls"]["mean_illuminance_standard_error_lx"] < 0.01 * expected


def test_flux_on_the_walls_of_a_black_box_has_a_true_error():
    """V3: 138.166 lx on floor and ceiling, 116.223 lx on each wall."""
    room = box_room(4, 4, 3, floor=0.0, walls=0.0, ceiling=0.0)
    document = measure(simulate(scene(room, [hang(isotropic(10_000), (2, 2, 1.5))]), DRAFT))
    for entry in document["surfaces"]:
        expected = 138.166 if entry["kind"] in ("floor", "ceiling") else 116.223
        error = entry["mean_illuminance_standard_error_lx"]
        assert 0 < error < 0.01 * expected
        # of six surfaces; the table in steps of one degree is off by less than 1e-4
        assert abs(entry["mean_illuminance_lx"] - expected) < 2 * T7 * error + 1e-4 * expected
    assert document["energy_balance"] == pytest.approx(1, abs=1e-6)
    assert 0 <= document["energy_balance_standard_error"] < 1e-6


def test_without_light_there_are_no_ratios_and_no_nan():
    room = box_room(4, 5, 2.7, floor=0.2, walls=0.5, ceiling=0.7)
    dark = hang(isotropic(1000), (2, 2, 2), dimming=0.0)
    for lamps in ((), (dark,)):
        document = measure(simulate(scene(room, lamps, (probes(GRID),)), DRAFT))
        plane = document["planes"][0]
        assert (plane["mean_lx"], plane["min_lx"], plane["max_lx"]) == (0, 0, 0)
        for key in ("uniformity", "uniformity_standard_error", "min_to_max", "uniformity_uncertainty"):
            assert plane[key] is None
        assert plane["power_density_per_100_lx_w_m2"] is None
        assert document["energy_balance"] is None
        json.dumps(document, allow_nan=False)


def test_points_within_objects_count_nowhere():
    points = np.array(GRID)
    buried = points[:, 0] < 1
    plane = MeasuringPlane("w", "r", "illuminance", points, np.tile([0, 0, 1.0], (80, 1)), points, buried)
    room = box_room(4, 5, 2.7, floor=0.2, walls=0.5, ceiling=0.7)
    lamp = hang(isotropic(1000), (2, 2.5, 2))
    field = simulate(scene(room, (lamp,), (plane, replace(plane, inside_object=buried | True))), DRAFT)
    first, none = measure(field)["planes"]
    values = np.array(first["illuminance_lx"], float)
    assert np.isnan(values).tolist() == buried.tolist()
    assert first["mean_lx"] == pytest.approx(np.nanmean(values))
    assert first["min_lx"] == pytest.approx(np.nanmin(values))
    assert none["mean_lx"] is None
    assert none["uniformity_standard_error"] is None
    assert none["illuminance_lx"] == [None] * 80


# Standard errors.


def test_the_error_of_a_mean_is_its_spread():
    rng = np.random.default_rng(1)
    replicates = rng.normal(100, 5, (8, 50))
    means = error_of(replicates, lambda values: np.stack([values.mean(axis=-1), values[..., 0]], axis=-1))
    assert means == pytest.approx([spread(replicates.mean(axis=1)), spread(replicates[:, 0])])
    assert error_of(replicates[:1], statistics).tolist() == [0] * 5


SHAPES = {
    "as in a room": np.linspace(64, 335, 320),
    "nearly even": 100 * (1 + 0.02 * np.sin(np.arange(320))),
    "even": np.full(320, 100.0),
}


@pytest.mark.parametrize("noise", [0.002, 0.03])
@pytest.mark.parametrize("shape", list(SHAPES))
def test_intervals_cover_the_true_mean_minimum_and_uniformity(shape, noise):
    """Also where many points are nearly as dark as the darkest, so that noise picks one."""
    truth, rng = SHAPES[shape], np.random.default_rng(7)
    wanted, covered, trials = statistics(truth), np.zeros(5), 300
    for _ in range(trials):
        replicates = truth * (1 + noise * np.sqrt(8) * rng.standard_normal((8, 320)))
        found = statistics(replicates.mean(axis=0))
        covered += np.abs(found - wanted) <= T7 * error_of(replicates, statistics)
    assert (covered / trials > 0.90).all()
    assert (covered / trials <= 1.0).all()
