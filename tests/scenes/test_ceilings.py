"""Sloped ceilings and ceilings that are meshes: closed, of the right size, and checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from shells import area_m2, box, has_leak, named, volume_m3

from kit.problems import Problem
from scenes.ceiling import ceiling_height_m, wall_top_m
from scenes.room import Room, Slope
from scenes.scene import Scene, SurfaceKind

Build = Callable[..., Scene]
# 4 x 6 m, knee walls of 1 m along the 6 m sides, 45 degrees, level at 2.5 m: 1 m wide in the middle
ATTIC = {
    "outline_m": [[0, 0], [4, 0], [4, 6], [0, 6]],
    "height_m": 2.5,
    "ceiling_slopes": [
        {"wall": 1, "height_m": 1.0, "pitch_deg": 45.0},
        {"wall": 3, "height_m": 1.0, "pitch_deg": 45.0},
    ],
}
GABLE_M2 = 4 * 1.0 + (4 + 1) / 2 * 1.5
WINDOW = {"kind": "window", "wall": 0, "offset_m": 1.0, "width_m": 1.4, "sill_m": 0.4, "height_m": 1.5}
SKYLIGHT = {"kind": "skylight", "position_m": [0.7, 3.0], "size_m": [0.8, 1.2]}


def attic_obj(*, lift: float = 0.0, width: float = 4.2) -> bytes:
    """The same ceiling as a sheet, a little wider than the room; OBJ has y up."""
    half = width / 2
    low = 1.0 - (half - 2)
    profile = [(2 - half, low), (1.5, 2.5), (2.5, 2.5), (2 + half, low)]
    lines = [f"v {x} {z + lift} {-y}" for y in (-0.1, 6.1) for x, z in profile]
    lines += [f"f {k} {k + 1} {k + 5} {k + 4}" for k in (1, 2, 3)]
    return "\n".join(lines).encode()


def test_heights_follow_the_lowest_plane():
    room = Room(((0, 0), (4, 0), (4, 6), (0, 6)), 2.5, slopes=(Slope(1, 1.0, 45.0), Slope(3, 1.0, 45.0)))
    found = ceiling_height_m(room, np.array([[0, 1], [0.5, 1], [1.5, 1], [2, 5], [3.0, 2], [4, 2]]))
    assert found == pytest.approx([1.0, 1.5, 2.5, 2.5, 2.0, 1.0])
    assert wall_top_m(room, 0, 0.5, 2.0) == pytest.approx(1.5)
    assert wall_top_m(room, 0, 1.6, 2.4) == pytest.approx(2.5)
    assert wall_top_m(room, 1, 0, 6) == pytest.approx(1.0)


@pytest.mark.parametrize("openings", [[], [WINDOW], [WINDOW, SKYLIGHT]])
def test_walls_reach_up_to_slopes(build: Build, openings: list[dict[str, Any]]) -> None:
    scene = build(room={**ATTIC, "openings": openings})
    surfaces = named(scene)
    cut = 1.4 * 1.5 if openings else 0.0
    assert area_m2(surfaces["wall:0"]) == pytest.approx(GABLE_M2 - cut)
    assert area_m2(surfaces["wall:2"]) == pytest.approx(GABLE_M2)
    assert area_m2(surfaces["wall:1"]) == pytest.approx(6.0)
    assert area_m2(surfaces["ceiling"]) == pytest.approx(6.0)
    hole = 0.8 * 1.2 if SKYLIGHT in openings else 0.0
    assert area_m2(surfaces["ceiling:slope:0"]) == pytest.approx(6 * 1.5 * 2**0.5)
    assert area_m2(surfaces["ceiling:slope:1"]) == pytest.approx(6 * 1.5 * 2**0.5 - hole)
    if hole:
        assert area_m2(surfaces["opening:1"]) == pytest.approx(hole)
        assert surfaces["opening:1"].vertices_m[:, 2] == pytest.approx(
            1 + surfaces["opening:1"].vertices_m[:, 1] * 0 + _depth(surfaces["opening:1"].vertices_m),
            abs=1e-9,
        )
    assert volume_m3(scene) == pytest.approx(GABLE_M2 * 6)
    assert not has_leak(scene)


def _depth(points: np.ndarray) -> np.ndarray:
    """Distance from wall 3, the line x = 0 of the file: the scene's x runs the same way."""
    return points[:, 0]


