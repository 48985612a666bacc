"""Surfaces and bodies of our scene as meshes of Mitsuba with their materials.

What has no looks of its own is diffuse; a window without looks is a pane. Metallic-roughness materials are
those of `benchmarks.mitsuba_gltf`; what is smooth becomes `conductor` or `plastic`, what is clear one of the
dielectrics, what passes scattered `principledthin`, holes and blending `mask`, normal maps `normalmap`.
Textures are linear floating point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.material import AlphaMode, Appearance, Material, Texture, Wrap
from benchmarks.mitsuba_gltf import know_gltf
from render.corner_normals import corner_normals
from render.device import mitsuba
from scenes.scene import LitSurface, PlacedLuminaire, Scene, SurfaceKind

Array = NDArray[np.float64]
BLACK = (0.0, 0.0, 0.0)
PANE = Material("pane", roughness=0.0, transmission=1.0)
SMOOTH = 0.05  # roughness below which Mitsuba's material has no roughness at all
MOST_COLOURS = 64  # of one material on one mesh, told apart by the triangles' own colour
WRAPS = {Wrap.REPEAT: "repeat", Wrap.CLAMP: "clamp", Wrap.MIRROR: "mirror"}


@dataclass(frozen=True, eq=False)
class Look:
    """Triangles that share a material; `luminaire` is whose body they belong to.

    Corners and their normals are (triangle, 3, 3), texture coordinates (triangle, 3, 2). `rgb` multiplies
    the material's colour.
    """

    corners_m: Array
    normals: Array
    uv: NDArray[np.float32]
    material: Material
    rgb: tuple[float, float, float] = (1.0, 1.0, 1.0)
    luminaire: int | None = None
    glows: bool = False


def dull(reflectance_rgb: tuple[float, float, float]) -> Material:
    """A material without gloss."""
    return Material("dull", reflectance_rgb, ior=1.0)


def looks_of(scene: Scene, *, bodies_reflect: bool = True) -> list[Look]:
    """All that rays meet. What is OPEN is black: light that leaves there never comes back."""
    found = [look for surface in scene.surfaces for look in _surface(surface)]
    for index, placed in enumerate(scene.luminaires):
        found += _body(index, placed, bodies_reflect)
    return found


def _surface(surface: LitSurface) -> Iterator[Look]:
    corners = surface.vertices_m[surface.triangles]
    normals = corner_normals(surface.vertices_m, surface.triangles)
    if surface.appearance is not None:
        yield from _appearing(surface.appearance, corners, normals)
        return
    plain = PANE if surface.kind is SurfaceKind.WINDOW else dull(surface.reflectance_rgb)
    if surface.kind is SurfaceKind.OPEN:
        plain = dull(BLACK)
    yield Look(corners, normals, np.zeros((len(corners), 3, 2), np.float32), plain)


def _body(index: int, placed: PlacedLuminaire, reflects: bool) -> Iterator[Look]:
    body, vertices = placed.luminaire.body, placed.body_vertices_m
    if body is None or vertices is None or len(body.triangles) == 0:
        return
    normals, corners = corner_normals(vertices, body.triangles), vertices[body.triangles]
    shining = np.array([material.glows for material in body.materials])[body.material_of_triangle]
    if body.appearance is not None and reflects:
        for glows in (False, True):
            yield from _appearing(body.appearance, corners, normals, shining == glows, index, glows)
        return
    for number in np.unique(body.material_of_triangle):
        own = body.material_of_triangle == number
        known = body.materials[number]
        material = dull(known.reflectance_rgb if reflects else BLACK)
        if reflects and (known.metallic > 0 or known.roughness < 1):
            rough = {"metallic": known.metallic, "roughness": known.roughness}
            material = Material(known.name, known.reflectance_rgb, **rough)
        uv = np.zeros((int(own.sum()), 3, 2), np.float32)
        yield Look(corners[own], normals[own], uv, material, luminaire=index, glows=known.glows)


def _appearing(
    appearance: Appearance,
    corners: Array,
    normals: Array,
    among: NDArray[np.bool_] | None = None,
    luminaire: int | None = None,
    glows: bool = False,
) -> Iterator[Look]:
    """One look for each material and colour of its triangles."""
    given = (np.abs(appearance.corner_normals).sum(axis=2) > 0).all(axis=1)
    normals = np.where(given[:, None, None], appearance.corner_normals, normals)
    for number in np.unique(appearance.material_of_triangle):
        own = appearance.material_of_triangle == number
        own = own if among is None else own & among
        if not own.any():
            continue
        colours, which = np.unique(np.round(appearance.triangle_rgb[own], 4), axis=0, return_inverse=True)
        if len(colours) > MOST_COLOURS:
            colours, which = appearance.triangle_rgb[own].mean(axis=0)[None], np.zeros(int(own.sum()), int)
        for place, (red, green, blue) in enumerate(colours.astype(float).tolist()):
            taken = np.flatnonzero(own)[which.ravel() == place]
            yield Look(
                corners[taken],
                normals[taken],
                appearance.uv[taken],
                appearance.materials[number],
                (red, green, blue),
                luminaire,
                glows,
            )


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
    properties = mi.Properties()
    properties["mesh_bsdf"] = mi.load_dict(bsdf(look, only_mirrors=only_mirrors))
    corners, smooth = look.corners_m, glow is None
    if glow is not None:
        radiance = {"type": "rgb", "value": [float(v) for v in glow.colour_cd_m2]}
        properties["mesh_emitter"] = mi.load_dict({"type": "area", "radiance": radiance})
        corners = _facing(corners, glow.eye_m)
    count = len(corners)
    made = mi.Mesh(
        name, 3 * count, count, props=properties, has_vertex_normals=smooth, has_vertex_texcoords=True
    )
    parameters = mi.traverse(made)
    parameters["vertex_positions"] = mi.Float(np.ascontiguousarray(corners, np.float32).ravel())
    parameters["vertex_texcoords"] = mi.Float(np.ascontiguousarray(look.uv, np.float32).ravel())
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


def bsdf(look: Look, *, only_mirrors: bool = False) -> dict[str, Any]:
    """Mitsuba's words for a material."""
    found = _solid(look, only_mirrors)
    material = look.material
    if material.normal is not None and not only_mirrors:
        found = {"type": "normalmap", "normalmap": _normal_map(material), "material": found}
    opacity = _opacity(material)
    return found if opacity is None else {"type": "mask", "opacity": opacity, "material": found}


