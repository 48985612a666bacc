"""`lampyris luminaire` against the figures that other programs gave for the same files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from assets.catalogue import LIBRARY


def test_figures_are_those_of_the_reference(lampyris, shared: Path) -> None:
    name = "rab_area_quad_feet.ies"
    expected = json.loads((shared / "photometry" / "reference.json").read_text(encoding="utf-8"))[name]
    words = ["luminaire", shared / "photometry" / name, "--json"]
    for direction in expected["probe_cd"]:
        words += ["--probe", direction]
    done = lampyris(*words)
    document = json.loads(done.stdout)
    assert done.returncode == 0
    assert document["flux_lm"] == pytest.approx(expected["flux_zonal_lm"], rel=1e-3)
    assert document["flux_exact_lm"] == pytest.approx(expected["flux_bilinear_lm"], rel=1e-3)
    assert document["max_intensity_cd"] == pytest.approx(expected["max_cd"], rel=1e-3)
    assert document["probes_cd"] == pytest.approx(list(expected["probe_cd"].values()), rel=1e-3)
    assert document["power_w"] == expected["watts"]
    assert document["sha256"] == expected["sha256"]


def test_a_lamp_set_is_chosen_and_all_are_shown(lampyris, shared: Path) -> None:
    file = shared / "photometry" / "two_lamp_sets_isym3.ldt"
    document = json.loads(lampyris("luminaire", file, "--lamp-set", "2", "--json").stdout)
    assert (document["lamp_set"], document["power_w"]) == (2, 79)
    text = lampyris("luminaire", file, "--lamp-set", "2").stdout
    assert "lamp set 2 (used)" in text
    assert "9,408 lm" in text
    assert "light output ratio" in text
    assert lampyris("luminaire", file, "--lamp-set", "3").returncode == 1
    assert lampyris("luminaire", file, "--lamp-set", "0").returncode == 2
    for words in (("--lamp-set", "1"), ("--mirror",), ("--turn-c0", "90")):
        assert lampyris("luminaire", "pendant-globe-300", *words).returncode == 2


def test_files_are_converted_turned_and_mirrored(lampyris, shared: Path, tmp_path: Path) -> None:
    turned = shared / "photometry" / "pair_isym3_turned.ies"
    words = ("--turn-c0", "90", "--write", "out.ldt", "--probe", "30,40")
    document = json.loads(lampyris("luminaire", turned, *words, "--json").stdout)
    assert document["written"]["path"] == "out.ldt"
    assert document["symmetry"] == "bilateral 90-270"
    twin = json.loads(
        lampyris("luminaire", shared / "photometry" / "pair_isym3.ldt", *words[-2:], "--json").stdout
    )
    again = json.loads(lampyris("luminaire", "out.ldt", *words[-2:], "--json").stdout)
    assert again["sha256"] == document["written"]["sha256"]
    assert again["probes_cd"] == pytest.approx(twin["probes_cd"], rel=1e-4)
    assert document["probes_cd"] == pytest.approx(twin["probes_cd"], rel=1e-4)
    mirrored = lampyris("luminaire", turned, "--mirror", "--write", "out.ies", "--probe", "-30,40", "--json")
    plain = lampyris("luminaire", turned, "--probe", "30,40", "--json")
    assert json.loads(mirrored.stdout)["probes_cd"] == pytest.approx(json.loads(plain.stdout)["probes_cd"])
    ball = lampyris(
        "luminaire", shared / "photometry/openings/sphere_opening.ies", "--write", "ball.ldt", "--json"
    )
    assert ball.returncode == 0
    assert "OPENING_SHAPE_CHANGED" in [
        told["code"] for told in json.loads(ball.stdout)["written"]["warnings"]
    ]
    assert "warning OPENING_SHAPE_CHANGED" in ball.stderr


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--turn-c0", "30", "--write", "out.ies"), 1, "OPENING_NOT_WRITTEN"),
        (("--write", "out.txt"), 1, "UNKNOWN_FORMAT"),
        (("--turn-c0", "400"), 2, "--turn-c0"),
        (("--write", "no/such/folder.ldt"), 2, "--write"),
    ],
)
def test_what_cannot_be_written_is_told(
    lampyris, shared: Path, tmp_path: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    done = lampyris("luminaire", shared / "photometry" / "pair_isym3.ies", *words)
    assert done.returncode == status
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_text_is_for_readers(shell, shared: Path) -> None:
    done = shell("luminaire", shared / "photometry" / "rab_area_quad_feet.ies")
    assert done.returncode == 0
    assert "9,217 lm" in done.stdout


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("empty.ies", b""),
        ("cut.ies", b"IESNA:LM-63-2002\nTILT=NONE\n1 1000 1 2 1 1 2 0 0 0\n1 1 10\n0 90\n0\n100"),
        ("wrong-ending.txt", b"IESNA:LM-63-2002"),
        ("binary.ldt", bytes(range(256))),
    ],
)
def test_unsound_files_are_refused_in_words(lampyris, tmp_path: Path, filename: str, content: bytes) -> None:
    (tmp_path / filename).write_bytes(content)
    done = lampyris("luminaire", filename, "--json")
    assert done.returncode == 1
    assert [each for each in json.loads(done.stdout)["problems"] if each["severity"] == "error"]
    assert done.stderr.startswith("error ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("direction", ["x", "1", "0,181", "nan,0", "0,90,1"])
def test_wrong_direction_is_wrong_use(lampyris, tmp_path: Path, direction: str) -> None:
    (tmp_path / "any.ies").write_bytes(b"IESNA:LM-63-2002")
    done = lampyris("luminaire", "any.ies", "--probe", direction)
    assert done.returncode == 2
    assert "--probe" in done.stderr


def test_glare_table_is_that_of_relux(lampyris, shared: Path) -> None:
    """4H x 8H at 70/50/20, crosswise and endwise, from the research page on photometry, section 7."""
    file = shared / "photometry" / "ugr" / "sample_01.ldt"
    table = json.loads(lampyris("luminaire", file, "--ugr", "--json").stdout)["ugr"]
    room = table["rooms_h"].index([4.0, 8.0])
    assert table["reflectances"][0] == [0.7, 0.5, 0.2]
    assert table["crosswise"][room][0] == pytest.approx(17.9, abs=0.5)
    assert table["endwise"][room][0] == pytest.approx(19.9, abs=0.5)
    text = lampyris("luminaire", file, "--ugr").stdout
    row = next(line for line in text.splitlines() if line.startswith("4H x 8H"))
    assert row.split()[3] == f"{table['crosswise'][room][0]:.1f}"
    assert "ugr" not in json.loads(lampyris("luminaire", file, "--json").stdout)
    said = lampyris("luminaire", "floor-uplight-1800", "--ugr").stdout
    assert "does not hang there" in said
    assert "4H x 8H" not in said


def test_a_luminaire_of_the_catalogue_is_turned(lampyris, tmp_path: Path) -> None:
    words = ["luminaire", "table-mushroom-280", "--turntable", "turn", "--frames", "2", "--size", "48x32"]
    done = lampyris(*words, "--unlit", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["flux_lm"] == pytest.approx(480.0, rel=0.01)
    expected = ["frame-000.png", "frame-001.png", "turntable.avif", "turntable.webp"]
    assert sorted(each.name for each in (tmp_path / "turn").iterdir()) == expected
    for name in expected:
        with Image.open(tmp_path / "turn" / name) as image:
            assert image.size == (48, 32)


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["no-such-sku"], 2, "no such file"),
        (["table-mushroom-280", "--turntable", "t", "--frames", "0"], 2, "--frames"),
        (["table-mushroom-280", "--turntable", "t", "--size", "99999"], 2, "pixels a side"),
        (["table-mushroom-280", "--turntable", "t", "--size", "large"], 2, "--size"),
        (["bare.ldt", "--turntable", "t"], 1, "LUMINAIRE_WITHOUT_BODY"),
    ],
)
def test_what_cannot_be_turned_is_told(
    lampyris, tmp_path: Path, words: list[str], status: int, told: str
) -> None:
    (tmp_path / "bare.ldt").write_bytes((LIBRARY / "table-mushroom-280" / "photometry.ldt").read_bytes())
    done = lampyris("luminaire", *words)
    assert done.returncode == status, done.stderr
    assert told in done.stderr
    assert not (tmp_path / "t").exists()


def test_a_name_that_no_file_can_have_is_refused_in_words(lampyris) -> None:
    done = lampyris("luminaire", "x" * 300)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "FILE_OR_SKU" in done.stderr
