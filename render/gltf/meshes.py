"""Triangles with their looks as the primitives of a glTF mesh: one for each material."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.material import Appearance, Material
from render.gltf.file import GltfFile, y_up

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

PLACES = 6  # decimals of metres: a micrometre
SMALLEST_M2 = 1e-13  # what has less area is not written


@dataclass(frozen=True, eq=False)
class Shape:
    """Triangles by their corners, in glTF's axes, with one material each.

    Parameters
    ----------
    corners_m, normals
        Shape (triangle, 3, 3); normals are of unit length.
    uv
        Shape (triangle, 3, 2).
    rgb
        Colour that multiplies the material's, (triangle, 3).
    material_of_triangle, materials
        Which material, (triangle,), and the materials.
    kept
        Which of the mesh's own triangles they are, (triangle,).
    light_uv
        A second place in an image for each corner, (triangle, 3, 2), where there is one.
    """

    corners_m: Array
    normals: Array
    uv: Array
    rgb: Array
    material_of_triangle: Indices
    materials: tuple[Material, ...]
    kept: Indices
    light_uv: Array | None = None


def shape_of(
    vertices_m: Array,
    triangles: Indices,
    appearance: Appearance,
    vertex_normals: Array | None = None,
) -> Shape:
    """A mesh of ours in glTF's axes, without triangles that have no area.

    Parameters
    ----------
    vertices_m, triangles
        Shapes (vertex, 3), z up, and (triangle, 3).
    appearance
        How its triangles look.
    vertex_normals
        Normals for corners that the appearance leaves flat, (vertex, 3), where there are any.
    """
    corners = y_up(vertices_m)[triangles]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    doubled = np.linalg.norm(cross, axis=1)
    kept = np.flatnonzero(doubled > 2 * SMALLEST_M2)
    flat = cross[kept] / doubled[kept, None]
    normals = y_up(np.asarray(appearance.corner_normals, np.float64))[kept]
    if vertex_normals is not None and not normals.any():
        normals = y_up(vertex_normals)[triangles][kept]
    length = np.linalg.norm(normals, axis=2, keepdims=True)
    smooth = normals / np.maximum(length, 1e-9)
    return Shape(
        np.round(corners[kept], PLACES) + 0.0,
        np.where(length > 0.5, smooth, flat[:, None, :]),
        np.asarray(appearance.uv, np.float64)[kept],
        np.asarray(appearance.triangle_rgb, np.float64)[kept],
        appearance.material_of_triangle[kept],
        appearance.materials,
        kept,
    )


def plain_appearance(
    triangles: int, materials: tuple[Material, ...], which: Indices | None = None
) -> Appearance:
    """An appearance without textures: one material for all triangles, or the one `which` says of each."""
    return Appearance(
        materials,
        np.zeros(triangles, np.int64) if which is None else which,
        np.zeros((triangles, 3, 2), np.float32),
        np.zeros((triangles, 3, 3), np.float32),
        np.ones((triangles, 3), np.float32),
    )


def _tinted(material: Material, rgb: Array) -> Material:
    """A material with its colour multiplied, as far as colours go."""
    r, g, b = (min(float(a * c), 1.0) for a, c in zip(material.base_colour_rgb, rgb.tolist(), strict=True))
    return replace(material, base_colour_rgb=(r, g, b))


def primitives(file: GltfFile, shape: Shape) -> list[tuple[Material, dict[str, Any]]]:
    """A primitive for each material that triangles have, without its material's index, and the material.

    A colour that all triangles of a material share is multiplied into it; others are vertex colours.
    """
    found = []
    for index in np.unique(shape.material_of_triangle).tolist():
        own = np.flatnonzero(shape.material_of_triangle == index)
        material, rgb = shape.materials[index], np.maximum(shape.rgb[own], 0.0)
        coloured = bool(np.ptp(rgb, axis=0).max() > 1e-6)
        if not coloured:
            material = _tinted(material, rgb[0])
        elif rgb.max() > 1:  # vertex colours cannot be above 1: the material is as bright as the brightest
            brightest = np.maximum(rgb.max(axis=0), 1.0)
            material, rgb = _tinted(material, brightest), rgb / brightest
        found.append((material, _primitive(file, shape, own, material, rgb if coloured else None)))
    return found


def _primitive(
    file: GltfFile, shape: Shape, own: Indices, material: Material, rgb: Array | None
) -> dict[str, Any]:
    corners, normals, uv = shape.corners_m[own], shape.normals[own], shape.uv[own]
    columns = [corners.reshape(-1, 3), normals.reshape(-1, 3)]
    textured = bool(material.base_colour or material.metallic_roughness or material.normal)
    textured |= shape.light_uv is not None  # a second place without a first one is no glTF
    tangent, handed = np.zeros((0, 3)), np.zeros(0)
    if textured:
        columns.append(uv.reshape(-1, 2))
    if material.normal is not None:
        tangent, handed = _tangents(corners, normals, uv)
        columns.append(np.repeat(handed, 3)[:, None])
    if shape.light_uv is not None:
        columns.append(shape.light_uv[own].reshape(-1, 2))
    if rgb is not None:
        columns.append(np.repeat(rgb, 3, axis=0))
    first, packed = unique_rows(np.concatenate(columns, axis=1).astype(np.float32))
    attributes = {
        "POSITION": file.vectors(columns[0][first], bounded=True),
        "NORMAL": file.vectors(np.round(columns[1][first], 5) + 0.0),
    }
    if textured:
        attributes["TEXCOORD_0"] = file.vectors(columns[2][first])
    if shape.light_uv is not None:
        attributes["TEXCOORD_1"] = file.vectors(shape.light_uv[own].reshape(-1, 2)[first])
    if material.normal is not None:
        known = _smooth_tangents(tangent, packed, columns[1][first])
        attributes["TANGENT"] = file.vectors(np.column_stack([known, np.repeat(handed, 3)[first]]))
    if rgb is not None:
        opaque = np.column_stack([np.repeat(rgb, 3, axis=0)[first], np.ones(len(first))])
        attributes["COLOR_0"] = file.vectors(np.round(opaque * 65535).astype(np.uint16))
    return {"attributes": attributes, "indices": file.corners(packed.reshape(-1, 3), len(first))}


def unique_rows(rows: NDArray[np.float32]) -> tuple[Indices, Indices]:
    """Where each different row is first, in that order, and which of them each row is."""
    keys = np.ascontiguousarray(rows + np.float32(0)).view([("", "V", rows.itemsize * rows.shape[1])]).ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return first[order], place[inverse.ravel()]


def _tangents(corners: Array, normals: Array, uv: Array) -> tuple[Array, Array]:
    """Direction of growing u on each triangle, (triangle, 3), and the side that falling v is on, (triangle,).

    The bitangent of glTF, cross(normal, tangent) * w, runs up the image: against v.
    """
    along, across = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    du, dv = (np.stack([uv[:, k, c] - uv[:, 0, c] for k in (1, 2)]) for c in (0, 1))
    area = du[0] * dv[1] - du[1] * dv[0]
    sign = np.where(area < 0, -1.0, 1.0)[:, None]
    tangent = (along * dv[1][:, None] - across * dv[0][:, None]) * sign
    up = -(across * du[0][:, None] - along * du[1][:, None]) * sign
    side = np.einsum("tk,tk->t", np.cross(normals.mean(axis=1), tangent), up)
    return tangent, np.where(side < 0, -1.0, 1.0)


def _smooth_tangents(tangent: Array, packed: Indices, normals: Array) -> Array:
    """Mean tangent at each vertex, upright on its normal, (vertex, 3); any one where a texture has none."""
    length = np.linalg.norm(tangent, axis=1, keepdims=True)
    unit = np.repeat(tangent / np.maximum(length, 1e-30), 3, axis=0)
    total = np.stack([np.bincount(packed, unit[:, k], len(normals)) for k in range(3)], axis=1)
    flat = total - normals * np.einsum("vk,vk->v", total, normals)[:, None]
    size = np.linalg.norm(flat, axis=1)
    axis = np.eye(3)[np.abs(normals).argmin(axis=1)]
    other = axis - normals * np.einsum("vk,vk->v", axis, normals)[:, None]
    chosen = np.where((size > 1e-6)[:, None], flat, other)
    unit_tangents: Array = chosen / np.linalg.norm(chosen, axis=1, keepdims=True)
    return unit_tangents
