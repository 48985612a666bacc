"""3D files over HTTP: an uploaded room, and the lit room of a preview."""

from __future__ import annotations

import json

from hall import HALL, hall

from api.scene_files import KeptFiles
from assets.mesh import read_mesh


def test_an_uploaded_room_is_a_3d_file(http):
    made = http.post("/v1/rooms", files={"file": ("hall.lampyris.json", json.dumps(HALL).encode())}).json()
    answer = http.get(made["links"]["model"])
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "model/gltf-binary"
    assert {"floor", "ceiling"} <= set(read_mesh(answer.content, "room.glb").nodes)
    again = http.get(made["links"]["model"], headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert http.get(f"/v1/rooms/{made['id']}x/model.glb").status_code == 404


def test_a_preview_has_its_lit_room_as_a_3d_file(http):
    configuration = http.post("/v1/configurations", json=hall()).json()
    wished = http.post(f"/v1/configurations/{configuration['id']}/previews", json={"quality": "draft"}).json()
    answer = http.get(wished["links"]["scene"])
    assert answer.status_code == 200, answer.text
    assert b"KHR_lights_punctual" in answer.content
    placements = {placement["id"] for placement in hall()["placements"]}
    document = json.loads(answer.content[20 : 20 + int.from_bytes(answer.content[12:16], "little")])
    assert placements <= {node["name"] for node in document["nodes"]}
    http.delete(wished["links"]["self"])
    assert http.get("/v1/previews/none/scene.glb").status_code == 404


def test_files_are_kept_by_their_size_and_the_last_asked_for_stay():
    files, written = KeptFiles(most_bytes=100), []

    def size(name, count=40):
        return len(files.file(name, lambda: written.append(name) or bytes(count)))

    assert [size("a"), size("b"), size("a"), size("c")] == [40] * 4  # b was asked for longest ago
    assert written == ["a", "b", "c"]
    size("a")
    size("b")
    assert written == ["a", "b", "c", "b"]
    assert size("huge", 101) == 101
    size("huge", 101)
    assert written[4:] == ["huge", "huge"]  # never kept, and it drives nothing out
    size("a")
    size("b")
    assert written[4:] == ["huge", "huge"]
