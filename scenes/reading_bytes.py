"""Readings as bytes and back: how a child process answers, and how an understood building is kept.

A ZIP of numpy arrays and one JSON document; nothing in it is ever run. A value of the document is a number,
a text, true, false or null; a list ``[kind, ...]`` stands for anything else: ``["t", ...]`` a tuple,
``["l", ...]`` a list, ``["d", [key, value], ...]`` a dict, ``["a", n]`` array n, ``["e", class, value]`` one
of an enumeration, ``["x", name, kind]`` a texture of our shelf, ``["o", class, [field, value], ...]`` one of
our own classes, and ``["s", n]`` object n of those that occur more than once.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections import Counter
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import numpy as np

from assets.material import AlphaMode, Appearance, Material, Texture, Wrap
from assets.shelf import DrawnTexture, shelf_names
from kit.errors import UnsoundInput
from kit.problems import Problem, Severity, error
from scenes.building import Building, LightFound, Storey, ViewFound, Wall, WallOpening
from scenes.readers.reading import RoomReading
from scenes.room import Finish, Furniture, Opening, Origin, Room, Slope
from scenes.votes import Choice, Vote

VERSION = 1  # of this form; what was kept in another is read from the file again
CLASSES: dict[str, type[Any]] = {
    each.__name__: each
    for each in (
        *(RoomReading, Building, Storey, Wall, WallOpening, LightFound, ViewFound, Choice, Vote),
        *(Room, Opening, Furniture, Finish, Slope, Problem, Appearance, Material, Texture),
    )
}
ENUMS: dict[str, type[Enum]] = {each.__name__: each for each in (Severity, Origin, AlphaMode, Wrap)}
DEEPEST = 60
LARGEST_BYTES = 2 << 30  # of a reading, unpacked
FAULTS = (
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, EOFError, RecursionError),
    *(zipfile.BadZipFile, zlib.error),
)


def bytes_of_reading(reading: RoomReading) -> bytes:
    """A reading as bytes; the same reading gives the same bytes."""
    writer = _Writer()
    writer.count(reading)
    document = {"version": VERSION, "reading": writer.plain(reading), "shared": writer.shared}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _add(archive, "document.json", json.dumps(document, allow_nan=False).encode())
        for index, array in enumerate(writer.arrays):
            file = io.BytesIO()
            np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
            _add(archive, f"{index}.npy", file.getvalue())
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)


def reading_of_bytes(data: bytes) -> RoomReading:
    """The reading that `bytes_of_reading` wrote.

    Raises
    ------
    UnsoundInput
        ``READING_UNREADABLE`` when it is of another version, or no such bytes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_BYTES:
                raise ValueError("too large")
            document = json.loads(archive.read("document.json"))
            if document["version"] != VERSION:
                raise ValueError("another version")
            count = sum(name.endswith(".npy") for name in archive.namelist())
            arrays = [
                np.lib.format.read_array(io.BytesIO(archive.read(f"{i}.npy")), allow_pickle=False)
                for i in range(count)
            ]
        reader = _Reader(arrays, document["shared"])
        reading = reader.value(document["reading"])
    except FAULTS as fault:
        message = f"What was kept of a reading cannot be read: {type(fault).__name__}."
        raise UnsoundInput([error("READING_UNREADABLE", "", message, "Upload the file again.")]) from None
    if not isinstance(reading, RoomReading):
        raise UnsoundInput([error("READING_UNREADABLE", "", "These bytes hold no reading.")])
    return reading


class _Writer:
    """Turns values into JSON, arrays aside; pictures and the like that occur twice are written once."""

    def __init__(self) -> None:
        self.arrays: list[Any] = []
        self.shared: list[Any] = []
        self._number_of_array: dict[int, int] = {}
        self._number_of_shared: dict[int, int] = {}
        self._times: Counter[int] = Counter()

    def count(self, value: Any) -> None:
        """Count how often each of our objects occurs."""
        if is_dataclass(value):
            self._times[id(value)] += 1
            if self._times[id(value)] == 1:
                for each in fields(value):
                    self.count(getattr(value, each.name))
        elif isinstance(value, tuple | list):
            for each in value:
                self.count(each)

    def plain(self, value: Any) -> Any:
        """A value as JSON."""
        if isinstance(value, Enum):
            return ["e", type(value).__name__, value.value]
        if isinstance(value, str):
            return value if value.isascii() else _whole(value)
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, np.ndarray):
            return ["a", self._array(value)]
        if isinstance(value, tuple | list):
            return ["t" if isinstance(value, tuple) else "l", *map(self.plain, value)]
        if isinstance(value, dict):
            return ["d", *([self.plain(key), self.plain(each)] for key, each in value.items())]
        if isinstance(value, DrawnTexture):
            return ["x", value.name, value.kind]
        if type(value).__name__ not in CLASSES:
            raise TypeError(f"a {type(value).__name__} is no part of a reading")
        if self._times[id(value)] < 2:
            return self._object(value)
        if id(value) not in self._number_of_shared:
            written = self._object(value)
            self._number_of_shared[id(value)] = len(self.shared)
            self.shared.append(written)
        return ["s", self._number_of_shared[id(value)]]

    def _object(self, value: Any) -> list[Any]:
        own = [[each.name, self.plain(getattr(value, each.name))] for each in fields(value) if each.init]
        return ["o", type(value).__name__, *own]

    def _array(self, value: Any) -> int:
        if id(value) not in self._number_of_array:
            self._number_of_array[id(value)] = len(self.arrays)
            self.arrays.append(value)
        return self._number_of_array[id(value)]


def _whole(text: str) -> str:
    """The text without halves of UTF-16 letters, which files may hold and no answer can be written with."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Reader:
    """Turns JSON and arrays back into values; only our own classes are made."""

    def __init__(self, arrays: list[Any], shared: list[Any]) -> None:
        self._arrays = arrays
        self._shared: list[Any] = []
        for written in shared:
            self._shared.append(self.value(written))

    def value(self, written: Any, depth: int = 0) -> Any:
        """The value that was written so."""
        if depth > DEEPEST:
            raise ValueError("too deep")
        if not isinstance(written, list):
            return written
        kind, *rest = written
        if kind in ("t", "l"):
            values = [self.value(each, depth + 1) for each in rest]
            return tuple(values) if kind == "t" else values
        if kind == "d":
            return {self.value(k, depth + 1): self.value(v, depth + 1) for k, v in rest}
        if kind == "a":
            return self._arrays[rest[0]]
        if kind == "s":
            return self._shared[rest[0]]
        if kind == "e":
            return ENUMS[rest[0]](rest[1])
        if kind == "x":
            return _shelf_texture(*rest)
        name, *own = rest
        return CLASSES[name](**{key: self.value(each, depth + 1) for key, each in own})


def _shelf_texture(name: str, kind: str) -> DrawnTexture:
    """A texture of the shelf as it is today."""
    if name not in shelf_names() or kind not in ("base_colour", "normal", "metallic_roughness"):
        raise ValueError("no texture of the shelf")
    return DrawnTexture(name, kind)
