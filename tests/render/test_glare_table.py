"""Catalogue tables of glare: against Relux, DIALux and the worked example of CIE 190.

Gates from the research page on photometry, section 7: 0.5 from Relux and 1.1 from DIALux in every cell
(DIALux is lower in small rooms); CIE 190's example was printed to 0.1 by hand-made steps: 0.2.
"""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import distribution, isotropic, lambertian, square

from assets.photometry import LuminousIntensityDistribution, LuminousOpening, OpeningShape, Photometry
from assets.read_photometry import read_photometry
from render.glare_factors import REFLECTANCES, ROOMS_H
from render.glare_table import (
    glare_table_document,
    rating_text,
    rescaled_rating,
    unified_glare_table,
    zonal_fluxes_lm,
)
from render.position_index import tabled_position_index

RELUX = [("01", "Relux"), ("02", "Relux"), ("04", "Relux"), ("07", "Relux"), ("11", "Relux")]
DIALUX = [("01", "Dialux"), ("02", "Dialux"), ("04", "Dialux"), ("07", "Dialux")]


def against(shared, sample, program, spacing_h=0.25):
    """Our table minus the other program's; NaN where that prints only '<10.0' and ours agrees."""
    folder = shared / "photometry" / "ugr"
    photometry = read_photometry((folder / f"sample_{sample}.ldt").read_bytes(), f"sample_{sample}.ldt")
    ours = unified_glare_table(photometry.distribution, photometry.opening, spacing_h=spacing_h)
    text = (folder / f"ugr_table_{sample}_{program}.csv").read_text(encoding="utf-8").split()
    cells = [row.split(",") for row in text]
    theirs = np.array([[np.nan if "<" in cell else float(cell) for cell in row] for row in cells])
    assert theirs.shape == ours.shape == (19, 10)
    assert (ours[np.isnan(theirs)] < 10.2).all()
    return ours - theirs


@pytest.mark.parametrize(("sample", "program"), RELUX)
def test_every_cell_is_near_relux(shared, sample, program):
    assert np.nanmax(np.abs(against(shared, sample, program))) < 0.5


@pytest.mark.parametrize(("sample", "program"), DIALUX)
def test_every_cell_is_near_dialux(shared, sample, program):
    assert np.nanmax(np.abs(against(shared, sample, program))) < 1.1


def test_worked_example_of_cie_190(shared):
    assert np.nanmax(np.abs(against(shared, "11", "cie190", spacing_h=1.0))) < 0.2


@pytest.mark.parametrize(
    ("t", "h", "expected"),
    [
        (0.0, 0.5, 2.86),
        (0.0, 1.0, 7.00),
        (0.5, 0.5, 2.91),
        (1.0, 0.0, 2.11),
        (1.0, 1.0, 7.00),
        (2.0, 1.5, 12.85),
        (3.0, 1.9, 16.0),
        (3.0, 1.0, 9.70),
        (2.7, 0.6, 7.50),
        (0.0, 1.7, 16.2),
        (0.25, 0.0, 1.17),  # between 1.12 and 1.22
    ],
)
def test_position_index_is_the_printed_one(t, h, expected):
    assert tabled_position_index(np.array(t), np.array(h)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("t", "h"), [(0.0, 1.8), (0.35, 1.85), (3.01, 0.5), (1.0, 1.95), (0.5, -0.1)])
def test_beyond_the_printed_table_nothing_counts(t, h):
    assert tabled_position_index(np.array(t), np.array(h)) == np.inf


def test_another_flux_moves_every_cell_alike():
    opening, ratio = square(0.6), 2.7
    first = unified_glare_table(lambertian(1000), opening)
    second = unified_glare_table(lambertian(1000 * ratio), opening)
    assert second == pytest.approx(rescaled_rating(first, flux_ratio=ratio), abs=1e-9)
    assert second - first == pytest.approx(8 * np.log10(2.7))


