"""Furniture as OBJ: its materials and pictures are found beside it, and nowhere else."""

from __future__ import annotations

import pytest
from gldf_files import BOX_MTL, BOX_OBJ

from scenes.configuration import read_configuration
from scenes.furniture_models import with_models
from scenes.room import Furniture, Room
from scenes.room_from_entry import room_from_entry


def room_with(model: str) -> Room:
    document = {
        "lampyris": 1,
        "room": {
            "outline_m": [[0, 0], [5, 0], [5, 4], [0, 4]],
            "height_m": 2.7,
            "furniture": [{"name": "box", "model": model, "units": "cm", "up": "z", "position_m": [2, 2, 0]}],
        },
    }
    room, _ = room_from_entry(read_configuration(document).room)
    return room


def read(files: dict[str, bytes], model: str) -> tuple[Furniture, list[str], list[str]]:
    asked: list[str] = []

    def read_file(name: str) -> bytes:
        asked.append(name)
        if name not in files:
            raise FileNotFoundError(name)
        return files[name]

    room, problems = with_models(room_with(model), read_file)
    return room.furniture[0], [problem.code for problem in problems], asked


def test_materials_are_found_beside_the_model() -> None:
    files = {"set/box.obj": BOX_OBJ.encode(), "set/box.mtl": BOX_MTL.encode()}
    piece, codes, asked = read(files, "set/box.obj")
    assert codes == []
    assert asked == ["set/box.obj", "set/box.mtl"]
    assert piece.appearance is not None
    assert piece.appearance.materials[0].base_colour_rgb == (0.5, 0.25, 0.1)
    assert piece.vertices_m is not None
    assert piece.vertices_m.max(axis=0) == pytest.approx([0.1, 0.2, 0.0])


@pytest.mark.parametrize("library", ["gone.mtl", "..", "../../etc/passwd", "."])
def test_nothing_else_is_asked_for(library: str) -> None:
    files = {"set/box.obj": BOX_OBJ.replace("box.mtl", library).encode()}
    _, codes, asked = read(files, "set/box.obj")
    assert codes == ["OBJ_MATERIALS_MISSING"]
    assert set(asked) <= {"set/box.obj", "set/gone.mtl", "set/passwd"}
