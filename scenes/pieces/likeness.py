"""Which piece stands for a thing of which only a name and a box are known."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import numpy as np

from assets.material import turned_appearance
from scenes.pieces.kinds import KINDS
from scenes.pieces.names import CHINESE, WORDS
from scenes.pieces.piece import Piece, fits, piece
from scenes.room import Furniture

Size = tuple[float, float, float]

LONGEST_NAME = 120
LEAST_BEFORE = 3  # letters of a compound, such as *Kinder*bett
SIDEWAYS = 1.15  # a bed's box that is so much wider than long lies across
QUARTER = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])

# what one word may stand for, the first that fits its box
ALTERNATIVES: dict[str, tuple[str, ...]] = {
    "dining table": ("coffee table", "dining table"),
    "coffee table": ("coffee table", "dining table"),
    "chair": ("chair", "armchair", "stool"),
    "armchair": ("armchair", "sofa"),
    "sofa": ("sofa", "armchair"),
    "stool": ("stool", "chair"),
    "bed": ("bed", "sofa"),
    "sideboard": ("tv bench", "sideboard", "wardrobe", "bedside table"),
    "tv bench": ("tv bench", "sideboard"),
    "wardrobe": ("wardrobe", "sideboard", "bedside table"),
    "bookshelf": ("bookshelf", "sideboard"),
    "drawers": ("drawers", "bedside table", "wardrobe"),
    "bedside table": ("bedside table", "drawers"),
    "desk": ("desk", "dining table"),
    "office chair": ("office chair", "chair"),
    "standing person": ("standing person", "sitting person"),
    "shop counter": ("shop counter", "kitchen run", "sideboard"),
    "kitchen run": ("kitchen run", "sideboard"),
}


def piece_like(category: str, size_m: Size) -> Piece | None:
    """The piece that a name most likely means, stretched to exactly a box; None where a box must do.

    Parameters
    ----------
    category
        What it is called: a name of the shelf, a category of a scan, or a file's name for it, in English,
        German or Chinese.
    size_m
        Across, deep and high [m].
    """
    found = kind_like(category, size_m)
    if found is None:
        return None
    name, lies_across = found
    if not lies_across:
        return piece(name, size_m)
    made = piece(name, (size_m[1], size_m[0], size_m[2]))
    return replace(
        made,
        size_m=size_m,
        vertices_m=made.vertices_m @ QUARTER.T,
        appearance=turned_appearance(made.appearance, QUARTER),
    )


def kind_like(category: str, size_m: Size) -> tuple[str, bool] | None:
    """The kind that a name means and that fits a box, and whether it lies across it, turned by 90 degrees."""
    named = kind_called(category)
    if named is None:
        return None
    for name in ALTERNATIVES.get(named, (named,)):
        kind = KINDS.get(name)
        if kind is None:
            continue
        across = kind.long_axis is not None and _lies_across(kind.long_axis, size_m)
        if fits(kind, (size_m[1], size_m[0], size_m[2]) if across else size_m):
            return name, across
    return None


def _lies_across(long_axis: str, size_m: Size) -> bool:
    along, beside = (size_m[0], size_m[1]) if long_axis == "x" else (size_m[1], size_m[0])
    return beside > SIDEWAYS * along


def furniture_like(furniture: Furniture, category: str = "") -> Furniture:
    """A box as the piece that its name means; as it was where nothing fits.

    What does not stand on the floor becomes only what may hang.
    """
    if furniture.size_m is None or furniture.model is not None or furniture.vertices_m is not None:
        return furniture
    found = kind_like(category or furniture.name, furniture.size_m)
    if found is None or (furniture.position_m[2] > 0.0 and not KINDS[found[0]].hangs):
        return furniture
    name, lies_across = found
    if not lies_across:
        return replace(furniture, piece=name)
    across, deep, high = furniture.size_m
    turned = (furniture.rotation_deg + 90.0) % 360.0
    return replace(furniture, piece=name, size_m=(deep, across, high), rotation_deg=turned)


@lru_cache(maxsize=1024)
def kind_called(category: str) -> str | None:
    """The name of the kind that a word means; None where nothing on the shelf is called so.

    The longest word found in it decides. A German compound means what its last part does.
    """
    text = re.sub(r"([a-zäöü])([A-ZÄÖÜ])", r"\1 \2", category[:LONGEST_NAME])
    plain = " ".join(re.sub(r"[\W\d_]+", " ", text).lower().split())
    best: tuple[int, str] | None = None
    for word, name in _words():
        if best is not None and len(word) <= best[0]:
            continue
        if _said(word, plain):
            best = (len(word), name)
    return None if best is None else best[1]


def _said(word: str, plain: str) -> bool:
    if not word.isascii() and not re.search(r"[a-z]", word):
        return word in plain  # Chinese has no gaps between words
    start = plain.find(word)
    while start >= 0:
        before = plain[:start].rsplit(" ", 1)[-1]
        after = plain[start + len(word) :].split(" ", 1)[0]
        if after in ("", "s", "e", "en", "n") and (not before or len(before) >= LEAST_BEFORE):
            return True
        start = plain.find(word, start + 1)
    return False


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, str], ...]:
    """Every word and the kind it means."""
    found = [(name, name) for name in KINDS]
    found += [(word, name) for name, word in CHINESE.items()]
    found += [(word, name) for name, words in WORDS.items() for word in words]
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair[0])))
