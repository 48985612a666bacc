"""Models as furniture: the file a person brings, in metres, z up, in the size they ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from assets.material import turned_appearance
from assets.mesh import Z_UP_AFTER_ALL, Mesh, read_mesh
from kit.errors import UnsoundInput
from kit.problems import Problem, error
from kit.units import metres_per
from scenes.named_files import file_problem
from scenes.pieces.furnish import furnished
from scenes.room import Furniture, Room
from scenes.sheets import parted_sheets

Array = NDArray[np.float64]
ReadFile = Callable[[str], bytes]

MOST_TEXELS = 300_000_000  # of one room's models: with what pictures make of them, about 4 GB


def with_models(room: Room, read_file: ReadFile, where: str = "room") -> tuple[Room, list[Problem]]:
    """The room with the meshes of its models read; each file is read once, and equal ones share it.

    Once their pictures together have more than MOST_TEXELS, no other file is read.
    """
    files: dict[str, bytes] = {}
    meshes: dict[tuple[bytes, str, str], Mesh] = {}
    pieces: list[Furniture] = []
    problems: list[Problem] = []
    for index, piece in enumerate(furnished(room).furniture):
        if piece.model is None or piece.vertices_m is not None:
            pieces.append(piece)
            continue
        here = f"{where}.furniture[{index}].model"
        try:
            if piece.model not in files:
                files[piece.model] = read_file(piece.model)
            data, path = files[piece.model], PurePosixPath(piece.model.replace("\\", "/"))
            beside = str(path.parent) if path.suffix.lower() == ".obj" else ""  # where its materials are
            known = (data, path.suffix, beside)
            if known not in meshes:
                _require_few_texels(meshes.values(), here)
                meshes[known] = read_mesh(data, path.name, partial(file_beside, path, read_file))
            read, found = _with_mesh(piece, meshes[known])
        except FileNotFoundError as fault:
            read, found = piece, [file_problem(piece.model, here, fault)]
        except UnsoundInput as fault:
            read, found = piece, list(fault.problems)
        pieces.append(read)
        problems += [told_within(problem, here, piece.model) for problem in found]
    return replace(room, furniture=tuple(pieces)), problems


def file_beside(path: PurePosixPath, read_file: ReadFile, name: str) -> bytes | None:
    """A file in the folder of a model, such as its materials; None where it cannot be had."""
    if name in ("", ".", ".."):
        return None
    try:
        return read_file(str(path.with_name(name)))
    except OSError:  # not there, or a folder
        return None


def _require_few_texels(meshes: Iterable[Mesh], where: str) -> None:
    """Raise UnsoundInput where models that are already read have more texels than a room may keep."""
    textures = [
        texture
        for mesh in meshes
        for material in mesh.materials
        for texture in (material.base_colour, material.metallic_roughness, material.normal)
        if texture is not None
    ]
    images = {id(texture.image): texture.size_px for texture in textures}
    texels = sum(rows * columns for rows, columns in images.values())
    if texels > MOST_TEXELS:
        message = (
            f"this model is not read: the pictures of those before have {texels // 1_000_000} million "
            f"pixels; {MOST_TEXELS // 1_000_000} million are the most of a room"
        )
        hint = "Bring fewer different models, or models with smaller pictures."
        raise UnsoundInput([error("TOO_MANY_TEXTURES", where, message, hint)])


def told_within(problem: Problem, where: str, file: str) -> Problem:
    """A problem of a file, told at the place that names the file."""
    if problem.where == where:
        return problem
    inner = f" ({problem.where})" if problem.where else ""
    return replace(problem, where=where, message=f"{file}{inner}: {problem.message}")


def _with_mesh(piece: Furniture, mesh: Mesh) -> tuple[Furniture, list[Problem]]:
    """The piece with its mesh in its own frame [m]."""
    vertices = mesh.vertices_m
    turn = np.eye(3)
    problems = list(mesh.problems)
    if piece.up == "z":
        turn = Z_UP_AFTER_ALL
        vertices = vertices @ turn.T
    if piece.units != "auto":
        vertices = vertices * metres_per(piece.units)
        problems = [p for p in problems if p.code != "MODEL_SIZE_DOUBTFUL"]
    if piece.size_m is not None:
        extent = np.ptp(vertices, axis=0)
        wanted = np.array(piece.size_m)
        scale = np.where(extent > 1e-9, wanted / np.where(extent > 1e-9, extent, 1.0), 1.0)
        vertices = vertices * scale
        turn = scale[:, None] * turn
        problems = [p for p in problems if p.code != "MODEL_SIZE_DOUBTFUL"]
    triangles, appearance = mesh.triangles, None
    if mesh.has_colours:
        appearance = turned_appearance(mesh.appearance, turn)
        vertices, triangles = parted_sheets(vertices, triangles, appearance.material_of_triangle)
    return replace(piece, vertices_m=vertices, triangles=triangles, appearance=appearance), problems
