"""Luminaires: look through the catalogue, and fetch what belongs to one."""

from __future__ import annotations

from api.records.files import sha256_of
from api.records.pages import Page
from api.wiring import Wiring
from assets.bulbs import check_fit
from assets.luminaire import Luminaire, Mounting
from kit.errors import UnsoundInput
from kit.problems import error, require_sound


def luminaires(
    wiring: Wiring, *, search: str = "", mounting: str | None = None, limit: int, after: str | None = None
) -> Page[Luminaire]:
    """Luminaires that fit a search, by sku, `limit` at a time.

    Parameters
    ----------
    search
        Words that must all be found in sku, name or description, in either language.
    mounting
        One of the mountings, or None for all.
    after
        The last sku of the page before.

    Raises
    ------
    UnsoundInput
        ``UNKNOWN_CHOICE`` when there is no such mounting.
    """
    known = [each.value for each in Mounting if each is not Mounting.ANY]
    if mounting is not None and mounting not in known:
        message = f"mounting is {mounting[:60]!r}; expected one of {', '.join(known)}."
        raise UnsoundInput([error("UNKNOWN_CHOICE", "mounting", message)])
    wanted = None if mounting is None else Mounting(mounting)
    found = wiring.catalogue.search(search, wanted)
    rest = [entry for entry in found if after is None or entry.sku > after]
    items = tuple(entry.luminaire for entry in rest[:limit])
    return Page(items, items[-1].sku if len(rest) > limit else None)


def luminaire(wiring: Wiring, sku: str, *, variant: str | None = None, bulb: str | None = None) -> Luminaire:
    """The luminaire with that sku, as it comes or with a variant and a bulb.

    Raises
    ------
    UnknownRecord
        When there is no such sku.
    UnsoundInput
        When variant or bulb are not such that it can be had so.
    """
    found, problems = wiring.catalogue.configured(sku, variant, bulb, "query")
    require_sound(problems)
    return found


def light_sha256(wiring: Wiring, sku: str) -> str:
    """Hash of all photometric files of a luminaire, with one that file's; raises UnknownRecord."""
    files = wiring.catalogue.entry(sku).luminaire_files
    hashes = [sha256_of(files.content(name)) for name in files.names() if name.startswith("photometry")]
    return hashes[0] if len(hashes) == 1 else sha256_of("".join(hashes).encode())


def fitting_bulbs(wiring: Wiring, luminaire: Luminaire) -> tuple[str, ...]:
    """The skus of the bulbs that fit a luminaire's lampholder; none where it has no lampholder."""
    holder = luminaire.lampholder
    if holder is None:
        return ()
    return tuple(sku for sku, bulb in wiring.catalogue.bulbs.items() if not check_fit(bulb, holder, ""))


def body(wiring: Wiring, sku: str) -> bytes:
    """The body of a luminaire as a GLB file; raises UnknownRecord."""
    return wiring.catalogue.entry(sku).body_glb


def photometry_file(wiring: Wiring, sku: str) -> tuple[str, bytes]:
    """Name and content of a luminaire's photometric file; raises UnknownRecord."""
    return wiring.catalogue.entry(sku).photometry_file
