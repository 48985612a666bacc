"""`lampyris catalogue export` and `list`: a whole catalogue in one file, and what fits a wish."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.arguments import JsonOption
from api.cli.terminal import show_json, show_table, tell

if TYPE_CHECKING:
    from assets.search.facts import Facts
    from assets.search.find import Found

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        exists=True,
        file_okay=False,
        help="The library; left out, LAMPYRIS_LIBRARY, else the one that is shipped.",
    ),
]


def export(
    out: Annotated[
        Path, typer.Option("-o", "--out", help="FILE.zip, a library again when imported, or FILE.csv.")
    ],
    library: LibraryOption = None,
) -> None:
    """Export a catalogue: as a ZIP of all its files, or as a list for a spreadsheet."""
    from assets.catalogue import read_catalogue
    from assets.export_library import library_csv, library_zip

    if out.suffix.lower() not in (".zip", ".csv"):
        raise typer.BadParameter(f"{out.name} must end in .zip or .csv", param_hint="--out")
    catalogue = read_catalogue(_library(library))
    if out.suffix.lower() == ".zip":
        parts = library_zip(catalogue)
    else:
        parts = (line.encode() for line in library_csv(catalogue, catalogue.prices))
    handle, beside = tempfile.mkstemp(dir=out.parent or ".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                file.write(part)
        Path(beside).replace(out)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    tell(f"{len(catalogue.entries)} luminaires in {out}")


def list_(
    search: Annotated[
        str, typer.Option("--search", help='Words and wishes, such as "pendant, fits under a 2.4 m ceiling".')
    ] = "",
    sort: Annotated[
        str | None,
        typer.Option("--sort", help="sku, relevance, name, price, flux, efficacy, power; -price is down."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at most.")] = 50,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List luminaires that fit words and wishes, and say what was understood."""
    from assets.catalogue import read_catalogue
    from assets.search.facts import facts_of_all
    from assets.search.find import find
    from assets.search.lights import LightsBelow
    from assets.search.wish import Wish

    catalogue = read_catalogue(_library(library))
    facts, lights = facts_of_all(catalogue), LightsBelow(catalogue)
    if len(search) > 200:
        raise typer.BadParameter("at most 200 characters are looked for", param_hint="--search")
    found = find(facts, Wish.model_validate({"search": search}), sort=sort, limit=limit, light_of=lights.of)
    if as_json:
        items = [_item(facts[sku], found) for sku in found.skus]
        show_json(
            {"items": items, "total": found.total, "facets": found.facets, "understood": found.understood}
        )
        return
    for wish in found.understood["wishes"]:
        tell(f"understood {wish['text']!r}: {', '.join(f'{k} {v}' for k, v in wish['means'].items())}")
    for unclear in found.understood["unclear"]:
        tell(f"not understood {unclear['text']!r}: {unclear['lacks']['en']}")
    show_table([(sku, f"{facts[sku].name_en} · {facts[sku].luminous_flux_lm:.0f} lm") for sku in found.skus])
    tell(f"{found.total} found")


def _item(facts: Facts, found: Found) -> dict[str, Any]:
    """A luminaire that was found, as the service names it too."""
    return {
        "sku": facts.sku,
        "name": {"en": facts.name_en, "zh": facts.name_zh},
        "mounting": facts.mounting,
        "family": facts.family,
        "luminous_flux_lm": facts.luminous_flux_lm,
        "power_w": facts.power_w,
        "price": facts.price and {"amount": facts.price, "currency": facts.currency},
        **found.by_light.get(facts.sku, {}),
    }


def _library(stated: Path | None) -> Path | None:
    from api.settings import read_settings

    return stated or read_settings().library
