"""`make validate`: runs every case once and writes docs/validation.md; exit status 1 where one fails.

With `--without-pictures`, other programs' pictures are left out, which take hours at first; the page says so.

The document holds no date and no times: the same engine on the same input writes the same document.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(ROOT / "tests" / "validation")]

from case_list import own_groups  # noqa: E402 - found on the path above
from rows import Case, Group, Row  # noqa: E402 - found on the path above

from render.device import engine_version, variant  # noqa: E402 - found on the path above

WITHOUT = "--without-pictures"
PAGE = ROOT / "docs" / "validation.md"
ABOUT = """# How right the numbers are

Every case here has a known answer: a formula, a standard, a published value or another program. This page is
written by `make validate` with the engine of its checkout; all cases but those that ask other programs, which
may take hours at first, are tests of `make test` as well.

- **Error** is ours minus expected: as a share of the expected value where it is in percent, otherwise in the
  value's own unit.
- **± standard error** is the engine's own statement of its sampling noise, where it makes one.
- **Tolerance** is what the case's source or the project's list of scenes asks for.
- V numbers are those of the project's list of scenes; what is not run is listed with its reason.
"""


@dataclass(frozen=True)
class Outcome:
    """A case and its rows; `failure` where it could not be worked out."""

    case: Case
    rows: tuple[Row, ...]
    failure: str = ""

    @property
    def verdict(self) -> str:
        """One word."""
        if self.case.work is None:
            return "not run"
        sound = not self.failure and self.rows and all(row.passes for row in self.rows)
        return "pass" if sound else "FAIL"


def groups_to_run() -> tuple[Group, ...]:
    """Our own groups, and the peers' where they can be asked."""
    if importlib.util.find_spec("peers.groups") is None:
        return own_groups()
    from peers.groups import peer_groups
    from pictures.compared import picture_groups

    left_out = WITHOUT if WITHOUT in sys.argv else ""
    return (*own_groups(), *peer_groups(), *picture_groups(left_out and f"left out by {WITHOUT}"))


def run(groups: Iterable[Group], tell: Callable[[str], None]) -> list[tuple[Group, list[Outcome]]]:
    """Work out every case, telling how it goes."""
    groups = tuple(groups)
    total, number_of_case = sum(len(group.cases) for group in groups), 0
    done = []
    for group in groups:
        tell(f"\n{group.title}")
        outcomes = []
        for case in group.cases:
            number_of_case += 1
            tell(f"  {number_of_case:2} of {total}: {case.name}")
            began = time.perf_counter()
            outcome = worked_out(case)
            outcomes.append(outcome)
            tell(f"            {outcome.verdict}, {time.perf_counter() - began:.1f} s")
        done.append((group, outcomes))
    return done


def worked_out(case: Case) -> Outcome:
    """One case; an error of its own is a failure like any other, told in its place."""
    if case.work is None:
        return Outcome(case, ())
    try:
        return Outcome(case, tuple(case.work()))
    except Exception as error:
        return Outcome(case, (), f"{type(error).__name__}: {error}")


def page(done: list[tuple[Group, list[Outcome]]], engine: str) -> str:
    """The document."""
    outcomes = [outcome for _, each in done for outcome in each]
    counts = {word: sum(o.verdict == word for o in outcomes) for word in ("pass", "FAIL", "not run")}
    rows = sum(len(outcome.rows) for outcome in outcomes)
    sums = f"{counts['pass']} pass, {counts['FAIL']} fail, {counts['not run']} not run"
    parts = [
        ABOUT,
        f"Engine: {engine}. {len(outcomes)} cases with {rows} values: {sums}.\n",
        "## In short\n",
        "| case | what | values | largest error | tolerance there | verdict |\n|---|---|--:|--:|--:|---|",
        *(in_short(outcome) for outcome in outcomes),
    ]
    for group, each in done:
        parts.append(f"\n## {group.title}\n\n{group.note}")
        parts += [in_full(outcome) for outcome in each]
    return "\n".join(parts) + "\n"


def in_short(outcome: Outcome) -> str:
    """One line: the row that comes nearest to its tolerance, or goes farthest beyond."""
    case = outcome.case
    if not outcome.rows:
        reason = outcome.failure or case.left_out
        return f"| {case.name} | {case.what} | 0 | | | {outcome.verdict}: {reason} |"
    worst = max(outcome.rows, key=strain)
    error, tolerance = error_text(worst), tolerance_text(worst)
    return f"| {case.name} | {case.what} | {len(outcome.rows)} | {error} | {tolerance} | {outcome.verdict} |"


def strain(row: Row) -> float:
    """Error over tolerance; what must be exact and is not comes first."""
    error = abs(row.error)
    if row.passes:
        return error / row.tolerance if row.tolerance > 0 else 0.0
    return float("inf")


def in_full(outcome: Outcome) -> str:
    """A case with all its rows."""
    case = outcome.case
    head = f"\n### {case.name}: {case.what}\n"
    if not outcome.rows:
        return (
            f"{head}\nNot run: {case.left_out}" if case.work is None else f"{head}\nFAIL: {outcome.failure}"
        )
    sources = sorted({row.source for row in outcome.rows} | {case.source})
    lines = [head, f"Expected: {'; '.join(sources)}.\n"]
    lines.append("| where | expected | ours | error | tolerance | |\n|---|--:|--:|--:|--:|---|")
    return "\n".join([*lines, *(line(row) for row in outcome.rows)])


def line(row: Row) -> str:
    """One comparison."""
    cells = [row.place, number(row.expected), ours_text(row), error_text(row), tolerance_text(row)]
    return "| " + " | ".join([*cells, "pass" if row.passes else "FAIL"]) + " |"


def number(value: float) -> str:
    """Six digits at most."""
    return f"{value:.6g}"


def ours_text(row: Row) -> str:
    """Our value with its standard error, where it has one."""
    if not row.standard_error:
        return number(row.ours)
    return f"{number(row.ours)} ± {row.standard_error:.2g}"


def error_text(row: Row) -> str:
    """The error: percent with three decimals, or in the value's unit."""
    if row.kind == "relative":
        return f"{row.error * 100:+.3f} %" if row.error else "0 %"
    return f"{row.error:+.2g}" if row.error else "0"


def tolerance_text(row: Row) -> str:
    """The tolerance in the same terms."""
    return f"{row.tolerance * 100:g} %" if row.kind == "relative" else f"{row.tolerance:g}"


def main() -> int:
    """Run, write, and say how it went."""

    def tell(line: str) -> None:
        print(line, flush=True)

    done = run(groups_to_run(), tell)
    PAGE.write_text(page(done, f"{engine_version()} {variant()}"), encoding="utf-8")
    failed = [o.case.name for _, each in done for o in each if o.verdict == "FAIL"]
    tell(
        f"\n{PAGE.relative_to(ROOT)} is written; "
        + (f"failed: {', '.join(failed)}" if failed else "all pass")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
