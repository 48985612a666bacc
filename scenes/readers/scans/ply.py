"""PLY files (Turk 1994): points, or the corners and faces of a scanned mesh; text and both binary kinds."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scenes.readers.scans.point_files import PointFile, check_count, codes_of, damaged
from scenes.readers.scans.upright import Rule

Array = NDArray[np.float64]
Triangles = NDArray[np.int64]
Columns = list[NDArray[np.generic]]

LARGEST_HEADER = 65_536
MOST_ELEMENTS, MOST_PROPERTIES = 20, 100
KINDS = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2", "ushort": "u2",
    "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4", "float": "f4", "float32": "f4",
    "double": "f8", "float64": "f8",
}  # fmt: skip
COLOURS = (("red", "green", "blue"), ("diffuse_red", "diffuse_green", "diffuse_blue"), ("r", "g", "b"))
WRITERS_UP = {"scaniverse": "z", "3d scanner app": "y", "polycam": "y"}  # as their files were found to be


@dataclass
class Element:
    """A part of the file: how many, and each one's properties; of a list the kinds of its count and items."""

    name: str
    count: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    lists: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Header:
    """What the header says, and where the data begin."""

    order: str
    elements: list[Element]
    comments: str
    end: int


def read_ply(data: bytes) -> tuple[PointFile, Triangles]:
    """Points of a PLY file, and its triangles, shape (triangle, 3), where it is a mesh.

    Raises
    ------
    UnsoundInput
        When it is damaged or holds more than its bytes.
    """
    header = read_header(data)
    names = [element.name for element in header.elements]
    if "vertex" not in names:
        damaged("The PLY file has no element 'vertex'.")
    vertex = header.elements[names.index("vertex")]
    known = [name for name, _ in vertex.fields]
    if vertex.lists or not {"x", "y", "z"} <= set(known):
        damaged("The vertices of the PLY file have no plain x, y and z.")
    wanted = ["x", "y", "z", *next((names for names in COLOURS if set(names) <= set(known)), ())]
    if header.order == "ascii":
        columns, faces = _of_text(data[header.end :], header.elements, vertex, wanted)
    else:
        columns, faces = _of_binary(data, header, vertex, wanted)
    points = np.column_stack([column.astype(np.float64) for column in columns[:3]])
    units = (Rule("m", "usual", "scan apps write metres"),)
    return PointFile(points, "PLY", units, _up(header.comments), codes_of(columns[3:])), faces


def read_header(data: bytes) -> Header:
    """The header of a PLY file.

    Raises
    ------
    UnsoundInput
        When there is none, or it cannot be.
    """
    end = data.find(b"end_header", 0, LARGEST_HEADER)
    after = data.find(b"\n", end, end + 16) if end >= 0 else -1
    if not data.startswith(b"ply") or after < 0:
        damaged("The file is no PLY file: its header does not begin with 'ply' or does not end.")
    header = Header("", [], "", after + 1)
    for line in data[:end].decode("latin-1").splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == "format" and len(words) > 1:
            orders = {"ascii": "ascii", "binary_little_endian": "<", "binary_big_endian": ">"}
            header.order = orders.get(words[1], "")
        elif words[0] in ("comment", "obj_info"):
            header.comments += " " + " ".join(words[1:]).lower()[:500]
        elif words[0] == "element" and len(words) == 3 and words[2].isdecimal() and len(words[2]) < 16:
            header.elements.append(Element(words[1], int(words[2])))
        elif words[0] == "property" and header.elements:
            _add_property(header.elements[-1], words)
    if not header.order or len(header.elements) > MOST_ELEMENTS:
        damaged("The header of the PLY file names no known format, or too many elements.")
    return header


def _add_property(element: Element, words: list[str]) -> None:
    listed = len(words) == 5 and words[1] == "list"
    kinds = words[2:4] if listed else words[1:2]
    too_many = len(element.fields) + len(element.lists) >= MOST_PROPERTIES
    name = words[-1]
    taken = name in element.lists or any(name == each for each, _ in element.fields)
    if too_many or taken or any(kind not in KINDS for kind in kinds) or not (listed or len(words) == 3):
        damaged(f"The header of the PLY file has a property that cannot be: {' '.join(words)[:80]!r}.")
    if listed:
        element.lists[name] = (KINDS[kinds[0]], KINDS[kinds[1]])
    else:
        element.fields.append((name, KINDS[kinds[0]]))


