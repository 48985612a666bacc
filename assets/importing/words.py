"""Words that shops use, compared without accents, case and signs; the lists are in `words.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).parent / "words.toml"
_SIGNS = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


def plain(text: str) -> str:
    """A text in small letters, without accents and signs, words apart by one blank.

    Examples
    --------
    >>> plain("Höhe (mm)"), plain("Kugel-Pendelleuchte"), plain("光通量/lm")
    ('hohe mm', 'kugel pendelleuchte', '光通量 lm')
    """
    apart = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold())
    return _SIGNS.sub(" ", "".join(each for each in apart if not unicodedata.combining(each))).strip()


def is_chinese(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return _HAN.search(text) is not None


@cache
def words_of(table: str) -> dict[str, str]:
    """What each plain word of a table of `words.toml` stands for."""
    listed: dict[str, list[str]] = _tables()[table]
    return {plain(word): meaning for meaning, words in listed.items() for word in words}


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


def found_words(text: str, table: str) -> list[tuple[str, str]]:
    """Words of a table that are in a text, the longest first: (word, what it stands for).

    Latin words must stand alone or, of six letters and more, end a longer word, as German compounds do;
    Chinese ones may stand anywhere. Words within longer found ones are left out.
    """
    whole = plain(text)
    found: list[tuple[str, str]] = []
    for word, meaning in _longest_first(table):
        if word not in whole or not _holds(whole, word):
            continue
        found.append((word, meaning))
        whole = whole.replace(word, " | ")
    return found


def _holds(whole: str, word: str) -> bool:
    return is_chinese(word) or _pattern(word).search(whole) is not None


@cache
def _longest_first(table: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(words_of(table).items(), key=lambda item: (-len(item[0]), item[0])))


@cache
def _pattern(word: str) -> re.Pattern[str]:
    start = r"(?<![0-9a-z])" if len(word) < 6 else ""
    return re.compile(rf"{start}{re.escape(word)}(?:e|n|en|s|x)?(?![0-9a-z])")


def stands_in(whole: str, word: str) -> bool:
    """Whether a plain text holds a plain word between blanks."""
    return f" {word} " in f" {whole} "
