"""Warm render processes: light is worked out in children, so that the service stays responsive.

A child imports the engine once and keeps what it has worked out, so that the second preview of a room
is quick. A child that is killed, runs out of memory or takes too long is replaced by a new one.
"""

from __future__ import annotations

import logging
import multiprocessing
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from kit.errors import LampyrisError, SimulationFailed

Progress = Callable[[str, float], None]
Early = Callable[[dict[str, bytes]], None]

DEFAULT_COMMAND = (sys.executable, "-m", "api.render_child")
TIME_LIMIT_S = 15 * 60.0

_POLL_S = 0.05
_CANCEL_PATIENCE_S = 1.0  # how long a child may take to hear a cancel before it is killed
_ATTEMPTS = 2
_CHILD_IS_SPENT = ("OUT_OF_MEMORY", "RENDER_FAILED", "RENDER_TIME_LIMIT")

_log = logging.getLogger("lampyris.render")


class RenderFailed(SimulationFailed):
    """A render job failed; `code` says why, `problems` (as JSON) where the input was at fault."""

    def __init__(self, message: str, code: str, problems: Sequence[dict[str, Any]] = ()) -> None:
        self.code = code
        self.problems = tuple(problems)
        super().__init__(message)


class RenderCancelled(LampyrisError):
    """The job was given up because somebody asked for that."""

    code = "RENDER_CANCELLED"


class ServiceStopping(BaseException):
    """This process ends while a job is in work.

    Not an Exception: it passes whatever records failures, so that the job is done after the next start.
    """


class _ChildDied(Exception):
    """The child ended without an answer."""


class RenderProcess:
    """One child and our end of its pipe."""

    def __init__(self, command: Sequence[str]) -> None:
        ours, theirs = multiprocessing.Pipe()
        descriptor = theirs.fileno()
        self._pipe = ours
        self._child = subprocess.Popen(
            [*command, str(descriptor)], pass_fds=[descriptor], stdin=subprocess.DEVNULL
        )
        theirs.close()
        self.room_key: str | None = None

    @property
    def process_id(self) -> int:
        """The child's process id."""
        return self._child.pid

    def is_alive(self) -> bool:
        """Whether the child is running."""
        return self._child.poll() is None

    def end(self) -> None:
        """End the child at once and wait until it is gone; whoever waits for its answer is told."""
        self._child.kill()
        self._child.wait()

    def run(
        self,
        job: dict[str, Any],
        progress: Progress,
        cancelled: Callable[[], bool],
        early: Early,
        *,
        time_limit_s: float,
    ) -> dict[str, bytes]:
        """Do one job here.

        Raises
        ------
        RenderFailed
            The job failed, or took longer than `time_limit_s`.
        RenderCancelled
            `cancelled` said so.
        """
        job_id = uuid.uuid4().hex
        give_up_at = time.monotonic() + time_limit_s
        kill_at: float | None = None
        try:
            self._pipe.send(("run", job_id, job))
            while True:
                if self._pipe.poll(_POLL_S):
                    result = self._understand(self._pipe.recv(), job_id, progress, early)
                    if result is not None:
                        return result
                    continue
                now = time.monotonic()
                if now > give_up_at:
                    self.end()
                    minutes = f"{time_limit_s / 60.0:g}"
                    text = f"The picture took longer than {minutes} minutes; choose a lower quality."
                    raise RenderFailed(text, "RENDER_TIME_LIMIT")
                if kill_at is None and cancelled():
                    self._pipe.send(("cancel", job_id, None))
                    kill_at = now + _CANCEL_PATIENCE_S
                elif kill_at is not None and now > kill_at:
                    self.end()
                    raise RenderCancelled("The preview was cancelled.")
        except (EOFError, OSError) as lost:
            raise _ChildDied from lost

    def _understand(
        self, message: tuple[Any, ...], job_id: str, progress: Progress, early: Early
    ) -> dict[str, bytes] | None:
        kind, about = message[0], message[1]
        if about != job_id:
            return None
        if kind == "progress":
            progress(message[2], message[3])
        elif kind == "early":
            early(message[2])
        elif kind == "done":
            files: dict[str, bytes] = message[2]
            return files
        elif kind == "cancelled":
            raise RenderCancelled("The preview was cancelled.")
        elif kind == "failed":
            raise RenderFailed(message[3], message[2], message[4])
        return None


