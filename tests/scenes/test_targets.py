"""Targets: what standards ask for, and how measures are compared with it."""

from __future__ import annotations

from typing import Any

import pytest

from scenes.targets import (
    RoomToCheck,
    all_targets,
    check_use,
    compared,
    known_uses,
    targets_of,
    use_called,
)


def plane(name: str, height: float, mean: float | None, error: float = 1.0, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "room": "",
        "kind": "illuminance",
        "points_m": [[1.0, 1.0, height], [2.0, 1.0, height]],
        "mean_lx": mean,
        "mean_standard_error_lx": error,
        "uniformity": 0.7,
        "uniformity_standard_error": 0.01,
        **more,
    }


def of(use: str, *planes: dict[str, Any], observers: Any = (), **room: Any) -> dict[tuple[str, str], Any]:
    found = compared({"planes": planes, "observers": list(observers)}, [RoomToCheck("r", use, **room)])
    return {(entry["task"], entry["quantity"]): entry for entry in found}


def test_values_of_the_standards() -> None:
    """GB/T 50034-2024 for dwellings and EN 12464-1:2021 for offices, as public sources cite them."""
    asked = {(t.use, t.task): t for t in all_targets()}
    assert asked["living", "general"].illuminance_lx == 100
    assert asked["bedroom", "general"].illuminance_lx == 75
    assert asked["dining", "dining table"].illuminance_lx == 150
    assert asked["kitchen", "worktop"].illuminance_lx == 300
    office = asked["office", "writing, reading, data processing"]
    assert (office.illuminance_lx, office.uniformity, office.unified_glare_rating) == (500, 0.6, 19)
    assert office.colour_rendering_index == 80
    assert all(t.source.year >= 2011 for t in all_targets())


@pytest.mark.parametrize(
    ("use", "task", "illuminance_lx", "unified_glare_rating", "colour_rendering_index"),
    [
        ("meeting", "meeting", 500, 19, 80),
        ("reception", "reception desk", 300, 22, 80),
        ("archive", "archives", 200, 25, 80),
        ("circulation", "floor", 100, 28, 40),
        ("stairs", "treads", 100, 25, 40),
        ("shop", "sales area", 300, 22, 80),
        ("shop", "till", 500, 19, 80),
    ],
)
def test_work_places_as_public_tables_of_the_standard_have_them(
    use: str,
    task: str,
    illuminance_lx: float,
    unified_glare_rating: float,
    colour_rendering_index: float,
) -> None:
    """Lumina Design's table of EN 12464-1:2021; stairs after PS-Wiki's table of the edition of 2011."""
    (row,) = (t for t in targets_of(use) if t.task == task)
    assert row.illuminance_lx == illuminance_lx
    assert row.unified_glare_rating == unified_glare_rating
    assert row.colour_rendering_index == colour_rendering_index


def test_every_row_says_where_it_was_seen() -> None:
    for target in all_targets():
        assert target.seen in ("seen", "our advice"), target
        assert target.seen_at, target
    assert {target.use for target in all_targets() if target.seen == "our advice"} == {"study"}


def test_dwellings_have_no_limit_of_glare() -> None:
    for use in ("living", "bedroom", "dining", "kitchen", "bathroom", "corridor", "study"):
        assert use in known_uses()
        assert all(t.unified_glare_rating is None and t.uniformity is None for t in targets_of(use))


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("Living Room", "living"),
        ("livingRoom", "living"),
        ("客厅", "living"),
        ("Büro", "office"),
        ("cave", None),
    ],
)
def test_uses_in_three_languages(text: str, use: str | None) -> None:
    assert use_called(text) == use


def test_unknown_uses_are_told_and_none_is_not() -> None:
    (problem,) = check_use("opera", "room")
    assert (problem.code, problem.where) == ("USE_UNKNOWN", "room.use")
    assert "living" in (problem.hint or "")
    assert check_use("", "room") == []
    assert targets_of("opera") == ()


@pytest.mark.parametrize(
    ("mean", "error", "status", "difference"),
    [(120.0, 1.0, "met", 20.0), (90.0, 1.0, "missed", -10.0), (101.0, 2.0, "unclear", 1.0)],
)
def test_met_missed_or_a_matter_of_chance(mean: float, error: float, status: str, difference: float) -> None:
    entry = of("living", plane("work plane", 0.75, mean, error))["general", "illuminance_lx"]
    assert (entry["status"], entry["difference"]) == (status, difference)
    assert (entry["measured_on"], entry["standard_error"]) == ("work plane", error)


