"""The colour a luminaire burns at: what may be asked of it, and what a person states of a bare file."""

from __future__ import annotations

from typing import Any

from assets.dim_to_warm import DimToWarm
from assets.luminaire import Luminaire
from kit.problems import Problem, error
from scenes.configuration_model import AssumedLamp, PhotometryEntry


def white_of(stated: PhotometryEntry | AssumedLamp) -> dict[str, Any]:
    """What a person states of the colour of a bare file or an assumed lamp, as fields of a Luminaire."""
    warm = None if stated.dim_to_warm_k is None else DimToWarm(stated.dim_to_warm_k)
    return {"cct_k": stated.cct_k, "duv": stated.duv, "dim_to_warm": warm}


def check_white(stated: PhotometryEntry | AssumedLamp, where: str) -> list[Problem]:
    """What is wrong in a stated colour when its keys are seen together."""
    problems: list[Problem] = []
    if stated.cct_k is None:
        for key in ("duv", "dim_to_warm_k"):
            if getattr(stated, key) is not None:
                message = f"{where}.{key} goes with a colour temperature, and {where}.cct_k is not given."
                problems.append(error("WHITE_WITHOUT_CCT", f"{where}.{key}", message, "Add 'cct_k'."))
    elif stated.dim_to_warm_k is not None and stated.dim_to_warm_k >= stated.cct_k:
        message = (
            f"{where}.dim_to_warm_k is {stated.dim_to_warm_k:g} K, not below the {stated.cct_k:g} K that it "
            "burns at undimmed."
        )
        hint = "Give the colour temperature at full output as 'cct_k' and the warmest as 'dim_to_warm_k'."
        problems.append(error("DIM_TO_WARM_RANGE", f"{where}.dim_to_warm_k", message, hint))
    return problems


def check_cct(luminaire: Luminaire, cct_k: float, where: str) -> list[Problem]:
    """Why a luminaire cannot burn at a colour temperature; nothing when it can.

    A bare photometric file says nothing of its light source, so any colour may be stated for it.
    """
    if not luminaire.sku:
        return []
    if luminaire.cct_range_k is not None:
        low, high = luminaire.cct_range_k
        if low <= cct_k <= high:
            return []
        can = f"can be tuned from {low:g} to {high:g} K"
    elif luminaire.cct_k is None or luminaire.cct_k == cct_k:
        return []
    else:
        can = f"burns at {luminaire.cct_k:g} K only"
    message = f"{where} is {cct_k:g} K, but {luminaire.name!r} {can}."
    return [error("CCT_NOT_ALLOWED", where, message, "Leave out 'cct_k' or choose one it has.")]


def check_duv(luminaire: Luminaire, duv: float, cct_k: float | None, where: str) -> list[Problem]:
    """Why a luminaire cannot burn at a distance from the black body's locus; nothing when it can.

    For a bare photometric file any may be stated, as its colour temperature may.
    """
    if cct_k is None:
        message = f"{where}: Duv {duv:g} goes with a colour temperature, and {luminaire.name!r} has none."
        return [error("WHITE_WITHOUT_CCT", where, message, "Add 'cct_k' beside 'duv'.")]
    if not luminaire.sku or duv == luminaire.duv:
        return []
    own = "states none" if luminaire.duv is None else f"has {luminaire.duv:g}"
    message = f"{where}: Duv {duv:g} is asked for, but {luminaire.name!r} {own}."
    return [error("DUV_NOT_ALLOWED", where, message, "Leave out 'duv'.")]
