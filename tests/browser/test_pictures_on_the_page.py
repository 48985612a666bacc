"""A person shows a picture otherwise on the page, takes it as a file, and sees luminaires in the list."""

from __future__ import annotations

import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Request, Route, expect

LIGHT_LIMIT_MS = 150_000  # the first light of a fresh machine compiles its kernels
PICTURE_LIMIT_MS = 30_000


def see_light(page: Page) -> None:
    page.locator("select[name=quality]").select_option("draft")
    page.locator(".drawing").get_by_role("button", name="See the light").click()
    expect(page.locator(".picture[data-picture=draft] img")).to_be_visible(timeout=LIGHT_LIMIT_MS)
    expect(page.locator("progress")).to_have_count(0)


def place_of(shown: Locator) -> list[float]:
    """Where something is in the page, wherever that is scrolled to, and how large."""
    script = "e => { const b = e.getBoundingClientRect(); return [b.x, b.y + scrollY, b.width, b.height]; }"
    place: list[float] = shown.evaluate(script)
    return place


def query_of(image: Locator) -> dict[str, list[str]]:
    return parse_qs(urlsplit(image.get_attribute("src") or "").query)


def text_of(page: Page, address: str | None) -> dict[str, str]:
    with Image.open(io.BytesIO(page.request.get(address or "").body())) as image:
        said: dict[str, str] = image.text
        return said


class HeldPictures:
    """Luminaires' pictures, held back while one looks: those that are kept already would be there before."""

    def __init__(self, page: Page) -> None:
        self._held: list[Route] | None = []
        page.route("**/picture.webp*", self._take)

    def _take(self, route: Route) -> None:
        if self._held is None:
            route.continue_()
        else:
            self._held.append(route)

    def hold(self) -> None:
        self._held = []

    def release(self) -> None:
        held, self._held = self._held or [], None
        for route in held:
            route.continue_()


@pytest.mark.slow
def test_exposure_white_and_tones_are_set_by_keyboard_and_stay(page: Page) -> None:
    page.get_by_role("button", name="With luminaires: Living room").click()
    see_light(page)
    image, said = page.locator(".picture img"), page.locator(".said")
    plain = image.get_attribute("src") or ""
    preview = page.request.get(plain.removesuffix("/picture.png")).json()
    expect(said).to_contain_text(f"EV {preview['ev']:.2f}")
    page.locator("lampyris-showing summary").press("Enter")
    before = place_of(image)

    page.get_by_label("EV at ISO 100").press("ArrowRight")
    page.locator("select[name=white]").select_option("stated")
    page.locator("lampyris-showing").get_by_label("Colour temperature").fill("2700")
    page.get_by_label("Duv").fill("-3")
    page.locator("select[name=tone]").select_option("agx")
    expect(image).to_have_attribute("src", re.compile("tone=agx"), timeout=PICTURE_LIMIT_MS)
    expect(image).to_have_attribute("aria-busy", "false", timeout=PICTURE_LIMIT_MS)
    fixed = preview["ev"] + 1 / 3
    query = query_of(image)
    assert query["white"] == ["2700,-0.003"]
    assert float(query["ev"][0]) == pytest.approx(fixed, abs=0.006)
    assert place_of(image) == before  # nothing jumps
    # the address alone gives the same picture to whoever has it
    text = text_of(page, image.get_attribute("src"))
    assert (text["Exposure"], text["Tone"]) == (f"EV {fixed:.2f} at ISO 100", "agx")
    expect(said).to_contain_text("2700 K, Duv -0.003")
    expect(page.get_by_label("Fixed, to compare")).to_be_checked()

    # other luminaires, a reload: the exposure is still the one that was fixed
    page.locator("[data-hung] .line").first.click()
    page.get_by_role("button", name="Remove").click()
    page.locator("select[name=quality]").select_option("normal")
    page.get_by_role("button", name="Update the light").click()
    expect(page.locator(".picture")).to_have_attribute("data-picture", "first-sight", timeout=LIGHT_LIMIT_MS)
    assert query_of(image) == query  # the draft has it, too
    expect(page.locator(".picture")).to_have_attribute("data-picture", "normal", timeout=LIGHT_LIMIT_MS)
    expect(image).not_to_have_attribute("src", re.compile(preview["id"]), timeout=LIGHT_LIMIT_MS)
    assert query_of(image) == query
    page.reload()
    expect(image).to_have_attribute("src", re.compile("tone=agx"), timeout=PICTURE_LIMIT_MS)
    assert query_of(image) == query

    page.locator("lampyris-showing summary").press("Enter")
    page.get_by_role("button", name="As it was made").click()
    expect(image).to_have_attribute("src", re.compile(r"/picture\.png$"), timeout=PICTURE_LIMIT_MS)
    expect(page.get_by_label("Fixed, to compare")).not_to_be_checked()


