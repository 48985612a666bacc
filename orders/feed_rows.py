"""Price and stock feeds, read: CSV or JSON to rows, good ones taken, bad ones told and left out.

A feed that cannot be read, or most of whose rows are bad, is refused whole: then what was known stays.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from assets.price import Price
from kit.errors import UnsoundInput
from kit.problems import Problem, error, warning
from orders.money import money

MOST_ROWS = 200_000
MOST_PROBLEMS = 100
MOST_PIECES = 10_000_000
BAD_SHARE = 0.5  # of rows, above which the feed itself must be damaged
JUMP = Decimal(10)  # times as much, or as little, as before: told, and taken
HEADINGS: dict[str, tuple[str, ...]] = {
    "sku": ("sku", "article", "item", "article number", "artikelnummer", "编号", "货号", "商品编号"),
    "price": ("price", "amount", "unit price", "preis", "价格", "售价"),
    "currency": ("currency", "währung", "货币", "币种"),
    "store": ("store", "store id", "shop", "warehouse", "filiale", "门店", "仓库"),
    "pieces": ("pieces", "stock", "free", "quantity", "qty", "available", "bestand", "库存", "数量"),
}
_KEY_OF = {heading: key for key, headings in HEADINGS.items() for heading in headings}
_NUMBER = re.compile("[0-9]{1,9}([.,][0-9]{1,2})?")  # no thousands: 1.299 and 1,299 say different things


@dataclass
class Taken:
    """What a feed says: prices by sku, or pieces by store and sku; and what was wrong with it.

    Parameters
    ----------
    rows, bad
        How many rows there were, and how many of them were left out.
    problems
        The first `MOST_PROBLEMS`.
    """

    prices: dict[str, Price] = field(default_factory=dict)
    pieces: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: int = 0
    bad: int = 0
    problems: list[Problem] = field(default_factory=list)

    def tell(self, problem: Problem) -> None:
        """Keep a problem while there are few."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def leave_out(self, code: str, where: str, message: str) -> None:
        """Leave a row out and say why."""
        self.bad += 1
        self.tell(warning(code, where, message, "The row is left out."))


def read_prices(
    content: bytes, *, known: Container[str], currency: str, before: Mapping[str, Price]
) -> Taken:
    """Prices by sku.

    Parameters
    ----------
    content
        CSV with the columns sku, price and, where it is said, currency; or JSON, a list of such objects or
        ``{"items": [...]}``.
    known
        Skus that can be priced.
    currency
        Of the shop; rows in another are left out.
    before
        Prices of now, to see which jump.

    Raises
    ------
    UnsoundInput
        When the feed is refused whole.
    """
    taken = Taken()
    for where, row in _rows(content, ("sku", "price")):
        taken.rows += 1
        sku, said = _text(row, "sku"), _text(row, "currency") or currency
        amount = _amount(row.get("price"), currency)
        if sku not in known:
            taken.leave_out("FEED_UNKNOWN_SKU", where, f"{sku[:80]!r} is no article of the catalogue.")
        elif said != currency:
            taken.leave_out(
                "FEED_CURRENCY", where, f"{sku!r} is priced in {said[:20]!r}, expected {currency}."
            )
        elif amount is None:
            found = str(row.get("price"))[:40]
            taken.leave_out(
                "FEED_PRICE", where, f"{sku!r} costs {found!r}; expected a price such as 129.00, above 0."
            )
        elif sku in taken.prices:
            taken.leave_out("FEED_SKU_TWICE", where, f"{sku!r} has a row already, which counts.")
        else:
            taken.prices[sku] = Price(amount, currency)
            _tell_jump(taken, where, sku, before.get(sku))
    return _require_mostly_good(taken)


