"""Writes docs/materials.md, the shelf of materials: ``python docs/make_materials.py``."""

from __future__ import annotations

from pathlib import Path

from assets.colour import LUMINANCE_WEIGHTS
from assets.named_finishes import NamedFinish, named_finishes
from assets.shelf import shelf_material, shelf_names

PAGE = Path(__file__).resolve().parent / "materials.md"

HEAD = """\
# Materials

Names for `material` in a configuration ([formats-rooms.md](formats-rooms.md)). This page is written by
`python docs/make_materials.py`.

## Our own

With textures in true size, drawn by code. How much each reflects is from published tables of typical
reflectances, named in `assets/shelf.py`.

| material | luminous reflectance | R | G | B |
|---|--:|--:|--:|--:|
"""
NAMED = """
## Real paints, floors and surfaces

Reflectances that somebody has published, in `assets/finishes.toml`. A light reflectance value (LRV) is the
luminous reflectance over 100. Where a maker publishes a colour in sRGB, that gives the proportions of the
channels and the LRV their level; otherwise the finish is grey, or has the colours of our own wood. **From
memory**: LRV and sRGB were remembered apart and agree to a point of LRV; to be checked with the maker.

| material | what | luminous reflectance | source | how we know |
|---|---|--:|---|---|
"""


def page() -> str:
    """The whole page."""
    named = named_finishes()
    own = "".join(_own_row(name) for name in shelf_names() if name not in named)
    return HEAD + own + NAMED + "".join(_row(name, finish) for name, finish in sorted(named.items()))


def _own_row(name: str) -> str:
    rgb = shelf_material(name).reflectance_rgb
    luminous = sum(weight * channel for weight, channel in zip(LUMINANCE_WEIGHTS.tolist(), rgb, strict=True))
    return f"| `{name}` | {luminous:.2f} | {' | '.join(f'{channel:.2f}' for channel in rgb)} |\n"


def _row(name: str, finish: NamedFinish) -> str:
    value = f"{finish.reflectance:.3g} ± {finish.tolerance:g}"
    return f"| `{name}` | {finish.name} | {value} | {finish.source} ({finish.year}) | {finish.seen} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
