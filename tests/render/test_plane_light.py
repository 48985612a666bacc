"""Measuring planes: cut into pieces or not, the same numbers; and never more than memory holds."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import box_room, distribution, hang, isotropic, lambertian, probes, scene, square

from kit.errors import UnsoundInput
from render import measuring_points
from render.measures import measure
from render.options import DRAFT, options_for
from render.simulate import simulate


def grid(count):
    rng = np.random.default_rng(5)
    return [(x, y, 0.75) for x, y in rng.uniform(0.2, 3.8, (count, 2))]


def test_points_in_pieces_give_the_same_numbers(monkeypatch):
    surfaces = box_room(4, 4, 3, floor=0.3, walls=(0.6, 0.5, 0.4), ceiling=0.8)
    lamps = [hang(lambertian(500), (2, 2, 3), opening=square(0.5)), hang(isotropic(300), (1, 1, 2), id="b")]
    planes = [probes(grid(40)), probes(grid(7), kind="cylindrical")]
    whole = measure(simulate(scene(surfaces, lamps, planes), DRAFT))
    monkeypatch.setattr(measuring_points, "RAYS_AT_ONCE", 10 * DRAFT.gather_rays)
    monkeypatch.setattr(measuring_points, "HITS_KEPT", 0)
    pieces = measure(simulate(scene(surfaces, lamps, planes), DRAFT))
    for piecewise, at_once in zip(pieces["planes"], whole["planes"], strict=True):
        for key in ("illuminance_lx", "standard_error_lx"):  # but for the order of sums
            assert piecewise[key] == pytest.approx(at_once[key], rel=1e-6)


def test_more_points_than_memory_holds_are_refused_in_words():
    surfaces = box_room(4, 4, 3, floor=0.3, walls=0.5, ceiling=0.8)
    lamps = [hang(isotropic(300), (1, 1, 2), id=f"lamp {i}") for i in range(400)]
    with pytest.raises(UnsoundInput) as refused:
        simulate(scene(surfaces, lamps, [probes(np.full((150_000, 3), 1.0))]), DRAFT)
    assert [problem.code for problem in refused.value.problems] == ["TOO_MANY_POINTS"]


def test_a_room_without_luminaires_is_dark_and_not_a_failure():
    surfaces = box_room(4, 4, 3, floor=0.3, walls=0.5, ceiling=0.8)
    document = measure(simulate(scene(surfaces, [], [probes(grid(3))]), DRAFT))
    assert document["planes"][0]["illuminance_lx"] == [0, 0, 0]
    assert document["planes"][0]["uniformity"] is None
    assert document["energy_balance"] is None
    assert document["power_w"] == 0


def test_people_can_stop_the_work():
    class Stopped(Exception):
        pass

    def progress(step, share):
        if step == "gather":
            raise Stopped

    surfaces = box_room(4, 4, 3, floor=0.3, walls=0.5, ceiling=0.8)
    with pytest.raises(Stopped):
        simulate(scene(surfaces, [hang(isotropic(300), (1, 1, 2))], [probes(grid(3))]), DRAFT, progress)


@pytest.mark.parametrize("below_m", [0.1, 0.6])
def test_standard_errors_are_true_beside_an_uplight(below_m):
    """Over seeds, 95 % intervals (t with 7 degrees of freedom) hold the mean about 95 % of the time."""
    up = distribution(lambda gamma: 300 * np.maximum(-np.cos(gamma), 0))
    lamp = hang(up, (2, 2, 3 - below_m), opening=square(0.1))
    surfaces = box_room(4, 4, 3, floor=0.3, walls=0.5, ceiling=0.8)
    values, errors = [], []
    for seed in range(1, 17):
        made = scene(surfaces, [lamp], [probes(grid(30))])
        plane = measure(simulate(made, options_for("draft", seed)))["planes"][0]
        values.append(plane["illuminance_lx"])
        errors.append(plane["standard_error_lx"])
    mean = np.mean(values, axis=0)
    distance = np.abs(values - mean) / errors * np.sqrt(16 / 15)
    assert 0.9 < (distance < 2.365).mean() <= 1
    assert np.std(values, axis=0, ddof=1).mean() < 0.06 * mean.mean()
