"""Surfaces: true areas, closed shells, normals into the room, names and kinds after the contract."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from scenes.checks import check_room
from scenes.configuration_model import RoomEntry
from scenes.frame import moved_room, scene_from_file
from scenes.room import Room
from scenes.room_from_entry import room_from_entry
from scenes.scene import LitSurface, SurfaceKind
from scenes.surfaces import room_surfaces

BOX = {"outline_m": [[0, 0], [4, 0], [4, 5], [0, 5]], "height_m": 2.7}
L_SHAPE = {"outline_m": [[0, 0], [6, 0], [6, 3], [3, 3], [2, 5], [0, 5]], "height_m": 2.5}


def room_of(**keys: Any) -> Room:
    """A room from keys of the contract."""
    entry = RoomEntry.model_validate_json(json.dumps({**BOX, **keys}))
    room, problems = room_from_entry(entry)
    assert not [p for p in (*problems, *check_room(room)) if p.severity == "error"]
    return room


def surfaces_of(room: Room) -> dict[str, LitSurface]:
    found = room_surfaces(moved_room(room, scene_from_file(room)))
    assert len({s.name for s in found}) == len(found)
    return {s.name: s for s in found}


def vector_areas(surface: LitSurface) -> np.ndarray[Any, Any]:
    corners = surface.vertices_m[surface.triangles]
    return np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2


def area(surface: LitSurface) -> float:
    return float(np.linalg.norm(vector_areas(surface), axis=1).sum())


def enclosed_volume(surfaces: list[LitSurface]) -> float:
    """Volume within surfaces that face inwards (divergence theorem)."""
    volume = 0.0
    for surface in surfaces:
        corners = surface.vertices_m[surface.triangles]
        volume -= float(np.einsum("ij,ij->", corners.mean(axis=1), vector_areas(surface))) / 3
    return volume


def shell(surfaces: dict[str, LitSurface]) -> list[LitSurface]:
    return [s for s in surfaces.values() if s.kind is not SurfaceKind.FURNITURE]


def test_a_plain_box_has_six_surfaces_with_their_areas() -> None:
    surfaces = surfaces_of(room_of())
    assert {name: area(s) for name, s in surfaces.items()} == pytest.approx(
        {"floor": 20, "ceiling": 20, "wall:0": 10.8, "wall:1": 13.5, "wall:2": 10.8, "wall:3": 13.5}
    )
    assert vector_areas(surfaces["floor"]).sum(axis=0) == pytest.approx([0, 0, 20])
    assert vector_areas(surfaces["ceiling"]).sum(axis=0) == pytest.approx([0, 0, -20])
    assert vector_areas(surfaces["wall:1"]).sum(axis=0) == pytest.approx([-13.5, 0, 0])


def test_defaults_of_the_contract() -> None:
    surfaces = surfaces_of(room_of(furniture=[{"box_m": [1, 1, 1], "position_m": [2, 2, 0]}]))
    assert surfaces["floor"].reflectance_rgb == (0.2, 0.2, 0.2)
    assert surfaces["wall:3"].reflectance_rgb == (0.5, 0.5, 0.5)
    assert surfaces["ceiling"].reflectance_rgb == (0.7, 0.7, 0.7)
    assert surfaces["furniture:0:box"].reflectance_rgb == (0.4, 0.4, 0.4)


def test_one_wall_may_be_named_and_one_left_open() -> None:
    surfaces = surfaces_of(
        room_of(
            surfaces={
                "walls": {"reflectance": [0.6, 0.55, 0.5]},
                "wall:2": {"reflectance": 0.3},
                "wall:3": {"open": True},
            }
        )
    )
    assert surfaces["wall:0"].reflectance_rgb == (0.6, 0.55, 0.5)
    assert surfaces["wall:2"].reflectance_rgb == (0.3, 0.3, 0.3)
    assert surfaces["wall:3"].kind is SurfaceKind.OPEN
    assert surfaces["wall:3"].transmittance == 1.0


OPENINGS = [
    {"kind": "window", "wall": 0, "offset_m": 1.0, "width_m": 1.2, "sill_m": 0.9, "height_m": 1.2},
    {"kind": "door", "wall": 1, "offset_m": 0.0, "width_m": 0.9, "height_m": 2.1},
    {"kind": "door", "wall": 1, "offset_m": 2.0, "width_m": 0.9, "height_m": 2.1, "open": True},
    {"kind": "passage", "wall": 2, "offset_m": 0.0, "width_m": 1.0, "height_m": 2.7},
    {"kind": "skylight", "position_m": [2, 2], "size_m": [1.0, 0.6]},
    {
        "kind": "window",
        "wall": 0,
        "offset_m": 2.2,
        "width_m": 0.5,
        "sill_m": 0.9,
        "height_m": 1.2,
        "transmittance": 0.5,
    },
]


def test_openings_are_cut_out_and_have_their_kinds() -> None:
    surfaces = surfaces_of(room_of(openings=OPENINGS))
    assert [area(surfaces[f"opening:{i}"]) for i in range(6)] == pytest.approx(
        [1.44, 1.89, 1.89, 2.7, 0.6, 0.6]
    )
    assert area(surfaces["wall:0"]) == pytest.approx(10.8 - 1.44 - 0.6)
    assert area(surfaces["ceiling"]) == pytest.approx(19.4)
    kinds = [surfaces[f"opening:{i}"].kind.value for i in range(6)]
    assert kinds == ["window", "door", "open", "open", "window", "window"]
    assert surfaces["opening:0"].reflectance_rgb == pytest.approx((0.1, 0.1, 0.1))
    assert [surfaces[f"opening:{i}"].transmittance for i in range(6)] == [0.9, 0, 1, 1, 0.9, 0.5]
    assert surfaces["opening:1"].reflectance_rgb == (0.5, 0.5, 0.5)
    window = surfaces["opening:0"].vertices_m
    assert (window.min(axis=0), window.max(axis=0)) == (
        pytest.approx([1.0, 0, 0.9]),
        pytest.approx([2.2, 0, 2.1]),
    )


@pytest.mark.parametrize("base", [BOX, L_SHAPE])
def test_the_shell_is_closed_and_faces_inwards(base: dict[str, Any]) -> None:
    keys = {**base, "holes_m": [[[1, 4], [1.4, 4], [1.4, 4.3], [1, 4.3]]], "openings": OPENINGS[:2]}
    room = room_of(**keys)
    found = shell(surfaces_of(room))
    assert sum(vector_areas(s).sum(axis=0) for s in found) == pytest.approx([0, 0, 0], abs=1e-9)
    assert enclosed_volume(found) == pytest.approx(room.floor_area_m2 * room.height_m)


def test_floor_and_walls_share_their_corners_exactly() -> None:
    surfaces = surfaces_of(room_of(**L_SHAPE, openings=OPENINGS[:2]))
    corners = {tuple(v) for v in surfaces["floor"].vertices_m.tolist()}
    for name in ("wall:0", "wall:1", "wall:2", "opening:1"):
        feet = surfaces[name].vertices_m
        assert {tuple(v) for v in feet[feet[:, 2] == 0].tolist()} <= corners


def test_holes_make_walls_with_names() -> None:
    hole = [[1, 1], [1.5, 1], [1.5, 1.25], [1, 1.25]]
    for ring in (hole, hole[::-1]):
        surfaces = surfaces_of(room_of(holes_m=[ring]))
        assert {n for n in surfaces if n.startswith("hole")} == {f"hole:0:wall:{i}" for i in range(4)}
        assert area(surfaces["floor"]) == pytest.approx(20 - 0.125)
        assert enclosed_volume(list(surfaces.values())) == pytest.approx((20 - 0.125) * 2.7)


def test_a_box_stands_turned_with_its_base_centred() -> None:
    piece = {"name": "table", "box_m": [1.6, 0.9, 0.75], "position_m": [2.5, 2.0, 0.0], "rotation_deg": 90}
    table = surfaces_of(room_of(furniture=[piece]))["furniture:0:table"]
    assert table.vertices_m.min(axis=0) == pytest.approx([2.05, 1.2, 0.0])
    assert table.vertices_m.max(axis=0) == pytest.approx([2.95, 2.8, 0.75])
    assert area(table) == pytest.approx(2 * 1.6 * 0.9 + 2 * 0.75 * (1.6 + 0.9))
    hanging = surfaces_of(room_of(furniture=[{**piece, "position_m": [2.5, 2.0, 1.0]}]))["furniture:0:table"]
    assert area(hanging) == pytest.approx(2 * 1.6 * 0.9 + 2 * 0.75 * (1.6 + 0.9))
    assert enclosed_volume([hanging]) == pytest.approx(-1.6 * 0.9 * 0.75)  # faces outwards


def test_a_clockwise_outline_is_turned_and_openings_keep_their_place() -> None:
    entry = RoomEntry.model_validate_json(
        '{"outline_m": [[0,0],[0,5],[4,5],[4,0]], "height_m": 2.7,'
        '"surfaces": {"wall:1": {"reflectance": 0.3}},'
        '"openings": [{"kind":"window","wall":0,"offset_m":1,"width_m":1.2,"sill_m":0.9,"height_m":1.2}]}'
    )
    room, problems = room_from_entry(entry)
    assert [p.code for p in problems] == ["OUTLINE_TURNED"]
    assert problems[0].severity == "info"
    found = {s.name: s for s in room_surfaces(room)}
    window = found["opening:0"].vertices_m  # wall 0 ran up the y axis: the window is at y 1 to 2.2
    assert (window.min(axis=0), window.max(axis=0)) == (
        pytest.approx([0, 1.0, 0.9]),
        pytest.approx([0, 2.2, 2.1]),
    )
    third = next(s for s in found.values() if s.reflectance_rgb == (0.3, 0.3, 0.3))
    assert third.vertices_m[:, 1] == pytest.approx(np.full(4, 5.0))
