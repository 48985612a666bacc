"""Looking light maps up as a browser does: between four texels, at points of the room's faces."""

from __future__ import annotations

import numpy as np


def looked_up(image, uv):
    """Values of an image (row, column, channel) at places (n, 2) from 0 to 1, between four texels each."""
    height, width = image.shape[:2]
    x = np.clip(uv[:, 0] * width - 0.5, 0, width - 1)
    y = np.clip(uv[:, 1] * height - 0.5, 0, height - 1)
    left, top = np.minimum(x.astype(int), width - 2), np.minimum(y.astype(int), height - 2)
    a, b = (x - left)[:, None], (y - top)[:, None]
    rows = [image[top + k, left] * (1 - a) + image[top + k, left + 1] * a for k in (0, 1)]
    return rows[0] * (1 - b) + rows[1] * b


def points_on_faces(atlas, patches, count, seed=3):
    """Points evenly over all faces of an atlas, in room and image, their faces, and the whole area."""
    corners = patches.vertices_m[patches.triangles[atlas.charts.triangle]]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    random = np.random.default_rng(seed)
    face = random.choice(len(area), count, p=area / area.sum())
    shares = random.dirichlet((1, 1, 1), count)
    points = np.einsum("nc,nck->nk", shares, corners[face])
    uv = np.einsum("nc,nck->nk", shares, atlas.corner_uv[face])
    return points, uv, face, float(area.sum())
