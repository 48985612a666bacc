"""Reads a stranger's file in a process of its own, which is stopped where it takes too long or too much."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from kit.problems import Problem, error
from scenes.readers.reading import RoomOverrides, RoomReading, document_of
from scenes.reading_bytes import reading_of_bytes

LONGEST_S = 30.0
AT_ONCE = 2  # readings that run at the same time; others wait
ROOT = Path(__file__).resolve().parents[2]
QUESTION, FILE, ANSWER = "question.json", "file", "answer"  # in the child's folder
FIRST = "first"  # there too: the answer without the repairs that were being tried when the child ended

_turns = threading.BoundedSemaphore(AT_ONCE)


def read_apart(
    data: bytes,
    filename: str,
    overrides: RoomOverrides,
    *,
    memory_mb: int,
    longest_s: float = LONGEST_S,
) -> RoomReading:
    """What the reader for that file answers, worked out in a child process.

    Parameters
    ----------
    data, filename, overrides
        As readers take them.
    memory_mb, longest_s
        What it may take, in processor time and at most twice that by the clock, because others work on the
        machine too; beyond, the answer is ``FILE_NEEDS_TOO_MUCH`` or ``FILE_TAKES_TOO_LONG``.
    """
    asked = {
        "filename": filename,
        "overrides": document_of(overrides),
        "memory_mb": memory_mb,
        "processor_s": max(int(longest_s), 1),
    }
    kind = Path(filename).suffix.lower().removeprefix(".")
    with _turns, tempfile.TemporaryDirectory(prefix="lampyris-reading-") as name:
        folder = Path(name)
        (folder / QUESTION).write_text(json.dumps(asked))
        (folder / FILE).write_bytes(data)
        status = _run(folder, 2 * longest_s)
        left = folder / (ANSWER if status == 0 else FIRST)
        answer = left.read_bytes() if left.exists() else b""
    if answer:
        return reading_of_bytes(answer)
    return RoomReading(None, (_stopped(status, longest_s),), kind)


def _run(folder: Path, longest_s: float) -> int | None:
    """Exit status of a child in that folder; None where it was stopped. Its environment tells it nothing."""
    child = subprocess.Popen(
        [sys.executable, "-m", "scenes.readers.reading_child"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "HOME": str(folder), "TMPDIR": str(folder)},
        start_new_session=True,
    )
    try:
        return child.wait(longest_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError):  # nothing of it stays, whatever it has started
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _stopped(status: int | None, longest_s: float) -> Problem:
    """Why a child ended without an answer."""
    if status is None or status == -signal.SIGXCPU:
        message = f"Reading the file takes longer than {longest_s:g} s, which is given to one file."
        hint = "Export a smaller part of it, or with less detail."
        return error("FILE_TAKES_TOO_LONG", "file", message, hint)
    message = "Reading the file ended without an answer: it needs too much memory, or it is damaged."
    hint = "Export it again, with less detail, or in another format. The service keeps it."
    return error("FILE_NEEDS_TOO_MUCH", "file", message, hint)