def _solid(look: Look, only_mirrors: bool) -> dict[str, Any]:
    """A material where it is not a hole."""
    m, colour = look.material, _colour(look)
    smooth = m.roughness < SMOOTH and m.metallic_roughness is None
    if m.transmission > 0.5:
        return _clear(look, smooth, only_mirrors)
    if smooth and m.metallic > 0.5:
        return _both({"type": "conductor", "material": "none", "specular_reflectance": colour})
    if smooth and m.ior > 1:
        base = _plain(BLACK) if only_mirrors else colour
        return _both({"type": "plastic", "int_ior": m.ior, "diffuse_reflectance": base})
    if only_mirrors:
        return _both({"type": "diffuse", "reflectance": _plain(BLACK)})
    if m.diffuse_transmission > 0:
        passed = 2 * m.diffuse_transmission  # 2 is all of it
        rough = {"roughness": _channel(m, 1, m.roughness), "diff_trans": passed, "eta": max(m.ior, 1.01)}
        return {"type": "principledthin", "base_color": colour, **rough}
    if m.ior <= 1 and m.metallic == 0:
        return _both({"type": "diffuse", "reflectance": colour})
    know_gltf()
    rough = {"roughness": _channel(m, 1, m.roughness), "metallic": _channel(m, 2, m.metallic)}
    gloss = ((m.ior - 1) / (m.ior + 1)) ** 2
    return _both({"type": "gltf", "base_color": _colour(look, as_texture=True), "gloss": gloss, **rough})