def _up(comments: str) -> tuple[Rule, ...]:
    found = [
        Rule(up, "stated", f"it was written by {writer}, whose files are {up} up")
        for writer, up in WRITERS_UP.items()
        if writer in comments
    ]
    for up in ("y", "z"):
        if f"{up} up" in comments or f"{up}-up" in comments:
            found.append(Rule(up, "stated", f"a comment in it says {up} up"))
    return tuple(found)


# Binary


def _of_binary(data: bytes, header: Header, vertex: Element, wanted: list[str]) -> tuple[Columns, Triangles]:
    columns: Columns = [np.zeros(0)] * 3
    faces = np.zeros((0, 3), dtype=np.int64)
    at = header.end
    for element in header.elements:
        if element.lists:
            if element.name == "face" and len(columns[0]):
                faces = _faces(data, at, element, header.order)
            if (
                element is not header.elements[-1]
                and vertex not in header.elements[: header.elements.index(element)]
            ):
                damaged("The PLY file has lists before its vertices, which are not read.")
            break  # what follows lists is not needed
        kind = np.dtype([(name, header.order + each) for name, each in element.fields] or [("none", "u1")])
        check_count(element.count, kind.itemsize, len(data) - at)
        if element is vertex:
            rows = np.frombuffer(data, kind, element.count, at)
            columns = [rows[name] for name in wanted]
        at += element.count * kind.itemsize
    return columns, faces


def _faces(data: bytes, at: int, element: Element, order: str) -> Triangles:
    """Triangles of faces whose only property is a list of corners; none where the faces are otherwise."""
    if element.fields or len(element.lists) != 1 or element.count == 0:
        return np.zeros((0, 3), dtype=np.int64)
    ((count_kind, item_kind),) = element.lists.values()
    three = np.dtype([("count", order + count_kind), ("corners", order + item_kind, (3,))])
    if element.count * three.itemsize > len(data) - at:
        return np.zeros((0, 3), dtype=np.int64)
    rows = np.frombuffer(data, three, element.count, at)
    if np.any(rows["count"] != 3):
        return np.zeros((0, 3), dtype=np.int64)
    return rows["corners"].astype(np.int64)


# Text


def _of_text(
    text: bytes, elements: list[Element], vertex: Element, wanted: list[str]
) -> tuple[Columns, Triangles]:
    before = 0
    for element in elements[: elements.index(vertex)]:
        check_count(element.count, 2, len(text))
        before += element.count
    check_count(vertex.count, 2 * len(vertex.fields), len(text) + 1)
    names = [name for name, _ in vertex.fields]
    table = text_table(text, before, vertex.count, [names.index(name) for name in wanted])
    whole = [dict(vertex.fields)[name][0] in "iu" for name in wanted]
    columns: Columns = [table[:, k].astype(np.int64) if whole[k] else table[:, k] for k in range(len(wanted))]
    faces = np.zeros((0, 3), dtype=np.int64)
    after = elements[elements.index(vertex) + 1 :]
    if after and after[0].name == "face" and 0 < after[0].count <= len(text) // 8:
        try:
            table = text_table(text, before + vertex.count, after[0].count, [0, 1, 2, 3])
        except ValueError:
            table = np.zeros((0, 4))
        if len(table) and np.all(table[:, 0] == 3):
            faces = table[:, 1:].astype(np.int64)
    return columns, faces


def text_table(text: bytes, skipped: int, count: int, columns: list[int]) -> Array:
    """Columns of so many lines of numbers, shape (line, column).

    Raises
    ------
    UnsoundInput
        When a line does not hold the numbers, or lines are missing.
    """
    if count == 0:
        return np.zeros((0, len(columns)))
    try:
        table = np.loadtxt(
            io.BytesIO(text), comments=None, skiprows=skipped, max_rows=count, usecols=columns, ndmin=2
        )
    except (ValueError, IndexError, UnicodeDecodeError) as fault:
        damaged(f"A line of the file does not hold the numbers that its header says: {str(fault)[:120]}.")
        raise
    if len(table) != count:
        damaged(f"The file has {len(table)} lines of points; its header says {count}.")
    points: Array = table
    return points
