"""Lighter meshes: the error that is stated is the error there is, and parts, glow and pictures survive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets.fit_body import fit_body
from assets.luminaire import Mounting
from assets.material import Texture
from assets.mesh import Mesh, read_mesh
from assets.modelling import lathe, rounded_box
from assets.simplify import lighter_mesh
from assets.surface_distance import apart, distances_to_surface, surface_samples, triangle_areas
from assets.write_glb import Finish, Part, glb_bytes

RADIUS_M = 0.2
GREY = Finish("grey", (0.4, 0.4, 0.4))
LIT = Finish("lit", (0.9, 0.9, 0.9), emissive_rgb=(1.0, 1.0, 1.0))


def ball(segments: int, rings: int) -> Mesh:
    """A sphere of `RADIUS_M`, its upper and lower half of different materials, on a small box."""
    angles = np.linspace(-np.pi / 2, np.pi / 2, 2 * rings + 1)
    points = [(RADIUS_M * np.cos(a), RADIUS_M * np.sin(a)) for a in angles]
    points[0], points[-1] = (0.0, -RADIUS_M), (0.0, RADIUS_M)
    sphere = lathe(points, segments)
    box = rounded_box((0.1, 0.1, 0.1), 0.01, 2).moved(z_m=-0.3)
    return read_mesh(glb_bytes([Part("globe", sphere, LIT), Part("foot", box, GREY)], "ball"), "ball.glb")


def area_of(mesh: Mesh, *, glowing: bool) -> float:
    return float(triangle_areas(mesh.vertices_m, mesh.triangles)[mesh.glows == glowing].sum())


def test_distances_are_those_of_geometry() -> None:
    square = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    faces = np.array([[0, 1, 2], [0, 2, 3]])
    points = np.array(
        [[0.5, 0.5, 0.3], [0.2, 0.7, -0.1], [2.0, 0.5, 0.0], [-3.0, -4.0, 0.0], [0.5, 0.5, 0.0]]
    )
    assert distances_to_surface(points, square, faces) == pytest.approx([0.3, 0.1, 1.0, 5.0, 0.0], abs=1e-9)
    lifted = square + np.array([0.0, 0.0, 0.25])
    assert apart((square, faces), (lifted, faces)) == pytest.approx(0.25, abs=1e-9)
    assert triangle_areas(square, faces).sum() == pytest.approx(1.0)
    samples, on = surface_samples(square, faces, 4000)
    assert samples.mean(axis=0) == pytest.approx([0.5, 0.5, 0.0], abs=0.02)
    assert np.bincount(on) == pytest.approx([2000, 2000], rel=0.1)


def test_long_thin_triangles_do_not_make_distances_too_long() -> None:
    strip = np.array([[0.0, 0, 0], [10, 0, 0], [10, 1e-3, 0], [0, 1e-3, 0]])
    far = np.array([[0.0, 5, 0], [10, 5, 0], [10, 15, 0]])  # takes nearly all samples
    vertices, faces = np.concatenate([strip, far]), np.array([[0, 1, 2], [0, 2, 3], [4, 5, 6]])
    points = np.array([[x, -0.01, 0.0] for x in np.linspace(0.1, 9.9, 50)])
    assert distances_to_surface(points, vertices, faces) == pytest.approx(0.01, abs=1e-9)


def test_a_light_mesh_stays_as_it_is() -> None:
    mesh = ball(24, 6)
    assert lighter_mesh(mesh) == (mesh, [])


def test_a_heavy_sphere_keeps_its_shape_parts_and_glow() -> None:
    heavy = ball(120, 60)
    assert len(heavy.triangles) > 28_000
    light, (told,) = lighter_mesh(heavy, 4000)
    assert len(light.triangles) <= 4000
    assert (told.code, told.severity) == ("BODY_SIMPLIFIED", "info")
    globe = light.vertices_m[np.unique(light.triangles[light.glows])]
    away = np.abs(np.linalg.norm(globe, axis=1) - RADIUS_M)
    assert away.max() < 0.001  # regular triangles of that number lie 0.25 mm inside at their middles
    assert area_of(light, glowing=True) == pytest.approx(4 * np.pi * RADIUS_M**2, rel=0.01)
    assert area_of(light, glowing=False) == pytest.approx(area_of(heavy, glowing=False), rel=0.01)
    stated_mm = float(told.message.split("at most ")[1].split(" mm")[0])
    distances = apart((heavy.vertices_m, heavy.triangles), (light.vertices_m, light.triangles))
    assert stated_mm == pytest.approx(1000 * distances.max(), abs=0.006)
    assert [material.name for material in light.materials] == [material.name for material in heavy.materials]
    assert light.nodes == heavy.nodes
    normals = light.appearance.corner_normals[light.glows]
    outward = light.vertices_m[light.triangles[light.glows]] / RADIUS_M
    assert float(np.einsum("ijk,ijk->ij", normals, outward).min()) > 0.95  # smooth still


def test_textured_parts_keep_their_edges_and_coordinates() -> None:
    """A wavy sheet whose picture lies flat on it: u is x and v is y, at every corner that is left."""
    steps = 81
    x, y = np.meshgrid(np.linspace(0, 1, steps), np.linspace(0, 1, steps), indexing="ij")
    points = np.column_stack([x.ravel(), y.ravel(), 0.02 * np.sin(6 * x.ravel())])
    k = np.arange(steps * steps).reshape(steps, steps)
    low, high = k[:-1, :-1].ravel(), k[1:, 1:].ravel()
    faces = np.concatenate(
        [np.column_stack([low, k[1:, :-1].ravel(), high]), np.column_stack([low, high, k[:-1, 1:].ravel()])]
    )
    mesh = ball(8, 2)
    picture = Texture(np.zeros((4, 4, 3), np.uint8))
    cloth = replace(mesh.materials[0], base_colour=picture, name="cloth", glows=False)
    looks = replace(
        mesh.appearance,
        materials=(cloth,),
        material_of_triangle=np.zeros(len(faces), dtype=np.int64),
        uv=points[faces][:, :, :2].astype(np.float32),
        corner_normals=np.zeros((len(faces), 3, 3), np.float32),
        triangle_rgb=np.ones((len(faces), 3), np.float32),
    )
    sheet = replace(
        mesh,
        vertices_m=points,
        triangles=faces,
        vertex_normals=np.zeros_like(points),
        triangle_rgb=np.ones((len(faces), 3)),
        material_of_triangle=np.zeros(len(faces), dtype=np.int64),
        node_of_vertex=np.zeros(len(points), dtype=np.int64),
        materials=(cloth,),
        nodes=("sheet",),
        appearance=looks,
    )
    light, _ = lighter_mesh(sheet, 3000)
    assert len(light.triangles) < 4000
    corners = light.vertices_m[light.triangles]
    assert light.appearance.uv == pytest.approx(corners[:, :, :2], abs=0.03)
    edge = corners.reshape(-1, 3)[np.abs(corners.reshape(-1, 3)[:, 0]) < 1e-9]
    assert len(np.unique(np.round(edge[:, 1], 6))) == steps  # no point of the border is gone


def test_the_heavy_chandelier_becomes_a_body(shared: Path) -> None:
    data = (shared / "models" / "glb" / "chandelier-lamp.glb").read_bytes()
    mesh = read_mesh(data, "chandelier-lamp.glb")
    size = (1.306, 1.306, 1.744)
    body, problems = fit_body(mesh, size, Mounting.PENDANT)
    assert len(mesh.triangles) == 133_112
    assert len(body.triangles) <= 40_000
    assert body.size_m == pytest.approx(size, rel=0.005)
    told = {problem.code: problem.message for problem in problems}
    assert told["BODY_SIMPLIFIED"].startswith("133112 triangles were reduced to ")
    assert float(told["BODY_SIMPLIFIED"].split("at most ")[1].split(" mm")[0]) < 6.0
    assert {"BODY_ORIGIN_MOVED", "BODY_GLOWS_BY_NAME"} <= set(told)
    lit = [material.name for material in body.materials if material.glows]
    assert len(lit) == 2  # the bulbs' glass and what shines in them
    assert body.appearance is not None
    assert len(body.appearance.material_of_triangle) == len(body.triangles)
