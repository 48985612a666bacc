"""Peers say what a formula says, and a furnished room looks the same to Mitsuba's path tracer and to us."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import box_room, hang, lambertian, probes, scene, square
from peers.furnished_rooms import ROOMS, furnished_room
from peers.groups import deviation_rows, peer_groups
from peers.peer_light import Light, fingerprint, next_effort, our_light

from assets.photometry import LuminousOpening, OpeningShape
from benchmarks import mitsuba_path, radiance
from benchmarks.luminous_surface import pieces
from render.options import DRAFT

POINTS = np.array([[2.5, 2.0, 0.0], [1.0, 1.0, 0.8], [4.5, 3.0, 0.5]])
UP = np.tile([0.0, 0.0, 1.0], (3, 1))
needs_radiance = pytest.mark.skipif(radiance.program("rtrace") is None, reason="pyradiance is not installed")


def black_room(opening: LuminousOpening | None = None):
    lamp = hang(lambertian(1000.0), (2.5, 2.0, 2.4), opening=opening)
    return scene(box_room(5, 4, 2.7, floor=0, walls=0, ceiling=0), (lamp,), (probes(POINTS),))


def expected_lx(points):
    """A Lambertian point source: I0 cos(gamma) cos(theta) / d**2 = I0 h**2 / d**4."""
    path = np.array([2.5, 2.0, 2.4]) - points
    return 1000.0 * path[:, 2] ** 2 / (path**2).sum(axis=1) ** 2


@needs_radiance
@pytest.mark.parametrize("careful", [False, True])
def test_radiance_gives_direct_light_by_the_formula(careful):
    options = radiance.RadianceOptions(careful=careful, ambient_bounces=0)
    for opening in (None, square(0.02)):
        lx, _ = radiance.illuminance(black_room(opening), POINTS, UP, 0, options)
        assert lx == pytest.approx(expected_lx(POINTS), rel=1e-3)


@needs_radiance
def test_radiance_takes_openings_flat_or_round_for_the_same_light():
    options = radiance.RadianceOptions(careful=True, ambient_bounces=0)
    disc = LuminousOpening(OpeningShape.DISC, (0.6, 0.6, 0.0))
    careful, _ = radiance.illuminance(black_room(disc), POINTS, UP, 0, options)
    sheets, _ = radiance.illuminance(black_room(disc), POINTS, UP, None, radiance.RadianceOptions())
    assert careful == pytest.approx(sheets, rel=3e-3)


def test_mitsuba_gives_direct_light_by_the_formula():
    lx, error, _ = mitsuba_path.illuminance(black_room(), POINTS, UP, 0, paths=64, batches=2)
    assert lx == pytest.approx(expected_lx(POINTS), rel=1e-3)
    assert (error < 1e-3 * lx).all()


@pytest.mark.parametrize(
    ("shape", "size_m", "area_m2", "seen_m2"),
    [
        # surface, and outline seen from +x, +y and +z
        (OpeningShape.RECTANGLE, (1.0, 0.2, 0.1), 0.64, (0.02, 0.1, 0.2)),
        (OpeningShape.DISC, (0.2, 0.2, 0.5), np.pi * 0.12, (0.1, 0.1, np.pi * 0.01)),
        (OpeningShape.CYLINDER_X, (0.5, 0.2, 0.2), np.pi * 0.12, (np.pi * 0.01, 0.1, 0.1)),
        (OpeningShape.SPHERE, (0.4, 0.4, 0.4), np.pi * 0.16, (np.pi * 0.04,) * 3),
    ],
)
def test_pieces_make_up_the_surface(shape, size_m, area_m2, seen_m2):
    found = pieces(LuminousOpening(shape, size_m), 100.0)
    assert found.area_m2.sum() == pytest.approx(area_m2, rel=1e-3)
    seen = np.maximum(np.eye(3) @ found.normals.T, 0) @ found.area_m2
    assert seen == pytest.approx(seen_m2, rel=2e-3)
    assert found.shares(np.eye(3)).sum(axis=1) == pytest.approx(1.0)


def test_rows_allow_for_the_peers_own_error():
    ours = Light(np.array([[100.0], [109.0]]), np.ones((2, 1)), 1.0)
    exact = Light(np.array([[100.0], [100.0]]), np.zeros((2, 1)), 1.0)
    noisy = Light(exact.lx, np.array([[1.0], [5.0]]), 1.0)
    rows = deviation_rows("room", "peer", ("a", "b"), ours, exact)
    assert [row.passes for row in rows] == [False, False, False]
    assert rows[1].ours == pytest.approx(100 * np.sqrt(0.09**2 / 2))
    assert "b, 100 lx" in rows[2].place
    assert rows[2].ours == pytest.approx(9.0)
    assert deviation_rows("room", "peer", ("a", "b"), ours, noisy)[2].passes


def test_every_room_stands_beside_every_peer():
    cases = [case for group in peer_groups() for case in group.cases]
    assert len(cases) == 2 * len(ROOMS) + 2 + 2 == 16  # the last two: the goniometer
    assert all(bool(case.left_out) == (case.work is None) for case in cases)


def test_a_furnished_room_beside_mitsuba(shared):
    room = furnished_room("bathroom as scanned", shared)
    plane = room.planes[0]
    few = np.flatnonzero(~plane.inside_object)[::5]
    ours = our_light(room, DRAFT)
    kept = np.flatnonzero(np.isin(np.flatnonzero(~plane.inside_object), few))
    lx, error, _ = mitsuba_path.illuminance(room, plane.points_m[few], plane.normals[few], paths=2048, seed=1)
    deviation = ours.lx.sum(axis=1)[kept] / lx - 1
    allowed = 0.02 + 3 * error / lx
    assert np.abs(deviation.mean()) < 0.01 + 2 * np.sqrt(((error / lx) ** 2).mean() / len(lx))
    assert (np.abs(deviation) < allowed).all()


def test_kept_references_count_on_what_light_depends_on(shared):
    room = furnished_room("living room", shared)
    ids = {fingerprint(room, index, "how") for index in range(len(room.luminaires))}
    assert len(ids) == len(room.luminaires)
    assert fingerprint(room, 0, "other") not in ids


def light_with(shares_of_error):
    """Two points with 100 lx in all, and the error of each column as a share of that."""
    errors = np.array([shares_of_error, shares_of_error]) * 100.0
    return Light(np.full_like(errors, 100.0 / len(shares_of_error)), errors, 0.0)


@pytest.mark.parametrize(
    ("shares_of_error", "efforts", "expected"),
    [
        ((0.001, 0.003), (0, 0), 1),  # more than a single column may have
        ((0.001, 0.003), (0, 3), None),  # the whole has 0.32 %
        ((0.002, 0.006), (0, 3), 1),  # the whole has 0.63 %
        ((0.002, 0.006), (0, 4), 0),
        ((0.002, 0.006), (4, 4), None),  # nothing is left to do
    ],
)
def test_which_luminaire_gets_more_of_radiances_effort(shares_of_error, efforts, expected):
    assert next_effort(light_with(shares_of_error), efforts, 0.0025 * 100.0) == expected


def test_points_without_light_ask_for_no_effort():
    dark = Light(np.array([[0.0, 0.0], [50.0, 50.0]]), np.array([[0.0, 0.0], [0.1, 0.1]]), 0.0)
    assert next_effort(dark, (0, 0), 0.25) is None
