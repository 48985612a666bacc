"""Texts and numbers as photometric files write them."""

from __future__ import annotations

import unicodedata

from kit.problems import Problem, warning

LOOKS_LIKE = {
    "°": " deg",
    "µ": "u",
    "μ": "u",
    "×": "x",
    "–": "-",
    "—": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "ß": "ss",
    "æ": "ae",
    "ø": "o",
}
LONGEST_SHOWN = 60
MOST_DECIMALS = 40


class Texts:
    """Turns texts into those of a format's letters, and remembers which of them changed.

    Parameters
    ----------
    encoding
        The format's letters: "ascii" or "latin-1".
    """

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._changed: list[str] = []

    def line(self, text: str) -> str:
        """One line without control characters; accents are left off and other letters become "?"."""
        plain = "".join(letter if letter.isprintable() else " " for letter in text)
        held = "".join(map(self._held, plain))
        if held != text:
            self._changed.append(text)
        return held

    def problems(self) -> list[Problem]:
        """A warning where texts had to change."""
        if not self._changed:
            return []
        shown = self._changed[0][:LONGEST_SHOWN]
        message = (
            f"{len(self._changed)} texts have letters that the format lacks and were written without them, "
            f"such as {shown!r}."
        )
        return [warning("TEXT_CHANGED", "texts", message, "Write such texts in Latin letters.")]

    def _held(self, letter: str) -> str:
        if self._fits(letter):
            return letter
        bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if self._fits(part))
        return LOOKS_LIKE.get(letter) or bare or "?"

    def _fits(self, letter: str) -> bool:
        try:
            letter.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True


def number_text(value: float, digits: int = 9) -> str:
    """At most so many digits, without the letter of an exponent; -0 is 0."""
    text = f"{value + 0.0:.{digits}g}"
    if "e" not in text:
        return text
    decimals = max(0, digits - 1 - int(text.partition("e")[2]))
    whole = f"{value:.{min(decimals, MOST_DECIMALS)}f}"
    return whole.rstrip("0").rstrip(".") if "." in whole else whole
