"""The service as a child process of the demo: over an empty data folder, on a free port, stopped at last."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

from api.settings import environment_without_settings
from kit.errors import LampyrisError

START_LIMIT_S = 60.0
STOP_LIMIT_S = 15.0
ADDRESS_LINE = "Lampyris is at "  # `lampyris serve` says this on stdout when it listens


class ServiceDied(LampyrisError):
    """The service did not start, or ended by itself; the message carries the end of its log."""

    code = "SERVICE_DIED"


@contextmanager
def running_service() -> Iterator[str]:
    """The address of a service of our own, such as ``http://127.0.0.1:40123``, while the block lasts.

    Raises
    ------
    ServiceDied
        When it does not listen within `START_LIMIT_S`.
    """
    with tempfile.TemporaryDirectory(prefix="lampyris-demo-") as folder:
        log = Path(folder) / "service.log"
        command = [sys.executable, "-m", "api.cli.main", "serve", "--port", "0"]
        command += ["--data", str(Path(folder) / "data")]
        with log.open("wb") as errors:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=environment_without_settings(),
                start_new_session=True,  # Ctrl-C reaches the demo, which then stops the service in order
            )
        try:
            yield _address_of(child, log)
        finally:
            _stop(child)


def _address_of(child: subprocess.Popen[str], log: Path) -> str:
    lines: Queue[str] = Queue()
    threading.Thread(target=_forward, args=(child, lines), daemon=True).start()
    try:
        while line := lines.get(timeout=START_LIMIT_S):
            if line.startswith(ADDRESS_LINE):
                return line.removeprefix(ADDRESS_LINE).strip()
    except Empty:
        pass
    said = log.read_text(encoding="utf-8", errors="replace")[-2000:].strip()
    raise ServiceDied(f"the service did not start; it said:\n{said}")


def _forward(child: subprocess.Popen[str], lines: Queue[str]) -> None:
    """Read all that the child says, so that its pipe never fills; an empty line means its end."""
    if child.stdout is not None:
        for line in child.stdout:
            lines.put(line)
    lines.put("")


def _stop(child: subprocess.Popen[str]) -> None:
    child.terminate()
    try:
        child.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
