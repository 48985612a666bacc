"""What Python and the browser must both find of light layers, whites, weights, mixes and probes.

`python tests/support/light_vectors.py` writes web/tests/light_vectors.json, which the tests of both read.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np

from assets.colour import LUMINANCE_WEIGHTS, white_rgb
from assets.dim_to_warm import DimToWarm
from render.light_maps.encoding import Steps, decode_layer, encode_layer
from render.light_maps.probes import as_image, basis
from render.mixing import burning_white, mixed
from scenes.scene import SceneWeight

FILE = Path(__file__).resolve().parents[2] / "web" / "tests" / "light_vectors.json"
SAME = 2e-6  # relative: what single precision leaves

WHITES = [
    *((None, None), (1000.0, None), (1800.0, None), (2200.0, None), (2700.0, None), (3000.0, None)),
    *((4500.0, None), (4800.0, None), (5500.0, None), (6500.0, None), (7001.0, None), (20000.0, None)),
    *((2700.0, -0.003), (3000.0, 0.006), (4000.0, 0.0), (6500.0, 0.003)),
]
DIMMED = [
    (1.0, 2700.0, DimToWarm(1800.0)),
    (0.5, 2700.0, DimToWarm(1800.0)),
    (0.01, 2700.0, DimToWarm(1800.0)),
    (0.0, 2700.0, DimToWarm(1800.0)),
    (0.3, 3000.0, DimToWarm(1800.0, ((0.05, 1800.0), (0.5, 2400.0), (1.0, 3000.0)))),
    (0.01, 3000.0, DimToWarm(1500.0, ((0.05, 1800.0), (0.5, 2400.0), (1.0, 3000.0)))),
]


class _Dimmer:
    """As much of a luminaire as its white needs."""

    def __init__(self, dim_to_warm: DimToWarm | None) -> None:
        self.dim_to_warm = dim_to_warm


def layers() -> dict[str, bytes]:
    """Files of every kind: coloured light with a shadow's edge, grey, dark, signed, of one texel, finer."""
    y, x = np.mgrid[:9, :12] * 0.35
    light = 300 / ((x - 1) ** 2 + (y - 2) ** 2 + 0.5) ** 1.5 * (x > 0.6)
    tint = np.stack([1.2 + 0 * x, 0.95 + 0.02 * y, 0.8 - 0.1 * x], axis=2)
    pure = np.array([[[9.0, 0, 0], [0, 9.0, 0], [0, 0, 9.0], [70_000, 1, 1]]])
    waves = np.cos(3 * x + y)[:, :, None] * np.geomspace(1e-3, 1e3, 12)[:, None]
    return {
        "coloured": encode_layer(light[:, :, None] * tint),
        "grey": encode_layer((light + 0.3)[:, :, None]),
        "dark": encode_layer(np.zeros((9, 12, 3))),
        "pure": encode_layer(pure),
        "signed": encode_layer(waves),
        "one": encode_layer(np.full((1, 1, 1), 0.5)),
        "finer": encode_layer(light[:, :, None] * tint, Steps(200.0, 100.0, 0.01)),
    }


def vectors() -> dict[str, Any]:
    """Everything that is written."""
    files = layers()
    read = {name: decode_layer(content) for name, content in files.items()}
    burning = [SceneWeight(0.7, 2700.0), SceneWeight(0.25, 4000.0, 0.004), SceneWeight(0.0, 6500.0)]
    weights = np.array([one.dimming * burning_white(_Dimmer(None), one) for one in burning])
    names = ("coloured", "grey", "dark")
    stack = np.stack([np.broadcast_to(read[name], (9, 12, 3)) for name in names], axis=2)
    mix = mixed(stack.astype(np.float64), weights)
    return {
        "whites": [{"cct_k": cct, "duv": duv, "rgb": _numbers(white_rgb(cct, duv))} for cct, duv in WHITES],
        "weights": [_weight(dimming, cct, warm) for dimming, cct, warm in DIMMED],
        "layers": [
            {
                "name": name,
                "file": base64.b64encode(content).decode(),
                "width": read[name].shape[1],
                "height": read[name].shape[0],
                "channels": read[name].shape[2],
                "values": _numbers(read[name]),
            }
            for name, content in files.items()
        ],
        "mix": {
            "layers": names,
            "burning": [{"dimming": b.dimming, "cct_k": b.cct_k, "duv": b.duv} for b in burning],
            "rgb": _numbers(mix),
            "illuminance_lx": _numbers(mix @ LUMINANCE_WEIGHTS),
        },
        "probes": _probes(),
    }


def _weight(dimming: float, cct_k: float, warm: DimToWarm) -> dict[str, Any]:
    found = dimming * burning_white(_Dimmer(warm), SceneWeight(dimming, cct_k))
    curve = [list(point) for point in warm.curve]
    return {
        "burning": {
            "dimming": dimming,
            "cct_k": cct_k,
            "dim_to_warm": {"warmest_k": warm.warmest_k, "curve": curve},
        },
        "rgb": _numbers(found),
    }


def _probes() -> dict[str, Any]:
    """A grid whose light is the same function everywhere but for a slope along each axis."""
    counts = (3, 2, 2)
    z, y, x = np.meshgrid(*(np.arange(count) for count in counts[::-1]), indexing="ij")
    amount = (1 + 0.5 * x + 0.25 * y + 0.125 * z).ravel()
    ways = np.array([[0.6, 0.0, 0.8], [0.0, -0.8, 0.6]])
    light = np.einsum("p,wi,wc->pic", amount, basis(ways), [[30.0, 20, 10], [5.0, 6, 7]])
    content = encode_layer(as_image(light))
    read = decode_layer(content)[:, :, 0].reshape(9, 3, -1)
    place, normal = (0.9, 1.1, 0.35), (0.0, 0.6, 0.8)
    # low (0.5, 0.5, 0.1), steps (0.8, 1.0, 1.0): at (0.5, 0.6, 0.25) of the first cell
    shares = (0.5, 0.6, 0.25)
    total = np.zeros((9, 3))
    for corner in np.ndindex(2, 2, 2):
        weight = np.prod([s if bit else 1 - s for bit, s in zip(corner, shares, strict=True)])
        total += weight * read[:, :, corner[0] + 3 * (corner[1] + 2 * corner[2])]
    return {
        "grid": {"low_m": [0.5, 0.5, 0.1], "step_m": [0.8, 1.0, 1.0], "counts": list(counts)},
        "file": base64.b64encode(content).decode(),
        "place_m": place,
        "normal": normal,
        "light_lx": _numbers(np.maximum(basis(normal) @ total, 0)),
    }


def _numbers(values: Any) -> list[float]:
    """Seven digits are more than single precision holds."""
    return [float(f"{value:.7g}") for value in np.asarray(values, float).ravel()]


def written() -> str:
    """The file's text."""
    return json.dumps(vectors(), separators=(",", ":")) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
