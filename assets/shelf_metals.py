"""How brushed and coated metal looks; polished metal and glass need no texture."""

from __future__ import annotations

import numpy as np

from assets.shelf_patterns import Drawing, grey, noise

Shape = tuple[int, int]
Size = tuple[float, float]


def brushed(random: np.random.Generator, *, shape: Shape, size_m: Size) -> Drawing:
    """Metal brushed along u."""
    px = shape[1] / size_m[0]
    fine = noise(random, shape, 0.0002 * px, 0.03 * px)
    broad = noise(random, shape, 0.0012 * px, 0.09 * px)
    tone = 1 + 0.035 * fine + 0.02 * broad
    return Drawing(grey(tone), 6e-6 * fine, np.clip(0.33 + 0.05 * broad, 0.1, 0.6))


def powder_coat(random: np.random.Generator, *, shape: Shape, size_m: Size) -> Drawing:
    """Fine structure of powder coating."""
    px = shape[1] / size_m[0]
    grain = noise(random, shape, 0.0008 * px, 0.0008 * px)
    return Drawing(grey(1 + 0.03 * grain), 1.6e-5 * grain)
