"""The room as binary glTF whose second texture coordinates are places in the image of its light layers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from render.gltf.file import GltfFile
from render.gltf.meshes import Shape
from render.gltf.scene import Lights, SceneWriter, surface_shape
from render.light_maps.atlas import Atlas
from render.patches import Patches
from scenes.scene import Scene

Indices = NDArray[np.int64]


def unwrapped_glb(scene: Scene, patches: Patches, atlas: Atlas) -> bytes:
    """Room, furniture and luminaires as GLB, without lights; glowing parts at full output and white.

    Every face of the atlas is there, seen from its lit side, with TEXCOORD_1 its place in the image; sheets
    that are lit on both sides are there twice. Luminaires' bodies have no TEXCOORD_1: probes light them.

    Parameters
    ----------
    scene
        What is written, with its own materials.
    patches, atlas
        Of its room.
    """
    file = GltfFile(scene.name, {"lights": Lights.NONE.value})
    writer = SceneWriter(file, Lights.NONE)
    faces = atlas.charts.triangle
    surface, own = patches.surface_of_triangle[faces], patches.own_triangle[faces]
    order = np.argsort(surface, kind="stable")
    ends = np.searchsorted(surface[order], np.arange(len(scene.surfaces) + 1))
    for index, known in enumerate(scene.surfaces):
        chosen = order[ends[index] : ends[index + 1]]
        if len(chosen):
            shape = _placed(surface_shape(known), own[chosen], atlas, chosen)
            writer.shape(known.name, shape, two_sided=False)
    for placed in scene.luminaires:
        writer.luminaire(placed, np.ones(3))
    return file.glb()


def _placed(shape: Shape, triangle: Indices, atlas: Atlas, faces: Indices) -> Shape:
    """The shape's triangles that are faces of the atlas, with their places in it; backs are turned round."""
    row = np.full(int(max(triangle.max(), shape.kept.max(initial=0))) + 1, -1)
    row[shape.kept] = np.arange(len(shape.kept))
    rows, faces = row[triangle], faces[row[triangle] >= 0]
    rows = rows[rows >= 0]
    back = atlas.charts.back[faces][:, None, None]

    def turned(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(back, values[:, [0, 2, 1]], values)

    normals = turned(shape.normals[rows])
    return replace(
        shape,
        corners_m=turned(shape.corners_m[rows]),
        normals=np.where(back, -normals, normals),
        uv=turned(shape.uv[rows]),
        rgb=shape.rgb[rows],
        material_of_triangle=shape.material_of_triangle[rows],
        kept=shape.kept[rows],
        light_uv=turned(atlas.corner_uv[faces].astype(np.float64)),
    )
