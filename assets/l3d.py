"""L3D 0.9 to 0.11: a luminaire's geometry as a tree of parts with joints, and where its light leaves it.

Positions are metres, rotations degrees about the part's own axes in the order z, x, y. A light-emitting
object is the frame of its photometry: C0 along its x, C90 along its y, gamma 0 along its -z. The public text
does not say so; the samples of the format's own repository and of makers agree on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assets.archive import Archive
from assets.xml_nodes import Node, read_xml
from kit.errors import UnsoundInput
from kit.problems import Problem, error, require_sound, warning

Array = NDArray[np.float64]
Angles = tuple[float, float, float]

STRUCTURE = "structure.xml"
MOST_PARTS = 2000
FARTHEST_M = 1000.0
TALLEST_M = 2.0  # luminous heights above this are written in millimetres, as a sample of the format does
METRES_PER = {"m": 1.0, "dm": 0.1, "cm": 0.01, "mm": 0.001, "yard": 0.9144, "foot": 0.3048, "inch": 0.0254}
_FREEDOM = 1e-6  # degrees by which an angle may pass its limit


@dataclass(frozen=True, eq=False)
class LightEmittingObject:
    """Where a photometry hangs: its frame in the luminaire's, (4, 4), and the shape of what shines there.

    `size_m` is along its own x and y, `heights_m` that of luminous sides at C0, C90, C180 and C270.
    """

    name: str
    frame: Array
    round: bool
    size_m: tuple[float, float]
    heights_m: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, eq=False)
class GlowingFaces:
    """Polygons of an OBJ file that glow: a group, first and last polygon of it, and whose light it is."""

    group: int
    first: int
    last: int
    emitters: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class GeometryPart:
    """One OBJ file in its place: `frame` leads its points in metres to the luminaire's frame, (4, 4)."""

    name: str
    file: str
    metres_per_unit: float
    frame: Array
    glowing: tuple[GlowingFaces, ...] = ()
    included_in_measurement: bool = True


@dataclass(frozen=True)
class Joint:
    """A joint: limits of its axes where they can turn [deg], and the angles it is taken at."""

    name: str
    limits_deg: dict[str, tuple[float, float]]
    angles_deg: Angles


@dataclass(frozen=True, eq=False)
class L3dModel:
    """A luminaire's geometry: its parts, light-emitting objects, joints and pendulum connectors [m]."""

    parts: tuple[GeometryPart, ...]
    emitters: dict[str, LightEmittingObject]
    joints: tuple[Joint, ...]
    pendulum_m: tuple[tuple[float, float, float], ...]
    archive: Archive
    problems: tuple[Problem, ...] = ()


def read_l3d(data: bytes, what: str, joint_angles_deg: Mapping[str, Angles] | None = None) -> L3dModel:
    """Read the structure of an L3D file.

    Parameters
    ----------
    data
        The whole file.
    what
        What it is called in problems.
    joint_angles_deg
        About x, y and z for joints by name; others are at their default [deg].

    Raises
    ------
    UnsoundInput
        Those of `Archive` and `read_xml`; L3D_ROOT, L3D_VALUE, L3D_REFERENCE, L3D_PART_TWICE,
        L3D_TOO_MANY_PARTS; JOINT_UNKNOWN and JOINT_ANGLE_OUT_OF_RANGE.
    """
    archive = Archive(data, what)
    root = read_xml(archive.read(STRUCTURE), f"{what}: {STRUCTURE}")
    if root.tag != "Luminaire":
        message = f"the root element is {root.tag[:40]!r}, 'Luminaire' was expected"
        raise UnsoundInput([error("L3D_ROOT", root.where, message, "Send an L3D file.")])
    reading = _Reading(root, dict(joint_angles_deg or {}))
    structure = root.child("Structure")
    for geometry in structure.all("Geometry") if structure else []:
        reading.geometry(geometry, np.eye(4))
    reading.check(what)
    require_sound(reading.problems)
    return L3dModel(
        tuple(reading.parts),
        reading.emitters,
        tuple(reading.joints),
        tuple(reading.pendulum),
        archive,
        tuple(reading.problems),
    )


def turn_zxy(x_deg: float, y_deg: float, z_deg: float) -> Array:
    """Rz · Rx · Ry: turned about z, then about the new x, then about the newest y, shape (3, 3)."""
    (cx, cy, cz), (sx, sy, sz) = (f(np.radians([x_deg, y_deg, z_deg])) for f in (np.cos, np.sin))
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    turned: Array = about_z @ about_x @ about_y
    turned[np.abs(turned) < 1e-15] = 0.0
    return turned


