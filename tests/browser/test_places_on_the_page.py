"""Where things are in a house on the page: distances from the drawn corner, rooms by name, doubtful walls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

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
