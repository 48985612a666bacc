"""Points in large meshes: the quick count of walls says what the winding number says."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh

from scenes import inside
from scenes.inside import inside_mesh, walls_around

RNG = np.random.default_rng(5)
POINTS = RNG.uniform(-1.2, 1.2, (3000, 3))


def test_points_in_a_ball_of_many_triangles() -> None:
    ball = trimesh.creation.icosphere(subdivisions=4, radius=1.0)
    away = np.linalg.norm(POINTS, axis=1)
    clear = np.abs(away - 1) > 0.01  # the mesh is no perfect ball
    found = inside_mesh(ball.vertices, ball.faces, POINTS)
    assert np.array_equal(found[clear], (away < 1)[clear])


def test_walls_of_a_closed_mesh_are_its_winding_number() -> None:
    inner, outer = (trimesh.creation.icosphere(subdivisions=3, radius=r) for r in (0.5, 1.0))
    both = trimesh.util.concatenate([inner, outer])
    walls = walls_around(both.vertices[both.faces], POINTS)
    away = np.linalg.norm(POINTS, axis=1)
    clear = (np.abs(away - 1) > 0.02) & (np.abs(away - 0.5) > 0.02)
    wanted = (away < 1).astype(int) + (away < 0.5)
    # a ray through an edge meets two triangles; there the winding number decides
    agreed = (walls == walls[:, :1]).all(axis=1) & clear
    assert agreed.sum() > 0.99 * clear.sum()
    assert np.array_equal(walls[agreed, 0], wanted[agreed])


@pytest.mark.parametrize("open_side", ["bottom", "side", "both"])
def test_open_meshes_are_judged_by_the_winding_number(
    monkeypatch: pytest.MonkeyPatch, open_side: str
) -> None:
    box = trimesh.creation.box([1.6, 1.6, 1.6])
    for _ in range(4):
        box = box.subdivide()
    normals = box.face_normals
    gone = {"bottom": normals[:, 2] < -0.5, "side": normals[:, 0] > 0.5}
    hole = gone["bottom"] | gone["side"] if open_side == "both" else gone[open_side]
    triangles = box.faces[~hole]
    quick = inside_mesh(box.vertices, triangles, POINTS)
    monkeypatch.setattr(inside, "FEW_SOLID_ANGLES", 10**12)
    slow = inside_mesh(box.vertices, triangles, POINTS)
    assert (quick != slow).mean() < 1e-3
