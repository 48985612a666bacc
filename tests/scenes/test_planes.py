"""Measuring planes: cell centres after the contract, and points within objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scenes.inside import inside_mesh
from scenes.scene import MeasuringPlane, Scene

Build = Callable[..., Scene]


def planes_of(build: Build, *planes: dict[str, Any], **room: Any) -> tuple[MeasuringPlane, ...]:
    return build(room=room, calculation={"planes": list(planes)}).planes


def test_v16_grid(build: Build) -> None:
    """8 x 10 cell centres, x = 0.25..3.75, y = 0.25..4.75, step 0.5."""
    (plane,) = planes_of(build, {"name": "w", "height_m": 0.75, "spacing_m": 0.5, "margin_m": 0})
    x, y = np.meshgrid(np.arange(0.25, 4, 0.5), np.arange(0.25, 5, 0.5))
    wanted = np.column_stack([x.ravel(), y.ravel(), np.full(80, 0.75)])
    assert plane.points_m == pytest.approx(wanted)
    assert plane.file_points_m == pytest.approx(wanted)
    assert plane.normals == pytest.approx(np.tile([0, 0, 1], (80, 1)))
    assert not plane.inside_object.any()


def test_spacing_shrinks_so_that_whole_cells_fill_the_floor(build: Build) -> None:
    (plane,) = planes_of(build, {"name": "w", "height_m": 0.75, "spacing_m": 0.9, "margin_m": 0.5})
    assert np.unique(plane.points_m[:, 0]) == pytest.approx(0.5 + 3 / 4 * (np.arange(4) + 0.5))
    assert np.unique(plane.points_m[:, 1]) == pytest.approx(0.5 + 4 / 5 * (np.arange(5) + 0.5))


def test_without_planes_there_is_one_work_plane(build: Build) -> None:
    (plane,) = build().planes
    assert plane.name == "work plane"
    assert np.unique(plane.points_m[:, 0]) == pytest.approx(np.arange(0.625, 3.5, 0.25))
    assert set(plane.points_m[:, 2]) == {0.75}


def test_the_margin_is_less_in_small_rooms(build: Build) -> None:
    """15 % of the smaller side (EN 12464-1)."""
    (plane,) = build(room={"outline_m": [[0, 0], [2, 0], [2, 3], [0, 3]]}).planes
    assert plane.points_m[:, 0].min() == pytest.approx(0.3 + 1.4 / 6 / 2)


def test_points_off_the_floor_of_an_l_are_left_out(build: Build) -> None:
    outline = [[0, 0], [4, 0], [4, 2], [2, 2], [2, 4], [0, 4]]
    (plane,) = planes_of(
        build, {"name": "w", "height_m": 0.75, "spacing_m": 0.5, "margin_m": 0}, outline_m=outline
    )
    assert len(plane.points_m) == 48
    assert not ((plane.points_m[:, 0] > 2) & (plane.points_m[:, 1] > 2)).any()


def test_points_within_furniture_are_marked_and_on_it_are_not(build: Build) -> None:
    points = [
        [2, 2, 0],
        [2, 2, 0.5],
        [2, 2, 0.75],
        [2.45, 2, 0.5],
        [2, 2.45, 0.5],
        [2, 2, 1],
        [-1, 2, 1],
        [2, 2, 9],
    ]
    table = {"box_m": [0.8, 1.0, 0.75], "position_m": [2, 2, 0]}
    (plane,) = planes_of(
        build, {"name": "p", "points_m": points, "normals": [[0, 0, 2]] * len(points)}, furniture=[table]
    )
    assert plane.inside_object.tolist() == [True, True, False, False, True, False, True, True]
    assert plane.normals[0] == pytest.approx([0, 0, 1])


def test_points_on_walls_floor_and_ceiling_count(build: Build) -> None:
    points = [[2, 0, 1.35], [0, 2.5, 1.35], [2, 2, 0], [1, 1.25, 2.7]]
    normals = [[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, -1]]
    (plane,) = planes_of(build, {"name": "p", "points_m": points, "normals": normals})
    assert not plane.inside_object.any()


def test_cylindrical_points_need_no_normals(build: Build) -> None:
    (plane,) = planes_of(build, {"name": "p", "kind": "cylindrical", "points_m": [[2, 2, 1.2]]})
    assert plane.kind == "cylindrical"


@pytest.mark.parametrize(
    ("plane", "code"),
    [
        ({"name": "w", "height_m": 0.75, "margin_m": 2.5}, "PLANE_EMPTY"),
        ({"name": "w", "height_m": 0.75, "spacing_m": 0.01, "margin_m": 0}, "TOO_MANY_POINTS"),
        ({"name": "w", "height_m": 3.0}, "PLANE_OUTSIDE_ROOM"),
        ({"name": "w", "points_m": [[9, 9, 1]], "normals": [[0, 0, 1]]}, "PLANE_OUTSIDE_ROOM"),
    ],
)
def test_planes_that_measure_nothing_are_told(
    found_in: Callable[..., Any], plane: dict[str, Any], code: str
) -> None:
    assert found_in(calculation={"planes": [plane]})[code].where == "calculation.planes[0]"


@pytest.mark.parametrize(("planes", "pieces"), [(3, 0), (1, 1000)])
def test_all_planes_together_have_a_limit(found_in: Callable[..., Any], planes: int, pieces: int) -> None:
    """Each plane for itself is within the limit; what the service is asked for is not."""
    grid = {"height_m": 0.75, "spacing_m": 0.02, "margin_m": 0}  # 50 000 points
    box = {"box_m": [0.1, 0.1, 0.1], "position_m": [2, 2, 0]}
    found = found_in(
        room={"furniture": [box] * pieces},
        calculation={"planes": [{"name": f"w{i}", **grid} for i in range(planes)]},
    )
    assert found["TOO_MANY_POINTS"].where == "calculation.planes"


def test_winding_tells_inside_of_a_tetrahedron() -> None:
    vertices = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=float)
    triangles = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]])
    rng = np.random.default_rng(1)
    points = rng.random((200, 3))
    assert np.array_equal(inside_mesh(vertices, triangles, points), points.sum(axis=1) < 1)
