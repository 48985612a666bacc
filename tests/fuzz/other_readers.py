"""Independent readers of photometric files, asked whether they read the same intensities as we do."""

from __future__ import annotations

import math
import re
import subprocess
from pathlib import Path

import numpy as np
import pyldt
import pyradiance

from assets.photometry import Photometry

SAME = 1e-3  # of the largest intensity
LARGEST_SCALE = 1e30
SECONDS = 5.0
LUMENS_PER_WATT = 179.0  # Radiance's luminous efficacy of white
_IES2RAD = Path(pyradiance.__file__).parent / "bin" / "ies2rad"
_MULTIPLIER = re.compile(r"brightdata '[^']*_dist'\n\d+ corr .*\n0\n1 (\S+)")


def eulumdat_py_reads_otherwise(data: bytes, ours: Photometry, folder: Path) -> str | None:
    """The table of eulumdat-py, first lamp set, against ours; where it fails it says nothing."""
    file = folder / "x.ldt"
    file.write_bytes(data)
    try:
        theirs = pyldt.LdtReader.read(file)
        header = theirs.header
        scale = header.conv_factor * header.lamp_flux[0] / 1000.0
        c_deg, gamma_deg = np.array(header.c_angles), np.array(header.g_angles)
        table = np.array(theirs.intensities, dtype=float)
    except (ValueError, IndexError, OverflowError, ZeroDivisionError, TypeError):
        return None
    if not table.size or table.shape != (len(c_deg), len(gamma_deg)) or abs(scale) > LARGEST_SCALE:
        return (
            f"a table {table.shape} of {len(c_deg)} planes and {len(gamma_deg)} angles, scaled by {scale:g}"
        )
    return _difference(c_deg, gamma_deg, table * scale, ours)


def ies2rad_reads_otherwise(data: bytes, ours: Photometry, folder: Path) -> str | None:
    """The table that Radiance's ies2rad writes against ours, type C; what it refuses says nothing.

    A file of planes from 90 to 270 is compared at these, since ies2rad mirrors it to the wrong side.
    """
    if ours.ies is None or ours.ies.photometric_type != "C":
        return None
    theirs = ies2rad_table(data, folder)
    return None if theirs is None else _difference(*theirs, ours)


def ies2rad_table(data: bytes, folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """C angles, gammas and candela of a type C file as ies2rad reads them; None where it does not."""
    (folder / "x.ies").write_bytes(data)
    for name in ("x.rad", "x.dat"):
        (folder / name).unlink(missing_ok=True)
    # as a ball of radius 1 m, whatever its opening
    words = [str(_IES2RAD), "-dm", "-i", "1", "-o", "x", "x.ies"]
    try:
        done = subprocess.run(words, cwd=folder, capture_output=True, timeout=SECONDS, check=False)
        if done.returncode != 0:
            return None
        found = _MULTIPLIER.search((folder / "x.rad").read_text(encoding="latin-1"))
        numbers = np.array((folder / "x.dat").read_text(encoding="latin-1").split(), dtype=float)
    except (subprocess.TimeoutExpired, FileNotFoundError, ValueError):
        return None
    if found is None:
        return None
    axes, values = _data_file(numbers)
    candela = values * (float(found.group(1)) * math.pi * LUMENS_PER_WATT)
    if len(axes) == 1:  # all round the same
        return np.array([0.0, 45.0, 200.0]), axes[0], np.tile(candela, (3, 1))
    return axes[0], axes[1], candela.reshape(len(axes[0]), len(axes[1]))


def _data_file(numbers: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Axes and values of a Radiance data file: even axes are written by their ends, others in full."""
    dimensions, rest = int(numbers[0]), numbers[1:]
    axes = []
    for _ in range(dimensions):
        first, last, count = rest[0], rest[1], int(rest[2])
        rest = rest[3:]
        if first == last:
            axes.append(rest[:count])
            rest = rest[count:]
        else:
            axes.append(np.linspace(first, last, count))
    return axes, rest


def _difference(c_deg: np.ndarray, gamma_deg: np.ndarray, theirs: np.ndarray, ours: Photometry) -> str | None:
    if not np.isfinite(theirs).all():
        return "intensities that are not finite"
    c, gamma = np.meshgrid(c_deg, gamma_deg, indexing="ij")
    found = ours.distribution.intensity_towards_cd(c, gamma)
    away = np.abs(found - np.maximum(theirs, 0.0))
    largest = max(float(theirs.max()), ours.distribution.maximum_cd())
    if float(away.max()) <= SAME * largest:
        return None
    at = np.unravel_index(int(np.argmax(away)), away.shape)
    return f"{theirs[at]:g} cd towards C {c[at]:g}, gamma {gamma[at]:g}, where we read {found[at]:g} cd"
