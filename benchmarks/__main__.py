"""`make bench`: what we promise to be quick, timed on this machine beside peers; writes docs/speed.md.

Times are wall-clock medians with compiled kernels, peers once; errors are against a path tracer's answer.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from benchmarks.growth import draw_growth, measure_growth
from benchmarks.promises import Line, lines

DOCS = Path(__file__).resolve().parents[1] / "docs"
HEAD = """# Speed

Written by `make bench`; nothing here is written by hand. Wall-clock medians in seconds with kernels compiled
(peers run once), on the machine named below. Everything is at `draft` quality: numbers with the errors stated
beside them, which is what a person sees while dragging. Errors are those of the grid's points against
Mitsuba's path tracer, every luminaire at full light; the stated error is the one that comes with the numbers.

"""
GROWTH = """
## How cost grows

![Seconds of a whole calculation over triangles, patches, luminaires and measuring points](growth.svg)

Each line changes one thing of a furnished room and keeps the rest; each dot is a calculation from nothing.
"""


def main() -> None:
    """Time every promise, print the table as it grows, and write the page."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    table = [
        f"Machine: {machine}, Python {platform.python_version()}.",
        "",
        "| work | bar [s] | time [s] | |",
        "|---|--:|--:|---|",
    ]
    print("\n".join(table), flush=True)
    for line in lines(_say):
        table.append(_row(line))
        print(table[-1], flush=True)
    _say("how cost grows")
    (DOCS / "growth.svg").write_text(draw_growth(measure_growth(_say)), encoding="utf-8")
    (DOCS / "speed.md").write_text(HEAD + "\n".join(table) + "\n" + GROWTH, encoding="utf-8")


def _say(what: str) -> None:
    print(f"  … {what}", file=sys.stderr, flush=True)


def _row(line: Line) -> str:
    bar = "" if line.bar_s is None else f"{line.bar_s:g}"
    digits = 4 if line.seconds < 0.05 else 3 if line.seconds < 5 else 1
    return f"| {line.what} | {bar} | {line.seconds:.{digits}f} | {line.note} |"


if __name__ == "__main__":
    main()
