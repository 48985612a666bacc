"""From a configuration to the lines of an order: what is bought, how often, and for which place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from assets.luminaire import Luminaire
from kit.errors import UnknownRecord
from kit.problems import Problem, error, require_sound


class LineKind(StrEnum):
    """What a line buys."""

    LUMINAIRE = "luminaire"
    BULB = "bulb"
    SERVICE = "service"


@dataclass(frozen=True)
class PartLine:
    """So many pieces of one sku, as a store is asked for them."""

    sku: str
    quantity: int

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"sku": self.sku, "quantity": self.quantity}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> PartLine:
        """The line that `as_json` wrote."""
        return cls(sku=str(document["sku"]), quantity=int(document["quantity"]))


@dataclass(frozen=True)
class OrderLine:
    """One line of an order, before its price.

    Parameters
    ----------
    sku
        Of the article or the bulb as stores know it, or the id of the service.
    name, name_zh
        What the customer reads.
    quantity
        Pieces, at least 1.
    kind
        Luminaire, bulb or service.
    luminaire
        Of a luminaire: its sku in the catalogue, which its variants share.
    variant, bulb
        Of a luminaire: the key of its variant and the sku of its bulb; None where there is none.
    placements
        Ids of the placements that need these pieces; empty for a service.
    """

    sku: str
    name: str
    name_zh: str
    quantity: int
    kind: LineKind = LineKind.LUMINAIRE
    luminaire: str | None = None
    variant: str | None = None
    bulb: str | None = None
    placements: tuple[str, ...] = ()


class Placement(Protocol):
    """What a configuration's placement tells an order."""

    @property
    def id(self) -> str:
        """Its name within the configuration."""

    @property
    def luminaire(self) -> object:
        """A sku of the catalogue, or else a bare photometric file or an assumed lamp."""

    @property
    def variant(self) -> str | None:
        """Key of the catalogue entry's variant."""

    @property
    def bulb(self) -> str | None:
        """Key of the light source to go with it."""


class WithPlacements(Protocol):
    """A configuration, as far as an order looks at it."""

    @property
    def placements(self) -> Sequence[Placement]:
        """What hangs where."""


class WithLuminaires(Protocol):
    """A catalogue, as far as an order looks at it."""

    def configured(
        self, sku: str, variant: str | None, bulb: str | None, where: str = "", /
    ) -> tuple[Luminaire, list[Problem]]:
        """The luminaire of a sku with a variant and a bulb, and what is wrong; raises UnknownRecord."""


def lines_of(configuration: WithPlacements, catalogue: WithLuminaires) -> list[OrderLine]:
    """The lines that the placements of `configuration` need: luminaires by their first placement, then bulbs.

    Placements of the same article with the same bulb share a line, and so do all bulbs of a kind.

    Raises
    ------
    UnsoundInput
        With ``NOTHING_TO_ORDER`` where there is no placement, ``CANNOT_BE_ORDERED`` for each bare
        photometric file and each assumed lamp, ``UNKNOWN_SKU`` for each sku that the catalogue
        does not have, and what is wrong with variants and bulbs; all at once.
    """
    problems: list[Problem] = []
    hung: list[tuple[str, Luminaire]] = []
    if not configuration.placements:
        problems.append(
            error(
                "NOTHING_TO_ORDER",
                "placements",
                "The configuration has no placements, expected at least one luminaire of the catalogue.",
                "Hang a luminaire of the catalogue.",
            )
        )
    for index, placement in enumerate(configuration.placements):
        luminaire, found = _ordered(placement, f"placements[{index}]", catalogue)
        problems += found
        if luminaire is not None:
            hung.append((placement.id, luminaire))
    require_sound(problems)
    return [*_luminaire_lines(hung), *_bulb_lines(hung)]


def _luminaire_lines(hung: Sequence[tuple[str, Luminaire]]) -> Iterator[OrderLine]:
    together: dict[tuple[str, str], list[tuple[str, Luminaire]]] = {}
    for id, luminaire in hung:
        key = (luminaire.article or luminaire.sku, luminaire.bulb.sku if luminaire.bulb else "")
        together.setdefault(key, []).append((id, luminaire))
    for same in together.values():
        luminaire = same[0][1]
        yield OrderLine(
            sku=luminaire.article or luminaire.sku,
            name=", ".join(filter(None, (luminaire.name, luminaire.variant_name))),
            name_zh="，".join(filter(None, (luminaire.name_zh, luminaire.variant_name_zh))),
            quantity=len(same),
            luminaire=luminaire.sku,
            variant=luminaire.variant or None,
            bulb=luminaire.bulb.sku if luminaire.bulb else None,
            placements=tuple(id for id, _ in same),
        )


def _bulb_lines(hung: Sequence[tuple[str, Luminaire]]) -> Iterator[OrderLine]:
    """The bulbs that burn in what hangs, as many as each has lampholders."""
    together: dict[str, list[tuple[str, Luminaire]]] = {}
    for id, luminaire in hung:
        if luminaire.bulb is not None:
            together.setdefault(luminaire.bulb.sku, []).append((id, luminaire))
    for sku, same in together.items():
        bulb = same[0][1].bulb
        counts = [each.lampholder.count for _, each in same if each.lampholder is not None]
        if bulb is not None:
            yield OrderLine(
                sku=sku,
                name=bulb.name,
                name_zh=bulb.name_zh,
                quantity=sum(counts),
                kind=LineKind.BULB,
                placements=tuple(id for id, _ in same),
            )


def _ordered(
    placement: Placement, where: str, catalogue: WithLuminaires
) -> tuple[Luminaire | None, list[Problem]]:
    """What is ordered for a placement, and why it cannot be."""
    sku = placement.luminaire
    if not isinstance(sku, str):
        assumed = getattr(sku, "assumed", None) is not None
        what = "an assumed lamp" if assumed else "a bare photometric file"
        message = f"Placement {placement.id!r} is {what}, expected a luminaire of the catalogue."
        hint = "Choose a luminaire of the catalogue for it, or take it out before ordering."
        return None, [error("CANNOT_BE_ORDERED", f"{where}.luminaire", message, hint)]
    try:
        return catalogue.configured(sku, placement.variant, placement.bulb, where)
    except UnknownRecord:
        message = f"Placement {placement.id!r} names sku {sku!r}, which the catalogue does not have."
        hint = "Choose a luminaire of the catalogue."
        return None, [error("UNKNOWN_SKU", f"{where}.luminaire", message, hint)]


def needs_of(lines: Iterable[OrderLine]) -> dict[str, int]:
    """Pieces per sku that stores must have; services need none."""
    needs: dict[str, int] = {}
    for line in lines:
        if line.kind is not LineKind.SERVICE:
            needs[line.sku] = needs.get(line.sku, 0) + line.quantity
    return needs
