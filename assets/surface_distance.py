"""How far two triangle surfaces are apart: sampled distances, after Aspert, Santa-Cruz and Ebrahimi 2002."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

SAMPLES = 20_000
_NEAREST = 8  # samples of the other surface whose triangles are tried
_REFINED = 200
_USUAL = 0.99  # share of triangles that are looked up by their place; the longest are all tried


def surface_samples(vertices: Array, triangles: Indices, count: int, seed: int = 1) -> tuple[Array, Indices]:
    """Points spread evenly over a surface's area, (count, 3), and the triangle each lies on."""
    rng = np.random.default_rng(seed)
    corners = vertices[triangles]
    area = triangle_areas(vertices, triangles)
    chosen = rng.choice(len(triangles), size=count, p=area / area.sum())
    u, v = np.sqrt(rng.random(count)), rng.random(count)
    weights = np.stack([1.0 - u, u * (1.0 - v), u * v], axis=1)
    return np.einsum("ij,ijk->ik", weights, corners[chosen]), chosen.astype(np.int64)


def triangle_areas(vertices: Array, triangles: Indices) -> Array:
    """Area of each triangle, shape (triangle,)."""
    corners = vertices[triangles]
    crossed = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return np.asarray(np.linalg.norm(crossed, axis=1) / 2.0)


def distances_to_surface(points: Array, vertices: Array, triangles: Indices) -> Array:
    """Distance of points to a surface, shape (point,).

    Exact to the triangles on which the nearest of many samples of the surface lie, and so never too small;
    the `_REFINED` longest, which long thin triangles make too long, are exact to all of them.
    """
    samples, on = surface_samples(vertices, triangles, 4 * SAMPLES, seed=2)
    middles = vertices[triangles].mean(axis=1)  # so that no triangle is without a sample
    tree = cKDTree(np.concatenate([samples, middles]))
    owner = np.concatenate([on, np.arange(len(triangles))])
    _, near = tree.query(points, k=_NEAREST)
    best = np.full(len(points), np.inf)
    for column in range(_NEAREST):
        corners = vertices[triangles[owner[near[:, column]]]]
        best = np.minimum(best, _to_triangles(points, corners))
    reach = np.linalg.norm(vertices[triangles] - middles[:, None], axis=2).max(axis=1)
    usual = float(np.quantile(reach, _USUAL))
    long = np.flatnonzero(reach > usual)
    for k in np.argsort(best)[-_REFINED:]:
        found = np.array(tree.query_ball_point(points[k], best[k] + usual), dtype=np.int64) - len(samples)
        found = np.union1d(found[found >= 0], long)
        away = middles[found] - points[k]
        close = found[np.einsum("ij,ij->i", away, away) <= (best[k] + reach[found]) ** 2]
        corners = vertices[triangles[close]]
        if len(corners):
            best[k] = min(
                best[k], _to_triangles(np.repeat(points[k : k + 1], len(corners), 0), corners).min()
            )
    return best


def apart(one: tuple[Array, Indices], other: tuple[Array, Indices]) -> Array:
    """Sampled distances both ways between two surfaces, each as vertices and triangles."""
    there = distances_to_surface(surface_samples(*one, SAMPLES)[0], *other)
    back = distances_to_surface(surface_samples(*other, SAMPLES)[0], *one)
    return np.concatenate([there, back])


def _to_triangles(points: Array, corners: Array) -> Array:
    """Distance of each point to its own triangle, (point, 3) and (point, 3, 3)."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    edges = np.minimum.reduce([_to_segments(points, *pair) for pair in ((a, b), (b, c), (c, a))])
    normal = np.cross(b - a, c - a)
    square = np.maximum((normal**2).sum(axis=1), 1e-300)
    height = ((points - a) * normal).sum(axis=1)
    foot = points - (height / square)[:, None] * normal
    inside = np.ones(len(points), bool)
    for start, end in ((a, b), (b, c), (c, a)):
        inside &= (np.cross(end - start, foot - start) * normal).sum(axis=1) >= 0.0
    return np.asarray(np.where(inside, np.abs(height) / np.sqrt(square), edges))


def _to_segments(points: Array, start: Array, end: Array) -> Array:
    along = end - start
    square = np.maximum((along**2).sum(axis=1), 1e-300)
    share = np.clip(((points - start) * along).sum(axis=1) / square, 0.0, 1.0)
    return np.asarray(np.linalg.norm(points - start - share[:, None] * along, axis=1))
