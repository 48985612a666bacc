"""The clear space of a room as a solid of triangles: its floor, the holes in it, and its ceiling.

Which faces are floor and which are ceiling is told from where the solid is, not from the way its triangles
run: solids that are inside out, wholly or in part, occur in files of well-known programs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.readers.sloped_ceiling import LEVEL, SAME_LEVEL_M, slopes_of
from scenes.readers.stepped_ceiling import stepped_ceiling
from scenes.room import Point, Slope

Array = NDArray[np.float64]
Triangles = NDArray[np.int64]

MOST_TRIANGLES = 6000
GRID_M = 1e-4  # to which plan coordinates are rounded where areas are joined
CRACK_M = 4e-4  # up to which a gap between areas is one of rounding and none of the floor
SAME_LINE_M = 5e-4  # a corner nearer to the line between its neighbours is none
STEP_M = 0.35  # up to which a second level of the floor belongs to the same floor
UPRIGHT = 0.02  # |z| of a unit normal up to which a face is a wall


@dataclass(frozen=True, eq=False)
class ClearSpace:
    """What a solid says of a room.

    Parameters
    ----------
    outline_m, holes_m
        Of the floor, anticlockwise and clockwise seen from above.
    floor_m, height_m
        Height of the floor, and of the highest part of the ceiling above it.
    slopes
        Planes that cut the flat ceiling, where they say it all.
    ceiling_vertices_m, ceiling_triangles
        A ceiling of any other shape, above the floor, anticlockwise seen from below; None where it is flat.
    other_floors_m2
        Area of the solid's floor that is elsewhere: other parts, ledges above.
    turned
        Whether some of its faces looked inwards.
    """

    outline_m: tuple[Point, ...]
    holes_m: tuple[tuple[Point, ...], ...]
    floor_m: float
    height_m: float
    slopes: tuple[Slope, ...] = ()
    ceiling_vertices_m: Array | None = None
    ceiling_triangles: Triangles | None = None
    other_floors_m2: float = 0.0
    turned: bool = False

    @property
    def area_m2(self) -> float:
        """Floor area without holes [m2]."""
        return float(shapely.Polygon(self.outline_m, self.holes_m).area)


def clear_space(vertices_m: Array, triangles: Triangles) -> ClearSpace | None:
    """What a closed solid says of a room; None where it encloses no floor.

    Parameters
    ----------
    vertices_m, triangles
        Of the solid, shapes (vertex, 3) and (triangle, 3), z up.
    """
    corners = vertices_m[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(normals, axis=1) / 2
    solid = areas > 1e-9
    corners, normals, areas = corners[solid], normals[solid], areas[solid]
    if not 4 <= len(corners) <= MOST_TRIANGLES:
        return None
    slant = normals[:, 2] / (2 * areas)
    upright = np.abs(slant) <= UPRIGHT
    above = _inside_above(corners, ~upright)
    is_floor, is_ceiling = ~upright & above, ~upright & ~above
    floor, floor_m, others = _floor(corners[is_floor], np.abs(slant[is_floor]))
    if floor is None:
        return None
    turned = bool(np.any(slant[is_floor] > 0) or np.any(slant[is_ceiling] < 0))
    outline, holes = _rings(floor)
    ceiling = corners[is_ceiling]
    height = float(ceiling[:, :, 2].max()) - floor_m if len(ceiling) else 0.0
    if height <= 0.0 or len(outline) < 3:
        return None
    space = ClearSpace(outline, holes, floor_m, height, other_floors_m2=others, turned=turned)
    if float(np.ptp(ceiling[:, :, 2])) <= SAME_LEVEL_M:
        return space
    return _with_ceiling(space, floor, corners, is_ceiling, upright)


def _inside_above(corners: Array, counted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of each triangle: whether the space just above it lies within the solid.

    From a point of it upwards, an odd number of faces is crossed on the way out of the solid.
    """
    inner = np.array([0.301, 0.337, 0.362]) @ corners  # no point of symmetry, which edges would run through
    result = np.zeros(len(corners), dtype=np.bool_)
    faces = corners[counted]
    for start in range(0, len(corners), 256):
        chunk = slice(start, start + 256)
        result[chunk] = _crossings_above(inner[chunk], faces) % 2 == 1
    return result


def _crossings_above(points: Array, faces: Array) -> NDArray[np.int64]:
    """How many faces lie above each point; those through the point itself do not count."""
    a, b, c = (faces[None, :, i, :] for i in range(3))
    p = points[:, None, :]

    def turn(u: Array, v: Array) -> Array:
        side: Array = (v[..., 0] - u[..., 0]) * (p[..., 1] - u[..., 1]) - (v[..., 1] - u[..., 1]) * (
            p[..., 0] - u[..., 0]
        )
        return side

    w_c, w_a, w_b = turn(a, b), turn(b, c), turn(c, a)
    whole = w_a + w_b + w_c
    within = ((w_a > 0) & (w_b > 0) & (w_c > 0)) | ((w_a < 0) & (w_b < 0) & (w_c < 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (w_a * a[..., 2] + w_b * b[..., 2] + w_c * c[..., 2]) / whole
    hit: NDArray[np.bool_] = within & (z > p[..., 2] + 1e-6)
    return np.asarray(hit.sum(axis=1), dtype=np.int64)


def _floor(faces: Array, level: Array) -> tuple[shapely.Polygon | None, float, float]:
    """The largest connected floor, its height, and the area of floor that is elsewhere."""
    if not len(faces):
        return None, 0.0, 0.0
    flat = faces[level >= LEVEL]
    taken = flat if len(flat) else faces
    heights = taken[:, :, 2].mean(axis=1)
    plans = _plan_areas(taken)
    steps = np.round(heights / SAME_LEVEL_M)
    sums = {step: float(plans[steps == step].sum()) for step in np.unique(steps)}
    main = max(sums, key=lambda step: sums[step]) * SAME_LEVEL_M
    near = faces[np.abs(faces[:, :, 2].mean(axis=1) - main) <= STEP_M]
    at = heights[np.abs(heights - main) <= SAME_LEVEL_M]
    joined = _joined(near)
    parts = [part for part in shapely.get_parts(joined) if part.geom_type == "Polygon"]
    if not parts:
        return None, 0.0, 0.0
    largest = max(parts, key=lambda part: part.area)
    return largest, float(np.median(at)), max(0.0, float(_plan_areas(faces).sum() - largest.area))


def _plan_areas(faces: Array) -> Array:
    """Area of each triangle seen from above [m2]."""
    u, v = faces[:, 1, :2] - faces[:, 0, :2], faces[:, 2, :2] - faces[:, 0, :2]
    area: Array = np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]) / 2
    return area


