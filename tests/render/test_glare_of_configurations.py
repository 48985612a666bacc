"""V20 and V21 of the research page on photometry, from a configuration and photometric files.

A lamp behind the observer is dimmed until the background is the one of the scene; light adds up, so two
solves and a division give its dimming.
"""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from api.cli.reading import read_scene
from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate


def lambert_file(flux_lm, *, width_m, length_m):
    """An LM-63-2002 file of absolute photometry in steps of 1 degree; a width below 0 makes a disc."""
    gamma = np.arange(0, 181)
    candela = flux_lm / np.pi * np.maximum(np.cos(np.radians(gamma)), 0)
    head = f"IESNA:LM-63-2002\nTILT=NONE\n1 -1 1 181 1 1 2 {width_m} {length_m} 0\n1 1 10\n"
    return head + " ".join(map(str, gamma)) + "\n0\n" + " ".join(f"{c:.6f}" for c in candela)


def rated(folder, places, dimming, files):
    """Both lighting scenes' ratings: "seen" with the lamps at (R, T) and the fill light, "fill" without."""
    for name, text in files.items():
        (folder / name).write_text(text)
    lamp = {"luminaire": {"photometry": "lamp.ies"}, "circuit": "lamps"}
    lamps = [{"id": f"lamp {i}", "position_m": [1 + r, 3 + t, 2.8]} | lamp for i, (r, t) in enumerate(places)]
    fill = {"id": "fill", "position_m": [0.4, 3, 2.8], "circuit": "fill"}
    fill["luminaire"] = {"photometry": "fill.ies"}
    document = {
        "lampyris": 1,
        "name": "glare",
        "room": {"name": "room", "outline_m": [[0, 0], [8, 0], [8, 6], [0, 6]], "height_m": 2.8},
        "placements": [*lamps, fill],
        "scenes": {
            "seen": {"circuits": {"lamps": {"dimming": 1}, "fill": {"dimming": dimming}}},
            "lamps": {"circuits": {"lamps": {"dimming": 1}}},
            "fill": {"circuits": {"fill": {"dimming": 1}}},
        },
        "calculation": {"planes": []},
        "observers": [
            {"name": "ahead", "eye_m": [1, 3, 1.2], "direction": [1, 0, 0]},
            {"name": "from afar", "eye_m": [7.5, 3, 1.2], "direction": [-2, 0, 0]},
        ],
    }
    (folder / "glare.lampyris.json").write_text(json.dumps(document))
    field = simulate(read_scene(folder / "glare.lampyris.json").scene, DRAFT)
    return {name: measure(field, name)["observers"] for name in ("seen", "lamps", "fill")}


@pytest.mark.parametrize(
    ("flux_lm", "size", "places", "background", "expected"),
    [
        (2000, {"width_m": -0.3, "length_m": -0.3}, [(2, 0)], 30, 17.955),
        (4000, {"width_m": 0.6, "length_m": 0.6}, [(1.5, 1), (1.5, -1), (4, 1), (4, -1)], 25, 21.782),
    ],
    ids=["V20", "V21"],
)
def test_rating_of_the_scene(tmp_path, flux_lm, size, places, background, expected):
    fill_lm = 50_000
    files = {
        "lamp.ies": lambert_file(flux_lm, **size),
        "fill.ies": lambert_file(fill_lm, width_m=0.3, length_m=0.3),
    }
    first = rated(tmp_path, places, 1, files)
    own, fill = (first[name][0]["background_luminance_cd_m2"] for name in ("lamps", "fill"))
    ahead, afar = rated(tmp_path, places, (background - own) / fill, files)["seen"]
    assert ahead["background_luminance_cd_m2"] == pytest.approx(background, rel=1e-9)
    assert ahead["ugr"] == pytest.approx(expected, abs=0.005)
    assert {cause["id"] for cause in ahead["luminaires"]} == {f"lamp {i}" for i in range(len(places))}
    assert "fill" in {cause["id"] for cause in afar["luminaires"]}
    assert math.isfinite(afar["ugr"])
