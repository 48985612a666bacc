"""Lights turned and summed: intensities follow the rotation, flux stays, openings lie where they should."""

from __future__ import annotations

import numpy as np
import pytest
from gldf_files import BEAM

from assets.combine_light import PlacedLight, combined, scaled, summed, turned
from assets.l3d import turn_zxy
from assets.photometry import (
    LuminousIntensityDistribution,
    LuminousOpening,
    OpeningShape,
    Photometry,
    closed_distribution,
)
from assets.read_photometry import read_photometry
from assets.write_photometry import write_photometry
from kit.problems import Problem


def frame(
    x_deg: float = 0.0, y_deg: float = 0.0, z_deg: float = 0.0, at: tuple[float, ...] = (0, 0, 0)
) -> np.ndarray:
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = turn_zxy(x_deg, y_deg, z_deg), at
    return matrix


def cosine(step_deg: float = 1.0) -> LuminousIntensityDistribution:
    """Lambert's emitter of 1000 cd facing down: 3141.6 lm."""
    gamma = np.arange(0.0, 180.0 + step_deg / 2, step_deg)
    return closed_distribution([0.0], gamma, [np.maximum(1000.0 * np.cos(np.radians(gamma)), 0.0)])


def towards(light: LuminousIntensityDistribution, direction: tuple[float, float, float]) -> float:
    x, y, z = np.array(direction) / np.linalg.norm(direction)
    return float(light.intensity_towards_cd(np.degrees(np.arctan2(y, x)), np.degrees(np.arccos(-z))))


def test_rotations_go_about_z_then_x_then_y() -> None:
    assert turn_zxy(90, 0, 0) @ [0, 0, -1] == pytest.approx([0, 1, 0])
    assert turn_zxy(0, -90, 0) @ [0, 0, -1] == pytest.approx([1, 0, 0])
    assert turn_zxy(90, 0, 180) @ [0, 0, -1] == pytest.approx([0, -1, 0])  # x turns the z-turned frame
    assert turn_zxy(10, 20, 30) == pytest.approx(turn_zxy(0, 0, 30) @ turn_zxy(10, 0, 0) @ turn_zxy(0, 20, 0))


def test_a_turn_about_z_is_exact() -> None:
    quarter = turned(BEAM, turn_zxy(0, 0, 90))
    assert quarter.c_deg.tolist() == BEAM.c_deg.tolist()
    assert towards(quarter, (0, 1, -1)) == pytest.approx(towards(BEAM, (1, 0, -1)))
    assert quarter.luminous_flux_lm() == pytest.approx(BEAM.luminous_flux_lm())


@pytest.mark.parametrize("angles", [(90, 0, 0), (180, 0, 90), (0, -90, 0), (35, 20, 130)])
def test_lamberts_emitter_follows_any_turn(angles: tuple[float, float, float]) -> None:
    """It gives 1000 cos of the angle from where its -z points to, wherever that is."""
    turn = turn_zxy(*angles)
    light = turned(cosine(), turn)
    assert light.luminous_flux_lm() == pytest.approx(np.pi * 1000, rel=1e-3)
    axis = turn @ [0.0, 0.0, -1.0]
    for direction in ((0, 0, -1), (1, 2, 3), (-2, 1, 0.5), (0.3, -1, -2)):
        unit = np.array(direction) / np.linalg.norm(direction)
        assert towards(light, direction) == pytest.approx(1000 * max(unit @ axis, 0), abs=8)


def test_upside_down_and_back_is_the_same() -> None:
    over = turned(turned(BEAM, turn_zxy(180, 0, 0)), turn_zxy(180, 0, 0))
    for direction in ((1, 0, -1), (0, 1, -1), (-1, 0.2, -2)):
        assert towards(over, direction) == pytest.approx(towards(BEAM, direction), rel=0.02)


def test_sums_are_exact_on_all_angles_together() -> None:
    fine, coarse = cosine(5.0), BEAM
    both = summed([fine, scaled(coarse, 0.5)])
    assert both.luminous_flux_lm() == pytest.approx(fine.luminous_flux_lm() + coarse.luminous_flux_lm() / 2)
    rng = np.random.default_rng(1)
    c, gamma = rng.uniform(0, 360, 50), rng.uniform(0, 180, 50)
    expected = fine.intensity_towards_cd(c, gamma) + coarse.intensity_towards_cd(c, gamma) / 2
    assert both.intensity_towards_cd(c, gamma) == pytest.approx(expected, abs=1e-6)


