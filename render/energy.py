"""Electric power and energy: of each placement, of a lighting scene, of a year and what it costs."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from moneyed import get_currency

from scenes.scene import ElectricityPrice, Scene

HOURS_OF_A_YEAR = 8760.0


def placement_powers_w(scene: Scene, scene_name: str | None) -> list[float | None]:
    """Power of each placement in a lighting scene: dimming x rated + stand-by; None where it is not known.

    Raises
    ------
    KeyError
        When there is no such lighting scene.
    """
    weights = scene.weights[scene_name]
    powers: list[float | None] = []
    for placed in scene.luminaires:
        weight, rated = weights.get(placed.id), placed.luminaire.power_w
        dimming = weight.dimming if weight is not None else 0.0
        powers.append(None if rated is None else dimming * rated + placed.luminaire.standby_w)
    return powers


def total_w(powers: list[float | None]) -> float | None:
    """Their sum; None where one of them is not known."""
    return None if None in powers else float(sum(power for power in powers if power is not None))


def energy_of_a_year(scene: Scene) -> dict[str, Any] | None:
    """Energy that the lighting scenes take in a year by their hours, and stand-by in the hours that are left.

    None where no lighting scene states its hours. The sum leaves out scenes without hours, which are
    named, and is None where a power is not known.
    """
    if not scene.hours_per_year:
        return None
    entries = [_entry(scene, name, hours) for name, hours in scene.hours_per_year.items()]
    left = max(0.0, HOURS_OF_A_YEAR - sum(scene.hours_per_year.values()))
    standby_w = float(sum(placed.luminaire.standby_w for placed in scene.luminaires))
    standby = {
        "hours_per_year": left,
        "power_w": standby_w,
        **_amounts(scene.electricity_price, _kwh(standby_w, left)),
    }
    parts = [entry["energy_kwh"] for entry in (*entries, standby)]
    total = None if None in parts else float(sum(parts))
    return {
        "scenes": entries,
        "standby": standby,
        **_amounts(scene.electricity_price, total),
        "energy_density_kwh_m2": None if total is None else total / scene.floor_area_m2,
        "electricity_price": _price(scene.electricity_price),
        "scenes_without_hours": [
            name for name in scene.weights if name is not None and name not in scene.hours_per_year
        ],
    }


def _entry(scene: Scene, name: str, hours: float) -> dict[str, Any]:
    power = total_w(placement_powers_w(scene, name))
    energy = None if power is None else _kwh(power, hours)
    return {
        "name": name,
        "hours_per_year": hours,
        "power_w": power,
        **_amounts(scene.electricity_price, energy),
    }


def _kwh(power_w: float, hours: float) -> float:
    return power_w * hours / 1000


def _amounts(price: ElectricityPrice | None, energy_kwh: float | None) -> dict[str, Any]:
    """An energy and, where there is a price, its cost rounded half up to the currency's smallest coin."""
    cost = None
    if price is not None and energy_kwh is not None:
        coin = 1 / Decimal(get_currency(price.currency).sub_unit)
        amount = Decimal(repr(energy_kwh)) * price.per_kwh
        cost = {"amount": str(amount.quantize(coin, ROUND_HALF_UP)), "currency": price.currency}
    return {"energy_kwh": energy_kwh, "cost": cost}


def _price(price: ElectricityPrice | None) -> dict[str, str] | None:
    return None if price is None else {"per_kwh": str(price.per_kwh), "currency": price.currency}
