"""The real service with its page, as `lampyris serve` starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAID_WHEN_READY = "Lampyris is at "


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[str]:
    """Address of a service that runs as `lampyris serve` does, on a free port."""
    if not (ROOT / "web" / "dist" / "index.html").is_file():
        pytest.fail("the page is not built: run `make setup`")
    log = data.parent / "service.log"
    start = "from api.cli.main import main; main()"
    command = [sys.executable, "-c", start, "serve", "--port", "0", "--data", str(data)]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True, env=os.environ | settings
        ) as process,
    ):
        assert process.stdout is not None
        try:
            yield _address(process.stdout, log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(output: IO[str], log: Path) -> str:
    for line in output:
        if line.startswith(SAID_WHEN_READY):
            return line.removeprefix(SAID_WHEN_READY).strip()
    pytest.fail(f"the service did not start:\n{log.read_text()[-2000:]}")
