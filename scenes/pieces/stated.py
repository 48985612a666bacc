"""How a piece of our own shelf looks when somebody states what its main part is made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.material import Appearance
from assets.shelf import shelf_material
from scenes.looks import laid_on_body
from scenes.paint import Painted, as_it_is, painted
from scenes.room import Finish, Furniture

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


def piece_looks(piece: Furniture, triangles: Indices, finish: Finish) -> Painted:
    """Looks of a piece in its own frame, what it reflects in the mean, and each triangle.

    A stated material or reflectance is for its main part only: the fabric of a sofa, the wood of a table.
    """
    vertices, looks, main = piece.vertices_m, piece.appearance, piece.main_triangles
    if vertices is None or looks is None or main is None or piece.triangle_reflectance is None:
        raise ValueError("a piece has a mesh, looks, and says which triangles are its main part")
    each = piece.triangle_reflectance.copy()
    own = np.flatnonzero(main)
    if len(own) and (finish.material is not None or finish.reflectance_rgb is not None):
        part = _part_of(looks, own)
        if finish.material is not None:
            laid = laid_on_body(shelf_material(finish.material), vertices, triangles[own])
            part = replace(laid, corner_normals=part.corner_normals)
        if finish.reflectance_rgb is None:
            found = as_it_is(part, vertices, triangles[own])
        else:
            found = painted(
                part, vertices, triangles[own], finish.reflectance_rgb, as_colour=finish.as_colour
            )
        each[own] = found.reflectance_rgb if found.each is None else found.each
        looks = _with_part(looks, own, found.appearance)
    corners = vertices[triangles]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    r, g, b = (round(float(value), 9) for value in area @ each / max(float(area.sum()), 1e-30))
    return Painted(looks, (r, g, b), each)


def _part_of(looks: Appearance, own: Indices) -> Appearance:
    """The looks of some triangles, with only the materials they have."""
    used, place = np.unique(looks.material_of_triangle[own], return_inverse=True)
    return Appearance(
        tuple(looks.materials[index] for index in used.tolist()),
        place.ravel().astype(np.int64),
        looks.uv[own],
        looks.corner_normals[own],
        looks.triangle_rgb[own],
    )


def _with_part(looks: Appearance, own: Indices, part: Appearance) -> Appearance:
    """The looks with those of some triangles replaced."""
    material, uv = looks.material_of_triangle.copy(), looks.uv.copy()
    normals, tint = looks.corner_normals.copy(), looks.triangle_rgb.copy()
    material[own] = part.material_of_triangle + len(looks.materials)
    uv[own], normals[own], tint[own] = part.uv, part.corner_normals, part.triangle_rgb
    return Appearance((*looks.materials, *part.materials), material, uv, normals, tint)