def is_pane(look: Look) -> bool:
    """Whether lamps' light goes straight through a look of the room: smooth thin glass that is no window."""
    m = look.material
    smooth = m.roughness < SMOOTH and m.metallic_roughness is None
    return look.luminaire is None and m is not PANE and m.transmission > 0.5 and m.thin and smooth


def colour_of_pane(look: Look) -> tuple[float, ...]:
    """Its colour, as `thindielectric` has it; a texture is not looked at."""
    colour = np.minimum(np.array(look.material.base_colour_rgb) * look.rgb, 1.0)
    return tuple(float(channel) for channel in colour)


def _clear(look: Look, smooth: bool, only_mirrors: bool) -> dict[str, Any]:
    """Glass; frosted glass is black where only mirrors are seen."""
    m, colour = look.material, _colour(look)
    if not smooth and only_mirrors:
        return _both({"type": "diffuse", "reflectance": _plain(BLACK)})
    if not m.thin:
        kind = {"type": "dielectric"} if smooth else {"type": "roughdielectric", "alpha": m.roughness**2}
        return kind | {"int_ior": m.ior, "specular_transmittance": colour}
    if smooth:
        return {"type": "thindielectric", "int_ior": m.ior, "specular_transmittance": colour}
    rough = {"roughness": m.roughness, "spec_trans": m.transmission, "eta": m.ior}
    return {"type": "principledthin", "base_color": colour, **rough}


def _both(material: dict[str, Any]) -> dict[str, Any]:
    return {"type": "twosided", "material": material}


def _plain(rgb: tuple[float, ...]) -> dict[str, Any]:
    return {"type": "rgb", "value": [float(v) for v in rgb]}


def _colour(look: Look, *, as_texture: bool = False) -> dict[str, Any]:
    """Base colour times the triangles' own, nowhere above white."""
    factor = np.array(look.material.base_colour_rgb) * look.rgb
    texture = look.material.base_colour
    if texture is None and as_texture:
        return _bitmap(np.minimum(factor, 1.0).reshape(1, 1, 3), None)
    if texture is None:
        return _plain(tuple(np.minimum(factor, 1.0)))
    return _bitmap(np.minimum(_linear(texture.pixels[..., :3]) * factor, 1.0), texture)


def _channel(material: Material, channel: int, factor: float) -> Any:
    """Roughness (green, 1) or metalness (blue, 2)."""
    texture = material.metallic_roughness
    if texture is None:
        return _bitmap(np.full((1, 1, 1), factor), None)
    return _bitmap(texture.pixels[..., channel : channel + 1] / 255.0 * factor, texture)


def _opacity(material: Material) -> Any | None:
    """What is there of a surface; None where all is."""
    if material.alpha_mode is AlphaMode.OPAQUE:
        return None
    texture, values = material.base_colour, np.full((1, 1, 1), material.opacity)
    if texture is not None and texture.pixels.shape[2] == 4:
        values = texture.pixels[..., 3:] / 255.0 * material.opacity
    if material.alpha_mode is AlphaMode.MASK:
        values = (values >= material.alpha_cutoff).astype(float)
    return float(values[0, 0, 0]) if texture is None else _bitmap(values, texture)


def _normal_map(material: Material) -> dict[str, Any]:
    texture = material.normal
    if texture is None:
        raise ValueError(f"{material.name} has no normal map")
    normals = texture.pixels[..., :3] / 255.0 * 2 - 1
    normals[..., :2] *= material.normal_scale
    normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-9)
    return _bitmap((normals + 1) / 2, texture)


def _linear(pixels: NDArray[np.uint8]) -> Array:
    """IEC 61966-2-1, decoded."""
    encoded = pixels / 255.0
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _bitmap(values: Array, texture: Texture | None) -> dict[str, Any]:
    """A texture whose first row is at v = 0."""
    data = mitsuba().TensorXf(np.ascontiguousarray(values, np.float32))
    wrap = WRAPS[Wrap.REPEAT if texture is None else texture.wrap[0]]
    return {"type": "bitmap", "raw": True, "data": data, "wrap_mode": wrap}
