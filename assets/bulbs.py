"""Bulbs, and whether one fits a luminaire's lampholder."""

from __future__ import annotations

from dataclasses import dataclass

from assets.dim_to_warm import DimToWarm
from assets.photometry import Photometry
from assets.price import Price
from kit.problems import Problem, error


@dataclass(frozen=True, eq=False)
class Bulb:
    """A light source that is bought on its own; its light is that of one piece."""

    sku: str
    name: str
    name_zh: str
    cap: str
    shape: str
    length_mm: float
    diameter_mm: float
    luminous_flux_lm: float
    power_w: float
    cct_k: float
    photometry: Photometry
    standby_w: float = 0.0
    cct_range_k: tuple[float, float] | None = None
    duv: float | None = None
    dim_to_warm: DimToWarm | None = None
    colour_rendering_index: float | None = None
    minimum_dimming: float = 1.0
    dimming: tuple[str, ...] = ()
    stands_heat: bool = False
    energy_class: str | None = None
    lifetime_h: float | None = None
    price: Price | None = None


@dataclass(frozen=True)
class Lampholder:
    """What bulbs a luminaire takes; see `assets.library_bulbs.WrittenLampholder`."""

    cap: str
    default_bulb: str
    count: int = 1
    shapes: tuple[str, ...] = ()
    maximum_length_mm: float | None = None
    maximum_diameter_mm: float | None = None
    maximum_power_w: float | None = None
    closed: bool = False
    bulb_forms_light: bool = False
    light_output_ratio: float = 1.0


def check_fit(bulb: Bulb, holder: Lampholder, where: str) -> list[Problem]:
    """Everything for which a bulb cannot burn in a lampholder; nothing when it can."""
    problems: list[Problem] = []
    hint = f"Choose a bulb with a {holder.cap} cap that fits, or leave 'bulb' out."

    def wrong(code: str, message: str) -> None:
        problems.append(error(code, where, f"{where}: {bulb.sku!r} {message}.", hint))

    if bulb.cap != holder.cap:
        wrong("BULB_CAP", f"has a {bulb.cap} cap; the lampholder is for {holder.cap}")
    if holder.shapes and bulb.shape not in holder.shapes:
        wrong("BULB_SHAPE", f"is of shape {bulb.shape}; the luminaire takes {', '.join(holder.shapes)}")
    if holder.maximum_length_mm is not None and bulb.length_mm > holder.maximum_length_mm:
        wrong(
            "BULB_TOO_LONG",
            f"is {bulb.length_mm:g} mm long; there is room for {holder.maximum_length_mm:g} mm",
        )
    if holder.maximum_diameter_mm is not None and bulb.diameter_mm > holder.maximum_diameter_mm:
        wrong(
            "BULB_TOO_WIDE",
            f"is {bulb.diameter_mm:g} mm wide; there is room for {holder.maximum_diameter_mm:g} mm",
        )
    if holder.maximum_power_w is not None and bulb.power_w > holder.maximum_power_w:
        wrong(
            "BULB_TOO_STRONG", f"takes {bulb.power_w:g} W; the lampholder bears {holder.maximum_power_w:g} W"
        )
    if holder.closed and not bulb.stands_heat:
        wrong("BULB_TOO_HOT", "is not made for closed luminaires, in which its heat stays")
    return problems
