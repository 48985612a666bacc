"""A catalogue's luminaire as somebody wants it: with the chosen variant and bulb, and the light of both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assets.body import Body, BodyMaterial
from assets.bulbs import Bulb, Lampholder, check_fit
from assets.dim_to_warm import DimToWarm
from assets.library_entry import LuminaireEntry
from assets.library_options import WrittenChoice, WrittenFinish
from assets.luminaire import HangingLength, Luminaire
from assets.luminaire_files import BODY, LuminaireFiles
from assets.options import article_sku, canonical_key, choices_of
from assets.photometry import LuminousOpening, Photometry
from assets.price import Price
from assets.product import Product
from assets.written import WrittenDimToWarm
from kit.problems import Problem, error

Choices = tuple[WrittenChoice, ...]


def configured(
    written: LuminaireEntry,
    files: LuminaireFiles,
    bulbs: Mapping[str, Bulb],
    *,
    variant: str | None = None,
    bulb: str | None = None,
    where: str = "",
    with_body: bool = True,
) -> tuple[Luminaire, list[Problem]]:
    """The luminaire with a variant and a bulb; with those it comes with where a wish cannot be met.

    Its flux is that of the photometric file times the factors of all choices. With a lampholder it is also
    times the bulb's flux over the default bulb's and the number of bulbs over that of the file; or, where the
    bulb forms the light, that of its own distribution times those factors, the number of bulbs and the light
    output ratio.

    Parameters
    ----------
    written, files
        The entry and its files.
    bulbs
        The catalogue's bulbs by sku.
    variant, bulb
        As a placement names them; None for the default.
    where
        The place of the placement, for problems.
    with_body
        Whether the body is read, too; light and prices need none.

    Raises
    ------
    UnsoundInput
        When one of the files cannot be read.
    """
    chosen, problems = choices_of(written.options, variant, f"{where}.variant".lstrip("."))
    if problems:
        chosen, _ = choices_of(written.options, None, where)
    luminaire = _with_choices(written, files, chosen, with_body=with_body)
    if bulb is None and luminaire.lampholder is None:
        return _told(luminaire), problems
    factor = math.prod(choice.flux_factor for choice in chosen)
    luminaire, more = _with_bulb(luminaire, bulbs, bulb, factor, f"{where}.bulb".lstrip("."))
    return _told(luminaire), problems + more


def _told(luminaire: Luminaire) -> Luminaire:
    """The luminaire whose photometry says the power and colour that it has so, not those of its file."""
    said = replace(
        luminaire.photometry,
        power_w=luminaire.power_w,
        cct_k=luminaire.cct_k,
        colour_rendering_index=luminaire.colour_rendering_index,
    )
    return replace(luminaire, photometry=said)


def _with_choices(
    written: LuminaireEntry, files: LuminaireFiles, chosen: Choices, *, with_body: bool
) -> Luminaire:
    light, key = written.light, canonical_key(written.options, chosen)
    opening = _last(chosen, "opening", written.opening)
    hanging = _last(chosen, "hanging_length_m", written.hanging_length_m)
    photometry = files.photometry(_last(chosen, "photometry", files.photometry_name))
    power = math.prod(choice.power_factor for choice in chosen)
    name, name_zh = _names(written, chosen)
    return Luminaire(
        sku=written.sku,
        name=written.name.en,
        name_zh=written.name.zh,
        photometry=times(
            replace(photometry, opening=LuminousOpening(opening.shape, opening.size_m)),
            math.prod(choice.flux_factor for choice in chosen) * bulbs_over_those_of_file(written, chosen),
        ),
        mounting=written.mounting,
        body=_refinished(files.body(_last(chosen, "body", BODY)), chosen) if with_body else None,
        photometric_centre_m=opening.centre_m,
        power_w=None if light.power_w is None else light.power_w * power,
        standby_w=_last(chosen, "standby_w", light.standby_w),
        flux_tolerance=light.flux_tolerance,
        cct_k=_last(chosen, "cct_k", light.cct_k),
        cct_range_k=_last(chosen, "cct_range_k", light.cct_range_k),
        duv=light.duv,
        dim_to_warm=dim_to_warm(_last(chosen, "dim_to_warm", light.dim_to_warm)),
        colour_rendering_index=_last(chosen, "colour_rendering_index", light.colour_rendering_index),
        minimum_dimming=_last(chosen, "minimum_dimming", light.minimum_dimming),
        hanging=None if hanging is None else HangingLength(hanging.minimum, hanging.default, hanging.maximum),
        price=price_of(written, chosen),
        description=written.description.en,
        description_zh=written.description.zh,
        family=written.family,
        product=_product(written, chosen),
        stand_in=written.stand_in,
        variant=key,
        variant_name=name,
        variant_name_zh=name_zh,
        article=article_sku(written.article or written.sku, written.options, key),
        options=written.options,
        lampholder=lampholder_of(written, chosen),
        size_m=_last(chosen, "size_m", written.size_m),
    )


def _last(chosen: Choices, name: str, otherwise: Any) -> Any:
    """What the choices set, or else what the entry says; checks see to it that only one sets it."""
    named = [value for choice in chosen if (value := getattr(choice, name)) is not None]
    return named[-1] if named else otherwise


def _names(written: LuminaireEntry, chosen: Choices) -> tuple[str, str]:
    """The names of the choices that are not the first of their option, in both languages."""
    pairs = zip(written.options.option, chosen, strict=True)
    names = [choice.name for option, choice in pairs if choice.key != option.choice[0].key]
    return ", ".join(name.en for name in names), "、".join(name.zh for name in names)


def price_of(written: LuminaireEntry, chosen: Choices) -> Price | None:
    """What one piece of some choices costs, without a bulb; None where no price is known."""
    if written.price is None:
        return None
    amount = written.price.decimal() + sum(choice.delta() for choice in chosen)
    return Price(amount, written.price.currency)


def _product(written: LuminaireEntry, chosen: Choices) -> Product:
    product = written.product
    weight = math.prod(choice.weight_factor for choice in chosen)
    changed: dict[str, Any] = {"dimming": _last(chosen, "dimming", product.dimming)}
    if product.weight_kg is not None:
        changed["weight_kg"] = product.weight_kg * weight
    return product.model_copy(update=changed)


def bulbs_over_those_of_file(written: LuminaireEntry, chosen: Choices) -> float:
    """How many times the bulbs of the photometric file burn; a choice's own file is with its own bulbs."""
    if written.lampholder is None or _last(chosen, "photometry", None) is not None:
        return 1.0
    return float(_last(chosen, "bulbs", written.lampholder.count)) / written.lampholder.count


