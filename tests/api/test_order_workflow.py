"""From a quote to the store: once, with its key, through silence and refusal, and back again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from small_shop import CUSTOMER, NEEDS, hall, quoted, saved, shop_in, until, working

from api.configurations import save_next_version
from api.hand_over import change
from api.orders import cancel_order, order, orders, place_order
from api.quotes import make_quote
from api.records.orders import OrderRecord
from api.wiring import Wiring
from kit.errors import Conflict, UnknownRecord
from orders.backends.sandbox_books import Behaviour
from orders.order import Customer, Order, OrderPart
from orders.prices import PriceList
from orders.states import Fulfilment, Payment, Request


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """A working shop; stores are set to behave before each order."""
    wiring = shop_in(tmp_path_factory.mktemp("shop"))
    with working(wiring):
        yield wiring
    wiring.close()


@pytest.fixture(autouse=True)
def quiet(shop: Wiring) -> None:
    """Every store behaves, and nothing of an earlier test is still under way."""
    for store_id in shop.stores:
        shop.sandbox.set_behaviour(store_id, Behaviour.ACCEPTS)
    placed = orders(shop, limit=100).items
    until(lambda: not any(is_under_way(part) for record in placed for part in parts(order(shop, record.id))))


def parts(record: OrderRecord) -> tuple[OrderPart, ...]:
    return Order.from_json(record.document).parts


def is_under_way(part: OrderPart) -> bool:
    if part.request is Request.ACCEPTED:
        return part.fulfilment is Fulfilment.WAITING
    return part.request not in (Request.REJECTED, Request.CANCELLED)


def part_states(placed: Order) -> list[tuple[str, str, str]]:
    return [(part.store_id, part.request.value, part.fulfilment.value) for part in placed.parts]


def seen(shop: Wiring, order_id: str) -> Order:
    return Order.from_json(order(shop, order_id).document)


def free(shop: Wiring, store_id: str) -> dict[str, int]:
    return {stock.sku: stock.free for stock in shop.sandbox.availability(list(NEEDS), [store_id])}


def quoted_near(shop: Wiring, store_id: str) -> str:
    """The id of a quote for a customer beside a store, who leaves the choice to the service."""
    return make_quote(shop, saved(shop), near_deg=shop.stores[store_id].position_deg).id


def until_states(shop: Wiring, order_id: str, expected: list[tuple[str, str, str]]) -> Order:
    until(lambda: part_states(seen(shop, order_id)) == expected)
    return seen(shop, order_id)


def test_an_order_is_accepted_and_reserved(shop: Wiring) -> None:
    before = free(shop, "harbour")
    placed = place_order(shop, quoted(shop), CUSTOMER, "key-reserved")
    assert part_states(Order.from_json(placed.document)) == [("harbour", "to_send", "waiting")]
    done = until_states(shop, placed.id, [("harbour", "accepted", "reserved")])
    moves = [(entry.axis.value, entry.before, entry.after) for entry in done.history]
    assert moves == [
        ("request", "to_send", "sent"),
        ("request", "sent", "accepted"),
        ("fulfilment", "waiting", "reserved"),
    ]
    after = free(shop, "harbour")
    assert {sku: before[sku] - after[sku] for sku in NEEDS} == NEEDS
    assert done.id in {listed.id for listed in orders(shop, limit=100).items}


def test_the_same_key_gives_the_same_answer_and_one_order(shop: Wiring) -> None:
    quote_id = quoted(shop)
    first = place_order(shop, quote_id, CUSTOMER, "key-same")
    until_states(shop, first.id, [("harbour", "accepted", "reserved")])
    again = place_order(shop, quote_id, CUSTOMER, "key-same")
    assert again == first
    other = Customer("Bob Example", "bob@example.org", "", "Sample Street 2", "zh")
    with pytest.raises(Conflict) as refusal:
        place_order(shop, quote_id, other, "key-same")
    assert refusal.value.code == "IDEMPOTENCY_KEY_REUSED"
    assert [ref.order_id for ref in shop.sandbox.received()].count(first.id) == 1


def test_many_callers_with_one_key_make_one_order(shop: Wiring) -> None:
    quote_id = quoted(shop)
    answers: list[dict[str, Any]] = []

    def call() -> None:
        answers.append(place_order(shop, quote_id, CUSTOMER, "key-many").document)

    callers = [threading.Thread(target=call) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)


def test_a_quote_is_ordered_once(shop: Wiring) -> None:
    quote_id = quoted(shop)
    place_order(shop, quote_id, CUSTOMER, "key-first")
    with pytest.raises(Conflict) as refusal:
        place_order(shop, quote_id, CUSTOMER, "key-second")
    assert refusal.value.code == "QUOTE_ORDERED_ALREADY"


def test_an_unknown_quote_is_said_to_be_unknown(shop: Wiring) -> None:
    with pytest.raises(UnknownRecord):
        place_order(shop, "qt_0000", CUSTOMER, "key-unknown")


def test_a_quote_for_an_older_version_does_not_hold(shop: Wiring) -> None:
    configuration_id = saved(shop)
    quote_id = make_quote(shop, configuration_id, store_id="harbour").id
    save_next_version(shop, configuration_id, json.dumps(hall(name="Hall again")).encode(), version=1)
    with pytest.raises(Conflict) as refusal:
        place_order(shop, quote_id, CUSTOMER, "key-version")
    assert refusal.value.code == "CONFIGURATION_CHANGED"


def test_a_quote_with_older_prices_does_not_hold(shop: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    quote_id = quoted(shop)
    now = shop.price_list
    dearer = {sku: amount + 1 for sku, amount in now.prices.items()}
    later = PriceList(now.version, now.currency, now.tax_rate, dearer, now.services)
    monkeypatch.setitem(shop.price_lists, "now", (shop.catalogue.prices, later))
    with pytest.raises(Conflict) as refusal:
        place_order(shop, quote_id, CUSTOMER, "key-prices")
    assert refusal.value.code == "PRICES_CHANGED"


def test_a_silent_store_is_asked_until_it_answers(shop: Wiring) -> None:
    quote_id = quoted(shop)
    shop.sandbox.set_behaviour("harbour", Behaviour.UNREACHABLE)
    placed = place_order(shop, quote_id, CUSTOMER, "key-silent")
    until(lambda: order(shop, placed.id).document.get("waiting", {}).get("attempts", 0) >= 2)
    assert part_states(seen(shop, placed.id)) == [("harbour", "sent", "waiting")]
    shop.sandbox.set_behaviour("harbour", Behaviour.ACCEPTS)
    until_states(shop, placed.id, [("harbour", "accepted", "reserved")])
    assert "waiting" not in order(shop, placed.id).document


def test_a_store_whose_answers_are_lost_hears_the_order_once(shop: Wiring) -> None:
    quote_id = quoted(shop)
    before = free(shop, "harbour")
    shop.sandbox.set_behaviour("harbour", Behaviour.LOSES_ANSWERS)
    placed = place_order(shop, quote_id, CUSTOMER, "key-lost")
    until(lambda: placed.id in {ref.order_id for ref in shop.sandbox.received()})
    until_states(shop, placed.id, [("harbour", "sent", "waiting")])
    shop.sandbox.set_behaviour("harbour", Behaviour.ACCEPTS)
    until_states(shop, placed.id, [("harbour", "accepted", "reserved")])
    assert [ref.order_id for ref in shop.sandbox.received()].count(placed.id) == 1
    after = free(shop, "harbour")
    assert {sku: before[sku] - after[sku] for sku in NEEDS} == NEEDS


def test_a_store_that_asks_its_staff_is_waited_for(shop: Wiring) -> None:
    quote_id = quoted(shop)
    shop.sandbox.set_behaviour("harbour", Behaviour.ASKS_STAFF)
    placed = place_order(shop, quote_id, CUSTOMER, "key-staff")
    until(lambda: seen(shop, placed.id).parts[0].store_reference is not None)
    ref = next(ref for ref in shop.sandbox.received() if ref.order_id == placed.id)
    shop.sandbox.accept(ref)
    until_states(shop, placed.id, [("harbour", "accepted", "reserved")])


def test_a_refused_part_goes_to_the_next_store_that_has_everything(shop: Wiring) -> None:
    quote_id = quoted_near(shop, "riverside")
    shop.sandbox.set_behaviour("riverside", Behaviour.REJECTS_ALL)
    placed = place_order(shop, quote_id, CUSTOMER, "key-refused")
    done = until_states(
        shop, placed.id, [("riverside", "rejected", "waiting"), ("harbour", "accepted", "reserved")]
    )
    assert "takes no orders" in next(
        entry.reason for entry in done.history if entry.after == Request.REJECTED
    )


def test_where_no_store_takes_it_the_order_says_so(shop: Wiring) -> None:
    quote_id = quoted_near(shop, "harbour")
    for store_id in shop.stores:
        shop.sandbox.set_behaviour(store_id, Behaviour.REJECTS_ALL)
    placed = place_order(shop, quote_id, CUSTOMER, "key-nobody")
    until_states(shop, placed.id, [("harbour", "rejected", "waiting"), ("riverside", "rejected", "waiting")])


def test_a_store_that_is_short_gives_the_part_away(shop: Wiring) -> None:
    # riverside has six downlights, and each order needs four
    first, second = quoted_near(shop, "riverside"), quoted_near(shop, "riverside")
    one = place_order(shop, first, CUSTOMER, "key-short-1")
    until_states(shop, one.id, [("riverside", "accepted", "reserved")])
    two = place_order(shop, second, CUSTOMER, "key-short-2")
    done = until_states(
        shop, two.id, [("riverside", "rejected", "waiting"), ("harbour", "accepted", "reserved")]
    )
    assert any("short of 2 of downlight-recessed-90" in entry.reason for entry in done.history)
    assert all(sum(places.values()) == 0 for places in shop.sandbox.ledger().values())


def test_cancelling_gives_the_pieces_back(shop: Wiring) -> None:
    before = free(shop, "harbour")
    placed = place_order(shop, quoted(shop), CUSTOMER, "key-cancel")
    until_states(shop, placed.id, [("harbour", "accepted", "reserved")])
    asked = cancel_order(shop, placed.id, "wrong colour")
    assert asked.document["parts"][0]["request"] == Request.CANCEL_REQUESTED
    done = until_states(shop, placed.id, [("harbour", "cancelled", "waiting")])
    assert done.payment is Payment.VOIDED
    assert free(shop, "harbour") == before
    assert cancel_order(shop, placed.id, "wrong colour").document == done.as_json()


def test_an_order_can_be_cancelled_while_its_store_is_silent(shop: Wiring) -> None:
    quote_id = quoted(shop)
    before = free(shop, "harbour")
    shop.sandbox.set_behaviour("harbour", Behaviour.UNREACHABLE)
    placed = place_order(shop, quote_id, CUSTOMER, "key-cancel-silent")
    until_states(shop, placed.id, [("harbour", "sent", "waiting")])
    cancel_order(shop, placed.id, "took too long")
    until_states(shop, placed.id, [("harbour", "cancel_requested", "waiting")])
    shop.sandbox.set_behaviour("harbour", Behaviour.ACCEPTS)
    until_states(shop, placed.id, [("harbour", "cancelled", "waiting")])
    assert free(shop, "harbour") == before


def test_it_can_be_too_late_to_cancel(shop: Wiring) -> None:
    placed = place_order(shop, quoted(shop), CUSTOMER, "key-late")
    until_states(shop, placed.id, [("harbour", "accepted", "reserved")])
    ref = next(ref for ref in shop.sandbox.received() if ref.order_id == placed.id)
    for after in (Fulfilment.PICKING, Fulfilment.PACKED):
        shop.sandbox.advance(ref, after)
    cancel_order(shop, placed.id, "changed my mind")
    done = until_states(shop, placed.id, [("harbour", "accepted", "packed")])
    assert any("too late" in entry.reason for entry in done.history)
    shop.sandbox.advance(ref, Fulfilment.OUT_FOR_DELIVERY)

    def left(now: Order) -> Order:
        at = shop.identifiers.clock()
        return now.part_move("A", Fulfilment.OUT_FOR_DELIVERY, at=at, reason="on the van")

    change(shop, placed.id, left)
    with pytest.raises(Conflict) as refusal:
        cancel_order(shop, placed.id, "really")
    assert refusal.value.code == "TOO_LATE"
