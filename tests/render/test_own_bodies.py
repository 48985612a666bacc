"""A luminaire's own body never shadows its own light and always shadows others'."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, probes, scene, square

from assets.body import Body, BodyMaterial
from assets.luminaire import Luminaire
from assets.photometry import LuminousOpening, OpeningShape
from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate
from scenes.scene import PlacedLuminaire

ROOM = box_room(8, 8, 4, floor=0.0, walls=0.0, ceiling=0.0)
CD = 1000.0
BELOW = [(4, 4, 0), (4.6, 4, 0), (2, 3, 0), (7, 7, 0)]


def dressed(id, position, low, high, *, opening=None):
    """A luminaire of 1000 cd everywhere whose body is a closed box, from `low` to `high` about it."""
    shell = block("shell", low, high, 0.5)
    none = np.zeros(len(shell.triangles), np.int64)
    body = Body(shell.vertices_m, shell.triangles, none, (BodyMaterial("opal", (0.5, 0.5, 0.5)),))
    bare = hang(isotropic(4 * np.pi * CD), position, opening=opening)
    luminaire = Luminaire(id, id, id, bare.luminaire.photometry, body=body)
    vertices = shell.vertices_m + np.array(position)
    return PlacedLuminaire(id, luminaire, bare.scene_from_photometry, vertices, "c", 1.0, None)


def lit_by(luminaires, only, points=BELOW):
    """Illuminance with one of the luminaires alight, and its energy balance."""
    scenes = {"one": {only: 1.0}}
    field = simulate(scene(ROOM, luminaires, (probes(points),), scenes=scenes), DRAFT)
    document = measure(field, "one")
    return np.array(document["planes"][0]["illuminance_lx"]), document["energy_balance"]


def free_lx(position, points=BELOW):
    path = np.array(points, float) - position
    d = np.linalg.norm(path, axis=1)
    return CD * -path[:, 2] / d**3


def test_a_body_that_encloses_its_opening():
    for opening in (None, square(0.2), LuminousOpening(OpeningShape.SPHERE, (0.2, 0.2, 0.2))):
        lamp = dressed("lamp", (4, 4, 3), (-0.3,) * 3, (0.3,) * 3, opening=opening)
        found, balance = lit_by([lamp], "lamp")
        assert found == pytest.approx(free_lx((4, 4, 3)), rel=0.03 if opening else 1e-3)
        assert balance == pytest.approx(1, abs=1e-3)


def test_an_opening_outside_its_body():
    """A post between the opening and half of the room, and one that reaches almost to the floor."""
    for low, high in (((0.3, -0.5, -1), (0.4, 0.5, 1)), ((-0.05, -0.05, -2.9), (0.05, 0.05, -0.2))):
        lamp = dressed("lamp", (4, 4, 3), low, high)
        found, balance = lit_by([lamp], "lamp")
        assert found == pytest.approx(free_lx((4, 4, 3)), rel=1e-3)
        assert balance == pytest.approx(1, abs=1e-3)


def test_bodies_that_interpenetrate_shadow_each_others_light_only():
    """Side by side, each opening outside the other's body; the bodies overlap between them."""
    one = dressed("one", (3.8, 4, 3), (-0.1, -0.1, -0.1), (0.25, 0.1, 0.1))
    two = dressed("two", (4.2, 4, 3), (-0.25, -0.1, -0.1), (0.1, 0.1, 0.1))
    points = [(3.8, 4, 0), (4.2, 4, 0), (0.5, 4, 2.5), (7.5, 4, 2.5)]
    for name, position, hidden in (("one", (3.8, 4, 3), 3), ("two", (4.2, 4, 3), 2)):
        found, balance = lit_by([one, two], name, points)
        expected = free_lx(position, points)
        expected[hidden] = 0.0
        assert found == pytest.approx(expected, rel=1e-3, abs=1e-9)
        assert balance == pytest.approx(1, abs=1e-3)


def test_a_body_around_another_luminaire_keeps_its_light_in():
    inner = dressed("inner", (4, 4, 3), (-0.05,) * 3, (0.05,) * 3)
    outer = dressed("outer", (4.1, 4, 3), (-0.5,) * 3, (0.5,) * 3)
    found, balance = lit_by([inner, outer], "inner")
    assert (found == 0).all()
    assert balance == pytest.approx(1, abs=1e-3)
    # the inner one's small body, beside the outer one's light, does not hide these points
    shadow = [(4.1, 4, 0), (7, 7, 0)]
    found, _ = lit_by([inner, outer], "outer", shadow)
    assert found == pytest.approx(free_lx((4.1, 4, 3), shadow), rel=1e-3)


def test_a_lamp_under_another_one_hides_it():
    upper = dressed("upper", (4, 4, 3.5), (-0.1,) * 3, (0.1,) * 3)
    lower = dressed("lower", (4, 4, 3), (-0.2,) * 3, (0.2,) * 3)
    found, _ = lit_by([upper, lower], "upper")
    expected = free_lx((4, 4, 3.5))
    # the lower body's top edge, 0.3 m down and 0.2 m out, hides the floor within 3.5 x 0.2 / 0.3 m
    expected[:2] = 0.0
    expected[2] = 0.0 if max(abs(2 - 4), abs(3 - 4)) < 3.5 * 0.2 / 0.3 else expected[2]
    assert found == pytest.approx(expected, rel=1e-3, abs=1e-9)
    found, _ = lit_by([upper, lower], "lower")
    assert found == pytest.approx(free_lx((4, 4, 3)), rel=1e-3)


def test_a_luminaire_just_behind_the_ceiling_is_not_shadowed_by_the_rim_of_its_body():
    """The light is moved in front of the ceiling; the farthest corner of its body must not count then."""
    lamp = dressed("lamp", (4, 4, 4.02), (-0.3, -0.3, -0.32), (0.3, 0.3, 0.02))
    points = [(4 + x, 4 + y, 0) for x, y in ((0.2, 0.2), (3.5, 3.5), (2.9, 2.9), (0, 0), (3.9, 0))]
    found, _ = lit_by([lamp], "lamp", points)
    assert found == pytest.approx(free_lx((4, 4, 4.0), points), rel=2e-3)
