"""What symmetry a body has: each of its pieces turned, or all of it mirrored, lands on itself."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from assets.body import Body
from assets.photometry import OpeningShape
from render.goniometry.grid import Symmetry
from render.goniometry.sources import BulbSource

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

FEWEST_SIDES, MOST_SIDES = 12, 360  # of a turned piece that counts as round
SAME = 2e-4  # of the body's extent
UPRIGHT, ON_AXIS_M = 1e-6, 1e-4
ROUND_OPENINGS = (OpeningShape.POINT, OpeningShape.DISC, OpeningShape.SPHERE)
DECIMALS = 6  # corners of pieces that touch this closely are one
OTHER_FACING = 1.0  # between two normals of triangles that face differently; a sheet glows to its front only
PLACE, FACING = (
    slice(0, 4),
    slice(4, 7),
)  # columns of a point: place with its material, and which way it faces


def symmetry_of(body: Body) -> Symmetry:
    """The symmetry of a body's triangles, their materials and facings about the upright axis of its middle.

    A body is round when each piece of it that hangs together is the same after a turn about that axis by one
    of at least `FEWEST_SIDES` sides. Mirror planes lie along x and y through the axis. The middle is that of
    the surface's area.
    """
    centre, mark, piece, reach = _triangles(body)
    middle = middle_m(body)
    tolerance = SAME * reach
    # a distance in metres as large as the tolerance stands for a difference of OTHER_FACING
    normal, is_thin = _normals(body, tolerance)
    facing = normal * tolerance / OTHER_FACING
    centres = np.column_stack([centre - middle, mark, facing])
    if _is_round(centres, is_thin, piece, tolerance):
        return Symmetry.ROUND
    # corners, not centres: which diagonal halves a square has no say
    places = body.vertices_m[body.triangles].reshape(-1, 3) - middle
    whole = np.column_stack([mark * reach, facing, is_thin])
    corners = np.column_stack([places, np.repeat(whole, 3, axis=0)])
    corners = np.unique(np.round(corners, DECIMALS), axis=0)
    points = _Points(corners[:, :7], corners[:, 7] > 0.0, tolerance)

    def mirrored(axis: int) -> bool:
        image = points.points.copy()
        image[:, [axis, FACING.start + axis]] *= -1
        return points.are(image)

    across, along = mirrored(1), mirrored(0)
    if across and along:
        return Symmetry.QUADRANTS
    if across or along:
        return Symmetry.C0_C180 if across else Symmetry.C90_C270
    return Symmetry.NONE


def middle_m(body: Body) -> Array:
    """The middle of a body's surface, weighted by area, (3,) [m]."""
    corners = body.vertices_m[body.triangles]
    sides = np.diff(corners, axis=1)
    area = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1)
    return np.asarray(area @ corners.mean(axis=1) / area.sum())


def is_round_about(bulb: BulbSource, middle_m: Array) -> bool:
    """Whether a bulb stands on the upright axis of a middle and shines alike all round it."""
    x, y, _ = bulb.opening.size_m
    upright = bulb.frame is None or abs(abs(float(np.asarray(bulb.frame)[2, 2])) - 1) < UPRIGHT
    around = bulb.opening.shape in ROUND_OPENINGS and x == y
    table = bulb.distribution.intensity_cd
    same = float(np.ptp(table, axis=0).max()) <= UPRIGHT * float(table.max())
    return (
        upright and around and same and bool(np.hypot(*(np.array(bulb.place_m) - middle_m)[:2]) < ON_AXIS_M)
    )


def _triangles(body: Body) -> tuple[Array, Array, Indices, float]:
    """Centres of triangles, a number for their material, their piece, and the body's extent."""
    corners = body.vertices_m[body.triangles]
    _, welded = np.unique(np.round(body.vertices_m, DECIMALS), axis=0, return_inverse=True)
    at = welded.ravel()[body.triangles]
    links = np.concatenate([at[:, [0, 1]], at[:, [1, 2]]])
    count = int(at.max()) + 1
    graph = sparse.coo_matrix((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(count, count))
    _, piece = connected_components(graph, directed=False)
    reach = float(np.ptp(body.vertices_m, axis=0).max())
    return (
        corners.mean(axis=1),
        body.material_of_triangle.astype(float),
        piece[at[:, 0]].astype(np.int64),
        reach,
    )


def _normals(body: Body, thinnest_m: float) -> tuple[Array, NDArray[np.bool_]]:
    """Unit normals of triangles, (t, 3), and which are so thin that theirs says little, (t,)."""
    sides = np.diff(body.vertices_m[body.triangles], axis=1)
    normal = np.cross(sides[:, 0], sides[:, 1])
    double_area = np.linalg.norm(normal, axis=1)
    longest = np.max(np.linalg.norm([sides[:, 0], sides[:, 1], sides.sum(axis=1)], axis=2), axis=0)
    return normal / np.maximum(double_area, 1e-30)[:, None], double_area <= thinnest_m * longest


class _Points:
    """Points (n, 7) of a body, columns `PLACE` and `FACING`; what is thin may face as it will."""

    def __init__(self, points: Array, is_thin: NDArray[np.bool_], tolerance: float) -> None:
        self.points, self._thick, self._tolerance = points, ~is_thin, tolerance
        self._places, self._facing = cKDTree(points[:, PLACE]), cKDTree(points)

    def are(self, image: Array) -> bool:
        """Whether an image of these points lands on them and faces as they do."""
        lands = self._places.query(image[:, PLACE])[0] < self._tolerance
        return bool(lands.all() and (self._facing.query(image[self._thick])[0] < self._tolerance).all())


def _is_round(centres: Array, is_thin: NDArray[np.bool_], piece: Indices, tolerance: float) -> bool:
    return all(_piece_is_round(_Points(centres[own], is_thin[own], tolerance)) for own in _members(piece))


def _members(piece: Indices) -> list[Indices]:
    order = np.argsort(piece, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(piece[order])) + 1)


def _piece_is_round(piece: _Points) -> bool:
    count = len(piece.points)
    for sides in range(min(MOST_SIDES, count), FEWEST_SIDES - 1, -1):
        if count % sides:
            continue
        cosine, sine = np.cos(2 * np.pi / sides), np.sin(2 * np.pi / sides)
        turned = piece.points.copy()
        for x in (PLACE.start, FACING.start):
            turned[:, x : x + 2] = piece.points[:, x : x + 2] @ np.array([[cosine, sine], [-sine, cosine]])
        if piece.are(turned):
            return True
    return False
