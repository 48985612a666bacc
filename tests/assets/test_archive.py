"""ZIP files and XML from strangers: what is taken, and every trap refused with its code."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from gldf_files import zipped

from assets.archive import LARGEST_MEMBER_BYTES, MOST_MEMBERS, Archive
from assets.xml_nodes import DEEPEST, MOST_ELEMENTS, read_xml
from kit.errors import UnsoundInput
from kit.problems import Problem


def refused(call: Callable[..., Any], *arguments: Any) -> list[str]:
    with pytest.raises(UnsoundInput) as refusal:
        call(*arguments)
    return [problem.code for problem in refusal.value.problems]


def packed(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_members_are_found_by_any_spelling() -> None:
    archive = Archive(zipped({"ldc/Lamp.LDT": "1", "empty/": ""}), "a.gldf")
    assert archive.names == ("ldc/Lamp.LDT",)
    assert archive.find("LDC\\lamp.ldt") == "ldc/Lamp.LDT"
    assert archive.read("ldc/lamp.ldt") == b"1"
    assert refused(archive.read, "ldc/other.ldt") == ["ARCHIVE_FILE_MISSING"]


def test_names_in_code_page_850_are_found() -> None:
    """Byte 0xB8 is the copyright sign in code page 850 and something else in 437, which ZIP means."""
    name = "ldc/\u00a9\u00e4.ldt"
    raw = name.encode("cp850")
    data = packed([("ldc/" + "x" * (len(raw) - 8) + ".ldt", b"light")]).replace(b"ldc/xx.ldt", raw)
    archive = Archive(data, "a.gldf")
    assert archive.names != (name,)
    assert archive.read(name) == b"light"


def test_what_is_no_zip_is_refused() -> None:
    assert refused(Archive, b"", "a") == ["ARCHIVE_NOT_ZIP"]
    assert refused(Archive, b"PK\3\4" + bytes(50), "a") == ["ARCHIVE_NOT_ZIP"]
    whole = zipped({"a.txt": "hello"})
    assert refused(Archive, whole[: len(whole) // 2], "a") == ["ARCHIVE_NOT_ZIP"]
    damaged = whole.replace(b"a.txt", b"b.txt", 1)
    assert refused(Archive(damaged, "a").read, "a.txt") == ["ARCHIVE_DAMAGED"]


@pytest.mark.parametrize(
    "name", ["../up.txt", "a/../../b", "/etc/passwd", "C:/windows", "a/..", "..\\b", "a\nb"]
)
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert refused(Archive, packed([(name, b"x")]), "a") == ["ARCHIVE_NAME_UNSAFE"]


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    start = time.perf_counter()
    assert refused(Archive, packed([("zeros", bytes(20_000_000))]), "a") == ["ARCHIVE_BOMB"]
    many = [(f"{k}.txt", bytes(k % 7)) for k in range(MOST_MEMBERS + 1)]
    assert refused(Archive, packed(many), "a") == ["ARCHIVE_TOO_MANY_FILES"]
    assert refused(Archive, packed([(f"{k}", b"") for k in range(4 * MOST_MEMBERS + 1)]), "a") == [
        "ARCHIVE_TOO_MANY_FILES"
    ]
    # a directory that states more than is there: only the statement is looked at
    told = bytearray(packed([("a", b"x" * 100)], zipfile.ZIP_STORED))
    entry = told.rfind(b"PK\1\2")
    struct.pack_into("<I", told, entry + 24, LARGEST_MEMBER_BYTES + 1)
    assert refused(Archive, bytes(told), "a") == ["ARCHIVE_BOMB"]
    assert time.perf_counter() - start < 5.0


def test_members_that_are_not_read_are_refused() -> None:
    assert refused(Archive, packed([("a", b"x")], zipfile.ZIP_LZMA), "a") == ["ARCHIVE_METHOD"]
    locked = bytearray(packed([("a", b"x")]))
    locked[locked.rfind(b"PK\1\2") + 8] |= 1
    assert refused(Archive, bytes(locked), "a") == ["ARCHIVE_ENCRYPTED"]
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = packed([("a", b"x"), ("a", b"y")])
    assert refused(Archive, twice, "a") == ["ARCHIVE_NAME_TWICE"]


def test_xml_is_a_tree_with_lines() -> None:
    root = read_xml(b"<a xmlns='urn:x'>\n<b k='1.5'> text </b><b>2</b></a>", "a.xml")
    problems: list[Problem] = []
    assert root.tag == "a"
    assert [node.text for node in root.all("b")] == ["text", "2"]
    first = root.all("b")[0]
    assert first.where == "a.xml, line 2"
    assert first.attribute_number("k", problems) == 1.5
    assert (root.all("b")[1].number("c", problems), problems) == (None, [])
    assert root.number("b", problems) is None
    assert [problem.code for problem in problems] == ["XML_NOT_A_NUMBER"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_are_read_and_a_mark_wins(encoding: str) -> None:
    declared = "utf-8" if encoding.startswith("utf") else encoding
    text = f'<?xml version="1.0" encoding="{declared}"?><a>\u00e4</a>'
    assert read_xml(text.encode(encoding), "a").text == "\u00e4"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "XML_BROKEN"),
        (b"<a>", "XML_BROKEN"),
        (b"<a></b>", "XML_BROKEN"),
        (b"<a>&b;</a>", "XML_BROKEN"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "XML_ENCODING"),
        (b"<a>\xff</a>", "XML_ENCODING"),
        (b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', "XML_DOCTYPE"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "XML_DOCTYPE"),
        (b"<a>" * (DEEPEST + 1), "XML_TOO_DEEP"),
        (b"<a>" + b"<b/>" * (MOST_ELEMENTS + 1), "XML_TOO_LARGE"),
    ],
)
def test_xml_traps_are_refused(data: bytes, code: str) -> None:
    assert refused(read_xml, data, "a.xml") == [code]


def test_entities_that_grow_without_end_are_never_expanded() -> None:
    grown = "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10}">' for k in range(1, 12))
    start = time.perf_counter()
    assert refused(read_xml, f'<!DOCTYPE a [<!ENTITY a0 "x">{grown}]><a>&a11;</a>'.encode(), "a") == [
        "XML_DOCTYPE"
    ]
    assert time.perf_counter() - start < 1.0
