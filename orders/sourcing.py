"""Sourcing: which store sends what. As few parts as can be, then the shortest way; with reasons.

The search is exact: every set of stores of growing size is tried, and among the smallest sets that
have everything the nearest wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from orders.lines import PartLine
from orders.stores import Store, distance_km

MOST_STORES = 16  # 2^16 sets are tried in the worst case; beyond, the nearest stores are kept
Stock = Mapping[str, Mapping[str, int]]  # pieces by store id and sku


@dataclass(frozen=True)
class Reason:
    """Why, in one sentence of either language."""

    en: str
    zh: str

    def as_json(self) -> dict[str, str]:
        """Plain data."""
        return {"en": self.en, "zh": self.zh}


@dataclass(frozen=True)
class Wish:
    """What the customer wants of the stores.

    Parameters
    ----------
    near_deg
        Latitude and longitude to be near to [deg]; without, earlier stores of the list are preferred.
    store_id
        The customer's own choice: no other store is looked at.
    services
        Ids of services; stores that do not offer all of them are not chosen.
    """

    near_deg: tuple[float, float] | None = None
    store_id: str | None = None
    services: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        near_deg = None if self.near_deg is None else list(self.near_deg)
        return {"near_deg": near_deg, "store_id": self.store_id, "services": list(self.services)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Wish:
        """The wish that `as_json` wrote."""
        near_deg = document["near_deg"]
        return cls(
            near_deg=None if near_deg is None else (near_deg[0], near_deg[1]),
            store_id=document["store_id"],
            services=tuple(document["services"]),
        )


NO_WISH = Wish()


@dataclass(frozen=True)
class Missing:
    """So many pieces of a sku that nobody has."""

    sku: str
    missing: int

    def as_json(self) -> dict[str, Any]:
        """As the contract writes a shortage."""
        return {"sku": self.sku, "missing": self.missing}


@dataclass(frozen=True)
class SourcedPart:
    """What one store sends."""

    store_id: str
    lines: tuple[PartLine, ...]
    distance_km: float | None


@dataclass(frozen=True)
class Sourcing:
    """The chosen stores, what is missing in all of them, and why it came so."""

    parts: tuple[SourcedPart, ...]
    shortages: tuple[Missing, ...]
    reasons: tuple[Reason, ...]


def choose_store(
    needs: Mapping[str, int], stores: Sequence[Store], stock: Stock, wish: Wish = NO_WISH
) -> Sourcing:
    """Choose who sends what.

    Parameters
    ----------
    needs
        Pieces per sku.
    stores
        All stores.
    stock
        Free pieces by store id and sku; a store that is absent did not answer and is not chosen.
    wish
        What the customer wants of the stores.

    Returns
    -------
    Sourcing
        Parts that cover the needs as far as there is stock; what nobody has is in `shortages`.
    """
    candidates, reasons = _candidates(stores, stock, wish)
    distances = {
        store.id: None if wish.near_deg is None else distance_km(wish.near_deg, store.position_deg)
        for store in candidates
    }
    candidates.sort(key=lambda store: distances[store.id] or 0.0)  # stable: without distances the order stays
    if len(candidates) > MOST_STORES:
        candidates = candidates[:MOST_STORES]
        reasons.append(
            Reason(
                f"Only the {MOST_STORES} nearest stores were looked at.",
                f"只考虑了最近的 {MOST_STORES} 家门店。",
            )
        )
    available = {
        sku: min(pieces, sum(stock[store.id].get(sku, 0) for store in candidates))
        for sku, pieces in needs.items()
    }
    chosen = _fewest_then_nearest(available, candidates, stock, distances)
    parts = _shared_out(available, chosen, stock, distances)
    shortages = tuple(
        Missing(sku, needs[sku] - available[sku]) for sku in needs if available[sku] < needs[sku]
    )
    reasons += _reasons_of_choice(parts, {store.id: store for store in stores}, shortages, wish)
    return Sourcing(parts=parts, shortages=shortages, reasons=tuple(reasons))


def _candidates(stores: Sequence[Store], stock: Stock, wish: Wish) -> tuple[list[Store], list[Reason]]:
    """Stores that may be chosen, and why the others may not."""
    candidates: list[Store] = []
    reasons: list[Reason] = []
    for store in stores:
        lacking = [service for service in wish.services if service not in store.services]
        if wish.store_id is not None and store.id != wish.store_id:
            continue
        if store.id not in stock:
            reasons.append(
                Reason(
                    f"{store.name} did not answer when asked for its stock.",
                    f"{store.name_zh}未答复库存查询。",
                )
            )
        elif lacking:
            names = ", ".join(lacking)
            reasons.append(
                Reason(f"{store.name} does not offer {names}.", f"{store.name_zh}不提供 {names} 服务。")
            )
        else:
            candidates.append(store)
    return candidates, reasons


def _fewest_then_nearest(
    needs: Mapping[str, int],
    candidates: Sequence[Store],
    stock: Stock,
    distances: Mapping[str, float | None],
) -> tuple[Store, ...]:
    """The smallest set of stores that has all `needs`; among equals the least sum of distances."""
    for size in range(len(candidates) + 1):
        sets = [
            chosen
            for chosen in combinations(candidates, size)
            if all(
                sum(stock[store.id].get(sku, 0) for store in chosen) >= pieces
                for sku, pieces in needs.items()
            )
        ]
        if sets:
            return min(sets, key=lambda chosen: sum(distances[store.id] or 0.0 for store in chosen))
    return ()


def _shared_out(
    needs: Mapping[str, int],
    chosen: Iterable[Store],
    stock: Stock,
    distances: Mapping[str, float | None],
) -> tuple[SourcedPart, ...]:
    """Let each chosen store, the nearest first, send what it has of what is still missing."""
    still = dict(needs)
    parts = []
    for store in chosen:
        lines = []
        for sku, pieces in still.items():
            taken = min(pieces, stock[store.id].get(sku, 0))
            if taken:
                lines.append(PartLine(sku, taken))
                still[sku] -= taken
        if lines:
            parts.append(SourcedPart(store.id, tuple(lines), distances[store.id]))
    return tuple(parts)


def _reasons_of_choice(
    parts: Sequence[SourcedPart],
    store_by_id: Mapping[str, Store],
    shortages: Sequence[Missing],
    wish: Wish,
) -> list[Reason]:
    """The choice in words."""
    reasons = []
    for part in parts:
        store = store_by_id[part.store_id]
        pieces = sum(line.quantity for line in part.lines)
        if wish.store_id is not None:
            why_en, why_zh = "your choice", "您选择的门店"
        elif part.distance_km is None:
            why_en, why_zh = "first in the list of stores", "门店列表中靠前"
        else:
            why_en, why_zh = f"{part.distance_km:.0f} km away", f"距离 {part.distance_km:.0f} 公里"
        if len(parts) == 1 and not shortages:
            reasons.append(
                Reason(f"{store.name} has everything ({why_en}).", f"{store.name_zh}货品齐全（{why_zh}）。")
            )
        else:
            reasons.append(
                Reason(
                    f"{store.name} sends {pieces} pieces ({why_en}).",
                    f"{store.name_zh}发出 {pieces} 件（{why_zh}）。",
                )
            )
    if len(parts) > 1:
        reasons.insert(
            0,
            Reason(
                f"No store has everything; {len(parts)} together do it in the fewest parts.",
                f"没有一家门店货品齐全，由 {len(parts)} 家门店分批发货，批次最少。",
            ),
        )
    for shortage in shortages:
        reasons.append(
            Reason(
                f"{shortage.missing} pieces of {shortage.sku} are missing.",
                f"{shortage.sku} 缺 {shortage.missing} 件。",
            )
        )
    return reasons
