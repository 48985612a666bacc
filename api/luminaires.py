"""Luminaires of the catalogue: one of them, and what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from api.records.files import sha256_of
from api.wiring import Wiring
from assets.bulbs import check_fit
from assets.catalogue import Catalogue, CatalogueEntry
from assets.luminaire import Luminaire
from assets.luminaire_files import Identity
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


_Stamps = tuple[tuple[str, Identity], ...]
_OF_FILES: WeakKeyDictionary[CatalogueEntry, tuple[_Stamps, str]] = WeakKeyDictionary()
_OF_BULBS: WeakKeyDictionary[Catalogue, str] = WeakKeyDictionary()


def files_sha256(catalogue: Catalogue, sku: str) -> str:
    """Hash of all files of a luminaire, which are read only when one of them has changed.

    Raises
    ------
    UnknownRecord
        When there is no such luminaire.
    """
    entry = catalogue.entry(sku)
    stamps = entry.luminaire_files.stamps()
    known = _OF_FILES.get(entry)
    if known is None or known[0] != stamps:
        known = _OF_FILES[entry] = stamps, _sha256_of_files(entry.files)
    return known[1]


def bulbs_sha256(catalogue: Catalogue) -> str:
    """Hash of the files that the bulbs were read from."""
    known = _OF_BULBS.get(catalogue)
    if known is None:
        known = _OF_BULBS[catalogue] = _sha256_of_files(catalogue.bulb_files())
    return known


def _sha256_of_files(files: Mapping[str, bytes]) -> str:
    return sha256_of("".join(f"{name}:{sha256_of(files[name])};" for name in sorted(files)).encode())


def fitting_bulbs(wiring: Wiring, luminaire: Luminaire) -> tuple[str, ...]:
    """The skus of the bulbs that fit a luminaire's lampholder; none where it has no lampholder."""
    holder = luminaire.lampholder
    if holder is None:
        return ()
    return tuple(sku for sku, bulb in wiring.catalogue.bulbs.items() if not check_fit(bulb, holder, ""))
