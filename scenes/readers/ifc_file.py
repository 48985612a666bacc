"""An IFC file opened within bounds, and the bodies of its elements in the building's frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.problems import Problem, error, require_sound

Array = NDArray[np.float64]
Triangles = NDArray[np.int64]
Element = Any  # an instance of the file; the library has no types

MOST_STATEMENTS = 1_500_000
MOST_NESTED = 60  # brackets within brackets in one statement
MOST_BODY_TRIANGLES = 400_000  # of one element; more is no piece of a room
DEEPEST = 200  # placements upon placements
KERNEL = "hybrid-cgal-simple-opencascade"  # flat faces exactly and fast, all else by Open CASCADE
LARGEST_M = 2e7  # national grids give coordinates of thousands of kilometres
ARC_SEGMENTS, COARSE_SEGMENTS = 72, 36  # of a full circle
SCHEMAS = ("IFC2X3", "IFC4", "IFC4X3")


@dataclass(frozen=True, eq=False)
class Body:
    """The triangles of an element: vertices (vertex, 3), triangles, and the colour of each.

    `colours` are sRGB 0..1 with opacity, shape (triangle, 4); NaN where the file gives none.
    """

    vertices_m: Array
    triangles: Triangles
    colours: Array

    @property
    def corners_m(self) -> Array:
        """Corners of each triangle, shape (triangle, 3, 3)."""
        corners: Array = self.vertices_m[self.triangles]
        return corners


@dataclass(eq=False)
class IfcModel:
    """An opened file, and how its coordinates lead to the building's.

    A point of the file, in metres as the file says, becomes `scale` times itself less `origin_m`, mirrored
    at the y axis where `mirror` says so.
    """

    file: Any
    scale: float = 1.0
    mirror: bool = False
    origin_m: Array = field(default_factory=lambda: np.zeros(3))
    unreadable: list[str] = field(default_factory=list)

    def points(self, file_m: Array) -> Array:
        """Points of the file, shape (point, 3), in the building's frame."""
        points: Array = file_m * self.scale - self.origin_m
        return points * [-1.0, 1.0, 1.0] if self.mirror else points

    def direction(self, file_direction: Array) -> Array:
        """A direction of the file in the building's frame."""
        turned: Array = np.asarray(file_direction, dtype=np.float64).copy()
        if self.mirror:
            turned[0] = -turned[0]
        return turned

    def body(self, element: Element, *, fine: bool = False) -> Body | None:
        """The body of an element without what is cut out of it; None where it has none that can be read.

        `fine` follows curves in steps of 5 degrees.
        """
        if getattr(element, "Representation", None) is None:
            return None
        shape = self._shape(element, fine)
        if shape is None:
            return None
        geometry = shape.geometry
        vertices = np.array(geometry.verts, dtype=np.float64).reshape(-1, 3)
        triangles = np.array(geometry.faces, dtype=np.int64).reshape(-1, 3)
        if not 0 < len(triangles) <= MOST_BODY_TRIANGLES or not np.all(np.abs(vertices) < LARGEST_M):
            self.unreadable.append(label(element))
            return None
        styles = [_colour_of_style(style) for style in geometry.materials]
        table = np.array([*styles, (np.nan,) * 4])
        ids = np.array(geometry.material_ids, dtype=np.int64)
        ids = ids if len(ids) == len(triangles) else np.full(len(triangles), -1)
        colours = table[np.where((ids >= 0) & (ids < len(styles)), ids, len(styles))]
        if self.mirror:
            triangles = triangles[:, ::-1]
        return Body(self.points(vertices), triangles, colours)

    def _shape(self, element: Element, fine: bool) -> Any:
        import ifcopenshell.geom

        settings = ifcopenshell.geom.settings()
        settings.set("use-world-coords", True)
        settings.set("disable-opening-subtractions", True)
        settings.set("apply-default-materials", False)
        settings.set("circle-segments", ARC_SEGMENTS if fine else COARSE_SEGMENTS)
        if fine:
            settings.set("mesher-angular-deflection", np.radians(360.0 / ARC_SEGMENTS))
        try:
            return ifcopenshell.geom.create_shape(settings, element, geometry_library=KERNEL)
        except RuntimeError:  # whatever the geometry kernel does not understand
            self.unreadable.append(label(element))
            return None

    def matrix(self, element: Element) -> Array:
        """Where an element stands: its placement in the file's frame, in metres as the file says, (4, 4)."""
        import ifcopenshell.util.placement

        matrix = np.eye(4)
        placement = getattr(element, "ObjectPlacement", None)
        if placement is not None:
            matrix = np.array(ifcopenshell.util.placement.get_local_placement(placement), dtype=np.float64)
            matrix[:3, 3] *= self.metres_per_unit
        return matrix

    @property
    def metres_per_unit(self) -> float:
        """What the file says its unit of length is [m]."""
        import ifcopenshell.util.unit

        return float(ifcopenshell.util.unit.calculate_unit_scale(self.file))

    def all(self, *classes: str) -> list[Element]:
        """Instances of those classes and all below them; classes that the schema does not have are none."""
        found: dict[int, Element] = {}
        for name in classes:
            try:
                instances: Iterable[Element] = self.file.by_type(name)
            except RuntimeError:  # not in this schema
                continue
            found.update((each.id(), each) for each in instances)
        return list(found.values())


