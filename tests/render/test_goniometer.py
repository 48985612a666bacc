"""The goniometer's manners: repeatable, balanced, folded rightly, and clear about what it cannot measure.

How right it is, is shown by the cases of tests/validation.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from lamp_bodies import BLACK, EVEN, GLOW, WHITE, ball, disc, lamp_body, ring, sheet, wall

from assets.body import Body, read_body
from assets.material import Material
from assets.modelling import Solid
from assets.our_bodies import BODY, OUR_BODIES
from assets.photometry import LuminousOpening, OpeningShape, closed_distribution
from assets.write_glb import glb_bytes
from kit.errors import UnsoundInput
from render.goniometer import BulbSource, GlowingSource, GoniometerOptions, Symmetry, difference, measure
from render.goniometry.checks import check_result
from render.goniometry.grid import make_grid
from render.goniometry.symmetry import is_round_about, symmetry_of

QUICK = GoniometerOptions(paths=1 << 15, looks=1 << 20, replicates=8, gamma_step_deg=5.0)


def own_body(sku: str) -> Body:
    return read_body(glb_bytes(OUR_BODIES[sku][BODY](), sku))


def test_same_seed_same_bytes_and_another_seed_within_the_standard_error() -> None:
    body = own_body("pendant-dome-400")
    first, again = (measure(body, [GlowingSource(1000.0)], QUICK) for _ in range(2))
    other = measure(body, [GlowingSource(1000.0)], replace(QUICK, seed=1))
    assert first.distribution.intensity_cd.tobytes() == again.distribution.intensity_cd.tobytes()
    assert first.luminous_flux_lm == again.luminous_flux_lm
    assert first.luminous_flux_lm != other.luminous_flux_lm
    assert difference(first, again.distribution) == 0.0
    assert 0.0 < difference(first, other.distribution) < 8.0
    assert (
        difference(first, measure(own_body("floor-uplight-1800"), [GlowingSource(1.0)], QUICK).distribution)
        > 50
    )
    error = np.hypot(first.luminous_flux_standard_error_lm, other.luminous_flux_standard_error_lm)
    assert abs(first.luminous_flux_lm - other.luminous_flux_lm) < 5 * error


def test_standard_errors_are_those_of_seeds() -> None:
    body = own_body("floor-uplight-1800")
    found = [measure(body, [GlowingSource(1000.0)], replace(QUICK, seed=seed)) for seed in range(12)]
    values = np.array([each.distribution.intensity_cd[0] for each in found])
    told = np.array([each.standard_error_cd[0] for each in found])
    lit = values.mean(axis=0) > 0.01 * values.max()
    # both are estimates themselves; over all angles their ratio is near 1
    ratio = np.sqrt((values.std(axis=0, ddof=1)[lit] ** 2).mean() / (told[:, lit] ** 2).mean())
    assert 0.6 < ratio < 1.6


def test_light_is_never_lost() -> None:
    found = measure(own_body("wall-updown-120"), [GlowingSource(800.0)], QUICK)
    assert found.energy_balance == pytest.approx(1.0, abs=1e-3)
    assert found.source_flux_lm == 800.0
    assert found.light_output_ratio == found.luminous_flux_lm / 800.0
    assert min(found.absorbed_lm.values()) >= -1e-3
    assert found.absorbed_lm["dark bronze"] == max(found.absorbed_lm.values())


def test_two_sources_add_up() -> None:
    body = lamp_body((disc(0.1), GLOW), (disc(0.1, 0.5, down=False), replace(GLOW, name="other")))
    both = measure(
        body,
        [GlowingSource(300.0, ("glow",)), GlowingSource(100.0, ("other",))],
        QUICK,
        symmetry=Symmetry.ROUND,
    )
    down, up = both.distribution.intensity_cd[0, [0, -1]]
    assert down == pytest.approx(300 / np.pi, rel=5e-3)
    assert up == pytest.approx(100 / np.pi, rel=5e-3)


def test_a_bulb_and_a_glowing_part_in_one_body() -> None:
    body = lamp_body((disc(0.1), GLOW))
    bulb = BulbSource(4 * np.pi * 50, EVEN, (0.0, 0.0, -0.5))
    found = measure(body, [GlowingSource(100 * np.pi), bulb], QUICK)
    assert found.symmetry is Symmetry.ROUND
    assert found.distribution.intensity_cd[:, 0] == pytest.approx(150.0, rel=2e-3)
    # the black disc takes the share that its solid angle has in the bulb's light
    share = (1 - 0.5 / np.hypot(0.5, 0.1)) / 2
    assert found.absorbed_lm["glow"] == pytest.approx(share * 4 * np.pi * 50, rel=0.03)


def test_bulbs_off_the_axis_or_uneven_ones_have_no_symmetry() -> None:
    middle = np.zeros(3)
    uneven = closed_distribution([0.0, 180.0], [0.0, 180.0], [[1.0, 1.0], [2.0, 2.0]])
    tube = LuminousOpening(OpeningShape.CYLINDER_X, (0.5, 0.02, 0.02))
    assert is_round_about(BulbSource(1.0, EVEN, (0, 0, 0.3)), middle)
    assert is_round_about(BulbSource(1.0, EVEN, (0, 0, 0.3), frame=np.diag([1, -1, -1])), middle)
    assert not is_round_about(BulbSource(1.0, EVEN, (0.01, 0, 0)), middle)
    assert not is_round_about(BulbSource(1.0, uneven, (0, 0, 0)), middle)
    assert not is_round_about(BulbSource(1.0, EVEN, (0, 0, 0), opening=tube), middle)
    lying = np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]])
    assert not is_round_about(BulbSource(1.0, EVEN, (0, 0, 0), frame=lying), middle)


def test_a_bulb_turned_upwards_shines_up() -> None:
    narrow = closed_distribution([0.0], [0.0, 30.0, 31.0, 180.0], [[1.0, 1.0, 0.0, 0.0]])
    body = lamp_body((disc(0.01, 5.0), BLACK))
    bulb = BulbSource(500.0, narrow, (0.0, 0.0, 0.0), frame=np.diag([1.0, -1.0, -1.0]))
    found = measure(body, [bulb], QUICK)
    assert found.distribution.intensity_cd[:, : len(found.distribution.gamma_deg) // 2].max() == 0.0
    assert found.distribution.intensity_cd[0, -3] > 0


@pytest.mark.parametrize(
    ("sku", "symmetry"),
    [
        ("pendant-globe-300", Symmetry.ROUND),
        ("pendant-dome-400", Symmetry.ROUND),
        ("downlight-recessed-90", Symmetry.QUADRANTS),
        ("wall-updown-120", Symmetry.C90_C270),
        ("pendant-linear-1200", Symmetry.QUADRANTS),
        ("track-spots-3", Symmetry.C90_C270),
        ("floor-arc-1900", Symmetry.C0_C180),
    ],
)
def test_symmetry_is_found(sku: str, symmetry: Symmetry) -> None:
    assert symmetry_of(own_body(sku)) is symmetry


def test_a_part_of_another_material_on_one_side_breaks_symmetry() -> None:
    side = sheet([(0.1, 0, 0), (0.1, 0.02, 0), (0.1, 0.02, 0.05), (0.1, 0, 0.05)])
    body = lamp_body((disc(0.05), GLOW), (side, BLACK))
    assert symmetry_of(body) is Symmetry.NONE


def test_a_mirrored_sheet_that_faces_the_same_way_is_no_image() -> None:
    """Of two upright plates that both glow towards +y, one in front of the other, nothing goes to -y."""

    def plate(y: float) -> Solid:
        return sheet([(-0.1, y, -0.05), (-0.1, y, 0.05), (0.1, y, 0.05), (0.1, y, -0.05)])

    body = lamp_body((plate(-0.2), GLOW), (plate(0.2), GLOW))
    assert symmetry_of(body) is Symmetry.C90_C270
    found = measure(body, [GlowingSource(1000.0)], QUICK)
    whole = measure(body, [GlowingSource(1000.0)], QUICK, symmetry=Symmetry.NONE)
    for light in (found.distribution, whole.distribution):
        ahead, behind = light.intensity_towards_cd(np.array([90, 270]), 60).tolist()
        assert ahead > 100
        assert behind == 0.0
    assert difference(whole, found.distribution) < 8.0
    slant = [(0.1, -0.1, -0.05), (0.1, -0.1, 0.05), (0.1, 0.1, 0.05), (0.1, 0.1, -0.05)]
    sideways = lamp_body((sheet(slant), GLOW), (sheet([(-x, y, z) for x, y, z in slant[::-1]]), GLOW))
    assert symmetry_of(sideways) is Symmetry.QUADRANTS  # these face away from each other


def test_a_ring_of_sheets_is_round_only_where_all_of_it_faces_one_way() -> None:
    tube = wall(0.1, 0.0, 0.1, sides=24)
    assert symmetry_of(lamp_body((tube, GLOW))) is Symmetry.ROUND
    half = tube.triangles.copy()
    behind = tube.vertices_m[half].mean(axis=1)[:, 1] < 0.0
    half[behind] = half[behind][:, ::-1]
    assert symmetry_of(lamp_body((Solid(tube.vertices_m, half), GLOW))) is not Symmetry.ROUND


@pytest.mark.parametrize("symmetry", list(Symmetry))
def test_every_folding_gives_the_same_light(symmetry: Symmetry) -> None:
    """A round body may be measured with any symmetry."""
    body = lamp_body((disc(0.05), GLOW), (wall(0.08, -0.1, 0.0), WHITE))
    finely = replace(QUICK, looks=1 << 23, gamma_step_deg=15.0)
    found = measure(body, [GlowingSource(1000.0)], finely, symmetry=symmetry)
    whole = measure(body, [GlowingSource(1000.0)], finely, symmetry=Symmetry.ROUND)
    distance = np.abs(found.distribution.intensity_cd - whole.distribution.intensity_cd[:1])
    error = np.hypot(found.standard_error_cd, whole.standard_error_cd[:1])
    peak = whole.distribution.maximum_cd()
    assert (distance < 6 * error + 1e-3 * peak).all()
    assert distance.max() < 0.03 * peak
    assert found.luminous_flux_lm == pytest.approx(whole.luminous_flux_lm, rel=5e-3)


@pytest.mark.parametrize("symmetry", list(Symmetry))
def test_flux_shared_out_is_the_integral_of_the_table(symmetry: Symmetry) -> None:
    grid = make_grid(symmetry, c_step_deg=22.5, gamma_step_deg=7.5)
    random = np.random.default_rng(3)
    direction = random.normal(size=(1000, 3))
    direction /= np.linalg.norm(direction, axis=1)[:, None]
    flux = random.random(1000)
    table = grid.one_at_the_poles(grid.intensity_cd(grid.shared_out(direction, flux)))
    assert grid.distribution(table).luminous_flux_lm() == pytest.approx(flux.sum(), rel=1e-9)
    assert grid.solid_angles_sr().sum() == pytest.approx(4 * np.pi)


def test_luminance_of_what_glows() -> None:
    """A disc has its exitance over pi, and nothing on its other side."""
    area = np.pi * 0.1**2 * np.sinc(2 / 180)
    found = measure(lamp_body((disc(0.1), GLOW)), [GlowingSource(1000.0)], QUICK)
    assert found.luminance_cd_m2[:, 0] == pytest.approx(1000 / np.pi / area, rel=1e-5)
    assert found.luminance_cd_m2[:, 1].max() == 0.0
    assert found.out_lm.sum() == pytest.approx(1000.0)


def test_the_other_side_of_paper_is_lit() -> None:
    paper = Material(
        "paper", (0.0,) * 3, ior=1.0, diffuse_transmission=1.0, diffuse_transmission_rgb=(0.5,) * 3
    )
    body = lamp_body((ball(0.1, sides=60), paper))
    found = measure(body, [BulbSource(1000.0, EVEN, (0, 0, 0))], QUICK, symmetry=Symmetry.ROUND)
    outside, inside = found.luminance_cd_m2.mean(axis=0)
    assert outside == pytest.approx(500 / (np.pi * 4 * np.pi * 0.1**2), rel=0.01)
    assert inside == 0.0
    assert found.light_output_ratio == pytest.approx(0.5)


def test_what_is_wrong_with_sources_is_told_all_at_once() -> None:
    body = lamp_body((disc(0.1), BLACK))
    dark = closed_distribution([0.0], [0.0, 180.0], [[0.0, 0.0]])
    with pytest.raises(UnsoundInput) as refused:
        measure(
            body,
            [
                GlowingSource(0.0),
                GlowingSource(10.0, ("brass",)),
                GlowingSource(10.0, triangles=(10**6,)),
                BulbSource(float("nan"), dark, (0, float("inf"), 0)),
            ],
        )
    codes = [problem.code for problem in refused.value.problems]
    assert codes == [
        *("SOURCE_WITHOUT_FLUX", "NOTHING_GLOWS", "SOURCE_NOT_IN_BODY", "SOURCE_NOT_IN_BODY"),
        *("SOURCE_WITHOUT_FLUX", "SOURCE_WITHOUT_FLUX", "SOURCE_NOT_IN_BODY"),
    ]
    with pytest.raises(UnsoundInput):
        measure(body, [])


def test_enclosed_light_and_a_coarse_grid_are_told() -> None:
    closed = lamp_body((ball(0.1, sides=24), BLACK), (disc(0.02), GLOW))
    found = measure(closed, [GlowingSource(1000.0)], QUICK)
    assert [problem.code for problem in found.problems] == ["NO_LIGHT_LEAVES"]
    assert [p.code for p in check_result(1000.0, 900.0, 2.0, 900.0)] == ["LIGHT_STILL_UNDER_WAY"]
    deep = lamp_body((disc(0.05), GLOW), (wall(0.06, -0.2, 0.0), BLACK), (ring(0.02, 0.06, -0.2), BLACK))
    coarse = measure(deep, [GlowingSource(1000.0)], replace(QUICK, gamma_step_deg=30.0))
    assert [problem.code for problem in coarse.problems] == ["GRID_TOO_COARSE"]


def test_steps_that_do_not_divide_a_quarter_are_refused() -> None:
    with pytest.raises(ValueError, match="quarter"):
        make_grid(Symmetry.NONE, c_step_deg=14.0, gamma_step_deg=5.0)