def _joined(faces: Array) -> shapely.Geometry:
    """The area that triangles cover seen from above, without the cracks that rounding leaves in it.

    Triangles are joined step by step and rounded at each, by which sides that were one come apart.
    """
    joined = shapely.union_all(shapely.polygons(faces[:, :, :2]), grid_size=GRID_M)
    if shapely.get_num_geometries(joined) == 1 and not shapely.get_num_interior_rings(joined):
        return joined
    wider = shapely.buffer(joined, CRACK_M / 2, join_style="mitre")
    return shapely.set_precision(shapely.buffer(wider, -CRACK_M / 2, join_style="mitre"), GRID_M)


def _rings(floor: shapely.Polygon) -> tuple[tuple[Point, ...], tuple[tuple[Point, ...], ...]]:
    turned = shapely.geometry.polygon.orient(floor)
    holes = [straightened(hole.coords[:-1]) for hole in turned.interiors]
    return straightened(turned.exterior.coords[:-1]), tuple(hole for hole in holes if len(hole) >= 3)


def straightened(ring: list[Point]) -> tuple[Point, ...]:
    """A ring without the corners that lie on the line between their neighbours."""
    points = [(float(x), float(y)) for x, y in ring]
    again = True
    while again and len(points) > 3:
        again, kept = False, list(points)
        for index in range(len(points) - 1, -1, -1):
            before, here = kept[index - 1], kept[index]
            after = kept[(index + 1) % len(kept)]
            if len(kept) > 3 and _distance_to_line(here, before, after) < SAME_LINE_M:
                del kept[index]
                again = True
        points = kept
    return tuple(points)


def _distance_to_line(point: Point, a: Point, b: Point) -> float:
    length = math.dist(a, b)
    if length < SAME_LINE_M:
        return 0.0
    return abs((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])) / length


# Ceilings that are not one plane


def _with_ceiling(
    space: ClearSpace,
    floor: shapely.Polygon,
    corners: Array,
    is_ceiling: NDArray[np.bool_],
    upright: NDArray[np.bool_],
) -> ClearSpace:
    """The same space with slopes, or with a mesh where slopes do not say it all."""
    faces = corners[is_ceiling]
    top = space.floor_m + space.height_m
    slopes = slopes_of(space.outline_m, faces, faces.reshape(-1, 3), floor_m=space.floor_m, top_m=top)
    if slopes is not None:
        return replace(space, slopes=slopes)
    if abs(_joined(faces).area - floor.area) > 0.005 * floor.area:
        return space  # it reaches beyond the floor, so that a mesh of it would not close the room
    skin = stepped_ceiling(faces - [0.0, 0.0, space.floor_m], space.outline_m, space.holes_m)
    if skin is not None:
        return replace(space, ceiling_vertices_m=skin[0], ceiling_triangles=skin[1])
    steps = [face for face in corners[upright] if _is_within(face, floor)]
    vertices = np.concatenate([faces, np.array(steps).reshape(-1, 3, 3)]).reshape(-1, 3)
    vertices = vertices - [0.0, 0.0, space.floor_m]
    triangles = np.arange(len(vertices), dtype=np.int64).reshape(-1, 3)
    triangles = _seen_from_below(vertices, triangles, len(faces))
    return replace(space, ceiling_vertices_m=vertices, ceiling_triangles=triangles)


def _is_within(face: Array, floor: shapely.Polygon) -> bool:
    """Whether an upright face stands over the floor and not on its edge."""
    x, y = face[:, :2].mean(axis=0)
    middle = shapely.Point(float(x), float(y))
    return bool(floor.contains(middle) and floor.boundary.distance(middle) > 0.002)


def _seen_from_below(vertices: Array, triangles: Triangles, ceilings: int) -> Triangles:
    """Triangles that run anticlockwise seen from within the room; steps face the side that is lower."""
    corners = vertices[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    wrong = np.zeros(len(triangles), dtype=np.bool_)
    wrong[:ceilings] = normals[:ceilings, 2] > 0
    faces = corners[:ceilings]
    for index in range(ceilings, len(triangles)):
        unit = normals[index] / max(float(np.linalg.norm(normals[index])), 1e-12)
        middle = corners[index].mean(axis=0)
        # just beside it on either side: the room is where there is still ceiling above
        ahead = _crossings_above((middle + 0.002 * unit)[None], faces)[0]
        wrong[index] = ahead == 0
    turned = triangles.copy()
    turned[wrong] = turned[wrong][:, ::-1]
    return turned
