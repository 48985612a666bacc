"""`make bench`: what we promise to be quick, timed on this machine beside peers; writes docs/speed.md.

Times are wall-clock medians with compiled kernels, peers once; errors are against a path tracer's answer.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.browser_light import measure_browser_light
from benchmarks.growth import draw_growth, measure_growth
from benchmarks.line import Line
from benchmarks.pictures import picture_lines
from benchmarks.promises import lines
from benchmarks.samples import sample_lines

DOCS = Path(__file__).resolve().parents[1] / "docs"
HEAD = """# Speed

Written by `make bench`; nothing here is written by hand. Wall-clock medians in seconds with kernels compiled
(peers run once), on the machine named below. Light is at `draft` quality: numbers with the errors stated
beside them, which is what a person sees while dragging. Errors are those of the grid's points against
Mitsuba's path tracer, every luminaire at full light; the stated error is the one that comes with the numbers.

"""
GROWTH = """
## How cost grows

![Seconds of a whole calculation over triangles, patches, luminaires and measuring points](growth.svg)

Each line changes one thing of a furnished room and keeps the rest; each dot is a calculation from nothing.
"""


PARTS: tuple[tuple[str, str, Callable[[Callable[[str], None]], Iterator[Line]]], ...] = (
    ("light", "Light: numbers at draft quality", lines),
    ("samples", "The furnished samples, from files to numbers at draft quality", sample_lines),
    ("pictures", "Pictures of the living room, from solved columns", picture_lines),
    ("browser", "Light for the browser, living room at 5 cm", measure_browser_light),
)


def main() -> None:
    """Time every promise, print the tables as they grow, and write the page.

    Words after the command choose parts
    (light, samples, pictures, browser, growth); the page then stays as it is.
    """
    wanted = sys.argv[1:]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    page = [f"Machine: {machine}, Python {platform.python_version()}."]
    for name, title, measure in PARTS:
        if wanted and name not in wanted:
            continue
        page += ["", f"## {title}", "", "| work | bar [s] | time [s] | |", "|---|--:|--:|---|"]
        print("\n".join(page[-4:]), flush=True)
        for line in measure(_say):
            page.append(_row(line))
            print(page[-1], flush=True)
    if not wanted or "growth" in wanted:
        _say("how cost grows")
        (DOCS / "growth.svg").write_text(draw_growth(measure_growth(_say)), encoding="utf-8")
    if not wanted:
        (DOCS / "speed.md").write_text(HEAD + "\n".join(page) + "\n" + GROWTH, encoding="utf-8")


def _say(what: str) -> None:
    print(f"  … {what}", file=sys.stderr, flush=True)


def _row(line: Line) -> str:
    bar = "" if line.bar_s is None else f"{line.bar_s:g}"
    digits = 4 if line.seconds < 0.05 else 3 if line.seconds < 5 else 1
    return f"| {line.what} | {bar} | {line.seconds:.{digits}f} | {line.note} |"


if __name__ == "__main__":
    main()
