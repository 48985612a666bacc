"""Inside and outside: candidate lines cut the plan into cells, and a minimum cut says which are of rooms.

A cell wants to be inside as far as floor or ceiling was seen over it; an edge between inside and outside
costs nothing where a wall was seen along it and its length where none was (Mura 2014, Ochmann 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import binary_closing, grey_dilation
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from scenes.readers.scans.cloud import Cloud
from scenes.readers.scans.wall_lines import ALONG_M, UP_M, UprightPoints, WallLine, apart_deg

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

PIXEL_M = 0.05
NEAR_SHEET_M = 0.08
NEAR_LINE_M = 0.06
AROUND_M = 0.30
MOST_LINES = 60
COST_OF_NO_WALL_M = 0.30  # an edge without a wall costs as much as a strip so wide
COST_OF_EDGE_M = 0.02
WALL_BETWEEN = 0.5  # share of an edge along which a wall up to the ceiling parts two rooms
LARGEST_NICHE_M2 = 1.5
CLOSED_NICHE = 0.45  # share of a niche's own walls that were seen at any height
SMALLEST_ROOM_M2 = 0.5
FLOW_UNIT = 1e-5  # m2: flows are whole numbers


@dataclass(frozen=True, eq=False)
class SeenFloor:
    """Pixels of the plan over which floor, ceiling or a level surface was seen."""

    origin_m: Array
    seen: Bools

    @property
    def centres_m(self) -> Array:
        """Centres of the seen pixels, shape (pixel, 2)."""
        places: Array = self.origin_m + (np.argwhere(self.seen) + 0.5) * PIXEL_M
        return places


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of the plan, and the edges between them.

    Parameters
    ----------
    polygons
        One for each cell.
    covered_m2, area_m2
        Of each cell, what was seen of it and all.
    edges
        Two cells each (edge, 2); -1 is outside of everything.
    line, length_m
        Of each edge: the candidate line it lies on (-1 none), its length.
    wall, high_wall, any_wall
        Share of each edge along which a wall was seen in its upper half, along which one reaches the ceiling,
        and along which something upright was seen at any height.
    """

    polygons: tuple[shapely.Polygon, ...]
    covered_m2: Array
    area_m2: Array
    edges: NDArray[np.int64]
    line: NDArray[np.int64]
    length_m: Array
    wall: Array
    high_wall: Array
    any_wall: Array


def seen_floor(cloud: Cloud) -> SeenFloor:
    """Where floor, ceiling or level surfaces between them were seen."""
    level = np.abs(cloud.normals[:, 2]) > 0.75
    z = cloud.points_m[:, 2]
    inside = (z > -NEAR_SHEET_M) & (z < cloud.height_m + NEAR_SHEET_M)
    places = cloud.points_m[level & inside, :2]
    if len(places) == 0:
        return SeenFloor(np.zeros(2), np.zeros((1, 1), dtype=bool))
    origin = places.min(axis=0) - 4 * PIXEL_M
    index = np.floor((places - origin) / PIXEL_M).astype(np.int64)
    seen = np.zeros(tuple(index.max(axis=0) + 5), dtype=bool)
    seen[index[:, 0], index[:, 1]] = True
    return SeenFloor(origin, binary_closing(seen, np.ones((5, 5))))


def plan_cells(
    cloud: Cloud, upright: UprightPoints, lines: list[WallLine], floor: SeenFloor
) -> tuple[Cells, list[WallLine]]:
    """The cells that lines cut the plan into, with their evidence; and all lines, those of the border too."""
    lines = lines[:MOST_LINES]
    lines = [*lines, *_border(floor, lines)]
    frame = shapely.MultiPoint(floor.centres_m).envelope.buffer(AROUND_M, join_style="mitre")
    reach = float(np.hypot(*(np.array(frame.bounds[2:]) - frame.bounds[:2])))
    middle = np.array(frame.centroid.coords[0])
    drawn = [_as_string(line, middle, reach) for line in lines]
    noded = shapely.unary_union([frame.exterior, *(string.intersection(frame) for string in drawn)])
    polygons = tuple(p for p in shapely.get_parts(shapely.polygonize([noded])) if p.area > 1e-4)
    edges, ends = _edges(polygons)
    own, length = _lines_of(ends, lines)
    walls = [seen_columns(cloud, upright, line) for line in lines]
    shares = np.array([_share_seen(own[k], ends[k], lines, walls) for k in range(len(ends))]).reshape(-1, 3)
    tree = shapely.STRtree(polygons)
    hits = tree.query(shapely.points(floor.centres_m), predicate="within")[1]
    covered = np.bincount(hits, minlength=len(polygons)) * PIXEL_M**2
    area = np.array([polygon.area for polygon in polygons])
    return Cells(polygons, np.minimum(covered, area), area, edges, own, length, *shares.T), lines


