"""The tabular method: unified glare ratings of one luminaire in nineteen standard rooms, for catalogues.

A field of equal luminaires hangs 2 m above the eye, which looks from the middle of a wall along the
room. Positions weigh by the table of CIE 117:1995, the background comes from the zonal fluxes by the
factors of CIE 190:2010. Real rooms with their own luminaires are the matter of `glare`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.candela_tables import exact_step_integrals
from assets.photometry import LuminousIntensityDistribution, LuminousOpening, Photometry
from render.glare_factors import FLOOR_FACTORS, REFLECTANCES, ROOMS_H, TRANSFER
from render.luminous_area import projected_area_m2
from render.position_index import MOST_T_PER_R, tabled_position_index

Array = NDArray[np.float64]

HEIGHT_M = 2.0  # from the eye to the luminaires
HIGHEST_GAMMA_DEG = 85.0  # luminaires seen flatter than this do not count
ZONE_DEG = 10.0
LOWEST_SHOWN = 10.0  # below this nobody is disturbed; a reader is shown "<10"


def unified_glare_table(
    distribution: LuminousIntensityDistribution, opening: LuminousOpening, *, spacing_h: float = 0.25
) -> Array:
    """Unified glare ratings of the standard rooms, at the file's own flux.

    Parameters
    ----------
    distribution, opening
        Of the luminaire. C0 points at the eye for the first half of the columns ("crosswise": across a
        linear luminaire), C90 for the second ("endwise").
    spacing_h
        From luminaire to luminaire, in mounting heights; the first row is half of it from the walls.

    Returns
    -------
    ndarray
        Shape (room, 10): five reflectances crosswise, then endwise, in the order of `ROOMS_H` and
        `REFLECTANCES`. NaN where nothing shines at the eye.
    """
    table = np.full((len(ROOMS_H), 2, len(REFLECTANCES)), np.nan)
    zones_lm = zonal_fluxes_lm(distribution)
    for room, (width_h, depth_h) in enumerate(ROOMS_H):
        place_m = _field_m(width_h, depth_h, spacing_h)
        background = _background_cd_m2(zones_lm, room, count=len(place_m))
        for view in (0, 1):
            glare = _glare_sum(distribution, opening, place_m, turn_deg=90.0 * view)
            if glare > 0:
                with np.errstate(divide="ignore"):
                    table[room, view] = 8 * np.log10(0.25 / background * glare)
    ratings: Array = table.reshape(len(ROOMS_H), -1)
    return ratings


def rescaled_rating(rating: Array, *, flux_ratio: float) -> Array:
    """Ratings of the same luminaire with another flux: UGR + 8 log10(ratio) (CIE 190:2010)."""
    return rating + 8 * math.log10(flux_ratio)


def rating_text(rating: float | None) -> str:
    """A rating for a reader: one decimal, "<10" below the scale, a dash where there is none."""
    if rating is None:
        return "–"
    return f"<{LOWEST_SHOWN:g}" if rating < LOWEST_SHOWN else f"{rating:.1f}"


def glare_table_document(photometry: Photometry, *, spacing_h: float = 0.25) -> dict[str, Any]:
    """The table as plain data; a rating is null where nothing shines at the eye.

    Crosswise is across a linear luminaire. EULUMDAT has C0 there; an IES file that names a length has it
    along C0, and is turned.
    """
    x, y, _ = photometry.opening.size_m
    if photometry.format == "IES" and x > y:
        photometry = photometry.turned(90.0)
    table = unified_glare_table(photometry.distribution, photometry.opening, spacing_h=spacing_h)
    half = len(REFLECTANCES)
    return {
        "method": "CIE 117:1995 and CIE 190:2010, table",
        "spacing_h": spacing_h,
        "rooms_h": ROOMS_H.tolist(),
        "reflectances": [list(entry) for entry in REFLECTANCES],
        "crosswise": _as_lists(table[:, :half]),
        "endwise": _as_lists(table[:, half:]),
    }


def zonal_fluxes_lm(distribution: LuminousIntensityDistribution) -> Array:
    """Flux of eighteen zones of ten degrees, from nadir to zenith [lm]: exact integrals of the table."""
    bounds = np.arange(0.0, 180.0 + ZONE_DEG, ZONE_DEG)
    low, high = distribution.gamma_deg[0], distribution.gamma_deg[-1]
    gamma = np.unique(np.concatenate((distribution.gamma_deg, bounds[(bounds > low) & (bounds < high)])))
    planes = np.array([np.interp(gamma, distribution.gamma_deg, row) for row in distribution.intensity_cd])
    steps = exact_step_integrals(gamma, planes)
    around = np.diff(np.radians(distribution.c_deg)) @ (steps[:-1] + steps[1:]) / 2
    zone = np.clip(((gamma[:-1] + gamma[1:]) / 2 // ZONE_DEG).astype(int), 0, len(bounds) - 2)
    return np.bincount(zone, around, len(bounds) - 1).astype(np.float64)


def _field_m(width_h: float, depth_h: float, spacing_h: float) -> Array:
    """(R, T) of the luminaires of a room, (luminaire, 2) [m]."""
    along = (np.arange(round(depth_h / spacing_h)) + 0.5) * spacing_h * HEIGHT_M
    across = ((np.arange(round(width_h / spacing_h)) + 0.5) * spacing_h - width_h / 2) * HEIGHT_M
    return np.stack(np.meshgrid(along, across), axis=-1).reshape(-1, 2)


def _glare_sum(
    distribution: LuminousIntensityDistribution, opening: LuminousOpening, place_m: Array, *, turn_deg: float
) -> float:
    """Sum of L**2 omega / p**2 over the luminaires that count [cd2/m4]."""
    forward, sideways = place_m.T
    gamma = np.degrees(np.arctan2(np.hypot(forward, sideways), HEIGHT_M))
    counts = (np.abs(sideways) <= MOST_T_PER_R * forward) & (gamma <= HIGHEST_GAMMA_DEG)
    forward, sideways, gamma = forward[counts], sideways[counts], gamma[counts]
    c = turn_deg + np.degrees(np.arctan2(sideways, forward))
    index = tabled_position_index(np.abs(sideways) / forward, HEIGHT_M / forward)
    sine, cosine = np.sin(np.radians(gamma)), np.cos(np.radians(gamma))
    towards = np.stack([sine * np.cos(np.radians(c)), sine * np.sin(np.radians(c)), -cosine], axis=1)
    area = projected_area_m2(opening, towards)
    intensity = distribution.intensity_towards_cd(c, gamma)
    squared = forward**2 + sideways**2 + HEIGHT_M**2
    seen = (area > 0) & np.isfinite(index)
    terms = intensity[seen] ** 2 / area[seen] / squared[seen] / index[seen] ** 2
    return float(terms.sum())


def _background_cd_m2(zones_lm: Array, room: int, *, count: int) -> Array:
    """Background luminance for each reflectance (CIE 190:2010, equations 7 to 12) [cd/m2].

    The zones' fluxes, cumulated to about 41, 60, 75.5 and 90 degrees, give what falls on the floor; the
    rest of the downward flux falls on the walls, the upward flux on the ceiling. The transfer factors
    turn them into indirect illuminance of the walls between eye and luminaires.
    """
    half = len(zones_lm) // 2
    down = zones_lm[:half]
    cumulated = np.array(
        [
            down[:4].sum() + 0.130 * down[4],
            down[:6].sum(),
            down[:7].sum() + 0.547 * down[7],
            down.sum(),
        ]
    )
    floor = float(FLOOR_FACTORS[room] @ cumulated)
    fluxes = np.array([floor, down.sum() - floor, zones_lm[half:].sum()])
    wall_area_m2 = 2 * HEIGHT_M**2 * float(ROOMS_H[room].sum())
    background: Array = TRANSFER[room] @ fluxes * count / wall_area_m2 / math.pi
    return background


def _as_lists(ratings: Array) -> list[list[float | None]]:
    return [[float(value) if np.isfinite(value) else None for value in row] for row in ratings]
