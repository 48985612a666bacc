"""How surfaces and furniture look: textures in true size, turned with their piece, as light as is stated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textured_models import picture, textured_square

from assets.colour import LUMINANCE_WEIGHTS
from assets.gloss import gloss_reflectance, kept_from_base
from assets.material import Appearance, turned_appearance
from assets.reflectance import triangle_reflectance
from assets.shelf import shelf_material, shelf_names
from kit.problems import Problem
from scenes.scene import LitSurface, Scene

RED = picture(np.tile(np.array([200, 20, 10], np.uint8), (8, 8, 1)))
SQUARE = textured_square(
    {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}, "metallicFactor": 0}}, [RED]
)


PLAIN = textured_square(
    {}, [], document={"meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 2}]}]}
)
OUTLINE = [[0, 0], [5, 0], [5, 4], [0, 4]]


@pytest.fixture
def surfaces(build: Callable[..., Scene]) -> Callable[..., dict[str, LitSurface]]:
    """The surfaces of a room of 5 x 4 x 2.6 m by name; square.glb and box.glb are at hand."""

    def of(**room: Any) -> dict[str, LitSurface]:
        base = {"outline_m": OUTLINE, "height_m": 2.6}
        files = {"square.glb": SQUARE, "box.glb": PLAIN}
        return {s.name: s for s in build(room={**base, **room}, files=files).surfaces}

    return of


def looks_of(surface: LitSurface) -> Appearance:
    assert surface.appearance is not None
    return surface.appearance


def frames(surface: LitSurface, size_m: tuple[float, float]) -> tuple[Any, Any]:
    """Directions in the room in which u and v grow, by a metre of texture: unit vectors in true size."""
    corners = surface.vertices_m[surface.triangles]
    uv = looks_of(surface).uv.astype(float) * size_m
    edges = np.stack([corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]], axis=1)
    steps = np.stack([uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]], axis=1)
    found = np.linalg.solve(steps, edges)
    return found[:, 0], found[:, 1]


@pytest.mark.parametrize(
    ("name", "along"),
    [("floor", [1, 0, 0]), ("ceiling", [1, 0, 0]), ("wall:0", [-1, 0, 0]), ("wall:1", [0, -1, 0])],
)
def test_materials_lie_in_true_size_and_are_not_mirrored(
    surfaces: Callable[..., dict[str, LitSurface]], name: str, along: list[float]
) -> None:
    look = {"material": "oak-planks"}
    surface = surfaces(surfaces={"floor": look, "walls": look, "ceiling": look})[name]
    u, v = frames(surface, shelf_material("oak-planks").size_m)
    assert np.linalg.norm(u, axis=1) == pytest.approx(1.0, abs=1e-4)
    assert np.linalg.norm(v, axis=1) == pytest.approx(1.0, abs=1e-4)
    assert np.abs(u) == pytest.approx(np.abs(np.tile(along, (len(u), 1))), abs=1e-4)
    corners = surface.vertices_m[surface.triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    # u to the right, v down the image: together they look away from who looks at it
    assert (np.einsum("ij,ij->i", np.cross(u, v), normal) < 0).all()
    if name.startswith("wall"):
        assert v[:, 2] == pytest.approx(-1.0)  # down


def test_a_material_says_the_reflectance_where_nobody_does(
    surfaces: Callable[..., dict[str, LitSurface]],
) -> None:
    found = surfaces(surfaces={"floor": {"material": "walnut-planks"}, "walls": {"reflectance": 0.5}})
    assert found["floor"].reflectance_rgb == shelf_material("walnut-planks").reflectance_rgb
    assert (looks_of(found["floor"]).triangle_rgb == 1).all()
    assert found["wall:0"].appearance is None


def test_a_stated_reflectance_wins_and_tints_the_material(
    surfaces: Callable[..., dict[str, LitSurface]],
) -> None:
    finishes = {
        "walls": {"material": "white-plaster", "reflectance": [0.6, 0.3, 0.2]},
        "wall:1": {"reflectance": 0.4},
        "wall:2": {"material": "concrete"},
    }
    found = surfaces(surfaces=finishes)
    assert found["wall:0"].reflectance_rgb == pytest.approx((0.6, 0.3, 0.2), abs=1e-5)
    shown = triangle_reflectance(looks_of(found["wall:0"]))
    assert shown == pytest.approx(np.tile([0.6, 0.3, 0.2], (len(shown), 1)), abs=0.006)
    # a reflectance alone keeps the material of all walls, a material alone its own reflectance
    shown = triangle_reflectance(looks_of(found["wall:1"]))
    assert shown @ LUMINANCE_WEIGHTS == pytest.approx(0.4, abs=0.006)
    assert found["wall:1"].reflectance_rgb == pytest.approx(shown[0], abs=0.006)
    assert LUMINANCE_WEIGHTS @ found["wall:1"].reflectance_rgb == pytest.approx(0.4, abs=1e-5)
    assert (
        found["wall:1"].reflectance_rgb[0] > found["wall:1"].reflectance_rgb[2] + 0.01
    )  # warm as plaster is
    assert found["wall:2"].reflectance_rgb == shelf_material("concrete").reflectance_rgb


def test_boxes_and_models_take_materials_too(surfaces: Callable[..., dict[str, LitSurface]]) -> None:
    box = {"name": "b", "box_m": [1.2, 0.5, 0.4], "position_m": [2, 2, 0], "rotation_deg": 30}
    model = {"name": "m", "model": "square.glb", "position_m": [1, 1, 0.5], "material": "leather"}
    found = surfaces(furniture=[{**box, "material": "oak"}, model])
    top = found["furniture:0:b"]
    u, v = frames(top, shelf_material("oak").size_m)
    assert np.linalg.norm(u, axis=1) == pytest.approx(1.0, abs=1e-3)
    assert np.linalg.norm(v, axis=1) == pytest.approx(1.0, abs=1e-3)
    # grain along the longest side, turned with the piece; on its ends (1 x 0.5) along the half metre
    long = [np.cos(np.radians(30)), np.sin(np.radians(30)), 0]
    assert (np.abs(u @ long) > 0.999).sum() == 8
    corners = top.vertices_m[top.triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (np.einsum("ij,ij->i", np.cross(u, v), normal) < 0).all()
    leather = looks_of(found["furniture:1:m"])
    assert leather.materials[0].name == "leather"
    assert found["furniture:1:m"].reflectance_rgb == shelf_material("leather").reflectance_rgb


def test_a_models_own_colours_count_where_nothing_is_stated(
    surfaces: Callable[..., dict[str, LitSurface]],
) -> None:
    piece = {"model": "square.glb", "position_m": [1, 1, 0.5]}
    red = surfaces(furniture=[{**piece, "name": "m"}])["furniture:0:m"]
    codes = np.array([200, 20, 10]) / 255
    linear = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
    gloss = float(gloss_reflectance(1.5, 1.0))
    assert red.reflectance_rgb == pytest.approx(gloss + (1 - kept_from_base(1.5)) * linear, abs=1e-4)
    assert red.triangle_reflectance is None  # both triangles are alike


def test_a_model_without_colours_is_as_furniture_is(
    surfaces: Callable[..., dict[str, LitSurface]],
) -> None:
    plain = surfaces(furniture=[{"name": "m", "model": "box.glb", "position_m": [1, 1, 0.5]}])
    assert plain["furniture:0:m"].appearance is None
    assert plain["furniture:0:m"].reflectance_rgb == (0.4, 0.4, 0.4)


def test_normals_stretch_with_the_model() -> None:
    appearance = Appearance(
        (),
        np.zeros(1, np.int64),
        np.zeros((1, 3, 2), np.float32),
        np.array([[[1, 1, 0], [0, 0, 1], [0, 0, 0]]], np.float32) / np.float32(2**0.5),
        np.ones((1, 3), np.float32),
    )
    # stretched twice along x, a normal leans less towards x: (1 / 2, 1, 0) over its length
    found = turned_appearance(appearance, np.diag([2.0, 1.0, 1.0])).corner_normals[0]
    assert found[0] == pytest.approx(np.array([0.5, 1, 0]) / 1.25**0.5)
    assert found[1] == pytest.approx([0, 0, 1])
    assert found[2] == pytest.approx([0, 0, 0])


@pytest.mark.parametrize("where", ["surface", "furniture"])
def test_unknown_materials_are_told_with_those_that_are_known(
    found_in: Callable[..., dict[str, Problem]], where: str
) -> None:
    box = {"name": "b", "box_m": [1, 1, 1], "position_m": [2, 2, 0]}
    room = {
        "surface": {"surfaces": {"floor": {"material": "unobtainium"}}},
        "furniture": {"furniture": [{**box, "material": "unobtainium"}]},
    }[where]
    problem = found_in(room=room)["UNKNOWN_MATERIAL"]
    assert "unobtainium" in problem.message
    assert "oak-planks" in problem.hint
    assert problem.where.endswith(".material")


def test_the_page_names_every_material_of_the_shelf() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "materials.md").read_text(encoding="utf-8")
    assert [name for name in shelf_names() if f"`{name}`" not in page] == []
