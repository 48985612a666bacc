"""Files find their skus, by stated names, by names and by what they say; doubt is told."""

from __future__ import annotations

import hashlib
import struct
import zipfile

import pytest
from written_photometry import even, ies_file, lambert, ldt_file

from assets.importing.match_files import match_files
from assets.importing.model_parts import parts_by_folder, parts_of
from assets.importing.offers import Offer
from assets.importing.sources import SourceFile, list_sources

IES = "IESNA:LM-63-2002\n[LUMCAT] {}\nTILT=NONE\n"


def source(tmp_path, name, content="x"):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return SourceFile(name, str(path))


def offer(sku, name="", **files):
    return Offer(sku, sku, f"line of {sku}", name=name, files=files)


def test_stated_names_count_first(tmp_path):
    files = [source(tmp_path, "x/LIGHT.IES"), source(tmp_path, "A-100.ies", "y")]
    matched, unclaimed, _ = match_files([offer("A-100", photometry=("light.ies",))], files)
    assert matched["A-100"].photometry == files[0]
    assert unclaimed == []


def test_skus_and_names_in_file_names_and_folders(tmp_path):
    names = ("A-100_photo.jpg", "A 100.ldt", "B200/lights.ies", "nova globe.png", "A-1001.jpg")
    files = [source(tmp_path, name, name) for name in names]
    offers = [offer("A-100"), offer("B200"), offer("C-3", name="Nova Globe")]
    matched, unclaimed, problems = match_files(offers, files)
    assert matched["A-100"].photometry == files[1]
    assert matched["A-100"].photographs == [files[0]]
    assert matched["B200"].photometry == files[2]
    assert matched["C-3"].photographs == [files[3]]
    assert unclaimed == [files[4]]
    assert problems == []


def test_what_a_photometric_file_says_of_itself(tmp_path):
    files = [source(tmp_path, "m1.ies", IES.format("X-77")), source(tmp_path, "m2.ies", IES.format("other"))]
    matched, unclaimed, _ = match_files([offer("X-77")], files)
    assert matched["X-77"].photometry == files[0]
    assert "says" in matched["X-77"].evidence["m1.ies"]
    assert unclaimed == [files[1]]


def test_doubt_is_told_and_nothing_taken(tmp_path):
    files = [source(tmp_path, "A-100 15deg.ies", "one"), source(tmp_path, "A-100 36deg.ies", "two")]
    matched, _, _ = match_files([offer("A-100")], files)
    assert matched["A-100"].photometry is None
    assert [problem.code for problem in matched["A-100"].problems] == ["PHOTOMETRY_AMBIGUOUS"]
    same = [offer("A-1", name="Nova Globe"), offer("A-2", name="Nova Globe")]
    _, _, problems = match_files(same, [source(tmp_path, "nova globe.jpg")])
    assert [problem.code for problem in problems] == ["FILE_FITS_SEVERAL"]


def test_a_file_that_is_stated_and_missing(tmp_path):
    matched, _, _ = match_files([offer("A-100", photograph=("gone.jpg",))], [])
    assert [problem.code for problem in matched["A-100"].problems] == ["FILE_NOT_FOUND"]


def codes(problems):
    return [problem.code for problem in problems]


def test_twins_of_two_formats_are_one_light(tmp_path):
    light = lambert(300.0)
    files = [source(tmp_path, "A-100.ies", ies_file(light)), source(tmp_path, "A-100.ldt", ldt_file(light))]
    matched, _, _ = match_files([offer("A-100")], files)
    assert matched["A-100"].photometry == files[1]
    assert codes(matched["A-100"].problems) == ["PHOTOMETRY_CHOSEN"]


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (("a/LIN-1.ldt", ldt_file(lambert(300.0))), ("b/LIN-1.ldt", ldt_file(even(80.0)))),
        (("a/LIN-1.ldt", ldt_file(lambert(300.0))), ("b/LIN-1.ldt", ldt_file(lambert(301.0)))),
        (("LIN-1.ldt", ldt_file(lambert(300.0))), ("LIN-1.ies", ies_file(lambert(350.0)))),
        (("LIN-1.ldt", ldt_file(lambert(300.0))), ("LIN-1.ies", ies_file(even(75.0)))),  # of one flux
        (("LIN-1.ldt", ldt_file(lambert(300.0))), ("LIN-1.ies", b"damaged")),
    ],
)
@pytest.mark.parametrize("stated", [False, True])
def test_two_lights_of_one_name_are_not_chosen_between(tmp_path, first, other, stated):
    files = [source(tmp_path, *first), source(tmp_path, *other)]
    named = {"photometry": ("LIN-1",)} if stated else {}
    matched, _, _ = match_files([offer("LIN-1", **named)], files)
    assert matched["LIN-1"].photometry is None
    assert codes(matched["LIN-1"].problems) == ["PHOTOMETRY_AMBIGUOUS"]


