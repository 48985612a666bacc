"""What belongs to a luminaire over HTTP: with its variant and bulb, kept by browsers, refused with codes."""

from __future__ import annotations

import io
import struct
from xml.etree import ElementTree

import httpx
import numpy as np
import pytest
from library_with_choices import make_library_with_choices
from PIL import Image
from pydantic import TypeAdapter
from read_glb import document_of

from api.http import luminaire_pictures as pictures_over_http
from api.http.luminaire_sheets import GlareRatingAnswer
from api.luminaire_cache import LuminaireCache
from api.luminaire_pictures import picture_key, picture_of
from api.luminaire_sheets import plain_name
from api.luminaires import luminaire
from api.settings import Settings
from api.wiring import Wiring
from api.workflows import durable
from assets.read_photometry import read_photometry

GLOBE, MUSHROOM = "/v1/luminaires/pendant-globe-300", "/v1/luminaires/table-mushroom-280"
RESOURCES = ("body.glb", "photometry", "polar.svg", "cone.svg", "ugr.json", "ugr.svg")


@pytest.fixture(scope="module")
def shop(tmp_path_factory, serve):
    """A service over a library to choose within, without durable work; and a client of it."""
    folder = tmp_path_factory.mktemp("sheets")
    library = make_library_with_choices(folder)
    wiring = Wiring(Settings(data=folder / "data", library=library, work=False))
    durable.prepare(wiring)
    with serve(wiring) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield wiring, client
    wiring.close()


@pytest.fixture
def client(shop):
    return shop[1]


@pytest.mark.parametrize("name", RESOURCES)
def test_what_is_known_already_is_not_sent_again(client, name):
    first = client.get(f"{GLOBE}/{name}")
    assert first.status_code == 200
    again = client.get(f"{GLOBE}/{name}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", [*RESOURCES, "datasheet.pdf"])
def test_what_cannot_be_had_says_why(client, name):
    missing = client.get(f"/v1/luminaires/no-such-lamp/{name}")
    assert (missing.status_code, missing.json()["code"]) == (404, "UNKNOWN_RECORD")
    for wish, code in (
        ({"variant": "purple"}, "UNKNOWN_VARIANT"),
        ({"variant": "black+bright"}, "VARIANT_EXCLUDED"),
        ({"bulb": "a60-806-2700"}, "NO_BULB_TAKEN"),
    ):
        answer = client.get(f"{GLOBE}/{name}", params=wish)
        assert answer.status_code == 400
        assert [problem["code"] for problem in answer.json()["problems"]] == [code]
    assert client.get(f"{GLOBE}/{name}", params={"variant": "x" * 401}).status_code == 422


@pytest.mark.parametrize("name", ["polar.svg", "cone.svg", "ugr.svg"])
def test_diagrams_are_in_both_languages_and_plain_svg(client, name):
    english = client.get(f"{GLOBE}/{name}")
    chinese = client.get(f"{GLOBE}/{name}", params={"lang": "zh"})
    for answer in (english, chinese):
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "sandbox" in answer.headers["content-security-policy"]
        ElementTree.fromstring(answer.text)
    assert english.text != chinese.text
    assert client.get(f"{GLOBE}/{name}", params={"lang": "fr"}).status_code == 422


def test_the_body_of_a_variant_is_in_its_finish(client):
    plain = client.get(f"{GLOBE}/body.glb").content
    black = client.get(f"{GLOBE}/body.glb", params={"variant": "black"}).content
    assert struct.unpack_from("<I", black, 8)[0] == len(black)
    colours = {
        each["name"]: each["pbrMetallicRoughness"]["baseColorFactor"]
        for each in document_of(black)["materials"]
    }
    assert colours["brushed brass"] == [0.02, 0.03, 0.04, 1.0]
    assert plain != black
    assert client.get(f"{GLOBE}/body.glb", params={"variant": "dali"}).content == plain


def test_photometry_follows_variant_bulb_and_format(client):
    def flux_lm(place, **wish):
        answer = client.get(f"{place}/photometry", params=wish)
        name = answer.headers["content-disposition"].partition('filename="')[2].rstrip('"')
        return name, read_photometry(answer.content, name).distribution.luminous_flux_lm()

    assert flux_lm(GLOBE) == ("pendant-globe-300.ldt", pytest.approx(1400, rel=1e-3))
    assert flux_lm(GLOBE, variant="bright") == ("pendant-globe-300-bright.ldt", pytest.approx(2100, rel=1e-3))
    assert flux_lm(GLOBE, format="ies") == ("pendant-globe-300.ies", pytest.approx(1400, rel=1e-3))
    _, default_lm = flux_lm(MUSHROOM)
    _, brighter_lm = flux_lm(MUSHROOM, bulb="g95-1055-4000")
    assert brighter_lm / default_lm == pytest.approx(1055 / 806, rel=1e-4)
    assert client.get(f"{GLOBE}/photometry", params={"format": "gldf"}).status_code == 422


