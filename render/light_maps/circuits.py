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


class CircuitSums:
    """Adds up layers, each at its luminaire's own dimming and white.

    `members` are the ids of each circuit's luminaires, `light` the sums of its layers and of its probes. A
    luminaire on no circuit has one of its own, of its id.

    Parameters
    ----------
    scene
        With the luminaires that the layers are of.
    """

    def __init__(self, scene: Scene) -> None:
        self._circuit = _circuits(scene)
        self._weight = column_weights(scene, None)
        self.members: dict[str, list[str]] = {}
        self.light: dict[str, tuple[Single, Single]] = {}
        for circuit, placed in zip(self._circuit, scene.luminaires, strict=True):
            self.members.setdefault(circuit, []).append(placed.id)

    def add(self, column: int, layer: Single, probes: Single) -> None:
        """Add the light of a luminaire, (..., channel): its layer and its probes."""
        weight = self._weight[column].astype(np.float32)
        if np.ptp(weight) == 0.0 and layer.shape[-1] == 1:
            weight = weight[:1]
        own = layer * weight, probes * weight
        known = self.light.get(self._circuit[column])
        self.light[self._circuit[column]] = own if known is None else (known[0] + own[0], known[1] + own[1])


def circuit_scenes(scene: Scene) -> list[dict[str, Any]]:
    """The lighting scenes as circuits' dimming, relative to that at which their layers were added up.

    Scenes in which luminaires of one circuit differ in more than that are left out: no one dimmer shows them.
    """
    own = column_weights(scene, None)
    found = []
    for name in scene.weights:
        weights = column_weights(scene, name)
        dimming = {
            circuit: _together(own[columns], weights[columns]) for circuit, columns in _columns(scene).items()
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


def _columns(scene: Scene) -> dict[str, list[int]]:
    """The columns of each circuit's luminaires."""
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
