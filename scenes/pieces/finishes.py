"""What parts of furniture are made of: roles, such as the fabric of a piece, and their finishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.material import Appearance, Material
from assets.reflectance import base_of_reflectance, mean_reflectance_rgb
from assets.shelf import shelf_material
from scenes.looks import laid_on_body
from scenes.paint import painted
from scenes.pieces.parts import Part

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class RoleFinish:
    """A material of the shelf, a colour (linear reflectance), or a material in a colour.

    Without a material it is dull and even, `roughness` apart.
    """

    material: str | None = None
    reflectance_rgb: Rgb | None = None
    roughness: float = 0.6


def _plain(r: float, g: float, b: float, roughness: float = 0.6) -> RoleFinish:
    return RoleFinish(None, (r, g, b), roughness)


ROLES: Mapping[str, RoleFinish] = {
    "fabric": RoleFinish("wool-fabric", (0.44, 0.41, 0.365)),
    "accent": RoleFinish("wool-fabric", (0.32, 0.16, 0.085)),
    "linen": RoleFinish("wool-fabric", (0.74, 0.725, 0.69)),
    "blanket": RoleFinish("wool-fabric", (0.27, 0.31, 0.30)),
    "mattress": RoleFinish("wool-fabric", (0.70, 0.69, 0.66)),
    "carpet": RoleFinish("carpet", (0.50, 0.465, 0.41)),
    "border": RoleFinish("carpet", (0.30, 0.27, 0.23)),
    "curtain": RoleFinish("linen-curtain"),
    "leather": RoleFinish("leather"),
    "wood": RoleFinish("oak"),
    "dark wood": RoleFinish("walnut"),
    "front": RoleFinish("lacquer", (0.76, 0.745, 0.715)),
    "white": RoleFinish("lacquer"),
    "stone": RoleFinish("lacquer", (0.17, 0.165, 0.16)),
    "ceramic": RoleFinish("lacquer", (0.80, 0.795, 0.78)),
    "plaster": RoleFinish("white-plaster"),
    "metal": RoleFinish("black-metal"),
    "steel": RoleFinish("brushed-steel"),
    "appliance": RoleFinish("lacquer", (0.46, 0.455, 0.445)),
    "brass": RoleFinish("brass"),
    "glass": RoleFinish("clear-glass"),
    "mirror": RoleFinish("mirror"),
    "screen": RoleFinish("black-glass"),
    "plastic": _plain(0.045, 0.045, 0.047, 0.5),
    "grey plastic": _plain(0.32, 0.32, 0.32, 0.5),
    "soot": _plain(0.04, 0.038, 0.036, 0.9),
    "log": _plain(0.16, 0.10, 0.06, 0.9),
    "soil": _plain(0.07, 0.05, 0.035, 0.95),
    "leaf": _plain(0.12, 0.18, 0.08, 0.5),
    "pot": _plain(0.55, 0.49, 0.42, 0.7),
    "paper": _plain(0.78, 0.765, 0.73, 0.9),
    "picture": _plain(0.30, 0.36, 0.36, 0.8),
    "picture 2": _plain(0.52, 0.30, 0.17, 0.8),
    "book": _plain(0.42, 0.36, 0.28, 0.8),
    "book 2": _plain(0.13, 0.17, 0.20, 0.8),
    "book 3": _plain(0.45, 0.16, 0.09, 0.8),
    "book 4": _plain(0.66, 0.63, 0.56, 0.8),
    "figure": _plain(0.40, 0.39, 0.38, 0.9),
    "clothes": _plain(0.15, 0.18, 0.22, 0.9),
    "goods": _plain(0.50, 0.40, 0.29, 0.8),
    "goods 2": _plain(0.20, 0.27, 0.29, 0.8),
    "goods 3": _plain(0.62, 0.58, 0.50, 0.8),
}


@dataclass(frozen=True, eq=False)
class Looks:
    """How the triangles of some parts look and what each reflects in all, (triangle, 3)."""

    appearance: Appearance
    reflectance: Array


def joined_parts(parts: Sequence[Part]) -> tuple[Array, Indices, tuple[str, ...], Array]:
    """Vertices, triangles, the role of each triangle and its corner normals."""
    first = np.cumsum([0, *(len(part.vertices_m) for part in parts)])
    triangles = [part.triangles + start for part, start in zip(parts, first[:-1], strict=True)]
    return (
        np.concatenate([part.vertices_m for part in parts]),
        np.concatenate(triangles),
        tuple(part.role for part in parts for _ in range(len(part.triangles))),
        np.concatenate([part.corner_normals for part in parts]),
    )


def looks_of(
    vertices_m: Array,
    triangles: Indices,
    roles: Sequence[str],
    corner_normals: Array,
    finishes: Mapping[str, RoleFinish],
) -> Looks:
    """The looks of a piece of which each triangle has a role."""
    names = sorted(set(roles))
    role = np.array([names.index(name) for name in roles], dtype=np.int64)
    uv = np.zeros((len(triangles), 3, 2), np.float32)
    tint = np.ones((len(triangles), 3), np.float32)
    each = np.zeros((len(triangles), 3))
    materials = []
    for index, name in enumerate(names):
        own = np.flatnonzero(role == index)
        material, layer, reflected = _finished(finishes[name], vertices_m, triangles[own])
        materials.append(material)
        each[own] = reflected
        if layer is not None:
            uv[own], tint[own] = layer.uv, layer.triangle_rgb
    appearance = Appearance(tuple(materials), role, uv, corner_normals.astype(np.float32), tint)
    return Looks(appearance, each)


def _finished(
    finish: RoleFinish, vertices_m: Array, triangles: Indices
) -> tuple[Material, Appearance | None, Rgb]:
    """A material, how it is laid on the triangles, and what it reflects in all."""
    if finish.material is None:
        rgb = np.array(finish.reflectance_rgb or (0.4, 0.4, 0.4))
        plain = Material("plain", roughness=finish.roughness)
        base = base_of_reflectance(rgb, ior=plain.ior, metallic=False, roughness=plain.roughness)
        r, g, b = (float(channel) for channel in base)
        x, y, z = (round(float(v), 6) for v in mean_reflectance_rgb(plain, base))
        return replace(plain, base_colour_rgb=(r, g, b)), None, (x, y, z)
    shelf = shelf_material(finish.material)
    layer = laid_on_body(shelf, vertices_m, triangles)
    if finish.reflectance_rgb is None:
        return shelf.material, layer, shelf.reflectance_rgb
    found = painted(layer, vertices_m, triangles, finish.reflectance_rgb, as_colour=True)
    return shelf.material, found.appearance, found.reflectance_rgb