class RenderProcesses:
    """A few warm children, handed out one job each.

    Parameters
    ----------
    count
        How many jobs may run at once, at least 1.
    time_limit_s
        A job that takes longer is ended [s].
    command
        How a child is started; the pipe's descriptor is added as the last argument.
    """

    def __init__(
        self,
        count: int,
        *,
        time_limit_s: float = TIME_LIMIT_S,
        command: Sequence[str] = DEFAULT_COMMAND,
    ) -> None:
        self._command = tuple(command)
        self._time_limit_s = time_limit_s
        self._places = threading.BoundedSemaphore(count)
        self._count = count
        self._lock = threading.Lock()
        self._idle: list[RenderProcess] = []
        self._busy: set[RenderProcess] = set()
        self._stopped = False

    def warm_up(self) -> None:
        """Start the children now, so that the first person does not wait for it."""
        with self._lock:
            for _ in range(self._count - len(self._idle) - len(self._busy)):
                self._idle.append(RenderProcess(self._command))

    def run(
        self,
        job: dict[str, Any],
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
        early: Early | None = None,
        *,
        room_key: str | None = None,
    ) -> dict[str, bytes]:
        """Do one job in a child; wait for a free one first.

        Parameters
        ----------
        job
            What `api.render_work.run` takes.
        progress
            Called in this thread with the step's name and the share done, 0..1.
        cancelled
            Asked about twenty times a second; True gives the job up.
        early
            Called in this thread with files that can be shown before the others are ready; again, with
            the same, where a child died and another one begins anew.
        room_key
            Jobs with the same key go to the same child where it is free.

        Raises
        ------
        RenderFailed
            With the code of what went wrong; RENDER_PROCESS_DIED after two children ended over it.
        RenderCancelled
            `cancelled` said so.
        ServiceStopping
            `stop` was called meanwhile.
        """
        with self._places:
            for _ in range(_ATTEMPTS):
                process = self._take(room_key)
                fit_for_more = False
                try:
                    files = process.run(
                        job,
                        progress or (lambda step, share: None),
                        cancelled or (lambda: False),
                        early or (lambda files: None),
                        time_limit_s=self._time_limit_s,
                    )
                    fit_for_more = True
                    return files
                except RenderCancelled:
                    fit_for_more = True
                    raise
                except RenderFailed as failure:
                    fit_for_more = failure.code not in _CHILD_IS_SPENT
                    raise
                except _ChildDied:
                    _log.warning("render process %d ended in the middle of a job", process.process_id)
                    if self._stopped:
                        raise ServiceStopping from None
                finally:
                    self._give_back(process, fit_for_more=fit_for_more)
        text = "The render process ended twice, perhaps for lack of memory; choose a lower quality."
        raise RenderFailed(text, "RENDER_PROCESS_DIED")

    def stop(self) -> None:
        """End every child; jobs in work are given up."""
        with self._lock:
            self._stopped = True
            everyone = (*self._idle, *self._busy)
            self._idle.clear()
        for process in everyone:
            process.end()

    def _take(self, room_key: str | None) -> RenderProcess:
        with self._lock:
            if self._stopped:
                raise ServiceStopping
            self._idle = [process for process in self._idle if process.is_alive()]
            same_room = [process for process in self._idle if process.room_key == room_key]
            if same_room or self._idle:
                process = (same_room or self._idle)[0]
                self._idle.remove(process)
            else:
                process = RenderProcess(self._command)
            process.room_key = room_key
            self._busy.add(process)
            return process

    def _give_back(self, process: RenderProcess, *, fit_for_more: bool) -> None:
        with self._lock:
            self._busy.discard(process)
            if fit_for_more and process.is_alive() and not self._stopped:
                self._idle.append(process)
                return
        process.end()
