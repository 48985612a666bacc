"""The process in which a stranger's file is read: limited in memory and time, without network or secrets.

It is started by `scenes.readers.apart` in a folder of its own that holds the file and what was said of it,
leaves the reading's bytes there, and ends.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import resource
import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from kit.errors import UnsoundInput
from kit.problems import Problem, error
from scenes.readers.apart import ANSWER, FILE, FIRST, QUESTION
from scenes.readers.no_network import deny_network
from scenes.readers.read_room import READERS, ending_of
from scenes.readers.reading import RoomReading, overrides_of
from scenes.readers.tried import KEPT_SAFE, LONGEST_S
from scenes.reading_bytes import bytes_of_reading

BEYOND_S = 1  # after which a trial that cannot be stopped ends the process


def main() -> None:
    """Read the one file that lies in this folder and leave its reading beside it."""
    _end_with_the_parent()
    asked = json.loads(Path(QUESTION).read_bytes())
    limit(memory_mb=asked["memory_mb"], processor_s=asked["processor_s"])
    KEPT_SAFE.set(_kept_safe)
    reading = _read(Path(FILE).read_bytes(), asked["filename"], asked["overrides"])
    Path(ANSWER).write_bytes(bytes_of_reading(reading))
    os._exit(0)  # libraries with threads of their own may not end by themselves


def _read(data: bytes, filename: str, said: dict[str, object]) -> RoomReading:
    """The reading of a file; what a reader did not expect becomes a problem too."""
    ending = ending_of(filename)
    try:
        return READERS[ending].read(data, filename, overrides_of(said))
    except UnsoundInput as fault:
        problems = fault.problems
    except MemoryError:
        message = "Reading the file needs more memory than is given to one file."
        hint = "Export a smaller part of it, or with less detail."
        problems = (error("FILE_NEEDS_TOO_MUCH", "file", message, hint),)
    except RecursionError:
        message = "The file is nested too deeply to be read."
        problems = (error("TOO_DEEP", "file", message, "Export it again."),)
    except Exception as fault:  # a reader's own fault: never a stack trace for a person
        traceback.print_exc()
        problems = (_not_understood(fault),)
    return RoomReading(None, problems, ending.removeprefix("."))


@contextmanager
def _kept_safe(first: RoomReading) -> Iterator[None]:
    """Leave a first answer while repairs are tried; where a trial goes on for too long, it is the answer."""
    kind = first.format or ending_of(json.loads(Path(QUESTION).read_bytes())["filename"]).removeprefix(".")
    unfinished = Path(f"{FIRST}.unfinished")
    unfinished.write_bytes(bytes_of_reading(replace(first, format=kind)))
    unfinished.rename(FIRST)
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    end_s = math.ceil(time.process_time() + LONGEST_S + BEYOND_S)
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft, end_s), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _not_understood(fault: Exception) -> Problem:
    message = f"The file is damaged or of an unknown kind; reading it ended with {type(fault).__name__}."
    hint = "Export it again, or in another format. The service keeps it, so that we can look at it."
    return error("FILE_NOT_UNDERSTOOD", "file", message, hint)


def _end_with_the_parent() -> None:
    """Let the kernel end this process when the one that started it is gone (prctl(2), PR_SET_PDEATHSIG)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def limit(*, memory_mb: int, processor_s: int) -> None:
    """Bound what this process may take, and let it reach no network; it cannot be undone."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_s, processor_s + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 << 20, 256 << 20))
    deny_network()


if __name__ == "__main__":
    main()
