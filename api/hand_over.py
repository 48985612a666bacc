"""Bringing an order to its stores, one conversation at a time; each may be repeated without harm.

The order says what we know, the store what is true there. Before a store is asked, the order says so
(`sent`), so that after a kill nobody wonders whether the store may have heard of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from api.records.orders import OrderRecord, change_order, find_order, list_orders
from api.wiring import Wiring
from kit.errors import Conflict, StoreUnreachable
from orders.backends.store_backend import Ref, Reserved, Short, Snapshot, StoreBackend, TooLate
from orders.lines import LineKind, PartLine
from orders.order import Order, OrderPart
from orders.sourcing import Wish, choose_store
from orders.states import Fulfilment, Request
from orders.stores import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LOOKED_THROUGH_AT_ONCE = 200

_log = logging.getLogger("lampyris.orders")


class Outcome(StrEnum):
    """What one conversation about a part has led to."""

    ADVANCED = "advanced"  # go on at once
    SETTLED = "settled"  # nothing more to do
    WAIT = "wait"  # the store has not answered; ask again later


def open_parts(wiring: Wiring, order_id: str) -> list[str]:
    """Names of the parts that are not settled."""
    order = _order(wiring, order_id)
    return [part.part for part in order.parts if not is_settled(order, part)]


def open_orders(wiring: Wiring) -> list[OrderRecord]:
    """Orders with a part that is not settled; looks through all of them."""
    found: list[OrderRecord] = []
    after: str | None = None
    while True:
        with wiring.database.reading() as connection:
            page = list_orders(connection, limit=_LOOKED_THROUGH_AT_ONCE, after=after)
        for record in page.items:
            order = Order.from_json(record.document)
            if not all(is_settled(order, part) for part in order.parts):
                found.append(record)
        if page.next is None:
            return found
        after = page.next


def is_settled(order: Order, part: OrderPart) -> bool:
    """Whether nothing is left to be said to the part's store for now."""
    if part.request is Request.ACCEPTED:
        return part.fulfilment is not Fulfilment.WAITING
    if part.request is Request.REJECTED:
        return not order.is_between_stores(part.part)
    return part.request is Request.CANCELLED


def advance_part(wiring: Wiring, order_id: str, name: str) -> Outcome:
    """Have the next conversation about a part and write down what came of it.

    Raises
    ------
    Conflict
        When the store contradicts what we know, which a person must look at.
    """
    order = _order(wiring, order_id)
    part = order.part(name)
    if is_settled(order, part):
        return Outcome.SETTLED
    try:
        return _CONVERSATIONS[part.request](wiring, order, part)
    except StoreUnreachable as silence:
        _log.warning("order %s part %s: store %s: %s", order.number, name, part.store_id, silence)
        return Outcome.WAIT


def note_waiting(wiring: Wiring, order_id: str, *, attempts: int, wait_s: float, reason: str) -> None:
    """Show in the order that its stores will be asked again; the next move takes the note away."""
    at = wiring.identifiers.now()
    waiting = {"attempts": attempts, "wait_s": wait_s, "reason": reason, "at": at}
    with wiring.database.writing() as connection:
        record = find_order(connection, order_id)
        change_order(connection, record, document={**record.document, "waiting": waiting}, updated_at=at)


def change(wiring: Wiring, order_id: str, move: Callable[[Order], Order]) -> OrderRecord:
    """Change an order in a transaction of its own; again from the start when somebody was quicker."""
    while True:
        try:
            with wiring.database.writing() as connection:
                return change_within(wiring, connection, order_id, move)
        except Conflict as conflict:
            if conflict.code != "ORDER_CHANGED_MEANWHILE":
                raise


def change_within(
    wiring: Wiring, connection: Connection, order_id: str, move: Callable[[Order], Order]
) -> OrderRecord:
    """Change an order in the caller's transaction; `move` gives the order as it shall be."""
    record = find_order(connection, order_id)
    before = Order.from_json(record.document)
    after = move(before)
    if after == before:
        return record
    now = wiring.identifiers.now()
    return change_order(connection, record, document=after.as_json(), updated_at=now)


