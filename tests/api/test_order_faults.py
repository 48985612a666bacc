"""Faults of ours between the answer and the store: the order goes on all the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from dbos import DBOS
from small_shop import CUSTOMER, quoted, until, working
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from api.orders import order, orders, place_order
from api.records.identifiers import Identifiers, now_utc
from api.settings import Settings
from api.wiring import Wiring
from api.workflows import durable
from api.workflows.queues import client_of, enqueue_order
from orders.backends.store_backend import StoreBackend


@dataclass(frozen=True)
class FaultyShop(Wiring):
    """The real wiring, which breaks as often as `faults` says when a store is to be spoken to."""

    faults: list[str] = field(default_factory=list)

    def backend_of(self, store_id: str) -> StoreBackend:
        if self.faults:
            raise ZeroDivisionError(self.faults.pop())
        return super().backend_of(store_id)


def fulfilment(shop: Wiring, order_id: str) -> str:
    return str(order(shop, order_id).document["parts"][0]["fulfilment"])


def test_a_fault_in_the_middle_does_not_lose_the_order(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shop = FaultyShop(Settings(data=tmp_path))
    with working(shop):
        quote_id = quoted(shop)
        shop.faults.extend(["once", "twice"])
        placed = place_order(shop, quote_id, CUSTOMER, "key-fault")
        until(lambda: "ZeroDivisionError" in str(order(shop, placed.id).document.get("waiting")))
        until(lambda: fulfilment(shop, placed.id) == "reserved")
        assert [ref.order_id for ref in shop.sandbox.received()] == [placed.id]
    assert "could not be handed over" in caplog.text
    shop.close()


class Clock:
    """A clock that can be broken, and everything that needs the time with it."""

    broken = False

    def __call__(self) -> datetime:
        if self.broken:
            raise ZeroDivisionError
        return now_utc()


def test_a_workflow_that_broke_altogether_is_begun_anew(tmp_path: Path) -> None:
    clock = Clock()
    shop = Wiring(Settings(data=tmp_path), Identifiers(clock))
    durable.prepare(shop)
    placed = place_order(shop, quoted(shop), CUSTOMER, "key-broken")
    clock.broken = True
    with working(shop):
        until(lambda: bool(DBOS.list_workflows(status="ERROR")))
        assert fulfilment(shop, placed.id) == "waiting"
        clock.broken = False
        durable.take_over(shop)
        until(lambda: fulfilment(shop, placed.id) == "reserved")
        assert [ref.order_id for ref in shop.sandbox.received()] == [placed.id]
        assert DBOS.list_workflows(status="ERROR") == []
    shop.close()


def test_order_and_workflow_are_written_in_one_commit(tmp_path: Path) -> None:
    shop = Wiring(Settings(data=tmp_path))
    quote_id = quoted(shop)
    with pytest.raises(OperationalError):  # the engine's tables are not there: no workflow, so no order
        place_order(shop, quote_id, CUSTOMER, "key-commit")
    assert orders(shop, limit=10).items == ()
    durable.prepare(shop)
    address = shop.database.address
    with pytest.raises(ZeroDivisionError), shop.database.writing() as connection:
        break_after_enqueueing(connection, address)
    assert client_of(address).list_workflows() == []  # no order, so no workflow
    place_order(shop, quote_id, CUSTOMER, "key-commit")
    assert len(orders(shop, limit=10).items) == len(client_of(address).list_workflows()) == 1
    shop.close()


def break_after_enqueueing(connection: Connection, address: str) -> None:
    enqueue_order(connection, address, "or_0000", occasion="placed")
    raise ZeroDivisionError
