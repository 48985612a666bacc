"""The transport: reciprocal, closed, repeatable, kept on disk, and true to a form factor known by formula."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, probes, scene

from render.measures import measure
from render.options import DRAFT, NORMAL
from render.patches import cut_patches
from render.rays import build_ray_scene
from render.simulate import simulate
from render.transport import build_transport
from render.transport_cache import cached_transport
from scenes.scene import LitSurface, SurfaceKind

GREY = {"floor": 0.2, "walls": 0.5, "ceiling": 0.7}


def transport_of(surfaces, options=DRAFT, size=0.25):
    patches = cut_patches(tuple(surfaces), patch_size_m=size, patch_limit=60_000)
    return patches, build_transport(build_ray_scene(patches, ()), patches, options)


def test_exchange_is_reciprocal_and_loses_nothing():
    furnished = [*box_room(4, 3, 2.5, **GREY), block("table", (1, 1, 0), (2.1, 1.7, 0.75), 0.4)]
    patches, transport = transport_of(furnished)
    for exchange in transport.exchange:
        matrix = exchange.matrix_m2(transport.area_m2)
        assert abs(matrix - matrix.T).max() < 1e-6
        alive = transport.area_m2 > 0
        sums = np.asarray(matrix.sum(axis=1)).ravel()
        assert sums[alive] == pytest.approx(transport.area_m2[alive], rel=1e-5)
    assert transport.leaked == 0
    assert transport.area_m2.sum() <= patches.area_m2.sum() * (1 + 1e-9)


def test_form_factor_between_opposite_sides_of_a_cube():
    # two parallel unit squares at distance 1: 0.1998249 (Siegel and Howell, Thermal Radiation, C-11)
    patches, transport = transport_of(box_room(1, 1, 1, **GREY), NORMAL, size=0.1)
    floor, ceiling = patches.surface == 0, patches.surface == 1
    factors = [each.matrix_m2(transport.area_m2)[floor][:, ceiling].sum() for each in transport.exchange]
    assert np.mean(factors) == pytest.approx(0.1998249, rel=3e-3)


def test_what_lies_inside_a_box_takes_no_part():
    # a box standing against the wall hides 1 x 0.5 m of it
    surfaces = [*box_room(4, 3, 2.5, **GREY), block("chest", (1, 0, 0), (2, 0.4, 0.5), 0.4)]
    patches, transport = transport_of(surfaces, NORMAL, size=0.15)
    wall = patches.surface == 2
    assert transport.area_m2[wall].sum() == pytest.approx(4 * 2.5 - 0.5, rel=0.01)


def test_a_gap_in_the_shell_is_counted_and_placed():
    surfaces = [s for s in box_room(4, 3, 2.5, **GREY) if s.name != "ceiling"]
    _, transport = transport_of(surfaces)
    assert 0.1 < transport.leaked < 0.5
    assert len(transport.leak_points_m) == 100


def test_the_same_seed_gives_the_same_matrix_and_disk_gives_it_back(tmp_path):
    patches, first = transport_of(box_room(4, 3, 2.5, **GREY))
    scene = build_ray_scene(patches, ())
    asked = []

    def cast():
        asked.append(1)
        return build_transport(scene, patches, DRAFT)

    for _ in range(2):
        kept = cached_transport(patches, DRAFT, tmp_path, cast)
        assert (kept.exchange[3].half != first.exchange[3].half).nnz == 0
        assert (kept.area_m2 == first.area_m2).all()
    assert len(asked) == 1
    cached_transport(patches, replace(DRAFT, seed=2), tmp_path, cast)
    assert len(asked) == 2
    for file in tmp_path.glob("*.npz"):
        file.write_bytes(file.read_bytes()[:1000])
    cached_transport(patches, DRAFT, tmp_path, cast)
    assert len(asked) == 3


def test_furniture_flush_with_a_wall_or_poking_through_it_is_no_leak():
    flush = block("flush", (0, 1, 0), (0.5, 2, 1), 0.4)
    poking = block("poking", (3.8, 1.03, 0.2), (4.13, 2.2, 1), 0.4)
    patches, transport = transport_of([*box_room(4, 3, 2.5, **GREY), flush, poking])
    assert transport.leaked == 0
    own = patches.surface == 7
    # of the poking box 0.2 m is inside: two sides, top, bottom and front
    inside = 2 * 0.2 * 0.8 + 2 * 0.2 * 1.17 + 1.17 * 0.8
    assert transport.area_m2[own].sum() == pytest.approx(inside, rel=0.03)


def sheet(cells, *, doubled=False, flipped=False):
    """A level sheet of 2 x 2 m at 1 m, of cells x cells squares."""
    ticks = np.linspace(1, 3, cells + 1)
    vertices = np.array([[x, y, 1.0] for x in ticks for y in ticks])
    n = cells + 1
    squares = [
        (i * n + j, (i + 1) * n + j, (i + 1) * n + j + 1, i * n + j + 1)
        for i in range(cells)
        for j in range(cells)
    ]
    triangles = np.array([t for a, b, c, d in squares for t in ((a, b, c), (a, c, d))])
    if flipped:
        triangles = triangles[:, ::-1]
    if doubled:
        triangles = np.concatenate([triangles, triangles[:, ::-1]])
    return LitSurface("sheet", SurfaceKind.FURNITURE, vertices, triangles, (0.4,) * 3)


@pytest.mark.parametrize(
    "made", [{"cells": 1}, {"cells": 1, "flipped": True}, {"cells": 4}, {"cells": 8, "doubled": True}]
)
def test_a_sheet_is_lit_on_both_sides_however_it_is_made(made):
    def light(thing):
        surfaces = (*box_room(4, 4, 3, floor=0.3, walls=0.5, ceiling=0.8), thing)
        lamp = hang(isotropic(900), (2, 2, 2.5))
        document = measure(simulate(scene(surfaces, [lamp], [probes([(2, 2, 0.5), (0.5, 0.5, 0)])]), DRAFT))
        assert document["energy_balance"] == pytest.approx(1, abs=1e-3)
        return document["planes"][0]["illuminance_lx"]

    assert light(sheet(**made)) == pytest.approx(light(sheet(8)), rel=0.04)


def test_layers_close_to_each_other_stay_apart():
    upper, lower = sheet(8), sheet(8)
    lower = LitSurface(
        "lower", lower.kind, lower.vertices_m - np.array([0, 0, 0.05]), lower.triangles, lower.reflectance_rgb
    )
    both = LitSurface(
        "both",
        SurfaceKind.FURNITURE,
        np.concatenate([upper.vertices_m, lower.vertices_m]),
        np.concatenate([upper.triangles, lower.triangles + len(upper.vertices_m)]),
        upper.reflectance_rgb,
    )

    def below(things):
        surfaces = (*box_room(4, 4, 3, floor=0.3, walls=0.5, ceiling=0.8), *things)
        lamp = hang(isotropic(900), (2, 2, 2.5))
        return measure(simulate(scene(surfaces, [lamp], [probes([(2, 2, 0.5)])]), DRAFT))["planes"][0][
            "mean_lx"
        ]

    assert below([both]) == pytest.approx(below([upper, lower]), rel=0.03)


def test_an_acute_corner_is_no_leak():
    """Rays start a hair off their surface, which in a sharp corner is beyond the other wall."""
    outline = np.array([[0, 0], [5, 0], [5, 0.5]], float)
    low = np.column_stack([outline, np.zeros(3)])
    vertices = np.vstack([low, low + np.array([0, 0, 2.5])])
    faces = [[0, 1, 2], [3, 5, 4], [0, 3, 4], [0, 4, 1], [1, 4, 5], [1, 5, 2], [2, 5, 3], [2, 3, 0]]
    shell = LitSurface("shell", SurfaceKind.WALL, vertices, np.array(faces), (0.5, 0.5, 0.5))
    patches = cut_patches((shell,), patch_size_m=0.2, patch_limit=5000)
    transport = build_transport(build_ray_scene(patches, ()), patches, replace(NORMAL, transport_rays=256))
    assert transport.leaked < 1e-6
