"""Configurations over HTTP: saved, versioned, guarded by If-Match, and refused with every problem."""

from __future__ import annotations

import json
import threading

import pytest
from hall import hall, hall_with

JSON = {"Content-Type": "application/json"}


def saved(http):
    answer = http.post("/v1/configurations", json=hall())
    assert answer.status_code == 201, answer.text
    return answer


def test_a_configuration_is_saved_and_read_again_as_it_was_sent(http):
    answer = saved(http)
    made = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"/v1/configurations/{made['id']}"
    assert made["version"] == 1
    assert made["document"] == hall()
    again = http.get(answer.headers["location"])
    assert again.json() == made
    assert again.headers["etag"] == '"1"'
    same = http.get(answer.headers["location"], headers={"If-None-Match": '"1"'})
    assert (same.status_code, same.content) == (304, b"")


def test_put_makes_the_next_version_and_keeps_the_one_before(http):
    place = saved(http).headers["location"]
    second = hall(name="Second")
    answer = http.put(place, json=second, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["version"], answer.headers["etag"]) == (200, 2, '"2"')
    assert http.get(place).json()["document"] == second
    assert http.get(place, params={"version": 1}).json()["document"] == hall()
    whichever = http.put(place, json=second, headers={"If-Match": "*"})
    assert (whichever.status_code, whichever.json()["version"]) == (200, 3)
    versions = http.get(f"{place}/versions").json()
    assert [entry["version"] for entry in versions["items"]] == [3, 2, 1]
    assert versions["next"] is None


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 428, "VERSION_NEEDED"),
        ({"If-Match": '"7"'}, 412, "STALE_VERSION"),
        ({"If-Match": "1"}, 412, "STALE_VERSION"),
        ({"If-Match": '"99999999999999999999"'}, 412, "STALE_VERSION"),
    ],
)
def test_put_without_the_newest_version_changes_nothing(http, headers, status, code):
    place = saved(http).headers["location"]
    answer = http.put(place, json=hall(name="Other"), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert http.get(place).json()["version"] == 1


def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(http):
    place = saved(http).headers["location"]
    statuses: list[int] = []

    def save():
        statuses.append(http.put(place, json=hall(), headers={"If-Match": '"1"'}).status_code)

    threads = [threading.Thread(target=save) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + 7 * [412]
    assert http.get(place).json()["version"] == 2


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        (b"", "EMPTY_FILE", None),
        (b"{", "NOT_JSON", None),
        (json.dumps(hall())[:-40].encode(), "NOT_JSON", None),
        (b"[]", "WRONG_TYPE", None),
        (b"\xff\xfe\x00", "NOT_JSON", None),
        (b"[" * 100_000, "NESTED_TOO_DEEPLY", None),
        (b'{"lampyris": 1, "name": "\\ud800", "room": {}}', None, None),
        (json.dumps(hall(name="x")).replace('"x"', '"\\ud800"').encode(), None, None),
        (hall_with("room.height_m", float("nan")), "NOT_A_NUMBER", "room.height_m"),
        (hall_with("room.height_m", float("inf")), "NOT_A_NUMBER", "room.height_m"),
        (hall_with("placements.0.dimming", -0.5), "OUT_OF_RANGE", "placements[0].dimming"),
        (hall_with("placements.0.dimmin", 0.5), "UNKNOWN_KEY", "placements[0].dimmin"),
        (hall_with("lampyris", 2), None, "lampyris"),
        (hall_with("placements.0.luminaire", "no-such-lamp"), None, "placements[0].luminaire"),
        (hall_with("placements.0.luminaire", {"photometry": "../../etc/passwd"}), None, None),
        (hall_with("placements.0.position_m", [50.0, 2.0, 2.7]), None, None),
        (hall_with("room", {"room_id": "rm_00000000000000000000000000"}), "UNKNOWN_ROOM", "room.room_id"),
        (hall_with("room", {"upload": "/etc/passwd"}), None, None),
        (hall_with("room.outline_m", [[0, 0], [3000, 0], [3000, 4], [0, 4]]), None, None),
        (hall_with("room.outline_m", [[0, 0], [5, 4], [5, 0], [0, 4]]), None, None),
    ],
)
def test_an_unsound_configuration_is_refused_with_coded_problems(http, body, code, where):
    answer = http.post("/v1/configurations", content=body, headers=JSON)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["code"] == "UNSOUND_INPUT"
    errors = [problem for problem in document["problems"] if problem["severity"] == "error"]
    assert errors
    if code is not None:
        assert code in [problem["code"] for problem in errors]
    if where is not None:
        assert where in [problem["where"] for problem in errors]
    assert http.get("/healthz").status_code == 200


def test_all_problems_are_told_at_once(http):
    document = hall()
    document["placements"][0]["dimming"] = -1
    document["placements"][1]["unknown"] = 1
    document["room"]["height_m"] = 0
    problems = http.post("/v1/configurations", json=document).json()["problems"]
    wheres = {problem["where"] for problem in problems}
    assert wheres >= {"placements[0].dimming", "placements[1].unknown", "room.height_m"}


@pytest.mark.parametrize("kind", ["text/plain", "", "application/xml", "multipart/form-data"])
def test_a_body_that_does_not_say_json_is_refused(http, kind):
    answer = http.post("/v1/configurations", content=b"{}", headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "WRONG_CONTENT_TYPE")


@pytest.mark.parametrize("path", ["", "?version=2", "/versions", "/plan.svg", "/previews"])
def test_a_configuration_that_is_not_there(http, path):
    name = "cf_none" if "?" not in path else saved(http).json()["id"]
    answer = http.get(f"/v1/configurations/{name}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_RECORD")


@pytest.mark.parametrize("version", ["0", "-1", "x", "1.5", "99999999999999999999999"])
def test_a_version_that_is_none(http, version):
    answer = http.get(saved(http).headers["location"], params={"version": version})
    assert answer.status_code == 422


def test_the_plan_is_svg_and_can_be_kept(http):
    place = saved(http).headers["location"]
    plan = http.get(f"{place}/plan.svg")
    assert plan.status_code == 200
    assert plan.headers["content-type"] == "image/svg+xml"
    assert plan.text.lstrip().startswith("<svg")
    assert "sandbox" in plan.headers["content-security-policy"]
    again = http.get(f"{place}/plan.svg", headers={"If-None-Match": plan.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_schema_is_published(http):
    answer = http.get("/v1/schemas/configuration")
    assert answer.json()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "placements" in answer.json()["properties"]
