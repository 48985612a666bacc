"""The upright box around a piece of furniture, as plans draw it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from scenes.room import Array, Furniture
from scenes.surfaces import furniture_vertices_m

CLEARLY_SMALLER = 0.9  # share of the area: below it the footprint lies aslant in its own frame
LEAST_M = 0.001


def boxed(piece: Furniture) -> Furniture:
    """A piece whose size nobody states, as the box around its mesh; any other is answered as it is.

    The box lies as the mesh does, so its middle, its base and its turn [m, degrees] may differ from those of
    the mesh's own frame. A mesh that is not at hand leaves a piece without a size.
    """
    if piece.size_m is not None or piece.vertices_m is None or len(piece.vertices_m) == 0:
        return piece
    width_m, depth_m, turned_deg = _footprint(piece.vertices_m[:, :2])
    # the box lies along x and y in a frame that is turned in the mesh's own
    in_box = replace(piece, rotation_deg=-turned_deg, position_m=(0.0, 0.0, 0.0))
    low, high = np.sort(furniture_vertices_m(in_box), axis=0)[[0, -1]]
    base = np.array([[(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]]])
    in_room = replace(piece, rotation_deg=piece.rotation_deg + turned_deg)
    x, y, z = (float(v) for v in furniture_vertices_m(replace(in_room, vertices_m=base))[0])
    height_m = max(float(high[2] - low[2]), LEAST_M)
    return replace(in_room, position_m=(x, y, z), size_m=(width_m, depth_m, height_m))


def _footprint(points_m: Array) -> tuple[float, float, float]:
    """Width, depth [m] and turn [degrees] of the rectangle around points (point, 2); no turn if it may."""
    width, depth = (max(float(v), LEAST_M) for v in np.ptp(points_m, axis=0))
    narrow = shapely.oriented_envelope(shapely.MultiPoint(points_m))
    if not isinstance(narrow, shapely.Polygon) or narrow.area >= CLEARLY_SMALLER * width * depth:
        return width, depth, 0.0
    corners = shapely.get_coordinates(narrow)
    sides = np.diff(corners[:3], axis=0)
    turns = np.degrees(np.arctan2(sides[:, 1], sides[:, 0]))
    along = int(np.argmin(np.abs((turns + 90.0) % 180.0 - 90.0)))  # the side nearest to the x axis
    turn = float((turns[along] + 90.0) % 180.0 - 90.0)
    lengths = [max(float(v), LEAST_M) for v in np.hypot(sides[:, 0], sides[:, 1])]
    return lengths[along], lengths[1 - along], turn
