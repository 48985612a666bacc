"""Whole rooms: the golden rooms V16 and V17, and the energy balance V13 of rooms with furniture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hand_made import block, box_room, hang, isotropic, lambertian, probes, square
from measured import BLACK, configured, document, named, plane_rows, surface_rows
from odd_rooms import sheet
from rows import Case, Row

from render.measures import measure
from render.options import DRAFT, NORMAL
from scenes.samples import sample_configuration, sample_names, sample_room_file
from scenes.scene import LitSurface, PlacedLuminaire, SurfaceKind

GREY = {"floor": 0.2, "walls": 0.5, "ceiling": 0.7}
POINTS = [
    (2, 2.5, 0.75),
    (1, 1.25, 0.75),
    (0.5, 0.5, 0.75),
    (2, 0.5, 0.75),
    (3.5, 2.5, 0.75),
    (2, 2.5, 0),
    (2, 0.5, 1.2),
    (2, 0, 1.35),
    (0, 2.5, 1.35),
    (1, 1.25, 2.7),
]
NORMALS = [(0, 0, 1)] * 6 + [(0, 1, 0), (0, 1, 0), (1, 0, 0), (0, 0, -1)]
NAMES = ["work plane"] * 5 + ["floor", "eye", "wall", "wall", "ceiling"]
GRID = [(x, y, 0.75) for x in np.arange(0.25, 4, 0.5) for y in np.arange(0.25, 5, 0.5)]
TWO_PROGRAMS = "exact radiosity and Radiance, which agree to 0.3 %"
DIRECT = "formula"
SHIPPED_TOLERANCE = 0.001  # our own furniture is closed and nowhere inside out

V16_DIRECT = [324.614, 119.954, 48.408, 80.168, 132.423, 171.829, 97.605, 66.248, 101.495]
V16_TOTAL = [353.7, 150.6, 79.0, 112.5, 169.2, 204.7, 131.2, 98.0, 133.1, 34.6]
V16_PLANE = {"mean_lx": 154.9, "min_lx": 64.2, "max_lx": 334.7, "uniformity": 0.414}
V16_SURFACES = {
    "floor": 124.5,
    "ceiling": 32.65,
    "wall:1": 78.40,
    "wall:3": 78.40,
    "wall:0": 69.10,
    "wall:2": 69.10,
}
V17_DIRECT = [50.930, 11.873, 4.555, 7.582, 13.362, 19.894, 15.924, 11.542, 17.113, 10.445]
V17_TOTAL = [73.0, 27.66, 16.27, 21.70, 30.67, 37.03, 29.04, 23.35, 30.22, 18.73]
V17_PLANE = {"mean_lx": 29.29, "min_lx": 13.55, "max_lx": 66.99}
V17_SURFACES = {
    "floor": 22.83,
    "ceiling": 26.56,
    "wall:1": 20.52,
    "wall:3": 20.52,
    "wall:0": 18.40,
    "wall:2": 18.40,
}


def golden_panel() -> list[Row]:
    """V16: a panel of 0.6 m by 0.6 m in the ceiling, 4000 lm."""
    lamp = hang(lambertian(4000 / np.pi), (2, 2.5, 2.7), opening=square(0.6))
    return _golden("V16", _with_black_panel, lamp, V16_DIRECT, V16_TOTAL, V16_PLANE, V16_SURFACES)


def golden_point() -> list[Row]:
    """V17: an even point source of 1000 lm in the middle."""
    lamp = hang(isotropic(1000), (2, 2.5, 2.0))
    return _golden("V17", _box, lamp, V17_DIRECT, V17_TOTAL, V17_PLANE, V17_SURFACES)


def _box(floor: float, walls: float, ceiling: float) -> tuple[LitSurface, ...]:
    return box_room(4, 5, 2.7, floor=floor, walls=walls, ceiling=ceiling)


def _with_black_panel(floor: float, walls: float, ceiling: float) -> tuple[LitSurface, ...]:
    """The box with the panel's square cut out of the ceiling, black."""
    (x0, x1), (y0, y1) = (1.7, 2.3), (2.2, 2.8)
    parts = [(0, 0, 4, y0), (0, y0, x0, y1), (x1, y0, 4, y1), (0, y1, 4, 5)]
    around = [sheet("part", (a, b, 2.7), (c, d, 2.7), ceiling, SurfaceKind.CEILING) for a, b, c, d in parts]
    rest = replace(
        around[0],
        name="ceiling",
        vertices_m=np.concatenate([part.vertices_m for part in around]),
        triangles=np.concatenate([part.triangles[:, ::-1] + 4 * i for i, part in enumerate(around)]),
    )
    panel = sheet("panel", (x0, y0, 2.7), (x1, y1, 2.7), 0.0, SurfaceKind.CEILING)
    panel = replace(panel, triangles=panel.triangles[:, ::-1])
    others = [face for face in _box(floor, walls, ceiling) if face.name != "ceiling"]
    return (*others, rest, panel)


