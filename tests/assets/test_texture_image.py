"""Pictures within models: right pixels, and hostile files refused before they take memory."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from textured_models import picture

from assets.texture_image import PictureNotRead, PictureTooLarge, read_pixels

RANDOM = np.random.default_rng(5).integers(0, 256, (24, 32, 4)).astype(np.uint8)


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG whose header states a size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("channels", [3, 4])
def test_lossless_pictures_keep_their_pixels(kind: str, channels: int) -> None:
    wanted = RANDOM[:, :, :channels]
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    pixels, size = read_pixels(picture(wanted, kind, **options), largest_px=64)
    assert size == (32, 24)
    assert (pixels == wanted).all()


def test_grey_palette_and_sixteen_bits_become_eight_bits_of_colour() -> None:
    grey = RANDOM[:, :, 0]
    pixels, _ = read_pixels(picture(grey), largest_px=64)
    assert (pixels == grey[:, :, None]).all()
    deep, _ = read_pixels(picture(grey.astype(np.uint16) * 256 + 77), largest_px=64)
    assert (deep == grey[:, :, None]).all()


def test_opacity_that_hides_nothing_is_left_out() -> None:
    solid = RANDOM.copy()
    solid[:, :, 3] = 255
    pixels, _ = read_pixels(picture(solid), largest_px=64)
    assert pixels.shape == (24, 32, 3)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_large_pictures_are_scaled_down_to_their_mean(kind: str) -> None:
    halves = np.zeros((400, 600, 3), np.uint8)
    halves[:, 300:] = 200
    pixels, size = read_pixels(picture(halves, kind), largest_px=150)
    assert size == (600, 400)
    assert pixels.shape == (100, 150, 3)
    assert np.abs(pixels[:, :70].astype(int)).max() < 12
    assert np.abs(pixels[:, 80:].astype(int) - 200).max() < 12


def test_a_jpeg_of_16k_is_read_small() -> None:
    file = picture(np.full((16_384, 4_096), 128, np.uint8), "JPEG")
    pixels, size = read_pixels(file, largest_px=1024)
    assert size == (4_096, 16_384)
    assert pixels.shape == (1024, 256, 3)
    assert np.abs(pixels.astype(int) - 128).max() <= 1


@pytest.mark.parametrize(
    "data",
    [
        png_of(16_384, 16_384, zlib.compress(bytes(1000))),
        png_of(2**31 - 1, 1),
        b"RIFF" + bytes(4) + b"WEBPVP8X" + struct.pack("<IB3x", 10, 0) + b"\xff\x3f\x00\xff\x3f\x00",
        b"RIFF" + bytes(4) + b"WEBPVP8L" + struct.pack("<IBI", 10, 0x2F, 0x0FFFFFFF) + bytes(9),
    ],
    ids=["png bomb", "png line", "webp canvas", "lossless webp"],
)
def test_sizes_are_refused_before_anything_is_decoded(data: bytes) -> None:
    with pytest.raises(PictureTooLarge, match="million are decoded"):
        read_pixels(data, largest_px=2048)


def test_a_progressive_jpeg_is_bounded_as_a_whole() -> None:
    file = bytearray(picture(np.zeros((16, 16, 3), np.uint8), "JPEG", progressive=True))
    at = file.index(b"\xff\xc2")
    file[at + 5 : at + 9] = struct.pack(">HH", 16_000, 16_000)
    with pytest.raises(PictureTooLarge):
        read_pixels(bytes(file), largest_px=2048)


def test_damaged_files_are_told_and_nothing_else_is_raised() -> None:
    for kind in ("PNG", "JPEG", "WEBP"):
        sound = picture(RANDOM[:, :, :3], kind)
        random = np.random.default_rng(11)
        for length in (0, 3, 12, 30, 60, len(sound) // 2):
            with pytest.raises(PictureNotRead):
                read_pixels(sound[:length], largest_px=64)
        for _ in range(150):
            spoilt = bytearray(sound)
            for _ in range(6):
                spoilt[int(random.integers(0, len(spoilt)))] = int(random.integers(0, 256))
            try:
                pixels, _ = read_pixels(bytes(spoilt), largest_px=64)
            except PictureNotRead:
                continue
            assert pixels.dtype == np.uint8
            assert max(pixels.shape[:2]) <= 64


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"GIF89a" + bytes(40), b"II*\0" + bytes(60)])
def test_other_formats_are_not_even_tried(data: bytes) -> None:
    with pytest.raises(PictureNotRead, match="no PNG, JPEG or WebP"):
        read_pixels(data, largest_px=64)
