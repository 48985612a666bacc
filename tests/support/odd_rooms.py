"""Closed rooms of odd shapes, grey all over, as surfaces for light."""

from __future__ import annotations

import numpy as np
import trimesh
from hand_made import block, box_room

from scenes.scene import LitSurface, SurfaceKind


def shell(name, vertices, triangles, reflectance):
    """A part of a room's shell."""
    grey = (float(reflectance),) * 3
    return LitSurface(name, SurfaceKind.WALL, np.asarray(vertices, float), np.asarray(triangles), grey)


def prism(section, depth, reflectance, upright=True):
    """The inside of a prism over a polygon whose whole inside is seen from its first corner.

    The section is anticlockwise; it lies in x, y and is raised by `depth`, or where it is not `upright`
    it stands in x, z and runs `depth` along y.
    """
    section = np.asarray(section, float)
    count = len(section)
    level = np.array([np.column_stack([section, np.full(count, z)]) for z in (0.0, depth)])
    if not upright:
        level = np.stack([level[..., 0], depth - level[..., 2], level[..., 1]], axis=-1)
    fan = np.array([[0, i, i + 1] for i in range(1, count - 1)])
    surfaces = [
        shell("floor", level[0], fan, reflectance),
        shell("ceiling", level[1], fan[:, ::-1], reflectance),
    ]
    for i in range(count):
        j = (i + 1) % count
        corners = np.array([level[0, j], level[0, i], level[1, i], level[1, j]])
        surfaces.append(shell(f"wall:{i}", corners, [[0, 1, 2], [0, 2, 3]], reflectance))
    return tuple(surfaces)


def l_room(reflectance):
    """Two wings around a corner, which is the first point of the outline."""
    outline = [(2, 2), (2, 5), (0, 5), (0, 0), (6, 0), (6, 2)]
    return prism(outline, 2.6, reflectance)


def attic(reflectance):
    """A roof that comes down to the floor on one side, at 40 degrees, and to a low wall on the other."""
    return prism([(0, 0), (6, 0), (6, 0.8), (3.5, 3.0)], 5.0, reflectance, upright=False)


def room_with_column(reflectance):
    """A box with a column from floor to ceiling away from its middle."""
    room = box_room(5, 4, 2.7, floor=reflectance, walls=reflectance, ceiling=reflectance)
    return (*room, block("column", (1.5, 1.2, 0), (2.1, 1.7, 2.7), reflectance))


def sphere(reflectance, radius_m=1.0):
    """The inside of a sphere of 5120 triangles."""
    ball = trimesh.creation.icosphere(subdivisions=4, radius=radius_m)
    return (shell("sphere", ball.vertices, np.asarray(ball.faces)[:, ::-1], reflectance),)


def corridor(reflectance):
    """Long, narrow and low."""
    return box_room(40, 1.2, 2.4, floor=reflectance, walls=reflectance, ceiling=reflectance)


# of each room, places within it away from its surfaces
WITHIN = {
    l_room: [(1, 4.5, 1), (1, 1, 1.3), (5.5, 1, 2.4), (1.9, 2.1, 0.2), (3, 1.9, 1.5)],
    attic: [(0.5, 2.5, 0.2), (3.5, 2.5, 2.8), (5.9, 4.9, 0.5), (3, 1, 1.2), (0.2, 0.1, 0.1)],
    room_with_column: [(1.4, 1.4, 1), (2.2, 1.4, 2.5), (1.8, 1.1, 0.1), (4.9, 3.9, 1.3), (2.5, 2, 1.5)],
    sphere: [(0, 0, 0), (0.9, 0, 0), (0, -0.5, 0.8), (0.5, 0.5, 0.5), (0, 0, -0.95)],
    corridor: [(0.2, 0.6, 1), (20, 0.6, 1.2), (39.9, 0.1, 2.3), (10, 1.1, 0.1), (33, 0.6, 2)],
}


def points_on(surfaces, count, seed=5):
    """Points spread evenly over the surfaces by area, and the normals there towards the lit side.

    Those in the footprint of a block, or where a block meets floor or ceiling, are left out.
    """
    rng = np.random.default_rng(seed)
    corners = np.concatenate([surface.vertices_m[surface.triangles] for surface in surfaces])
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    size = np.linalg.norm(cross, axis=1)
    chosen = rng.choice(len(corners), count, p=size / size.sum())
    a, b = rng.random((2, count, 1))
    a, b = np.where(a + b > 1, 1 - a, a), np.where(a + b > 1, 1 - b, b)
    start, one, two = (corners[chosen, k] for k in range(3))
    points, normals = start + a * (one - start) + b * (two - start), cross[chosen] / size[chosen, None]
    free = np.ones(count, bool)
    for body in (surface for surface in surfaces if surface.kind is SurfaceKind.FURNITURE):
        low, high = body.vertices_m.min(axis=0), body.vertices_m.max(axis=0)
        flat = ((points[:, :2] > low[:2]) & (points[:, :2] < high[:2])).all(axis=1)
        free &= ~(flat & (np.abs(normals[:, 2]) > 0.5))
    return points[free], normals[free]


def sheet(name, low, high, reflectance, kind=SurfaceKind.FURNITURE):
    """A level rectangle without thickness, its front upwards; within the room both sides take part."""
    (x0, y0, z), (x1, y1, _) = low, high
    corners = np.array([[x0, y0, z], [x1, y0, z], [x1, y1, z], [x0, y1, z]], float)
    grey = (float(reflectance),) * 3
    return LitSurface(name, kind, corners, np.array([[0, 1, 2], [0, 2, 3]]), grey)
