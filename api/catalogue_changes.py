"""Changing the catalogue while the service runs: a luminaire put in its place or taken out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from api.wiring import Wiring
from assets.library_changes import put_luminaire, take_out_luminaire
from assets.library_entry import LuminaireEntry
from assets.luminaire_files import TOML
from assets.write_toml import toml_text
from kit.errors import Conflict, UnsoundInput
from kit.problems import Problem, error
from orders.prices import check_currencies

Expected = Callable[
    [bool], None
]  # told whether it is there, when nobody else can change it; raises to refuse


@dataclass(frozen=True)
class Changed:
    """What came of a change: whether the luminaire is new, and warnings about it."""

    is_new: bool
    problems: tuple[Problem, ...]


def change_luminaire(wiring: Wiring, sku: str, sent: Mapping[str, bytes], expected: Expected) -> Changed:
    """Put a luminaire into the catalogue; the running service and its render children take it from now on.

    Parameters
    ----------
    sent
        As `assets.library_changes.put_luminaire`.
    expected
        Refuses where the version that is there is not the one that the sender knows.

    Raises
    ------
    Conflict
        ``LIBRARY_IS_SHIPPED`` where the service sells what it came with.
    UnsoundInput
        With every problem; nothing is changed then.
    """
    _require_own_library(wiring)
    known = sku in wiring.catalogue.by_sku
    problems = put_luminaire(wiring.catalogue, sku, sent, lambda now: expected(now is not None))
    articles = wiring.catalogue.entry(sku).articles()
    prices = {article.sku: article.price for article in articles if article.price is not None}
    return Changed(not known, (*problems, *check_currencies(prices)))


def remove_luminaire(wiring: Wiring, sku: str, expected: Expected) -> None:
    """Take a luminaire out of the catalogue; quotes and orders of it keep what they had."""
    _require_own_library(wiring)
    wiring.catalogue.entry(sku)
    take_out_luminaire(wiring.catalogue, sku, lambda now: expected(now is not None))


def entry_toml(content: bytes, sku: str) -> bytes:
    """An entry that was sent as JSON, as the file that it becomes; TOML stays as it is.

    Raises
    ------
    UnsoundInput
        ``LUMINAIRE_NOT_JSON``, or ``LUMINAIRE_VALUE`` for each value that cannot be meant.
    """
    if content.lstrip()[:1] != b"{":
        return content
    try:
        document: Any = json.loads(content)
        written = LuminaireEntry.model_validate(document)
        return toml_text(written.model_dump(mode="json", exclude_defaults=True)).encode()
    except ValidationError as fault:
        raise UnsoundInput(
            [
                error("LUMINAIRE_VALUE", f"{sku}: {'.'.join(map(str, each['loc']))}", f"{each['msg']}")
                for each in fault.errors()
            ]
        ) from fault
    except (ValueError, RecursionError) as fault:
        raise UnsoundInput(
            [error("LUMINAIRE_NOT_JSON", f"{sku}: {TOML}", f"The entry cannot be read: {fault}")]
        ) from fault


def _require_own_library(wiring: Wiring) -> None:
    if wiring.settings.library is None:
        message = "the catalogue is the one that is shipped, which is not written to; set LAMPYRIS_LIBRARY"
        raise Conflict(message, "LIBRARY_IS_SHIPPED")
