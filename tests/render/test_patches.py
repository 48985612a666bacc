"""Patches: areas, what is covered, which cell a point belongs to, and what counts as closed."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
import shapely
import trimesh
from hand_made import block, box_room, hang, isotropic, probes, rotation_z, scene
from hypothesis import given, settings
from hypothesis import strategies as some

from render.measures import measure
from render.options import DRAFT
from render.patches import cut_patches
from render.rays import NO_PATCH, build_ray_scene, device_points, trace_room
from render.simulate import simulate
from scenes.room import Opening, Room
from scenes.scene import LitSurface, SurfaceKind
from scenes.surfaces import room_surfaces

GREY = {"floor": 0.2, "walls": 0.5, "ceiling": 0.7}


def cut(surfaces, size=0.2, limit=60_000):
    return cut_patches(tuple(surfaces), patch_size_m=size, patch_limit=limit)


def polygon_surface(shape, kind=SurfaceKind.FLOOR, z=0.0):
    triangles, _ = shapely.get_parts(shapely.constrained_delaunay_triangles(shape), return_index=True)
    points = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
    (ax, ay), (bx, by) = (points[:, 1] - points[:, 0]).T, (points[:, 2] - points[:, 0]).T
    ccw = np.where((ax * by > ay * bx)[:, None, None], points, points[:, ::-1])
    vertices = np.column_stack([ccw.reshape(-1, 2), np.full(len(ccw) * 3, z)])
    return LitSurface("floor", kind, vertices, np.arange(len(vertices)).reshape(-1, 3), (0.2,) * 3)


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


# What every cut must hold


def furniture(name, vertices, triangles):
    return LitSurface(
        name,
        SurfaceKind.FURNITURE,
        np.asarray(vertices, float),
        np.asarray(triangles, np.int64),
        (0.4,) * 3,
    )


def mesh_surface(name, mesh, shift=(0, 0, 0)):
    return furniture(name, mesh.vertices + np.asarray(shift, float), mesh.faces)


def partition(low, high):
    return replace(block("partition", low, high, 0.5), kind=SurfaceKind.PARTITION)


def owners(patches):
    """The patch of each fragment."""
    return np.repeat(np.arange(patches.count), np.diff(patches.fragments.first))


def points_on(patches):
    """A point on each fragment."""
    pieces = patches.fragments
    a, b = np.random.default_rng(5).random((2, len(pieces.area_m2)))
    folded = pieces.is_triangle & (a + b > 1)
    a, b = np.where(folded, 1 - a, a), np.where(folded, 1 - b, b)
    return pieces.corner_m + a[:, None] * pieces.edge1_m + b[:, None] * pieces.edge2_m


def found_at(patches, facet, points, side):
    """The patch that the tables name for points of facets, as rays look it up."""
    table = patches.facets
    offset = points - table.origin_m[facet]
    i, j = (
        np.clip(np.floor((offset * axis[facet]).sum(axis=1)).astype(int), 0, most[facet] - 1)
        for axis, most in ((table.u_per_m, table.columns), (table.v_per_m, table.rows))
    )
    return table.patch_of_cell[table.first[facet, side] + i * table.rows[facet] + j]


def facet_and_side(patches):
    """Facet of each patch, and 1 for those of backs; from the tables alone."""
    table = patches.facets
    facet, side = (np.full(patches.count, -1) for _ in range(2))
    for number, (front, back) in enumerate(table.first):
        size = table.columns[number] * table.rows[number]
        for which, first in ((1, back), (0, front)):
            own = table.patch_of_cell[first : first + size]
            facet[own], side[own] = number, which
    return facet, side


def require_sound_patches(patches):
    pieces, table = patches.fragments, patches.facets
    numbers = (patches.area_m2, patches.normal, pieces.corner_m, pieces.edge1_m, pieces.edge2_m)
    for values in (*numbers, table.origin_m, table.u_per_m, table.v_per_m, pieces.area_m2):
        assert np.isfinite(values).all()
    assert np.linalg.norm(patches.normal, axis=1) == pytest.approx(1, abs=1e-6)
    assert (np.diff(pieces.first) > 0).all()
    assert pieces.first[-1] == len(pieces.area_m2)
    of_pieces = np.bincount(owners(patches), pieces.area_m2, patches.count)
    assert of_pieces == pytest.approx(patches.area_m2, rel=1e-5, abs=1e-15)
    by_edges = np.linalg.norm(np.cross(pieces.edge1_m, pieces.edge2_m), axis=1)
    assert np.where(pieces.is_triangle, 0.5, 1) * by_edges == pytest.approx(
        pieces.area_m2, rel=1e-6, abs=1e-12
    )
    facet, side = facet_and_side(patches)
    assert (facet >= 0).all()
    own = owners(patches)
    named = found_at(patches, facet[own], points_on(patches), side[own])
    assert pieces.area_m2[named != own].sum() <= 2e-3 * pieces.area_m2.sum()


def living_room():
    """A furnished room with windows, a door, an open side, boxes, meshes, sheets and a partition."""
    openings = (
        Opening("window", 0, 1.0, 1.6, 0.9, 1.3),
        Opening("window", 0, 3.2, 1.2, 0.9, 1.3),
        Opening("door", 2, 0.5, 0.9, 0.0, 2.1),
        Opening("passage", 1, 1.0, 1.2, 0.0, 2.1),
    )
    shell = room_surfaces(Room(((0, 0), (5.2, 0), (5.2, 4.1), (0, 4.1)), 2.6, openings=openings))
    ticks = np.linspace(0.8, 2.8, 61)
    curtain = np.array([[x, 0.1 + 0.04 * np.sin(30 * x), z] for x in ticks for z in (0.05, 1.2, 2.4)])
    strips = [(3 * i + j, 3 * i + j + 1, 3 * i + j + 3, 3 * i + j + 4) for i in range(60) for j in (0, 1)]
    sofa = trimesh.creation.icosphere(subdivisions=4, radius=0.4).apply_scale((2.2, 1, 1))
    turned = block("chest", (-0.3, -0.2, 0), (0.3, 0.2, 0.5), 0.4)
    turned = replace(turned, vertices_m=turned.vertices_m @ rotation_z(33).T + (4.1, 1.2, 0))
    return (
        *shell,
        block("sideboard", (2, 3.6, 0), (3.6, 4.1, 0.8), 0.4),
        partition((1.03, 2.9, 0), (1.11, 4.1, 2.6)),
        turned,
        mesh_surface("sofa", sofa, (1.5, 2.0, 0.45)),
        mesh_surface("lid", trimesh.creation.cylinder(0.3, 0.02, sections=40), (3, 2, 0.7)),
        furniture("curtain", curtain, [t for a, b, c, d in strips for t in ((a, c, b), (b, c, d))]),
    )


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


# Hostile geometry


def test_triangles_without_area_are_left_out_and_leave_a_body_closed():
    box = block("box", (1, 1, 1), (2, 2, 2), 0.4)
    corners = box.vertices_m
    middle = (corners[0] + corners[1]) / 2
    vertices = np.concatenate([corners, middle[None], [[np.nan, 0, 0], [np.inf, 1, 1]]])
    junk = [[0, 0, 1], [2, 2, 2], [len(corners) + 1, 0, 1], [len(corners) + 2, 0, 1]]
    spoilt = furniture("box", vertices, np.concatenate([box.triangles, junk]))
    patches = cut([*box_room(4, 4, 3, **GREY), spoilt])
    require_sound_patches(patches)
    assert len(patches.triangles) == 24
    assert patches.closed.all()
    assert patches.area_m2[patches.surface == 6].sum() == pytest.approx(6)


def test_a_seam_of_triangles_without_area_keeps_a_body_closed():
    # a corner that lies on the long edge of its neighbour, and a triangle of height 0 between the two
    vertices = [[0, 0, 0], [2, 0, 0], [1, 1, 0], [1, 0.4, 1.0], [1, 0, 0]]
    triangles = [[0, 2, 1], [1, 2, 3], [2, 0, 3], [0, 4, 3], [4, 1, 3], [0, 1, 4]]
    patches = cut([*box_room(4, 4, 3, **GREY), furniture("wedge", vertices, triangles)])
    assert patches.closed.all()


def test_nothing_but_triangles_without_area_gives_no_patches():
    patches = cut([furniture("line", [[0, 0, 0], [1, 0, 1], [2, 0, 2]], [[0, 1, 2]])])
    assert patches.count == len(patches.triangles) == len(patches.fragments.area_m2) == 0


def test_faces_that_lie_on_one_another_count_once_and_inside_out_bodies_are_lit_on_both_sides():
    box = block("box", (1, 1, 1), (2, 2, 2), 0.4)
    doubled = replace(box, triangles=np.concatenate([box.triangles, box.triangles[:, ::-1], box.triangles]))
    assert cut([doubled]).area_m2.sum() == pytest.approx(6)
    assert cut([doubled]).closed.all()
    inside_out = replace(box, triangles=box.triangles[:, ::-1])
    patches = cut([inside_out])
    require_sound_patches(patches)
    assert not patches.closed.any()
    assert patches.area_m2.sum() == pytest.approx(12)


def test_faces_that_overlap_in_part_stay_sound():
    # the same square, cut along one diagonal and again along the other
    square = furniture("square", [[0, 0, 1], [2, 0, 1], [2, 2, 1], [0, 2, 1]], [[0, 1, 2], [0, 2, 3]])
    twice = replace(square, triangles=np.array([[0, 1, 2], [0, 2, 3], [0, 1, 3], [1, 2, 3]]))
    patches = cut([twice])
    assert np.isfinite(patches.normal).all()
    assert patches.area_m2.sum() == pytest.approx(2 * 4)


@pytest.mark.parametrize("side_m", [0.01, 1000.0])
def test_very_small_and_very_large_rooms_get_enough_patches_and_not_too_many(side_m):
    low, high = side_m * 0.3, side_m * 0.6
    box = block("box", (low, low, 0), (high, high, high), 0.4)
    patches = cut([*box_room(side_m, side_m, side_m, **GREY), box], 0.125)
    require_sound_patches(patches)
    assert 150 < patches.count <= 60_000
    floor = patches.area_m2[patches.surface == 0].sum()
    assert floor == pytest.approx(side_m**2 * (1 - 0.3**2))


def test_coplanar_pieces_far_apart_share_no_endless_grid():
    corners = np.array([[0, 0, 1], [0.01, 0, 1], [0, 0.01, 1.0]])
    shifted = corners + np.array([5e4, 7e4, 0])
    far = furniture("far", np.concatenate([corners, shifted]), [[0, 1, 2], [3, 4, 5]])
    patches = cut([*box_room(4, 4, 3, **GREY), far])
    assert len(patches.facets.patch_of_cell) < 10_000
    assert patches.area_m2[patches.surface == 6].sum() == pytest.approx(2 * 1e-4, rel=1e-4)


def scattered(count, *, length, width, seed=3):
    """Separate triangles in a room, each as long and as wide as told."""
    random = np.random.default_rng(seed)
    corner = random.random((count, 1, 3)) * (4, 3, 2.5)
    along, across = random.normal(size=(2, count, 1, 3))
    vertices = corner + np.concatenate([0 * along, length * along, width * across], axis=1)
    return furniture("scattered", vertices.reshape(-1, 3), np.arange(3 * count).reshape(-1, 3))


@pytest.mark.parametrize(
    ("count", "length", "width"), [(20_000, 1.0, 1e-3), (20_000, 0.5, 0.5), (20_000, 0.01, 0.01)]
)
def test_slivers_and_loose_triangles_keep_to_the_limit(count, length, width):
    patches = cut([*box_room(4, 3, 2.5, **GREY), scattered(count, length=length, width=width)], 0.125, 8000)
    assert patches.count <= 8000
    assert len(patches.facets.patch_of_cell) < 10 * 8000
    require_sound_patches(patches)


def test_many_boxes_keep_to_the_limit_as_long_as_that_can_be():
    def boxes(count):
        places = np.random.default_rng(2).random((count, 3)) * (3.8, 2.8, 2.3)
        return [block(f"box:{i}", place, place + 0.1, 0.4) for i, place in enumerate(places)]

    shell = box_room(4, 3, 2.5, **GREY)
    patches = cut([*shell, *boxes(300)], 0.05, 2000)
    assert 6 * 300 < patches.count <= 2000
    require_sound_patches(patches)
    # six faces of each box look six ways: fewer cannot be
    assert cut([*shell, *boxes(400)], 0.05, 2000).count <= 6 * 400 + 2 * 6


def test_many_windows_keep_to_the_limit():
    windows = tuple(Opening("window", 0, 0.1 + 0.3 * i, 0.2, 0.9, 1.0) for i in range(300))
    shell = room_surfaces(Room(((0, 0), (100, 0), (100, 4), (0, 4)), 2.6, openings=windows))
    patches = cut(shell, 0.2, 3000)
    assert patches.count <= 3000
    require_sound_patches(patches)


def test_a_small_window_gets_sixteen_cells():
    shell = room_surfaces(
        Room(((0, 0), (4, 0), (4, 3), (0, 3)), 2.5, openings=(Opening("window", 0, 1, 0.3, 1, 0.3),))
    )
    patches = cut(shell, 0.25)
    window = [surface.kind for surface in shell].index(SurfaceKind.WINDOW)
    assert (patches.surface == window).sum() == 16


def test_a_million_triangles_are_cut_in_seconds():
    sphere = mesh_surface("sphere", trimesh.creation.icosphere(subdivisions=8, radius=0.5), (2, 2, 1))
    began = time.process_time()
    patches = cut([*box_room(4, 4, 3, **GREY), sphere], 0.125)
    assert time.process_time() - began < 20
    assert len(sphere.triangles) > 1_000_000
    assert patches.closed.all()
    assert patches.count < 6000
    assert patches.area_m2[patches.surface == 6].sum() == pytest.approx(np.pi, rel=1e-4)


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
