"""`lampyris serve` and `worker` start, say so, and stop in order."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.settings import environment_without_settings


@contextmanager
def started(*words: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A command that runs until it is told to stop; killed when the block ends without that."""
    child = subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment_without_settings(),
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.communicate()


def first_line(stream: object) -> str:
    """The next line that the command says."""
    assert hasattr(stream, "readline")
    line: str = stream.readline()
    return line


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_service_answers_and_stops_in_order(tmp_path: Path, number: signal.Signals) -> None:
    with started("serve", "--port", "0", "--data", "data", folder=tmp_path) as child:
        line = first_line(child.stdout)
        assert line.startswith("Lampyris is at http://localhost:")
        address = line.removeprefix("Lampyris is at ").strip()
        with urllib.request.urlopen(f"{address}/healthz?token=secret", timeout=30) as answer:
            assert json.load(answer)["status"] == "ok"
            request_id = answer.headers["X-Request-Id"]
        child.send_signal(number)
        _, errors = child.communicate(timeout=30)
        assert "Traceback" not in errors
        assert child.returncode in (0, 130, -number)
    assert re.search(rf"^[-0-9]+T[:0-9]+Z INFO .* {request_id} GET /healthz 200 \S+ s$", errors, re.MULTILINE)
    assert "secret" not in errors
    written = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    assert [str(path) for path in written if path.stat().st_mode & 0o077] == []


def test_a_taken_port_is_wrong_use(lampyris) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = lampyris("serve", "--port", taken.getsockname()[1], "--data", "data")
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_stops_in_order(tmp_path: Path) -> None:
    with started("worker", "--data", "data", folder=tmp_path) as child:
        assert first_line(child.stderr).startswith("working on data")
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(3)
        child.send_signal(signal.SIGTERM)
        _, errors = child.communicate(timeout=30)
        assert "Traceback" not in errors
        assert child.returncode in (0, -signal.SIGTERM)
