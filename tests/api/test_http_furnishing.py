"""Rooms furnished over HTTP: one correction, shown in plan, model and lit room, and taken back by another."""

from __future__ import annotations

import json

import pytest
from hall import hall

from assets.mesh import read_mesh

EMPTY = {
    "lampyris": 1,
    "name": "flat",
    "rooms": [
        {
            "name": name,
            "use": use,
            "outline_m": [[x, 0], [x + 5, 0], [x + 5, 4], [x, 4]],
            "height_m": 2.7,
            "openings": [{"kind": "door", "wall": 0, "offset_m": 0.3, "width_m": 0.9, "height_m": 2.0}],
        }
        for x, name, use in ((0, "Study", "study"), (6, "Bath", "bathroom"))
    ],
}


@pytest.fixture
def room(http):
    answer = http.post("/v1/rooms", files={"file": ("a.lampyris.json", json.dumps(EMPTY).encode())})
    assert answer.status_code == 201, answer.text
    return answer.json()


def patched(http, room, body):
    answer = http.patch(room["links"]["self"], json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def pieces(answer):
    return {one["name"]: [piece["name"] for piece in one["furniture"]] for one in answer["room"]["rooms"]}


def problems(answer, code):
    return [problem for problem in answer["room"]["problems"] if problem["code"] == code]


def test_the_repair_of_an_empty_room_furnishes_it_and_its_own_repair_takes_that_back(http, room):
    assert pieces(room) == {"Study": [], "Bath": []}
    now = patched(http, room, problems(room, "ROOM_IS_EMPTY")[0]["repair"])
    assert "desk" in pieces(now)["Study"]
    assert pieces(now)["Bath"] == []
    now = patched(http, room, problems(now, "ROOM_IS_EMPTY")[0]["repair"])  # adds to what was said before
    assert now["said"] == {"furnish": {"Study": "study", "Bath": "bathroom"}}
    assert {"wc", "vanity"} <= set(pieces(now)["Bath"])
    assert now["room"]["origins"]["Bath/furniture[0]"] == "default"
    now = patched(http, room, problems(now, "FURNITURE_PROPOSED")[0]["repair"])
    assert pieces(now)["Study"] == []
    assert "wc" in pieces(now)["Bath"]
    assert pieces(patched(http, room, {"furnish": None})) == {"Study": [], "Bath": []}
    every = patched(http, room, {"furnish": True})
    assert every["said"] == {"furnish": True}
    assert all(pieces(every).values())
    some = patched(http, room, {"furnish": {"Bath": None}})
    assert pieces(some)["Bath"] == []
    assert pieces(some)["Study"] == pieces(every)["Study"]


def test_what_is_no_furnishing_is_refused(http, room):
    for wrong in (3, "all", {"Study": 4}, [["Study"]]):
        assert http.patch(room["links"]["self"], json={"furnish": wrong}).status_code in (400, 422)


def test_proposed_furniture_is_in_the_plan_the_model_and_the_lit_room(http, room):
    before = http.get(room["links"]["plan"]).text
    patched(http, room, {"furnish": ["Study"]})
    plan = http.get(room["links"]["plan"]).text
    assert "desk" in plan
    assert "desk" not in before
    model = read_mesh(http.get(room["links"]["model"]).content, "room.glb")
    assert any("desk" in name for name in model.nodes)
    configuration = hall(room={"room_id": room["id"], "room": "Study"})
    saved = http.post("/v1/configurations", json=configuration)
    assert saved.status_code == 201, saved.text
    wished = http.post(f"/v1/configurations/{saved.json()['id']}/previews", json={"quality": "draft"}).json()
    scene = http.get(wished["links"]["scene"])
    assert scene.status_code == 200, scene.text
    assert b"office chair" in scene.content
    http.delete(wished["links"]["self"])
