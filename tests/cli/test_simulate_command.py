"""`lampyris simulate` and `picture` on a configuration whose answer is known by the inverse-square law."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

HEIGHT_M = 3.0
INTENSITY_CD = 100.0
EVEN_LIGHT = f"""IESNA:LM-63-2002
TILT=NONE
1 -1 1 3 1 1 2 0 0 0
1 1 10
0 90 180
0
{INTENSITY_CD} {INTENSITY_CD} {INTENSITY_CD}
"""


def configuration() -> dict[str, Any]:
    """A black room, 4 m by 4 m, with a point that shines 100 cd in every direction under its ceiling."""
    return {
        "lampyris": 1,
        "name": "even light",
        "room": {
            "name": "box",
            "outline_m": [[0, 0], [4, 0], [4, 4], [0, 4]],
            "height_m": 3.5,
            "surfaces": {part: {"reflectance": 0.0} for part in ("floor", "walls", "ceiling")},
        },
        "placements": [
            {
                "id": "lamp",
                "luminaire": {"photometry": "even.ies"},
                "position_m": [2, 2, HEIGHT_M],
                "circuit": "all",
            }
        ],
        "scenes": {"half": {"circuits": {"all": {"dimming": 0.5}}}},
        "calculation": {
            "maintenance_factor": 1.0,
            "planes": [
                {"name": "floor", "points_m": [[2, 2, 0], [3, 2, 0]], "normals": [[0, 0, 1], [0, 0, 1]]}
            ],
        },
        "views": [
            {
                "name": "corner",
                "eye_m": [0.4, 0.4, 1.6],
                "target_m": [2, 2, 0],
                "fov_deg": 70,
                "size_px": [64, 48],
            }
        ],
    }


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The configuration and its photometric file, in a folder."""
    (tmp_path / "even.ies").write_text(EVEN_LIGHT, encoding="ascii")
    file = tmp_path / "even.lampyris.json"
    file.write_text(json.dumps(configuration()), encoding="utf-8")
    return file


def expected_lx() -> list[float]:
    """I cos³γ / h² under the lamp and one metre beside."""
    return [INTENSITY_CD * HEIGHT_M / math.hypot(HEIGHT_M, beside) ** 3 for beside in (0.0, 1.0)]


def test_illuminance_follows_the_inverse_square_law(shell, written: Path) -> None:
    done = shell("simulate", written, "--quality", "draft", "--json", "--out", "results")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    plane = document["planes"][0]
    assert plane["illuminance_lx"] == pytest.approx(expected_lx(), rel=1e-3)
    assert document["placements"][0]["flux_lm"] == pytest.approx(4 * math.pi * INTENSITY_CD, rel=1e-4)
    assert document["timing_s"]["read"] > 0
    assert json.loads((written.parent / "results" / "measures.json").read_text("utf-8")) == document
    assert "<svg" in (written.parent / "results" / "plan.svg").read_text("utf-8")


def test_a_scene_dims(lampyris, written: Path) -> None:
    done = lampyris("simulate", written, "--quality", "draft", "--scene", "half", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["scene"] == "half"
    assert document["planes"][0]["illuminance_lx"][0] == pytest.approx(expected_lx()[0] / 2, rel=1e-3)


def test_same_input_gives_the_same_numbers(shell, written: Path) -> None:
    first, second = (
        json.loads(shell("simulate", written, "--quality", "draft", "--seed", "7", "--json").stdout)
        for _ in range(2)
    )
    for document in (first, second):
        del document["timing_s"]
    assert first == second


def test_picture_is_written(shell, written: Path) -> None:
    done = shell("picture", written, "--view", "corner", "-o", "picture.png", "--quality", "draft")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    data = (written.parent / "picture.png").read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (64, 48)


@pytest.mark.parametrize(
    "words",
    [
        ("simulate", "--scene", "none-such"),
        ("simulate", "--quality", "best"),
        ("picture", "--view", "none-such", "-o", "picture.png"),
        ("picture", "--view", "corner", "-o", "picture.txt"),
        ("picture", "--view", "corner"),
    ],
)
def test_wrong_use_is_status_2(lampyris, written: Path, words: tuple[str, ...]) -> None:
    done = lampyris(words[0], written, *words[1:])
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("luminaire", "position_m", "word"),
    [
        ("no-such-sku", [2, 2, 3], "no-such-sku"),
        ({"photometry": "none.ies"}, [2, 2, 3], "none.ies"),
        ({"photometry": "../outside.ies"}, [2, 2, 3], "../outside.ies"),
        ({"photometry": "even.ies"}, [9, 9, 1], "lamp"),
        ({"photometry": "even.ies", "colour": "red"}, [2, 2, 3], "colour"),
    ],
)
def test_every_fault_of_a_placement_is_told(
    lampyris, written: Path, luminaire: Any, position_m: list[float], word: str
) -> None:
    document = configuration()
    document["placements"][0] |= {"luminaire": luminaire, "position_m": position_m}
    written.write_text(json.dumps(document), encoding="utf-8")
    done = lampyris("simulate", written, "--json")
    assert done.returncode == 1
    refusal = json.loads(done.stdout)
    assert refusal["code"] == "UNSOUND_INPUT"
    assert any(word in each["message"] for each in refusal["problems"] if each["severity"] == "error")
    assert word in done.stderr.splitlines()[0]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"lampyris": NaN}'])
def test_what_is_no_configuration_is_refused(lampyris, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.lampyris.json").write_bytes(content)
    done = lampyris("simulate", "broken.lampyris.json")
    assert done.returncode == 1
    assert done.stderr.startswith("error ")
    assert "Traceback" not in done.stderr
