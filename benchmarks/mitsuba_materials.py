"""Surfaces and bodies of our scene as meshes of Mitsuba with their materials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.shading import corner_normals
from scenes.scene import LitSurface, PlacedLuminaire, Scene, SurfaceKind

Array = NDArray[np.float64]
BLACK = (0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Look:
    """Triangles that share a material; `luminaire` is whose body they belong to.

    Corners and their normals are (triangle, 3, 3).
    """

    corners_m: Array
    normals: Array
    reflectance_rgb: tuple[float, float, float]
    luminaire: int | None = None
    glows: bool = False


def looks_of(scene: Scene, *, bodies_reflect: bool = True) -> list[Look]:
    """All that rays meet. What is OPEN is black: light that leaves there never comes back."""
    found = [_surface(surface) for surface in scene.surfaces]
    for index, placed in enumerate(scene.luminaires):
        found += _body(index, placed, bodies_reflect)
    return found


def _surface(surface: LitSurface) -> Look:
    return Look(
        surface.vertices_m[surface.triangles],
        corner_normals(surface.vertices_m, surface.triangles),
        BLACK if surface.kind is SurfaceKind.OPEN else surface.reflectance_rgb,
    )


def _body(index: int, placed: PlacedLuminaire, reflects: bool) -> list[Look]:
    body, vertices = placed.luminaire.body, placed.body_vertices_m
    if body is None or vertices is None or len(body.triangles) == 0:
        return []
    normals = corner_normals(vertices, body.triangles)
    looks = []
    for number in np.unique(body.material_of_triangle):
        own = body.material_of_triangle == number
        material = body.materials[number]
        colour = material.reflectance_rgb if reflects else BLACK
        looks.append(Look(vertices[body.triangles[own]], normals[own], colour, index, material.glows))
    return looks


@dataclass(frozen=True, eq=False)
class Glow:
    """Luminance per channel [cd/m2] of both sides; Mitsuba's shine on one, which is turned to `eye_m`."""

    colour_cd_m2: Array
    eye_m: Array


def mesh(name: str, look: Look, *, glow: Glow | None = None, only_mirrors: bool = False) -> Any:
    """A mesh of Mitsuba.

    Parameters
    ----------
    glow
        What it shows of its own; then it is not smooth.
    only_mirrors
        Whether it is black but for what reflects or passes like a mirror or a clear pane.
    """
    mi = mitsuba()
    reflectance = BLACK if only_mirrors else look.reflectance_rgb
    diffuse = {"type": "diffuse", "reflectance": {"type": "rgb", "value": [float(v) for v in reflectance]}}
    properties = mi.Properties()
    properties["mesh_bsdf"] = mi.load_dict({"type": "twosided", "material": diffuse})
    corners, smooth = look.corners_m, glow is None
    if glow is not None:
        radiance = {"type": "rgb", "value": [float(v) for v in glow.colour_cd_m2]}
        properties["mesh_emitter"] = mi.load_dict({"type": "area", "radiance": radiance})
        corners = _facing(corners, glow.eye_m)
    count = len(corners)
    made = mi.Mesh(name, 3 * count, count, props=properties, has_vertex_normals=smooth)
    parameters = mi.traverse(made)
    parameters["vertex_positions"] = mi.Float(np.ascontiguousarray(corners, np.float32).ravel())
    if smooth:
        parameters["vertex_normals"] = mi.Float(np.ascontiguousarray(look.normals, np.float32).ravel())
    parameters["faces"] = mi.UInt32(np.arange(3 * count, dtype=np.uint32))
    parameters.update()
    return made


def _facing(corners_m: Array, eye_m: Array) -> Array:
    """The triangles, turned so that their front looks towards an eye."""
    a, b, c = (corners_m[:, k] for k in range(3))
    away = np.einsum("tk,tk->t", np.cross(b - a, c - a), eye_m - a) < 0
    return np.where(away[:, None, None], corners_m[:, ::-1], corners_m)
