"""A hostile upload: the service answers others meanwhile, refuses it in words and keeps it."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import hostile_files as bad
from hall import HALL


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
