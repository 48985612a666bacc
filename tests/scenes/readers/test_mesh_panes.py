"""Windows of several panes in meshes: one opening each, with what its glass says that it passes."""

from __future__ import annotations

from typing import Any

import pytest
from drawn_meshes import Drawing, packed, wall

from kit.problems import errors_of
from scenes.checks import check_room
from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.reading import RoomOverrides
from scenes.room import Opening, Room

RING = [(0, 0), (4, 0), (4, 3), (0, 3)]
HOLE = (1.0, 3.0, 0.9, 2.1)  # in the wall y = 0, from, to, sill, head
GLASS = {"pbrMetallicRoughness": {"baseColorFactor": [1, 1, 1, 0.25]}, "alphaMode": "BLEND"}


def shell(*, hole: bool) -> Drawing:
    """A room of 4 x 3 x 2.5 m, with or without a hole for the window."""
    drawing = Drawing()
    for k, start in enumerate(RING):
        wall(drawing, "walls", start, RING[(k + 1) % 4], 2.5, [HOLE] if hole and k == 0 else [])
    drawing.quad("floor", *([*corner, 0.0] for corner in RING))
    drawing.quad("ceiling", *([*corner, 2.5] for corner in reversed(RING)))
    return drawing


def read(drawing: Drawing, glass: dict[str, Any] | None) -> Room:
    """The room of a drawing in which nodes called pane are of a glass."""
    document, binary = drawing.gltf()
    if glass is not None:
        document["materials"] = [{"name": "clear", **glass}]
        document["extensionsUsed"] = ["KHR_materials_transmission"]
        for node in document["nodes"]:
            if node["name"].startswith("pane"):
                document["meshes"][node["mesh"]]["primitives"][0]["material"] = 0
    reading = read_mesh_scene(packed(document, binary), "a.glb", RoomOverrides())
    assert reading.room is not None, reading.problems
    assert not errors_of(check_room(reading.room))
    return reading.room


def only(room: Room) -> Opening:
    (opening,) = room.openings
    assert opening.kind == "window"
    return opening


def two_panes(drawing: Drawing, *, y: float, thick: float = 0.02) -> None:
    """Two panes as boxes, 0.95 x 1.2 m, and a mullion of 0.1 m between them."""
    drawing.box("pane 1", (1.0, y, 0.9), (1.95, y + thick, 2.1))
    drawing.box("pane 2", (2.05, y, 0.9), (3.0, y + thick, 2.1))
    drawing.box("mullion", (1.95, y - 0.02, 0.9), (2.05, y + 0.04, 2.1))


@pytest.mark.parametrize("hole", [True, False], ids=["in a hole", "before the wall"])
def test_two_panes_and_their_mullion_are_one_window(hole: bool) -> None:
    drawing = shell(hole=hole)
    two_panes(drawing, y=-0.08 if hole else 0.03)
    window = only(read(drawing, GLASS))
    found = (window.offset_m, window.width_m, window.sill_m, window.height_m)
    assert found == pytest.approx((1.0, 2.0, 0.9, 1.2), abs=1e-3)
    # 75 % of the light passes what covers 25 %, and 1.9 of 2 m are glass; each pane's two faces count once
    assert window.transmittance == pytest.approx(0.75 * 1.9 / 2.0, abs=0.01)


def test_sheets_behind_one_another_are_one_window() -> None:
    drawing = shell(hole=False)
    for k, y in enumerate((0.02, 0.05)):
        drawing.box(f"pane {k}", (1.0, y, 0.9), (3.0, y + 0.006, 2.1))
    window = only(read(drawing, GLASS))
    assert (window.width_m, window.height_m) == pytest.approx((2.0, 1.2), abs=1e-3)
    assert window.transmittance == pytest.approx(0.75, abs=1e-3)


def test_transmission_passes_by_the_luminance_of_its_colour() -> None:
    """Rec. 709: 0.2126 red, 0.7152 green, 0.0722 blue."""
    drawing = shell(hole=True)
    drawing.box("pane", (1.0, -0.1, 0.9), (3.0, -0.08, 2.1))
    tinted = {
        "pbrMetallicRoughness": {"baseColorFactor": [0.5, 0.9, 0.7, 1]},
        "extensions": {"KHR_materials_transmission": {"transmissionFactor": 0.8}},
    }
    room = read(drawing, tinted)
    passed = 0.8 * (0.2126 * 0.5 + 0.7152 * 0.9 + 0.0722 * 0.7)
    assert only(room).transmittance == pytest.approx(passed, abs=1e-3)
    assert room.origins["openings[0].transmittance"] == "derived"


def test_glass_that_says_nothing_keeps_the_default() -> None:
    drawing = shell(hole=True)
    drawing.box("pane", (1.0, -0.1, 0.9), (3.0, -0.08, 2.1))
    assert only(read(drawing, None)).transmittance is None


def test_frames_are_taken_off_glass_that_says_nothing() -> None:
    """Glass that nobody states passes 0.9."""
    drawing = shell(hole=False)
    two_panes(drawing, y=0.03)
    assert only(read(drawing, None)).transmittance == pytest.approx(0.9 * 1.9 / 2.0, abs=1e-3)


def test_windows_with_wall_between_them_stay_two() -> None:
    drawing = Drawing()
    for k, start in enumerate(RING):
        holes = [(0.5, 1.5, 0.9, 2.1), (1.6, 2.6, 0.9, 2.1)] if k == 0 else []
        wall(drawing, "walls", start, RING[(k + 1) % 4], 2.5, holes)
    drawing.quad("floor", *([*corner, 0.0] for corner in RING))
    drawing.quad("ceiling", *([*corner, 2.5] for corner in reversed(RING)))
    assert [o.width_m for o in read(drawing, None).openings] == pytest.approx([1.0, 1.0], abs=1e-3)
