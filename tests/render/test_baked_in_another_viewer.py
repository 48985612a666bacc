"""A room with light painted on, drawn by a viewer that knows nothing of us, looks like our own picture."""

from __future__ import annotations

import io
import os
from ctypes.util import find_library
from dataclasses import replace

import numpy as np
import pytest
import trimesh
from hand_made import block, box_room, hang, lambertian, scene, square

from render.camera import camera_axes
from render.display import displayed
from render.gltf.baked import baked_glb
from render.options import DRAFT
from render.picture import take_picture
from render.simulate import simulate
from scenes.scene import View

VIEW = View("view", (0.4, 0.4, 1.6), (3.0, 2.2, 0.9), 80.0, (160, 120))
Y_UP = np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])  # ours is z up, glTF's y


def drawn_by_opengl(glb: bytes) -> np.ndarray:
    """What OpenGL shows of a file's own colours, (row, column, 3) from 0 to 1."""
    if find_library("EGL") is None:
        pytest.skip("this machine has no EGL: run make setup-for-tests")
    os.environ.setdefault("PYOPENGL_PLATFORM", "egl")
    import pyrender

    loaded = trimesh.load(io.BytesIO(glb), file_type="glb")
    shown = pyrender.Scene(bg_color=(0, 0, 0, 0), ambient_light=(1.0, 1.0, 1.0))
    for name in loaded.graph.nodes_geometry:
        pose, geometry = loaded.graph[name]
        shown.add(pyrender.Mesh.from_trimesh(loaded.geometry[geometry], smooth=False), pose=pose)
    pose = np.eye(4)
    right, up, forward = camera_axes(VIEW)
    pose[:3, :3] = Y_UP @ np.column_stack([right, up, -forward])
    pose[:3, 3] = Y_UP @ np.array(VIEW.eye_m)
    width, height = VIEW.size_px
    vertical = 2 * np.arctan(np.tan(np.radians(VIEW.fov_deg) / 2) * height / width)
    shown.add(pyrender.PerspectiveCamera(yfov=vertical, aspectRatio=width / height, znear=0.02), pose=pose)
    renderer = pyrender.OffscreenRenderer(width, height)
    try:
        image, _ = renderer.render(shown, flags=pyrender.RenderFlags.FLAT)
    finally:
        renderer.delete()
    return image / 255.0


@pytest.mark.filterwarnings("ignore")  # of the viewer's own age
def test_it_looks_like_our_picture():
    room = box_room(4, 3, 2.5, floor=(0.5, 0.35, 0.2), walls=0.6, ceiling=0.8)
    lamp = hang(lambertian(900), (1.4, 1.4, 2.4), opening=square(0.2))
    made = scene((*room, block("furniture:0:thing", (2.4, 1.6, 0), (3.2, 2.2, 0.7), 0.4)), (lamp,))
    field = simulate(replace(made, views=(VIEW,)), replace(DRAFT, emission_rays=1 << 18))
    picture = take_picture(field, None)
    ours = displayed(picture.luminance_cd_m2, picture.ev, picture.white)
    theirs = drawn_by_opengl(baked_glb(field, None))
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.95
    assert abs(ours - theirs).mean() < 0.04
    mirrored = abs(ours[:, ::-1] - theirs).mean()
    assert mirrored > 0.06  # so the two above could fail
