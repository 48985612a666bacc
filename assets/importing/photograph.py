"""The colours of a luminaire in a photograph, by a stated rule.

The background is the median of the picture's edge, or what is transparent; an edge of many colours is a
room, not a background, and such a photograph says nothing. The object is what differs from the background
by more than `DIFFERS` (CIELAB, CIE 76). Its colours are parted in three by k-means from fixed starts; what
burns out (L* above `BURNT`, unless hardly anything else is there) is light or glare and left out. The
largest part is the body's colour, the next one of at least a sixth that differs is the accent's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.cielab import lab_of_linear
from assets.texture_image import PictureNotRead, read_pixels

Array = NDArray[np.float64]
Rgb = tuple[float, float, float]

LARGEST_PX = 112
DIFFERS = 9.0
BURNT = 93.0
EVEN = 14.0  # mean distance of the edge from its median, above which it is no background
LEAST_SHARE = 0.004  # of the picture that the object takes
ACCENT_SHARE, ACCENT_DIFFERS = 1.0 / 6.0, 18.0


@dataclass(frozen=True)
class PhotographColours:
    """Linear colours (sRGB primaries) of body and accent, and how much of the picture the object takes."""

    main_rgb: Rgb
    accent_rgb: Rgb | None
    object_share: float


def colours_of(data: bytes) -> tuple[PhotographColours | None, str]:
    """The colours of what a photograph shows; None and the reason where it says nothing."""
    try:
        pixels, _ = read_pixels(data, largest_px=LARGEST_PX)
    except PictureNotRead as fault:
        return None, str(fault)
    linear = _linear(pixels[:, :, :3].astype(np.float64) / 255.0)
    lab = lab_of_linear(linear)
    shown, reason = _object(pixels, lab)
    if shown is None:
        return None, reason
    colours, values = lab[shown], linear[shown]
    dull = colours[:, 0] <= BURNT
    if dull.sum() >= 0.12 * len(colours):
        colours, values = colours[dull], values[dull]
    return _parted(colours, values, float(shown.mean())), ""


def _object(pixels: NDArray[np.uint8], lab: Array) -> tuple[NDArray[np.bool_] | None, str]:
    if pixels.shape[2] == 4 and (pixels[:, :, 3] < 128).mean() > 0.05:
        shown = pixels[:, :, 3] >= 128
    else:
        rows, columns = lab.shape[:2]
        rim = max(1, round(0.03 * min(rows, columns)))
        edge = np.ones((rows, columns), bool)
        edge[rim:-rim, rim:-rim] = False
        background = np.median(lab[edge], axis=0)
        if np.linalg.norm(lab[edge] - background, axis=1).mean() > EVEN:
            return None, "its background is not even: it shows a room or a scene"
        shown = np.linalg.norm(lab - background, axis=2) > DIFFERS
    if shown.mean() < LEAST_SHARE:
        return None, "nothing stands out from its background"
    return shown, ""


def _parted(lab: Array, linear: Array, share: float) -> PhotographColours:
    """Body and accent from the colours of the object, (pixel, 3) each."""
    order = np.argsort(lab[:, 0], kind="stable")
    centres = lab[order[[len(order) // 6, len(order) // 2, len(order) * 5 // 6]]]
    part = np.zeros(len(lab), dtype=np.int64)
    for _ in range(12):
        part = np.linalg.norm(lab[:, None] - centres[None], axis=2).argmin(axis=1)
        centres = np.array(
            [lab[part == k].mean(axis=0) if (part == k).any() else centres[k] for k in range(len(centres))]
        )
    counts = np.bincount(part, minlength=3)
    ranked = [int(k) for k in np.argsort(-counts, kind="stable") if counts[k]]
    main = ranked[0]
    accent = next(
        (
            k
            for k in ranked[1:]
            if counts[k] >= ACCENT_SHARE * len(lab)
            and np.linalg.norm(centres[k] - centres[main]) > ACCENT_DIFFERS
        ),
        None,
    )

    def colour(k: int) -> Rgb:
        red, green, blue = (float(value) for value in np.median(linear[part == k], axis=0))
        return red, green, blue

    return PhotographColours(colour(main), None if accent is None else colour(accent), share)


def _linear(srgb: Array) -> Array:
    """IEC 61966-2-1."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