def test_the_makers_own_bytes_are_given_where_the_light_is_theirs(shop, client):
    entry = shop[0].catalogue.entry("pendant-globe-300")
    theirs = entry.photometry_file[1]
    assert client.get(f"{GLOBE}/photometry").content == theirs
    assert client.get(f"{GLOBE}/photometry", params={"variant": "black"}).content == theirs
    assert client.get(f"{GLOBE}/photometry", params={"format": "ldt"}).content == theirs


def test_a_bulb_of_the_same_flux_and_another_power_is_told_in_the_file(client):
    for kind in ("ldt", "ies"):
        answer = client.get(f"{MUSHROOM}/photometry", params={"bulb": "a60-806-4000", "format": kind})
        stated = read_photometry(answer.content, f"x.{kind}")
        assert (stated.power_w, stated.cct_k) == (pytest.approx(13.0), 4000)  # two of 6.5 W


def test_glare_ratings_or_why_there_are_none(client):
    rated = client.get(f"{GLOBE}/ugr.json").json()
    TypeAdapter(GlareRatingAnswer).validate_python(rated)
    assert rated["applies"]
    brighter = client.get(f"{GLOBE}/ugr.json", params={"variant": "bright"}).json()
    more = np.array(brighter["crosswise"]) - np.array(rated["crosswise"])
    assert more == pytest.approx(8 * np.log10(1.5))  # CIE 190: the same luminaire with another flux
    none = client.get(f"{MUSHROOM}/ugr.json").json()
    assert (none["applies"], none["crosswise"]) == (False, None)
    assert [each["key"] for each in none["reasons"]] == ["mounting"]


def keep_pictures(wiring, found):
    """As if somebody had made the pictures of a luminaire: a plain one lit, another one unlit."""
    cache = LuminaireCache(wiring.settings.cache_folder / "luminaires")
    for lit, colour in ((True, (250, 240, 220)), (False, (120, 120, 120))):
        held = io.BytesIO()
        Image.new("RGB", (800, 800), colour).save(held, "PNG")
        cache.keep_picture(picture_key(wiring, picture_of(found, lit=lit, width_px=800)), held.getvalue())


def test_the_data_sheet_is_made_once_and_kept(shop, client):
    wiring, _ = shop
    keep_pictures(wiring, luminaire(wiring, "pendant-globe-300", variant="dali+black"))
    place = f"{GLOBE}/datasheet.pdf"
    first = client.get(place, params={"variant": "black+dali"})
    assert first.status_code == 200, first.text
    assert first.headers["content-type"] == "application/pdf"
    assert first.content[:5] == b"%PDF-"
    said = first.headers["content-disposition"]
    assert said == 'inline; filename="pendant-globe-300-black-dali-en.pdf"'
    kept = wiring.settings.cache_folder / "data-sheets"
    made_at = {path: path.stat().st_mtime_ns // 1_000_000 for path in kept.glob("*.pdf")}
    assert len(made_at) == 1
    again = client.get(place, params={"variant": "dali+black"})
    assert again.content == first.content
    assert {path: path.stat().st_mtime_ns // 1_000_000 for path in kept.glob("*.pdf")} == made_at
    known = client.get(
        place, params={"variant": "dali+black"}, headers={"If-None-Match": first.headers["etag"]}
    )
    assert (known.status_code, known.content) == (304, b"")
    chinese = client.get(place, params={"variant": "black+dali", "lang": "zh"})
    if chinese.status_code == 503:
        assert "fonts-wqy-microhei" in chinese.json()["detail"]
    else:
        assert chinese.headers["etag"] != first.headers["etag"]


def test_a_data_sheet_waits_for_its_pictures(client, monkeypatch):
    monkeypatch.setattr(pictures_over_http, "LONGEST_WAIT_S", 0.3)
    answer = client.get(f"{MUSHROOM}/datasheet.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "PICTURE_NOT_READY")
    assert int(answer.headers["retry-after"]) > 0


def test_pictures_are_of_the_variant_and_the_bulb(shop):
    wiring, client = shop
    plain, same, black = (
        picture_of(luminaire(wiring, "pendant-globe-300", variant=key), width_px=800)
        for key in (None, "brass+phase", "black")
    )
    assert plain == same
    assert len({picture_key(wiring, each) for each in (plain, same, black)}) == 2
    warm = picture_of(luminaire(wiring, "table-mushroom-280", bulb="a60-806-2700"), width_px=800)
    assert (warm.variant, warm.bulb) == ("", "")  # the one it comes with
    found = luminaire(wiring, "table-mushroom-280", bulb="g95-1055-4000")
    assert picture_of(found, width_px=800).bulb == "g95-1055-4000"
    keep_pictures(wiring, found)
    answer = client.get(f"{MUSHROOM}/picture.png", params={"bulb": "g95-1055-4000", "w": 800})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


def test_names_of_files_are_plain():
    assert plain_name('a/..\\"b\r\n灯 +c') == "a-..--b-----c"
