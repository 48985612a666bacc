"""Luminous openings as surfaces: how large they look, where light leaves them, which point of them is seen.

A file says with what intensity I the whole opening shines towards a direction w, not which part of it
shines how much. The opening is therefore taken as evenly bright: towards w every visible point of its
surface has the luminance L(w) = I(w) / A(w), with A the area of its outline seen from w. That is the
convention of the unified glare rating too (CIE 117), gives the file's own intensities far away, and
makes the light that arrives near by equal to what leaves. The surface shines outwards only, so a point
inside a box, cylinder or ellipsoid receives nothing; a flat opening shines to both sides as its table says.

All functions take one opening a lane and vectors in the photometry's frame: origin at the centre of the
opening, z up, C0 along x.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousOpening, OpeningShape
from render.device import mitsuba

Array = NDArray[np.float64]

POINT, BOX, CYLINDER, ELLIPSOID = range(4)
ALL_FAMILIES = frozenset({POINT, BOX, CYLINDER, ELLIPSOID})
THINNEST_M = 1e-4  # a width of 0 where light needs an area, as of a line
TINY = 1e-30
ROW_LENGTH = 11

_FAMILY_AND_AXIS = {
    OpeningShape.POINT: (POINT, 2),
    OpeningShape.RECTANGLE: (BOX, 2),
    OpeningShape.DISC: (CYLINDER, 2),
    OpeningShape.SPHERE: (ELLIPSOID, 2),
    OpeningShape.CYLINDER_X: (CYLINDER, 0),
    OpeningShape.CYLINDER_Y: (CYLINDER, 1),
    OpeningShape.DISC_FACING_X: (CYLINDER, 0),
}


def opening_row(opening: LuminousOpening) -> Array:
    """What a lane must know of an opening, as numbers; `opening_lanes` reads them on the device.

    Returns
    -------
    ndarray
        Shape (ROW_LENGTH,): family (0 point, 1 box, 2 cylinder, 3 ellipsoid), axis (a cylinder's own,
        a box's longest), half extents x, y, z [m], the luminous share of a box's height on the sides
        that face C0, C90, C180 and C270, cosine and sine of the turn. A flat opening is a box or
        cylinder whose extent along its normal is 0.
    """
    family, axis = _FAMILY_AND_AXIS[opening.shape]
    half = np.array(opening.size_m, dtype=np.float64) / 2
    if not half.any():
        family = POINT
    if family == BOX:
        half[:2] = np.maximum(half[:2], THINNEST_M / 2)
        axis = int(np.argmax(half))
    if family == CYLINDER:
        across = [k for k in range(3) if k != axis]
        half[across] = np.maximum(half[across], THINNEST_M / 2)
    if family == ELLIPSOID:
        half = np.maximum(half, THINNEST_M / 2)
    sides = np.ones(4)
    if family == BOX and half[2] > 0 and opening.sides_m is not None:
        sides = np.clip(np.array(opening.sides_m) / opening.size_m[2], 0.0, 1.0)
    turn = np.radians(opening.turn_deg)
    return np.array([family, axis, *half, *sides, np.cos(turn), np.sin(turn)])


@dataclass(frozen=True, eq=False)
class OpeningLanes:
    """One opening a lane, as device arrays: the entries of `opening_row`.

    `families` are those that may be among them, so that nothing is worked out for others.
    """

    family: Any
    axis: Any
    half: Any
    sides: tuple[Any, Any, Any, Any]
    turn: tuple[Any, Any]
    families: frozenset[int] = ALL_FAMILIES


def opening_lanes(entries: list[Any], families: frozenset[int] = ALL_FAMILIES) -> OpeningLanes:
    """The openings of lanes from ROW_LENGTH device arrays, each one entry of `opening_row` a lane."""
    mi = mitsuba()
    family, axis, x, y, z, ahead, left, behind, right, cosine, sine = entries
    return OpeningLanes(
        family=mi.UInt32(family),
        axis=mi.UInt32(axis),
        half=mi.Vector3f(x, y, z),
        sides=(ahead, left, behind, right),
        turn=(cosine, sine),
        families=families,
    )


def projected_area_m2(opening: OpeningLanes, direction: Any) -> Any:
    """Area of the luminous outline seen from far away in `direction` (unit vectors) [m2]; 0 of a point."""
    return own_projected_area_m2(opening, into_own_frame(opening, direction))


def exit_point(opening: OpeningLanes, direction: Any, numbers: list[Any]) -> Any:
    """Where light that travels along `direction` leaves: evenly over the outline seen from there.

    Parameters
    ----------
    direction
        Unit vectors, away from the opening.
    numbers
        Three device arrays in 0..1; the first two place the point, the third chooses the face.

    Returns
    -------
    Vector3f
        Points on the luminous surface [m].
    """
    point, _ = own_exit_point(opening, into_own_frame(opening, direction), numbers)
    return out_of_own_frame(opening, point)


def into_own_frame(opening: OpeningLanes, vector: Any) -> Any:
    """A vector of the photometry's frame in that of the opening before its turn about z."""
    mi = mitsuba()
    cosine, sine = opening.turn
    return mi.Vector3f(vector.x * cosine + vector.y * sine, vector.y * cosine - vector.x * sine, vector.z)


def out_of_own_frame(opening: OpeningLanes, vector: Any) -> Any:
    """The inverse of `into_own_frame`."""
    mi = mitsuba()
    cosine, sine = opening.turn
    return mi.Vector3f(vector.x * cosine - vector.y * sine, vector.x * sine + vector.y * cosine, vector.z)


def is_flat(opening: OpeningLanes) -> Any:
    """Whether the opening is a rectangle, disc or ellipse without depth."""
    depth = dr.select(opening.family == BOX, opening.half.z, axis_last(opening.axis, opening.half).z)
    return ((opening.family == BOX) | (opening.family == CYLINDER)) & (depth <= 0)


def axis_last(axis: Any, vector: Any) -> Any:
    """A vector with its components moved round until that of `axis` is the last."""
    mi = mitsuba()
    x, y, z = vector.x, vector.y, vector.z
    return mi.Vector3f(
        *(
            dr.select(axis == 2, a, dr.select(axis == 0, b, c))
            for a, b, c in ((x, y, z), (y, z, x), (z, x, y))
        )
    )


def axis_back(axis: Any, vector: Any) -> Any:
    """The inverse of `axis_last`."""
    mi = mitsuba()
    x, y, z = vector.x, vector.y, vector.z
    return mi.Vector3f(
        *(
            dr.select(axis == 2, a, dr.select(axis == 0, b, c))
            for a, b, c in ((x, z, y), (y, x, z), (z, y, x))
        )
    )


def own_projected_area_m2(opening: OpeningLanes, direction: Any) -> Any:
    """`projected_area_m2` for directions in the opening's own frame.

    A box: the visible faces times their cosines. A cylinder: the ellipse of its end and the width of its
    side times its length. An ellipsoid with half axes a, b, c: pi a b c |(wx / a, wy / b, wz / c)|.
    """
    faces = sum(box_faces_m2(opening, direction))
    side, end = _cylinder_faces_m2(opening, axis_last(opening.axis, direction))
    half = opening.half
    a, b, c = direction.x * half.y * half.z, direction.y * half.z * half.x, direction.z * half.x * half.y
    ball = dr.pi * dr.sqrt(a * a + b * b + c * c)
    family = opening.family
    solid = dr.select(family == BOX, faces, dr.select(family == CYLINDER, side + end, ball))
    return dr.select(family == POINT, 0.0, solid)


def box_faces_m2(opening: OpeningLanes, direction: Any) -> tuple[Any, Any, Any]:
    """Projected luminous areas of the three faces of a box that are seen from a direction."""
    half, (ahead, left, behind, right) = opening.half, opening.sides
    share_x = dr.select(direction.x > 0, ahead, behind)
    share_y = dr.select(direction.y > 0, left, right)
    return (
        4 * half.y * half.z * share_x * dr.abs(direction.x),
        4 * half.z * half.x * share_y * dr.abs(direction.y),
        4 * half.x * half.y * dr.abs(direction.z),
    )


def _cylinder_faces_m2(opening: OpeningLanes, direction: Any) -> tuple[Any, Any]:
    """Projected areas of a cylinder's side and end; the direction's last component is along its axis."""
    half = axis_last(opening.axis, opening.half)
    a, b = half.x * direction.y, half.y * direction.x
    return 4 * half.z * dr.sqrt(a * a + b * b), dr.pi * half.x * half.y * dr.abs(direction.z)


def own_exit_point(opening: OpeningLanes, direction: Any, numbers: list[Any]) -> tuple[Any, Any]:
    """`exit_point` in the opening's own frame, and the unit normal there."""
    mi = mitsuba()
    family = opening.family
    box, box_normal = _box_exit(opening, direction, numbers)
    tube, tube_normal = _cylinder_exit(opening, direction, numbers)
    ball, ball_normal = _ellipsoid_exit(opening, direction, numbers)
    point = dr.select(family == BOX, box, dr.select(family == CYLINDER, tube, ball))
    normal = dr.select(family == BOX, box_normal, dr.select(family == CYLINDER, tube_normal, ball_normal))
    is_point = family == POINT
    return dr.select(is_point, mi.Vector3f(0.0), point), dr.select(is_point, direction, normal)


def _side(component: Any) -> Any:
    """1 where a component is not negative, else -1."""
    return dr.select(component < 0, -1.0, 1.0)


def _box_exit(opening: OpeningLanes, direction: Any, numbers: list[Any]) -> tuple[Any, Any]:
    mi = mitsuba()
    half, (ahead, left, behind, right) = opening.half, opening.sides
    in_x, in_y, in_z = box_faces_m2(opening, direction)
    chosen = numbers[2] * (in_x + in_y + in_z)
    on_x, on_y = chosen < in_x, (chosen >= in_x) & (chosen < in_x + in_y)
    share = dr.select(
        on_x, dr.select(direction.x > 0, ahead, behind), dr.select(direction.y > 0, left, right)
    )
    one, two = 2 * numbers[0] - 1, 2 * numbers[1] - 1
    x = dr.select(on_x, _side(direction.x), one)
    y = dr.select(on_y, _side(direction.y), dr.select(on_x, one, two))
    z = dr.select(on_x | on_y, 2 * numbers[1] * share - 1, _side(direction.z))
    normal = mi.Vector3f(dr.select(on_x, x, 0.0), dr.select(on_y, y, 0.0), dr.select(on_x | on_y, 0.0, z))
    return mi.Vector3f(x * half.x, y * half.y, z * half.z), normal


def _cylinder_exit(opening: OpeningLanes, direction: Any, numbers: list[Any]) -> tuple[Any, Any]:
    mi = mitsuba()
    axis = opening.axis
    half, along = axis_last(axis, opening.half), axis_last(axis, direction)
    side, end = _cylinder_faces_m2(opening, along)
    on_side = numbers[2] * (side + end) < side
    # the unit circle seen from the direction: even over its width, which the stretch to an ellipse keeps
    x, y = along.x / dr.maximum(half.x, TINY), along.y / dr.maximum(half.y, TINY)
    scale = dr.rcp(dr.maximum(dr.sqrt(x * x + y * y), TINY))
    x, y = x * scale, y * scale
    across = 2 * numbers[0] - 1
    towards = dr.safe_sqrt(1 - across * across)
    round_x, round_y = towards * x - across * y, towards * y + across * x
    disc = mi.warp.square_to_uniform_disk_concentric(mi.Point2f(numbers[0], numbers[1]))
    face = _side(along.z)
    point = mi.Vector3f(
        dr.select(on_side, round_x, disc.x) * half.x,
        dr.select(on_side, round_y, disc.y) * half.y,
        dr.select(on_side, 2 * numbers[1] - 1, face) * half.z,
    )
    # the gradient of (x / a)**2 + (y / b)**2, freed of its denominators
    slope = mi.Vector3f(round_x * half.y, round_y * half.x, 0.0)
    slope *= dr.rcp(dr.maximum(dr.norm(slope), TINY))
    normal = dr.select(on_side, slope, mi.Vector3f(0.0, 0.0, face))
    return axis_back(axis, point), axis_back(axis, normal)


def _ellipsoid_exit(opening: OpeningLanes, direction: Any, numbers: list[Any]) -> tuple[Any, Any]:
    mi = mitsuba()
    half = dr.maximum(opening.half, THINNEST_M / 2)
    shrunk = dr.normalize(direction / half)
    first, second = mi.coordinate_system(shrunk)
    disc = mi.warp.square_to_uniform_disk_concentric(mi.Point2f(numbers[0], numbers[1]))
    height = dr.safe_sqrt(1 - disc.x * disc.x - disc.y * disc.y)
    unit = first * disc.x + second * disc.y + shrunk * height
    return unit * half, dr.normalize(unit / half)
