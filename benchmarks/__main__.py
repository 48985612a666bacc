"""`make bench`: what we promise to be quick, timed on this machine; peers join with the comparison issue.

Every figure is wall-clock time of a process of its own, so that imports and kernels count as they do for a
person.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scenes.samples import sample_configuration, sample_names, sample_room_file

RUNS = 2  # the first may compile kernels, the second finds them in the cache


def main() -> None:
    """Time every promise and print the table."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"{machine}, Python {platform.python_version()}\n")
    print(f"{'what':<44} {'first [s]':>10} {'second [s]':>10}")
    with tempfile.TemporaryDirectory() as folder:
        file = write_sample(Path(folder))
        row("lampyris --help", [seconds("--help")[0] for _ in range(RUNS)])
        solved = [seconds("simulate", str(file), "--json") for _ in range(RUNS)]
        row("simulate the sample room, whole process", [wall for wall, _ in solved])
        for step in ("read", "transport", "direct", "solve", "gather", "total"):
            row(f"  of it: {step}", [json.loads(text)["timing_s"][step] for _, text in solved])
        view = sample_configuration(sample_names()[0])["views"][0]["name"]
        words = ("picture", str(file), "--view", view, "-o", str(Path(folder) / "picture.png"))
        row("the same with its picture, whole process", [seconds(*words)[0] for _ in range(RUNS)])


def write_sample(folder: Path) -> Path:
    """The sample's configuration and room file in a folder; returns the configuration's path."""
    name = sample_names()[0]
    filename, content = sample_room_file(name)
    document: dict[str, Any] = sample_configuration(name)
    document["room"]["upload"] = filename
    (folder / filename).write_bytes(content)
    file = folder / f"{name}.lampyris.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def seconds(*words: str) -> tuple[float, str]:
    """Wall-clock seconds of one command [s], and what it printed."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "api.cli.main", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - began, done.stdout


def row(what: str, values: list[float]) -> None:
    """One line of the table."""
    print(f"{what:<44} " + " ".join(f"{value:>10.2f}" for value in values), flush=True)


if __name__ == "__main__":
    main()
