"""Rooms corrected over HTTP: read again, every version kept, configurations stand in theirs."""

from __future__ import annotations

import json

import pytest
from hall import HALL, hall
from homes import WALL, home, walls

HOLEY = {**HALL, "room": {**HALL["room"], "surfaces": {"wall:1": {"open": True}}}}


@pytest.fixture
def room(http):
    answer = http.post("/v1/rooms", files={"file": ("a.lampyris.json", json.dumps(HOLEY).encode())})
    assert answer.status_code == 201, answer.text
    return answer.json()


def height(answer):
    return answer["room"]["rooms"][0]["height_m"]


def test_a_height_and_an_edge_are_corrected_and_told_as_the_users(http, room):
    assert (room["version"], room["said"]) == (1, {})
    assert room["room"]["rooms"][0]["open_walls"] == [1]
    patched = http.patch(room["links"]["self"], json={"height_m": 3.1, "closed_walls": ["wall:1"]})
    assert patched.status_code == 200, patched.text
    now = patched.json()
    assert (now["version"], height(now)) == (2, 3.1)
    assert now["room"]["rooms"][0]["open_walls"] == []
    assert now["room"]["origins"]["height"] == "user"
    assert http.get(room["links"]["self"]).json() == now
    assert patched.headers["etag"] == http.get(room["links"]["self"]).headers["etag"] == '"2"'
    taken_back = http.patch(room["links"]["self"], json={"height_m": None}).json()
    assert (taken_back["said"], height(taken_back)) == ({"closed_walls": ["wall:1"]}, height(room))
    opened = http.patch(room["links"]["self"], json={"open_walls": ["wall:1", "wall:2"]}).json()
    assert opened["said"] == {"open_walls": ["wall:1", "wall:2"]}
    assert opened["room"]["rooms"][0]["open_walls"] == [1, 2]


def test_the_height_of_one_room_is_corrected(http):
    other = {
        **HALL["room"],
        "name": "Beside",
        "outline_m": [[9, 0], [12, 0], [12, 3], [9, 3]],
        "openings": [],
    }
    document = {"lampyris": 1, "rooms": [{**HALL["room"], "name": "Hall"}, {**other, "furniture": []}]}
    sent = http.post("/v1/rooms", files={"file": ("a.lampyris.json", json.dumps(document).encode())}).json()
    patched = http.patch(sent["links"]["self"], json={"heights_m": [["Beside", 2.25]]})
    assert patched.status_code == 200, patched.text
    heights = {each["name"]: each["height_m"] for each in patched.json()["room"]["rooms"]}
    assert (heights["Beside"], heights["Hall"]) == (2.25, HALL["room"]["height_m"])
    assert patched.json()["said"] == {"heights_m": [["Beside", 2.25]]}
    assert http.patch(sent["links"]["self"], json={"heights_m": [["Beside", -1]]}).status_code in (400, 422)
    refused = http.patch(sent["links"]["self"], json={"heights_m": [["Hall", 0.01]]})
    assert refused.status_code == 400
    told = [(p["code"], p["where"]) for p in refused.json()["problems"] if p["severity"] == "error"]
    assert told == [("HEIGHT_OUT_OF_RANGE", "heights_m")]
    assert http.get(sent["links"]["self"]).json() == patched.json()


def test_a_saved_configuration_stays_in_the_version_it_was_saved_in(http, room):
    saved = http.post("/v1/configurations", json=hall(room={"room_id": room["id"]})).json()
    plan = f"/v1/configurations/{saved['id']}/plan.svg"
    before = http.get(plan).text
    http.patch(room["links"]["self"], json={"height_m": 3.4}).raise_for_status()
    assert http.get(plan).text == before
    assert "3.4" not in before
    headers = {"If-Match": f'"{saved["version"]}"'}
    put = http.put(
        f"/v1/configurations/{saved['id']}", json=hall(room={"room_id": room["id"]}), headers=headers
    )
    assert put.status_code == 200, put.text
    assert "3.4" in http.get(plan).text


