"""What a luminaire is and how it is mounted: from words, else from its light, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from assets.importing.offers import Offer
from assets.importing.words import found_words
from assets.luminaire import Mounting
from assets.photometry import OpeningShape, Photometry
from assets.product import Family

_MOUNTING_OF = {
    Family.PENDANT: Mounting.PENDANT,
    Family.DOME: Mounting.PENDANT,
    Family.GLOBE: Mounting.PENDANT,
    Family.DRUM: Mounting.PENDANT,
    Family.LANTERN: Mounting.PENDANT,
    Family.CHANDELIER: Mounting.PENDANT,
    Family.LINEAR: Mounting.PENDANT,
    Family.PANEL: Mounting.RECESSED,
    Family.DOWNLIGHT: Mounting.RECESSED,
    Family.CEILING: Mounting.CEILING,
    Family.SPOT: Mounting.CEILING,
    Family.TRACK: Mounting.CEILING,
    Family.STRIP: Mounting.CEILING,
    Family.WALL: Mounting.WALL,
    Family.FLOOR: Mounting.FLOOR,
    Family.TABLE: Mounting.TABLE,
}
_FAMILY_OF = {
    Mounting.PENDANT: Family.PENDANT,
    Mounting.RECESSED: Family.DOWNLIGHT,
    Mounting.CEILING: Family.CEILING,
    Mounting.WALL: Family.WALL,
    Mounting.FLOOR: Family.FLOOR,
    Mounting.TABLE: Family.TABLE,
}
_SHAPES = (Family.GLOBE, Family.DOME, Family.DRUM, Family.LINEAR, Family.PANEL, Family.LANTERN, Family.STRIP)


@dataclass(frozen=True)
class Kind:
    """Family and mounting, and what each was told from; `guessed` where only the light told it."""

    family: Family
    mounting: Mounting
    family_from: str
    mounting_from: str
    guessed: bool


def kind_of(offer: Offer, photometry: Photometry, of_file: Mounting | None = None) -> Kind:
    """Family and mounting of what a shop offers.

    Words are looked for in the category, the mounting, the name, the description and the photometric file's
    own name, in this order; where none is found, the mounting that a GLDF file states (`of_file`), then the
    opening's shape and the share of light upwards tell.
    """
    texts = [
        ("category", offer.category),
        ("name", f"{offer.name} {offer.name_zh}"),
        ("mounting", offer.mounting),
        ("description", f"{offer.description} {offer.description_zh}"[:400]),
        ("photometric file", photometry.name),
    ]
    family, family_from = _family_in(texts)
    mounting, mounting_from = _mounting_in(offer)
    guessed = False
    if mounting is None and family is None and of_file not in (None, Mounting.ANY):
        mounting, mounting_from = of_file, "the GLDF file"
    if mounting is None and family is not None:
        mounting, mounting_from = _MOUNTING_OF[family], f"as {family.value} luminaires are"
    if family is None and mounting is not None:
        family, family_from = _shape_at(mounting, photometry), f"mounting {mounting.value} and the opening"
    if family is None or mounting is None:
        family, mounting, why = _from_light(photometry)
        family_from = mounting_from = why
        guessed = True
    return Kind(_settled(family, mounting), mounting, family_from, mounting_from, guessed)


def _family_in(texts: list[tuple[str, str]]) -> tuple[Family | None, str]:
    """The first text that names a family; a shape named in it or a later text refines a plain one."""
    found: Family | None = None
    told = ""
    for place, text in texts:
        for word, meaning in found_words(text, "families"):
            family = Family(meaning)
            if found is None:
                found, told = family, f"{place}: {word!r}"
            elif (
                place in ("category", "name")
                and family in _SHAPES
                and found in (Family.PENDANT, Family.CEILING)
            ):
                return family, f"{told}, {place}: {word!r}"
    return found, told


def _mounting_in(offer: Offer) -> tuple[Mounting | None, str]:
    for place, text in (("mounting", offer.mounting), ("category", offer.category), ("name", offer.name)):
        for word, meaning in found_words(text, "mountings"):
            return Mounting(meaning), f"{place}: {word!r}"
        if place == "mounting":
            for word, meaning in found_words(text, "families"):
                return _MOUNTING_OF[Family(meaning)], f"{place}: {word!r}"
    return None, ""


def _shape_at(mounting: Mounting, photometry: Photometry) -> Family:
    guess, _, _ = _from_light(photometry)
    allowed = {
        Mounting.PENDANT: (Family.GLOBE, Family.LINEAR, Family.DRUM),
        Mounting.CEILING: (Family.LINEAR, Family.PANEL),
        Mounting.RECESSED: (Family.PANEL, Family.LINEAR),
    }
    return guess if guess in allowed.get(mounting, ()) else _FAMILY_OF[mounting]


def _settled(family: Family, mounting: Mounting) -> Family:
    """A family that can be so mounted: at wall, floor and table bodies are those of that place."""
    if mounting in (Mounting.WALL, Mounting.FLOOR, Mounting.TABLE):
        return _FAMILY_OF[mounting]
    if family in (Family.WALL, Family.FLOOR, Family.TABLE):
        return _FAMILY_OF[mounting]
    if mounting is Mounting.RECESSED and family not in (Family.PANEL, Family.LINEAR):
        return Family.DOWNLIGHT
    return family


def _from_light(photometry: Photometry) -> tuple[Family, Mounting, str]:
    """What its light speaks for, and the words for it."""
    x, y, _ = photometry.opening.size_m
    shape = photometry.opening.shape
    up = up_share_of(photometry)
    said = f"the light: opening {shape.value} {x * 1000:.0f} x {y * 1000:.0f} mm, {100 * up:.0f} % upwards"
    long_side, short_side = max(x, y), min(x, y)
    if up > 0.9:
        return Family.FLOOR, Mounting.FLOOR, said
    if shape is OpeningShape.SPHERE:
        return Family.GLOBE, Mounting.PENDANT, said
    if long_side >= 0.4 and short_side > 0 and long_side >= 3.5 * short_side:
        hung = up > 0.05
        return Family.LINEAR, Mounting.PENDANT if hung else Mounting.CEILING, said
    if shape is OpeningShape.RECTANGLE and short_side >= 0.25 and up < 0.05:
        return Family.PANEL, Mounting.RECESSED, said
    if up > 0.15:
        return Family.DRUM, Mounting.PENDANT, said
    if 0 < long_side <= 0.2 and up < 0.02:
        return Family.DOWNLIGHT, Mounting.RECESSED, said
    return Family.CEILING, Mounting.CEILING, said


def up_share_of(photometry: Photometry) -> float:
    """Share of the flux above the horizon, 0..1."""
    flux = photometry.distribution.luminous_flux_lm()
    return max(0.0, 1.0 - photometry.distribution.downward_flux_lm() / flux) if flux > 0.0 else 0.0
