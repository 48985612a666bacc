"""Which column holds what: headings in four languages, mapped and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assets.importing.values import CURRENCIES, currency_in, unit_in
from assets.importing.words import plain, stands_in, words_of
from kit.problems import Problem, error, warning

# Several columns of these belong together; of all others one is taken.
MANY = {"name", "description", "category", "photometry", "photograph", "model", "finish", "material"}
# What is known and not used, and why.
UNUSED = {
    "cost_price": "what the shop pays is nobody else's",
    "list_price": "the price that is asked for is used",
    "stock": "stock comes from the stores",
    "barcode": "not kept",
    "socket": "bulbs are in bulbs.toml of the library",
    "bulb_included": "bulbs are in bulbs.toml of the library",
    "beam": "the photometric file says it",
    "voltage": "not kept",
    "url": "not kept",
}
_LANGUAGES = {
    "en": "en",
    "eng": "en",
    "english": "en",
    "englisch": "en",
    "anglais": "en",
    "英文": "en",
    "de": "de",
    "deutsch": "de",
    "german": "de",
    "allemand": "de",
    "fr": "fr",
    "francais": "fr",
    "french": "fr",
    "franzosisch": "fr",
    "zh": "zh",
    "cn": "zh",
    "chinese": "zh",
    "chinesisch": "zh",
    "chinois": "zh",
    "中文": "zh",
    "zh cn": "zh",
}
_SIDE_WORDS = {
    *(
        "mm",
        "cm",
        "m",
        "in",
        "inch",
        "inches",
        "zoll",
        "ft",
        "毫米",
        "厘米",
        "w",
        "watt",
        "lm",
        "k",
        "kg",
        "g",
        "h",
        "hrs",
    ),
    *(
        "file",
        "datei",
        "name",
        "dateiname",
        "fichier",
        "filename",
        "1",
        "2",
        "3",
        "4",
        "5",
        "years",
        "jahre",
        "incl",
        "inkl",
    ),
    *(
        "vat",
        "mwst",
        "tax",
        "tva",
        "c",
        "v",
        "lb",
        "lbs",
        "a",
        "stunden",
        "ttc",
        "of",
        "the",
        "luminaire",
        "leuchte",
        "system",
    ),
}


@dataclass(frozen=True)
class Column:
    """One column of a table and what it holds; `meaning` is empty where nobody knows."""

    index: int
    heading: str
    meaning: str
    unit: str | None = None  # of length
    currency: str | None = None
    language: str | None = None

    def as_json(self) -> dict[str, str]:
        """What is shown of it."""
        shown = {"heading": self.heading, "meaning": self.meaning or "unmapped"}
        found = {"unit": self.unit, "currency": self.currency, "language": self.language}
        return shown | {name: value for name, value in found.items() if value}


def map_columns(
    headings: Sequence[str], name: str, wishes: Mapping[str, str] | None = None
) -> tuple[tuple[Column, ...], list[Problem]]:
    """What each column holds, and what could not be told.

    A heading that is a known word, apart from unit, currency and language, counts before one that only holds
    one. Where two columns claim the same and nothing tells them apart, neither is used.

    Parameters
    ----------
    headings
        Of the table, in order.
    name
        The table's, for problems.
    wishes
        Meanings that a person states, by heading.
    """
    ranked = [_column(index, heading, wishes or {}) for index, heading in enumerate(headings)]
    problems: list[Problem] = []
    columns = [column for column, _ in ranked]
    for meaning in dict.fromkeys(column.meaning for column in columns if column.meaning):
        claims = [(rank, column) for column, rank in ranked if column.meaning == meaning]
        best = max(rank for rank, _ in claims)
        kept = [column for rank, column in claims if rank == best]
        if meaning in MANY or meaning in UNUSED:
            continue
        for rank, column in claims:
            if rank < best or len(kept) > 1:
                columns[column.index] = Column(column.index, column.heading, "")
        if len(kept) > 1 and _alike(kept):
            columns[kept[0].index] = kept[0]
            continue
        if len(kept) > 1:
            listed = ", ".join(repr(column.heading) for column in kept)
            message = f"the columns {listed} all seem to be {meaning!r}; none of them is used"
            problem = error if meaning == "sku" else warning
            hint = f"Say which one: --map '{kept[0].heading}={meaning}'."
            problems.append(problem("HEADINGS_AMBIGUOUS", name, message, hint))
    if not any(column.meaning == "sku" for column in columns) and not problems:
        message = f"none of the headings {', '.join(headings)[:300]} is that of skus"
        hint = "Name the column 'sku', or say which it is: --map 'HEADING=sku'."
        problems.append(error("SKU_COLUMN_MISSING", name, message, hint))
    return tuple(columns), problems


def _alike(columns: list[Column]) -> bool:
    """Whether columns differ in their unit of length only: the first is as good as any."""
    return len({column.unit for column in columns if column.unit}) == len(columns)


def _column(index: int, heading: str, wishes: Mapping[str, str]) -> tuple[Column, int]:
    """A column and how surely its heading says what it holds, 0 to 4."""
    whole = plain(heading)
    wished = next((meaning for wish, meaning in wishes.items() if plain(wish) == whole), None)
    meaning, rank = (wished, 4) if wished is not None else _meaning(whole)
    language = next((_LANGUAGES[word] for word in _LANGUAGES if _ends_or_starts(whole, word)), None)
    column = Column(
        index,
        heading,
        meaning,
        unit=unit_in(heading),
        currency=currency_in(heading) if meaning.endswith("price") else None,
        language=language if meaning in ("name", "description") else None,
    )
    return column, rank


def _ends_or_starts(whole: str, word: str) -> bool:
    if ord(word[0]) > 0x3400:
        return word in whole
    return whole.endswith(" " + word) or whole.startswith(word + " ")


def _meaning(whole: str) -> tuple[str, int]:
    known = words_of("headings")
    if whole in known:
        return known[whole], 3
    bare = _bare(whole)
    if bare in known:
        return known[bare], 2
    inside = [word for word in known if stands_in(bare, word)]
    inside += [word for word in known if ord(word[0]) > 0x3400 and word in bare and len(word) > 1]
    if not inside:
        return "", 0
    longest = max(len(word) for word in inside)
    meanings = {known[word] for word in inside if len(word) == longest}
    return (meanings.pop(), 1) if len(meanings) == 1 else ("", 0)


def _bare(whole: str) -> str:
    """A heading without units, currencies and languages."""
    aside = _SIDE_WORDS | set(_LANGUAGES) | {plain(sign) for sign in CURRENCIES}
    kept = [word for word in whole.split() if word not in aside]
    return " ".join(kept) or whole
