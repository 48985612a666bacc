"""The three axes of an order, and the one table of what may follow what.

An order never has one mixed status. It is paid or not (payment), each of its parts is asked of one
store (request) and moves through that store (fulfilment), and somebody comes to hang the luminaires
or does not (service). `MOVES` is the whole law; everything else only reads it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class Axis(StrEnum):
    """Which of an order's states a move changes; request and fulfilment belong to a part."""

    PAYMENT = "payment"
    REQUEST = "request"
    FULFILMENT = "fulfilment"
    SERVICE = "service"


class Payment(StrEnum):
    """Whether the customer has paid."""

    TO_PAY = "to_pay"
    AUTHORISED = "authorised"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"  # nothing was taken and nothing will be


class Request(StrEnum):
    """What a store says to a part that is asked of it."""

    TO_SEND = "to_send"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"


class Fulfilment(StrEnum):
    """Where the goods of a part are."""

    WAITING = "waiting"
    RESERVED = "reserved"
    PICKING = "picking"
    PACKED = "packed"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    RETURNED = "returned"


class Service(StrEnum):
    """What has become of installation and commissioning."""

    NONE = "none"
    REQUESTED = "requested"
    SCHEDULED = "scheduled"
    INSTALLED = "installed"
    COMMISSIONED = "commissioned"


@dataclass(frozen=True)
class Move:
    """One row of the table: on `axis`, `before` may become `after`.

    `while_request` and `while_fulfilment` name the states in which the part must be on its other
    axis; empty means any.
    """

    axis: Axis
    before: str
    after: str
    while_request: tuple[Request, ...] = ()
    while_fulfilment: tuple[Fulfilment, ...] = ()


_P, _R, _F, _S = Payment, Request, Fulfilment, Service
_IN_THE_STORE = (_F.WAITING, _F.RESERVED, _F.PICKING, _F.PACKED)
_WANTED = (_R.ACCEPTED, _R.CANCEL_REQUESTED)  # a store may go on until it has seen the wish to cancel
_ANSWERED = (_R.ACCEPTED, _R.CANCEL_REQUESTED, _R.REJECTED, _R.CANCELLED)

MOVES: tuple[Move, ...] = (
    Move(Axis.PAYMENT, _P.TO_PAY, _P.AUTHORISED),
    Move(Axis.PAYMENT, _P.TO_PAY, _P.PAID),
    Move(Axis.PAYMENT, _P.TO_PAY, _P.VOIDED),
    Move(Axis.PAYMENT, _P.AUTHORISED, _P.PAID),
    Move(Axis.PAYMENT, _P.AUTHORISED, _P.VOIDED),
    Move(Axis.PAYMENT, _P.PAID, _P.PARTLY_REFUNDED),
    Move(Axis.PAYMENT, _P.PAID, _P.REFUNDED),
    Move(Axis.PAYMENT, _P.PARTLY_REFUNDED, _P.REFUNDED),
    Move(Axis.REQUEST, _R.TO_SEND, _R.SENT),
    Move(Axis.REQUEST, _R.TO_SEND, _R.CANCEL_REQUESTED),
    Move(Axis.REQUEST, _R.SENT, _R.ACCEPTED),
    Move(Axis.REQUEST, _R.SENT, _R.REJECTED),
    Move(Axis.REQUEST, _R.SENT, _R.CANCEL_REQUESTED),
    Move(Axis.REQUEST, _R.ACCEPTED, _R.REJECTED, while_fulfilment=_IN_THE_STORE),
    Move(Axis.REQUEST, _R.ACCEPTED, _R.CANCEL_REQUESTED, while_fulfilment=_IN_THE_STORE),
    Move(Axis.REQUEST, _R.CANCEL_REQUESTED, _R.CANCELLED, while_fulfilment=_IN_THE_STORE),
    Move(Axis.REQUEST, _R.CANCEL_REQUESTED, _R.REJECTED, while_fulfilment=_IN_THE_STORE),
    Move(Axis.REQUEST, _R.CANCEL_REQUESTED, _R.ACCEPTED),  # too late: the store goes on
    Move(Axis.FULFILMENT, _F.WAITING, _F.RESERVED, _WANTED),
    Move(Axis.FULFILMENT, _F.RESERVED, _F.PICKING, _WANTED),
    Move(Axis.FULFILMENT, _F.PICKING, _F.PACKED, _WANTED),
    Move(Axis.FULFILMENT, _F.PACKED, _F.OUT_FOR_DELIVERY, _WANTED),
    Move(Axis.FULFILMENT, _F.PACKED, _F.DELIVERED, _WANTED),  # handed over in the store
    Move(Axis.FULFILMENT, _F.OUT_FOR_DELIVERY, _F.DELIVERED, _WANTED),
    Move(Axis.FULFILMENT, _F.OUT_FOR_DELIVERY, _F.RETURNED, _WANTED),  # refused at the door
    Move(Axis.FULFILMENT, _F.DELIVERED, _F.RETURNED, _WANTED),
    Move(Axis.FULFILMENT, _F.RESERVED, _F.WAITING, _ANSWERED),  # back on the shelf
    Move(Axis.FULFILMENT, _F.PICKING, _F.WAITING, _ANSWERED),
    Move(Axis.FULFILMENT, _F.PACKED, _F.WAITING, _ANSWERED),
    Move(Axis.SERVICE, _S.NONE, _S.REQUESTED),
    Move(Axis.SERVICE, _S.REQUESTED, _S.NONE),
    Move(Axis.SERVICE, _S.REQUESTED, _S.SCHEDULED),
    Move(Axis.SERVICE, _S.SCHEDULED, _S.REQUESTED),  # the appointment is given up, the wish stays
    Move(Axis.SERVICE, _S.SCHEDULED, _S.NONE),
    Move(Axis.SERVICE, _S.SCHEDULED, _S.INSTALLED),
    Move(Axis.SERVICE, _S.INSTALLED, _S.COMMISSIONED),
)

