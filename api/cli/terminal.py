"""What a command shows: one JSON document or plain text on stdout, problems and progress on stderr."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from kit.errors import LampyrisError, UnsoundInput
from kit.problems import Problem, Severity

Progress = Callable[[str, float], None]

_GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_MOST_REPAIRS = 4  # of one problem


def tell(text: str) -> None:
    """One line on stderr."""
    print(text, file=sys.stderr)


def show_json(document: Any) -> None:
    """The one JSON document of a command, on stdout; NaN and infinity are refused, for they are not JSON."""
    print(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def problem_line(problem: Mapping[str, Any]) -> str:
    """A problem, as JSON has it, in the one line that a shell shows.

    Examples
    --------
    >>> from kit.problems import error
    >>> problem_line(error("NO_FLOOR", "room.json", "the room has no floor", "scan it again").as_json())
    'error NO_FLOOR at room.json: the room has no floor — scan it again'
    """
    hint = f" — {problem['hint']}" if problem["hint"] else ""
    where = problem["where"] or "the input"
    return f"{problem['severity']} {problem['code']} at {where}: {problem['message']}{hint}"


def repair_lines(problem: Mapping[str, Any]) -> list[str]:
    """What mends an error or a warning, a line each: `lampyris room` takes it after --correct.

    Examples
    --------
    >>> from kit.problems import error
    >>> repair_lines(error("HEIGHT_OUT_OF_RANGE", "height_m", "it is 0.2 m", height_m=2.5).as_json())
    ['  mended by: {"height_m": 2.5}']
    """
    repairs = (problem.get("repair"), *problem.get("other_repairs", ()))
    if problem["severity"] == Severity.INFO:
        return []
    shown = [json.dumps(repair, ensure_ascii=False) for repair in repairs if repair]
    return [f"  mended by: {text}" for text in shown[:_MOST_REPAIRS]]


def show_problems(problems: Iterable[Problem | Mapping[str, Any]], *, most_alike: int = 1000) -> None:
    """Problems on stderr, a line each and a line for each repair: errors first, remarks last.

    Of more than `most_alike` remarks of one code the first are shown, and how many more there are.
    """
    documents = [problem.as_json() if isinstance(problem, Problem) else problem for problem in problems]
    remarks = Counter(each["code"] for each in documents if each["severity"] == Severity.INFO)
    shown: Counter[str] = Counter()
    for document in sorted(documents, key=lambda each: _GRAVEST_FIRST.index(each["severity"])):
        code = document["code"]
        if document["severity"] == Severity.INFO and remarks[code] > most_alike + 1:
            shown[code] += 1
            if shown[code] == most_alike + 1:
                tell(f"info {code}: and {remarks[code] - most_alike} more of these; --json shows all.")
            if shown[code] > most_alike:
                continue
        tell(problem_line(document))
        for line in repair_lines(document):
            tell(line)


def show_refusal(refusal: LampyrisError, *, as_json: bool) -> None:
    """Why a command cannot go on: on stderr, and as the one JSON document where that was asked for."""
    problems = refusal.problems if isinstance(refusal, UnsoundInput) else ()
    if as_json:
        told = [problem.as_json() for problem in problems]
        show_json({"code": refusal.code, "message": str(refusal), "problems": told})
    if problems:
        show_problems(problems)
    else:
        tell(f"error {refusal.code}: {refusal}")


def show_table(rows: Sequence[tuple[str, str]]) -> None:
    """Two columns on stdout: what it is, and its value."""
    width = max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        print(f"{name:<{width}}  {value}", flush=True)  # so that both streams keep their order in a log


def number(value: float | None, unit: str = "", digits: int = 4) -> str:
    """A number with its unit, in as many significant digits as a reader wants; a dash where there is none.

    Examples
    --------
    >>> number(806.0004, "lm")
    '806 lm'
    >>> number(None, "W")
    '–'
    """
    if value is None:
        return "–"
    text = f"{value:,.0f}" if abs(value) >= 10 ** (digits - 1) else f"{value:.{digits}g}"
    return f"{text} {unit}".strip()


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """A bar on stderr while something lasts, where stderr is a terminal; elsewhere nothing is drawn."""
    if not sys.stderr.isatty():
        yield lambda step, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda step, share: bar.update(task, completed=share, description=f"{title}: {step}")
