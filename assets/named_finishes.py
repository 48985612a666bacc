"""Real paints, floors, walls, fabrics and metals, their reflectances measured or published: ``finishes/``.

The colour of a measured finish follows from its spectrum, that of a paint from the colour which its maker
publishes; where only a luminous reflectance is known it is grey, or has the colours of its kind.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from assets.colour import LUMINANCE_WEIGHTS
from assets.material import Rgb
from assets.spectral_reflectance import luminous_reflectance, rgb_of_spectrum

FOLDER = Path(__file__).parent / "finishes"
SOURCES = "sources.toml"
COLOUR_OF_KIND: Mapping[str, Rgb] = {  # proportions of the channels, as the shelf's own have them
    "wood": (0.44, 0.325, 0.21),
    "dark wood": (0.205, 0.150, 0.110),
}


@dataclass(frozen=True)
class FinishSource:
    """Who measured or published reflectances.

    Parameters
    ----------
    title, author, year, address
        What to look for and where.
    conditions
        How it was measured, as far as the source says.
    how
        ``measured`` a spectrum, ``maker`` a light reflectance value of a product, ``computed`` from measured
        optical constants, ``typical`` a table of usual values.
    tolerance
        Of a reflectance, plus and minus.
    """

    title: str
    author: str
    year: str
    address: str
    conditions: str
    how: str
    tolerance: float


@dataclass(frozen=True)
class NamedFinish:
    """A finish whose reflectance somebody measured or published.

    Parameters
    ----------
    name
        What it is.
    kind
        ``paint``, ``carpet``, ``vinyl``, ``wood``, ``fabric`` and so on: how it looks besides.
    tolerance
        Of the reflectance, plus and minus.
    source, row
        Who says so, and which line of theirs.
    stated
        Luminous reflectance as the source states it, 0 to 1; None where a spectrum says it.
    srgb
        The colour that its maker publishes, 8 bits; None where none is.
    percent
        Measured spectrum at `assets.spectral_reflectance.WAVELENGTHS_NM` [%]; None where there is none.
    published
        Luminous reflectance that the source gives beside its spectrum, 0 to 1, for comparison.
    """

    name: str
    kind: str
    tolerance: float
    source: FinishSource
    row: str
    stated: float | None = None
    srgb: tuple[int, int, int] | None = None
    percent: tuple[float, ...] | None = None
    published: float | None = None

    @property
    def reflectance(self) -> float:
        """Luminous reflectance, 0 to 1; of a spectrum for daylight D65 and the CIE 1931 observer."""
        if self.percent is not None:
            return luminous_reflectance(self.percent)
        return 0.0 if self.stated is None else self.stated

    @property
    def reflectance_rgb(self) -> Rgb:
        """Linear Rec. 709, of exactly the luminous reflectance."""
        r, g, b = rgb_of_spectrum(self.percent) if self.percent is not None else self._of_proportions()
        return (round(float(r), 6), round(float(g), 6), round(float(b), 6))

    def _of_proportions(self) -> Rgb:
        proportions = np.array(COLOUR_OF_KIND.get(self.kind, (1.0, 1.0, 1.0)))
        if self.srgb is not None:
            codes = np.array(self.srgb) / 255.0
            proportions = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
        r, g, b = proportions * self.reflectance / (LUMINANCE_WEIGHTS @ proportions)
        return (r, g, b)


@cache
def named_finishes() -> Mapping[str, NamedFinish]:
    """Every named finish by the name that configurations use."""
    sources = {key: FinishSource(**row) for key, row in _read(FOLDER / SOURCES)["source"].items()}
    files = sorted(path for path in FOLDER.glob("*.toml") if path.name != SOURCES)
    return {
        key: _finish(row, sources[row["source"]])
        for path in files
        for key, row in _read(path)["finish"].items()
    }


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _finish(row: Mapping[str, Any], source: FinishSource) -> NamedFinish:
    return NamedFinish(
        name=row["name"],
        kind=row["kind"],
        tolerance=row.get("tolerance", source.tolerance),
        source=source,
        row=row["row"],
        stated=row.get("reflectance"),
        srgb=tuple(row["srgb"]) if "srgb" in row else None,
        percent=tuple(row["percent"]) if "percent" in row else None,
        published=row.get("published"),
    )