def test_edges_are_forgotten_and_told_where_walls_get_other_numbers(http, room):
    http.patch(room["links"]["self"], json={"closed_walls": ["wall:1"]}).raise_for_status()
    mirrored = http.patch(room["links"]["self"], json={"mirror": True}).json()
    assert mirrored["said"] == {"mirror": True}
    assert "EDGES_FORGOTTEN" in [problem["code"] for problem in mirrored["room"]["problems"]]


def test_a_gap_between_walls_is_closed_and_opened_again_and_other_edges_are_forgotten(http):
    ring = walls([(0, 0), (620, 0), (620, 420), (0, 420)])
    stub = WALL.format(9, 300, 0, 300, 150, 10, "")
    sent = http.post("/v1/rooms", files={"file": ("home.xml", home(ring, stub))}).json()
    told = {each["code"]: each for each in sent["room"]["problems"]}
    repair, left_open = told["GAP_LEFT_OPEN"]["repair"], told["GAP_LEFT_OPEN"]["other_repairs"][0]
    http.patch(sent["links"]["self"], json={"open_walls": ["Room/wall:2"]}).raise_for_status()
    closed = http.patch(sent["links"]["self"], json=repair).json()
    assert (closed["said"], len(closed["room"]["rooms"])) == (repair, 2)
    assert "EDGES_FORGOTTEN" in [each["code"] for each in closed["room"]["problems"]]
    again = http.patch(sent["links"]["self"], json=left_open).json()
    assert (again["said"], len(again["room"]["rooms"])) == (left_open, 1)
    assert not {"GAP_LEFT_OPEN", "UNKNOWN_WALL"} & {each["code"] for each in again["room"]["problems"]}
    strange = http.patch(sent["links"]["self"], json={"closed_walls": ["gap:7"]}).json()
    assert "UNKNOWN_WALL" in [each["code"] for each in strange["room"]["problems"]]


@pytest.mark.parametrize("name", ["\ud800/wall:1", "x" * 400])
def test_names_that_no_text_can_hold_do_not_spoil_the_list(http, room, name):
    body = json.dumps({"open_walls": [name]}).encode()
    headers = {"Content-Type": "application/json"}
    assert http.patch(room["links"]["self"], content=body, headers=headers).status_code in (400, 422)
    assert http.get("/v1/rooms").status_code == 200


def test_a_room_or_storey_that_is_not_there_is_refused_with_those_that_are(http, room):
    for body, code in (({"room": "nope"}, "UNKNOWN_ROOM"), ({"storey": "nope"}, "UNKNOWN_STOREY")):
        refused = http.patch(room["links"]["self"], json=body)
        assert refused.status_code == 400
        assert code in [problem["code"] for problem in refused.json()["problems"]]


def test_a_quote_rests_on_the_room_as_it_was_corrected(http, room):
    def evidence():
        saved = http.post("/v1/configurations", json=hall(room={"room_id": room["id"]})).json()
        body = {"configuration_id": saved["id"], "store_id": None}
        answer = http.post("/v1/quotes", json={k: v for k, v in body.items() if v is not None})
        assert answer.status_code in (200, 201), answer.text
        return answer.json()["evidence"]["room_sha256"]

    before = evidence()
    assert evidence() == before
    http.patch(room["links"]["self"], json={"closed_walls": ["wall:1"]}).raise_for_status()
    assert evidence() != before


def test_what_cannot_be_understood_changes_nothing(http, room):
    refused = http.patch(room["links"]["self"], json={"height_m": 0.2})
    assert refused.status_code == 400
    assert refused.json()["problems"]
    assert http.get(room["links"]["self"]).json() == room


