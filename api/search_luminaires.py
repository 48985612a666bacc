"""Look through the catalogue: words, bounds, light, order and pages."""

from __future__ import annotations

from dataclasses import dataclass

from api.quotes import free_pieces
from api.wiring import Wiring
from assets.luminaire import Luminaire
from assets.search.find import Found, Shop, find, meant
from assets.search.wish import Wish


@dataclass(frozen=True)
class FoundLuminaires:
    """One page of luminaires, and what is told beside them."""

    luminaires: tuple[Luminaire, ...]
    found: Found


def search_luminaires(
    wiring: Wiring, wish: Wish, *, sort: str | None = None, limit: int, after: str | None = None
) -> FoundLuminaires:
    """Luminaires that fit a wish, `limit` at a time; only those of the page are read, without their bodies.

    Stores are asked for what they have only where the wish says ``in_stock``.

    Raises
    ------
    UnsoundInput
        As `find`.
    StoreUnreachable
        When stock is asked for and no store answers.
    """
    now = wiring.catalogue_now.searchable
    catalogue = now.catalogue
    in_stock = None
    if meant(wish)[0].in_stock is not None:
        pieces = free_pieces(wiring, list(catalogue.article_skus))
        in_stock = frozenset(sku for store in pieces.values() for sku, free in store.items() if free > 0)
    shop = Shop(wiring.prices, in_stock)
    found = find(now.facts, wish, shop=shop, sort=sort, limit=limit, after=after, light_of=now.lights.of)
    now.lights.keep(now.facts)
    listed = (catalogue.by_sku.get(sku) for sku in found.skus)
    read = (
        entry.configured(None, None, entry.sku, with_body=False)[0] for entry in listed if entry is not None
    )
    return FoundLuminaires(tuple(read), found)
