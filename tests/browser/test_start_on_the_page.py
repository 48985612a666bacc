"""What becomes of a room that was asked for is seen at once, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

DESK = {"viewport": {"width": 1360, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}}
BOTH = pytest.mark.parametrize("context", [DESK, PHONE], indirect=True, ids=["desk", "phone"])


def upload(page: Page, file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    page.set_input_files("input[name=file]", str(file))
    page.get_by_role("button", name="Upload").click()


@BOTH
def test_a_refused_upload_is_told_where_the_person_looks(page: Page, tmp_path: Path) -> None:
    expect(page.locator(".sample")).to_have_count(8)
    upload(page, tmp_path / "letter.txt", "Dear shop, this is no room.")
    told = page.get_by_role("alert").get_by_text("The room could not be read")
    expect(told).to_be_in_viewport()
    expect(page.locator("form.way").get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("button", name="Upload")).to_be_enabled()


@BOTH
def test_a_long_reading_is_told_where_the_person_looks(page: Page, tmp_path: Path) -> None:
    held: list[Route] = []
    page.route("**/v1/rooms", lambda route: held.append(route))
    expect(page.locator(".sample")).to_have_count(8)
    upload(page, tmp_path / "letter.txt", "Dear shop, this is no room.")
    expect(page.get_by_role("button", name="Reading the room…")).to_be_disabled()
    expect(page.get_by_text("A large file takes a while.")).to_be_in_viewport()
    held[0].continue_()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_text("A large file takes a while.")).to_have_count(0)


@BOTH
def test_a_sample_that_cannot_be_had_is_told_beside_it(page: Page) -> None:
    page.route("**/v1/samples/**/room*", lambda route: route.abort())
    take = page.get_by_role("button", name="Take this room").last
    take.click()
    expect(page.get_by_role("alert").get_by_text("The service does not answer")).to_be_in_viewport()
    expect(page.locator(".sample").last.get_by_role("alert")).to_have_count(1)


@BOTH
def test_a_sample_from_far_down_is_looked_at_from_its_beginning(page: Page) -> None:
    page.get_by_role("button", name="Take this room: Shop").click()
    heading = page.locator(".room h1")
    heading.wait_for()
    expect(heading).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
    page.get_by_role("button", name="Take another room").click()
    expect(page.get_by_role("heading", name="See the light before")).to_be_in_viewport(ratio=1)
    back = page.get_by_role("button", name="Back to my plan")
    back.scroll_into_view_if_needed()
    back.click()
    expect(heading).to_be_in_viewport(ratio=1)
