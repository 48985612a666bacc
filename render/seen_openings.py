"""Points of a luminous opening as a place near it sees them, chosen so that direct light has little noise.

Far away a point of a box or cylinder is taken evenly over the outline that it shows towards the place:
all points then count alike. Near by, where 1 / distance**2 differs a thousandfold over the opening, a
direction is taken instead, nearly even in solid angle over the outline seen from the place itself:

- box and cylinder: the angle about an axis through the place, parallel to the opening's axis, is even
  over the shadow that the opening throws along that axis; within the half-plane of that angle the sine of
  the elevation is even between the two tangents. d(omega) = d(angle) d(sine). A cylinder's cross-section is
  shrunk to a circle first, d(angle) = a b (s' / s)**2 d(angle');
- ellipsoid, at any distance: shrunk to a unit sphere, even over the cone that touches it;
  d(omega) = a b c (d' / d)**3 d(omega').

Either way every chosen ray meets the opening, and the estimate is unbiased at any distance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr

from render.device import mitsuba
from render.openings import (
    BOX,
    ELLIPSOID,
    POINT,
    THINNEST_M,
    TINY,
    OpeningLanes,
    axis_back,
    axis_last,
    into_own_frame,
    is_flat,
    out_of_own_frame,
    own_exit_point,
    own_projected_area_m2,
)

FAR = 2.5  # half diagonals from the centre, from where on points are taken evenly over the outline
NEAREST_M = 1e-3  # closer to a point source than this, the distance counts as this
IN_PLANE_M = 1e-6  # a place in the plane of a flat opening counts as this far in front of it


@dataclass(frozen=True, eq=False)
class SeenPoint:
    """A point of an opening and what it counts for at a receiver.

    Parameters
    ----------
    point
        In the photometry's frame [m].
    per_m2
        Illuminance / (intensity towards the receiver x cosine at the receiver); 1 / distance**2 of a
        point source. The mean over many points is the illuminance of the whole opening.
    """

    point: Any
    per_m2: Any


def seen_point(opening: OpeningLanes, receiver: Any, numbers: list[Any]) -> SeenPoint:
    """One random point of each lane's opening as seen from a receiver.

    E = I(w) max(cos, 0) per_m2 where nothing is in between, with w from the point to the receiver and cos
    that of the receiver's normal and -w.

    Parameters
    ----------
    receiver
        Places, in the photometry's frame [m]. Inside a box, cylinder or ellipsoid nothing is seen.
    numbers
        Three device arrays in 0..1.
    """
    mi = mitsuba()
    place = into_own_frame(opening, receiver)
    family, half = opening.family, opening.half
    reach = dr.squared_norm(half)
    squared = dr.squared_norm(place)
    far = ((squared > FAR * FAR * reach) & (family != ELLIPSOID)) | (family == POINT)
    distant, distant_per_m2 = _evenly_over_outline(opening, place, numbers)
    near, near_per_m2 = _through_silhouette(opening, place, numbers)
    ball, ball_per_m2 = _through_cone(opening, place, numbers)
    point = dr.select(far, distant, dr.select(family == ELLIPSOID, ball, near))
    per_m2 = dr.select(far, distant_per_m2, dr.select(family == ELLIPSOID, ball_per_m2, near_per_m2))
    return SeenPoint(mi.Vector3f(out_of_own_frame(opening, point)), per_m2)


def _evenly_over_outline(opening: OpeningLanes, place: Any, numbers: list[Any]) -> tuple[Any, Any]:
    """A point evenly over the outline towards the place, and cos / (area(w) x density x distance**2)."""
    towards = place * dr.rcp(dr.maximum(dr.norm(place), TINY))
    point, normal = own_exit_point(opening, towards, numbers)
    path = place - point
    squared = dr.squared_norm(path)
    w = path * dr.rsqrt(dr.maximum(squared, TINY))
    cosines = dr.maximum(dr.dot(normal, w), 0.0) / dr.maximum(dr.dot(normal, towards), 1e-9)
    areas = own_projected_area_m2(opening, towards) / dr.maximum(own_projected_area_m2(opening, w), TINY)
    # of a flat opening the cosines cancel, and so they must where it is seen edge on
    plain = is_flat(opening) | (opening.family == POINT)
    return point, dr.select(plain, 1.0, cosines * areas) / dr.maximum(squared, NEAREST_M**2)


def _through_silhouette(opening: OpeningLanes, place: Any, numbers: list[Any]) -> tuple[Any, Any]:
    """Of a box or cylinder: the point met by a ray even over its silhouette, and solid angle / area(w)."""
    mi = mitsuba()
    axis, is_box = opening.axis, opening.family == BOX
    lifted = mi.Vector3f(place)
    half = axis_last(axis, opening.half)
    lifted = _off_plane(opening, lifted)
    at = axis_last(axis, lifted)
    box = _box_chord(at, half, numbers[0])
    tube = _ellipse_chord(at, half, numbers[0])
    x, y, width, enters, leaves, on_first = (
        dr.select(is_box, one, other) for one, other in zip(box, tube, strict=True)
    )
    top, bottom = half.z - at.z, -half.z - at.z
    high = _sine(top, dr.select(top < 0, leaves, enters))
    low = _sine(bottom, dr.select(bottom > 0, leaves, enters))
    sine = dr.lerp(low, high, numbers[1])
    slope = sine / dr.maximum(dr.safe_sqrt(1 - sine * sine), 1e-12)
    beyond = (top < 0) | (bottom > 0)
    end = dr.select(top < 0, top, bottom)
    to_end = dr.select(beyond, end / dr.select(dr.abs(slope) > TINY, slope, TINY), 0.0)
    on_end = beyond & (to_end > enters)
    along = dr.minimum(dr.maximum(to_end, enters), leaves)
    height = dr.select(on_end, end, dr.clip(along * slope, bottom, top))
    path = axis_back(axis, mi.Vector3f(x * along, y * along, height))
    w = -path * dr.rsqrt(dr.maximum(dr.squared_norm(path), TINY))
    solid_angle = width * dr.maximum(high - low, 0.0)
    inside = ~beyond & (enters <= 0)
    lit = ~inside & _is_luminous(opening, lifted + path, on_end, on_first)
    area = dr.maximum(own_projected_area_m2(opening, w), TINY)
    return lifted + path, dr.select(lit, solid_angle / area, 0.0)


def _off_plane(opening: OpeningLanes, place: Any) -> Any:
    """Places in the plane of a flat opening, a little in front of it."""
    mi = mitsuba()
    flat = is_flat(opening)
    normal_axis = dr.select(opening.family == BOX, 2, opening.axis)
    moved = [
        dr.select(
            flat & (normal_axis == k) & (dr.abs(place[k]) < IN_PLANE_M),
            dr.select(place[k] < 0, -IN_PLANE_M, IN_PLANE_M),
            place[k],
        )
        for k in range(3)
    ]
    return mi.Vector3f(*moved)


def _is_luminous(opening: OpeningLanes, point: Any, on_end: Any, on_first: Any) -> Any:
    """Whether a point of a box's surface lies on the luminous part of its side; True of cylinders."""
    axis, half = opening.axis, opening.half
    ahead, left, behind, right = opening.sides
    # the axes of a cross-section are those after the box's axis, in turn
    met = dr.select(on_end, axis, dr.select(on_first, (axis + 1) % 3, (axis + 2) % 3))
    share = dr.select(met == 0, dr.select(point.x > 0, ahead, behind), dr.select(point.y > 0, left, right))
    return (opening.family != BOX) | (met == 2) | (point.z + half.z <= 2 * half.z * share)


