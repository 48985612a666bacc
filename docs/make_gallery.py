"""Writes docs/gallery.md: every sample with pictures, plan, lux beside targets, power, price and luminaires.

``python docs/make_gallery.py`` works the light out and writes page and plans; ``--pictures [NAME ...]`` also
takes the pictures, which are kept in out/gallery: those of the samples named are taken anew, and all
that are missing. The first of each becomes the sample's card on the page of the service, too.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from assets.catalogue import Catalogue, read_catalogue
from orders.lines import LineKind, OrderLine, lines_of
from orders.prices import PricedLines, price, price_list_of
from render.image import png_bytes
from render.lux_map import lux_map_svg
from render.measures import measure
from render.options import DRAFT, NORMAL
from render.picture import take_picture
from render.simulate import simulate
from scenes.build_scene import build_scene, folder_reader
from scenes.configuration import read_configuration
from scenes.configuration_model import Configuration
from scenes.rooms_of import rooms_of
from scenes.samples import FOLDER, sample_configuration, sample_names, sample_note, sample_size, sample_title
from scenes.scene import Scene

ROOT = Path(__file__).resolve().parents[1]
PAGE, PICTURES = ROOT / "docs" / "gallery.md", ROOT / "docs" / "gallery"
KEPT = ROOT / "out" / "gallery"
TAKEN_PX, CARD_PX = (960, 540), (480, 270)
QUALITY, CARD_QUALITY = 80, 76

# which two pictures show a sample: view and lighting scene, None with everything lit
SHOWN: Mapping[str, tuple[tuple[str, str | None], tuple[str, str | None]]] = {
    "living-room": (("window", "evening"), ("door", None)),
    "bedroom": (("door", "evening"), ("drawers", None)),
    "kitchen-dining": (("table", None), ("window", "dinner")),
    "bathroom": (("door", None), ("bath", "evening")),
    "study": (("door", None), ("chair", "evening")),
    "attic": (("door", None), ("bed", "evening")),
    "shop": (("entrance", None), ("till", "evening")),
    "flat": (("living", None), ("kitchen", "evening")),
}
QUANTITIES = {
    "illuminance_lx": ("mean", "lx"),
    "uniformity": ("uniformity", ""),
    "unified_glare_rating": ("UGR", ""),
    "colour_rendering_index": ("Ra", ""),
}
HEAD = """\
# Gallery

Eight rooms of our own invention, furnished with pieces of our shelf ([pieces.md](pieces.md)) and lit with our
luminaires ([luminaires.md](luminaires.md)). Files, and how they are made:
[scenes/samples](../scenes/samples/README.md); `make serve` shows each as a card. This page is written by
`python docs/make_gallery.py`, with `--pictures` its pictures too (`normal` light, denoised).

- **Values** are maintained ones (factor 0.8), everything lit as designed, at `draft` quality; a test holds
  the page to the engine. What is asked: [targets.md](targets.md); UGR is the highest of the
  observers that one limit is set for.
- **Power** is at full light; **prices** are our list's, bulbs included, VAT included.
"""


def read_sample(name: str) -> tuple[Configuration, Scene]:
    """A sample's configuration and the scene that it builds."""
    configuration = read_configuration(sample_configuration(name))
    return configuration, build_scene(
        configuration, catalogue=read_catalogue(), read_file=folder_reader(FOLDER)
    )


def page(measures: Mapping[str, Mapping[str, Any]]) -> str:
    """The whole page from the measures of each sample."""
    catalogue = read_catalogue()
    return "\n".join([HEAD, *(section(name, measures[name], catalogue) for name in sample_names())])


def section(name: str, measures: Mapping[str, Any], catalogue: Catalogue) -> str:
    """What the page says of one sample."""
    configuration = read_configuration(sample_configuration(name))
    lines = lines_of(configuration, catalogue)
    rooms, area_m2 = sample_size(name)
    title = sample_title(name)
    size = f"{area_m2:g} m²" if rooms == 1 else f"{area_m2:g} m², {rooms} rooms"
    first, second = (f"gallery/{name}-{number}.webp" for number in (1, 2))
    return "\n".join(
        [
            f"## {title['en']}\n",
            f"{title['zh']}. {sample_note(name)['en']} {size}; lighting scenes: "
            f"{', '.join(configuration.scenes)}.\n",
            f"![{title['en']}, {_told(name, 0)}]({first})\n",
            f'<img src="{second}" width="48%" alt="{title["en"]}, {_told(name, 1)}"> '
            f'<img src="gallery/{name}-plan.svg" width="48%" alt="{title["en"]}, lux map">\n',
            "| room | where | asked | there |",
            "|---|---|--:|--:|",
            *_target_rows(measures["targets"], alone=rooms == 1),
            "",
            f"**{measures['power_w']:.0f} W** ({measures['power_density_w_m2']:.1f} W/m²), "
            f"**{_total(lines, catalogue)}**: {_counted(lines)}.\n",
        ]
    )


