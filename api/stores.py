"""Stores: where luminaires can come from, and what they have."""

from __future__ import annotations

from collections.abc import Sequence

from api.wiring import Wiring
from kit.errors import UnknownRecord
from orders.backends.store_backend import Stock
from orders.stores import Store


def stores(wiring: Wiring) -> tuple[Store, ...]:
    """Every store, in the order in which it is preferred where distance does not decide."""
    return tuple(wiring.stores.values())


def store(wiring: Wiring, store_id: str) -> Store:
    """The store with that id.

    Raises
    ------
    UnknownRecord
        When there is none.
    """
    try:
        return wiring.stores[store_id]
    except KeyError:
        raise UnknownRecord(f"there is no store {store_id!r}") from None


def stock(wiring: Wiring, store_id: str, skus: Sequence[str]) -> list[Stock]:
    """Free pieces of some articles and bulbs in one store; of the whole catalogue when `skus` is empty.

    Raises
    ------
    UnknownRecord
        When there is no such store, or a sku is not in the catalogue.
    StoreUnreachable
        When the store does not answer.
    """
    store(wiring, store_id)
    known = wiring.catalogue.article_skus
    for sku in skus:
        if sku not in known:
            wiring.catalogue.entry(sku)  # says which there are
    return wiring.backend_of(store_id).availability(list(skus or known), [store_id])
