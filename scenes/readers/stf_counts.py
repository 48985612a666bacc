"""What an STF file says how many of there are, against what is there: a file that was cut off shows so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kit.problems import Problem, error, warning
from scenes.readers.stf_text import Section, StfText, numbered

MOST_POINTS = 2000
AGAIN = "The file may be cut off: export it, or upload it, again."


def check_sections(text: StfText, tags: Sequence[str]) -> list[Problem]:
    """An error where the project names or counts rooms that have no section."""
    project = text.sections.get("PROJECT", {})
    named = [value.upper() for key, value in project.items() if re.fullmatch(r"ROOM\d{1,6}", key)]
    missing = [tag for tag in dict.fromkeys(named) if tag not in text.sections]
    if missing:
        message = f"{len(missing)} of the rooms that the project names have no section: "
        message += f"{', '.join(tag[:40] for tag in missing[:5])}."
        return [error("FILE_TRUNCATED", "PROJECT", message, AGAIN)]
    stated = text.number(project, "NRROOMS", "PROJECT")
    if stated is not None and stated > len(tags):
        message = f"The project says that it has {stated:g} rooms; {len(tags)} are there."
        return [error("FILE_TRUNCATED", "PROJECT", message, AGAIN)]
    return []


def points_lacking(text: StfText, section: Section, tag: str) -> str:
    """What is wrong with the number of corners, in words; empty where it is right or not stated."""
    stated = text.number(section, "NRPOINTS", tag)
    there = numbered(section, "POINT")
    running = next(n for n, number in enumerate([*there, None]) if number != n + 1)
    if len(there) > MOST_POINTS:
        return f"it has {len(there)} corners; at most {MOST_POINTS} are read"
    if stated is None:
        missing = bool(there) and running < there[-1]
        return f"it has corner {there[-1]}, but none with the number {running + 1}" if missing else ""
    return "" if stated == running else f"it is said to have {stated:g} corners, and {len(there)} are there"


def check_counts(text: StfText, section: Section, tag: str) -> list[Problem]:
    """Warnings where a room has fewer furnishings or luminaires than it says."""
    problems = []
    for key, head, what in (("NRFURNS", "FURN", "furnishings"), ("NRLUMS", "LUM", "luminaires")):
        stated, there = text.number(section, key, tag), len(numbered(section, head))
        if stated is not None and stated > there:
            message = f"{tag} is said to have {stated:g} {what}; {there} are there."
            problems.append(warning("STF_COUNT_DIFFERS", tag, message, AGAIN))
    return problems
