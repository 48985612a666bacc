"""Patches: areas, what is covered, which cell a point belongs to, and what counts as closed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
import trimesh
from cut_rooms import (
    GREY,
    cut,
    found_at,
    furniture,
    living_room,
    mesh_surface,
    owners,
    partition,
    polygon_surface,
    require_sound_patches,
)
from hand_made import block, box_room, hang, isotropic, probes, rotation_z, scene
from hypothesis import example, given, settings
from hypothesis import strategies as some

from render.device_arrays import device_points
from render.measures import measure
from render.options import DRAFT
from render.rays import NO_PATCH, build_ray_scene, trace_room
from render.simulate import simulate
from scenes.scene import LitSurface, SurfaceKind


def test_areas_of_a_box_add_up_surface_by_surface():
    patches = cut(box_room(4, 5, 2.7, **GREY))
    by_surface = np.bincount(patches.surface, weights=patches.area_m2)
    assert by_surface == pytest.approx([20, 20, 4 * 2.7, 5 * 2.7, 4 * 2.7, 5 * 2.7])
    assert np.linalg.norm(patches.normal, axis=1) == pytest.approx(1)
    # near-square and of about the wanted size
    assert patches.area_m2.max() < 1.5 * 0.2**2


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


@pytest.mark.parametrize("size", [0.08, 0.125, 0.25, 0.7])
def test_a_furnished_room_is_cut_soundly_at_every_size(size):
    surfaces = living_room()
    patches = cut(surfaces, size)
    require_sound_patches(patches)
    names = [surface.name for surface in surfaces]
    area = np.bincount(patches.surface, patches.area_m2)
    sideboard, wall, chest = 1.6 * 0.5, 0.08 * 1.2, 0.6 * 0.4
    assert area[names.index("floor")] == pytest.approx(5.2 * 4.1 - sideboard - wall - chest)
    assert area[names.index("ceiling")] == pytest.approx(5.2 * 4.1 - wall)
    hidden = 1.6 * 0.8 + 0.08 * 2.6  # the sideboard's back and the partition's end stand against this wall
    assert area[names.index("wall:2")] == pytest.approx(5.2 * 2.6 - 0.9 * 2.1 - hidden)
    assert area[names.index("wall:0")] == pytest.approx(5.2 * 2.6 - 2.8 * 1.3)


@settings(max_examples=40, deadline=None)
@given(
    some.lists(
        some.tuples(some.floats(0, 4), some.floats(0, 4), some.floats(0.05, 3), some.floats(0.05, 3)),
        min_size=1,
        max_size=6,
    ),
    some.floats(0, 360),
    some.floats(0.05, 1),
)
def test_any_flat_shape_is_cut_soundly(boxes, angle_deg, size):
    shape = shapely.union_all([shapely.box(x, y, x + w, y + h) for x, y, w, h in boxes], grid_size=1e-3)
    shape = shapely.affinity.rotate(shape, angle_deg, origin=(0, 0))
    parts = [part for part in shapely.get_parts(shape) if part.area > 1e-4]
    patches = cut([polygon_surface(shapely.MultiPolygon(parts))], size)
    require_sound_patches(patches)
    assert patches.area_m2.sum() == pytest.approx(sum(part.area for part in parts), rel=1e-3)


@settings(max_examples=30, deadline=None)
@given(
    some.lists(
        some.tuples(some.floats(0.3, 3.7), some.floats(0.3, 2.7), some.floats(0.02, 2), some.floats(0, 360)),
        max_size=8,
    )
)
@example([(0.3125, 1.6875, 1.25, 291.0)])  # leaves a narrow strip of a wall between two places
def test_boxes_may_stand_anywhere_and_in_each_other(boxes):
    shell = box_room(4, 3, 2.5, **GREY)
    stood, covered = [], []
    for i, (x, y, w, angle_deg) in enumerate(boxes):
        flat = shapely.affinity.rotate(shapely.box(-w / 2, -0.1, w / 2, 0.1), angle_deg, origin=(0, 0))
        covered.append(shapely.affinity.translate(flat, x, y))
        box = block(f"box:{i}", (-w / 2, -0.1, 0), (w / 2, 0.1, 1), 0.4)
        stood.append(replace(box, vertices_m=box.vertices_m @ rotation_z(angle_deg).T + (x, y, 0)))
    patches = cut([*shell, *stood], 0.25)
    require_sound_patches(patches)
    free = shapely.box(0, 0, 4, 3).difference(shapely.union_all(covered)).area
    assert patches.area_m2[patches.surface == 0].sum() == pytest.approx(free, abs=2e-3)


# Partitions


@pytest.mark.parametrize("turned_deg", [0, 90])
def test_no_patch_lies_on_both_sides_of_a_partition(turned_deg):
    thickness = 0.05
    wall = partition((1.93, 0, 0), (1.93 + thickness, 3, 2.5))
    surfaces = [
        replace(s, vertices_m=s.vertices_m @ rotation_z(turned_deg).T)
        for s in (*box_room(4, 3, 2.5, **GREY), wall)
    ]
    patches = cut(surfaces, 0.25)
    require_sound_patches(patches)
    across = rotation_z(turned_deg)[:, 0]
    own, shell = owners(patches), patches.surface < 6
    pieces = patches.fragments
    corners = [pieces.corner_m, pieces.corner_m + pieces.edge1_m, pieces.corner_m + pieces.edge2_m]
    along = np.stack(corners) @ across
    before, beyond = along.max(axis=0) < 1.93 + 1e-4, along.min(axis=0) > 1.93 + thickness - 1e-4
    assert (before | beyond)[shell[own]].all()
    mixed = np.bincount(own[before], minlength=patches.count) * np.bincount(
        own[beyond], minlength=patches.count
    )
    assert not mixed[shell].any()


def test_a_partition_lets_no_light_through():
    surfaces = (
        *box_room(4, 3, 2.5, floor=0.3, walls=0.5, ceiling=0.8),
        partition((1.93, 0, 0), (1.98, 3, 2.5)),
    )
    planes = [probes([(1, 1, 0), (2.1, 1.5, 0), (3, 1.5, 1)])]
    field = simulate(scene(surfaces, [hang(isotropic(1000), (1, 1.5, 2))], planes), DRAFT)
    document = measure(field)
    lit, *dark = document["planes"][0]["illuminance_lx"]
    assert lit > 20
    assert dark == pytest.approx([0, 0], abs=1e-6)
    assert document["energy_balance"] == pytest.approx(1, abs=1e-4)


# Near bodies


def cupboard(low, high):
    """A closed body of many triangles: it leaves no footprint."""
    extents = np.subtract(high, low)
    mesh = trimesh.creation.box(extents).subdivide()
    return mesh_surface("cupboard", mesh, low + extents / 2)


def test_cells_are_finer_where_a_body_stands_close_before_them():
    surfaces = [*box_room(4, 3, 2.5, **GREY), cupboard((1.07, 0.02, 0.005), (2.13, 0.5, 1.83))]
    patches = cut(surfaces, 0.1)
    require_sound_patches(patches)
    wall = next(
        k for k, s in enumerate(surfaces) if np.ptp(s.vertices_m[:, 1]) == 0 and s.vertices_m[0, 1] == 0
    )
    pieces, own = patches.fragments, owners(patches)
    low = pieces.corner_m[np.flatnonzero(patches.surface[own] == wall)]
    high = low + (pieces.edge1_m + pieces.edge2_m)[patches.surface[own] == wall]
    low, high = np.minimum(low, high), np.maximum(low, high)
    width = (high - low)[:, 0]
    assert np.unique(np.round(width, 6)).tolist() == [0.05, 0.1]
    across = [(low[:, 0] < x - 0.01) & (high[:, 0] > x + 0.01) & (high[:, 2] < 1.8) for x in (1.07, 2.13)]
    assert all(some.any() and width[some].max() < 0.06 for some in across)
    behind = (low[:, 0] > 1.25) & (high[:, 0] < 1.95) & (high[:, 2] < 1.65) & (low[:, 2] > 0.15)
    away = (high[:, 0] < 0.95) | (low[:, 0] > 2.25) | (low[:, 2] > 1.95)
    assert width[behind].min() > 0.09  # no light comes there
    assert width[away].min() > 0.09
    assert patches.area_m2[patches.surface == wall].sum() == pytest.approx(4 * 2.5)


def shelf(low, high):
    """A compartment of sheets, open towards negative y."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    vertices = [(x, y, z) for x in (x0, x1) for y in (y0, y1) for z in (z0, z1)]
    quads = [(0, 2, 6, 4), (1, 3, 7, 5), (0, 1, 3, 2), (4, 5, 7, 6), (2, 3, 7, 6)]
    return furniture("shelf", vertices, [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))])


