"""From luminance to what a screen shows: adapted to the white, exposed, tone-mapped and encoded."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.colour import xyz_of_rgb
from render.device import mitsuba
from render.device_arrays import device_floats
from render.exposure import white_luminance_cd_m2
from render.tone_mapping import Maths, polynomial, srgb_encoded, tone_mapped, turned
from render.ways_to_show import Tone

Array = NDArray[np.float64]
Bytes = NDArray[np.uint8]

ROWS_AT_ONCE = 128  # of a picture shown without the ray caster's kernels: bounds memory

# from XYZ to the cones of CAT16; C. Li et al., Color Research and Application 42 (2017), 703-718
CAT16 = np.array(
    [[0.401288, 0.650173, -0.051461], [-0.250268, 1.204414, 0.045854], [-0.002079, 0.048952, 0.953127]]
)


# Chebyshev fits, a third of the time of exact powers. sRGB above its straight part over the fourth root,
# within 0.002 of one of 255 steps; x^2.2 over the square root, within 6e-6
SRGB_OVER_FOURTH_ROOT = (-0.06148334, 0.16349549, 1.24977997, -0.56738774, 0.28097105, -0.06538064)
POWER_OVER_ROOT = (0.00000546, -0.00059367, 0.01121373, -0.09227294, 0.69204705, 0.45111215, -0.06151529)


def adaptation_matrix(white: Array) -> Array:
    """Linear Rec. 709 in which `white` is shown as (1, 1, 1), from linear Rec. 709, (3, 3).

    Each kind of cone is scaled (von Kries), in the cones of CAT16. Neutral things under light of that
    white become grey of their own luminance.
    """
    cones = CAT16 @ xyz_of_rgb()
    scaled: Array = (cones @ np.ones(3)) / (cones @ white)
    return np.asarray(np.linalg.solve(cones, scaled[:, None] * cones), np.float64)


def display_matrix(ev: float, white: Array) -> Array:
    """From luminances [cd/m2] to exposed and adapted linear Rec. 709 with 1 for white, (3, 3)."""
    exposed: Array = adaptation_matrix(white) / white_luminance_cd_m2(ev)
    return exposed


def displayed(luminance_cd_m2: Array, ev: float, white: Array, tone: Tone = Tone.NEUTRAL) -> Array:
    """sRGB values 0..1 of linear luminances, (..., 3).

    Parameters
    ----------
    luminance_cd_m2
        Linear R, G, B, (..., 3) [cd/m2].
    ev
        Exposure, EV at ISO 100.
    white
        What is shown as white, linear R, G, B of luminance 1, (3,).
    tone
        How tones are mapped.
    """
    channels = np.moveaxis(np.asarray(luminance_cd_m2, np.float64), -1, 0)
    exposed = turned(display_matrix(ev, white).tolist(), channels)
    shown: Array = np.stack(srgb_encoded(tone_mapped(tone, exposed)), axis=-1)
    return shown


def displayed_by_rows(
    luminance_cd_m2: NDArray[np.float32], ev: float, white: Array, tone: Tone = Tone.NEUTRAL
) -> Bytes:
    """The same as `displayed` as bytes 0..255, (row, column, 3), a few rows at a time."""
    shown = np.empty(luminance_cd_m2.shape, np.uint8)
    for first in range(0, len(shown), ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        part = np.asarray(luminance_cd_m2[rows], np.float64)
        shown[rows] = (displayed(part, ev, white, tone) * 255.0 + 0.5).astype(np.uint8)
    return shown


def displayed_u8(luminance_cd_m2: Any, ev: float, white: Array, tone: Tone = Tone.NEUTRAL) -> Bytes:
    """The same as `displayed`, quick and as bytes 0..255, (row, column, 3).

    Parameters
    ----------
    luminance_cd_m2
        Linear R, G, B, (row, column, 3) [cd/m2]; single precision spares a copy.
    ev, white, tone
        As for `displayed`.

    Raises
    ------
    MachineLacks
        When this machine cannot run the ray caster's kernels.
    """
    rows, columns = luminance_cd_m2.shape[:2]
    flat = device_floats(luminance_cd_m2)
    packed = displayed_lanes(flat, ev, white, tone)
    shown: Bytes = packed.numpy().view(np.uint8).reshape(rows, columns, 4)[..., :3]
    return shown


def displayed_lanes(flat: Any, ev: float, white: Array, tone: Tone = Tone.NEUTRAL) -> Any:
    """Bytes R, G, B, 0 of pixels whose channels follow one another, as one device number for each pixel."""
    import drjit as dr

    mi = mitsuba()
    maths = Maths(dr.minimum, dr.maximum, dr.select, dr.log2, _to_display_power, _srgb)
    pixel = dr.arange(mi.UInt32, dr.width(flat) // 3)
    colour = dr.gather(mi.Vector3f, flat, pixel)
    # opaque numbers, so that every exposure and white uses the same kernel
    matrix = [[dr.opaque(mi.Float, float(v)) for v in row] for row in display_matrix(ev, white)]
    encoded = srgb_encoded(tone_mapped(tone, turned(matrix, colour), maths), maths)
    red, green, blue = (mi.UInt32(channel * 255.0 + 0.5) for channel in encoded)
    return red | (green << 8) | (blue << 16)


def _srgb(linear: Any) -> Any:
    import drjit as dr

    bright = polynomial(SRGB_OVER_FOURTH_ROOT, dr.sqrt(dr.sqrt(linear)))
    return dr.select(linear <= 0.0031308, 12.92 * linear, bright)


def _to_display_power(value: Any) -> Any:
    import drjit as dr

    return dr.maximum(polynomial(POWER_OVER_ROOT, dr.sqrt(value)), 0.0)
