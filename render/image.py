"""Image files of pictures: PNG, WebP, AVIF, and false colour with a scale (the only user of pillow)."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from assets.colour import LUMINANCE_WEIGHTS
from render.device import engine_version
from render.display import ROWS_AT_ONCE, displayed_by_rows, displayed_u8
from render.false_colour import Scale, false_coloured, ramp, scale_for, tick_text
from render.mixing import luminance_of
from render.ways_to_show import Quantity, Tone

if TYPE_CHECKING:
    from render.kept_picture import KeptPicture
    from render.picture import Picture  # would bring the ray caster into processes that only convert files

Array = NDArray[np.float64]

PNG_EFFORT = 4  # a third of the time of the usual 6, and hardly larger
ENDINGS = {".png": "PNG", ".webp": "WEBP", ".avif": "AVIF"}


class Stated(Protocol):
    """What a file says of its picture."""

    @property
    def ev(self) -> float:
        """Exposure."""

    @property
    def white(self) -> Array:
        """What is shown as white."""

    @property
    def made_by(self) -> dict[str, str]:
        """Scene, view, quality and seed."""


def encode_picture(picture: Picture, ending: str, tone: Tone = Tone.NEUTRAL) -> bytes:
    """The picture as a file of that kind (".png", ".webp", ".avif").

    Raises
    ------
    ValueError
        When the ending is unknown; the message lists the known ones.
    """
    shown = displayed_u8(picture.luminance_cd_m2, picture.ev, picture.white, tone)
    return _encoded(Image.fromarray(shown), ending, picture, tone)


def png_bytes(picture: Picture) -> bytes:
    """The picture as PNG, with exposure and origin in its text."""
    return encode_picture(picture, ".png")


def encode_false_colour(
    picture: Picture, ending: str, quantity: Quantity = Quantity.LX, scale: Scale | None = None
) -> bytes:
    """Illuminance or luminance in false colours with a scale; raises as `encode_picture`.

    `scale` is the picture's own when left out; pictures that are compared have one.
    """
    values = picture.illuminance_lx
    if quantity is Quantity.CD:
        values = luminance_of(np.asarray(picture.luminance_cd_m2, np.float64))
    return _encoded(_in_false_colours(values, quantity, scale), ending, picture)


def _in_false_colours(
    values: NDArray[np.floating[Any]], quantity: Quantity, scale: Scale | None = None
) -> Image.Image:
    scale = scale or scale_for(np.asarray(values))
    bands = [values[first : first + ROWS_AT_ONCE] for first in range(0, len(values), ROWS_AT_ONCE)]
    image = Image.fromarray(np.concatenate([false_coloured(np.asarray(band), scale) for band in bands]))
    _draw_scale(image, scale, quantity.unit)
    return image


def encode_kept_picture(
    kept: KeptPicture, ending: str, tone: Tone = Tone.NEUTRAL, *, width_px: int | None = None
) -> bytes:
    """A picture that was kept, as a file of that kind and width; raises as `encode_picture`."""
    shown = displayed_by_rows(kept.bloomed(), kept.ev, kept.white, tone)
    return _encoded(_narrowed(Image.fromarray(shown), width_px), ending, kept, tone)


def encode_kept_luminance(kept: KeptPicture, ending: str, *, width_px: int | None = None) -> bytes:
    """The luminance of a picture that was kept in false colours; raises as `encode_picture`."""
    values = kept.luminance_cd_m2 @ LUMINANCE_WEIGHTS.astype(np.float32)
    return _encoded(_narrowed(_in_false_colours(values, Quantity.CD), width_px), ending, kept)


def _narrowed(image: Image.Image, width_px: int | None) -> Image.Image:
    """The picture at another width, if one is wished."""
    if width_px in (None, image.width):
        return image
    height = max(1, round(image.height * width_px / image.width))
    return image.resize((width_px, height), Image.Resampling.LANCZOS)


def png_of_colours(colours: NDArray[np.uint8]) -> bytes:
    """Plain PNG of colours, (row, column, 3) or with opacity (row, column, 4)."""
    out = io.BytesIO()
    Image.fromarray(colours).save(out, "PNG", compress_level=9)
    return out.getvalue()


def animation_bytes(frames: Sequence[bytes], ending: str, *, seconds: float) -> bytes:
    """Encoded pictures of one size as an endless animation, as a file of that kind (".webp", ".avif").

    Parameters
    ----------
    frames
        Such as `png_bytes` gives them, at least one.
    seconds
        How long once round takes.
    """
    images = [Image.open(io.BytesIO(frame)) for frame in frames]  # decoded when they are written
    out = io.BytesIO()
    images[0].save(
        out,
        ENDINGS[ending],
        save_all=True,
        append_images=images[1:],
        duration=round(1000 * seconds / len(images)),
        loop=0,
        quality=85,
    )
    return out.getvalue()


def scaled(data: bytes, width: int, ending: str) -> bytes:
    """An encoded picture at another width, as a file of that kind."""
    with Image.open(io.BytesIO(data)) as image:
        return _encoded(_narrowed(image.convert("RGB"), width), ending, None)


def _encoded(image: Image.Image, ending: str, picture: Stated | None, tone: Tone | None = None) -> bytes:
    if ending not in ENDINGS:
        raise ValueError(f"unknown kind of picture {ending!r}; known are {', '.join(ENDINGS)}")
    out = io.BytesIO()
    if ending == ".png":
        text = PngImagePlugin.PngInfo()
        if picture is not None:
            text.add_text("Exposure", f"EV {picture.ev:.2f} at ISO 100")
            if tone is not None:
                white = " ".join(f"{channel:.4g}" for channel in picture.white)
                text.add_text("White", f"linear R G B {white}")
                text.add_text("Tone", tone.value)
            text.add_text("Software", engine_version())
            text.add_text("Description", ", ".join(f"{k}={v}" for k, v in picture.made_by.items()))
        image.save(out, "PNG", pnginfo=text, compress_level=PNG_EFFORT)
    else:
        image.save(out, ENDINGS[ending], quality=90)
    return out.getvalue()


def _write_unit(draw: ImageDraw.ImageDraw, corner: tuple[float, float], unit: str, size: int) -> None:
    """A unit that ends at a corner; the font has no raised two, so a small one is raised."""
    right, line = corner
    if unit.endswith("²"):
        small = ImageFont.load_default(round(0.65 * size))
        draw.text((right, line - 0.38 * size), "2", font=small, fill="white", anchor="rs")
        right -= draw.textlength("2", font=small)
    draw.text((right, line), unit.rstrip("²"), font=ImageFont.load_default(size), fill="white", anchor="rs")


def _draw_scale(image: Image.Image, scale: Scale, unit: str) -> None:
    """A bar with ticks along the right edge, on a dark ground, in letters of a thirtieth of the height."""
    size = max(11, round(image.height / 30))
    font = ImageFont.load_default(size)
    draw = ImageDraw.Draw(image, "RGBA")
    ticks = [tick_text(tick) for tick in scale.ticks()]
    words = max(draw.textlength(text, font=font) for text in [*ticks, unit])
    right, top, bottom = image.width - size, round(3.2 * size), image.height - 2 * size
    left = right - round(1.3 * size)
    draw.rounded_rectangle(
        (left - words - 2.2 * size, 0.6 * size, image.width - 0.4 * size, bottom + size),
        radius=0.5 * size,
        fill=(12, 12, 14, 205),
    )
    for row in range(top, bottom + 1):
        red, green, blue = ramp(np.array((bottom - row) / max(1, bottom - top)))
        draw.line((left, row, right, row), fill=(int(red), int(green), int(blue), 255))
    _write_unit(draw, (right, 2.4 * size), unit, size)
    for tick, text in zip(scale.ticks(), ticks, strict=True):
        y = bottom - (bottom - top) * math.log(tick / scale.low) / math.log(scale.high / scale.low)
        draw.line((left - 0.5 * size, y, left, y), fill="white", width=max(1, size // 12))
        draw.text((left - 0.8 * size, y), text, font=font, fill="white", anchor="rm")