def test_a_task_is_measured_on_planes_of_its_name_only() -> None:
    found = of("living", plane("work plane", 0.75, 120.0), plane("reading by the sofa", 0.6, 250.0))
    assert found["general", "illuminance_lx"]["measured_on"] == "work plane"
    reading = found["reading and writing", "illuminance_lx"]
    assert (reading["measured_on"], reading["status"]) == ("reading by the sofa", "missed")


def test_what_has_no_plane_is_not_measured() -> None:
    entry = of("corridor", plane("work plane", 0.75, 120.0))["floor", "illuminance_lx"]
    assert (entry["status"], entry["value"], entry["difference"]) == ("not measured", None, None)


def test_heights_are_above_the_rooms_own_floor() -> None:
    upstairs = plane("work plane", 3.55, 120.0)
    assert of("living", upstairs)["general", "illuminance_lx"]["status"] == "not measured"
    assert of("living", upstairs, elevation_m=2.8)["general", "illuminance_lx"]["status"] == "met"


def test_glare_uniformity_and_colour_of_an_office() -> None:
    observers = [{"name": "desk", "ugr": 21.0, "ugr_standard_error": 0.1}]
    found = of("office", plane("work plane", 0.75, 520.0), observers=observers, lowest_ra=90.0)
    task = "writing, reading, data processing"
    assert found[task, "uniformity"]["status"] == "met"
    glare = found[task, "unified_glare_rating"]
    assert (glare["status"], glare["difference"]) == ("missed", -2.0)
    assert found[task, "colour_rendering_index"]["status"] == "met"


def test_glare_counts_in_the_room_that_the_eye_is_in() -> None:
    observers = [
        {"name": name, "room": room, "ugr": ugr, "ugr_standard_error": 0.1}
        for name, room, ugr in (("a", "One", 21.0), ("b", "Two", 17.0), ("c", "", 30.0))
    ]
    rooms = [RoomToCheck("One", "office"), RoomToCheck("Two", "office"), RoomToCheck("Three", "office")]
    found = compared({"planes": [], "observers": observers}, rooms)
    glare = [entry for entry in found if entry["quantity"] == "unified_glare_rating"]
    assert [(entry["room"], entry["measured_on"], entry["status"]) for entry in glare] == [
        ("One", "a", "missed"),
        ("Two", "b", "met"),
        ("Three", None, "not measured"),
    ]


def test_glare_is_compared_with_the_row_of_the_observers_task() -> None:
    """EN 12464-1: 22 in the sales area, 19 at the till."""
    observers = [
        {"name": name, "room": "", "ugr": 20.5, "ugr_standard_error": 0.1}
        for name in ("customer", "at the till")
    ]
    found = compared({"planes": [], "observers": observers}, [RoomToCheck("", "shop")])
    glare = [entry for entry in found if entry["quantity"] == "unified_glare_rating"]
    assert [(entry["task"], entry["measured_on"], entry["target"], entry["status"]) for entry in glare] == [
        ("sales area", "customer", 22, "met"),
        ("till", "at the till", 19, "missed"),
    ]
    (_, till) = [
        entry
        for entry in compared({"planes": [], "observers": observers[:1]}, [RoomToCheck("", "shop")])
        if entry["quantity"] == "unified_glare_rating"
    ]
    assert till["status"] == "not measured"


def test_cylindrical_planes_and_empty_ones_count_nowhere() -> None:
    found = of(
        "living", plane("faces", 0.75, 50.0, kind="cylindrical"), plane("none", 0.75, None, points_m=[])
    )
    assert found["general", "illuminance_lx"]["status"] == "not measured"


def test_a_rooms_name_says_nothing_of_the_task_of_its_planes() -> None:
    """办公 in 办公室 and desk in Desk room are words of tasks; a plane on their floor is not one."""
    for name in ("办公室", "Desk room"):
        planes = [plane(f"{name}/floor", 0.0, 300.0, room=name), plane("Hall/floor", 0.0, 300.0, room="Hall")]
        rooms = [RoomToCheck(name, "office"), RoomToCheck("Hall", "corridor")]
        found = compared({"planes": planes, "observers": []}, rooms)
        assert {entry["measured_on"] for entry in found if entry["room"] == name} == {None}
