"""Planes that are no plain grid: rectangles, surfaces, stated directions, and the rule of EN 12464-1."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import trimesh

from scenes.plane_grids import cell_counts, rule_spacing_m
from scenes.scene import MeasuringPlane, Scene

Build = Callable[..., Scene]
TABLE = {"name": "table", "box_m": [1.6, 0.8, 0.75], "position_m": [2, 2, 0]}
LAMP = {"name": "lamp", "box_m": [0.3, 0.3, 0.5], "position_m": [2, 2, 0.75]}


def plane_of(build: Build, plane: dict[str, Any], **room: Any) -> MeasuringPlane:
    (measured,) = build(room=room, calculation={"planes": [{"name": "p", **plane}]}).planes
    return measured


def glb(mesh: trimesh.Trimesh) -> bytes:
    """A mesh with z up as a file of ours reads it: glTF's y is up."""
    turned = mesh.copy()
    turned.apply_transform(trimesh.transformations.rotation_matrix(-np.pi / 2, [1, 0, 0]))
    stream = io.BytesIO()
    turned.export(stream, file_type="glb")
    return stream.getvalue()


# The rule, as the table of the standard rounds it: length of the area, spacing.
@pytest.mark.parametrize(
    ("length", "spacing"), [(1, 0.20), (2, 0.32), (5, 0.62), (10, 1.0), (50, 3.1), (100, 5.0), (1000, 10)]
)
def test_the_rule_of_en_12464(length: float, spacing: float) -> None:
    assert rule_spacing_m(length) == pytest.approx(spacing, rel=0.02)


@pytest.mark.parametrize(
    ("sides", "counts"),
    [
        ((10, 10), (10, 10)),
        ((10, 6), (10, 6)),  # p = 1 m along the longer side
        ((6, 10), (6, 10)),
        ((100, 10), (100, 10)),  # ten times as long: p = 1 m along the shorter side
        ((100, 60), (20, 12)),
        ((0.1, 0.1), (3, 3)),
    ],
)
def test_grids_by_the_rule(sides: tuple[float, float], counts: tuple[int, int]) -> None:
    assert cell_counts(*sides, "en12464") == counts


def test_a_plane_by_the_rule(build: Build) -> None:
    """4 x 5 m: p = 0.2 x 5^log10(5) = 0.616 m, so nine cells along 5 m and seven along 4 m."""
    plane = plane_of(build, {"height_m": 0.75, "spacing_m": "en12464", "margin_m": 0})
    assert len(plane.points_m) == 63
    assert np.unique(plane.points_m[:, 1]) == pytest.approx(5 / 9 * (np.arange(9) + 0.5))


def test_a_grid_looks_in_a_stated_direction(build: Build) -> None:
    plane = plane_of(build, {"height_m": 1.2, "spacing_m": 1.0, "margin_m": 0, "direction": [0, 3, 0]})
    assert len(plane.points_m) == 20
    assert plane.normals == pytest.approx(np.tile([0, 1, 0], (20, 1)))
    assert not plane.over_floor
    points = plane_of(build, {"points_m": [[1, 1, 1], [2, 2, 1]], "direction": [0, 0, -1]})
    assert not points.over_floor
    assert build().planes[0].over_floor
    assert points.normals == pytest.approx(np.tile([0, 0, -1], (2, 1)))


def test_a_rectangle_stands_or_leans(build: Build) -> None:
    upright = {"origin_m": [1, 1, 0.5], "u_m": [2, 0, 0], "v_m": [0, 0, 1], "spacing_m": 0.5}
    plane = plane_of(build, upright)
    assert plane.normals == pytest.approx(np.tile([0, -1, 0], (8, 1)))
    x, z = np.meshgrid([1.25, 1.75, 2.25, 2.75], [0.75, 1.25])
    assert plane.points_m == pytest.approx(np.column_stack([x.ravel(), np.ones(8), z.ravel()]))
    leaning = plane_of(build, {**upright, "v_m": [0, 1, 1], "spacing_m": 0.25})
    assert leaning.normals[0] == pytest.approx(np.array([0, -1, 1]) / np.sqrt(2))
    assert leaning.points_m.mean(axis=0) == pytest.approx([2, 1.5, 1])


