"""A shop's table from its bytes: encoding, delimiter and the row of headings, each stated."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from assets.importing.words import found_words
from kit.errors import UnsoundInput
from kit.problems import Problem, error, warning

LARGEST_BYTES = 50_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 300
LONGEST_CELL = 20_000
DELIMITERS = (",", ";", "\t", "|")
HEADING_ROWS = 12  # so far down a row of headings is looked for


@dataclass(frozen=True)
class Row:
    """One row of a table: its line, and its cells by column."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table, read."""

    name: str
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def read_table(data: bytes, name: str) -> Table:
    """Read a table with delimiters.

    Parameters
    ----------
    data, name
        The file and its name.

    Raises
    ------
    UnsoundInput
        CSV_TOO_LARGE, CSV_ENCODING, CSV_EMPTY or CSV_WITHOUT_HEADINGS.
    """
    if len(data) > LARGEST_BYTES:
        raise _refusal("CSV_TOO_LARGE", name, f"it has {len(data)} bytes; at most {LARGEST_BYTES} are read")
    text, encoding = decoded(data, name)
    delimiter = delimiter_of(text)
    lines, problems = _cells(text, delimiter, name)
    first = _heading_row(lines)
    if first is None:
        hint = "Name the columns in the first row: sku, name, price, mounting, diameter, photometry…"
        message = "no row of headings was found; at least a column of skus was expected"
        raise UnsoundInput([error("CSV_WITHOUT_HEADINGS", name, message, hint)])
    headings = tuple(cell.strip() for cell in lines[first].cells)
    rows = []
    for row in lines[first + 1 :]:
        if len(row.cells) > len(headings) and any(cell.strip() for cell in row.cells[len(headings) :]):
            message = (
                f"the row has {len(row.cells)} cells, the headings are {len(headings)}; the rest is left out"
            )
            hint = "Put cells that hold the delimiter in quotes."
            problems.append(warning("CSV_ROW_LONG", f"{name}: line {row.line}", message, hint))
        padded = (*row.cells[: len(headings)], *[""] * (len(headings) - len(row.cells)))
        if any(cell.strip() for cell in padded):
            rows.append(Row(row.line, tuple(cell.strip() for cell in padded)))
    return Table(name, encoding, delimiter, headings, tuple(rows), tuple(problems))


def _refusal(code: str, where: str, message: str) -> UnsoundInput:
    return UnsoundInput([error(code, where, message, "Export the table again as CSV in UTF-8.")])


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """Text and the name of its encoding: by its mark, else UTF-16 by its zeros, UTF-8, GB18030 or cp1252.

    Bytes that are no UTF-8 are GB18030 where nine in ten of their two-byte characters lie in the plane of
    GB 2312 (both bytes from A1), which no Western text comes near.

    Raises
    ------
    UnsoundInput
        CSV_ENCODING or CSV_EMPTY.
    """
    if not data.strip():
        raise _refusal("CSV_EMPTY", name, "the file is empty")
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.removeprefix("\ufeff"), encoding
    raise _refusal("CSV_ENCODING", name, "its characters are in no encoding that is known")


def _candidates(data: bytes) -> tuple[str, ...]:
    if data.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig",)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    sample = data[:4000]
    if sample.count(0) > len(sample) // 5:
        return ("utf-16-le", "utf-16-be") if sample[1::2].count(0) > sample[::2].count(0) else ("utf-16-be",)
    chinese = re.findall(rb"[\xa1-\xf7][\xa1-\xfe]", data)
    high = sum(byte >= 0x80 for byte in data)
    if high and 2 * len(chinese) >= 0.9 * high and len(chinese) > 1:
        return ("utf-8", "gb18030", "cp1252")
    return ("utf-8", "cp1252", "gb18030", "latin-1")


def delimiter_of(text: str) -> str:
    """The delimiter with which most of the first lines have the same number of cells, at least two."""
    sample = text[:200_000]
    stated = re.match(r'\s*"?sep=(.)', sample)
    if stated and stated[1] in DELIMITERS:
        return stated[1]

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if any(row)][:60]
        except csv.Error:
            return 0, 0
        counts = [len(row) for row in rows if len(row) > 1]
        usual = max(set(counts), key=counts.count, default=0)
        return counts.count(usual), usual

    return max(DELIMITERS, key=worth)


def _cells(text: str, delimiter: str, name: str) -> tuple[list[Row], list[Problem]]:
    before = csv.field_size_limit(LARGEST_BYTES)  # of the whole process; put back below
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    try:
        for cells in reader:
            if len(rows) >= MOST_ROWS:
                raise _refusal("CSV_TOO_LARGE", name, f"it has more than {MOST_ROWS} rows")
            if any(cell.strip() for cell in cells):
                cut = tuple(cell[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS])
                rows.append(Row(reader.line_num, cut))
    except csv.Error as fault:
        message = f"reading stopped at line {reader.line_num}: {fault}; rows before it are used"
        return rows, [warning("CSV_DAMAGED", name, message, "Export the table again.")]
    finally:
        csv.field_size_limit(before)
    return rows, []


def _heading_row(rows: list[Row]) -> int | None:
    """The first row of those near the top that most cells of name columns."""

    def known(row: Row) -> int:
        return sum(
            bool(cell.strip()) and len(cell) < 60 and bool(found_words(cell, "headings"))
            for cell in row.cells
        )

    counts = [known(row) for row in rows[:HEADING_ROWS]]
    most = max(counts, default=0)
    return None if most < 1 else counts.index(most)
