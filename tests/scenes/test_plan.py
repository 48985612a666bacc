"""The plan: well-formed, to scale, with everything in it and nothing of a person's text as markup."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from scenes.configuration import read_configuration
from scenes.plan import plan_svg
from scenes.room_from_entry import room_from_entry

SVG = "{http://www.w3.org/2000/svg}"
ROOM = {
    "name": '<script>"&',
    "outline_m": [[10, 20], [14, 20], [14, 25], [10, 25]],
    "height_m": 2.7,
    "openings": [
        {"kind": "window", "wall": 0, "offset_m": 1, "width_m": 1.2, "sill_m": 0.9, "height_m": 1.2},
        {"kind": "door", "wall": 1, "offset_m": 1, "width_m": 0.9, "height_m": 2.1},
        {"kind": "door", "wall": 1, "offset_m": 2.5, "width_m": 1.6, "height_m": 2.1},
        {"kind": "passage", "wall": 2, "offset_m": 1, "width_m": 1, "height_m": 2.1},
        {"kind": "skylight", "position_m": [12, 22], "size_m": [1, 1]},
    ],
    "furniture": [{"name": "table & <b>", "box_m": [1.6, 0.9, 0.75], "position_m": [12, 23.5, 0]}],
    "surfaces": {"wall:3": {"open": True}},
    "holes_m": [[[11, 21], [11.3, 21], [11.3, 21.3], [11, 21.3]]],
}
PLACED = [
    {"id": "a<b>", "luminaire": "sku", "position_m": [12, 22, 2.7]},
    {"id": "b", "luminaire": {"photometry": "x.ies"}, "position_m": [13, 22, 2.7], "aim_m": [13, 20, 1]},
    {"id": "c", "luminaire": {"assumed": {"flux_lm": 1}}, "position_m": [11, 24, 2.7]},
]


def drawn() -> ElementTree.Element:
    document: dict[str, Any] = {"lampyris": 1, "room": ROOM, "placements": PLACED}
    configuration = read_configuration(json.dumps(document).encode())
    assert configuration.room is not None
    room, _ = room_from_entry(configuration.room)
    return ElementTree.fromstring(plan_svg(room, configuration.placements))


def texts(plan: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in plan.iter(f"{SVG}text")]


def test_names_are_text_and_dimensions_are_metres() -> None:
    plan = drawn()
    assert '<script>"&' in texts(plan)
    assert "table & <b>" in texts(plan)
    assert not list(plan.iter(f"{SVG}script"))
    assert [t for t in texts(plan) if t in ("4.00", "5.00")] == ["4.00", "5.00", "4.00", "5.00"]
    assert "19.91 m²  ·  2.70 m high" in texts(plan)


def test_marks_are_where_the_scale_says() -> None:
    plan = drawn()
    low_x, high_y, scale = (
        float(plan.attrib[key]) for key in ("data-low-x-m", "data-high-y-m", "data-pixels-per-m")
    )
    circles = [c for c in plan.iter(f"{SVG}circle") if c.attrib["class"] == "lamp"]
    assert [
        (low_x + float(c.attrib["cx"]) / scale, high_y - float(c.attrib["cy"]) / scale) for c in circles
    ] == [pytest.approx((x, y), abs=0.002) for x, y in ((12, 22), (13, 22), (11, 24))]
    assert [g.attrib["data-placement"] for g in plan.iter(f"{SVG}g")] == ["a<b>", "b", "c"]


def test_openings_and_furniture_are_drawn() -> None:
    kinds = [element.attrib.get("class") for element in drawn().iter()]
    assert kinds.count("window") == 1
    assert kinds.count("swing") == 3  # one leaf and two
    assert kinds.count("skylight") == 1
    assert kinds.count("piece") == 1
    assert kinds.count("hole") == 1
    assert kinds.count("open") == 2  # the passage and the wall-less edge


def test_a_stairwell_is_an_outline_with_its_two_diagonals() -> None:
    room = {
        "outline_m": [[0, 0], [5, 0], [5, 4], [0, 4]],
        "height_m": 2.5,
        "openings": [{"kind": "stairwell", "position_m": [3, 1.5], "size_m": [2.4, 0.9], "rotation_deg": 90}],
    }
    configuration = read_configuration(json.dumps({"lampyris": 1, "room": room}).encode())
    assert configuration.room is not None
    plan = ElementTree.fromstring(plan_svg(room_from_entry(configuration.room)[0]))
    scale, low_x, high_y = (
        float(plan.attrib[f"data-{key}"]) for key in ("pixels-per-m", "low-x-m", "high-y-m")
    )
    signs = [element for element in plan.iter() if element.attrib.get("class") == "stairwell"]
    lines = {
        frozenset(
            (
                round(low_x + float(line.attrib[f"x{end}"]) / scale, 2),
                round(high_y - float(line.attrib[f"y{end}"]) / scale, 2),
            )
            for end in (1, 2)
        )
        for line in signs
        if line.tag == f"{SVG}line"
    }
    assert [sign.tag for sign in signs].count(f"{SVG}polygon") == 1
    assert lines == {frozenset({(2.55, 0.3), (3.45, 2.7)}), frozenset({(3.45, 0.3), (2.55, 2.7)})}
