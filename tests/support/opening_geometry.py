"""Openings met by rays and summed up in plain NumPy: what the engine's openings are tested against."""

from __future__ import annotations

import numpy as np

from assets.photometry import OpeningShape

AXIS = {OpeningShape.CYLINDER_X: 0, OpeningShape.CYLINDER_Y: 1, OpeningShape.DISC_FACING_X: 0}


def polygon_lx(corners, place, normal):
    """Flat polygon of luminance 1: V4's formula of the research page on photometry, section 6."""
    v = np.asarray(corners, float) - place
    clipped = []
    for a, b in zip(v, np.roll(v, -1, axis=0), strict=True):
        da, db = a @ normal, b @ normal
        if da > 0:
            clipped.append(a)
        if (da > 0) != (db > 0):
            clipped.append(a + (b - a) * da / (da - db))
    total = 0.0
    for a, b in zip(clipped, clipped[1:] + clipped[:1], strict=True):
        cross = np.cross(a, b)
        size = np.linalg.norm(cross)
        if size > 0:
            total += np.arctan2(size, a @ b) * (cross @ normal) / size
    return abs(total) / 2


def side_shares(opening):
    """Luminous share of the height of the sides facing C0, C90, C180, C270."""
    if opening.sides_m is None or opening.size_m[2] == 0:
        return (1.0, 1.0, 1.0, 1.0)
    return tuple(height / opening.size_m[2] for height in opening.sides_m)


def box_lx(opening, place, normal):
    """Illuminance from a box or rectangle of luminance 1, face by face."""
    half = np.array(opening.size_m) / 2
    total = 0.0
    for axis in range(3):
        for side in (1, -1):
            one, two = (axis + 1) % 3, (axis + 2) % 3
            corners = np.zeros((4, 3))
            corners[:, axis] = side * half[axis]
            corners[:, one] = np.array((-1, 1, 1, -1)) * half[one]
            corners[:, two] = np.array((-1, -1, 1, 1)) * half[two]
            if axis < 2:
                share = side_shares(opening)[axis + (0 if side > 0 else 2)]
                top = corners[:, 2] > 0
                corners[top, 2] = -half[2] + 2 * half[2] * share
            if (place[axis] - corners[0, axis]) * side > 0:
                total += polygon_lx(corners, place, normal)
    return total


def disc_lx(radius_m, *, beside_m, distance_m):
    """Disc of luminance 1 on a parallel plane: V6 of the same page, free of cancellation far away."""
    r2, a2, d2 = radius_m**2, beside_m**2, distance_m**2
    root = np.sqrt((d2 + a2 + r2) ** 2 - 4 * r2 * a2)
    # 1 - (p - 2 r2) / root with p = d2 + a2 + r2, where root**2 - (p - 2 r2)**2 = 4 r2 d2
    return (
        np.pi / 2 * (4 * r2 * d2) / (root * (root + d2 + a2 - r2))
        if d2 + a2 > r2
        else np.pi / 2 * (1 - (d2 + a2 - r2) / root)
    )


def quadrature_lx(opening, place, normal, steps=500):
    """Illuminance from a round opening of luminance 1, summed over its surface."""

    def arriving(points, normals, area_m2):
        path = place - points
        squared = (path**2).sum(axis=-1)
        w = path / np.sqrt(squared)[..., None]
        leaving = np.maximum((normals * w).sum(axis=-1), 0)
        return float((leaving * np.maximum(-(w @ normal), 0) / squared * area_m2).sum())

    half = np.array(opening.size_m) / 2
    t = (np.arange(steps) + 0.5) / steps
    if opening.shape is OpeningShape.SPHERE:
        z, angle = np.meshgrid(1 - 2 * t, 2 * np.pi * t)
        ring = np.sqrt(1 - z * z)
        unit = np.stack([ring * np.cos(angle), ring * np.sin(angle), z], axis=-1)
        slope = unit / half
        size = np.linalg.norm(slope, axis=-1)
        return arriving(unit * half, slope / size[..., None], half.prod() * size * 4 * np.pi / steps**2)
    axis = AXIS.get(opening.shape, 2)
    order = [(axis + 1) % 3, (axis + 2) % 3, axis]
    a, b, c = half[order]

    def placed(vectors):
        out = np.zeros_like(vectors)
        out[..., order] = vectors
        return out

    angle, along = np.meshgrid(2 * np.pi * t, 2 * t - 1)
    total = 0.0
    if c > 0:
        points = np.stack([a * np.cos(angle), b * np.sin(angle), c * along], axis=-1)
        slope = np.stack([b * np.cos(angle), a * np.sin(angle), 0 * along], axis=-1)
        size = np.linalg.norm(slope, axis=-1)
        area = size * 2 * np.pi / steps * 2 * c / steps
        total += arriving(placed(points), placed(slope / size[..., None]), area)
    ring, angle = np.meshgrid(t, 2 * np.pi * t)
    for side in (1.0, -1.0):
        points = np.stack([a * ring * np.cos(angle), b * ring * np.sin(angle), 0 * ring + side * c], axis=-1)
        normals = np.broadcast_to((0.0, 0.0, side), points.shape)
        total += arriving(placed(points), placed(normals), a * b * ring / steps * 2 * np.pi / steps)
    return total


