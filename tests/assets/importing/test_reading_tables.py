"""Tables as shops write them: encodings, delimiters, headings in four languages, numbers and lengths."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.importing.headings import UNUSED, Column, map_columns
from assets.importing.offers import conventions_of, offer_of, sku_of
from assets.importing.read_table import Row, Table, read_table
from assets.importing.values import decimal_mark, length_m, number_in, size_in, unit_in
from assets.importing.words import words_of
from kit.errors import UnsoundInput

TEXT = "sku;Bezeichnung;Preis €\nA-1;Für Küche;12,50\nA-2;Weiß;9,90\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_of_the_west(encoding):
    table = read_table(TEXT.encode(encoding), "t.csv")
    assert table.headings == ("sku", "Bezeichnung", "Preis €")
    assert [row.cells[1] for row in table.rows] == ["Für Küche", "Weiß"]
    assert table.delimiter == ";"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_encodings_of_china(encoding):
    table = read_table("货号,名称,价格\nA1,吊灯,88\n".encode(encoding), "t.csv")
    assert table.rows[0].cells == ("A1", "吊灯", "88")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_with_quotes(delimiter):
    text = f'sku{delimiter}name\r\nA{delimiter}"one{delimiter} two\nlines"\r\n'
    table = read_table(text.encode(), "t.csv")
    assert table.rows[0].cells == ("A", f"one{delimiter} two\nlines")


def test_headings_may_stand_below_a_title():
    table = read_table(b"Price list 2026,,\n,,\nsku,name,price\nA,b,1\n", "t.csv")
    assert table.headings == ("sku", "name", "price")
    assert table.rows[0].line == 4


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "CSV_EMPTY"), (b"1,2\n3,4\n", "CSV_WITHOUT_HEADINGS"), (b"\x00" * 9, "CSV_ENCODING")],
)
def test_what_is_no_table_is_refused(data, code):
    with pytest.raises(UnsoundInput) as refusal:
        read_table(data, "t.csv")
    assert [problem.code for problem in refusal.value.problems] == [code]


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(data):
    with suppress(UnsoundInput):
        assert read_table(data, "t.csv").headings


def meanings(*headings, **wishes):
    columns, problems = map_columns(headings, "t", wishes)
    return [column.meaning for column in columns], [problem.code for problem in problems]


def test_headings_in_four_languages_mean_the_same():
    expected = ["sku", "name", "price", "mounting", "diameter", "height", "finish", "flux", "photometry"]
    for headings in (
        "SKU|Product Name|Retail price|Mounting|Diameter [mm]|Height (cm)|Colour|Lumens|IES file",
        "Artikel-Nr.|Bezeichnung|Preis inkl. MwSt.|Montageart|Durchmesser mm|Höhe in cm|Farbe"
        "|Lichtstrom (lm)|LDT-Datei",
        "Référence|Désignation|Prix TTC|Type de montage|Diamètre|Hauteur|Finition|Flux lumineux"
        "|Fichier photométrique",
        "货号|商品名称|售价（元）|安装方式|直径(mm)|高度|颜色|光通量(lm)|IES文件",
    ):
        assert meanings(*headings.split("|")) == (expected, [])


def test_what_is_ambiguous_is_told_and_not_used():
    assert meanings("sku", "Price", "Sale price") == (["sku", "", ""], ["HEADINGS_AMBIGUOUS"])
    assert meanings("sku", "Price", "Sale price", **{"Sale price": "price"}) == (["sku", "", "price"], [])
    assert meanings("colour of box", "name")[1] == ["SKU_COLUMN_MISSING"]


def test_units_and_currencies_of_headings():
    units = [
        unit_in(text)
        for text in ("Länge in mm", "Height (cm)", "宽度（毫米）", "Width [in]", "Breite_mm", "Main")
    ]
    assert units == ["mm", "cm", "mm", "in", "mm", None]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("€ 1.299,00", "1299.00"),
        ("1,299.00 USD", "1299.00"),
        ("1'299.00", "1299.00"),
        ("1 299,50 €", "1299.50"),
        ("12,5 W", "12.5"),
        ("0.125", "0.125"),
        ("1.234.567", "1234567"),
        ("none", None),
        ("1.299", None),  # a thousand or one and a bit: the column must tell
    ],
)
def test_numbers(text, value):
    assert number_in(text, None) == (None if value is None else Decimal(value))


def test_the_column_tells_what_a_cell_cannot():
    assert decimal_mark(["1.299", "12,50", "7"]) == ","
    assert number_in("1.299", ",") == 1299
    assert number_in("1.299", ".") == Decimal("1.299")
    assert decimal_mark(["1.299", "2.500"]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ø300 x H 250 mm", {"diameter": 0.3, "height": 0.25}),
        ("1200 x 60 x 75 mm", {"length": 1.2, "width": 0.06, "height": 0.075}),
        ("L1200×B60×H75", {"length": 1.2, "width": 0.06, "height": 0.075}),
        ("30 x 40 cm", {"length": 0.3, "width": 0.4}),
        ("直径300*高250mm", {"diameter": 0.3, "height": 0.25}),
        ("W 120 x D 80 x H 200 mm", {"width": 0.12, "depth": 0.08, "height": 0.2}),
        ("D300 H250", {"diameter": 0.3, "height": 0.25}),
        ("12 in", {"length": 0.3048}),
        ("large", {}),
    ],
)
def test_sizes_in_one_cell(text, expected):
    assert size_in(text, unit="mm", mark=None).stated() == pytest.approx(expected)


def test_a_cell_s_unit_counts_before_the_column_s():
    assert length_m("2,5 cm", unit="mm", mark=",") == pytest.approx(0.025)
    assert length_m("250", unit="mm", mark=None) == pytest.approx(0.25)
    assert length_m("250", unit=None, mark=None) is None


def offers(text, currency=None):
    table = read_table(text.encode(), "t.csv")
    columns, problems = map_columns(table.headings, "t.csv")
    assert problems == []
    conventions, assumed = conventions_of(table, columns, currency)
    return [offer_of(row, columns, conventions, "t.csv") for row in table.rows], assumed


def test_a_row_is_understood():
    (offer,), _ = offers(
        "sku;Preis;Farbe;Lichtfarbe;CRI;IP;Schutzklasse;Gewicht (g);Lebensdauer;Dimmung;Kelvin x\n"
        "P 1;1.249,90 €;Messing;2700-6500K;>90;IP44;II;850;50.000 h;DALI-2;\n"
    )
    assert (offer.sku, offer.article) == ("P-1", "P 1")
    assert (offer.price, offer.currency) == ("1249.90", "EUR")
    assert offer.cct_range_k == (2700, 6500)
    assert offer.facts == {
        "ip": "IP44",
        "safety_class": "II",
        "weight_kg": 0.85,
        "lifetime_h": 50000,
        "dimming": ("dali-2",),
    }
    assert offer.problems == ()


def test_what_cannot_be_understood_is_a_finding_and_stays_empty():
    (offer, other), _ = offers("sku,price,diameter (mm),cct\nA,on request,wide 0x9,2700 3000\nB,5,9000,\n")
    assert {problem.code for problem in offer.problems} == {"CELL_DOUBTFUL", "CCT_SEVERAL"}
    assert offer.price is None
    assert {problem.code for problem in other.problems} == {"CELL_DOUBTFUL", "CURRENCY_MISSING"}
    assert other.size.diameter is None


def test_a_unit_that_nobody_states_is_assumed_aloud():
    (offer, _), assumed = offers("sku,height\nA,30\nB,45\n")
    assert offer.size.height == pytest.approx(0.3)
    assert [problem.code for problem in assumed] == ["UNIT_ASSUMED"]


def test_prices_without_tax_and_without_currency_are_not_prices():
    (offer,), _ = offers("sku,net price EUR\nA,5\n")
    assert [problem.code for problem in offer.problems] == ["PRICE_WITHOUT_TAX"]
    (offer,), _ = offers("sku,price\nA,5\n", currency="CHF")
    assert (offer.price, offer.currency) == ("5.00", "CHF")


@pytest.mark.parametrize(
    ("cell", "price"),
    [
        *[(cell, None) for cell in ("2 x 49.00 EUR", "-5.00 EUR", "€ -5.00", "−€5.00", "12.50 / 14.00 EUR")],
        *[
            (cell, None)
            for cell in (
                "1.299 EUR",
                "1.500 EUR",
                f"{10**30} EUR",
                "statt 199 jetzt 149 EUR",
                "1.2345 EUR",
                "1e3 EUR",
            )
        ],
        *[
            ("129 EUR", "129.00"),
            ("99.- EUR", "99.00"),
            ("1 299.50 EUR", "1299.50"),
            ("1,299 EUR", "1299.00"),
        ],
    ],
)
def test_a_price_is_one_amount_or_doubtful(cell, price):
    (offer, _), _ = offers(f'sku,price\nA,"{cell}"\nB,12.50 EUR\n')
    assert offer.price == price
    assert [problem.code for problem in offer.problems] == ([] if price else ["CELL_DOUBTFUL"])


@pytest.mark.parametrize("cell", ["-300", "300 / 400", "300-400 mm", "1' 6\"", "2 x 300", "300 bis 400"])
def test_a_length_is_one_number_or_doubtful(cell):
    quoted = cell.replace('"', '""')
    (offer,), _ = offers(f'sku,diameter (mm)\nA,"{quoted}"\n')
    assert offer.size.diameter is None
    assert [problem.code for problem in offer.problems] == ["CELL_DOUBTFUL"]


@pytest.mark.parametrize(
    "cell", ["30-45 cm", "30 cm - 45 cm", "-300 x 200", "300 x -200", "Ø300 x H 200 bis 400"]
)
def test_a_size_with_a_range_or_a_minus_is_doubtful(cell):
    (offer,), _ = offers(f'sku,dimensions (mm)\nA,"{cell}"\n')
    assert offer.size.stated() == {}
    assert [problem.code for problem in offer.problems] == ["CELL_DOUBTFUL"]


ODD = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="0123456789.,' xX×ØLBHmcin-–€$%KhI", max_size=20),
    st.integers(-(10**30), 10**30).map(str),
)
EVERY = [meaning for meaning in sorted(set(words_of("headings").values())) if meaning not in UNUSED]


@given(st.lists(ODD, min_size=len(EVERY), max_size=len(EVERY)))
def test_any_cells_are_understood_or_told(cells):
    columns = [Column(index, meaning, meaning) for index, meaning in enumerate(EVERY)]
    table = Table("t", "utf-8", ",", tuple(EVERY), (Row(2, tuple(cells)),))
    conventions, _ = conventions_of(table, columns, "EUR")
    offer = offer_of(table.rows[0], columns, conventions, "t")
    assert all(0.004 <= value <= 6.0 for value in offer.size.stated().values())
    assert offer.price is None or float(offer.price) > 0


@given(st.text(min_size=1, max_size=80).filter(str.strip))
def test_every_number_of_a_shop_becomes_a_sku(text):
    import re

    assert re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", sku_of(text))


def test_different_numbers_stay_different():
    assert len({sku_of(text) for text in ("吊灯-01", "壁灯-01", "灯-01")}) == 3
