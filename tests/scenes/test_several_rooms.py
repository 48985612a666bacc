"""Several rooms in one configuration: how they are joined, named, measured and checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shells import area_m2, box, has_leak, named, volume_m3

from kit.errors import UnsoundInput
from kit.problems import Problem, Severity
from scenes.scene import Scene, SurfaceKind

Build = Callable[..., Scene]
DOOR = {"kind": "door", "offset_m": 1.0, "width_m": 0.9, "height_m": 2.1, "open": True}


def flat(gap: float = 0.1, left: Any = (), right: Any = (), **more: Any) -> list[dict[str, Any]]:
    """Two rooms side by side with openings in the walls between them."""
    return [
        box("Left", 0, openings=[{"wall": 1, **each} for each in left]),
        box("Right", 4 + gap, openings=[{"wall": 3, **each} for each in right], **more),
    ]


def codes(scene: Scene) -> set[str]:
    return {problem.code for problem in scene.problems} - {"DEFAULT_TAKEN"}


def test_a_door_stated_in_both_rooms_is_one_hole_with_a_reveal(build: Build) -> None:
    scene = build(rooms=flat(left=[DOOR], right=[DOOR]))
    surfaces = named(scene)
    # seen from the right room the door begins 1.1 m from its own first corner: 0.1 m is not common
    assert codes(scene) == {"OPENINGS_DIFFER"}
    assert "Left/opening:0" not in surfaces
    assert "Right/opening:0" not in surfaces
    assert area_m2(surfaces["Left/reveal:0"]) == pytest.approx(0.1 * (2 * 2.1 + 0.8))
    assert area_m2(surfaces["Left/reveal:0:threshold"]) == pytest.approx(0.1 * 0.8)
    assert area_m2(surfaces["Left/wall:1"]) == pytest.approx(3 * 2.5 - 0.8 * 2.1)
    assert area_m2(surfaces["Right/wall:3"]) == pytest.approx(3 * 2.5 - 0.8 * 2.1)
    assert volume_m3(scene) == pytest.approx(2 * 30 + 0.1 * 0.8 * 2.1)
    assert not has_leak(scene)


@pytest.mark.parametrize("gap", [0.0, -0.03, 0.1, 0.6])
def test_an_opening_of_one_room_is_cut_into_the_other_and_told(build: Build, gap: float) -> None:
    scene = build(rooms=flat(gap, left=[{**DOOR, "kind": "passage"}]))
    assert codes(scene) == {"OPENING_CUT_THROUGH"} | ({"ROOMS_PARTED"} if gap < 0 else set())
    surfaces = named(scene)
    assert area_m2(surfaces["Right/wall:3"]) == pytest.approx(3 * 2.5 - 0.9 * 2.1)
    assert volume_m3(scene) == pytest.approx(60 + max(gap, 0) * 0.9 * 2.1 - max(-gap, 0) * 7.5, abs=0.02)
    assert not has_leak(scene)
    assert not any(surface.kind is SurfaceKind.OPEN for surface in scene.surfaces)


def test_a_door_into_a_cupboard_does_not_lead_through_to_the_room_behind(build: Build) -> None:
    cupboard = box("Cupboard", 4.1, outline_m=[[4.1, 0], [4.45, 0], [4.45, 3], [4.1, 3]])
    rooms = [box("A", 0, openings=[{"wall": 1, **DOOR}]), cupboard, box("C", 4.55)]
    scene = build(rooms=rooms)
    surfaces = named(scene)
    assert [p.code for p in scene.problems].count("OPENING_CUT_THROUGH") == 1
    assert area_m2(surfaces["Cupboard/wall:3"]) == pytest.approx(3 * 2.5 - 0.9 * 2.1)
    assert area_m2(surfaces["C/wall:3"]) == pytest.approx(3 * 2.5)
    assert not has_leak(scene)
    # half as wide: the rest of the door leads to the room behind
    rooms[1]["outline_m"] = [[4.1, 0], [4.45, 0], [4.45, 1.5], [4.1, 1.5]]
    rooms[1]["name"] = "Half"
    surfaces = named(build(rooms=rooms))
    assert area_m2(surfaces["Half/wall:3"]) == pytest.approx(1.5 * 2.5 - 0.5 * 2.1)
    assert area_m2(surfaces["C/wall:3"]) == pytest.approx(3 * 2.5 - 0.4 * 2.1, abs=1e-3)


def test_farther_than_a_wall_is_thick_light_is_lost_as_before(build: Build) -> None:
    scene = build(rooms=flat(0.65, left=[{**DOOR, "kind": "passage"}]))
    assert named(scene)["Left/opening:0"].kind is SurfaceKind.OPEN
    assert codes(scene) == set()


def test_closed_doors_stay_and_are_seen_from_both_rooms(build: Build) -> None:
    shut = {**DOOR, "open": False}
    surfaces = named(build(rooms=flat(left=[shut])))
    for name in ("Left/opening:0", "Right/opening:0"):
        assert surfaces[name].kind is SurfaceKind.DOOR
        assert surfaces[name].reflectance_rgb == (0.5, 0.5, 0.5)
    both = build(rooms=flat(left=[DOOR], right=[shut]))
    assert "DOORS_DISAGREE" in codes(both)
    assert [named(both)[n].kind for n in ("Left/opening:0", "Right/opening:0")] == [SurfaceKind.DOOR] * 2


WINDOW = {"kind": "window", "offset_m": 1, "width_m": 1, "sill_m": 1, "height_m": 1}


@pytest.mark.parametrize(
    ("left", "right", "passed", "told"),
    [
        (WINDOW, None, 0.9, {"OPENING_CUT_THROUGH"}),
        (WINDOW, WINDOW, 0.9, set()),
        ({**WINDOW, "transmittance": 0.5}, WINDOW, 0.5, {"OPENINGS_DIFFER"}),
        (WINDOW, {**WINDOW, "kind": "passage"}, 0.9, {"OPENINGS_DIFFER"}),
        ({**DOOR, "open": False, "transmittance": 0.4}, None, 0.4, {"OPENING_CUT_THROUGH"}),
        ({**DOOR, "open": False, "transmittance": 0.4}, {**DOOR, "open": False}, 0.4, set()),
        ({**DOOR, "open": False, "transmittance": 0.4}, DOOR, 0.4, {"OPENINGS_DIFFER"}),
    ],
)
def test_glass_between_rooms_is_one_pane_in_a_hole_through_both_walls(
    build: Build, left: Any, right: Any, passed: float, told: set[str]
) -> None:
    mirrored = [] if right is None else [{**right, "offset_m": 3 - left["offset_m"] - left["width_m"]}]
    scene = build(rooms=flat(left=[left], right=mirrored))
    surfaces = named(scene)
    pane = surfaces["Left/pane:0"]
    size = left["width_m"] * left["height_m"]
    assert codes(scene) == told
    assert (pane.kind, pane.transmittance) == (SurfaceKind.PANE, passed)
    assert area_m2(pane) == pytest.approx(size)
    assert pane.vertices_m[:, 0] == pytest.approx([4.05] * 4)  # in the middle of the wall
    for wall in ("Left/wall:1", "Right/wall:3"):
        assert area_m2(surfaces[wall]) == pytest.approx(3 * 2.5 - size)
    assert not any(surface.kind in (SurfaceKind.WINDOW, SurfaceKind.DOOR) for surface in scene.surfaces)
    assert volume_m3(scene) == pytest.approx(2 * 30 + 0.1 * size)
    assert not has_leak(scene)


def test_a_window_before_a_closed_door_or_above_the_room_behind_passes_nothing_on(build: Build) -> None:
    closed = build(rooms=flat(left=[WINDOW], right=[{**WINDOW, "kind": "door"}]))
    assert "LIGHT_NOT_PASSED_ON" in codes(closed)
    assert named(closed)["Left/opening:0"].transmittance == 0.9
    high = {**WINDOW, "sill_m": 1.5}
    low_room = build(rooms=flat(left=[high], elevation_m=-0.7))  # its ceiling is 0.3 m above the sill
    assert "LIGHT_NOT_PASSED_ON" in codes(low_room)
    assert area_m2(named(low_room)["Left/opening:0"]) == pytest.approx(1)


def test_a_window_with_a_room_behind_half_of_it_leads_out_with_the_rest(build: Build) -> None:
    scene = build(rooms=flat(left=[WINDOW], outline_m=[[4.1, 0], [8, 0], [8, 1.4], [4.1, 1.4]]))
    surfaces = named(scene)
    assert area_m2(surfaces["Left/pane:0"]) == pytest.approx(0.4)
    assert surfaces["Left/opening:0"].kind is SurfaceKind.WINDOW
    assert area_m2(surfaces["Left/opening:0"]) == pytest.approx(0.6)


def test_open_edges_join_where_rooms_share_them(build: Build) -> None:
    rooms = flat(0.0)
    rooms[0]["surfaces"] = {"wall:1": {"open": True}}
    rooms[1]["surfaces"] = {"wall:3": {"open": True}}
    rooms[1]["height_m"] = 2.3
    scene = build(rooms=rooms)
    surfaces = named(scene)
    assert not any(surface.kind is SurfaceKind.OPEN for surface in scene.surfaces)
    assert area_m2(surfaces["Left/wall:1"]) == pytest.approx(3 * 0.2, abs=0.002)  # the step of the ceiling
    assert "Right/wall:3" not in surfaces
    assert not has_leak(scene)
    rooms[1]["outline_m"] = [[4, 0], [8, 0], [8, 1], [4, 1]]
    half = named(build(rooms=rooms))
    assert half["Left/wall:1:open"].kind is SurfaceKind.OPEN  # 2 m have no room behind them
    assert area_m2(half["Left/wall:1:open"]) == pytest.approx(2 * 2.5, abs=0.01)


def test_a_wide_passage_is_wall_where_the_other_room_has_wall(build: Build) -> None:
    wide = {"kind": "passage", "wall": 1, "offset_m": 0.2, "width_m": 2.6, "height_m": 2.1}
    narrow = {"kind": "passage", "wall": 3, "offset_m": 1.0, "width_m": 1.0, "height_m": 2.1}
    rooms = flat(left=[wide], right=[narrow])
    scene = build(rooms=rooms)
    assert not any(surface.kind is SurfaceKind.OPEN for surface in scene.surfaces)
    assert area_m2(named(scene)["Left/wall:1"]) == pytest.approx(3 * 2.5 - 2.1)
    assert not has_leak(scene)
    edge = flat(0.1, right=[narrow])
    edge[0]["surfaces"] = {"wall:1": {"open": True}}
    scene = build(rooms=edge)
    assert not any(surface.kind is SurfaceKind.OPEN for surface in scene.surfaces)
    assert area_m2(named(scene)["Left/wall:1"]) == pytest.approx(3 * 2.5 - 2.1)
    # the last 1.5 m of the passage have no room behind them
    rooms[1]["outline_m"] = [[4.1, 0], [8, 0], [8, 1.3], [4.1, 1.3]]
    rooms[1]["openings"] = [{**narrow, "offset_m": 0.3, "width_m": 0.3}]
    surfaces = named(build(rooms=rooms))
    assert surfaces["Left/opening:0"].kind is SurfaceKind.OPEN
    assert area_m2(surfaces["Left/opening:0"]) == pytest.approx(1.5 * 2.1)


def test_storeys_with_steps_between_them_are_joined(build: Build) -> None:
    right = {"elevation_m": 0.5, "height_m": 3.0}
    scene = build(rooms=flat(left=[{**DOOR, "kind": "passage", "height_m": 2.4}], **right))
    surfaces = named(scene)
    assert area_m2(surfaces["Right/wall:3"]) == pytest.approx(3 * 3.0 - 0.9 * 1.9)
    assert surfaces["Right/floor"].vertices_m[:, 2] == pytest.approx(0.5)
    assert not has_leak(scene)


def test_floors_above_ceilings_lie_a_hair_apart(build: Build) -> None:
    above = box("Above", 0, elevation_m=2.5)
    surfaces = named(build(rooms=[box("Below", 0), above]))
    assert surfaces["Above/floor"].vertices_m[0, 2] - surfaces["Below/ceiling"].vertices_m[0, 2] > 1e-4


@pytest.mark.parametrize(
    ("rooms", "code"),
    [
        ([box("A", 0), box("A", 4)], "REPEATED_NAME"),
        ([box("A", 0), box("", 4)], "MISSING_KEY"),
        ([box("A", 0), box("B/C", 4)], "ROOM_NAME_UNSOUND"),
        ([box("A", 0), box("B", 3)], "ROOMS_OVERLAP"),
        ([box("A", 0), box("B", 0, elevation_m=2.0)], "ROOMS_OVERLAP"),
        ([box("A", 0), box("B", 500)], "ROOM_TOO_LARGE"),
    ],
)
def test_rooms_that_do_not_go_together_are_refused(
    found_in: Callable[..., dict[str, Problem]], rooms: list[dict[str, Any]], code: str
) -> None:
    assert found_in(rooms=rooms)[code].severity is Severity.ERROR


def test_a_plane_without_a_room_is_one_in_each(build: Build) -> None:
    scene = build(rooms=flat())
    assert [(p.name, p.room) for p in scene.planes] == [
        ("Left/work plane", "Left"),
        ("Right/work plane", "Right"),
    ]
    assert scene.planes[1].file_points_m[:, 0].min() > 4.1
    asked = [
        {"name": "a", "room": "Right", "height_m": 1.0},
        {"name": "b", "on": "Left/floor"},
        {"name": "c", "on": "walls"},
        {"name": "d", "points_m": [[5, 1, 1]], "direction": [0, 0, 1]},
    ]
    found = build(rooms=flat(), calculation={"planes": asked}).planes
    assert [(p.name, p.room) for p in found] == [
        ("a", "Right"),
        ("b", "Left"),
        ("Left/c", "Left"),
        ("Right/c", "Right"),
        ("d", "Right"),
    ]
    with pytest.raises(UnsoundInput) as caught:
        build(rooms=flat(), calculation={"planes": [{"name": "a", "room": "Attic", "height_m": 1.0}]})
    assert [p.code for p in caught.value.problems if p.severity is Severity.ERROR] == ["UNKNOWN_ROOM"]


def test_planes_of_each_room_keep_clear_of_names_that_are_taken(build: Build) -> None:
    asked = [
        {"name": "w", "height_m": 0.8},
        {"name": "Left/w", "room": "Right", "height_m": 1.0},
        {"name": "Right/w 2", "on": "Left/floor"},
    ]
    scene = build(rooms=flat(), calculation={"planes": asked})
    names = [plane.name for plane in scene.planes]
    assert names == ["Left/w 2", "Right/w", "Left/w", "Right/w 2"]
    (told,) = [p for p in scene.problems if p.code == "PLANE_NAMED_APART"]
    assert (told.where, told.severity) == ("calculation.planes[0].name", Severity.INFO)


def test_luminaires_hang_in_one_of_the_rooms_at_its_own_height(build: Build) -> None:
    rooms = flat(elevation_m=1.0)
    placements = [
        {"id": "l", "luminaire": "surface", "position_m": [2, 1, 2.5]},
        {"id": "r", "luminaire": "surface", "position_m": [6, 1, 3.5]},
    ]
    scene = build(rooms=rooms, placements=placements)
    assert [placed.room for placed in scene.luminaires] == ["Left", "Right"]
    assert codes(scene) <= {"POWER_UNKNOWN"}
    placements[1]["position_m"] = [6, 1, 2.5]
    (low,) = [p for p in build(rooms=rooms, placements=placements).problems if p.code == "NOT_ON_CEILING"]
    assert low.repair == {"position_m": [6.0, 1.0, 3.5]}
    with pytest.raises(UnsoundInput) as caught:
        build(rooms=rooms, placements=[{**placements[0], "position_m": [2, 9, 2.5]}])
    assert "LUMINAIRE_OUTSIDE_ROOM" in {p.code for p in caught.value.problems}
