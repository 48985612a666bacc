"""Orders: the whole order as one document, changed only from the revision that was read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from api.records.pages import Page, page_of
from api.records.tables import orders
from kit.errors import Conflict, UnknownRecord


@dataclass(frozen=True)
class OrderRecord:
    """One order; `document` is the order as JSON, history included."""

    id: str
    number: str
    quote_id: str
    document: dict[str, Any]
    created_at: str
    updated_at: str
    revision: int = 1


def add_order(connection: Connection, order: OrderRecord) -> None:
    """Remember a new order; in the same transaction as its workflow and its idempotency key."""
    connection.execute(insert(orders).values(asdict(order)))


def find_order(connection: Connection, order_id: str) -> OrderRecord:
    """The order with that id.

    Raises
    ------
    UnknownRecord
        When there is none.
    """
    row = connection.execute(select(orders).where(orders.c.id == order_id)).mappings().first()
    if row is None:
        raise UnknownRecord(f"there is no order {order_id!r}")
    return OrderRecord(**row)


def id_of_number(connection: Connection, number: str) -> str:
    """The id of the order with the number that people read out.

    Raises
    ------
    UnknownRecord
        When there is none.
    """
    order_id = connection.execute(select(orders.c.id).where(orders.c.number == number)).scalar()
    if order_id is None:
        raise UnknownRecord(f"there is no order {number!r}")
    return str(order_id)


def find_order_of_quote(connection: Connection, quote_id: str) -> OrderRecord | None:
    """The order that was placed from that quote, where there is one."""
    row = connection.execute(select(orders).where(orders.c.quote_id == quote_id)).mappings().first()
    return None if row is None else OrderRecord(**row)


def change_order(
    connection: Connection, order: OrderRecord, *, document: dict[str, Any], updated_at: str
) -> OrderRecord:
    """Replace the document of an order that nobody has changed since `order` was read.

    Raises
    ------
    Conflict
        ``ORDER_CHANGED_MEANWHILE`` when somebody has.
    """
    following = OrderRecord(
        order.id, order.number, order.quote_id, document, order.created_at, updated_at, order.revision + 1
    )
    result = connection.execute(
        update(orders)
        .where(orders.c.id == order.id, orders.c.revision == order.revision)
        .values(document=document, updated_at=updated_at, revision=following.revision)
    )
    if not result.rowcount:
        raise Conflict(f"order {order.id} was changed meanwhile", "ORDER_CHANGED_MEANWHILE")
    return following


def next_order_number(connection: Connection, *, year: int) -> str:
    """The next number that people read out, such as ``L26-000042``; call it inside `writing`."""
    start = f"L{year % 100:02d}-"
    last = connection.execute(
        select(func.max(orders.c.number)).where(orders.c.number.startswith(start))
    ).scalar()
    return f"{start}{1 + int(last.removeprefix(start) if last else 0):06d}"


def list_orders(connection: Connection, *, limit: int, after: str | None = None) -> Page[OrderRecord]:
    """Orders, newest first, `limit` at a time."""
    return page_of(connection, orders, OrderRecord, limit=limit, after=after)
