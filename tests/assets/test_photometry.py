"""The distribution: flux of known lights, turning, mirroring, angles, and the frames of V18."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assets.ies import read_ies
from assets.ldt import read_ldt
from assets.photometry import (
    LuminousIntensityDistribution,
    LuminousOpening,
    OpeningShape,
    Photometry,
    closed_distribution,
)
from assets.read_photometry import read_photometry

Array = NDArray[np.float64]


def _isotropic(intensity_cd: float = 100.0) -> LuminousIntensityDistribution:
    return closed_distribution([0.0], [0.0, 180.0], np.full((1, 2), intensity_cd))


def _lambertian(step_deg: float, intensity_cd: float = 1000.0) -> LuminousIntensityDistribution:
    gamma = np.arange(0.0, 90.0 + step_deg / 2, step_deg)
    return closed_distribution([0.0], gamma, intensity_cd * np.cos(np.deg2rad(gamma))[None])


def _lopsided() -> LuminousIntensityDistribution:
    """No symmetry, uneven planes, some light above the horizon."""
    random = np.random.default_rng(3)
    return closed_distribution(
        [0.0, 20.0, 45.0, 130.0, 200.0, 333.0], [0.0, 10.0, 45.0, 90.0, 120.0], random.uniform(1, 90, (6, 5))
    )


def test_flux_of_isotropic_light_is_4_pi_times_intensity() -> None:
    assert _isotropic(100.0).luminous_flux_lm() == pytest.approx(4 * np.pi * 100, rel=1e-12)
    assert _isotropic(100.0).zonal_flux_lm() == pytest.approx(4 * np.pi * 100, rel=1e-12)
    assert _isotropic(100.0).downward_flux_lm() == pytest.approx(2 * np.pi * 100, rel=1e-12)


@pytest.mark.parametrize(("step_deg", "error"), [(5.0, 1e-3), (1.0, 3e-5)])
def test_flux_of_lambertian_light_is_pi_times_peak_less_the_chords(step_deg: float, error: float) -> None:
    assert _lambertian(step_deg).luminous_flux_lm() == pytest.approx(np.pi * 1000, rel=error)
    assert _lambertian(step_deg).luminous_flux_lm() < np.pi * 1000


def test_exact_flux_equals_a_fine_sum_over_the_interpolant() -> None:
    light = _lopsided()
    gamma = (np.arange(6000) + 0.5) * 180 / 6000
    c = (np.arange(720) + 0.5) / 2
    cells = light.intensity_towards_cd(c[:, None], gamma) * np.sin(np.deg2rad(gamma))
    assert light.luminous_flux_lm() == pytest.approx(cells.mean() * 2 * np.pi * np.pi, rel=1e-4)


def test_intensity_is_linear_between_points_and_0_outside() -> None:
    light = closed_distribution([0, 90, 180, 270], [0, 60], [[0, 60], [0, 120], [0, 60], [0, 0]])
    assert light.intensity_towards_cd(45.0, 30.0) == pytest.approx(45.0)
    assert light.intensity_towards_cd(-45.0, 60.0) == pytest.approx(30.0)
    assert light.intensity_towards_cd([0.0, 360.0, 720.0], 60.0).tolist() == [60.0, 60.0, 60.0]
    assert light.intensity_towards_cd(0.0, [60.1, 180.0]).tolist() == [0.0, 0.0]


def test_open_ring_is_closed_with_a_plane_at_0() -> None:
    light = closed_distribution([315, 45, 135, 225], [0, 90], [[0, 10], [0, 20], [0, 30], [0, 40]])
    assert light.c_deg.tolist() == [0, 45, 135, 225, 315, 360]
    assert light.intensity_cd[:, 1].tolist() == [15, 20, 30, 40, 10, 15]


@pytest.mark.parametrize(
    ("c", "gamma", "table"),
    [
        ([0, 90], [0, 90], [[1, 1]]),
        ([0], [0, 0], [[1, 1]]),
        ([0], [0], [[1]]),
        ([0], [0, 181], [[1, 1]]),
        ([0], [0, 90], [[1, -1]]),
        ([0], [0, 90], [[1, np.nan]]),
        ([np.inf], [0, 90], [[1, 1]]),
    ],
)
def test_unsound_tables_are_no_distribution(
    c: list[float], gamma: list[float], table: list[list[float]]
) -> None:
    with pytest.raises(ValueError, match=r"fit|increasing|finite|within"):
        closed_distribution(c, gamma, table)


@pytest.mark.parametrize("angle_deg", [0.0, 17.3, 90.0, -45.0, 360.0, 1e-12, 359.9999999999999])
def test_turning_is_exact(angle_deg: float) -> None:
    light, turned = _lopsided(), _lopsided().turned(angle_deg)
    c, gamma = np.meshgrid(np.linspace(0, 359, 97), np.linspace(0, 180, 41))
    expected = light.intensity_towards_cd(c - angle_deg, gamma)
    np.testing.assert_allclose(turned.intensity_towards_cd(c, gamma), expected, rtol=1e-9, atol=1e-9)
    assert turned.c_deg[0] == 0.0
    assert turned.c_deg[-1] == 360.0
    assert np.all(np.diff(turned.c_deg) > 0)
    np.testing.assert_array_equal(turned.intensity_cd[0], turned.intensity_cd[-1])
    assert turned.luminous_flux_lm() == pytest.approx(light.luminous_flux_lm(), rel=1e-12)


def test_mirroring_turns_c_to_minus_c_and_twice_is_nothing() -> None:
    light = _lopsided()
    c, gamma = np.meshgrid(np.linspace(0, 359, 97), np.linspace(0, 180, 41))
    np.testing.assert_allclose(
        light.mirrored().intensity_towards_cd(c, gamma), light.intensity_towards_cd(-c, gamma), rtol=1e-12
    )
    np.testing.assert_allclose(light.mirrored().mirrored().intensity_cd, light.intensity_cd)


def test_beam_and_field_angles_of_lights_with_known_ones() -> None:
    # cos(gamma) is 0.5 at 60 and 0.1 at 84.261 degrees
    assert _lambertian(1.0).beam_angle_deg() == pytest.approx(120.0, abs=0.01)
    assert _lambertian(1.0).field_angle_deg() == pytest.approx(2 * np.degrees(np.arccos(0.1)), abs=0.01)
    assert _isotropic().beam_angle_deg() == pytest.approx(360.0)
    half_space = closed_distribution([0.0], [0.0, 90.0], [[5.0, 5.0]])
    assert half_space.beam_angle_deg() == pytest.approx(180.0, abs=1e-6)
    uplight = closed_distribution([0.0], [150.0, 180.0], [[0.0, 10.0]])
    assert uplight.beam_angle_deg() == pytest.approx(30.0, abs=1e-6)
    assert uplight.field_angle_deg() == pytest.approx(54.0, abs=1e-6)


def test_beam_angle_is_averaged_over_planes() -> None:
    oblong = closed_distribution(
        [0, 90, 180, 270], [0, 20, 40, 80], [[8, 4, 0, 0], [8, 6, 4, 0], [8, 4, 0, 0], [8, 6, 4, 0]]
    )
    # 40 degrees across, 80 along, and the mean of intensities, so 2 x 26.67, at C45
    assert oblong.beam_angle_deg() == pytest.approx((40 + 80) / 2)


def test_opening_turns_by_quarters_exactly_and_keeps_the_rest() -> None:
    box = LuminousOpening(OpeningShape.RECTANGLE, (1.2, 0.3, 0.1))
    assert box.turned(90) == LuminousOpening(OpeningShape.RECTANGLE, (0.3, 1.2, 0.1))
    assert box.turned(-180) == box
    assert box.turned(100) == LuminousOpening(OpeningShape.RECTANGLE, (0.3, 1.2, 0.1), 10.0)
    assert box.turned(30).turned(60) == box.turned(90)
    assert box.turned(30).mirrored() == box.turned(-30)
    tube = LuminousOpening(OpeningShape.CYLINDER_X, (1.2, 0.05, 0.05))
    assert tube.turned(270) == LuminousOpening(OpeningShape.CYLINDER_Y, (0.05, 1.2, 0.05))
    disc = LuminousOpening(OpeningShape.DISC, (0.2, 0.2, 0.0))
    assert disc.turned(33) == disc
    upright = LuminousOpening(OpeningShape.DISC_FACING_X, (0.0, 0.2, 0.2))
    assert upright.turned(90).turn_deg == 90
    assert upright.turned(90).mirrored().turn_deg == 270


# ---- real files ----


def _same_light(
    one: LuminousIntensityDistribution, other: LuminousIntensityDistribution, rtol: float
) -> None:
    c, gamma = np.meshgrid(np.arange(0, 360, 7.5), np.arange(0, 90.1, 2.5))
    np.testing.assert_allclose(
        one.intensity_towards_cd(c, gamma), other.intensity_towards_cd(c, gamma), rtol=rtol, atol=0.02
    )


def test_three_files_of_one_luminaire_give_one_light(shared: Path) -> None:
    folder = shared / "photometry"
    ldt = read_ldt((folder / "pair_isym3.ldt").read_bytes())
    ies = read_ies((folder / "pair_isym3.ies").read_bytes())
    turned = read_ies((folder / "pair_isym3_turned.ies").read_bytes()).turned(90)
    _same_light(ldt.distribution, ies.distribution, 1e-4)
    _same_light(ldt.distribution, turned.distribution, 1e-4)
    assert ldt.opening == ies.opening == turned.opening


def test_cie_and_iesna_axes_differ_by_a_quarter_turn(shared: Path) -> None:
    cie = read_ies((shared / "photometry/maxwell_CIE_axes.ies").read_bytes())
    iesna = read_ies((shared / "photometry/maxwell_IESNA_axes.ies").read_bytes())
    _same_light(cie.distribution, iesna.turned(90).distribution, 1e-12)  # I_CIE(H+90) = I_IESNA(H)


V18_POINTS = np.array(
    [(1, 2, 0), (2, 2, 0), (1, 3, 0), (0, 2, 0), (1, 1, 0), (2.5, 3.5, 0.75), (3, 2, 1.2)], dtype=float
)
V18_NORMALS = np.array([(0, 0, 1)] * 6 + [(-1, 0, 0)], dtype=float)
V18_SOURCE = np.array([1.0, 2.0, 2.5])
V18_LUX = [
    ("pair_isym3.ldt", (0, 0), (240.30, 256.48, 85.33, 256.48, 365.66, 42.22, 169.93)),
    ("pair_isym3.ies", (0, 0), (240.30, 256.48, 85.33, 256.48, 365.66, 42.22, 169.93)),
    ("pair_isym3.ldt", (90, 0), (240.30, 365.66, 256.48, 85.33, 256.48, 221.80, 214.44)),
    ("pair_isym3.ldt", (30, 20), (442.74, 442.67, 214.64, 306.78, 417.92, 143.09, 127.05)),
    ("pair_isym3_turned.ies", (0, 0), (240.30, 85.33, 256.48, 365.66, 256.48, 42.22, 36.92)),
    ("pair_isym3_turned.ies", (30, 20), (311.15, 135.46, 128.78, 355.69, 313.28, 28.30, 28.20)),
    ("trilux_wall_isym3.ldt", (0, 0), (46.731, 35.513, 50.080, 35.513, 28.796, 62.714, 52.400)),
    ("trilux_wall_isym3.ldt", (30, 20), (35.254, 28.126, 36.171, 30.436, 27.751, 31.125, 13.425)),
    ("maxwell_CIE_axes.ies", (0, 0), (28.754, 23.567, 24.984, 24.204, 22.226, 23.293, 33.037)),
    ("maxwell_CIE_axes.ies", (30, 20), (27.875, 21.538, 23.121, 23.741, 20.080, 17.610, 11.016)),
    ("regent_indirect_isym0.ldt", (0, 0), (179.594, 129.464, 129.763, 129.464, 130.483, 32.009, 35.549)),
]


def _rotation(about_z_deg: float, about_x_deg: float) -> Array:
    (cz, sz), (cx, sx) = ((np.cos(angle), np.sin(angle)) for angle in np.deg2rad([about_z_deg, about_x_deg]))
    return np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])


def _lux_of_a_point_source(photometry: Photometry, rotation: Array) -> Array:
    """E = I cos / r^2, with C and gamma of the direction in the luminaire's own frame."""
    ray = V18_POINTS - V18_SOURCE
    distance = np.linalg.norm(ray, axis=1)
    local = (ray / distance[:, None]) @ rotation
    gamma = np.degrees(np.arccos(np.clip(-local[:, 2], -1, 1)))
    c = np.degrees(np.arctan2(local[:, 1], local[:, 0]))
    intensity = photometry.distribution.intensity_towards_cd(c, gamma)
    cosine = np.maximum(-np.sum(ray * V18_NORMALS, axis=1) / distance, 0)
    return intensity * cosine / distance**2