@dataclass
class _Reading:
    """The structure while it is read."""

    root: Node
    wanted: dict[str, Angles]
    parts: list[GeometryPart] = field(default_factory=list)
    emitters: dict[str, LightEmittingObject] = field(default_factory=dict)
    joints: list[Joint] = field(default_factory=list)
    pendulum: list[tuple[float, float, float]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.files = {
            node.attributes.get("id", ""): node
            for node in self.root.all("GeometryDefinitions/GeometryFileDefinition")
        }

    def geometry(self, node: Node, parent: Array) -> None:
        """A part, its light, and what hangs on its joints."""
        if len(self.parts) >= MOST_PARTS:
            message = f"the structure has more than {MOST_PARTS} parts"
            raise UnsoundInput([*self.problems, error("L3D_TOO_MANY_PARTS", node.where, message)])
        frame = parent @ self._frame(node)
        self._part(node, frame)
        for leo in node.all("LightEmittingObjects/LightEmittingObject"):
            self._emitter(leo, frame)
        for connector in node.all("PendulumConnectors/PendulumConnector"):
            point = frame @ np.array([*self._vector(connector), 1.0])
            self.pendulum.append((float(point[0]), float(point[1]), float(point[2])))
        for joint in node.all("Joints/Joint"):
            turned = frame @ self._frame(joint) @ self._joint(joint)
            for below in joint.all("Geometries/Geometry"):
                self.geometry(below, turned)

    def check(self, what: str) -> None:
        """What can be said only when all is read."""
        if not self.parts:
            self._fault("L3D_REFERENCE", f"{what}: {STRUCTURE}", "the structure has no geometry")
        known = {joint.name for joint in self.joints}
        for name in sorted(set(self.wanted) - known):
            there = ", ".join(sorted(known)) or "none"
            message = f"there is no joint {name[:80]!r}; there are {there}"
            self.problems.append(error("JOINT_UNKNOWN", f"joint {name[:80]}", message))
        told = [name for part in self.parts for faces in part.glowing for name in faces.emitters]
        for name in sorted(set(told) - set(self.emitters)):
            message = f"a glowing surface names the light {name[:80]!r}, which is not there"
            self._fault("L3D_REFERENCE", f"{what}: {STRUCTURE}", message)

    def _part(self, node: Node, frame: Array) -> None:
        reference = node.child("GeometryReference")
        wanted = reference.attributes.get("geometryId", "") if reference else ""
        file = self.files.get(wanted)
        if file is None:
            known = ", ".join(self.files) or "none"
            message = f"the geometry {wanted[:80]!r} is not defined; defined are {known[:200]}"
            self._fault("L3D_REFERENCE", node.where, message)
            return
        units = file.attributes.get("units", "")
        if units not in METRES_PER:
            message = f"the units {units[:40]!r} are not known; known are {', '.join(METRES_PER)}"
            self._fault("L3D_VALUE", file.where, message)
        name = file.attributes.get("filename", "").replace("\\", "/").rpartition("/")[2]
        included = node.attributes.get("includedInMeasurement", "true").lower() not in ("false", "0")
        part = GeometryPart(
            node.attributes.get("partName", "")[:80],
            f"{wanted}/{name}",
            METRES_PER.get(units, 1.0),
            frame,
            tuple(self._glowing(node)),
            included,
        )
        self.parts.append(part)

    def _glowing(self, node: Node) -> list[GlowingFaces]:
        found: list[GlowingFaces] = []
        for surface in node.all("LightEmittingSurfaces/LightEmittingSurface"):
            references = surface.all("LightEmittingObjectReference")
            names = tuple(each.attributes.get("lightEmittingPartName", "") for each in references)
            for faces in surface.all("FaceAssignments"):
                found += [self._faces(each, names) for each in faces.children]
        for each in node.all("LightEmittingFaceAssignments"):  # before 0.10
            found += [
                self._faces(faces, (faces.attributes.get("lightEmittingPartName", ""),))
                for faces in each.children
            ]
        return found

    def _faces(self, node: Node, emitters: tuple[str, ...]) -> GlowingFaces:
        def whole(*names: str) -> int:
            value = next((node.attributes[name] for name in names if name in node.attributes), "0")
            if not re.fullmatch(r"[0-9]{1,9}", value):
                message = f"{node.tag}: {value[:40]!r} was found where a whole number from 0 was expected"
                self._fault("L3D_VALUE", node.where, message)
                return 0
            return int(value)

        first = whole("faceIndexBegin", "faceIndex")
        return GlowingFaces(
            whole("groupIndex", "partIndex"), first, max(first, whole("faceIndexEnd", "faceIndex")), emitters
        )

    def _emitter(self, node: Node, parent: Array) -> None:
        name = node.attributes.get("partName", "")[:80]
        if name in self.emitters:
            self._fault("L3D_PART_TWICE", node.where, f"two light-emitting objects are called {name!r}")
        rectangle, circle = node.child("Rectangle"), node.child("Circle")
        if rectangle is not None:
            size = (self._size(rectangle, "sizeX"), self._size(rectangle, "sizeY"))
        elif circle is not None:
            size = (self._size(circle, "diameter"),) * 2
        else:
            self._fault("L3D_VALUE", node.where, f"the light {name!r} has neither rectangle nor circle")
            return
        heights = node.child("LuminousHeights")
        told = None
        if heights is not None:
            c0, c90, c180, c270 = (self._size(heights, key) for key in ("c0", "c90", "c180", "c270"))
            per_unit = 0.001 if max(c0, c90, c180, c270) > TALLEST_M else 1.0
            told = (c0 * per_unit, c90 * per_unit, c180 * per_unit, c270 * per_unit)
            if per_unit != 1.0:
                message = f"luminous heights up to {max(c0, c90, c180, c270):g} are taken as millimetres"
                self.problems.append(warning("L3D_HEIGHTS_IN_MILLIMETRES", heights.where, message))
        frame = parent @ self._frame(node)
        self.emitters[name] = LightEmittingObject(name, frame, rectangle is None, size, told)

    def _joint(self, node: Node) -> Array:
        """The turn of a joint at its angles, (4, 4)."""
        name = node.attributes.get("partName", "")[:80]
        limits: dict[str, tuple[float, float]] = {}
        for axis in "xyz":
            freedom = node.child(f"{axis.upper()}Axis")
            if freedom is not None:
                low = freedom.attribute_number("min", self.problems) or 0.0
                high = freedom.attribute_number("max", self.problems) or 0.0
                limits[axis] = (min(low, high), max(low, high))
        default = node.child("DefaultRotation")
        preset = self._vector(default) if default is not None else (0.0, 0.0, 0.0)
        angles = self.wanted.get(name, preset)
        for axis, angle in zip("xyz", angles, strict=True):
            low, high = limits.get(axis, (0.0, 0.0))
            if low - _FREEDOM <= angle <= high + _FREEDOM:
                continue
            message = f"the joint {name!r} is at {angle:g}° about {axis}, it turns from {low:g}° to {high:g}°"
            if name in self.wanted:
                hint = "Choose an angle in that range."
                self.problems.append(error("JOINT_ANGLE_OUT_OF_RANGE", f"joint {name}", message, hint))
            elif angle:
                self.problems.append(warning("JOINT_DEFAULT_OUT_OF_RANGE", node.where, message))
        self.joints.append(Joint(name, limits, angles))
        turned = np.eye(4)
        turned[:3, :3] = turn_zxy(*angles)
        return turned

    def _frame(self, node: Node) -> Array:
        frame = np.eye(4)
        position, rotation = node.child("Position"), node.child("Rotation")
        if position is not None:
            frame[:3, 3] = self._vector(position)
        if rotation is not None:
            frame[:3, :3] = turn_zxy(*self._vector(rotation))
        return frame

    def _vector(self, node: Node) -> Angles:
        x, y, z = (node.attribute_number(axis, self.problems) or 0.0 for axis in "xyz")
        if node.tag in ("Position", "PendulumConnector") and max(abs(x), abs(y), abs(z)) > FARTHEST_M:
            message = f"a position of {x:g}, {y:g}, {z:g} m; at most {FARTHEST_M:g} m are taken"
            self._fault("L3D_VALUE", node.where, message)
        return x, y, z

    def _size(self, node: Node, key: str) -> float:
        size = node.attribute_number(key, self.problems) or 0.0
        if not 0.0 <= size <= FARTHEST_M:
            self._fault("L3D_VALUE", node.where, f"{key} is {size:g} m, expected 0 to {FARTHEST_M:g} m")
            return 0.0
        return size

    def _fault(self, code: str, where: str, message: str) -> None:
        self.problems.append(error(code, where, message, "Correct the L3D file."))
