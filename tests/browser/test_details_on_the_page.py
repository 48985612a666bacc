"""A luminaire's details on the page: figures, diagrams and files, in both languages, by keyboard too."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def opened(page: Page, name: str) -> Locator:
    """The details of a luminaire of the list."""
    page.get_by_role("button", name="Take this room: Living room").click()
    card = page.locator(".articles > li", has_text=name)
    card.get_by_role("button", name="Details").press("Enter")
    dialog = page.get_by_role("dialog", name=re.compile(name))
    expect(dialog).to_be_visible()
    return dialog


def test_figures_diagrams_and_files(page: Page) -> None:
    page.route(
        "**/picture.webp*", lambda route: route.abort()
    )  # seen elsewhere; here they would only take long
    dialog = opened(page, "Dome pendant")
    shown = page.request.get("/v1/luminaires/pendant-dome-400").json()
    expect(dialog.locator("dl")).to_contain_text(f"{shown['luminous_flux_lm']:,.0f} lm")
    expect(dialog.locator("dl")).to_contain_text(f"€{shown['price']['amount']}")
    for name in ("Luminous intensity", "Light cone"):
        diagram = dialog.get_by_role("img", name=name)
        diagram.scroll_into_view_if_needed()
        expect(diagram).to_have_js_property("complete", True)
        assert diagram.evaluate("image => image.naturalWidth") > 0
    model = dialog.get_by_role("link", name="3D model (GLB)")
    assert page.request.get(model.get_attribute("href") or "").body()[:4] == b"glTF"
    file = dialog.get_by_role("link", name="Photometric file")
    assert page.request.get(file.get_attribute("href") or "").ok
    # Escape closes it, and nothing was chosen by opening it
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(".article[aria-pressed=true]")).to_have_count(0)


def test_the_data_sheet_is_in_the_pages_language_and_a_refusal_is_said(page: Page) -> None:
    page.route("**/picture.webp*", lambda route: route.abort())
    asked: list[str] = []
    page.route("**/datasheet.pdf*", lambda route: (asked.append(route.request.url), route.abort()))
    page.get_by_role("button", name="中文").click()
    page.get_by_role("button", name="使用此房间：傍晚的客厅").click()
    page.locator(".articles > li", has_text="圆球吊灯").get_by_role("button", name="详情").click()
    dialog = page.get_by_role("dialog")
    polar = dialog.get_by_role("img", name="配光曲线")
    expect(polar).to_have_attribute("src", "/v1/luminaires/pendant-globe-300/polar.svg?lang=zh")
    dialog.get_by_role("button", name="产品规格书").click()
    expect(dialog.get_by_role("status")).to_have_text("暂时无法生成产品规格书。")
    assert [address.rpartition("?")[2] for address in asked] == ["lang=zh"]
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_have_count(0)
