"""Uncertain flux and reflectance against closed forms: JCGM 100:2008, 4.3.7 and 5.1."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made import box_room, hang, isotropic, probes, scene

from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate

BLACK = {"floor": 0.0, "walls": 0.0, "ceiling": 0.0}
PER_TOLERANCE = 1 / np.sqrt(3)  # of an even distribution


def uncertain_lamps(*groups, tolerance=0.1):
    places = [(2, 4, 3), (6, 4, 3)]
    return [
        replace(
            hang(isotropic(4000 * np.pi), place, id=f"p{index}"), flux_tolerance=tolerance, flux_group=group
        )
        for index, (place, group) in enumerate(zip(places, groups, strict=True))
    ]


POINTS = np.array([(2, 4, 0), (4, 4, 0), (5, 5, 0.0)])


def each_lx(lamps):
    """E = I h / d3 of each lamp at each point, (lamp, point)."""
    away = np.linalg.norm(np.array([(2, 4, 3), (6, 4, 3)])[:, None] - POINTS, axis=-1)
    return 1000 * 3 / away**3


@pytest.mark.parametrize(("groups", "together"), [(("spot", "spot"), True), (("spot", "globe"), False)])
def test_lamps_of_one_type_are_off_together_others_are_not(groups, together):
    lamps = uncertain_lamps(*groups)
    field = simulate(scene(box_room(8, 8, 4, **BLACK), lamps, [probes(POINTS)]), DRAFT)
    plane = measure(field)["planes"][0]
    each = each_lx(lamps) * 0.1 * PER_TOLERANCE
    expected = each.sum(axis=0) if together else np.sqrt((each**2).sum(axis=0))
    assert plane["input_uncertainty_lx"] == pytest.approx(expected, rel=1e-3)
    both = np.hypot(plane["standard_error_lx"], plane["input_uncertainty_lx"])
    assert plane["uncertainty_lx"] == pytest.approx(both)
    mean = each.sum() / 3 if together else np.sqrt((each.mean(axis=1) ** 2).sum())
    assert plane["mean_input_uncertainty_lx"] == pytest.approx(mean, rel=1e-3)
    if together:  # a common factor changes no ratio
        assert plane["uniformity_input_uncertainty"] == pytest.approx(0, abs=1e-9)
    else:
        assert plane["uniformity_input_uncertainty"] > 0.001


def test_a_dimmed_lamp_adds_its_share_only():
    lamps = uncertain_lamps("spot", "globe")
    scenes = {"one": {"p0": 0.5}}
    field = simulate(scene(box_room(8, 8, 4, **BLACK), lamps, [probes(POINTS)], scenes=scenes), DRAFT)
    plane = measure(field, "one")["planes"][0]
    expected = 0.5 * each_lx(lamps)[0] * 0.1 * PER_TOLERANCE
    assert plane["input_uncertainty_lx"] == pytest.approx(expected, rel=1e-3)


def painted(reflectance, tolerance, group="paint"):
    surfaces = box_room(4, 4, 4, floor=reflectance, walls=reflectance, ceiling=reflectance)
    return tuple(replace(s, reflectance_tolerance=tolerance, reflectance_group=group) for s in surfaces)


def cube_mean_lx(reflectance):
    """E = flux / (A (1 - rho)) in any closed room of one reflectance."""
    return 10_000 / (96 * (1 - reflectance))


@pytest.mark.parametrize(("reflectance", "tolerance"), [(0.5, 0.05), (0.8, 0.1)])
def test_an_uncertain_paint_shifts_the_light_of_a_cube(reflectance, tolerance):
    lamp = hang(isotropic(10_000), (2, 2, 2))
    field = simulate(scene(painted(reflectance, tolerance), [lamp], [probes([(2, 2, 0)])]), DRAFT)
    document = measure(field)
    area = np.array([s["area_m2"] for s in document["surfaces"]])
    other = reflectance + tolerance * PER_TOLERANCE
    shift = cube_mean_lx(other) - cube_mean_lx(reflectance)
    of_luminance = (other * cube_mean_lx(other) - reflectance * cube_mean_lx(reflectance)) / np.pi
    for key, expected in (
        ("mean_illuminance_input_uncertainty_lx", shift),
        ("mean_luminance_input_uncertainty_cd_m2", of_luminance),
    ):
        found = np.array([s[key] for s in document["surfaces"]])
        assert (found * area).sum() / area.sum() == pytest.approx(expected, rel=0.01)
    # at the middle of the floor indirect light is a little more than its mean
    assert document["planes"][0]["input_uncertainty_lx"][0] == pytest.approx(shift, rel=0.06)


def test_groups_of_surfaces_add_as_squares():
    lamp = hang(isotropic(10_000), (2, 2, 2))
    plane = probes([(2, 2, 0), (1, 1, 0)])
    surfaces = painted(0.5, 0.05)
    floor, others = surfaces[:1], tuple(replace(s, reflectance_tolerance=None) for s in surfaces[1:])
    rest = tuple(replace(s, reflectance_group="rest") for s in surfaces[1:])
    bare_floor = (replace(surfaces[0], reflectance_tolerance=None),)

    def uncertainty(*parts):
        field = simulate(scene(sum(parts, ()), [lamp], [plane]), DRAFT)
        return np.array(measure(field)["planes"][0]["input_uncertainty_lx"])

    alone = uncertainty(floor, others), uncertainty(bare_floor, rest)
    assert uncertainty(floor, rest) == pytest.approx(np.hypot(*alone))


def test_paint_near_white_is_taken_darker():
    lamp = hang(isotropic(1000), (2, 2, 2))
    document = measure(simulate(scene(painted(0.95, 0.1), [lamp], [probes([(2, 2, 0)])]), DRAFT))
    darker = 0.95 - 0.1 * PER_TOLERANCE
    shift = (cube_mean_lx(0.95) - cube_mean_lx(darker)) / 10
    assert document["planes"][0]["input_uncertainty_lx"][0] == pytest.approx(shift, rel=0.1)


def test_without_tolerances_nothing_is_claimed():
    field = simulate(
        scene(box_room(4, 4, 3, **BLACK), [hang(isotropic(1000), (2, 2, 2))], [probes([(2, 2, 0)])]), DRAFT
    )
    document = measure(field)
    assert document["uncertain_inputs"] is None
    for entry in (*document["planes"], *document["surfaces"]):
        assert all(value is None for key, value in entry.items() if "uncertainty" in key)


def test_what_was_stated_and_what_was_not_is_told():
    lamps = [*uncertain_lamps("spot", "spot")[:1], hang(isotropic(100), (1, 1, 1), id="bare")]
    room = box_room(8, 8, 4, **BLACK)
    surfaces = (replace(room[0], reflectance_tolerance=0.05, reflectance_group="floor"), *room[1:])
    told = measure(simulate(scene(surfaces, lamps), DRAFT))["uncertain_inputs"]
    assert told["flux"] == [{"group": "spot", "placements": [{"id": "p0", "flux_tolerance": 0.1}]}]
    assert told["reflectance"] == [
        {"group": "floor", "surfaces": [{"name": "floor", "reflectance_tolerance": 0.05}]}
    ]
    assert told["not_stated"]["placements"] == ["bare"]
    assert "ceiling" in told["not_stated"]["surfaces"]
