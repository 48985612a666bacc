"""RoomPlan captures as USDZ: real ones, the three shapes by hand, and what is no capture or means harm."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import shapely
from captures import box_room, usd_box, usd_floor, usd_layer, usd_walls, usdz

from kit.errors import UnsoundInput
from scenes.readers.read_room import RoomOverrides, read_room
from scenes.readers.reading import RoomReading
from scenes.readers.roomplan_usdz import read_roomplan_usdz
from scenes.readers.usdz_parts import read_usdz_parts
from scenes.room import Room

pytest.importorskip("pxr", reason="usd-core is not installed")

CORNERS = [(0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)]


def read(data: bytes, **overrides: Any) -> RoomReading:
    """In this process, so that a test takes a moment; the child process has tests of its own."""
    try:
        return read_roomplan_usdz(data, "room.usdz", RoomOverrides(**overrides))
    except UnsoundInput as fault:
        return RoomReading(None, fault.problems, "usdz")


def codes(reading: RoomReading) -> dict[str, Any]:
    return {p.code: p for p in reading.problems}


def room_of(reading: RoomReading) -> Room:
    assert reading.room is not None, reading.problems
    return reading.room


def parametric(
    extra: str = "", *, up: str = "Y", metres: float | None = 1.0, stated_up: str | None = "Y"
) -> bytes:
    body = usd_walls(CORNERS, up=up) + usd_floor("Floor0", CORNERS, 0.0, up=up) + extra
    return usdz(("Room.usda", usd_layer(body, up=stated_up, metres=metres)))


@pytest.mark.parametrize("name", ["Bedroom3", "Bathroom1", "Diningroom"])
def test_json_and_usdz_of_one_capture_agree(shared: Path, name: str) -> None:
    folder = shared / "rooms" / "roomplan"
    written = room_of(read_room((folder / f"{name}.json").read_bytes(), "a.json"))
    drawn = room_of(read((folder / f"{name}.usdz").read_bytes()))
    assert drawn.floor_area_m2 == pytest.approx(written.floor_area_m2, rel=1e-4)
    assert drawn.height_m == pytest.approx(written.height_m, abs=1e-3)
    assert len(drawn.furniture) == len(written.furniture)
    assert (drawn.name, drawn.use) == (written.name, written.use)
    assert _sizes(drawn) == [pytest.approx(size, abs=0.01) for size in _sizes(written)]
    open_walls = [sorted(r.wall_length_m(i) for i in range(len(r.outline_m)) if r.finish_of(f"wall:{i}").open)
                  for r in (written, drawn)]  # fmt: skip
    assert open_walls[0] == pytest.approx(open_walls[1], abs=0.01)


def _sizes(room: Room) -> list[tuple[float, float]]:
    sizes = [(o.width_m, o.height_m) for o in room.openings]
    return sorted(sizes + [(p["width_m"], p["height_m"]) for p in room.partition_openings])


def test_a_slab_that_reaches_under_the_walls_is_not_the_room(shared: Path) -> None:
    expected = json.loads((shared / "rooms" / "expected.json").read_text())["files"]["roomplan/Bedroom3.usdz"]
    reading = read((shared / "rooms" / "roomplan" / "Bedroom3.usdz").read_bytes())
    room, (wanted,) = room_of(reading), expected["rooms"]
    assert room.floor_area_m2 == pytest.approx(wanted["floor_area_m2"], rel=0.005)
    assert room.height_m == pytest.approx(wanted["height_m"], abs=0.005)
    assert reading.units == expected["unit"]
    assert "14.12 m2" in codes(reading)["SLAB_UNDER_WALLS"].message


def test_a_real_parametric_capture_has_its_boxes(shared: Path) -> None:
    expected = json.loads((shared / "rooms" / "expected.json").read_text())["files"][
        "usdz/room_parametric_cubes.usdz"
    ]
    data = (shared / "rooms" / "usdz" / "room_parametric_cubes.usdz").read_bytes()
    reading = read(data)
    room, (wanted,) = room_of(reading), expected["rooms"]
    # the reference adds up both faces of the floor's slab; the hull of the walls alone shows that it is half
    assert room.floor_area_m2 == pytest.approx(wanted["floor_area_m2"] / 2, rel=0.001)
    ends = [p.world() for p in read_usdz_parts(data).parts if p.name.startswith("Wall")]
    hull = shapely.MultiPoint([(x, z) for part in ends for x, _, z in part.tolist()]).convex_hull
    assert room.floor_area_m2 == pytest.approx(hull.area, rel=0.01)
    assert room.height_m == pytest.approx(wanted["height_m"], abs=0.01)
    assert len(room.furniture) == expected["furniture"]
    # both openings are of one stretch of wall that was scanned twice: one is there, the other is told
    assert len(room.openings) + ("OPENING_LEFT_OUT" in codes(reading)) == expected["openings"]


def test_boxes_with_a_floor_are_a_room() -> None:
    extra = usd_box("Door0", (1.0, 0.0), (1.9, 0.0), 0.0, 2.0) + usd_box(
        "Window0", (4.0, 1.0), (4.0, 2.0), 0.9, 2.0
    )
    extra += usd_box("Storage0", (0.5, 2.5), (1.5, 2.5), 0.0, 1.8, thick=0.4)
    reading = read(parametric(extra))
    room = room_of(reading)
    assert room.floor_area_m2 == pytest.approx(12.0, abs=1e-4)
    assert [(o.kind, o.width_m, o.sill_m) for o in room.openings] == [
        ("door", pytest.approx(0.9), 0.0), ("window", pytest.approx(1.0), pytest.approx(0.9)),
    ]  # fmt: skip
    (storage,) = room.furniture
    assert (storage.name, storage.size_m) == ("storage", pytest.approx((1.0, 0.4, 1.8), abs=1e-5))
    assert not [p for p in reading.problems if p.severity != "info"]


def test_without_a_floor_the_walls_make_the_outline_within_their_faces() -> None:
    thick = [(-0.08, -0.08), (4.08, -0.08), (4.08, 3.08), (-0.08, 3.08)]
    reading = read(usdz(("Room.usda", usd_layer(usd_walls(thick, 4.04, thick=0.16)))))
    room = room_of(reading)
    assert room.floor_area_m2 == pytest.approx(12.0, abs=1e-3)
    assert room.height_m == pytest.approx(4.04)
    assert "OUTLINE_FROM_WALLS" in codes(reading)


def test_without_a_floor_and_with_walls_that_do_not_close_there_is_no_room() -> None:
    walls = usd_box("Wall0", (0, 0), (4, 0), 0, 2.5) + usd_box("Wall1", (4, 0), (4, 3), 0, 2.5)
    walls += usd_box("Wall2", (0, 3), (2, 3), 0, 2.5)
    reading = read(usdz(("Room.usda", usd_layer(walls))))
    assert codes(reading)["NO_FLOOR"].severity == "error"


@pytest.mark.parametrize("up", ["Y", "Z"])
def test_the_up_axis_is_voted_by_the_walls(up: str) -> None:
    said = read(parametric(up=up, stated_up="Y"))
    assert room_of(said).floor_area_m2 == pytest.approx(12.0, abs=1e-3)
    assert said.building is not None
    choice = next(c for c in said.building.choices if c.key == "up")
    assert choice.taken == up.lower()
    assert ("READING_VOTED" in codes(said) or "READING_DOUBTFUL" in codes(said)) == (up == "Z")


def test_a_unit_that_the_file_states_wrongly_is_voted_and_repaired_in_a_click() -> None:
    body = usd_walls([(100 * x, 100 * y) for x, y in CORNERS], 250.0)
    body += usd_floor("Floor0", [(100 * x, 100 * y) for x, y in CORNERS], 0.0)
    body += usd_box("Door0", (100, 0), (190, 0), 0.0, 205.0)
    reading = read(usdz(("Room.usda", usd_layer(body, metres=1.0))))
    assert reading.units == "cm"
    assert room_of(reading).floor_area_m2 == pytest.approx(12.0, abs=1e-3)
    told = codes(reading).get("READING_DOUBTFUL") or codes(reading)["READING_VOTED"]
    offered = [told.repair, *told.other_repairs]
    assert {"units": "m"} in offered
    mended = read(usdz(("Room.usda", usd_layer(body, metres=1.0))), units="m")
    assert mended.units == "m"
    assert "ROOM_TOO_LARGE" in codes(mended)


def test_models_of_furniture_are_no_rooms(shared: Path) -> None:
    for path in sorted((shared / "models" / "usdz").glob("*.usdz")):
        problem = codes(read(path.read_bytes()))["MODEL_NOT_A_ROOM"]
        assert problem.severity == "error"
        assert "size" in problem.hint


def test_a_scene_without_names_is_told_as_such() -> None:
    body = usd_floor("plane", [(0, 0), (9, 0), (9, 7), (0, 7)], 0.0) + usd_box("slab", (0, 0), (9, 0), 0, 3)
    assert set(codes(read(usdz(("a.usda", usd_layer(body)))))) == {"SCENE_NOT_A_CAPTURE"}
    assert set(codes(read(usdz(("a.usda", usd_layer("")))))) == {"NO_ROOM_FOUND"}


# What means harm


@pytest.mark.parametrize(
    "target",
    [
        "/etc/passwd",
        "../../../../etc/passwd",
        "file:///etc/passwd",
        "https://example.com/a.usda",
        "missing.usda",
    ],
)
@pytest.mark.parametrize("arc", ["references", "payload", "subLayers"])
def test_nothing_outside_the_archive_is_opened(target: str, arc: str) -> None:
    layer = usd_layer(usd_walls(CORNERS)).decode()
    if arc == "subLayers":
        layer = layer.replace("(\n default", f"(\n subLayers = [@{target}@]\n default")
    else:
        layer = layer.replace('def Xform "Room"', f'def Xform "Room" (\n {arc} = @{target}@\n)')
    problem = codes(read(usdz(("Room.usda", layer.encode()))))["OUTSIDE_REFERENCE"]
    assert problem.severity == "error"
    assert target in problem.message


def test_a_file_outside_that_is_a_real_scene_is_not_opened(tmp_path: Path) -> None:
    trap = tmp_path / "trap.usda"
    os.mkfifo(trap)  # whoever opened it to read would wait for ever
    for clips in (False, True):
        layer = usd_layer(usd_walls(CORNERS)).decode()
        named = (
            f"clips = {{\n dictionary default = {{\n asset[] assetPaths = [@{trap}@]\n"
            ' string primPath = "/Room"\n double2[] active = [(0, 0)]\n }\n }'
            if clips
            else f"references = @{trap}@</Room>"
        )
        layer = layer.replace('def Xform "Room"', f'def Xform "Room" (\n {named}\n)')
        assert set(codes(read(usdz(("Room.usda", layer.encode()))))) == {"OUTSIDE_REFERENCE"}


def test_references_within_references_do_not_multiply() -> None:
    files = [("Room.usda", _doubling("l0.usda"))]
    files += [(f"l{i}.usda", _doubling(f"l{i + 1}.usda")) for i in range(25)]
    files.append(("l25.usda", usd_layer(usd_walls(CORNERS))))
    assert set(codes(read(usdz(*files)))) == {"TOO_MANY_PARTS"}
    ring = [("Room.usda", _doubling("b.usda")), ("b.usda", _doubling("Room.usda"))]
    assert set(codes(read(usdz(*ring)))) == {"TOO_MANY_PARTS"}


def _doubling(other: str) -> bytes:
    return usd_layer("".join(f'def Xform "A{i}" (\n references = @./{other}@\n)\n{{\n}}\n' for i in range(2)))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04", "ARCHIVE_NOT_ZIP"),
        (usdz(("Room.usda", usd_layer(usd_walls(CORNERS)))[:2], packed=True), "NOT_A_USDZ"),
        (usdz(("a.png", b"x"), ("Room.usda", usd_layer(""))), "NOT_A_USDZ"),
        (usdz(("../Room.usda", usd_layer(""))), "ARCHIVE_NAME_UNSAFE"),
        (usdz(("Room.usda", b"#usda 1.0\ndef Xform {")), "USDZ_UNREADABLE"),
        (usdz(("Room.usdc", b"PXR-USDC" + b"\x07" * 300)), "USDZ_UNREADABLE"),
        (usdz(("Room.usda", b"nothing")), "USDZ_UNREADABLE"),
    ],
)
def test_damaged_archives_are_refused_in_words(data: bytes, code: str) -> None:
    assert code in codes(read(data))


def test_truncated_captures_are_refused_and_leave_no_file(shared: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data = (shared / "rooms" / "roomplan" / "Bedroom3.usdz").read_bytes()
    for share in (0.1, 0.5, 0.99):
        assert set(codes(read(data[: int(share * len(data))]))) == {"ARCHIVE_NOT_ZIP"}
    assert read(data).room is not None
    assert list(tmp_path.iterdir()) == []


# Archives of several captures


def test_a_zip_of_captures_is_one_home() -> None:
    kitchen, bedroom = box_room(0, 0, 4, 3, label="kitchen"), box_room(4.12, 0, 4, 3)
    data = usdz(
        ("home/kitchen/capturedRoom.json", json.dumps(kitchen).encode()),
        ("home/Emma/capturedRoom.json", json.dumps(bedroom).encode()),
        ("home/notes.json", b'{"a": 1}'),
        ("__MACOSX/home/._x.json", b"\x00\x05\x16"),
        packed=True,
    )
    reading = read_room(data, "home.zip")
    assert reading.building is not None
    assert sorted(room.name for room in reading.building.rooms) == ["Emma", "kitchen"]
    assert [w.thickness_m for w in reading.building.walls if w.thickness_m < 0.15] == [pytest.approx(0.12)]
    assert codes(reading)["FILE_LEFT_OUT"].where == "home/notes.json"


def test_a_room_that_is_there_twice_is_taken_from_the_json(shared: Path) -> None:
    folder = shared / "rooms" / "roomplan"
    names = ("Bedroom3.json", "Bedroom3.usdz", "Bathroom1.usdz")
    reading = read_room(usdz(*((name, (folder / name).read_bytes()) for name in names)), "home.zip")
    assert reading.building is not None
    areas = {room.name: room.floor_area_m2 for room in reading.building.rooms}
    assert areas == {"bedroom": pytest.approx(11.81, abs=0.01), "bathroom": pytest.approx(7.57, abs=0.01)}
    assert codes(reading)["CAPTURE_TWICE"].where == "Bedroom3.usdz"


def test_a_damaged_capture_in_a_zip_leaves_the_others() -> None:
    sound = json.dumps(box_room(0, 0, 4, 3)).encode()
    reading = read_room(usdz(("a.json", sound), ("b.json", sound[:200])), "home.zip")
    assert reading.room is not None
    assert codes(reading)["CAPTURE_LEFT_OUT"].where == "b.json"
    nothing = read_room(usdz(("readme.txt", b"hello")), "home.zip")
    assert set(codes(nothing)) == {"NO_CAPTURE_IN_ZIP"}
    assert read_room(b"PK\x03\x04", "home.zip").building is None