def test_copies_of_one_file_in_two_folders_are_one(tmp_path):
    files = [source(tmp_path, "a/LIN-1.ies", "same"), source(tmp_path, "b/LIN-1.ies", "same")]
    matched, unclaimed, _ = match_files([offer("LIN-1")], files)
    assert matched["LIN-1"].photometry == files[0]
    assert unclaimed == []


def test_separators_tell_skus_apart(tmp_path):
    files = [source(tmp_path, name, name) for name in ("A-1.15.ldt", "A-11.5.ldt", "LAMP-10-01.ies")]
    skus = ("A-1.15", "A-11.5", "LAMP-10", "LAMP-1001")
    matched, unclaimed, problems = match_files([offer(sku) for sku in skus], files)
    assert [matched[sku].photometry for sku in skus] == [*files, None]
    assert (unclaimed, problems) == ([], [])


def test_a_stated_name_is_not_another_without_its_separators(tmp_path):
    files = [source(tmp_path, "A-11.5.ldt"), source(tmp_path, "A-1.ldt")]
    matched, _, _ = match_files([offer("X-9", photometry=("A-1.15",)), offer("Y-9")], files)
    assert matched["X-9"].photometry is None
    assert codes(matched["X-9"].problems) == ["FILE_NOT_FOUND"]


def test_dropped_separators_are_told_and_never_decide_between_skus(tmp_path):
    files = [source(tmp_path, "LAMP10-01.ies"), source(tmp_path, "B200_x.ies")]
    matched, _, problems = match_files([offer(sku) for sku in ("LAMP-10", "LAMP-1001", "B-200")], files)
    assert matched["LAMP-10"].photometry is matched["LAMP-1001"].photometry is None
    assert codes(problems) == ["FILE_FITS_SEVERAL"]
    assert matched["B-200"].photometry == files[1]
    assert codes(matched["B-200"].problems) == ["FILE_NAME_SQUEEZED"]


def test_archives_are_read_with_care(tmp_path):
    path = tmp_path / "more.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a/A-100.ies", "light")
        packed.writestr("../evil.ies", "x")
        packed.writestr("/abs.ies", "x")
        packed.writestr("bomb.ies", b"\0" * 5_000_000)
        packed.writestr("__MACOSX/A-100.ies", "x")
    files, problems = list_sources([path])
    assert [file.name for file in files] == ["a/A-100.ies"]
    assert files[0].read() == b"light"
    assert [problem.code for problem in problems] == ["ARCHIVE_MEMBER_LEFT_OUT"] * 3
    (tmp_path / "no.zip").write_bytes(b"PK no")
    assert [problem.code for problem in list_sources([tmp_path / "no.zip"])[1]] == ["ARCHIVE_UNREADABLE"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_of_archives_in_chinese(tmp_path, encoding):
    path = tmp_path / "zh.zip"
    name = "吊灯".encode(encoding)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("#" * len(name) + ".ies", "light")
    raw = path.read_bytes().replace(b"#" * len(name), name)
    flags = struct.pack("<H", 0)
    assert raw.count(b"PK\x01\x02") == 1
    path.write_bytes(raw[:6] + flags + raw[8:])
    files, _ = list_sources([path])
    assert files[0].name == "吊灯.ies"


def test_links_are_not_followed(tmp_path):
    (tmp_path / "secret.ies").write_text("x")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.ies").symlink_to(tmp_path / "secret.ies")
    assert list_sources([folder])[0] == []


def test_an_archive_is_opened_once_and_read_again_when_it_changes(tmp_path, monkeypatch):
    opened = []

    class Counted(zipfile.ZipFile):
        def __init__(self, *arguments):
            opened.append(arguments)
            super().__init__(*arguments)

    path = tmp_path / "many.zip"
    names = [f"A-{number}.ies" for number in range(50)]
    for content in ("light", "other light"):
        with zipfile.ZipFile(path, "w") as packed:
            for name in names:
                packed.writestr(name, f"{content} {name}")
        with monkeypatch.context() as patched:
            patched.setattr(zipfile, "ZipFile", Counted)
            opened.clear()
            files, _ = list_sources([path])
            for _ in range(3):
                digests = {file.digest() for file in files}
        assert len(opened) <= 2  # listed, then read
        assert digests == {hashlib.sha256(f"{content} {name}".encode()).hexdigest() for name in names}


def test_a_model_has_the_parts_that_it_names_and_no_others(tmp_path):
    contents = {
        "a/lamp.obj": "mtllib lamp one.mtl\nv 0 0 0\n",
        "a/lamp one.mtl": "newmtl x\nmap_Kd -s 1 1 1 maps\\wood.jpg\n",
        "a/wood.jpg": "1",
        "a/A-1 photo.jpg": "2",
        "a/other.mtl": "newmtl y\nmap_Kd A-1.jpg\n",
        "b/lamp one.mtl": "newmtl z\n",
        "b/wood.jpg": "3",
    }
    files = [source(tmp_path, name, content) for name, content in contents.items()]
    parts = parts_of(files[:1], parts_by_folder(files))
    assert [part.name for part in parts] == ["a/lamp one.mtl", "a/wood.jpg"]