@pytest.mark.slow
def test_false_colours_and_files_of_every_kind(page: Page) -> None:
    page.get_by_role("button", name="With luminaires: Living room").click()
    see_light(page)
    image = page.locator(".picture img")
    place = place_of(image)
    for label, ends in (
        ("False colours, lx", "/false-colour.png"),
        ("False colours, cd/m²", "/false-colour.png?quantity=cd"),
        ("Colours", "/picture.png"),
    ):
        page.get_by_label(label, exact=True).check()
        expect(image).to_have_attribute("src", re.compile(re.escape(ends) + "$"), timeout=PICTURE_LIMIT_MS)
        assert place_of(image) == place
        controls = page.locator("fieldset.controls")
        assert controls.evaluate("each => each.disabled") is (label != "Colours")
    for name, kind in (("PNG", "png"), ("WebP", "webp"), ("AVIF", "avif"), ("EXR", "x-exr")):
        link = page.locator(".files").get_by_role("link", name=name, exact=True)
        assert link.get_attribute("download") == f"lampyris.{name.lower()}"
        answer = page.request.get(link.get_attribute("href") or "")
        assert (answer.status, answer.headers["content-type"]) == (200, f"image/{kind}")


@pytest.mark.slow
def test_luminaires_are_seen_lit_and_unlit_and_never_take_more_than_one_connection(page: Page) -> None:
    waiting: set[Request] = set()
    most = 0

    def begun(request: Request) -> None:
        nonlocal most
        if "/v1/luminaires/" in request.url and request.resource_type == "fetch":
            waiting.add(request)
            most = max(most, len(waiting))

    pictures = HeldPictures(page)
    page.on("request", begun)
    page.on("requestfinished", lambda request: waiting.discard(request))
    page.on("requestfailed", lambda request: waiting.discard(request))
    page.get_by_role("button", name="Take this room: Living room").click()
    first = page.locator(".article").first
    face = first.locator(".face")
    place = place_of(face)
    sku = first.get_attribute("data-sku")
    expect(face.locator(".sign")).to_be_visible()
    pictures.release()
    image = face.locator("img")
    expect(image).to_have_attribute("src", f"/v1/luminaires/{sku}/picture.webp?w=160", timeout=LIGHT_LIMIT_MS)
    expect(image).to_have_js_property("naturalWidth", 160)
    assert place_of(face) == place
    pictures.hold()
    page.get_by_label("unlit").check()
    expect(face.locator(".sign")).to_be_visible()
    pictures.release()
    expect(image).to_have_attribute("src", re.compile("lit=false"), timeout=LIGHT_LIMIT_MS)
    page.get_by_role("searchbox").fill("mushroom")
    expect(page.locator(".article")).to_have_count(1)
    expect(image).to_have_attribute("src", re.compile("/table-mushroom-280/"), timeout=LIGHT_LIMIT_MS)
    assert most == 1


def test_a_picture_that_cannot_be_made_leaves_sign_and_name(page: Page) -> None:
    page.route("**/picture.webp*", lambda route: route.abort())
    page.get_by_role("button", name="Take this room: Living room").click()
    article = page.locator(".article", has_text="Dome pendant")
    expect(article.locator(".sign")).to_be_visible()
    article.click()
    expect(article).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".article img")).to_have_count(0)