def rays_across(opening, direction, steps=400):
    """Places of parallel rays over an opening's outline, a function giving a place's cell, and m2 a ray.

    There are 12 x 12 cells over the square around the outline's extent.
    """
    helper = np.eye(3)[np.argmin(np.abs(direction))]
    first = np.cross(direction, helper)
    first /= np.linalg.norm(first)
    second = np.cross(direction, first)
    reach = np.linalg.norm(opening.size_m) / 2
    corners = np.array(np.meshgrid(*[(-1, 1)] * 3)).reshape(3, -1).T * np.array(opening.size_m) / 2
    turn = np.radians(opening.turn_deg)
    corners[:, :2] = corners[:, :2] @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    extent = [np.abs(corners @ k).max() * 1.001 + 1e-6 for k in (first, second)]
    t = (np.arange(steps) + 0.5) / steps * 2 - 1
    u, v = np.meshgrid(t * extent[0], t * extent[1])
    origins = u.reshape(-1, 1) * first + v.reshape(-1, 1) * second + direction * 2 * reach

    def cell(points):
        places = [
            np.clip((points @ k / e + 1) * 6, 0, 11).astype(int)
            for k, e in zip((first, second), extent, strict=True)
        ]
        return places[0] * 12 + places[1]

    return origins, cell, 4 * extent[0] * extent[1] / steps**2


def outline_hits(opening, origins, direction, reach=np.inf):
    """Whether rays against `direction` meet the luminous surface from outside, within a distance."""
    turn = np.radians(opening.turn_deg)
    back = np.array([[np.cos(turn), np.sin(turn), 0], [-np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    o, d = origins @ back.T, -(back @ direction)
    half = np.array(opening.size_m) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        if opening.shape is OpeningShape.RECTANGLE:
            return _box_hits(opening, o, d, half, reach)
        if opening.shape is OpeningShape.SPHERE:
            near = _quadric(o / half, d / half)[0]
            return np.isfinite(near) & (near <= reach) & (near >= 0)
        axis = AXIS.get(opening.shape, 2)
        order = [(axis + 1) % 3, (axis + 2) % 3, axis]
        a, b, c = half[order]
        o, d = o[:, order], d[order]
        near, far = _quadric(o[:, :2] / (a, b), d[:2] / (a, b))
        low, high = _slab(o[:, 2], d[2], c)
        enter, leave = np.maximum(near, low), np.minimum(far, high)
        return (enter <= leave + 1e-12) & (enter >= 0) & (enter <= reach)


def _quadric(o, d):
    """Distances along rays at which they enter and leave the unit ball or circle."""
    squared = (d * d).sum()
    if squared == 0:
        inside = (o * o).sum(axis=1) <= 1
        return np.where(inside, -np.inf, np.nan), np.where(inside, np.inf, np.nan)
    middle = -(o @ d) / squared
    rest = 1 - ((o + middle[:, None] * d) ** 2).sum(axis=1)
    width = np.sqrt(np.where(rest >= 0, rest, np.nan) / squared)
    return middle - width, middle + width


def _slab(o, d, half):
    if d == 0:
        inside = np.abs(o) <= half
        return np.where(inside, -np.inf, np.nan), np.where(inside, np.inf, np.nan)
    one, other = (-half - o) / d, (half - o) / d
    return np.minimum(one, other), np.maximum(one, other)


def _box_hits(opening, o, d, half, reach):
    slabs = [_slab(o[:, k], d[k], half[k]) for k in range(3)]
    enter = np.maximum.reduce([low for low, _ in slabs])
    leave = np.minimum.reduce([high for _, high in slabs])
    met = np.argmax([np.where(np.isnan(low), -np.inf, low) for low, _ in slabs], axis=0)
    height = (o[:, 2] + enter * d[2] + half[2]) / max(2 * half[2], 1e-30)
    shares = side_shares(opening)
    share = np.where(
        met == 2, np.inf, np.where(met == 0, shares[0 if d[0] < 0 else 2], shares[1 if d[1] < 0 else 3])
    )
    return (enter <= leave + 1e-12) & (height <= share + 1e-9) & (enter >= 0) & (enter <= reach)