def _order(wiring: Wiring, order_id: str) -> Order:
    with wiring.database.reading() as connection:
        return Order.from_json(find_order(connection, order_id).document)


def _send(wiring: Wiring, order: Order, part: OrderPart) -> Outcome:
    def move(now: Order) -> Order:
        if now.part(part.part).request is not Request.TO_SEND:
            return now
        reason = f"asking store {part.store_id}"
        return now.part_move(part.part, Request.SENT, at=wiring.identifiers.clock(), reason=reason)

    change(wiring, order.id, move)
    return Outcome.ADVANCED


def _submit(wiring: Wiring, order: Order, part: OrderPart) -> Outcome:
    backend = wiring.backend_of(part.store_id)
    ref = _submitted(backend, order, part)
    answer = backend.status(ref)
    _follow(wiring, order, part, answer)
    return Outcome.WAIT if answer.request is Request.SENT else Outcome.ADVANCED


def _follow(wiring: Wiring, order: Order, part: OrderPart, answer: Snapshot) -> None:
    """Take over what the store says, unless the part has moved since we asked."""

    def move(now: Order) -> Order:
        if now.part(part.part).state != part.state:
            return now
        at = wiring.identifiers.clock()
        reason = answer.reason or f"store {part.store_id} says {answer.request}"
        reference = answer.ref.reference
        return now.part_follows(part.part, answer.state, at=at, reason=reason, store_reference=reference)

    change(wiring, order.id, move)


def _reserve(wiring: Wiring, order: Order, part: OrderPart) -> Outcome:
    backend = wiring.backend_of(part.store_id)
    ref = _submitted(backend, order, part)
    stands = backend.status(ref)
    if stands.request is not Request.ACCEPTED:  # its staff have thought better of it
        _follow(wiring, order, part, stands)
        return Outcome.ADVANCED
    answer = backend.reserve(ref)
    if isinstance(answer, Short):
        missing = ", ".join(f"{each.missing} of {each.sku}" for each in answer.missing)
        reason = f"store {part.store_id} is short of {missing}"
        _move_from(wiring, order, part, Request.REJECTED, reason)
        return Outcome.ADVANCED
    _require_exactly(part, answer)
    _move_from(wiring, order, part, Fulfilment.RESERVED, f"store {part.store_id} has set it aside")
    return Outcome.ADVANCED


def _cancel(wiring: Wiring, order: Order, part: OrderPart) -> Outcome:
    if not _was_sent(order, part):
        _move_from(wiring, order, part, Request.CANCELLED, "the store was never asked")
        return Outcome.ADVANCED
    backend = wiring.backend_of(part.store_id)
    ref = _submitted(backend, order, part)
    answer = backend.cancel(ref, _last_reason(order, part))
    state = backend.status(ref).state
    if isinstance(answer, TooLate):
        reason = f"too late to cancel, store {part.store_id} says {answer.fulfilment}"
    else:
        reason = f"store {part.store_id} has cancelled it"

    def move(now: Order) -> Order:
        at = wiring.identifiers.clock()
        followed = now.part_follows(part.part, state, at=at, reason=reason, store_reference=ref.reference)
        return followed.closed(at=at)

    change(wiring, order.id, move)
    return Outcome.ADVANCED


