"""Writes docs/targets.md, what standards ask of the light in a room: ``python docs/make_targets.py``."""

from __future__ import annotations

from pathlib import Path

from scenes.targets import Target, all_targets

PAGE = Path(__file__).resolve().parent / "targets.md"

HEAD = """\
# What standards ask of a room's light

A room's `use` chooses its rows; the measures say of each whether it is met, missed, on the edge (within two
standard errors) or not measured, by how much and on which plane
([formats-measures.md](formats-measures.md), `targets`). A plane stands for a row at its height above the
floor; where a row names words, a plane whose name has one of them (`reading`, `worktop`). Illuminances are
maintained means. A use that is not here is told (`USE_UNKNOWN`) and not compared.

- **seen**: in a public source that cites the standard; **from memory**: to be checked against a bought copy
  before anybody relies on it.
- **local**: may be reached with local light.
- Dwellings have no limit of glare; EN 12464-1 does not cover them.

The values are in `scenes/targets.toml`; this page is written by `python docs/make_targets.py`.

| use | task | height [m] | mean [lx] | uniformity | UGR | Ra | planes named | source |
|---|---|--:|--:|--:|--:|--:|---|---|
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"{_row(target)}\n" for target in all_targets())


def _row(target: Target) -> str:
    def shown(value: float | None) -> str:
        return "–" if value is None else f"{value:g}"

    cells = (
        target.use,
        target.task + (" (local)" if target.local else ""),
        shown(target.height_m),
        shown(target.illuminance_lx),
        shown(target.uniformity),
        shown(target.unified_glare_rating),
        shown(target.colour_rendering_index),
        ", ".join(target.plane) or "any other",
        f"{target.source.name}, {target.seen}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
