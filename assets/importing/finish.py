"""Finishes from words, and from the colours of a photograph."""

from __future__ import annotations

from assets.importing.words import found_words
from assets.write_glb import Finish

# Linear colour, metalness and roughness: measured metals as in our own bodies, lacquers by their usual shade.
_LOOKS: dict[str, tuple[tuple[float, float, float], float, float]] = {
    "brushed-brass": ((0.72, 0.50, 0.22), 1.0, 0.34),
    "gold": ((0.83, 0.60, 0.25), 1.0, 0.25),
    "copper": ((0.80, 0.43, 0.30), 1.0, 0.30),
    "bronze": ((0.16, 0.115, 0.08), 0.85, 0.45),
    "chrome": ((0.63, 0.64, 0.65), 1.0, 0.08),
    "nickel": ((0.55, 0.52, 0.47), 1.0, 0.30),
    "steel": ((0.56, 0.56, 0.55), 1.0, 0.32),
    "aluminium": ((0.60, 0.60, 0.61), 1.0, 0.45),
    "silver": ((0.50, 0.50, 0.51), 0.7, 0.45),
    "black": ((0.022, 0.022, 0.024), 0.0, 0.42),
    "white": ((0.80, 0.80, 0.78), 0.0, 0.5),
    "ivory": ((0.75, 0.66, 0.50), 0.0, 0.6),
    "grey": ((0.30, 0.30, 0.30), 0.0, 0.5),
    "anthracite": ((0.045, 0.048, 0.052), 0.0, 0.5),
    "red": ((0.45, 0.03, 0.03), 0.0, 0.4),
    "terracotta": ((0.42, 0.15, 0.085), 0.0, 0.6),
    "orange": ((0.72, 0.22, 0.02), 0.0, 0.45),
    "yellow": ((0.72, 0.48, 0.04), 0.0, 0.45),
    "green": ((0.10, 0.20, 0.12), 0.0, 0.45),
    "blue": ((0.03, 0.08, 0.25), 0.0, 0.45),
    "pink": ((0.68, 0.36, 0.36), 0.0, 0.5),
    "brown": ((0.14, 0.075, 0.04), 0.0, 0.5),
    "oak": ((0.46, 0.29, 0.15), 0.0, 0.6),
    "walnut": ((0.14, 0.07, 0.035), 0.0, 0.5),
    "wood": ((0.36, 0.21, 0.11), 0.0, 0.6),
    "concrete": ((0.32, 0.31, 0.30), 0.0, 0.9),
    "marble": ((0.74, 0.73, 0.70), 0.0, 0.25),
    "linen": ((0.70, 0.64, 0.54), 0.0, 0.9),
    "glass": ((0.80, 0.80, 0.80), 0.0, 0.2),
}
PLAIN = Finish("plain grey lacquer", (0.45, 0.45, 0.45), roughness=0.55)  # where nothing is known
SECOND = Finish("dark metal", (0.06, 0.06, 0.065), metallic=0.6, roughness=0.45)
_SOFT = ("linen", "glass", "marble")  # of shades and globes: not the body where something else is named too


def finishes_in(text: str) -> list[Finish]:
    """The finishes that a text names, in its order: body first, then accents.

    Examples
    --------
    >>> [finish.name for finish in finishes_in("Messing gebürstet / schwarz")]
    ['brushed-brass', 'black']
    """
    found = found_words(text, "finishes")
    whole = text.casefold()
    found.sort(key=lambda each: _place(whole, each[0]))
    names = list(dict.fromkeys(meaning for _, meaning in found))
    names.sort(key=lambda name: name in _SOFT)
    return [finish_of(name) for name in names]


def _place(whole: str, word: str) -> int:
    at = whole.find(word)
    return at if at >= 0 else whole.find(word[:4]) if word[:4] in whole else len(whole)


def finish_of(name: str) -> Finish:
    """A finish by its name in `words.toml`."""
    rgb, metallic, roughness = _LOOKS[name]
    return Finish(name, rgb, metallic=metallic, roughness=roughness)


def lacquer(rgb: tuple[float, float, float]) -> Finish:
    """A plain lacquer of a linear colour, as a photograph shows it."""
    red, green, blue = (round(min(max(part, 0.015), 0.85), 3) for part in rgb)
    return Finish("as in the photograph", (red, green, blue), roughness=0.5)
