"""Words of a search, found in texts of both languages.

English words are found whole, as beginnings, within other words, by their synonyms and, from four letters
on, with a slip of the finger. Chinese has no blanks: a run of characters is cut at the terms that we know,
and what remains must stand in the text as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_CHINESE = "㐀-䶿一-鿿"
_TOKEN = re.compile(rf"[{_CHINESE}]+|[^\W_{_CHINESE}]+(?:[.-][^\W_{_CHINESE}]+)*")
_PARTICLES = re.compile("[的和与或个一盏只款带有]")
_SAYS_NOTHING = frozenset(
    {
        "a",
        "an",
        "and",
        "any",
        "by",
        "for",
        "from",
        "i",
        "in",
        "is",
        "it",
        "me",
        "my",
        "of",
        "on",
        "or",
        "some",
    }
    | {"that", "the", "to", "two", "three", "want", "which", "with", "我", "想要", "想", "要", "适合", "一盏"}
    | {"lamp", "lamps", "light", "lights", "luminaire", "luminaires", "灯", "灯具"}
)
SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("pendant", "hanging", "suspended", "suspension", "吊灯", "悬吊", "垂吊", "吊线灯"),
    ("ceiling", "flush", "吸顶灯", "吸顶", "明装"),
    ("recessed", "downlight", "筒灯", "嵌入式", "嵌灯", "嵌入"),
    ("spot", "spotlight", "射灯"),
    ("track", "轨道灯", "轨道"),
    ("wall", "sconce", "壁灯"),
    ("floor", "standing", "落地灯", "落地"),
    ("table", "desk", "bedside", "台灯", "桌灯", "床头灯"),
    ("linear", "batten", "线形灯", "线性灯", "条形灯", "线条灯"),
    ("panel", "面板灯", "平板灯"),
    ("globe", "sphere", "ball", "球形", "圆球", "球灯"),
    ("dome", "bowl", "穹顶", "半球"),
    ("drum", "圆筒", "鼓形"),
    ("chandelier", "枝形吊灯", "水晶灯"),
    ("lantern", "灯笼"),
    ("strip", "灯带", "灯条"),
    ("brass", "golden", "gold", "黄铜", "金色"),
    ("black", "黑色", "黑"),
    ("white", "白色"),
    ("chrome", "nickel", "steel", "镀铬", "不锈钢", "银色"),
    ("glass", "玻璃"),
    ("opal", "frosted", "乳白", "磨砂"),
    ("wood", "wooden", "oak", "木", "橡木", "实木"),
    ("fabric", "linen", "textile", "布艺", "亚麻", "布"),
    ("paper", "纸"),
    ("dimmable", "dimming", "可调光", "调光"),
    ("tunable", "可调色温", "调色温"),
    ("dining", "餐厅", "餐桌"),
    ("kitchen", "厨房"),
    ("bathroom", "浴室", "卫生间"),
    ("bedroom", "卧室"),
    ("living", "客厅"),
    ("office", "办公室", "办公"),
)
_GROUP = {term: group for group in SYNONYMS for term in group}
_TERMS = sorted((term for term in _GROUP if re.match(f"[{_CHINESE}]", term)), key=len, reverse=True)
_LEAST = 0.5  # of a word's mark below which it is not found


@dataclass(frozen=True)
class SearchedText:
    """A text as words are looked for in it."""

    text: str
    tokens: frozenset[str]


def plain(text: str) -> str:
    """The text with full-width letters, capitals and accents taken away.

    Examples
    --------
    >>> plain("Café ３００Ｋ")
    'cafe 300k'
    """
    wide = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in wide if not unicodedata.combining(letter))


def searched(*texts: str) -> SearchedText:
    """Texts made ready to be searched."""
    text = plain("\n".join(texts))
    parts = set()
    for token in _TOKEN.findall(text):
        parts |= {token, *re.split("[.-]", token)}
    return SearchedText(text, frozenset(parts))


def words_of(search: str) -> tuple[str, ...]:
    """The words of a search that say something, Chinese ones cut at the terms that we know.

    Examples
    --------
    >>> words_of("a brass Pendant"), words_of("黄铜的吊灯")
    (('brass', 'pendant'), ('黄铜', '吊灯'))
    """
    words: list[str] = []
    for token in _TOKEN.findall(plain(search)):
        words += _cut(token) if re.match(f"[{_CHINESE}]", token) else [token]
    return tuple(dict.fromkeys(word for word in words if word not in _SAYS_NOTHING))


def _cut(run: str) -> Iterator[str]:
    found = next((term for term in _TERMS if term in run), None)
    if found is None:
        yield from (piece for piece in _PARTICLES.split(run) if piece)
        return
    before, _, after = run.partition(found)
    yield from _cut(before) if before else ()
    yield found
    yield from _cut(after) if after else ()


def mark_of(words: Sequence[str], texts: Sequence[tuple[SearchedText, float]]) -> float | None:
    """How well texts fit words, None where one of the words is in none of them.

    Parameters
    ----------
    words
        As `words_of` gives them.
    texts
        Each with its weight: a name counts more than a description.
    """
    total = 0.0
    for word in words:
        best = max(
            (weight * mark for text, weight in texts if (mark := _mark(word, text)) >= _LEAST), default=0.0
        )
        if best == 0.0:
            return None
        total += best
    return round(total, 6)


@lru_cache(maxsize=200_000)
def _mark(word: str, text: SearchedText) -> float:
    """1 where the word stands there, less for beginnings, parts, synonyms and slips; 0 where it does not."""
    if word in text.tokens:
        return 1.0
    if re.match(f"[{_CHINESE}]", word):
        if word in text.text:
            return 1.0
        return 0.8 if _has_synonym(word, text) else 0.0
    if len(word) >= 2 and any(token.startswith(word) for token in text.tokens):
        return 0.9
    if _has_synonym(word, text):
        return 0.8
    if len(word) >= 3 and word in text.text:
        return 0.7
    slips = 0 if len(word) < 4 or any(map(str.isdigit, word)) else 1 if len(word) < 8 else 2
    if slips and any(_is_slip(word, token, slips) for token in text.tokens):
        return 0.5
    return 0.0


def _has_synonym(word: str, text: SearchedText) -> bool:
    group = _GROUP.get(word) or (_GROUP.get(word[:-1], ()) if word.endswith("s") else ())
    return any(term in text.tokens or (not term.isascii() and term in text.text) for term in group)


def _is_slip(word: str, token: str, most: int) -> bool:
    """Whether letters left out, put in, changed or swapped, at most so many, make one of the other.

    Optimal string alignment: Damerau-Levenshtein in which no letter is changed twice.
    """
    if abs(len(word) - len(token)) > most or word[0] != token[0] or not token.isalpha():
        return False
    before: list[int] = []
    row = list(range(len(token) + 1))
    for i, letter in enumerate(word, 1):
        last, before, row = before, row, [i]
        for j, other in enumerate(token, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == token[j - 2] and word[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1] <= most
