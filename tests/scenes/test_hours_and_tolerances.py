"""Hours of lighting scenes, the price of electricity, and tolerances of flux and reflectance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from scenes.configuration_model import Placement
from scenes.scene import ElectricityPrice, LitSurface, Scene
from scenes.tolerances import flux_tolerance

Build = Callable[..., Scene]
LAMP = {"luminaire": {"photometry": "plain.ies"}, "position_m": [2, 2, 2]}


def test_hours_of_a_year_or_of_a_day(build: Build) -> None:
    scenes = {
        "dinner": {"hours_per_year": 700},
        "reading": {"hours_per_day": 2},
        "work": {"hours_per_day": 8, "days_per_year": 220},
        "party": {},
        "never": {"hours_per_day": 0},
    }
    built = build(scenes=scenes)
    assert built.hours_per_year == {"dinner": 700, "reading": 730, "work": 1760, "never": 0}
    assert built.electricity_price is None


def test_a_price_keeps_its_digits(build: Build) -> None:
    price = {"per_kwh": "0.3190", "currency": "EUR"}
    built = build(calculation={"electricity_price": price})
    assert built.electricity_price == ElectricityPrice(Decimal("0.3190"), "EUR")


@pytest.mark.parametrize(
    ("keys", "code", "where"),
    [
        ({"hours_per_year": 1, "hours_per_day": 1}, "KEYS_EXCLUDE_EACH_OTHER", "scenes.s.hours_per_day"),
        ({"hours_per_year": 1, "days_per_year": 1}, "KEYS_EXCLUDE_EACH_OTHER", "scenes.s.days_per_year"),
        ({"hours_per_day": 25}, "OUT_OF_RANGE", "scenes.s.hours_per_day"),
        ({"hours_per_year": 8785}, "OUT_OF_RANGE", "scenes.s.hours_per_year"),
    ],
)
def test_hours_that_cannot_be(
    found_in: Callable[..., Any], keys: dict[str, Any], code: str, where: str
) -> None:
    assert found_in(scenes={"s": keys})[code].where == where


def test_one_scene_burns_at_a_time(found_in: Callable[..., Any]) -> None:
    scenes = {"day": {"hours_per_day": 12, "days_per_year": 366}, "night": {"hours_per_day": 12.1}}
    problem = found_in(scenes=scenes)["HOURS_EXCEED_YEAR"]
    assert "8808.5 hours" in problem.message


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ({"per_kwh": "0.3", "currency": "XYZ"}, "UNKNOWN_CURRENCY"),
        ({"per_kwh": 0.3, "currency": "EUR"}, "WRONG_TYPE"),
        ({"per_kwh": "-1", "currency": "EUR"}, "WRONG_TYPE"),
        ({"per_kwh": "0.3"}, "MISSING_KEY"),
        ({"per_kwh": "0.3", "currency": "EUR", "tax": 1}, "UNKNOWN_KEY"),
    ],
)
def test_prices_that_cannot_be(found_in: Callable[..., Any], price: dict[str, Any], code: str) -> None:
    where = found_in(calculation={"electricity_price": price})[code].where
    assert where.startswith("calculation.electricity_price")


def tolerances(built: Scene) -> dict[str, tuple[float | None, str]]:
    return {s.name: (s.reflectance_tolerance, s.reflectance_group) for s in built.surfaces}


def test_surfaces_under_one_key_are_one_group(build: Build) -> None:
    surfaces = {
        "walls": {"reflectance_tolerance": 0.05},
        "wall:2": {"reflectance": 0.3, "reflectance_tolerance": 0.1},
        "furniture:chair": {"reflectance_tolerance": 0.2},
        "ceiling": {"reflectance": 0.7},
    }
    box = {"box_m": [0.4, 0.4, 0.4]}
    furniture = [
        {"name": "chair", "position_m": [1, 1, 0], **box},
        {"name": "chair", "position_m": [2, 1, 0], **box},
        {"name": "table", "position_m": [3, 1, 0], **box, "reflectance_tolerance": 0.3},
    ]
    built = build(room={"surfaces": surfaces, "furniture": furniture})
    assert tolerances(built) == {
        "floor": (None, ""),
        "ceiling": (None, ""),
        **{f"wall:{i}": (0.05, "walls") for i in (0, 1, 3)},
        "wall:2": (0.1, "wall:2"),
        "furniture:0:chair": (0.2, "furniture:chair"),
        "furniture:1:chair": (0.2, "furniture:chair"),
        "furniture:2:table": (0.3, "furniture:2:table"),
    }

    def reflectance(surface: LitSurface) -> float:
        return surface.reflectance_rgb[0]

    by_name = {s.name: reflectance(s) for s in built.surfaces}
    assert (by_name["wall:0"], by_name["wall:2"]) == (0.5, 0.3)  # the default stays under a tolerance


def test_openings_have_none(build: Build) -> None:
    door = {"wall": 0, "kind": "door", "offset_m": 1, "width_m": 0.9, "height_m": 2}
    built = build(room={"surfaces": {"walls": {"reflectance_tolerance": 0.05}}, "openings": [door]})
    assert tolerances(built)["opening:0"] == (None, "")


def test_more_groups_than_are_worked_out_are_refused(found_in: Callable[..., Any]) -> None:
    pieces = [
        {"name": f"box {i}", "box_m": [0.1, 0.1, 0.1], "position_m": [0.5 + 0.2 * i, 1, 0]} for i in range(13)
    ]
    uncertain = [{**piece, "reflectance_tolerance": 0.1} for piece in pieces]
    found = found_in(room={"furniture": uncertain})["TOO_MANY_TOLERANCES"]
    assert found.message.startswith("13 groups")
    together = {"surfaces": {"furniture": {"reflectance_tolerance": 0.1}}, "furniture": pieces}
    assert "TOO_MANY_TOLERANCES" not in found_in(room=together)


def test_luminaires_of_one_type_share_a_group(build: Build) -> None:
    assumed = {"luminaire": {"assumed": {"flux_lm": 800}}, "position_m": [1, 1, 2]}
    pendant = {"luminaire": "pendant", "position_m": [3, 3, 2.7]}
    built = build(
        placements=[
            {"id": "a", **LAMP, "flux_tolerance": 0.1},
            {"id": "b", **LAMP, "position_m": [1, 3, 2]},
            {"id": "c", **pendant, "flux_tolerance": 0.05},
            {"id": "d", **assumed, "flux_tolerance": 0.3},
            {"id": "e", **assumed, "position_m": [3, 1, 2], "flux_tolerance": 0.3},
        ]
    )
    groups = {p.id: (p.flux_tolerance, p.flux_group) for p in built.luminaires}
    assert groups["a"] == (0.1, "plain.ies")
    assert groups["b"] == (None, "plain.ies")
    assert groups["c"] == (0.05, "pendant")
    assert groups["d"][1] != groups["e"][1]  # what is believed of one lamp says nothing of another


def test_the_catalogue_says_where_the_person_does_not(make_luminaire: Callable[..., Any]) -> None:
    from assets.luminaire import Mounting

    known = replace(make_luminaire("x", Mounting.CEILING), flux_tolerance=0.07)
    placement = Placement(id="p", luminaire="x", position_m=(0.0, 0.0, 0.0))
    assert flux_tolerance(placement, known) == 0.07
    assert flux_tolerance(placement.model_copy(update={"flux_tolerance": 0.0}), known) == 0.0


@pytest.mark.parametrize("value", [-0.1, 0.6])
def test_tolerances_have_a_range(found_in: Callable[..., Any], value: float) -> None:
    lamp = {"id": "a", **LAMP, "flux_tolerance": value}
    assert found_in(placements=[lamp])["OUT_OF_RANGE"].where == "placements[0].flux_tolerance"
    surfaces = {"walls": {"reflectance_tolerance": value}}
    place = found_in(room={"surfaces": surfaces})["OUT_OF_RANGE"].where
    assert place == "room.surfaces.walls.reflectance_tolerance"