def read_stock(content: bytes, *, known: Container[str], stores: Container[str]) -> Taken:
    """Free pieces by store and sku, from the columns sku, store and pieces; otherwise as `read_prices`."""
    taken = Taken()
    for where, row in _rows(content, ("sku", "store", "pieces")):
        taken.rows += 1
        sku, store, pieces = _text(row, "sku"), _text(row, "store"), _pieces(row.get("pieces"))
        if sku not in known:
            taken.leave_out("FEED_UNKNOWN_SKU", where, f"{sku[:80]!r} is no article of the catalogue.")
        elif store not in stores:
            taken.leave_out("FEED_UNKNOWN_STORE", where, f"There is no store {store[:80]!r}.")
        elif pieces is None:
            found = str(row.get("pieces"))[:40]
            taken.leave_out(
                "FEED_PIECES", where, f"{store!r} has {found!r} of {sku!r}; expected 0 or more pieces."
            )
        elif sku in taken.pieces.get(store, {}):
            taken.leave_out(
                "FEED_SKU_TWICE", where, f"{sku!r} has a row for {store!r} already, which counts."
            )
        else:
            taken.pieces.setdefault(store, {})[sku] = pieces
    return _require_mostly_good(taken)


def _rows(content: bytes, needed: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row with its place; raises UnsoundInput where there are none to be read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        message = f"The feed is no UTF-8: byte {fault.start} is {content[fault.start]:#04x}."
        raise _refused("FEED_NOT_UTF8", message) from fault
    rows = _json_rows(text) if text.lstrip()[:1] in ("[", "{") else _csv_rows(text, needed)
    for number, (where, row) in enumerate(rows):
        if number >= MOST_ROWS:
            raise _refused("FEED_TOO_LARGE", f"The feed has more than {MOST_ROWS} rows.")
        yield where, row


def _json_rows(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=str)
    except (ValueError, RecursionError) as fault:
        raise _refused("FEED_NOT_JSON", f"The feed is no JSON: {fault}") from fault
    items = document.get("items") if isinstance(document, dict) else document
    if not isinstance(items, list):
        raise _refused(
            "FEED_NOT_JSON", 'The feed is JSON of another form; expected a list, or {"items": []}.'
        )
    for index, item in enumerate(items):
        row = {_key(str(name)): value for name, value in item.items()} if isinstance(item, dict) else {}
        yield f"[{index}]", row


def _csv_rows(text: str, needed: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        headings = [_key(heading) for heading in next(lines, [])]
        missing = [key for key in needed if key not in headings]
        if missing:
            message = (
                f"The feed has no column {' and no column '.join(missing)}; its first line is {first[:80]!r}."
            )
            raise _refused("FEED_WITHOUT_COLUMN", message)
        for cells in lines:
            if any(cells):
                yield f"line {lines.line_num}", dict(zip(headings, cells, strict=False))
    except csv.Error as fault:
        raise _refused("FEED_NOT_CSV", f"The feed is no CSV: line {lines.line_num}: {fault}.") from fault


def _key(heading: str) -> str:
    plain = " ".join(heading.casefold().replace("_", " ").replace("-", " ").split())
    return _KEY_OF.get(plain, plain)


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value.strip() if isinstance(value, str) else ""


def _amount(value: Any, currency: str) -> Decimal | None:
    """A price above nothing, to the smallest coin; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    text = str(value).strip()
    if not _NUMBER.fullmatch(text):
        return None
    try:
        amount = money(Decimal(text.replace(",", ".")), currency).amount
    except (ValueError, InvalidOperation):
        return None
    return amount if amount > 0 else None


def _pieces(value: Any) -> int | None:
    text = str(value).strip()
    if isinstance(value, bool) or not (text.isascii() and text.isdecimal() and len(text) <= 8):
        return None
    return int(text) if int(text) <= MOST_PIECES else None


def _tell_jump(taken: Taken, where: str, sku: str, before: Price | None) -> None:
    now = taken.prices[sku].amount
    if before is not None and before.amount > 0 and not 1 / JUMP <= now / before.amount <= JUMP:
        message = f"{sku!r} costs {now} now and {before.amount} before; it is taken all the same."
        taken.tell(warning("FEED_PRICE_JUMPS", where, message))


def _require_mostly_good(taken: Taken) -> Taken:
    if taken.rows == 0:
        raise _refused("FEED_EMPTY", "The feed has no rows.")
    if taken.bad > BAD_SHARE * taken.rows:
        message = (
            f"{taken.bad} of {taken.rows} rows are bad; the feed itself must be wrong, and none is taken."
        )
        raise UnsoundInput([error("FEED_MOSTLY_BAD", "feed", message), *taken.problems])
    return taken


def _refused(code: str, message: str) -> UnsoundInput:
    return UnsoundInput([error(code, "feed", message)])
