"""Where things are in a house on the page: distances from the drawn corner, rooms by name, doubtful walls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from homes import archive, home, room, walls
from playwright.sync_api import FloatRect, Locator, Page, expect

GROUND = {"storey": "Ground floor", "height_m": 2.5}
HOUSE: dict[str, Any] = {
    "lampyris": 1,
    "rooms": [
        {**GROUND, "name": "Kitchen", "outline_m": [[-4.6, -3], [-0.6, -3], [-0.6, 0], [-4.6, 0]]},
        {**GROUND, "name": "Living", "outline_m": [[-0.5, -3], [4.5, -3], [4.5, 1], [-0.5, 1]]},
    ],
}


def upload(page: Page, folder: Path) -> None:
    place = folder / "house.lampyris.json"
    place.write_text(json.dumps(HOUSE), encoding="utf-8")
    page.set_input_files("input[name=file]", str(place))
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("svg.plan")).to_be_visible()


def box_of(shown: Locator) -> FloatRect:
    box = shown.bounding_box()
    assert box is not None
    return box


def test_distances_are_told_and_typed_from_the_corner_of_what_is_drawn(page: Page, tmp_path: Path) -> None:
    upload(page, tmp_path)
    page.locator(".article", has_text="Dome pendant").click()
    page.locator("svg.plan").press("Enter")  # in the middle of Living, at (2, -1) of the file
    across, up = page.locator("input[name=x]"), page.locator("input[name=y]")
    expect(across).to_have_value("2.50")
    expect(up).to_have_value("2.00")
    across.fill("1.25")
    across.press("Enter")
    lamp = page.locator("svg.plan [data-placement]")
    place = "1.25 m from the left, 2.00 m from below"
    expect(lamp.locator("title")).to_contain_text(place)
    page.wait_for_timeout(300)  # the page keeps what it has a moment after it changed
    kept = page.evaluate("JSON.parse(localStorage.getItem('lampyris.job.1')).configuration.placements")
    assert kept[0]["position_m"][:2] == pytest.approx([0.75, -1.0])
    page.locator("select[name=scope]").select_option("all")
    expect(lamp.locator("title")).to_contain_text("5.35 m from the left, 2.00 m from below")


def test_several_rooms_have_their_names_in_the_plan(page: Page, tmp_path: Path) -> None:
    upload(page, tmp_path)
    names = page.locator("svg.plan .room-name")
    expect(names).to_have_count(0)
    page.locator("select[name=scope]").select_option("all")
    expect(names).to_have_text(["Kitchen12.0 m²", "Living20.0 m²"])
    for name, floor in zip(names.all(), page.locator("svg.plan .floor").all(), strict=True):
        text, around = box_of(name), box_of(floor)
        assert text["x"] > around["x"]
        assert text["x"] + text["width"] < around["x"] + around["width"]


def test_the_wall_that_a_doubt_is_about_is_pointed_out(page: Page, tmp_path: Path) -> None:
    """Two drawn rooms with no wall between them: each is told of its own open edge."""
    outside = [(0, 0), (520, 0), (520, 320), (0, 320)]
    left, right = [(10, 10), (310, 10), (310, 310), (10, 310)], [(310, 10), (510, 10), (510, 310), (310, 310)]
    file = tmp_path / "flat.sh3d"
    file.write_bytes(archive({"Home.xml": home(walls(outside), room("left", left), room("right", right))}))
    page.set_input_files("input[name=file]", str(file))
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("svg.plan .floor")).to_have_count(1)
    if page.locator(".room > details").get_attribute("open") is None:
        page.locator(".room > details > summary").click()
    doubts = page.locator(".room .problems li.warning", has_text="No wall stands")
    pointed = page.locator("svg.plan .pointed")
    expect(doubts).to_contain_text(["'left'", "'right'"])  # the larger room is in view
    page.get_by_role("button", name="Close with a wall: left").focus()
    expect(pointed).to_have_count(1)
    wall, floor = box_of(pointed), box_of(page.locator("svg.plan .floor"))
    assert wall["x"] < floor["x"] + floor["width"] < wall["x"] + wall["width"]
    assert wall["height"] == pytest.approx(floor["height"], rel=0.03)
    page.get_by_role("button", name="Close with a wall: right").hover()
    expect(pointed).to_have_count(0)
    expect(page.locator(".sketch .pointed")).to_have_count(1)  # that room is not in the plan
    expect(page.locator(".sketch .room-name")).to_have_count(2)
    page.locator("h1").hover()
    expect(page.locator(".sketch")).to_have_count(0)
    page.locator("select[name=scope]").select_option("room:right")
    expect(doubts).to_contain_text(["'right'", "'left'"])
