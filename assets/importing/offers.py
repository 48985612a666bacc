"""One row of a shop's table, understood: what is offered, with findings where a cell could not be."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assets.importing.headings import Column
from assets.importing.read_table import Row, Table
from assets.importing.values import (
    Size,
    currency_in,
    decimal_mark,
    length_m,
    likely_unit,
    number_in,
    price_in,
    size_in,
)
from assets.importing.words import is_chinese, plain
from kit.problems import Problem, info, warning

LENGTHS = ("length", "width", "depth", "height", "diameter", "overall_height", "cable")
LARGEST_M, SMALLEST_M = 6.0, 0.004
LEAST_PRICE, MOST_PRICE = Decimal("0.01"), Decimal(9_999_999)


@dataclass(frozen=True)
class Offer:
    """What a shop says of one sku; None and empty where it says nothing.

    `facts` holds the values of a data sheet by the names of `assets.product.Product`.
    """

    sku: str
    article: str
    where: str
    name: str = ""
    name_zh: str = ""
    description: str = ""
    description_zh: str = ""
    category: str = ""
    mounting: str = ""
    finish: str = ""
    material: str = ""
    maker: str = ""
    price: str | None = None
    currency: str | None = None
    size: Size = field(default_factory=Size)
    overall_height_m: float | None = None
    flux_lm: float | None = None
    power_w: float | None = None
    cct_k: float | None = None
    cct_range_k: tuple[float, float] | None = None
    colour_rendering_index: float | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)  # stated names by kind
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Conventions:
    """How a table writes its numbers: decimal mark and unit of length by column, its currency."""

    marks: Mapping[int, str | None]
    units: Mapping[int, str | None]
    currency: str | None


def conventions_of(
    table: Table, columns: Sequence[Column], currency: str | None
) -> tuple[Conventions, list[Problem]]:
    """What holds for whole columns, and what had to be assumed of them.

    Decimal marks are told from the column, else from the whole table; a unit of length that neither heading
    nor cells name is taken from the median of the column (see `likely_unit`) and said.
    """
    cells = {column.index: [row.cells[column.index] for row in table.rows] for column in columns}
    overall = decimal_mark(cell for column in columns if column.meaning for cell in cells[column.index])
    marks: dict[int, str | None] = {}
    units: dict[int, str | None] = {}
    problems: list[Problem] = []
    for column in columns:
        marks[column.index] = decimal_mark(cells[column.index]) or overall
        if column.meaning not in (*LENGTHS, "dimensions", "cut_out"):
            continue
        units[column.index] = column.unit
        bare = [cell for cell in cells[column.index] if re.search(r"\d", cell)]
        if (
            column.unit is None
            and bare
            and not all(re.search(r"(?i)\d\s*(mm|cm|m|in|\"|毫米|厘米|米)", each) for each in bare)
        ):
            numbers = [
                float(number)
                for each in bare
                if (number := number_in(each, marks[column.index] or ".")) is not None
            ]
            units[column.index] = likely_unit(numbers)
            taken = units[column.index]
            message = f"the column {column.heading!r} names no unit; its numbers were taken as {taken}"
            hint = "Write the unit in the heading, such as 'Height (mm)'."
            problems.append(warning("UNIT_ASSUMED", table.name, message, hint))
    return Conventions(marks, units, currency), problems


def offer_of(row: Row, columns: Sequence[Column], conventions: Conventions, table: str) -> Offer:
    """One row, understood; cells that cannot be are findings and stay empty.

    Parameters
    ----------
    row, columns
        The row and what its columns hold.
    conventions
        See `conventions_of`.
    table
        The table's name.
    """
    return _RowReader(row, columns, conventions, table).offer()


class _RowReader:
    def __init__(self, row: Row, columns: Sequence[Column], conventions: Conventions, table: str) -> None:
        self._cells: dict[str, list[tuple[Column, str]]] = {}
        for column in columns:
            if column.meaning and (text := row.cells[column.index]):
                self._cells.setdefault(column.meaning, []).append((column, text))
        self._conventions = conventions
        self._where = f"{table}: line {row.line}"
        self.problems: list[Problem] = []

    def offer(self) -> Offer:
        article = self.text("sku")
        name, name_zh = self.languages("name")
        description, description_zh = self.languages("description")
        price, currency = self.price()
        cct_k, cct_range_k = self.colour_temperature()
        return Offer(
            sku=sku_of(article),
            article=article[:100],
            where=self._where,
            name=name,
            name_zh=name_zh,
            description=description,
            description_zh=description_zh,
            category=self.joined("category"),
            mounting=self.text("mounting"),
            finish=self.joined("finish"),
            material=self.joined("material"),
            maker=self.text("maker"),
            price=price,
            currency=currency,
            size=self.size(),
            overall_height_m=self.length("overall_height"),
            flux_lm=self.number("flux", 1.0, 1e6),
            power_w=self.number("power", 0.05, 1e4),
            cct_k=cct_k,
            cct_range_k=cct_range_k,
            colour_rendering_index=self.number("cri", 1.0, 100.0),
            facts=self.facts(),
            files={
                kind: self.names(kind) for kind in ("photometry", "photograph", "model") if self.names(kind)
            },
            problems=tuple(self.problems),
        )

    def text(self, meaning: str) -> str:
        cells = self._cells.get(meaning, [])
        return cells[0][1] if cells else ""

    def joined(self, meaning: str) -> str:
        return ", ".join(dict.fromkeys(text for _, text in self._cells.get(meaning, [])))

    def names(self, meaning: str) -> tuple[str, ...]:
        """Stated names of files; several in one cell are parted by ; , | or a line's end."""
        parts = (
            part.strip() for _, text in self._cells.get(meaning, []) for part in re.split(r"[;,|\n]", text)
        )
        bare = (re.split(r"[/\\\\]", part.partition("?")[0])[-1] for part in parts)
        return tuple(dict.fromkeys(part for part in bare if re.search(r"\w", part)))

    def languages(self, meaning: str) -> tuple[str, str]:
        """The text in English, else in any other Western language, and the one in Chinese."""
        cells = self._cells.get(meaning, [])
        western = sorted(
            (cell for cell in cells if not is_chinese(cell[1])), key=lambda cell: cell[0].language != "en"
        )
        chinese = next((text for _, text in cells if is_chinese(text)), "")
        return (western[0][1] if western else ""), chinese

    def number(self, meaning: str, least: float, most: float) -> float | None:
        for column, text in self._cells.get(meaning, []):
            value = number_in(text, self._conventions.marks[column.index])
            if value is not None and least <= float(value) <= most:
                return float(value)
            if re.search(r"\d", text):
                self.doubt(column, text, f"a number from {least:g} to {most:g}")
        return None

    def length(self, meaning: str) -> float | None:
        for column, text in self._cells.get(meaning, []):
            index = column.index
            value = length_m(text, unit=self._conventions.units[index], mark=self._conventions.marks[index])
            if value is not None and SMALLEST_M <= value <= LARGEST_M:
                return round(value, 6)
            if re.search(r"[1-9]", text):
                self.doubt(column, text, "one length of 4 mm to 6 m, with its unit in heading or cell")
        return None

    def size(self) -> Size:
        stated = {name: self.length(name) for name in ("length", "width", "depth", "height", "diameter")}
        for column, text in self._cells.get("dimensions", []):
            index = column.index
            order = _order_of(column.heading)
            unit, mark = self._conventions.units[index], self._conventions.marks[index]
            found = size_in(text, unit=unit, mark=mark, order=order).stated()
            if not found or not all(SMALLEST_M <= value <= LARGEST_M for value in found.values()):
                self.doubt(column, text, "lengths of 4 mm to 6 m such as 1200 x 60 x 75 mm or Ø300 x H250 mm")
                continue
            for name, value in found.items():
                if stated[name] is None:
                    stated[name] = round(value, 6)
        return Size(**stated)

    def price(self) -> tuple[str | None, str | None]:
        cells = self._cells.get("price", [])
        if not cells:
            if "net_price" in self._cells:
                message = "only a price without tax is stated; prices are kept with tax"
                hint = "Add a column of prices with tax."
                self.problems.append(warning("PRICE_WITHOUT_TAX", self._where, message, hint))
            return None, None
        column, text = cells[0]
        value = price_in(text, self._conventions.marks[column.index])
        if value is None or not LEAST_PRICE <= value <= MOST_PRICE:
            if re.search(r"\d", text):
                self.doubt(column, text, "one price such as 129.00 EUR")
            return None, None
        currency = (
            currency_in(text) or column.currency or self._currency_column() or self._conventions.currency
        )
        if currency is None:
            message = f"the price {text!r} has no currency that is known"
            hint = "Add a column of currencies, or state one: --currency EUR."
            self.problems.append(warning("CURRENCY_MISSING", self._where, message, hint))
            return None, None
        return f"{value.quantize(Decimal('0.01'))}", currency

    def _currency_column(self) -> str | None:
        text = self.text("currency")
        return currency_in(text) or (
            text.strip().upper() if re.fullmatch(r"[A-Za-z]{3}", text.strip()) else None
        )

    def colour_temperature(self) -> tuple[float | None, tuple[float, float] | None]:
        text = self.joined("cct")
        values = [
            float(number.replace(" ", ""))
            for number in re.findall(r"(?<!\d)\d ?\d{3}(?!\d)|(?<!\d)1\d{4}(?!\d)", text)
        ]
        sound = [value for value in values if 1000.0 <= value <= 20000.0]
        if len(sound) == 2 and re.search(r"\d\s*K?\s*([-–—~]|to|bis|à|至|到)\s*\d", text):
            return None, (min(sound), max(sound))
        if len(sound) > 1:
            message = f"several colour temperatures are stated, {text[:60]!r}; none was taken"
            hint = "Give each its own sku, or write a range such as 2700-6500 K."
            self.problems.append(warning("CCT_SEVERAL", self._where, message, hint))
            return None, None
        return (sound[0] if sound else None), None

    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "lifetime_h": self._hours(),
            "warranty_years": self.number("warranty", 0.5, 30.0),
            "weight_kg": self._weight(),
            "cable_m": self.length("cable"),
        }
        patterns: tuple[tuple[str, str, str, Callable[[str], str]], ...] = (
            ("ip", "ip", r"(?i)(?:IP)?\s*([0-6X][0-9X])(?![0-9])", lambda text: f"IP{text.upper()}"),
            ("safety_class", "safety_class", r"(III|II|I|[123Ⅰ-Ⅲ])(?![0-9A-Za-z])", _class),
            ("energy_class", "energy_class", r"(?<![A-Za-z])([A-G])(?![A-Za-z+])", str.upper),
        )
        for name, meaning, pattern, form in patterns:
            match = re.search(pattern, self.text(meaning))
            if match:
                found[name] = form(match[1])
        dimming = _dimming(self.joined("dimming"))
        return {name: value for name, value in found.items() if value is not None} | (
            {"dimming": dimming} if dimming else {}
        )

    def _hours(self) -> float | None:
        value = self.number("lifetime", 0.1, 500_000.0)
        if value is None and re.fullmatch(r"\s*\d{2,3}[.,]000\D*", self.text("lifetime")):
            return float(re.sub(r"\D", "", self.text("lifetime").split("h")[0]))
        return None if value is None or value < 100.0 else value

    def _weight(self) -> float | None:
        for column, text in self._cells.get("weight", []):
            value = number_in(text, self._conventions.marks[column.index] or ".")
            if value is None:
                continue
            grams = re.search(r"\d\s*(g|克)(?![a-z])|[(\[/ ](g|克)[)\]]?$", f"{text}|{column.heading}", re.I)
            pounds = re.search(r"(?i)\blbs?\b", f"{text} {column.heading}")
            kilograms = float(value) * (0.001 if grams else 0.45359237 if pounds else 1.0)
            return round(kilograms, 4) if 0.005 <= kilograms <= 500.0 else None
        return None

    def doubt(self, column: Column, text: str, expected: str) -> None:
        message = f"{column.heading} is {text[:60]!r}; expected {expected}. It was left out"
        self.problems.append(warning("CELL_DOUBTFUL", self._where, message, "Correct the cell."))


