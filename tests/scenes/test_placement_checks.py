"""Luminaires where they may not hang, or not where their kind is mounted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assets.luminaire import Mounting
from scenes.placement_checks import snap_to_mounting
from scenes.room import Room

BARE = {"photometry": "plain.ies"}
TABLE = {"box_m": [1.0, 1.0, 0.75], "position_m": [2, 2.5, 0]}
SHELF = {"name": "shelf", "box_m": [1.0, 0.4, 2.0], "position_m": [2, 4.8, 0]}
COLUMN = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]]
L_SHAPE = [[0, 0], [4, 0], [4, 2], [2, 2], [2, 5], [0, 5]]


def at(luminaire: Any, *position: float, **more: Any) -> dict[str, Any]:
    """A placement without its id."""
    return {"luminaire": luminaire, "position_m": list(position), **more}


@pytest.mark.parametrize(
    ("placement", "code", "severity"),
    [
        (at(BARE, 5, 2, 2.5), "LUMINAIRE_OUTSIDE_ROOM", "error"),
        (at(BARE, 2, 2, 3.5), "LUMINAIRE_OUTSIDE_ROOM", "error"),
        (at(BARE, 2, 2, -1), "LUMINAIRE_OUTSIDE_ROOM", "error"),
        (at(BARE, 2, 4.8, 1.0), "LUMINAIRE_IN_FURNITURE", "error"),
        (at("sconce", 2, 0, 1.5, rotation_deg=[180, 0, 0]), "LUMINAIRE_IN_WALL", "error"),
        (at("surface", 4.04, 2, 2.7), "LUMINAIRE_IN_WALL", "error"),
        (at(BARE, 0.5, 0.5, 1), "LUMINAIRE_IN_WALL", "error"),
        (at("pendant", 0.05, 2, 2.7), "LUMINAIRE_IN_WALL", "error"),
        (at("surface", 2, 2, 2.0), "NOT_ON_CEILING", "warning"),
        (at("sconce", 2, 2, 1.5), "NOT_ON_WALL", "warning"),
        (at("torchiere", 2, 1, 0.5), "NOT_ON_FLOOR", "warning"),
        (at("pendant", 1, 1, 2.7), "HEAD_ROOM_LOW", "warning"),
        (at("pendant", 1, 1, 2.7, hanging_length_m=2.5), "HANGING_LENGTH_OUT_OF_RANGE", "error"),
        (at("surface", 1, 1, 2.7, hanging_length_m=0.5), "DOES_NOT_HANG", "error"),
        (at("pendant", 1, 1, 2.7, dimming=0.05), "BELOW_MINIMUM_DIMMING", "warning"),
        (at("pendant", 1, 1, 2.7, cct_k=5000), "CCT_NOT_ALLOWED", "error"),
        (at("downlight", 1, 1, 2.7, cct_k=2700), "CCT_NOT_ALLOWED", "error"),
        (at("surface", 1, 1, 2.7, variant="brass"), "UNKNOWN_VARIANT", "error"),
        (at(BARE, 1, 1, 2, bulb="e27"), "UNKNOWN_BULB", "error"),
        (at({"assumed": {"flux_lm": 800}}, 1, 1, 2.5), "LAMP_ASSUMED", "warning"),
    ],
)
def test_each_fault_has_its_code(
    found_in: Callable[..., Any], placement: dict[str, Any], code: str, severity: str
) -> None:
    found = found_in(
        room={"furniture": [TABLE, SHELF], "holes_m": [COLUMN]}, placements=[{"id": "a", **placement}]
    )
    assert found[code].severity == severity
    assert found[code].where.startswith("placements[0]")


@pytest.mark.parametrize(
    "placement",
    [
        at(BARE, 2, 2.5, 2.7),  # V16: flush in the ceiling
        at(BARE, 0, 2.5, 1.5),
        at("downlight", 1, 1, 2.7, cct_k=3000),
        at("sconce", 2, 0, 1.5),
        at("sconce", 4, 2, 1.5, rotation_deg=[90, 0, 0]),
        at("pendant", 2, 2.5, 2.7),  # over a table
        at("torchiere", 1, 1, 0),
    ],
)
def test_what_hangs_well_is_not_complained_of(
    found_in: Callable[..., Any], placement: dict[str, Any]
) -> None:
    found = found_in(room={"furniture": [TABLE]}, placements=[{"id": "a", **placement}])
    assert not [p for p in found.values() if p.severity != "info"]


def test_outside_of_an_l_is_outside(found_in: Callable[..., Any]) -> None:
    placed = [{"id": "a", "luminaire": BARE, "position_m": [3, 4, 2]}]
    assert "LUMINAIRE_OUTSIDE_ROOM" in found_in(room={"outline_m": L_SHAPE}, placements=placed)


@pytest.mark.parametrize(
    ("mounting", "near", "position", "rotation"),
    [
        (Mounting.CEILING, (1, 2, 1), (1, 2, 2.7), (0, 0, 0)),
        (Mounting.PENDANT, (1, 2, 1), (1, 2, 2.7), (0, 0, 0)),
        (Mounting.FLOOR, (1, 2, 1), (1, 2, 0), (0, 0, 0)),
        (Mounting.WALL, (2, 0.3, 1.5), (2, 0, 1.5), (0, 0, 0)),
        (Mounting.WALL, (3.9, 3, 1.5), (4, 3, 1.5), (90, 0, 0)),
        (Mounting.WALL, (2, 4.9, 1.5), (2, 5, 1.5), (180, 0, 0)),
        (Mounting.WALL, (0.1, 3, 1.5), (0, 3, 1.5), (-90, 0, 0)),
        (Mounting.TABLE, (1, 2, 0.7), (1, 2, 0.7), (0, 0, 0)),
    ],
)
def test_snapping(
    make_luminaire: Callable[..., Any],
    mounting: Mounting,
    near: tuple[float, float, float],
    position: tuple[float, float, float],
    rotation: tuple[float, float, float],
) -> None:
    """The wall lies behind a wall luminaire's local -y, so its +y looks into the room."""
    room = Room(outline_m=((0, 0), (4, 0), (4, 5), (0, 5)), height_m=2.7)
    found = snap_to_mounting(room, make_luminaire("x", mounting), near)
    assert found[0] == pytest.approx(position)
    assert found[1] == pytest.approx(rotation)
