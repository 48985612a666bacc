"""The lux map says what the measures say, where they say it."""

from __future__ import annotations

import base64
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from render.lattice import finer, lattice_of
from render.line_labels import labels_of
from render.lux_map import levels_of, lux_map_svg
from scenes.configuration_model import Placement
from scenes.room import Room

SVG = "{http://www.w3.org/2000/svg}"
OUTLINE = ((0.0, 0.0), (5.0, 0.0), (5.0, 4.0), (0.0, 4.0))


def plane(of_xy, turned_deg=0.0, **more):
    """A plane of 18 x 14 cells of 0.25 m over the room, its values from its points."""
    x, y = np.meshgrid(0.375 + 0.25 * np.arange(18), 0.375 + 0.25 * np.arange(14))
    points = np.stack([x.ravel(), y.ravel(), np.full(x.size, 0.75)], axis=1)
    lux = of_xy(points[:, 0], points[:, 1])
    c, s = np.cos(np.radians(turned_deg)), np.sin(np.radians(turned_deg))
    points[:, :2] = points[:, :2] @ np.array([[c, s], [-s, c]])
    numbers = {"mean_lx": 251.4, "min_lx": 9.876, "uniformity": 0.0393}
    values = [None if np.isnan(each) else float(each) for each in lux]
    return {"name": "desk <1>", "points_m": points.tolist(), "illuminance_lx": values, **numbers, **more}


def cone(x, y):
    return 500 - 150 * np.hypot(x - 2.5, y - 2)


def drawn(measures, name="Living room", scene=None):
    room = Room(outline_m=OUTLINE, height_m=2.7, name=name)
    lamp = Placement(id="p<1>", luminaire="x", position_m=(2.5, 2.0, 2.7))
    svg = lux_map_svg(room, [lamp], measures, scene_name=scene, maintenance_factor=0.8)
    return None if svg is None else ElementTree.fromstring(svg)


def words(tree):
    return ["".join(text.itertext()) for text in tree.iter(f"{SVG}text")]


def test_lines_lie_where_the_light_is():
    tree = drawn(plane(cone))
    scale = float(tree.get("data-pixels-per-m"))
    low_x, high_y = float(tree.get("data-low-x-m")), float(tree.get("data-high-y-m"))
    lines = [path for path in tree.iter(f"{SVG}path") if path.get("class") == "iso"]
    assert {float(path.get("data-lx")) for path in lines} >= {150.0, 200.0, 300.0}
    for path in lines:
        pixels = np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d")), float)
        x, y = pixels[:, 0] / scale + low_x, high_y - pixels[:, 1] / scale
        inner = (x > 0.5) & (x < 4.5) & (y > 0.5) & (y < 3.5)
        assert cone(x, y)[inner] == pytest.approx(float(path.get("data-lx")), abs=8)


def test_labels_and_captions_say_what_is_shown():
    tree = drawn(plane(cone), scene="evening & co")
    shown = words(tree)
    for level in {path.get("data-lx") for path in tree.iter(f"{SVG}path") if path.get("class") == "iso"}:
        assert level in shown
    assert "lx" in shown
    assert "1 m" in shown
    assert "Living room · evening & co" in shown
    assert "p<1>" in shown
    assert "Mean 251 lx · minimum 9.88 lx · uniformity 0.04" in shown
    assert "平均照度 251 lx · 最小照度 9.88 lx · 均匀度 0.04" in shown
    assert any("desk <1>, 0.75 m" in text for text in shown)


def test_the_picture_is_brightest_under_the_lamp_and_clear_where_nothing_is():
    def with_gap(x, y):
        return np.where((x < 1) & (y < 1), np.nan, cone(x, y))

    tree = drawn(plane(with_gap))
    (image,) = tree.iter(f"{SVG}image")
    data = image.get("href").removeprefix("data:image/png;base64,")
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))).astype(int)
    assert pixels.shape == (14 * 8, 18 * 8, 4)
    assert (pixels[: 3 * 8, : 3 * 8, 3] == 0).all()
    assert (pixels[3 * 8 :, 3 * 8 :, 3] == 255).all()
    light = pixels[..., :3].sum(axis=2)
    assert light[56, 72] > 1.2 * light[100, 130]


def test_a_turned_grid_is_found_and_other_points_are_not():
    for turned_deg in (0.0, 11.0, 45.0, 80.0):
        measures = plane(cone, turned_deg)
        points = np.array(measures["points_m"])[:, :2]
        found = lattice_of(points, np.array(measures["illuminance_lx"]))
        assert sorted(found.values.shape) == [14, 18]
        places = found.place_m(np.argwhere(np.isfinite(found.values)).astype(float))
        assert np.sort(np.round(places, 6), axis=0) == pytest.approx(np.sort(np.round(points, 6), axis=0))
    scattered = plane(cone)
    scattered["points_m"] = (np.random.default_rng(1).random((252, 3)) * [4, 3, 0]).tolist()
    assert drawn(scattered) is None
    upright = plane(cone)
    upright["points_m"] = [[x, 1.0, y] for x, y, _ in upright["points_m"]]
    assert drawn(upright) is None


def test_a_finer_lattice_keeps_the_values_and_overshoots_nothing():
    values = np.where(np.arange(10) < 5, 1.0, 100.0)[None, :].repeat(6, axis=0)
    points = np.stack(np.meshgrid(np.arange(10.0), np.arange(6.0)), axis=-1).reshape(-1, 2)
    fine = finer(lattice_of(points, values.ravel()), 5)
    assert fine.values[2::5, 2::5] == pytest.approx(values)
    assert (fine.values[:, :20] == 1.0).all()
    assert fine.place_m(np.array([[2.0, 2.0]]))[0] == pytest.approx([0, 0])


def test_a_dark_room_has_a_map_without_lines():
    dark = plane(lambda x, y: 0 * x, mean_lx=0.0, min_lx=0.0, uniformity=None)
    tree = drawn(dark)
    assert not [path for path in tree.iter(f"{SVG}path") if path.get("class") == "iso"]
    assert "Mean 0 lx · minimum 0 lx · uniformity –" in words(tree)


@pytest.mark.parametrize(("low", "high"), [(0.02, 9), (45, 800), (480, 520), (200, 590), (3, 30000)])
def test_levels_are_round_and_few(low, high):
    levels = levels_of(np.geomspace(low, high, 50))
    assert 2 <= len(levels) <= 9
    assert low < min(levels) < max(levels) < high


def test_labels_keep_apart_and_stand_upright():
    angle = np.linspace(0, 2 * np.pi, 200)
    rings = [
        (r, np.stack([300 + r * np.cos(angle), 300 + r * np.sin(angle)], axis=1)) for r in (40.0, 80.0, 250.0)
    ]
    labels = labels_of(rings, [(300.0, 300.0)])
    assert {label.level for label in labels} == {40.0, 80.0, 250.0}
    places = np.array([label.place_px for label in labels])
    apart = np.linalg.norm(places[:, None] - places[None], axis=2) + 1e9 * np.eye(len(places))
    assert apart.min() >= 30
    assert all(-90 <= label.turned_deg <= 90 for label in labels)
