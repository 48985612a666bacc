"""Shapes of scanned furniture: closed skins within their boxes, with the volume their parts have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scenes.readers.furniture_shapes import shape_of
from scenes.readers.union_of_boxes import union_of_boxes

Array = NDArray[Any]

SIZES = {
    "dining table": (1.4, 0.85, 0.75),
    "dining chair": (0.45, 0.48, 0.88),
    "sofa": (2.2, 0.95, 0.8),
    "armchair": (0.8, 0.8, 0.82),
    "bed": (1.6, 2.1, 0.65),
    "shelf": (0.9, 0.32, 1.95),
}


def vector_areas(vertices: Array, triangles: Array) -> Array:
    corners = vertices[triangles]
    return np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2


def volume(vertices: Array, triangles: Array) -> float:
    """Divergence theorem."""
    middles = vertices[triangles].mean(axis=1)
    return float(np.einsum("ij,ij->", middles, vector_areas(vertices, triangles))) / 3


@pytest.mark.parametrize("name", sorted(SIZES))
def test_a_shape_fills_its_box_without_leaving_it(name: str) -> None:
    size = np.array(SIZES[name])
    shape = shape_of(name, SIZES[name])
    assert shape is not None
    vertices, triangles = shape
    assert vertices.min(axis=0) == pytest.approx([-size[0] / 2, -size[1] / 2, 0.001], abs=1e-9)
    assert vertices.max(axis=0) == pytest.approx([size[0] / 2, size[1] / 2, size[2]], abs=1e-9)
    assert 0 < volume(vertices, triangles) < size.prod()
    assert (np.linalg.norm(vector_areas(vertices, triangles), axis=1) > 1e-7).all()


def test_fronts_look_along_minus_y() -> None:
    shape = shape_of("dining chair", SIZES["dining chair"])
    assert shape is not None
    high = shape[0][shape[0][:, 2] > 0.6]
    assert high[:, 1].min() > 0.15  # the back is at +y


@pytest.mark.parametrize(
    ("name", "size"), [("cabinet", (1, 1, 1)), ("table", (0.1, 0.1, 0.1)), ("chair", (3, 3, 1))]
)
def test_what_is_no_such_thing_stays_a_box(name: str, size: tuple[float, float, float]) -> None:
    assert shape_of(name, size) is None


def test_one_box_has_six_faces() -> None:
    assert len(union_of_boxes([(0, 0, 0, 1, 2, 2)])[1]) == 12


@pytest.mark.parametrize("name", sorted(SIZES))
def test_every_edge_has_its_partner(name: str) -> None:
    shape = shape_of(name, SIZES[name])
    assert shape is not None
    _, merged = np.unique(np.round(shape[0], 6), axis=0, return_inverse=True)
    corners = merged.ravel()[shape[1]]
    edges = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    assert sorted(map(tuple, edges.tolist())) == sorted((b, a) for a, b in edges.tolist())


SPAN = st.integers(0, 3).flatmap(lambda low: st.tuples(st.just(low), st.integers(low + 1, 4)))
CORNERS = st.tuples(SPAN, SPAN, SPAN).map(lambda s: (*[a for a, _ in s], *[b for _, b in s]))


@settings(max_examples=60, deadline=None)
@given(st.lists(CORNERS, min_size=1, max_size=5))
def test_the_skin_of_boxes_is_closed_and_has_their_volume(boxes: list[tuple[int, ...]]) -> None:
    """Against counting unit cells."""
    lifted = [(x0, y0, z0 + 1, x1, y1, z1 + 1) for x0, y0, z0, x1, y1, z1 in boxes]
    cells = np.zeros((5, 5, 6), dtype=bool)
    for x0, y0, z0, x1, y1, z1 in lifted:
        cells[x0:x1, y0:y1, z0:z1] = True
    skin = union_of_boxes(lifted)
    assert volume(*skin) == pytest.approx(cells.sum())
    assert vector_areas(*skin).sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-9)
    padded = np.pad(cells, 1).astype(int)
    faces = sum(np.abs(np.diff(padded, axis=axis)).sum() for axis in range(3))
    assert np.linalg.norm(vector_areas(*skin), axis=1).sum() == pytest.approx(faces)
