"""Skylights in ceilings that are meshes: the same light as in the same ceiling of slopes."""

from __future__ import annotations

import numpy as np
import pytest
from lit_rooms import GREYS, built, lamp

from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate

# 4 x 6 m, knee walls of 1 m, 45 degrees, level at 2.5 m: 1 m wide in the middle
OUTLINE = [[0, 0], [4, 0], [4, 6], [0, 6]]
SLOPES = [{"wall": wall, "height_m": 1.0, "pitch_deg": 45.0} for wall in (1, 3)]
ROOF = b"""v 0 1 0
v 1.5 2.5 0
v 2.5 2.5 0
v 4 1 0
v 0 1 -6
v 1.5 2.5 -6
v 2.5 2.5 -6
v 4 1 -6
f 1 2 6 5
f 2 3 7 6
f 3 4 8 7
"""


def test_the_same_skylight_in_slopes_and_in_a_mesh_lets_out_the_same_light() -> None:
    plane = {"name": "p", "height_m": 0.4, "spacing_m": 1.0, "margin_m": 0.5}
    skylight = {"kind": "skylight", "position_m": [0.7, 3.0]}
    room = {"outline_m": OUTLINE, "surfaces": GREYS}
    common = {"placements": [lamp(2, 3, 1.8)], "calculation": {"planes": [plane], "maintenance_factor": 1.0}}
    sloped = {**room, "height_m": 2.5, "ceiling_slopes": SLOPES}
    sloped["openings"] = [{**skylight, "size_m": [2.0, 1.4]}]
    meshed = {
        **room,
        "ceiling_model": "roof.obj",
        "openings": [{**skylight, "size_m": [1.4 * 0.5**0.5, 2.0]}],
    }
    one, other = (
        measure(simulate(built(room=each, files={"roof.obj": ROOF}, **common), DRAFT))
        for each in (sloped, meshed)
    )
    for first, second in zip(one["planes"], other["planes"], strict=True):
        spread = np.hypot(first["mean_standard_error_lx"], second["mean_standard_error_lx"])
        assert first["mean_lx"] == pytest.approx(second["mean_lx"], abs=4 * spread + 0.003 * first["mean_lx"])
    panes = [
        next(entry for entry in each["surfaces"] if entry["name"] == "opening:0") for each in (one, other)
    ]
    assert panes[0]["area_m2"] == pytest.approx(2.8, rel=1e-3)
    assert panes[1]["area_m2"] == pytest.approx(2.8, rel=1e-3)
    assert panes[0]["mean_illuminance_lx"] == pytest.approx(panes[1]["mean_illuminance_lx"], rel=0.02)
    for each in (one, other):
        assert each["energy_balance"] == pytest.approx(1, abs=1e-3)
