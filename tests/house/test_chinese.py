"""What a shopper can be told of a room, its light and an order has its sentence in Simplified Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from page_makers import page_maker

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "web" / "src" / "texts"
TABLES = ("files", "rooms", "light", "luminaires")
TOLD_SHOPPERS = ("scenes/", "render/", "orders/", "api/")
NOT_TOLD_SHOPPERS = ("FEED_", "ADMIN_")  # a store's own business
LONGEST = 90


def sentences() -> list[tuple[str, str]]:
    """Codes with their Chinese sentences, in the order of the tables."""
    texts = [(TEXTS / f"problems_zh_{name}.ts").read_text(encoding="utf-8") for name in TABLES]
    return [row for text in texts for row in re.findall(r'^  ([A-Z0-9_]+): "([^"]*)",$', text, re.MULTILINE)]


def codes(folders: tuple[str, ...]) -> set[str]:
    """Codes that arise in one of the folders."""
    page = page_maker("make_problem_codes").page()
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \|[^|]*\| ([^|]*) \|", page, re.MULTILINE)
    return {code for code, places in rows if any(f"`{folder}" in places for folder in folders)}


@pytest.mark.parametrize("folder", TOLD_SHOPPERS)
def test_every_code_that_a_shopper_can_meet_has_its_chinese_sentence(folder: str) -> None:
    told = {code for code in codes((folder,)) if not code.startswith(NOT_TOLD_SHOPPERS)}
    assert len(told) > 20, "hardly a code was found, so this test would say nothing"
    assert sorted(told - dict(sentences()).keys()) == [], f"add them to {TEXTS.name}/problems_zh_*.ts"


def test_no_sentence_is_of_a_code_that_is_gone_or_there_twice() -> None:
    named = [code for code, _ in sentences()]
    assert sorted({code for code in named if named.count(code) > 1}) == []
    assert sorted(set(named) - codes((*TOLD_SHOPPERS, "assets/", "kit/"))) == []


def test_sentences_are_short_and_chinese() -> None:
    for code, said in sentences():
        assert re.search("[\u4e00-\u9fff]{4}", said), code
        assert said.endswith("。"), code
        assert len(said) <= LONGEST, code
        assert not re.search(r"[,;:?!](?!\d)", said), f"{code}: Western punctuation in {said}"