def test_a_table_that_ends_early_adds_nothing_beyond() -> None:
    short = closed_distribution([0.0], [0.0, 60.0], [[100.0, 100.0]])
    both = summed([short, cosine(5.0)])
    assert float(both.intensity_towards_cd(0, 70)) == pytest.approx(
        float(cosine(5.0).intensity_towards_cd(0, 70))
    )
    assert both.luminous_flux_lm() == pytest.approx(short.luminous_flux_lm() + cosine(5.0).luminous_flux_lm())


def test_too_many_angles_are_thinned() -> None:
    rng = np.random.default_rng(2)
    many = []
    for _ in range(12):
        c = np.unique(np.round(rng.uniform(0, 359, 300), 3))
        gamma = np.unique(np.round(rng.uniform(0.1, 179, 300), 3))
        many.append(closed_distribution(c, gamma, np.ones((len(c), len(gamma)))))
    assert summed(many).intensity_cd.size <= 361 * 361


def test_thinned_sums_keep_their_flux_and_tell_how_the_peak_changed() -> None:
    """Two beams that end at 1.2 degrees, on angles of which no two are the same."""
    beams = []
    for count in (1200, 1201):
        gamma = np.linspace(0.0, 90.0, count)
        table = np.tile(np.where(gamma < 1.2, 10_000.0, 0.0), (360, 1))
        beams.append(closed_distribution(np.arange(360.0), gamma, table))
    problems: list[Problem] = []
    both = summed(beams, "emitter", problems)
    assert both.luminous_flux_lm() == pytest.approx(sum(beam.luminous_flux_lm() for beam in beams), rel=1e-9)
    (told,) = problems
    assert (told.code, told.where) == ("RESAMPLED_COARSELY", "emitter")
    change = 100 * (1 - both.maximum_cd() / 20_000)
    assert f"highest intensity changed by {change:.2g} %" in told.message
    even: list[Problem] = []
    flat = [closed_distribution(np.arange(first, 360.0), [0, 180], np.ones((360, 2))) for first in (0, 0.5)]
    summed([cosine(0.125), *flat], "emitter", even)
    assert [problem.code for problem in even] == ["RESAMPLED"]


def test_angles_of_a_sum_are_far_enough_apart_to_be_written() -> None:
    """Edges, and angles that rounding made two, would else be refused as not increasing when read again."""
    first = closed_distribution([0.0, 120.0, 240.0], [0.0, 60.0], np.ones((3, 2)))
    second = closed_distribution([0.0000004, 120.0000004, 300.0], [0.0, 60.0000008, 120.0], np.ones((3, 3)))
    both = summed([first, second])
    for angles in (both.c_deg, both.gamma_deg):
        assert np.diff(angles).min() >= 0.999e-3
    content, _ = write_photometry(Photometry(both, LuminousOpening(), ""), "sum.ldt")
    again = read_photometry(content, "sum.ldt")
    assert again.zonal_flux_lm() == pytest.approx(both.zonal_flux_lm(), rel=1e-6)


def test_one_light_brings_its_opening() -> None:
    light = PlacedLight(cosine(), frame(z_deg=90, at=(0.1, 0.2, -0.3)), (0.2, 1.0, 0.0))
    _, opening, centre = combined([light])
    assert (opening.shape, opening.size_m) == (OpeningShape.RECTANGLE, (1.0, 0.2, 0.0))
    assert centre == pytest.approx((0.1, 0.2, -0.3))
    tilted = PlacedLight(cosine(), frame(y_deg=90), (0.2, 1.0, 0.0))
    assert combined([tilted])[1].size_m == pytest.approx((0.0, 1.0, 0.2))
    disc = PlacedLight(cosine(), frame(x_deg=90), (0.3, 0.3, 0.0), round=True)
    facing = combined([disc])[1]
    assert facing.shape is OpeningShape.DISC_FACING_X
    assert facing.turn_deg == pytest.approx(90.0)


def test_two_lights_leave_from_one_box_around_both() -> None:
    low = PlacedLight(cosine(), frame(at=(0.5, 0.0, 1.0)), (0.2, 0.4, 0.0))
    high = PlacedLight(cosine(), frame(x_deg=180, at=(-0.5, 0.0, 1.2)), (0.2, 0.4, 0.0), round=True)
    light, opening, centre = combined([low, high])
    assert (opening.shape, opening.size_m) == (OpeningShape.RECTANGLE, pytest.approx((1.2, 0.4, 0.2)))
    assert centre == pytest.approx((0.0, 0.0, 1.1))
    assert light.luminous_flux_lm() == pytest.approx(2 * np.pi * 1000, rel=2e-3)
    assert light.downward_flux_lm() == pytest.approx(np.pi * 1000, rel=0.01)
