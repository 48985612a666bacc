"""Pieces in a configuration: made, refused in words, painted where somebody says so, lit as closed bodies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from assets.colour import LUMINANCE_WEIGHTS
from kit.errors import UnsoundInput
from scenes.scene import LitSurface, Scene

OUTLINE = [[0, 0], [5, 0], [5, 4], [0, 4]]


@pytest.fixture
def room(build: Callable[..., Scene]) -> Callable[..., Scene]:
    def of(*furniture: dict[str, Any], **more: Any) -> Scene:
        return build(room={"outline_m": OUTLINE, "height_m": 2.6, "furniture": list(furniture), **more})

    return of


def sofa_of(scene: Scene) -> LitSurface:
    return next(s for s in scene.surfaces if s.name.startswith("furniture:0:"))


def codes(make: Callable[[], Scene]) -> dict[str, str]:
    try:
        problems = make().problems
    except UnsoundInput as fault:
        problems = fault.problems
    return {p.code: f"{p.where}: {p.message} {p.hint}" for p in problems}


def test_a_piece_stands_in_its_box_or_in_its_standard_size(room: Callable[..., Scene]) -> None:
    place = {"position_m": [2.5, 2.0, 0.0], "rotation_deg": 90}
    asked = sofa_of(room({"piece": "sofa", "box_m": [2.2, 0.9, 0.8], **place}))
    assert np.ptp(asked.vertices_m, axis=0) == pytest.approx([0.9, 2.2, 0.799], abs=1e-6)
    assert asked.name == "furniture:0:sofa"
    usual = sofa_of(room({"name": "couch", "piece": "sofa", **place}))
    assert np.ptp(usual.vertices_m, axis=0) == pytest.approx([0.92, 2.1, 0.819], abs=1e-6)


def test_the_front_of_an_unturned_piece_looks_along_minus_y(room: Callable[..., Scene]) -> None:
    scene = room({"piece": "sofa", "position_m": [2.5, 2.0, 0.0]})
    points = sofa_of(scene).vertices_m
    assert points[points[:, 2] > 0.7][:, 1].mean() > 2.1


def test_what_reflects_is_the_mean_of_its_parts(room: Callable[..., Scene]) -> None:
    surface = sofa_of(room({"piece": "sofa", "position_m": [2.5, 2.0, 0.0]}))
    each, corners = surface.triangle_reflectance, surface.vertices_m[surface.triangles]
    assert each is not None
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    assert surface.reflectance_rgb == pytest.approx(tuple(area @ each / area.sum()), abs=1e-6)


@pytest.mark.parametrize("by_group", [False, True])
def test_a_stated_reflectance_is_for_the_main_part_only(room: Callable[..., Scene], by_group: bool) -> None:
    """The fabric of a sofa becomes dark; its wooden feet stay as they are."""
    said: dict[str, Any] = {"reflectance": [0.1, 0.05, 0.02]}
    piece = {"piece": "sofa", "position_m": [2.5, 2.0, 0.0]}
    before = sofa_of(room(piece)).triangle_reflectance
    scene = room(piece, surfaces={"furniture:sofa": said}) if by_group else room(piece | said)
    after = sofa_of(scene).triangle_reflectance
    assert before is not None
    assert after is not None
    changed = (np.abs(before - after) > 1e-6).any(axis=1)
    assert after[changed] == pytest.approx(np.tile([0.1, 0.05, 0.02], (changed.sum(), 1)), abs=1e-3)
    assert 0.7 < changed.mean() < 1.0
    assert "REFLECTANCE_OUT_OF_REACH" not in {p.code for p in scene.problems}


def test_a_stated_material_is_for_the_main_part_and_finishes_for_any(room: Callable[..., Scene]) -> None:
    piece = {"piece": "dining table", "position_m": [2.5, 2.0, 0.0], "material": "walnut"}
    dark = np.array(sofa_of(room(piece)).reflectance_rgb) @ LUMINANCE_WEIGHTS
    assert dark == pytest.approx(0.159, abs=0.005)  # the shelf's walnut, the whole table
    sofa = {"piece": "sofa", "position_m": [2.5, 2.0, 0.0], "finishes": {"wood": {"material": "black-metal"}}}
    each = sofa_of(room(sofa)).triangle_reflectance
    assert each is not None
    assert (each.max(axis=1) < 0.1).any()


def test_more_seats_than_usual(room: Callable[..., Scene]) -> None:
    piece = {"piece": "sofa", "position_m": [2.5, 2.0, 0.0]}
    two, four = (len(sofa_of(room(piece | {"options": {"seats": n}})).triangles) for n in (2, 4))
    assert four > two


def test_what_is_wrong_is_told_at_its_place(room: Callable[..., Scene]) -> None:
    place = {"position_m": [2.5, 2.0, 0.0]}
    unknown = codes(lambda: room({"piece": "Sessel", **place}))["UNKNOWN_PIECE"]
    assert "room.furniture[0].piece" in unknown
    assert "'armchair' is meant" in unknown
    assert "dining table" in unknown
    assert "UNKNOWN_OPTION" in codes(lambda: room({"piece": "sofa", "options": {"legs": 3}, **place}))
    assert "OUT_OF_RANGE" in codes(lambda: room({"piece": "sofa", "options": {"seats": 90}, **place}))
    assert "UNKNOWN_PART" in codes(
        lambda: room({"piece": "sofa", "finishes": {"roof": {"reflectance": 0.5}}, **place})
    )
    assert "UNKNOWN_MATERIAL" in codes(
        lambda: room({"piece": "sofa", "finishes": {"wood": {"material": "kryptonite"}}, **place})
    )
    assert "KEYS_EXCLUDE_EACH_OTHER" in codes(lambda: room({"piece": "sofa", "model": "a.glb", **place}))
    assert "KEYS_EXCLUDE_EACH_OTHER" in codes(
        lambda: room({"box_m": [1, 1, 1], "options": {"seats": 1}, **place})
    )
    assert "MISSING_KEY" in codes(lambda: room({**place}))


def test_a_size_that_no_piece_has_stays_a_box(room: Callable[..., Scene]) -> None:
    piece = {"piece": "chair", "box_m": [3.0, 3.0, 1.0], "position_m": [2.5, 2.0, 0.0]}
    scene = room(piece)
    assert len(sofa_of(scene).triangles) == 12
    assert "PIECE_SIZE_ODD" in {p.code for p in scene.problems}
    assert "0.3 x 0.3 x 0.6" in codes(lambda: room(piece))["PIECE_SIZE_ODD"]
