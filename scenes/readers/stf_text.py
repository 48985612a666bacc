"""The text of an STF file: sections of keys and values, whatever its encoding and decimal sign."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kit.problems import Problem, error, info, require_sound, warning

MOST_BYTES = 20_000_000
MOST_LINES = 600_000
LONGEST_LINE = 2_000
LARGEST = 1e6
SHOWN = 4
Section = Mapping[str, str]  # keys in capitals


def numbered(section: Section, head: str) -> list[int]:
    """The numbers n of the keys ``HEADn`` and ``HEADn.ANYTHING``, in order."""
    pattern = re.compile(rf"{head}(0|[1-9]\d{{0,6}})(\..*)?")
    return sorted({int(match[1]) for key in section if (match := pattern.fullmatch(key))})


REPEATED = warning(
    "STF_SECTION_REPEATED",
    "file",
    "Sections stand in the file again with other values, and the first of each was read",
    "Give each room and each kind of luminaire a section of its own.",
)


@dataclass(eq=False)
class StfText:
    """The sections by their names in capitals, and what was odd about numbers.

    A section that occurs again adds nothing: programs repeat a luminaire's section for each place.
    `remarks` are the places of each thing that is told once.
    """

    sections: dict[str, dict[str, str]]
    problems: list[Problem]
    decimal_comma: bool = False
    odd: dict[str, str] = field(default_factory=dict)
    remarks: dict[Problem, list[str]] = field(default_factory=dict)

    def remark(self, problem: Problem, place: str) -> None:
        """Note a place of what is told once, with all of its places after the problem's own words."""
        self.remarks.setdefault(problem, []).append(place)

    def numbers(self, section: Section, key: str, count: int, where: str) -> list[float] | None:
        """So many finite numbers of a key; None where they are missing or are no numbers.

        Between numbers stand blanks, tabs or semicolons. A comma is the decimal sign, but where only commas
        can part the numbers.
        """
        text = section.get(key)
        if text is None or not text.strip():
            return None
        parts = _parts(text, count)
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

    def numbers_up_to(self, section: Section, key: str, most: int, where: str) -> list[float] | None:
        """As many numbers as a key has, two or more, at most so many; None as in `numbers`."""
        there = len(_parts(section.get(key, ""), 2))
        return self.numbers(section, key, min(max(there, 2), most), where)

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
        for problem, places in self.remarks.items():
            shown = ", ".join(places[:SHOWN])
            more = f" and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
            problems.append(replace(problem, message=f"{problem.message} ({len(places)}): {shown}{more}."))
        return problems


def _parts(text: str, count: int) -> list[str]:
    """What stands between blanks and semicolons; where that is too little, also between commas."""
    parts = [part for part in re.split(r"[\s;]+", text.strip()) if part]
    if len(parts) < count:
        parts = [part for part in re.split(r"[\s;,]+", text.strip()) if part]
    return parts


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
    sections, differing = _sections(lines)
    if "STFF" not in sections.get("VERSION", {}):
        message = "The file has no section [VERSION] with STFF, with which STF files begin."
        require_sound([error("STF_UNREADABLE", "file", message, "Export it again as STF.")])
    read = StfText(sections, problems)
    for name in differing:
        read.remark(REPEATED, name[:60])
    return read


def _sections(lines: list[str]) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The sections by name, the first of each, and the names of those that come again with other values."""
    found: list[tuple[str, dict[str, str]]] = []
    current: dict[str, str] = {}
    for line in lines:
        line = line.strip("\ufeff \t\0")
        heading = re.fullmatch(r"\[([^\]]{1,200})\]", line)
        if heading:
            current = {}
            found.append((heading.group(1).strip().upper(), current))
        elif "=" in line:
            key, _, value = line.partition("=")
            current.setdefault(key.strip().upper(), value.strip())
    sections: dict[str, dict[str, str]] = {}
    for name, section in found:
        sections.setdefault(name, section)
    return sections, list(dict.fromkeys(name for name, section in found if section != sections[name]))


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
