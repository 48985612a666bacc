"""Parts that pieces are put together from: bevelled blocks, slabs, cushions, bars and bowls, all closed.

A part lies a millimetre or more from its neighbours, so that every edge has its one partner and light knows
the whole piece as closed. x is across, the front looks along -y, z is up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.modelling import Solid, shaded

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Point = tuple[float, float, float]

SMOOTH_DEG = 42.0  # edges that turn less are seen as round
APART_M = 0.0015  # between parts
LEAST_M = 0.002  # thickness of a part


@dataclass(frozen=True, eq=False)
class Part:
    """A closed mesh (or a sheet) of one finish.

    Parameters
    ----------
    role
        Which finish it has: ``fabric``, ``wood``, ``metal`` and so on.
    vertices_m, triangles
        Shapes (vertex, 3) [m] and (triangle, 3), outside anticlockwise.
    corner_normals
        Unit normals of each triangle's corners, (triangle, 3, 3); zero where it is flat.
    """

    role: str
    vertices_m: Array
    triangles: Indices
    corner_normals: Array

    def moved(self, x_m: float = 0.0, y_m: float = 0.0, z_m: float = 0.0) -> Part:
        """The same part elsewhere."""
        return replace(self, vertices_m=self.vertices_m + np.array([x_m, y_m, z_m]))

    def turned(self, axis: str, angle_deg: float, about: Point = (0.0, 0.0, 0.0)) -> Part:
        """The same part turned about an axis through a point."""
        cosine, sine = np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))
        i = "xyz".index(axis)
        j, k = (i + 1) % 3, (i + 2) % 3
        matrix = np.eye(3)
        matrix[j, j] = matrix[k, k] = cosine
        matrix[j, k], matrix[k, j] = -sine, sine
        middle = np.array(about)
        return replace(
            self,
            vertices_m=(self.vertices_m - middle) @ matrix.T + middle,
            corner_normals=self.corner_normals @ matrix.T,
        )


def block(role: str, low: Sequence[float], high: Sequence[float], bevel_m: float = 0.004) -> Part:
    """A box from its lowest to its highest corner, its edges cut off; 12 triangles where nothing is cut.

    The faces keep their own normals and the cuts lead from one to the next, so that an edge looks round.
    """
    a, b = np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)
    a, b = np.minimum(a, b), np.maximum(a, b)
    short = b - a < LEAST_M
    middle = (a + b) / 2
    a, b = np.where(short, middle - LEAST_M / 2, a), np.where(short, middle + LEAST_M / 2, b)
    cut = min(bevel_m, 0.3 * float((b - a).min()))
    if cut < 2e-4:
        corners = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)]) * (b - a) + a
        return _flat(role, corners, np.array(_BOX, dtype=np.int64))
    half, centre = (b - a) / 2, (a + b) / 2
    vertices = centre + _CUT_SIGNS * (half - cut) + _CUT_FACES * cut
    return Part(role, vertices, _CUT_TRIANGLES, _CUT_FACES[_CUT_TRIANGLES])


def _flat(role: str, vertices: Array, triangles: Indices) -> Part:
    return Part(role, vertices, triangles, np.zeros((len(triangles), 3, 3)))


def sheet(role: str, corners: Sequence[Point]) -> Part:
    """A flat pane of four corners, seen from where they run anticlockwise; light meets both its sides."""
    return _flat(role, np.array(corners), np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int64))


def loft(role: str, rings: Sequence[Array], *, closed: bool = False, smooth_deg: float = SMOOTH_DEG) -> Part:
    """A skin from ring to ring, each (point, 3) and anticlockwise seen from the last ring's side.

    The first and the last ring are filled by a fan about their middles; `closed` joins them instead.
    """
    count, sides = len(rings), len(rings[0])
    here = np.arange(sides)
    beyond = (here + 1) % sides
    triangles = []
    for row in range(count if closed else count - 1):
        p, q = row * sides, (row + 1) % count * sides
        triangles += [
            np.column_stack([p + here, p + beyond, q + beyond]),
            np.column_stack([p + here, q + beyond, q + here]),
        ]
    vertices = np.concatenate(rings)
    if not closed:
        last = (count - 1) * sides
        foot, top = len(vertices), len(vertices) + 1
        triangles.append(np.column_stack([np.full(sides, foot), beyond, here]))
        triangles.append(np.column_stack([np.full(sides, top), last + here, last + beyond]))
        vertices = np.concatenate([vertices, [rings[0].mean(axis=0), rings[-1].mean(axis=0)]])
    return smoothed(role, vertices, np.concatenate(triangles), smooth_deg)


def smoothed(role: str, vertices: Array, triangles: Indices, smooth_deg: float = SMOOTH_DEG) -> Part:
    """A part of a mesh whose corners in one place are one, seen as round where it turns little."""
    _, first, index = np.unique(
        np.rint(vertices * 1e6).astype(np.int64), axis=0, return_index=True, return_inverse=True
    )
    joined = index.reshape(-1)[triangles]
    a, b, c = joined.T
    corners = vertices[first][joined]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    kept = (a != b) & (b != c) & (c != a) & (np.linalg.norm(cross, axis=1) > 1e-12)
    points, normals, own = shaded(Solid(vertices[first], joined[kept]), smooth_deg)
    return Part(role, points, own, normals[own])


def ring(
    centre: Point, size: tuple[float, float], radius_m: float = 0.0, *, steps: int = 3, power: float = 0.0
) -> Array:
    """A level rounded rectangle, 4 * (steps + 1) points anticlockwise seen from above.

    With a radius of half its shorter side it is a stadium; `power` makes it a superellipse of that instead.
    """
    x, y = max(size[0], LEAST_M) / 2, max(size[1], LEAST_M) / 2
    if power:
        angle = (np.arange(4 * (steps + 1)) + 0.5) * (2 * np.pi / (4 * (steps + 1)))
        u, v = np.cos(angle), np.sin(angle)
        length = (np.abs(u) ** power + np.abs(v) ** power) ** (1 / power)
        flat = np.column_stack([x * u / length, y * v / length])
    else:
        r = min(radius_m, x, y)
        corner = np.linspace(0.0, np.pi / 2, steps + 1)
        flat = np.concatenate(
            [
                np.column_stack(
                    [
                        sx * (x - r) + r * np.cos(corner + turn),
                        sy * (y - r) + r * np.sin(corner + turn),
                    ]
                )
                for sx, sy, turn in ((1, 1, 0.0), (-1, 1, np.pi / 2), (-1, -1, np.pi), (1, -1, 1.5 * np.pi))
            ]
        )
    return np.column_stack([flat[:, 0] + centre[0], flat[:, 1] + centre[1], np.full(len(flat), centre[2])])


def slab(
    role: str,
    centre: tuple[float, float],
    size: tuple[float, float],
    heights: tuple[float, float],
    *,
    radius_m: float = 0.02,
    bevel_m: float = 0.004,
    steps: int = 3,
) -> Part:
    """A level board with rounded corners and edges; with a large radius a disc."""
    low, high = heights
    cut = min(bevel_m, 0.3 * (high - low))
    x, y = centre

    def level(z: float, inset: float) -> Array:
        return ring(
            (x, y, z), (size[0] - 2 * inset, size[1] - 2 * inset), max(radius_m - inset, 0.0), steps=steps
        )

    return loft(role, [level(low, cut), level(low + cut, 0.0), level(high - cut, 0.0), level(high, cut)])


def cushion(
    role: str,
    low: Sequence[float],
    high: Sequence[float],
    *,
    crown_m: float = 0.02,
    radius_m: float = 0.05,
    steps: int = 2,
) -> Part:
    """A soft block from its lowest to its highest corner, round all over and fullest in its middle."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    x, y, w, d, h = (x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0, z1 - z0
    crown = min(crown_m, 0.3 * h)
    # the widest ring of the upper half lies above that of the lower one, or the skin would fold inwards
    edge = min(0.42 * h, 0.2 * min(w, d), (h - crown) / 1.9)
    inner = 0.28 * min(w, d)

    def level(z: float, inset: float) -> Array:
        return ring((x, y, z), (w - 2 * inset, d - 2 * inset), max(radius_m, 0.3 * inset), steps=steps)

    rings = [
        level(z0, 0.7 * edge),
        level(z0 + 0.3 * edge, 0.2 * edge),
        level(z0 + edge, 0.0),
        level(z1 - crown - 0.8 * edge, 0.0),
        level(z1 - crown - 0.2 * edge, 0.25 * edge),
        level(z1 - 0.3 * crown, inner),
    ]
    part = loft(role, rings, smooth_deg=75.0)
    top = part.vertices_m[:, 2] > z1 - 0.31 * crown
    middle = top & (np.hypot(part.vertices_m[:, 0] - x, part.vertices_m[:, 1] - y) < 1e-6)
    vertices = part.vertices_m.copy()
    vertices[middle, 2] = z1
    return replace(part, vertices_m=vertices)


