"""Image files of pictures: PNG, WebP, AVIF, and false colour with a scale (the only user of pillow)."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from render.camera import displayed
from render.device import engine_version

if TYPE_CHECKING:
    from render.picture import Picture  # would bring the ray caster into processes that only convert files

Array = NDArray[np.float64]

PNG_EFFORT = 4  # a third of the time of the usual 6, and hardly larger
ENDINGS = {".png": "PNG", ".webp": "WEBP", ".avif": "AVIF"}
# false colours from little to much light: (share of the scale, R, G, B)
RAMP = np.array(
    [
        (0.00, 24, 20, 60),
        (0.18, 52, 60, 160),
        (0.36, 30, 140, 190),
        (0.52, 60, 180, 110),
        (0.68, 210, 200, 60),
        (0.84, 235, 120, 40),
        (1.00, 190, 20, 40),
    ],
    float,
)
SCALE_STEPS = (1, 2, 5)


def encode_picture(picture: Picture, ending: str) -> bytes:
    """The picture as a file of that kind (".png", ".webp", ".avif").

    Raises
    ------
    ValueError
        When the ending is unknown; the message lists the known ones.
    """
    return _encoded(_shown(picture), ending, picture)


def png_bytes(picture: Picture) -> bytes:
    """The picture as PNG, with exposure and origin in its text."""
    return encode_picture(picture, ".png")


def encode_false_colour(picture: Picture, ending: str) -> bytes:
    """Illuminance in false colours with a scale in lx, as a file of that kind; raises as `encode_picture`."""
    return _encoded(_false_coloured(picture.illuminance_lx), ending, picture)


def scaled(data: bytes, width: int, ending: str) -> bytes:
    """An encoded picture at another width, as a file of that kind."""
    with Image.open(io.BytesIO(data)) as image:
        height = max(1, round(image.height * width / image.width))
        return _encoded(image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS), ending, None)


def _shown(picture: Picture) -> Image.Image:
    values = displayed(picture.luminance_cd_m2, picture.ev, picture.white)
    return Image.fromarray((values * 255 + 0.5).astype(np.uint8))


def _encoded(image: Image.Image, ending: str, picture: Picture | None) -> bytes:
    if ending not in ENDINGS:
        raise ValueError(f"unknown kind of picture {ending!r}; known are {', '.join(ENDINGS)}")
    out = io.BytesIO()
    if ending == ".png":
        text = PngImagePlugin.PngInfo()
        if picture is not None:
            text.add_text("Exposure", f"EV {picture.ev:.2f} at ISO 100")
            text.add_text("Software", engine_version())
            text.add_text("Description", ", ".join(f"{k}={v}" for k, v in picture.made_by.items()))
        image.save(out, "PNG", pnginfo=text, compress_level=PNG_EFFORT)
    else:
        image.save(out, ENDINGS[ending], quality=90)
    return out.getvalue()


def scale_range_lx(illuminance_lx: Array) -> tuple[float, float]:
    """Ends of a logarithmic scale that holds nearly all values, at 1, 2 or 5 times a power of ten."""
    lit = illuminance_lx[np.isfinite(illuminance_lx) & (illuminance_lx > 0)]
    if not len(lit):
        return 1.0, 10.0
    low, high = np.percentile(lit, [2, 99.5])
    start = _step_below(max(float(low), 0.1))
    end = _step_below(float(high) * 1.999)
    return start, max(end, start * 10)


def _step_below(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return max(step for step in SCALE_STEPS if step * power <= value * (1 + 1e-9)) * power


def _false_coloured(illuminance_lx: Array) -> Image.Image:
    low, high = scale_range_lx(illuminance_lx)
    share = np.log(np.maximum(np.nan_to_num(illuminance_lx), low) / low) / math.log(high / low)
    colours = _ramp(np.clip(share, 0, 1))
    colours[~np.isfinite(illuminance_lx)] = 20
    image = Image.fromarray(colours.astype(np.uint8))
    _draw_scale(image, low, high)
    return image


def _ramp(share: Array) -> Array:
    channels = [np.interp(share, RAMP[:, 0], RAMP[:, k]) for k in (1, 2, 3)]
    return np.stack(channels, axis=-1)


def _draw_scale(image: Image.Image, low: float, high: float) -> None:
    """A bar with ticks in lx along the right edge."""
    size = max(11, image.height // 40)
    font = ImageFont.load_default(size)
    draw = ImageDraw.Draw(image, "RGBA")
    bar_width, margin = size, size
    top, bottom = 3 * margin, image.height - 2 * margin
    left = image.width - margin - bar_width
    draw.rectangle((left - 5 * size, top - 2 * size, image.width, bottom + size), fill=(0, 0, 0, 150))
    for row in range(top, bottom):
        red, green, blue = _ramp(np.array((bottom - row) / (bottom - top)))
        draw.line((left, row, left + bar_width, row), fill=(int(red), int(green), int(blue), 255))
    draw.text((left, top - 0.6 * size), "lx", font=font, fill="white", anchor="ls")
    tick = low
    while tick <= high * 1.001:
        y = bottom - (bottom - top) * math.log(tick / low) / math.log(high / low)
        draw.line((left - size // 2, y, left, y), fill="white")
        draw.text((left - size * 0.8, y), f"{tick:g}", font=font, fill="white", anchor="rm")
        tick = _next_step(tick)


def _next_step(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value * 1.0001))
    lead = round(value / power)
    return {1: 2 * power, 2: 5 * power, 5: 10 * power}[lead]
