"""The error of taking light as constant on patches: told beside the numbers, and told truly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hand_made import block, box_room, hang, isotropic, probes, scene

from render.discretisation import discretisation_lx
from render.measures import measure
from render.options import NORMAL
from render.simulate import simulate

COARSE = replace(NORMAL, patch_size_m=0.4, transport_rays=1024, gather_rays=2048)


def corner_room():
    """A lamp close to a corner with a block in it: light that changes quickly from place to place."""
    surfaces = (
        *box_room(4, 3, 2.6, floor=0.5, walls=0.7, ceiling=0.8),
        block("b", (0.4, 0.4, 0), (1.2, 1, 0.7), 0.6),
    )
    grid = [(x, y, 0.0) for x in np.arange(0.15, 4, 0.35) for y in np.arange(1.15, 3, 0.35)]
    return scene(surfaces, [hang(isotropic(1000), (0.5, 2.5, 1.2))], [probes(grid)])


def test_the_estimate_is_near_and_above_what_finer_patches_change():
    room = corner_room()
    coarse, fine = (simulate(room, replace(COARSE, patch_size_m=size)) for size in (0.4, 0.1))
    told = measure(coarse)["planes"][0]["discretisation_lx"]
    difference = np.array(measure(coarse)["planes"][0]["illuminance_lx"]) - np.array(
        measure(fine)["planes"][0]["illuminance_lx"]
    )
    found = np.sqrt((difference**2).mean())
    assert 0.7 * found < told < 8 * found
    assert measure(fine)["planes"][0]["discretisation_lx"] < 0.6 * told


def test_an_evenly_lit_room_has_none():
    """Two patches a wall or two hundred: a closed box of one reflectance under even light stays even."""
    room = corner_room()
    field = simulate(room, COARSE)
    even = np.ones_like(field.patch_light.direct_lx)
    landed = replace(field.patch_light.landed, direct_lx=even)
    one = replace(field, patch_light=replace(field.patch_light, landed=landed))
    uniform = replace(field.stage, reflectance=np.full_like(field.stage.reflectance, 0.5))
    assert np.abs(discretisation_lx(replace(one, stage=uniform))[0]).max() < 2e-3


def test_it_can_be_left_out():
    field = simulate(corner_room(), replace(COARSE, transport_rays=64, gather_rays=64))
    assert measure(field, discretisation=False)["planes"][0]["discretisation_lx"] is None
