"""What faces of furniture see of their room, and how far apart texels are where that is little."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import block, box_room

from render.light_maps.atlas import HIDDEN_TIMES, SLIM, SLIM_TIMES, TEXEL_M, unwrapped
from render.light_maps.sight import FAR_M, share_in_sight
from render.patches import cut_patches
from render.rays import build_ray_scene

ROOM = box_room(8, 8, 2.7, floor=0.3, walls=0.6, ceiling=0.8)
GAP_M = 0.15


def seen(*furniture):
    surfaces = (*ROOM, *furniture)
    patches = cut_patches(surfaces, patch_size_m=0.22, patch_limit=60_000)
    share = share_in_sight(build_ray_scene(patches), patches, surfaces, seed=1)
    return surfaces, patches, share


def of_faces(patches, share, surface, *, axis, at_m):
    """The shares of what is seen of those triangles of a surface that lie in a plane, (triangle,)."""
    corners = patches.vertices_m[patches.triangles]
    there = (np.abs(corners[:, :, axis] - at_m) < 1e-9).all(axis=1)
    return share[there & (patches.surface_of_triangle == surface), 0]


def gap():
    """Two blocks of two metres with a gap between them that looks along x."""
    return (
        block("left", (2.0, 2.0, 0.2), (4.0, 6.0, 2.2), 0.5),
        block("right", (4.0 + GAP_M, 2.0, 0.2), (6.0, 6.0, 2.2), 0.5),
    )


def test_deep_in_a_gap_one_looks_far_only_along_it() -> None:
    """Between endless plates d apart a ray at the angle t to the normal ends after d / cos t. So what lies
    farther off than r fills (d / r)**2 of all, weighted by the cosine."""
    _, patches, share = seen(*gap())
    within = of_faces(patches, share, 6, axis=0, at_m=4.0)
    assert np.median(within) == pytest.approx((GAP_M / FAR_M) ** 2, abs=0.07)


def test_what_stands_free_sees_the_room() -> None:
    _, patches, share = seen(*gap())
    assert of_faces(patches, share, 6, axis=2, at_m=2.2).min() == 1.0
    assert of_faces(patches, share, 6, axis=0, at_m=2.0).min() == 1.0
    assert (share[patches.surface_of_triangle < 6] == 1.0).all()


def test_what_is_inside_a_body_sees_nothing() -> None:
    outer = block("outer", (2.0, 2.0, 0.2), (6.0, 6.0, 2.2), 0.5)
    _, patches, share = seen(outer, block("inner", (3.0, 3.0, 0.7), (5.0, 5.0, 1.7), 0.5))
    assert of_faces(patches, share, 7, axis=2, at_m=1.7).max() == 0.0


def test_texels_are_farther_apart_in_gaps_and_along_slim_parts() -> None:
    rail_m = 0.8 * SLIM * TEXEL_M
    rail = block("rail", (1.0, 1.0, 0.5), (3.0, 1.0 + rail_m, 0.5 + rail_m), 0.5)
    surfaces, patches, share = seen(*gap(), rail)
    atlas = unwrapped(patches, surfaces, in_sight=share)
    charts = atlas.charts
    surface = np.zeros(charts.count, int)
    surface[charts.of_face] = patches.surface_of_triangle[charts.triangle]
    normal = np.cross(charts.u, charts.v)
    in_gap = np.isin(surface, (6, 7)) & (np.abs(normal[:, 0]) > 0.9)
    in_gap &= (np.abs(charts.origin_m[:, 0] - 4.0) < 1e-9) | (
        np.abs(charts.origin_m[:, 0] - 4.0 - GAP_M) < 1e-9
    )
    slim = surface == 8
    assert in_gap.sum() == 2
    assert slim.sum() == 6
    assert atlas.step_m[in_gap].max() <= HIDDEN_TIMES * TEXEL_M + 1e-9
    assert atlas.step_m[in_gap].min() > SLIM_TIMES * TEXEL_M
    assert atlas.step_m[slim].max() == pytest.approx(SLIM_TIMES * TEXEL_M)
    assert atlas.step_m[slim].min() <= TEXEL_M
    assert atlas.step_m[~in_gap & ~slim].max() <= TEXEL_M + 1e-9