def test_a_mesh_makes_the_same_room_as_slopes(build: Build) -> None:
    plain = {key: value for key, value in ATTIC.items() if key != "ceiling_slopes"}
    room = {**plain, "height_m": None, "openings": [WINDOW], "ceiling_model": "roof.obj"}
    scene = build(room=room, files={"roof.obj": attic_obj()})
    surfaces = named(scene)
    assert area_m2(surfaces["wall:0"]) == pytest.approx(GABLE_M2 - 2.1, abs=1e-5)
    assert area_m2(surfaces["ceiling"]) == pytest.approx(6 + 2 * 9 * 2**0.5, abs=1e-5)
    assert surfaces["ceiling"].kind is SurfaceKind.CEILING
    assert volume_m3(scene) == pytest.approx(GABLE_M2 * 6, abs=1e-5)
    assert "UNKNOWN_KEY" not in {p.code for p in scene.problems}


UNDER_MESH = {"outline_m": ATTIC["outline_m"], "ceiling_model": "roof.obj"}


@pytest.mark.parametrize(
    ("place", "size", "turn", "pane_m2"),
    [
        ([0.7, 3.0], [0.6, 1.1], 0.0, 0.6 * 1.1 * 2**0.5),  # in one slope, sizes as seen from above
        ([1.5, 3.0], [0.6, 0.8], 0.0, 0.3 * 0.8 * (1 + 2**0.5)),  # half in a slope, half level
        ([2.0, 3.0], [0.8, 0.3], 30.0, 0.8 * 0.3),
    ],
)
def test_a_skylight_is_cut_into_a_mesh(
    build: Build, place: list[float], size: list[float], turn: float, pane_m2: float
) -> None:
    skylight = {"kind": "skylight", "position_m": place, "size_m": size, "rotation_deg": turn}
    level = {"kind": "skylight", "position_m": [2.0, 5.0], "size_m": [0.4, 0.4]}
    scene = build(room={**UNDER_MESH, "openings": [WINDOW, skylight, level]}, files={"roof.obj": attic_obj()})
    surfaces = named(scene)
    assert surfaces["opening:1"].kind is SurfaceKind.WINDOW
    assert area_m2(surfaces["opening:1"]) == pytest.approx(pane_m2, abs=1e-5)
    assert area_m2(surfaces["opening:2"]) == pytest.approx(0.16, abs=1e-5)
    whole = 6 + 2 * 9 * 2**0.5
    assert area_m2(surfaces["ceiling"]) == pytest.approx(whole - pane_m2 - 0.16, abs=1e-5)
    assert volume_m3(scene) == pytest.approx(GABLE_M2 * 6, abs=1e-5)
    assert not has_leak(scene)


@pytest.mark.parametrize("turn", [0.0, 30.0, 90.0])
def test_a_skylight_in_a_slope_is_turned_within_it(build: Build, turn: float) -> None:
    """Its sides keep their true lengths and right angles; its width stands so far off the slope's wall."""
    outline = np.array(ATTIC["outline_m"])
    for world in (0.0, 40.0):
        c, s = np.cos(np.radians(world)), np.sin(np.radians(world))
        frame = np.array([[c, -s], [s, c]])
        room = {
            **ATTIC,
            "outline_m": (outline @ frame.T).tolist(),
            "openings": [
                {**SKYLIGHT, "position_m": (frame @ SKYLIGHT["position_m"]).tolist(), "rotation_deg": turn}
            ],
        }
        scene = build(room=room)
        points = named(scene)["opening:0"].vertices_m
        across, up = points[1] - points[0], points[3] - points[0]
        assert [np.linalg.norm(across), np.linalg.norm(up)] == pytest.approx([0.8, 1.2])
        assert across @ up == pytest.approx(0, abs=1e-9)
        assert across[2] == pytest.approx(0.8 * np.sin(np.radians(turn)) * 0.5**0.5, abs=1e-9)
        assert not has_leak(scene)


