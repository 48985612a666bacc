"""The command as a shell runs it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.settings import environment_without_settings

ROOT = Path(__file__).resolve().parents[2]
Lampyris = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def lampyris(tmp_path: Path) -> Lampyris:
    """Runs `lampyris` with these words in an empty folder and returns status, stdout and stderr."""

    def run(*words: str | Path, limit_s: float = 120.0) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "api.cli.main", *map(str, words)],
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=limit_s,
            env=environment_without_settings(),
            check=False,
        )

    return run
