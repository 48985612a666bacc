"""The main job through a real service in a process of its own: room, light, order, all over HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from hall import CUSTOMER

LIMIT_S = 150.0
RESPONSIVE_S = 3.0  # generous: the machine may be busy; a service that rendered itself would take longer


@contextmanager
def service(folder: Path) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    """`lampyris serve` over a data folder on a free port."""
    command = [sys.executable, "-m", "api.cli.main", "serve", "--port", "0", "--data", str(folder)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line
            with httpx.Client(base_url=found[0], timeout=60) as client:
                yield client, process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def events(client, path):
    """The documents of an event stream."""
    with client.stream("GET", path, timeout=LIMIT_S) as stream:
        for line in stream.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


def placed(client, configuration_id):
    quote = client.post("/v1/quotes", json={"configuration_id": configuration_id}).json()
    body = {"quote_id": quote["id"], "customer": CUSTOMER}
    answer = client.post("/v1/orders", json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.slow
def test_from_a_room_to_an_accepted_order_with_light_in_between(tmp_path):
    with service(tmp_path) as (client, process):
        sample = client.get("/v1/samples").json()["items"][0]
        room = client.post(f"/v1/samples/{sample['name']}/room").json()
        configuration = {**sample["configuration"], "room": {"room_id": room["id"]}}
        saved = client.post("/v1/configurations", json=configuration).json()
        wish = {"quality": "draft", "seed": 3}
        preview = client.post(f"/v1/configurations/{saved['id']}/previews", json=wish).json()

        slowest_s, shares, states = 0.0, [], []
        for seen in events(client, preview["links"]["events"]):
            shares.append(seen["progress"])
            states.append(seen["state"])
            began = time.monotonic()
            assert client.get("/v1/luminaires").status_code == 200
            slowest_s = max(slowest_s, time.monotonic() - began)
        assert states[-1] == "done", seen
        assert shares == sorted(shares)
        assert slowest_s < RESPONSIVE_S

        measures = client.get(preview["links"]["measures"]).json()
        assert measures["planes"][0]["mean_lx"] > 0
        assert 0.97 < measures["energy_balance"] < 1.03
        assert client.get(preview["links"]["picture"]).content.startswith(b"\x89PNG")

        order = placed(client, saved["id"])
        for seen in events(client, order["links"]["events"]):
            if seen["summary"]["state"] == "reserved":
                break
        assert [part["request"] for part in seen["parts"]] == ["accepted"]
        assert seen["number"] == order["number"]

        # the service is killed right after it has said yes, and started again over the same folder
        second = placed(client, saved["id"])
        process.kill()
        process.wait()
    with service(tmp_path) as (client, _):
        for seen in events(client, second["links"]["events"]):
            if seen["summary"]["state"] == "reserved":
                break
        assert [part["request"] for part in seen["parts"]] == ["accepted"]
        assert client.get(preview["links"]["self"]).json()["state"] == "done"
        numbers = [item["number"] for item in client.get("/v1/orders").json()["items"]]
        assert numbers == [second["number"], order["number"]]
