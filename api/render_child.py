"""The render child: a process of its own that stays warm and does one render job after another.

It talks over one pipe, whose descriptor is its only argument. A second thread reads the pipe all the
time, so that a cancel is heard while light is being worked out, and so that the child ends when the
service that started it is gone.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kit.errors import LampyrisError, UnsoundInput

Progress = Callable[[str, float], None]
HandOver = Callable[[dict[str, bytes]], None]
Work = Callable[[dict[str, Any], Progress, HandOver], dict[str, bytes]]

_PROGRESS_SPACING_S = 0.1
_WARM_UP_AFTER_S = 0.2
_log = logging.getLogger("lampyris.render")


class _Cancelled(Exception):
    """The parent does not want this job any more."""


class _Inbox:
    """What the parent has sent: the next job, and which job to give up."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._jobs: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        self._cancelled: set[str] = set()
        threading.Thread(target=self._listen, name="render-inbox", daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                kind, job_id, job = self._pipe.recv()
            except (EOFError, OSError):
                os._exit(0)  # the service is gone; nobody wants the result
            if kind == "cancel":
                self._cancelled.add(job_id)
            else:
                self._jobs.put((job_id, job))

    def next_job(self) -> tuple[str, dict[str, Any]]:
        return self._jobs.get()

    def is_idle_for(self, seconds: float) -> bool:
        """Whether no job comes within that time."""
        try:
            self._jobs.put(self._jobs.get(timeout=seconds))
        except queue.Empty:
            return True
        return False

    def is_cancelled(self, job_id: str) -> bool:
        return job_id in self._cancelled


def serve(descriptor: int, work: Work, warm_up: Callable[[], None] | None = None) -> None:
    """Do jobs until the parent closes the pipe.

    Parameters
    ----------
    descriptor
        File descriptor of this process's end of the pipe.
    work
        Takes a job, a progress callback and one for files that can be shown early; gives named bytes back.
    warm_up
        What can be done before the first job comes; a job says better what is missing, if anything is.
    """
    _give_way_to_the_service()
    pipe = Connection(descriptor)
    inbox = _Inbox(pipe)
    # the start of the service goes first
    if warm_up is not None and inbox.is_idle_for(_WARM_UP_AFTER_S):
        with suppress(LampyrisError):
            warm_up()
    while True:
        job_id, job = inbox.next_job()
        if not _do(pipe, inbox, job_id, job, work):
            return


def _do(pipe: Connection, inbox: _Inbox, job_id: str, job: dict[str, Any], work: Work) -> bool:
    """Do one job and send its outcome; False when this process should not be used again."""
    last_sent, last_step = 0.0, ""

    def progress(step: str, share: float) -> None:
        nonlocal last_sent, last_step
        if inbox.is_cancelled(job_id):
            raise _Cancelled
        now = time.monotonic()
        if step != last_step or now - last_sent >= _PROGRESS_SPACING_S:
            last_sent, last_step = now, step
            pipe.send(("progress", job_id, step, float(share)))

    def hand_over(files: dict[str, bytes]) -> None:
        pipe.send(("early", job_id, files))

    try:
        pipe.send(("done", job_id, work(job, progress, hand_over)))
    except _Cancelled:
        pipe.send(("cancelled", job_id))
    except UnsoundInput as unsound:
        problems = [problem.as_json() for problem in unsound.problems]
        pipe.send(("failed", job_id, unsound.code, str(unsound), problems))
    except LampyrisError as known:
        pipe.send(("failed", job_id, known.code, str(known), []))
    except MemoryError:
        text = "There was not enough memory for this picture; choose a lower quality or a smaller picture."
        pipe.send(("failed", job_id, "OUT_OF_MEMORY", text, []))
        return False
    except Exception:
        _log.exception("render job %s failed", job_id)
        text = "The picture could not be made because of a fault of ours; it has been recorded."
        pipe.send(("failed", job_id, "RENDER_FAILED", text, []))
        return False
    return True


def _give_way_to_the_service() -> None:
    """Ctrl-C is for the service; where memory runs out, the kernel should end this process and not that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # this process ends when the service does
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


if __name__ == "__main__":
    from api.render_work import run
    from render.warm import warm_up

    serve(int(sys.argv[1]), run, warm_up)
