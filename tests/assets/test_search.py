"""Search: words of both languages, wishes said in words, bounds, counts, order and pages that stay."""

from __future__ import annotations

import json
import shutil
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from library_with_choices import make_library_with_choices

from assets.catalogue import read_catalogue
from assets.make_library import make_library
from assets.price import Price
from assets.search.facts import facts_of_all
from assets.search.find import Shop, find
from assets.search.lights import LightsBelow
from assets.search.sentences import understand
from assets.search.wish import DIMMING, Wish
from assets.search.words import words_of
from kit.errors import UnsoundInput

OLD_LIBRARY = (
    *("downlight-recessed-90", "floor-arc-1900", "floor-uplight-1800", "pendant-dome-400"),
    *("pendant-globe-300", "table-mushroom-280", "wall-updown-120"),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("catalogue")
    make_library(made)
    for folder in made.iterdir():
        if folder.name not in OLD_LIBRARY:
            shutil.rmtree(folder)
    return made


@pytest.fixture(scope="module")
def facts(library):
    return facts_of_all(read_catalogue(library))


def skus(facts, search="", **bounds):
    return list(find(facts, Wish(search=search, **bounds)).skus)


@pytest.mark.parametrize(
    ("search", "first"),
    [
        ("opal GLOBE pendant", "pendant-globe-300"),
        ("globe pendant", "pendant-globe-300"),
        ("pendnat glob", "pendant-globe-300"),  # a slip, and a beginning
        ("sconce", "wall-updown-120"),  # a synonym
        ("spheres", "pendant-globe-300"),
        ("壁灯", "wall-updown-120"),
        ("黄铜的吊灯", "pendant-dome-400"),  # no blanks: brass, pendant
        ("圆球吊灯", "pendant-globe-300"),
        ("落地灯", "floor-arc-1900"),
        ("PENDANT ３００", "pendant-globe-300"),  # full-width letters
    ],
)
def test_words_of_both_languages(facts, search, first):
    assert skus(facts, search)[0] == first


def test_what_is_in_no_text_is_not_found(facts):
    assert skus(facts, "chandelier of crystal") == []
    assert skus(facts, "水晶吊灯") == []
    assert skus(facts, "brass wall") == []


def test_names_count_more_than_descriptions(facts):
    assert skus(facts, "table")[0] == "table-mushroom-280"  # others only say "dining table"
    assert len(skus(facts, "table")) > 1


@pytest.mark.parametrize(
    ("search", "means", "words"),
    [
        (
            "at least 300 lx on a desk from 1.2 m",
            {"lux_at_least": 300, "lux_over": "desk", "from_m": 1.2},
            (),
        ),
        ("1.2米处桌面至少300勒克斯", {"lux_at_least": 300, "lux_over": "desk", "from_m": 1.2}, ()),
        ("距离120厘米 300勒克斯以上 吊灯", {"lux_at_least": 300, "from_m": 1.2}, ("吊灯",)),
        ("pendant 500 lux at 150 cm", {"lux_at_least": 500, "from_m": 1.5}, ("pendant",)),
        ("fits under a 2.4 m ceiling", {"ceiling_m": 2.4}, ()),
        ("floor lamp for a 240cm high ceiling", {"ceiling_m": 2.4}, ("floor",)),
        ("2.4米层高", {"ceiling_m": 2.4}, ()),
        ("层高2.6米的吊灯", {"ceiling_m": 2.6}, ("吊灯",)),
        ("brass under 200 EUR", {"price_max": 200}, ("brass",)),
        ("200元以下的壁灯", {"price_max": 200}, ("壁灯",)),
        ("3000 K ip44 cri 90", {"cct_k": 3000, "ip": "IP44", "cri_min": 90}, ()),
        ("at least 1000 lm, under 20 W", {"flux_min_lm": 1000, "power_max_w": 20}, ()),
        ("可调色温 吊灯", {"tunable": True}, ("吊灯",)),
        ("globe 300", {}, ("globe", "300")),
        ("less than 800 lm", {"flux_max_lm": 800}, ()),
        ("no less than 800 lm", {"flux_min_lm": 800}, ()),
        ("不超过800流明", {"flux_max_lm": 800}, ()),
        ("1,000 lm or more", {"flux_min_lm": 1000}, ()),
        ("between 500 and 800 lumens", {"flux_min_lm": 500, "flux_max_lm": 800}, ()),
        ("brass 20 - 30 W", {"power_min_w": 20, "power_max_w": 30}, ("brass",)),
        ("over 20 w", {"power_min_w": 20}, ()),
        ("20-30瓦的壁灯", {"power_min_w": 20, "power_max_w": 30}, ("壁灯",)),
        ("more than 100 eur", {"price_min": 100}, ()),
        ("from 100 to 200 eur", {"price_min": 100, "price_max": 200}, ()),
        ("€100-€200 brass", {"price_min": 100, "price_max": 200}, ("brass",)),
        ("3000-4000k", {"cct_min_k": 3000, "cct_max_k": 4000}, ()),
        ("under 3000 K", {"cct_max_k": 3000}, ()),
        ("at least 100 lm/W", {"efficacy_min_lm_w": 100}, ()),
        ("gu10-36deg-575lm-3000k", {}, ("gu10-36deg-575lm-3000k",)),  # a sku
    ],
)
def test_wishes_said_in_words_are_understood_and_told(search, means, words):
    said = understand(search)
    assert said.means == means
    assert words_of(said.words) == words
    assert all(wish["text"] for wish in said.wishes)


@pytest.mark.parametrize(
    ("search", "unclear"),
    [
        ("brass under 100 usd", "under 100 usd"),
        ("brass $50", "$50"),
        ("黄铜100元以下", "100元以下"),
        ("brass 10 w", "10 w"),
        ("brass less than 100 lm/w", "less than 100 lm/w"),
        ("brass less than 300 lx from 1 m", "less than 300 lx from 1 m"),
        ("brass 500 k", "500 k"),
        ("brass 800 to 500 lm 20 w", "800 to 500 lm"),
    ],
)
def test_a_number_with_a_unit_is_never_a_word(facts, search, unclear):
    found = find(facts, Wish(search=search))
    assert found.understood["words"] in (["brass"], ["黄铜"])
    assert found.understood["wishes"] == []
    assert unclear in [one["text"] for one in found.understood["unclear"]]
    assert found.skus == find(facts, Wish(search="brass")).skus  # it bounds nothing


def test_a_second_bound_of_the_same_kind_is_told():
    said = understand("under 20 w under 30 w")
    assert said.means == {"power_max_w": 20}
    assert [one["text"] for one in said.unclear] == ["under 30 w"]


def test_bounds_on_colour_temperature_and_power(facts):
    assert set(skus(facts, cct_min_k=3500)) == {
        sku for sku, one in facts.items() if max((*one.ccts_k, *(one.cct_range_k or ()))) >= 3450
    }
    powers = {sku: one.power_w for sku, one in facts.items()}
    middle = sorted(powers.values())[3]
    assert set(skus(facts, power_min_w=middle)) == {sku for sku, watts in powers.items() if watts >= middle}


def test_light_without_a_distance_bounds_nothing_and_says_so(facts):
    found = find(facts, Wish(search="300 lx"))
    assert found.total == len(facts)
    assert found.understood["unclear"][0]["text"] == "300 lx"
    assert "distance" in found.understood["unclear"][0]["lacks"]["en"]


@pytest.mark.parametrize("search", ["300 lx from 50 m", "ip 99", "fits under a 0 m ceiling", "cri 99"])
def test_wishes_out_of_range_are_told_and_bound_nothing(facts, search):
    found = find(facts, Wish(search=search))
    assert found.understood["unclear"] or found.understood["wishes"] or found.understood["words"]


@settings(max_examples=300, deadline=2000)
@given(
    st.text(alphabet="0123456789., mcmlxk米处桌面至少勒克斯天花板层高的uptofrdeskatin灯IP<>≥€", max_size=200)
)
def test_no_search_takes_long_or_fails(text):
    start = time.perf_counter()
    find({}, Wish(search=text))
    assert time.perf_counter() - start < 1.0


def test_by_light_is_the_distance_law(library, facts):
    catalogue = read_catalogue(library)
    lamp, light_of = catalogue.find("downlight-recessed-90"), LightsBelow(catalogue).of
    lux = float(lamp.photometry.distribution.intensity_towards_cd(0.0, 0.0)) / 1.2**2
    found = find(facts, Wish(lux_at_least=lux - 5.0, from_m=1.2), light_of=light_of)
    assert "downlight-recessed-90" in found.skus
    assert found.by_light["downlight-recessed-90"]["illuminance_lx"] == pytest.approx(lux, rel=0.005)
    assert found.by_light["downlight-recessed-90"]["method"] == "far field"
    brighter = find(facts, Wish(lux_at_least=lux + 5.0, from_m=1.2), light_of=light_of)
    assert "downlight-recessed-90" not in brighter.skus


def test_under_a_ceiling_a_pendant_counts_at_its_shortest(library, facts):
    written = read_catalogue(library).entry("pendant-dome-400").written
    hanging = written.hanging_length_m
    shortest_m = written.size_m[2] - hanging.default + hanging.minimum  # the cable gives, the head does not
    assert facts["pendant-dome-400"].below_m == pytest.approx(shortest_m)
    assert "pendant-dome-400" in skus(facts, ceiling_m=2.005 + shortest_m)
    assert "pendant-dome-400" not in skus(facts, ceiling_m=1.995 + shortest_m)
    assert "pendant-dome-400" in skus(facts, ceiling_m=1.995 + shortest_m, headroom_m=1.9)
    assert "floor-arc-1900" in skus(facts, ceiling_m=facts["floor-arc-1900"].height_m + 0.01)
    assert "floor-arc-1900" not in skus(facts, ceiling_m=facts["floor-arc-1900"].height_m - 0.01)
    assert "downlight-recessed-90" in skus(facts, ceiling_m=2.05)  # it is above the ceiling
    on_a_table_m = 0.75 + facts["table-mushroom-280"].height_m
    assert "table-mushroom-280" in skus(facts, ceiling_m=on_a_table_m + 0.01)
    assert "table-mushroom-280" not in skus(facts, ceiling_m=on_a_table_m - 0.01)


def test_bounds_and_counts_of_what_else_there_is(facts):
    found = find(facts, Wish(mounting=["pendant"], cct_k=2700))
    assert set(found.skus) == {"pendant-globe-300"}  # 2200 to 4000 K; the dome is 3000 K
    assert found.total == 1
    # each count keeps all bounds but its own
    assert found.facets["mounting"] == {
        mounting: len(skus(facts, mounting=[mounting], cct_k=2700)) for mounting in found.facets["mounting"]
    }
    assert sum(found.facets["cct_k"].values()) == 2
    assert found.facets["price"] == {"min": 189.0, "max": 189.0}


def test_sorting_both_ways_with_the_unknown_last(facts):
    prices = {sku: Price(Decimal(i + 1), "EUR") for i, sku in enumerate(OLD_LIBRARY) if sku != OLD_LIBRARY[3]}
    shop = Shop(prices)
    up = find(facts, Wish(), shop=shop, sort="price").skus
    down = find(facts, Wish(), shop=shop, sort="-price").skus
    assert up[-1] == down[-1] == OLD_LIBRARY[3]
    assert up[:-1] == down[:-1][::-1]
    flux = [facts[sku].luminous_flux_lm for sku in find(facts, Wish(), sort="-flux").skus]
    assert flux == sorted(flux, reverse=True)


@pytest.mark.parametrize("sort", ["sku", "-sku", "name", "-price", "efficacy", "-power", "relevance"])
def test_pages_join_without_gap_or_repeat(facts, sort):
    whole = find(facts, Wish(search="a"), sort=sort, limit=100).skus
    seen, after = [], None
    while True:
        page = find(facts, Wish(search="a"), sort=sort, limit=2, after=after)
        seen += page.skus
        after = page.next
        if after is None:
            break
    assert tuple(seen) == whole


def test_a_page_goes_on_behind_a_place_whose_luminaire_is_gone(facts):
    first = find(facts, Wish(), sort="-price", limit=3)
    without = {sku: one for sku, one in facts.items() if sku != first.skus[-1]}
    rest = find(without, Wish(), sort="-price", after=first.next).skus
    assert set(first.skus).isdisjoint(rest)
    assert len(rest) == len(facts) - 3


@pytest.mark.parametrize(
    ("wish", "sort", "after", "code"),
    [
        ({"mounting": ["tent"]}, None, None, "UNKNOWN_CHOICE"),
        ({"family": ["x"]}, None, None, "UNKNOWN_CHOICE"),
        ({"dimming": ["x"]}, None, None, "UNKNOWN_CHOICE"),
        ({}, "colour", None, "UNKNOWN_SORT"),
        ({}, "price", "!!", "PAGE_MARK_DAMAGED"),
        ({}, "-price", "WzAsICJ4IiwgInkiXQ", "PAGE_MARK_DAMAGED"),  # [0, "x", "y"]
        ({}, "price", "W1tb" * 200, "PAGE_MARK_DAMAGED"),
        ({"lux_at_least": 300}, None, None, "LUX_WITHOUT_DISTANCE"),
    ],
)
def test_what_cannot_be_meant_is_refused(facts, wish, sort, after, code):
    with pytest.raises(UnsoundInput) as refused:
        find(facts, Wish(**wish), sort=sort, after=after)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_variants_and_bulbs_are_found(tmp_path):
    facts = facts_of_all(read_catalogue(make_library_with_choices(tmp_path)))
    pendant = facts["pendant-globe-300"]
    assert len(pendant.articles) > 1
    assert set(pendant.dimming) <= set(DIMMING)
    assert "table-mushroom-280" in skus(facts, "E27")


def test_facts_are_kept_by_content_and_read_no_body(library, tmp_path):
    copy, kept = tmp_path / "library", tmp_path / "cache" / "facts.json"
    shutil.copytree(library, copy)
    for body in copy.glob("*/body.glb"):
        body.write_bytes(b"not read")
    first = facts_of_all(read_catalogue(copy), kept)
    assert len(first) == len(OLD_LIBRARY)
    written = kept.stat().st_mtime_ns
    assert facts_of_all(read_catalogue(copy), kept) == first
    assert kept.stat().st_mtime_ns == written
    toml = copy / "pendant-dome-400" / "luminaire.toml"
    toml.write_text(toml.read_text().replace("Dome pendant 400", "Bell pendant 400"))
    assert facts_of_all(read_catalogue(copy), kept)["pendant-dome-400"].name_en == "Bell pendant 400"
    kept.write_text('{"x": 3')
    assert facts_of_all(read_catalogue(copy), kept)["pendant-dome-400"].name_en == "Bell pendant 400"


def test_a_luminaire_whose_light_cannot_be_read_does_not_stop_the_others(library, tmp_path):
    copy = tmp_path / "library"
    shutil.copytree(library, copy)
    (copy / "pendant-dome-400" / "photometry.ldt").write_bytes(b"nothing")
    assert set(facts_of_all(read_catalogue(copy))) == set(OLD_LIBRARY) - {"pendant-dome-400"}


def test_light_is_kept_by_content_and_read_again(library, facts, tmp_path):
    catalogue, kept = read_catalogue(library), tmp_path / "cache" / "lights.json"
    lights, one = LightsBelow(catalogue, kept), facts["downlight-recessed-90"]
    light = lights.of(one)
    lights.keep(facts)
    assert list(json.loads(kept.read_text())) == [f"1-{one.content_sha256}"]
    (file,) = (library / one.sku).glob("photometry.*")
    content = file.read_bytes()
    file.write_bytes(b"not read again")
    try:
        assert LightsBelow(catalogue, kept).of(one) == light
        assert LightsBelow(catalogue).of(one) is None
    finally:
        file.write_bytes(content)