def _class(text: str) -> str:
    return {"1": "I", "2": "II", "3": "III", "Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III"}.get(text, text)


def _order_of(heading: str) -> str:
    """What unlabelled numbers are, by a heading such as "B x H x T (mm)"; else length, width, height."""
    found = re.search(r"(?i)\b([lbwhtdp])\s*[x×*/]\s*([lbwhtdp])(?:\s*[x×*/]\s*([lbwhtdp]))?\b", heading)
    if not found:
        return "lwh"
    letters = [each.lower() for each in found.groups() if each]
    order = "".join({"b": "w", "t": "d", "p": "d"}.get(each, each) for each in letters)
    return order if len(set(order)) == len(order) else "lwh"


def _dimming(text: str) -> tuple[str, ...]:
    whole = plain(text)
    if not whole:
        return ()
    kinds = {
        "dali-2": "dali",
        "1-10v": "1 10|0 10",
        "phase-cut": "phase|triac|trailing|leading|可控硅",
        "zigbee": "zigbee",
        "push": "push|switchdim|touch dim",
        "switch-steps": "step|stufen",
        "none": r"^(no|nein|non|not dimmable|nicht dimmbar|0|否|不可调光|不调光)$",
    }
    return tuple(kind for kind, pattern in kinds.items() if re.search(pattern, whole))


