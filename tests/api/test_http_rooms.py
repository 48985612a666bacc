"""Rooms over HTTP: uploaded, understood, listed, refused with reasons."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from hall import HALL, hall
from PIL import Image


@pytest.fixture
def upload(http):
    def upload(content, filename="room.lampyris.json", **fields):
        return http.post("/v1/rooms", files={"file": (filename, content)}, data=fields)

    return upload


ROOM = json.dumps(HALL).encode()


def test_a_roomplan_file_is_understood_and_kept(http, samples, upload):
    content = (samples / "Bedroom3.json").read_bytes()
    answer = upload(content, "Bedroom3.json")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["filename"] == "Bedroom3.json"
    assert made["room"]["rooms"][0]["floor_area_m2"] > 4
    assert made["room"]["rooms"][0]["walls"] >= 4
    assert http.get(made["links"]["self"]).json() == made
    plan = http.get(made["links"]["plan"])
    assert plan.headers["content-type"] == "image/svg+xml"
    assert http.get(made["links"]["plan"], headers={"If-None-Match": plan.headers["etag"]}).status_code == 304


def test_a_room_that_names_a_model_is_refused_when_it_is_uploaded(upload):
    sofa = {"name": "sofa", "model": "nofile.glb", "position_m": [2, 2, 0]}
    answer = upload(json.dumps({**HALL, "room": {**HALL["room"], "furniture": [sofa]}}).encode())
    assert answer.status_code == 400
    (problem,) = (p for p in answer.json()["problems"] if p["severity"] == "error")
    assert (problem["code"], problem["where"]) == ("FILE_NOT_FOUND", "room.furniture[0].model")
    assert "not taken over HTTP yet" in problem["message"]


def test_a_configuration_lives_in_an_uploaded_room(http, upload):
    room = upload(ROOM).json()
    answer = http.post("/v1/configurations", json=hall(room={"room_id": room["id"]}))
    assert answer.status_code == 201, answer.text
    assert answer.json()["document"]["room"] == {"room_id": room["id"]}
    assert http.get(f"/v1/configurations/{answer.json()['id']}/plan.svg").status_code == 200


def test_rooms_are_listed_in_pages(http, upload):
    made = [upload(ROOM).json()["id"] for _ in range(3)]
    first = http.get("/v1/rooms", params={"limit": 2}).json()
    assert [item["id"] for item in first["items"]] == [made[2], made[1]]
    following = http.get("/v1/rooms", params={"limit": 2, "after": first["next"]}).json()
    assert following["items"][0]["id"] == made[0]
    for wrong in ("zzz", "", f"{made[0]}x"):
        answer = http.get("/v1/rooms", params={"after": wrong})
        assert (answer.status_code, answer.json()["problems"][0]["where"]) == (422, "after")


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "room.json", "EMPTY_FILE"),
        (ROOM[:200], "room.lampyris.json", None),
        (ROOM[:200], "room.json", None),
        (b"\x00" * 100, "room.json", None),
        (ROOM, "room.exe", "UNKNOWN_FORMAT"),
        (ROOM, "room", "UNKNOWN_FORMAT"),
        (b"0", "house.dwg", "FORMAT_NOT_READ_YET"),
        (b"{}", "room.json", None),
        (ROOM.replace(b"2.7", b"NaN"), "room.lampyris.json", None),
        (ROOM.replace(b"[5, ", b"[3000, "), "room.lampyris.json", None),
        (b"[" * 50_000, "room.json", None),
    ],
)
def test_an_unsound_room_is_refused_with_coded_problems(http, upload, content, filename, code):
    answer = upload(content, filename)
    assert answer.status_code == 400, answer.text
    document = answer.json()
    assert document["problems"]
    assert all(problem["code"].isupper() and problem["message"] for problem in document["problems"])
    if code is not None:
        assert code in [problem["code"] for problem in document["problems"]]
    assert http.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("filename", "kept"),
    [
        ("../../../etc/room.lampyris.json", "room.lampyris.json"),
        ("C:\\rooms\\room.lampyris.json", "room.lampyris.json"),
        ("房间.lampyris.json", "房间.lampyris.json"),
        ("/absolute/room.lampyris.json", "room.lampyris.json"),
    ],
)
def test_only_the_last_part_of_a_file_name_is_used(upload, filename, kept):
    answer = upload(ROOM, filename)
    assert (answer.status_code, answer.json().get("filename")) == (201, kept), answer.text


@pytest.mark.parametrize("filename", ["..", "a" * 300 + ".json", "rooms/"])
def test_a_file_name_that_is_none(upload, filename):
    answer = upload(ROOM, filename)
    assert answer.status_code in (400, 422)


def test_an_upload_without_its_file_or_with_unknown_units(http, upload):
    assert http.post("/v1/rooms", data={"units": "m"}).status_code == 422
    assert http.post("/v1/rooms", json={}).status_code == 422
    answer = upload(ROOM, units="furlong")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "UNKNOWN_CHOICE"


def test_a_broken_form_is_refused(http):
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = http.post(
        "/v1/rooms", content=b'--x\r\nContent-Disposition: form-data; name="file', headers=headers
    )
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("room_id", ["rm_none", "%2e%2e%2fetc", "'; DROP TABLE rooms; --", "%00", "房"])
def test_a_room_that_is_not_there(http, room_id):
    answer = http.get(f"/v1/rooms/{room_id}")
    assert answer.status_code == 404
    assert answer.json()["code"] in ("UNKNOWN_RECORD", "NO_SUCH_PATH")


def test_a_sample_gives_a_room_and_a_configuration_that_fits_it(http):
    samples = http.get("/v1/samples").json()["items"]
    assert samples
    for sample in samples:
        assert sample["title"]["en"]
        assert sample["title"]["zh"]
        assert sample["note"]["zh"]
        picture = http.get(sample["links"]["picture"])
        assert picture.headers["content-type"] == "image/webp"
        with Image.open(io.BytesIO(picture.content)) as shown:
            assert shown.size == (480, 270)
            assert np.ptp(np.asarray(shown.convert("L"), float)) > 100  # no empty picture
        room = http.post(f"/v1/samples/{sample['name']}/room")
        assert room.status_code == 201
        assert room.json()["filename"] == sample["room_filename"]
        found = room.json()["room"]["rooms"]
        assert len(found) == sample["rooms"]
        assert sum(each["floor_area_m2"] for each in found) == pytest.approx(
            sample["floor_area_m2"], abs=0.06
        )
        named = {"room_id": room.json()["id"]}
        rooms = {"rooms": [named]} if "rooms" in sample["configuration"] else {"room": named}
        configuration = {**sample["configuration"], **rooms}
        answer = http.post("/v1/configurations", json=configuration)
        assert answer.status_code == 201, answer.text
    assert http.post("/v1/samples/none/room").status_code == 404
    assert http.get("/v1/samples/none/picture.webp").status_code == 404
