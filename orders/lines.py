"""From a configuration to the lines of an order: what is bought, how often, and for which place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from assets.luminaire import Luminaire
from kit.errors import UnknownRecord
from kit.problems import Problem, error, require_sound


class LineKind(StrEnum):
    """What a line buys."""

    LUMINAIRE = "luminaire"
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
        Of the luminaire, or the id of the service.
    name, name_zh
        What the customer reads.
    quantity
        Pieces, at least 1.
    kind
        Luminaire or service.
    variant, bulb
        As the placements say; None is the catalogue's own choice.
    placements
        Ids of the placements that need these pieces; empty for a service.
    """

    sku: str
    name: str
    name_zh: str
    quantity: int
    kind: LineKind = LineKind.LUMINAIRE
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

    def find(self, sku: str, /) -> Luminaire:
        """The luminaire of that sku; raises UnknownRecord."""


def lines_of(configuration: WithPlacements, catalogue: WithLuminaires) -> list[OrderLine]:
    """The lines that the placements of `configuration` need, in the order of their first placement.

    Placements of the same sku, variant and bulb share a line.

    Raises
    ------
    UnsoundInput
        With ``NOTHING_TO_ORDER`` where there is no placement, ``CANNOT_BE_ORDERED`` for each bare
        photometric file and each assumed lamp, ``UNKNOWN_SKU`` for each sku that the catalogue
        does not have; all at once.
    """
    problems: list[Problem] = []
    placements_of: dict[tuple[str, str | None, str | None], list[str]] = {}
    luminaire_of: dict[str, Luminaire] = {}
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
        sku = placement.luminaire
        problem = _why_not(placement, f"placements[{index}].luminaire", catalogue, luminaire_of)
        if problem is not None:
            problems.append(problem)
        elif isinstance(sku, str):
            key = (sku, placement.variant, placement.bulb)
            placements_of.setdefault(key, []).append(placement.id)
    require_sound(problems)
    return [
        OrderLine(
            sku=sku,
            name=luminaire_of[sku].name,
            name_zh=luminaire_of[sku].name_zh,
            quantity=len(ids),
            variant=variant,
            bulb=bulb,
            placements=tuple(ids),
        )
        for (sku, variant, bulb), ids in placements_of.items()
    ]


def _why_not(
    placement: Placement, where: str, catalogue: WithLuminaires, luminaire_of: dict[str, Luminaire]
) -> Problem | None:
    """Why this placement cannot be ordered; None, and its luminaire in `luminaire_of`, when it can."""
    sku = placement.luminaire
    if not isinstance(sku, str):
        assumed = getattr(sku, "assumed", None) is not None
        what = "an assumed lamp" if assumed else "a bare photometric file"
        return error(
            "CANNOT_BE_ORDERED",
            where,
            f"Placement {placement.id!r} is {what}, expected a luminaire of the catalogue.",
            "Choose a luminaire of the catalogue for it, or take it out before ordering.",
        )
    try:
        luminaire_of[sku] = catalogue.find(sku)
    except UnknownRecord:
        return error(
            "UNKNOWN_SKU",
            where,
            f"Placement {placement.id!r} names sku {sku!r}, which the catalogue does not have.",
            "Choose a luminaire of the catalogue.",
        )
    return None


def needs_of(lines: Iterable[OrderLine]) -> dict[str, int]:
    """Pieces per sku that stores must have; services need none."""
    needs: dict[str, int] = {}
    for line in lines:
        if line.kind is LineKind.LUMINAIRE:
            needs[line.sku] = needs.get(line.sku, 0) + line.quantity
    return needs
