"""Meshes as phone apps write them: depth pictures of a walk fused into one skin, noisy and without names.

The pictures are fused in a truncated signed distance field (Curless and Levoy 1996), as such apps do it.
"""

from __future__ import annotations

import numpy as np
import open3d as o3d
import trimesh
from numpy.typing import NDArray
from scan_simulator import GONE, scene_of, small_turn, walk_through

from scenes.room import Room
from scenes.surfaces import room_surfaces

Array = NDArray[np.float64]

WIDE, HIGH, FOCAL = 160, 120, 115.0  # of a picture [pixels]
VOXEL_M, NOISE_M, NOISE_DEG, RANGE_M = 0.03, 0.006, 0.15, 4.5
COLOURS = {"floor": (0.30, 0.16, 0.08), "ceiling": (0.80, 0.80, 0.80), "wall": (0.67, 0.63, 0.55)}  # linear
OTHER = (0.19, 0.19, 0.22)


def scanned_glb(room: Room, *, poses: int = 60, seed: int = 0) -> bytes:
    """A GLB file of one mesh with the colours of its corners, y up."""
    vertices, triangles, colours = fused(room, poses=poses, seed=seed)
    y_up = vertices @ np.array([[1.0, 0, 0], [0, 0, 1.0], [0, -1.0, 0]]).T
    mesh = trimesh.Trimesh(y_up, triangles, vertex_colors=colours, process=False)
    return bytes(mesh.export(file_type="glb"))


def fused(room: Room, *, poses: int, seed: int) -> tuple[Array, NDArray[np.int64], NDArray[np.uint8]]:
    """Corners [m], triangles and linear colours in 256 steps of what a walk through a room sees."""
    random = np.random.default_rng(seed)
    scene, codes = scene_of((room,)), _codes(room)
    lens = o3d.core.Tensor([[FOCAL, 0.0, WIDE / 2], [0.0, FOCAL, HIGH / 2], [0.0, 0.0, 1.0]])
    grid = o3d.t.geometry.VoxelBlockGrid(
        ("tsdf", "weight", "color"), (o3d.core.float32,) * 3, ((1,), (1,), (3,)), VOXEL_M, 16, 4000
    )
    for eye, yaw, pitch in walk_through(room, poses, random):
        camera = _camera(eye, yaw, pitch)
        answer = scene.cast_rays(scene.create_rays_pinhole(lens, o3d.core.Tensor(camera), WIDE, HIGH))
        depth = answer["t_hit"].numpy() + random.normal(0.0, NOISE_M, (HIGH, WIDE))  # along the axis
        depth[~(depth < RANGE_M)] = 0.0
        seen = codes[np.minimum(answer["geometry_ids"].numpy(), len(codes) - 1)].astype(np.float32)
        slip = np.eye(4)
        slip[:3, :3] = small_turn(random.normal(0.0, np.radians(NOISE_DEG), 3))
        slip[:3, 3] = random.normal(0.0, NOISE_M / 2, 3)
        pictures = [o3d.t.geometry.Image(o3d.core.Tensor(each)) for each in (depth.astype(np.float32), seen)]
        placed = (lens, o3d.core.Tensor(slip @ camera), 1.0, RANGE_M)
        blocks = grid.compute_unique_block_coordinates(pictures[0], *placed)
        grid.integrate(blocks, *pictures, *placed)
    mesh = grid.extract_triangle_mesh(weight_threshold=1.0).to_legacy()
    colours = np.clip(np.rint(np.asarray(mesh.vertex_colors)), 0, 255).astype(np.uint8)
    return np.asarray(mesh.vertices), np.asarray(mesh.triangles, dtype=np.int64), colours


def _codes(room: Room) -> Array:
    """Colours of each surface in the order of the scene, and black for what sends nothing back."""
    kinds = [str(surface.kind) for surface in room_surfaces(room) if surface.kind not in GONE]
    return 255.0 * np.array([*(COLOURS.get(kind, OTHER) for kind in kinds), (0.0, 0.0, 0.0)])


def _camera(eye: Array, yaw: float, pitch: float) -> Array:
    """From the room's frame to a camera's that looks along +z with y down, (4, 4)."""
    ahead = np.array([np.cos(yaw) * np.cos(pitch), np.sin(yaw) * np.cos(pitch), np.sin(pitch)])
    right = np.array([np.sin(yaw), -np.cos(yaw), 0.0])
    axes = np.stack([right, np.cross(ahead, right), ahead])
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = axes, -axes @ eye
    return matrix