def _sine(height: Any, along: Any) -> Any:
    """Sine of the elevation of a point at a height and a distance along."""
    return height * dr.rsqrt(dr.maximum(height * height + along * along, TINY))


def _box_chord(at: Any, half: Any, number: Any) -> tuple[Any, ...]:
    """A ray in the plane of a box's cross-section.

    Returns its direction x and y, the width of the range of angles it is from [rad], the distances at
    which it enters and leaves, and whether it enters through a side that faces the first axis.
    """
    inside = (dr.abs(at.x) <= half.x) & (dr.abs(at.y) <= half.y)
    to_x, to_y = -at.x, -at.y
    low, high = dr.full(type(at.x), dr.inf), dr.full(type(at.x), -dr.inf)
    for corner_x, corner_y in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        x, y = corner_x * half.x - at.x, corner_y * half.y - at.y
        angle = dr.atan2(to_x * y - to_y * x, to_x * x + to_y * y)
        low, high = dr.minimum(low, angle), dr.maximum(high, angle)
    low, high = dr.select(inside, -dr.pi, low), dr.select(inside, dr.pi, high)
    sine, cosine = dr.sincos(dr.lerp(low, high, number))
    scale = dr.rsqrt(dr.maximum(to_x * to_x + to_y * to_y, TINY))
    to_x, to_y = dr.select(inside, 1.0, to_x * scale), dr.select(inside, 0.0, to_y * scale)
    x, y = to_x * cosine - to_y * sine, to_y * cosine + to_x * sine
    near_x, far_x = _slab(at.x, x, half.x)
    near_y, far_y = _slab(at.y, y, half.y)
    enters = dr.maximum(dr.maximum(near_x, near_y), 0.0)
    leaves = dr.maximum(dr.minimum(far_x, far_y), enters)
    return x, y, high - low, enters, leaves, near_x >= near_y


