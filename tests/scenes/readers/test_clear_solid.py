"""Clear solids: floor, holes and ceiling, whichever way the faces look."""

import numpy as np
import pytest
import shapely
from gable import GABLE

from scenes.checks import check_room
from scenes.readers.clear_solid import clear_space
from scenes.room import Room
from scenes.rooms_apart import rooms_apart


def solid(faces):
    """Vertices and triangles of flat convex faces."""
    vertices, triangles = [], []
    for face in faces:
        first = len(vertices)
        vertices += face
        triangles += [[first, first + k, first + k + 1] for k in range(1, len(face) - 1)]
    return np.array(vertices, dtype=float), np.array(triangles)


def box(x0, y0, z0, x1, y1, z1):
    """The faces of a box, looking outwards."""
    a, b, c, d = (x0, y0), (x1, y0), (x1, y1), (x0, y1)
    sides = [[(*p, z0), (*q, z0), (*q, z1), (*p, z1)] for p, q in ((a, b), (b, c), (c, d), (d, a))]
    return [[(*p, z0) for p in (a, d, c, b)], [(*p, z1) for p in (a, b, c, d)], *sides]


STEPPED = [  # 2 m of 2.4 m and 2 m of 3 m
    [(0, 0, 0), (0, 3, 0), (4, 3, 0), (4, 0, 0)],
    [(0, 0, 2.4), (2, 0, 2.4), (2, 3, 2.4), (0, 3, 2.4)],
    [(2, 0, 3), (4, 0, 3), (4, 3, 3), (2, 3, 3)],
    [(2, 0, 2.4), (2, 0, 3), (2, 3, 3), (2, 3, 2.4)],
    [(0, 0, 0), (0, 0, 2.4), (0, 3, 2.4), (0, 3, 0)],
    [(4, 0, 0), (4, 3, 0), (4, 3, 3), (4, 0, 3)],
    [(0, 0, 0), (4, 0, 0), (4, 0, 3), (2, 0, 3), (2, 0, 2.4), (0, 0, 2.4)],
    [(0, 3, 0), (0, 3, 2.4), (2, 3, 2.4), (2, 3, 3), (4, 3, 3), (4, 3, 0)],
]


STEPPED_AND_SLOPED = [  # 2 m of 2.4 m, and 2 m that rise from 3 m at the step to 3.5 m at the far wall
    [(0, 0, 0), (0, 3, 0), (4, 3, 0), (4, 0, 0)],
    [(0, 0, 2.4), (2, 0, 2.4), (2, 3, 2.4), (0, 3, 2.4)],
    [(2, 0, 3), (4, 0, 3.5), (4, 3, 3.5), (2, 3, 3)],
    [(2, 0, 2.4), (2, 0, 3), (2, 3, 3), (2, 3, 2.4)],
    [(0, 0, 0), (0, 0, 2.4), (0, 3, 2.4), (0, 3, 0)],
    [(4, 0, 0), (4, 3, 0), (4, 3, 3.5), (4, 0, 3.5)],
    [(0, 0, 0), (4, 0, 0), (4, 0, 3.5), (2, 0, 3), (2, 0, 2.4), (0, 0, 2.4)],
    [(0, 3, 0), (0, 3, 2.4), (2, 3, 2.4), (2, 3, 3), (4, 3, 3.5), (4, 3, 0)],
]


@pytest.mark.parametrize("turned", ["none", "all", "some"])
def test_faces_may_look_any_way(turned):
    faces = box(0, 0, 0.1, 4, 3, 2.6)
    wrong = {"none": [], "all": range(6), "some": [0, 3, 4]}[turned]
    space = clear_space(*solid([f[::-1] if i in wrong else f for i, f in enumerate(faces)]))
    assert set(space.outline_m) == {(0, 0), (4, 0), (4, 3), (0, 3)}
    assert (space.floor_m, space.height_m, space.area_m2) == pytest.approx((0.1, 2.5, 12.0))
    assert space.turned == (turned != "none")


@pytest.mark.parametrize("flipped", [False, True])
def test_a_gable_is_two_slopes(flipped):
    space = clear_space(*solid([face[::-1] if flipped and i % 2 else face for i, face in enumerate(GABLE)]))
    assert space.ceiling_triangles is None
    assert space.height_m == pytest.approx(2.5)
    assert [(s.height_m, s.pitch_deg) for s in space.slopes] == [pytest.approx((1.0, 45.0))] * 2


def test_two_heights_are_a_mesh_seen_from_below():
    space = clear_space(*solid(STEPPED))
    corners = space.ceiling_vertices_m[space.ceiling_triangles]
    vectors = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
    # the step, a slope of 4 mm, looks to the higher side
    assert vectors.sum(axis=0) == pytest.approx((0.6 * 3, 0, -12.0), abs=1e-6)
    assert np.abs(vectors[:, 2]).min() > 0
    volume = -np.einsum("ij,ij->", corners.mean(axis=1)[:, 2:], vectors[:, 2:])
    assert volume == pytest.approx(6 * 2.4 + 6 * 3.0, rel=1e-3)


