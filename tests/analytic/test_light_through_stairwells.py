"""Light between storeys: one tall room, and a lamp that is seen through a hole of known size."""

from __future__ import annotations

import numpy as np
import pytest
from lit_rooms import BLACK, GREYS, built, lamp
from shells import box

from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate


def test_two_storeys_with_nothing_between_them_are_one_tall_room() -> None:
    hole = {"kind": "stairwell", "position_m": [2.0, 1.5], "size_m": [4.0, 3.0]}
    grid = {"u_m": [3.0, 0, 0], "v_m": [0, 2, 0], "spacing_m": 0.5}
    planes = [{"name": name, "origin_m": [0.5, 0.5, z], **grid} for name, z in (("low", 0.4), ("high", 3.0))]
    common = {
        "placements": [lamp(1.0, 1.5, 4.2)],
        "calculation": {"maintenance_factor": 1.0, "planes": planes},
    }
    rooms = [
        box("Below", 0, surfaces=GREYS),
        box("Above", 0, surfaces=GREYS, openings=[hole], elevation_m=2.5),
    ]
    two = measure(simulate(built(rooms=rooms, **common), DRAFT))
    tall = {**box("One", 0), "height_m": 5.0, "surfaces": GREYS}
    one = measure(simulate(built(room=tall, **common), DRAFT))
    for joined, whole in zip(two["planes"], one["planes"], strict=True):
        spread = np.hypot(joined["mean_standard_error_lx"], whole["mean_standard_error_lx"])
        assert joined["mean_lx"] == pytest.approx(whole["mean_lx"], abs=4 * spread + 0.004 * whole["mean_lx"])
    assert two["energy_balance"] == pytest.approx(1, abs=1e-3)
    assert "LIGHT_LEAKS" not in {problem["code"] for problem in two["problems"]}


def test_a_lamp_upstairs_lights_what_sees_it_through_the_hole() -> None:
    """I cos / d2 where the straight line passes the hole at both its ends, otherwise nothing."""
    hole = {"kind": "stairwell", "position_m": [2.0, 1.5], "size_m": [1.0, 0.8]}
    points = [[x, y, 0.0] for x in (0.6, 1.1, 1.9, 2.6, 3.4) for y in (0.3, 1.0, 1.6, 2.3)]
    source = np.array([2.2, 1.4, 4.3])
    scene = built(
        rooms=[
            box("Below", 0, surfaces=BLACK),
            box("Above", 0, surfaces=BLACK, openings=[hole], elevation_m=2.8),
        ],
        placements=[lamp(*source)],
        calculation={
            "maintenance_factor": 1.0,
            "planes": [{"name": "p", "points_m": points, "normals": [[0, 0, 1]] * len(points)}],
        },
    )
    (plane,) = measure(simulate(scene, DRAFT))["planes"]
    expected = []
    for place in np.array(points):
        met = [place + (source - place) * (z / source[2]) for z in (2.5, 2.8)]
        seen = all(abs(x - 2.0) < 0.5 and abs(y - 1.5) < 0.4 for x, y, _ in met)
        distance = np.linalg.norm(source - place)
        expected.append(1000 * source[2] / distance**3 if seen else 0.0)
    assert 3 < np.count_nonzero(expected) < len(points) - 3
    assert plane["illuminance_lx"] == pytest.approx(expected, rel=2e-3, abs=1e-6)