def _border(floor: SeenFloor, lines: list[WallLine]) -> list[WallLine]:
    """Lines at the ends of what was seen, along the two main directions, for rooms that are open there."""
    ends = []
    for direction in sorted({line.normal_deg for line in lines[:1]} | {0.0 for _ in () if not lines}):
        for normal in (direction, (direction + 90.0) % 180.0):
            offsets = floor.centres_m @ WallLine(normal, 0.0).normal
            for share in (0.002, 0.998):
                offset = float(np.quantile(offsets, share))
                if not any(
                    apart_deg(line.normal_deg, normal) < 1.0 and abs(line.offset_m - offset) < 0.3
                    for line in lines
                ):
                    ends.append(WallLine(normal, offset))
    return ends


def _as_string(line: WallLine, middle: Array, reach_m: float) -> shapely.LineString:
    foot = line.normal * line.offset_m
    foot = foot + line.along * float((middle - foot) @ line.along)
    return shapely.LineString([foot - reach_m * line.along, foot + reach_m * line.along])


def _edges(polygons: tuple[shapely.Polygon, ...]) -> tuple[NDArray[np.int64], Array]:
    """Cells on both sides of every edge (edge, 2), and its ends (edge, 2, 2)."""
    sides: dict[tuple[float, ...], list[int]] = {}
    ends: dict[tuple[float, ...], Array] = {}
    for cell, polygon in enumerate(polygons):
        ring = np.asarray(polygon.exterior.coords)
        for start, end in pairwise(ring):
            both = np.array(sorted([start.tolist(), end.tolist()]))
            key = tuple(np.round(both.ravel(), 7).tolist())
            sides.setdefault(key, []).append(cell)
            ends[key] = both
    pairs = [(each[0], each[1] if len(each) > 1 else -1) for each in sides.values()]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2), np.array(list(ends.values())).reshape(-1, 2, 2)


def _lines_of(ends: Array, lines: list[WallLine]) -> tuple[NDArray[np.int64], Array]:
    """The line that each edge lies on, -1 where none, and the edges' lengths [m]."""
    length: Array = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    if not lines:
        return np.full(len(ends), -1, dtype=np.int64), length
    normals = np.array([line.normal for line in lines])
    offsets = np.array([line.offset_m for line in lines])
    away = np.abs(ends @ normals.T - offsets).max(axis=1)
    nearest = np.argmin(away, axis=1)
    return np.where(away[np.arange(len(ends)), nearest] < 1e-5, nearest, -1), length


