"""`lampyris room FILE --write`: a room file becomes a configuration that reads back the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from api.cli.main import app
from assets.mesh import read_mesh
from scenes.build_scene import folder_reader
from scenes.ceiling import skylight_corners_m
from scenes.readers.read_room import read_room
from scenes.readers.room_document import room_document

SHARED = Path(__file__).resolve().parents[3] / "shared" / "rooms"


def run(*words: object) -> str:
    result = CliRunner().invoke(app, ["room", *map(str, words)])
    assert result.exit_code == 0, result.output
    return result.output


def read(place: Path) -> dict:
    return room_document(read_room(place.read_bytes(), place.name, read_file=folder_reader(place.parent)))


def same_rooms(before: dict, after: dict) -> None:
    for one, other in zip(before["rooms"], after["rooms"], strict=True):
        for key in (
            "name",
            "use",
            "storey",
            "elevation_m",
            "floor_area_m2",
            "height_m",
            "open_walls",
            "openings",
        ):
            assert other[key] == one[key], (one["name"], key)
        assert np.array(other["outline_m"]) == pytest.approx(np.array(one["outline_m"]), abs=1e-6)
        assert [p["name"] for p in other["furniture"]] == [p["name"] for p in one["furniture"]]


HOUSE = {
    "lampyris": 1,
    "rooms": [
        {
            "name": "Attic 阁楼",
            "use": "study",
            "storey": "top",
            "elevation_m": 2.8,
            "outline_m": [[0, 0], [5, 0], [5, 4], [0, 4]],
            "holes_m": [[[2, 2], [2, 2.3], [2.3, 2.3], [2.3, 2]]],
            "height_m": 3.0,
            "ceiling_slopes": [{"wall": 0, "height_m": 1.2, "pitch_deg": 40}],
            "surfaces": {"walls": {"reflectance": [0.6, 0.5, 0.4]}, "wall:1": {"open": True}},
            "openings": [
                {"kind": "window", "wall": 2, "offset_m": 1, "width_m": 1, "sill_m": 1, "height_m": 1.2}
            ],
            "furniture": [
                {
                    "name": "sofa",
                    "piece": "sofa",
                    "box_m": [2.0, 0.9, 0.8],
                    "position_m": [3.5, 3.4, 0],
                    "rotation_deg": 180,
                },
                {"name": "box", "box_m": [0.4, 0.4, 0.5], "position_m": [4, 1.5, 0], "reflectance": 0.3},
            ],
        },
        {"name": "Below", "storey": "ground", "outline_m": [[0, 0], [5, 0], [5, 4], [0, 4]], "height_m": 2.6},
    ],
}


def test_a_building_is_written_and_reads_back_the_same(tmp_path: Path) -> None:
    place = tmp_path / "house.lampyris.json"
    place.write_text(json.dumps(HOUSE), encoding="utf-8")
    written = tmp_path / "again.lampyris.json"
    run(place, "--write", written)
    before, after = read(place), read(written)
    same_rooms(before, after)
    again = json.loads(written.read_text(encoding="utf-8"))["rooms"]
    for key in ("ceiling_slopes", "holes_m", "surfaces"):
        assert again[0][key] == HOUSE["rooms"][0][key]
    assert again[0]["furniture"][0]["piece"] == "sofa"


def test_a_turned_skylight_stays_turned(tmp_path: Path) -> None:
    skylight = {"kind": "skylight", "position_m": [2.0, 2.0], "size_m": [1.0, 0.6], "rotation_deg": 30.0}
    outline = [[0, 0], [5, 0], [5, 4], [0, 4]]
    room = {"name": "Loft", "outline_m": outline, "height_m": 2.6, "openings": [skylight]}
    place, written = tmp_path / "loft.lampyris.json", tmp_path / "again.lampyris.json"
    place.write_text(json.dumps({"lampyris": 1, "room": room}), encoding="utf-8")
    run(place, "--write", written)
    assert json.loads(written.read_text(encoding="utf-8"))["room"]["openings"] == [skylight]
    building = read_room(written.read_bytes(), written.name).building
    assert building is not None
    corner = skylight_corners_m(building.rooms[0], building.rooms[0].openings[0])[2]
    # (0.5, 0.3) turned by 30 degrees, from the middle
    assert np.subtract(corner, building.rooms[0].openings[0].position_m) == pytest.approx(
        (0.283013, 0.509808), abs=1e-6
    )
    same_rooms(read(place), read(written))


def test_only_skylights_are_turned(tmp_path: Path) -> None:
    room = {**HOUSE["rooms"][1], "openings": [{**HOUSE["rooms"][0]["openings"][0], "rotation_deg": 5.0}]}
    document = json.dumps({"lampyris": 1, "room": room}).encode()
    problems = read_room(document, "loft.lampyris.json").problems
    assert [p.code for p in problems if p.where.endswith("rotation_deg")] == ["KEYS_EXCLUDE_EACH_OTHER"]


def test_a_correction_is_written_too(tmp_path: Path) -> None:
    place, written = tmp_path / "house.lampyris.json", tmp_path / "again.lampyris.json"
    place.write_text(json.dumps(HOUSE), encoding="utf-8")
    run(place, "--correct", '{"closed_walls": ["Attic 阁楼/wall:1"]}', "--write", written)
    assert read(written)["rooms"][0]["open_walls"] == []
    wrong = CliRunner().invoke(app, ["room", str(place), "--correct", '{"colour": "red"}'])
    assert wrong.exit_code == 2


@pytest.mark.parametrize(
    "text", ['{"height_m": NaN}', '{"units": "parsec"}', '{"furnish": "Living"}', '{"open_walls": [3]}']
)
def test_what_is_no_correction_is_refused_in_words(tmp_path: Path, text: str) -> None:
    place = tmp_path / "house.lampyris.json"
    place.write_text(json.dumps(HOUSE), encoding="utf-8")
    wrong = CliRunner().invoke(app, ["room", str(place), "--correct", text])
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "expected: " in wrong.stderr


def test_forgotten_edges_are_told_in_the_shell_as_over_http(tmp_path: Path) -> None:
    place = tmp_path / "house.lampyris.json"
    place.write_text(json.dumps(HOUSE), encoding="utf-8")
    said = ("--correct", '{"open_walls": ["Below/wall:0"]}', "--correct", '{"mirror": true}', "--json")
    document = json.loads(CliRunner().invoke(app, ["room", str(place), *said]).stdout)
    (told,) = [each for each in document["problems"] if each["code"] == "EDGES_FORGOTTEN"]
    assert "Below/wall:0" in told["message"]


def a_room_of_one_mesh(place: Path, *, side_m: float) -> Path:
    """A room beside a model of one upright triangle, so wide and high."""
    (place.parent / f"{place.name}.obj").write_text(f"v 0 0 0\nv {side_m} 0 0\nv 0 {side_m} 0\nf 1 2 3\n")
    piece = {"name": "sail", "model": f"{place.name}.obj", "position_m": [2, 2, 0], "units": "m", "up": "y"}
    room = {"outline_m": [[0, 0], [5, 0], [5, 4], [0, 4]], "height_m": 2.6, "furniture": [piece]}
    place.write_text(json.dumps({"lampyris": 1, "room": room}), encoding="utf-8")
    return place


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("flat.v1.lampyris.json", "flat.v2.lampyris.json"),
        ("flat.v1", "flat.v2"),
        ("flat", "flat.lampyris.json"),
        ("flat.json", "flat.lampyris.json"),
        (".flat.json", ".lampyris.json"),
    ],
)
def test_files_of_like_names_keep_models_of_their_own(tmp_path: Path, one: str, other: str) -> None:
    sides = {one: 0.5, other: 1.5}
    for number, (name, side_m) in enumerate(sides.items()):
        source = a_room_of_one_mesh(tmp_path / f"source-{number}.json", side_m=side_m)
        run(source, "--write", tmp_path / "out" / name)
    for name, side_m in sides.items():
        document = json.loads((tmp_path / "out" / name).read_text(encoding="utf-8"))
        path = document["room"]["furniture"][0]["model"]
        mesh = read_mesh((tmp_path / "out" / path).read_bytes(), path)
        assert np.ptp(mesh.vertices_m, axis=0).max() == pytest.approx(side_m, abs=1e-6), name


@pytest.mark.parametrize("out", ["file/house.json", f"{'long' * 80}.json", f"{'o' * 245}.json"])
def test_what_cannot_be_written_is_told_in_words(tmp_path: Path, out: str) -> None:
    source = a_room_of_one_mesh(tmp_path / "sail.json", side_m=1.0)
    (tmp_path / "file").write_text("no folder")
    result = CliRunner().invoke(app, ["room", str(source), "--write", str(tmp_path / out), "--json"])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception  # told, not thrown
    (told,) = [each for each in json.loads(result.stdout)["problems"] if each["severity"] == "error"]
    assert (told["code"], told["where"]) == ("FILE_NOT_WRITTEN", "--write")
    assert "error FILE_NOT_WRITTEN" in result.stderr


def test_halves_of_letters_are_written_as_question_marks(tmp_path: Path) -> None:
    place, written = tmp_path / "own\udcff.json", tmp_path / "again.lampyris.json"
    place.write_text(json.dumps({"lampyris": 1, "room": HOUSE["rooms"][1]}), encoding="utf-8")
    run(place, "--write", written)
    assert json.loads(written.read_text(encoding="utf-8"))["name"] == "own?"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of shared test files is not there")
def test_models_of_a_real_home_lie_beside_it(tmp_path: Path) -> None:
    source, written = SHARED / "sh3d" / "1BedroomApartmentWithRoundWall.xml", tmp_path / "flat.lampyris.json"
    run(source, "--write", written)
    before, after = read(source), read(written)
    same_rooms(before, after)
    for key in (
        "storeys",
        "walls",
        "openings",
        "lights_found",
        "views_found",
        "north_deg",
        "choices",
        "origins",
    ):
        assert after[key] == before[key], key


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of shared test files is not there")
def test_meshes_come_back_with_their_corners(tmp_path: Path) -> None:
    source, written = SHARED / "gltf" / "flat_furnished.glb", tmp_path / "flat.lampyris.json"
    run(source, "--write", written)
    reading = read_room(source.read_bytes(), source.name)
    assert reading.building is not None
    pieces = [piece for room in reading.building.rooms for piece in room.furniture]
    entries = json.loads(written.read_text(encoding="utf-8"))
    entries = entries.get("rooms") or [entries["room"]]
    named = [entry for room in entries for entry in room.get("furniture", ())]
    meshes = [(p, e) for p, e in zip(pieces, named, strict=True) if p.vertices_m is not None]
    assert meshes
    for piece, entry in meshes[:5]:
        content = (tmp_path / entry["model"]).read_bytes()
        mesh = read_mesh(content, entry["model"])
        extent = np.ptp(piece.vertices_m, axis=0)
        assert np.ptp(mesh.vertices_m, axis=0) == pytest.approx(extent, abs=1e-5)
    same_rooms(room_document(reading), read(written))
