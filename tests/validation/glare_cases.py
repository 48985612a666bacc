"""Glare: V20 and V21 by the formula of CIE 117, and catalogue tables against those of other programs."""

from __future__ import annotations

from functools import partial

import numpy as np
from file_cases import NOT_HERE, PHOTOMETRY
from hand_made import square
from rows import Case, Row, compare

from assets.photometry import LuminousOpening, OpeningShape
from assets.read_photometry import read_photometry
from render.glare import unified_glare_rating
from render.glare_table import unified_glare_table
from render.luminous_area import projected_area_m2
from render.position_index import position_index

CIE_117 = "CIE 117:1995, with Guth's formula for the position index"
TABLES = PHOTOMETRY / "ugr"
GATES = {"Relux": 0.5, "Dialux": 1.1}  # in every cell; DIALux is lower in small rooms
TABLES_OF = {
    "01": ("Relux", "Dialux"),
    "02": ("Relux", "Dialux"),
    "04": ("Relux", "Dialux"),
    "07": ("Relux", "Dialux"),
    "11": ("Relux",),
}


def seen(
    intensity_cd: float, opening: LuminousOpening, places: list[tuple[float, float, float]]
) -> dict[str, np.ndarray]:
    """What an eye sees of Lambertian luminaires that face down at (R, T, H) metres from it."""
    at = np.array(places, float)
    distance = np.linalg.norm(at, axis=1)
    area = projected_area_m2(opening, -at / distance[:, None])
    cosine = at[:, 2] / distance
    return {
        "L": intensity_cd * cosine / area,
        "omega": area / distance**2,
        "p": position_index(at),
    }


def rating(luminaires: dict[str, np.ndarray], background_cd_m2: float) -> float:
    """Their rating before a background."""
    glare = (luminaires["L"] ** 2 * luminaires["omega"] / luminaires["p"] ** 2).sum()
    return float(unified_glare_rating(glare, background_cd_m2))


def one_disc() -> list[Row]:
    """V20: a disc of 0.3 m, 2000 lm, 2 m ahead and 1.6 m above the eye."""
    disc = LuminousOpening(OpeningShape.DISC, (0.3, 0.3, 0.0))
    found = seen(2000 / np.pi, disc, [(2, 0, 1.6)])
    places = ["luminance [cd/m²]", "solid angle [sr]", "position index"]
    ours = [found["L"][0], found["omega"][0], found["p"][0]]
    rows = compare("V20", CIE_117, places, [9006.327, 0.0067313, 5.09124], ours, None, tolerance=1e-4)
    value = rating(found, 30.0)
    return [*rows, Row("V20", "UGR before 30 cd/m²", 17.955, CIE_117, value, None, 0.005, "absolute")]


def four_panels() -> list[Row]:
    """V21: four panels of 0.6 m by 0.6 m, 4000 lm each."""
    places = [(1.5, 1, 1.6), (1.5, -1, 1.6), (4, 1, 1.6), (4, -1, 1.6)]
    found = seen(4000 / np.pi, square(0.6), [(float(r), float(t), h) for r, t, h in places])
    names = ["near, position index", "far, position index", "near, solid angle [sr]", "far, solid angle [sr]"]
    ours = [found["p"][0], found["p"][2], found["omega"][1], found["omega"][3]]
    expected = [7.32118, 2.22586, 0.04113, 0.0066584]
    rows = compare("V21", CIE_117, names, expected, ours, None, tolerance=1e-4)
    value = rating(found, 25.0)
    return [*rows, Row("V21", "UGR before 25 cd/m²", 21.782, CIE_117, value, None, 0.005, "absolute")]


def against_tables(sample: str) -> list[Row]:
    """The cell of 19 rooms x 10 that differs most from another program's table; '<10' cells are left out."""
    photometry = read_photometry((TABLES / f"sample_{sample}.ldt").read_bytes(), f"sample_{sample}.ldt")
    ours = unified_glare_table(photometry.distribution, photometry.opening)
    rows = []
    for program in TABLES_OF[sample]:
        text = (TABLES / f"ugr_table_{sample}_{program}.csv").read_text(encoding="utf-8").split()
        cells = [row.split(",") for row in text]
        theirs = np.array([[np.nan if "<" in cell else float(cell) for cell in row] for row in cells])
        distance = np.nan_to_num(np.abs(ours - theirs))
        worst = np.unravel_index(distance.argmax(), distance.shape)
        place = f"against {program}, farthest off of {np.isfinite(theirs).sum()} cells"
        gate = GATES[program]
        rows.append(
            Row("UGR", place, theirs[worst], f"table of {program}", ours[worst], None, gate, "absolute")
        )
    return rows


V20 = Case("V20", "Glare of one luminaire", CIE_117, one_disc)
V21 = Case("V21", "Glare of four luminaires", CIE_117, four_panels)
TABLE_CASES = tuple(
    Case(
        f"UGR table, sample {sample}",
        "The tabular method of CIE 190 for a real file",
        "tables of " + " and ".join(programs),
        partial(against_tables, sample) if TABLES.is_dir() else None,
        "" if TABLES.is_dir() else NOT_HERE,
    )
    for sample, programs in TABLES_OF.items()
)
