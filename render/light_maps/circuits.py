"""One layer of light for all luminaires of a circuit: their sum, each as it burns by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.mixing import column_weights, luminance_of
from scenes.scene import Scene

Array = NDArray[np.float64]
Single = NDArray[np.float32]

EVEN = 1e-6  # relative difference of luminaires' weights up to which they are dimmed alike


def as_it_burns(weight: Array, layer: Single) -> Single:
    """Light of a luminaire, (..., channel), at its dimming and white, (3,)."""
    share = weight.astype(np.float32)
    if np.ptp(share) == 0.0 and layer.shape[-1] == 1:
        share = share[:1]
    return layer * share


def circuit_scenes(scene: Scene) -> list[dict[str, Any]]:
    """The lighting scenes as circuits' dimming, relative to that at which their layers were added up.

    Scenes in which luminaires of one circuit differ in more than that are left out: no one dimmer shows them.
    """
    own = column_weights(scene, None)
    found = []
    for name in scene.weights:
        weights = column_weights(scene, name)
        dimming = {
            circuit: _together(own[columns], weights[columns])
            for circuit, columns in circuit_columns(scene).items()
        }
        burning = [
            {"id": circuit, "dimming": share, "cct_k": None, "duv": None}
            for circuit, share in dimming.items()
            if share is not None
        ]
        if len(burning) == len(dimming):
            found.append({"name": name, "luminaires": burning})
    return found


def _circuits(scene: Scene) -> list[str]:
    """The name of each luminaire's circuit."""
    named = {placed.circuit for placed in scene.luminaires}
    found = []
    for placed in scene.luminaires:
        name = placed.circuit or placed.id
        while not placed.circuit and name in named:
            name += "'"
        found.append(name)
    return found


def circuit_columns(scene: Scene) -> dict[str, list[int]]:
    """The columns of each circuit's luminaires; a luminaire on no circuit has one of its own, of its id."""
    found: dict[str, list[int]] = {}
    for column, circuit in enumerate(_circuits(scene)):
        found.setdefault(circuit, []).append(column)
    return found


def _together(own: Array, weights: Array) -> float | None:
    """By how much weights (luminaire, 3) are all greater than their own; None where they differ in that."""
    whole = float(luminance_of(own).sum())
    share = float(luminance_of(weights).sum()) / whole if whole > 0.0 else 0.0
    even = np.allclose(weights, share * own, rtol=EVEN, atol=EVEN * float(own.max(initial=0.0)))
    return share if even else None