def _told(name: str, number: int) -> str:
    return SHOWN[name][number][1] or "fully lit"


def _target_rows(targets: Sequence[Mapping[str, Any]], *, alone: bool) -> list[str]:
    """A row for each value that is asked for, measured or not; of glare under one limit the highest alone."""
    worst: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for number, entry in enumerate(targets):
        glare = entry["quantity"] == "unified_glare_rating"
        key = (entry["room"], entry["quantity"], f"≤ {entry['target']}" if glare else f"{number}")
        if key not in worst or (entry["value"] or 0.0) > (worst[key]["value"] or 0.0):
            worst[key] = entry
    return [_target_row(entry, alone=alone) for entry in worst.values()]


def _target_row(entry: Mapping[str, Any], *, alone: bool) -> str:
    quantity, unit = QUANTITIES[entry["quantity"]]
    where = entry["measured_on"] or entry["task"]
    where = where if alone else where.removeprefix(f"{entry['room']}/")
    at_most = "≤ " if entry["quantity"] == "unified_glare_rating" else "≥ "
    digits = 2 if entry["quantity"] == "uniformity" else 0
    value = entry["status"] if entry["value"] is None else f"{entry['value']:.{digits}f} {unit}".strip()
    asked = f"{at_most}{entry['target']:g} {unit}".strip()
    return f"| {entry['room']} | {where}, {quantity} | {asked} | {value} |"


def _total(lines: Sequence[OrderLine], catalogue: Catalogue) -> str:
    priced: PricedLines = price(lines, price_list_of(catalogue.prices))
    return f"{priced.total.amount:,.2f} {priced.currency}"


def _counted(lines: Sequence[OrderLine]) -> str:
    """Luminaires and bulbs by sku, variants together."""
    counts: dict[str, int] = {}
    for line in lines:
        sku = line.luminaire if line.kind is LineKind.LUMINAIRE and line.luminaire else line.sku
        counts[sku] = counts.get(sku, 0) + line.quantity
    return ", ".join(f"{count} × `{sku}`" for sku, count in counts.items())


def plan(name: str, configuration: Configuration, measures: Mapping[str, Any]) -> str:
    """The lux map of the first plane."""
    found, _ = rooms_of(configuration, read_file=folder_reader(FOLDER))
    if found is None:
        raise ValueError(f"the rooms of {name} cannot be used")
    drawn = lux_map_svg(
        found.rooms,
        configuration.placements,
        measures["planes"][0],
        maintenance_factor=measures["maintenance_factor"],
    )
    if drawn is None:
        raise ValueError(f"the first plane of {name} is not level")
    return drawn


def take_pictures(name: str, *, anew: bool) -> None:
    """Both pictures of a sample, taken where they are not there yet, and the card."""
    kept = [KEPT / f"{name}-{number}.png" for number in (1, 2)]
    if anew or not all(path.is_file() for path in kept):
        KEPT.mkdir(parents=True, exist_ok=True)
        _, scene = read_sample(name)
        views = tuple(replace(view, size_px=TAKEN_PX) for view in scene.views)
        options = replace(NORMAL, pixel_samples=8, denoise=True, bloom=True)
        field = simulate(replace(scene, views=views), options)
        for path, (view, lighting) in zip(kept, SHOWN[name], strict=True):
            path.write_bytes(png_bytes(take_picture(field, view, lighting)))
    PICTURES.mkdir(exist_ok=True)
    for number, path in enumerate(kept, start=1):
        _saved(path, PICTURES / f"{name}-{number}.webp", TAKEN_PX, QUALITY)
    _saved(kept[0], FOLDER / f"{name}.webp", CARD_PX, CARD_QUALITY)


def _saved(source: Path, target: Path, size_px: tuple[int, int], quality: int) -> None:
    with Image.open(source) as taken:
        shown = taken.convert("RGB")
        if shown.size != size_px:
            shown = shown.resize(size_px, Image.Resampling.LANCZOS)
        memory = io.BytesIO()
        shown.save(memory, "WEBP", quality=quality, method=6)
    target.write_bytes(memory.getvalue())


def main(arguments: list[str]) -> None:
    """Write page and plans, and where it is asked for the pictures."""
    measured = {}
    for name in sample_names():
        configuration, scene = read_sample(name)
        measured[name] = measure(simulate(scene, DRAFT), None, discretisation=False)
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / f"{name}-plan.svg").write_text(
            plan(name, configuration, measured[name]), encoding="utf-8"
        )
    PAGE.write_text(page(measured), encoding="utf-8")
    if "--pictures" in arguments:
        for name in sample_names():
            take_pictures(name, anew=name in arguments)
    size = sum(path.stat().st_size for path in PICTURES.iterdir())
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: pictures and plans {size // 1024} kB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
