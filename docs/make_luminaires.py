"""Writes docs/luminaires.md, tables of our own luminaires and bulbs, and docs/luminaires.webp: pictures.

``python docs/make_luminaires.py`` writes the page; ``--pictures [SKU ...]`` also takes the pictures, which
are kept in out/contact-sheet: those of the luminaires named are taken anew, and all that are missing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from assets.bulbs import Bulb
from assets.catalogue import Catalogue, CatalogueEntry, read_catalogue
from assets.luminaire import Luminaire, Mounting

ROOT = Path(__file__).resolve().parents[1]
PAGE, SHEET = ROOT / "docs" / "luminaires.md", ROOT / "docs" / "luminaires.webp"
KEPT = ROOT / "out" / "contact-sheet"
TAKEN_PX, SHOWN_PX, LINE_PX, GAP_PX = 520, 260, 28, 8
COLUMNS = 4
ON_WALL = 0.56  # side of what is shown of a picture before a wall, which has much wall in it
PAPER, INK = (250, 250, 249), (40, 40, 40)

HEAD = """\
# Our own luminaires

![Sixteen luminaires, each off and on](luminaires.webp)

What is made with Lampyris itself: sixteen luminaires, and the bulbs that some of them take. How such a
library is written: [formats-luminaires.md](formats-luminaires.md). This page is written by
`python docs/make_luminaires.py`, with `--pictures` its picture too.

- **Texts** are in `assets/library/*/luminaire.toml`: names, descriptions and product data in English and
  Chinese, options, spare parts.
- **Bodies** are functions of their sizes in `assets/designs/`, one file a luminaire, put together from shared
  pieces and finishes. `python -m assets.make_library`, which `make setup` runs, makes their GLB files in a
  few seconds, those of every size and number of lights too. Linen, opal discs and glass let light through
  ([formats-gltf.md](formats-gltf.md)).
- **Photometry** is measured on these bodies by the goniometer, with the light sources of
  `render/our_sources.py`, and kept as text. `python -m render.our_photometry [SKU ...]` measures it again and
  says light output ratios; `make validate` does so for all. A file is written anew where it differs by more
  than 0.4 % of its highest intensity. Lengths and numbers of lights share a file where only the flux differs.
- **Values** are invented, as the luminaires are; sizes, efficacies and prices are those of ordinary products.
"""


def page(catalogue: Catalogue) -> str:
    """The whole page."""
    luminaires = [
        "| luminaire | sku | kind | size [mm] | light [lm] | power [W] | protection | price | to choose |",
        "|---|---|---|---|--:|--:|---|--:|---|",
        *(_row(entry) for entry in catalogue.entries),
    ]
    bulbs = [
        "| bulb | sku | light [lm] | power [W] | white [K] | price |",
        "|---|---|--:|--:|--:|--:|",
        *(_bulb_row(bulb) for bulb in catalogue.bulbs.values()),
    ]
    tables = "\n".join(["## Luminaires", *luminaires, "", "## Bulbs", *bulbs, ""])
    return f"{HEAD}\n{tables}"


def _row(entry: CatalogueEntry) -> str:
    luminaire, written = entry.luminaire, entry.written
    size = " × ".join(f"{1000 * extent:.0f}" for extent in written.size_m)
    choices = "; ".join(
        f"{option.name.en.lower()}: {', '.join(choice.name.en for choice in option.choice)}"
        for option in written.options.option
    )
    if luminaire.lampholder is not None:
        choices = f"bulb {luminaire.lampholder.cap}; {choices}"
    product = written.product
    return (
        f"| {luminaire.name}<br>{luminaire.name_zh} | `{luminaire.sku}` | {written.family} | {size} "
        f"| {luminaire.photometry.distribution.luminous_flux_lm():.0f} | {luminaire.power_w:g} "
        f"| {product.ip}, class {product.safety_class} | {_price(luminaire)} | {choices} |"
    )


def _bulb_row(bulb: Bulb) -> str:
    low, high = bulb.cct_range_k or (bulb.cct_k, bulb.cct_k)
    white = f"{low:.0f}" if low == high else f"{low:.0f} to {high:.0f}"
    if bulb.dim_to_warm is not None:
        white = f"{bulb.cct_k:.0f}, dimmed {bulb.dim_to_warm.warmest_k:.0f}"
    return (
        f"| {bulb.name}<br>{bulb.name_zh} | `{bulb.sku}` | {bulb.luminous_flux_lm:.0f} | {bulb.power_w:g} "
        f"| {white} | {_price(bulb)} |"
    )


def _price(thing: Luminaire | Bulb) -> str:
    return "" if thing.price is None else f"{thing.price.amount} {thing.price.currency}"


def picture(luminaire: Luminaire, *, lit: bool, anew: bool) -> Path:
    """The file of one picture, taken where it is not there yet."""
    from render.image import png_bytes
    from render.turntable import turntable

    path = KEPT / f"{luminaire.sku}-{'lit' if lit else 'unlit'}.png"
    if anew or not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        side = round(TAKEN_PX / ON_WALL) if luminaire.mounting is Mounting.WALL else TAKEN_PX
        path.write_bytes(png_bytes(turntable(luminaire, frames=1, size_px=(side, side), lit=lit).picture(0)))
    return path


def sheet(luminaires: tuple[Luminaire, ...], anew: set[str]) -> Image.Image:
    """All of them, four in a row, each twice with its name below."""
    rows = -(-len(luminaires) // COLUMNS)
    cell = (2 * SHOWN_PX + GAP_PX, SHOWN_PX + LINE_PX + GAP_PX)
    whole = Image.new("RGB", (COLUMNS * cell[0] - GAP_PX, rows * cell[1] - GAP_PX), PAPER)
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(16)
    for place, luminaire in enumerate(luminaires):
        left, top = place % COLUMNS * cell[0], place // COLUMNS * cell[1]
        for column, lit in enumerate((False, True)):
            with Image.open(picture(luminaire, lit=lit, anew=luminaire.sku in anew)) as taken:
                shown = _middle(taken.convert("RGB"), luminaire.mounting)
            whole.paste(
                shown.resize((SHOWN_PX, SHOWN_PX), Image.Resampling.LANCZOS), (left + column * SHOWN_PX, top)
            )
        pen.text((left + 4, top + SHOWN_PX + 4), luminaire.name, INK, font)
    return whole


def _middle(taken: Image.Image, mounting: Mounting) -> Image.Image:
    """What is shown of a picture: all, but before a wall its middle."""
    if mounting is not Mounting.WALL:
        return taken
    edge = round((1.0 - ON_WALL) / 2.0 * taken.width)
    return taken.crop((edge, edge, taken.width - edge, taken.height - edge))


def main(arguments: list[str]) -> None:
    """Write the page, and where it is asked for the pictures."""
    catalogue = read_catalogue()
    PAGE.write_text(page(catalogue), encoding="utf-8")
    if "--pictures" in arguments:
        sheet(catalogue.luminaires, set(arguments)).save(SHEET, quality=84, method=6)
        sys.stdout.write(f"{SHEET.relative_to(ROOT)}: {SHEET.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
