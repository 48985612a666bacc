"""Ceilings of meshes that are not one level: attics with known planes, roof windows, vaults, steps."""

from __future__ import annotations

import math

import numpy as np
import pytest
from attics import DOOR, LONG_M, WIDE_M, WINDOW, attic
from drawn_meshes import Drawing, wall

from kit.problems import errors_of
from scenes.ceiling import ceiling_height_m
from scenes.checks import check_room
from scenes.mesh_ceiling import mesh_ceiling
from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.reading import RoomOverrides
from scenes.room import Room


def room_of(drawing: Drawing, ending: str = "glb") -> tuple[Room, set[str]]:
    """The one room of a drawing, which is sound, and the codes of what was said."""
    data = drawing.glb() if ending == "glb" else drawing.written(ending)
    reading = read_mesh_scene(data, f"a.{ending}", RoomOverrides())
    assert reading.room is not None, reading.problems
    assert not errors_of(check_room(reading.room))
    return reading.room, {problem.code for problem in reading.problems}


@pytest.mark.parametrize("ending", ["glb", "obj"])
@pytest.mark.parametrize(
    ("knee_m", "pitch_deg", "level_m", "thick_m"),
    [
        (1.0, 45.0, 2.4, 0.0),
        (1.2, 30.0, 2.2, 0.0),
        (1.0, 45.0, None, 0.0),
        (1.1, 40.0, 2.4, 0.25),
        (0.6, 35.0, None, 0.3),
    ],
    ids=["level part", "flat", "ridge", "thick", "thick and low"],
)
def test_an_attic_has_its_floor_and_its_planes(
    ending: str, knee_m: float, pitch_deg: float, level_m: float | None, thick_m: float
) -> None:
    drawing = attic(knee_m=knee_m, pitch_deg=pitch_deg, level_m=level_m, thick_m=thick_m, holes=True)
    room, said = room_of(drawing, ending)
    ridge_m = knee_m + WIDE_M / 2 * math.tan(math.radians(pitch_deg))
    assert room.floor_area_m2 == pytest.approx(LONG_M * WIDE_M, rel=1e-4)
    assert room.height_m == pytest.approx(level_m or ridge_m, abs=1e-3)
    assert len(room.slopes) == 2
    for slope in room.slopes:
        (_, y0), (_, y1) = room.wall_ends_m(slope.wall)
        assert y0 == pytest.approx(y1, abs=1e-3)  # the knee walls run along x
        assert {round(y0, 2)} <= {0.0, WIDE_M}
        assert (slope.height_m, slope.pitch_deg) == pytest.approx((knee_m, pitch_deg), abs=1e-3)
    assert "CEILING_SLOPED" in said
    assert not {"WALLS_DO_NOT_CLOSE", "CEILING_NOT_FLAT"} & said
    sizes = {o.kind: (o.width_m, o.sill_m, o.height_m) for o in room.openings}
    assert sizes == {
        "passage": pytest.approx((DOOR[1] - DOOR[0], 0.0, DOOR[3]), abs=1e-3),
        "window": pytest.approx((WINDOW[1] - WINDOW[0], WINDOW[2], WINDOW[3] - WINDOW[2]), abs=1e-3),
    }


def test_slopes_down_to_the_floor_leave_nearly_all_of_it() -> None:
    room, _ = room_of(attic(knee_m=0.0, pitch_deg=50.0, level_m=None))
    assert room.floor_area_m2 == pytest.approx(LONG_M * WIDE_M, rel=0.005)
    assert [slope.pitch_deg for slope in room.slopes] == pytest.approx([50.0, 50.0], abs=1e-3)
    assert room.height_m == pytest.approx(WIDE_M / 2 * math.tan(math.radians(50.0)), abs=1e-3)


def test_a_lean_to_is_one_slope() -> None:
    drawing = Drawing()
    low, high = 2.2, 3.4
    drawing.quad("Mesh", [0, 0, 0], [5, 0, 0], [5, 4, 0], [0, 4, 0])
    drawing.quad("Mesh", [0, 0, low], [0, 4, high], [5, 4, high], [5, 0, low])
    wall(drawing, "Mesh", (0, 0), (5, 0), low)
    wall(drawing, "Mesh", (5, 4), (0, 4), high)
    drawing.quad("Mesh", [5, 0, 0], [5, 0, low], [5, 4, high], [5, 4, 0])
    drawing.quad("Mesh", [0, 4, 0], [0, 4, high], [0, 0, low], [0, 0, 0])
    room, _ = room_of(drawing)
    (slope,) = room.slopes
    assert slope.height_m == pytest.approx(low, abs=1e-4)
    assert slope.pitch_deg == pytest.approx(math.degrees(math.atan((high - low) / 4)), abs=1e-3)
    assert room.floor_area_m2 == pytest.approx(20.0, rel=1e-4)


