"""False colours: light as colours with a scale; what can be read the same with any kind of colour vision."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Bytes = NDArray[np.uint8]


# from little to much light: (share of the scale, R, G, B). Lightness rises evenly and the hue goes from blue
# to yellow, which people who see no red or no green tell apart as well as others
RAMP = np.array(
    [
        (0.00, 16, 14, 46),
        (0.16, 42, 42, 118),
        (0.32, 32, 92, 160),
        (0.48, 22, 134, 160),
        (0.63, 62, 174, 128),
        (0.77, 158, 204, 80),
        (0.90, 246, 219, 92),
        (1.00, 255, 249, 214),
    ],
    float,
)
NOTHING = (90, 90, 90)  # where there is no value
STEPS = (1, 2, 5)
MOST_DECADES = 3  # darker values than that below the end of the scale are shown as its start
LEAST = 1e-4
LAMP = 10.0  # times what a tenth of the picture exceeds


@dataclass(frozen=True)
class Scale:
    """A logarithmic scale from `low` to `high`."""

    low: float
    high: float

    def share(self, values: Any) -> Array:
        """Where values stand on the scale, 0..1; beyond its ends they stand at them."""
        above = np.log(np.maximum(np.nan_to_num(values), self.low) / self.low)
        share: Array = np.clip(above / math.log(self.high / self.low), 0.0, 1.0)
        return share

    def ticks(self) -> list[float]:
        """1, 2 and 5 times powers of ten from end to end."""
        found = [self.low]
        while found[-1] < self.high * 0.999:
            found.append(next_step(found[-1]))
        return found


def scale_for(values: Array, *, least_ratio: float = 10.0) -> Scale:
    """A scale that holds nearly all values and ends at 1, 2 or 5 times a power of ten.

    Its end is at least `least_ratio` times its start. Lamps that are far brighter than the brightest tenth
    of the rest stand at its end.
    """
    lit = values[np.isfinite(values) & (values > 0)]
    if not len(lit):
        return Scale(1.0, 10.0)
    low, bright, high = np.percentile(lit, [2, 90, 99.5])
    high = min(high, LAMP * bright)
    end = max(step_below(float(high) * 1.999), LEAST * 10)
    start = step_below(max(float(low), LEAST, end * 10.0**-MOST_DECADES))
    return Scale(min(start, step_below(end / (0.999 * least_ratio))), end)


def step_below(value: float) -> float:
    """The greatest of 1, 2 and 5 times a power of ten that is not above a value."""
    power = math.floor(math.log10(value) + 1e-9)
    lead = max(step for step in STEPS if step <= value / 10.0**power * (1 + 1e-9))
    return float(f"{lead}e{power}")


def next_step(value: float) -> float:
    """The step that follows one of 1, 2 or 5 times a power of ten."""
    power = math.floor(math.log10(value) + 1e-9)
    lead = round(value / 10.0**power)
    following = {1: (2, power), 2: (5, power), 5: (1, power + 1)}[lead]
    return float(f"{following[0]}e{following[1]}")


def tick_text(value: float) -> str:
    """A tick as it is written: no exponents, and from 10 000 on in groups."""
    if value < 1e4:
        return f"{value:g}"
    return f"{value:,.0f}".replace(",", " ")


def ramp(share: Any) -> Array:
    """Colours 0..255 at shares of the scale, (..., 3)."""
    return np.stack([np.interp(share, RAMP[:, 0], RAMP[:, k]) for k in (1, 2, 3)], axis=-1)


def false_coloured(values: Array, scale: Scale) -> Bytes:
    """Colours of values, (..., 3); grey where there is none."""
    colours = ramp(scale.share(values))
    colours[~np.isfinite(values)] = NOTHING
    return (colours + 0.5).astype(np.uint8)
