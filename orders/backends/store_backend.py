"""What every store system must be able to do for us, and the plain answers it gives.

Each call may be repeated: the service may be killed between a store's doing and our hearing of it.
`submit` is known by (order, part), `return_` by its return id, `settle` by its payment id; the other
calls lead to the same state the second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from moneyed import Money

from orders.lines import PartLine
from orders.order import Customer
from orders.sourcing import Missing
from orders.states import Fulfilment, PartState, Request


@dataclass(frozen=True)
class Capabilities:
    """What this kind of store system can do."""

    reserves: bool
    returns: bool


@dataclass(frozen=True)
class Stock:
    """Pieces of a sku that a store could still promise, as of a moment."""

    store_id: str
    sku: str
    free: int
    as_of: datetime


@dataclass(frozen=True)
class Ref:
    """How a store's system calls our part, or a return of it."""

    reference: str
    order_id: str
    part: str
    store_id: str


@dataclass(frozen=True)
class Reserved:
    """All pieces of the part are set aside; exactly these."""

    ref: Ref
    lines: tuple[PartLine, ...]


@dataclass(frozen=True)
class Short:
    """Nothing is set aside, because this is missing."""

    ref: Ref
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Cancelled:
    """The part will not be sent, and its pieces are free again."""

    ref: Ref


@dataclass(frozen=True)
class TooLate:
    """The part has gone too far to be held back; `fulfilment` says how far."""

    ref: Ref
    fulfilment: Fulfilment


@dataclass(frozen=True)
class Snapshot:
    """Where a part stands in the store's system.

    Parameters
    ----------
    ref
        The part.
    sequence
        Grows with every change in the store's system; ask `changes` for what came after it.
    at
        When it came to stand so.
    request, fulfilment
        In our words.
    reason
        What the store says of it.
    raw
        In the store's own words.
    """

    ref: Ref
    sequence: int
    at: datetime
    request: Request
    fulfilment: Fulfilment
    reason: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> PartState:
        """Both axes, as `Order.part_follows` takes them."""
        return PartState(self.request, self.fulfilment)


@dataclass(frozen=True)
class Settlement:
    """Money that was paid for a part; `payment_id` is ours."""

    payment_id: str
    amount: Money


class StoreBackend(Protocol):
    """A store's system.

    Every call may raise StoreUnreachable (try again), UnknownRecord (no such store or reference) and
    Conflict (the store's rules say no; `code` says which).
    """

    def capabilities(self) -> Capabilities:
        """What this kind of system can do."""

    def availability(self, skus: Sequence[str], stores: Sequence[str]) -> list[Stock]:
        """Free pieces, one entry per store and sku that the store knows."""

    def submit(
        self, order_id: str, part: str, *, store_id: str, customer: Customer, lines: Sequence[PartLine]
    ) -> Ref:
        """Ask the store for a part; the same order and part again gives the same reference.

        Raises Conflict ``SUBMITTED_DIFFERENTLY`` when it was asked for with other lines, customer or
        store before.
        """

    def reserve(self, ref: Ref) -> Reserved | Short:
        """Set all pieces aside, or none.

        Raises Conflict ``NOT_ACCEPTED`` when the store has not accepted the part.
        """

    def status(self, ref: Ref) -> Snapshot:
        """Where the part stands."""

    def changes(self, since: int) -> Iterator[Snapshot]:
        """Every change after the one with sequence `since`, oldest first; 0 for all."""

    def cancel(self, ref: Ref, reason: str) -> Cancelled | TooLate:
        """Hold the part back while that is possible."""

    def return_(
        self, ref: Ref, lines: Sequence[PartLine], *, return_id: str, store_id: str, reason: str
    ) -> Ref:
        """Take pieces back into the stock of `store_id`.

        Raises Conflict ``NOT_DELIVERED`` or ``RETURNS_TOO_MANY``.
        """

    def settle(self, ref: Ref, settlement: Settlement) -> None:
        """Tell the store that money was paid.

        Raises Conflict ``SETTLED_DIFFERENTLY`` when the payment id came with another amount before.
        """
