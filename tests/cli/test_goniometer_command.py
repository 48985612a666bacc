"""`lampyris goniometer` on a body of our own, and on what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assets.modelling import lathe
from assets.read_photometry import read_photometry
from assets.write_glb import Finish, Part, glb_bytes

GLOWING = Finish("opal", (0.0, 0.0, 0.0), emissive_rgb=(1.0, 1.0, 1.0))
PLAIN = Finish("lacquer", (0.5, 0.5, 0.5))
PLATE = lathe([(0.0, 0.0), (0.1, 0.0), (0.1, 0.001), (0.0, 0.001)], 60)


@pytest.fixture
def plate(tmp_path: Path) -> Path:
    """A glowing plate below one that takes all that goes up but for a rim of light."""
    cover = lathe([(0.0, 0.002), (0.5, 0.002), (0.5, 0.003), (0.0, 0.003)], 60)
    file = tmp_path / "plate.glb"
    file.write_bytes(glb_bytes([Part("head", PLATE, GLOWING), Part("head", cover, PLAIN)], "plate"))
    return file


@pytest.mark.parametrize("ending", ["ldt", "ies"])
def test_a_body_gets_its_photometry_as_a_file(lampyris, plate: Path, ending: str) -> None:
    written = plate.with_suffix(f".{ending}")
    done = lampyris("goniometer", plate, "--flux", "1000", "--power", "12", "-o", written, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    read = read_photometry(written.read_bytes(), written.name)
    assert read.distribution.luminous_flux_lm() == pytest.approx(document["flux_lm"], rel=1e-6)
    assert document["flux_lm"] == pytest.approx(document["table_flux_lm"], rel=0.01)
    assert read.power_w == 12
    assert document["symmetry"] == "round"
    assert document["opening"]["shape"] == "disc"
    assert document["energy_balance"] == pytest.approx(1.0, abs=1e-3)
    # its lower face gives half its flux less the edge's part, as a Lambertian disc does
    faces = np.pi * 0.1**2
    down = 1000 * faces / (2 * faces + 2 * np.pi * 0.1 * 0.001)
    assert document["max_intensity_cd"] == pytest.approx(down / np.pi, rel=0.15)


def test_what_people_see(lampyris, plate: Path) -> None:
    done = lampyris("goniometer", plate, "--flux", "1000", "--source", "lacquer", "--symmetry", "round")
    assert done.returncode == 0, done.stderr
    assert "light output ratio" in done.stdout
    assert "absorbed by opal" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["--flux", "1000", "--symmetry", "oval"],
        ["--flux", "1000", "--steps", "14,5"],
        ["--flux", "1000", "--source", "opal=300"],
        ["--flux", "1000", "--source", "opal=lots"],
        ["--flux", "1000", "-o", "light.txt"],
        [],
    ],
)
def test_wrong_use_is_told(lampyris, plate: Path, words: list[str]) -> None:
    assert lampyris("goniometer", plate, *words).returncode == 2


def test_unsound_input_is_told(lampyris, plate: Path, tmp_path: Path) -> None:
    done = lampyris("goniometer", plate, "--flux", "1000", "--source", "brass", "--json")
    assert done.returncode == 1
    assert [problem["code"] for problem in json.loads(done.stdout)["problems"]] == ["SOURCE_NOT_IN_BODY"]
    dark = tmp_path / "dark.glb"
    dark.write_bytes(glb_bytes([Part("head", PLATE, PLAIN)], "dark"))
    done = lampyris("goniometer", dark, "--flux", "-5", "--json")
    codes = [problem["code"] for problem in json.loads(done.stdout)["problems"]]
    assert codes == ["SOURCE_WITHOUT_FLUX", "NOTHING_GLOWS"]
    (tmp_path / "broken.glb").write_bytes(b"glTF no more")
    assert lampyris("goniometer", tmp_path / "broken.glb", "--flux", "5").returncode == 1
