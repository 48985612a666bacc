"""A scene as binary glTF: room, furniture and luminaires with their materials, and the lights.

Metres, y up: our (x, y, z) becomes (x, z, -y). Lights are in candela and what glows in cd/m2, as glTF and
its extensions have them, so that both are right beside each other; a viewer chooses the exposure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from assets.material import Appearance, Material
from render.gltf.file import Y_UP, GltfFile, y_up
from render.gltf.lights import light_nodes, mean_luminance_cd_m2, quaternion
from render.gltf.materials import Glow, MaterialWriter, body_material, plain_material
from render.gltf.meshes import Shape, plain_appearance, primitives, shape_of
from render.merged_mesh import merged_mesh
from render.mixing import column_weights
from scenes.room import Furniture, Room
from scenes.scene import LitSurface, PlacedLuminaire, Scene, SurfaceKind, View
from scenes.surfaces import furniture_surface

Array = NDArray[np.float64]

SAME_M = 2e-6  # bodies that differ by no more are one mesh
NEAREST_M, FARTHEST_M = 0.02, 200.0  # that a camera sees

Progress = Callable[[str, float], None]


class Lights(StrEnum):
    """Which lights are written; a viewer that knows both kinds adds them up."""

    BOTH = "both"
    PUNCTUAL = "punctual"
    IES = "ies"
    NONE = "none"


def scene_glb(
    scene: Scene,
    scene_name: str | None = None,
    *,
    lights: Lights = Lights.BOTH,
    kept: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> bytes:
    """The scene as GLB, burning as one of its lighting scenes says.

    Parameters
    ----------
    scene
        What is written. Surfaces that are open are left out.
    scene_name
        The lighting scene; None is every luminaire at its own dimming.
    lights
        Which kinds of lights.
    kept
        What else the file's `asset.extras` hold, such as its rooms.
    progress
        Told "export" and the share done; may raise to stop.

    Raises
    ------
    KeyError
        When there is no such lighting scene.
    """
    weights = column_weights(scene, scene_name)
    tell = progress or (lambda step, share: None)
    file = GltfFile(scene.name, {"scene": scene_name or "", "lights": lights.value, **(kept or {})})
    writer = SceneWriter(file, lights)
    things = len(scene.surfaces) + len(scene.luminaires)
    for done, surface in enumerate(scene.surfaces):
        writer.surface(surface)
        tell("export", (done + 1) / things)
    for done, placed in enumerate(scene.luminaires):
        writer.luminaire(placed, weights[done])
        tell("export", (len(scene.surfaces) + done + 1) / things)
    for view in scene.views:
        add_camera(file, view)
    return file.glb()


def surfaces_glb(name: str, surfaces: tuple[LitSurface, ...]) -> bytes:
    """Surfaces alone as GLB: a room without luminaires."""
    file = GltfFile(name, {})
    writer = SceneWriter(file, Lights.NONE)
    for surface in surfaces:
        writer.surface(surface)
    return file.glb()


def furniture_glb(piece: Furniture) -> bytes:
    """A piece of furniture as GLB, in its own frame."""
    own = replace(piece, position_m=(0.0, 0.0, 0.0), rotation_deg=0.0)
    surface = furniture_surface(Room((), 0.0, furniture=(own,)), 0)
    return surfaces_glb(piece.name or "model", () if surface is None else (surface,))


class SceneWriter:
    """Writes surfaces and luminaires into a file; bodies that are the same share their geometry."""

    def __init__(self, file: GltfFile, lights: Lights) -> None:
        self._file = file
        self._materials = MaterialWriter(file)
        self._kinds = ("punctual", "ies") if lights is Lights.BOTH else (lights.value,)
        self._bodies: list[tuple[PlacedLuminaire, Array, list[tuple[Material, dict[str, Any]]]]] = []

    def surface(self, surface: LitSurface) -> None:
        """Write a surface as a node of its name; an open one is nothing to see."""
        if surface.kind is SurfaceKind.OPEN or not len(surface.triangles):
            return
        self.shape(surface.name, surface_shape(surface), two_sided=is_two_sided(surface))

    def shape(self, name: str, shape: Shape, *, two_sided: bool) -> None:
        """Write triangles, if there are any, as a node of this name."""
        found = primitives(self._file, shape)
        if found:
            mesh = self._mesh(name, found, two_sided=two_sided, glow=None)
            self._file.show({"name": name, "mesh": mesh})

    def luminaire(self, placed: PlacedLuminaire, weight: Array) -> None:
        """Write a luminaire as a node of its placement's id at its photometric centre, lights below it.

        `weight` is its dimming times its white, linear R, G, B.
        """
        dimming = round(float(weight @ LUMINANCE_WEIGHTS), 9)
        white = weight / dimming if dimming > 0.0 else np.ones(3)
        transform = placed.scene_from_photometry
        node: dict[str, Any] = {
            "name": placed.id,
            "translation": [round(float(value), 9) + 0.0 for value in y_up(transform[:3, 3])],
            "extras": {"circuit": placed.circuit, "dimming": dimming, "sku": placed.luminaire.sku},
        }
        turn = quaternion(Y_UP @ transform[:3, :3] @ Y_UP.T)
        if turn is not None:
            node["rotation"] = turn
        found = self._body(placed)
        if found:
            glow = _glow(placed, dimming, white)
            name, sheets = placed.luminaire.sku or placed.id, is_two_sided(body_surface(placed))
            node["mesh"] = self._mesh(name, found, two_sided=sheets, glow=glow)
        children = light_nodes(self._file, placed, dimming=dimming, white=white, kinds=self._kinds)
        if children:
            node["children"] = children
        self._file.show(node)

    def _mesh(
        self,
        name: str,
        found: list[tuple[Material, dict[str, Any]]],
        *,
        two_sided: bool,
        glow: Glow | None,
    ) -> int:
        """A mesh of primitives with these materials, unless it is there already."""
        complete = [
            {**primitive, "material": self._materials.index(material, two_sided=two_sided, glow=glow)}
            for material, primitive in found
        ]
        return self._file.add_once("meshes", {"name": name, "primitives": complete})

    def _body(self, placed: PlacedLuminaire) -> list[tuple[Material, dict[str, Any]]]:
        """The primitives of a body in its photometry's frame, or those of an equal one."""
        body = placed.luminaire.body
        if body is None or placed.body_vertices_m is None or not len(body.triangles):
            return []
        local = local_body_m(placed)
        for other, vertices, found in self._bodies:
            same = other.luminaire.body is body and vertices.shape == local.shape
            if same and float(np.abs(vertices - local).max()) <= SAME_M:
                return found
        found = primitives(self._file, body_shape(placed, local))
        self._bodies.append((placed, local, found))
        return found


