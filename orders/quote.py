"""A quote: what a configuration costs, who sends it, until when that holds, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from orders.lines import OrderLine, PartLine, needs_of
from orders.moments import moment_of, moment_text
from orders.prices import PricedLines, PriceList, price, service_lines
from orders.sourcing import Missing, Reason, Stock, choose_store
from orders.stores import Store

PART_NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HOLDS = timedelta(days=14)


@dataclass(frozen=True)
class Evidence:
    """What is needed to make the picture and the numbers of an order again.

    Parameters
    ----------
    configuration_sha256, room_sha256
        Of the saved configuration version and of the room's file (or its inline document).
    photometry_sha256
        Of each sku's photometric file.
    prices_sha256
        Of the price list.
    engine_version
        Version of the engine that made the light.
    """

    configuration_sha256: str
    room_sha256: str
    engine_version: str
    photometry_sha256: Mapping[str, str] = field(default_factory=dict)
    prices_sha256: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "configuration_sha256": self.configuration_sha256,
            "room_sha256": self.room_sha256,
            "photometry_sha256": dict(sorted(self.photometry_sha256.items())),
            "prices_sha256": self.prices_sha256,
            "engine_version": self.engine_version,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Evidence:
        """The evidence that `as_json` wrote."""
        return cls(
            configuration_sha256=document["configuration_sha256"],
            room_sha256=document["room_sha256"],
            engine_version=document["engine_version"],
            photometry_sha256=dict(document["photometry_sha256"]),
            prices_sha256=document["prices_sha256"],
        )


@dataclass(frozen=True)
class QuotedPart:
    """What one store would send."""

    part: str
    store_id: str
    lines: tuple[PartLine, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "part": self.part,
            "store_id": self.store_id,
            "lines": [line.as_json() for line in self.lines],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> QuotedPart:
        """The part that `as_json` wrote."""
        lines = tuple(PartLine.from_json(line) for line in document["lines"])
        return cls(part=document["part"], store_id=document["store_id"], lines=lines)


@dataclass(frozen=True)
class Quote:
    """A promise of price and store for one version of a configuration, until `expires_at`."""

    id: str
    configuration_id: str
    configuration_version: int
    priced: PricedLines
    parts: tuple[QuotedPart, ...]
    shortages: tuple[Missing, ...]
    reasons: tuple[Reason, ...]
    created_at: datetime
    expires_at: datetime
    evidence: Evidence

    @property
    def store_id(self) -> str | None:
        """The store of the first part; None where nobody has anything."""
        return self.parts[0].store_id if self.parts else None

    def as_json(self) -> dict[str, Any]:
        """The quote as the contract writes it."""
        return {
            "id": self.id,
            "configuration_id": self.configuration_id,
            "configuration_version": self.configuration_version,
            "store_id": self.store_id,
            **self.priced.as_json(),
            "parts": [part.as_json() for part in self.parts],
            "shortages": [shortage.as_json() for shortage in self.shortages],
            "reasons": [reason.as_json() for reason in self.reasons],
            "created_at": moment_text(self.created_at),
            "expires_at": moment_text(self.expires_at),
            "evidence": self.evidence.as_json(),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Quote:
        """The quote that `as_json` wrote."""
        return cls(
            id=document["id"],
            configuration_id=document["configuration_id"],
            configuration_version=document["configuration_version"],
            priced=PricedLines.from_json(document),
            parts=tuple(QuotedPart.from_json(part) for part in document["parts"]),
            shortages=tuple(Missing(**shortage) for shortage in document["shortages"]),
            reasons=tuple(Reason(**reason) for reason in document["reasons"]),
            created_at=moment_of(document["created_at"]),
            expires_at=moment_of(document["expires_at"]),
            evidence=Evidence.from_json(document["evidence"]),
        )


def quote_of(
    lines: Sequence[OrderLine],
    price_list: PriceList,
    stores: Sequence[Store],
    stock: Stock,
    *,
    id: str,
    configuration_id: str,
    configuration_version: int,
    evidence: Evidence,
    now: datetime,
    near_deg: tuple[float, float] | None = None,
    store_id: str | None = None,
    services: Sequence[str] = (),
    holds: timedelta = HOLDS,
) -> Quote:
    """Price the lines and their services, choose stores, and promise it for the time `holds`.

    Parameters are those of `price`, `service_lines` and `choose_store`; `id` and `now` are handed
    in, so that the same call makes the same quote. The evidence gets the price list's hash.

    Raises
    ------
    UnsoundInput
        With ``NO_PRICE`` or ``SERVICE_UNKNOWN``.
    """
    wished = service_lines(lines, services, price_list)
    sourcing = choose_store(
        needs_of(lines), stores, stock, near_deg=near_deg, store_id=store_id, services=services
    )
    return Quote(
        id=id,
        configuration_id=configuration_id,
        configuration_version=configuration_version,
        priced=price([*lines, *wished], price_list),
        parts=tuple(
            QuotedPart(part=PART_NAMES[index], store_id=part.store_id, lines=part.lines)
            for index, part in enumerate(sourcing.parts)
        ),
        shortages=sourcing.shortages,
        reasons=sourcing.reasons,
        created_at=now,
        expires_at=now + holds,
        evidence=Evidence(
            configuration_sha256=evidence.configuration_sha256,
            room_sha256=evidence.room_sha256,
            engine_version=evidence.engine_version,
            photometry_sha256=evidence.photometry_sha256,
            prices_sha256=price_list.sha256,
        ),
    )
