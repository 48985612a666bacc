"""Mixing: dimming, colour and lighting scenes as weights in a sum of columns."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS, white_rgb
from assets.luminaire import Luminaire
from scenes.scene import Scene, SceneWeight

Array = NDArray[np.float64]


def column_weights(scene: Scene, scene_name: str | None) -> Array:
    """Weight of each luminaire's column in a lighting scene, (column, 3): dimming times white.

    Raises
    ------
    KeyError
        When there is no such lighting scene.
    """
    entries = scene.weights[scene_name]
    weights = np.zeros((len(scene.luminaires), 3))
    for column, placed in enumerate(scene.luminaires):
        entry = entries.get(placed.id)
        if entry is not None:
            weights[column] = entry.dimming * burning_white(placed.luminaire, entry)
    return weights


def burning_white(luminaire: Luminaire, burning: SceneWeight) -> Array:
    """Linear R, G, B of luminance 1 of what a luminaire gives, shape (3,).

    A dim-to-warm luminaire follows its curve over its own dimming: the share of its full flux it gives.
    """
    cct_k = burning.cct_k
    if luminaire.dim_to_warm is not None and cct_k is not None:
        cct_k = luminaire.dim_to_warm.cct_k(burning.dimming, cct_k)
    return np.array(_white(cct_k, burning.duv))


@lru_cache(maxsize=1024)
def _white(cct_k: float | None, duv: float | None) -> tuple[float, ...]:
    """White of a colour temperature; many luminaires burn at the same one."""
    return tuple(float(channel) for channel in white_rgb(cct_k, duv))


def mixed(values: Array, weights: Array) -> Array:
    """Sum of columns, (..., column, channel) x (column, 3) -> (..., 3); one channel counts for all three."""
    sums: Array = np.einsum("...ck,ck->...k", np.broadcast_to(values, (*values.shape[:-1], 3)), weights)
    return sums


def luminance_of(rgb: Array) -> Array:
    """Photometric value of linear colour, (..., 3) -> (...)."""
    value: Array = rgb @ LUMINANCE_WEIGHTS
    return value
