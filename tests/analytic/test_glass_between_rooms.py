"""Light through glass between rooms, beside Fresnel's pane, and beside what an open hole lets through."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from glazed import CLEAR, glass_sheet, of_pane
from hand_made import box_room
from hand_made import scene as scene_by_hand
from lit_rooms import BLACK, GREYS, PLANES, built, lamp
from numpy.typing import NDArray
from shells import box

from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate
from scenes.scene import SurfaceKind

HOLE = {"wall": 1, "offset_m": 1.0, "width_m": 0.9, "sill_m": 0.2, "height_m": 1.9}
POINTS = [[x, y, z] for x in (5.0, 6.5) for y in (1.2, 2.6) for z in (0.6, 1.5)]
LUMINANCE = 1000 / (2.3 * 1.6)


def beyond(opening: dict[str, Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Illuminance at points that look through an opening of a black room at a bright sheet, and its error."""
    scene = built(
        rooms=[box("A", 0, surfaces=BLACK, openings=[{**HOLE, **opening}]), box("B", 4.0, surfaces=BLACK)],
        placements=[lamp(3.9, 1.45, 1.15, file="sheet.ies", aim_m=[8, 1.45, 1.15])],
        calculation={
            "maintenance_factor": 1.0,
            "planes": [{"name": "p", "points_m": POINTS, "normals": [[-1, 0, 0]] * len(POINTS)}],
        },
    )
    (plane,) = measure(simulate(scene, replace(DRAFT, opening_samples=512)))["planes"]
    lx, error = (np.array(plane[key], float) for key in ("illuminance_lx", "standard_error_lx"))
    return lx, error


def seen_through(place: list[float], *, head_on: float | None) -> float:
    """The integral of luminance, share that passes and both cosines over the hole, by the midpoint rule."""
    y = 1.0 + 0.9 * (np.arange(300) + 0.5) / 300
    z = 0.2 + 1.9 * (np.arange(600) + 0.5) / 600
    away = place[0] - 4.0
    distance = np.sqrt(away**2 + (y[:, None] - place[1]) ** 2 + (z[None] - place[2]) ** 2)
    cosine = away / distance
    share = 1.0 if head_on is None else of_pane(np.degrees(np.arccos(cosine))) * (head_on / of_pane(0.0))
    return float((LUMINANCE * share * cosine**2 / distance**2).mean() * 0.9 * 1.9)


@pytest.mark.parametrize("passed", [None, 0.9, 0.45])
def test_a_window_passes_light_at_each_angle_as_a_pane_of_that_transmittance(passed: float | None) -> None:
    lx, error = beyond({"kind": "passage"} if passed is None else {"kind": "window", "transmittance": passed})
    expected = np.array([seen_through(place, head_on=passed) for place in POINTS])
    assert (np.abs(lx - expected) < 4 * error + 0.01 * expected).all()
    assert (lx / expected).mean() == pytest.approx(1, abs=0.015)


def test_a_glazed_door_passes_its_share_of_what_a_passage_does() -> None:
    lx, error = beyond({"kind": "door", "transmittance": 0.4})
    expected = 0.4 * np.array([seen_through(place, head_on=None) for place in POINTS])
    assert (np.abs(lx - expected) < 4 * error + 0.01 * expected).all()


def test_a_glass_wall_between_two_rooms_is_a_sheet_of_glass_in_one_long_room() -> None:
    window = {"kind": "window", "wall": 1, "offset_m": 0.0, "width_m": 3.0, "sill_m": 0.0, "height_m": 2.5}
    glazed = {**window, "transmittance": of_pane(0.0)}
    rooms = [box("Left", 0, surfaces=GREYS, openings=[glazed]), box("Right", 4, surfaces=GREYS)]
    scene = built(rooms=rooms, placements=[lamp(2, 1.5, 2.0)], calculation=PLANES)
    room = box_room(8, 3, 2.5, floor=0.3, walls=0.5, ceiling=0.7)
    sheet = glass_sheet(
        "pane", [(4, 0, 0), (4, 3, 0), (4, 3, 2.5), (4, 0, 2.5)], CLEAR, SurfaceKind.PARTITION
    )
    two = measure(simulate(scene, DRAFT))
    one = measure(simulate(scene_by_hand((*room, sheet), scene.luminaires, scene.planes), DRAFT))
    for joined, whole in zip(two["planes"], one["planes"], strict=True):
        spread = np.hypot(joined["mean_standard_error_lx"], whole["mean_standard_error_lx"])
        assert joined["mean_lx"] == pytest.approx(whole["mean_lx"], abs=4 * spread + 0.003 * whole["mean_lx"])
    assert two["energy_balance"] == pytest.approx(1, abs=1e-3)
    assert "LIGHT_LEAKS" not in {problem["code"] for problem in two["problems"]}
