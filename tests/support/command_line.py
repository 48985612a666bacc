"""`lampyris` as a process of its own, and in this one, which spares Python and the ray caster a new start."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from api.cli.main import main
from api.settings import environment_without_settings

Done = subprocess.CompletedProcess[str]


def in_a_process(*words: str | Path, folder: Path, limit_s: float = 120.0) -> Done:
    """Run `lampyris` with these words in a folder as a shell does."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli.main", *map(str, words)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=limit_s,
        env=environment_without_settings(),
        check=False,
    )


def in_this_process(*words: str | Path, folder: Path) -> Done:
    """Run `main()` with these words in a folder: status, stdout and stderr as a shell would get them.

    What stops the command by surprise reaches the test as it is.
    """
    arguments = ["lampyris", *map(str, words)]
    told, said = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as here:
        here.setattr(sys, "argv", arguments)
        for name in os.environ.keys() - environment_without_settings().keys():
            here.delenv(name)
        with chdir(folder), redirect_stdout(told), redirect_stderr(said), pytest.raises(SystemExit) as ended:
            main()
    return subprocess.CompletedProcess(
        arguments, int(ended.value.code or 0), told.getvalue(), said.getvalue()
    )
