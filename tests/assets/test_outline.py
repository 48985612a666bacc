"""Outlines of bodies and the dimensional drawing: against areas that one can work out."""

from __future__ import annotations

import math
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from hand_made import block

from assets.body import Body, BodyMaterial
from assets.catalogue import read_catalogue
from assets.dimensions_svg import dimensions_svg
from assets.outline import outline

SVG = "{http://www.w3.org/2000/svg}"


def test_a_box_is_a_rectangle_from_every_side():
    box = block("box", (0, 0, 0), (0.4, 0.2, 0.1), 0.5)
    for across, up, expected in ((0, 2, 0.04), (0, 1, 0.08), (1, 2, 0.02)):
        rings = outline(box.vertices_m, box.triangles, across=across, up=up)
        assert len(rings) == 1
        assert shapely.Polygon(rings[0]).area == pytest.approx(expected, rel=1e-3)
        assert np.ptp(rings[0], axis=0) == pytest.approx(np.ptp(box.vertices_m, axis=0)[[across, up]])


def test_a_hole_stays_a_hole_and_open_sheets_are_seen():
    """Four strips around an empty square."""
    corners, triangles = [], []
    for x0, y0, x1, y1 in ((0, 0, 3, 1), (0, 2, 3, 3), (0, 1, 1, 2), (2, 1, 3, 2)):
        first = len(corners)
        corners += [(x0, y0, 0), (x1, y0, 0), (x1, y1, 0), (x0, y1, 0)]
        triangles += [(first, first + 1, first + 2), (first, first + 2, first + 3)]
    rings = outline(np.array(corners, float), np.array(triangles), across=0, up=1)
    assert len(rings) == 2
    areas = sorted(shapely.Polygon(ring).area for ring in rings)
    assert areas == pytest.approx([1.0, 9.0], rel=3e-3)  # corners move by a two-thousandth


def test_nothing_to_be_seen_has_no_outline():
    flat = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0]], float)
    assert outline(flat, np.array([[0, 1, 2]]), across=0, up=2) == []
    assert outline(flat, np.zeros((0, 3), np.int64), across=0, up=1) == []


def test_a_globe_of_many_triangles_is_a_disc():
    """About 70 000 triangles are drawn from corners moved to coarser steps; the area stays."""
    turns = np.linspace(0, math.pi, 190)
    ring = np.linspace(0, 2 * math.pi, 190, endpoint=False)
    points = np.stack(
        [
            np.outer(np.sin(turns), np.cos(ring)),
            np.outer(np.sin(turns), np.sin(ring)),
            np.outer(np.cos(turns), np.ones(len(ring))),
        ],
        axis=-1,
    ).reshape(-1, 3)
    here = (np.arange(189)[:, None] * 190 + np.arange(190)).ravel()
    right = (np.arange(189)[:, None] * 190 + (np.arange(190) + 1) % 190).ravel()
    triangles = np.concatenate(
        [np.stack([here, here + 190, right], 1), np.stack([right, here + 190, right + 190], 1)]
    )
    rings = outline(points, triangles, across=0, up=2)
    assert shapely.Polygon(rings[0]).area == pytest.approx(math.pi, rel=0.01)


def test_the_drawing_states_the_sizes_in_millimetres():
    luminaire = read_catalogue().find("pendant-globe-300")
    root = ElementTree.fromstring(dimensions_svg(luminaire))
    said = [text.text for text in root.iter(f"{SVG}text")]
    assert sorted(said) == ["1050", "300", "300", "300"]
    assert not any(each.tag.endswith(("script", "image", "a")) for each in root.iter())
    assert dimensions_svg(replace(luminaire, body=None)) is None


def test_both_views_stay_within_the_drawing_whatever_the_body():
    material = (BodyMaterial("x", (0.5, 0.5, 0.5)),)
    for size in ((3.0, 0.02, 0.02), (0.02, 3.0, 0.02), (0.02, 0.02, 3.0)):
        box = block("box", (0, 0, 0), size, 0.5)
        body = Body(box.vertices_m, box.triangles, np.zeros(len(box.triangles), np.int64), material)
        luminaire = replace(read_catalogue().find("pendant-globe-300"), body=body)
        root = ElementTree.fromstring(dimensions_svg(luminaire))
        _, _, wide, high = map(float, root.attrib["viewBox"].split())
        for line in root.iter(f"{SVG}line"):
            assert 0 <= float(line.attrib["x1"]) <= wide
            assert 0 <= float(line.attrib["y2"]) <= high