def lampholder_of(written: LuminaireEntry, chosen: Choices = ()) -> Lampholder | None:
    """What bulbs it takes with some choices."""
    holder = written.lampholder
    if holder is None:
        return None
    return Lampholder(
        cap=holder.cap,
        default_bulb=holder.default_bulb,
        count=_last(chosen, "bulbs", holder.count),
        shapes=holder.shapes,
        maximum_length_mm=holder.maximum_length_mm,
        maximum_diameter_mm=holder.maximum_diameter_mm,
        maximum_power_w=holder.maximum_power_w,
        closed=holder.closed,
        bulb_forms_light=holder.light == "bulb",
        light_output_ratio=holder.light_output_ratio,
    )


def dim_to_warm(written: WrittenDimToWarm | None) -> DimToWarm | None:
    """How it becomes warmer, as the engine takes it."""
    return None if written is None else DimToWarm(written.warmest_k, written.curve)


def times(photometry: Photometry, factor: float) -> Photometry:
    """The same light, so many times as much."""
    if factor == 1.0:
        return photometry
    distribution = photometry.distribution
    return replace(
        photometry, distribution=replace(distribution, intensity_cd=distribution.intensity_cd * factor)
    )


def _refinished(body: Body, chosen: Choices) -> Body:
    """The body in the finishes of its choices."""
    finishes = {name: finish for choice in chosen for name, finish in choice.finishes.items()}
    if not finishes:
        return body
    materials = tuple(_as_finished(each, finishes.get(each.name)) for each in body.materials)
    look = body.appearance
    if look is not None:
        shown = tuple(
            each
            if (finish := finishes.get(each.name)) is None
            else replace(
                each,
                base_colour_rgb=finish.rgb,
                base_colour=None,
                metallic=finish.metallic,
                roughness=finish.roughness,
                metallic_roughness=None,
            )
            for each in look.materials
        )
        look = replace(look, materials=shown)
    return replace(body, materials=materials, appearance=look)


def _as_finished(material: BodyMaterial, finish: WrittenFinish | None) -> BodyMaterial:
    if finish is None:
        return material
    return replace(material, reflectance_rgb=finish.rgb, metallic=finish.metallic, roughness=finish.roughness)


def _with_bulb(
    luminaire: Luminaire, bulbs: Mapping[str, Bulb], wanted: str | None, factor: float, where: str
) -> tuple[Luminaire, list[Problem]]:
    holder = luminaire.lampholder
    if holder is None:
        message = f"{where} is {wanted!r}; {luminaire.name!r} has its light sources built in."
        return luminaire, [error("NO_BULB_TAKEN", where, message, "Leave out 'bulb'.")]
    default = bulbs[holder.default_bulb]
    bulb, problems = default, []
    if wanted is not None:
        if wanted not in bulbs:
            fitting = [each.sku for each in bulbs.values() if not check_fit(each, holder, where)]
            message = f"{where} is {wanted!r}, which the catalogue does not have."
            hint = f"There fit {', '.join(fitting[:10])}."
            return _burning(luminaire, holder, default, default, factor), [
                error("UNKNOWN_BULB", where, message, hint)
            ]
        problems = check_fit(bulbs[wanted], holder, where)
        bulb = default if problems else bulbs[wanted]
    return _burning(luminaire, holder, bulb, default, factor), problems


def _burning(luminaire: Luminaire, holder: Lampholder, bulb: Bulb, default: Bulb, factor: float) -> Luminaire:
    """The luminaire with the light, power and colour of a bulb; `factor` is that of the choices."""
    if holder.bulb_forms_light:
        opening = luminaire.photometry.opening
        photometry = times(
            replace(bulb.photometry, opening=opening), factor * holder.count * holder.light_output_ratio
        )
    else:
        photometry = times(luminaire.photometry, bulb.luminous_flux_lm / default.luminous_flux_lm)
    return replace(
        luminaire,
        photometry=photometry,
        power_w=holder.count * bulb.power_w,
        standby_w=holder.count * bulb.standby_w,
        cct_k=bulb.cct_k,
        cct_range_k=bulb.cct_range_k,
        duv=bulb.duv,
        dim_to_warm=bulb.dim_to_warm,
        colour_rendering_index=bulb.colour_rendering_index,
        minimum_dimming=bulb.minimum_dimming,
        bulb=bulb,
    )
