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
JUMP = Decimal(3)  # times as much, or as little, as before: left out, unless it is said to be right
HEADINGS: dict[str, tuple[str, ...]] = {
    "sku": ("sku", "article", "article number", "artikelnummer", "编号", "货号", "商品编号"),
    "price": ("price", "unit price", "preis", "价格", "售价"),
    "currency": ("currency", "währung", "货币", "币种"),
    "store": ("store", "store id", "shop", "warehouse", "filiale", "门店", "仓库"),
    "pieces": ("pieces", "stock", "quantity", "qty", "available", "bestand", "库存", "数量"),
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
    left_out
        Skus that rows which were left out name.
    problems
        The first `MOST_PROBLEMS`.
    """

    prices: dict[str, Price] = field(default_factory=dict)
    pieces: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: int = 0
    bad: int = 0
    left_out: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, problem: Problem) -> None:
        """Keep a problem while there are few."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def leave_out(
        self, sku: str, code: str, where: str, message: str, hint: str = "The row is left out."
    ) -> None:
        """Leave a row out and say why."""
        self.bad += 1
        self.left_out.add(sku)
        self.tell(warning(code, where, message, hint))


def read_prices(
    content: bytes,
    *,
    known: Container[str],
    currency: str,
    before: Mapping[str, Price],
    jumps: bool = False,
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
        Prices of now.
    jumps
        Whether a price is taken that is more than `JUMP` times what it is now, or less than that share of it.

    Raises
    ------
    UnsoundInput
        When the feed is refused whole.
    """
    taken = Taken()
    for where, row in _rows(content, ("sku", "price"), ("currency",)):
        taken.rows += 1
        sku, said = _text(row, "sku"), _text(row, "currency") or currency
        amount = _amount(row.get("price"), currency)
        if sku not in known:
            taken.leave_out(sku, "FEED_UNKNOWN_SKU", where, f"{sku[:80]!r} is no article of the catalogue.")
        elif said != currency:
            taken.leave_out(
                sku, "FEED_CURRENCY", where, f"{sku!r} is priced in {said[:20]!r}, expected {currency}."
            )
        elif amount is None:
            found = str(row.get("price"))[:40]
            taken.leave_out(
                sku,
                "FEED_PRICE",
                where,
                f"{sku!r} costs {found!r}; expected a price such as 129.00, above 0.",
            )
        elif sku in taken.prices:
            taken.leave_out(sku, "FEED_SKU_TWICE", where, f"{sku!r} has a row already, which counts.")
        elif not jumps and _is_jump(Price(amount, currency), before.get(sku)):
            message = f"{sku!r} would cost {amount} and costs {before[sku].amount} now, which stays."
            taken.leave_out(
                sku, "FEED_PRICE_JUMPS", where, message, "Push it with jumps=true if it is right."
            )
        else:
            taken.prices[sku] = Price(amount, currency)
    return _require_mostly_good(taken)


def read_stock(content: bytes, *, known: Container[str], stores: Container[str]) -> Taken:
    """Free pieces by store and sku, from the columns sku, store and pieces; otherwise as `read_prices`."""
    taken = Taken()
    for where, row in _rows(content, ("sku", "store", "pieces")):
        taken.rows += 1
        sku, store, pieces = _text(row, "sku"), _text(row, "store"), _pieces(row.get("pieces"))
        if sku not in known:
            taken.leave_out(sku, "FEED_UNKNOWN_SKU", where, f"{sku[:80]!r} is no article of the catalogue.")
        elif store not in stores:
            taken.leave_out(sku, "FEED_UNKNOWN_STORE", where, f"There is no store {store[:80]!r}.")
        elif pieces is None:
            found = str(row.get("pieces"))[:40]
            taken.leave_out(
                sku, "FEED_PIECES", where, f"{store!r} has {found!r} of {sku!r}; expected 0 or more pieces."
            )
        elif sku in taken.pieces.get(store, {}):
            taken.leave_out(
                sku, "FEED_SKU_TWICE", where, f"{sku!r} has a row for {store!r} already, which counts."
            )
        else:
            taken.pieces.setdefault(store, {})[sku] = pieces
    return _require_mostly_good(taken)


def _rows(
    content: bytes, needed: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row with its place; raises UnsoundInput where there are none to be read."""
    read = (*needed, *optional)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        message = f"The feed is no UTF-8: byte {fault.start} is {content[fault.start]:#04x}."
        raise _refused("FEED_NOT_UTF8", message) from fault
    rows = _json_rows(text, read) if text.lstrip()[:1] in ("[", "{") else _csv_rows(text, needed, read)
    for number, (where, row) in enumerate(rows):
        if number >= MOST_ROWS:
            raise _refused("FEED_TOO_LARGE", f"The feed has more than {MOST_ROWS} rows.")
        yield where, row


def _json_rows(text: str, read: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=str, object_pairs_hook=tuple)
    except (ValueError, RecursionError) as fault:
        raise _refused("FEED_NOT_JSON", f"The feed is no JSON: {fault}") from fault
    items = dict(document).get("items") if isinstance(document, tuple) else document
    if not isinstance(items, list):
        raise _refused(
            "FEED_NOT_JSON", 'The feed is JSON of another form; expected a list, or {"items": []}.'
        )
    for index, item in enumerate(items):
        pairs = [(_key(name), value) for name, value in item] if isinstance(item, tuple) else []
        _require_once([name for name, _ in pairs], read, f"item [{index}]")
        yield f"[{index}]", dict(pairs)


def _require_once(names: list[str], read: tuple[str, ...], where: str) -> None:
    """Raises UnsoundInput where two columns or keys say the same: which of them is meant, nobody knows."""
    for key in read:
        if names.count(key) > 1:
            one_of = ", ".join(HEADINGS[key])
            message = f"The feed says {key!r} twice ({where}); expected only one of: {one_of}."
            raise _refused("FEED_COLUMN_TWICE", message)


def _csv_rows(
    text: str, needed: tuple[str, ...], read: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
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
        _require_once(headings, read, "line 1")
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


def _is_jump(now: Price, before: Price | None) -> bool:
    if before is None or before.currency != now.currency:
        return False
    return not before.amount <= JUMP * now.amount <= JUMP * JUMP * before.amount


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