def _golden(
    case: str,
    room: Callable[..., tuple[LitSurface, ...]],
    lamp: PlacedLuminaire,
    direct: list[float],
    total: list[float],
    plane: dict[str, float],
    surfaces: dict[str, float],
) -> list[Row]:
    """Direct and total light at the points, the work plane and the surfaces."""
    places = [f"{name} {point}" for name, point in zip(NAMES, named(POINTS), strict=True)]
    lit = len(direct)  # the ceiling beside a flush panel gets nothing direct
    dark = document(room(**BLACK), [lamp], [probes(POINTS[:lit], NORMALS[:lit])], options=NORMAL)
    without = [f"{place}, direct [lx]" for place in places[:lit]]
    rows = plane_rows(case, DIRECT, without, direct, dark["planes"][0], tolerance=0.01)
    measures = document(room(**GREY), [lamp], [probes(POINTS, NORMALS), probes(GRID)], options=NORMAL)
    points, grid = measures["planes"]
    rows += plane_rows(case, TWO_PROGRAMS, [f"{p} [lx]" for p in places], total, points, tolerance=0.02)
    for name, expected in plane.items():
        error = grid.get(f"{name.removesuffix('_lx')}_standard_error_lx")
        tolerance = 0.01 if name == "mean_lx" else 0.02
        place = f"work plane of 80 points, {name.removesuffix('_lx')}"
        rows.append(Row(case, place, expected, TWO_PROGRAMS, grid[name], error, tolerance))
    rows += surface_rows(case, TWO_PROGRAMS, surfaces, measures, tolerance=0.01)
    return [*rows, _balance(case, "the room", measures)]


def _balance(case: str, place: str, measures: dict[str, Any], tolerance: float = 0.005) -> Row:
    """Absorbed, escaped and caught light over what is emitted."""
    found = measures["energy_balance"]
    return Row(case, f"{place}, energy balance", 1.0, "nothing is lost", found, None, tolerance)


def furnished_balance() -> list[Row]:
    """V13: furniture on the floor, at a wall and in the air; a panel and a lamp near a table."""
    room = (
        *box_room(5, 4, 2.7, floor=(0.3, 0.2, 0.1), walls=(0.6, 0.55, 0.5), ceiling=0.8),
        block("table", (2, 1.5, 0), (3.2, 2.3, 0.75), 0.4),
        block("shelf", (0, 3.4, 0), (2.2, 4, 1.8), 0.3),
        block("lamp table", (3.5, 0.2, 0.3), (4.5, 1.0, 0.5), 0.6),
    )
    lamps = (
        hang(lambertian(600), (2.5, 2, 2.7), opening=square(0.3), id="a"),
        hang(isotropic(900), (4.0, 0.6, 1.2), id="b"),
    )
    return [
        _balance("V13", f"{quality}", document(room, lamps, options=options))
        for quality, options in (("draft", DRAFT), ("normal", NORMAL))
    ]


def shipped_balance(name: str) -> list[Row]:
    """V13 in a room that comes with Lampyris, in each of its lighting scenes."""
    filename, content = sample_room_file(name)
    configuration = sample_configuration(name)
    rows = []
    for quality, options in (("draft", DRAFT), ("normal", NORMAL)):
        field = configured(configuration, {filename: content}, options)
        for scene_name in field.scene.weights:
            place = f"{quality}, scene {scene_name}" if scene_name else f"{quality}, all at their own dimming"
            rows.append(_balance(name, place, measure(field, scene_name), SHIPPED_TOLERANCE))
    return rows


V13 = Case("V13", "Energy balance of a furnished room", "nothing is lost", furnished_balance)
V16 = Case("V16", "Golden room with a panel", TWO_PROGRAMS, golden_panel)
V17 = Case("V17", "Golden room with a point source", TWO_PROGRAMS, golden_point)
SHIPPED = tuple(
    Case(f"V13, sample {name}", "Energy balance of a room that comes with Lampyris", "nothing is lost", work)
    for name, work in ((name, partial(shipped_balance, name)) for name in sample_names())
)
