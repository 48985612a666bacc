"""What a closed room's lamps give is absorbed in it, whatever of our furniture stands there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, scene
from numpy.typing import NDArray

from render.body_meshes import mesh_scene
from render.device import mitsuba
from render.measures import measure
from render.merged_mesh import merged_mesh
from render.options import DRAFT
from render.simulate import simulate
from scenes.pieces.kinds import KINDS
from scenes.pieces.piece import Piece, piece, piece_names
from scenes.scene import LitSurface, SurfaceKind

QUICK = replace(DRAFT, emission_rays=1 << 14, opening_samples=8, gather_rays=8, lit_points=8)
ROUND_IT_M = 0.8
RAYS = 40_000
GRAZING = 1e-4  # share of rays that may slip between two triangles at an edge


def surface_of(made: Piece, shift: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> LitSurface:
    return LitSurface(
        "piece",
        SurfaceKind.FURNITURE,
        made.vertices_m + np.array(shift),
        made.triangles,
        (0.5, 0.5, 0.5),
        appearance=made.appearance,
        triangle_reflectance=made.reflectance,
    )


@pytest.mark.parametrize("name", piece_names())
def test_every_lumen_is_absorbed_round_a_piece(name: str) -> None:
    made = piece(name)
    across, deep, high = np.add(made.size_m, (2 * ROUND_IT_M, 2 * ROUND_IT_M, ROUND_IT_M))
    room = box_room(across, deep, high, floor=0.3, walls=0.6, ceiling=0.8)
    lamps = (
        hang(isotropic(1000), (0.5, 0.4, high - 0.3), id="above"),
        hang(isotropic(1000), (across - 0.4, deep - 0.3, 0.15 * high), id="below"),
    )
    field = simulate(scene((*room, surface_of(made, (across / 2, deep / 2, 0.0))), lamps), QUICK)
    assert measure(field, None)["energy_balance"] == pytest.approx(1.0, abs=1.5e-4)


def first_faces(made: Piece) -> tuple[bool, NDArray[np.bool_]]:
    """Whether a piece is taken as closed, and which rays from all round first meet the back of a face."""
    mi, random = mitsuba(), np.random.default_rng(7)
    mesh = merged_mesh((surface_of(made),))
    low, high = made.vertices_m.min(axis=0), made.vertices_m.max(axis=0)
    away = random.normal(size=(RAYS, 3))
    away *= 0.75 * np.linalg.norm(high - low) / np.linalg.norm(away, axis=1, keepdims=True)
    start = (low + high) / 2 + away
    path = low + random.random((RAYS, 3)) * (high - low) - start
    path /= np.linalg.norm(path, axis=1, keepdims=True)
    ray = mi.Ray3f(mi.Point3f(start.T), mi.Vector3f(path.T))
    found = mesh_scene(mesh.vertices_m, mesh.triangles).ray_intersect_preliminary(ray)
    met = found.is_valid().numpy()
    normal = mesh.normal[found.prim_index.numpy()[met]]
    return bool(mesh.sealed[0]), np.einsum("ij,ij->i", normal, path[met]) > 0


@pytest.mark.parametrize("name", piece_names())
def test_no_skin_of_a_piece_is_folded_inside_out(name: str) -> None:
    """Light that meets the back of a closed body's face counts as begun within it, and would be lost."""
    kind = KINDS[name]
    for size in (kind.smallest_m, kind.size_m, kind.largest_m):
        closed, behind = first_faces(piece(name, size))
        assert not closed or behind.mean() < GRAZING, size


def test_a_body_of_which_one_piece_is_inside_out_loses_no_light() -> None:
    """As files have it where half of a thing was mirrored: that piece is lit from its back."""
    upright, turned = (
        block("half", (x, 1, 0.4), (x + 0.5, 2, top), 0.4) for x, top in ((0.8, 1.2), (1.7, 1.1))
    )
    both = replace(
        upright,
        vertices_m=np.concatenate([upright.vertices_m, turned.vertices_m]),
        triangles=np.concatenate([upright.triangles, turned.triangles[:, ::-1] + len(upright.vertices_m)]),
    )
    room = box_room(3, 3, 2.5, floor=0.3, walls=0.6, ceiling=0.8)
    document = measure(simulate(scene((*room, both), (hang(isotropic(1000), (1.5, 1.5, 2.0)),)), QUICK))
    assert document["energy_balance"] == pytest.approx(1.0, abs=1.5e-4)
