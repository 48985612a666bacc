"""From the bytes of a photometric file to text, lines and numbers; what both readers share."""

from __future__ import annotations

import re
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from kit.errors import UnsoundInput
from kit.problems import Problem, error

Array = NDArray[np.float64]

MAX_BYTES = 8 * 1024 * 1024
MAX_VALUES = 1500 * 1500

_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_PLAIN_TEXT = re.compile(r"[0-9+\-.eE \t\n]*")  # what float() takes of it is what we take
_NOT_A_NUMBER_WORDS = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")


def refuse(problems: list[Problem], code: str, where: str, message: str, hint: str = "") -> NoReturn:
    """Raise UnsoundInput with what was found so far and this error."""
    raise UnsoundInput([*problems, error(code, where, message, hint)])


def chosen_lamp_set(wanted: int | None, count: int, where: str, problems: list[Problem]) -> int:
    """The number of the lamp set to use, from 1.

    Raises
    ------
    UnsoundInput
        UNKNOWN_LAMP_SET where the file has no such set.
    """
    if wanted is None or 1 <= wanted <= count:
        return wanted or 1
    sets = f"{count} lamp sets" if count > 1 else "one lamp set"
    message = f"Lamp set {wanted} was asked for; the file has {sets}."
    return refuse(problems, "UNKNOWN_LAMP_SET", where, message, "Lamp sets are counted from 1.")


def decode(data: bytes) -> str:
    """Text of a photometric file: UTF-8 or UTF-16 by their marks, UTF-8, else cp1252.

    What follows a Ctrl-Z (the end of a file for CP/M and DOS) is left away.

    Raises
    ------
    UnsoundInput
        FILE_TOO_LARGE, EMPTY_FILE, UNKNOWN_ENCODING or FILE_BINARY.
    """
    if len(data) > MAX_BYTES:
        refuse([], "FILE_TOO_LARGE", "file", f"The file has {len(data)} bytes, at most {MAX_BYTES} are read.")
    text = _decoded(data).partition("\x1a")[0]
    if not text.strip():
        refuse([], "EMPTY_FILE", "file", "The file holds no text.", "Send an IES or EULUMDAT file.")
    if _BINARY.search(text):
        refuse(
            [],
            "FILE_BINARY",
            "file",
            "The file holds control characters that no photometric text has.",
            "Send the IES or EULUMDAT file itself, not an archive or a picture.",
        )
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as failure:
            refuse(
                [], "UNKNOWN_ENCODING", "file", f"The file is marked as UTF-16 and is not: {failure.reason}."
            )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def lines_of(text: str) -> list[str]:
    """Lines, whichever of CR LF, LF and CR ends them; no other character ends a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def number_of(token: str) -> float | None:
    """A plain decimal number, or None; "nan" and "inf" are numbers that are not finite."""
    if _PLAIN_NUMBER.fullmatch(token):
        return float(token)
    return float("nan") if _NOT_A_NUMBER_WORDS.fullmatch(token) else None


class NumberStream:
    """Numbers of a text, one after the other, whatever blanks and line ends part them.

    Parameters
    ----------
    text
        The text with the numbers.
    first_line
        Number of the text's first line in its file, counted from 1.
    """

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._rest = text
        self._first_line = first_line
        self._taken = 0
        self._is_plain = _PLAIN_TEXT.fullmatch(text) is not None

    def take(self, count: int, what: str, problems: list[Problem]) -> Array:
        """The next numbers, shape (count,); the caller has bounded `count`.

        Raises
        ------
        UnsoundInput
            COUNTS_DO_NOT_FIT when there are fewer; NOT_A_NUMBER for other words.
        """
        if count > (len(self._rest) + 1) // 2:
            self._refuse_short(count, len(self._rest.split()), what, problems)
        tokens = self._rest.split(None, count)
        if len(tokens) < count:
            self._refuse_short(count, len(tokens), what, problems)
        self._rest = tokens.pop() if len(tokens) > count else ""
        values = self._plain_values(tokens)
        if values is None:
            values = np.array(
                [self._value(index, token, what, problems) for index, token in enumerate(tokens)]
            )
        self._taken += count
        return values

    def _plain_values(self, tokens: list[str]) -> Array | None:
        """All values at once, where nothing but plain numbers can be among them."""
        if not self._is_plain:
            return None
        try:
            return np.fromiter(map(float, tokens), np.float64, len(tokens))
        except ValueError:
            return None

    def _value(self, index: int, token: str, what: str, problems: list[Problem]) -> float:
        value = number_of(token)
        if value is None:
            refuse(
                problems,
                "NOT_A_NUMBER",
                self.place(index),
                f"{what}: found {token[:40]!r} where a number was expected.",
            )
        return value

    def place(self, index: int) -> str:
        """Line and place of a number, `index` counted from the last one taken."""
        wanted = self._taken + index
        for position, match in enumerate(re.finditer(r"\S+", self._text)):
            if position == wanted:
                line = self._first_line + self._text.count("\n", 0, match.start())
                return f"line {line}, number {wanted + 1}"
        return f"number {wanted + 1}"

    def left_over(self) -> tuple[int, str]:
        """How many numbers follow what was read, and the first words when they are no numbers."""
        tokens = self._rest.split()
        if tokens and number_of(tokens[0]) is None:
            return 0, " ".join(tokens[:5])[:60]
        return len(tokens), ""

    def _refuse_short(self, count: int, found: int, what: str, problems: list[Problem]) -> NoReturn:
        refuse(
            problems,
            "COUNTS_DO_NOT_FIT",
            f"end of file, line {self._first_line + self._text.rstrip().count(chr(10))}",
            f"{what}: {count} numbers were announced, {found} are left in the file.",
            "The file is cut off or its counts are wrong; ask its maker for a whole one.",
        )