def _route_again(wiring: Wiring, order: Order, part: OrderPart) -> Outcome:
    """Ask the next store that has everything of a rejected part, or write down why none is asked."""
    if part.store_reference is not None:
        # a store that accepted and then was short must not keep it
        backend = wiring.backend_of(part.store_id)
        backend.cancel(_submitted(backend, order, part), _last_reason(order, part))
    if order.cancel_reason is not None:
        return _give_up(wiring, order, part, "the customer wants it cancelled")
    if order.wish.store_id is not None:
        chosen = order.wish.store_id
        return _give_up(wiring, order, part, f"the customer chose store {chosen}, so no other is asked")
    tried = {each.store_id for each in order.parts}
    services = {line.line.sku for line in order.priced.lines if line.line.kind is LineKind.SERVICE}
    rest = [
        store for store in wiring.stores.values() if store.id not in tried and services <= set(store.services)
    ]
    needs = {line.sku: line.quantity for line in part.lines}
    stock = _stock(wiring, rest, list(needs))
    sourcing = choose_store(needs, rest, stock, Wish(near_deg=order.wish.near_deg))
    if sourcing.shortages or len(sourcing.parts) != 1:
        if len(stock) < len(rest):  # one that is silent may have it
            return Outcome.WAIT
        return _give_up(wiring, order, part, "no other store has everything of it")
    store_id = sourcing.parts[0].store_id

    def move(now: Order) -> Order:
        if now.cancel_reason is not None or is_settled(now, now.part(part.part)):
            return now
        return now.routed_again(part.part, store_id)

    change(wiring, order.id, move)
    return Outcome.ADVANCED


def _give_up(wiring: Wiring, order: Order, part: OrderPart, reason: str) -> Outcome:
    """Write down that no other store is asked for a rejected part."""

    def move(now: Order) -> Order:
        if is_settled(now, now.part(part.part)):
            return now
        return now.given_up(part.part, at=wiring.identifiers.clock(), reason=reason)

    change(wiring, order.id, move)
    return Outcome.ADVANCED


def _stock(wiring: Wiring, stores: Sequence[Store], skus: Sequence[str]) -> dict[str, dict[str, int]]:
    """Free pieces by store and sku; a store that does not answer is left out."""
    stock: dict[str, dict[str, int]] = {}
    for store in stores:
        try:
            answer = wiring.backend_of(store.id).availability(skus, [store.id])
        except StoreUnreachable as silence:
            _log.warning("store %s does not say what it has: %s", store.id, silence)
            continue
        stock[store.id] = {entry.sku: entry.free for entry in answer}
    return stock


_CONVERSATIONS: dict[Request, Callable[[Wiring, Order, OrderPart], Outcome]] = {
    Request.TO_SEND: _send,
    Request.SENT: _submit,
    Request.ACCEPTED: _reserve,
    Request.REJECTED: _route_again,
    Request.CANCEL_REQUESTED: _cancel,
}


def _submitted(backend: StoreBackend, order: Order, part: OrderPart) -> Ref:
    """The store's reference of a part; asked for (again) where we have not heard it."""
    if part.store_reference is not None:
        return Ref(part.store_reference, order.id, part.part, part.store_id)
    return backend.submit(
        order.id, part.part, store_id=part.store_id, customer=order.customer, lines=part.lines
    )


def _move_from(
    wiring: Wiring, order: Order, part: OrderPart, after: Request | Fulfilment, reason: str
) -> None:
    """Move a part that still stands where we saw it; what somebody did meanwhile goes first."""

    def move(now: Order) -> Order:
        if now.part(part.part).state != part.state:
            return now
        at = wiring.identifiers.clock()
        moved = now.part_move(part.part, after, at=at, reason=reason)
        return moved.closed(at=at) if after is Request.CANCELLED else moved

    change(wiring, order.id, move)


def _require_exactly(part: OrderPart, answer: Reserved) -> None:
    if sorted(answer.lines, key=_by_sku) != sorted(part.lines, key=_by_sku):
        message = f"store {part.store_id} has set aside {answer.lines}, not {part.lines}"
        raise Conflict(message, "STORE_CONTRADICTS")


def _by_sku(line: PartLine) -> str:
    return line.sku


def _was_sent(order: Order, part: OrderPart) -> bool:
    return any(entry.part == part.part and entry.after == Request.SENT for entry in order.history)


def _last_reason(order: Order, part: OrderPart) -> str:
    reasons = [entry.reason for entry in order.history if entry.part == part.part]
    return reasons[-1] if reasons else ""
