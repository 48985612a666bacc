"""The body of an L3D model: its OBJ files in their places, with the faces that glow."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from assets.archive import Archive
from assets.glb_primitives import Piece
from assets.l3d import GeometryPart, L3dModel, LightEmittingObject
from assets.material import Material
from assets.mesh import Mesh, joined_mesh
from assets.obj import ObjModel, obj_piece, read_obj
from assets.obj_materials import read_obj_materials
from kit.errors import UnsoundInput
from kit.problems import Problem, error, info, warning

Flags = NDArray[np.bool_]

MOST_TRIANGLES = 400_000  # of all parts in their places
NEAR_M = 0.005  # from a light-emitting object to the faces it stands for
FACING = 0.7


def l3d_mesh(model: L3dModel, shining: set[str] | None = None) -> Mesh:
    """All parts of a model as one mesh in the luminaire's frame [m].

    Parameters
    ----------
    shining
        Names of the light-emitting objects that burn; faces of others do not glow. None is all.

    Raises
    ------
    UnsoundInput
        ARCHIVE_FILE_MISSING and what `read_obj` raises; MODEL_TOO_LARGE.
    """
    files: dict[str, tuple[ObjModel, list[Material], list[Problem]]] = {}
    pieces: list[Piece] = []
    materials: list[Material] = []
    problems: list[Problem] = []
    triangles = 0
    for part in model.parts:
        if part.file not in files:
            files[part.file] = _read(model.archive, part.file)
            problems += files[part.file][2]
        triangles += len(files[part.file][0].corners)
        if triangles > MOST_TRIANGLES:  # before any is placed: one file may stand in a thousand places
            message = f"the parts have more than {MOST_TRIANGLES} triangles together"
            fault = error("MODEL_TOO_LARGE", part.name, message, "Reduce the model's triangles.")
            raise UnsoundInput([fault])
    for node, part in enumerate(model.parts):
        obj, looks, _ = files[part.file]
        glows = _glowing(obj, part, shining, problems)
        pieces += _pieces(obj, looks, part, glows, node, materials)
    names = tuple(part.name for part in model.parts)
    return joined_mesh(pieces, tuple(materials), names, problems)


def lit_by_emitters(mesh: Mesh, emitters: Iterable[LightEmittingObject]) -> tuple[Mesh, list[Problem]]:
    """The mesh with the faces glowing that lie in a light-emitting object and face where it shines.

    For models that assign no faces to their light.
    """
    corners = mesh.vertices_m[mesh.triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-30)
    middle = corners.mean(axis=1)
    glows = np.zeros(len(mesh.triangles), bool)
    names = []
    for emitter in emitters:
        place = (middle - emitter.frame[:3, 3]) @ emitter.frame[:3, :3]
        half = np.array(emitter.size_m) / 2.0 + NEAR_M
        inside = (np.abs(place[:, :2]) <= half).all(axis=1) & (np.abs(place[:, 2]) <= NEAR_M)
        inside &= -normal @ emitter.frame[:3, 2] > FACING
        glows |= inside
        names += [emitter.name] if inside.any() else []
    if not glows.any():
        message = "no face is assigned to a light, and none lies where one is"
        return mesh, [
            warning("BODY_DOES_NOT_GLOW", "body", message, "Assign the glowing faces in the model.")
        ]
    first = len(mesh.materials)
    materials = (*mesh.materials, *(dataclasses.replace(each, glows=True) for each in mesh.materials))
    index = np.where(glows, mesh.material_of_triangle + first, mesh.material_of_triangle)
    appearance = dataclasses.replace(mesh.appearance, materials=materials, material_of_triangle=index)
    lit = dataclasses.replace(mesh, materials=materials, material_of_triangle=index, appearance=appearance)
    message = f"no face is assigned to a light; those that lie in {', '.join(names[:6])} glow"
    return lit, [info("L3D_GLOWS_BY_EMITTER", "body", message)]


def _read(archive: Archive, file: str) -> tuple[ObjModel, list[Material], list[Problem]]:
    folder = file.rpartition("/")[0]
    what = f"{archive.what}: {file}"
    obj = read_obj(archive.read(file), what, MOST_TRIANGLES)

    def find(name: str) -> bytes | None:
        path = f"{folder}/{name}"
        return None if archive.find(path) is None else archive.read(path)

    looks, problems = read_obj_materials(obj.materials, obj.libraries, find, what)
    return obj, looks, [*obj.problems, *problems]


def _glowing(obj: ObjModel, part: GeometryPart, shining: set[str] | None, problems: list[Problem]) -> Flags:
    glows = np.zeros(len(obj.corners), bool)
    for faces in part.glowing:
        if shining is not None and not shining & set(faces.emitters):
            continue
        chosen = (obj.group == faces.group) & (obj.face >= faces.first) & (obj.face <= faces.last)
        there = len(np.unique(obj.face[chosen]))
        if there < faces.last - faces.first + 1:
            told = f"faces {faces.first} to {faces.last} of group {faces.group}"
            message = f"{told} shall glow; {there} of them are there"
            problems.append(warning("L3D_FACES_MISSING", part.name, message, "Correct the L3D file."))
        glows |= chosen
    return glows


def _pieces(
    obj: ObjModel,
    looks: list[Material],
    part: GeometryPart,
    glows: Flags,
    node: int,
    materials: list[Material],
) -> list[Piece]:
    frame = part.frame.copy()
    frame[:3, :3] *= part.metres_per_unit
    pieces = []
    for material, lit in sorted(set(zip(obj.material.tolist(), glows.tolist(), strict=True))):
        chosen = (obj.material == material) & (glows == lit)
        # what the photometry does not assign must not glow: it would give light twice in pictures
        materials.append(dataclasses.replace(looks[material], glows=lit))
        pieces.append(obj_piece(obj, chosen, material=len(materials) - 1, node=node, frame=frame))
    return pieces
