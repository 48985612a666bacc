"""Two sheets in one place: each is seen from its own front."""

from __future__ import annotations

import numpy as np

from scenes.sheets import APART_M, parted_sheets

SQUARE = np.array([[0.0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1]])
UP, DOWN = [[0, 1, 2], [0, 2, 3]], [[2, 1, 0], [3, 2, 0]]


def test_back_to_back_sheets_of_two_materials_lie_apart_in_front_of_each_other() -> None:
    triangles = np.array(UP + DOWN)
    vertices, found = parted_sheets(SQUARE, triangles, np.array([0, 0, 1, 1]))
    heights = vertices[found][..., 2]
    np.testing.assert_allclose(heights[:2], 1 + APART_M / 2, rtol=0, atol=1e-12)
    np.testing.assert_allclose(heights[2:], 1 - APART_M / 2, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(vertices[found][..., :2], SQUARE[triangles][..., :2])


def test_sheets_of_one_material_and_repeated_faces_stay() -> None:
    for triangles, material in ((UP + DOWN, [0, 0, 0, 0]), (UP + UP, [0, 0, 1, 1]), (UP, [0, 1])):
        vertices, found = parted_sheets(SQUARE, np.array(triangles), np.array(material))
        np.testing.assert_array_equal(vertices, SQUARE)
        np.testing.assert_array_equal(found, triangles)


def test_any_order_of_corners_is_the_same_place() -> None:
    away = SQUARE + np.array([0.123456789, 987.654321, 0.5])
    for turn in range(3):
        triangles = np.array([UP[0], np.roll(UP[0][::-1], turn)])
        _, found = parted_sheets(away, triangles, np.array([3, 5]))
        assert not (found == triangles).any()


def test_one_corner_elsewhere_is_another_triangle() -> None:
    vertices = np.concatenate([SQUARE, [[1.0, 1.001, 1]]])
    triangles = np.array([UP[0], [4, 1, 0]])
    _, found = parted_sheets(vertices, triangles, np.array([0, 1]))
    np.testing.assert_array_equal(found, triangles)
