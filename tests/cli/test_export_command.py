"""`lampyris export`: a room as a 3D file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from assets.mesh import read_mesh
from scenes.readers.read_room import read_room

SAMPLES = Path(__file__).resolve().parents[2] / "scenes" / "samples"


@pytest.fixture
def living_room(tmp_path: Path) -> Path:
    """The sample's configuration and room in a folder of their own."""
    for name in ("living-room.json", "living-room.lampyris.json"):
        shutil.copy(SAMPLES / name, tmp_path / name)
    return tmp_path / "living-room.lampyris.json"


def test_a_room_becomes_a_glb_file(shell, living_room: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "room.glb"
    done = shell("export", living_room, "-o", out, "--lights", "punctual")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert str(out) in done.stderr
    data = out.read_bytes()
    assert b"KHR_lights_punctual" in data
    assert b"EXT_lights_ies" not in data
    assert {"floor", "ceiling", "wall:0"} <= set(read_mesh(data, "room.glb").nodes)


def test_a_glb_file_holds_the_rooms_for_us(shell, living_room: Path, tmp_path: Path) -> None:
    out = tmp_path / "room.glb"
    assert shell("export", living_room, "-o", out).returncode == 0
    again = read_room(out.read_bytes(), "room.glb")
    room = read_room((living_room.parent / "living-room.json").read_bytes(), "living-room.json").room
    asked = json.loads(living_room.read_text())
    assert again.building is not None
    assert room is not None
    assert again.room is not None
    assert again.room.outline_m == pytest.approx(np.array(room.outline_m), abs=1e-5)
    assert len(again.room.furniture) == len(asked["room"]["furniture"])
    lamps = {light.name: light.position_m for light in again.building.lights}
    assert lamps == {each["id"]: pytest.approx(each["position_m"]) for each in asked["placements"]}
    views = {view.name: view.eye_m for view in again.building.views}
    assert views == {each["name"]: pytest.approx(each["eye_m"]) for each in asked["views"]}
    drawn = shell("room", out, "--correct", '{"view": "drawn"}', "--json")
    assert "ROOMS_AS_WRITTEN" not in drawn.stdout
    assert json.loads(drawn.stdout)["rooms"][0]["floor_area_m2"] == pytest.approx(
        room.floor_area_m2, rel=0.01
    )


def test_rooms_and_luminaires_become_an_stf_file(shell, living_room: Path, tmp_path: Path) -> None:
    out = tmp_path / "room.stf"
    done = shell("export", living_room, "-o", out)
    assert done.returncode == 0, done.stderr
    again = read_room(out.read_bytes(), "room.stf").building
    room = read_room((living_room.parent / "living-room.json").read_bytes(), "living-room.json").room
    assert again is not None
    assert room is not None
    assert again.rooms[0].floor_area_m2 == pytest.approx(room.floor_area_m2, rel=1e-3)
    assert again.rooms[0].height_m == pytest.approx(room.height_m, abs=1e-3)
    assert len(again.rooms[0].openings) == len(room.openings)
    hung = json.loads(living_room.read_text())["placements"]
    assert len(again.lights) == len(hung)
    assert all(light.luminous_flux_lm for light in again.lights)


def test_a_room_becomes_files_of_radiance(shell, living_room: Path, tmp_path: Path) -> None:
    out = tmp_path / "rad" / "my room.rad"
    done = shell("export", living_room, "-o", out)
    assert done.returncode == 0, done.stderr
    files = {path.name: path.read_text() for path in out.parent.iterdir()}
    assert {"my_room.rad", "my_room-1.dat", "my_room-door.vf"} <= set(files)
    assert "my_room.rad" in done.stderr
    named = {word for word in files["my_room.rad"].split() if word.endswith(".dat")}
    assert named <= set(files)


def test_a_lit_room_is_painted(lampyris, living_room: Path, tmp_path: Path) -> None:
    out = tmp_path / "room.glb"
    done = lampyris("export", living_room, "-o", out, "--baked", "--quality", "draft")
    assert done.returncode == 0, done.stderr
    data = out.read_bytes()
    assert b"KHR_materials_unlit" in data
    assert b"KHR_lights_punctual" not in data


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-o", "room.usdz"), "USDZ files are not written yet"),
        (("-o", "room.obj"), "does not end in .glb, .stf or .rad"),
        (("-o", "room.rad", "--baked"), "Radiance works out the light itself"),
        (("-o", "room.glb", "--scene", "no such scene"), "is not in this configuration"),
    ],
)
def test_wrong_use_is_told_in_words(lampyris, living_room: Path, words: tuple[str, ...], told: str) -> None:
    done = lampyris("export", living_room, *words)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize("place", ["file/room.stf", "x" * 300 + ".stf"])
def test_a_place_where_nothing_can_be_written_is_told_in_words(
    shell, living_room: Path, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").write_text("a file, and no folder")
    done = shell("export", living_room, "-o", tmp_path / place)
    assert done.returncode == 1
    assert "error FILE_NOT_USABLE" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_told_in_words(shell, living_room: Path, tmp_path: Path) -> None:
    (tmp_path / "room.stf").symlink_to("/dev/full")
    done = shell("export", living_room, "-o", tmp_path / "room.stf")
    assert done.returncode == 1
    assert "error FILE_NOT_USABLE" in done.stderr
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr
