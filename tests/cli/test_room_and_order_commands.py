"""`lampyris room` and `order` on the sample that is shipped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenes.make_samples import DEPTH_M, FURNITURE, HEIGHT_M, OPENINGS, WIDTH_M
from scenes.samples import sample_configuration, sample_names, sample_room_file


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample's configuration with its room file beside it."""
    name = sample_names()[0]
    filename, content = sample_room_file(name)
    (tmp_path / filename).write_bytes(content)
    document: dict[str, Any] = sample_configuration(name)
    document["room"]["upload"] = filename
    file = tmp_path / "sample.lampyris.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_room_is_understood_as_it_was_made(shell, sample: Path) -> None:
    done = shell("room", sample.parent / sample_room_file(sample_names()[0])[0], "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    room = document["rooms"][0]
    assert room["floor_area_m2"] == pytest.approx(WIDTH_M * DEPTH_M, rel=1e-3)
    assert room["height_m"] == pytest.approx(HEIGHT_M, rel=1e-3)
    assert room["walls"] == 4
    assert len(room["openings"]) == len(OPENINGS)
    assert document["furniture"] == len(FURNITURE)


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[1, 2]", b'{"walls": "many"}'])
def test_unsound_rooms_are_refused_in_words(lampyris, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "room.json").write_bytes(content)
    done = lampyris("room", "room.json", "--json")
    assert done.returncode == 1
    assert "error " in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["units"] is None  # nothing was read
    assert lampyris("room", "room.json").stdout == ""


def test_of_many_remarks_alike_the_first_are_shown_and_all_are_in_the_document(lampyris, tmp_path) -> None:
    rooms = [
        {"name": f"r{k}", "outline_m": [[x, 0], [x + 3, 0], [x + 3, 4], [x, 4]], "height_m": 2.6}
        for k, x in enumerate(range(0, 20, 4))
    ]
    (tmp_path / "a.json").write_text(json.dumps({"lampyris": 1, "rooms": rooms}), encoding="utf-8")
    lines = lampyris("room", "a.json").stderr.splitlines()
    assert sum(line.startswith("info ROOM_IS_EMPTY at ") for line in lines) == 3
    assert "info ROOM_IS_EMPTY: and 2 more of these; --json shows all." in lines
    document = json.loads(lampyris("room", "a.json", "--json").stdout)
    assert sum(each["code"] == "ROOM_IS_EMPTY" for each in document["problems"]) == len(rooms)


def write_pouf(file: Path) -> None:
    """A model of 0.6 m by 0.4 m by 0.5 m that stands on its origin; glTF's y is up."""
    import trimesh

    box = trimesh.creation.box(extents=(0.6, 0.5, 0.4))
    box.apply_translation((0, 0.25, 0))
    file.write_bytes(box.export(file_type="glb"))


def test_a_model_is_looked_for_beside_the_room(lampyris, tmp_path: Path) -> None:
    pouf = {"name": "pouf", "model": "pouf.glb", "position_m": [2, 2, 0]}
    room = {"outline_m": [[0, 0], [4, 0], [4, 5], [0, 5]], "height_m": 2.7, "furniture": [pouf]}
    (tmp_path / "a.lampyris.json").write_text(json.dumps({"lampyris": 1, "room": room}), encoding="utf-8")
    done = lampyris("room", "a.lampyris.json")
    assert done.returncode == 1
    assert "error FILE_NOT_FOUND at room.furniture[0].model" in done.stderr
    write_pouf(tmp_path / "pouf.glb")
    done = lampyris("room", "a.lampyris.json")
    assert done.returncode == 0, done.stderr


def test_order_reaches_the_store(shell, sample: Path) -> None:
    done = shell("order", sample, "--store", "nearest", "--json", "--data", "data")
    assert done.returncode == 0, done.stderr
    order = json.loads(done.stdout)
    wanted = sorted(
        placement["luminaire"] for placement in sample_configuration(sample_names()[0])["placements"]
    )
    ordered = sorted(sku for line in order["lines"] for sku in [line["sku"]] * line["quantity"])
    assert ordered == wanted
    assert {(part["request"], part["fulfilment"]) for part in order["parts"]} == {("accepted", "reserved")}


def test_unknown_store_is_told(shell, sample: Path) -> None:
    done = shell("order", sample, "--store", "no-such-store", "--data", "data")
    assert done.returncode == 1
    assert "no-such-store" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_order_of_a_room_with_a_model_is_made_again(shell, lampyris, sample: Path) -> None:
    """Furniture models lie beside the configuration; the order keeps them, so its light can be made again."""
    document = json.loads(sample.read_text(encoding="utf-8"))
    write_pouf(sample.parent / "pouf.glb")
    corners = [[0, 0], [4, 0], [4, 4], [0, 4]]
    pouf = {"name": "pouf", "model": "pouf.glb", "position_m": [1, 1, 0]}
    document["room"] = {"name": "room", "outline_m": corners, "height_m": 2.6, "furniture": [pouf]}
    document["placements"] = [
        {"id": "p", "luminaire": "downlight-recessed-90", "position_m": [2, 2, 2.6], "circuit": "c"}
    ]
    document["scenes"], document["calculation"], document["observers"] = {}, {}, []
    document["views"] = [
        {"name": "v", "eye_m": [0.3, 0.3, 1.5], "target_m": [2, 2, 0.5], "fov_deg": 70, "size_px": [160, 90]}
    ]
    sample.write_text(json.dumps(document), encoding="utf-8")
    done = shell("order", sample, "--store", "nearest", "--json", "--data", "data")
    assert done.returncode == 0, done.stderr
    order = json.loads(done.stdout)
    (sample.parent / "pouf.glb").unlink()
    folders = {"first": order["id"], "second": order["number"]}
    for folder, named in folders.items():
        done = shell("reproduce", named, "--out", folder, "--data", "data", "--quality", "draft")
        assert done.returncode == 0, done.stderr
    first, second = (sample.parent / folder for folder in folders)
    assert (first / "picture.png").read_bytes() == (second / "picture.png").read_bytes()
    numbers = [json.loads((folder / "measures.json").read_text()) for folder in (first, second)]
    for document in numbers:
        document.pop("timing_s")
    assert numbers[0] == numbers[1]
    assert "furniture:0:pouf" in [surface["name"] for surface in numbers[0]["surfaces"]]
    for nothing in ("or_nothing", "L26-999999"):
        assert lampyris("reproduce", nothing, "--out", "x", "--data", "data").returncode == 1
