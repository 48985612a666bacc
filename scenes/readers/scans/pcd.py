"""PCD files of the Point Cloud Library, version 0.7: text, binary and compressed (LZF, column by column)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.readers.scans.ply import text_table
from scenes.readers.scans.point_files import Codes, PointFile, check_count, codes_of, damaged
from scenes.readers.scans.upright import Rule

Array = NDArray[np.float64]

LARGEST_HEADER = 16_384
MOST_FIELDS = 64
MOST_BYTES_A_POINT = 4096
LARGEST_RATIO = 264 / 3  # of LZF: three bytes stand for at most so many
KINDS = {
    f"{letter}{size}": f"<{kind}{size}"
    for letter, kind, sizes in (("F", "f", (4, 8)), ("I", "i", (1, 2, 4, 8)), ("U", "u", (1, 2, 4, 8)))
    for size in sizes
}
UNIT_RULES = (Rule("m", "standard", "the Point Cloud Library works in metres"),)
UP_RULES = (Rule("z", "usual", "the Point Cloud Library's robots are z up"),)


def read_pcd(data: bytes) -> PointFile:
    """Points of a PCD file.

    Raises
    ------
    UnsoundInput
        When it is damaged or holds more than its bytes.
    """
    said, at = _header(data)
    names, kinds = _fields(said)
    dtype = np.dtype(
        [(f"{k}:{name}", *kind) for k, (name, kind) in enumerate(zip(names, kinds, strict=True))]
    )
    wanted = [*"xyz", *(name for name in ("rgb", "rgba") if name in names[:MOST_FIELDS])][:4]
    wanted = [f"{names.index(axis)}:{axis}" for axis in wanted]
    width, height = _number(said, "WIDTH"), _number(said, "HEIGHT")
    count = _number(said, "POINTS") if "POINTS" in said else width * height
    way = said["DATA"][0].lower()
    if way == "ascii":
        check_count(count, 2 * len(names), len(data) - at + 1)
        starts = np.concatenate([[0], np.cumsum([kind[1][0] for kind in kinds])])
        places = [int(starts[int(name.partition(":")[0])]) for name in wanted]
        columns = [*text_table(data[at:], 0, count, places).T]
        columns[3:] = [
            _as_written(each, dtype[name].base) for each, name in zip(columns[3:], wanted[3:], strict=True)
        ]
    elif way == "binary":
        check_count(count, dtype.itemsize, len(data) - at)
        rows = np.frombuffer(data, dtype, count, at)
        columns = [rows[name].reshape(count, -1)[:, 0] for name in wanted]
    elif way == "binary_compressed":
        columns = _compressed(data[at:], dtype, count, wanted)
    else:
        damaged(f"The PCD file says DATA {way[:40]!r}; ascii, binary or binary_compressed was expected.")
    points = np.column_stack([column.astype(np.float64) for column in columns[:3]])
    return PointFile(points, "PCD", UNIT_RULES, UP_RULES, _unpacked(columns[3:]))


def _as_written(values: Array, kind: np.dtype[np.generic]) -> NDArray[np.generic]:
    """Numbers of a text as the kind that its header says."""
    with np.errstate(invalid="ignore", over="ignore"):
        return values.astype(kind)


def _unpacked(packed: list[NDArray[np.generic]]) -> Codes | None:
    """sRGB codes of colours packed in 32 bits, as whole numbers or as the floats that share their bits."""
    if not packed or packed[0].dtype.itemsize != 4:
        return None
    bits = np.ascontiguousarray(packed[0]).view(np.uint32)
    return codes_of([(bits >> shift) & 255 for shift in (16, 8, 0)])


def _header(data: bytes) -> tuple[dict[str, list[str]], int]:
    """Words of each line of the header by its first word, and where the data begin."""
    said: dict[str, list[str]] = {}
    at = 0
    while "DATA" not in said:
        end = data.find(b"\n", at, LARGEST_HEADER)
        if end < 0:
            damaged("The file is no PCD file: its header has no line 'DATA'.")
        words = data[at:end].decode("latin-1").split()
        if words and not words[0].startswith("#"):
            said.setdefault(words[0].upper(), words[1:])
        at = end + 1
    if not said["DATA"]:
        damaged("The line 'DATA' of the PCD file is empty.")
    return said, at


def _number(said: dict[str, list[str]], key: str) -> int:
    words = said.get(key, [])
    if len(words) != 1 or not words[0].isdecimal() or len(words[0]) > 15:
        damaged(f"The PCD file's header has no whole number for {key}.")
    return int(words[0])


def _fields(said: dict[str, list[str]]) -> tuple[list[str], list[tuple[str, tuple[int]]]]:
    """Names of the fields, and the kind and count of each."""
    names, sizes, types = (said.get(key, []) for key in ("FIELDS", "SIZE", "TYPE"))
    counts = said.get("COUNT", ["1"] * len(names))
    kinds: list[tuple[str, tuple[int]]] = []
    same = len(names) == len(sizes) == len(types) == len(counts) <= MOST_FIELDS
    for letter, size, number in zip(types, sizes, counts, strict=False):
        kind = KINDS.get(f"{letter.upper()}{size}", "")
        if not kind or not number.isdecimal() or not 1 <= int(number[:6]) <= MOST_BYTES_A_POINT:
            same = False
            break
        kinds.append((kind, (int(number[:6]),)))
    if not same or not {"x", "y", "z"} <= set(names):
        damaged("The PCD file's FIELDS, SIZE, TYPE and COUNT do not fit each other, or x, y, z are missing.")
    return names, kinds


def _compressed(
    data: bytes, dtype: np.dtype[np.void], count: int, wanted: list[str]
) -> list[NDArray[np.generic]]:
    """Wanted fields of an LZF block in which each field stands by itself."""
    if len(data) < 8:
        damaged("The compressed part of the PCD file is missing.")
    packed, plain = (int(v) for v in np.frombuffer(data, "<u4", 2))
    check_count(count, 0, 0)
    too_much = plain > LARGEST_RATIO * packed + 264
    if packed > len(data) - 8 or plain != count * dtype.itemsize or too_much:
        damaged(f"The PCD file says {packed} bytes become {plain}; its {count} points do not fit that.")
    unpacked = lzf_decompressed(data[8 : 8 + packed], plain)
    columns: dict[str, NDArray[np.generic]] = {}
    at = 0
    for name in dtype.names or ():
        kind = dtype[name].base
        per_point = dtype[name].itemsize
        if name in wanted:
            values = np.frombuffer(unpacked, kind, count * (per_point // kind.itemsize), at)
            columns[name] = values.reshape(count, -1)[:, 0]
        at += count * per_point
    return [columns[name] for name in wanted]


def lzf_decompressed(packed: bytes, length: int) -> bytes:
    """What an LZF block (Marc Lehmann's LibLZF) stands for, which has to be `length` bytes.

    Raises
    ------
    UnsoundInput
        When it does not.
    """
    out = bytearray()
    at, end = 0, len(packed)
    while at < end and len(out) <= length:
        control = packed[at]
        at += 1
        if control < 32:
            out += packed[at : at + control + 1]
            at += control + 1
            continue
        count = control >> 5
        if count == 7 and at < end:
            count += packed[at]
            at += 1
        if at >= end:
            damaged("The compressed part of the PCD file ends too early.")
        back = ((control & 31) << 8) + packed[at] + 1
        at += 1
        start = len(out) - back
        if start < 0:
            damaged("The compressed part of the PCD file is damaged.")
        count += 2
        if back >= count:
            out += out[start : start + count]
        else:
            out += (out[start:] * (count // back + 1))[:count]
    if len(out) != length:
        damaged(f"The compressed part of the PCD file becomes {len(out)} bytes; {length} were expected.")
    return bytes(out)