def test_a_rectangle_moves_with_the_world(build: Build) -> None:
    c, s = np.cos(0.7), np.sin(0.7)
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])

    def moved(point: list[float], shift: tuple[float, float, float] = (30, -20, 0)) -> list[float]:
        return (turn @ np.array(point, float) + shift).tolist()

    rectangle = {"origin_m": [1, 1, 0.5], "u_m": [2, 0, 0], "v_m": [0, 1, 1]}
    still = plane_of(build, rectangle)
    outline = [moved([x, y, 0])[:2] for x, y in ((0, 0), (4, 0), (4, 5), (0, 5))]
    nowhere = (0.0, 0.0, 0.0)
    turned = {
        "origin_m": moved([1, 1, 0.5]),
        "u_m": moved([2, 0, 0], nowhere),
        "v_m": moved([0, 1, 1], nowhere),
    }
    elsewhere = plane_of(build, turned, outline_m=outline)
    assert elsewhere.points_m == pytest.approx(still.points_m, abs=1e-8)
    assert elsewhere.normals == pytest.approx(still.normals, abs=1e-8)
    assert elsewhere.file_points_m == pytest.approx(
        np.array([moved(p) for p in still.file_points_m]), abs=1e-8
    )


@pytest.mark.parametrize("name", ["table", "furniture:table", "furniture:0", "furniture:0:table"])
def test_the_top_of_a_table_is_a_grid_a_millimetre_above_it(build: Build, name: str) -> None:
    plane = plane_of(build, {"on": name, "spacing_m": 0.2}, furniture=[TABLE])
    x, y = np.meshgrid(np.arange(1.3, 2.8, 0.2), np.arange(1.7, 2.4, 0.2))
    wanted = np.column_stack([x.ravel(), y.ravel(), np.full(32, 0.751)])
    order = np.lexsort(plane.points_m.round(6).T)
    assert plane.points_m[order] == pytest.approx(wanted[np.lexsort(wanted.round(6).T)])
    assert plane.normals == pytest.approx(np.tile([0, 0, 1], (32, 1)))
    assert not plane.inside_object.any()


def test_a_turned_table_keeps_its_grid(build: Build) -> None:
    plane = plane_of(build, {"on": "table", "spacing_m": 0.2}, furniture=[{**TABLE, "rotation_deg": 30}])
    c, s = np.cos(np.radians(30)), np.sin(np.radians(30))
    own = (plane.points_m[:, :2] - (2, 2)) @ np.array([[c, -s], [s, c]])
    assert np.unique(own[:, 0].round(6)) == pytest.approx(np.arange(-0.7, 0.8, 0.2))
    assert np.unique(own[:, 1].round(6)) == pytest.approx(np.arange(-0.3, 0.4, 0.2))


def test_what_stands_on_a_table_covers_its_points(build: Build) -> None:
    plane = plane_of(build, {"on": "table", "spacing_m": 0.2}, furniture=[TABLE, LAMP])
    beside = np.abs(plane.points_m[:, :2] - (2, 2)).max(axis=1) > 0.15
    assert plane.inside_object.tolist() == (~beside).tolist()
    assert plane.inside_object.sum() == 4


