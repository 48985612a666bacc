"""RoomPlan captures: real ones against `expected.json`, and damaged ones refused in words."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes.readers.read_room import RoomOverrides, read_room
from scenes.readers.room_document import room_document
from scenes.surfaces import room_surfaces

NAMES = ("Bedroom3", "Bathroom1", "Diningroom")


def capture(samples_folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((samples_folder / "living-room.json").read_text())
    return document


def codes_of(document: Any, **overrides: Any) -> set[str]:
    reading = read_room(json.dumps(document).encode(), "a.json", RoomOverrides(**overrides))
    return {p.code for p in reading.problems if reading.room is None or p.severity != "info"}


@pytest.mark.parametrize("name", NAMES)
def test_real_captures_have_their_numbers(shared: Path, name: str) -> None:
    expected = json.loads((shared / "rooms" / "expected.json").read_text())["files"][f"roomplan/{name}.json"]
    data = (shared / "rooms" / "roomplan" / f"{name}.json").read_bytes()
    document = room_document(read_room(data, f"{name}.json"))
    (room,), (wanted,) = document["rooms"], expected["rooms"]
    assert document["units"] == expected["unit"]
    assert room["floor_area_m2"] == pytest.approx(wanted["floor_area_m2"], rel=expected["area_tol"])
    assert room["height_m"] == pytest.approx(wanted["height_m"], abs=0.01)
    assert len(room["openings"]) == expected["openings"]
    assert document["furniture"] == expected["furniture"]
    assert room["walls"] == wanted.get("walls", room["walls"])
    warned = " ".join(p["message"] for p in document["problems"] if p["severity"] == "warning")
    assert ("walls do not close" in warned) == ("must_warn" in expected)


@pytest.mark.parametrize("name", NAMES)
def test_real_captures_make_closed_shells(shared: Path, name: str) -> None:
    room = read_room((shared / "rooms" / "roomplan" / f"{name}.json").read_bytes(), f"{name}.json").room
    assert room is not None
    total, volume = np.zeros(3), 0.0
    for surface in room_surfaces(room):
        if surface.name.startswith(("furniture", "partition")):
            continue
        corners = surface.vertices_m[surface.triangles]
        vectors = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
        total += vectors.sum(axis=0)
        volume -= float(np.einsum("ij,ij->", corners.mean(axis=1), vectors)) / 3
    assert total == pytest.approx(np.zeros(3), abs=1e-6)
    assert volume == pytest.approx(room.floor_area_m2 * room.height_m, rel=1e-6)


def test_an_open_stretch_is_open_and_a_wall_within_is_a_partition(shared: Path) -> None:
    folder = shared / "rooms" / "roomplan"
    dining = read_room((folder / "Diningroom.json").read_bytes(), "Diningroom.json").room
    bath = read_room((folder / "Bathroom1.json").read_bytes(), "Bathroom1.json").room
    assert dining is not None
    assert bath is not None
    assert [dining.wall_length_m(i) for i in range(8) if dining.finish_of(f"wall:{i}").open] == [
        pytest.approx(4.88, abs=0.01)
    ]
    assert len(bath.partitions) == 3  # one wall, and another left and above its doorway


def test_what_is_told_of_an_opening_names_it_as_the_answer_lists_it(samples_folder: Path) -> None:
    document = capture(samples_folder)
    document["doors"].insert(1, document["doors"][0])  # covers the first and is left out
    for window in document["windows"]:
        window["dimensions"][0] *= 2.0  # some reach beyond their wall
    reading = read_room(json.dumps(document).encode(), "a.json")
    listed = room_document(reading)["rooms"][0]["openings"]
    (gone,) = [p for p in reading.problems if p.code == "OPENING_LEFT_OUT" and "A door" in p.message]
    assert gone.where == f"wall:{listed[0]['wall']}"
    cut = [p for p in reading.problems if p.code == "OPENING_CUT"]
    assert cut
    for problem in cut:
        number = re.fullmatch(r"openings\[([0-9]+)\]", problem.where)
        assert number is not None
        one = listed[int(number[1])]
        assert problem.message.startswith(f"A {one['kind']} reaches")
        assert f"beyond wall {one['wall']} " in problem.message


def test_the_sample_is_read_as_it_was_drawn(samples_folder: Path) -> None:
    reading = read_room((samples_folder / "living-room.json").read_bytes(), "living-room.json")
    room = reading.room
    assert room is not None
    assert np.array(room.outline_m) == pytest.approx(
        np.array([[0, 0], [5.2, 0], [5.2, 4.1], [0, 4.1]]), abs=1e-5
    )
    assert (room.height_m, room.name, room.use) == (pytest.approx(2.6), "living room", "living")
    assert [(o.kind, o.wall) for o in room.openings] == [("door", 3), ("window", 1), ("window", 2)]
    sofa = room.furniture[0]
    assert (sofa.name, sofa.size_m) == ("sofa", pytest.approx((2.2, 0.95, 0.8)))
    assert sofa.position_m == pytest.approx((3.4, 0.55, 0), abs=1e-5)
    assert room.furniture[10].rotation_deg == pytest.approx(250, abs=1e-3)
    television = room.furniture[3]
    assert television.position_m[2] == pytest.approx(0.55, abs=1e-5)
    assert {p.severity for p in reading.problems} == {"info"}


def test_mirror_and_units_are_the_persons_word(samples_folder: Path) -> None:
    data = (samples_folder / "living-room.json").read_bytes()
    plain = read_room(data, "a.json").room
    mirrored = read_room(data, "a.json", RoomOverrides(mirror=True)).room
    feet = read_room(data, "a.json", RoomOverrides(units="ft")).room
    assert plain is not None
    assert mirrored is not None
    assert feet is None or feet.height_m == pytest.approx(2.6 * 0.3048)
    assert mirrored.floor_area_m2 == pytest.approx(plain.floor_area_m2)
    door, window = (next(o for o in mirrored.openings if o.kind == kind) for kind in ("door", "window"))
    # from inside, the window was two walls before the door going anticlockwise; mirrored, two after: same
    assert abs(door.wall - window.wall) == 2
    assert door.offset_m == pytest.approx(4.1 - 2.95 - 0.9, abs=1e-4)


def test_a_missing_wall_is_an_open_edge(samples_folder: Path) -> None:
    document = capture(samples_folder)
    del document["walls"][0]
    assert codes_of(document) == {"WALLS_DO_NOT_CLOSE"}
    part = capture(samples_folder)
    wall = part["walls"][0]
    wall["dimensions"][0] = 2.0  # the wall's middle 2 m are left of 5.2
    reading = read_room(json.dumps(part).encode(), "a.json")
    assert reading.room is not None
    assert len(reading.room.outline_m) == 6
    assert [reading.room.finish_of(f"wall:{i}").open for i in range(6)] == [
        True,
        False,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("scale", [500.0, 0.01])
def test_walls_of_another_size_than_the_floor_are_refused(samples_folder: Path, scale: float) -> None:
    document = capture(samples_folder)
    for wall in document["walls"]:
        wall["dimensions"] = [scale * side for side in wall["dimensions"]]
        wall["transform"][12:15] = [scale * along for along in wall["transform"][12:15]]
    assert "WALLS_DO_NOT_FIT_FLOOR" in codes_of(document)


def changed(document: dict[str, Any], change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    document = copy.deepcopy(document)
    change(document)
    return document


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d.pop("floors"), "OUTLINE_FROM_WALLS"),
        (lambda d: (d.pop("floors"), d["walls"].pop()), "NO_FLOOR"),
        (lambda d: d.update(walls=[]), "NO_WALLS"),
        (lambda d: d["walls"][0].pop("transform"), "WRONG_TYPE"),
        (lambda d: d["walls"][0]["transform"].pop(), "WRONG_TYPE"),
        (lambda d: d["walls"].append(7), "WRONG_TYPE"),
        (lambda d: d["floors"][0].update(polygonCorners=[[1, 2]]), "WRONG_TYPE"),
        (lambda d: d["objects"][0].update(dimensions=["a", 1, 1]), "WRONG_TYPE"),
        (lambda d: d["floors"][0]["polygonCorners"][0].__setitem__(0, float("nan")), "NOT_A_NUMBER"),
        (lambda d: d["floors"][0]["polygonCorners"][0].__setitem__(0, 3000.0), "ROOM_TOO_LARGE"),
        (lambda d: d["walls"][0].update(curve={"radius": 1}), "CURVED_WALL_STRAIGHTENED"),
        (lambda d: d["floors"].append(d["floors"][0]), "SEVERAL_FLOORS"),
        (lambda d: d.update(rooms=[{}, {}]), "NO_ROOM_FOUND"),
        (lambda d: d["doors"].append(d["doors"][0]), "OPENING_LEFT_OUT"),
    ],
)
def test_each_damage_has_its_code(
    samples_folder: Path, change: Callable[[dict[str, Any]], Any], code: str
) -> None:
    assert code in codes_of(changed(capture(samples_folder), change))


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "a.json", "EMPTY_FILE"),
        (b'{"walls": [', "a.json", "NOT_JSON"),
        (b"PK\x03\x04", "a.json", "NOT_JSON"),
        (b"{}", "a.json", "UNKNOWN_FORMAT"),
        (b"x", "a.dwg", "FORMAT_NOT_READ_YET"),
        (b"x", "a.exe", "UNKNOWN_FORMAT"),
        (b"x", "json", "UNKNOWN_FORMAT"),
        (b"x", "a.usdz", "ARCHIVE_NOT_ZIP"),
        (b"x" * 60_000_001, "a.json", "FILE_TOO_LARGE"),
    ],
)
def test_wrong_files_are_refused_in_words(data: bytes, filename: str, code: str) -> None:
    reading = read_room(data, filename)
    assert reading.room is None
    assert [p.code for p in reading.problems] == [code]
    assert room_document(reading)["rooms"] == []


def test_truncated_captures_never_crash(samples_folder: Path) -> None:
    data = (samples_folder / "living-room.json").read_bytes()
    for end in range(1, len(data) - 2, 397):
        assert read_room(data[:end], "a.json").room is None


VALUES = (
    st.none() | st.booleans() | st.floats() | st.text(max_size=3) | st.lists(st.integers(-9, 9), max_size=4)
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_capture_a_reading_comes_back(samples_folder: Path, data: st.DataObject) -> None:
    document: Any = capture(samples_folder)
    place = document
    for _ in range(4):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            place[key] = data.draw(VALUES)
            break
        place = place[key]
    reading = read_room(json.dumps(document).encode(), "a.json")
    assert reading.room is not None or reading.problems


@pytest.mark.parametrize("override", [{"units": "cm"}, {"mirror": True}, {"layers": ("A",)}, {"up": "y"}])
def test_what_a_configuration_has_no_use_for_is_told(override: dict[str, Any]) -> None:
    room = {"outline_m": [[0, 0], [4, 0], [4, 5], [0, 5]], "height_m": 2.7}
    reading = read_room(
        json.dumps({"lampyris": 1, "room": room}).encode(), "a.lampyris.json", RoomOverrides(**override)
    )
    assert reading.room is not None
    assert reading.room.floor_area_m2 == 20
    (told,) = (p for p in reading.problems if p.code == "OVERRIDE_IGNORED")
    assert (told.where, told.severity) == (next(iter(override)), "warning")


def test_a_room_that_is_not_in_a_configuration_is_told_with_those_that_are() -> None:
    room = {"name": "Hall", "outline_m": [[0, 0], [4, 0], [4, 5], [0, 5]], "height_m": 2.7}
    data = json.dumps({"lampyris": 1, "room": room}).encode()
    problems = read_room(data, "a.lampyris.json", RoomOverrides(room="1")).problems
    (told,) = (problem for problem in problems if problem.severity == "error")
    assert (told.code, told.repair) == ("UNKNOWN_ROOM", {"room": "Hall"})


def test_what_stays_behind_when_only_the_room_is_taken_is_told() -> None:
    document = {
        "lampyris": 1,
        "room": {"outline_m": [[0, 0], [4, 0], [4, 5], [0, 5]], "height_m": 2.7},
        "placements": [{"id": "p", "luminaire": "lamp", "position_m": [2, 2, 2.7]}],
        "scenes": {"dinner": {}},
    }
    reading = read_room(json.dumps(document).encode(), "a.lampyris.json")
    told = [p.where for p in reading.problems if p.code == "NOT_TAKEN_ALONG"]
    assert told == ["placements", "scenes"]


def test_a_room_that_is_chosen_of_one_room_is_told(samples_folder: Path) -> None:
    assert "OVERRIDE_IGNORED" in codes_of(capture(samples_folder), room="2")
    assert "OVERRIDE_IGNORED" not in codes_of(capture(samples_folder), room="0")


def test_a_configurations_inline_room_is_read() -> None:
    room = {"outline_m": [[0, 0], [4, 0], [4, 5], [0, 5]], "height_m": 2.7}
    reading = read_room(json.dumps({"lampyris": 1, "room": room}).encode(), "a.lampyris.json")
    assert reading.room is not None
    assert reading.room.floor_area_m2 == 20
    assert {p.code for p in reading.problems} <= {"DEFAULT_TAKEN", "ROOM_IS_EMPTY"}
    upload = {"lampyris": 1, "room": {"upload": "b.json"}}
    assert codes_of(upload) == {"NO_ROOM_IN_FILE"}


def test_the_document_has_the_contracts_keys(samples_folder: Path) -> None:
    document = room_document(read_room((samples_folder / "living-room.json").read_bytes(), "a.json"))
    assert set(document) == {
        "format", "units", "storeys", "rooms", "furniture", "lights_found", "views", "north_deg", "triangles",
        "choices", "views_found", "walls", "openings",
        "origins", "problems",
    }  # fmt: skip
    assert {"name", "floor_area_m2", "height_m", "walls", "outline_m", "openings"} <= set(
        document["rooms"][0]
    )
    assert document["origins"]["height"] == "file"
    assert document["origins"]["reflectance floor"] == "default"
    json.dumps(document, allow_nan=False)


def test_the_missing_ceiling_is_mended_by_its_height(samples_folder: Path) -> None:
    data = (samples_folder / "living-room.json").read_bytes()
    reading = read_room(data, "a.json")
    (told,) = [problem for problem in reading.problems if problem.code == "NO_CEILING_IN_FILE"]
    assert reading.room is not None
    assert told.repair == {"height_m": reading.room.height_m}
    again = read_room(data, "a.json", RoomOverrides(height_m=2.9)).room
    assert again is not None
    assert again.height_m == 2.9
