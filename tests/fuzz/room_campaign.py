"""Damaged copies of room files: each is answered with a coded problem or a sound reading, in bounded time.

The readers run in a child process that is measured, without what catches their faults in the service, so
that a fault of a reader is seen here. `make fuzz` takes ten truncations and ten other damages of each file:
a small one of each format that is read, made by script, and those in the folder `shared`. Each may take as
much memory as its reader has in the service.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import mutations
from room_files import write_room_files

from kit.errors import UnsoundInput
from kit.problems import errors_of
from scenes.readers.read_room import READERS, ending_of
from scenes.readers.reading import RoomOverrides, RoomReading

ROOT = Path(__file__).resolve().parents[2]
SECONDS_A_CASE = 30.0
HEAVY_BYTES = 400_000  # such files are only truncated in the test: what is cut is refused at once
CUT_AT = (0.25, 0.5, 0.9)  # of a file's length are its first truncations; the others are anywhere
OF_FILES = (mutations.flip_bytes, mutations.cut_a_piece, mutations.double_a_piece)


@dataclass(frozen=True)
class Case:
    """A damaged copy: the file it is made of, what was done to it, and a number that repeats it."""

    path: Path
    damage: str
    number: int

    def data(self) -> bytes:
        """Its bytes."""
        whole = self.path.read_bytes()
        random = Random(f"{self.path.name}:{self.damage}:{self.number}")
        if self.damage == "cut" and self.number < len(CUT_AT):
            return whole[: max(int(CUT_AT[self.number] * len(whole)), 1)]
        if self.damage == "cut":
            return whole[: random.randrange(1, max(len(whole), 2))]
        return getattr(mutations, self.damage)(whole, random)

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name} {self.damage} {self.number}"


def room_files(folder: Path) -> list[Path]:
    """Every file of a format that is read, in folders of rooms."""
    return sorted(p for p in folder.glob("*/*") if ending_of(p.name) in READERS and ".truth" not in p.name)


def cases_of(files: Sequence[Path], *, cuts: int, others: int, heavy_others: int) -> list[Case]:
    """Truncated copies of each file, and copies with other damages; of heavy ones `heavy_others`."""
    found = []
    for path in files:
        heavy = path.stat().st_size > HEAVY_BYTES
        found += [Case(path, "cut", i) for i in range(cuts)]
        found += [Case(path, OF_FILES[i % 3].__name__, i) for i in range(heavy_others if heavy else others)]
    return found


def run_cases(cases: Sequence[Case], *, seconds: float = SECONDS_A_CASE) -> list[str]:
    """What is wrong with how cases were answered, in words; a child that ends is started again."""
    failures: list[str] = []
    left = sorted(cases, key=_most_mb)  # a process keeps what it had at its most
    while left:
        left = left[_run_in_child(left, failures, seconds) :]
    return failures


def _most_mb(case: Case) -> int:
    """What the reader of a case may take in the service [MB]."""
    return READERS[ending_of(case.path.name)].memory_mb


def _run_in_child(cases: Sequence[Case], failures: list[str], seconds: float) -> int:
    """Run cases in one child until it ends; answers how many are done."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_work, args=(there, list(cases)), daemon=True)
    child.start()
    there.close()
    done = 0
    try:
        here.recv()  # it has imported what it needs
        while done < len(cases):
            case = cases[done]
            done += 1
            if not here.poll(seconds):
                failures.append(f"{case}: took more than {seconds:g} s")
                break
            said, megabytes = here.recv()
            if said:
                failures.append(f"{case}: {said}")
            if megabytes > _most_mb(case):
                failures.append(f"{case}: {megabytes:.0f} MB of {_most_mb(case)}")
                break
    except EOFError:
        failures.append(f"{cases[max(done - 1, 0)]}: its process ended")
    finally:
        child.kill()
        child.join()
        here.close()
    return max(done, 1)


def _work(connection: Connection, cases: Sequence[Case]) -> None:
    """The child: reads each case and answers what is wrong with it, and the most memory it has had [MB]."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libraries written in other languages warn there
    connection.send("ready")
    for case in cases:
        said = answered(case.data(), case.path.name)
        connection.send((said, _most_memory_mb()))


def _most_memory_mb() -> float:
    """The most memory that this process has had since its program began [MB].

    What getrusage says begins with the process that started it.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def answered(data: bytes, name: str) -> str:
    """What is wrong with a reader's answer; empty where nothing is."""
    try:
        reading = READERS[ending_of(name)].read(data, name, RoomOverrides())
    except UnsoundInput as refusal:
        return "" if errors_of(refusal.problems) else "refused without an error"
    except Exception:
        return f"crashed: {traceback.format_exc(limit=-3)}"
    return "; ".join(_unsound(reading))


def _unsound(reading: RoomReading) -> Iterator[str]:
    if reading.building is None:
        if not errors_of(reading.problems):
            yield "no building, and no error says why"
        return
    for room in reading.building.rooms:
        numbers = [room.height_m, room.elevation_m, *(v for corner in room.outline_m for v in corner)]
        if not all(abs(v) < 1e6 for v in numbers):
            yield f"{room.name!r} has numbers that are none"
        if not room.floor_area_m2 >= 0.0:
            yield f"{room.name!r} has an area of {room.floor_area_m2}"


def main() -> int:
    """The part of `make fuzz` that reads rooms."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10, help="truncations of each file, and other damages")
    parser.add_argument("--files", type=Path, default=ROOT.parent / "shared" / "rooms")
    parser.add_argument("--only", default="", help="part of a file's name")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lampyris-fuzz-") as folder:
        every = [*write_room_files(Path(folder)), *room_files(chosen.files)]
        files = [path for path in every if chosen.only in str(path)]
        cases = cases_of(files, cuts=chosen.cases, others=chosen.cases, heavy_others=chosen.cases)
        started = time.monotonic()
        failures = run_cases(cases)
    print(f"{len(cases)} damaged copies of {len(files)} room files in {time.monotonic() - started:.0f} s")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
