"""Pictures within models as pixels: PNG, JPEG and WebP, bounded before anything is decoded.

Files come from strangers. The size a header states is checked first, so that a small file cannot ask
for a large memory; baseline JPEG is scaled down while it is decoded, everything else afterwards.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from io import BytesIO
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

Pixels = NDArray[np.uint8]

LONGEST_SIDE_PX = 16_384
# decoded at once, 4 bytes a pixel; a baseline JPEG is never decoded at its full size
MOST_PIXELS = 8192 * 8192
MOST_PIXELS_SCALED = LONGEST_SIDE_PX * LONGEST_SIDE_PX
LEAST_SIDE_PX = 1
_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    MemoryError,
    RuntimeError,
    struct.error,
    zlib.error,
)


class PictureNotRead(ValueError):
    """A picture that is not read, with the reason in words a person understands."""


class PictureTooLarge(PictureNotRead):
    """A picture of more pixels than are decoded."""


def read_pixels(data: bytes, *, largest_px: int) -> tuple[Pixels, tuple[int, int]]:
    """Decode a picture, at most `largest_px` on a side.

    Parameters
    ----------
    data
        The whole file.
    largest_px
        Longer sides are scaled down to this.

    Returns
    -------
    Pixels (row, column, 3), or (row, column, 4) where some are not opaque, and the width and height
    that the file has.

    Raises
    ------
    PictureTooLarge
        When its header states more pixels than are decoded.
    PictureNotRead
        When it is no PNG, JPEG or WebP, or is damaged.
    """
    try:
        picture = _opened(data)
        size = (int(picture.size[0]), int(picture.size[1]))
        _require_bounded(size, scaled=_scales(picture))
        if _scales(picture):
            picture.draft("RGB", (largest_px, largest_px))
        picture.load()
        return _eight_bits(_reduced(picture, largest_px)), size
    except PictureNotRead:
        raise
    except (*_FAULTS, Image.DecompressionBombError) as fault:
        raise PictureNotRead(f"it is damaged ({str(fault)[:80] or type(fault).__name__})") from fault


_shared: WeakValueDictionary[bytes, Pixels] = WeakValueDictionary()


def shared_pixels(pixels: Pixels) -> Pixels:
    """The same pixels, or equal ones that somebody has already: models often bring the same picture."""
    digest = hashlib.blake2b(repr(pixels.shape).encode())
    digest.update(pixels.tobytes())
    known = _shared.setdefault(digest.digest(), pixels)
    known.flags.writeable = False
    return known


def _opened(data: bytes) -> ImageFile.ImageFile:
    """The picture with its header read; by the format's own reader, so that no other is ever tried."""
    file = BytesIO(data)
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return PngImagePlugin.PngImageFile(file)
    if data[:3] == b"\xff\xd8\xff":
        return JpegImagePlugin.JpegImageFile(file)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        _require_bounded(_webp_size(data), scaled=False)  # its reader allocates when it opens
        return WebPImagePlugin.WebPImageFile(file)
    raise PictureNotRead("it is no PNG, JPEG or WebP")


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height in the header of a WebP file (RFC 9649, sections 2.5 to 2.7)."""
    kind, rest = data[12:16], data[20:30]
    if len(rest) == 10 and kind == b"VP8X":
        return 1 + int.from_bytes(rest[4:7], "little"), 1 + int.from_bytes(rest[7:10], "little")
    if len(rest) == 10 and kind == b"VP8L":
        bits = int.from_bytes(rest[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if len(rest) == 10 and kind == b"VP8 ":
        width, height = struct.unpack("<HH", rest[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise PictureNotRead("it is a WebP without a size")


def _scales(picture: ImageFile.ImageFile) -> bool:
    """Whether it can be scaled down while it is decoded; progressive JPEG is kept whole until the end."""
    baseline = isinstance(picture, JpegImagePlugin.JpegImageFile) and not picture.info.get("progressive")
    return baseline and picture.mode in ("L", "RGB")


def _require_bounded(size: tuple[int, int], *, scaled: bool) -> None:
    width, height = size
    most = MOST_PIXELS_SCALED if scaled else MOST_PIXELS
    if min(size) < LEAST_SIDE_PX:
        raise PictureNotRead(f"it has {width} x {height} pixels")
    if max(size) > LONGEST_SIDE_PX or width * height > most:
        raise PictureTooLarge(
            f"it has {width} x {height} pixels; at most {most // 1_000_000} million are decoded"
        )


def _reduced(picture: Image.Image, largest_px: int) -> Image.Image:
    """No longer than allowed, each pixel the mean of what it covers."""
    factor = largest_px / max(picture.size)
    wide = _without_palette(picture)
    if factor >= 1.0:
        return wide
    width, height = (max(1, round(side * factor)) for side in picture.size)
    return wide.resize((width, height), Image.Resampling.BOX)


def _without_palette(picture: Image.Image) -> Image.Image:
    """Grey or colours of eight bits, with opacity where the file has it."""
    if picture.mode.startswith("I"):  # 16 bits a pixel, of which the upper 8 are kept
        return Image.fromarray((np.asarray(picture, np.int64) >> 8).clip(0, 255).astype(np.uint8))
    see_through = picture.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info
    return picture.convert("RGBA" if see_through else "RGB")


def _eight_bits(picture: Image.Image) -> Pixels:
    pixels = np.array(picture if picture.mode == "RGBA" else picture.convert("RGB"), dtype=np.uint8)
    if pixels.shape[2] == 4 and (pixels[:, :, 3] == 255).all():
        return np.ascontiguousarray(pixels[:, :, :3])
    return pixels
