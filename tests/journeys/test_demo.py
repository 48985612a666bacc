"""The whole job once, as `make demo` does it: a real service, real HTTP, real light, a real order."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from api.settings import environment_without_settings

ROOT = Path(__file__).resolve().parents[2]
RESULTS = (
    "picture.png",
    "picture-false-colour.png",
    "plan.svg",
    "measures.json",
    "configuration.lampyris.json",
    "order.json",
)


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `lampyris` with these words in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli.main", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        env=environment_without_settings(),
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which `lampyris demo` has left its results."""
    folder = tmp_path_factory.mktemp("demo")
    done = run("demo", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "accepted, reserved" in done.stdout
    return folder / "out" / "demo"


@pytest.mark.slow
def test_everything_is_left_behind(demo: Path) -> None:
    assert [name for name in RESULTS if not (demo / name).is_file()] == []
    for picture in ("picture.png", "picture-false-colour.png"):
        assert (demo / picture).read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert ElementTree.parse(demo / "plan.svg").getroot().tag.endswith("svg")


@pytest.mark.slow
def test_at_least_five_luminaires_of_four_kinds_are_ordered(demo: Path) -> None:
    configuration = json.loads((demo / "configuration.lampyris.json").read_text(encoding="utf-8"))
    hung = [placement["luminaire"] for placement in configuration["placements"]]
    assert len(hung) >= 5
    assert len(set(hung)) >= 4
    order = json.loads((demo / "order.json").read_text(encoding="utf-8"))
    ordered = [sku for line in order["lines"] for sku in [line["sku"]] * line["quantity"]]
    assert sorted(ordered) == sorted(hung)
    assert {(part["request"], part["fulfilment"]) for part in order["parts"]} == {("accepted", "reserved")}
    assert order["number"]


@pytest.mark.slow
def test_numbers_are_sound(demo: Path) -> None:
    measures = json.loads((demo / "measures.json").read_text(encoding="utf-8"))
    plane = measures["planes"][0]
    assert 0 < plane["min_lx"] <= plane["mean_lx"] <= plane["max_lx"]
    assert measures["energy_balance"] == pytest.approx(1, abs=5e-3)


@pytest.mark.slow
def test_the_shell_gets_the_same_numbers(demo: Path) -> None:
    """The saved configuration, simulated again in a shell, gives the numbers that the service gave."""
    done = run("simulate", "configuration.lampyris.json", "--json", folder=demo)
    assert done.returncode == 0, done.stderr
    again, before = json.loads(done.stdout), json.loads((demo / "measures.json").read_text(encoding="utf-8"))
    for mine, theirs in zip(again["planes"], before["planes"], strict=True):
        assert mine["illuminance_lx"] == theirs["illuminance_lx"]


@pytest.mark.slow
def test_the_lines_of_the_readme_run_one_after_the_other(demo: Path) -> None:
    """What README tells to do in the demo's folder, `make demo` having been done."""
    block = (ROOT / "README.md").read_text(encoding="utf-8").split("```sh")[1].split("```")[0]
    lines = [shlex.split(line, comments=True) for line in block.splitlines()]
    commands = [words[1:] for words in lines if words[:1] == ["lampyris"]]
    assert len(commands) == block.count("\nlampyris ") >= 7
    for words in commands:
        there = [word.replace("../..", str(ROOT)) for word in words]
        done = run(*there, folder=demo)
        assert done.returncode == 0, (words, done.stderr)
    assert (demo / "seen.png").is_file()
