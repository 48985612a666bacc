"""Reflectances of a scanned room's surfaces from the colours that the camera saw on them.

The rule is that for colours (`scenes.reflectance_of_colour`): what looks so light under white light reflects
so much. A camera's exposure is not known, so this is the paint's hue and a guess at how light it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, info
from scenes.readers.scans.cloud import Cloud
from scenes.readers.scans.edges import Edge
from scenes.readers.scans.outline import Side
from scenes.reflectance_of_colour import reflectance_of_linear
from scenes.room import Finish, Origin

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

ON_SHEET_M, ON_WALL_M = 0.05, 0.05
OFF_WALL_M = 0.10
LEVEL = 0.8
FEWEST = 60  # points of a surface
ANOTHER_PAINT = 0.08  # in one of the channels, from which a wall has a finish of its own


def finishes_of(
    floor: shapely.Polygon, edges: Sequence[Edge], cloud: Cloud, *, floor_m: float, height_m: float
) -> dict[str, Finish]:
    """Derived finishes of ``floor``, ``ceiling``, ``walls`` and walls of another paint; none without."""
    if cloud.colours is None:
        return {}
    found: dict[str, Finish] = {}
    z = cloud.points_m[:, 2] - floor_m
    level = np.abs(cloud.normals[:, 2]) > LEVEL
    inner = floor.buffer(-OFF_WALL_M)
    for name, height in (("floor", 0.0), ("ceiling", height_m)):
        near = level & (np.abs(z - height) < ON_SHEET_M)
        near[near] = shapely.contains_xy(inner, *cloud.points_m[near, :2].T)
        _add(found, name, cloud.colours[near])
    walls = [on_side(cloud, edge.side, floor_m=floor_m, height_m=height_m) for edge in edges]
    _add(found, "walls", cloud.colours[np.logical_or.reduce(walls)])
    for number, near in enumerate(walls):
        _add(found, f"wall:{number}", cloud.colours[near])
        if _is_same(found.get(f"wall:{number}"), found.get("walls")):
            found.pop(f"wall:{number}", None)
    return found


def on_side(cloud: Cloud, side: Side, *, floor_m: float, height_m: float) -> Bools:
    """Which points lie on a wall between floor and ceiling."""
    start, end = np.array(side.start_m), np.array(side.end_m)
    along = (end - start) / side.length_m
    flat = cloud.points_m[:, :2] - start
    s, depth = flat @ along, flat @ np.array([-along[1], along[0]])
    z = cloud.points_m[:, 2] - floor_m
    near = (np.abs(depth) < ON_WALL_M) & (s > 0.0) & (s < side.length_m)
    return np.asarray(near & (z > OFF_WALL_M) & (z < height_m - OFF_WALL_M))


def _add(found: dict[str, Finish], name: str, colours: Array) -> None:
    """The median of what was seen, which things on a wall do not change."""
    if len(colours) >= FEWEST:
        middle = np.median(colours, axis=0)
        found[name] = Finish(reflectance_of_linear(middle), origin=Origin.DERIVED, as_colour=True)


def _is_same(one: Finish | None, other: Finish | None) -> bool:
    if one is None or other is None or one.reflectance_rgb is None or other.reflectance_rgb is None:
        return True
    return float(np.abs(np.subtract(one.reflectance_rgb, other.reflectance_rgb)).max()) < ANOTHER_PAINT


def told_colours(room: str, finishes: dict[str, Finish]) -> list[Problem]:
    """A remark that reflectances come from a camera's colours."""
    if not finishes:
        return []
    message = (
        f"Reflectances of {room!r} are worked out from the colours of the scan. A camera brightens dark "
        "rooms and darkens light ones, so they may be far off."
    )
    hint = "Choose the paints and floors that are there, or give reflectances."
    return [info("REFLECTANCE_FROM_CAMERA", "surfaces", message, hint)]
