"""A quote: what a configuration costs, who sends it, until when that holds, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from orders.lines import OrderLine, PartLine, needs_of
from orders.moments import moment_of, moment_text
from orders.prices import PricedLines, PriceList, price, service_lines
from orders.sourcing import NO_WISH, Missing, Reason, Stock, Wish, choose_store
from orders.stores import Store

HOLDS = timedelta(days=14)


def part_name(index: int) -> str:
    """Name of the part with that index: A to Z, then AA, AB and so on, as columns of a table are named.

    Examples
    --------
    >>> part_name(0), part_name(25), part_name(26)
    ('A', 'Z', 'AA')
    """
    before, letter = divmod(index, 26)
    return ("" if before == 0 else part_name(before - 1)) + chr(ord("A") + letter)


@dataclass(frozen=True)
class Evidence:
    """What is needed to make the picture and the numbers of an order again.

    Parameters
    ----------
    configuration_id, configuration_version, configuration_sha256
        The saved configuration.
    room_sha256
        Of the room's file, or of its inline document.
    photometry_sha256
        Of each sku's photometric file.
    luminaires_sha256
        Of light and body of each ordered luminaire with its variant and bulb; empty in quotes of before.
    prices_sha256
        Of the price list.
    engine_version
        Version of the engine that made the light.
    luminaire_files
        Of every file of each sku's catalogue entry, by name: with copies kept under these hashes the
        light can be made again when the catalogue has changed.
    """

    configuration_id: str
    configuration_version: int
    configuration_sha256: str
    room_sha256: str
    engine_version: str
    photometry_sha256: Mapping[str, str] = field(default_factory=dict)
    prices_sha256: str = ""
    luminaire_files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    luminaires_sha256: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "configuration_id": self.configuration_id,
            "configuration_version": self.configuration_version,
            "configuration_sha256": self.configuration_sha256,
            "room_sha256": self.room_sha256,
            "photometry_sha256": dict(sorted(self.photometry_sha256.items())),
            "luminaires_sha256": dict(sorted(self.luminaires_sha256.items())),
            "prices_sha256": self.prices_sha256,
            "engine_version": self.engine_version,
            "luminaire_files": {sku: dict(files) for sku, files in sorted(self.luminaire_files.items())},
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Evidence:
        """The evidence that `as_json` wrote."""
        return cls(
            configuration_id=document["configuration_id"],
            configuration_version=document["configuration_version"],
            configuration_sha256=document["configuration_sha256"],
            room_sha256=document["room_sha256"],
            engine_version=document["engine_version"],
            photometry_sha256=dict(document["photometry_sha256"]),
            luminaires_sha256=dict(document.get("luminaires_sha256", {})),
            prices_sha256=document["prices_sha256"],
            luminaire_files={sku: dict(files) for sku, files in document["luminaire_files"].items()},
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
    priced: PricedLines
    parts: tuple[QuotedPart, ...]
    shortages: tuple[Missing, ...]
    reasons: tuple[Reason, ...]
    created_at: datetime
    expires_at: datetime
    evidence: Evidence
    wish: Wish = NO_WISH

    @property
    def store_id(self) -> str | None:
        """The store of the first part; None where nobody has anything."""
        return self.parts[0].store_id if self.parts else None

    def as_json(self) -> dict[str, Any]:
        """The quote as the contract writes it."""
        return {
            "id": self.id,
            "configuration_id": self.evidence.configuration_id,
            "configuration_version": self.evidence.configuration_version,
            "store_id": self.store_id,
            **self.priced.as_json(),
            "parts": [part.as_json() for part in self.parts],
            "shortages": [shortage.as_json() for shortage in self.shortages],
            "reasons": [reason.as_json() for reason in self.reasons],
            "created_at": moment_text(self.created_at),
            "expires_at": moment_text(self.expires_at),
            "evidence": self.evidence.as_json(),
            "wish": self.wish.as_json(),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Quote:
        """The quote that `as_json` wrote."""
        return cls(
            id=document["id"],
            priced=PricedLines.from_json(document),
            parts=tuple(QuotedPart.from_json(part) for part in document["parts"]),
            shortages=tuple(Missing(**shortage) for shortage in document["shortages"]),
            reasons=tuple(Reason(**reason) for reason in document["reasons"]),
            created_at=moment_of(document["created_at"]),
            expires_at=moment_of(document["expires_at"]),
            evidence=Evidence.from_json(document["evidence"]),
            wish=Wish.from_json(document["wish"]) if "wish" in document else NO_WISH,
        )


def quote_of(
    lines: Sequence[OrderLine],
    price_list: PriceList,
    *,
    stores: Sequence[Store],
    stock: Stock,
    evidence: Evidence,
    id: str,
    now: datetime,
    wish: Wish = NO_WISH,
) -> Quote:
    """Price the lines and the wished services, choose stores, and promise it for 14 days.

    Parameters
    ----------
    lines
        What the configuration needs, from `lines_of`.
    price_list
        What it costs; its hash is written into the evidence.
    stores, stock, wish
        As `choose_store` takes them.
    evidence
        What the light rests on.
    id, now
        Handed in, so that the same call makes the same quote.

    Raises
    ------
    UnsoundInput
        With ``NO_PRICE`` or ``UNKNOWN_SERVICE``.
    """
    sourcing = choose_store(needs_of(lines), stores, stock, wish)
    parts = tuple(
        QuotedPart(part=part_name(index), store_id=part.store_id, lines=part.lines)
        for index, part in enumerate(sourcing.parts)
    )
    return Quote(
        id=id,
        priced=price([*lines, *service_lines(lines, wish.services, price_list)], price_list),
        parts=parts,
        shortages=sourcing.shortages,
        reasons=sourcing.reasons,
        created_at=now,
        expires_at=now + HOLDS,
        evidence=replace(evidence, prices_sha256=price_list.sha256),
        wish=wish,
    )
