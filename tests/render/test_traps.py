"""The known traps of a light engine, each with the tests that keep us out of it.

`TRAPS` is the index: a trap and the tests that look into it, by file and name. What no other file tests
is tested here.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, lambertian, probes, scene, square

from assets.body import Body, BodyMaterial
from render.measures import measure
from render.options import DRAFT
from render.patches import cut_patches
from render.rays import build_ray_scene
from render.relight import refreshed, with_luminaires
from render.simulate import simulate
from render.transport import build_transport
from scenes.scene import LitSurface, SurfaceKind

TESTS = Path(__file__).resolve().parents[1]
HERE = "render/test_traps.py"
TRAPS = {
    "a standard error without the transport's noise": [
        f"{HERE}::test_the_standard_error_holds_the_transports_noise",
        "render/test_measures.py::test_intervals_cover_the_true_mean_minimum_and_uniformity",
    ],
    "bias that no seed shows": [
        "render/test_discretisation.py::test_the_estimate_is_near_and_above_what_finer_patches_change",
        "render/test_patches.py::test_what_a_box_stands_on_is_no_floor",
        "render/test_patches.py::test_no_patch_lies_on_both_sides_of_a_partition",
        f"{HERE}::test_a_shadows_edge_does_not_blur_with_the_patches",
    ],
    "the point source rule of five times": [
        "render/test_openings.py::test_boxes_and_rectangles_light_as_the_polygon_formula_says",
        "render/test_openings.py::test_a_disc_lights_as_its_formula_says",
    ],
    "averaging reciprocity with unequal areas": [
        "render/test_exchange.py::test_exchange_is_reciprocal_never_negative_and_closed",
        f"{HERE}::test_a_small_opening_sees_a_large_floor_as_the_formula_says",
    ],
    "small openings and leaks": [
        "render/test_hostile_patches.py::test_a_small_window_gets_sixteen_cells",
        "render/test_transport.py::test_a_gap_in_the_shell_is_counted_and_placed",
        "render/test_bad_rooms.py::test_a_gap_of_a_centimetre_is_found",
    ],
    "cracks and T-junctions": [
        "render/test_bad_rooms.py::test_rooms_with_many_openings_have_no_gap",
        "render/test_patches.py::test_hits_belong_to_the_patch_that_holds_them",
    ],
    "direct light beside a lamp": [
        f"{HERE}::test_all_light_of_a_lamp_beside_a_wall_is_accounted_for",
        "render/test_hanging_at_surfaces.py::test_all_light_is_accounted_for",
    ],
    "a luminaire's own body": [
        "analytic/test_direct.py::test_own_body_casts_no_shadow_and_other_bodies_do",
        "analytic/test_direct.py::test_light_near_a_large_own_body_is_not_lost",
    ],
    "bodies that move": [f"{HERE}::test_a_body_that_moves_takes_its_shadow_with_it"],
    "sampling patterns": [
        "render/test_sampling.py::test_every_elementary_interval_holds_one_point",
        "render/test_invariances.py::test_the_order_of_luminaires_changes_no_byte",
        "render/test_invariances.py::test_moving_and_turning_the_world_changes_no_number",
    ],
    "uplights": ["render/test_plane_light.py::test_standard_errors_are_true_beside_an_uplight"],
    "sums whose order changes": [
        "render/test_exchange.py::test_the_same_input_gives_the_same_bytes",
        "render/test_patches.py::test_the_same_room_twice_gives_the_same_bytes",
        "analytic/test_interreflection.py::test_same_seed_same_numbers_and_another_seed_others",
    ],
    "large floors": [
        "render/test_patches.py::test_patches_grow_where_there_would_be_too_many",
        "render/test_hostile_patches.py::test_slivers_and_loose_triangles_keep_to_the_limit",
        "render/test_affordable.py::test_the_office_that_light_is_made_for_is_affordable",
    ],
    "waiting in a queue": ["api/test_render_processes.py::test_the_same_child_does_the_second_job"],
}
GREY = {"floor": 0.3, "walls": 0.5, "ceiling": 0.7}
FAR = 6.0  # standard errors


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_has_its_tests(trap):
    assert TRAPS[trap]
    for pointer in TRAPS[trap]:
        file, name = pointer.split("::")
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, pointer


def test_the_standard_error_holds_the_transports_noise():
    """With next to no transport rays and many of all others the answers of 16 seeds spread as they say."""
    noisy = replace(DRAFT, patch_size_m=1.0, transport_rays=16, gather_rays=2048, lit_points=512)
    surfaces = box_room(4, 4, 3, floor=0.8, walls=0.8, ceiling=0.8)
    made = scene(surfaces, [hang(lambertian(500), (1, 1, 2.9))], [probes([(3, 3, 0.5), (0.5, 3, 1)])])
    values, errors = [], []
    for seed in range(1, 17):
        plane = measure(simulate(made, replace(noisy, seed=seed)))["planes"][0]
        values.append(plane["illuminance_lx"])
        errors.append(plane["standard_error_lx"])
    spread = np.std(values, axis=0, ddof=1)
    assert np.sqrt(np.mean(np.square(errors), axis=0)) == pytest.approx(spread, rel=0.5)
    distance = np.abs(values - np.mean(values, axis=0)) / errors * np.sqrt(16 / 15)
    assert (distance < 2.365).mean() >= 0.85  # t with 7 degrees of freedom: 95 %
    # and it is the transport's: with 16 times its rays it shrinks
    better = replace(noisy, transport_rays=256)
    assert np.mean(measure(simulate(made, better))["planes"][0]["standard_error_lx"]) < 0.5 * np.mean(errors)


def test_a_shadows_edge_does_not_blur_with_the_patches():
    """First bounce from a floor that is half in shadow: the same from patches of 0.2 and of 1 m."""
    plate = block("plate", (0.02, 0.02, 1.2), (2.0, 3.98, 1.22), 0.0)
    surfaces = [*box_room(4, 4, 3, floor=0.8, walls=0.0, ceiling=0.0), plate]
    plane = probes([(2.05, 2, 0.05), (1.95, 2, 0.05), (2.6, 2, 0.3)], [(1, 0, 0), (1, 0, 0), (-1, 0, 0)])
    fine = replace(DRAFT, gather_rays=4096, lit_points=2048)
    small, large = (
        measure(simulate(scene(surfaces, [hang(isotropic(5000), (2, 2, 2.5))], [plane]), options))["planes"][
            0
        ]
        for options in (replace(fine, patch_size_m=0.2), replace(fine, patch_size_m=1.0))
    )
    error = np.hypot(small["standard_error_lx"], large["standard_error_lx"])
    difference = np.subtract(small["illuminance_lx"], large["illuminance_lx"])
    assert (np.abs(difference) < FAR * error + 1e-3 * np.array(small["illuminance_lx"])).all()


def test_a_small_opening_sees_a_large_floor_as_the_formula_says():
    """Patches of 0.1 m against patches of 1 m; parallel rectangles, Siegel and Howell, C-11, summed up."""
    outer = np.array([[0, 0, 4], [4, 0, 4], [4, 4, 4], [0, 4, 4.0]])
    inner = np.array([[1.8, 1.8, 4], [2.2, 1.8, 4], [2.2, 2.2, 4], [1.8, 2.2, 4.0]])
    ring = np.array([t for i in range(4) for j in [(i + 1) % 4] for t in ([i, 4 + i, j], [j, 4 + i, 4 + j])])
    others = [s for s in box_room(4, 4, 4, **GREY) if s.name != "ceiling"]
    ceiling = LitSurface("ceiling", SurfaceKind.CEILING, np.concatenate([outer, inner]), ring, (0.7,) * 3)
    hatch = np.array([[0, 3, 2], [0, 2, 1]])
    opening = LitSurface("opening:0", SurfaceKind.OPEN, inner, hatch, (0.0,) * 3, 1.0)
    patches = cut_patches((*others, ceiling, opening), patch_size_m=1.0, patch_limit=10_000)
    fine = replace(DRAFT, transport_rays=4096)
    transport = build_transport(build_ray_scene(patches, ()), patches, fine)
    floor, hole = patches.surface == 0, patches.surface == 6
    assert patches.area_m2[floor].max() > 40 * patches.area_m2[hole].max()
    matrices = [each.matrix_m2(transport.area_m2) for each in transport.exchange]
    found = [matrix[hole][:, floor].sum() / 0.16 for matrix in matrices]

    def corner(x, y):
        """Factor from a point to a rectangle x by y, in distances, one corner of which lies before it."""
        a, b = np.sqrt(1 + x * x), np.sqrt(1 + y * y)
        return (x / a * np.arctan(y / a) + y / b * np.arctan(x / b)) / (2 * np.pi)

    at = (np.arange(20) + 0.5) / 20 * 0.4 + 1.8
    x, y = np.meshgrid(at, at)
    expected = np.mean([corner(u / 4, v / 4) for u in (x, 4 - x) for v in (y, 4 - y)]) * 4
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert np.mean(found) == pytest.approx(expected, abs=FAR * error + 1e-4)
    assert error < 0.01 * expected


@pytest.mark.parametrize("away_m", [0.3, 0.03, 0.004])
def test_all_light_of_a_lamp_beside_a_wall_is_accounted_for(away_m):
    lamps = [
        hang(isotropic(1000), (away_m, 2, 1.5)),
        hang(lambertian(300), (2, away_m, 1), opening=square(0.1)),
    ]
    for lamp in lamps:
        answer = measure(simulate(scene(box_room(4, 4, 3, **GREY), [lamp]), DRAFT))
        assert answer["energy_balance"] == pytest.approx(1, abs=1e-3)


def with_shade(lamp, position):
    """The lamp with a closed box as its body, which hides what is behind it from others."""
    shade = block("shade", (-0.3, -0.3, -0.1), (0.3, 0.3, 0.1), 0.5)
    material = (BodyMaterial("steel", (0.5, 0.5, 0.5)),)
    body = Body(shade.vertices_m, shade.triangles, np.zeros(len(shade.triangles), np.int64), material)
    luminaire = replace(lamp.luminaire, body=body, sku=lamp.id)
    return replace(lamp, luminaire=luminaire, body_vertices_m=shade.vertices_m + np.array(position))


def test_a_body_that_moves_takes_its_shadow_with_it():
    """As if the room had been lit anew; what it catches enters the balance."""

    def lamps(position):
        dark = with_shade(hang(isotropic(10), position, id="dark"), position)
        return [hang(isotropic(3000), (2, 2, 2.8), id="bright"), dark]

    here, there = lamps((2, 2, 2)), lamps((3.2, 3.2, 1.0))
    plane, room = probes([(2, 2, 0), (3.5, 3.6, 0), (1, 1, 1)]), box_room(4, 4, 3, **GREY)
    before = simulate(scene(room, here, [plane]), DRAFT)
    anew = simulate(scene(room, there, [plane]), DRAFT)
    moved = refreshed(with_luminaires(before, there, anew.scene.weights))
    straight = [measure(field)["planes"][0]["illuminance_lx"] for field in (before, moved, anew)]
    np.testing.assert_allclose(straight[1], straight[2], rtol=1e-4)
    assert straight[0][0] < 0.7 * straight[1][0]  # it no longer stands over the first point
    assert measure(moved)["energy_balance"] == pytest.approx(1, abs=1e-3)
