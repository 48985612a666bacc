"""What a luminaire gives to others: its files with a variant and a bulb, and its data sheet."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace

from api.luminaire_cache import LuminaireCache
from api.luminaire_pictures import picture_key, picture_of
from api.records.files import sha256_of
from api.sheets.document import SheetSource, sheet_document
from api.sheets.fonts import families_for
from api.sheets.pdf import TEMPLATE, SheetPictures, data_sheet_pdf
from api.sheets.words import Language
from api.wiring import Wiring
from assets.catalogue import CatalogueEntry
from assets.finished_glb import variant_glb
from assets.luminaire import Luminaire
from assets.options import choices_of
from assets.write_photometry import write_photometry
from render.device import engine_version

SHEET_BYTES = 200_000_000  # of all data sheets that are kept
SHEET_PX = 800  # a side of its pictures


@dataclass(frozen=True)
class PhotometryFile:
    """A photometric file: its name and its content."""

    name: str
    content: bytes


def body(wiring: Wiring, luminaire: Luminaire) -> bytes:
    """The body of a luminaire of the catalogue in its variant, as a GLB file."""
    return variant_glb(wiring.catalogue.entry(luminaire.sku), luminaire.variant)


def photometry_file(entry: CatalogueEntry, luminaire: Luminaire, kind: str | None = None) -> PhotometryFile:
    """The light of a luminaire with its variant and bulb as a photometric file.

    The maker's own bytes where the light is theirs and the format too; otherwise written anew.

    Parameters
    ----------
    kind
        ``ies`` or ``ldt``; None is the maker's own.

    Raises
    ------
    UnsoundInput
        Where the format cannot hold that light.
    """
    chosen, _ = choices_of(entry.written.options, luminaire.variant, "variant")
    names = [choice.photometry for choice in chosen if choice.photometry is not None]
    name = names[-1] if names else entry.luminaire_files.photometry_name
    ending = name.rpartition(".")[2]
    called = f"{plain_name(luminaire.article or luminaire.sku)}.{kind or ending}"
    theirs = entry.luminaire_files.photometry(name).distribution is luminaire.photometry.distribution
    if theirs and kind in (None, ending):
        return PhotometryFile(called, entry.luminaire_files.content(name))
    light = replace(
        luminaire.photometry,
        name=luminaire.name,
        power_w=luminaire.power_w,
        cct_k=luminaire.cct_k,
        colour_rendering_index=luminaire.colour_rendering_index,
    )
    return PhotometryFile(called, write_photometry(light, called)[0])


def plain_name(text: str) -> str:
    """What of a name can stand in a file's name and a header; other letters become ``-``."""
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in text
    )


@dataclass(frozen=True)
class SheetWish:
    """A data sheet that is to be made: of what, in which language, and the hash of all that it shows."""

    luminaire: Luminaire
    language: Language
    source: SheetSource
    photometry: bytes
    key: str

    @property
    def has_pictures(self) -> bool:
        """Whether the luminaire has a body to be seen."""
        return has_body(self.luminaire)


def has_body(luminaire: Luminaire) -> bool:
    """Whether there is something to be seen of a luminaire."""
    return luminaire.body is not None and len(luminaire.body.triangles) > 0


def sheet_wish(wiring: Wiring, luminaire: Luminaire, language: Language) -> SheetWish:
    """Everything for a data sheet but its pictures.

    Raises
    ------
    MachineLacks
        Where the machine has no letters of that language.
    """
    entry = wiring.catalogue.entry(luminaire.sku)
    file = photometry_file(entry, luminaire)
    source = SheetSource(entry, file.name, sha256_of(file.content), engine_version())
    shown = sheet_document(luminaire, source, language, with_pictures=has_body(luminaire))
    shown["fonts"] = families_for(language)
    digest = hashlib.sha256(json.dumps(shown, sort_keys=True).encode())
    digest.update(TEMPLATE.read_bytes())
    digest.update(picture_key(wiring, picture_of(luminaire, width_px=SHEET_PX)).encode())
    return SheetWish(luminaire, language, source, file.content, digest.hexdigest())


def kept_sheet(wiring: Wiring, wish: SheetWish) -> bytes | None:
    """The data sheet where it is made already."""
    return _cache(wiring).picture(wish.key)


def make_sheet(wiring: Wiring, wish: SheetWish, pictures: SheetPictures | None) -> bytes:
    """Make a data sheet and keep it."""
    content = data_sheet_pdf(
        wish.luminaire, wish.source, wish.language, photometry=wish.photometry, pictures=pictures
    )
    _cache(wiring).keep_picture(wish.key, content)
    return content


def _cache(wiring: Wiring) -> LuminaireCache:
    return LuminaireCache(wiring.settings.cache_folder / "data-sheets", SHEET_BYTES, ".pdf")
