"""Real photometric files turned in space: V18. They lie in a folder beside the project, where it is there."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from hand_made import box_room, probes, rotation_z
from measured import BLACK, each_alone, plane_rows
from numpy.typing import NDArray
from rows import Case, Row

from assets.luminaire import Luminaire
from assets.photometry import LuminousOpening, Photometry
from assets.read_photometry import read_photometry
from scenes.scene import PlacedLuminaire

PHOTOMETRY = Path(__file__).resolve().parents[2].parent / "shared" / "photometry"
NOT_HERE = "the folder 'shared' with real files is not beside the project"
SOURCE = "inverse square law with the table's intensity; turned rows checked against Radiance to 0.02 %"
POINTS = [(1, 2, 0), (2, 2, 0), (1, 3, 0), (0, 2, 0), (1, 1, 0), (2.5, 3.5, 0.75), (3, 2, 1.2)]
NORMALS = [(0, 0, 1)] * 6 + [(-1, 0, 0)]
SHIFT = np.array([4, 4, 0.5])  # moves the frame of V18 well inside a black room
Turn = tuple[float, float]  # about z after about x [deg]
STRAIGHT, QUARTER, TILTED = (0.0, 0.0), (90.0, 0.0), (30.0, 20.0)
V18: dict[str, dict[Turn, list[float]]] = {
    "pair_isym3.ldt": {
        STRAIGHT: [240.30, 256.48, 85.33, 256.48, 365.66, 42.22, 169.93],
        QUARTER: [240.30, 365.66, 256.48, 85.33, 256.48, 221.80, 214.44],
        TILTED: [442.74, 442.67, 214.64, 306.78, 417.92, 143.09, 127.05],
    },
    "pair_isym3.ies": {
        STRAIGHT: [240.30, 256.48, 85.33, 256.48, 365.66, 42.22, 169.93],
        QUARTER: [240.30, 365.66, 256.48, 85.33, 256.48, 221.80, 214.44],
        TILTED: [442.74, 442.67, 214.64, 306.78, 417.92, 143.09, 127.05],
    },
    "pair_isym3_turned.ies": {
        STRAIGHT: [240.30, 85.33, 256.48, 365.66, 256.48, 42.22, 36.92],
        TILTED: [311.15, 135.46, 128.78, 355.69, 313.28, 28.30, 28.20],
    },
    "trilux_wall_isym3.ldt": {
        STRAIGHT: [46.731, 35.513, 50.080, 35.513, 28.796, 62.714, 52.400],
        TILTED: [35.254, 28.126, 36.171, 30.436, 27.751, 31.125, 13.425],
    },
    "maxwell_CIE_axes.ies": {
        STRAIGHT: [28.754, 23.567, 24.984, 24.204, 22.226, 23.293, 33.037],
        TILTED: [27.875, 21.538, 23.121, 23.741, 20.080, 17.610, 11.016],
    },
    "regent_indirect_isym0.ldt": {
        STRAIGHT: [179.594, 129.464, 129.763, 129.464, 130.483, 32.009, 35.549],
    },
}


def turned_file(name: str) -> list[Row]:
    """A file's luminaire as a point, in each of its turns."""
    read = read_photometry((PHOTOMETRY / name).read_bytes(), name)
    pointlike = Photometry(read.distribution, LuminousOpening(), "test")
    lamps = [_hung(pointlike, turn) for turn in V18[name]]
    lit = each_alone(box_room(12, 12, 6, **BLACK), lamps, [probes(np.array(POINTS) + SHIFT, NORMALS)])
    rows = []
    for turn, expected in V18[name].items():
        places = [f"{_words(turn)}, p{k} [lx]" for k in range(1, 8)]
        plane = lit[_words(turn)]["planes"][0]
        rows += plane_rows("V18", SOURCE, places, expected, plane, tolerance=2e-3)
    return rows


def _words(turn: Turn) -> str:
    return f"Rz{turn[0]:g} Rx{turn[1]:g}"


def _hung(photometry: Photometry, turn: Turn) -> PlacedLuminaire:
    matrix = np.eye(4)
    matrix[:3, :3] = rotation(*turn)
    matrix[:3, 3] = SHIFT + np.array([1, 2, 2.5])
    luminaire = Luminaire("p", "p", "p", photometry)
    return PlacedLuminaire(_words(turn), luminaire, matrix, None, "c", 1.0, None)


def rotation(z_deg: float, x_deg: float) -> NDArray[np.float64]:
    """First about x, then about z."""
    c, s = np.cos(np.radians(x_deg)), np.sin(np.radians(x_deg))
    turned: NDArray[np.float64] = rotation_z(z_deg) @ np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    return turned


def v18_cases() -> tuple[Case, ...]:
    """A case for each file."""
    here = PHOTOMETRY.is_dir()
    return tuple(
        Case(
            f"V18, {name}",
            "A real file as a point source, turned",
            SOURCE,
            partial(turned_file, name) if here else None,
            "" if here else NOT_HERE,
        )
        for name in V18
    )


V18_CASES = v18_cases()
