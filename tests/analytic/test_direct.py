"""Direct light against formulas: bodies and uneven tables; the listed scenes are in tests/validation."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import block, box_room, distribution, hang, isotropic, probes, scene

from assets.luminaire import Luminaire
from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate
from scenes.scene import PlacedLuminaire

BLACK = {"floor": 0.0, "walls": 0.0, "ceiling": 0.0}


def illuminances(surfaces, luminaires, points, normals=(0, 0, 1), *, kind="illuminance", options=DRAFT):
    field = simulate(scene(surfaces, luminaires, (probes(points, normals, kind),)), options)
    return measure(field)["planes"][0]["illuminance_lx"]


def test_own_body_casts_no_shadow_and_other_bodies_do():
    from assets.body import Body, BodyMaterial

    shell = block("shell", (-0.2, -0.2, -0.2), (0.2, 0.2, 0.2), 0.5)
    body = Body(
        shell.vertices_m,
        shell.triangles,
        np.zeros(len(shell.triangles), np.int64),
        (BodyMaterial("opal", (0.5, 0.5, 0.5)),),
    )
    room = box_room(8, 8, 4, **BLACK)
    bare = hang(isotropic(4000 * np.pi), (4, 4, 3), id="bare")
    dressed = PlacedLuminaire(
        "dressed",
        Luminaire("d", "d", "d", bare.luminaire.photometry, body=body),
        bare.scene_from_photometry,
        shell.vertices_m + np.array([4, 4, 3]),
        "c",
        1.0,
        None,
    )
    below = hang(isotropic(4000 * np.pi), (4, 4, 3.9), id="below")
    assert illuminances(room, [dressed], [(4, 4, 0)]) == pytest.approx([1000 / 9], rel=1e-3)
    # the other luminaire hangs above that body, which hides it
    both = illuminances(room, [dressed, below], [(4, 4, 0), (7, 4, 0)])
    far = 1000 * 3 / (9 + 9) ** 1.5 + 1000 * 3.9 / (9 + 3.9**2) ** 1.5
    assert both == pytest.approx([1000 / 9, far], rel=1e-3)
    balance = measure(simulate(scene(room, [dressed, below]), DRAFT))["energy_balance"]
    assert balance == pytest.approx(1, abs=1e-3)


def test_uneven_tables_are_read_as_the_distribution_says():
    gammas = np.array([0, 3, 10, 45, 80, 90.0])
    smooth = distribution(lambda gamma: 100 + 50 * np.cos(gamma))
    uneven = type(smooth)(np.array([0, 50, 55, 200, 360.0]), gammas, np.outer([1, 2, 3, 2, 1], 10 + gammas))
    room = box_room(8, 8, 4, **BLACK)
    points = [(4 + x, 4 + y, 0) for x, y in ((0.01, 0.02), (1, 0.3), (-1, 2), (2, -2), (3, 0.1))]
    values = illuminances(room, [hang(uneven, (4, 4, 3))], points)
    path = np.array(points) - (4, 4, 3)
    d = np.linalg.norm(path, axis=1)
    c = np.degrees(np.arctan2(path[:, 1], path[:, 0])) % 360
    gamma = np.degrees(np.arccos(-path[:, 2] / d))
    expected = uneven.intensity_towards_cd(c, gamma) * 3 / d**3
    assert values == pytest.approx(list(expected), rel=1e-3)


def test_light_near_a_large_own_body_is_not_lost():
    from assets.body import Body, BodyMaterial

    stem = block("stem", (0.3, 0.3, -2.5), (0.31, 0.31, 0.5), 0.5)
    body = Body(
        stem.vertices_m,
        stem.triangles,
        np.zeros(len(stem.triangles), np.int64),
        (BodyMaterial("steel", (0.5, 0.5, 0.5)),),
    )
    photometry = hang(isotropic(4000 * np.pi), (0, 0, 0)).luminaire.photometry

    def standing(id, position):
        matrix = np.eye(4)
        matrix[:3, 3] = position
        luminaire = Luminaire(id, id, id, photometry, body=body)
        vertices = stem.vertices_m + np.array(position)
        return PlacedLuminaire(id, luminaire, matrix, vertices, "c", 1.0, None)

    room = box_room(8, 8, 4, **BLACK)
    # the second one stands within the reach of the first one's body, but hides nothing from these points
    for other in ((7.5, 7.5, 3), (4.6, 3.0, 3)):
        one, two = (standing("one", (4, 4, 3)), standing("two", other))
        scenes = {"one": {"one": 1.0}}
        plane = probes([(3.5, 4, 1.5), (2, 5, 0)])
        field = simulate(scene(room, (one, two), (plane,), scenes=scenes), DRAFT)
        values = measure(field, "one")["planes"][0]["illuminance_lx"]
        expected = [1000 * 1.5 / (0.25 + 2.25) ** 1.5, 1000 * 3 / (4 + 1 + 9) ** 1.5]
        assert values == pytest.approx(expected, rel=1e-3)
