"""Files of triangles (GLB, glTF, OBJ, STL, PLY, or one in a ZIP), with their lights and cameras."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.archive import Archive
from assets.glb import Glb, open_glb, refuse, require_readable
from assets.glb_nodes import placed_nodes
from assets.gltf import open_gltf
from assets.mesh import Mesh, mesh_of_glb, read_mesh
from kit.errors import UnsoundInput
from kit.problems import Problem, error, info, warning
from scenes.readers.draco import without_draco
from scenes.readers.plain_triangles import read_ply_mesh, read_stl

Array = NDArray[np.float64]
FindFile = Callable[[str], bytes | None]

ENDINGS = (".glb", ".gltf", ".obj", ".stl", ".ply")
FARTHEST = 1e9  # coordinates, in the file's own unit
MOST_LIGHTS = 2000
MOST_CAMERAS = 200


@dataclass(frozen=True, eq=False)
class PlacedNode:
    """A light or camera of a file: its name and where it stands, (4, 4) in the frame of the mesh."""

    name: str
    frame: Array
    fov_deg: float = 0.0


@dataclass(frozen=True, eq=False)
class MeshFile:
    """What a file holds, with its y taken as up and its unit as the metre.

    Parameters
    ----------
    mesh
        Every triangle of the file.
    lights, cameras
        As its nodes have them.
    lit_nodes
        Names of nodes with a light in or below them: lamps.
    format
        Its ending without the dot.
    says_frame
        Whether the format says unit and up axis.
    """

    mesh: Mesh
    lights: tuple[PlacedNode, ...] = ()
    cameras: tuple[PlacedNode, ...] = ()
    lit_nodes: frozenset[str] = frozenset()
    format: str = "glb"
    says_frame: bool = False
    problems: tuple[Problem, ...] = field(default=())


def read_mesh_file(data: bytes, filename: str) -> MeshFile:
    """Take in a file of triangles; coordinates beyond any room are refused.

    Raises
    ------
    UnsoundInput
        MESH_TOO_BIG, and what the formats' readers refuse.
    """
    path = PurePosixPath(filename.replace("\\", "/"))
    ending = path.suffix.lower()
    try:
        if ending == ".zip":
            found = _of_archive(Archive(data, path.name))
        else:
            found = _of_file(data, path.name, lambda _: None)
    except UnsoundInput as fault:
        raise UnsoundInput([_as_room_problem(each) for each in fault.problems]) from fault
    if float(np.abs(found.mesh.vertices_m).max()) > FARTHEST:
        message = f"a coordinate of more than {FARTHEST:g} was found; no room is so far from its origin"
        refuse("MODEL_NOT_FINITE", "file", message, "Export the room near its origin.")
    return replace(found, problems=tuple(_of_rooms(found.mesh.problems)))


def _as_room_problem(problem: Problem) -> Problem:
    if problem.code != "MODEL_TOO_LARGE":
        return problem
    hint = "Reduce the room's triangles (decimate) to under 2 million, or export it without its furniture."
    return error("MESH_TOO_BIG", problem.where, problem.message, hint)


def _of_rooms(problems: tuple[Problem, ...]) -> list[Problem]:
    """Those that matter to a room: its size is judged elsewhere."""
    return [each for each in problems if each.code != "MODEL_SIZE_DOUBTFUL"]


def _of_archive(archive: Archive) -> MeshFile:
    """The one model of a ZIP file, with the files beside it."""
    models = [name for name in archive.names if PurePosixPath(name).suffix.lower() in ENDINGS]
    models = [name for name in models if not PurePosixPath(name).name.startswith("._")]
    if len(models) != 1:
        shown = ", ".join(models[:8]) or ", ".join(archive.names[:8]) or "nothing"
        message = f"the ZIP holds {len(models)} models ({shown}); one was expected"
        hint = "Pack one .gltf, .glb, .obj, .stl or .ply with the files beside it."
        refuse("ARCHIVE_NOT_ONE_MODEL", archive.what, message, hint)
    (model,) = models
    folder = PurePosixPath(model).parent

    def find_file(name: str) -> bytes | None:
        for wanted in (str(folder / name), PurePosixPath(name).name):
            known = archive.find(wanted)
            if known is not None:
                return archive.read(known)
        return None

    return _of_file(archive.read(model), PurePosixPath(model).name, find_file)


def _of_file(data: bytes, name: str, find_file: FindFile) -> MeshFile:
    ending = PurePosixPath(name).suffix.lower()
    if ending == ".obj":
        return MeshFile(read_mesh(data, name, find_file), format="obj")
    if ending == ".stl":
        return MeshFile(read_stl(data), format="stl")
    if ending == ".ply":
        return MeshFile(read_ply_mesh(data), format="ply")
    opened = open_gltf(data, find_file) if ending == ".gltf" else open_glb(data)
    return _of_glb(opened, ending.removeprefix("."))


def _of_glb(opened: Glb, format: str) -> MeshFile:
    glb = without_draco(opened)
    require_readable(glb)
    mesh = mesh_of_glb(glb)
    problems = list(mesh.problems)
    used = glb.document.get("extensionsUsed", [])
    if isinstance(used, list) and "EXT_mesh_gpu_instancing" in used:
        message = "copies that the file places by EXT_mesh_gpu_instancing are not read; each is there once"
        problems.append(
            warning("INSTANCES_LEFT_OUT", "nodes", message, "Export the room without instancing.")
        )
    placed = _lights_and_cameras(glb)
    problems += [*placed.told(), *_other_scenes(glb)]
    return MeshFile(
        replace(mesh, problems=tuple(problems)),
        tuple(placed.lights[:MOST_LIGHTS]),
        tuple(placed.cameras[:MOST_CAMERAS]),
        frozenset(placed.lit),
        format=format,
        says_frame=True,
    )


@dataclass
class _Placed:
    """Lights and cameras of a file, and how many are of kinds that are not taken."""

    lights: list[PlacedNode] = field(default_factory=list)
    cameras: list[PlacedNode] = field(default_factory=list)
    lit: set[str] = field(default_factory=set)
    other_lights: int = 0
    other_cameras: int = 0

    def told(self) -> list[Problem]:
        """What is said of those that are not taken, once of each kind."""
        problems = []
        if len(self.lights) > MOST_LIGHTS:
            message = f"of {len(self.lights)} lights the first {MOST_LIGHTS} were taken"
            problems.append(warning("LIGHTS_LEFT_OUT", "lights", message, "Export fewer."))
        if self.other_lights:
            message = f"{self.other_lights} lights have no place, such as the sun, and were left out"
            problems.append(info("LIGHTS_LEFT_OUT", "lights", message, "Put lamps where light is missing."))
        if len(self.cameras) > MOST_CAMERAS:
            message = f"of {len(self.cameras)} cameras the first {MOST_CAMERAS} were taken"
            problems.append(warning("VIEWS_LEFT_OUT", "cameras", message, "Export those that matter."))
        if self.other_cameras:
            message = f"{self.other_cameras} cameras show no perspective and were left out"
            problems.append(info("VIEWS_LEFT_OUT", "cameras", message, "Make them perspective cameras."))
        return problems


def _lights_and_cameras(glb: Glb) -> _Placed:
    placed = _Placed()
    kinds = _light_kinds(glb)
    for name, index, node, frame in placed_nodes(glb):
        extensions = node.get("extensions", {})
        punctual = extensions.get("KHR_lights_punctual", {}) if isinstance(extensions, dict) else {}
        light = punctual.get("light") if isinstance(punctual, dict) else None
        if isinstance(light, int) and kinds.get(light) in ("point", "spot"):
            placed.lights.append(PlacedNode(name, frame))
            if len(placed.lights) <= MOST_LIGHTS:
                placed.lit.add(name.rsplit("/", 1)[0] if "/" in name and "mesh" not in node else name)
        elif isinstance(light, int):
            placed.other_lights += 1
        if "camera" in node:
            entry = glb.entry("cameras", node["camera"], f"nodes[{index}].camera")
            fov = _horizontal_fov_deg(entry)
            if fov is None:
                placed.other_cameras += 1
            else:
                placed.cameras.append(PlacedNode(name, frame, fov))
    return placed


def _other_scenes(glb: Glb) -> list[Problem]:
    """That a file holds scenes with nodes that the shown one has not."""
    scenes, shown = glb.entries("scenes"), glb.document.get("scene", 0)
    listed = [each.get("nodes", []) for each in scenes]
    nodes = [set(map(str, each)) if isinstance(each, list) else set() for each in listed]
    others = [k for k, own in enumerate(nodes) if k != shown and own - nodes[shown]]
    if not others:
        return []
    names = ", ".join(repr(str(scenes[k].get("name", k))[:80]) for k in others[:6])
    message = f"the file holds {len(scenes)} scenes and one was read; left out: {names}"
    return [info("SCENES_LEFT_OUT", "scenes", message, "Choose what is shown in the program that wrote it.")]


def _light_kinds(glb: Glb) -> dict[int, str]:
    extensions = glb.document.get("extensions", {})
    punctual = extensions.get("KHR_lights_punctual", {}) if isinstance(extensions, dict) else {}
    entries = punctual.get("lights", []) if isinstance(punctual, dict) else []
    if not isinstance(entries, list):
        return {}
    return {i: str(entry.get("type")) for i, entry in enumerate(entries) if isinstance(entry, dict)}


def _horizontal_fov_deg(camera: dict[str, Any]) -> float | None:
    """Horizontal field of view of a perspective camera; None of any other."""
    perspective = camera.get("perspective")
    if not isinstance(perspective, dict):
        return None
    upright, aspect = perspective.get("yfov"), perspective.get("aspectRatio", 16 / 9)
    if not isinstance(upright, int | float) or not isinstance(aspect, int | float):
        return None
    if not (0.01 < upright < 3.1 and 0.05 < aspect < 20.0):
        return None
    return math.degrees(2 * math.atan(math.tan(upright / 2) * aspect))
