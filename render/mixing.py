"""Mixing: dimming, colour and lighting scenes as weights in a sum of columns."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS, white_rgb
from scenes.scene import Scene

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
            weights[column] = entry.dimming * np.array(_white(entry.cct_k))
    return weights


@lru_cache(maxsize=1024)
def _white(cct_k: float | None) -> tuple[float, ...]:
    """White of a colour temperature; many luminaires burn at the same one."""
    return tuple(float(channel) for channel in white_rgb(cct_k))


def mixed(values: Array, weights: Array) -> Array:
    """Sum of columns, (..., column, channel) x (column, 3) -> (..., 3); one channel counts for all three."""
    sums: Array = np.einsum("...ck,ck->...k", np.broadcast_to(values, (*values.shape[:-1], 3)), weights)
    return sums


def luminance_of(rgb: Array) -> Array:
    """Photometric value of linear colour, (..., 3) -> (...)."""
    value: Array = rgb @ LUMINANCE_WEIGHTS
    return value
