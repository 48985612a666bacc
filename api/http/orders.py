"""Orders over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header
from starlette.responses import JSONResponse, Response

from api import orders
from api.http.errors import Refused
from api.http.handed_in import After, Limit, Wired, require_json
from api.http.live_events import live_events
from api.http.openapi import refusals
from api.http.shop_schemas import CancelWish, OrderAnswer, OrderList, OrderWish
from api.records.orders import OrderRecord
from orders.order import Customer, Order
from orders.states import Fulfilment, Request, Service
from orders.summary import SUMMARY_WORDS, summary_state

router = APIRouter(prefix="/v1/orders", tags=["orders"])
LONGEST_KEY = 200
OVER = (Request.REJECTED, Request.CANCELLED)


def order_answer(record: OrderRecord) -> dict[str, Any]:
    """An order as the API shows it."""
    order = Order.from_json(record.document)
    place = f"/v1/orders/{order.id}"
    word = summary_state(order)
    english, chinese = SUMMARY_WORDS[word]
    return {
        **record.document,
        "summary": {"state": word, "en": english, "zh": chinese},
        "links": {
            "self": place,
            "events": f"{place}/events",
            "evidence": f"{place}/evidence",
            "cancel": f"{place}/cancel",
        },
    }


def is_final(record: OrderRecord) -> bool:
    """Whether nothing more will happen to an order by itself."""
    order = Order.from_json(record.document)
    goods = all(
        part.request in OVER or part.fulfilment in (Fulfilment.DELIVERED, Fulfilment.RETURNED)
        for part in order.parts
    ) and not any(order.is_between_stores(part.part) for part in order.parts)
    nobody_comes = order.service in (Service.NONE, Service.COMMISSIONED)
    return goods and (nobody_comes or all(part.request in OVER for part in order.parts))


def _key(
    idempotency_key: Annotated[
        str | None,
        Header(description="Your own word for this order; the same word gives the same order."),
    ] = None,
) -> str:
    key = (idempotency_key or "").strip()
    if not key:
        text = "Send an Idempotency-Key, so that an order that is sent twice is placed once."
        raise Refused(400, "IDEMPOTENCY_KEY_NEEDED", text)
    if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        text = f"An Idempotency-Key has at most {LONGEST_KEY} printable ASCII characters."
        raise Refused(400, "IDEMPOTENCY_KEY_UNUSABLE", text)
    return key


@router.post(
    "",
    status_code=201,
    response_model=OrderAnswer,
    responses=refusals(400, 404, 409),
    dependencies=[Depends(require_json)],
)
def place_order(
    wiring: Wired, wish: OrderWish, key: Annotated[str, Depends(_key)], response: Response
) -> dict[str, Any]:
    """Place an order; once it is answered it is kept and will reach the store."""
    customer = Customer(**wish.customer.model_dump())
    order = orders.place_order(wiring, wish.quote_id, customer, key)
    response.headers["Location"] = f"/v1/orders/{order.id}"
    return order_answer(order)


@router.get("", response_model=OrderList)
def list_orders(wiring: Wired, limit: Limit = 20, after: After = None) -> dict[str, Any]:
    """Orders, newest first."""
    page = orders.orders(wiring, limit=limit, after=after)
    return {"items": [order_answer(order) for order in page.items], "next": page.next}


@router.get("/{order_id}", response_model=OrderAnswer, responses=refusals(404))
def read_order(wiring: Wired, order_id: str) -> dict[str, Any]:
    """One order, where it stands, and how it came there."""
    return order_answer(orders.order(wiring, order_id))


def _existing(wiring: Wired, order_id: str) -> OrderRecord:
    return orders.order(wiring, order_id)


@router.get(
    "/{order_id}/events",
    response_class=Response,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "Events named `order`"},
        **refusals(404),
    },
)
async def order_events(wiring: Wired, order: Annotated[OrderRecord, Depends(_existing)]) -> Response:
    """Server-sent events: the order whenever it has changed, until nothing more will happen to it."""

    def look() -> tuple[dict[str, Any], bool]:
        found = orders.order(wiring, order.id)
        return order_answer(found), is_final(found)

    return live_events("order", look)


@router.post(
    "/{order_id}/cancel",
    response_model=OrderAnswer,
    responses=refusals(404, 409),
    dependencies=[Depends(require_json)],
)
def cancel_order(wiring: Wired, order_id: str, wish: CancelWish) -> dict[str, Any]:
    """Ask for an order to be cancelled, as far as it has not gone too far."""
    return order_answer(orders.cancel_order(wiring, order_id, wish.reason))


@router.get(
    "/{order_id}/evidence",
    response_class=Response,
    responses={
        200: {
            "content": {"application/json": {"schema": {"type": "object"}}},
            "description": "What is needed to make picture and numbers again",
        },
        **refusals(404),
    },
)
def order_evidence(wiring: Wired, order_id: str) -> Response:
    """What is needed to make the order's picture and numbers again."""
    return JSONResponse(orders.order_evidence(wiring, order_id))
