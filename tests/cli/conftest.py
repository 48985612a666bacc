"""The command in this process, and as a shell runs it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from command_line import in_a_process, in_this_process

Lampyris = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def lampyris(tmp_path: Path) -> Lampyris:
    """Runs `lampyris` with these words in an empty folder and returns status, stdout and stderr."""
    return partial(in_this_process, folder=tmp_path)


@pytest.fixture
def shell(tmp_path: Path) -> Lampyris:
    """The same as a process of its own, which every command is once, and where a fresh one matters."""
    return partial(in_a_process, folder=tmp_path)
