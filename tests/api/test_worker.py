"""`lampyris worker`: takes what a service has accepted, on this machine, and stops in order."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from small_shop import CUSTOMER, quoted, shop_in, until

from api.orders import order, place_order
from api.workflows import durable
from api.workflows.executor_slots import dead_slots, take_slot


def test_a_worker_takes_the_order_of_a_service_that_does_not_work(tmp_path: Path) -> None:
    shop = shop_in(tmp_path, work=False)
    durable.prepare(shop)
    placed = place_order(shop, quoted(shop), CUSTOMER, "key-worker")
    assert order(shop, placed.id).document["parts"][0]["request"] == "to_send"
    command = [sys.executable, "-m", "api.cli.main", "worker", "--data", str(tmp_path)]
    with subprocess.Popen(command) as worker:
        until(lambda: order(shop, placed.id).document["parts"][0]["fulfilment"] == "reserved", seconds=60.0)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30.0) == 0
    shop.close()


def test_slots_are_distinct_and_come_back(tmp_path: Path) -> None:
    first, second = take_slot(tmp_path, "service"), take_slot(tmp_path, "service")
    other = take_slot(tmp_path, "worker")
    assert [first.name, second.name, other.name] == ["service-1", "service-2", "worker-1"]
    with dead_slots(tmp_path) as dead:
        assert dead == []
    first.let_go()
    with dead_slots(tmp_path) as dead:
        assert dead == ["service-1"]
        # held while its work is taken over: nobody can come back under that name
        assert take_slot(tmp_path, "service").name == "service-3"
    assert take_slot(tmp_path, "service").name == "service-1"
