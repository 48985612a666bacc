"""Variants, bulbs and a person's own luminaire on the page, over a library that has something to choose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from library_with_choices import make_library_with_choices
from page_service import serving
from playwright.sync_api import Page, expect
from written_photometry import ies_file, lambert


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that sells what can be chosen within."""
    folder = tmp_path_factory.mktemp("choices")
    library = make_library_with_choices(folder)
    with serving(folder / "data", LAMPYRIS_LIBRARY=str(library)) as address:
        yield address


def hang(page: Page, article: str, across: float) -> None:
    page.locator(".article", has_text=article).click()
    plan = page.locator("svg.plan")
    box = plan.bounding_box()
    assert box is not None
    plan.click(position={"x": box["width"] * across, "y": box["height"] * 0.5})


def kept_placements(page: Page) -> list[dict[str, Any]]:
    page.wait_for_timeout(300)  # what is kept is written a moment later
    placements: list[dict[str, Any]] = json.loads(page.evaluate("localStorage.getItem('lampyris.job.1')"))[
        "configuration"
    ]["placements"]
    return placements


def take_sample_room(page: Page) -> None:
    page.get_by_role("button", name="Take this room: Living room").click()
    expect(page.locator("svg.plan")).to_be_visible()


def test_a_variant_changes_name_price_and_order(page: Page) -> None:
    take_sample_room(page)
    hang(page, "Globe pendant", 0.4)
    choices = page.locator("[data-choices=p1]")
    choices.get_by_label("Finish").select_option("black")
    expect(page.locator("[data-hung=p1] .name")).to_have_text("Globe pendant 300, black")
    expect(page.locator(".sums dd")).to_have_text("€179.00")
    too_hot = choices.locator("option[value=bright]")
    expect(too_hot).to_be_disabled()
    driver = choices.get_by_label("Driver")
    expect(driver).to_have_accessible_description("bright does not go with it: the black cap gets too hot.")
    expect(choices.locator(".hint")).to_be_visible()
    choices.get_by_label("Driver").select_option("dali")
    expect(page.locator(".sums dd")).to_have_text("€214.50")
    assert kept_placements(page)[0]["variant"] == "black+dali"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".sums dd")).to_have_text("€179.00")
    page.reload()
    expect(page.locator("[data-hung=p1] .name")).to_have_text("Globe pendant 300, black")
    page.locator("#order").get_by_role("button", name="Get a quote").click()
    expect(page.locator("#order")).to_contain_text("Globe pendant 300, black")
    expect(page.locator("#order")).to_contain_text("€179.00")


def test_a_bulb_is_chosen_among_those_that_fit(page: Page) -> None:
    take_sample_room(page)
    shown = page.locator("li", has=page.locator(".article", has_text="Mushroom"))
    expect(shown.locator(".price")).to_contain_text("without bulb")
    shown.get_by_role("button", name="Details").click()
    details = page.locator("dialog.details")
    expect(details).to_contain_text("Price, without bulb")
    expect(details).to_contain_text("2 × €8.50 (Bulb a60-806-2700)")
    details.get_by_role("button", name="Close").click()
    hang(page, "Mushroom", 0.4)
    bulbs = page.locator("[data-choices=p1]").get_by_label("Bulb")
    skus = bulbs.locator("option").evaluate_all("all => all.map(one => one.value)")
    assert skus == ["a60-806-2700", "g95-1055-4000", "a60-spot", "a60-806-4000"]
    before = page.locator(".sums dd").inner_text()
    bulbs.select_option("g95-1055-4000")
    assert kept_placements(page)[0]["bulb"] == "g95-1055-4000"
    assert page.locator(".sums dd").inner_text() == before, "both bulbs cost the same, and there are two"
    page.locator("#order").get_by_role("button", name="Get a quote").click()
    expect(page.locator("#order")).to_contain_text("Bulb g95-1055-4000")


def test_an_own_file_hangs_at_once_and_is_not_for_sale(page: Page) -> None:
    take_sample_room(page)
    page.locator("input[name=own]").set_input_files(
        {"name": "bench.ies", "mimeType": "text/plain", "buffer": ies_file(lambert(500))}
    )
    own = page.locator("[data-own]")
    expect(own).to_contain_text("not sold here")
    expect(own).to_have_attribute("aria-pressed", "true")
    plan = page.locator("svg.plan")
    box = plan.bounding_box()
    assert box is not None
    plan.click(position={"x": box["width"] * 0.4, "y": box["height"] * 0.5})
    path = kept_placements(page)[0]["luminaire"]["photometry"]
    assert path.endswith("/bench.ies")
    page.reload()
    expect(page.locator("[data-own]")).to_be_visible()
    page.locator("#order").get_by_role("button", name="Get a quote").click()
    expect(page.locator("#order").get_by_role("alert")).to_contain_text("bare photometric file")
    page.locator("input[name=own]").set_input_files(
        {"name": "broken.ies", "mimeType": "text/plain", "buffer": b"nothing"}
    )
    expect(page.locator(".own").get_by_role("alert")).to_contain_text("TILT=")
