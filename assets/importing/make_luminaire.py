"""One sku from what a shop says and hands in to a folder of the library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assets.bulbs import Bulb
from assets.catalogue import check_entry, read_luminaire
from assets.importing.bodies import MadeBody, body_of_gldf, finishes_of, given_body, stand_in_body
from assets.importing.kind_of import Kind, kind_of
from assets.importing.light import Light, light_of
from assets.importing.made import Made, state_of
from assets.importing.match_files import Matched
from assets.importing.offers import Offer
from assets.importing.size import Stated, stated_extent
from assets.importing.sources import SourceFile
from assets.importing.texts import texts_of
from assets.library_entry import LuminaireEntry
from assets.luminaire_files import BODY, TOML
from assets.write_toml import toml_text
from kit.errors import MachineLacks, UnsoundInput
from kit.problems import Problem, Severity, errors_of, info, warning


@dataclass(frozen=True)
class Job:
    """All that one sku is made from; `sources` is the hash of it."""

    offer: Offer
    matched: Matched
    beside: tuple[SourceFile, ...]  # materials and pictures that models may name
    sources: str


@dataclass
class _Told:
    """Problems and what was understood, gathered on the way."""

    problems: list[Problem] = field(default_factory=list)
    understood: dict[str, Any] = field(default_factory=dict)


def make_luminaire(job: Job, folder: Path, bulbs: Mapping[str, Bulb]) -> Made:
    """Make the folder of one sku where it can be hung; otherwise nothing is written.

    Parameters
    ----------
    job
        What it is made from.
    folder
        An empty folder named after the sku.
    bulbs
        Of the library.
    """
    offer = job.offer
    told = _Told([*offer.problems, *job.matched.problems])
    try:
        _make(job, folder, bulbs, told)
    except UnsoundInput as unsound:
        told.problems += unsound.problems
    except MachineLacks as lack:  # of its own folder: a file that could not be written
        told.problems.append(Problem("FILE_UNREADABLE", Severity.ERROR, offer.where, str(lack)))
    return Made(
        offer.sku,
        offer.article,
        state_of(told.problems),
        tuple(problem.as_json() for problem in told.problems),
        told.understood,
        job.sources,
    )


def _make(job: Job, folder: Path, bulbs: Mapping[str, Bulb], told: _Told) -> None:
    offer, matched = job.offer, job.matched
    if errors_of(told.problems):
        return
    light, problems = light_of(offer, matched.photometry)
    told.problems += problems
    if light is None:
        return
    kind = kind_of(offer, light.photometry, None if light.luminaire is None else light.luminaire.mounting)
    _tell_kind(offer, kind, told)
    extent, size_from, problems = stated_extent(offer, kind, light.photometry)
    told.understood["size_from"] = size_from
    told.understood["files"] = matched.evidence
    told.problems += _gaps(offer, light)
    own = _own_body(job, light, kind, extent, told)
    if own is not None and not errors_of(found := _write(job, folder, light, kind, own, bulbs, told)):
        told.problems += found
        return
    if own is not None:
        message = f"the model was not used: {errors_of(found)[0].message}"
        hint = "Correct the model, or hand in none: a stand-in is made."
        told.problems.append(warning("MODEL_NOT_USED", offer.where, message, hint))
    told.problems += problems
    finishes, finish_from, more = finishes_of(offer, matched.photographs)
    told.understood["finish"] = {"from": finish_from, "body": finishes[0].name, "accent": finishes[1].name}
    body, even_more = stand_in_body(kind, light.photometry, extent, finishes, offer.sku)
    told.problems += [*more, *even_more, *_write(job, folder, light, kind, body, bulbs, told)]


def _tell_kind(offer: Offer, kind: Kind, told: _Told) -> None:
    told.understood["family"] = {"is": kind.family.value, "from": kind.family_from}
    told.understood["mounting"] = {"is": kind.mounting.value, "from": kind.mounting_from}
    if kind.guessed:
        taken = f"{kind.family.value}, mounting {kind.mounting.value}"
        message = f"nothing says what it is; it was taken as {taken}, by {kind.family_from}"
        hint = "State its category and mounting, such as 'pendant' or 'wall light'."
        told.problems.append(warning("KIND_FROM_LIGHT", offer.where, message, hint))


def _gaps(offer: Offer, light: Light) -> Iterator[Problem]:
    """What a shop would want to add."""
    where, photometry = offer.where, light.photometry
    if offer.price is None and not {"CURRENCY_MISSING", "PRICE_WITHOUT_TAX"} & {
        p.code for p in offer.problems
    }:
        message = "it has no price: it can be hung but not ordered"
        yield warning("PRICE_MISSING", where, message, "Add its price.")
    if not offer.name and not offer.name_zh:
        message = "it has no name; the photometric file's or its sku stands for it"
        yield warning("LUMINAIRE_NAME_MISSING", where, message, "Add a name.")
    elif not offer.name_zh or not offer.name:
        language = "Chinese" if not offer.name_zh else "English"
        message = f"it has no name in {language}; the other one stands for it"
        yield info("NAME_IN_ONE_LANGUAGE", where, message, f"Add its name in {language}.")
    if not (offer.cct_k or offer.cct_range_k or photometry.cct_k):
        message = "neither table nor file says its colour temperature: its light is shown as white"
        yield warning("CCT_MISSING", where, message, "State its colour temperature in kelvin.")
    if photometry.power_w is None and offer.power_w is None:
        message = "neither table nor file says its power"
        yield warning("POWER_MISSING", where, message, "State its power in watts.")


def _own_body(job: Job, light: Light, kind: Kind, extent: Stated, told: _Told) -> MadeBody | None:
    """The body that was handed in; None where there is none or none that can be used."""
    for model in job.matched.models:
        if model.kind == "gldf":
            continue
        try:
            body, problems = given_body(model, kind, light.photometry, extent, job.beside)
        except UnsoundInput as unsound:
            message = f"the model cannot be used: {unsound}"
            hint = "Export it again as GLB; a stand-in was made."
            told.problems.append(warning("MODEL_NOT_USED", model.base, message[:400], hint))
            continue
        told.problems += problems
        told.understood["model"] = model.base
        return body
    of_gldf = light.luminaire
    if of_gldf is not None and of_gldf.body is not None and of_gldf.mounting is kind.mounting:
        told.understood["model"] = "of the GLDF"
        centre_m, where = of_gldf.photometric_centre_m, job.offer.where
        body, problems = body_of_gldf(of_gldf.body, kind.mounting, light.photometry, centre_m, where)
        told.problems += problems
        return body
    return None


def _write(
    job: Job, folder: Path, light: Light, kind: Kind, body: MadeBody, bulbs: Mapping[str, Bulb], told: _Told
) -> list[Problem]:
    """Write the folder and look at it as the catalogue does; returns what is wrong with it."""
    entry, problems = entry_of(job.offer, light, kind, body)
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    (folder / TOML).write_text(toml_text(_document(entry)), encoding="utf-8")
    (folder / BODY).write_bytes(body.glb)
    (folder / light.file_name).write_bytes(light.content)
    found = check_entry(read_luminaire(folder, bulbs))
    told.understood["stand_in"] = body.stand_in
    told.understood["size_m"] = [round(part, 4) for part in body.size_m]
    told.understood["luminous_flux_lm"] = entry.light.luminous_flux_lm
    known = {(problem.code, problem.message) for problem in told.problems}
    return [*problems, *(each for each in found if (each.code, each.message) not in known)]


def entry_of(offer: Offer, light: Light, kind: Kind, body: MadeBody) -> tuple[LuminaireEntry, list[Problem]]:
    """The entry of a sku; values that an entry cannot have are left out and told."""
    photometry = light.photometry
    document: dict[str, Any] = {
        "sku": offer.sku,
        "article": offer.article if offer.article != offer.sku else None,
        "mounting": kind.mounting.value,
        "family": kind.family.value,
        "stand_in": body.stand_in,
        "size_m": [round(part, 5) for part in body.size_m],
        **texts_of(offer, kind, photometry),
        "light": _light(offer, photometry),
        "opening": {
            "shape": photometry.opening.shape.value,
            "size_m": list(body.opening_size_m),
            "centre_m": list(body.opening_centre_m),
        },
        "hanging_length_m": None if body.hanging_length_m is None else body.hanging_length_m.model_dump(),
        "price": {"amount": offer.price, "currency": offer.currency} if offer.price else None,
        "product": dict(offer.facts),
    }
    problems: list[Problem] = []
    while True:
        try:
            return LuminaireEntry.model_validate(_without_none(document)), problems
        except ValidationError as fault:
            problems += _left_out(document, fault, offer)


def _left_out(document: dict[str, Any], fault: ValidationError, offer: Offer) -> list[Problem]:
    """Take what an entry cannot have out of its document; raises the fault again where it must be there."""
    problems = []
    for each in fault.errors():
        steps = each["loc"]
        part: Any = document
        if steps[0] in ("product", "light") and len(steps) > 1 and steps[1] in document[str(steps[0])]:
            part, key = document[str(steps[0])], str(steps[1])
        else:
            key = str(steps[0])
        if key not in part or key in (
            "sku",
            "mounting",
            "size_m",
            "name",
            "light",
            "opening",
            "luminous_flux_lm",
        ):
            raise fault
        message = f"{key} is {str(part.pop(key))[:60]!r}: {each['msg']}. It was left out"
        problems.append(warning("VALUE_LEFT_OUT", offer.where, message, "Correct the cell."))
    return problems


def _light(offer: Offer, photometry: Any) -> dict[str, Any]:
    """What it gives and takes: by the photometric file, else by the table; colour by the table first."""
    span = offer.cct_range_k
    cct_k = offer.cct_k or photometry.cct_k
    if span is not None and (cct_k is None or not span[0] <= cct_k <= span[1]):
        cct_k = None
    return {
        "luminous_flux_lm": round(photometry.distribution.luminous_flux_lm(), 3),
        "power_w": photometry.power_w or offer.power_w,
        "cct_k": cct_k,
        "cct_range_k": list(span) if span else None,
        "colour_rendering_index": offer.colour_rendering_index or photometry.colour_rendering_index,
    }


def _without_none(document: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _without_none(value) if isinstance(value, dict) else value
        for key, value in document.items()
        if value is not None
    }


def _document(entry: LuminaireEntry) -> dict[str, Any]:
    """What was set, as plain data."""
    plain: dict[str, Any] = entry.model_dump(mode="json", exclude_unset=True)
    return {key: value for key, value in plain.items() if value is not None and value != {}}
