"""`lampyris luminaire` writes diagrams and data sheets, or says why it cannot."""

from __future__ import annotations

import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from written_photometry import ies_file, lambert

SKU = "wall-updown-120"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(("language", "up"), [("en", "upwards"), ("zh", "向上")])
def test_diagrams_in_both_languages(lampyris, tmp_path: Path, language: str, up: str) -> None:
    polar, cone = tmp_path / "polar.svg", tmp_path / "cone.svg"
    done = lampyris("luminaire", SKU, "--polar", polar, "--cone", cone, "--lang", language)
    assert done.returncode == 0, done.stderr
    assert ElementTree.parse(polar).getroot().tag == f"{SVG}svg"
    said = [each.text for each in ElementTree.parse(cone).getroot().iter(f"{SVG}text")]
    assert up in said


def test_the_data_sheet_of_a_bare_file_has_the_file_attached(lampyris, tmp_path: Path) -> None:
    content = ies_file(lambert(500))
    file, sheet = tmp_path / "my lamp.ies", tmp_path / "sheet.pdf"
    file.write_bytes(content)
    done = lampyris("luminaire", file, "--sheet", sheet)
    assert done.returncode == 0, done.stderr
    pdf = sheet.read_bytes()
    assert pdf[:5] == b"%PDF-"
    parts = [part.partition(b"endstream")[0].strip(b"\r\n") for part in pdf.split(b"stream\n")[1:]]
    unpacked = [zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"x"]
    assert content in unpacked


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("--lang", "fr"), 2, "neither en nor zh"),
        (("--variant", "purple"), 1, "UNKNOWN_VARIANT"),
        (("--bulb", "e27-none"), 1, "NO_BULB_TAKEN"),
        (("--cone", "no/such/folder/cone.svg"), 2, "--cone"),
    ],
)
def test_what_cannot_be_done_is_said(lampyris, words: tuple[str, ...], status: int, says: str) -> None:
    done = lampyris("luminaire", SKU, *words)
    assert done.returncode == status
    assert says in done.stderr


def test_a_bulb_is_for_the_catalogue_only(lampyris, tmp_path: Path) -> None:
    file = tmp_path / "a.ies"
    file.write_bytes(ies_file(lambert(500)))
    done = lampyris("luminaire", file, "--bulb", "e27")
    assert (done.returncode, "not for a file" in done.stderr) == (2, True)
