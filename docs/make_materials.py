"""Writes docs/materials.md, the shelf of materials: ``python docs/make_materials.py``."""

from __future__ import annotations

from pathlib import Path

from assets.colour import LUMINANCE_WEIGHTS
from assets.named_finishes import FinishSource, NamedFinish, named_finishes
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
## Real paints, floors, walls, fabrics and metals

Luminous reflectances that somebody has measured or published, in `assets/finishes/`, each with its row in one
of the sources below. A light reflectance value (LRV) is the luminous reflectance over 100. How we know it:

- **measured**: the spectrum of one specimen stands in the file, at the 16 wavelengths of EN 17317. Its
  reflectance and colour follow for daylight D65 and the CIE 1931 observer (`assets/spectral_reflectance.py`);
  `pytest tests/assets/test_spectral_reflectance.py` compares them with what the source gives itself. Another
  board, tile or bale of the same name reflects otherwise.
- **maker**: the maker of the product publishes the LRV. Where the maker publishes a colour in sRGB
  too, that gives the proportions of the channels and the LRV their level; otherwise the finish is grey.
- **computed**: from measured optical constants.
- **typical**: a table of usual values, not a measurement.

What fabrics let through is not counted. Gloss reflects more at a grazing angle, so that nothing glossy
reflects less than about 4 % in all.

| material | what | luminous reflectance | how | source, row |
|---|---|--:|---|---|
"""
SOURCES = """
### Sources

| | title | author | year | where | conditions |
|--:|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    named = dict(sorted(named_finishes().items()))
    sources = list(dict.fromkeys(finish.source for finish in named.values()))
    own = "".join(_own_row(name) for name in shelf_names() if name not in named)
    real = "".join(_row(name, finish, sources.index(finish.source) + 1) for name, finish in named.items())
    cited = "".join(_source_row(number, source) for number, source in enumerate(sources, start=1))
    return HEAD + own + NAMED + real + SOURCES + cited


def _own_row(name: str) -> str:
    rgb = shelf_material(name).reflectance_rgb
    luminous = sum(weight * channel for weight, channel in zip(LUMINANCE_WEIGHTS.tolist(), rgb, strict=True))
    return f"| `{name}` | {luminous:.2f} | {' | '.join(f'{channel:.2f}' for channel in rgb)} |\n"


def _row(name: str, finish: NamedFinish, number: int) -> str:
    value = f"{finish.reflectance:.3g} ± {finish.tolerance:g}"
    return f"| `{name}` | {finish.name} | {value} | {finish.source.how} | [{number}] {finish.row} |\n"


def _source_row(number: int, source: FinishSource) -> str:
    cells = (source.title, source.author, source.year, source.address, source.conditions)
    return f"| [{number}] | {' | '.join(cells)} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
