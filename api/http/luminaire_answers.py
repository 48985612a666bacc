"""Luminaires and bulbs as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from api.http.schemas import Amount, Answer, TwoLanguages
from assets.bulbs import Bulb
from assets.luminaire import Luminaire
from assets.price import Price
from assets.product import Product


class HangingLengths(Answer):
    """How far a pendant may hang [m]."""

    minimum: float
    default: float
    maximum: float


class DimToWarmAnswer(Answer):
    """How it becomes warmer when dimmed: down to a temperature, by a curve of dimming and kelvin or, where
    that is empty, as an incandescent lamp (docs/formats-rooms.md)."""

    warmest_k: float
    curve: list[tuple[float, float]]


class ChoiceAnswer(Answer):
    """One of the choices of an option."""

    key: str
    name: TwoLanguages
    price_delta: str


class OptionAnswer(Answer):
    """Something to choose; the first choice is the one it comes with."""

    key: str
    kind: str
    name: TwoLanguages
    choices: list[ChoiceAnswer]


class ExclusionAnswer(Answer):
    """Choices that do not go together."""

    choices: list[str]
    because: TwoLanguages


class BulbAnswer(Answer):
    """A light source that is bought on its own."""

    sku: str
    name: TwoLanguages
    cap: str
    shape: str
    length_mm: float
    diameter_mm: float
    luminous_flux_lm: float
    power_w: float
    cct_k: float
    cct_range_k: tuple[float, float] | None
    dim_to_warm: DimToWarmAnswer | None
    colour_rendering_index: float | None
    minimum_dimming: float
    dimming: list[str]
    energy_class: str | None
    lifetime_h: float | None
    price: Amount | None


class BulbList(Answer):
    """Every bulb."""

    items: list[BulbAnswer]
    next: str | None = None


class LampholderAnswer(Answer):
    """What bulbs it takes; `fitting` are the skus of those of the catalogue that fit."""

    cap: str
    count: int
    default_bulb: str
    fitting: list[str]


class LuminaireAnswer(Answer):
    """A luminaire of the catalogue, as it comes or with a variant and a bulb.

    Flux, power and colour are with its bulb, `price` is without it; `article` is what is ordered.
    """

    sku: str
    article: str
    name: TwoLanguages
    description: TwoLanguages
    mounting: str
    family: str | None
    stand_in: bool
    power_w: float | None
    luminous_flux_lm: float
    cct_k: float | None
    cct_range_k: tuple[float, float] | None
    duv: float | None
    dim_to_warm: DimToWarmAnswer | None
    colour_rendering_index: float | None
    beam_angle_deg: float | None
    size_m: tuple[float, float, float] | None
    hanging_length_m: HangingLengths | None
    minimum_dimming: float
    price: Amount | None
    variant: str
    variant_name: TwoLanguages
    options: list[OptionAnswer]
    excludes: list[ExclusionAnswer]
    lampholder: LampholderAnswer | None
    bulb: BulbAnswer | None
    product: Product


_KNOWN: WeakKeyDictionary[Luminaire, dict[str, Any]] = WeakKeyDictionary()  # for as long as it is held


def _facts(luminaire: Luminaire) -> dict[str, Any]:
    """What never changes of it; flux and beam angle are integrals and searches, so once for each."""
    known = _KNOWN.get(luminaire)
    if known is None:
        known = _KNOWN[luminaire] = _facts_anew(luminaire)
    return known


def _facts_anew(luminaire: Luminaire) -> dict[str, Any]:
    hanging, distribution = luminaire.hanging, luminaire.photometry.distribution
    return {
        "sku": luminaire.sku,
        "article": luminaire.article or luminaire.sku,
        "name": {"en": luminaire.name, "zh": luminaire.name_zh},
        "description": {"en": luminaire.description, "zh": luminaire.description_zh},
        "mounting": luminaire.mounting.value,
        "family": luminaire.family,
        "stand_in": luminaire.stand_in,
        "power_w": luminaire.power_w,
        "luminous_flux_lm": distribution.luminous_flux_lm(),
        "cct_k": luminaire.cct_k,
        "cct_range_k": luminaire.cct_range_k,
        "duv": luminaire.duv,
        "dim_to_warm": _dim_to_warm(luminaire),
        "colour_rendering_index": luminaire.colour_rendering_index,
        "beam_angle_deg": distribution.beam_angle_deg(),
        "size_m": _size_m(luminaire),
        "hanging_length_m": hanging
        and {"minimum": hanging.minimum_m, "default": hanging.default_m, "maximum": hanging.maximum_m},
        "minimum_dimming": luminaire.minimum_dimming,
        "price": price_answer(luminaire.price),
        "variant": luminaire.variant,
        "variant_name": {"en": luminaire.variant_name, "zh": luminaire.variant_name_zh},
        **_choices(luminaire),
        "bulb": luminaire.bulb and bulb_answer(luminaire.bulb),
        "product": luminaire.product.model_dump(),
    }


def _size_m(luminaire: Luminaire) -> tuple[float, float, float] | None:
    if luminaire.size_m is not None or luminaire.body is None:
        return luminaire.size_m
    return luminaire.body.size_m


def luminaire_answer(luminaire: Luminaire, fitting: tuple[str, ...]) -> dict[str, Any]:
    """A luminaire as the API shows it; `fitting` are the skus of the bulbs that fit its lampholder."""
    holder = luminaire.lampholder
    return _facts(luminaire) | {
        "lampholder": holder
        and {
            "cap": holder.cap,
            "count": holder.count,
            "default_bulb": holder.default_bulb,
            "fitting": list(fitting),
        }
    }


def at_prices_of_now(answer: dict[str, Any], prices: Mapping[str, Price]) -> dict[str, Any]:
    """A luminaire's answer with what it and its bulb cost now, which feeds may have changed."""
    bulb = answer["bulb"]
    return answer | {
        "price": price_answer(prices.get(answer["article"])),
        "bulb": None if bulb is None else {**bulb, "price": price_answer(prices.get(bulb["sku"]))},
    }


def bulb_answer(bulb: Bulb) -> dict[str, Any]:
    """A bulb as the API shows it."""
    plain = ("sku", "cap", "shape", "length_mm", "diameter_mm", "luminous_flux_lm", "power_w", "cct_k")
    more = ("cct_range_k", "colour_rendering_index", "minimum_dimming", "energy_class", "lifetime_h")
    return {
        **{name: getattr(bulb, name) for name in (*plain, *more)},
        "name": {"en": bulb.name, "zh": bulb.name_zh},
        "dim_to_warm": _dim_to_warm(bulb),
        "dimming": list(bulb.dimming),
        "price": price_answer(bulb.price),
    }


def _dim_to_warm(one: Luminaire | Bulb) -> dict[str, Any] | None:
    warm = one.dim_to_warm
    return None if warm is None else {"warmest_k": warm.warmest_k, "curve": warm.curve}


def price_answer(price: Price | None) -> dict[str, str] | None:
    """A price as the API shows it."""
    return None if price is None else {"amount": str(price.amount), "currency": price.currency}


def _choices(luminaire: Luminaire) -> dict[str, Any]:
    options = luminaire.options
    return {
        "options": [
            {
                **option.model_dump(include={"key", "kind", "name"}),
                "choices": [
                    choice.model_dump(include={"key", "name", "price_delta"}) for choice in option.choice
                ],
            }
            for option in options.option
        ],
        "excludes": [rule.model_dump() for rule in options.exclude],
    }
