"""What a data sheet says of a luminaire, a label and a text a row; what is not known is left out."""

from __future__ import annotations

from typing import Any

from api.sheets.words import Language, listed, said
from assets.luminaire import Luminaire
from assets.price import Price
from assets.written import TwoLanguages

Rows = list[tuple[str, str]]
SPACE = "\u00a0"
ALL_ROUND_DEG = 359.5  # the intensity nowhere falls to half


def figure(value: float, digits: int = 0) -> str:
    """A number for a reader: so many decimals at most, thousands apart from 10 000 on."""
    text = f"{value:,.{digits}f}" if abs(value) >= 10_000 else f"{value:.{digits}f}"
    text = text.replace(",", SPACE)
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(price: Price | None) -> str:
    """A price, or a dash."""
    return "–" if price is None else f"{price.amount}{SPACE}{price.currency}"


def key_figures(luminaire: Luminaire, language: Language) -> list[dict[str, str]]:
    """The five figures that lead a sheet: value, unit and label."""
    distribution = luminaire.photometry.distribution
    flux_lm = distribution.luminous_flux_lm()
    power_w = luminaire.power_w
    found = [("luminous_flux", figure(flux_lm), "lm")]
    if power_w:
        found += [("power", figure(power_w, 1), "W"), ("efficacy", figure(flux_lm / power_w), "lm/W")]
    if luminaire.cct_range_k is not None:
        found.append(("cct", "–".join(map(figure, luminaire.cct_range_k)), "K"))
    elif luminaire.cct_k is not None:
        found.append(("cct", figure(luminaire.cct_k), "K"))
    if luminaire.colour_rendering_index is not None:
        found.append(("cri", figure(luminaire.colour_rendering_index), ""))
    beam_deg = distribution.beam_angle_deg()
    if beam_deg < ALL_ROUND_DEG:
        found.append(("beam", f"{figure(beam_deg)}°", ""))
    return [{"value": value, "unit": unit, "label": said(key, language)} for key, value, unit in found]


def light_rows(luminaire: Luminaire, language: Language) -> Rows:
    """Flux, colour, angles, and the light source."""
    distribution, bulb, holder = luminaire.photometry.distribution, luminaire.bulb, luminaire.lampholder
    rows = _Rows(language)
    rows.add("luminous_flux", f"{figure(distribution.luminous_flux_lm())} lm")
    if luminaire.flux_tolerance is not None:
        rows.add("tolerance", f"± {figure(100 * luminaire.flux_tolerance, 1)} %")
    rows.add("cct", _colour_temperature(luminaire, language))
    rows.add_figure("cri", luminaire.colour_rendering_index, "")
    rows.add("beam", _angle(distribution.beam_angle_deg(), language))
    rows.add("field", _angle(distribution.field_angle_deg(), language))
    rows.add("peak", f"{figure(distribution.maximum_cd())} cd")
    if bulb is not None and holder is not None:
        name = bulb.name_zh if language == "zh" else bulb.name
        text = said("bulbs_sold_apart", language, count=holder.count, name=name, sku=bulb.sku, cap=holder.cap)
        rows.add("source_of_light", text)
        if bulb.price is not None:
            rows.add("bulb_price", money(bulb.price))
    return rows.rows


def electrical_rows(luminaire: Luminaire, language: Language) -> Rows:
    """Power, driver, dimming, class."""
    product, bulb = luminaire.product, luminaire.bulb
    rows = _Rows(language)
    rows.add_figure("power", luminaire.power_w, "W", 1)
    if luminaire.power_w:
        flux_lm = luminaire.photometry.distribution.luminous_flux_lm()
        rows.add("efficacy", f"{figure(flux_lm / luminaire.power_w)} lm/W")
    if luminaire.standby_w > 0.0:
        rows.add_figure("standby", luminaire.standby_w, "W", 2)
    rows.add("class", product.safety_class and said_class(product.safety_class, language))
    rows.add("driver", _in(language, product.driver))
    ways = product.dimming or (bulb.dimming if bulb is not None else ())
    rows.add("dimming", listed([said(f"{way}-dimming", language) for way in ways], language))
    if 0.0 < luminaire.minimum_dimming < 1.0:
        rows.add("minimum", f"{figure(100 * luminaire.minimum_dimming, 1)} %")
    rows.add("energy_class", (bulb.energy_class if bulb is not None else None) or product.energy_class)
    return rows.rows