@pytest.mark.parametrize("side", ["sides", "all", "bottom"])
def test_points_on_a_box_each_stand_for_the_same_area(build: Build, side: str) -> None:
    plane = plane_of(
        build,
        {"on": "table", "side": side, "spacing_m": 0.05},
        furniture=[{**TABLE, "position_m": [2, 2, 0.5]}],
    )
    on = plane.points_m - plane.normals * 1e-3 - (2, 2, 0.5)
    low, high = np.array([-0.8, -0.4, 0]), np.array([0.8, 0.4, 0.75])
    assert np.minimum(np.abs(on - low), np.abs(on - high)).min(axis=1) == pytest.approx(0, abs=1e-8)
    assert ((on > low - 1e-8) & (on < high + 1e-8)).all()
    areas = {
        "sides": {0: 2 * 0.6, 1: 2 * 1.2},
        "all": {0: 2 * 0.6, 1: 2 * 1.2, 2: 2 * 1.28},
        "bottom": {2: 1.28},
    }[side]
    counts = {axis: int((np.abs(plane.normals[:, axis]) > 0.5).sum()) for axis in areas}
    for axis, area in areas.items():
        assert counts[axis] == pytest.approx(area / 0.05**2, rel=0.02)
    assert sum(counts.values()) == len(plane.points_m)
    # the middle of the points is the middle of the faces, which lie about the axis of the box
    assert on.mean(axis=0)[:2] == pytest.approx([0, 0], abs=0.02)


def test_points_on_a_ball_are_spread_evenly_and_look_outward(build: Build) -> None:
    ball = trimesh.creation.icosphere(subdivisions=4, radius=0.4)
    plane = plane_of_model(build, ball, {"side": "all", "spacing_m": 0.05})
    centre = np.array([2, 2, 1.0])
    away = plane.points_m - centre
    assert np.linalg.norm(away, axis=1) == pytest.approx(0.401, abs=2e-3)
    assert (np.einsum("px,px->p", away, plane.normals) > 0.39).all()
    assert len(away) == pytest.approx(ball.area / 0.05**2, rel=0.05)
    assert away.mean(axis=0) == pytest.approx([0, 0, 0], abs=4e-3)
    # as many in each eighth of the ball
    eighth = (away > 0) @ [1, 2, 4]
    assert np.bincount(eighth, minlength=8) == pytest.approx(np.full(8, len(away) / 8), rel=0.06)


def plane_of_model(build: Build, mesh: trimesh.Trimesh, plane: dict[str, Any]) -> MeasuringPlane:
    piece = {"name": "model", "model": "model.glb", "position_m": [2, 2, 1]}
    (measured,) = build(
        room={"furniture": [piece]},
        files={"model.glb": glb(mesh)},
        calculation={"planes": [{"name": "p", "on": "model", **plane}]},
    ).planes
    return measured


def test_the_top_of_a_model_is_what_is_seen_from_above(build: Build) -> None:
    """A shelf of two boards: only the upper one is its top, and legs within the board are not."""
    parts = [
        trimesh.creation.box([1, 0.5, 0.02], trimesh.transformations.translation_matrix([0, 0, z]))
        for z in (0.2, 0.6)
    ]
    parts.append(
        trimesh.creation.box([0.05, 0.05, 0.6], trimesh.transformations.translation_matrix([0, 0, 0.3]))
    )
    plane = plane_of_model(build, trimesh.util.concatenate(parts), {"spacing_m": 0.1})
    assert len(plane.points_m) == 50
    assert plane.points_m[:, 2] == pytest.approx(1 + 0.61 + 1e-3)
    bottom = plane_of_model(build, trimesh.util.concatenate(parts), {"spacing_m": 0.1, "side": "bottom"})
    assert bottom.normals[:, 2] == pytest.approx(-1)
    assert bottom.points_m[:, 2].max() == pytest.approx(1 + 0.19 - 1e-3)


def test_a_wall_is_measured_around_its_window(build: Build) -> None:
    window = {"wall": 0, "kind": "window", "offset_m": 1, "width_m": 2, "sill_m": 0.9, "height_m": 0.9}
    plane = plane_of(build, {"on": "wall:0", "spacing_m": 0.1}, openings=[window])
    assert len(plane.points_m) == 40 * 27 - 20 * 9
    assert plane.normals == pytest.approx(np.tile([0, 1, 0], (len(plane.points_m), 1)))
    assert plane.points_m[:, 1] == pytest.approx(1e-3)
    assert not plane.inside_object.any()
    walls = plane_of(build, {"on": "walls", "spacing_m": 0.25}, openings=[window])
    assert len(walls.points_m) == pytest.approx((18 * 2.7 - 1.8) / 0.0625, rel=0.02)
    for name, height in (("floor", 1e-3), ("ceiling", 2.7 - 1e-3)):
        assert plane_of(build, {"on": name}).points_m[:, 2] == pytest.approx(height)


