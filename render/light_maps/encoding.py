"""Light layers as small files: logarithms in even steps, predicted from their neighbours, compressed.

The format is described for whoever writes a decoder in docs/light-layers.md. Steps are even in the logarithm,
so the relative error is the same at every brightness; half floats with bits rounded off, whose error differs
by two within each octave, need half as much again for the same largest error. Illuminance is one plane and
what colour adds to it are two more: an error of one colour channel is none of the illuminance. All whole
numbers are modulo 2**16. The predictor is that of LOCO-I (M. Weinberger, G. Seroussi, G. Sapiro, IEEE Trans.
Image Processing 9(8), 2000).
"""

from __future__ import annotations

import math
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Whole = NDArray[np.int32]

MAGIC = b"LLYR"
VERSION = 1
HEADER = struct.Struct("<4sBBHIIfff")  # magic, version, channels, 0, width, height, three numbers of Steps
MOST_VALUES = 1 << 26
LARGEST = 0x7FFF
COMPRESSION = 6
HASH_BITS = 9


@dataclass(frozen=True)
class Steps:
    """How finely values are told apart.

    Parameters
    ----------
    per_octave
        Steps in which a value doubles: half a step is an error of 0.87 % with 40.
    colour_per_octave
        The same for the ratio of red and of blue to the illuminance.
    floor
        Values far below this are told apart evenly, by a step of ln 2 / per_octave of it [lx].
    """

    per_octave: float = 40.0
    colour_per_octave: float = 32.0
    floor: float = 0.04

    def error_at(self, value: float) -> float:
        """Largest relative error of an illuminance."""
        return (math.exp2(0.5 / self.per_octave) - 1) * (1 + self.floor / value)


STEPS = Steps()


def encode_layer(values: Array | Single, steps: Steps = STEPS) -> bytes:
    """Values as a file.

    Parameters
    ----------
    values
        Shape (row, column, channel) and finite. One channel may have either sign; three are linear R, G, B
        and not negative.
    steps
        How finely.

    Raises
    ------
    ValueError
        When values are of another kind.
    """
    height, width, channels = values.shape
    if channels not in (1, 3):
        raise ValueError(f"light has 1 or 3 channels, not {channels}")
    if not np.isfinite(values).all():
        raise ValueError("light that is not finite cannot be encoded")
    if channels == 3 and (values < 0).any():
        raise ValueError("colour that is negative cannot be encoded")
    planes = b"".join(_unforeseen(plane) for plane in _numbers(values, steps))
    header = HEADER.pack(
        MAGIC,
        VERSION,
        channels,
        0,
        width,
        height,
        steps.per_octave,
        steps.colour_per_octave,
        steps.floor,
    )
    return header + _gzip(planes)


def decode_layer(content: bytes) -> Single:
    """The values of a file, (row, column, channel).

    Raises
    ------
    ValueError
        When it is no such file, or broken.
    """
    if len(content) < HEADER.size:
        raise ValueError(f"a light layer has a header of {HEADER.size} bytes; this file ends before")
    magic, version, channels, _, width, height, *numbers = HEADER.unpack_from(content)
    steps = Steps(*numbers)
    if magic != MAGIC or version != VERSION or channels not in (1, 3):
        raise ValueError("this is no light layer of version 1")
    if not all(math.isfinite(number) and number > 0 for number in numbers):
        raise ValueError("the steps of the light layer are not positive numbers")
    if width * height * channels > MOST_VALUES:
        raise ValueError(f"a light layer of {width} x {height} texels; at most {MOST_VALUES} values are read")
    planes = np.frombuffer(_inflated(content[HEADER.size :], 2 * width * height * channels), np.uint8)
    halves = planes.reshape(channels, 2, height, width).astype(np.int32)
    return _values([_foreseen(low | high << 8) for low, high in halves], steps)


def _logarithm(values: Array | Single, floor: float) -> Single:
    """Octaves above the floor, of the values' size."""
    octaves: Single = np.log2(1 + np.abs(values) / np.float32(floor), dtype=np.float32)
    return octaves


def _whole(values: Single) -> Whole:
    rounded: Whole = np.clip(np.rint(values), -LARGEST, LARGEST).astype(np.int32)
    return rounded


