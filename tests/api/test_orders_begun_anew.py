"""Open work that no workflow of this version will do is begun anew at the next start."""

from __future__ import annotations

from pathlib import Path

import pytest
from dbos import DBOS
from doubled_light import ShopWithDouble, ask, finished
from small_shop import CUSTOMER, quoted, until, working

from api.orders import order, place_order
from api.settings import Settings
from api.workflows import durable, queues
from api.workflows.begin_anew import begin_anew
from orders.backends.sandbox_books import Behaviour


def test_what_older_code_began_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = ShopWithDouble(Settings(data=tmp_path))
    durable.prepare(shop)
    with monkeypatch.context() as older:
        older.setattr(queues, "WORKFLOWS_VERSION", "0")
        placed = place_order(shop, quoted(shop), CUSTOMER, "key")
        wanted = ask(shop)
    with working(shop):
        until(lambda: order(shop, placed.id).document["parts"][0]["fulfilment"] == "reserved")
        assert finished(shop, wanted).state == "done"
        assert begin_anew(shop) == 0
        assert [ref.order_id for ref in shop.sandbox.received()] == [placed.id]
    shop.close()


def test_work_that_is_under_way_is_left_to_it(tmp_path: Path) -> None:
    shop = ShopWithDouble(Settings(data=tmp_path))
    durable.prepare(shop)
    quote_id = quoted(shop)
    shop.sandbox.set_behaviour("harbour", Behaviour.UNREACHABLE)
    place_order(shop, quote_id, CUSTOMER, "key")
    for _ in range(3):
        with working(shop):
            assert begin_anew(shop) == 0
            until(lambda: len(DBOS.list_workflows(status=["DELAYED", "ENQUEUED", "PENDING"])) == 1)
    shop.close()
