"""Modelling by numbers: turned, swept and rounded solids as triangle meshes in metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Solid:
    """A closed triangle mesh: vertices (vertex, 3) [m] and triangles (triangle, 3), outside anticlockwise.

    `inner` marks the triangles on the inside of a shade, (triangle,); None where nothing is one.
    """

    vertices_m: Array
    triangles: Indices
    inner: NDArray[np.bool_] | None = None

    def moved(self, x_m: float = 0.0, y_m: float = 0.0, z_m: float = 0.0) -> Solid:
        """The same solid elsewhere."""
        return replace(self, vertices_m=self.vertices_m + np.array([x_m, y_m, z_m]))

    def turned(self, axis: str, angle_deg: float) -> Solid:
        """The same solid turned about the axis ``x``, ``y`` or ``z`` through the origin."""
        return replace(self, vertices_m=self.vertices_m @ _rotation(axis, angle_deg).T)

    def squared(self, half_x_m: float, half_y_m: float, power: float = 5.0) -> Solid:
        """A lathed solid of radius 1 made a rounded rectangle: circles become superellipses."""
        out = self.vertices_m.copy()
        radius = np.hypot(out[:, 0], out[:, 1])
        cosine, sine = np.divide(out[:, :2].T, radius, out=np.zeros((2, len(out))), where=radius > 0)
        norm = (np.abs(cosine) ** power + np.abs(sine) ** power) ** (1.0 / power)
        norm[radius == 0] = 1.0
        out[:, :2] *= np.array([half_x_m, half_y_m]) / norm[:, None]
        return replace(self, vertices_m=out)


def lathe(
    profile_m: Sequence[tuple[float, float]] | Array, segments: int = 48, inner_from: int | None = None
) -> Solid:
    """Turn a profile about the z axis.

    Parameters
    ----------
    profile_m
        Points (radius, z), upwards along the outside and back down along any inside. A profile that
        starts and ends on the axis is closed by that; any other is closed from its end to its start.
    segments
        Sides of the circle.
    inner_from
        The point of the profile from which on it is the inside of a shade.
    """
    profile = np.asarray(profile_m, dtype=np.float64)
    on_axis = profile[:, 0] < 1e-9
    closes = not (on_axis[0] and on_axis[-1])
    angle = np.arange(segments) * (2.0 * np.pi / segments)
    rings = np.stack(
        [
            profile[:, :1] * np.cos(angle),
            profile[:, :1] * np.sin(angle),
            np.broadcast_to(profile[:, 1:], (len(profile), segments)),
        ],
        axis=-1,
    )
    triangles = _grid_triangles(len(profile), segments, closed_rows=closes)
    if inner_from is None:
        return _welded(rings.reshape(-1, 3), triangles)
    row = np.arange(len(triangles)) % (len(triangles) // 2) // segments
    return _welded(rings.reshape(-1, 3), triangles, (row >= inner_from) & (row < len(profile) - 1))


def tube(path_m: Sequence[Sequence[float]] | Array, radius_m: float, sides: int = 24) -> Solid:
    """A round bar along a path, shape (point, 3) [m], with flat ends.

    The frame is carried along the path by the smallest turn (parallel transport), so it does not twist.
    """
    path = np.asarray(path_m, dtype=np.float64)
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(along[0], np.eye(3)[np.argmin(np.abs(along[0]))])
    angle = np.arange(sides) * (2.0 * np.pi / sides)
    rings = []
    for point, direction in zip(path, along, strict=True):
        across = across - direction * (across @ direction)
        across /= np.linalg.norm(across)
        other = np.cross(direction, across)
        rings.append(point + radius_m * (np.outer(np.cos(angle), across) + np.outer(np.sin(angle), other)))
    ends = [np.repeat(path[:1], sides, axis=0), *rings, np.repeat(path[-1:], sides, axis=0)]
    triangles = _grid_triangles(len(ends), sides, closed_rows=False)
    return _welded(np.concatenate(ends), triangles)


def rounded_box(size_m: tuple[float, float, float], radius_m: float, steps: int = 5) -> Solid:
    """A box about the origin whose edges and corners are rounded.

    A cube's surface grid is pushed out: each point of the inner box plus `radius_m` along the
    direction of the cube's corner piece it belongs to.
    """
    half = np.array(size_m) / 2.0 - radius_m
    # angles inside one corner piece; each face repeats them on both sides of its flat middle
    slant = np.tan(np.linspace(0.0, np.pi / 4.0, steps + 1))
    line = np.concatenate([-1.0 - slant[::-1], 1.0 + slant])
    u, v = np.meshgrid(line, line, indexing="ij")
    vertices: list[Array] = []
    triangles: list[Indices] = []
    for axis in range(3):
        for sign in (1.0, -1.0):
            grid = np.empty((*u.shape, 3))
            grid[..., axis] = 2.0 * sign
            grid[..., (axis + 1) % 3] = u
            grid[..., (axis + 2) % 3] = v
            inner = np.sign(grid)
            out = grid - inner
            out /= np.linalg.norm(out, axis=-1, keepdims=True)
            quads = _grid_triangles(len(line), len(line), closed_rows=False, closed_columns=False)
            triangles.append((quads if sign < 0 else quads[:, ::-1]) + len(vertices) * u.size)
            vertices.append((inner * half + radius_m * out).reshape(-1, 3))
    return _welded(np.concatenate(vertices), np.concatenate(triangles))


def shell(outer_m: Sequence[tuple[float, float]], thickness_m: float, segments: int = 48) -> Solid:
    """Turn the outer profile of a shade and give it a wall; the other side of the wall is its inside.

    Parameters
    ----------
    outer_m
        Points (radius, z) upwards along the outside; where the last lies on the axis, the shade is closed
        at its top.
    thickness_m
        Of the wall, measured across it.
    segments
        Sides of the circle.
    """
    outer = np.asarray(outer_m, dtype=np.float64)
    along = np.gradient(outer, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    inwards = np.column_stack([-along[:, 1], along[:, 0]])
    inner = outer + thickness_m * inwards
    inner[:, 0] = np.maximum(inner[:, 0], 0.0)
    if outer[-1, 0] < 1e-9:
        inner[-1] = 0.0, outer[-1, 1] - thickness_m
    return lathe(np.concatenate([outer, inner[::-1]]), segments, inner_from=len(outer))


def bezier(points: Sequence[tuple[float, float]], steps: int = 12) -> list[tuple[float, float]]:
    """A cubic Bezier curve from its four control points, both ends included (de Casteljau)."""
    a, b, c, d = (np.asarray(point, dtype=np.float64) for point in points)
    t = np.linspace(0.0, 1.0, steps + 1)[:, None]
    curve = (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
    return [(float(x), float(z)) for x, z in curve]


def arc_points(
    centre: tuple[float, float], radius: float, start_deg: float, end_deg: float, steps: int
) -> list[tuple[float, float]]:
    """Points of an arc in a plane, both ends included."""
    angle = np.deg2rad(np.linspace(start_deg, end_deg, steps + 1))
    x, y = centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle)
    return list(zip(x.tolist(), y.tolist(), strict=True))


def softened(
    profile: Sequence[tuple[float, float]], radius: float, steps: int = 3
) -> list[tuple[float, float]]:
    """Round the corners of an open polyline, the first and last point kept.

    Each corner becomes a quadratic curve that leaves its legs `radius` before the corner, or at
    their middle where they are shorter.
    """
    points = np.asarray(profile, dtype=np.float64)
    out: list[tuple[float, float]] = [(float(points[0, 0]), float(points[0, 1]))]
    for before, corner, after in zip(points[:-2], points[1:-1], points[2:], strict=True):
        legs = [
            leg * min(0.5, radius / float(np.linalg.norm(leg))) for leg in (before - corner, after - corner)
        ]
        for t in np.linspace(0.0, 1.0, steps + 1):
            point = corner + (1.0 - t) ** 2 * legs[0] + t**2 * legs[1]
            out.append((float(point[0]), float(point[1])))
    out.append((float(points[-1, 0]), float(points[-1, 1])))
    return out


def shaded(solid: Solid, crease_deg: float = 38.0) -> tuple[Array, Array, Indices]:
    """Vertices, unit normals and triangles for smooth shading with creases kept sharp.

    At each corner the normals of those neighbouring triangles are averaged, weighted by their area,
    that lean less than `crease_deg` from the corner's own.
    """
    corners = solid.vertices_m[solid.triangles]
    weighted = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    unit = weighted / np.linalg.norm(weighted, axis=1, keepdims=True)
    vertex = solid.triangles.reshape(-1)
    order = np.argsort(vertex, kind="stable")
    count = np.bincount(vertex, minlength=len(solid.vertices_m))
    starts = np.cumsum(count) - count
    # every corner with every other one at its vertex
    mates = count[vertex]
    one = np.repeat(np.arange(len(vertex)), mates)
    place = np.arange(len(one)) - np.repeat(np.cumsum(mates) - mates, mates)
    other = order[starts[vertex[one]] + place]
    near = np.einsum("ij,ij->i", unit[one // 3], unit[other // 3]) >= np.cos(np.deg2rad(crease_deg))
    added = weighted[other // 3] * near[:, None]
    sums = [np.bincount(one, added[:, axis], minlength=len(vertex)) for axis in range(3)]
    normals = np.stack(sums, axis=1).astype(np.float64)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    keyed = np.column_stack([vertex, np.rint(normals * 1e4)])
    _, first_of, index = np.unique(keyed, axis=0, return_index=True, return_inverse=True)
    return solid.vertices_m[vertex[first_of]], normals[first_of], index.reshape(-1, 3).astype(np.int64)


def _grid_triangles(
    rows: int, columns: int, *, closed_rows: bool, closed_columns: bool = True
) -> NDArray[np.int64]:
    i = np.arange(rows if closed_rows else rows - 1)[:, None]
    j = np.arange(columns if closed_columns else columns - 1)[None, :]
    here, right = i * columns + j, i * columns + (j + 1) % columns
    up, across = (i + 1) % rows * columns + j, (i + 1) % rows * columns + (j + 1) % columns
    return np.concatenate(
        [
            np.stack([here, right, across], axis=-1).reshape(-1, 3),
            np.stack([here, across, up], axis=-1).reshape(-1, 3),
        ]
    ).astype(np.int64)


def _welded(vertices_m: Array, triangles: Indices, inner: NDArray[np.bool_] | None = None) -> Solid:
    """Merge vertices that coincide to a tenth of a micrometre and drop triangles that vanish by it."""
    _, first, index = np.unique(
        np.rint(vertices_m * 1e7).astype(np.int64), axis=0, return_index=True, return_inverse=True
    )
    joined = index.reshape(-1)[triangles]
    a, b, c = joined.T
    kept = (a != b) & (b != c) & (c != a)
    return Solid(vertices_m[first], joined[kept].astype(np.int64), None if inner is None else inner[kept])


def _rotation(axis: str, angle_deg: float) -> Array:
    cosine, sine = np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))
    i = "xyz".index(axis)
    j, k = (i + 1) % 3, (i + 2) % 3
    matrix = np.eye(3)
    matrix[j, j] = matrix[k, k] = cosine
    matrix[j, k], matrix[k, j] = -sine, sine
    return matrix
