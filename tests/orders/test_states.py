"""The axes: the table of moves, and orders driven at random."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kit.errors import Conflict
from orders.lines import OrderLine, PartLine
from orders.order import Customer, Order, OrderPart
from orders.prices import PriceList, price
from orders.quote import Evidence
from orders.states import MOVES, Axis, Fulfilment, PartState, Payment, Request, Service, way_between
from orders.summary import SUMMARY_WORDS, summary_state

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
EVERY_PART_STATE = [PartState(request, fulfilment) for request, fulfilment in product(Request, Fulfilment)]
START = PartState(Request.TO_SEND, Fulfilment.WAITING)


def an_order(parts: int = 2) -> Order:
    """A fresh order."""
    list_ = PriceList("1", "EUR", Decimal("0.19"), {"lamp": Decimal("129.00")})
    return Order(
        id="o1",
        number="L26-000001",
        quote_id="q1",
        priced=price([OrderLine("lamp", "Lamp", "灯", parts)], list_),
        parts=tuple(OrderPart("ABC"[i], f"store{i}", (PartLine("lamp", 1),)) for i in range(parts)),
        customer=Customer("Lin", "l@example.org", "1", "Street", "zh"),
        evidence=Evidence("c1", 1, "aa", "bb", "engine 1"),
        created_at=NOW,
    )


def reachable() -> set[PartState]:
    """States of a part that some row of moves leads to."""
    return {state for state in EVERY_PART_STATE if way_between(START, state) is not None}


def test_the_table_names_real_states_and_each_move_once() -> None:
    states = {
        Axis.PAYMENT: set(Payment),
        Axis.REQUEST: set(Request),
        Axis.FULFILMENT: set(Fulfilment),
        Axis.SERVICE: set(Service),
    }
    steps = [(move.axis, move.before, move.after) for move in MOVES]
    assert len(set(steps)) == len(steps)
    for axis, before, after in steps:
        assert {before, after} <= states[axis]
        assert before != after
    for axis, names in states.items():
        assert {m.before for m in MOVES if m.axis is axis} | {
            m.after for m in MOVES if m.axis is axis
        } == names


def test_what_can_never_be() -> None:
    can_be = reachable()
    for fulfilment in Fulfilment:
        if fulfilment is not Fulfilment.WAITING:
            assert PartState(Request.TO_SEND, fulfilment) not in can_be
            assert PartState(Request.SENT, fulfilment) not in can_be
    for request in (Request.CANCELLED, Request.REJECTED):
        for fulfilment in (Fulfilment.OUT_FOR_DELIVERY, Fulfilment.DELIVERED, Fulfilment.RETURNED):
            assert PartState(request, fulfilment) not in can_be


def test_the_good_way_and_its_history() -> None:
    order = an_order(1)
    delivered = PartState(Request.ACCEPTED, Fulfilment.DELIVERED)
    order = order.part_follows("A", delivered, at=NOW, reason="the store says so", store_reference="S-1")
    assert [(entry.before, entry.after) for entry in order.history] == [
        ("to_send", "sent"),
        ("sent", "accepted"),
        ("waiting", "reserved"),
        ("reserved", "picking"),
        ("picking", "packed"),
        ("packed", "delivered"),
    ]
    assert order.part("A").store_reference == "S-1"
    assert order.part_follows("A", delivered, at=NOW, reason="again") == order
    with pytest.raises(Conflict) as refused:
        order.part_follows("A", PartState(Request.SENT, Fulfilment.WAITING), at=NOW, reason="nonsense")
    assert refused.value.code == "STORE_CONTRADICTS"
    with pytest.raises(Conflict):
        order.part_follows("A", delivered, at=NOW, reason="other", store_reference="S-2")


def test_cancelling() -> None:
    order = an_order(2).part_follows(
        "A", PartState(Request.ACCEPTED, Fulfilment.OUT_FOR_DELIVERY), at=NOW, reason="store"
    )
    order = order.cancel_asked(at=NOW, reason="moved away")
    assert [part.request for part in order.parts] == [Request.ACCEPTED, Request.CANCEL_REQUESTED]
    assert summary_state(order) == "being_cancelled"
    order = order.part_move("B", Request.CANCELLED, at=NOW, reason="store")
    assert summary_state(order) == "on_its_way"
    with pytest.raises(Conflict) as refused:
        order.cancel_asked(at=NOW, reason="again")
    assert refused.value.code == "TOO_LATE"


def test_a_rejected_part_goes_to_another_store() -> None:
    order = an_order(1)
    with pytest.raises(Conflict):
        order.routed_again("A", "store9")
    rejected = PartState(Request.REJECTED, Fulfilment.WAITING)
    order = order.part_follows("A", rejected, at=NOW, reason="no stock")
    assert summary_state(order) == "asking_another_store"
    given_up = order.given_up("A", at=NOW, reason="nobody has it")
    assert (summary_state(given_up), given_up.payment) == ("rejected", Payment.VOIDED)
    assert Order.from_json(given_up.as_json()) == given_up
    with pytest.raises(Conflict):
        given_up.routed_again("A", "store9")
    order = order.routed_again("A", "store9")
    assert [(part.part, part.store_id, part.request) for part in order.parts] == [
        ("A", "store0", "rejected"),
        ("B", "store9", "to_send"),
    ]
    assert order.is_replaced("A")
    assert order.part("B").replaces == "A"
    assert summary_state(order) == "placed"
    assert Order.from_json(order.as_json()) == order
    with pytest.raises(Conflict) as refused:
        order.routed_again("A", "store8")
    assert refused.value.code == "ROUTED_BEFORE"


def test_a_part_that_nobody_sends_is_told() -> None:
    reserved = PartState(Request.ACCEPTED, Fulfilment.RESERVED)
    order = an_order(2).part_follows("A", reserved, at=NOW, reason="store")
    order = order.part_follows(
        "B", PartState(Request.REJECTED, Fulfilment.WAITING), at=NOW, reason="no stock"
    )
    assert summary_state(order) == "asking_another_store"
    given_up = order.given_up("B", at=NOW, reason="nobody has it")
    assert (summary_state(given_up), given_up.payment) == ("partly_rejected", Payment.TO_PAY)
    order = order.routed_again("B", "store9").part_follows("C", reserved, at=NOW, reason="store")
    assert summary_state(order) == "reserved"


def test_payment_and_service_keep_to_the_table() -> None:
    order = an_order()
    with pytest.raises(Conflict) as refused:
        order.payment_move(Payment.REFUNDED, at=NOW, reason="no")
    assert refused.value.code == "MOVE_NOT_ALLOWED"
    order = order.payment_move(Payment.PAID, at=NOW, reason="cash")
    with pytest.raises(Conflict):
        order.service_move(Service.INSTALLED, at=NOW, reason="no")
    assert order.history[-1].as_json() == {
        "at": "2026-11-22T09:30:00Z",
        "axis": "payment",
        "part": None,
        "from": "to_pay",
        "to": "paid",
        "reason": "cash",
    }


class OrderMoves(RuleBasedStateMachine):
    """Any moves in any order: allowed ones happen, all others change nothing."""

    @initialize()
    def start(self) -> None:
        self.order = an_order()
        self.moved = 0

    def attempt(
        self, make: Callable[[], Order], *, axis: Axis, before: str, after: str, guards: PartState | None
    ) -> None:
        rows = [row for row in MOVES if (row.axis, row.before, row.after) == (axis, before, after)]
        lawful = bool(rows) and (
            guards is None
            or (
                (not rows[0].while_request or guards.request in rows[0].while_request)
                and (not rows[0].while_fulfilment or guards.fulfilment in rows[0].while_fulfilment)
            )
        )
        try:
            self.order = make()
        except Conflict:
            assert not lawful
        else:
            assert lawful
            self.moved += 1

    @rule(after=st.sampled_from(Payment))
    def pay(self, after: Payment) -> None:
        before = self.order.payment
        self.attempt(
            lambda: self.order.payment_move(after, at=NOW, reason="r"),
            axis=Axis.PAYMENT,
            before=before,
            after=after,
            guards=None,
        )

    @rule(after=st.sampled_from(Service))
    def serve(self, after: Service) -> None:
        self.attempt(
            lambda: self.order.service_move(after, at=NOW, reason="r"),
            axis=Axis.SERVICE,
            before=self.order.service,
            after=after,
            guards=None,
        )

    @rule(name=st.sampled_from("AB"), after=st.sampled_from([*Request, *Fulfilment]))
    def move_part(self, name: str, after: Request | Fulfilment) -> None:
        part = self.order.part(name)
        axis = Axis.REQUEST if isinstance(after, Request) else Axis.FULFILMENT
        self.attempt(
            lambda: self.order.part_move(name, after, at=NOW, reason="r"),
            axis=axis,
            before=part.request if axis is Axis.REQUEST else part.fulfilment,
            after=after,
            guards=part.state,
        )

    @invariant()
    def history_tells_all(self) -> None:
        if not hasattr(self, "order"):
            return
        assert len(self.order.history) == self.moved
        fresh = an_order()
        states: dict[tuple[Axis, str | None], str] = {
            (Axis.PAYMENT, None): fresh.payment,
            (Axis.SERVICE, None): fresh.service,
            **{(Axis.REQUEST, part.part): part.request for part in fresh.parts},
            **{(Axis.FULFILMENT, part.part): part.fulfilment for part in fresh.parts},
        }
        for entry in self.order.history:
            assert states[entry.axis, entry.part] == entry.before
            states[entry.axis, entry.part] = entry.after
        assert states[Axis.PAYMENT, None] == self.order.payment
        assert states[Axis.SERVICE, None] == self.order.service
        for part in self.order.parts:
            assert (states[Axis.REQUEST, part.part], states[Axis.FULFILMENT, part.part]) == (
                part.request,
                part.fulfilment,
            )

    @invariant()
    def plain_data_holds_everything(self) -> None:
        if hasattr(self, "order"):
            assert Order.from_json(self.order.as_json()) == self.order
            assert summary_state(self.order) in SUMMARY_WORDS


TestOrderMoves = OrderMoves.TestCase
TestOrderMoves.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