_MOVE_BY_STEP = {(move.axis, move.before, move.after): move for move in MOVES}


def is_allowed(
    axis: Axis,
    before: str,
    after: str,
    *,
    request: Request | None = None,
    fulfilment: Fulfilment | None = None,
) -> bool:
    """Whether the table lets `before` become `after` while the part's other axis stands as given."""
    move = _MOVE_BY_STEP.get((axis, before, after))
    if move is None:
        return False
    if move.while_request and request not in move.while_request:
        return False
    return not move.while_fulfilment or fulfilment in move.while_fulfilment


@dataclass(frozen=True)
class PartState:
    """Where a part stands on its two axes."""

    request: Request
    fulfilment: Fulfilment

    def allows(self, axis: Axis, after: str) -> bool:
        """Whether the next move of this part may be to `after` on `axis`."""
        before = self.request if axis is Axis.REQUEST else self.fulfilment
        return is_allowed(axis, before, after, request=self.request, fulfilment=self.fulfilment)

    def after(self, axis: Axis, state: str) -> PartState:
        """The same with `axis` at `state`; says nothing on whether that is allowed."""
        if axis is Axis.REQUEST:
            return PartState(Request(state), self.fulfilment)
        return PartState(self.request, Fulfilment(state))


def way_between(start: PartState, end: PartState) -> list[tuple[Axis, str]] | None:
    """The fewest moves that lead a part from `start` to `end`, or None where no way leads there.

    A store is asked now and then, so that it may be several moves ahead of what we know.
    """
    open_ways: deque[tuple[PartState, list[tuple[Axis, str]]]] = deque([(start, [])])
    seen = {start}
    while open_ways:
        state, way = open_ways.popleft()
        if state == end:
            return way
        for move in MOVES:
            if move.axis not in (Axis.REQUEST, Axis.FULFILMENT):
                continue
            before = state.request if move.axis is Axis.REQUEST else state.fulfilment
            if move.before != before or not state.allows(move.axis, move.after):
                continue
            following = state.after(move.axis, move.after)
            if following not in seen:
                seen.add(following)
                open_ways.append((following, [*way, (move.axis, move.after)]))
    return None
