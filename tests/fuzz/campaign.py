"""Many damaged files, one after the other: no crash, no hang, bounded memory, nothing misread in silence.

`make fuzz` runs 200,000 cases; the test runs fewer. A case is known by the subject's name and its number, so
that `--case ies:1234` repeats it and writes the file down.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from subjects import SUBJECTS, Seeds, Subject

from kit.errors import UnsoundInput
from kit.problems import errors_of

ROOT = Path(__file__).resolve().parents[2]
SECONDS_A_CASE = 1.0  # of processor time
MEGABYTES_OF_GROWTH = 200
LIGHT_SEED = 2000  # bytes: seeds are chosen about as often as they are smaller than this
CASES_A_BATCH = 250
MEMORY_LIMIT = 4 * 1024**3  # of a process of the large campaign [bytes]


@dataclass
class Tally:
    """What came of some cases."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    slowest_case: str = ""
    growth_mb: float = 0.0

    def add(self, other: Tally) -> None:
        """Take another's cases in."""
        self.counts += other.counts
        self.failures += other.failures
        self.growth_mb = max(self.growth_mb, other.growth_mb)
        if other.slowest_s > self.slowest_s:
            self.slowest_s, self.slowest_case = other.slowest_s, other.slowest_case

    def lines(self) -> Iterator[str]:
        """For people."""
        names = ("cases", "refused", "accepted", "warned", "compared", "read otherwise")
        yield ", ".join(f"{self.counts[name]} {name}" for name in names)
        yield f"slowest {self.slowest_s:.2f} s of processor time: {self.slowest_case}"
        yield f"memory of a process grew by {self.growth_mb:.0f} MB at most"
        yield from self.failures


class TooSlowError(BaseException):
    """A case has used up its time; no `except Exception` may keep it."""


def damaged_file(name: str, number: int, seeds: Seeds) -> tuple[str, bytes]:
    """What case `number` of a subject is: the name of the seed and of the mutation, and the bytes."""
    random = Random(f"{name}:{number}")
    weights = [1.0 / (LIGHT_SEED + len(data)) for _, data in seeds]
    ((seed, data),) = random.choices(seeds, weights)
    mutation = random.choice(SUBJECTS[name].mutations)
    return f"{seed} {mutation.__name__}", mutation(data, random)


def run_cases(name: str, numbers: Sequence[int], folder: Path | None) -> Tally:
    """Run cases in this process."""
    subject, seeds = SUBJECTS[name], _seeds(name, folder)
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for number in numbers:
            said, data = damaged_file(name, number, seeds)
            case = f"{name}:{number} ({said})"
            failure = run_case(subject, data, case, tally, Path(scratch))
            growth_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb) / 1024
            tally.growth_mb = max(tally.growth_mb, growth_mb)
            if growth_mb > MEGABYTES_OF_GROWTH:
                failure = failure or f"memory grew by {growth_mb:.0f} MB"
            if failure:
                tally.failures.append(f"{case}: {failure}")
    return tally


@cache
def _seeds(name: str, folder: Path | None) -> Seeds:
    return SUBJECTS[name].seeds(folder)


def run_case(subject: Subject, data: bytes, case: str, tally: Tally, scratch: Path) -> str | None:
    """What is wrong with how a case was taken; None where nothing is."""
    tally.counts["cases"] += 1
    started = time.process_time()
    try:
        with TimeLimit(SECONDS_A_CASE):
            try:
                result = subject.read(data)
            except UnsoundInput as refusal:
                tally.counts["refused"] += 1
                return None if errors_of(refusal.problems) else "refused without an error"
    except TooSlowError:
        return f"took more than {SECONDS_A_CASE} s"
    except Exception:
        return f"crashed: {traceback.format_exc(limit=-3)}"
    finally:
        used = time.process_time() - started
        if used > tally.slowest_s:
            tally.slowest_s, tally.slowest_case = used, case
    tally.counts["accepted"] += 1
    warned = subject.warned(result)
    tally.counts["warned"] += warned
    try:
        subject.examine(result)
    except Exception:
        return f"accepted what is unsound: {traceback.format_exc(limit=-3)}"
    if subject.disagreement is None:
        return None
    tally.counts["compared"] += 1
    try:
        otherwise = subject.disagreement(data, result, scratch)
    except Exception:
        return f"the comparison crashed: {traceback.format_exc(limit=-3)}"
    if otherwise is None:
        return None
    tally.counts["read otherwise"] += 1
    return None if warned else f"accepted without a warning; another reader has {otherwise}"


class TimeLimit:
    """Raises TooSlowError in the block after so much processor time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGVTALRM, self._raise)
        signal.setitimer(signal.ITIMER_VIRTUAL, self._seconds)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
        signal.signal(signal.SIGVTALRM, self._before)

    @staticmethod
    def _raise(*_: object) -> None:
        raise TooSlowError


def _bound_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def run_in_processes(names: Sequence[str], numbers: range, folder: Path | None, processes: int) -> Tally:
    """Run these cases of every subject, in several processes, and show how far it is."""
    batches = [
        (name, numbers[first : first + CASES_A_BATCH])
        for first in range(0, len(numbers), CASES_A_BATCH)
        for name in names
    ]
    tally, started = Tally(), time.monotonic()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_bound_this_process) as pool:
        for done in as_completed([pool.submit(run_cases, *batch, folder) for batch in batches]):
            tally.add(done.result())
            print(
                f"\r{tally.counts['cases']} of {len(numbers) * len(names)} cases, "
                f"{len(tally.failures)} failures, "
                f"{time.monotonic() - started:.0f} s",
                end="",
                flush=True,
            )
    print()
    return tally


def main() -> int:
    """The command of `make fuzz`."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=200_000, help="how many in all")
    parser.add_argument("--first", type=int, default=0, help="number of the first case of each subject")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", choices=SUBJECTS, help="one subject")
    parser.add_argument("--case", metavar="NAME:NUMBER", help="repeat one case; its file goes to out/fuzz")
    parser.add_argument(
        "--files", type=Path, default=ROOT.parent / "shared" / "photometry", help="folder of real files"
    )
    chosen = parser.parse_args()
    folder = chosen.files if chosen.files.is_dir() else None
    if chosen.case:
        name, _, number = chosen.case.partition(":")
        out = ROOT / "out" / "fuzz" / f"{name}-{number}.{name}"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(damaged_file(name, int(number), _seeds(name, folder))[1])
        tally = run_cases(name, [int(number)], folder)
        print(out)
    else:
        names = [chosen.only] if chosen.only else list(SUBJECTS)
        numbers = range(chosen.first, chosen.first + chosen.cases // len(names))
        tally = run_in_processes(names, numbers, folder, chosen.processes)
    print("\n".join(tally.lines()))
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
