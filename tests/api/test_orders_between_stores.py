"""A store says no: what is asked of the others, and what the order says meanwhile and at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from small_shop import CUSTOMER, NEEDS, quoted, saved, shop_in

from api.cli.demo_client import DemoClient, ServiceRefused
from api.hand_over import Outcome, advance_part, change, open_parts
from api.http.orders import is_final
from api.orders import cancel_order, order, place_order
from api.quotes import make_quote
from api.wiring import Wiring
from api.workflows import durable
from orders.backends.sandbox_books import Behaviour
from orders.order import Order, OrderPart
from orders.states import Payment, Request, Service
from orders.summary import summary_state


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Wiring]:
    """A shop in which nothing goes on by itself: each conversation is had by the test."""
    wiring = shop_in(tmp_path)
    durable.prepare(wiring)
    yield wiring
    wiring.close()


def placed(shop: Wiring, quote_id: str | None = None) -> str:
    """An order of a customer near harbour, who left the choice of stores to the service."""
    near_deg = shop.stores["harbour"].position_deg
    quote_id = quote_id or make_quote(shop, saved(shop), near_deg=near_deg).id
    return place_order(shop, quote_id, CUSTOMER, "key").id


def seen(shop: Wiring, order_id: str) -> Order:
    return Order.from_json(order(shop, order_id).document)


def talk(shop: Wiring, order_id: str) -> None:
    """Have every conversation that leads somewhere."""
    for _ in range(20):
        if not any(
            advance_part(shop, order_id, name) is Outcome.ADVANCED for name in open_parts(shop, order_id)
        ):
            return
    pytest.fail("the conversations do not end")


def requests(now: Order) -> list[tuple[str, str]]:
    return [(part.store_id, part.request.value) for part in now.parts]


def behave(shop: Wiring, **behaviours: Behaviour) -> None:
    for store_id, behaviour in behaviours.items():
        shop.sandbox.set_behaviour(store_id, behaviour)


def test_of_two_equal_parts_the_rejected_one_is_not_taken_for_replaced(shop: Wiring) -> None:
    order_id = placed(shop)

    def in_two(now: Order) -> Order:
        lines = now.parts[0].lines
        return replace(now, parts=(OrderPart("A", "harbour", lines), OrderPart("B", "riverside", lines)))

    change(shop, order_id, in_two)
    behave(shop, harbour=Behaviour.REJECTS_ALL)
    talk(shop, order_id)
    now = seen(shop, order_id)
    assert requests(now) == [("harbour", "rejected"), ("riverside", "accepted")]
    assert now.part("A").given_up == "no other store has everything of it"
    assert summary_state(now) == "partly_rejected"
    assert open_parts(shop, order_id) == []


def test_staff_who_say_no_before_the_goods_are_set_aside_are_heard(shop: Wiring) -> None:
    order_id = placed(shop)
    for _ in range(2):
        advance_part(shop, order_id, "A")
    assert requests(seen(shop, order_id)) == [("harbour", "accepted")]
    shop.sandbox.reject(shop.sandbox.received()[0], "the shelf has fallen over")
    talk(shop, order_id)
    now = seen(shop, order_id)
    assert requests(now) == [("harbour", "rejected"), ("riverside", "accepted")]
    assert "the shelf has fallen over" in {entry.reason for entry in now.history}
    assert summary_state(now) == "reserved"


def test_a_store_that_is_silent_is_waited_for_before_the_part_is_given_up(shop: Wiring) -> None:
    order_id = placed(shop)
    behave(shop, harbour=Behaviour.REJECTS_ALL, riverside=Behaviour.UNREACHABLE)
    talk(shop, order_id)
    assert advance_part(shop, order_id, "A") is Outcome.WAIT
    assert summary_state(seen(shop, order_id)) == "asking_another_store"
    assert not is_final(order(shop, order_id))
    behave(shop, riverside=Behaviour.ACCEPTS)
    talk(shop, order_id)
    assert requests(seen(shop, order_id)) == [("harbour", "rejected"), ("riverside", "accepted")]


def test_where_every_store_says_no_the_order_is_settled_and_closed(shop: Wiring) -> None:
    order_id = placed(shop, make_quote(shop, saved(shop), services=["installation"]).id)
    for store_id in shop.stores:
        behave(shop, **{store_id: Behaviour.REJECTS_ALL})
    talk(shop, order_id)
    now = seen(shop, order_id)
    assert open_parts(shop, order_id) == []
    assert summary_state(now) == "rejected"
    assert (now.payment, now.service) == (Payment.VOIDED, Service.NONE)
    assert is_final(order(shop, order_id))


def test_an_order_between_stores_can_be_cancelled(shop: Wiring) -> None:
    # riverside has six downlights and each order needs four: the second is short after it was accepted
    near = shop.stores["riverside"].position_deg
    first, second = (make_quote(shop, saved(shop), near_deg=near).id for _ in range(2))
    talk(shop, place_order(shop, first, CUSTOMER, "first").id)
    order_id = place_order(shop, second, CUSTOMER, "second").id
    for _ in range(3):
        advance_part(shop, order_id, "A")
    assert requests(seen(shop, order_id)) == [("riverside", "rejected")]
    behave(shop, riverside=Behaviour.UNREACHABLE)
    assert advance_part(shop, order_id, "A") is Outcome.WAIT
    asked = cancel_order(shop, order_id, "too slow")
    assert cancel_order(shop, order_id, "too slow") == asked
    assert summary_state(seen(shop, order_id)) == "being_cancelled"
    behave(shop, riverside=Behaviour.ACCEPTS)
    talk(shop, order_id)
    now = seen(shop, order_id)
    assert requests(now) == [("riverside", "rejected")]
    assert (summary_state(now), now.payment) == ("cancelled", Payment.VOIDED)
    ref = next(ref for ref in shop.sandbox.received() if ref.order_id == order_id)
    assert shop.sandbox.status(ref).request is Request.CANCELLED  # the store does not keep it either


def test_a_store_that_the_customer_chose_is_not_replaced(shop: Wiring) -> None:
    order_id = placed(shop, quoted(shop, store_id="harbour"))
    behave(shop, harbour=Behaviour.REJECTS_ALL)
    talk(shop, order_id)
    now = seen(shop, order_id)
    assert requests(now) == [("harbour", "rejected")]
    assert now.part("A").given_up == "the customer chose store harbour, so no other is asked"
    assert summary_state(now) == "rejected"


def test_an_order_knows_where_the_customer_wants_it(shop: Wiring) -> None:
    near = shop.stores["riverside"].position_deg
    now = seen(shop, placed(shop, make_quote(shop, saved(shop), near_deg=near).id))
    assert now.parts[0].store_id == "riverside"
    assert now.wish.near_deg == near
    assert set(NEEDS) == {line.sku for line in now.parts[0].lines}


def test_the_demo_takes_the_order_of_another_store_and_tells_a_no(served: tuple[Wiring, str]) -> None:
    shop, address = served
    near = shop.stores["riverside"].position_deg
    ids = []
    with closing(DemoClient(address)) as client:
        behave(shop, riverside=Behaviour.REJECTS_ALL)
        for key in ("taken", "refused"):
            quote_id = make_quote(shop, saved(shop), near_deg=near).id
            ids.append(place_order(shop, quote_id, CUSTOMER, f"demo-{key}").id)
        talk(shop, ids[0])
        told = client.reserved_order(ids[0], lambda step, share: None)
        behave(shop, harbour=Behaviour.REJECTS_ALL)
        talk(shop, ids[1])
        with pytest.raises(ServiceRefused, match="Declined"):
            client.reserved_order(ids[1], lambda step, share: None)
    behave(shop, riverside=Behaviour.ACCEPTS, harbour=Behaviour.ACCEPTS)
    cancel_order(shop, ids[0], "the test is over")
    talk(shop, ids[0])
    assert [part["request"] for part in told["parts"]] == ["rejected", "accepted"]
