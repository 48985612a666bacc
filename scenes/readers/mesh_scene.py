"""Meshes as rooms: GLB, glTF, OBJ, STL, PLY with faces, alone or in a ZIP with the files beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.glb import refuse
from kit.problems import Problem, info
from scenes.building import Building, ViewFound
from scenes.readers.mesh_file import MeshFile, PlacedNode, read_mesh_file
from scenes.readers.mesh_furniture import furnished, lights_found
from scenes.readers.mesh_parts import moved_mesh, parts_of, room_from_file
from scenes.readers.mesh_rooms import rooms_of_mesh
from scenes.readers.mesh_unread import check_unread
from scenes.readers.mesh_votes import choose_frame, evidence_of
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.tried import read_and_tried
from scenes.votes import Choice

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

DUST_FROM = 200_000  # triangles, from which they have to be surfaces of something
SOME, MOST_LOOSE = 20_000, 0.6  # of them that are looked at, and the share that may be loose
LARGEST_M = 1000.0  # of a mesh that holds rooms
FAR_M = 100.0  # from the origin, from which a plan is moved near it


def read_mesh_scene(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a mesh of a room, a flat or a house."""
    file = read_mesh_file(data, filename)
    require_surfaces(file)
    return read_and_tried(lambda said: rooms_drawn(file, said), overrides)


def rooms_drawn(file: MeshFile, overrides: RoomOverrides) -> RoomReading:
    """The rooms of a mesh whose triangles are surfaces of something."""
    mesh = file.mesh
    evidence = evidence_of(mesh.vertices_m, mesh.triangles, mesh.node_of_vertex, mesh.nodes)
    unit, up, told = choose_frame(evidence, overrides, format=file.format, says_frame=file.says_frame)
    choices = [unit, up]
    if overrides.mirror is not None:
        choices.append(Choice("mirror", "true" if overrides.mirror else "false", (), by_user=True))
    problems = [*file.problems, *told]
    del evidence
    matrix = room_from_file(unit.taken, up.taken, mirror=bool(overrides.mirror))
    shift, moved = _shift(mesh.vertices_m @ matrix.T)
    placed = moved_mesh(mesh, matrix, shift)
    problems += moved
    extent = np.ptp(placed.vertices_m, axis=0)
    if float(extent.max()) > LARGEST_M:
        size = " x ".join(f"{value:.4g}" for value in extent)
        message = f"the mesh measures {size} m; no building of more than {LARGEST_M:g} m is read"
        refuse("ROOM_TOO_LARGE", "file", message, "State the unit of the file.")
    size = " x ".join(f"{value:.2f}" for value in extent)
    message = f"It was read in {unit.taken} with {up.taken} up: {size} m in all."
    problems.append(info("MESH_READ_AS", "file", message, "State units and up if that is wrong."))
    building, found = _building(file, replace(file, mesh=placed), matrix, shift, choices)
    problems += found
    if building is None:
        problems = _with_other_readings(problems, unit, up)
    return RoomReading(building, tuple(problems), file.format, unit.taken)


def require_surfaces(file: MeshFile) -> None:
    """Refuse very many triangles that touch no other, whatever their unit, before anything else is done.

    Raises
    ------
    UnsoundInput
        MESH_TOO_BIG.
    """
    vertices, triangles = file.mesh.vertices_m, file.mesh.triangles
    if len(triangles) < DUST_FROM:
        return
    longest = int(np.ptp(vertices, axis=0).argmax())
    along = vertices[triangles[:, 0], longest]
    middle = len(triangles) // 2
    ends = (middle - SOME // 2, middle + SOME // 2)
    slab = triangles[np.argpartition(along, ends)[ends[0] : ends[1]]]  # neighbours are in it too
    corners = vertices[slab].reshape(-1, 3)
    key = np.rint(corners / max(float(np.ptp(vertices, axis=0).max()), 1e-300) * 1e6)
    _, index, count = np.unique(key, axis=0, return_inverse=True, return_counts=True)
    loose = float((count[index.reshape(-1, 3)] == 1).all(axis=1).mean())
    if loose > MOST_LOOSE:
        message = f"about {100 * loose:.0f} % of the {len(triangles)} triangles touch no other"
        hint = "Reduce the room's triangles (decimate) to under 200 000, or upload a scan as points (PLY)."
        refuse("MESH_TOO_BIG", "file", message, hint)


def _shift(vertices: Array) -> tuple[Array, list[Problem]]:
    """What brings a far-away plan near the origin; zero for one that is there."""
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    away = np.where(np.minimum(np.abs(low), np.abs(high)) > FAR_M, -np.floor(low), 0.0)
    if not away.any():
        return away, []
    x, y, z = (float(value) for value in away)
    message = f"The file lies far from its origin; it was moved by ({x:g}, {y:g}, {z:g}) m."
    return away, [info("FRAME_SET", "file", message)]


def _building(
    file: MeshFile, placed: MeshFile, matrix: Array, shift: Array, choices: list[Choice]
) -> tuple[Building | None, list[Problem]]:
    mesh = placed.mesh
    found, problems = rooms_of_mesh(parts_of(mesh, file.lit_nodes))
    if not found.rooms:
        return None, problems
    problems += check_unread(found.parts, found.rooms)
    ground = min(each.floor_m - each.room.elevation_m for each in found.rooms)
    rooms, told = furnished(found.rooms, found.parts)
    problems += told
    if abs(ground) > 1e-3:
        message = f"The floor lies at {ground:.3f} m in the file; it is at 0 here."
        problems.append(info("FRAME_SET", "file", message))
    punctual = [(light.name, matrix @ light.frame[:3, 3] + shift) for light in file.lights]
    lights, told = lights_found(found.parts, punctual, found.rooms, ground)
    problems += told
    if not mesh.has_colours:
        message = "The file says of no surface how it looks; usual reflectances are taken."
        problems.append(info("NO_MATERIAL", "surfaces", message, "Choose materials or give reflectances."))
    down = np.array([0.0, 0.0, ground])
    views = tuple(_view(camera, matrix, shift - down) for camera in file.cameras)
    building = Building(
        tuple(rooms),
        storeys=found.storeys,
        lights=tuple(lights),
        views=views,
        triangles=len(mesh.triangles),
        choices=tuple(choices),
    )
    return building, problems


def _view(camera: PlacedNode, matrix: Array, shift: Array) -> ViewFound:
    """A camera, which looks along its own -z, as a view 3 m ahead."""
    eye = matrix @ camera.frame[:3, 3] + shift
    ahead = matrix @ camera.frame[:3, :3] @ np.array([0.0, 0.0, -1.0])
    ahead /= max(float(np.linalg.norm(ahead)), 1e-12)
    x, y, z = (round(float(value), 6) for value in eye)
    u, v, w = (round(float(value), 6) for value in eye + 3.0 * ahead)
    return ViewFound(camera.name.rsplit("/", 1)[-1][:60] or "view", (x, y, z), (u, v, w), camera.fov_deg)


def _with_other_readings(problems: list[Problem], unit: Choice, up: Choice) -> list[Problem]:
    """Where no room was found, other units and axes are offered as ways out."""
    axes = [{"up": axis} for axis in ("z", "y", "x") if axis != up.taken]
    units = [{"units": each} for each in unit.points() if each != unit.taken]
    return [each.offering(*axes, *units) if each.code == "NO_ROOM_FOUND" else each for each in problems]
