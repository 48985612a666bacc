"""Stores over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api import stores
from api.http.handed_in import Wired
from api.http.openapi import refusals
from api.http.shop_schemas import StockList, StoreList
from api.records.identifiers import timestamp

router = APIRouter(prefix="/v1/stores", tags=["stores"])


@router.get("", response_model=StoreList)
def list_stores(wiring: Wired) -> dict[str, Any]:
    """Every store."""
    return {"items": [store.as_json() for store in stores.stores(wiring)], "next": None}


@router.get("/{store_id}/stock", response_model=StockList, responses=refusals(404, 503))
def read_stock(
    wiring: Wired,
    store_id: str,
    sku: Annotated[
        list[str] | None,
        Query(max_length=100, description="Repeat for several; left out, the whole catalogue."),
    ] = None,
) -> dict[str, Any]:
    """Free pieces in one store, with their age."""
    return {
        "items": [
            {"sku": stock.sku, "free": stock.free, "as_of": timestamp(stock.as_of)}
            for stock in stores.stock(wiring, store_id, sku or [])
        ]
    }
