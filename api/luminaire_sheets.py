"""What a luminaire gives to others: its files with a variant and a bulb, and its data sheet."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace

from api.luminaire_cache import LuminaireCache
from api.luminaire_pictures import bulb_key, picture_key, picture_of
from api.records.files import sha256_of
from api.sheets.document import SheetSource, sheet_document
from api.sheets.fonts import families_for
from api.sheets.pdf import TEMPLATE, SheetPictures, data_sheet_pdf
from api.sheets.words import Language
from api.wiring import Wiring
from assets.catalogue import CatalogueEntry
from assets.finished_glb import variant_glb
from assets.ies_keywords import stated_colour
from assets.luminaire import Luminaire
from assets.options import choices_of
from assets.photometry import Photometry
from assets.write_photometry import write_photometry
from render.device import engine_version

SHEET_BYTES = 200_000_000  # of all data sheets that are kept
SAME = 0.01  # between what a file states and what is true of a variant
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
    if kind in (None, ending) and _is_theirs(entry.luminaire_files.photometry(name), luminaire):
        return PhotometryFile(called, entry.luminaire_files.content(name))
    light = _with_its_colour(replace(luminaire.photometry, name=luminaire.name), luminaire)
    return PhotometryFile(called, write_photometry(light, called)[0])


def _with_its_colour(photometry: Photometry, luminaire: Luminaire) -> Photometry:
    """What the file's texts say of colour gives way to what is known of the luminaire's light source."""
    knows_cct, knows_rendering = (
        value is not None for value in (luminaire.cct_k, luminaire.colour_rendering_index)
    )

    def outdated(keyword: str, text: str) -> bool:
        cct_k, rendering = stated_colour({keyword: text})
        says_cct = cct_k is not None or keyword == "LAMP COLOUR"
        says_rendering = rendering is not None or keyword == "LAMP COLOUR RENDERING"
        return (says_cct and knows_cct) or (says_rendering and knows_rendering)

    sets = (
        replace(
            one,
            colour="" if knows_cct else one.colour,
            rendering="" if knows_rendering else one.rendering,
        )
        if number == photometry.lamp_set
        else one
        for number, one in enumerate(photometry.lamp_sets, 1)
    )
    words = {word: text for word, text in photometry.keywords.items() if not outdated(word, text)}
    return replace(photometry, lamp_sets=tuple(sets), keywords=words)


def _is_theirs(file: Photometry, luminaire: Luminaire) -> bool:
    """Whether a maker's file says what is true of a luminaire with its variant and bulb."""
    if file.distribution is not luminaire.photometry.distribution:
        return False
    if not luminaire.variant and not bulb_key(luminaire):
        return True  # as it comes: whatever the maker has written
    stated = (file.power_w, luminaire.power_w), (file.cct_k, luminaire.cct_k)
    return all(not theirs or not ours or abs(ours / theirs - 1.0) < SAME for theirs, ours in stated)


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
    source = SheetSource(entry, file.name, sha256_of(file.content), engine_version(), wiring.prices)
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
