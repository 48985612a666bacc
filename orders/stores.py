"""Stores: where luminaires can come from; and the two sample stores with their stock."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

SAMPLE_STORES = Path(__file__).parent / "sample_stores.toml"
MEAN_EARTH_RADIUS_KM = 6371.0088  # IUGG mean radius R1


class StoreKind(StrEnum):
    """What customers find there."""

    SHOP = "shop"
    WAREHOUSE = "warehouse"


@dataclass(frozen=True)
class Store:
    """A shop or a warehouse.

    Parameters
    ----------
    id
        Its key.
    name, name_zh
        What the customer reads.
    kind
        Shop or warehouse.
    address
        One line.
    position_deg
        Latitude and longitude, WGS 84 [deg].
    services
        Ids of the services it offers.
    """

    id: str
    name: str
    name_zh: str
    kind: StoreKind
    address: str
    position_deg: tuple[float, float]
    services: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The store as the contract writes it."""
        return {
            "id": self.id,
            "name": {"en": self.name, "zh": self.name_zh},
            "kind": self.kind.value,
            "address": self.address,
            "position_deg": list(self.position_deg),
            "services": list(self.services),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Store:
        """The store that `as_json` wrote."""
        latitude_deg, longitude_deg = document["position_deg"]
        return cls(
            id=document["id"],
            name=document["name"]["en"],
            name_zh=document["name"]["zh"],
            kind=StoreKind(document["kind"]),
            address=document["address"],
            position_deg=(latitude_deg, longitude_deg),
            services=tuple(document["services"]),
        )


def distance_km(start_deg: tuple[float, float], end_deg: tuple[float, float]) -> float:
    """Great-circle distance between two latitude-longitude pairs on the mean sphere [km].

    Haversine formula; the error against the WGS 84 ellipsoid stays under 0.6 %.
    """
    start_latitude, start_longitude = (radians(angle) for angle in start_deg)
    end_latitude, end_longitude = (radians(angle) for angle in end_deg)
    half = sin((end_latitude - start_latitude) / 2) ** 2
    half += cos(start_latitude) * cos(end_latitude) * sin((end_longitude - start_longitude) / 2) ** 2
    return 2 * MEAN_EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def sample_stores(path: Path = SAMPLE_STORES) -> tuple[Store, ...]:
    """The stores that a TOML file describes."""
    return tuple(
        Store(
            id=entry["id"],
            name=entry["name"],
            name_zh=entry["name_zh"],
            kind=StoreKind(entry["kind"]),
            address=entry["address"],
            position_deg=(float(entry["position_deg"][0]), float(entry["position_deg"][1])),
            services=tuple(entry["services"]),
        )
        for entry in _entries(path)
    )


def sample_stock(skus: Iterable[str], path: Path = SAMPLE_STORES) -> dict[str, dict[str, int]]:
    """Pieces that each sample store begins with, by store id and sku.

    Every sku of `skus` is stocked: with the store's own figure where the file names the sku, with the
    store's `pieces_of_each` otherwise.
    """
    wanted = tuple(skus)
    return {
        entry["id"]: {sku: int(entry.get("pieces", {}).get(sku, entry["pieces_of_each"])) for sku in wanted}
        for entry in _entries(path)
    }


def sample_behaviours(path: Path = SAMPLE_STORES) -> dict[str, str]:
    """How those sample stores answer, by store id, for which the file says it (key `behaviour`)."""
    return {entry["id"]: str(entry["behaviour"]) for entry in _entries(path) if "behaviour" in entry}


def _entries(path: Path) -> list[Mapping[str, Any]]:
    entries: list[Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["store"]
    return entries