@pytest.mark.parametrize(("name", "turn", "lux"), V18_LUX)
def test_v18_frames(shared: Path, name: str, turn: tuple[float, float], lux: tuple[float, ...]) -> None:
    photometry = read_photometry((shared / "photometry" / name).read_bytes(), name)
    np.testing.assert_allclose(_lux_of_a_point_source(photometry, _rotation(*turn)), lux, rtol=2e-3)


def test_every_reference_number_of_type_c_files(shared: Path) -> None:
    folder = shared / "photometry"
    reference = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
    read = 0
    for name, expected in reference.items():
        is_read = name.endswith((".ies", ".ldt")) and expected.get("ptype", "C") == "C"
        if not is_read or expected.get("flux_zonal_lm") is None or name == "derived/negative_cd.ies":
            continue
        light = read_photometry((folder / name).read_bytes(), name).distribution
        assert light.zonal_flux_lm() == pytest.approx(expected["flux_zonal_lm"], rel=1e-3), name
        assert light.luminous_flux_lm() == pytest.approx(expected["flux_bilinear_lm"], rel=1e-3), name
        assert light.maximum_cd() == pytest.approx(expected["max_cd"], rel=1e-3), name
        for direction, intensity in expected["probe_cd"].items():
            c, gamma = map(float, direction.split(","))
            found = float(light.intensity_towards_cd(c, gamma))
            assert found == pytest.approx(intensity, rel=1e-3, abs=1e-3), (name, direction)
        for place, lux in expected["floor_lux_h3"].items():
            x, y = map(float, place.split(","))
            distance = np.sqrt(x * x + y * y + 9)
            towards = light.intensity_towards_cd(
                np.degrees(np.arctan2(y, x)), np.degrees(np.arccos(3 / distance))
            )
            assert float(towards) * 3 / distance**3 == pytest.approx(lux, rel=1e-3, abs=1e-3), (name, place)
        read += 1
    assert read >= 40
