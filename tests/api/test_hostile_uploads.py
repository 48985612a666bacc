"""A hostile upload: the service answers others meanwhile, refuses it in words and keeps it."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hostile_files as bad
import pytest
from hall import HALL, hall
from small_shop import shop_in

from api.rooms import UnsoundRoom, room, upload_room


def test_the_service_stays_up_while_and_after_a_hostile_upload(http) -> None:
    def upload(content, filename):
        return http.post("/v1/rooms", files={"file": (filename, content)})

    hostile = bad.short_lines()
    with ThreadPoolExecutor(1) as busy:
        waiting = busy.submit(upload, hostile, "plan.dxf")
        time.sleep(0.5)
        assert http.get("/healthz").status_code == 200
        other = upload(json.dumps(HALL).encode(), "hall.lampyris.json")
        assert other.status_code == 201, other.text
        assert not waiting.done()
        refused = waiting.result()
    assert refused.status_code == 400
    assert "NO_ROOM_FOUND" in [problem["code"] for problem in refused.json()["problems"]]
    kept = http.get(f"/v1/rooms/{refused.json()['room_id']}")
    assert (kept.status_code, kept.json()["filename"]) == (200, "plan.dxf")
    assert http.get("/healthz").status_code == 200
    assert upload(json.dumps(HALL).encode(), "hall.lampyris.json").status_code == 201


def test_an_upload_with_a_stairwell_beside_a_crossing_hole_is_refused_in_words_and_kept(http) -> None:
    crossing = [[1.0, 1.0], [3.0, 3.0], [3.0, 1.0], [1.0, 3.0]]
    stairwell = {"kind": "stairwell", "position_m": [2.0, 2.0], "size_m": [1.5, 2.0]}
    content = json.dumps(hall(room=HALL["room"] | {"holes_m": [crossing], "openings": [stairwell]})).encode()
    refused = http.post("/v1/rooms", files={"file": ("stairs.lampyris.json", content)})
    assert refused.status_code == 400, refused.text
    assert "HOLE_UNSOUND" in [problem["code"] for problem in refused.json()["problems"]]
    assert http.get(f"/v1/rooms/{refused.json()['room_id']}").json()["filename"] == "stairs.lampyris.json"


def test_what_nobody_foresaw_is_told_in_words_and_the_upload_kept(tmp_path: Path) -> None:
    def broken(name: str) -> bytes:
        raise ZeroDivisionError(name)

    furniture = [{"model": "sofa.glb", "position_m": [2, 2, 0]}]
    content = json.dumps(hall(room=HALL["room"] | {"furniture": furniture})).encode()
    shop = shop_in(tmp_path)
    with pytest.raises(UnsoundRoom) as refused:
        upload_room(shop, content, "hall.lampyris.json", read_file=broken)
    (problem,) = refused.value.problems
    assert (problem.code, "ZeroDivisionError" in problem.message) == ("FILE_NOT_UNDERSTOOD", True)
    assert shop.files.read(room(shop, refused.value.room_id).sha256) == content
    shop.close()