def body_rows(luminaire: Luminaire, language: Language) -> Rows:
    """Mounting, sizes, weight, protection."""
    product = luminaire.product
    rows = _Rows(language)
    rows.add("mounting", said(f"{luminaire.mounting.value}-mounting", language))
    rows.add("needs", _in(language, product.needs))
    if luminaire.body is not None:
        x, y, z = (figure(1000 * extent) for extent in luminaire.body.size_m)
        rows.add("size", said("size_said", language, x=x, y=y, z=z))
    hanging = luminaire.hanging
    if hanging is not None:
        least, most, default = (
            f"{length:.2f}" for length in (hanging.minimum_m, hanging.maximum_m, hanging.default_m)
        )
        rows.add("hanging", said("hanging_said", language, least=least, most=most, default=default))
    rows.add("cut_out", _cut_out(product.cut_out_m, language))
    rows.add_figure("cable", product.cable_m, "m", 2)
    rows.add_figure("weight", product.weight_kg, "kg", 2)
    rows.add("materials", _in(language, product.materials))
    rows.add("ip", product.ip)
    return rows.rows


def keeping_rows(luminaire: Luminaire, language: Language) -> Rows:
    """Life, warranty, price."""
    product, bulb = luminaire.product, luminaire.bulb
    rows = _Rows(language)
    rows.add_figure("lifetime", product.lifetime_h, "h")
    if bulb is not None:
        rows.add_figure("bulb_lifetime", bulb.lifetime_h, "h")
    if product.warranty_years is not None:
        rows.add("warranty", said("years", language, n=figure(product.warranty_years, 1)))
    if luminaire.price is not None:
        rows.add("price" if bulb is None else "price_without_bulb", money(luminaire.price))
    return rows.rows


def said_class(safety_class: str, language: Language) -> str:
    """A safety class as it is written."""
    return f"{safety_class} 类" if language == "zh" else safety_class


def _in(language: Language, text: TwoLanguages | None) -> str | None:
    return None if text is None else text.zh if language == "zh" else text.en


class _Rows:
    """Rows that grow by what is known."""

    def __init__(self, language: Language) -> None:
        self.rows: Rows = []
        self._language = language

    def add(self, key: str, text: str | None) -> None:
        """A row, where there is a text."""
        if text:
            self.rows.append((said(key, self._language), text))

    def add_figure(self, key: str, value: float | None, unit: str, digits: int = 0) -> None:
        """A row of a number with its unit, where it is known."""
        if value is not None:
            self.add(key, f"{figure(value, digits)} {unit}".strip())


def _colour_temperature(luminaire: Luminaire, language: Language) -> str:
    if luminaire.cct_range_k is not None:
        low, high = map(figure, luminaire.cct_range_k)
        return listed([f"{low}–{high} K", said("tunable", language)], language)
    if luminaire.cct_k is None:
        return said("white", language)
    text = f"{figure(luminaire.cct_k)} K"
    if luminaire.dim_to_warm is None:
        return text
    return listed([text, said("warm_dim", language, k=figure(luminaire.dim_to_warm.warmest_k))], language)


def _angle(angle_deg: float, language: Language) -> str:
    return said("all_round", language) if angle_deg >= ALL_ROUND_DEG else f"{figure(angle_deg)}°"


def _cut_out(size_m: tuple[float, ...] | None, language: Language) -> str | None:
    if size_m is None:
        return None
    in_mm: list[Any] = [figure(1000 * extent) for extent in size_m]
    if len(in_mm) == 2:
        return said("cut_out_round", language, d=in_mm[0], depth=in_mm[1])
    return said("cut_out_long", language, x=in_mm[0], y=in_mm[1], depth=in_mm[2])
