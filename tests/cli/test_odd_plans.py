"""Odd drawings and models, made here, as a new user brings them: through `lampyris room`."""

from __future__ import annotations

import json
import math

import pytest
from command_line import in_this_process
from drawn_plans import door, flat, labels, new_drawing

TOLD = {"DEFAULT_TAKEN", "FRAME_SET", "LAYERS_VOTED", "NO_CEILING_IN_FILE", "READING_VOTED", "ROOM_IS_EMPTY"}


def answer(path):
    done = in_this_process("room", path, "--json", folder=path.parent)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def codes(document):
    return {problem["code"] for problem in document["problems"]} - TOLD


def block(document, name, width, depth):
    own = document.blocks.new(name)
    own.add_lwpolyline([(0, 0), (width, 0), (width, depth), (0, depth)], close=True)


def test_a_turned_german_bedroom_in_centimetres_that_says_inches(tmp_path):
    """A bay of 2 m has the bulge 0.4: with the angle 4 atan 0.4 and the radius 1.45 m it adds 0.55 m2."""
    document, space = new_drawing(1)
    for out in (0, 24):
        rows = [(-out, -out, 0), (600 + out, -out, 0), (600 + out, 100, 0.4), (600 + out, 300, 0),
                (600 + out, 400 + out, 0), (-out, 400 + out, 0)]  # fmt: skip
        space.add_lwpolyline(rows, format="xyb", close=True, dxfattribs={"layer": "WAND"})
    pieces = {"Doppelbett": (180, 210, 20, 150), "Schrank 3-tlg": (150, 60, 300, 338),
              "Sessel": (80, 80, 450, 60), "XREF$0$BLK9": (100, 100, 300, 100)}  # fmt: skip
    for name, (width, depth, x, y) in pieces.items():
        block(document, name, width, depth)
        space.add_blockref(name, (x, y), {"layer": "MOEBEL"})
    space.add_text("Schlafzimmer 24,9 m²", height=15, dxfattribs={"layer": "TEXT"}).set_placement((250, 220))
    door(space, (150, -12), 90, 0)
    for entity in space:
        entity.rotate_z(math.radians(12))
    document.layouts.get("Layout1").add_mtext("Grundriss Dachgeschoss M 1:50")
    document.saveas(tmp_path / "zimmer.dxf")
    found = answer(tmp_path / "zimmer.dxf")
    (room,) = found["rooms"]
    theta = 4 * math.atan(0.4)
    radius = 1.0 / math.sin(theta / 2)
    area = 24.0 + radius**2 / 2 * (theta - math.sin(theta))
    assert (room["name"], room["storey"]) == ("Schlafzimmer", "Dachgeschoss")
    assert room["floor_area_m2"] == pytest.approx(area, rel=0.003)
    assert [o["kind"] for o in room["openings"]] == ["door"]
    assert {piece["name"] for piece in room["furniture"]} == {"bed", "wardrobe", "armchair"}
    assert found["units"] == "cm"
    odd = {"FURNITURE_LEFT_OUT", "FURNITURE_SHAPED", "MULTI_VIEW_SHEET", "OPENING_HEIGHTS_ASSUMED"}
    assert codes(found) == odd


def test_a_french_flat_in_millimetres_without_a_unit(tmp_path):
    document, space = new_drawing(0)
    flat(space, by=1000.0, arcs=True, layer="MURS")
    labels(space, by=1000.0)
    pieces = {"WC-SUSP": (380, 550, 1500, 5570, 1), "CANAPE 3P": (2200, 950, 300, 20, 1),
              "LIT_160": (1600, 2000, 8600, 1900, -1)}  # fmt: skip
    for name, (width, depth, x, y, mirrored) in pieces.items():
        block(document, name, width, depth)
        space.add_blockref(name, (x, y), {"layer": "MOBILIER", "xscale": mirrored})
    title = space.add_text("PLAN DU REZ-DE-CHAUSSÉE", height=300, dxfattribs={"layer": "TITRE"})
    title.set_placement((0, -1500))
    document.saveas(tmp_path / "appartement.dxf")
    found = answer(tmp_path / "appartement.dxf")
    assert found["units"] == "mm"
    assert {room["storey"] for room in found["rooms"]} == {"REZ-DE-CHAUSSÉE"}
    areas = {room["name"]: room["floor_area_m2"] for room in found["rooms"]}
    assert areas == pytest.approx({"Living": 20.0, "Bedroom": 14.0, "Bath": 4.8}, rel=1e-3)
    stand = {room["name"]: [piece["name"] for piece in room["furniture"]] for room in found["rooms"]}
    assert stand == {"Living": ["sofa"], "Bedroom": ["bed"], "Bath": ["wc"]}
    assert codes(found) == {"FURNITURE_SHAPED", "OPENING_HEIGHTS_ASSUMED"}


def test_a_model_in_feet_without_spaces(tmp_path):
    pytest.importorskip("ifcopenshell")
    from ifc_files import IfcWriter

    w = IfcWriter("IFC4", "ft")
    ground = w.storey("Level 1")
    corners = [(-0.1, -0.1), (6.1, -0.1), (6.1, 4.1), (-0.1, 4.1)]
    walls = [w.wall(ground, f"wall {i}", corners[i], corners[(i + 1) % 4], 0.2, 2.7) for i in range(4)]
    w.wall(ground, "between", (3.5, 0), (3.5, 4), 0.1, 2.7)
    w.opening(ground, walls[0], "IfcWindow", (1.5, -0.1), 1.4, 0.2, 0.9, 1.2)
    (window,) = w.file.by_type("IfcWindow")
    w.properties(window, "Pset_DoorWindowGlazingType", VisibleLightTransmittance=0.72)
    sofa = w.prism([(0, 0), (2, 0), (2, 0.9), (0, 0.9)], 0.8)
    w.element("IfcFurniture", ground, "Sofa 3 seats", sofa, (0.5, 2.9, 0))
    (tmp_path / "house.ifc").write_bytes(w.bytes())
    found = answer(tmp_path / "house.ifc")
    assert found["units"] == "ft"
    areas = sorted(room["floor_area_m2"] for room in found["rooms"])
    assert areas == pytest.approx([2.45 * 4, 3.45 * 4], rel=1e-3)
    large = max(found["rooms"], key=lambda room: room["floor_area_m2"])
    assert [piece["name"] for piece in large["furniture"]] == ["sofa"]
    ((kind, width, through),) = [(o["kind"], o["width_m"], o.get("transmittance")) for o in large["openings"]]
    assert (kind, width) == ("window", pytest.approx(1.4, abs=1e-3))
    assert through == pytest.approx(0.72)
    assert codes(found) == {"ROOMS_FROM_WALLS"}
