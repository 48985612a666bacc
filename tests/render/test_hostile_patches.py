"""Patches of meshes that are broken, vast, tiny, or made to break the cutting."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
import trimesh
from cut_rooms import GREY, cut, furniture, mesh_surface, require_sound_patches
from hand_made import block, box_room

from scenes.room import Opening, Room
from scenes.scene import SurfaceKind
from scenes.surfaces import room_surfaces


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
