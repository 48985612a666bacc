"""The text of an STF file: sections of keys and values, whatever its encoding and decimal sign."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.problems import Problem, error, info, require_sound, warning

MOST_BYTES = 20_000_000
MOST_LINES = 600_000
LONGEST_LINE = 2_000
LARGEST = 1e6
Section = Mapping[str, str]  # keys in capitals


@dataclass(eq=False)
class StfText:
    """The sections by their names in capitals, and what was odd about numbers.

    A section that occurs again adds nothing: programs repeat a luminaire's section for each place.
    """

    sections: dict[str, dict[str, str]]
    problems: list[Problem]
    decimal_comma: bool = False
    odd: dict[str, str] = field(default_factory=dict)

    def numbers(self, section: Section, key: str, count: int, where: str) -> list[float] | None:
        """So many finite numbers of a key; None where they are missing or are no numbers.

        Between numbers stand blanks, tabs or semicolons. A comma is the decimal sign, but where only commas
        can part the numbers.
        """
        text = section.get(key)
        if text is None or not text.strip():
            return None
        parts = [part for part in re.split(r"[\s;]+", text.strip()) if part]
        if len(parts) < count:
            parts = [part for part in re.split(r"[\s;,]+", text.strip()) if part]
        found = []
        for part in parts[: max(count, 1)]:
            self.decimal_comma = self.decimal_comma or "," in part
            try:
                value = float(part.replace(",", "."))
            except ValueError:
                value = math.nan
            found.append(value)
        if len(found) < count or not all(math.isfinite(v) and abs(v) < LARGEST for v in found):
            self.odd.setdefault(f"{where}.{key}", text[:40])
            return None
        return found

    def number(self, section: Section, key: str, where: str) -> float | None:
        """One number of a key, or None."""
        found = self.numbers(section, key, 1, where)
        return None if found is None else found[0]

    def told(self) -> list[Problem]:
        """What was odd, after everything was read."""
        problems = list(self.problems)
        if self.decimal_comma:
            message = "Numbers are written with decimal commas; they were read as such."
            problems.append(info("DECIMAL_COMMA", "file", message))
        if self.odd:
            shown = ", ".join(f"{key}={value!r}" for key, value in list(self.odd.items())[:4])
            more = f" and {len(self.odd) - 4} more" if len(self.odd) > 4 else ""
            message = f"Values that are no numbers were left out: {shown}{more}."
            problems.append(warning("STF_VALUE_UNREADABLE", "file", message, "Export the file again."))
        return problems


def read_stf_text(data: bytes) -> StfText:
    """The sections of a file.

    Raises
    ------
    UnsoundInput
        STF_UNREADABLE, FILE_TOO_LARGE.
    """
    if len(data) > MOST_BYTES:
        message = f"The file has {len(data)} bytes; STF files of up to {MOST_BYTES} are read."
        require_sound([error("FILE_TOO_LARGE", "file", message, "Export fewer rooms.")])
    text, problems = _decoded(data)
    lines = text.splitlines()
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        message = f"The file has more than {MOST_LINES} lines, or lines of over {LONGEST_LINE} characters."
        require_sound([error("STF_UNREADABLE", "file", message, "Export it again.")])
    sections: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in lines:
        line = line.strip("\ufeff \t\0")
        heading = re.fullmatch(r"\[([^\]]{1,200})\]", line)
        if heading:
            current = {}
            sections.setdefault(heading.group(1).strip().upper(), current)
        elif "=" in line:
            key, _, value = line.partition("=")
            current.setdefault(key.strip().upper(), value.strip())
    if "STFF" not in sections.get("VERSION", {}):
        message = "The file has no section [VERSION] with STFF, with which STF files begin."
        require_sound([error("STF_UNREADABLE", "file", message, "Export it again as STF.")])
    return StfText(sections, problems)


def _decoded(data: bytes) -> tuple[str, list[Problem]]:
    """The text, in UTF-8 or a code page of Windows; a guess is told."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        page = _code_page(data)
    names = {"cp1251": "Windows-1251 (Cyrillic)", "gbk": "GBK (Chinese)", "cp1252": "Windows-1252 (Western)"}
    message = f"The names are not in UTF-8; they were read as {names[page]}."
    return data.decode(page, errors="replace"), [info("TEXT_ENCODING_GUESSED", "file", message)]


def _code_page(data: bytes) -> str:
    """Chinese comes in pairs of high bytes, Cyrillic in words above 0xC0, Western letters alone."""
    runs = re.findall(rb"[\x80-\xff]+", data)[:5000]
    longest = max(map(len, runs))
    if longest < 3:
        return "gbk" if all(len(run) == 2 and run[1] < 0xC0 for run in runs) else "cp1252"
    letters = b"".join(runs)
    small = sum(byte >= 0xE0 for byte in letters) / len(letters)
    if small >= 0.5 and all(byte >= 0xC0 or byte in b"\xa8\xb8\xb9\xab\xbb\x96\x97" for byte in letters):
        return "cp1251"
    try:
        data.decode("gbk")
    except UnicodeDecodeError:
        return "cp1251"
    return "gbk"
