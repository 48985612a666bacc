"""What may be wrong with one luminaire: its light, its power, its size and its place on its body."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from assets.body import Array, Body, VertexGroup
from assets.luminaire import Luminaire, Mounting
from assets.photometry import OpeningShape
from kit.problems import Problem, error, warning

FLUX_TOLERANCE = 0.005
SIZE_TOLERANCE_M = 0.002
# the plane a body must not cross, as axis and the side it lies on
_SIDE = {
    Mounting.CEILING: (2, -1.0),
    Mounting.PENDANT: (2, -1.0),
    Mounting.WALL: (1, 1.0),
    Mounting.FLOOR: (2, 1.0),
    Mounting.TABLE: (2, 1.0),
}


def check_luminaire(
    luminaire: Luminaire, *, luminous_flux_lm: float, size_m: tuple[float, float, float]
) -> list[Problem]:
    """Every problem of a luminaire against what its maker states.

    Parameters
    ----------
    luminaire
        The luminaire, read.
    luminous_flux_lm
        The flux its maker states [lm].
    size_m
        The size of its body its maker states [m].
    """
    problems = [*_check_light(luminaire, luminous_flux_lm), *_check_hanging(luminaire)]
    if luminaire.body is not None:
        problems += [*luminaire.body.problems, *_check_body(luminaire, luminaire.body, size_m)]
    return [_at(luminaire.sku, problem) for problem in problems]


def _check_light(luminaire: Luminaire, stated_lm: float) -> list[Problem]:
    problems: list[Problem] = []
    flux_lm = luminaire.photometry.distribution.luminous_flux_lm()
    if abs(flux_lm - stated_lm) > FLUX_TOLERANCE * stated_lm:
        problems.append(
            error(
                "STATED_FLUX_DIFFERS",
                "light.luminous_flux_lm",
                f"the photometric file gives {flux_lm:.1f} lm, {stated_lm:.1f} lm are stated",
                "State the flux of the file, or take the file of this luminaire.",
            )
        )
    if luminaire.power_w and not 5.0 <= flux_lm / luminaire.power_w <= 250.0:
        problems.append(
            warning(
                "EFFICACY_DOUBTFUL",
                "light.power_w",
                f"{flux_lm / luminaire.power_w:.1f} lm/W; luminaires have 5 to 250 lm/W",
                "Check flux and power.",
            )
        )
    span, cct_k = luminaire.cct_range_k, luminaire.cct_k
    if span and (span[0] >= span[1] or (cct_k is not None and not span[0] <= cct_k <= span[1])):
        problems.append(
            error(
                "CCT_RANGE",
                "light.cct_range_k",
                f"{cct_k} K does not lie within {span[0]} K to {span[1]} K",
                "State the range from warm to cool with the default inside.",
            )
        )
    return problems + _check_dim_to_warm(luminaire)


def _check_dim_to_warm(luminaire: Luminaire) -> list[Problem]:
    """A dim-to-warm luminaire has one colour at full output and none that is cooler, and is not tuned."""
    warm, full_k = luminaire.dim_to_warm, luminaire.cct_k
    if warm is None:
        return []
    place = "light.dim_to_warm"
    if full_k is None or warm.warmest_k >= full_k:
        message = f"the warmest is {warm.warmest_k:g} K, but at full output it burns at {full_k} K"
        return [error("DIM_TO_WARM_RANGE", place, message, "State a warmest that is below light.cct_k.")]
    if luminaire.cct_range_k is not None:
        message = "it states both cct_range_k and dim_to_warm; one of them was expected"
        return [error("DIM_TO_WARM_IS_TUNED", place, message, "Keep what sets its colour.")]
    if not warm.curve:
        return []
    rises = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(warm.curve))
    if rises and warm.curve[-1] == (1.0, full_k) and warm.curve[0][1] == warm.warmest_k:
        return []
    message = f"the curve {list(warm.curve)} does not rise from {warm.warmest_k:g} K to {full_k:g} K at 1"
    hint = "Write pairs of dimming and kelvin, both rising; the last is 1.0 and light.cct_k."
    return [error("DIM_TO_WARM_CURVE", place, message, hint)]


def _check_hanging(luminaire: Luminaire) -> list[Problem]:
    hanging = luminaire.hanging
    if hanging is None:
        if luminaire.mounting is not Mounting.PENDANT:
            return []
        return [error("HANGING_LENGTH_MISSING", "hanging_length_m", "a pendant states no hanging length")]
    centre_m = -luminaire.photometric_centre_m[2]
    problems: list[Problem] = []
    if not hanging.minimum_m <= hanging.default_m <= hanging.maximum_m:
        problems.append(
            error("HANGING_LENGTH_RANGE", "hanging_length_m", "the default lies outside minimum and maximum")
        )
    if abs(hanging.default_m - centre_m) > 1e-6:
        problems.append(
            error(
                "HANGING_LENGTH_DIFFERS",
                "hanging_length_m.default",
                f"the default is {hanging.default_m} m, the opening's centre hangs at {centre_m} m",
                "The hanging length runs from the mounting point to the centre of the luminous opening.",
            )
        )
    return problems


def _check_body(luminaire: Luminaire, body: Body, size_m: tuple[float, float, float]) -> list[Problem]:
    problems: list[Problem] = []
    if np.abs(np.subtract(body.size_m, size_m)).max() > SIZE_TOLERANCE_M:
        problems.append(
            error(
                "BODY_SIZE_DIFFERS",
                "size_m",
                f"the body measures {_metres(body.size_m)}, {_metres(size_m)} is stated",
                "Check the unit of the model.",
            )
        )
    axis, side = _SIDE.get(luminaire.mounting, (2, 0.0))
    behind_m = float(-(side * body.vertices_m[:, axis]).min())
    if side and behind_m > 1e-4:
        problems.append(
            error(
                "BODY_BEHIND_MOUNTING",
                "body",
                f"the body reaches {behind_m:.4f} m behind its mounting point",
                "Put the model's origin at its mounting point.",
            )
        )
    problems += _check_opening(luminaire, body)
    if luminaire.hanging is not None and not _has_parts(body):
        problems.append(
            error(
                "PENDANT_PARTS_MISSING",
                "body",
                "a pendant's body needs a node 'cable' and a node 'head'",
                "Name the nodes of the model so that it can be hung at any length.",
            )
        )
    return problems


def _check_opening(luminaire: Luminaire, body: Body) -> list[Problem]:
    opening = luminaire.photometry.opening
    if opening.shape is OpeningShape.POINT:
        return []
    centre = np.array(luminaire.photometric_centre_m)
    half = np.array(opening.size_m) / 2.0
    low, high = glowing_box_m(body)
    if low is None or high is None:
        return [warning("BODY_DOES_NOT_GLOW", "body", "no material of the body gives light of its own")]
    beyond_m = float(max((low - (centre - half)).max(), ((centre + half) - high).max()))
    if beyond_m <= SIZE_TOLERANCE_M:
        return []
    return [
        error(
            "OPENING_OUTSIDE_BODY",
            "opening",
            f"the luminous opening reaches {beyond_m:.4f} m beyond the glowing part of the body",
            "Correct the opening's size or centre, or the model.",
        )
    ]


def glowing_box_m(body: Body) -> tuple[Array, Array] | tuple[None, None]:
    """Lowest and highest corner of the glowing triangles, each of shape (3,) [m]; None where none glows."""
    glows = np.array([material.glows for material in body.materials])[body.material_of_triangle]
    if not glows.any():
        return None, None
    corners = body.vertices_m[body.triangles[glows]].reshape(-1, 3)
    return corners.min(axis=0), corners.max(axis=0)


def _has_parts(body: Body) -> bool:
    group = body.vertex_group
    return group is not None and {VertexGroup.STRETCHES, VertexGroup.MOVES} <= set(group.tolist())


def _metres(size_m: tuple[float, float, float]) -> str:
    return " x ".join(f"{extent:.3f}" for extent in size_m) + " m"


def _at(sku: str, problem: Problem) -> Problem:
    return replace(problem, where=f"{sku}: {problem.where}")
