"""The mesh that a configuration names as the ceiling of a room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from assets.mesh import read_mesh
from kit.errors import UnsoundInput
from kit.problems import Problem
from scenes.furniture_models import file_beside, told_within
from scenes.named_files import file_problem
from scenes.room import Room

ReadFile = Callable[[str], bytes]


def with_ceiling(room: Room, read_file: ReadFile, where: str) -> tuple[Room, list[Problem]]:
    """The room with the mesh that it names as ceiling, above the room's own floor.

    The mesh is in the frame of the outline, in metres (glTF's (x, y, z) is (x, -z, y)), with the floor at
    z = 0. Without `height_m` the room is as high as the mesh reaches.
    """
    name = room.ceiling_model
    if name is None or room.ceiling_vertices_m is not None:
        return room, []
    here, path = f"{where}.ceiling_model", PurePosixPath(name.replace("\\", "/"))
    try:
        mesh = read_mesh(read_file(name), path.name, partial(file_beside, path, read_file))
    except FileNotFoundError as fault:
        return room, [file_problem(name, here, fault)]
    except UnsoundInput as fault:
        return room, [told_within(problem, here, name) for problem in fault.problems]
    height = max(float(mesh.vertices_m[:, 2].max()), 0.0) if len(mesh.vertices_m) else 0.0
    problems = [told_within(p, here, name) for p in mesh.problems if p.code != "MODEL_SIZE_DOUBTFUL"]
    return replace(
        room,
        height_m=max(room.height_m, height),
        slopes=(),
        ceiling_vertices_m=mesh.vertices_m,
        ceiling_triangles=mesh.triangles,
    ), problems
