"""The exchange between patches and the light that settles on it: properties that hold in any room."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, probes, scene
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import SimulationFailed
from render.exchange import balanced_exchange
from render.interreflection import settle, settle_all
from render.measures import measure
from render.options import DRAFT, RenderOptions
from render.patches import cut_patches
from render.rays import build_ray_scene
from render.simulate import simulate
from render.transport import build_transport

OPTIONS = RenderOptions(transport_rays=32, replicates=2)
LENGTH = st.floats(0.5, 6.0)
SHARE = st.floats(0.1, 0.9)
SEED = st.integers(0, 2**16)
FEW_ROOMS = settings(max_examples=8, deadline=None)
TIGHT = 1e-6


@st.composite
def rooms(draw):
    """A furnished box, its patches and their exchange."""
    a, b, h = draw(LENGTH), draw(LENGTH), draw(LENGTH)
    corner = np.array([a, b, 0]) * draw(st.floats(0.0, 0.5))
    size = np.array([a, b, h]) * [draw(st.floats(0.1, 0.4)) for _ in range(3)]
    surfaces = (
        *box_room(a, b, h, floor=0.5, walls=0.5, ceiling=0.5),
        block("box", corner, corner + size, 0.5),
    )
    patches = cut_patches(surfaces, patch_size_m=max(a, b, h) / 6, patch_limit=5000)
    return patches, build_transport(build_ray_scene(patches, ()), patches, OPTIONS)


def lit(transport, seed, columns=1, channels=1):
    """Some reflectances, (patch, channel), and some direct light, (replicate, patch, column)."""
    rng = np.random.default_rng(seed)
    count = len(transport.area_m2)
    direct = rng.random((OPTIONS.replicates, count, columns)) ** 6 * 1000 * (transport.area_m2 > 0)[:, None]
    return rng.uniform(0.0, 0.95, (count, channels)), direct.astype(np.float32)


def near(found, expected):
    """Equal to a ten-thousandth of the brightest."""
    return found == pytest.approx(expected, rel=1e-3, abs=1e-4 * float(np.max(expected)))


@FEW_ROOMS
@given(rooms())
def test_exchange_is_reciprocal_never_negative_and_closed(room):
    _, transport = room
    area = transport.area_m2
    for exchange in transport.exchange:
        matrix = exchange.matrix_m2(area).toarray()
        assert matrix == pytest.approx(matrix.T, abs=1e-9)
        assert matrix.min() >= 0
        assert matrix.sum(axis=1) == pytest.approx(area, rel=1e-5)
        values = np.random.default_rng(1).random((len(area), 5)).astype(np.float32)
        root = np.sqrt(area)[:, None]
        assert (exchange @ values) * root == pytest.approx(
            matrix @ np.divide(values, root, where=root > 0, out=0 * values), rel=1e-4, abs=1e-6
        )


@FEW_ROOMS
@given(rooms(), SEED)
def test_light_is_neither_lost_nor_made(room, seed):
    _, transport = room
    reflectance, direct = lit(transport, seed)
    indirect = settle_all(transport, reflectance, direct, tolerance=TIGHT)[..., 0]
    total = (direct + indirect).mean(axis=0)
    absorbed = np.einsum("pc,p->", total, (1 - reflectance[:, 0]) * transport.area_m2)
    assert absorbed == pytest.approx(np.einsum("pc,p->", direct.mean(axis=0), transport.area_m2), rel=1e-4)
    assert indirect.mean(axis=0).min() >= 0


@FEW_ROOMS
@given(rooms(), SEED)
def test_more_reflectance_never_darkens(room, seed):
    _, transport = room
    reflectance, direct = lit(transport, seed)
    raised = reflectance + (0.97 - reflectance) * np.random.default_rng(seed + 1).random(reflectance.shape)
    less = settle_all(transport, reflectance, direct, tolerance=TIGHT)
    more = settle_all(transport, raised, direct, tolerance=TIGHT)
    assert (more >= less - 1e-4 * less.mean()).all()


@FEW_ROOMS
@given(rooms(), SEED, SHARE)
def test_any_start_leads_to_the_same_light(room, seed, share):
    _, transport = room
    reflectance, direct = lit(transport, seed, columns=2, channels=3)
    cold = settle_all(transport, reflectance, direct, tolerance=TIGHT)
    guess = cold * share + np.random.default_rng(seed).random(cold.shape).astype(np.float32) * 100
    warm = settle_all(transport, reflectance, direct, tolerance=TIGHT, start=guess)
    alive = transport.area_m2 > 0
    assert near(warm[:, alive], cold[:, alive])
    assert (warm[:, ~alive] == 0).all()


@FEW_ROOMS
@given(rooms(), SEED)
def test_a_column_alone_is_the_same_as_among_many(room, seed):
    _, transport = room
    reflectance, direct = lit(transport, seed, columns=40, channels=3)
    among = settle_all(transport, reflectance, direct, tolerance=TIGHT)
    for column in (0, 17, 39):
        own = np.s_[:, :, column : column + 1]
        assert near(settle_all(transport, reflectance, direct[own], tolerance=TIGHT), among[own])


@FEW_ROOMS
@given(rooms(), SEED)
def test_light_is_linear_in_its_columns(room, seed):
    _, transport = room
    reflectance, direct = lit(transport, seed, columns=2)
    direct = np.concatenate([direct, direct @ np.float32([[2.0], [0.5]])], axis=2)
    found = settle_all(transport, reflectance, direct, tolerance=TIGHT)
    mean = found.mean(axis=0)
    assert near(mean[:, 2], 2 * mean[:, 0] + 0.5 * mean[:, 1])


@FEW_ROOMS
@given(rooms(), SEED)
def test_the_mean_is_that_of_all_rays_at_once(room, seed):
    """A solve for each replicate and their mean would be off: noisy exchanges do not average in products."""
    _, transport = room
    reflectance, direct = lit(transport, seed)
    root = np.sqrt(transport.area_m2)
    together = np.mean([each.matrix_m2(transport.area_m2).toarray() for each in transport.exchange], axis=0)
    inverse = np.divide(1.0, transport.area_m2, out=np.zeros_like(root), where=root > 0)
    passed_on = inverse[:, None] * together * reflectance[:, 0]
    start = direct.mean(axis=0)[:, 0]
    expected = np.linalg.solve(np.eye(len(root)) - passed_on, passed_on @ start)
    found = settle_all(transport, reflectance, direct, tolerance=TIGHT).mean(axis=0)[:, 0, 0]
    assert near(found, expected)


def closed_room(size=0.5):
    patches = cut_patches(
        box_room(4, 3, 2.5, floor=0.5, walls=0.5, ceiling=0.5), patch_size_m=size, patch_limit=5000
    )
    return patches, build_transport(build_ray_scene(patches, ()), patches, OPTIONS)


@pytest.mark.parametrize("reflectance", [0.0, 0.95, 0.99, 0.999])
def test_a_white_room_settles_to_the_flux_over_what_absorbs(reflectance):
    _, transport = closed_room()
    grey = np.full((len(transport.area_m2), 1), reflectance)
    _, direct = lit(transport, 5)
    total = direct + settle_all(transport, grey, direct, tolerance=1e-3)[..., 0]
    flux = np.einsum("rpc,p->r", direct, transport.area_m2)
    assert np.einsum("rpc,p->r", total, transport.area_m2) == pytest.approx(
        flux / (1 - reflectance), rel=1e-3
    )


def test_a_room_that_absorbs_nothing_is_told_and_does_not_hang():
    _, transport = closed_room()
    _, direct = lit(transport, 5)
    began = time.perf_counter()
    with pytest.raises(SimulationFailed, match="does not settle"):
        settle_all(transport, np.ones((len(transport.area_m2), 1)), direct, tolerance=1e-3)
    assert time.perf_counter() - began < 20


def test_nothing_lit_stays_dark_and_unlit_columns_disturb_no_others():
    _, transport = closed_room()
    reflectance, direct = lit(transport, 5, columns=2)
    direct[:, :, 0] = 0
    found = settle_all(transport, reflectance, direct, tolerance=1e-3)
    assert (found[:, :, 0] == 0).all()
    assert (found[:, :, 1] > 0).all()


def test_a_single_patch_in_the_open_gives_no_light_back():
    surfaces = box_room(2, 2, 2, floor=0.5, walls=0.5, ceiling=0.5)[:1]
    patches = cut_patches(surfaces, patch_size_m=5.0, patch_limit=5000)
    transport = build_transport(build_ray_scene(patches, ()), patches, OPTIONS)
    assert transport.leaked == pytest.approx(1)
    direct = np.full((OPTIONS.replicates, patches.count, 1), 100, np.float32)
    assert (settle_all(transport, np.full((patches.count, 1), 0.5), direct, tolerance=1e-3) == 0).all()


def test_patches_without_area_and_rays_that_started_inside_take_no_part():
    inside = 0xFFFFFFFE
    met = np.array([[1, 1, inside, 2], [0, 0, 0, 2], [0, 1, 0, 1], [inside] * 4], np.uint32)
    area = np.array([1.0, 2.0, 0.0, 1.0])
    exchange = balanced_exchange(met, area)
    matrix = exchange.matrix_m2(area).toarray()
    assert matrix.sum(axis=1) == pytest.approx([1, 2, 0, 0], rel=1e-6)
    assert (matrix[2:] == 0).all()
    direct = np.array([[10.0], [0.0], [5.0], [7.0]])[:, :, None]
    found = settle(exchange, area, np.full((4, 1), 0.5), direct, tolerance=TIGHT)
    assert np.isfinite(found).all()
    assert (found[2:] == 0).all()


def test_what_escapes_through_gaps_is_missing():
    gone = 0xFFFFFFFF
    met = np.array([[1, 1, gone, gone], [0, 0, 0, gone]], np.uint32)
    matrix = balanced_exchange(met, np.array([1.0, 1.0])).matrix_m2(np.ones(2)).toarray()
    assert matrix.sum(axis=1) == pytest.approx([0.5, 0.75], rel=1e-6)


def test_a_patch_that_sees_only_the_open_gives_numbers():
    gone = 0xFFFFFFFF
    met = np.array([[gone] * 4, [0, 2, 2, 0], [1, 1, 1, gone]], np.uint32)
    matrix = balanced_exchange(met, np.ones(3)).matrix_m2(np.ones(3)).toarray()
    assert np.isfinite(matrix).all()
    assert matrix.sum(axis=1)[0] == 0
    assert (matrix.sum(axis=1) <= 1 + 1e-6).all()


def test_a_low_room_without_a_ceiling_has_numbers():
    surfaces = [s for s in box_room(8, 8, 0.6, floor=0.5, walls=0.5, ceiling=0.5) if s.name != "ceiling"]
    made = scene(surfaces, [hang(isotropic(1000), (4, 4, 0.4))], [probes([(1, 1, 0), (7, 4, 0)])])
    document = measure(simulate(made, replace(DRAFT, patch_size_m=0.5)))
    assert all(value > 0 for value in document["planes"][0]["illuminance_lx"])
    assert "LIGHT_LEAKS" in [problem["code"] for problem in document["problems"]]


def test_a_room_without_a_ceiling_keeps_as_much_light_as_under_a_black_one():
    box = box_room(4, 3, 2.5, floor=0.5, walls=0.5, ceiling=0.0)
    room = [hang(isotropic(1000), (2, 1.5, 1.2))], [probes([(1, 1, 0), (3, 2, 0)])]
    light = []
    for surfaces in (box, [surface for surface in box if surface.name != "ceiling"]):
        plane = measure(simulate(scene(surfaces, *room), DRAFT))["planes"][0]
        light.append((np.array(plane["illuminance_lx"]), np.array(plane["standard_error_lx"])))
    (closed, error), (open_, other) = light
    assert (np.abs(closed - open_) < 4 * np.hypot(error, other)).all()


def test_exchange_of_one_patch_that_sees_only_itself():
    exchange = balanced_exchange(np.zeros((1, 4), np.uint32), np.array([2.0]))
    found = settle(exchange, np.array([2.0]), np.array([[0.5]]), np.array([[[100.0]]]), tolerance=TIGHT)
    assert found.ravel() == pytest.approx([100.0])


def test_the_same_input_gives_the_same_bytes():
    _, first = closed_room()
    _, again = closed_room()
    assert first.hits.tobytes() == again.hits.tobytes()
    reflectance, direct = lit(first, 3, columns=4, channels=3)
    one = settle_all(first, reflectance, direct, tolerance=1e-3)
    assert one.tobytes() == settle_all(again, reflectance, direct, tolerance=1e-3).tobytes()
