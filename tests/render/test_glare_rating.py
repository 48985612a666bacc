"""Glare tables of the catalogue's luminaires: rated where the method holds, otherwise said why not."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from assets.luminaire import Luminaire, Mounting
from assets.photometry import LuminousOpening, OpeningShape, Photometry, closed_distribution
from assets.product import Family
from render.glare_rating import glare_rating_document
from render.glare_svg import glare_svg
from render.glare_table import unified_glare_table

GAMMA = np.arange(0.0, 181.0, 5.0)
DOWN = np.maximum(np.cos(np.radians(GAMMA)), 0.0)
PANEL = LuminousOpening(OpeningShape.RECTANGLE, (0.6, 0.6, 0.0))


def panel(rows=(DOWN,), c_deg=(0.0,), mounting=Mounting.CEILING, opening=PANEL, **more):
    light = closed_distribution(c_deg, GAMMA, 1000.0 * np.array(rows))
    return Luminaire("x", "<Panel>", "面板", Photometry(light, opening, "IES"), mounting, **more)


def keys(document, name):
    return [each["key"] for each in document[name]]


def test_a_panel_at_the_ceiling_is_rated():
    document = glare_rating_document(panel())
    assert document["applies"]
    assert (document["reasons"], document["cautions"]) == ([], [])
    light = panel().photometry
    table = unified_glare_table(light.distribution, light.opening)
    assert document["crosswise"] == pytest.approx(table[:, :5])
    assert json.loads(json.dumps(document, allow_nan=False)) == document


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        (panel(mounting=Mounting.WALL), ["mounting"]),
        (panel(mounting=Mounting.TABLE), ["mounting"]),
        (panel(family=Family.SPOT), ["accent"]),
        (panel(opening=LuminousOpening()), ["no_opening"]),
        (panel([DOWN[::-1]]), ["indirect"]),
        (panel([DOWN[::-1]], mounting=Mounting.FLOOR), ["mounting", "indirect"]),
        (panel([np.where(GAMMA < 5.0, DOWN, 0.0)]), ["no_light"]),  # no luminaire is straight above the eye
    ],
)
def test_what_the_method_does_not_rate_says_why(changed, reasons):
    document = glare_rating_document(changed)
    assert not document["applies"]
    assert keys(document, "reasons") == reasons
    assert (document["crosswise"], document["endwise"]) == (None, None)
    for language in ("en", "zh"):
        shown = "".join(ElementTree.fromstring(glare_svg(document, language)).itertext())
        said = document["reasons"][0][language]
        assert said.replace(" ", "") in shown.replace(" ", "").replace("\n", "")


def test_half_up_half_down_is_rated():
    both = glare_rating_document(panel([DOWN + DOWN[::-1]]))
    assert both["applies"]
    mostly_up = glare_rating_document(panel([DOWN + 2 * DOWN[::-1]]))  # two thirds up
    assert keys(mostly_up, "reasons") == ["indirect"]


def test_ratings_that_need_care():
    small = replace(panel().photometry, opening=LuminousOpening(OpeningShape.DISC, (0.07, 0.07, 0.0)))
    assert keys(glare_rating_document(replace(panel(), photometry=small)), "cautions") == ["small"]
    leaning = panel([DOWN, DOWN, 0.2 * DOWN, DOWN], [0.0, 90.0, 180.0, 270.0])
    assert keys(glare_rating_document(leaning), "cautions") == ["one_sided"]
    assert keys(glare_rating_document(panel(mounting=Mounting.PENDANT)), "cautions") == ["stand_alone"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_as_svg_shows_every_rating(language):
    document = glare_rating_document(panel())
    root = ElementTree.fromstring(glare_svg(document, language))
    shown = [text for text in root.itertext() if text.strip()]
    for value in {round(value, 1) for row in document["endwise"] for value in row}:
        assert f"{value:.1f}" in shown
    assert sum("H × " in text for text in shown) == 19
    assert not any(each.tag.endswith(("script", "image", "a")) for each in root.iter())