def test_round_light_looks_the_same_both_ways():
    disc = LuminousOpening(OpeningShape.DISC, (0.4, 0.4, 0.05))
    table = unified_glare_table(lambertian(1000), disc)
    assert table[:, :5] == pytest.approx(table[:, 5:])


def test_endwise_is_crosswise_of_the_luminaire_turned():
    c, gamma = np.arange(0, 361, 15.0), np.arange(0, 91, 5.0)
    cosine = np.cos(np.radians(gamma))
    narrow = (1 + 0.5 * np.cos(np.radians(2 * c))[:, None]) * cosine[None] ** 2 * 500
    lamp = LuminousIntensityDistribution(c, gamma, narrow)
    opening = LuminousOpening(OpeningShape.RECTANGLE, (0.1, 1.2, 0.03))
    table = unified_glare_table(lamp, opening)
    turned = unified_glare_table(lamp.turned(90.0), opening.turned(90.0))
    assert turned[:, :5] == pytest.approx(table[:, 5:])
    assert turned[:, 5:] == pytest.approx(table[:, :5])


def test_crosswise_is_across_the_luminaire_in_either_format():
    """EULUMDAT has the length along C90, IES along C0."""
    c, gamma = np.arange(0, 361, 15.0), np.arange(0, 91, 5.0)
    cosine = np.cos(np.radians(gamma))
    lamp = LuminousIntensityDistribution(c, gamma, (2 + np.cos(np.radians(2 * c))[:, None]) * cosine * 500)
    opening = LuminousOpening(OpeningShape.RECTANGLE, (0.1, 1.2, 0.0))
    ldt = Photometry(lamp, opening, "EULUMDAT")
    ies = Photometry(lamp.turned(90.0), opening.turned(90.0), "IES")
    for view in ("crosswise", "endwise"):
        first, second = (np.array(glare_table_document(each)[view]) for each in (ldt, ies))
        assert first == pytest.approx(second)


def test_zonal_fluxes_are_those_of_the_formula():
    bounds = np.radians(np.arange(0, 181, 10.0))
    assert zonal_fluxes_lm(isotropic(1000)) == pytest.approx(-np.diff(np.cos(bounds)) * 500, rel=1e-4)
    zones = zonal_fluxes_lm(lambertian(1000))
    assert zones[:9] == pytest.approx(np.pi * 1000 * np.diff(np.sin(bounds[:10]) ** 2), rel=2e-4)
    assert zones[9:] == pytest.approx(0.0, abs=1e-9)


def test_zones_hold_all_of_the_flux_of_uneven_tables():
    lamp = distribution(lambda gamma: 100 * np.exp(-(gamma**2)), step_deg=7.5)
    assert zonal_fluxes_lm(lamp).sum() == pytest.approx(lamp.luminous_flux_lm(), rel=1e-3)


@pytest.mark.parametrize("lamp", [isotropic(0.0), distribution(lambda gamma: 10 * (gamma < np.radians(10)))])
def test_without_light_at_the_eye_there_is_no_rating(lamp):
    assert np.isnan(unified_glare_table(lamp, square(0.1), spacing_h=1.0)).any()


def test_document_names_rooms_and_reflectances():
    document = glare_table_document(Photometry(lambertian(500), square(0.3), "test"))
    assert document["rooms_h"] == ROOMS_H.tolist()
    assert document["reflectances"][0] == [0.7, 0.5, 0.2]
    for view in ("crosswise", "endwise"):
        assert np.array(document[view]).shape == (19, len(REFLECTANCES))
        assert all(row == sorted(row) for row in np.array(document[view])[:, [0, 2, 4]].tolist())


@pytest.mark.parametrize(
    ("rating", "text"), [(None, "–"), (9.99, "<10"), (-30.0, "<10"), (10.0, "10.0"), (18.96, "19.0")]
)
def test_readers_see_the_scale_of_the_standard(rating, text):
    assert rating_text(rating) == text
