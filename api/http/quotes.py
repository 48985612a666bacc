"""Quotes over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api import quotes
from api.http.handed_in import Wired, require_json
from api.http.openapi import refusals
from api.http.shop_schemas import QuoteAnswer, QuoteWish

router = APIRouter(prefix="/v1/quotes", tags=["orders"])


@router.post(
    "",
    status_code=201,
    response_model=QuoteAnswer,
    responses=refusals(400, 404, 503),
    dependencies=[Depends(require_json)],
)
def make_quote(wiring: Wired, wish: QuoteWish, response: Response) -> dict[str, Any]:
    """Price a configuration and say where it comes from, and why."""
    near = wish.near_deg
    record = quotes.make_quote(
        wiring,
        wish.configuration_id,
        version=wish.configuration_version,
        store_id=wish.store_id,
        near_deg=None if near is None else (near[0], near[1]),
        services=wish.services,
    )
    response.headers["Location"] = f"/v1/quotes/{record.id}"
    return record.document


@router.get("/{quote_id}", response_model=QuoteAnswer, responses=refusals(404))
def read_quote(wiring: Wired, quote_id: str) -> dict[str, Any]:
    """One quote, as it was offered."""
    return quotes.quote(wiring, quote_id).document
