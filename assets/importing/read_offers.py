"""All offers of all tables of a shop; without a table, one for each photometric file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from assets.importing.headings import UNUSED, map_columns
from assets.importing.match_files import photometric_labels
from assets.importing.offers import Offer, conventions_of, offer_of, said_twice, sku_of
from assets.importing.read_table import Table, read_table
from assets.importing.sources import SourceFile
from assets.library_names import is_reserved
from kit.errors import UnsoundInput
from kit.problems import Problem, error, info, warning

SHEETS = ("xlsx", "xls", "xlsm", "ods", "numbers")


@dataclass
class Offers:
    """What is offered, how the tables were understood, and what is wrong with them as a whole."""

    offers: list[Offer] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_offers(
    files: Sequence[SourceFile], wishes: Mapping[str, str] | None = None, currency: str | None = None
) -> Offers:
    """Every row of every table as an offer, each sku once.

    Parameters
    ----------
    files
        All that was handed in.
    wishes
        What columns hold, by heading, as a person states it.
    currency
        Of prices whose table names none.
    """
    found = Offers(problems=list(_not_known(files)))
    offers: dict[str, Offer] = {}
    tables = [file for file in files if file.kind == "table"]
    for file in tables:
        try:
            table = read_table(file.read(), file.name)
        except UnsoundInput as unsound:
            if file.ending != "txt":  # other texts may lie there
                found.problems += unsound.problems
            continue
        _take_table(table, wishes or {}, currency, offers, found)
    if not found.tables:
        for file in files:
            if file.kind in ("photometry", "gldf"):
                _take(_offer_of_file(file), offers, found.problems)
        if offers:
            message = f"there is no table; each of {len(offers)} photometric files was taken as a luminaire"
            hint = "Add a CSV with sku, name, price, mounting, size and finish."
            found.problems.append(warning("NO_TABLE", "sources", message, hint))
    found.offers = list(offers.values())
    return found


def _not_known(files: Sequence[SourceFile]) -> Iterator[Problem]:
    """What is said of files that are not read: of tables of spreadsheet programs more than of others."""
    sheets = [file.name for file in files if file.ending in SHEETS]
    if sheets:
        message = f"tables of spreadsheet programs are not read: {', '.join(sheets[:10])}"
        yield warning("SHEET_NOT_READ", "sources", message, "Save them as CSV in UTF-8.")
    others = [file.name for file in files if not file.kind and file.ending not in SHEETS]
    if others:
        message = f"{len(others)} files are of kinds that are not read: {', '.join(others[:10])}"
        yield info("FILE_KINDS_NOT_READ", "sources", message)


def _take_table(
    table: Table, wishes: Mapping[str, str], currency: str | None, offers: dict[str, Offer], found: Offers
) -> None:
    columns, problems = map_columns(table.headings, table.name, wishes)
    if table.name.lower().endswith(".txt") and not any(column.meaning == "sku" for column in columns):
        return  # a text, no table
    conventions, assumed = conventions_of(table, columns, currency)
    found.problems += [*table.problems, *problems, *assumed]
    unknown = [column.heading for column in columns if not column.meaning and column.heading]
    if unknown:
        message = f"nobody knows what these columns hold, they were left out: {', '.join(unknown)}"
        hint = f"Say what one holds: --map '{unknown[0]}=finish'."
        found.problems.append(warning("HEADINGS_UNKNOWN", table.name, message[:500], hint))
    unused = [
        f"{column.heading} ({UNUSED[column.meaning]})" for column in columns if column.meaning in UNUSED
    ]
    if unused:
        message = f"not taken over: {'; '.join(unused)}"
        found.problems.append(info("HEADINGS_NOT_USED", table.name, message))
    shown = {
        "name": table.name,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "rows": len(table.rows),
    }
    found.tables.append({**shown, "columns": [column.as_json() for column in columns]})
    if not any(column.meaning == "sku" for column in columns):
        return
    for row in table.rows:
        offer = offer_of(row, columns, conventions, table.name)
        if not offer.article:
            message = "the row has no sku; it was left out"
            found.problems.append(warning("ROW_WITHOUT_SKU", offer.where, message, "Give it a sku."))
            continue
        _take(offer, offers, found.problems)


def _take(offer: Offer, offers: dict[str, Offer], problems: list[Problem]) -> None:
    """Keep an offer, or, where its sku is there already or cannot be one, what is to be said of that."""
    if is_reserved(offer.sku):
        message = f"the sku {offer.article!r} is the name of a file or folder of the library; it was left out"
        problems.append(error("SKU_RESERVED", offer.where, message, "Give it another sku."))
        return
    key = offer.sku.casefold()
    first = offers.get(key)
    if first is None:
        offers[key] = offer
    else:
        offers[key] = replace(first, problems=(*first.problems, said_twice(first, offer)))


def _offer_of_file(file: SourceFile) -> Offer:
    stem = PurePosixPath(file.base).stem
    labels = photometric_labels(file) if file.kind == "photometry" else []
    name = labels[1] if len(labels) > 1 else (labels[0] if labels else stem)
    return Offer(sku_of(stem), stem[:100], file.name, name=name[:200], files={"photometry": (file.base,)})
