"""Golden rooms V16 and V17: two independent programs agree on these numbers to 0.3 %.

Values and tolerances (points 2 %, means 1 %) from the research page on photometry, section 6; computed
there by a radiosity program with exact form factors and by Radiance.
"""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import box_room, hang, isotropic, lambertian, probes, scene, square

from render.measures import measure
from render.options import NORMAL
from render.simulate import simulate

POINTS = [
    (2, 2.5, 0.75),
    (1, 1.25, 0.75),
    (0.5, 0.5, 0.75),
    (2, 0.5, 0.75),
    (3.5, 2.5, 0.75),
    (2, 2.5, 0),
    (2, 0.5, 1.2),
    (2, 0, 1.35),
    (0, 2.5, 1.35),
    (1, 1.25, 2.7),
]
NORMALS = [(0, 0, 1)] * 6 + [(0, 1, 0), (0, 1, 0), (1, 0, 0), (0, 0, -1)]
PANEL = [353.7, 150.6, 79.0, 112.5, 169.2, 204.7, 131.2, 98.0, 133.1, 34.6]
POINT = [73.0, 27.66, 16.27, 21.70, 30.67, 37.03, 29.04, 23.35, 30.22, 18.73]
GRID = [(x, y, 0.75) for x in np.arange(0.25, 4, 0.5) for y in np.arange(0.25, 5, 0.5)]


def golden(luminaire):
    surfaces = box_room(4, 5, 2.7, floor=0.2, walls=0.5, ceiling=0.7)
    planes = (probes(POINTS, NORMALS), probes(GRID))
    return measure(simulate(scene(surfaces, (luminaire,), planes), NORMAL))


@pytest.fixture(scope="module")
def panel():
    return golden(hang(lambertian(4000 / np.pi), (2, 2.5, 2.7), opening=square(0.6)))


@pytest.fixture(scope="module")
def point():
    return golden(hang(isotropic(1000), (2, 2.5, 2.0)))


def surface_means(document):
    means = {entry["name"]: entry["mean_illuminance_lx"] for entry in document["surfaces"]}
    return [means["floor"], means["ceiling"], means["wall:1"], means["wall:0"]]


def test_points_of_the_room_with_a_panel(panel):
    assert panel["planes"][0]["illuminance_lx"] == pytest.approx(PANEL, rel=0.02)


def test_points_of_the_room_with_a_point(point):
    assert point["planes"][0]["illuminance_lx"] == pytest.approx(POINT, rel=0.02)


def test_work_plane_of_the_room_with_a_panel(panel):
    plane = panel["planes"][1]
    assert plane["mean_lx"] == pytest.approx(154.9, rel=0.01)
    assert plane["min_lx"] == pytest.approx(64.2, rel=0.02)
    assert plane["max_lx"] == pytest.approx(334.7, rel=0.02)
    assert plane["uniformity"] == pytest.approx(0.414, rel=0.02)


def test_work_plane_of_the_room_with_a_point(point):
    plane = point["planes"][1]
    assert plane["mean_lx"] == pytest.approx(29.29, rel=0.01)
    assert plane["min_lx"] == pytest.approx(13.55, rel=0.02)
    assert plane["max_lx"] == pytest.approx(66.99, rel=0.02)


def test_surface_means(panel, point):
    # the panel's own square of ceiling keeps its reflectance here, which adds 0.2 % of light
    assert surface_means(panel) == pytest.approx([124.5, 32.65, 78.40, 69.10], rel=0.01)
    assert surface_means(point) == pytest.approx([22.83, 26.56, 20.52, 18.40], rel=0.01)


def test_energy_is_conserved(panel, point):
    assert panel["energy_balance"] == pytest.approx(1, abs=0.005)
    assert point["energy_balance"] == pytest.approx(1, abs=0.005)


def test_standard_errors_are_small_and_not_nothing(panel):
    plane = panel["planes"][1]
    errors = np.array(plane["standard_error_lx"]) / np.array(plane["illuminance_lx"])
    assert 1e-5 < errors.mean() < 0.01
    assert 0 < plane["mean_standard_error_lx"] < 0.005 * plane["mean_lx"]
