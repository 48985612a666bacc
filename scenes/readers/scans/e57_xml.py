"""The XML section of an E57 file, looked at before the library reads it: it must ask for nothing outside.

The library's XML parser fetches whatever a document type or a schema's place names, from disk or by HTTP.
"""

from __future__ import annotations

import re
import struct

from assets.xml_nodes import Node, read_xml
from kit.problems import error, require_sound
from scenes.readers.scans.point_files import damaged

HEADER_BYTES = 48
PAGE_BYTES = 1024  # of ASTM E2807, the last four of them a checksum
CONTENT_BYTES = PAGE_BYTES - 4
MOST_XML_BYTES = 16_000_000
_ENCODING = re.compile(r"encoding\s*=\s*[\"']utf-?8[\"']", re.IGNORECASE)


def check_e57_xml(data: bytes) -> None:
    """Refuse a file whose XML names anything outside it, or is not plain UTF-8.

    Raises
    ------
    UnsoundInput
        SCAN_FILE_DAMAGED, SCAN_FILE_NAMES_OTHERS, or what `read_xml` says: XML_DOCTYPE, XML_BROKEN...
    """
    xml = xml_of_e57(data)
    try:
        text = xml.decode("utf-8")
    except UnicodeDecodeError:
        damaged("The XML of the E57 file is not in UTF-8, as the standard demands.")
    text = text.removeprefix("\ufeff")
    declared = text.partition("?>")[0] if text.startswith("<?xml") else ""
    if not text.startswith("<") or ("encoding" in declared and not _ENCODING.search(declared)):
        damaged("The XML of the E57 file does not begin as XML in UTF-8 does, as the standard demands.")
    waiting: list[Node] = [read_xml(xml, "the XML of the E57 file")]
    while waiting:
        node = waiting.pop()
        if any(name.lower().endswith("schemalocation") for name in node.attributes):
            message = (
                "The XML of the E57 file says where to fetch a schema; nothing outside a file is opened."
            )
            require_sound([error("SCAN_FILE_NAMES_OTHERS", node.where, message, "Export the scan again.")])
        waiting += node.children


def xml_of_e57(data: bytes) -> bytes:
    """The XML section without the checksums between its pages (ASTM E2807, sections 6 and 7).

    Raises
    ------
    UnsoundInput
        SCAN_FILE_DAMAGED.
    """
    if len(data) < HEADER_BYTES or not data.startswith(b"ASTM-E57"):
        damaged("The file is no E57 file: it does not begin with a header of 'ASTM-E57'.")
    _, start, length, page = struct.unpack_from("<4Q", data, 16)
    if page != PAGE_BYTES or start >= len(data) or not 0 < length <= min(MOST_XML_BYTES, len(data)):
        message = f"The E57 header announces {length} bytes of XML at {start} in pages of {page} bytes"
        damaged(f"{message}, in a file of {len(data)}; at most {MOST_XML_BYTES} are read.")
    first = start // PAGE_BYTES
    skipped = min(start % PAGE_BYTES, CONTENT_BYTES)
    pages = -(-(skipped + length) // CONTENT_BYTES)
    content = b"".join(
        data[k * PAGE_BYTES : k * PAGE_BYTES + CONTENT_BYTES] for k in range(first, first + pages)
    )
    xml = content[skipped : skipped + length]
    if len(xml) < length:
        damaged(f"The XML of the E57 file is cut off: {len(xml)} of {length} bytes are there.")
    return xml
