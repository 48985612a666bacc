"""The sandbox store: a store's system in one SQLite file, for trial and tests.

Several processes and threads may use it at once and may be killed at any moment. Every call is one
transaction that takes the write lock at its beginning (so that what it read still holds when it
writes) and is on the disc when the call returns.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kit.errors import Conflict, StoreUnreachable
from orders.backends import sandbox_books as books
from orders.backends.sandbox_books import CUSTOMER, SUPPLIER, Behaviour, ReceivedPart
from orders.backends.store_backend import (
    Cancelled,
    Capabilities,
    Ref,
    Reserved,
    Settlement,
    Short,
    Snapshot,
    Stock,
    TooLate,
)
from orders.lines import PartLine
from orders.moments import moment_text
from orders.order import Customer
from orders.sourcing import Missing
from orders.states import Axis, Fulfilment, PartState, Request
from orders.stores import Store

_LEFT = (Fulfilment.OUT_FOR_DELIVERY, Fulfilment.DELIVERED)  # pieces have left the store
_CAN_BE_HELD_BACK = (Fulfilment.WAITING, Fulfilment.RESERVED, Fulfilment.PICKING)


def _now() -> datetime:
    return datetime.now(UTC)


class SandboxStore:
    """Sandbox stores in one database file: a StoreBackend, and what a store's staff does.

    Parameters
    ----------
    database_path
        The file; made with its folder when missing.
    clock
        Tells the time.
    """

    def __init__(self, database_path: Path, *, clock: Callable[[], datetime] = _now) -> None:
        self._path = database_path
        self._clock = clock
        database_path.parent.mkdir(parents=True, exist_ok=True)
        with books.transaction(self._path) as connection:
            books.make_tables(connection)

    # What the service asks

    def capabilities(self) -> Capabilities:
        """It reserves and takes returns."""
        return Capabilities(reserves=True, returns=True)

    def availability(self, skus: Sequence[str], stores: Sequence[str]) -> list[Stock]:
        """Free pieces, one entry per store and sku that the store knows."""
        as_of = self._clock()
        with self._asked(*stores) as connection:
            free = {store_id: books.free_in(connection, store_id) for store_id in stores}
        return [
            Stock(store_id, sku, free[store_id][sku], as_of)
            for store_id in stores
            for sku in skus
            if sku in free[store_id]
        ]

    def submit(
        self, order_id: str, part: str, *, store_id: str, customer: Customer, lines: Sequence[PartLine]
    ) -> Ref:
        """Ask the store for a part; the same order and part again gives the same reference.

        Raises
        ------
        ValueError
            When there are no lines, or one of less than a piece.
        """
        if not lines or any(line.quantity < 1 for line in lines):
            raise ValueError(f"a part needs lines of at least one piece, got {list(lines)}")
        asked = (store_id, books.plain(customer.as_json()), books.lines_text(lines))
        with self._asked(store_id) as connection:
            known = connection.execute(
                "SELECT number, store_id, customer, lines FROM received WHERE order_id = ? AND part = ?",
                (order_id, part),
            ).fetchone()
            if known is None:
                number = self._receive(connection, order_id, part, asked)
            elif tuple(known)[1:] == asked:
                number = known["number"]
            else:
                message = f"{order_id}/{part} was submitted before with other lines, customer or store"
                raise Conflict(message, "SUBMITTED_DIFFERENTLY")
        return books.ref_of(number, order_id, part, store_id)

    def reserve(self, ref: Ref) -> Reserved | Short:
        """Set all pieces aside, or none."""
        with self._asked(ref.store_id) as connection:
            part = books.find_part(connection, ref)
            if part.state.fulfilment is not Fulfilment.WAITING:  # reserved before, and perhaps gone further
                return Reserved(ref, part.lines)
            if not part.state.allows(Axis.FULFILMENT, Fulfilment.RESERVED):
                raise _refusal(part, Fulfilment.RESERVED, "NOT_ACCEPTED")
            needs = books.pieces_of(part.lines)
            free = books.free_in(connection, ref.store_id)
            missing = {sku: pieces - free.get(sku, 0) for sku, pieces in needs.items()}
            if any(pieces > 0 for pieces in missing.values()):
                return Short(
                    ref, tuple(Missing(sku, pieces) for sku, pieces in missing.items() if pieces > 0)
                )
            self._carry(connection, needs, f"free:{ref.store_id}", f"reserved:{ref.store_id}", ref.reference)
            reserved = part.state.after(Axis.FULFILMENT, Fulfilment.RESERVED)
            self._note(connection, part.number, reserved, "all pieces set aside")
        return Reserved(ref, part.lines)

    def status(self, ref: Ref) -> Snapshot:
        """Where the part stands."""
        with self._asked(ref.store_id) as connection:
            return books.newest_of(connection, books.find_part(connection, ref))

    def changes(self, since: int) -> Iterator[Snapshot]:
        """Every change after sequence `since`, oldest first.

        Raises
        ------
        StoreUnreachable
            Before the first change of a store that does not answer; what came before it is given.
        """
        with books.transaction(self._path) as connection:
            changes = books.changes_after(connection, since)
            names = {change.ref.store_id for change in changes}
            behaviours = {name: books.behaviour_of(connection, name) for name in names}
        for change in changes:
            if behaviours[change.ref.store_id] is Behaviour.UNREACHABLE:
                raise _no_answer(change.ref.store_id)
            yield change

    def cancel(self, ref: Ref, reason: str) -> Cancelled | TooLate:
        """Hold the part back until it is packed; its pieces are free again."""
        with self._asked(ref.store_id) as connection:
            part = books.find_part(connection, ref)
            if part.state.request in (Request.CANCELLED, Request.REJECTED):
                return Cancelled(ref)
            if part.state.fulfilment not in _CAN_BE_HELD_BACK:
                return TooLate(ref, part.state.fulfilment)
            self._end(connection, part, Request.CANCELLED, reason)
        return Cancelled(ref)

    def return_(
        self, ref: Ref, lines: Sequence[PartLine], *, return_id: str, store_id: str, reason: str
    ) -> Ref:
        """Take pieces back into the stock of `store_id`; the answer names the return, not the part."""
        answer = Ref(f"{ref.reference}/{return_id}", ref.order_id, ref.part, store_id)
        with self._asked(ref.store_id, store_id) as connection:
            part = books.find_part(connection, ref)
            asked = (part.number, store_id, books.lines_text(lines))
            known = connection.execute(
                "SELECT number, store_id, lines FROM returned WHERE return_id = ?", (return_id,)
            ).fetchone()
            if known is None:
                self._take_back(
                    connection, part, lines, store_id=store_id, return_id=return_id, reason=reason
                )
            elif tuple(known) != asked:
                raise Conflict(f"return {return_id} was asked for differently before", "RETURNED_DIFFERENTLY")
        return answer

    def settle(self, ref: Ref, settlement: Settlement) -> None:
        """Note that money was paid."""
        amount, currency = str(settlement.amount.amount), settlement.amount.currency.code
        with self._asked(ref.store_id) as connection:
            paid = (books.find_part(connection, ref).number, amount, currency)
            known = connection.execute(
                "SELECT number, amount, currency FROM settlement WHERE payment_id = ?",
                (settlement.payment_id,),
            ).fetchone()
            if known is None:
                connection.execute(
                    "INSERT INTO settlement (payment_id, number, amount, currency, at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (settlement.payment_id, *paid, moment_text(self._clock())),
                )
            elif tuple(known) != paid:
                message = f"payment {settlement.payment_id} was {known['amount']} {known['currency']} before"
                raise Conflict(message, "SETTLED_DIFFERENTLY")

    # What a store's staff does

    def accept(self, ref: Ref, reason: str = "accepted by staff") -> None:
        """Say yes to a part; again changes nothing."""
        with books.transaction(self._path) as connection:
            part = books.find_part(connection, ref)
            if part.state.request is Request.ACCEPTED:
                return
            if not part.state.allows(Axis.REQUEST, Request.ACCEPTED):
                raise _refusal(part, Request.ACCEPTED, "MOVE_NOT_ALLOWED")
            accepted = part.state.after(Axis.REQUEST, Request.ACCEPTED)
            self._note(connection, part.number, accepted, reason)

    def reject(self, ref: Ref, reason: str) -> None:
        """Say no to a part that is still in the store; its pieces are free again."""
        with books.transaction(self._path) as connection:
            part = books.find_part(connection, ref)
            if part.state.request is Request.REJECTED:
                return
            if not part.state.allows(Axis.REQUEST, Request.REJECTED):
                raise _refusal(part, Request.REJECTED, "MOVE_NOT_ALLOWED")
            self._end(connection, part, Request.REJECTED, reason)

    def advance(self, ref: Ref, after: Fulfilment, reason: str = "") -> None:
        """Bring a reserved part to picking, packed, out_for_delivery or delivered; again changes nothing."""
        if after not in (Fulfilment.PICKING, Fulfilment.PACKED, *_LEFT):
            raise ValueError(f"staff cannot put a part to {after}; reserve, cancel, reject and return_ do")
        with books.transaction(self._path) as connection:
            part = books.find_part(connection, ref)
            if part.state.fulfilment is after:
                return
            if not part.state.allows(Axis.FULFILMENT, after):
                raise _refusal(part, after, "MOVE_NOT_ALLOWED")
            if part.state.fulfilment is Fulfilment.PACKED:
                pieces = books.pieces_of(part.lines)
                self._carry(connection, pieces, f"reserved:{ref.store_id}", CUSTOMER, ref.reference)
            self._note(connection, part.number, part.state.after(Axis.FULFILMENT, after), reason)

    def seed(
        self,
        stores: Iterable[Store],
        stock: Mapping[str, Mapping[str, int]],
        behaviours: Mapping[str, str] | None = None,
    ) -> None:
        """Make stores known, and stock what each has never had; stock that is there stays as it is.

        A store answers as `behaviours` says, and as it did before where it says nothing: at first it accepts.
        """
        with books.transaction(self._path) as connection:
            for store in stores:
                connection.execute(
                    "INSERT INTO store (id, behaviour, document) VALUES (?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET document = excluded.document",
                    (store.id, Behaviour.ACCEPTS, books.plain(store.as_json())),
                )
                if behaviours and store.id in behaviours:
                    told = Behaviour(behaviours[store.id])
                    connection.execute("UPDATE store SET behaviour = ? WHERE id = ?", (told, store.id))
                known = books.free_in(connection, store.id)
                new = {sku: n for sku, n in stock.get(store.id, {}).items() if sku not in known}
                self._carry(connection, new, SUPPLIER, f"free:{store.id}", "first stock")

    def replenish(self, store_id: str, sku: str, *, pieces: int) -> None:
        """Put pieces from the supplier on the shelf."""
        with books.transaction(self._path) as connection:
            books.behaviour_of(connection, store_id)
            self._carry(connection, {sku: pieces}, SUPPLIER, f"free:{store_id}", "replenished")

    def count(self, store_id: str, free: Mapping[str, int]) -> None:
        """Set free pieces to what the store says it has; what is reserved stays reserved."""
        with books.transaction(self._path) as connection:
            books.behaviour_of(connection, store_id)
            known = books.free_in(connection, store_id)
            more = {sku: pieces - known.get(sku, 0) for sku, pieces in free.items()}
            changed = {sku: pieces for sku, pieces in more.items() if pieces}
            self._carry(connection, changed, SUPPLIER, f"free:{store_id}", "counted")

    def set_behaviour(self, store_id: str, behaviour: Behaviour) -> None:
        """Choose how a store answers from now on."""
        with books.transaction(self._path) as connection:
            books.behaviour_of(connection, store_id)
            connection.execute("UPDATE store SET behaviour = ? WHERE id = ?", (behaviour, store_id))

    # What can be looked up

    def stores(self) -> tuple[Store, ...]:
        """All stores, in the order in which they were made known."""
        with books.transaction(self._path) as connection:
            rows = connection.execute("SELECT document FROM store ORDER BY rowid").fetchall()
        return tuple(Store.from_json(json.loads(row["document"])) for row in rows)

    def received(self) -> list[Ref]:
        """Every part that ever reached a store, in the order of arrival, each once."""
        with books.transaction(self._path) as connection:
            rows = connection.execute("SELECT number, order_id, part, store_id FROM received ORDER BY number")
            return [books.ref_of(*row) for row in rows]

    def ledger(self) -> dict[str, dict[str, int]]:
        """Pieces by sku and place, summed from the ledger; each sku's sum is zero.

        Places are ``supplier`` (negative: what it has delivered), ``customer``, ``free:STORE`` and
        ``reserved:STORE``.
        """
        with books.transaction(self._path) as connection:
            return books.ledger_of(connection)

    # Within a transaction

    @contextmanager
    def _asked(self, *store_ids: str) -> Iterator[sqlite3.Connection]:
        """A transaction as the service has it: by way of stores that may not answer."""
        with books.transaction(self._path) as connection:
            behaviours = {store_id: books.behaviour_of(connection, store_id) for store_id in store_ids}
            for store_id, behaviour in behaviours.items():
                if behaviour is Behaviour.UNREACHABLE:
                    raise _no_answer(store_id)
            yield connection
        for store_id, behaviour in behaviours.items():
            if behaviour is Behaviour.LOSES_ANSWERS:
                raise _no_answer(store_id)

    def _receive(
        self, connection: sqlite3.Connection, order_id: str, part: str, asked: tuple[str, str, str]
    ) -> int:
        """Write a new part into the books and answer it as the store does; gives its number."""
        (number,) = connection.execute(
            "INSERT INTO received (at, order_id, part, store_id, customer, lines) VALUES (?, ?, ?, ?, ?, ?)"
            " RETURNING number",
            (moment_text(self._clock()), order_id, part, *asked),
        ).fetchone()
        state = PartState(Request.SENT, Fulfilment.WAITING)
        self._note(connection, number, state, "received")
        behaviour = books.behaviour_of(connection, asked[0])
        if behaviour is Behaviour.REJECTS_ALL:
            rejected = state.after(Axis.REQUEST, Request.REJECTED)
            self._note(connection, number, rejected, "this store takes no orders")
        elif behaviour is not Behaviour.ASKS_STAFF:
            accepted = state.after(Axis.REQUEST, Request.ACCEPTED)
            self._note(connection, number, accepted, "accepted by the store's rule")
        return int(number)

    def _take_back(
        self,
        connection: sqlite3.Connection,
        part: ReceivedPart,
        lines: Sequence[PartLine],
        *,
        store_id: str,
        return_id: str,
        reason: str,
    ) -> None:
        """Write a new return into the books."""
        outside = books.with_customer(connection, part)
        if part.state.fulfilment not in _LEFT:
            raise _refusal(part, Fulfilment.RETURNED, "NOT_DELIVERED")
        back = books.pieces_of(lines)
        positive = bool(lines) and all(line.quantity > 0 for line in lines)
        if not positive or any(pieces > outside.get(sku, 0) for sku, pieces in back.items()):
            message = f"of {part.ref.reference} {outside} is with the customer; {back} cannot come back"
            raise Conflict(message, "RETURNS_TOO_MANY")
        connection.execute(
            "INSERT INTO returned (return_id, number, store_id, lines, at, reason) VALUES (?, ?, ?, ?, ?, ?)",
            (return_id, part.number, store_id, books.lines_text(lines), moment_text(self._clock()), reason),
        )
        self._carry(connection, back, CUSTOMER, f"free:{store_id}", f"{part.ref.reference}/{return_id}")
        if back == outside:
            everything_back = part.state.after(Axis.FULFILMENT, Fulfilment.RETURNED)
            self._note(connection, part.number, everything_back, reason)

    def _end(self, connection: sqlite3.Connection, part: ReceivedPart, request: Request, reason: str) -> None:
        """Give up a part that is still in the store: its pieces go back on the shelf."""
        if part.state.fulfilment in books.HELD:
            store_id = part.ref.store_id
            pieces = books.pieces_of(part.lines)
            self._carry(connection, pieces, f"reserved:{store_id}", f"free:{store_id}", part.ref.reference)
        self._note(connection, part.number, PartState(request, Fulfilment.WAITING), reason)

    def _note(self, connection: sqlite3.Connection, number: int, state: PartState, reason: str) -> None:
        books.note(connection, number, state=state, at=moment_text(self._clock()), reason=reason)

    def _carry(
        self, connection: sqlite3.Connection, pieces: Mapping[str, int], source: str, target: str, reason: str
    ) -> None:
        at = moment_text(self._clock())
        books.carry(connection, pieces, source=source, target=target, at=at, reason=reason)


def _no_answer(store_id: str) -> StoreUnreachable:
    return StoreUnreachable(f"store {store_id!r} does not answer")


def _refusal(part: ReceivedPart, after: str, code: str) -> Conflict:
    state = part.state
    return Conflict(
        f"{part.ref.reference} is {state.request}, {state.fulfilment}: it cannot be {after}", code
    )
