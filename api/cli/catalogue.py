"""`lampyris catalogue import` and `check`: many luminaires at once, with findings per sku."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.arguments import JsonOption
from api.cli.catalogue_export import export, list_
from api.cli.terminal import progress_bar, show_json, show_problems, show_table, tell
from kit.errors import MachineLacks, UnsoundInput

if TYPE_CHECKING:
    from assets.importing.report import Report
    from kit.problems import Problem

app = typer.Typer(
    name="catalogue",
    help="Many luminaires at once: import a shop's catalogue, check a library.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(export)
app.command("list")(list_)
MOST_SHOWN = 20  # skus that are listed on the terminal


@app.callback()
def catalogue() -> None:
    """Many luminaires at once: import a shop's catalogue, check a library."""


LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        file_okay=False,
        help="Folder of the library; left out, LAMPYRIS_LIBRARY, else ./catalogue.",
    ),
]

SourcesArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="SOURCE...",
        exists=True,
        readable=True,
        help="Tables (CSV), folders and ZIP archives of photometric files, photographs and models.",
        show_default=False,
    ),
]
MeaningsOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="HEADING=MEANING", help="What a column holds; repeatable."),
]
CurrencyOption = Annotated[
    str | None, typer.Option("--currency", help="Of prices that name none, such as EUR.")
]
RemoveMissingOption = Annotated[
    bool, typer.Option("--remove-missing", help="Take out what was imported and is no longer offered.")
]
ProcessesOption = Annotated[
    int | None,
    typer.Option("--processes", min=1, max=64, help="How many work at once; left out, one a core."),
]


@app.command("import")
def import_(
    sources: SourcesArgument,
    library: LibraryOption = None,
    meanings: MeaningsOption = None,
    currency: CurrencyOption = None,
    remove_missing: RemoveMissingOption = False,
    processes: ProcessesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a shop's catalogue into a library: bodies are made where none is given, light never is."""
    from assets.importing.import_catalogue import ImportWishes, import_catalogue
    from assets.restore_library import is_exported_library, restore_library

    began = time.perf_counter()
    folder = _library(library)
    if len(sources) == 1 and is_exported_library(sources[0]):
        done = restore_library(sources[0], folder)
        if as_json:
            show_json(done)
        tell(f"put back into {folder}: {', '.join(f'{len(skus)} {what}' for what, skus in done.items())}")
        return
    wishes = ImportWishes(
        _meanings(meanings or []), _currency(currency), remove_missing, processes or os.cpu_count() or 1
    )
    try:
        with progress_bar("import") as progress:
            report = import_catalogue(sources, folder, wishes, progress)
    except KeyboardInterrupt:
        tell(f"stopped; what was finished is in {folder}, and the next import goes on from there")
        raise typer.Exit(130) from None
    if as_json:
        show_json(report.as_json())
    else:
        _show(report)
    show_problems([*report.problems, *_currencies(folder)])
    tell(f"the library is {folder}, with report.json and report.csv; {time.perf_counter() - began:.1f} s")
    if not report.totals()["can be hung"]:
        raise typer.Exit(1)


@app.command()
def check(
    library: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]",
            exists=True,
            file_okay=False,
            help="The library; left out, LAMPYRIS_LIBRARY, else the one that is shipped.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a library: flux, power, bodies, openings, choices, bulbs, texts and product data."""
    from api.settings import read_settings
    from assets.check_library import check_library

    with progress_bar("check") as progress:
        folder = library or read_settings().library
        checked = check_library(folder, progress)
        checked = replace(checked, problems=(*checked.problems, *_currencies(folder)))
    if as_json:
        show_json(checked.as_json())
    else:
        show_table(checked.rows())
    show_problems(checked.problems)
    if checked.is_unsound:
        raise typer.Exit(1)


def _currencies(library: Path | None) -> list[Problem]:
    """A warning for prices in a currency in which nothing is sold."""
    from assets.catalogue import read_catalogue
    from orders.prices import check_currencies

    try:
        return check_currencies(read_catalogue(library).prices)
    except (UnsoundInput, MachineLacks):  # told already
        return []


def _library(stated: Path | None) -> Path:
    from api.settings import read_settings

    return stated or read_settings().library or Path("catalogue")


def _meanings(stated: list[str]) -> dict[str, str]:
    from assets.importing.headings import UNUSED
    from assets.importing.words import words_of

    known = sorted(set(words_of("headings").values()) - UNUSED.keys())
    wished = {}
    for text in stated:
        heading, _, meaning = text.rpartition("=")
        if not heading or meaning not in known:
            message = f"{text!r} is not HEADING=MEANING; meanings are {', '.join(known)}"
            raise typer.BadParameter(message, param_hint="--map")
        wished[heading] = meaning
    return wished


def _currency(stated: str | None) -> str | None:
    if stated is not None and not re.fullmatch("[A-Za-z]{3}", stated):
        raise typer.BadParameter(f"{stated!r} is no code such as EUR", param_hint="--currency")
    return stated.upper() if stated else None


def _show(report: Report) -> None:
    """What was understood of the tables, totals, the most frequent findings, and what cannot be hung."""
    rows: list[tuple[str, str]] = []
    for table in report.tables:
        rows.append(
            (table["name"], f"{table['rows']} rows, {table['encoding']}, delimiter {table['delimiter']!r}")
        )
        rows += [(f"  {column['heading']}", _meaning(column)) for column in table["columns"]]
    rows += [(name, str(count)) for name, count in report.totals().items()]
    rows.append(("unchanged", str(report.unchanged)))
    if report.missing:
        fate = "taken out" if report.removed else "kept"
        rows.append(("no longer offered", f"{len(report.missing)}, {fate}: {', '.join(report.missing[:10])}"))
    counted = Counter(
        finding["code"] for made in report.skus for finding in made.findings if finding["severity"] != "info"
    )
    rows += [(f"  {code}", str(count)) for code, count in counted.most_common(12)]
    refused = [made for made in report.skus if not made.can_be_hung]
    for made in refused[:MOST_SHOWN]:
        why = next((f["message"] for f in made.findings if f["severity"] == "error"), "")
        rows.append((f"  {made.sku}", f"cannot be hung: {why[:120]}"))
    if len(refused) > MOST_SHOWN:
        rows.append(("", f"and {len(refused) - MOST_SHOWN} more in report.csv"))
    show_table(rows)


def _meaning(column: dict[str, Any]) -> str:
    aside = ", ".join(column[key] for key in ("unit", "currency", "language") if key in column)
    return f"{column['meaning']} ({aside})" if aside else str(column["meaning"])