def label(element: Element) -> str:
    """What to call an element in a message."""
    name = getattr(element, "Name", None) or ""
    return f"{element.is_a()} {name}".strip()[:80] + f" (#{element.id()})"


def shown_names(names: Sequence[str], most: int = 3) -> str:
    """The first of some names, and how many more there are."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def is_recess(hole: Element) -> bool:
    """Whether an IfcOpeningElement that nothing fills is said to be a recess; IFC2X3 uses ObjectType."""
    if hole.HasFillings:
        return False
    if getattr(hole, "PredefinedType", None) == "RECESS":
        return True
    return str(hole.ObjectType or "").strip().lower() == "recess"


def _colour_of_style(style: Any) -> tuple[float, float, float, float]:
    colour = style.diffuse
    opacity = 1.0 - float(style.transparency) if style.has_transparency() else 1.0
    return (float(colour.r()), float(colour.g()), float(colour.b()), opacity)


def open_ifc(data: bytes) -> IfcModel:
    """A sound file, opened.

    Raises
    ------
    UnsoundInput
        When it is no IFC file, cut off, too large, or contradicts itself.
    """
    require_sound(_check_text(data))
    import ifcopenshell

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = text.replace("\0", " ")
    try:
        file = ifcopenshell.file.from_string(text)
        schema = str(file.schema)
    except (RuntimeError, ValueError, TypeError, AttributeError) as fault:
        message = f"The file cannot be read as IFC: {' '.join(str(fault).split())[:160]}."
        require_sound([error("IFC_UNREADABLE", "file", message, "Export it again from its program.")])
        raise AssertionError from fault
    model = IfcModel(file)
    require_sound([*_check_schema(schema), *_check_placements(model)])
    return model


def _check_text(data: bytes) -> list[Problem]:
    """What is wrong with the text of a file, before it is parsed."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"ISO-10303-21"):
        kind = "a ZIP archive" if start.startswith(b"PK") else "XML" if start.startswith(b"<") else "else"
        message = f"The file does not begin with ISO-10303-21, as IFC text files do; it is {kind}."
        hint = "Unpack it, or export it as an .ifc file (STEP)."
        return [error("IFC_UNREADABLE", "file", message, hint)]
    if b"END-ISO-10303-21" not in data[-4096:]:
        message = "The file ends before END-ISO-10303-21: it was cut off, or not written to its end."
        return [error("FILE_CUT_OFF", "file", message, "Export or upload it again.")]
    statements = data.count(b";")
    if statements > MOST_STATEMENTS:
        message = f"The file has {statements} statements; at most {MOST_STATEMENTS} are read."
        return [error("FILE_TOO_LARGE", "file", message, "Export one storey, or fewer elements.")]
    if _deepest(data) > MOST_NESTED:
        message = f"Brackets in the file are nested more than {MOST_NESTED} deep."
        return [error("IFC_UNREADABLE", "file", message, "Export it again from its program.")]
    return _check_schema_text(data)


def _deepest(data: bytes) -> int:
    """How deep brackets are nested within one statement."""
    codes = np.frombuffer(data, dtype=np.uint8)
    marks = codes[(codes == ord("(")) | (codes == ord(")")) | (codes == ord(";"))]
    steps = (marks == ord("(")).astype(np.int32) - (marks == ord(")")).astype(np.int32)
    depth = np.cumsum(steps, dtype=np.int32)
    ends = np.maximum.accumulate(np.where(marks == ord(";"), np.arange(len(marks), dtype=np.int32), 0))
    return int((depth - depth[ends]).max(initial=0)) if len(marks) else 0


def _check_schema_text(data: bytes) -> list[Problem]:
    found = re.search(rb"FILE_SCHEMA\s*\(\s*\(\s*'([^']{1,40})'", data[:65536])
    return _check_schema(found.group(1).decode("latin-1") if found else "none")


def _check_schema(schema: str) -> list[Problem]:
    if schema.upper().startswith(SCHEMAS):
        return []
    message = f"The file's schema is {schema[:40]!r}; {', '.join(SCHEMAS)} are read."
    return [error("IFC_SCHEMA_UNKNOWN", "file", message, "Export it as IFC 2x3 or IFC 4.")]


def _check_placements(model: IfcModel) -> list[Problem]:
    """Placements that stand on themselves, or on too many others."""
    depth: dict[int, int] = {}
    for placement in model.all("IfcObjectPlacement"):
        chain: list[int] = []
        current = placement
        while current is not None and current.id() not in depth:
            if current.id() in chain or len(chain) > DEEPEST:
                message = (
                    f"The placement #{placement.id()} stands on itself, or on more than {DEEPEST} others."
                )
                return [error("IFC_UNREADABLE", f"#{placement.id()}", message, "Export the file again.")]
            chain.append(current.id())
            current = getattr(current, "PlacementRelTo", None)
        base = 0 if current is None else depth[current.id()]
        depth.update((each, base + k) for k, each in enumerate(reversed(chain), start=1))
    return []
