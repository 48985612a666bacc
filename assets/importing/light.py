"""The light of one sku: its own photometric file or none; what a table says is only compared with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, radians, sin

from assets.body import Body
from assets.importing.offers import Offer
from assets.importing.sources import SourceFile
from assets.luminaire import Luminaire
from assets.luminaire_file import LuminaireFile, LuminaireVariant
from assets.photometry import LuminousOpening, OpeningShape, Photometry
from assets.read_luminaire_file import read_luminaire_file
from assets.read_photometry import read_photometry
from assets.write_photometry import write_photometry
from kit.errors import UnsoundInput
from kit.problems import Problem, error, warning

FLUX_DIFFERS = POWER_DIFFERS = 0.05
CCT_DIFFERS_K = 250.0
THINNEST_M = 0.002  # of a box around an upright opening


@dataclass(frozen=True, eq=False)
class Light:
    """A photometry and the file that is kept of it: the bytes as they came, or, of a GLDF, what was combined.

    `luminaire` is that of a GLDF's variant, with its body where it has one.
    """

    photometry: Photometry
    file_name: str
    content: bytes
    luminaire: Luminaire | None = None

    @property
    def body(self) -> Body | None:
        """The body of a GLDF."""
        return None if self.luminaire is None else self.luminaire.body


def light_of(offer: Offer, file: SourceFile | None) -> tuple[Light | None, list[Problem]]:
    """The light of a sku; None with an error where it has none of its own or none that can be read."""
    if file is None:
        message = "it has no photometric file, and light is not invented"
        hint = f"Add its IES, EULUMDAT or GLDF file, named such as {offer.sku}.ldt, or name it in the table."
        return None, [error("PHOTOMETRY_MISSING", offer.where, message, hint)]
    try:
        content = file.read()
        light, problems = _gldf(offer, file, content) if file.kind == "gldf" else _plain(file, content)
    except UnsoundInput as unsound:
        return None, [_of_file(file, problem) for problem in unsound.problems]
    problems = [_of_file(file, problem) for problem in problems]
    if light.photometry.distribution.luminous_flux_lm() <= 0.0:
        message = "the photometric file gives no light"
        hint = "Ask its maker for a sound file."
        return None, [*problems, error("NO_LIGHT", file.name, message, hint)]
    return light, [*problems, *_compared(offer, light.photometry)]


def _plain(file: SourceFile, content: bytes) -> tuple[Light, list[Problem]]:
    photometry = read_photometry(content, file.base)
    return Light(photometry, f"photometry.{file.ending}", content), list(photometry.problems)


def _gldf(offer: Offer, file: SourceFile, content: bytes) -> tuple[Light, list[Problem]]:
    """The variant of a GLDF that the sku names, written as EULUMDAT: it may have several emitters."""
    read = read_luminaire_file(content, file.base)
    variant, problems = _variant(offer, read, file)
    photometry, boxed = _boxed(variant.luminaire.photometry, file.name)
    written, more = write_photometry(photometry, "photometry.ldt")
    again = read_photometry(written, "photometry.ldt")
    light = Light(again, "photometry.ldt", written, variant.luminaire)
    return light, [*read.problems, *variant.problems, *problems, *boxed, *more]


def _boxed(photometry: Photometry, where: str) -> tuple[Photometry, list[Problem]]:
    """The photometry with the box around an opening that EULUMDAT cannot say: a turned or an upright one."""
    opening = photometry.opening
    x, y, z = opening.size_m
    if opening.shape is OpeningShape.POINT or (opening.turn_deg == 0.0 and x > 0.0):
        return photometry, []
    cosine, sine = abs(cos(radians(opening.turn_deg))), abs(sin(radians(opening.turn_deg)))
    across, along = x * cosine + y * sine, x * sine + y * cosine
    box = (round(max(across, THINNEST_M), 6), round(max(along, THINNEST_M), 6), z)
    extent = " x ".join(f"{1000 * part:.0f}" for part in box)
    message = (
        "EULUMDAT, as which its light is kept, has no turned or upright luminous opening; the box of "
        f"{extent} mm around it is taken"
    )
    hint = "The light is the same; only near the luminaire its opening matters."
    told = warning("OPENING_BOXED", where, message, hint)
    return replace(photometry, opening=LuminousOpening(OpeningShape.RECTANGLE, box)), [told]


def _variant(offer: Offer, read: LuminaireFile, file: SourceFile) -> tuple[LuminaireVariant, list[Problem]]:
    wanted = {offer.sku.casefold(), offer.article.casefold()}
    for variant in read.variants:
        if wanted & {variant.id.casefold(), variant.product_number.casefold(), variant.gtin.casefold()}:
            return variant, []
    if len(read.variants) == 1:
        return read.variants[0], []
    listed = ", ".join(variant.id for variant in read.variants[:6])
    message = (
        f"it holds {len(read.variants)} variants ({listed}), none named after the sku; the first is used"
    )
    hint = "Give the variant's product number as the article number."
    return read.variants[0], [warning("GLDF_VARIANT_ASSUMED", file.name, message, hint)]


def _of_file(file: SourceFile, problem: Problem) -> Problem:
    where = file.base if problem.where in ("", "file") else f"{file.base}: {problem.where}"
    return Problem(problem.code, problem.severity, where, problem.message, problem.hint)


def _compared(offer: Offer, photometry: Photometry) -> list[Problem]:
    """Where the table and the file differ; the file counts."""
    problems: list[Problem] = []
    flux_lm = photometry.zonal_flux_lm()
    hint = "Correct the table, or hand in the file of this very luminaire."
    if offer.flux_lm and abs(offer.flux_lm - flux_lm) > FLUX_DIFFERS * flux_lm:
        message = (
            f"the table says {offer.flux_lm:g} lm, the photometric file {flux_lm:.0f} lm; the file counts"
        )
        problems.append(warning("TABLE_FLUX_DIFFERS", offer.where, message, hint))
    power_w = photometry.power_w
    if offer.power_w and power_w and abs(offer.power_w - power_w) > POWER_DIFFERS * power_w:
        message = f"the table says {offer.power_w:g} W, the photometric file {power_w:g} W; the file counts"
        problems.append(warning("TABLE_POWER_DIFFERS", offer.where, message, hint))
    cct_k = photometry.cct_k
    if offer.cct_k and cct_k and abs(offer.cct_k - cct_k) > CCT_DIFFERS_K:
        message = f"the table says {offer.cct_k:g} K, the photometric file {cct_k:g} K; the table counts"
        problems.append(warning("TABLE_CCT_DIFFERS", offer.where, message, hint))
    return problems
