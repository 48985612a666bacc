"""E57: a file whose XML asks for something outside it is refused before any library asks for it."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kit.errors import UnsoundInput
from scenes.readers.scans.e57_xml import check_e57_xml, xml_of_e57
from scenes.readers.scans.surveys import read_e57

XSI = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"


def crc32c(data: bytes) -> int:
    """CRC-32C (Castagnoli, RFC 3720 appendix B.4), bit by bit."""
    rest = 0xFFFFFFFF
    for byte in data:
        rest ^= byte
        for _ in range(8):
            rest = rest >> 1 ^ (0x82F63B78 if rest & 1 else 0)
    return rest ^ 0xFFFFFFFF


def contents(data: bytes) -> bytes:
    """A file without the checksums of its pages."""
    return b"".join(data[k : k + 1020] for k in range(0, len(data), 1024))


def with_xml(data: bytes, xml: bytes) -> bytes:
    """An E57 file with another XML at its end and sound checksums."""
    (start,) = struct.unpack_from("<Q", data, 24)
    content = bytearray(contents(data)[: start - 4 * (start // 1024)] + xml)
    content += bytes(-len(content) % 1020)
    struct.pack_into("<Q", content, 16, len(content) // 1020 * 1024)
    struct.pack_into("<Q", content, 32, len(xml))
    pages = [bytes(content[k : k + 1020]) for k in range(0, len(content), 1020)]
    return b"".join(page + struct.pack(">I", crc32c(page)) for page in pages)


@pytest.fixture(scope="module")
def e57(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    pye57 = pytest.importorskip("pye57")
    path: Path = tmp_path_factory.mktemp("e57") / "a.e57"
    points = np.random.default_rng(1).random((200, 3))
    with pye57.E57(str(path), mode="w") as file:
        file.write_scan_raw({f"cartesian{axis}": points[:, k].copy() for k, axis in enumerate("XYZ")})
    return path.read_bytes()


def codes(data: bytes) -> set[str]:
    with pytest.raises(UnsoundInput) as fault:
        read_e57(data)
    return {problem.code for problem in fault.value.problems}


# A process of its own: pye57 holds Python still while it waits for an answer.
SERVER = """
import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1], flush=True)
    while True:
        server.accept()[0].close()
        print("asked", flush=True)
"""


def test_an_honest_file_is_read_also_with_its_xml_put_in_again(e57: bytes) -> None:
    xml = xml_of_e57(e57)
    assert xml.startswith(b"<?xml")
    assert xml.rstrip().endswith(b"</e57Root>")
    again = with_xml(e57, xml.replace(b"<e57Root", b"<!-- " + b"x" * 3000 + b" -->\n<e57Root", 1))
    assert read_e57(again).points == pytest.approx(read_e57(e57).points)


@pytest.mark.parametrize(
    ("before", "attribute", "code"),
    [
        ('<!DOCTYPE e57Root SYSTEM "{url}/dtd">\n', "", "XML_DOCTYPE"),
        ('<!DOCTYPE e57Root [<!ENTITY a SYSTEM "{url}/x">]>\n', "", "XML_DOCTYPE"),
        ("", XSI + " xsi:noNamespaceSchemaLocation='{url}/s.xsd'", "SCAN_FILE_NAMES_OTHERS"),
        ("", XSI + " xsi:schemaLocation='http://a {url}/s.xsd'", "SCAN_FILE_NAMES_OTHERS"),
    ],
)
def test_nothing_outside_the_file_is_asked_for(e57: bytes, before: str, attribute: str, code: str) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        root = f"{before.format(url=url)}<e57Root {attribute.format(url=url)} ".encode()
        try:
            found = codes(with_xml(e57, xml_of_e57(e57).replace(b"<e57Root ", root, 1)))
        finally:
            server.terminate()
        assert server.stdout.read() == ""
        assert found == {code}


def test_other_encodings_are_refused(e57: bytes) -> None:
    xml = xml_of_e57(e57).decode()
    for encoding in ("utf-16", "utf-16-le", "utf-32", "cp037"):
        assert codes(with_xml(e57, xml.encode(encoding))) == {"SCAN_FILE_DAMAGED"}
    assert codes(with_xml(e57, xml.replace("UTF-8", "UTF-7").encode())) == {"SCAN_FILE_DAMAGED"}


@pytest.mark.parametrize(("at", "value"), [(24, 2**63), (32, 2**40), (32, 0), (40, 512), (40, 0)])
def test_headers_that_cannot_be_are_refused(e57: bytes, at: int, value: int) -> None:
    data = bytearray(e57)
    struct.pack_into("<Q", data, at, value)
    with pytest.raises(UnsoundInput) as fault:
        check_e57_xml(bytes(data))
    assert fault.value.problems[0].code == "SCAN_FILE_DAMAGED"
