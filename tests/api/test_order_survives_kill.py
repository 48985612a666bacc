"""An order that was answered 201 reaches its store exactly once, whenever the service is killed.

A real service over a data folder, real HTTP, SIGKILL at seeded random moments: right after the answer,
in the middle of the hand-over, in the middle of a request. Then the books of service and store are
compared.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
from small_shop import DOWNLIGHTS, PENDANTS, hall, shop_in, until

from api.orders import orders
from api.wiring import Wiring
from orders.order import Order
from orders.states import Fulfilment, Request

STARTER = Path(__file__).parents[1] / "support" / "service_starter.py"
KILLS = 20
ORDERS_PER_KILL = 3
SEED = 20261122
HAND_OVER_S = 0.6  # from the answer until the store has set everything aside, with room to spare
PEOPLE = {"name": "Ada Example", "email": "ada@example.org", "phone": "+00 000"}
CUSTOMER = {**PEOPLE, "address": "Sample Street 1", "language": "en"}


class Service:
    """The service as a process of its own, killed and started again over the same data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._starter = subprocess.Popen(
            [sys.executable, str(STARTER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._process_id = 0
        self.client = httpx.Client()

    def start(self) -> None:
        """Start it on a free port and wait until it answers."""
        assert self._starter.stdin is not None
        assert self._starter.stdout is not None
        print(self._folder, file=self._starter.stdin, flush=True)
        lines = sorted(self._starter.stdout.readline() for _ in range(2))
        assert lines[0].startswith("Lampyris is at http://"), lines
        self._process_id = int(lines[1].removeprefix("process "))
        self.client = httpx.Client(base_url=lines[0].split()[-1], timeout=20.0)

    def kill(self) -> None:
        """SIGKILL: nothing in it can prepare for that."""
        self.client.close()
        if self._process_id:
            os.kill(self._process_id, signal.SIGKILL)
        self._process_id = 0

    def end(self) -> None:
        """Kill the service and what starts it."""
        self.kill()
        self._starter.kill()
        self._starter.communicate()

    def post(self, path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        """Post and take the created thing."""
        response = self.client.post(path, content=json.dumps(body), headers={**JSON, **headers})
        assert response.status_code == 201, response.text
        document: dict[str, Any] = response.json()
        return document


JSON = {"Content-Type": "application/json"}


def quotes(service: Service, number: int) -> list[str]:
    """Ids of that many quotes for one hall."""
    saved = service.post("/v1/configurations", hall())
    wish = {"configuration_id": saved["id"], "store_id": "harbour"}
    return [service.post("/v1/quotes", wish)["id"] for _ in range(number)]


def order_and_kill(service: Service, quote_ids: list[str], dice: random.Random) -> dict[str, str]:
    """Order all quotes and kill at a random moment; which orders were answered, by their quote.

    The moment lies anywhere from before the first request until the last order is handed over.
    """
    answered: dict[str, str] = {}
    kill_at = time.monotonic() + dice.uniform(0.0, HAND_OVER_S)
    kill_right_after = dice.random() < 0.25
    for quote_id in quote_ids:
        wait = max(kill_at - time.monotonic(), 0.001)
        try:
            body = {"quote_id": quote_id, "customer": CUSTOMER}
            headers = {**JSON, "Idempotency-Key": f"key-{quote_id}"}
            response = service.client.post(
                "/v1/orders", content=json.dumps(body), headers=headers, timeout=wait
            )
        except httpx.TimeoutException:
            break
        assert response.status_code == 201, response.text
        answered[quote_id] = response.json()["id"]
        if kill_right_after:
            break
    if not kill_right_after:
        time.sleep(max(kill_at - time.monotonic(), 0.0))
    service.kill()
    return answered


def test_orders_reach_the_store_exactly_once_through_twenty_kills(tmp_path: Path) -> None:
    service = Service(tmp_path)
    try:
        order_through_kills(service, tmp_path)
    finally:
        service.end()


def order_through_kills(service: Service, folder: Path) -> None:
    dice = random.Random(SEED)
    answered: dict[str, str] = {}
    service.start()
    every_quote = quotes(service, ORDERS_PER_KILL * KILLS)
    for kill in range(KILLS):
        quote_ids = every_quote[kill * ORDERS_PER_KILL : (kill + 1) * ORDERS_PER_KILL]
        answered |= order_and_kill(service, quote_ids, dice)
        service.start()
        # a customer who got no answer asks again with the same key
        for quote_id in quote_ids:
            body = {"quote_id": quote_id, "customer": CUSTOMER}
            headers = {"Idempotency-Key": f"key-{quote_id}"}
            order_id = service.post("/v1/orders", body, **headers)["id"]
            assert answered.setdefault(quote_id, order_id) == order_id
    assert len(answered) == len(every_quote)
    shop = shop_in(folder)
    until(lambda: all(is_reserved(placed) for placed in all_orders(shop)), seconds=30.0)
    service.kill()
    check_books(shop, set(answered.values()))
    shop.close()


def all_orders(shop: Wiring) -> tuple[Order, ...]:
    return tuple(Order.from_json(record.document) for record in orders(shop, limit=1000).items)


def is_reserved(placed: Order) -> bool:
    (part,) = placed.parts
    return part.request is Request.ACCEPTED and part.fulfilment is Fulfilment.RESERVED


def check_books(shop: Wiring, answered: set[str]) -> None:
    """Service and store agree: none lost, none doubled, every piece accounted for."""
    kept = all_orders(shop)
    assert {placed.id for placed in kept} == answered
    assert len({placed.number for placed in kept}) == len(kept)
    received = Counter(ref.order_id for ref in shop.sandbox.received())
    assert received == Counter(answered)
    for placed in kept:
        assert len(placed.history) == 3, placed.history
    ledger = shop.sandbox.ledger()
    assert all(sum(places.values()) == 0 for places in ledger.values())
    assert ledger["pendant-globe-300"]["reserved:harbour"] == PENDANTS * len(answered)
    assert ledger["downlight-recessed-90"]["reserved:harbour"] == DOWNLIGHTS * len(answered)
