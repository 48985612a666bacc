"""Solids modelled by numbers: closed, of the volume that geometry says, outside outwards."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh

from assets.modelling import (
    Solid,
    arc_points,
    bezier,
    lathe,
    rounded_box,
    shaded,
    shell,
    softened,
    tube,
)


def as_trimesh(solid: Solid) -> trimesh.Trimesh:
    return trimesh.Trimesh(solid.vertices_m, solid.triangles, process=False)


def polygon_share(sides: int) -> float:
    """Area of a regular polygon over that of its circle."""
    return sides / (2 * np.pi) * np.sin(2 * np.pi / sides)


@pytest.mark.parametrize(
    ("solid", "volume"),
    [
        (lathe([(0, 0), (1, 0), (1, 2), (0, 2)], 48), 2 * np.pi * polygon_share(48)),
        (lathe([(1, 0), (1.5, 0), (1.5, 1), (1, 1)], 48), 1.25 * np.pi * polygon_share(48)),
        (tube([(0, 0, 0), (0, 0, 1), (0, 0, 3)], 0.1, 24), 0.03 * np.pi * polygon_share(24)),
        (tube([(1, 2, 3), (4, 2, 3)], 0.1, 24), 0.03 * np.pi * polygon_share(24)),
    ],
)
def test_volume_is_that_of_the_formula(solid: Solid, volume: float) -> None:
    mesh = as_trimesh(solid)
    assert mesh.is_watertight
    assert mesh.is_winding_consistent
    assert mesh.volume == pytest.approx(volume, rel=1e-9)


def test_sphere_by_lathe_nears_the_sphere() -> None:
    mesh = as_trimesh(lathe(arc_points((0.0, 0.0), 1.0, -90.0, 90.0, 90), 180))
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(4 / 3 * np.pi, rel=1e-3)


def test_rounded_box_has_its_size_and_loses_its_edges() -> None:
    x, y, z, r = 1.0, 0.6, 0.4, 0.05
    mesh = as_trimesh(rounded_box((x, y, z), r, 16))
    assert mesh.is_watertight
    assert mesh.extents == pytest.approx([x, y, z])
    # Steiner's formula for the box of half-sizes less r, grown by r
    a, b, c = x - 2 * r, y - 2 * r, z - 2 * r
    volume = a * b * c + 2 * (a * b + b * c + c * a) * r + np.pi * (a + b + c) * r**2 + 4 / 3 * np.pi * r**3
    assert mesh.volume == pytest.approx(volume, rel=1e-4)


def test_tube_round_a_bend_keeps_its_radius() -> None:
    angle = np.linspace(0, np.pi / 2, 200)
    path = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1)
    mesh = as_trimesh(tube(path, 0.05, 48))
    assert mesh.is_watertight
    # Pappus: area of the section times the path of its centre
    assert mesh.volume == pytest.approx(np.pi * 0.05**2 * np.pi / 2, rel=4e-3)


def test_squared_lathe_fills_its_rectangle() -> None:
    solid = lathe([(0, 0), (1, 0), (1, 1), (0, 1)], 96).squared(0.3, 0.2)
    mesh = as_trimesh(solid)
    assert mesh.is_watertight
    assert mesh.extents == pytest.approx([0.6, 0.4, 1.0])


def test_softened_keeps_ends_and_cuts_corners() -> None:
    profile = softened([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)], 0.1)
    assert profile[0] == (0.0, 0.0)
    assert profile[-1] == (1.0, 1.0)
    assert (1.0, 0.0) not in profile
    assert profile[1] == pytest.approx((0.9, 0.0))


def test_shading_is_smooth_round_the_wall_and_sharp_at_the_edge() -> None:
    vertices, normals, triangles = shaded(lathe([(0, 0), (1, 0), (1, 1), (0, 1)], 48))
    assert len(triangles) == 48 * 4
    upright = np.abs(normals[:, 2]) > 0.999
    level = np.abs(normals[:, 2]) < 1e-6
    assert (upright | level).all()
    radial = vertices[level, :2] / np.linalg.norm(vertices[level, :2], axis=1, keepdims=True)
    assert (np.sum(radial * normals[level, :2], axis=1) > 0.999).all()


def test_a_shell_has_a_wall_and_tells_its_inside() -> None:
    solid = shell([(1.0, 0.0), (1.0, 1.0), (1.0, 2.0)], 0.1, 96)
    mesh = as_trimesh(solid)
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx((1.0 - 0.81) * 2 * np.pi * polygon_share(96))
    assert solid.inner is not None
    centre, normal = mesh.triangles_center, mesh.face_normals
    towards_axis = np.einsum("ij,ij->i", centre[:, :2], normal[:, :2]) < -1e-6
    assert (solid.inner == towards_axis).all()
    moved = solid.moved(z_m=3.0).turned("x", 90.0)
    assert moved.inner is solid.inner


def test_a_closed_dome_has_a_wall_all_over() -> None:
    outer = arc_points((0.0, 0.0), 1.0, 0.0, 90.0, 90)
    mesh = as_trimesh(shell([(max(r, 0.0), z) for r, z in outer], 0.1, 180))
    assert mesh.is_watertight
    # half of a hollow ball; the inner profile is moved along the normals of chords
    assert mesh.volume == pytest.approx(2 / 3 * np.pi * (1 - 0.9**3), rel=2e-3)


def test_bezier_is_the_cubic_it_says() -> None:
    points = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)]
    curve = bezier(points, 4)
    assert curve[0] == points[0]
    assert curve[-1] == points[-1]
    assert curve[2] == pytest.approx((0.5, 0.75))  # (p0 + 3 p1 + 3 p2 + p3) / 8
