"""Glare: the unified glare rating of the luminaires that an observer sees (CIE 117:1995).

    UGR = 8 log10(0.25 / L_b  *  sum of L**2 omega / p**2)

L_b is the indirect illuminance at the eye divided by pi, L the luminance of a luminaire towards the eye,
omega the solid angle of its opening and p Guth's position index. As usual for glare the installation is
new: the maintenance factor is left out, which is the worse case (by 8 log10 of it).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.photometry import OpeningShape
from kit.problems import Problem, warning
from render.light_field import LightField
from render.mixing import luminance_of, mixed
from render.seen_luminaires import SeenLuminaires, seen_luminaires
from render.standard_error import spread

Array = NDArray[np.float64]

LARGEST_SR = 0.1  # the rating is meant for luminaires from 0.0003 sr up to this
WORST = 10  # luminaires listed for each observer
LEAST_SHARE = 1e-3  # of the glare, to be listed
NOTHING_SEEN = "no luminaire in view"
NO_BACKGROUND = "no indirect light at the eye"


def unified_glare_rating(glare: float | Array, background_cd_m2: float | Array) -> Array:
    """8 log10(0.25 / L_b * sum of L**2 omega / p**2), after CIE 117:1995.

    Parameters
    ----------
    glare
        Sum of L**2 omega / p**2 over what is seen, positive [cd2/m4].
    background_cd_m2
        Background luminance L_b, positive: indirect illuminance across the sight line, divided by pi.
    """
    rating: Array = 8 * np.log10(0.25 / np.asarray(background_cd_m2, float) * glare)
    return rating


def rating_with_error(glare: Array, background_cd_m2: Array) -> tuple[float, float]:
    """Rating and its standard error from replicates, both (replicate,); the error by the delta method."""
    mean_glare, mean_background = glare.mean(), background_cd_m2.mean()
    rating = float(unified_glare_rating(mean_glare, mean_background))
    deviation = glare / mean_glare - background_cd_m2 / mean_background
    return rating, float(8 / math.log(10) * spread(deviation))


def observers_glare(field: LightField, weights: Array) -> list[dict[str, Any]]:
    """Unified glare rating of every observer in one lighting scene, with its greatest causes.

    Parameters
    ----------
    field
        From `simulate`.
    weights
        Of the columns, (column, 3), from `column_weights`.

    Returns
    -------
    list of dict
        In the order of the observers, each with its room where there are several. `ugr` is null, and
        `reason` says why, where no luminaire is seen or no indirect light arrives. `ugr_within_table` counts
        only luminaires for which CIE 117's table has an index, as programs do that use it. Luminances are
        those of the new installation.
    """
    if field.observer_light is None:
        return []
    seen = seen_luminaires(field)
    dimming = luminance_of(weights)
    indirect_lx = luminance_of(mixed(field.observer_light.indirect_lx, weights))  # (replicate, observer)
    return [
        _entry(field, seen, dimming, index, indirect_lx[:, index] / math.pi)
        for index in range(len(field.scene.observers))
    ]


def _entry(
    field: LightField, seen: SeenLuminaires, dimming: Array, index: int, background: Array
) -> dict[str, Any]:
    """One observer's rating."""
    each = seen.glare[index] * dimming**2  # (replicate, luminaire)
    glare = each.sum(axis=1)
    within = (each * seen.tabled[index]).sum(axis=1).mean()
    rating = error = reason = narrow = None
    if glare.mean() <= 0:
        reason = NOTHING_SEEN
    elif background.mean() <= 0:
        reason = NO_BACKGROUND
    else:
        rating, error = rating_with_error(glare, background)
        narrow = float(unified_glare_rating(within, background.mean())) if within > 0 else None
    return {
        "name": field.scene.observers[index].name,
        "room": field.scene.observers[index].room,
        "ugr": rating,
        "ugr_standard_error": error,
        "reason": reason,
        "ugr_within_table": narrow,
        "background_luminance_cd_m2": float(background.mean()),
        "luminaires": _causes(field, seen, dimming, index, each.mean(axis=0)),
    }


def _causes(
    field: LightField, seen: SeenLuminaires, dimming: Array, observer: int, glare: Array
) -> list[dict[str, Any]]:
    """The luminaires that glare most, worst first."""
    total = glare.sum()
    index = seen.position_index[observer]
    return [
        {
            "id": field.scene.luminaires[i].id,
            "share": float(glare[i] / total),
            "luminance_cd_m2": float(seen.luminance_cd_m2[observer, i] * dimming[i]),
            "solid_angle_sr": float(seen.solid_angle_sr[observer, i]),
            "position_index": float(index[i]),
            "visible": float(seen.visible[observer, i]),
            "within_table": bool(seen.tabled[observer, i]),
        }
        for i in np.argsort(-glare, kind="stable")[:WORST]
        if glare[i] > LEAST_SHARE * total
    ]


def glare_problems(field: LightField, observers: list[dict[str, Any]]) -> list[Problem]:
    """What a person must know of the ratings, from `observers_glare`."""
    shapes = {placed.id: placed.luminaire.photometry.opening.shape for placed in field.scene.luminaires}
    problems, points = [], set[str]()
    for index, entry in enumerate(observers):
        large = [cause["id"] for cause in entry["luminaires"] if cause["solid_angle_sr"] > LARGEST_SR]
        if large:
            problems.append(
                warning(
                    "GLARE_SOURCE_LARGE",
                    f"observers[{index}]",
                    f"{', '.join(large)} looks larger than {LARGEST_SR} sr to {entry['name']!r}, for "
                    "which the glare rating was not made",
                    "Take the rating as a hint only, or move the observer away.",
                )
            )
        points |= {c["id"] for c in entry["luminaires"] if shapes[c["id"]] is OpeningShape.POINT}
    if points:
        problems.append(
            warning(
                "GLARE_OPENING_UNKNOWN",
                "placements",
                f"the files of {', '.join(sorted(points))} state no luminous opening; for glare they "
                "count as 0.005 m²",
                "Choose files that state the size of the luminous opening.",
            )
        )
    return problems