def test_a_roof_window_is_a_skylight_of_its_slope() -> None:
    """A hole from y = 0.4 to 1.2 in a slope of 45 degrees is 0.8 times the root of two long, up the slope."""
    drawing = attic(knee_m=1.0, pitch_deg=45.0, level_m=2.4)
    quads = drawing.nodes["Mesh"]
    slope = next(k for k, q in enumerate(quads) if q[0].tolist() == [0, 0, 1.0] and q[1][2] > 2.0)
    quads.pop(slope)
    xs, ys = (0.0, 2.0, 3.0, LONG_M), (0.0, 0.4, 1.2, 1.4)

    def at(x: float, y: float, above: float = 0.0) -> list[float]:
        return [x, y - above, 1.0 + y + above]

    for i in range(3):
        for j in range(3):
            if (i, j) != (1, 1):
                corners = (at(xs[i], ys[j]), at(xs[i], ys[j + 1]), at(xs[i + 1], ys[j + 1]))
                drawing.quad("Mesh", *corners, at(xs[i + 1], ys[j]))
    pane = (at(2.0, 0.4, 0.05), at(2.0, 1.2, 0.05), at(3.0, 1.2, 0.05), at(3.0, 0.4, 0.05))
    drawing.quad("roof window glass", *pane)
    room, _ = room_of(drawing)
    (skylight,) = room.openings
    assert skylight.kind == "skylight"
    assert skylight.position_m == pytest.approx((2.5, 0.8), abs=1e-3)
    assert skylight.size_m == pytest.approx((1.0, 0.8 * math.sqrt(2)), abs=1e-3)
    assert len(room.slopes) == 2


def test_a_vault_is_kept_as_a_mesh() -> None:
    """A barrel vault over 4 m, 2.2 m at the walls and 3 m in the middle, in 24 chords of an ellipse."""
    drawing = Drawing()
    angles = np.linspace(0.25, math.pi - 0.25, 25)
    ys = 2.0 - 2.0 * np.cos(angles) / math.cos(0.25)
    rise = np.sin(angles) - math.sin(0.25)
    zs = 2.2 + 0.8 * rise / rise.max()
    drawing.quad("Mesh", [0, 0, 0], [5, 0, 0], [5, 4, 0], [0, 4, 0])
    wall(drawing, "Mesh", (0, 0), (5, 0), 2.2)
    wall(drawing, "Mesh", (5, 4), (0, 4), 2.2)
    for a, b, za, zb in zip(ys[:-1], ys[1:], zs[:-1], zs[1:], strict=True):
        drawing.quad("Mesh", [0, a, za], [0, b, zb], [5, b, zb], [5, a, za])
        drawing.quad("Mesh", [5, a, 0], [5, a, za], [5, b, zb], [5, b, 0])
        drawing.quad("Mesh", [0, b, 0], [0, b, zb], [0, a, za], [0, a, 0])
    room, said = room_of(drawing)
    assert "CEILING_KEPT_AS_MESH" in said
    assert room.floor_area_m2 == pytest.approx(20.0, rel=1e-4)
    assert room.height_m == pytest.approx(3.0, abs=1e-3)
    places = np.column_stack([np.full(len(ys), 2.5), ys])[1:-1]
    assert ceiling_height_m(room, places) == pytest.approx(zs[1:-1], abs=1e-3)


def test_a_dropped_ceiling_keeps_both_heights() -> None:
    """Half of 4 x 3 m is 2.6 m high, the other half 2.3 m."""
    drawing = Drawing()
    ring = [(0, 0), (4, 0), (4, 3), (0, 3)]
    for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
        wall(drawing, "Mesh", start, end, 2.6)
    drawing.quad("Mesh", *([*corner, 0.0] for corner in ring))
    drawing.quad("Mesh", [2, 0, 2.6], [2, 3, 2.6], [4, 3, 2.6], [4, 0, 2.6])
    drawing.quad("Mesh", [0, 0, 2.3], [0, 3, 2.3], [2, 3, 2.3], [2, 0, 2.3])
    wall(drawing, "Mesh", (2, 3), (2, 0), 0.3, low=2.3)
    room, said = room_of(drawing)
    assert "CEILING_KEPT_AS_MESH" in said
    assert room.height_m == pytest.approx(2.6, abs=1e-4)
    places = np.array([[1.0, 1.5], [3.0, 1.5]])
    assert ceiling_height_m(room, places) == pytest.approx([2.3, 2.6], abs=1e-4)
    assert mesh_ceiling(room).covered == pytest.approx(1.0, abs=1e-5)


def test_a_ceiling_that_does_not_close_counts_with_its_mean_height() -> None:
    """A slope over one half, and a hole in it that nothing fills."""
    drawing = attic(knee_m=1.0, pitch_deg=45.0, level_m=2.4)
    slope = next(
        k for k, q in enumerate(drawing.nodes["Mesh"]) if q[0].tolist() == [0, 0, 1.0] and q[1][2] > 2
    )
    drawing.nodes["Mesh"].pop(slope)
    for x in (0.0, 3.5):
        drawing.quad("Mesh", [x, 0, 1.0], [x, 1.4, 2.4], [x + 2.5, 1.4, 2.4], [x + 2.5, 0, 1.0])
    _, said = room_of(drawing)
    assert "CEILING_NOT_FLAT" in said
