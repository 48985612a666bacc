"""The order: what was bought, and where it stands on its axes; every move leaves a line of history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kit.errors import Conflict
from orders.lines import LineKind, PartLine
from orders.moments import moment_of, moment_text
from orders.prices import PricedLines
from orders.quote import Evidence, Quote, part_name
from orders.sourcing import NO_WISH, Wish
from orders.states import Axis, Fulfilment, PartState, Payment, Request, Service, is_allowed, way_between


@dataclass(frozen=True)
class Customer:
    """Who orders; `language` is "en" or "zh"."""

    name: str
    email: str
    phone: str
    address: str
    language: str = "en"

    def as_json(self) -> dict[str, str]:
        """Plain data."""
        return {
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "address": self.address,
            "language": self.language,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Customer:
        """The customer that `as_json` wrote."""
        return cls(**document)


@dataclass(frozen=True)
class HistoryEntry:
    """One move: when, on which axis of which part, from where to where, and why."""

    at: datetime
    axis: Axis
    part: str | None
    before: str
    after: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        return {
            "at": moment_text(self.at),
            "axis": self.axis.value,
            "part": self.part,
            "from": self.before,
            "to": self.after,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> HistoryEntry:
        """The entry that `as_json` wrote."""
        return cls(
            at=moment_of(document["at"]),
            axis=Axis(document["axis"]),
            part=document["part"],
            before=document["from"],
            after=document["to"],
            reason=document["reason"],
        )


@dataclass(frozen=True)
class OrderPart:
    """What one store is asked to send, and where that stands.

    `replaces` names the rejected part in whose place this one was asked for; `given_up` says why no
    other store will be asked for this one, and is empty while one may be.
    """

    part: str
    store_id: str
    lines: tuple[PartLine, ...]
    request: Request = Request.TO_SEND
    fulfilment: Fulfilment = Fulfilment.WAITING
    store_reference: str | None = None
    replaces: str | None = None
    given_up: str = ""

    @property
    def state(self) -> PartState:
        """Both axes together."""
        return PartState(self.request, self.fulfilment)

    def as_json(self) -> dict[str, Any]:
        """As the contract writes it, and the part's lines."""
        return {
            "part": self.part,
            "store_id": self.store_id,
            "request": self.request.value,
            "fulfilment": self.fulfilment.value,
            "store_reference": self.store_reference,
            "replaces": self.replaces,
            "given_up": self.given_up,
            "lines": [line.as_json() for line in self.lines],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> OrderPart:
        """The part that `as_json` wrote."""
        return cls(
            part=document["part"],
            store_id=document["store_id"],
            lines=tuple(PartLine.from_json(line) for line in document["lines"]),
            request=Request(document["request"]),
            fulfilment=Fulfilment(document["fulfilment"]),
            store_reference=document["store_reference"],
            replaces=document.get("replaces"),
            given_up=document.get("given_up", ""),
        )


@dataclass(frozen=True)
class Order:
    """An order; frozen: each move gives a new one with one more line of history.

    `wish` is what the customer wanted of the stores; `cancel_reason` why the customer wants it cancelled,
    None where that was never asked.
    """

    id: str
    number: str
    quote_id: str
    priced: PricedLines
    parts: tuple[OrderPart, ...]
    customer: Customer
    evidence: Evidence
    created_at: datetime
    payment: Payment = Payment.TO_PAY
    service: Service = Service.NONE
    history: tuple[HistoryEntry, ...] = ()
    wish: Wish = NO_WISH
    cancel_reason: str | None = None

    def part(self, name: str) -> OrderPart:
        """The part of that name.

        Raises
        ------
        Conflict
            ``UNKNOWN_PART`` when the order has no such part.
        """
        for part in self.parts:
            if part.part == name:
                return part
        known = ", ".join(part.part for part in self.parts)
        raise Conflict(f"order {self.number} has parts {known}, not {name!r}", "UNKNOWN_PART")

    def payment_move(self, after: Payment, *, at: datetime, reason: str) -> Order:
        """Move the payment.

        Raises
        ------
        Conflict
            ``MOVE_NOT_ALLOWED`` when the table of moves does not have it.
        """
        if not is_allowed(Axis.PAYMENT, self.payment, after):
            raise self._not_allowed(Axis.PAYMENT, None, self.payment, after)
        entry = HistoryEntry(at, Axis.PAYMENT, None, self.payment, after, reason)
        return replace(self, payment=after, history=(*self.history, entry))

    def service_move(self, after: Service, *, at: datetime, reason: str) -> Order:
        """Move the service; raises as `payment_move` does."""
        if not is_allowed(Axis.SERVICE, self.service, after):
            raise self._not_allowed(Axis.SERVICE, None, self.service, after)
        entry = HistoryEntry(at, Axis.SERVICE, None, self.service, after, reason)
        return replace(self, service=after, history=(*self.history, entry))

    def part_move(self, name: str, after: Request | Fulfilment, *, at: datetime, reason: str) -> Order:
        """Move a part on the axis that `after` belongs to; raises as `payment_move` does."""
        part = self.part(name)
        axis = Axis.REQUEST if isinstance(after, Request) else Axis.FULFILMENT
        before = part.request if axis is Axis.REQUEST else part.fulfilment
        if not part.state.allows(axis, after):
            raise self._not_allowed(axis, part, before, after)
        state = part.state.after(axis, after)
        moved = replace(part, request=state.request, fulfilment=state.fulfilment)
        entry = HistoryEntry(at, axis, name, before, after, reason)
        return replace(self._with(moved), history=(*self.history, entry))

    def part_follows(
        self,
        name: str,
        state: PartState,
        *,
        at: datetime,
        reason: str,
        store_reference: str | None = None,
    ) -> Order:
        """Take over what the store says of a part, move by move; the same state changes nothing.

        Raises
        ------
        Conflict
            ``STORE_CONTRADICTS`` when no row of moves leads from what we know to what the store says,
            or when the store gives another reference than before.
        """
        part = self.part(name)
        way = way_between(part.state, state)
        if way is None or (part.store_reference and store_reference not in (None, part.store_reference)):
            raise Conflict(
                f"order {self.number} part {name} is {part.request}, {part.fulfilment} "
                f"({part.store_reference}); the store says {state.request}, {state.fulfilment} "
                f"({store_reference})",
                "STORE_CONTRADICTS",
            )
        order = self._with(replace(part, store_reference=store_reference or part.store_reference))
        for axis, after in way:
            step = Request(after) if axis is Axis.REQUEST else Fulfilment(after)
            order = order.part_move(name, step, at=at, reason=reason)
        return order

    def cancel_asked(self, *, at: datetime, reason: str) -> Order:
        """Ask for every part that can still be held back to be cancelled; no other store is asked then.

        Raises
        ------
        Conflict
            ``TOO_LATE`` when there is no such part.
        """
        order = replace(self, cancel_reason=reason)
        for part in self.parts:
            if part.state.allows(Axis.REQUEST, Request.CANCEL_REQUESTED):
                order = order.part_move(part.part, Request.CANCEL_REQUESTED, at=at, reason=reason)
        if order.history == self.history and not any(
            self.is_between_stores(part.part) for part in self.parts
        ):
            raise Conflict(f"order {self.number} has no part that can still be cancelled", "TOO_LATE")
        return order

    def routed_again(self, name: str, store_id: str) -> Order:
        """Ask another store for what was rejected: a new part with the lines of part `name`.

        The rejected part stays as it is, so that no part is ever asked of two stores.

        Raises
        ------
        Conflict
            ``NOT_REJECTED`` when the part's store has not said no; ``ROUTED_BEFORE`` when another
            store is asked already, or none will be.
        """
        part = self._between_stores(name)
        new = OrderPart(part_name(len(self.parts)), store_id, part.lines, replaces=name)
        return replace(self, parts=(*self.parts, new))

    def given_up(self, name: str, *, at: datetime, reason: str) -> Order:
        """Ask no other store for a rejected part; raises as `routed_again` does."""
        part = self._between_stores(name)
        return self._with(replace(part, given_up=reason)).closed(at=at)

    def closed(self, *, at: datetime) -> Order:
        """The order without payment and fitter where nothing of it will be sent; else as it is."""
        if any(
            part.request not in (Request.CANCELLED, Request.REJECTED) or self.is_between_stores(part.part)
            for part in self.parts
        ):
            return self
        order, reason = self, "every part is cancelled or rejected"
        if order.payment in (Payment.TO_PAY, Payment.AUTHORISED):
            order = order.payment_move(Payment.VOIDED, at=at, reason=reason)
        if order.service in (Service.REQUESTED, Service.SCHEDULED):
            order = order.service_move(Service.NONE, at=at, reason=reason)
        return order

    def is_replaced(self, name: str) -> bool:
        """Whether another store was asked for what part `name` was to send."""
        return any(part.replaces == name for part in self.parts)

    def is_between_stores(self, name: str) -> bool:
        """Whether part `name` is rejected and it is open which store is asked next, if any."""
        part = self.part(name)
        return part.request is Request.REJECTED and not part.given_up and not self.is_replaced(name)

    def _between_stores(self, name: str) -> OrderPart:
        part = self.part(name)
        if part.request is not Request.REJECTED:
            raise Conflict(f"order {self.number} part {name} is {part.request}, not rejected", "NOT_REJECTED")
        if not self.is_between_stores(name):
            what = part.given_up or "another store is asked"
            raise Conflict(f"order {self.number} part {name} is settled: {what}", "ROUTED_BEFORE")
        return part

    def as_json(self) -> dict[str, Any]:
        """The order as the contract writes it, without links."""
        return {
            "id": self.id,
            "number": self.number,
            "quote_id": self.quote_id,
            "configuration_id": self.evidence.configuration_id,
            "configuration_version": self.evidence.configuration_version,
            **self.priced.as_json(),
            "payment": self.payment.value,
            "service": self.service.value,
            "parts": [part.as_json() for part in self.parts],
            "customer": self.customer.as_json(),
            "evidence": self.evidence.as_json(),
            "created_at": moment_text(self.created_at),
            "history": [entry.as_json() for entry in self.history],
            "wish": self.wish.as_json(),
            "cancel_reason": self.cancel_reason,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Order:
        """The order that `as_json` wrote."""
        return cls(
            id=document["id"],
            number=document["number"],
            quote_id=document["quote_id"],
            priced=PricedLines.from_json(document),
            parts=tuple(OrderPart.from_json(part) for part in document["parts"]),
            customer=Customer.from_json(document["customer"]),
            evidence=Evidence.from_json(document["evidence"]),
            created_at=moment_of(document["created_at"]),
            payment=Payment(document["payment"]),
            service=Service(document["service"]),
            history=tuple(HistoryEntry.from_json(entry) for entry in document["history"]),
            wish=Wish.from_json(document["wish"]) if "wish" in document else NO_WISH,
            cancel_reason=document.get("cancel_reason"),
        )

    def _with(self, moved: OrderPart) -> Order:
        parts = tuple(moved if part.part == moved.part else part for part in self.parts)
        return replace(self, parts=parts)

    def _not_allowed(self, axis: Axis, part: OrderPart | None, before: str, after: str) -> Conflict:
        where = "" if part is None else f" part {part.part} ({part.request}, {part.fulfilment})"
        return Conflict(
            f"order {self.number}{where}: {axis} cannot go from {before} to {after}", "MOVE_NOT_ALLOWED"
        )


def order_of(quote: Quote, *, id: str, number: str, customer: Customer, now: datetime) -> Order:
    """The order that a quote becomes.

    Raises
    ------
    Conflict
        ``QUOTE_EXPIRED`` after its last moment, ``SHORT_OF_STOCK`` when something is missing.
    """
    if now > quote.expires_at:
        raise Conflict(f"quote {quote.id} held until {moment_text(quote.expires_at)}", "QUOTE_EXPIRED")
    if quote.shortages:
        missing = ", ".join(f"{shortage.missing} of {shortage.sku}" for shortage in quote.shortages)
        raise Conflict(f"quote {quote.id} is short of {missing}", "SHORT_OF_STOCK")
    has_service = any(line.line.kind is LineKind.SERVICE for line in quote.priced.lines)
    return Order(
        id=id,
        number=number,
        quote_id=quote.id,
        priced=quote.priced,
        parts=tuple(OrderPart(part.part, part.store_id, part.lines) for part in quote.parts),
        customer=customer,
        evidence=quote.evidence,
        created_at=now,
        service=Service.REQUESTED if has_service else Service.NONE,
        wish=quote.wish,
    )
