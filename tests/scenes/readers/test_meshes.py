"""Meshes of rooms: real ones against `expected.json`, and small ones made here with known sizes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn_meshes import Drawing, box_shell, furnished_room, two_rooms

from kit.errors import UnsoundInput
from kit.problems import errors_of
from scenes.checks import check_room
from scenes.readers.read_room import READERS, RoomOverrides, RoomReading, read_room
from scenes.readers.room_document import room_document

GLTF = ("gltf/flat_furnished.glb", "gltf/guestroom_walls_mm_zup.gltf")


def reading_of(data: bytes, name: str = "a.glb", **overrides: Any) -> RoomReading:
    """What the reader says, in this process; a child process is tested elsewhere."""
    ending = "." + name.rsplit(".", 1)[1]
    try:
        return READERS[ending].read(data, name, RoomOverrides(**overrides))
    except UnsoundInput as fault:
        return RoomReading(None, fault.problems, ending)


def read(data: bytes, name: str = "a.glb", **overrides: Any) -> dict[str, Any]:
    reading = reading_of(data, name, **overrides)
    rooms = () if reading.building is None else reading.building.rooms
    assert not [p for room in rooms for p in errors_of(check_room(room))]
    return room_document(reading)


def codes(document: dict[str, Any], *severities: str) -> set[str]:
    return {p["code"] for p in document["problems"] if not severities or p["severity"] in severities}


@pytest.mark.parametrize("name", GLTF)
def test_real_rooms_have_their_areas(shared: Path, name: str) -> None:
    expected = json.loads((shared / "rooms" / "expected.json").read_text())["files"][name]
    data = (shared / "rooms" / name).read_bytes()
    document = room_document(read_room(data, Path(name).name))
    assert document["units"] == expected["unit"]
    for wanted in expected["rooms"]:
        near = [
            room
            for room in document["rooms"]
            if room["floor_area_m2"] == pytest.approx(wanted["floor_area_m2"], rel=expected["area_tol"])
        ]
        assert len(near) == 1
        assert near[0]["height_m"] == pytest.approx(wanted.get("height_m", near[0]["height_m"]), abs=0.01)
    assert len(document["rooms"]) == {"m": 4, "mm": 2}[expected["unit"]]


def test_flat_has_its_furniture_lamps_and_doors(shared: Path) -> None:
    document = read((shared / "rooms" / GLTF[0]).read_bytes())
    pieces = {piece["name"] for room in document["rooms"] for piece in room["furniture"]}
    assert {"sofa", "bathtub", "fridge", "table", "bedframe", "kitchen island"} <= pieces
    assert {light["name"] for light in document["lights_found"]} == {"lamp shade", "living room light ring"}
    living = max(document["rooms"], key=lambda room: room["floor_area_m2"])
    assert living["height_m"] == pytest.approx(3.25, abs=0.01)
    (window,) = (o for o in living["openings"] if o["kind"] == "window")  # six panes in one frame
    assert (window["width_m"], window["height_m"]) == pytest.approx((2.279, 1.900), abs=0.002)
    doors = [o for room in document["rooms"] for o in room["openings"] if o["kind"] == "door" and o["open"]]
    # leaves that stand open: to the balcony, and to the hallway seen from both sides
    assert [round(o["width_m"], 2) for o in doors] == [0.7, 0.93, 0.93]
    assert "NO_MATERIAL" in codes(document)


def test_guestroom_is_told_to_be_in_millimetres_and_z_up(shared: Path) -> None:
    document = read((shared / "rooms" / GLTF[1]).read_bytes(), "walls.gltf")
    told = {p["code"]: p for p in document["problems"]}
    assert told["UNIT_AGAINST_FORMAT"]["severity"] == told["UP_AGAINST_FORMAT"]["severity"] == "warning"
    for code in ("UNIT_AGAINST_FORMAT", "UP_AGAINST_FORMAT"):  # no other reading of it gives a room
        assert not {"repair", "other_repairs"} & set(told[code])
    assert "4.65 x 9.13 x 2.30 m" in told["MESH_READ_AS"]["message"]
    gap = told["WALLS_DO_NOT_CLOSE"]
    assert "closed_walls" in gap["repair"]
    assert "gap 1.5" in gap["message"]
    choices = {choice["key"]: choice for choice in document["choices"]}
    assert choices["up"]["taken"] == "z"
    assert choices["units"]["points"]["mm"] > choices["units"]["points"]["m"]


@pytest.mark.parametrize("skin", ["inside", "outside", "both"])
def test_a_skin_a_box_and_a_wall_of_two_faces_give_the_clear_room(skin: str) -> None:
    drawing = Drawing()
    box_shell(drawing, (4.0, 3.0, 2.5), skin=skin)
    document = read(drawing.glb())
    (room,) = document["rooms"]
    assert room["floor_area_m2"] == pytest.approx(12.0, rel=1e-5)
    assert room["height_m"] == pytest.approx(2.5, abs=1e-5)
    assert document["origins"]["height"] == "file"
    assert ("FACES_INSIDE_OUT" in codes(document)) == (skin == "outside")


def test_two_rooms_with_a_door_between_and_a_window() -> None:
    document = read(two_rooms().glb())
    assert sorted(round(room["floor_area_m2"], 3) for room in document["rooms"]) == [9.0, 12.0]
    large, small = sorted(document["rooms"], key=lambda room: -room["floor_area_m2"])
    kinds = [sorted(o["kind"] for o in room["openings"]) for room in (large, small)]
    assert kinds == [["passage", "window"], ["passage"]]
    window = next(o for o in large["openings"] if o["kind"] == "window")
    assert (window["width_m"], window["sill_m"], window["height_m"]) == pytest.approx(
        (1.2, 0.9, 1.3), abs=1e-4
    )
    door = small["openings"][0]
    assert (door["width_m"], door["sill_m"], door["height_m"]) == pytest.approx((0.8, 0.0, 2.05), abs=1e-4)


@pytest.mark.parametrize(
    ("unit", "times"), [("mm", 1000.0), ("cm", 100.0), ("in", 1 / 0.0254), ("ft", 1 / 0.3048)]
)
@pytest.mark.parametrize("up", ["y", "z"])
def test_unit_and_up_axis_are_voted(unit: str, times: float, up: str) -> None:
    document = read(two_rooms().scaled(times).glb(up=up))
    assert document["units"] == unit
    assert {c["key"]: c["taken"] for c in document["choices"]} == {"units": unit, "up": up}
    assert sorted(round(room["floor_area_m2"], 2) for room in document["rooms"]) == [9.0, 12.0]
    assert "UNIT_AGAINST_FORMAT" in codes(document, "warning")
    assert ("UP_AGAINST_FORMAT" in codes(document, "warning")) == (up == "z")


def test_what_a_person_says_goes_before_votes() -> None:
    document = read(two_rooms().scaled(1000.0).glb(), units="cm")
    assert document["units"] == "cm"
    assert sum(room["floor_area_m2"] for room in document["rooms"]) == pytest.approx(2100.0, rel=1e-3)
    mirrored, plain = read(two_rooms().glb(), mirror=True), read(two_rooms().glb())
    xs = [sorted(-x for x, _ in room["outline_m"]) for room in mirrored["rooms"]]
    assert xs == [pytest.approx(sorted(x for x, _ in room["outline_m"]), abs=1e-5) for room in plain["rooms"]]


def test_furniture_lamps_cameras_and_colours() -> None:
    document = read(furnished_room().glb())
    (room,) = document["rooms"]
    pieces = {piece["name"]: piece for piece in room["furniture"]}
    assert set(pieces) == {"table", "Cube.003"}
    assert pieces["table"]["position_m"] == pytest.approx([2.0, 1.5, 0.0], abs=1e-5)
    (light,) = document["lights_found"]
    assert (light["name"], light["position_m"]) == ("pendant lamp", pytest.approx([2.0, 1.5, 1.7], abs=1e-5))
    (view,) = document["views_found"]
    assert view["eye_m"] == pytest.approx([0.5, 0.5, 1.6], abs=1e-5)
    assert view["target_m"] == pytest.approx([0.5, 3.5, 1.6], abs=1e-5)  # it looks along glTF's -z: our y
    assert document["origins"]["reflectance floor"] == "derived"


def test_colours_become_reflectances_as_light_as_real_paint() -> None:
    reading = reading_of(furnished_room().glb())
    assert reading.room is not None
    floor, walls = reading.room.finish_of("floor"), reading.room.finish_of("wall:1")
    # glTF's dull gloss adds a little to a base colour; luminance is kept between 0.05 and 0.85
    assert floor.reflectance_rgb == pytest.approx((0.3, 0.2, 0.1), abs=0.06)
    luminance = float(np.dot(walls.reflectance_rgb or (), (0.2126, 0.7152, 0.0722)))
    assert luminance == pytest.approx(0.85, abs=1e-4)


@pytest.mark.parametrize("ending", ["obj", "stl", "ply", "gltf", "zip"])
def test_other_endings_give_the_same_rooms(ending: str) -> None:
    document = read(two_rooms().written(ending), f"a.{ending}")
    assert sorted(round(room["floor_area_m2"], 3) for room in document["rooms"]) == [9.0, 12.0]
    assert document["format"] == ("gltf" if ending == "zip" else ending)


def test_small_gaps_are_closed_and_large_ones_left_open() -> None:
    for gap, code in ((0.1, "GAP_CLOSED"), (0.8, "WALLS_DO_NOT_CLOSE")):
        drawing = Drawing()
        box_shell(drawing, (4.0, 3.0, 2.5), skin="inside", gap_m=gap)
        document = read(drawing.glb())
        (room,) = document["rooms"]
        assert room["floor_area_m2"] == pytest.approx(12.0, rel=1e-4)
        told = next(p for p in document["problems"] if p["code"] == code)
        assert f"{gap:.2f} m" in told["message"]
        assert bool(room["open_walls"]) == (gap > 0.3)


def test_without_ceiling_the_walls_say_the_height() -> None:
    drawing = Drawing()
    box_shell(drawing, (4.0, 3.0, 2.6), skin="inside", ceiling=False)
    document = read(drawing.glb())
    (room,) = document["rooms"]
    assert room["height_m"] == pytest.approx(2.6, abs=1e-5)
    told = next(p for p in document["problems"] if p["code"] == "NO_CEILING_IN_FILE")
    assert told["repair"] == {"height_m": pytest.approx(2.6)}
    assert document["origins"]["height"] == "derived"


def test_two_storeys_are_two_rooms_above_each_other() -> None:
    drawing = Drawing()
    box_shell(drawing, (6.0, 5.0, 2.5), skin="both")
    box_shell(drawing, (6.0, 5.0, 2.4), skin="both", at=(0.0, 0.0, 2.8))
    document = read(drawing.glb())
    assert [(r["elevation_m"], r["height_m"]) for r in document["rooms"]] == [
        pytest.approx((0.0, 2.5), abs=1e-4),
        pytest.approx((2.8, 2.4), abs=1e-4),
    ]
    assert len(document["storeys"]) == 2


def test_no_room_is_said_with_other_readings_as_repairs() -> None:
    drawing = Drawing()
    drawing.box("chair", (0, 0, 0), (0.5, 0.5, 0.9))
    document = read(drawing.glb())
    assert document["rooms"] == []
    told = next(p for p in document["problems"] if p["code"] == "NO_ROOM_FOUND")
    assert not {"repair", "other_repairs"} & set(told)  # however it is turned and scaled, it is a chair


def test_a_unit_that_gives_no_room_is_mended_by_one_that_does() -> None:
    drawing = Drawing()
    box_shell(drawing, (4.0, 3.0, 2.5), skin="inside")
    data = drawing.glb()
    document = read(data, units="mm")
    assert document["rooms"] == []
    told = next(p for p in document["problems"] if p["code"] == "NO_ROOM_FOUND")
    offered = [told["repair"], *told.get("other_repairs", [])]
    assert {"units": "m"} in offered
    for repair in offered:
        assert read(data, **{"units": "mm"} | repair)["rooms"], repair
