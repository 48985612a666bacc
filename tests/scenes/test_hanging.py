"""Placements: the frames of the contract, and files of both formats that must agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from assets.read_photometry import read_photometry
from scenes.assumed import assumed_luminaire, lobe
from scenes.configuration_model import AssumedLamp, Placement
from scenes.hanging import aiming, file_turn, rotation, turned_photometry

Array = NDArray[np.float64]

DOWN = np.array([0.0, 0.0, -1.0])
ANGLES = st.floats(-180, 180)


def about(axis: int, angle_deg: float) -> Array:
    """Rodrigues' formula, as a check that is written differently."""
    k = np.zeros((3, 3))
    n = np.eye(3)[axis]
    k[:] = np.cross(n, np.eye(3)).T
    a = np.radians(angle_deg)
    matrix: Array = np.eye(3) + np.sin(a) * k + (1 - np.cos(a)) * (k @ k)
    return matrix


@settings(max_examples=50, deadline=None)
@given(ANGLES, ANGLES, ANGLES)
def test_rotation_is_rz_rx_ry(a: float, b: float, c: float) -> None:
    assert rotation(a, b, c) == pytest.approx(about(2, a) @ about(0, b) @ about(1, c), abs=1e-12)


def test_all_zero_leaves_c0_along_x_and_gamma_0_down() -> None:
    assert np.array_equal(rotation(0, 0, 0), np.eye(3))
    assert rotation(90, 0, 0) @ [1, 0, 0] == pytest.approx([0, 1, 0])
    assert rotation(0, 20, 0) @ DOWN == pytest.approx([0, np.sin(np.radians(20)), -np.cos(np.radians(20))])


@settings(max_examples=100, deadline=None)
@given(st.tuples(*[st.floats(-5, 5)] * 3).filter(lambda v: np.linalg.norm(v) > 1e-3))
def test_aiming_turns_gamma_0_to_the_point(away: tuple[float, float, float]) -> None:
    a, b = aiming(np.array(away))
    assert 0 <= b <= 180
    assert rotation(a, b, 0) @ DOWN == pytest.approx(np.array(away) / np.linalg.norm(away), abs=1e-9)


def test_straight_down_has_no_turn() -> None:
    assert aiming(np.array([0.0, 0.0, -2.0])) == (0.0, 0.0)


def test_aim_allows_for_a_light_centre_beside_the_mounting_point() -> None:
    placement = Placement(id="a", luminaire="x", position_m=(0.0, 0.0, 2.0), aim_m=(1.0, 2.0, 0.5))
    centre = np.array([0.05, 0.1, -0.08])
    turn = file_turn(placement, centre)
    to_target = np.array(placement.aim_m) - (np.array(placement.position_m) + turn @ centre)
    assert turn @ DOWN == pytest.approx(to_target / np.linalg.norm(to_target), abs=1e-9)


def test_turned_ies_equals_the_ldt_of_the_pair(shared: Path) -> None:
    """`pair_isym3_turned.ies` with 90 equals `pair_isym3.ldt` (the contract's own example)."""
    folder = shared / "photometry"
    ldt = read_photometry((folder / "pair_isym3.ldt").read_bytes(), "pair_isym3.ldt").distribution
    ies = read_photometry((folder / "pair_isym3_turned.ies").read_bytes(), "pair_isym3_turned.ies")
    turned = turned_photometry(ies, turn_c0_deg=90.0, mirror_c=False).distribution
    c, gamma = (grid.ravel() for grid in np.meshgrid(np.arange(0, 360, 7.5), np.arange(0, 91, 5.0)))
    wanted = ldt.intensity_towards_cd(c, gamma)
    assert turned.intensity_towards_cd(c, gamma) == pytest.approx(wanted, rel=2e-3, abs=0.5)


def test_mirroring_turns_c_to_minus_c(shared: Path) -> None:
    file = read_photometry(
        (shared / "photometry" / "trilux_wall_isym3.ldt").read_bytes(), "trilux_wall_isym3.ldt"
    )
    mirrored = turned_photometry(file, turn_c0_deg=0.0, mirror_c=True).distribution
    c = np.arange(0.0, 360.0, 10.0)
    wanted = file.distribution.intensity_towards_cd(-c, 40.0)
    assert mirrored.intensity_towards_cd(c, 40.0) == pytest.approx(wanted)


@pytest.mark.parametrize("beam", [10.0, 36.0, 90.0, 120.0, 179.0, 180.0, 240.0, 359.0, 360.0])
def test_an_assumed_lamp_has_its_flux_and_its_beam(beam: float) -> None:
    lamp = assumed_luminaire(AssumedLamp(flux_lm=800.0, beam_angle_deg=beam), "placements[0]")
    distribution = lamp.photometry.distribution
    assert distribution.luminous_flux_lm() == pytest.approx(800.0, rel=1e-9)
    if beam < 360:
        assert lobe(np.array([beam / 2]), beam_angle_deg=beam)[0] == pytest.approx(0.5)
    assert lamp.photometry.problems[0].code == "LAMP_ASSUMED"


def test_a_beam_of_120_degrees_is_lambertian() -> None:
    gamma = np.array([0.0, 30.0, 60.0, 80.0])
    assert lobe(gamma, beam_angle_deg=120.0) == pytest.approx(np.cos(np.radians(gamma)))
