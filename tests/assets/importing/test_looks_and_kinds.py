"""Colours of photographs with known paint; finishes and families in four languages; evidence of light."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from shop_catalogue import jpeg_of, painted, photograph_of

from assets.importing.finish import finishes_in
from assets.importing.kind_of import kind_of
from assets.importing.offers import Offer
from assets.importing.photograph import colours_of
from assets.luminaire import Mounting
from assets.our_bodies import BODY, OUR_BODIES
from assets.our_light import spot
from assets.photometry import LuminousOpening, OpeningShape, Photometry
from assets.product import Family

LIGHT = Photometry(spot(beam_angle_deg=60.0), LuminousOpening(OpeningShape.DISC, (0.07, 0.07, 0.0)), "IES")


@pytest.mark.parametrize("rgb", [(0.5, 0.04, 0.03), (0.06, 0.25, 0.1), (0.05, 0.1, 0.4)])
def test_a_photograph_gives_the_paint_of_what_it_shows(rgb):
    drawn = painted(photograph_of(OUR_BODIES["pendant-dome-400"][BODY](), main_rgb=rgb))
    colours, reason = colours_of(jpeg_of(drawn))
    assert reason == ""
    seen, paint = np.array(colours.main_rgb), np.array(rgb)
    assert seen.argmax() == paint.argmax()
    # light and shade scale a colour, they hardly turn it: chromaticity within a tenth
    assert seen / seen.sum() == pytest.approx(paint / paint.sum(), abs=0.12)


def test_black_stays_dark_and_white_on_white_says_nothing():
    drawn = painted(photograph_of(OUR_BODIES["wall-updown-120"][BODY](), main_rgb=(0.02, 0.02, 0.02)))
    colours, _ = colours_of(jpeg_of(drawn))
    assert max(colours.main_rgb) < 0.08
    plain = Image.new("RGB", (80, 80), (240, 240, 240))
    assert colours_of(jpeg_of(plain)) == (None, "nothing stands out from its background")


def test_a_room_is_no_background_and_rubbish_is_no_photograph():
    noise = np.random.default_rng(1).integers(0, 255, (90, 90, 3), dtype=np.uint8)
    room = Image.fromarray(np.kron(noise[::9, ::9], np.ones((9, 9, 1), np.uint8)))
    assert "room" in colours_of(jpeg_of(room))[1]
    assert colours_of(b"\xff\xd8\xff broken")[0] is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Messing gebürstet / schwarz", ["brushed-brass", "black"]),
        ("noir mat, laiton", ["black", "brushed-brass"]),
        ("哑黑", ["black"]),
        ("Eiche natur", ["oak"]),
        ("Opal glass, chrome", ["chrome", "glass"]),
        ("verkehrsweiß RAL 9016", ["white"]),
        ("surprise", []),
    ],
)
def test_finishes_in_four_languages(text, names):
    assert [finish.name for finish in finishes_in(text)] == names


@pytest.mark.parametrize(
    ("category", "mounting", "family", "place"),
    [
        ("Pendelleuchte", "", Family.PENDANT, Mounting.PENDANT),
        ("Kugel-Pendelleuchte", "", Family.GLOBE, Mounting.PENDANT),
        ("Einbaustrahler", "", Family.DOWNLIGHT, Mounting.RECESSED),
        ("Applique murale", "", Family.WALL, Mounting.WALL),
        ("Suspension linéaire", "", Family.LINEAR, Mounting.PENDANT),
        ("落地灯", "", Family.FLOOR, Mounting.FLOOR),
        ("吸顶灯", "吸顶", Family.CEILING, Mounting.CEILING),
        ("LED panel", "suspended", Family.PANEL, Mounting.PENDANT),
        ("Desk lamp", "", Family.TABLE, Mounting.TABLE),
        ("Track spotlight", "track", Family.TRACK, Mounting.CEILING),
    ],
)
def test_kinds_in_four_languages(category, mounting, family, place):
    kind = kind_of(Offer("a", "a", "t", category=category, mounting=mounting), LIGHT)
    assert (kind.family, kind.mounting, kind.guessed) == (family, place, False)
    assert "category" in kind.family_from


def test_without_words_the_light_tells_and_it_is_said():
    offer = Offer("a", "a", "t")
    kind = kind_of(offer, LIGHT)
    assert (kind.family, kind.mounting, kind.guessed) == (Family.DOWNLIGHT, Mounting.RECESSED, True)
    assert "70 x 70 mm" in kind.family_from
    ball = replace(LIGHT, opening=LuminousOpening(OpeningShape.SPHERE, (0.3, 0.3, 0.3)))
    assert kind_of(offer, ball).family is Family.GLOBE
    bar = replace(LIGHT, opening=LuminousOpening(OpeningShape.RECTANGLE, (0.05, 1.2, 0.0)))
    assert kind_of(offer, bar).family is Family.LINEAR
