"""What stands in the scanned living room: what the phone has found, and what no scan shows.

A scan knows boxes. The configuration states them as pieces of our shelf, in the places and sizes of the scan,
and adds the window frames, the leaf of the door, curtains, a rug and plants.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenes.sample_designs.design import Entry, Point2, Size, joinery, made_of, piece

# what a scan calls a thing: what it is on our shelf
ON_OUR_SHELF = {"cabinet": "tv bench", "shelf": "bookshelf", "dining chair": "chair"}
Scanned = tuple[str, Point2, Size, float, float]  # name, middle, size, turn, height of the base


def furnished(
    scanned: Sequence[Scanned], outline_m: Sequence[Sequence[float]], openings: Sequence[Entry]
) -> list[Entry]:
    """The furniture of the configuration, all of it."""
    return [*(_as_found(each) for each in scanned), *_added(), *joinery(outline_m, openings)]


def _as_found(found: Scanned) -> Entry:
    name, at_m, size_m, turned_deg, base_m = found
    kind = ON_OUR_SHELF.get(name, name)
    on_rug_m = 0.013 if name == "coffee table" else base_m
    return piece(kind, at_m, turned_deg=turned_deg, base_m=on_rug_m, name=name, box_m=size_m)


def _added() -> list[Entry]:
    linen: Entry = {"base_m": 0.01}
    carpet = made_of("carpet", (0.55, 0.50, 0.43))
    return [
        piece("rug", (3.4, 1.86), box_m=(2.7, 1.6, 0.012), finishes={"carpet": carpet}),
        piece("cushions", (2.95, 0.44), turned_deg=180, base_m=0.44, box_m=(0.9, 0.25, 0.42)),
        piece(
            "curtain", (5.12, 2.05), turned_deg=-90, box_m=(3.3, 0.1, 2.52), options={"open": 0.72}, **linen
        ),
        piece("curtain", (1.25, 4.02), box_m=(1.7, 0.1, 2.52), options={"open": 0.76}, **linen),
        piece("plant", (0.33, 3.68), box_m=(0.5, 0.5, 1.35)),
        piece(
            "pictures", (0.02, 2.3), turned_deg=90, base_m=1.3, box_m=(1.4, 0.03, 0.6), options={"count": 2}
        ),
    ]
