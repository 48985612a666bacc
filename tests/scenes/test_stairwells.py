"""Stairwells: cut through the slab between two storeys, closed all round, told where they lead nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from shells import area_m2, box, has_leak, named, volume_m3

from kit.problems import Problem
from scenes.readers.room_document import one_room_document
from scenes.room import Opening, Room, Slope
from scenes.scene import Scene

Build = Callable[..., Scene]
HOLE = {"kind": "stairwell", "position_m": [2.0, 1.5], "size_m": [2.0, 0.9]}


def storeys(hole: dict[str, Any], *, slab_m: float = 0.3, **lower: Any) -> list[dict[str, Any]]:
    return [
        box("Below", 0, **lower),
        box("Above", 0, openings=[hole], elevation_m=2.5 + slab_m),
    ]


def codes(scene: Scene) -> set[str]:
    return {problem.code for problem in scene.problems} - {"DEFAULT_TAKEN"}


@pytest.mark.parametrize("slab_m", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("turn", [0.0, 25.0])
def test_a_stairwell_is_a_hole_in_floor_and_ceiling_with_sides(
    build: Build, slab_m: float, turn: float
) -> None:
    scene = build(rooms=storeys({**HOLE, "rotation_deg": turn}, slab_m=slab_m))
    surfaces = named(scene)
    assert codes(scene) == set()
    assert area_m2(surfaces["Above/floor"]) == pytest.approx(12 - 1.8)
    assert area_m2(surfaces["Below/ceiling"]) == pytest.approx(12 - 1.8)
    assert area_m2(surfaces["Below/floor"]) == pytest.approx(12)
    if slab_m:
        assert area_m2(surfaces["Above/reveal:0:0"]) == pytest.approx(5.8 * slab_m)
    assert volume_m3(scene) == pytest.approx(60 + 1.8 * slab_m, abs=2e-3)
    assert not has_leak(scene)


def test_a_stairwell_at_the_wall_keeps_a_millimetre_of_floor(build: Build) -> None:
    scene = build(rooms=storeys({**HOLE, "position_m": [1.0, 0.45]}))
    assert codes(scene) == set()
    assert area_m2(named(scene)["Above/floor"]) == pytest.approx(12 - 1.8, abs=0.004)
    assert not has_leak(scene)


def test_a_stairwell_over_two_rooms_leads_into_both(build: Build) -> None:
    below = [box("West", 0, 2.0), box("East", 2.1, 1.9)]
    scene = build(rooms=[*below, box("Above", 0, openings=[HOLE], elevation_m=2.8)])
    surfaces = named(scene)
    assert area_m2(surfaces["West/ceiling"]) == pytest.approx(6 - 0.9, abs=0.002)
    assert area_m2(surfaces["East/ceiling"]) == pytest.approx(5.7 - 0.81, abs=0.002)
    assert area_m2(surfaces["Above/floor"]) == pytest.approx(12 - 1.71, abs=0.004)
    assert codes(scene) == set()
    assert not has_leak(scene)


def test_a_stairwell_into_a_slope_is_cut_into_it(build: Build) -> None:
    slopes = [{"wall": 3, "height_m": 2.4, "pitch_deg": 5.0}]
    scene = build(rooms=storeys(HOLE, height_m=2.76, slab_m=0.3, ceiling_slopes=slopes))
    surfaces = named(scene)
    assert codes(scene) == set()
    assert area_m2(surfaces["Below/ceiling:slope:0"]) == pytest.approx(
        (12 - 1.8) / np.cos(np.radians(5.0)), abs=0.01
    )
    assert not has_leak(scene)


@pytest.mark.parametrize(
    ("hole", "lower", "closed_m2"),
    [
        ({}, {"height_m": 1.8}, 1.8),  # a slab of 1 m
        ({}, {"openings": [{**HOLE, "kind": "skylight"}]}, 1.8),
        ({"position_m": [8.0, 1.5]}, {}, 1.8),
        ({"position_m": [4.0, 1.5]}, {}, 0.9),
    ],
)
def test_what_leads_nowhere_stays_floor_and_is_told(
    build: Build, hole: dict[str, Any], lower: dict[str, Any], closed_m2: float
) -> None:
    scene = build(rooms=storeys({**HOLE, **hole}, **lower))
    assert "STAIRWELL_LEADS_NOWHERE" in codes(scene)
    assert ("STAIRWELL_OUTSIDE_FLOOR" in codes(scene)) == ("position_m" in hole)
    assert area_m2(named(scene)["Above/floor"]) == pytest.approx(12 - 1.8 + closed_m2, abs=0.002)
    assert not has_leak(scene)


def test_two_stairwells_do_not_overlap(found_in: Callable[..., dict[str, Problem]]) -> None:
    rooms = storeys(HOLE)
    rooms[1]["openings"] = [HOLE, {**HOLE, "position_m": [2.5, 1.5]}]
    assert "OPENINGS_OVERLAP" in found_in(rooms=rooms)


@pytest.mark.parametrize(
    ("piece", "is_told"),
    [
        ({"name": "Chest", "position_m": [2.0, 1.5, 0.0], "box_m": [1.0, 0.5, 0.8]}, True),
        ({"name": "Rug", "position_m": [2.0, 0.7, 0.0], "box_m": [2.0, 1.0, 0.012]}, True),
        ({"name": "Sofa", "position_m": [2.5, 1.5, 0.0], "piece": "sofa"}, True),
        ({"name": "Chest", "position_m": [2.0, 0.8, 0.0], "box_m": [1.0, 0.5, 0.8]}, False),  # at its edge
        ({"name": "Lamp shade", "position_m": [2.0, 1.5, 1.6], "box_m": [0.4, 0.4, 0.3]}, False),
        ({"name": "Treppe", "position_m": [2.0, 1.5, 0.0], "box_m": [2.0, 0.9, 0.2]}, False),
        ({"name": "Railing", "position_m": [2.0, 1.1, 0.0], "box_m": [2.0, 0.1, 0.9]}, False),
    ],
)
def test_what_stands_over_a_stairwell_is_told(
    found_in: Callable[..., dict[str, Problem]], piece: dict[str, Any], is_told: bool
) -> None:
    rooms = storeys(HOLE)
    rooms[1]["furniture"] = [piece]
    rooms[0]["furniture"] = [{"name": "Under it", "position_m": [2.0, 1.5, 0.0], "box_m": [1.0, 0.5, 0.8]}]
    found = found_in(rooms=rooms)
    assert ("FURNITURE_OVER_STAIRWELL" in found) == is_told
    if is_told:
        problem = found["FURNITURE_OVER_STAIRWELL"]
        assert (problem.where, problem.severity) == ("rooms[1].furniture[0]", "warning")


@pytest.mark.parametrize(
    ("name", "z", "is_told"), [("Stairs", 0.0, False), ("Stairs", -0.5, True), ("Chest", 0.0, True)]
)
def test_stairs_may_reach_through_the_ceiling_and_nothing_else(
    found_in: Callable[..., dict[str, Problem]], name: str, z: float, is_told: bool
) -> None:
    rooms = storeys(HOLE)
    rooms[0]["furniture"] = [{"name": name, "position_m": [2.0, 1.5, z], "box_m": [2.0, 0.9, 3.6]}]
    assert ("FURNITURE_OUTSIDE_ROOM" in found_in(rooms=rooms)) == is_told


def test_the_answer_says_where_a_stairwell_and_a_skylight_in_a_slope_lie() -> None:
    """A stairwell of 2 x 1 m turned by 90 degrees; of 1 m up a slope of 60 degrees the plan shows half."""
    lying = (
        Opening("stairwell", position_m=(2.0, 1.5), size_m=(2.0, 1.0), rotation_deg=90.0),
        Opening("skylight", position_m=(2.0, 0.5), size_m=(0.8, 1.0)),
    )
    outline = ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0))
    room = Room(outline, 2.6, slopes=(Slope(0, 1.0, 60.0),), openings=lying)
    well, light = one_room_document(room)["openings"]
    assert (well["position_m"], well["size_m"], well["rotation_deg"]) == ([2.0, 1.5], [2.0, 1.0], 90.0)
    assert sorted(well["outline_m"]) == [[1.5, 0.5], [1.5, 2.5], [2.5, 0.5], [2.5, 2.5]]
    assert sorted(light["outline_m"]) == [[1.6, 0.25], [1.6, 0.75], [2.4, 0.25], [2.4, 0.75]]
