"""What a luminaire file holds: one luminaire, or variants of it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from assets.luminaire import Luminaire, Mounting
from kit.errors import UnsoundInput
from kit.problems import Problem, error


@dataclass(frozen=True, eq=False)
class LuminaireVariant:
    """One luminaire of a file.

    Parameters
    ----------
    id
        What it is chosen by.
    luminaire
        Without sku and price: it can be hung and lit but not ordered.
    product_number, gtin
        As its maker states them, empty where not.
    mountings
        How it may be mounted, the one that was taken first.
    problems
        Warnings and remarks about this variant; all of them, those of its photometric files too.
    """

    id: str
    luminaire: Luminaire
    product_number: str = ""
    gtin: str = ""
    mountings: tuple[Mounting, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, eq=False)
class LuminaireFile:
    """A file with at least one luminaire.

    `problems` are those of the file as a whole, and the errors of variants that could not be made.
    """

    format: str
    version: str
    manufacturer: str
    variants: tuple[LuminaireVariant, ...]
    problems: tuple[Problem, ...] = ()

    def variant(self, wanted: str | None = None) -> LuminaireVariant:
        """The variant of an id; None is the first.

        Raises
        ------
        UnsoundInput
            UNKNOWN_VARIANT, with those there are.
        """
        if wanted is None:
            return self.variants[0]
        for variant in self.variants:
            if variant.id == wanted:
                return variant
        known = [variant.id for variant in self.variants]
        near = difflib.get_close_matches(wanted, known, n=3) or known[:10]
        message = f"there is no variant {wanted[:80]!r} in the file"
        raise UnsoundInput([error("UNKNOWN_VARIANT", "variant", message, f"There are {', '.join(near)}.")])