def bar(
    role: str, start: Point, end: Point, radius_m: float, *, end_radius_m: float | None = None, sides: int = 8
) -> Part:
    """A round bar from point to point, which may taper."""
    a, b = np.array(start), np.array(end)
    along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-9)
    across = np.cross(along, np.eye(3)[np.argmin(np.abs(along))])
    across /= np.linalg.norm(across)
    angle = np.arange(sides) * (2 * np.pi / sides)
    circle = np.outer(np.cos(angle), across) + np.outer(np.sin(angle), np.cross(along, across))
    end_radius = radius_m if end_radius_m is None else end_radius_m
    return loft(role, [a + radius_m * circle, b + end_radius * circle], smooth_deg=50.0)


def pipe(role: str, path: Sequence[Point], radius_m: float, sides: int = 6) -> Part:
    """A round bar along a bent line."""
    points = np.array(path)
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(along[0], np.eye(3)[np.argmin(np.abs(along[0]))])
    angle = np.arange(sides) * (2 * np.pi / sides)
    rings = []
    for point, direction in zip(points, along, strict=True):
        across = across - direction * (across @ direction)
        across /= np.linalg.norm(across)
        other = np.cross(direction, across)
        rings.append(point + radius_m * (np.outer(np.cos(angle), across) + np.outer(np.sin(angle), other)))
    return loft(role, rings, smooth_deg=65.0)


