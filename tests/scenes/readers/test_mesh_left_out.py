"""What a GLB file holds and is not read is told, once of each kind; narrow windows are read."""

from __future__ import annotations

from typing import Any

import pytest
from drawn_meshes import Drawing, furnished_room, packed, wall

from kit.problems import Problem
from scenes.building import Building
from scenes.configuration import read_configuration
from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.reading import RoomOverrides
from scenes.writers.own_file import own_file

RING = [(0, 0), (4, 0), (4, 3), (0, 3)]


def read(document: dict[str, Any], binary: bytes) -> tuple[Building, dict[str, list[Problem]]]:
    reading = read_mesh_scene(packed(document, binary), "a.glb", RoomOverrides())
    assert reading.building is not None
    said: dict[str, list[Problem]] = {}
    for problem in reading.problems:
        said.setdefault(problem.code, []).append(problem)
    return reading.building, said


def with_nodes(document: dict[str, Any], *nodes: dict[str, Any]) -> None:
    shown = document["scenes"][0]["nodes"]
    shown += range(len(document["nodes"]), len(document["nodes"]) + len(nodes))
    document["nodes"] += nodes


def test_cameras_and_lights_beyond_what_is_taken_are_told() -> None:
    document, binary = furnished_room().gltf()
    document["extensions"] = {"KHR_lights_punctual": {"lights": [{"type": "point"}]}}
    light = {"extensions": {"KHR_lights_punctual": {"light": 0}}, "translation": [3, 2, -2]}
    with_nodes(document, *({"name": f"c{k}", "camera": 0} for k in range(204)), *([light] * 2001))
    building, said = read(document, binary)
    assert len(building.views) == 200
    (views,), (lights,) = said["VIEWS_LEFT_OUT"], said["LIGHTS_LEFT_OUT"]
    assert "of 205 cameras the first 200" in views.message
    assert "of 2001 lights the first 2000" in lights.message


def test_our_own_file_holds_as_many_views_as_a_reader_gives() -> None:
    document, binary = furnished_room().gltf()
    with_nodes(document, *({"name": f"c{k}", "camera": 0} for k in range(199)))
    building, said = read(document, binary)
    assert "VIEWS_LEFT_OUT" not in said
    entry, _ = own_file(building, "own", write_model=lambda *_: b"", folder="models")
    assert len(read_configuration(entry).views) == 200


def test_the_sun_and_cameras_without_perspective_are_told() -> None:
    document, binary = furnished_room().gltf()
    document["extensions"] = {"KHR_lights_punctual": {"lights": [{"type": "directional"}]}}
    document["cameras"].append({"type": "orthographic", "orthographic": {"xmag": 1, "ymag": 1}})
    sun = {"name": "sun", "extensions": {"KHR_lights_punctual": {"light": 0}}}
    with_nodes(document, sun, {"name": "top", "camera": 1}, {"name": "side", "camera": 1})
    building, said = read(document, binary)
    assert [view.name for view in building.views] == ["seat"]
    assert [light.name for light in building.lights] == ["pendant lamp"]
    assert said["LIGHTS_LEFT_OUT"][0].message.startswith("1 lights")
    assert said["VIEWS_LEFT_OUT"][0].message.startswith("2 cameras")


def test_other_scenes_are_told_and_copies_of_the_shown_one_are_not() -> None:
    document, binary = furnished_room().gltf()
    document["scenes"].append({"nodes": document["scenes"][0]["nodes"][:2]})
    assert "SCENES_LEFT_OUT" not in read(document, binary)[1]
    mesh = document["nodes"][3]["mesh"]
    document["nodes"].append({"name": "other", "mesh": mesh})
    document["scenes"].append({"name": "variant B", "nodes": [len(document["nodes"]) - 1]})
    (told,) = read(document, binary)[1]["SCENES_LEFT_OUT"]
    assert "'variant B'" in told.message


@pytest.mark.parametrize("key", ["extensionsUsed", "extensionsRequired"])
def test_hidden_nodes_are_left_out_with_all_below_them(key: str) -> None:
    document, binary = furnished_room().gltf()
    document[key] = ["KHR_node_visibility"]
    table = next(k for k, node in enumerate(document["nodes"]) if node["name"] == "table")
    hidden = {"KHR_node_visibility": {"visible": False}}
    document["scenes"][0]["nodes"].remove(table)
    with_nodes(document, {"name": "variant", "children": [table], "extensions": hidden})
    building, said = read(document, binary)
    assert [piece.name for piece in building.rooms[0].furniture] == ["Cube.003"]
    (told,) = said["NODES_HIDDEN"]
    assert "'variant'" in told.message


def slits(glass: str) -> Drawing:
    """A room with holes of 0.2 x 1.5 m and 1.0 x 0.2 m in one wall, perhaps with panes in them."""
    drawing = Drawing()
    holes = [(1.0, 1.2, 0.5, 2.0), (2.0, 3.0, 1.8, 2.0)]
    for k, start in enumerate(RING):
        wall(drawing, "walls", start, RING[(k + 1) % 4], 2.5, holes if k == 0 else [])
    drawing.quad("floor", *([*corner, 0.0] for corner in RING))
    drawing.quad("ceiling", *([*corner, 2.5] for corner in reversed(RING)))
    for k, (low, high, sill, head) in enumerate(holes if glass else []):
        drawing.box(f"{glass} {k}", (low, -0.06, sill), (high, -0.05, head))
    return drawing


def test_narrow_windows_with_glass_are_read() -> None:
    building, said = read(*slits("window glass").gltf())
    one, other = building.rooms[0].openings
    assert one.kind == other.kind == "window"
    for opening, wanted in ((one, (1.0, 0.2, 0.5, 1.5)), (other, (2.0, 1.0, 1.8, 0.2))):
        found = (opening.offset_m, opening.width_m, opening.sill_m, opening.height_m)
        assert found == pytest.approx(wanted, abs=1e-4)
    assert "OPENINGS_LEFT_OUT" not in said


def test_narrow_holes_without_glass_are_told_once() -> None:
    building, said = read(*slits("").gltf())
    assert not building.rooms[0].openings
    (told,) = said["OPENINGS_LEFT_OUT"]
    assert told.message.startswith("2 holes")
