"""Finding luminaires on the page: words, wishes said in words, filters with counts, order, further pages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_service import serving
from playwright.sync_api import Page, expect

from assets.make_library import make_library

GLOBES = 30


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that sells thirty globes of different prices, and a recessed downlight."""
    folder = tmp_path_factory.mktemp("finding")
    make_library(folder / "made")
    library = folder / "library"
    shutil.copytree(folder / "made" / "downlight-recessed-90", library / "downlight-recessed-90")
    for number in range(GLOBES):
        _globe(folder / "made" / "pendant-globe-300", library / f"globe-{number:02d}", 100 + number)
    with serving(folder / "data", LAMPYRIS_LIBRARY=str(library)) as address:
        yield address


def _globe(made: Path, place: Path, price: int) -> None:
    shutil.copytree(made, place)
    toml = place / "luminaire.toml"
    text = toml.read_text(encoding="utf-8").split("\n[[options")[0]
    text = text.replace('sku = "pendant-globe-300"', f'sku = "{place.name}"')
    toml.write_text(re.sub(r'amount = "[\d.]+"', f'amount = "{price}.00"', text, count=1), encoding="utf-8")


def test_words_wishes_filters_order_and_further_pages(page: Page) -> None:
    page.get_by_role("button", name="Take this room: Living room").click()
    articles, found = page.locator(".catalogue .article"), page.locator(".finding .hint")
    search = page.get_by_role("searchbox")
    expect(found).to_have_text(f"{GLOBES + 1} found", timeout=30_000)
    expect(articles).to_have_count(24)
    page.get_by_role("button", name="Show more (7 left)").click()
    expect(articles).to_have_count(GLOBES + 1)
    skus = [article.get_attribute("data-sku") for article in articles.all()]
    assert len(set(skus)) == GLOBES + 1

    page.get_by_label("Sorting").select_option("-price")
    expect(articles.first).to_have_attribute("data-sku", f"globe-{GLOBES - 1:02d}")

    search.fill("at least 300 lx on a desk from 1.2 m")
    expect(page.locator(".understood")).to_have_text("at least 300 lx on a desk 1.2 m below")
    expect(articles).to_have_count(1)
    expect(articles.locator(".facts")).to_contain_text("lx at 1.2 m")
    search.fill("300 lx")
    expect(page.locator(".understood")).to_contain_text("Say from which distance")

    search.fill("")
    page.locator(".filters summary").click()
    page.locator(".chip[data-value=recessed]").click()
    expect(found).to_have_text("1 found")
    expect(page.locator(".chip[data-value=pendant][data-kind=mounting] .count")).to_have_text(str(GLOBES))
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_label("Costs at most").fill("104,5")
    expect(found).to_have_text("6 found")  # five globes and the downlight

    page.get_by_role("button", name="中文").click()
    search.fill("圆球吊灯")
    expect(found).to_have_text("共 5 款")
    articles.first.click()
    expect(articles.first).to_have_attribute("aria-pressed", "true")
    search.fill("nothing like this")
    expect(page.get_by_text("没有符合的灯具。")).to_be_visible()