def test_light_in_a_narrow_compartment_is_nearly_that_of_fine_patches():
    surfaces = (
        *box_room(1.6, 1.6, 1.6, floor=0.5, walls=0.6, ceiling=0.8),
        shelf((0.6, 1, 0.65), (0.85, 1.4, 0.8)),
    )
    under = [probes([(0.72, y, 0.784) for y in np.linspace(1.03, 1.165, 10)])]  # light falls off inwards
    room = scene(surfaces, [hang(isotropic(1000), (0.8, 0.3, 1.2))], under)
    options = [replace(DRAFT, patch_size_m=size, gather_rays=2048) for size in (0.04, 0.125)]
    fine, coarse = (
        np.array(measure(simulate(room, some))["planes"][0]["illuminance_lx"]) for some in options
    )
    # whole patches: 0.13
    assert np.sqrt(np.mean((coarse / fine - 1) ** 2)) < 0.08


# What must not matter


def test_the_order_of_triangles_and_the_place_of_the_surface_do_not_matter():
    surfaces = living_room()
    first = cut(surfaces, 0.2)
    random = np.random.default_rng(7)
    shuffled = [replace(s, triangles=random.permutation(s.triangles)) for s in surfaces]
    second = cut(shuffled, 0.2)
    assert second.count == first.count
    assert second.surface.tolist() == first.surface.tolist()
    assert second.area_m2 == pytest.approx(first.area_m2)
    assert second.normal == pytest.approx(first.normal, abs=1e-6)
    third = cut(surfaces[::-1], 0.2)
    assert np.sort(third.area_m2) == pytest.approx(np.sort(first.area_m2))


def test_the_same_room_twice_gives_the_same_bytes():
    first, second = (cut(living_room(), 0.2) for _ in range(2))
    assert first.area_m2.tobytes() == second.area_m2.tobytes()
    assert first.facets.patch_of_cell.tobytes() == second.facets.patch_of_cell.tobytes()
    assert first.fragments.corner_m.tobytes() == second.fragments.corner_m.tobytes()


def test_what_a_box_covers_belongs_to_no_living_patch():
    surfaces = [*box_room(4, 3, 2.5, **GREY), block("chest", (1, 0, 0), (2.2, 0.8, 0.5), 0.4)]
    patches = cut(surfaces, 0.1)
    require_sound_patches(patches)
    under = np.random.default_rng(1).random((200, 2)) * (0.9, 0.6) + (1.15, 0.1)
    floor = patches.facet_of_triangle[patches.surface_of_triangle == 0][0]
    named = found_at(patches, np.full(200, floor), np.column_stack([under, np.zeros(200)]), 0)
    assert not patches.area_m2[named].any()
    assert (patches.surface[named] == 0).all()
