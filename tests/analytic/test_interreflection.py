"""Interreflection against formulas: V10 (CIE 171 case 5.8), V13, and the settling of small systems."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse
from hand_made import block, box_room, hang, isotropic, lambertian, probes, scene, square

from render.interreflection import settle
from render.measures import measure
from render.options import DRAFT, NORMAL
from render.simulate import simulate

POINTS = [(2, 2), (1, 2), (1, 1), (0.5, 0.5), (0.25, 2), (0.25, 0.25)]
DIRECT = [198.944, 142.353, 108.291, 64.223, 84.797, 49.400]
INDIRECT = {
    0.5: [112.0, 110.9, 107.8, 96.9, 105.1, 86.4],
    0.8: [431.0, 429.1, 423.6, 403.2, 419.5, 381.8],
    0.9: [954.7, 952.5, 946.0, 921.6, 941.4, 895.0],
}


def cube(reflectance, options):
    surfaces = box_room(4, 4, 4, floor=reflectance, walls=reflectance, ceiling=reflectance)
    lamp = hang(isotropic(10_000), (2, 2, 2))
    plane = probes([(x, y, 0) for x, y in POINTS])
    return measure(simulate(scene(surfaces, [lamp], [plane]), options))


@pytest.mark.parametrize("reflectance", [0.05, 0.3, 0.5, 0.7, 0.9, 0.95])
def test_v10_mean_of_a_cube(reflectance):
    document = cube(reflectance, DRAFT)
    area = sum(s["area_m2"] for s in document["surfaces"])
    mean = sum(s["area_m2"] * s["mean_illuminance_lx"] for s in document["surfaces"]) / area
    assert mean == pytest.approx(104.1667 / (1 - reflectance), rel=5e-3)
    assert document["energy_balance"] == pytest.approx(1, abs=5e-3)


@pytest.mark.parametrize("reflectance", list(INDIRECT))
def test_v10_points_on_the_floor(reflectance):
    values = cube(reflectance, NORMAL)["planes"][0]["illuminance_lx"]
    expected = np.add(DIRECT, INDIRECT[reflectance])
    assert values == pytest.approx(list(expected), rel=0.02)


def test_v13_energy_balance_of_a_furnished_room():
    surfaces = (
        *box_room(5, 4, 2.7, floor=(0.3, 0.2, 0.1), walls=(0.6, 0.55, 0.5), ceiling=0.8),
        block("table", (2, 1.5, 0), (3.2, 2.3, 0.75), 0.4),
        block("shelf", (0, 3.4, 0), (2.2, 4, 1.8), 0.3),
        block("lamp table", (3.5, 0.2, 0.3), (4.5, 1.0, 0.5), 0.6),
    )
    lamps = (
        hang(lambertian(600), (2.5, 2, 2.7), opening=square(0.3), id="a"),
        hang(isotropic(900), (4.0, 0.6, 1.2), id="b"),
    )
    document = measure(simulate(scene(surfaces, lamps), DRAFT))
    assert document["energy_balance"] == pytest.approx(1, abs=1e-3)


def test_cylindrical_illuminance_inside_an_even_glow():
    # in a closed white cube far from its lamp the light is nearly even from all sides: Ez is then near E
    surfaces = box_room(4, 4, 4, floor=0.95, walls=0.95, ceiling=0.95)
    lamp = hang(isotropic(10_000), (2, 2, 2))
    points = [(1, 1, 1)]
    planes = [probes(points, kind="cylindrical")] + [
        probes(points, normal) for normal in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0))
    ]
    document = measure(simulate(scene(surfaces, [lamp], planes), DRAFT))
    cylindrical, *sides = (plane["illuminance_lx"][0] for plane in document["planes"])
    assert cylindrical == pytest.approx(np.mean(sides), rel=0.03)


def test_settles_to_the_solution_of_the_linear_system():
    rng = np.random.default_rng(3)
    area = rng.uniform(0.5, 2, 6)
    exchange = rng.uniform(0, 1, (6, 6))
    exchange = exchange + exchange.T
    exchange *= 0.9 * area.min() / exchange.sum(axis=1).max()
    reflectance = rng.uniform(0, 0.9, (6, 1))
    reflectance[2] = 0.0
    direct = rng.uniform(0, 100, (6, 2, 1))
    scaled = exchange / np.sqrt(area[:, None] * area)
    found = settle(sparse.csr_matrix(scaled.astype(np.float32)), area, reflectance, direct, tolerance=1e-7)
    matrix = np.eye(6) - reflectance * exchange / area[:, None]
    exitance = np.linalg.solve(matrix, (reflectance[:, None] * direct)[..., 0])
    expected = exchange @ exitance / area[:, None]
    assert found[..., 0] == pytest.approx(expected, rel=1e-4)


def test_same_seed_same_numbers_and_another_seed_within_the_error():
    first, again = (cube(0.5, DRAFT)["planes"][0] for _ in range(2))
    assert first == again
    from dataclasses import replace

    other = cube(0.5, replace(DRAFT, seed=2))["planes"][0]
    assert other["illuminance_lx"] != first["illuminance_lx"]
    errors = np.hypot(first["standard_error_lx"], other["standard_error_lx"])
    distance = np.abs(np.subtract(first["illuminance_lx"], other["illuminance_lx"])) / errors
    assert (distance < 6).all()