@pytest.mark.parametrize(
    ("room", "roof", "code"),
    [
        ({"ceiling_slopes": [{"wall": 7, "height_m": 1, "pitch_deg": 45}]}, b"", "UNKNOWN_WALL"),
        ({"ceiling_slopes": [{"wall": 0, "height_m": 3, "pitch_deg": 45}]}, b"", "SLOPE_WITHOUT_EFFECT"),
        ({"openings": [{**WINDOW, "offset_m": 0.2}], **ATTIC}, b"", "OPENING_ABOVE_CEILING"),
        ({"openings": [{**SKYLIGHT, "position_m": [1.5, 3]}], **ATTIC}, b"", "SKYLIGHT_OUTSIDE_CEILING"),
        ({"ceiling_model": "roof.obj"}, attic_obj(width=3.9), "CEILING_DOES_NOT_CLOSE"),
        ({"ceiling_model": "roof.obj"}, attic_obj(lift=-2.0), "CEILING_BELOW_FLOOR"),
        ({"ceiling_model": "roof.obj"}, attic_obj() + b"\n" + attic_obj(lift=1), "CEILING_DOES_NOT_CLOSE"),
        ({"ceiling_model": "roof.obj"}, b"", "FILE_NOT_FOUND"),
        (
            {"ceiling_model": "roof.obj", "openings": [{**SKYLIGHT, "position_m": [0.2, 3]}]},
            attic_obj(),
            "SKYLIGHT_OUTSIDE_CEILING",
        ),
    ],
)
def test_what_does_not_close_is_refused(
    found_in: Callable[..., dict[str, Problem]], room: dict[str, Any], roof: bytes, code: str
) -> None:
    plain = {"outline_m": ATTIC["outline_m"], "height_m": 2.5}
    assert code in found_in(room={**plain, **room}, files={"roof.obj": roof} if roof else {})


def test_a_slope_that_goes_below_the_floor_is_told(found_in: Callable[..., dict[str, Problem]]) -> None:
    ell = [[0, 0], [4, 0], [4, 2], [2, 2], [2, 6], [0, 6]]
    slopes = [{"wall": 2, "height_m": 1.0, "pitch_deg": 45}]  # looks down on y < 2 and cuts the rest
    assert "CEILING_BELOW_FLOOR" in found_in(
        room={"outline_m": ell, "height_m": 2.5, "ceiling_slopes": slopes}
    )


def test_luminaires_hang_at_the_slope(build: Build) -> None:
    placement = {"id": "p", "luminaire": "surface", "position_m": [0.5, 3, 1.5]}
    assert "NOT_ON_CEILING" not in {p.code for p in build(room=ATTIC, placements=[placement]).problems}
    high = build(room=ATTIC, placements=[{**placement, "position_m": [0.5, 3, 1.2]}])
    (told,) = [p for p in high.problems if p.code == "NOT_ON_CEILING"]
    assert told.repair["position_m"] == pytest.approx([0.5, 3, 1.5])


def test_points_above_a_slope_are_measured_nowhere(build: Build) -> None:
    plane = {"name": "p", "height_m": 1.5, "spacing_m": 0.25, "margin_m": 0.0}
    (measured,) = build(room=ATTIC, calculation={"planes": [plane]}).planes
    beside = np.minimum(measured.file_points_m[:, 0], 4 - measured.file_points_m[:, 0])
    assert (measured.inside_object == (beside < 0.5 - 1e-6)).all()


def test_an_attic_joins_the_landing_beside_it(build: Build) -> None:
    attic = {"name": "Attic", **ATTIC, "openings": [{**WINDOW, "kind": "passage", "sill_m": 0}]}
    landing = box("Landing", 0.5, 3.0, outline_m=[[0.5, -3.2], [3.5, -3.2], [3.5, -0.2], [0.5, -0.2]])
    scene = build(rooms=[attic, landing])
    assert not has_leak(scene)
    assert area_m2(named(scene)["Landing/wall:2"]) == pytest.approx(3 * 2.5 - 2.1)
