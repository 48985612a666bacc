"""Real paints, floors and surfaces with the reflectance that somebody has published: ``finishes.toml``.

Where only the luminous reflectance is published, its colour is grey, or that of the pattern of its kind.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assets.colour import LUMINANCE_WEIGHTS
from assets.material import Rgb

FILE = Path(__file__).parent / "finishes.toml"
COLOUR_OF_KIND: Mapping[str, Rgb] = {  # proportions of the channels, as the shelf's own have them
    "wood": (0.44, 0.325, 0.21),
    "panel": (0.44, 0.325, 0.21),
    "dark wood": (0.205, 0.150, 0.110),
    "dark panel": (0.205, 0.150, 0.110),
    "brick": (0.33, 0.16, 0.10),
}


@dataclass(frozen=True)
class NamedFinish:
    """A finish whose reflectance is published.

    Parameters
    ----------
    name
        What it is.
    kind
        ``paint``, ``carpet``, ``vinyl``, ``wood``, ``stone`` and so on: how it looks besides.
    reflectance
        Luminous, 0 to 1, within plus and minus `tolerance`.
    srgb
        The colour that its maker publishes, 8 bits; None where none is.
    source, year
        Who says so, and when.
    seen
        ``seen`` there, or ``from memory``.
    """

    name: str
    kind: str
    reflectance: float
    tolerance: float
    source: str
    year: str
    seen: str
    srgb: tuple[int, int, int] | None = None

    @property
    def reflectance_rgb(self) -> Rgb:
        """Linear Rec. 709, of exactly the published luminous reflectance."""
        proportions = np.array(COLOUR_OF_KIND.get(self.kind, (1.0, 1.0, 1.0)))
        if self.srgb is not None:
            codes = np.array(self.srgb) / 255.0
            proportions = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
        r, g, b = proportions * self.reflectance / (LUMINANCE_WEIGHTS @ proportions)
        return (round(float(r), 6), round(float(g), 6), round(float(b), 6))


@cache
def named_finishes() -> Mapping[str, NamedFinish]:
    """Every named finish by the name that configurations use."""
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    sources = document["source"]
    return {
        key: NamedFinish(
            name=row["name"],
            kind=row["kind"],
            reflectance=row["reflectance"],
            tolerance=row["tolerance"],
            source=sources[row["source"]]["title"],
            year=sources[row["source"]]["year"],
            seen=row["seen"],
            srgb=tuple(row["srgb"]) if "srgb" in row else None,
        )
        for key, row in document["finish"].items()
    }