def turned_part(role: str, profile: Sequence[tuple[float, float]], *, sides: int = 16) -> Part:
    """A body turned about z from (radius, z), upwards along the outside and, if hollow, down its inside."""
    angle = np.arange(sides) * (2 * np.pi / sides)
    rings = [
        np.column_stack(
            [
                max(r, 1e-7) * np.cos(angle),
                max(r, 1e-7) * np.sin(angle),
                np.full(sides, z),
            ]
        )
        for r, z in profile
    ]
    return loft(role, rings)


_BOX = (
    *((0, 2, 3), (0, 3, 1), (4, 5, 7), (4, 7, 6), (0, 1, 5), (0, 5, 4)),
    *((3, 2, 6), (3, 6, 7), (2, 0, 4), (2, 4, 6), (1, 3, 7), (1, 7, 5)),
)


def _cut_box() -> tuple[Array, Array, Indices]:
    """Signs, faces (both (24, 3)) and the 44 triangles of a box with cut edges.

    Each of the eight corners is three vertices, one on each of its faces.
    """
    signs: list[Array] = []
    faces: list[Array] = []
    index: dict[tuple[int, ...], int] = {}
    for corner in np.ndindex(2, 2, 2):
        sign = 2 * np.array(corner) - 1
        for axis in range(3):
            index[(*corner, axis)] = len(signs)
            signs.append(sign)
            faces.append(np.where(np.arange(3) == axis, sign, 0))
    polygons: list[list[int]] = []
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for side in (0, 1):
            face = []
            for i, j in ((0, 0), (1, 0), (1, 1), (0, 1)):
                place = [0, 0, 0]
                place[axis], place[u], place[v] = side, i, j
                face.append(index[(*place, axis)])
            polygons.append(face)
        for i, j in np.ndindex(2, 2):  # the cut of the edge along `axis`
            ends = []
            for k in (0, 1):
                place = [0, 0, 0]
                place[axis], place[u], place[v] = k, i, j
                ends.append((index[(*place, u)], index[(*place, v)]))
            polygons.append([ends[0][0], ends[1][0], ends[1][1], ends[0][1]])
    polygons += [[index[(*corner, axis)] for axis in range(3)] for corner in np.ndindex(2, 2, 2)]
    sign_of, face_of = np.array(signs, dtype=np.float64), np.array(faces, dtype=np.float64)
    points = 2.0 * sign_of + face_of
    triangles = []
    for polygon in polygons:
        a, b, c = points[polygon[:3]]
        outwards = np.cross(b - a, c - a) @ points[polygon].mean(axis=0) > 0
        order = polygon if outwards else polygon[::-1]
        triangles += [[order[0], order[k], order[k + 1]] for k in range(1, len(order) - 1)]
    return sign_of, face_of, np.array(triangles, dtype=np.int64)


_CUT_SIGNS, _CUT_FACES, _CUT_TRIANGLES = _cut_box()