def seen_columns(cloud: Cloud, upright: UprightPoints, line: WallLine) -> tuple[int, Array]:
    """Wall seen in each 5 cm along a line, 0..1, from a first column on, shape (3, column).

    In the upper half; just below the ceiling; at any height.
    """
    points = upright.facing(line.normal_deg)
    points = points[np.abs(points[:, :2] @ line.normal - line.offset_m) < NEAR_LINE_M]
    top = cloud.height_m - 0.08
    points = points[points[:, 2] < top]
    if len(points) == 0:
        return 0, np.zeros((3, 1))
    along = np.floor(points[:, :2] @ line.along / ALONG_M).astype(np.int64)
    first = int(along.min()) - 2
    down = np.floor((top - points[:, 2]) / UP_M).astype(np.int64)
    rows = max(6, int(top / UP_M))
    grid = np.zeros((int(along.max()) - first + 3, rows + 1), dtype=bool)
    grid[along - first, np.minimum(down, rows)] = True
    grid = binary_closing(grid, np.ones((5, 1)))
    high = np.minimum(1.0, grid[:, :4].mean(axis=1) / 0.5)
    upper = np.minimum(1.0, grid[:, : rows // 2].mean(axis=1) / 0.5)
    anywhere = np.minimum(1.0, grid[:, :rows].mean(axis=1) / 0.2)
    return first, grey_dilation(np.stack([np.maximum(high, 0.9 * upper), high, anywhere]), (1, 3))


def _share_seen(own: int, ends: Array, lines: list[WallLine], walls: list[tuple[int, Array]]) -> Array:
    """Shares of an edge along which a wall was seen, in the three ways of `seen_columns`, shape (3,)."""
    if own < 0:
        return np.zeros(3)
    first, wall = walls[own]
    low, end = sorted((ends @ lines[own].along / ALONG_M).tolist())
    columns = np.arange(int(np.floor(low)), max(int(np.floor(low)) + 1, int(np.ceil(end)))) - first
    inside = columns[(columns >= 0) & (columns < wall.shape[1])]
    share: Array = wall[:, inside].sum(axis=1) / len(columns)
    return share


def inside_cells(cells: Cells) -> Bools:
    """Which cells are inside of a room: the minimum cut."""
    count = len(cells.polygons)
    source, sink = count, count + 1
    between = cells.edges[:, 1] >= 0
    seen = np.maximum(cells.wall, 0.9 * cells.any_wall)  # cabinets may hide a wall's upper half
    cost = cells.length_m * (COST_OF_NO_WALL_M * (1.0 - seen) + COST_OF_EDGE_M)
    a, b = cells.edges[between].T
    border = np.bincount(cells.edges[~between, 0], weights=cost[~between], minlength=count)
    every = np.arange(count)
    rows = np.concatenate([a, b, np.full(count, source), every])
    columns = np.concatenate([b, a, every, np.full(count, sink)])
    costs = np.concatenate(
        [cost[between], cost[between], cells.covered_m2, cells.area_m2 - cells.covered_m2 + border]
    )
    capacity = np.round(costs / FLOW_UNIT).astype(np.int32)
    graph = csr_matrix(coo_matrix((capacity, (rows, columns)), shape=(count + 2, count + 2)))
    flow = maximum_flow(graph, source, sink).flow
    left = graph - flow
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    inside = np.zeros(count + 2, dtype=bool)
    inside[breadth_first_order(left, source, return_predecessors=False)] = True
    return inside[:count]


def rooms_of_cells(cells: Cells, inside: Bools) -> list[Bools]:
    """The cells of each room, the largest first: inside cells with no wall up to the ceiling between them.

    A niche, or the floor below hung cabinets, is no room of its own: it joins the room beside it.
    """
    a, b = cells.edges.T
    both = b >= 0
    both[both] = inside[a[both]] & inside[b[both]]
    joined = both & (cells.high_wall < WALL_BETWEEN)
    label = _components(len(cells.polygons), a[joined], b[joined])
    for part in np.argsort(np.bincount(label, weights=cells.area_m2), kind="stable"):
        own = (label == part) & inside
        area = float(cells.area_m2[own].sum())
        if not own.any() or area > LARGEST_NICHE_M2:
            continue
        rim = own[a] != (own[b] & (b >= 0))
        shared = rim & both
        rest = rim & ~shared
        closed = float(np.sum((cells.any_wall * cells.length_m)[rest]))
        if shared.any() and closed >= CLOSED_NICHE * float(np.sum(cells.length_m[rest])):
            beside = np.where(own[a], label[b], label[a])[shared]
            longest = np.bincount(beside, weights=cells.length_m[shared])
            label[own] = int(np.argmax(longest))
    size = np.bincount(label, weights=cells.covered_m2 * inside)
    order = [int(k) for k in np.argsort(-size, kind="stable") if size[k] > SMALLEST_ROOM_M2]
    return [(label == k) & inside for k in order]


def _components(count: int, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the component of each cell, where edges join cells a and b."""
    graph = coo_matrix((np.ones(len(a)), (a, b)), shape=(count, count))
    labels: NDArray[np.int64] = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels
