"""XML from strangers as a plain tree with line numbers: no document type, no entities, bounded."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from kit.errors import UnsoundInput
from kit.problems import Problem, error

LARGEST_BYTES = 20_000_000
MOST_ELEMENTS = 200_000
DEEPEST = 100
LONGEST_TEXT = 100_000
_ENCODINGS = (
    "utf-8",
    "utf8",
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "iso-8859-15",
    "latin1",
    "windows-1252",
    "cp1252",
)
_DECLARED = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"'][^>]*\?>")


@dataclass(eq=False)
class Node:
    """An element: its name without any namespace, attributes, children, text and line."""

    tag: str
    attributes: dict[str, str]
    where: str
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def child(self, tag: str) -> Node | None:
        """Its first child of a name."""
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, path: str) -> list[Node]:
        """All descendants along a path such as ``Files/File``."""
        found = [self]
        for tag in path.split("/"):
            found = [child for node in found for child in node.children if child.tag == tag]
        return found

    def first(self, path: str) -> Node | None:
        """The first descendant along a path."""
        return next(iter(self.all(path)), None)

    def words(self, path: str) -> str:
        """The text of the first descendant along a path, empty where there is none."""
        found = self.first(path)
        return "" if found is None else found.text

    def number(self, path: str, problems: list[Problem]) -> float | None:
        """The number that is the text of a descendant; None, and a problem, where it is none."""
        found = self.first(path)
        return None if found is None else _number(found.text, found.where, found.tag, problems)

    def attribute_number(self, name: str, problems: list[Problem]) -> float | None:
        """The number of an attribute; None where it is missing, and a problem where it is no number."""
        value = self.attributes.get(name)
        return None if value is None else _number(value, self.where, f"{self.tag} {name}", problems)


def _number(text: str, where: str, what: str, problems: list[Problem]) -> float | None:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value) and abs(value) < 1e12:
        return value
    problems.append(
        error("XML_NOT_A_NUMBER", where, f"{what}: {text[:40]!r} was found where a number was expected")
    )
    return None


def read_xml(data: bytes, what: str) -> Node:
    """The root element.

    Raises
    ------
    UnsoundInput
        XML_TOO_LARGE, XML_ENCODING, XML_DOCTYPE, XML_TOO_DEEP or XML_BROKEN.
    """
    if len(data) > LARGEST_BYTES:
        _refuse("XML_TOO_LARGE", what, f"{len(data)} bytes; at most {LARGEST_BYTES} are read")
    reading = _Reading(what)
    try:
        reading.parser.Parse(_text(data, what).encode("utf-8"), True)
    except expat.ExpatError as fault:
        message = f"the XML cannot be read: {expat.ErrorString(fault.code)}"
        _refuse("XML_BROKEN", f"{what}, line {fault.lineno}", message, "Export the file again.")
    root = reading.root
    if root is None:
        _refuse("XML_BROKEN", what, "the XML has no root element", "Export the file again.")
    return root


def _text(data: bytes, what: str) -> str:
    """Decoded by mark, else as declared; the mark wins, since some writers declare UTF-8 over UTF-16."""
    encoding = "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    elif declared := _DECLARED.match(data[:200].decode("latin-1")):
        encoding = declared[1].lower()
        if encoding not in _ENCODINGS:
            _refuse(
                "XML_ENCODING", what, f"the encoding {encoding!r} is not read", "Write the file in UTF-8."
            )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        _refuse(
            "XML_ENCODING", what, f"the text is not {encoding}: {fault.reason}", "Write the file in UTF-8."
        )
    if "\ud800" <= max(text, default="") <= "\udfff":
        _refuse("XML_ENCODING", what, "the text holds half characters", "Write the file in UTF-8.")
    return text


def _refuse(code: str, where: str, message: str, hint: str = "") -> NoReturn:
    raise UnsoundInput([error(code, where, message, hint)])


class _Reading:
    """One document while it is read."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    @property
    def _where(self) -> str:
        return f"{self.what}, line {self.parser.CurrentLineNumber}"

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            _refuse("XML_TOO_LARGE", self._where, f"more than {MOST_ELEMENTS} elements")
        if len(self._open) >= DEEPEST:
            _refuse("XML_TOO_DEEP", self._where, f"elements are nested more than {DEEPEST} deep")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition(" ")[2], plain, self._where)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, _name: str) -> None:
        node = self._open.pop()
        node.text = node.text.strip()

    def _characters(self, text: str) -> None:
        node = self._open[-1]
        if len(node.text) < LONGEST_TEXT:
            node.text += text[:LONGEST_TEXT]

    def _doctype(self, *_: object) -> None:
        message = "the XML declares a document type; none is taken, since entities can grow without end"
        _refuse("XML_DOCTYPE", self._where, message, "Export the file without a DOCTYPE.")
