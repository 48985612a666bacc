"""Direct light against formulas: V1 to V4, V7, V14 and V18 of the research page on photometry, section 6."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import (
    block,
    box_room,
    distribution,
    hang,
    isotropic,
    lambertian,
    probes,
    rotation_z,
    scene,
    square,
)

from assets.luminaire import Luminaire
from assets.read_photometry import read_photometry
from render.measures import measure
from render.options import DRAFT, NORMAL
from render.simulate import simulate
from scenes.scene import PlacedLuminaire

BLACK = {"floor": 0.0, "walls": 0.0, "ceiling": 0.0}


def illuminances(surfaces, luminaires, points, normals=(0, 0, 1), *, kind="illuminance", options=DRAFT):
    field = simulate(scene(surfaces, luminaires, (probes(points, normals, kind),)), options)
    return measure(field)["planes"][0]["illuminance_lx"]


V1_POINTS = [
    (0, 0),
    (0.5, 0),
    (1, 0),
    (1.5, 0),
    (0.5, 0.5),
    (1, 0.5),
    (1.5, 0.5),
    (1, 1),
    (1.5, 1),
    (1.5, 1.5),
]
V1_LAMBERT = [111.1111, 105.1863, 90.0, 71.1111, 99.7230, 85.6633, 68.0529, 74.3802, 59.9750, 49.3827]
V1_ISOTROPIC = [111.1111, 106.6372, 94.8683, 79.5046, 102.4556, 91.4188, 76.9262, 82.2304, 69.9708, 60.4812]


def test_v1_point_above_a_plane():
    room = box_room(8, 8, 4, **BLACK)
    points = [(x + 4, y + 4, 0) for x, y in V1_POINTS]
    lambert = illuminances(room, [hang(lambertian(1000), (4, 4, 3))], points)
    iso = illuminances(room, [hang(isotropic(4000 * np.pi), (4, 4, 3))], points)
    assert lambert == pytest.approx(V1_LAMBERT, rel=1e-3)
    assert iso == pytest.approx(V1_ISOTROPIC, rel=1e-3)


def test_v2_tilted_receivers_and_cylindrical_illuminance():
    room = box_room(8, 8, 4, **BLACK)
    lamp = [hang(isotropic(4000 * np.pi), (4, 4, 2.5))]
    tilt = np.radians([0, 30, 60])
    normals = [(np.sin(a), 0, np.cos(a)) for a in tilt] + [(0, 0, -1), (-1, 0, 0)]
    points = [(4, 4, 0.5)] * 4 + [(6, 4, 0.5)]
    values = illuminances(room, lamp, points, normals)
    assert values == pytest.approx([250, 216.5064, 125, 0, 88.3883], rel=1e-3)
    cylindrical = illuminances(room, lamp, [(6, 4, 0.5)], kind="cylindrical")
    assert cylindrical == pytest.approx([28.1349], rel=1e-3)


def surface_fluxes(luminaire):
    room = box_room(4, 4, 3, **BLACK)
    document = measure(simulate(scene(room, [luminaire]), NORMAL))
    return {s["name"]: s["mean_illuminance_lx"] * s["area_m2"] for s in document["surfaces"]}


def test_v3_flux_of_an_isotropic_source_is_conserved():
    flux = surface_fluxes(hang(isotropic(10_000), (2, 2, 1.5)))
    assert [flux["floor"], flux["ceiling"]] == pytest.approx([2210.657] * 2, rel=5e-3)
    assert [flux[f"wall:{i}"] for i in range(4)] == pytest.approx([1394.672] * 4, rel=5e-3)
    assert sum(flux.values()) == pytest.approx(10_000, rel=1e-5)


def test_v3_flux_of_a_lambertian_source_at_the_ceiling():
    flux = surface_fluxes(hang(lambertian(1000), (2, 2, 3)))
    assert flux["floor"] == pytest.approx(1123.70, rel=5e-3)
    assert sum(flux[f"wall:{i}"] for i in range(4)) == pytest.approx(2017.89, rel=5e-3)


def test_v4_area_source():
    room = box_room(4, 4, 3, **BLACK)
    panel = [hang(lambertian(1000), (2, 2, 3), opening=square(1.0))]
    wall = [(2, 0, z) for z in (2.75, 2.25, 1.75, 1.25, 0.75, 0.25)]
    values = illuminances(room, panel, wall, (0, 1, 0), options=NORMAL)
    assert values == pytest.approx([32.677, 75.194, 81.323, 69.061, 53.404, 40.002], rel=0.01)
    floor = [(2, y, 0) for y in (0.25, 0.75, 1.25, 1.75, 2.0)]
    values = illuminances(room, panel, floor, options=NORMAL)
    assert values == pytest.approx([61.424, 79.255, 95.667, 105.778, 107.1497], rel=0.01)


def test_v7_two_lights_are_the_sum_of_each_and_dimming_is_linear():
    room = box_room(4, 5, 2.7, floor=0.2, walls=0.5, ceiling=0.7)
    one = hang(lambertian(500), (1, 1, 2.7), id="one")
    two = hang(isotropic(800), (3, 4, 2.0), id="two", opening=square(0.2))
    scenes = {"one": {"one": 1.0}, "two": {"two": 1.0}, "dim": {"one": 0.3, "two": 0.3}}
    plane = probes([(1, 2, 0.75), (3, 3, 0)])
    field = simulate(scene(room, (one, two), (plane,), scenes=scenes), DRAFT)
    values = {name: np.array(measure(field, name)["planes"][0]["illuminance_lx"]) for name in (None, *scenes)}
    assert values["one"] + values["two"] == pytest.approx(values[None], rel=1e-6)
    assert values["dim"] == pytest.approx(0.3 * values[None], rel=1e-6)
    # each alone in the room gives what its column gave beside the other
    alone = measure(simulate(scene(room, (two,), (plane,)), DRAFT))["planes"][0]["illuminance_lx"]
    assert alone == pytest.approx(values["two"], rel=1e-6)


def test_v14_hard_shadow_is_where_geometry_says():
    plate = block("plate", (3.5, 3.5, 1.4999), (4.5, 4.5, 1.5), 0.0)
    room = (*box_room(8, 8, 4, **BLACK), plate)
    lamp = [hang(isotropic(4000 * np.pi), (4, 4, 3))]
    inside, outside = 0.99, 1.01
    points = [(4 + x, 4 + y, 0) for x, y in ((inside, 0), (0, inside), (inside, inside), (-inside, inside))]
    assert illuminances(room, lamp, points) == [0, 0, 0, 0]
    edges = [(outside, 0), (0, -outside), (outside, outside)]
    values = illuminances(room, lamp, [(4 + x, 4 + y, 0) for x, y in edges])
    expected = [1000 * 3 / (x * x + y * y + 9) ** 1.5 for x, y in edges]
    assert values == pytest.approx(expected, rel=1e-3)


def rotation(z_deg, x_deg):
    c, s = np.cos(np.radians(x_deg)), np.sin(np.radians(x_deg))
    return rotation_z(z_deg) @ np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


V18_POINTS = [(1, 2, 0), (2, 2, 0), (1, 3, 0), (0, 2, 0), (1, 1, 0), (2.5, 3.5, 0.75), (3, 2, 1.2)]
V18_NORMALS = [(0, 0, 1)] * 6 + [(-1, 0, 0)]
PAIR = "pair_isym3.ldt"
V18 = [
    (PAIR, (0, 0), [240.30, 256.48, 85.33, 256.48, 365.66, 42.22, 169.93]),
    ("pair_isym3.ies", (0, 0), [240.30, 256.48, 85.33, 256.48, 365.66, 42.22, 169.93]),
    (PAIR, (90, 0), [240.30, 365.66, 256.48, 85.33, 256.48, 221.80, 214.44]),
    (PAIR, (30, 20), [442.74, 442.67, 214.64, 306.78, 417.92, 143.09, 127.05]),
    ("pair_isym3_turned.ies", (0, 0), [240.30, 85.33, 256.48, 365.66, 256.48, 42.22, 36.92]),
    ("pair_isym3_turned.ies", (30, 20), [311.15, 135.46, 128.78, 355.69, 313.28, 28.30, 28.20]),
    ("trilux_wall_isym3.ldt", (0, 0), [46.731, 35.513, 50.080, 35.513, 28.796, 62.714, 52.400]),
    ("trilux_wall_isym3.ldt", (30, 20), [35.254, 28.126, 36.171, 30.436, 27.751, 31.125, 13.425]),
    ("maxwell_CIE_axes.ies", (0, 0), [28.754, 23.567, 24.984, 24.204, 22.226, 23.293, 33.037]),
    ("maxwell_CIE_axes.ies", (30, 20), [27.875, 21.538, 23.121, 23.741, 20.080, 17.610, 11.016]),
    ("regent_indirect_isym0.ldt", (0, 0), [179.594, 129.464, 129.763, 129.464, 130.483, 32.009, 35.549]),
]


@pytest.mark.parametrize(("name", "turn", "expected"), V18)
def test_v18_real_files_turned(shared, name, turn, expected):
    photometry = read_photometry((shared / "photometry" / name).read_bytes(), name)
    matrix = np.eye(4)
    matrix[:3, :3] = rotation(*turn)
    shift = np.array([4, 4, 0.5])  # moves the frame of V18 well inside a black room
    matrix[:3, 3] = shift + np.array([1, 2, 2.5])
    # V18 takes the luminaire as a point
    pointlike = type(photometry)(photometry.distribution, type(photometry.opening)(), "test")
    lamp = PlacedLuminaire("p", Luminaire("p", "p", "p", pointlike), matrix, None, "c", 1.0, None)
    points = np.array(V18_POINTS) + shift
    values = illuminances(box_room(12, 12, 6, **BLACK), [lamp], points, V18_NORMALS)
    assert values == pytest.approx(expected, rel=2e-3)


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