def _numbers(values: Array | Single, steps: Steps) -> list[Whole]:
    """The planes' whole numbers."""
    if values.shape[2] == 1:
        only = values[:, :, 0]
        return [_whole(np.sign(only) * _logarithm(only, steps.floor) * np.float32(steps.per_octave))]
    light = _logarithm(values.astype(np.float32) @ LUMINANCE_WEIGHTS.astype(np.float32), steps.floor)
    per_octave = np.float32(steps.colour_per_octave)
    red, blue = (_whole((_logarithm(values[:, :, k], steps.floor) - light) * per_octave) for k in (0, 2))
    return [_whole(light * np.float32(steps.per_octave)), red, red + blue]


def _values(numbers: list[Whole], steps: Steps) -> Single:
    """The inverse of `_numbers`."""
    octaves = numbers[0] / steps.per_octave
    if len(numbers) == 1:
        only = np.sign(octaves) * steps.floor * (np.exp2(np.abs(octaves)) - 1)
        found: Single = only.astype(np.float32)[:, :, None]
        return found
    per_octave = steps.colour_per_octave
    offsets = numbers[1], _wrapped(numbers[2] - numbers[1])
    red, blue = (
        np.maximum(steps.floor * (np.exp2(octaves + offset / per_octave) - 1), 0.0) for offset in offsets
    )
    light = np.maximum(steps.floor * (np.exp2(octaves) - 1), 0.0)
    share_red, share_green, share_blue = LUMINANCE_WEIGHTS
    others = share_red * red + share_blue * blue
    # where red and blue alone are brighter than the whole, by rounding, they give way
    scale = np.where(others > light, light / np.maximum(others, 1e-30), 1.0)
    green = np.maximum(light - others, 0.0) / share_green
    return np.stack([red * scale, green, blue * scale], axis=2).astype(np.float32)


def _wrapped(numbers: Whole) -> Whole:
    """Numbers modulo 2**16, as those from -32768 to 32767."""
    return (numbers + 0x8000 & 0xFFFF) - 0x8000


def _unforeseen(numbers: Whole) -> bytes:
    """What is not predicted of an image, zig-zag, all low bytes and then all high bytes."""
    left, up, corner = (np.zeros_like(numbers) for _ in range(3))
    left[:, 1:], up[1:], corner[1:, 1:] = numbers[:, :-1], numbers[:-1], numbers[:-1, :-1]
    left[1:, 0] = corner[1:, 0] = up[1:, 0]  # the first column is predicted from above,
    up[:1] = corner[:1] = left[:1]  # the first row from the left
    least, most = np.minimum(left, up), np.maximum(left, up)
    rest = _wrapped(numbers - np.minimum(np.maximum(left + up - corner, least), most))
    zigzag = (rest << 1 ^ rest >> 31).astype(np.uint16)
    return (zigzag & 0xFF).astype(np.uint8).tobytes() + (zigzag >> 8).astype(np.uint8).tobytes()


def _foreseen(zigzag: Whole) -> Whole:
    """The image that `_unforeseen` was given: diagonal by diagonal, each of which depends on those before."""
    height, width = zigzag.shape
    rest = zigzag >> 1 ^ -(zigzag & 1)
    found = np.zeros((height + 1, width + 1), np.int32)
    for diagonal in range(height + width - 1):
        row = np.arange(max(0, diagonal - width + 1), min(height, diagonal + 1))
        column = diagonal - row
        left, up, corner = found[row + 1, column], found[row, column + 1], found[row, column]
        left, corner = np.where(column == 0, up, left), np.where(column == 0, up, corner)
        up, corner = np.where(row == 0, left, up), np.where(row == 0, left, corner)
        foreseen = np.clip(left + up - corner, np.minimum(left, up), np.maximum(left, up))
        found[row + 1, column + 1] = _wrapped(foreseen + rest[row, column])
    return found[1:, 1:]


def _gzip(content: bytes) -> bytes:
    """Compressed, without the time of day: the same light is the same file.

    Only runs are looked for: what is not foreseen repeats nothing else, and looking costs time and bytes.
    """
    packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, 16 + zlib.MAX_WBITS, HASH_BITS, zlib.Z_RLE)
    return packer.compress(content) + packer.flush()


def _inflated(content: bytes, size: int) -> bytes:
    """Unpacked, never more than `size` bytes."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        unpacked = unpacker.decompress(content, size)
    except zlib.error as failure:
        raise ValueError(f"the light layer is broken: {failure}") from failure
    if len(unpacked) != size:
        raise ValueError(f"the light layer ends after {len(unpacked)} of {size} bytes")
    return unpacked