def test_the_same_mesh_gives_the_same_points(build: Build) -> None:
    ball = trimesh.creation.icosphere(subdivisions=2, radius=0.4)
    first, second = (plane_of_model(build, ball, {"side": "all"}) for _ in range(2))
    assert np.array_equal(first.points_m, second.points_m)


GRID = {"name": "w", "height_m": 0.75}


@pytest.mark.parametrize(
    ("plane", "code", "where"),
    [
        ({"name": "w"}, "MISSING_KEY", ""),
        ({**GRID, "on": "floor"}, "KEYS_EXCLUDE_EACH_OTHER", ""),
        ({**GRID, "side": "top"}, "KEYS_EXCLUDE_EACH_OTHER", ".side"),
        ({**GRID, "direction": [0, 0, 0]}, "DIRECTION_WITHOUT_LENGTH", ".direction"),
        ({**GRID, "kind": "cylindrical", "direction": [1, 0, 0]}, "KEYS_EXCLUDE_EACH_OTHER", ".direction"),
        ({**GRID, "spacing_m": "din"}, "UNKNOWN_CHOICE", ".spacing_m"),
        ({**GRID, "spacing_m": 0}, "OUT_OF_RANGE", ".spacing_m"),
        ({"name": "w", "on": "floor", "margin_m": 1}, "KEYS_EXCLUDE_EACH_OTHER", ".margin_m"),
        ({"name": "w", "on": "floor", "side": "top"}, "KEYS_EXCLUDE_EACH_OTHER", ".side"),
        ({"name": "w", "on": "floor", "kind": "cylindrical"}, "KEYS_EXCLUDE_EACH_OTHER", ".on"),
        ({"name": "w", "on": "tabel"}, "UNKNOWN_SURFACE", ".on"),
        ({"name": "w", "on": "table", "spacing_m": 0.01, "side": "all"}, None, ""),
        ({"name": "w", "on": "walls", "spacing_m": 0.01}, "TOO_MANY_POINTS", ""),
        ({"name": "w", "on": "floor", "spacing_m": 0.01}, "TOO_MANY_POINTS", ""),
        ({"name": "w", "origin_m": [1, 1, 1], "u_m": [1, 0, 0]}, "MISSING_KEY", ".v_m"),
        (
            {"name": "w", "origin_m": [1, 1, 1], "u_m": [1, 0, 0], "v_m": [2, 0, 0]},
            "PLANE_EMPTY",
            ".v_m",
        ),
        (
            {"name": "w", "origin_m": [1, 1, 1], "u_m": [1e6, 0, 0], "v_m": [0, 1e6, 0], "spacing_m": 0.01},
            "TOO_MANY_POINTS",
            "",
        ),
        ({"name": "w", "origin_m": [9, 9, 1], "u_m": [1, 0, 0], "v_m": [0, 1, 0]}, "PLANE_OUTSIDE_ROOM", ""),
        (
            {"name": "w", "points_m": [[1, 1, 1]], "normals": [[0, 0, 1]], "direction": [0, 0, 1]},
            "KEYS_EXCLUDE_EACH_OTHER",
            ".direction",
        ),
    ],
)
def test_what_measures_nothing_is_told(
    found_in: Callable[..., Any], plane: dict[str, Any], code: str | None, where: str
) -> None:
    found = found_in(room={"furniture": [TABLE]}, calculation={"planes": [plane]})
    errors = {name: problem for name, problem in found.items() if problem.severity == "error"}
    assert set(errors) == ({code} if code else set())
    if code:
        assert errors[code].where == f"calculation.planes[0]{where}"


def test_the_number_of_points_that_would_be_is_told(found_in: Callable[..., Any]) -> None:
    plane = {"name": "w", "on": "floor", "spacing_m": 0.01}
    assert "200000 points" in found_in(calculation={"planes": [plane]})["TOO_MANY_POINTS"].message
