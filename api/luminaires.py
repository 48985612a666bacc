"""Luminaires of the catalogue: one of them, and what belongs to it."""

from __future__ import annotations

from api.records.files import sha256_of
from api.wiring import Wiring
from assets.bulbs import check_fit
from assets.catalogue import Catalogue
from assets.luminaire import Luminaire
from kit.problems import require_sound


def luminaire(
    wiring: Wiring,
    sku: str,
    *,
    variant: str | None = None,
    bulb: str | None = None,
    with_body: bool = True,
) -> Luminaire:
    """The luminaire with that sku, as it comes or with a variant and a bulb; its body only where wanted.

    Raises
    ------
    UnknownRecord
        When there is no such sku.
    UnsoundInput
        When variant or bulb are not such that it can be had so.
    """
    found, problems = wiring.catalogue.configured(sku, variant, bulb, "query", with_body=with_body)
    require_sound(problems)
    return found


def light_sha256(catalogue: Catalogue, sku: str) -> str:
    """Hash of all photometric files of a luminaire, with one that file's; raises UnknownRecord."""
    files = catalogue.entry(sku).luminaire_files
    hashes = [sha256_of(files.content(name)) for name in files.names() if name.startswith("photometry")]
    return hashes[0] if len(hashes) == 1 else sha256_of("".join(hashes).encode())


def files_sha256(wiring: Wiring, sku: str) -> str:
    """Hash of all files of a luminaire; raises UnknownRecord."""
    files = wiring.catalogue.entry(sku).files
    return sha256_of("".join(f"{name}:{sha256_of(content)};" for name, content in files.items()).encode())


def fitting_bulbs(wiring: Wiring, luminaire: Luminaire) -> tuple[str, ...]:
    """The skus of the bulbs that fit a luminaire's lampholder; none where it has no lampholder."""
    holder = luminaire.lampholder
    if holder is None:
        return ()
    return tuple(sku for sku, bulb in wiring.catalogue.bulbs.items() if not check_fit(bulb, holder, ""))
