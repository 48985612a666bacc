"""`lampyris catalogue import` and `check` as a shell runs them, and the library they leave behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shop_catalogue import make_catalogue
from typer.testing import CliRunner
from written_photometry import even, ies_file

from api.cli.main import app
from assets.catalogue import read_catalogue

RUN = CliRunner()
HEAD = "sku;Bezeichnung;Preis €;Leuchtentyp;Durchmesser mm;Geheim\n"


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "K-300.ies").write_bytes(ies_file(even(80.0)))
    (tmp_path / "shop.csv").write_text(HEAD + "K-300;Kugel;99,90;Kugel-Pendelleuchte;300;x\nL-1;Leer;5;;;\n")
    return tmp_path


def test_import_shows_what_it_understood_and_check_looks_at_it(shop, monkeypatch):
    library = shop / "library"
    result = RUN.invoke(app, ["catalogue", "import", str(shop), "--library", str(library)])
    assert result.exit_code == 0, result.output
    assert "Durchmesser mm" in result.stdout
    assert "unmapped" in result.stdout
    assert "L-1" in result.stdout
    assert "HEADINGS_UNKNOWN" in result.stderr
    checked = RUN.invoke(app, ["catalogue", "check", str(library), "--json"])
    assert checked.exit_code == 0
    document = json.loads(checked.stdout)
    assert document["luminaires"] == document["stand_ins"] == 1
    assert {problem["code"] for problem in document["problems"]} == {
        "TEXT_NOT_TRANSLATED",
        "PRODUCT_DATA_MISSING",
    }
    monkeypatch.setenv("LAMPYRIS_LIBRARY", str(library))
    shown = RUN.invoke(app, ["luminaire", "K-300", "--json"])
    assert json.loads(shown.stdout)["flux_lm"] == pytest.approx(80 * 4 * 3.14159265, rel=2e-3)


def test_prices_in_which_nothing_is_sold_are_told(shop):
    (shop / "shop.csv").write_text(HEAD.replace("€", "USD") + "K-300;Kugel;99,90;Kugel-Pendelleuchte;300;x\n")
    library = str(shop / "library")
    for arguments in (["import", str(shop), "--library", library], ["check", library]):
        result = RUN.invoke(app, ["catalogue", *arguments])
        assert result.exit_code == 0, result.output
        assert "CURRENCY_DIFFERS" in result.stderr
        assert "K-300" in result.stderr


def test_json_is_the_whole_report(shop):
    result = RUN.invoke(app, ["catalogue", "import", str(shop), "--library", str(shop / "l"), "--json"])
    document = json.loads(result.stdout)
    assert document == json.loads((shop / "l" / "report.json").read_text(encoding="utf-8"))
    assert document["totals"]["can be hung"] == 1


def test_what_a_person_says_of_columns_counts(shop):
    arguments = ["catalogue", "import", str(shop), "--library", str(shop / "l"), "--map", "Geheim=finish"]
    assert "finish" in RUN.invoke(app, arguments).stdout
    wrong = RUN.invoke(app, ["catalogue", "import", str(shop), "--map", "Geheim=secret"])
    assert wrong.exit_code == 2
    assert "meanings are" in wrong.output


def test_nothing_that_can_be_hung_is_exit_status_one(tmp_path):
    (tmp_path / "shop.csv").write_text(HEAD + "L-1;Leer;5;;;\n")
    result = RUN.invoke(app, ["catalogue", "import", str(tmp_path), "--library", str(tmp_path / "l")])
    assert result.exit_code == 1


def test_the_shipped_library_has_no_error():
    result = RUN.invoke(app, ["catalogue", "check", "--json"])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["luminaires"] == 16


def test_an_interrupted_import_leaves_a_sound_library(tmp_path, shared):
    shop = make_catalogue(tmp_path / "in", shared / "photometry", count=40)
    library = tmp_path / "library"
    command = [sys.executable, "-m", "api.cli.main", "catalogue", "import", *map(str, shop.sources)]
    command += ["--library", str(library), "--processes", "2"]
    root = Path(__file__).resolve().parents[2]
    running = subprocess.Popen(
        command,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # what runs in a shell's background hands on that interrupts are not heard
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 180
    while not list(library.glob("*/luminaire.toml")) and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=180)
    assert running.returncode == 130, told
    assert b"goes on from there" in told
    done = len(read_catalogue(library).entries)
    assert 1 <= done < 38
    again = RUN.invoke(
        app, ["catalogue", "import", *map(str, shop.sources), "--library", str(library), "--json"]
    )
    assert json.loads(again.stdout)["totals"]["can be hung"] >= 0.95 * len(shop.photometry)