def _slab(at: Any, direction: Any, half: Any) -> tuple[Any, Any]:
    """Distances at which a ray passes the two planes at -half and half, the nearer first."""
    inverse = dr.rcp(dr.select(dr.abs(direction) > 1e-12, direction, 1e-12))
    one, other = (-half - at) * inverse, (half - at) * inverse
    return dr.minimum(one, other), dr.maximum(one, other)


def _ellipse_chord(at: Any, half: Any, number: Any) -> tuple[Any, ...]:
    """As `_box_chord`, for the ellipse of a cylinder's cross-section."""
    a, b = dr.maximum(half.x, TINY), dr.maximum(half.y, TINY)
    unit_x, unit_y = at.x / a, at.y / b
    radius = dr.sqrt(unit_x * unit_x + unit_y * unit_y)
    inside = radius <= 1
    widest = dr.select(inside, dr.pi, dr.asin(dr.minimum(dr.rcp(dr.maximum(radius, TINY)), 1.0)))
    sine, cosine = dr.sincos(widest * (2 * number - 1))
    scale = dr.rcp(dr.maximum(radius, TINY))
    to_x, to_y = dr.select(radius > 0, -unit_x * scale, 1.0), dr.select(radius > 0, -unit_y * scale, 0.0)
    x, y = to_x * cosine - to_y * sine, to_y * cosine + to_x * sine
    middle = -(unit_x * x + unit_y * y)
    offset = unit_x * y - unit_y * x
    reach = dr.safe_sqrt(1 - offset * offset)
    x, y = x * a, y * b
    stretch = dr.sqrt(x * x + y * y)
    enters = dr.maximum(middle - reach, 0.0) * stretch
    leaves = dr.maximum((middle + reach) * stretch, enters)
    width = 2 * widest * a * b / (stretch * stretch)
    return (
        x / stretch,
        y / stretch,
        width,
        dr.select(inside, 0.0, enters),
        leaves,
        dr.full(type(inside), False),
    )


def _through_cone(opening: OpeningLanes, place: Any, numbers: list[Any]) -> tuple[Any, Any]:
    """Of an ellipsoid: the point met by a ray even over the touching cone of the unit sphere."""
    mi = mitsuba()
    half = dr.maximum(opening.half, THINNEST_M / 2)
    unit = place / half
    squared = dr.squared_norm(unit)
    outside = squared > 1
    distance = dr.sqrt(dr.maximum(squared, 1e-12))
    inverse = dr.rcp(dr.maximum(squared, 1.0))
    # 1 - cos of the cone's angle, without the difference of two numbers near 1
    opens = inverse / (1 + dr.safe_sqrt(1 - inverse))
    cosine = 1 - numbers[0] * opens
    sine_squared = numbers[0] * opens * (1 + cosine)
    sine = dr.safe_sqrt(sine_squared)
    turn_sine, turn_cosine = dr.sincos(2 * dr.pi * numbers[1])
    ahead = -unit / distance
    first, second = mi.coordinate_system(ahead)
    ray = first * (sine * turn_cosine) + second * (sine * turn_sine) + ahead * cosine
    travelled = distance * cosine - dr.safe_sqrt(1 - squared * sine_squared)
    path = ray * travelled * half
    # a b c (d' / d)**3 Omega' / (pi a b c d' / d) = Omega' d'**2 / (pi d**2)
    per_m2 = 2 * opens * travelled * travelled / dr.maximum(dr.squared_norm(path), TINY)
    return place + path, dr.select(outside, per_m2, 0.0)
