"""Mitsuba's pictures say what formulas say, references are kept and refined, and every room has its cases."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from glazed import level
from hand_made import box_room, hang, isotropic, lambertian, scene, square
from pictures import reference_pictures
from pictures.compared import flip, picture_groups
from pictures.reference_pictures import fingerprint, reference_picture
from pictures.seen_rooms import VIEWS, seen_room

from assets.body import Body, BodyMaterial
from assets.photometry import LuminousOpening, OpeningShape
from benchmarks import mitsuba_path
from benchmarks.mitsuba_picture import glow_picture, has_panes, peer_scene, picture_pass
from scenes.scene import View

DOWN = View("down", (2.5, 2.0, 2.0), (2.5, 2.0, 0.0), 60.0, (24, 16))
WHITE = np.ones((1, 3))


def pixel_points(view):
    """Where the middles of the pixels of a camera that looks straight down meet the floor; up is +y."""
    width, height = view.size_px
    half = view.eye_m[2] * math.tan(math.radians(view.fov_deg) / 2)
    x = view.eye_m[0] + half * (2 * (np.arange(width) + 0.5) / width - 1)
    y = view.eye_m[1] + half * height / width * (1 - 2 * (np.arange(height) + 0.5) / height)
    return np.stack([*np.meshgrid(x, y), np.zeros((height, width))], axis=-1)


def floor_only(lamps, reflectance=0.5):
    return scene(box_room(5, 4, 2.7, floor=reflectance, walls=0, ceiling=0), lamps)


def plate(position_m, side_m, *, glows):
    """A level square that looks down, as vertices and a body."""
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * side_m / 2 + position_m
    triangles = np.array([[0, 2, 1], [0, 3, 2]])
    material = BodyMaterial("plate", (0.5, 0.5, 0.5), glows=glows)
    return corners, Body(corners, triangles, np.zeros(2, np.int64), (material,))


def with_plate(lamp, position_m, side_m=0.6, *, glows=False):
    corners, body = plate(np.array(position_m), side_m, glows=glows)
    return replace(lamp, luminaire=replace(lamp.luminaire, body=body), body_vertices_m=corners)


def test_a_floor_is_as_bright_as_the_formula_says():
    lamp = np.array([1.8, 2.4, 2.4])
    room = floor_only((hang(lambertian(1000.0), lamp),))
    found = picture_pass(peer_scene(room, DOWN, 0.5 * WHITE), seed=1)
    path = lamp - pixel_points(DOWN)
    # E = I0 cos(gamma) cos(theta) / d2 = I0 h2 / d4; half dimmed; L = rho E / pi
    expected = 0.5 * 0.5 * 1000.0 * lamp[2] ** 2 / (path**2).sum(axis=-1) ** 2 / math.pi
    assert found[..., 1] == pytest.approx(expected, rel=0.01)
    assert found[..., 0] == pytest.approx(found[..., 2])


def test_lamps_shine_through_panes_and_other_pictures_are_kept_apart():
    """The floor below a pane of n = 1.5 has 0.96 / 1.04 of the light; the camera is below the pane."""
    room = floor_only((hang(isotropic(1000.0), (2.5, 2.0, 2.4)),), 0.02)  # and next to nothing comes back
    view = replace(DOWN, eye_m=(2.5, 2.0, 1.0), fov_deg=10.0)
    glazed = replace(room, surfaces=(*room.surfaces, level("pane", (0.5, 0.5), (4.5, 3.5), 1.5)))
    bare, lit = (picture_pass(peer_scene(each, view, WHITE), seed=1).mean() for each in (room, glazed))
    assert lit / bare == pytest.approx(0.96 / 1.04, rel=2e-3)
    assert has_panes(glazed)
    assert not has_panes(room)


def test_many_lamps_of_all_shapes_give_what_they_give_one_by_one():
    shapes = [
        LuminousOpening(OpeningShape.DISC, (0.4, 0.4, 0.0)),
        LuminousOpening(OpeningShape.RECTANGLE, (0.3, 0.06, 0.04), 30.0),
        LuminousOpening(OpeningShape.SPHERE, (0.12, 0.12, 0.12)),
        LuminousOpening(OpeningShape.DISC_FACING_X, (0.0, 0.3, 0.3)),
        square(0.5),
    ]
    lamps = tuple(
        hang(isotropic(1000.0), (0.8 + 0.85 * k, 1.2 + 0.4 * k, 2.2), opening=shape, id=f"p{k}")
        for k, shape in enumerate(shapes)
    )
    room = floor_only(lamps)
    view = replace(DOWN, size_px=(6, 4), fov_deg=15.0)
    weights = np.outer([1.0, 0.5, 0.8, 0.3, 1.0], [1.0, 1.0, 1.0])
    peer = peer_scene(room, view, weights)
    found = np.mean([picture_pass(peer, samples=1024, seed=k) for k in range(2)], axis=0)[..., 1]
    # illuminance varies little within a pixel: its middle stands for it
    points = pixel_points(view).reshape(-1, 3)
    up = np.tile([0.0, 0.0, 1.0], (len(points), 1))
    lux = [mitsuba_path.illuminance(room, points, up, k, paths=2048, batches=1)[0] for k in range(5)]
    expected = weights[:, 0] @ np.array(lux) * 0.5 / math.pi
    assert found.ravel() == pytest.approx(expected, rel=0.02)


def test_a_body_hides_the_others_light_but_not_its_own():
    own = with_plate(hang(isotropic(1000.0), (2.5, 2.0, 1.5), id="own"), (2.5, 2.0, 1.3))
    other = hang(isotropic(1000.0), (2.5, 2.0, 1.5), id="other")
    view = replace(DOWN, eye_m=(2.5, 2.0, 1.0))
    middle = (slice(6, 10), slice(10, 14))
    bare = picture_pass(peer_scene(floor_only((other,)), view, WHITE), seed=1)[middle]
    lit = picture_pass(peer_scene(floor_only((own,)), view, WHITE, bodies_reflect=False), seed=1)[middle]
    both = peer_scene(floor_only((own, other)), view, np.array([[0.0] * 3, [1.0] * 3]))
    assert lit == pytest.approx(bare, rel=0.02)
    assert picture_pass(both, seed=1)[middle].max() < 0.02 * bare.min()


def test_a_body_is_lit_by_others_and_not_by_itself():
    own = with_plate(hang(isotropic(1000.0), (2.5, 2.0, 1.5), id="own"), (2.5, 2.0, 1.0))
    other = hang(isotropic(1000.0), (2.5, 2.0, 1.6), id="other")
    middle = (slice(7, 9), slice(11, 13))
    room = scene(box_room(5, 4, 2.7, floor=0, walls=0, ceiling=0), (own, other))
    dark = picture_pass(peer_scene(room, DOWN, np.array([[1.0] * 3, [0.0] * 3])), seed=1)
    lit = picture_pass(peer_scene(room, DOWN, np.array([[0.0] * 3, [1.0] * 3])), seed=1)
    assert dark[middle].max() < 1e-9
    # 0.6 m beneath 1000 lm / 4 pi
    assert lit[middle] == pytest.approx(0.5 * 1000 / (4 * math.pi) / 0.36 / math.pi, rel=0.02)


def test_what_glows_is_as_bright_as_its_intensity_over_its_area():
    lamp = with_plate(hang(lambertian(500.0), (2.5, 2.0, 1.2)), (2.5, 2.0, 1.2), 0.5, glows=True)
    view = replace(DOWN, eye_m=(2.5, 2.0, 0.2), target_m=(2.5, 2.0, 2.0))
    peer = peer_scene(floor_only((lamp,)), view, 0.7 * WHITE)
    shown = glow_picture(peer)
    assert shown[6:10, 10:14] == pytest.approx(0.7 * 500.0 / 0.25, rel=1e-4)
    assert shown[0, 0] == pytest.approx(0.0)
    assert glow_picture(peer_scene(floor_only((hang(lambertian(1.0), (1, 1, 1)),)), view, WHITE)) == 0.0


def test_flip_is_none_for_the_same_and_all_for_black_beside_white():
    black, white = np.zeros((32, 32, 3), np.float32), np.ones((32, 32, 3), np.float32)
    assert flip(white, white)[0] == pytest.approx(0.0, abs=1e-6)
    mean, seen = flip(white, black)
    assert mean == pytest.approx(1.0, abs=0.05)
    assert seen.shape == (32, 32)


def test_references_are_kept_and_refined(tmp_path, monkeypatch):
    monkeypatch.setattr(reference_pictures, "FOLDER", tmp_path)
    room = floor_only((hang(lambertian(1000.0), (1.8, 2.4, 2.4), opening=square(0.8)),))
    first = reference_picture(room, DOWN, WHITE, least_samples=128, most_samples=128)
    assert first.samples == 128
    assert (first.first != first.second).any()
    more = reference_picture(room, DOWN, WHITE, least_samples=256, most_samples=256)
    assert more.samples == 256
    monkeypatch.setattr(reference_pictures.mitsuba_picture, "peer_scene", None)  # nothing is made again
    again = reference_picture(room, DOWN, WHITE, good_enough=lambda found: True, least_samples=128)
    assert again.picture == pytest.approx(more.picture, rel=1e-6)
    at_once = np.abs(more.picture - first.picture).mean()
    assert at_once < np.abs(first.first - first.second).mean()


def test_references_count_on_the_view_and_the_light():
    room = floor_only((hang(lambertian(1000.0), (1.8, 2.4, 2.4)),))
    turned = replace(DOWN, target_m=(2.4, 2.0, 0.0))
    ids = {
        fingerprint(room, DOWN, WHITE, "how"),
        fingerprint(room, turned, WHITE, "how"),
        fingerprint(room, DOWN, 0.5 * WHITE, "how"),
        fingerprint(floor_only(room.luminaires, 0.6), DOWN, WHITE, "how"),
    }
    assert len(ids) == 4


def test_every_room_has_both_qualities(shared):
    cases = [case for group in picture_groups() for case in group.cases]
    assert len(cases) == 2 * len(VIEWS) == 12
    assert all(case.work is not None for case in cases)
    view = seen_room("workroom", shared).views[0]
    assert view.size_px == (480, 270)
