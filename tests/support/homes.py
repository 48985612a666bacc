"""Homes of Sweet Home 3D made by hand: XML, archives, and the Java objects that old versions wrote."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

WALL = '<wall id="w{0}" xStart="{1}" yStart="{2}" xEnd="{3}" yEnd="{4}" height="250" thickness="{5}" {6}/>'


def walls(
    points: Sequence[tuple[float, float]], *, thickness: float = 20, more: str = "", first: int = 0
) -> str:
    """A ring of walls through points of the sheet, in centimetres, y down."""
    ends = zip(points, [*points[1:], points[0]], strict=True)
    return "".join(WALL.format(first + i, *a, *b, thickness, more) for i, (a, b) in enumerate(ends))


def room(name: str, points: Sequence[tuple[float, float]], more: str = "", inside: str = "") -> str:
    """A drawn room."""
    corners = "".join(f'<point x="{x}" y="{y}"/>' for x, y in points)
    return f'<room name="{name}" {more}>{inside}{corners}</room>'


def home(*parts: str, more: str = "") -> bytes:
    """The XML of a home."""
    inner = "".join(parts)
    return f'<?xml version="1.0"?><home version="6600" wallHeight="250.0" {more}>{inner}</home>'.encode()


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


# Java objects, after the Object Serialization Stream Protocol of Java


class JavaStream:
    """Writes objects as Java serialises them: plain fields, objects, lists and boxed floats."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._out.write(b"\xac\xed\x00\x05")

    @property
    def data(self) -> bytes:
        """The stream."""
        return self._out.getvalue()

    def text(self, value: str) -> None:
        raw = value.encode()
        self._out.write(b"\x74" + struct.pack(">H", len(raw)) + raw)

    def value(self, value: Any) -> None:
        """An object, list, text or nothing."""
        if value is None:
            self._out.write(b"\x70")
        elif isinstance(value, str):
            self.text(value)
        elif isinstance(value, list):
            self.list(value)
        else:
            self.object(*value)

    def list(self, values: list[Any]) -> None:
        """A java.util.ArrayList."""
        self._out.write(b"\x73")
        self._class("java.util.ArrayList", {"size": 0}, flags=3)
        self._out.write(struct.pack(">i", len(values)))
        self._out.write(b"\x77\x04" + struct.pack(">i", len(values)))
        for value in values:
            self.value(value)
        self._out.write(b"\x78")

    def object(self, name: str, fields: Mapping[str, Any]) -> None:
        """An object of a class: numbers first, as the protocol asks, then objects."""
        plain = {k: v for k, v in fields.items() if isinstance(v, bool | int | float)}
        other = {k: v for k, v in fields.items() if k not in plain}
        self._out.write(b"\x73")
        self._class(name, {**dict(sorted(plain.items())), **dict(sorted(other.items()))}, flags=2)
        for _, v in sorted(plain.items()):
            if isinstance(v, bool):
                self._out.write(struct.pack(">?", v))
            elif isinstance(v, int):
                self._out.write(struct.pack(">i", v))
            else:
                self._out.write(struct.pack(">f", v))
        for _, v in sorted(other.items()):
            self.value(v)

    def _class(self, name: str, fields: Mapping[str, Any], *, flags: int) -> None:
        raw = name.encode()
        self._out.write(b"\x72" + struct.pack(">H", len(raw)) + raw + struct.pack(">q", 1) + bytes([flags]))
        self._out.write(struct.pack(">H", len(fields)))
        for key, value in fields.items():
            kind = (
                "Z" if isinstance(value, bool) else "I" if isinstance(value, int) else
                "F" if isinstance(value, float) else "L"
            )  # fmt: skip
            self._out.write(kind.encode() + struct.pack(">H", len(key)) + key.encode())
            if kind == "L":
                self.text("Ljava/lang/Object;")
        self._out.write(b"\x78\x70")


def java_home(**fields: Any) -> bytes:
    """A serialised home with these fields."""
    stream = JavaStream()
    stream.object("com.eteks.sweethome3d.model.Home", {"version": 4400, "wallHeight": 250.0, **fields})
    return stream.data


def java_wall(x0: float, y0: float, x1: float, y1: float, **more: Any) -> tuple[str, dict[str, Any]]:
    """A wall for `java_home`."""
    ends = {"xStart": float(x0), "yStart": float(y0), "xEnd": float(x1), "yEnd": float(y1)}
    return "com.eteks.sweethome3d.model.Wall", {**ends, "thickness": 20.0, **more}
