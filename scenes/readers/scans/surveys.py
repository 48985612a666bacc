"""Files of surveyors' scanners: E57 (ASTM E2807) with pye57, LAS and LAZ (ASPRS) with laspy."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenes.readers.scans.e57_xml import check_e57_xml
from scenes.readers.scans.point_files import (
    Codes,
    PointFile,
    check_count,
    codes_of,
    damaged,
    every_so_many,
)
from scenes.readers.scans.upright import Rule

Array = NDArray[np.float64]

MOST_SCANS = 500
AT_A_TIME = 500_000
E57_COLOURS = ("colorRed", "colorGreen", "colorBlue")
E57_RULES = (
    (Rule("m", "standard", "E57 is in metres"),),
    (Rule("z", "standard", "E57 scanners write z up"),),
)
LAS_RULES = (
    (Rule("m", "standard", "LAS is mostly in metres"),),
    (Rule("z", "standard", "LAS is z up"),),
)


def read_las(data: bytes) -> PointFile:
    """Points of a LAS or LAZ file.

    Raises
    ------
    UnsoundInput
        When it is damaged or holds too many points.
    """
    import laspy

    _check_las_header(data)
    found: list[Array] = []
    codes: list[NDArray[np.uint16]] = []
    try:
        with laspy.open(io.BytesIO(data), laz_backend=laspy.LazBackend.Lazrs) as reader:
            count = int(reader.header.point_count)
            packed = bool(reader.header.are_points_compressed)
            check_count(count, 0 if packed else reader.header.point_format.size, len(data))
            if packed:
                _check_laz_chunks(data, count)
            step, start = every_so_many(count), 0
            coloured = {"red", "green", "blue"} <= set(reader.header.point_format.dimension_names)
            for chunk in reader.chunk_iterator(AT_A_TIME):
                every = slice(-start % step, None, step)
                found.append(np.column_stack([np.asarray(chunk[axis])[every] for axis in "xyz"]))
                if coloured:
                    channels = [np.asarray(chunk[name])[every] for name in ("red", "green", "blue")]
                    codes.append(np.column_stack(channels).astype(np.uint16))
                start += len(chunk)
    except (laspy.errors.LaspyException, ValueError, OverflowError, EOFError, RuntimeError) as fault:
        damaged(f"The LAS or LAZ file is damaged: {str(fault)[:120]}.")
    points = np.concatenate(found) if found else np.zeros((0, 3))
    colours = codes_of([*np.concatenate(codes).T]) if codes else None
    return PointFile(points.astype(np.float64), "LAZ" if packed else "LAS", *LAS_RULES, colours)


def _check_las_header(data: bytes) -> None:
    """Refuse a header whose numbers cannot be, before anything counts to them (LAS 1.4 R15)."""
    if not data.startswith(b"LASF") or len(data) < 227:
        damaged("The file is no LAS or LAZ file: it does not begin with a header of 'LASF'.")
    points_at, records = (int(v) for v in np.frombuffer(data, "<u4", 2, 96))
    later = 0
    if data[25] >= 4 and len(data) >= 375:
        later = int(np.frombuffer(data, "<u4", 1, 243)[0])
    if points_at > len(data) or records * 54 > points_at or later * 60 > len(data):
        damaged(f"The LAS header announces {records} + {later} records, more than its bytes hold.")


def _check_laz_chunks(data: bytes, count: int) -> None:
    """Refuse a table of chunks that cannot be: the library makes room for what it announces (LASzip)."""
    points_at = int(np.frombuffer(data, "<u4", 1, 96)[0])
    if points_at + 8 > len(data):
        damaged("The LAZ file ends before its points.")
    table = int(np.frombuffer(data, "<i8", 1, points_at)[0])
    if table == -1:  # written to a stream: it is told at the end
        table = int(np.frombuffer(data, "<i8", 1, len(data) - 8)[0])
    if not points_at + 8 <= table <= len(data) - 8:
        damaged("The LAZ file says that its table of chunks lies outside of it.")
    chunks = int(np.frombuffer(data, "<u4", 1, table + 4)[0])
    if chunks > count + 1:
        damaged(f"The LAZ file says that its {count} points lie in {chunks} chunks.")


def read_e57(data: bytes) -> PointFile:
    """Points of all scans of an E57 file in their common frame.

    Raises
    ------
    UnsoundInput
        When it is damaged, holds too many points or names anything outside itself.
    """
    import pye57

    check_e57_xml(data)
    found: list[Array] = []
    codes: list[Codes] = []
    with tempfile.TemporaryDirectory(prefix="lampyris-scan-") as folder:
        path = Path(folder) / "scan.e57"
        path.write_bytes(data)
        try:
            file = pye57.E57(str(path))
            if file.scan_count > MOST_SCANS:
                damaged(f"The E57 file holds {file.scan_count} scans; at most {MOST_SCANS} are read.")
            counts = [int(file.get_header(k).point_count) for k in range(file.scan_count)]
            check_count(sum(counts), 0, 0)
            step = every_so_many(sum(counts))
            for k, count in enumerate(counts):
                if count:
                    coloured = set(E57_COLOURS) <= set(file.get_header(k).point_fields)
                    scan = file.read_scan(k, ignore_missing_fields=True, colors=coloured)
                    axes = [scan[f"cartesian{axis}"][::step] for axis in "XYZ"]
                    found.append(np.column_stack(axes).astype(np.float64))
                    codes.append(_e57_codes(scan, step, len(found[-1])))
            file.close()
        except (RuntimeError, ValueError, KeyError, AttributeError, pye57.libe57.E57Exception) as fault:
            damaged(
                f"The E57 file is damaged: {str(fault).splitlines()[0][:120] if str(fault) else fault!r}."
            )
    points = np.concatenate(found) if found else np.zeros((0, 3))
    colours = np.concatenate(codes) if codes else np.zeros((0, 3), np.uint8)
    return PointFile(points, "E57", *E57_RULES, colours if colours.any() else None)


def _e57_codes(scan: dict[str, NDArray[np.generic]], step: int, count: int) -> Codes:
    """sRGB codes of one scan's points, black where it has no colours."""
    found = [scan[name][::step] for name in E57_COLOURS if name in scan]
    channels = [channel for channel in found if len(channel) == count]
    codes = codes_of(channels)
    return np.zeros((count, 3), np.uint8) if codes is None else codes
