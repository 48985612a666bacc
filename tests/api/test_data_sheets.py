"""Data sheets: all that is known is said, in both languages, as data, in the same bytes each time."""

from __future__ import annotations

import io
import json
import re
import zlib
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from library_with_choices import make_library_with_choices
from PIL import Image
from small_shop import shop_in

from api.feeds import FeedKind, push_feed
from api.luminaire_sheets import sheet_wish
from api.sheets import facts
from api.sheets.document import SheetSource, sheet_document
from api.sheets.fonts import CHINESE, families_for, machine_fonts
from api.sheets.pdf import SheetPictures, data_sheet_pages, data_sheet_pdf
from api.sheets.words import WORDS
from assets.catalogue import read_catalogue
from assets.luminaire import Mounting, bare_luminaire
from assets.price import Price
from assets.product import UNKNOWN, Dimming, Product, SparePart
from assets.written import TwoLanguages, WrittenPrice
from kit.errors import MachineLacks

HOSTILE = '#panic("x") *b* $x$ `r` <b> @a \\ "q" // {{}} 灯'
PRODUCT = Product(
    ip="IP44",
    safety_class="II",
    weight_kg=2.35,
    materials=TwoLanguages(en="opal glass", zh="乳白玻璃"),
    needs=TwoLanguages(en="a hook", zh="吊钩"),
    cable_m=2.5,
    cut_out_m=(0.09, 0.12),
    driver=TwoLanguages(en="in the canopy", zh="位于吸顶盘内"),
    dimming=("phase-cut", "dali-2"),
    energy_class="E",
    lifetime_h=50_000,
    warranty_years=5,
    spare_parts=(
        SparePart(
            sku="glass-300",
            name=TwoLanguages(en="Glass", zh="玻璃"),
            price=WrittenPrice(amount="59.00", currency="EUR"),
        ),
    ),
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return read_catalogue(make_library_with_choices(tmp_path_factory.mktemp("library")))


def made(catalogue, sku="pendant-globe-300", variant=None, bulb=None):
    """A luminaire, and what its sheet is made from."""
    entry = catalogue.entry(sku)
    luminaire, problems = entry.configured(variant, bulb, "test")
    assert not problems
    return luminaire, SheetSource(entry, f"{sku}.ldt", "ab" * 32, "engine-1")


def rows(document):
    """Every label with its text."""
    return {label: text for group in (*document["left"], *document["right"]) for label, text in group["rows"]}


def picture(colour):
    held = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(held, "PNG")
    return held.getvalue()


def streams(pdf):
    """Every part of a PDF that is compressed, unpacked."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def test_everything_that_is_known_is_said(catalogue):
    luminaire, source = made(catalogue)
    luminaire = replace(luminaire, product=PRODUCT, flux_tolerance=0.1)
    said = rows(sheet_document(luminaire, source, "en", with_pictures=True))
    assert said["Luminous flux"] == "1400 lm"
    assert said["Power"] == "14 W"
    assert said["Efficacy"] == "100 lm/W"
    assert said["Colour temperature"] == "2200–4000 K, tunable"
    assert said["Colour rendering Ra"] == "92"
    assert said["Tolerance of the flux"] == "± 10 %"
    assert said["Stand-by"] == "0.3 W"
    assert said["Safety class"] == "II"
    assert said["Dimming"] == "phase cut, DALI-2"
    assert said["Dims down to"] == "1 %"
    assert said["Size"] == "300 × 300 × 1050 mm (W × D × H)"
    assert said["Hanging length"] == "0.30–2.00 m, shown 0.90 m"
    assert said["Cut-out"] == "⌀ 90 mm, 120 mm deep"
    assert said["Lifetime L70"] == "50\u00a0000 h"
    assert said["Warranty"] == "5 years"
    assert said["Price"] == "189.00\u00a0EUR"
    assert {"a hook", "in the canopy", "opal glass", "IP44", "E", "2.35 kg", "2.5 m"} <= set(said.values())
    assert said["Glass"] == "glass-300, 59.00\u00a0EUR"
    chinese = rows(sheet_document(luminaire, source, "zh", with_pictures=True))
    assert {"吊钩", "位于吸顶盘内", "乳白玻璃", "II 类", "切相、DALI-2", "5 年"} <= set(chinese.values())
    assert len(chinese) == len(said)


def test_what_is_not_known_is_left_out(catalogue):
    luminaire, source = made(catalogue)
    luminaire = replace(luminaire, product=UNKNOWN)
    said = rows(sheet_document(luminaire, source, "en", with_pictures=False))
    assert not {"Protection", "Weight", "Driver", "Lifetime L70", "Warranty"} & set(said)
    unpriced = replace(luminaire, price=None, power_w=None, cct_k=None, cct_range_k=None)
    document = sheet_document(unpriced, source, "en", with_pictures=False)
    assert not {"Price", "Power", "Efficacy"} & set(rows(document))
    assert [each["label"] for each in document["key"]] == ["Luminous flux", "Colour rendering Ra"]


def test_variants_articles_and_differences_of_price(catalogue):
    luminaire, source = made(catalogue, variant="dali+black")
    document = sheet_document(luminaire, source, "en", with_pictures=True)
    assert document["article"] == "Article pendant-globe-300-black-dali"
    assert document["variant"] == "black, DALI"
    finish, driver = document["options"]
    assert [(each["name"], each["delta"], each["chosen"]) for each in finish["choices"]] == [
        ("brass", "", False),
        ("black", "\u221210.00\u00a0EUR", True),
    ]
    assert [each["delta"] for each in driver["choices"]] == ["", "+35.50\u00a0EUR", ""]
    prices = {each["sku"]: each["price"] for each in document["articles"]}
    assert prices["pendant-globe-300"] == "189.00\u00a0EUR"
    assert prices["pendant-globe-300-black-dali"] == "214.50\u00a0EUR"  # 189 - 10 + 35.50
    assert len(prices) == 5  # black and bright exclude each other
    assert sheet_document(luminaire, source, "zh", with_pictures=True)["variant"] == "黑色、DALI"


def test_prices_are_those_that_are_asked(catalogue):
    asked = {
        "pendant-globe-300": Price(Decimal("150.00"), "EUR"),
        "pendant-globe-300-black": Price(Decimal("155.00"), "EUR"),
        "g95-1055-4000": Price(Decimal("4.20"), "EUR"),
    }
    luminaire, source = made(catalogue)
    document = sheet_document(luminaire, replace(source, prices=asked), "en", with_pictures=True)
    assert rows(document)["Price"] == "150.00\u00a0EUR"
    finish, driver = document["options"]
    assert [each["delta"] for each in finish["choices"]] == ["", "+5.00\u00a0EUR"]
    assert [each["delta"] for each in driver["choices"]] == ["", "+74.50\u00a0EUR", "+39.00\u00a0EUR"]
    prices = {each["sku"]: each["price"] for each in document["articles"]}
    assert prices["pendant-globe-300-black"] == "155.00\u00a0EUR"
    assert prices["pendant-globe-300-black-dali"] == "214.50\u00a0EUR"  # nobody says another
    luminaire, source = made(catalogue, "table-mushroom-280", bulb="g95-1055-4000")
    said = rows(sheet_document(luminaire, replace(source, prices=asked), "en", with_pictures=True))
    assert said["Price of a bulb"] == "4.20\u00a0EUR"


def test_a_sheet_is_made_again_when_prices_change(tmp_path):
    shop = shop_in(tmp_path / "data", library=make_library_with_choices(tmp_path), work=False)
    luminaire = shop.catalogue.find("pendant-globe-300")
    before = sheet_wish(shop, luminaire, "en").key
    assert sheet_wish(shop, luminaire, "en").key == before
    push_feed(shop, FeedKind.PRICES, b"sku,price\npendant-globe-300,150.00\n")
    assert sheet_wish(shop, luminaire, "en").key != before
    shop.close()


def test_the_bulb_is_named_with_its_price(catalogue):
    luminaire, source = made(catalogue, "table-mushroom-280", bulb="g95-1055-4000")
    said = rows(sheet_document(luminaire, source, "en", with_pictures=True))
    assert said["Light source"] == "2 × Bulb g95-1055-4000 (g95-1055-4000), cap E27"
    assert said["Price of a bulb"] == "8.50\u00a0EUR"
    assert "Price, without bulb" in said
    assert said["Power"] == "17 W"
    assert said["Colour temperature"] == "4000 K"


def test_where_the_glare_method_ends_the_sheet_says_so(catalogue):
    luminaire, source = made(catalogue, "table-mushroom-280")
    glare = sheet_document(luminaire, source, "en", with_pictures=True)["glare"]
    assert glare["rows"] is None
    assert "ceiling" in glare["reasons"][0]
    rated = sheet_document(made(catalogue)[0], source, "en", with_pictures=True)["glare"]
    assert [len(row["ratings"]) for row in rated["rows"]] == [10] * 19


def test_a_stand_in_is_called_one(catalogue):
    luminaire, source = made(catalogue)
    assert sheet_document(luminaire, source, "en", with_pictures=True)["stand_in"] is None
    marked = sheet_document(replace(luminaire, stand_in=True), source, "zh", with_pictures=True)
    assert "替代外形" in marked["stand_in"]


def test_every_word_is_there_in_both_languages():
    for key, (english, chinese) in WORDS.items():
        assert english, key
        assert chinese, key
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", chinese)), key
    assert {f"{way}-dimming" for way in Dimming.__args__} <= set(WORDS)
    assert {f"{each.value}-mounting" for each in Mounting} <= set(WORDS)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1400.4, 0, "1400"),
        (12_345.0, 0, "12\u00a0345"),
        (16.5, 1, "16.5"),
        (14.0, 1, "14"),
        (0.25, 2, "0.25"),
    ],
)
def test_figures(value, digits, text):
    assert facts.figure(value, digits) == text


def test_money_keeps_every_digit():
    assert facts.money(Price(Decimal("1234567.10"), "CNY")) == "1234567.10\u00a0CNY"
    assert facts.money(None) == "–"


def test_the_same_sheet_is_the_same_bytes_and_holds_the_photometry(catalogue):
    luminaire, source = made(catalogue)
    pictures = SheetPictures(picture("white"), picture("gray"))
    file = catalogue.entry(luminaire.sku).photometry_file[1]
    first, again = (
        data_sheet_pdf(luminaire, source, "en", photometry=file, pictures=pictures) for _ in range(2)
    )
    assert first[:5] == b"%PDF-"
    assert first == again
    assert file in list(streams(first))
    assert not re.search(rb"/(CreationDate|ModDate)", first)
    other = replace(luminaire, name="Another")
    assert data_sheet_pdf(other, source, "en", photometry=file, pictures=pictures) != first


def test_hostile_names_are_shown_as_they_are(catalogue):
    luminaire, source = made(catalogue)
    option = luminaire.options.option[0].model_copy(update={"name": TwoLanguages(en=HOSTILE, zh=HOSTILE)})
    hostile = replace(
        luminaire,
        name=HOSTILE,
        description=HOSTILE * 20,
        variant_name=HOSTILE,
        photometry=replace(luminaire.photometry, manufacturer=HOSTILE),
        options=luminaire.options.model_copy(update={"option": (option, *luminaire.options.option[1:])}),
        product=PRODUCT.model_copy(update={"materials": TwoLanguages(en=HOSTILE, zh=HOSTILE)}),
    )
    pdf = data_sheet_pdf(hostile, source, "en")
    assert HOSTILE.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;").encode() in pdf


@pytest.mark.parametrize("name", ["", "\x00\x07", "x" * 3000, "\u202eabc", "🏮" * 50, "أهلا"])
def test_odd_names_do_not_stop_a_sheet(catalogue, name):
    luminaire, source = made(catalogue)
    assert data_sheet_pdf(replace(luminaire, name=name), source, "en")[:5] == b"%PDF-"


def test_a_bare_file_has_a_sheet_too(catalogue):
    luminaire, _ = made(catalogue)
    bare = bare_luminaire(luminaire.photometry, "spot.ies")
    source = SheetSource(None, "spot.ies", "cd" * 32, "engine-1")
    document = sheet_document(bare, source, "en", with_pictures=False)
    assert (document["articles"], document["options"], document["article"]) == ([], [], "")
    assert json.loads(json.dumps(document)) is not None
    assert data_sheet_pdf(bare, source, "en")[:5] == b"%PDF-"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_full_sheet_takes_two_pages_with_its_pictures_on_the_first(catalogue, language):
    if language == "zh" and not set(CHINESE) & set(machine_fonts().families()):
        pytest.skip("no font with Chinese letters: sudo apt-get install -y fonts-wqy-microhei")
    luminaire, source = made(catalogue, variant="black+dali")
    luminaire = replace(luminaire, product=PRODUCT, stand_in=True)
    pictures = SheetPictures(picture((200, 20, 20)), picture((20, 20, 200)))
    pages = data_sheet_pages(luminaire, source, language, pictures=pictures)
    assert len(pages) == 2
    first, second = (np.asarray(Image.open(io.BytesIO(page)).convert("RGB"), int) for page in pages)
    red, blue = ((np.abs(first - colour).max(axis=2) < 9).mean() for colour in ((200, 20, 20), (20, 20, 200)))
    assert 0.17 < red < 0.19  # a square of 106 mm on A4
    assert 0.05 < blue < 0.08
    assert (second.min(axis=2) < 128).mean() > 0.005  # tables and curves


def test_without_chinese_letters_the_machine_says_how_to_get_them():
    with pytest.raises(MachineLacks, match="fonts-wqy-microhei"):
        families_for("zh", frozenset({"DejaVu Sans"}))
    assert families_for("en", frozenset()) == ["Libertinus Serif"]
    assert families_for("zh", frozenset(CHINESE))[0] == "Noto Sans CJK SC"
