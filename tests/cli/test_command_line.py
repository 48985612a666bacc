"""What all commands have in common: they answer `--help`, and wrong use is status 2."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from api.cli.main import command_names

CONTRACT = {
    "luminaire", "room", "simulate", "picture", "plan", "order", "reproduce", "serve", "worker", "demo",
    "schema",
}  # fmt: skip


def test_the_contracts_commands_are_there() -> None:
    assert command_names() >= CONTRACT


@pytest.mark.parametrize("command", sorted(CONTRACT))
def test_every_command_explains_itself(shell, command: str) -> None:
    done = shell(command, "--help")
    assert done.returncode == 0
    assert f"lampyris {command}" in done.stdout.replace("python -m api.cli.main", "lampyris")


@pytest.mark.parametrize(
    "words",
    [
        ("no-such-command",),
        ("luminaire",),
        ("luminaire", "no-such-file.ies"),
        ("simulate", "no-such-file.lampyris.json"),
        ("schema", "--no-such-option"),
        ("serve", "--port", "70000"),
    ],
)
def test_wrong_use_is_status_2(shell, words: tuple[str, ...]) -> None:
    done = shell(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr != ""


def test_help_needs_no_heavy_library() -> None:
    script = (
        "import sys, api.cli.main; "
        "print([m for m in ('numpy', 'mitsuba', 'fastapi', 'sqlalchemy', 'dbos') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_answers_at_once(shell) -> None:
    def seconds() -> float:
        began = time.perf_counter()
        shell("--help")
        return time.perf_counter() - began

    assert min(seconds() for _ in range(3)) < 1.0  # half a second is promised; the machine may be busy


def test_schema_is_one_json_document(shell) -> None:
    done = shell("schema")
    assert done.returncode == 0
    schema = json.loads(done.stdout)
    assert {"lampyris", "room", "placements"} <= set(schema["properties"])