@pytest.mark.parametrize("flipped", [False, True])
def test_a_ceiling_that_steps_and_slopes_is_one_skin(flipped):
    faces = [face[::-1] if flipped and i % 2 else face for i, face in enumerate(STEPPED_AND_SLOPED)]
    space = clear_space(*solid(faces))
    assert space.height_m == pytest.approx(3.5)
    corners = space.ceiling_vertices_m[space.ceiling_triangles]
    vectors = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
    # what looks along x is the step of 0.6 m and, against it, the rise of 0.5 m, both 3 m wide
    assert vectors.sum(axis=0) == pytest.approx((1.1 * 3, 0, -12.0), abs=1e-6)
    assert vectors[:, 2].max() < 0  # nothing upright, and all seen from below
    volume = -np.einsum("ij,ij->", corners.mean(axis=1)[:, 2:], vectors[:, 2:])
    assert volume == pytest.approx(6 * 2.4 + 6 * 3.25, rel=1e-3)
    room = Room(
        space.outline_m,
        space.height_m,
        ceiling_vertices_m=space.ceiling_vertices_m,
        ceiling_triangles=space.ceiling_triangles,
    )
    assert [p.code for p in check_room(room) if p.severity != "info"] == []


def test_a_dormer_in_a_slope_is_one_skin():
    """A slope from 1 m at y = 0 to 3 m at y = 4; within x 1 to 3, y 0 to 3 the ceiling is level at 2.8 m."""

    def slope(y):
        return 1.0 + y / 2

    high = 2.8
    faces = [
        [(0, 0, 0), (0, 4, 0), (4, 4, 0), (4, 0, 0)],
        [(0, 0, slope(0)), (1, 0, slope(0)), (1, 4, slope(4)), (0, 4, slope(4))],
        [(3, 0, slope(0)), (4, 0, slope(0)), (4, 4, slope(4)), (3, 4, slope(4))],
        [(1, 3, slope(3)), (3, 3, slope(3)), (3, 4, slope(4)), (1, 4, slope(4))],
        [(1, 0, high), (3, 0, high), (3, 3, high), (1, 3, high)],
        [(1, 0, slope(0)), (1, 0, high), (1, 3, high), (1, 3, slope(3))],
        [(3, 0, slope(0)), (3, 3, slope(3)), (3, 3, high), (3, 0, high)],
        [(1, 3, slope(3)), (1, 3, high), (3, 3, high), (3, 3, slope(3))],
        [(0, 4, 0), (0, 4, 3), (4, 4, 3), (4, 4, 0)],
        [(0, 0, 0), (0, 0, 1), (0, 4, 3), (0, 4, 0)],
        [(4, 0, 0), (4, 4, 0), (4, 4, 3), (4, 0, 1)],
        [(0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1)],
        [(3, 0, 0), (4, 0, 0), (4, 0, 1), (3, 0, 1)],
        [(1, 0, 0), (3, 0, 0), (3, 0, high), (1, 0, high)],
    ]
    space = clear_space(*solid(faces))
    corners = space.ceiling_vertices_m[space.ceiling_triangles]
    vectors = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
    assert vectors[:, 2].sum() == pytest.approx(-16.0, abs=1e-6)
    assert vectors[:, 2].max() < 0
    volume = -np.einsum("ij,ij->", corners.mean(axis=1)[:, 2:], vectors[:, 2:])
    assert volume == pytest.approx(16 * 2.0 + 6 * high - 2 * (3 + 9 / 4), rel=2e-3)


def test_a_floor_in_parts_gives_the_largest_and_tells_the_rest():
    space = clear_space(*solid([*box(0, 0, 0, 4, 3, 2.5), *box(6, 0, 0, 8, 3, 2.5)]))
    assert space.area_m2 == pytest.approx(12.0)
    assert space.other_floors_m2 == pytest.approx(6.0)


@pytest.mark.parametrize("seed", [0, 2, 4, 6, 7])
def test_a_floor_of_many_triangles_has_no_cracks(seed):
    """20 x 12 m in the triangles of Delaunay between its corners and 12 points on no grid."""
    corners = np.array([(0, 0), (20, 0), (20, 12), (0, 12)], dtype=float)
    points = np.vstack([corners, np.random.default_rng(seed).uniform((0.3, 0.3), (19.7, 11.7), (12, 2))])
    floor = [
        list(part.exterior.coords[:3])
        for part in shapely.delaunay_triangles(shapely.MultiPoint(points)).geoms
    ]
    faces = [[(x, y, z) for x, y in part] for part in floor for z in (0.0, 2.5)]
    space = clear_space(*solid([*faces, *box(0, 0, 0, 20, 12, 2.5)[2:]]))
    assert space.area_m2 == pytest.approx(240.0)
    assert space.holes_m == ()
    assert sorted(space.outline_m) == [(0, 0), (0, 12), (20, 0), (20, 12)]
    assert space.other_floors_m2 == pytest.approx(0.0, abs=1e-6)


def test_what_encloses_nothing_is_no_space():
    flat = [[(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)]]
    assert clear_space(*solid(flat)) is None
    assert clear_space(np.zeros((3, 3)), np.array([[0, 1, 2]])) is None


def test_a_room_may_lie_over_the_lower_part_of_a_stair():
    space = clear_space(*solid(STEPPED))
    stair = Room(
        space.outline_m,
        space.height_m,
        name="Stair",
        ceiling_vertices_m=space.ceiling_vertices_m,
        ceiling_triangles=space.ceiling_triangles,
    )
    assert [p.code for p in check_room(stair) if p.severity != "info"] == []
    over_low = Room(((0, 0), (1.9, 0), (1.9, 3), (0, 3)), 2.5, name="Landing", elevation_m=2.6)
    over_high = Room(((2.5, 0), (4, 0), (4, 3), (2.5, 3)), 2.5, name="Loft", elevation_m=2.6)
    assert rooms_apart([stair, over_low], ["a", "b"])[1] == []
    assert [p.code for p in rooms_apart([stair, over_high], ["a", "b"])[1]] == ["ROOMS_OVERLAP"]