def sku_of(article: str) -> str:
    """A sku for our files from a shop's own number: letters without accents, digits, ``.``, ``_`` and ``-``.

    A number that cannot be written so has a few characters of its hash behind it.

    Examples
    --------
    >>> sku_of("P-100"), sku_of("GL 45/2"), sku_of("吊灯-01")
    ('P-100', 'GL-45-2', '01-baf6f2')
    """
    stripped = article.strip()
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", stripped):
        return stripped
    plainer = unicodedata.normalize("NFKD", stripped).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Za-z0-9._]+", "-", plainer).strip("-._")[:50]
    told = (
        len(re.sub(r"\W", "", stripped)) == len(re.sub(r"[\W_]", "", kept)) and kept and len(stripped) <= 50
    )
    if told:
        return kept
    mark = hashlib.sha256(stripped.encode()).hexdigest()[:6]
    return f"{kept}-{mark}" if kept else f"sku-{mark}"


def said_twice(first: Offer, other: Offer) -> Problem:
    """What is said of a sku that has another row."""
    same = [
        name
        for name, value in vars(first).items()
        if name not in ("where", "problems") and vars(other)[name] != value
    ]
    if not same:
        return info("SKU_REPEATED", other.where, f"the row of {first.sku!r} is there twice, word for word")
    message = (
        f"the sku {first.article!r} has another row at {first.where}, which is used;"
        f" they differ in {', '.join(same)}"
    )
    return warning("SKU_IN_TWO_ROWS", other.where, message, "Give each article a sku of its own.")
