"""A person does the main job on the page, by clicking: room, plan, light, order."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Locator, Page, Route, expect

from orders.backends.sandbox import SandboxStore
from orders.backends.sandbox_books import Behaviour

LIGHT_LIMIT_MS = 150_000  # the first light of a fresh machine compiles its kernels
ORDER_LIMIT_MS = 60_000


def take_sample_room(page: Page) -> None:
    page.get_by_role("button", name="Take this room: Living room").click()
    expect(page.locator("svg.plan")).to_be_visible()


def placement(page: Page, number: int) -> Locator:
    return page.locator(f'svg.plan [data-placement="p{number}"]')


def hang(page: Page, name: str, across: float, down: float) -> None:
    """Take a luminaire from the list and click into the plan, at shares of its width and height."""
    page.locator(".article", has_text=name).click()
    plan = page.locator("svg.plan")
    box = plan.bounding_box()
    assert box is not None
    plan.click(position={"x": box["width"] * across, "y": box["height"] * down})


def position_m(placed: Locator) -> tuple[float, float]:
    """Where a luminaire hangs, as its label says."""
    label = placed.get_attribute("aria-label") or ""
    found = re.search(r"([-\d.]+) m from the left, ([-\d.]+) m from below", label)
    assert found, label
    return float(found[1]), float(found[2])


def see_light(page: Page) -> None:
    page.locator("select[name=quality]").select_option("draft")
    page.locator(".drawing").get_by_role("button", name="See the light").click()
    alert = page.locator("#light").get_by_role("alert")
    expect(page.locator(".picture img").or_(alert)).to_be_visible(timeout=LIGHT_LIMIT_MS)
    expect(alert).to_have_count(0)
    expect(page.locator("progress")).to_have_count(0)


def place_the_order(page: Page) -> None:
    page.get_by_role("textbox", name="Name").fill("Ada Wong")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Address").fill("Sample Street 1, Riverside")
    page.get_by_role("button", name="Place the order").click()


def newest_room(page: Page) -> dict[str, Any]:
    """What the service understood of the room that was taken last."""
    room: dict[str, Any] = page.request.get("/v1/rooms").json()["items"][0]["room"]["rooms"][0]
    return room


def kept_placements(page: Page) -> list[dict[str, Any]]:
    kept = page.evaluate("localStorage.getItem('lampyris.job.1')")
    placements: list[dict[str, Any]] = json.loads(kept)["configuration"]["placements"]
    return placements


def euros(cell: Locator) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", cell.inner_text()))


@pytest.mark.slow
def test_a_person_takes_a_room_hangs_sees_the_light_and_orders(page: Page) -> None:
    take_sample_room(page)
    samples = page.request.get("/v1/samples").json()["items"]
    stands = next(one for one in samples if one["name"] == "living-room")["configuration"]["room"][
        "furniture"
    ]
    assert len(stands) > len(newest_room(page)["furniture"])  # more than was scanned
    expect(page.locator("svg.plan .furniture")).to_have_count(len(stands))
    expect(page.locator("svg.plan .furniture title", has_text="window frame")).to_have_count(2)
    for wish in (
        page.get_by_role("button", name="See the light"),
        page.get_by_role("button", name="Get a quote"),
    ):
        for button in wish.all():
            expect(button).to_be_disabled()

    hang(page, "Dome pendant", 0.5, 0.5)
    hang(page, "Up and down wall light", 0.18, 0.92)
    pendant, wall_light = placement(page, 1), placement(page, 2)
    expect(wall_light).to_have_attribute("aria-label", re.compile(r"wall light.* 0\.00 m from below"))

    before = position_m(pendant)
    pendant.drag_to(page.locator("svg.plan"), target_position={"x": 200, "y": 180})
    expect(pendant).not_to_have_attribute("aria-label", re.compile(f"{before[0]:.2f} m from the left"))
    x, y = position_m(pendant)
    pendant.press("ArrowRight")
    pendant.press("Shift+ArrowUp")
    expect(pendant).to_have_attribute(
        "aria-label", re.compile(f"{x + 0.05:.2f} m from the left, {y + 0.5:.2f} m from below")
    )

    page.get_by_label("Brightness").fill("60")
    expect(page.locator('[data-hung="p1"] .line')).to_contain_text("60 %")

    see_light(page)
    picture = page.locator(".picture img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 300
    preview = (picture.get_attribute("src") or "").removesuffix("/picture.png")
    measures = page.request.get(f"{preview}/measures").json()
    plane = measures["planes"][0]
    assert plane["mean_lx"] > 1
    shown_lx = page.locator('[data-measure="mean"] strong').inner_text().removesuffix("lx")
    assert float(shown_lx.replace(",", "")) == pytest.approx(plane["mean_lx"], abs=0.51)
    expect(page.locator('[data-measure="uniformity"]')).to_contain_text(f"{plane['uniformity']:.2f}")
    expect(page.locator('[data-measure="density"]')).to_contain_text(f"{measures['power_density_w_m2']:.2f}")

    page.get_by_role("button", name="Get a quote").click()
    lines = page.locator("table.lines tbody tr")
    expect(lines).to_have_count(2)
    total = euros(page.locator("table.lines .total td"))
    assert total == sum(euros(line.locator("td").last) for line in lines.all())

    place_the_order(page)
    expect(page.locator('[data-state="request"]')).to_have_attribute(
        "data-value", "accepted", timeout=ORDER_LIMIT_MS
    )
    expect(page.locator('[data-state="fulfilment"]')).to_have_attribute(
        "data-value", "reserved", timeout=ORDER_LIMIT_MS
    )
    expect(page.get_by_text("The store has accepted your order")).to_be_visible()

    number = page.get_by_role("heading", name=re.compile("^Order .")).inner_text()
    page.reload()
    expect(page.get_by_role("heading", name=number)).to_be_visible()
    expect(pendant).to_be_visible()
    expect(picture).to_be_visible()


@pytest.mark.slow
def test_a_lighting_scene_of_the_sample_is_chosen_and_seen(page: Page) -> None:
    page.get_by_role("button", name="With luminaires: Living room").click()
    pendant, downlight = (page.locator("[data-hung] .line .value").nth(i) for i in (0, 1))
    expect(page.get_by_label("Lighting scene")).to_have_value("")
    expect(downlight).to_have_text("100 %")
    page.get_by_label("Lighting scene").select_option("evening")
    expect(downlight).to_have_text("15 %")
    page.get_by_label("Lighting scene").select_option("bright")
    expect(downlight).to_have_text("100 %")

    # The pendant is alone on its circuit, which no scene may name once it is gone.
    pendant.click()
    page.get_by_role("button", name="Remove").click()
    hang(page, "Globe pendant", 0.5, 0.5)
    page.get_by_label("Lighting scene").select_option("evening")
    expect(page.locator("[data-hung] .line .value").last).to_have_text("100 %")
    see_light(page)
    preview = (page.locator(".picture img").get_attribute("src") or "").removesuffix("/picture.png")
    assert page.request.get(preview).json()["scene"] == "evening"
    standards = page.locator(".targets")
    expect(standards.locator("summary")).to_have_text("Beside what standards ask, in the scene “evening”")
    stale = page.get_by_text("another lighting scene")
    expect(stale).to_have_count(0)
    page.get_by_label("Lighting scene").select_option("bright")
    expect(stale).to_be_visible()


@pytest.mark.slow
def test_what_a_dimmed_scene_misses_is_no_fault(page: Page) -> None:
    page.get_by_role("button", name="With luminaires: Bathroom").click()
    page.get_by_label("Lighting scene").select_option("night")
    see_light(page)
    expect(page.locator(".targets summary")).to_contain_text("in the scene “night”")
    missed = page.locator(".targets dd[data-status=missed]").first
    expect(missed).to_have_css("color", page.evaluate("getComputedStyle(document.body).color"))
    page.get_by_label("Lighting scene").select_option("All on, as set")
    page.locator("#light").get_by_role("button", name="Update the light").click()
    expect(page.locator(".targets summary")).to_have_text("Beside what standards ask", timeout=LIGHT_LIMIT_MS)
    expect(missed).to_have_count(0)


@pytest.mark.slow
def test_a_first_picture_is_seen_at_once_and_replaced_in_its_place(page: Page) -> None:
    page.get_by_role("button", name="With luminaires: Living room").click()
    page.locator("select[name=quality]").select_option("normal")
    page.locator(".drawing").get_by_role("button", name="See the light").click()
    figure, image = page.locator(".picture"), page.locator(".picture img")
    expect(figure).to_have_attribute("data-picture", "first-sight", timeout=LIGHT_LIMIT_MS)
    expect(image).to_have_js_property("complete", True)
    expect(page.locator("progress")).to_be_visible()
    expect(page.locator(".measures")).to_have_count(0)
    image.evaluate("image => { image.mark = 'the same'; }")
    size, draft = image.bounding_box(), image.get_attribute("src") or ""
    expect(figure).to_have_attribute("data-picture", "normal", timeout=LIGHT_LIMIT_MS)
    expect(image).to_have_js_property("mark", "the same")  # nothing blank came in between
    assert image.bounding_box() == size
    assert draft.endswith("/draft.png")
    addresses = (draft, image.get_attribute("src") or "")
    first, last = (Image.open(io.BytesIO(page.request.get(each).body())) for each in addresses)
    assert first.text["Exposure"] == last.text["Exposure"]
    assert ImageStat.Stat(first).mean == pytest.approx(ImageStat.Stat(last).mean, rel=0.15)
    expect(page.locator('[data-measure="mean"]')).to_be_visible()


def test_an_order_is_cancelled_on_the_page(page: Page) -> None:
    take_sample_room(page)
    hang(page, "Dome pendant", 0.5, 0.5)
    page.get_by_role("button", name="Get a quote").click()
    place_the_order(page)
    expect(page.get_by_text("The store has accepted your order")).to_be_visible(timeout=ORDER_LIMIT_MS)
    page.get_by_role("button", name="Cancel this order").click()
    page.get_by_role("button", name="Yes, cancel the order").click()
    expect(page.get_by_text("Your order is cancelled.")).to_be_visible(timeout=ORDER_LIMIT_MS)
    expect(page.get_by_role("button", name="Cancel this order")).to_have_count(0)


def test_what_the_service_finds_wrong_is_said_in_words_where_it_is(page: Page) -> None:
    def spoil(route: Route) -> None:
        document = json.loads(route.request.post_data or "")
        document["placements"][1]["dimming"] = -1
        route.continue_(post_data=json.dumps(document))

    take_sample_room(page)
    hang(page, "Dome pendant", 0.4, 0.5)
    hang(page, "Recessed downlight", 0.6, 0.5)
    page.route("**/v1/configurations", spoil)
    page.locator(".drawing").get_by_role("button", name="See the light").click()
    alert = page.locator("#light").get_by_role("alert")
    expect(alert).to_contain_text("placements[1].dimming")
    expect(page.locator('[data-hung="p2"] .problems li')).to_have_count(1)
    expect(placement(page, 2)).to_have_class(re.compile(r"\bbad\b"))
    placement(page, 1).click()
    expect(page.locator(".hung .problems")).to_have_count(0)
    placement(page, 2).press("ArrowLeft")
    expect(alert).to_have_count(0)


def test_a_luminaire_is_hung_moved_and_taken_away_by_keyboard_alone(page: Page) -> None:
    take_sample_room(page)
    page.locator(".article", has_text="Recessed downlight").press("Enter")
    plan = page.locator("svg.plan")
    expect(plan).to_be_focused()
    plan.press("ArrowLeft")
    plan.press("Enter")
    downlight = placement(page, 1)
    expect(downlight).to_be_focused()
    downlight.press("Delete")
    expect(downlight).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(downlight).to_have_count(1)


def test_a_broken_file_shows_its_problem_and_leaves_the_way_open(page: Page, tmp_path: Path) -> None:
    broken = tmp_path / "scan.json"
    broken.write_text('{"walls": [')
    page.get_by_label("Room file").set_input_files(broken)
    page.get_by_role("button", name="Upload").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("not JSON")
    expect(alert).to_contain_text("NOT_JSON")
    take_sample_room(page)
    expect(alert).to_have_count(0)


def test_a_real_scan_becomes_a_plan(page: Page, shared: Path) -> None:
    page.get_by_label("Room file").set_input_files(shared / "rooms" / "roomplan" / "Bedroom3.json")
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("svg.plan .floor")).to_have_count(1)
    expect(page.locator(".room")).to_contain_text("m²")


def test_nothing_is_lost_when_the_service_does_not_answer(page: Page) -> None:
    take_sample_room(page)
    hang(page, "Dome pendant", 0.5, 0.5)
    page.route("**/v1/configurations", lambda route: route.abort())
    page.get_by_role("button", name="Get a quote").click()
    expect(page.get_by_role("alert")).to_contain_text("The service does not answer")
    page.unroute("**/v1/configurations")
    page.reload()
    expect(placement(page, 1)).to_be_visible()
    assert [one["luminaire"] for one in kept_placements(page)] == ["pendant-dome-400"]
    page.get_by_role("button", name="Get a quote").click()
    expect(page.locator("table.lines tbody tr")).to_have_count(1)


def test_a_store_that_says_no_is_told_and_another_one_asked(page: Page, stores: SandboxStore) -> None:
    said = page.locator(".placed .notice")
    requests = page.locator('[data-state="request"]')
    first, *others = (store.id for store in stores.stores())
    take_sample_room(page)
    hang(page, "Dome pendant", 0.5, 0.5)

    page.get_by_role("button", name="Get a quote").click()
    expect(page.locator("table.lines tbody tr")).to_have_count(1)
    stores.set_behaviour(first, Behaviour.REJECTS_ALL)
    place_the_order(page)
    expect(said).to_have_text("The store has accepted your order and put the luminaires aside for you.")
    expect(requests.nth(0)).to_have_attribute("data-value", "rejected")
    expect(requests.nth(1)).to_have_attribute("data-value", "accepted")

    page.get_by_role("button", name="Plan something else").click()
    page.get_by_role("button", name="Get a quote").click()
    expect(page.locator("table.lines tbody tr")).to_have_count(1)
    for other in others:
        stores.set_behaviour(other, Behaviour.REJECTS_ALL)
    place_the_order(page)
    expect(said).to_have_text("The store could not take your order.")


def test_a_store_that_is_silent_is_waited_for(page: Page, stores: SandboxStore) -> None:
    said = page.locator(".placed .notice")
    take_sample_room(page)
    hang(page, "Dome pendant", 0.5, 0.5)
    page.get_by_role("button", name="Get a quote").click()
    expect(page.locator("table.lines tbody tr")).to_have_count(1)
    for store in stores.stores():
        stores.set_behaviour(store.id, Behaviour.UNREACHABLE)
    place_the_order(page)
    expect(said).to_have_text("Waiting for the store's answer…")
    for store in stores.stores():
        stores.set_behaviour(store.id, Behaviour.ACCEPTS)
    expect(said).to_have_text(
        "The store has accepted your order and put the luminaires aside for you.", timeout=ORDER_LIMIT_MS
    )


def test_a_preview_can_be_cancelled(page: Page) -> None:
    take_sample_room(page)
    hang(page, "Dome pendant", 0.5, 0.5)
    page.locator("select[name=quality]").select_option("final")
    page.locator(".drawing").get_by_role("button", name="See the light").click()
    expect(page.locator("progress")).to_be_visible()
    expect(page.locator(".picture")).to_have_attribute("data-picture", "first-sight", timeout=LIGHT_LIMIT_MS)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".picture")).to_have_count(0)
    expect(page.locator("progress")).to_have_count(0)
    expect(page.get_by_text("Cancelled. Your plan is as it was.")).to_be_visible()
    expect(placement(page, 1)).to_be_visible()


def test_the_page_speaks_chinese_and_remembers_it(page: Page) -> None:
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("先看光，再买灯")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_role("button", name="使用此房间：傍晚的客厅").click()
    expect(page.get_by_role("heading", name="平面图")).to_be_visible()
    expect(page.locator(".article").first).to_contain_text(re.compile("[\u4e00-\u9fff]"))
    expect(page.locator(".plan .furniture title", has_text="沙发")).to_have_count(1)


@pytest.mark.parametrize("context", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_a_narrow_screen_never_scrolls_sideways(page: Page) -> None:
    def fits() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    assert fits()
    page.get_by_role("button", name="With luminaires: Living room").click()
    expect(page.locator("svg.plan .luminaire").first).to_be_visible()
    expect(page.locator("[data-hung]")).to_have_count(0)
    page.get_by_role("button", name="Show all").click()
    page.locator("[data-hung] .line").first.click()
    page.get_by_role("button", name="Get a quote").click()
    expect(page.get_by_role("button", name="Place the order")).to_be_visible()
    assert fits()
