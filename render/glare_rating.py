"""The glare table of a catalogue's luminaire: its ratings, or why the tabular method does not rate it."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.luminaire import Luminaire, Mounting
from assets.photometry import LuminousIntensityDistribution, OpeningShape
from assets.product import Family
from render.glare_table import glare_table_document
from render.luminous_area import projected_area_m2

MOST_UPWARDS = 0.65  # of the flux; beyond, what is seen bright is the ceiling
LEAST_AREA_M2 = 0.005  # seen from below; CIE 147:2002 rates smaller sources by their intensity alone
MOST_ONE_SIDED = 0.1  # of the peak, between opposite half-planes where eyes are
EYES_DEG = np.arange(45.0, 86.0, 5.0)
ACCENT = (Family.SPOT, Family.TRACK)

# why there is no rating, or with what care to read it; one text in each language
TEXTS = {
    "mounting": (
        "The table rates regular fields of luminaires at the ceiling; this one does not hang there.",
        "该表格评价天花板上规则排列的灯具；本灯具并非安装于天花板。",
    ),
    "accent": (
        "The table rates even lighting of a whole room; this one is aimed at what it lights.",
        "该表格评价整个房间的均匀照明；本灯具用于定向重点照明。",
    ),
    "indirect": (
        "More than 65 % of the light goes up; what is seen bright is the ceiling, which UGR does not rate.",
        "超过 65 % 的光线向上；明亮的是天花板，UGR 不评价这种情况。",
    ),
    "no_opening": (
        "The photometry states no luminous opening, without which there is no luminance.",
        "光度文件未给出发光面，无法得到亮度。",
    ),
    "no_light": ("Nothing of it shines at an eye below.", "没有光线射向下方的眼睛。"),
    "small": (
        "The luminous opening is smaller than 0.005 m²; CIE 147 rates so small sources by intensity alone.",
        "发光面小于 0.005 m²；如此小的光源，CIE 147 仅按光强评价。",
    ),
    "one_sided": (
        "The light is one-sided; seen from its other side the rating differs.",
        "配光不对称；从另一侧观察时数值不同。",
    ),
    "stand_alone": (
        "The table is of rooms lit by many equal luminaires; for a single one at home it says little.",
        "该表格针对由多盏相同灯具照明的房间；对家中单盏灯具参考意义有限。",
    ),
}


def glare_rating_document(luminaire: Luminaire) -> dict[str, Any]:
    """The glare table of a luminaire as plain data, or the reasons for which it has none.

    `applies` is false where the tabular method does not rate such a luminaire: `reasons` then say why and
    the ratings are null. `cautions` say with what care ratings are to be read. Both are lists of `key`,
    `en` and `zh`. The method rates regular fields of direct luminaires at the ceiling (CIE 117:1995).
    """
    table = glare_table_document(luminaire.photometry)
    reasons = _reasons(luminaire)
    rated = [value for view in ("crosswise", "endwise") for row in table[view] for value in row]
    if not reasons and all(value is None for value in rated):
        reasons = ["no_light"]
    if reasons:
        table |= {"crosswise": None, "endwise": None}
    return {
        "applies": not reasons,
        "reasons": [_said(key) for key in reasons],
        "cautions": [] if reasons else [_said(key) for key in _cautions(luminaire)],
        **table,
    }


def _said(key: str) -> dict[str, str]:
    en, zh = TEXTS[key]
    return {"key": key, "en": en, "zh": zh}


def _reasons(luminaire: Luminaire) -> list[str]:
    distribution = luminaire.photometry.distribution
    total = distribution.luminous_flux_lm()
    reasons = []
    if luminaire.mounting in (Mounting.WALL, Mounting.FLOOR, Mounting.TABLE):
        reasons.append("mounting")
    elif luminaire.family in ACCENT:
        reasons.append("accent")
    if total > 0.0 and 1.0 - distribution.downward_flux_lm() / total > MOST_UPWARDS:
        reasons.append("indirect")
    if luminaire.photometry.opening.shape is OpeningShape.POINT:
        reasons.append("no_opening")
    return reasons


def _cautions(luminaire: Luminaire) -> list[str]:
    opening = luminaire.photometry.opening
    cautions = []
    if 0.0 < float(projected_area_m2(opening, np.array([0.0, 0.0, -1.0]))) < LEAST_AREA_M2:
        cautions.append("small")
    if _one_sided(luminaire.photometry.distribution) > MOST_ONE_SIDED:
        cautions.append("one_sided")
    if luminaire.mounting is Mounting.PENDANT and luminaire.family is not Family.LINEAR:
        cautions.append("stand_alone")
    return cautions


def _one_sided(distribution: LuminousIntensityDistribution) -> float:
    """The largest difference of opposite half-planes where eyes are, as a share of the peak."""
    peak = distribution.maximum_cd()
    if peak <= 0.0:
        return 0.0
    c = distribution.c_deg[:, None]
    here, there = (distribution.intensity_towards_cd(c + turn, EYES_DEG) for turn in (0.0, 180.0))
    return float(np.abs(here - there).max()) / peak
