"""Probes beside formulas: even light, light from one side, a lamp overhead."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, scene
from odd_rooms import sphere

from render.light_maps.encoding import decode_layer, encode_layer
from render.light_maps.probes import COSINE, as_image, basis, illuminance_lx, probe_grid, probe_layer
from render.options import DRAFT
from render.simulate import simulate


def test_the_nine_functions_are_orthonormal_over_the_sphere() -> None:
    """By Gauss's and the trapezium's rule, exact for products of this degree."""
    z, weight = np.polynomial.legendre.leggauss(8)
    angle = np.arange(16) * np.pi / 8
    sine = np.sqrt(1 - z**2)
    ways = np.stack(
        [np.outer(sine, np.cos(angle)), np.outer(sine, np.sin(angle)), np.outer(z, np.ones(16))], axis=-1
    )
    values = basis(ways)
    products = np.einsum("i,ijk,ijl->kl", weight, values, values) * np.pi / 8
    np.testing.assert_allclose(products, np.eye(9), atol=1e-12)


def test_light_from_one_direction_falls_as_the_cosine() -> None:
    """Two orders of max(c, 0) are 1/4 + c / 2 + 5 (3 c**2 - 1) / 32, its first Legendre terms."""
    towards = np.array([0.6, 0.0, 0.8])
    coefficients = basis(towards) * COSINE
    angle = np.radians(np.arange(0, 181, 5.0))
    across = np.array([-0.8, 0.0, 0.6])
    normals = np.outer(np.cos(angle), towards) + np.outer(np.sin(angle), across)
    c = np.cos(angle)
    np.testing.assert_allclose(
        basis(normals) @ coefficients, 1 / 4 + c / 2 + 5 * (3 * c * c - 1) / 32, atol=1e-12
    )


def test_even_light_is_the_same_on_all_sides() -> None:
    """A sphere with a lamp in its middle: a probe beside it gets Phi rho / (A (1 - rho)) from all around."""
    field = simulate(scene(sphere(0.5), [hang(isotropic(1000), (0, 0, 0))]), DRAFT)
    grid = probe_grid(field)
    reflected = probe_layer(grid, field, 0)
    direct = simulate(scene(sphere(0.0), [hang(isotropic(1000), (0, 0, 0))]), DRAFT)
    reflected = reflected - probe_layer(grid, direct, 0)
    expected = 1000 * 0.5 / (4 * np.pi * 0.5)
    for normal in np.vstack([np.eye(3), -np.eye(3)]):
        assert illuminance_lx(grid, reflected, (0.1, 0.1, 0.1), normal) == pytest.approx(expected, rel=0.03)


def test_a_lamp_lights_what_looks_at_it() -> None:
    """I / d**2, within the 6 % that two orders leave at normal incidence, at a probe of the grid."""
    field = simulate(
        scene(box_room(5, 4, 2.7, floor=0, walls=0, ceiling=0), [hang(isotropic(1000), (2, 2, 2))]), DRAFT
    )
    grid = probe_grid(field)
    layer = probe_layer(grid, field, 0)
    point = grid.point_m[0]
    path = np.array([2, 2, 2]) - point
    distance = float(np.linalg.norm(path))
    expected = 1000 / (4 * np.pi) / distance**2
    assert illuminance_lx(grid, layer, point, path / distance) == pytest.approx(expected, rel=0.07)
    assert illuminance_lx(grid, layer, point, -path / distance) < 0.07 * expected


def test_probes_in_furniture_take_the_light_of_others() -> None:
    room = (*box_room(5, 4, 2.7, floor=0.4, walls=0.5, ceiling=0.8), block("b", (1, 1, 0), (3, 3, 1), 0.5))
    field = simulate(scene(room, [hang(isotropic(1000), (4, 2, 2))]), DRAFT)
    grid = probe_grid(field)
    inside = ((grid.point_m > (1, 1, 0)) & (grid.point_m < (3, 3, 1))).all(axis=1)
    assert not inside.any()


def test_a_layer_is_read_back_within_a_per_cent() -> None:
    field = simulate(
        scene(
            box_room(5, 4, 2.7, floor=0.3, walls=(0.6, 0.5, 0.4), ceiling=0.8),
            [hang(isotropic(1000), (2, 2, 2))],
        ),
        DRAFT,
    )
    image = as_image(probe_layer(probe_grid(field), field, 0))
    content = encode_layer(image)
    large = np.abs(image) > 0.5
    assert np.abs(decode_layer(content) / image - 1)[large].max() < 0.01
    assert len(content) < 16_000
