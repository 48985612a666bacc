"""Draft pictures: OpenGL draws light that is already computed, patch by patch (the only user of OpenGL)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from kit.errors import MachineLacks
from render.body_meshes import merged_bodies
from render.camera import camera_axes
from render.integer_groups import packed
from render.light_field import LightField
from render.patches import Patches
from render.shading import glow_cd_m2
from render.surface_light import patch_illuminance_lx
from scenes.scene import View

Array = NDArray[np.float64]

HOW_TO_MEND = "install it with: apt-get install libegl1 libgl1 libgl1-mesa-dri"
DECADES = 4.0  # of luminance that the 8 bits of a draft hold


def draw_draft(field: LightField, view: View, weights: Array) -> tuple[Array, Array]:
    """Luminance (row, column, 3) [cd/m2] and illuminance (row, column) [lx] of a draft picture.

    Raises
    ------
    MachineLacks
        When OpenGL (EGL) does not start.
    """
    light = patch_illuminance_lx(field, weights)
    reflectance = np.broadcast_to(field.reflectance, light.shape)
    corners = _patch_corners(field.patches)
    area = field.transport.area_m2[:, None]
    bodies, body_luminance = _bodies(field, view, weights, (light * area).sum(axis=0) / area.sum())
    shown = _blended(corners, light * reflectance / np.pi)
    # what glows is cut to the brightest surface, or it would leave no range for the rest
    brightest = max(float(shown.max(initial=0.0)), 1e-6)
    luminance = np.concatenate([shown, np.minimum(body_luminance, brightest)])
    lux = np.repeat(_blended(corners, light) @ LUMINANCE_WEIGHTS[:, None], 3, axis=1)
    lux = np.concatenate([lux, np.zeros((len(bodies), 3))])
    points = np.concatenate([corners.place_m, bodies])
    drawn = [_drawn(points, values, view) for values in (luminance, lux)]
    return drawn[0], np.where(drawn[1][..., 0] > 0, drawn[1][..., 0], np.nan)


@dataclass(frozen=True, eq=False)
class _Corners:
    """Corners of the triangles that patches are drawn with: places (corner, 3), the patch of each, and which
    of them meet, that is lie in one place and are of one surface and direction."""

    place_m: Array
    patch: NDArray[np.int64]
    meeting: NDArray[np.int64]
    count: NDArray[np.int64]


_known: WeakKeyDictionary[Patches, _Corners] = WeakKeyDictionary()


def _patch_corners(patches: Patches) -> _Corners:
    """The corners of a room's patches, worked out once."""
    if patches not in _known:
        pieces = patches.fragments
        owner = np.repeat(np.arange(patches.count), np.diff(pieces.first))
        a, b, c = pieces.corner_m, pieces.corner_m + pieces.edge1_m, pieces.corner_m + pieces.edge2_m
        d = a + pieces.edge1_m + pieces.edge2_m
        whole = ~pieces.is_triangle
        triangles = np.concatenate([np.stack([a, b, c], axis=1), np.stack([b, d, c], axis=1)[whole]])
        place = triangles.reshape(-1, 3)
        patch = np.repeat(np.concatenate([owner, owner[whole]]), 3)
        near, direction = np.round(place / 1e-3), np.round(patches.normal[patch] * 2)
        key = packed(patches.surface[patch], *direction.T, *near.T)
        _, meeting = np.unique(key, return_inverse=True)
        _known[patches] = _Corners(place, patch, meeting.ravel(), np.bincount(meeting.ravel()))
    return _known[patches]


def _blended(corners: _Corners, values: Array) -> Array:
    """Value at each corner: the mean over the patches whose corners meet there."""
    means = [np.bincount(corners.meeting, weights=values[corners.patch, k]) / corners.count for k in range(3)]
    return np.stack(means, axis=1)[corners.meeting]


def _bodies(field: LightField, view: View, weights: Array, mean_lx: Array) -> tuple[Array, Array]:
    """Corners and luminance of the luminaires' triangles; what does not glow gets the room's mean light."""
    vertices, triangles, owners = merged_bodies(field.scene.luminaires)
    colours = []
    for index in dict.fromkeys(owners.tolist()):
        placed = field.scene.luminaires[index]
        body = placed.luminaire.body
        if body is None:
            continue
        own = np.array([m.reflectance_rgb for m in body.materials]) * mean_lx / np.pi
        glow = glow_cd_m2(placed, np.array(view.eye_m)) * weights[index]
        own = own + np.array([m.glows for m in body.materials])[:, None] * glow
        colours.append(own[body.material_of_triangle])
    if not colours:
        return np.zeros((0, 3)), np.zeros((0, 3))
    return vertices[triangles].reshape(-1, 3), np.repeat(np.concatenate(colours), 3, axis=0)


def _drawn(corners: Array, values: Array, view: View) -> Array:
    """Draw triangles with a value at each corner, (row, column, 3); values pass as logarithms in 8 bits."""
    top = max(float(values.max(initial=0.0)), 1e-6)
    code = 1 + np.log10(np.maximum(values, top * 10**-DECADES) / top) / DECADES
    image = _rasterised(corners, code, view)
    linear = top * 10 ** (DECADES * (image / 255.0 - 1))
    drawn: Array = np.where(image.max(axis=2, keepdims=True) > 0, linear, 0.0)
    return drawn


def _rasterised(corners: Array, code: Array, view: View) -> Array:
    """OpenGL picture of unlit triangles, 0..255."""
    pyrender = _pyrender()
    scene = pyrender.Scene(bg_color=(0, 0, 0, 0), ambient_light=(1.0, 1.0, 1.0))
    colour = np.column_stack([np.clip(code, 1 / 255, 1), np.ones(len(code))]).astype(np.float32)
    part = pyrender.Primitive(
        positions=corners.astype(np.float32),
        color_0=colour,
        material=pyrender.MetallicRoughnessMaterial(doubleSided=True),
        mode=4,
    )
    scene.add(pyrender.Mesh([part]))
    right, up, forward = camera_axes(view)
    pose = np.eye(4)
    pose[:3, :3] = np.column_stack([right, up, -forward])
    pose[:3, 3] = view.eye_m
    width, height = view.size_px
    vertical = 2 * np.arctan(np.tan(np.radians(view.fov_deg) / 2) * height / width)
    scene.add(
        pyrender.PerspectiveCamera(yfov=vertical, aspectRatio=width / height, znear=0.02, zfar=500), pose=pose
    )
    try:
        renderer = pyrender.OffscreenRenderer(width, height)
    except Exception as failure:  # PyOpenGL raises many kinds here
        raise MachineLacks(f"OpenGL did not start: {failure}; {HOW_TO_MEND}") from failure
    try:
        image, _ = renderer.render(scene, flags=pyrender.RenderFlags.FLAT)
    finally:
        renderer.delete()
    return np.asarray(image, float)


def _pyrender() -> Any:
    """pyrender on EGL: it must be told before its first import."""
    os.environ.setdefault("PYOPENGL_PLATFORM", "egl")
    try:
        import pyrender
    except (ImportError, AttributeError) as failure:
        raise MachineLacks(f"OpenGL did not start: {failure}; {HOW_TO_MEND}") from failure
    return pyrender
