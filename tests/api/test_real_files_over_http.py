"""Files that people really have, uploaded: understood, drawn, and stood in by a configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "rooms"
FILES = {
    "roomplan/Bedroom3.json": 1,
    "roomplan/Bathroom1.usdz": 1,
    "sh3d/1BedroomApartmentWithRoundWall.xml": 3,
    "dxf/two-rooms_m.dxf": 2,
    "gltf/flat_furnished.glb": 4,
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of shared test files is not there")
@pytest.mark.parametrize("name", FILES)
def test_a_real_file_is_uploaded_drawn_and_lit(http, name):
    content = (SHARED / name).read_bytes()
    answer = http.post("/v1/rooms", files={"file": (Path(name).name, content)}, timeout=120)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert len(made["room"]["rooms"]) >= FILES[name]
    assert http.get(made["links"]["plan"], timeout=60).status_code == 200
    assert http.get(made["links"]["model"], timeout=60).status_code == 200
    largest = max(made["room"]["rooms"], key=lambda room: room["floor_area_m2"])
    document = {"lampyris": 1, "room": {"room_id": made["id"], "room": largest["name"]}, "placements": []}
    saved = http.post("/v1/configurations", json=document, timeout=60)
    assert saved.status_code == 201, saved.text
    assert http.get(f"/v1/configurations/{saved.json()['id']}/plan.svg", timeout=60).status_code == 200
