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

- **seen**: in the public sources whose numbers stand beside it, which cite the standard. The standards
  themselves are sold; who relies on a value checks it against a bought copy.
- **our advice**: no standard known to us says it. A study in a dwelling takes the living room's rows.
- **local**: may be reached with local light.
- Dwellings have no limit of glare; EN 12464-1 does not cover them.
- Glare is compared with the row of the task that an observer's name says (`at the till`), else the first.

The values are in `scenes/targets.toml`; this page is written by `python docs/make_targets.py`.

| use | task | height [m] | mean [lx] | uniformity | UGR | Ra | planes named | source |
|---|---|--:|--:|--:|--:|--:|---|---|
"""


SEEN_AT = """
## Where the rows were seen

"""


def page() -> str:
    """The whole page."""
    targets = all_targets()
    places = list(dict.fromkeys(place for target in targets for place in target.seen_at))
    rows = "".join(f"{_row(target, places)}\n" for target in targets)
    return HEAD + rows + SEEN_AT + "".join(f"{i}. {place}\n" for i, place in enumerate(places, start=1))


def _row(target: Target, places: list[str]) -> str:
    def shown(value: float | None) -> str:
        return "–" if value is None else f"{value:g}"

    numbers = ", ".join(str(places.index(place) + 1) for place in target.seen_at)
    cells = (
        target.use,
        target.task + (" (local)" if target.local else ""),
        shown(target.height_m),
        shown(target.illuminance_lx),
        shown(target.uniformity),
        shown(target.unified_glare_rating),
        shown(target.colour_rendering_index),
        ", ".join(target.plane) or "any other",
        f"{target.source.name}, {target.seen} [{numbers}]",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
