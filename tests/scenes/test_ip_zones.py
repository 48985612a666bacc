"""Zones around baths and showers: limits of IEC 60364-7-701, worked out by hand for upright boxes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assets.catalogue import read_catalogue
from kit.problems import Problem
from scenes.build_scene import build_scene
from scenes.configuration import read_configuration
from scenes.ip_zones import ip_is_enough, zones_in
from scenes.room import Furniture, Room

# a bath from x 0 to 1.7 and y 0 to 0.75, and a shower from x 3.1 to 4 and y 4.1 to 5
OUTLINE_M = ((0.0, 0.0), (4.0, 0.0), (4.0, 5.0), (0.0, 5.0))
BATH = Furniture("tub", (0.85, 0.375, 0.0), size_m=(1.7, 0.75, 0.58), piece="bath")
SHOWER = Furniture("shower", (3.55, 4.55, 0.0), size_m=(0.9, 0.9, 2.15), piece="shower")
TALL_SHOWER = Furniture("shower", (3.55, 4.55, 0.0), size_m=(0.9, 0.9, 2.5), piece="shower")


def wettest(position_m: tuple[float, float, float], *furniture: Furniture) -> int | None:
    zones = zones_in(Room(OUTLINE_M, 2.7, furniture=furniture))
    assert len(zones) == len(furniture)
    found = [zone.zone_of(np.array([position_m])) for zone in zones]
    return min((each for each in found if each is not None), default=None)


@pytest.mark.parametrize(
    ("position_m", "zone"),
    [
        ((0.85, 0.4, 0.4), 0),  # in the water
        ((0.85, 0.4, 0.7), 1),
        ((0.85, 0.4, 2.24), 1),
        ((0.85, 0.4, 2.26), None),  # above the zones
        ((0.85, 1.34, 1.5), 2),  # 0.59 m beside the bath
        ((0.85, 1.36, 1.5), None),  # 0.61 m beside it
        ((2.12, 1.17, 1.5), 2),  # 0.594 m from its corner, aslant
        ((2.13, 1.18, 1.5), None),  # 0.608 m from it
        ((3.55, 4.55, 0.05), 0),  # a tray counts as 0.10 m deep
        ((3.55, 4.55, 0.2), 1),
        ((2.6, 4.55, 2.0), 2),
        ((2.4, 4.55, 2.0), None),
    ],
)
def test_zones_lie_where_the_standard_puts_them(
    position_m: tuple[float, float, float], zone: int | None
) -> None:
    assert wettest(position_m, BATH, SHOWER) == zone


def test_a_higher_outlet_of_water_raises_the_zones() -> None:
    assert wettest((3.55, 4.55, 2.4), SHOWER) is None
    assert wettest((3.55, 4.55, 2.4), TALL_SHOWER) == 1


def test_a_body_that_spans_a_bath_is_in_its_zone_though_no_vertex_is() -> None:
    (zone,) = zones_in(Room(OUTLINE_M, 2.7, furniture=(BATH,)))
    ends = np.array([[-1.0, 0.4, 1.0], [-1.0, 0.5, 1.1], [3.0, 0.4, 1.0], [3.0, 0.5, 1.1]])
    assert zone.zone_of(ends) == 1


@pytest.mark.parametrize(
    ("ip", "zone", "enough"),
    [
        ("IP44", 1, True),
        ("IP20", 2, False),
        ("IP23", 2, False),
        ("IPX4", 2, True),
        ("IP4X", 2, False),
        ("IP67", 0, True),
        ("IP68", 0, True),
        ("IP65", 0, False),  # jets are no immersion
        ("IP69", 0, False),
        ("IP66", 1, True),
    ],
)
def test_protection_is_what_a_zone_asks(ip: str, zone: int, enough: bool) -> None:
    assert ip_is_enough(ip, zone) is enough


def problems_of(placement: dict[str, Any], **bath: Any) -> dict[str, Problem]:
    """What a bathroom with a bath along wall 0 and our own luminaires is told."""
    tub = {"name": "tub", "piece": "bath", "box_m": [1.7, 0.75, 0.58], "position_m": [0.86, 0.38, 0], **bath}
    document = {
        "lampyris": 1,
        "room": {"use": "bathroom", "outline_m": OUTLINE_M, "height_m": 2.7, "furniture": [tub]},
        "placements": [{"id": "a", **placement}],
    }
    scene = build_scene(
        read_configuration(document), catalogue=read_catalogue(), read_file=lambda name: name.encode()
    )
    return {problem.code: problem for problem in scene.problems}


def test_a_table_light_beside_a_bath_is_told() -> None:
    near = {"luminaire": "floor-uplight-1800", "position_m": [0.9, 1.2, 0]}
    told = problems_of(near)["IP_TOO_LOW"]
    assert (told.severity, told.where) == ("warning", "placements[0].position_m")
    for said in ("zone 2 of 'tub'", "IP20", "IPX4"):
        assert said in told.message
    assert "IP_TOO_LOW" not in problems_of({**near, "position_m": [0.9, 2.2, 0]})
    assert "IP_TOO_LOW" not in problems_of(near, piece="sideboard")


def test_what_is_protected_or_hangs_above_the_zones_is_not_told() -> None:
    wall = {"luminaire": "wall-updown-120", "position_m": [0.9, 0, 1.6]}  # IP44 in zone 1
    ceiling = {"luminaire": "spot-surface-80", "position_m": [0.9, 0.4, 2.7]}  # IP20 at 2.57 m
    for placement in (wall, ceiling):
        assert not {"IP_TOO_LOW", "IP_NOT_STATED"} & set(problems_of(placement))


def test_unknown_protection_within_a_zone_is_a_remark() -> None:
    assumed = {"luminaire": {"assumed": {"flux_lm": 300}}, "position_m": [0.9, 0.6, 1.8]}
    assert problems_of(assumed)["IP_NOT_STATED"].severity == "info"
