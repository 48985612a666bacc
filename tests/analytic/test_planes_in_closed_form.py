"""Planes of configurations under one point source in a black room, against formulas.

V2 of the research page on photometry and its formula for the cylindrical illuminance, at every point.
"""

from __future__ import annotations

import numpy as np
import pytest

from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate
from scenes.build_scene import build_scene
from scenes.configuration import read_configuration

LAMP = np.array([4, 4, 2.5])
INTENSITY_CD = 1000.0
IES = b"IESNA:LM-63-2002\nTILT=NONE\n1 -1 1 2 1 1 2 0 0 0\n1 1 10\n0 180\n0\n1000 1000\n"
BLACK = {name: {"reflectance": 0} for name in ("floor", "walls", "ceiling", "furniture")}
TABLE = {"name": "table", "box_m": [1.6, 0.8, 0.75], "position_m": [5, 5, 0], "rotation_deg": 20}


class NoCatalogue:
    """Nothing is asked of it."""

    luminaires = ()


def measured(*planes, **more):
    document = {
        "lampyris": 1,
        "room": {
            "outline_m": [[0, 0], [8, 0], [8, 8], [0, 8]],
            "height_m": 4,
            "surfaces": BLACK,
            "furniture": [TABLE],
        },
        "placements": [{"id": "p", "luminaire": {"photometry": "even.ies"}, "position_m": LAMP.tolist()}],
        "calculation": {
            "maintenance_factor": 1.0,
            "planes": [{"name": f"plane {index}", **plane} for index, plane in enumerate(planes)],
        },
        **more,
    }
    built = build_scene(read_configuration(document), catalogue=NoCatalogue(), read_file=lambda name: IES)
    return built, measure(simulate(built, DRAFT))["planes"]


def expected_lx(points_m, normals):
    """I cos(angle) / d2."""
    path = LAMP - points_m
    distance = np.linalg.norm(path, axis=1)
    return INTENSITY_CD * np.maximum((path * normals).sum(axis=1), 0) / distance**3


def compare(built, documents, *, expected):
    compare_planes(built.planes, documents, expected=expected)


def compare_planes(planes, documents, *, expected, rel=1e-3):
    for plane, document in zip(planes, documents, strict=True):
        counted = ~plane.inside_object
        values = np.array(document["illuminance_lx"], float)[counted]
        points, normals = plane.points_m[counted], plane.normals[counted]
        assert len(values) > 10
        assert values == pytest.approx(expected(points, normals), rel=rel, abs=1e-6)


def test_vertical_and_tilted_illuminance_over_a_grid():
    grid = {"height_m": 1.2, "spacing_m": 1.0, "margin_m": 0}
    compare(
        *measured({**grid, "direction": [0, 1, 0]}, {**grid, "direction": [-1, 0, 1]}), expected=expected_lx
    )


def test_cylindrical_illuminance_over_a_grid_sitting_and_standing():
    """E_z = (I / d2) sin(e) / pi, e from the vertical; 28.1349 lx two metres beside and below (V2)."""

    def cylindrical_lx(points, normals):
        path = LAMP - points
        squared = (path**2).sum(axis=1)
        return INTENSITY_CD / squared * np.hypot(path[:, 0], path[:, 1]) / np.sqrt(squared) / np.pi

    heights = (1.2, 1.6, 0.5)
    built, documents = measured(
        *(
            {"kind": "cylindrical", "height_m": height, "spacing_m": 0.8, "margin_m": 0.4}
            for height in heights
        )
    )
    compare(built, documents, expected=cylindrical_lx)
    assert cylindrical_lx(np.array([[6, 4, 0.5]]), None) == pytest.approx([28.1349], rel=1e-5)


def test_upright_and_leaning_rectangles():
    upright = {"origin_m": [1, 1, 0.2], "u_m": [3, 0, 0], "v_m": [0, 0, 2]}
    leaning = {"origin_m": [1, 6, 0.2], "u_m": [3, 0, 0], "v_m": [0, -1, 2]}
    # the upright one looks away from the lamp, seen from the other side it looks towards it
    towards = {"origin_m": [4, 1, 0.2], "u_m": [-3, 0, 0], "v_m": [0, 0, 2]}
    built, documents = measured(upright, leaning, towards)
    compare(built, documents, expected=expected_lx)
    assert documents[0]["max_lx"] == 0
    assert documents[2]["min_lx"] > 20


def test_room_surfaces_and_the_top_of_a_table():
    built, (ceiling, wall, walls, table) = measured(
        {"on": "ceiling"}, {"on": "wall:0"}, {"on": "walls"}, {"on": "table"}
    )
    compare_planes(built.planes[:1], [ceiling], expected=expected_lx, rel=2e-3)
    compare_planes(built.planes[3:], [table], expected=expected_lx)
    # the table's shadow falls on the foot of two walls, far from wall 0
    compare_planes(built.planes[1:2], [wall], expected=expected_lx)
    mean = np.mean(expected_lx(built.planes[2].points_m, built.planes[2].normals))
    assert walls["mean_lx"] == pytest.approx(mean, rel=0.02)


def test_all_sides_of_a_box_of_which_the_lamp_sees_three():
    built, documents = measured({"on": "table", "side": "all", "spacing_m": 0.1})
    compare(built, documents, expected=expected_lx)
    values = np.array(documents[0]["illuminance_lx"], float)
    assert documents[0]["min_lx"] == 0
    assert np.isnan(values).sum() == pytest.approx(1.28 / 0.01, rel=0.05)  # the base stands on the floor
