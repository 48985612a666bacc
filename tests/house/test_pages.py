"""The reader's pages say what is so: commands exist, codes and settings are listed, errors reach HTTP."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from page_makers import page_maker

from api.cli.main import command_names
from api.settings import sentences
from assets.catalogue import read_catalogue
from scenes.pieces.kinds import KINDS
from scenes.pieces.names import CHINESE

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")


def makes() -> set[str]:
    """The words that `make` knows."""
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def shell_lines(page: str) -> list[str]:
    """The lines of a page's shell blocks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("page", PAGES)
def test_commands_on_the_pages_exist(page: str) -> None:
    known_makes, known_commands = makes(), command_names()
    for line in shell_lines(page):
        words = line.split("#")[0].split()
        if words[:1] == ["make"] and len(words) > 1:
            assert words[1] in known_makes, line
        if words and words[0].endswith("lampyris") and len(words) > 1 and not words[1].startswith("-"):
            assert words[1] in known_commands, line


@pytest.mark.parametrize("page", PAGES)
def test_files_named_on_the_pages_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", text)
    assert [name for name in linked if not (ROOT / name).exists()] == []


def first_column(page: str) -> set[str]:
    """The names in the first column of a page's table."""
    return set(re.findall(r"^\| `([A-Z0-9_]+)`", page, re.MULTILINE))


def test_problem_codes_are_listed() -> None:
    listed = first_column((ROOT / "docs" / "problem-codes.md").read_text(encoding="utf-8"))
    used = first_column(page_maker("make_problem_codes").page())
    assert used, "no code was found, so this test would say nothing"
    assert (used - listed, listed - used) == (set(), set()), "run `make problem-codes`"


def test_our_luminaires_are_listed_as_they_are() -> None:
    page = (ROOT / "docs" / "luminaires.md").read_text(encoding="utf-8")
    assert page == page_maker("make_luminaires").page(read_catalogue()), (
        "run `python docs/make_luminaires.py`"
    )


@pytest.mark.parametrize("name", ["pieces", "targets", "materials"])
def test_pages_of_tables_are_as_they_are_made(name: str) -> None:
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert page == page_maker(f"make_{name}").page(), f"run `python docs/make_{name}.py`"


def test_settings_are_explained_in_their_own_words() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(LAMPYRIS_[A-Z_]+)` \|[^|]*\| (.*) \|$", page, re.MULTILINE)
    assert dict(rows) == sentences()


def test_every_error_has_a_status() -> None:
    path = ROOT / "api" / "http" / "errors.py"
    tree = ast.parse((ROOT / "kit" / "errors.py").read_text(encoding="utf-8"))
    errors = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    named |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert errors - named == set()


@pytest.mark.parametrize(("language", "called"), [("en", {kind: kind for kind in KINDS}), ("zh", CHINESE)])
def test_the_page_has_a_word_for_every_kind_of_furniture(language, called):
    text = (ROOT / "web" / "src" / "texts" / f"{language}.ts").read_text(encoding="utf-8")
    words = dict(re.findall(r'"furniture\.([^"]+)": "([^"]+)"', text))
    assert {kind: words.get(kind) for kind in KINDS} == dict(called)