def test_more_names_than_one_room_takes_are_refused_also_where_they_add_up(http, room):
    groups = [[f"{i} {k}" for k in range(100)] for i in range(50)]
    place = room["links"]["self"]
    at_most = http.patch(place, json={"joined": groups})
    assert at_most.status_code == 200, at_most.text
    refused = http.patch(place, json={"closed_walls": ["wall:1"]})
    assert refused.status_code == 400
    assert [(p["code"], p["where"]) for p in refused.json()["problems"]] == [("TOO_MUCH_SAID", "joined")]
    assert http.get(place).json() == at_most.json()
    assert http.patch(place, json={"joined": None, "closed_walls": ["wall:1"]}).status_code == 200


def test_who_corrects_an_old_version_is_told(http, room):
    first = http.patch(room["links"]["self"], json={"height_m": 3.0}, headers={"If-Match": '"1"'})
    assert first.status_code == 200
    second = http.patch(room["links"]["self"], json={"height_m": 2.9}, headers={"If-Match": '"1"'})
    assert (second.status_code, second.json()["code"]) == (412, "STALE_VERSION")


@pytest.mark.parametrize(
    "body",
    [
        {"colour": "red"},
        {"units": "furlong"},
        {"height_m": -1},
        {"joined": ["a"]},
        {"joined": [["K", "K"]]},
        {"open_walls": [""]},
    ],
)
def test_corrections_that_are_none(http, room, body):
    assert http.patch(room["links"]["self"], json=body).status_code == 422
    assert http.patch("/v1/rooms/rm_nothing", json={"height_m": 3}).status_code == 404


def test_an_unsound_upload_is_kept_and_can_be_corrected(http):
    low = {**HALL, "room": {**HALL["room"], "height_m": 0.3, "openings": []}}
    refused = http.post("/v1/rooms", files={"file": ("low.lampyris.json", json.dumps(low).encode())})
    assert refused.status_code == 400
    place = f"/v1/rooms/{refused.json()['room_id']}"
    assert refused.headers["location"] == place
    kept = http.get(place).json()
    assert kept["room"]["rooms"] == []
    assert [p["code"] for p in kept["room"]["problems"] if p["severity"] == "error"]
    assert http.get(f"{place}/plan.svg").status_code == 400
    mended = http.patch(place, json={"height_m": 2.5}).json()
    assert height(mended) == 2.5
    assert http.get(f"{place}/plan.svg").status_code == 200


def test_nothing_is_kept_of_what_is_no_room_file(http):
    before = http.get("/v1/rooms").json()
    refused = http.post("/v1/rooms", files={"file": ("a.exe", b"MZ")})
    assert refused.status_code == 400
    assert "room_id" not in refused.json()
    assert http.get("/v1/rooms").json() == before


def test_a_house_is_drawn_storey_by_storey_and_is_one_3d_file(http):
    square = [[0, 0], [4, 0], [4, 4], [0, 4]]
    passage = {"kind": "passage", "wall": 1, "offset_m": 1, "width_m": 1, "height_m": 2}
    below = {"name": "Hall", "storey": "ground", "outline_m": square, "height_m": 2.5, "openings": [passage]}
    beside = {**below, "name": "Kitchen", "outline_m": [[x + 4.1, y] for x, y in square], "openings": []}
    above = {**below, "name": "Loft", "storey": "first", "elevation_m": 2.8, "openings": []}
    house = {"lampyris": 1, "rooms": [below, beside, above]}
    answer = http.post("/v1/rooms", files={"file": ("h.lampyris.json", json.dumps(house).encode())})
    links = answer.json()["links"]
    ground = http.get(links["plan"], params={"storey": "ground"}).text
    first = http.get(links["plan"], params={"storey": "first"}).text
    assert "Kitchen" in ground
    assert "Kitchen" not in first
    assert http.get(links["plan"]).text == ground
    assert http.get(links["plan"], params={"storey": "attic"}).status_code == 404
    model = http.get(links["model"])
    assert model.status_code == 200
    for name in (b"Hall/floor", b"Kitchen/floor", b"Loft/ceiling", b"Hall/reveal:0"):
        assert name in model.content
