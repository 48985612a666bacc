"""The light cone: against the point source's formulas, for light down, up, tilted and all round."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from assets.catalogue import read_catalogue
from assets.cone import distances_m, light_cones, row_at
from assets.cone_svg import cone_svg
from assets.luminaire import Luminaire, Mounting
from assets.photometry import LuminousOpening, OpeningShape, Photometry, closed_distribution

GAMMA = np.arange(0.0, 180.5, 0.5)
SVG = "{http://www.w3.org/2000/svg}"


def luminaire(c_deg, table, mounting=Mounting.CEILING, size_m=(0.0, 0.0, 0.0), name="lamp"):
    shape = OpeningShape.DISC if any(size_m) else OpeningShape.POINT
    light = closed_distribution(c_deg, GAMMA, table)
    return Luminaire(
        "x", name, "灯", Photometry(light, LuminousOpening(shape, size_m), "IES", name=name), mounting
    )


def lobe(beam_deg, peak_cd=1000.0, *, upwards=False):
    """cos^n whose intensity is half at half the beam angle."""
    power = math.log(0.5) / math.log(math.cos(math.radians(beam_deg / 2)))
    cosine = np.cos(np.radians(180.0 - GAMMA if upwards else GAMMA))
    return peak_cd * np.maximum(cosine, 0.0) ** power


@pytest.mark.parametrize("upwards", [False, True])
@pytest.mark.parametrize("beam_deg", [10.0, 38.0, 60.0, 120.0])
def test_a_beam_by_the_formulas_of_a_point_source(beam_deg, upwards):
    (cone,) = light_cones(luminaire([0.0], [lobe(beam_deg, upwards=upwards)]))
    assert cone.upwards is upwards
    assert cone.axis_cd == pytest.approx(1000.0)
    assert cone.is_round
    assert not cone.is_tilted
    half = math.radians(beam_deg / 2)
    for distance in (0.5, 1.0, 3.0):
        row = row_at(cone, distance)
        assert row.axis_lx == pytest.approx(1000.0 / distance**2)
        for plane in row.planes:
            assert plane is not None
            assert plane.width_m == pytest.approx(2 * distance * math.tan(half), rel=1e-3)
            slant = distance / math.cos(half)  # E = I cos(gamma) / r², the same law along the ray
            expected = 500.0 * math.cos(half) / slant**2
            assert plane.edge_lx == pytest.approx((expected, expected), rel=2e-3)


def test_planes_of_different_width():
    table = [lobe(30.0), lobe(90.0), lobe(30.0), lobe(90.0)]
    (cone,) = light_cones(luminaire([0.0, 90.0, 180.0, 270.0], table))
    assert not cone.is_round
    narrow, wide = row_at(cone, 2.0).planes
    assert narrow is not None
    assert wide is not None
    assert narrow.width_m == pytest.approx(4 * math.tan(math.radians(15)), rel=1e-3)
    assert wide.width_m == pytest.approx(4 * math.tan(math.radians(45)), rel=1e-3)


def test_a_beam_that_leans_over_has_two_different_edges():
    """A lobe about an axis 30 degrees towards C90, half at 12 degrees from it: edges at 18 and 42."""
    c_deg = np.arange(0.0, 360.0, 5.0)
    c, gamma = np.radians(c_deg)[:, None], np.radians(GAMMA)[None, :]
    tilt = math.radians(30)
    cosine = np.cos(gamma) * math.cos(tilt) + np.sin(gamma) * np.sin(c) * math.sin(tilt)
    power = math.log(0.5) / math.log(math.cos(math.radians(12)))
    (cone,) = light_cones(luminaire(c_deg, 800.0 * np.maximum(cosine, 0.0) ** power))
    assert cone.is_tilted
    assert (cone.peak_c_deg, cone.peak_gamma_deg) == (90.0, 30.0)
    assert cone.peak_cd == pytest.approx(800.0)
    assert cone.planes[1].edges_deg == pytest.approx((18.0, 42.0), abs=0.05)
    across = row_at(cone, 2.0).planes[1]
    assert across is not None
    assert across.reach_m == pytest.approx([2 * math.tan(math.radians(turn)) for turn in (18, 42)], rel=3e-3)
    expected = [400.0 * math.cos(math.radians(turn)) ** 3 / 4 for turn in (18, 42)]
    assert across.edge_lx == pytest.approx(expected, rel=5e-3)
    assert "30" in cone_svg(luminaire(c_deg, 800.0 * np.maximum(cosine, 0.0) ** power))


def test_light_all_round_has_no_edge():
    (cone,) = light_cones(luminaire([0.0], [np.full(len(GAMMA), 100.0)]))
    assert [plane.edges_deg for plane in cone.planes] == [None, None]
    assert row_at(cone, 2.0).planes == (None, None)
    assert row_at(cone, 2.0).axis_lx == pytest.approx(25.0)


def test_a_luminaire_that_shines_up_and_down_has_two_cones():
    both = lobe(40.0, 1000.0) + lobe(60.0, 300.0, upwards=True)
    down, up = light_cones(luminaire([0.0], [both], Mounting.WALL))
    assert (down.upwards, up.upwards) == (False, True)
    assert up.axis_cd == pytest.approx(300.0)
    assert up.planes[0].edges_deg == pytest.approx((-30.0, 30.0), abs=0.05)
    little = lobe(40.0, 1000.0) + lobe(40.0, 100.0, upwards=True)
    assert len(light_cones(luminaire([0.0], [little]))) == 1


def test_without_light_nothing_is_said_of_a_beam():
    (cone,) = light_cones(luminaire([0.0], [np.zeros(len(GAMMA))]))
    assert cone.planes[0].edges_deg is None
    assert row_at(cone, 1.0).axis_lx == 0.0
    assert "<svg" in cone_svg(luminaire([0.0], [np.zeros(len(GAMMA))]))


def test_figures_too_near_for_a_point_source_are_marked():
    """A Lambertian disc of radius r: E = I0 / (d² + r²) on the axis; at five diameters 1 % less."""
    (cone,) = light_cones(luminaire([0.0], [lobe(120.0)], size_m=(0.3, 0.3, 0.0)))
    assert cone.far_field_m == pytest.approx(1.5)
    assert row_at(cone, 1.0).is_near
    assert not row_at(cone, 1.5).is_near
    true_lx = 1000.0 / (1.5**2 + 0.15**2)
    assert row_at(cone, 1.5).axis_lx == pytest.approx(true_lx, rel=0.011)


@pytest.mark.parametrize("mounting", list(Mounting))
def test_distances_are_even_steps_within_a_room(mounting):
    distances = distances_m(mounting)
    assert np.allclose(np.diff(distances), distances[0])
    assert distances[0] >= 0.25
    assert distances[-1] <= 3.0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_diagram_is_plain_svg_with_the_figures(language):
    svg = cone_svg(luminaire([0.0], [lobe(60.0)], name="<script>&\x0b"), language)
    root = ElementTree.fromstring(svg)
    assert root.findtext(f"{SVG}title", "").endswith("<script>&" if language == "en" else "灯")
    assert not any(each.tag.endswith(("script", "image", "foreignObject", "a")) for each in root.iter())
    shown = [each.text for each in root.iter(f"{SVG}text")]
    assert {"1", "1\u202f000", "1.15", "325"} <= set(shown)  # at 1 m: 1000 lx, 2 tan 30°, 500 cos³ 30°
    assert shown.count("3") == 1


def test_every_luminaire_of_ours_has_a_cone_that_points_where_it_shines():
    found = {each.sku: light_cones(each) for each in read_catalogue().luminaires}
    assert found["floor-uplight-1800"][0].upwards
    assert not found["downlight-recessed-90"][0].upwards
    assert len(found["wall-updown-120"]) == 2
