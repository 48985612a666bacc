"""A phone that walks through one of our rooms and measures distances, as a test knows the truth of.

Depth pictures are cast from a camera at 1.2 to 1.6 m; distances and each picture's pose are noisy. Glass and
open edges send nothing back, and what stands `beyond` an open door is seen through it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import open3d as o3d
import shapely
from numpy.typing import NDArray

from scenes.room import Room
from scenes.scene import SurfaceKind
from scenes.surfaces import furniture_vertices_m, room_surfaces

Array = NDArray[np.float64]

RAYS = (68, 51)
HALF_FIELD = (0.70, 0.53)  # tangents of half the field of view, along and across
GONE = (SurfaceKind.WINDOW, SurfaceKind.OPEN)


def scanned(
    room: Room,
    *,
    beyond: Sequence[Room] = (),
    poses: int = 60,
    range_m: float = 4.5,
    noise_m: float = 0.008,
    noise_deg: float = 0.15,
    seed: int = 0,
) -> Array:
    """Points of a walk through a room, shape (point, 3), in the room's own frame [m]."""
    random = np.random.default_rng(seed)
    scene = scene_of((room, *beyond))
    found = []
    for eye, yaw, pitch in walk_through(room, poses, random):
        directions = _picture(yaw, pitch)
        rays = np.hstack([np.broadcast_to(eye, directions.shape), directions]).astype(np.float32)
        distance = scene.cast_rays(o3d.core.Tensor(rays))["t_hit"].numpy().astype(np.float64)
        seen = np.isfinite(distance) & (distance < range_m)
        noisy = distance[seen] + random.normal(0.0, noise_m, int(seen.sum()))
        turn = small_turn(random.normal(0.0, np.radians(noise_deg), 3))
        slip = random.normal(0.0, noise_m, 3)
        found.append(eye + slip + (directions[seen] * noisy[:, None]) @ turn.T)
    return np.concatenate(found)


def scene_of(rooms: Sequence[Room]) -> o3d.t.geometry.RaycastingScene:
    """What rays meet in rooms."""
    scene = o3d.t.geometry.RaycastingScene()
    for room in rooms:
        for surface in room_surfaces(room):
            if surface.kind not in GONE:
                scene.add_triangles(
                    o3d.core.Tensor(surface.vertices_m.astype(np.float32)),
                    o3d.core.Tensor(surface.triangles.astype(np.uint32)),
                )
    return scene


def walk_through(room: Room, poses: int, random: np.random.Generator) -> list[tuple[Array, float, float]]:
    """Eye, direction and pitch of each picture: places spread over the free floor, looking all around."""
    free = shapely.Polygon(room.outline_m, room.holes_m).buffer(-0.35)
    for piece in room.furniture:
        free = free.difference(shapely.MultiPoint(furniture_vertices_m(piece)[:, :2]).convex_hull.buffer(0.2))
    low_x, low_y, high_x, high_y = free.bounds
    walk: list[tuple[Array, float, float]] = []
    while len(walk) < poses:
        x, y = random.uniform(low_x, high_x), random.uniform(low_y, high_y)
        if not free.contains(shapely.Point(x, y)):
            continue
        step = len(walk)
        yaw = 2.4 * step + random.uniform(-0.2, 0.2)  # about the golden angle: all around, evenly
        pitch = np.radians((-40.0, -15.0, 10.0, 40.0)[step % 4] + random.uniform(-8, 8))
        walk.append((np.array([x, y, random.uniform(1.2, 1.6)]), yaw, float(pitch)))
    return walk


def _picture(yaw: float, pitch: float) -> Array:
    """Directions of one depth picture's rays, shape (ray, 3)."""
    across, up = np.meshgrid(*(np.linspace(-h, h, n) for h, n in zip(HALF_FIELD, RAYS, strict=True)))
    forward = np.array([np.cos(yaw) * np.cos(pitch), np.sin(yaw) * np.cos(pitch), np.sin(pitch)])
    right = np.array([np.sin(yaw), -np.cos(yaw), 0.0])
    rays = forward + across.reshape(-1, 1) * right + up.reshape(-1, 1) * np.cross(right, forward)
    unit: Array = rays / np.linalg.norm(rays, axis=1, keepdims=True)
    return unit


def small_turn(angles: Array) -> Array:
    """Rotation about the three axes by small angles [rad]."""
    x, y, z = angles
    turn: Array = np.array([[1.0, -z, y], [z, 1.0, -x], [-y, x, 1.0]])
    return turn
