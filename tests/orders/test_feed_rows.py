"""Feeds, read: good rows taken, bad rows told at their place, damaged feeds refused whole."""

from __future__ import annotations

import contextlib
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.price import Price
from kit.errors import UnsoundInput
from orders import feed_rows
from orders.feed_rows import MOST_PROBLEMS, read_prices, read_stock

KNOWN = frozenset({"a", "b", "c", "d"})
BEFORE = {"d": Price(Decimal("100.00"), "EUR")}


def prices(content: bytes, currency: str = "EUR"):
    return read_prices(content, known=KNOWN, currency=currency, before=BEFORE)


def stock(content: bytes):
    return read_stock(content, known=KNOWN, stores={"north", "south"})


@pytest.mark.parametrize(
    "content",
    [
        b"sku,price\na,9.50\nb,10\n",
        b"\xef\xbb\xbfPrice;SKU\r\n9,50;a\r\n10,0;b\r\n",  # another order, decimal commas, a mark, CRLF
        "货号\t价格\t币种\na\t9.5\tEUR\nb\t10.00\tEUR\n".encode(),
        b'[{"sku": "a", "price": "9.50"}, {"sku": "b", "price": 10}]',
        b'{"items": [{"sku": "a", "price": 9.5, "currency": "EUR"}, {"sku": "b", "unit price": 10.00}]}',
        b'sku,name,price\na,"with, comma\nand line",9.50\nb,x,10\n',
    ],
)
def test_the_same_prices_in_many_forms(content):
    taken = prices(content)
    assert {sku: price.amount for sku, price in taken.prices.items()} == {"a": Decimal("9.50"), "b": 10}
    assert (taken.rows, taken.bad) == (2, 0)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("z,9.50,EUR", "FEED_UNKNOWN_SKU"),
        (",9.50,EUR", "FEED_UNKNOWN_SKU"),
        ("d,9.50,USD", "FEED_CURRENCY"),
        ("d,0.00,EUR", "FEED_PRICE"),  # nothing is for free by accident
        ("d,-5.00,EUR", "FEED_PRICE"),
        ("d,1.299,EUR", "FEED_PRICE"),  # thousands, or three decimals: nobody knows
        ('d,"1,299.00",EUR', "FEED_PRICE"),
        ("d,nan,EUR", "FEED_PRICE"),
        ("d,1e3,EUR", "FEED_PRICE"),
        ("d,٣,EUR", "FEED_PRICE"),
        ("d,,EUR", "FEED_PRICE"),
        ("d", "FEED_PRICE"),
        ("a,9.60,EUR", "FEED_SKU_TWICE"),
    ],
)
def test_a_bad_row_is_left_out_and_told_with_its_line(row, code):
    taken = prices(f"sku,price,currency\na,95.00,EUR\nb,2.00,EUR\nc,3.00,EUR\n{row}\n".encode())
    assert set(taken.prices) == {"a", "b", "c"}
    assert taken.prices["a"].amount == 95
    assert [(problem.code, problem.where) for problem in taken.problems] == [(code, "line 5")]
    assert taken.bad == 1


@pytest.mark.parametrize(("amount", "jumps"), [("33.33", 1), ("33.34", 0), ("300.00", 0), ("300.01", 1)])
def test_a_price_that_jumps_is_left_out_unless_it_is_said_to_be_right(amount, jumps):
    content = f"sku,price\nd,{amount}\nb,1\n".encode()
    taken = prices(content)
    assert set(taken.prices) == ({"b"} if jumps else {"b", "d"})
    assert [problem.code for problem in taken.problems] == ["FEED_PRICE_JUMPS"] * jumps
    assert taken.left_out == ({"d"} if jumps else set())
    pushed = read_prices(content, known=KNOWN, currency="EUR", before=BEFORE, jumps=True)
    assert pushed.prices["d"].amount == Decimal(amount)
    assert pushed.bad == 0


@pytest.mark.parametrize(
    "content",
    [
        b"sku,price,unit price\nb,9.50,3\n",
        b"sku,article,price\nb,c,9.50\n",
        b"sku,price,currency,currency\nb,9.50,EUR,USD\n",
        b'[{"sku": "b", "price": 9.5, "Unit-Price": 3}]',
        b'[{"sku": "b", "price": 1}, {"sku": "c", "price": 9.5, "price": 3}]',
    ],
)
def test_two_columns_of_one_meaning_are_refused_whole(content):
    with pytest.raises(UnsoundInput) as refused:
        prices(content)
    assert [problem.code for problem in refused.value.problems] == ["FEED_COLUMN_TWICE"]


def test_what_else_stands_beside_the_price_is_not_a_price():
    assert prices(b"sku,price,amount,item,free\nb,9.50,3,x,0\n").prices["b"].amount == Decimal("9.50")
    assert prices(b"sku,price,stock,qty\nb,9.50,3,4\n").prices["b"].amount == Decimal("9.50")
    with pytest.raises(UnsoundInput) as refused:
        prices(b"sku,amount\nb,3\n")
    assert refused.value.problems[0].code == "FEED_WITHOUT_COLUMN"


def test_coins_are_those_of_the_currency():
    assert prices(b"sku,price\na,100\nb,7\n", "JPY").prices["b"].amount == 7
    with pytest.raises(UnsoundInput):
        prices(b"sku,price\na,100.50\nb,7.50\n", "JPY")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FEED_WITHOUT_COLUMN"),
        (b"sku,cost\na,1\n", "FEED_WITHOUT_COLUMN"),
        (b"sku,price\n", "FEED_EMPTY"),
        (b"[]", "FEED_EMPTY"),
        (b"sku,price\n\xff\xfe,1\n", "FEED_NOT_UTF8"),
        (b"[{", "FEED_NOT_JSON"),
        (b"[" * 200_000, "FEED_NOT_JSON"),
        (b'{"a": 1}', "FEED_NOT_JSON"),
        (b"<html>not found</html>", "FEED_WITHOUT_COLUMN"),
        (b"sku,price\na,1\nx,1\ny,1\n", "FEED_MOSTLY_BAD"),
        (b'sku,price\n"' + b"x" * 200_000, "FEED_NOT_CSV"),
        (b"sku,price\n" + b"a,1\n" * 101, "FEED_TOO_LARGE"),
    ],
)
def test_what_is_no_feed_is_refused_whole(content, code, monkeypatch):
    monkeypatch.setattr(feed_rows, "MOST_ROWS", 100)
    with pytest.raises(UnsoundInput) as refused:
        prices(content)
    assert refused.value.problems[0].code == code
    assert len(refused.value.problems) <= MOST_PROBLEMS + 1


def test_stock():
    taken = stock(b"store_id,sku,qty\nnorth,a,5\nsouth,a,0\nnorth,b,-1\nwest,b,1\nnorth,c,12\nsouth,c,7\n")
    assert taken.pieces == {"north": {"a": 5, "c": 12}, "south": {"a": 0, "c": 7}}
    assert [problem.code for problem in taken.problems] == ["FEED_PIECES", "FEED_UNKNOWN_STORE"]
    for bad in ("1.5", True, None, 10**9, "٣", [1]):
        rows = [{"sku": "a", "store": "north", "pieces": 1}, {"sku": "b", "store": "north", "pieces": bad}]
        assert stock(json.dumps(rows).encode()).bad == 1


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.text(alphabet='sku,price\n;"{}[]:a19.\t', max_size=300).map(str.encode))
def test_nothing_else_comes_of_any_bytes(content):
    for read in (prices, stock):
        with contextlib.suppress(UnsoundInput):
            assert read(content).rows > 0
