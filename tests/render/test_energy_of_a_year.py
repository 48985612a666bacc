"""Power, energy and cost by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hand_made import hang, isotropic, scene

from render.energy import energy_of_a_year, placement_powers_w, total_w
from scenes.scene import ElectricityPrice


def lamp(id, power_w, standby_w=0.0):
    plain = hang(isotropic(800), (2, 2, 2), id=id, power_w=power_w)
    return replace(plain, luminaire=replace(plain.luminaire, standby_w=standby_w))


def lit(*lamps, hours, price=None):
    scenes = {"dinner": {"a": 0.5, "b": 0.0}, "cleaning": {"a": 1.0, "b": 1.0}}
    plain = scene((), lamps, floor_area_m2=20.0, scenes=scenes)
    return replace(plain, hours_per_year=hours, electricity_price=price)


TWO = (lamp("a", 10.0, 0.5), lamp("b", 20.0))


def test_a_lamp_that_is_off_takes_its_standby():
    assert placement_powers_w(lit(*TWO, hours={}), "dinner") == [5.5, 0.0]
    assert placement_powers_w(lit(*TWO, hours={}), None) == [10.5, 20.0]


def test_energy_of_each_scene_and_of_the_rest_of_the_year():
    """0.5 x 10 + 0.5 = 5.5 W for 700 h; 10.5 + 20 = 30.5 W for 100 h; 0.5 W in the other 7960 h."""
    energy = energy_of_a_year(lit(*TWO, hours={"dinner": 700.0, "cleaning": 100.0}))
    assert [entry["energy_kwh"] for entry in energy["scenes"]] == pytest.approx([3.85, 3.05])
    assert [entry["power_w"] for entry in energy["scenes"]] == [5.5, 30.5]
    assert energy["standby"]["hours_per_year"] == 7960
    assert energy["standby"]["energy_kwh"] == pytest.approx(3.98)
    assert energy["energy_kwh"] == pytest.approx(10.88)
    assert energy["energy_density_kwh_m2"] == pytest.approx(0.544)
    assert energy["cost"] is None
    assert energy["scenes_without_hours"] == []


def test_scenes_without_hours_are_named_and_none_is_guessed():
    assert energy_of_a_year(lit(*TWO, hours={})) is None
    energy = energy_of_a_year(lit(*TWO, hours={"dinner": 700.0}))
    assert energy["scenes_without_hours"] == ["cleaning"]
    assert energy["energy_kwh"] == pytest.approx(3.85 + 0.5 * 8060 / 1000)


def test_an_unknown_power_leaves_the_sum_open():
    energy = energy_of_a_year(lit(lamp("a", None), lamp("b", 20.0), hours={"dinner": 700.0}))
    assert energy["scenes"][0]["power_w"] is None
    assert energy["energy_kwh"] is None
    assert energy["energy_density_kwh_m2"] is None
    assert total_w([1.0, None]) is None


def test_a_leap_year_has_no_hours_left_over():
    energy = energy_of_a_year(lit(*TWO, hours={"dinner": 8784.0}))
    assert energy["standby"]["hours_per_year"] == 0


@pytest.mark.parametrize(
    ("per_kwh", "currency", "dinner", "whole"),
    [
        ("0.40", "EUR", "1.54", "4.35"),  # 3.85 kWh, 10.88 kWh: 1.540 and 4.352
        ("0.5", "CNY", "1.93", "5.44"),  # 1.925 is rounded half up
        ("31", "JPY", "119", "337"),  # 119.35 and 337.28
    ],
)
def test_cost_where_a_price_is_given(per_kwh, currency, dinner, whole):
    price = ElectricityPrice(Decimal(per_kwh), currency)
    energy = energy_of_a_year(lit(*TWO, hours={"dinner": 700.0, "cleaning": 100.0}, price=price))
    assert energy["scenes"][0]["cost"] == {"amount": dinner, "currency": currency}
    assert energy["cost"] == {"amount": whole, "currency": currency}
    assert energy["electricity_price"] == {"per_kwh": per_kwh, "currency": currency}