def is_two_sided(surface: LitSurface) -> bool:
    """Whether the backs of a surface's triangles can be seen: it is not of the shell and encloses nothing."""
    return not bool(merged_mesh((surface,)).sealed[0])


def body_surface(placed: PlacedLuminaire) -> LitSurface:
    """A luminaire's body as if it were a piece of furniture."""
    body, vertices = placed.luminaire.body, placed.body_vertices_m
    if body is None or vertices is None:
        raise ValueError(f"{placed.id} has no body")
    return LitSurface(placed.id, SurfaceKind.FURNITURE, vertices, body.triangles, (0.0, 0.0, 0.0))


def surface_shape(surface: LitSurface) -> Shape:
    """A surface's triangles with their looks, in glTF's axes; it is plain where it has no appearance."""
    looks = surface.appearance
    if looks is None:
        looks = plain_appearance(len(surface.triangles), (plain_material(surface),))
    return shape_of(surface.vertices_m, surface.triangles, looks)


def body_looks(placed: PlacedLuminaire) -> Appearance | None:
    """How a luminaire's body looks: its appearance, or its materials without textures."""
    body = placed.luminaire.body
    if body is None or body.appearance is not None:
        return None if body is None else body.appearance
    materials = tuple(body_material(material) for material in body.materials)
    return plain_appearance(len(body.triangles), materials, body.material_of_triangle)


def body_shape(placed: PlacedLuminaire, vertices_m: Array) -> Shape:
    """A body's triangles with their looks, of its vertices in the frame of its photometry."""
    body, looks = placed.luminaire.body, body_looks(placed)
    if body is None or looks is None:
        raise ValueError(f"{placed.id} has no body")
    return shape_of(vertices_m, body.triangles, looks, body.vertex_normals)


def local_body_m(placed: PlacedLuminaire) -> Array:
    """A body's vertices in the frame of its photometry, (vertex, 3) [m]."""
    transform = placed.scene_from_photometry
    if placed.body_vertices_m is None:
        return np.zeros((0, 3))
    local: Array = (placed.body_vertices_m - transform[:3, 3]) @ transform[:3, :3]
    return local


def _glow(placed: PlacedLuminaire, dimming: float, white: Array) -> Glow:
    """Colour and strength of what glows: luminance in cd/m2 is their product's."""
    luminance = mean_luminance_cd_m2(placed) * dimming
    largest = float(white.max())
    red, green, blue = (float(channel) / largest for channel in white)
    return (red, green, blue), luminance * largest


def add_camera(file: GltfFile, view: View) -> None:
    """Add a view of the configuration as a camera of its name."""
    width, height = view.size_px
    half = math.tan(math.radians(view.fov_deg) / 2) * height / width
    perspective = {
        "aspectRatio": round(width / height, 9),
        "yfov": round(2 * math.atan(half), 9),
        "znear": NEAREST_M,
        "zfar": FARTHEST_M,
    }
    camera = file.add("cameras", {"name": view.name, "type": "perspective", "perspective": perspective})
    back = np.subtract(view.eye_m, view.target_m).astype(float)
    back /= np.linalg.norm(back)
    helper = np.array([0.0, 0.0, 1.0]) if abs(back[2]) < 0.999 else np.array([0.0, 1.0, 0.0])
    right = np.cross(helper, back)
    right /= np.linalg.norm(right)
    axes = np.column_stack([right, np.cross(back, right), back])
    place = [round(float(value), 9) + 0.0 for value in y_up(np.array(view.eye_m))]
    node: dict[str, Any] = {"name": view.name, "camera": camera, "translation": place}
    turn = quaternion(Y_UP @ axes)
    if turn is not None:
        node["rotation"] = turn
    file.show(node)
