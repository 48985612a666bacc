"""Textures as image files that glTF allows: JPEG, and PNG where every pixel counts."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PNG, JPEG = "image/png", "image/jpeg"
PNG_EFFORT = 6
SMALL_PX = 64 * 64  # smaller images stay as they are, pixel by pixel
COLOUR, NUMBERS = 90, 95  # quality of JPEG for what is looked at, and for what is calculated with


def png_of(pixels: NDArray[np.uint8]) -> bytes:
    """An image (row, column, 3 or 4) of 8 bits as PNG; a fourth channel that is full is left away."""
    return _encoded(_image(pixels), "PNG", compress_level=PNG_EFFORT)


def texture_file(pixels: NDArray[np.uint8], *, quality: int = COLOUR) -> tuple[bytes, str]:
    """An image (row, column, 3 or 4) of 8 bits as JPEG, or as PNG where it is small or has holes.

    JPEG keeps the colour of every pixel (4:4:4). The file and its media type.
    """
    image = _image(pixels)
    if image.mode != "RGB" or image.width * image.height < SMALL_PX:
        return _encoded(image, "PNG", compress_level=PNG_EFFORT), PNG
    return _encoded(image, "JPEG", quality=quality, subsampling=0), JPEG


def _image(pixels: NDArray[np.uint8]) -> Image.Image:
    opaque = pixels.shape[2] == 4 and bool((pixels[..., 3] == 255).all())
    return Image.fromarray(np.ascontiguousarray(pixels[..., :3] if opaque else pixels))


def _encoded(image: Image.Image, kind: str, **options: int | bool) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
