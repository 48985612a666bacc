"""Patches: areas, what is covered, which cell a point belongs to, and what counts as closed."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hand_made import block, box_room

from render.patches import cut_patches
from render.rays import NO_PATCH, build_ray_scene, device_points, trace_room
from scenes.scene import LitSurface, SurfaceKind

GREY = {"floor": 0.2, "walls": 0.5, "ceiling": 0.7}


def cut(surfaces, size=0.2, limit=60_000):
    return cut_patches(tuple(surfaces), patch_size_m=size, patch_limit=limit)


def polygon_surface(shape, kind=SurfaceKind.FLOOR, z=0.0):
    triangles, _ = shapely.get_parts(shapely.constrained_delaunay_triangles(shape), return_index=True)
    points = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
    ccw = np.array([p if np.cross(p[1] - p[0], p[2] - p[0]) > 0 else p[::-1] for p in points])
    vertices = np.column_stack([ccw.reshape(-1, 2), np.full(len(ccw) * 3, z)])
    return LitSurface("floor", kind, vertices, np.arange(len(vertices)).reshape(-1, 3), (0.2,) * 3)


def test_areas_of_a_box_add_up_surface_by_surface():
    patches = cut(box_room(4, 5, 2.7, **GREY))
    by_surface = np.bincount(patches.surface, weights=patches.area_m2)
    assert by_surface == pytest.approx([20, 20, 4 * 2.7, 5 * 2.7, 4 * 2.7, 5 * 2.7])
    assert np.linalg.norm(patches.normal, axis=1) == pytest.approx(1)
    # near-square and of about the wanted size
    assert patches.area_m2.max() < 1.5 * 0.2**2


@pytest.mark.filterwarnings("ignore:Arrays of 2-dimensional vectors")
def test_a_shape_with_a_hole_turned_askew_keeps_its_area():
    shape = shapely.Polygon(
        [(0, 0), (5, 0), (5, 4), (3, 4), (3, 2), (0, 2)], [[(1, 0.5), (2, 0.5), (2, 1.5), (1, 1.5)]]
    )
    askew = shapely.affinity.rotate(shape, 23, origin=(0, 0))
    patches = cut([polygon_surface(askew)])
    assert patches.area_m2.sum() == pytest.approx(shape.area)
    assert patches.fragments.area_m2.sum() == pytest.approx(shape.area)


def test_what_a_box_stands_on_is_no_floor():
    surfaces = [*box_room(4, 5, 2.7, **GREY), block("cupboard", (0.33, 0.41, 0), (1.52, 0.97, 2), 0.4)]
    patches = cut(surfaces)
    floor = patches.area_m2[patches.surface == 0].sum()
    assert floor == pytest.approx(20 - 1.19 * 0.56)


def test_hits_belong_to_the_patch_that_holds_them():
    surfaces = [*box_room(4, 5, 2.7, **GREY), block("table", (1, 1, 0.7), (2.3, 1.9, 0.75), 0.4)]
    patches = cut(surfaces)
    scene = build_ray_scene(patches, ())
    directions = np.random.default_rng(1).normal(size=(20_000, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    from render.device import mitsuba

    mi = mitsuba()
    origin = mi.Point3f(device_points(np.array([[2.5, 2.5, 1.2]])))
    hits = trace_room(scene, origin, mi.Vector3f(device_points(directions)))
    found = hits.patch.numpy()
    assert (found != NO_PATCH).all()
    assert not hits.buried.numpy().any()
    pieces = patches.fragments
    first = pieces.first[found]
    offset = np.array(hits.point).T - pieces.corner_m[first]
    for edge in (pieces.edge1_m[first], pieces.edge2_m[first]):
        share = (offset * edge).sum(axis=1) / (edge * edge).sum(axis=1)
        assert share.min() > -1e-4
        assert share.max() < 1 + 1e-4


def test_a_sheet_is_lit_on_both_sides_and_a_box_is_not():
    box = block("box", (1, 1, 1), (2, 2, 2), 0.4)
    sheet = LitSurface(
        "curtain",
        SurfaceKind.FURNITURE,
        np.array([[x, 0.1 * np.sin(9 * x), z] for x in np.linspace(0, 2, 41) for z in (0.0, 2.0)]),
        np.array(
            [[2 * i + a, 2 * i + b, 2 * i + c] for i in range(40) for a, b, c in ((0, 2, 1), (1, 2, 3))]
        ),
        (0.4,) * 3,
    )
    closed = cut([box])
    assert closed.closed.all()
    open_sheet = cut([sheet])
    assert not open_sheet.closed.any()
    one_side = (
        np.linalg.norm(
            np.cross(
                sheet.vertices_m[sheet.triangles[:, 1]] - sheet.vertices_m[sheet.triangles[:, 0]],
                sheet.vertices_m[sheet.triangles[:, 2]] - sheet.vertices_m[sheet.triangles[:, 0]],
            ),
            axis=1,
        ).sum()
        / 2
    )
    assert open_sheet.area_m2.sum() == pytest.approx(2 * one_side, rel=1e-6)


def test_patches_grow_where_there_would_be_too_many():
    patches = cut(box_room(40, 40, 3, **GREY), size=0.1, limit=5000)
    assert patches.count < 7000
    assert patches.area_m2.sum() == pytest.approx(2 * 1600 + 4 * 40 * 3)
