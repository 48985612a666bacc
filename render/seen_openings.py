"""Points of a luminous opening as a place sees them, chosen so that direct light has little noise.

Points could be taken evenly over the outline that the opening shows towards the place; all count alike then,
but for 1 / distance**2, which near by differs a thousandfold over the opening. So a direction is taken
instead, nearly even in solid angle over the outline as the place itself sees it:

- box and cylinder: the angle about a line through the place, parallel to the opening's axis, is even over
  the shadow that the opening throws along that axis; within the half-plane of that angle the sine of the
  elevation is even between the two tangents. d(omega) = d(angle) d(sine). A cylinder's cross-section is
  shrunk to a circle first, d(angle) = a b (s' / s)**2 d(angle');
- ellipsoid: shrunk to a unit sphere, even over the cone that touches it;
  d(omega) = a b c (d' / d)**3 d(omega').

Every chosen ray meets the opening, and the estimate is unbiased at any distance. Against points taken
evenly, four points of a panel 0.6 m wide have a fifth of the noise 0.4 m from it and a tenth 4 m from it.
Only of a flat disc that is not near points are taken evenly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr

from render.device import mitsuba
from render.openings import (
    BOX,
    CYLINDER,
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
    own_projected_area_m2,
)

FAR_DISC = 2.5  # half diagonals from a flat disc's centre, from where on its points are taken evenly
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
        Two device arrays in 0..1; more are not read.
    """
    mi = mitsuba()
    family, flat = opening.family, is_flat(opening)
    place = _off_plane(opening, into_own_frame(opening, receiver), flat)
    point, per_m2 = mi.Vector3f(0.0), mi.Float(0.0)
    if opening.families & {BOX, CYLINDER}:
        point, per_m2 = _through_silhouette(opening, place, numbers)
    if ELLIPSOID in opening.families:
        ball, ball_per_m2 = _through_cone(opening, place, numbers)
        is_ball = family == ELLIPSOID
        point, per_m2 = dr.select(is_ball, ball, point), dr.select(is_ball, ball_per_m2, per_m2)
    if opening.families & {POINT, CYLINDER}:
        far = dr.squared_norm(place) > FAR_DISC**2 * dr.squared_norm(opening.half)
        even = (flat & far & (family == CYLINDER)) | (family == POINT)
        disc = _point_of_disc(opening, numbers)
        disc_per_m2 = dr.rcp(dr.maximum(dr.squared_norm(place - disc), NEAREST_M**2))
        point, per_m2 = dr.select(even, disc, point), dr.select(even, disc_per_m2, per_m2)
    return SeenPoint(mi.Vector3f(out_of_own_frame(opening, point)), per_m2)


def _point_of_disc(opening: OpeningLanes, numbers: list[Any]) -> Any:
    """A point evenly over a flat disc or ellipse; the origin of a point source."""
    mi = mitsuba()
    disc = mi.warp.square_to_uniform_disk_concentric(mi.Point2f(numbers[0], numbers[1]))
    half = axis_last(opening.axis, opening.half)
    return axis_back(opening.axis, mi.Vector3f(disc.x * half.x, disc.y * half.y, 0.0))


def _off_plane(opening: OpeningLanes, place: Any, flat: Any) -> Any:
    """Places in the plane of a flat opening, a little in front of it."""
    mi = mitsuba()
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


def _through_silhouette(opening: OpeningLanes, place: Any, numbers: list[Any]) -> tuple[Any, Any]:
    """Of a box or cylinder: the point met by a ray even over its silhouette, and solid angle / area(w)."""
    mi = mitsuba()
    is_box = opening.family == BOX
    axis = dr.select(is_box, _axis_of_box(opening, place), opening.axis)
    at, half = axis_last(axis, place), axis_last(axis, opening.half)
    x, y, width = _direction_across(at, half, is_box, numbers[0])
    enters, leaves, on_first = _chord(at, half, is_box, x, y)
    top, bottom = half.z - at.z, -half.z - at.z
    high = _sine(top, dr.select(top < 0, leaves, enters))
    low = _sine(bottom, dr.select(bottom > 0, leaves, enters))
    sine = dr.lerp(low, high, numbers[1])
    slope = sine / dr.maximum(dr.safe_sqrt(1 - sine * sine), 1e-12)
    beyond = (top < 0) | (bottom > 0)
    end = dr.select(top < 0, top, bottom)
    to_end = dr.select(beyond, end / dr.select(dr.abs(slope) > TINY, slope, TINY), 0.0)
    on_end = beyond & (to_end > enters)
    inside = ~beyond & (enters <= 0)
    # from inside: a point of the far side, so that nobody divides by a distance of 0
    along = dr.select(inside, leaves, dr.minimum(dr.maximum(to_end, enters), leaves))
    height = dr.select(on_end, end, dr.clip(along * slope, bottom, top))
    path = axis_back(axis, mi.Vector3f(x * along, y * along, height))
    w = -path * dr.rsqrt(dr.maximum(dr.squared_norm(path), TINY))
    solid_angle = width * dr.maximum(high - low, 0.0)
    lit = ~inside & _is_luminous(opening, axis, place + path, on_end, on_first)
    area = dr.maximum(own_projected_area_m2(opening, w), TINY)
    return place + path, dr.select(lit, solid_angle / area, 0.0)


def _sine(height: Any, along: Any) -> Any:
    """Sine of the elevation of a point at a height and a distance along."""
    return height * dr.rsqrt(dr.maximum(height * height + along * along, TINY))


def _axis_of_box(opening: OpeningLanes, place: Any) -> Any:
    """The longest axis of a box; where the place lies in line with it, the next one."""
    axis = opening.axis
    out = dr.abs(place) > opening.half
    in_line = dr.select(axis == 2, ~out.x & ~out.y, dr.select(axis == 0, ~out.y & ~out.z, ~out.z & ~out.x))
    return dr.select(in_line, _next_axis(axis), axis)


def _next_axis(axis: Any) -> Any:
    return dr.select(axis == 2, 0, axis + 1)


def _is_luminous(opening: OpeningLanes, axis: Any, point: Any, on_end: Any, on_first: Any) -> Any:
    """Whether a point of a box's surface lies on the luminous part of its side; True of cylinders."""
    half = opening.half
    ahead, left, behind, right = opening.sides
    # the axes of a cross-section are those after the box's axis, in turn
    following = _next_axis(axis)
    met = dr.select(on_end, axis, dr.select(on_first, following, _next_axis(following)))
    share = dr.select(met == 0, dr.select(point.x > 0, ahead, behind), dr.select(point.y > 0, left, right))
    return (opening.family != BOX) | (met == 2) | (point.z + half.z <= 2 * half.z * share)


def _direction_across(at: Any, half: Any, is_box: Any, number: Any) -> tuple[Any, Any, Any]:
    """A direction x, y of the cross-section's plane and the width of the range it is even in [rad].

    A box is seen between two of its corners; an ellipse, shrunk to the unit circle, between its tangents.
    """
    start_x, start_y, across, ahead, in_box = _towards_corners(at, half)
    unit_x, unit_y = at.x / dr.maximum(half.x, TINY), at.y / dr.maximum(half.y, TINY)
    squared = unit_x * unit_x + unit_y * unit_y
    inverse = dr.rsqrt(dr.maximum(squared, TINY))
    inside = dr.select(is_box, in_box, squared <= 1)
    range_rad = dr.atan2(dr.select(is_box, across, 1.0), dr.select(is_box, ahead, dr.safe_sqrt(squared - 1)))
    range_rad = dr.select(inside, 2 * dr.pi, dr.select(is_box, range_rad, 2 * range_rad))
    spread, rate = _spread_as_chords(2 * number - 1, _share_of_end(at, half))
    turn = dr.select(is_box | inside, number, spread / 2)
    start_x = dr.select(inside, 1.0, dr.select(is_box, start_x, -unit_x * inverse))
    start_y = dr.select(inside, 0.0, dr.select(is_box, start_y, -unit_y * inverse))
    sine, cosine = dr.sincos(range_rad * turn)
    x, y = start_x * cosine - start_y * sine, start_y * cosine + start_x * sine
    x, y, per_edge = _towards_edge(unit_x, unit_y, x, y, inside & ~is_box & _is_high(at, half, squared))
    stretched_x, stretched_y = x * half.x, y * half.y
    inverse = dr.rcp(dr.maximum(stretched_x * stretched_x + stretched_y * stretched_y, TINY))
    per_angle = dr.select(inside, per_edge, rate) * half.x * half.y * inverse
    scale = dr.sqrt(inverse)
    return (
        dr.select(is_box, dr.select(at.x < 0, -x, x), stretched_x * scale),
        dr.select(is_box, dr.select(at.y < 0, -y, y), stretched_y * scale),
        range_rad * dr.select(is_box, 1.0, per_angle),
    )


def _towards_corners(at: Any, half: Any) -> tuple[Any, ...]:
    """Of a rectangle and a place mirrored to where x and y are positive: what it is seen between.

    Returns the unit vector x, y to the first of the two corners, opposite and adjacent side of the angle
    from it to the second, and whether the place lies in the rectangle.
    """
    x, y = dr.abs(at.x), dr.abs(at.y)
    beside, above = x > half.x, y > half.y
    first_x = dr.select(beside & ~above, half.x, -half.x) - x
    first_y = half.y - y
    # from the first corner to the second, so that nothing cancels far away
    step_x = dr.select(beside & ~above, 0.0, 2 * half.x)
    step_y = dr.select(above & ~beside, 0.0, -2 * half.y)
    squared = first_x * first_x + first_y * first_y
    across = first_x * step_y - first_y * step_x
    ahead = squared + first_x * step_x + first_y * step_y
    scale = dr.rsqrt(dr.maximum(squared, TINY))
    return first_x * scale, first_y * scale, across, ahead, ~(beside | above)


def _is_high(at: Any, half: Any, squared: Any) -> Any:
    """Whether a place over a cylinder's end is farther from the end than from its edge, about."""
    height = (dr.abs(at.z) - half.z) * dr.rsqrt(dr.maximum(half.x * half.y, TINY))
    return height > 1 - dr.sqrt(squared)


def _towards_edge(unit_x: Any, unit_y: Any, x: Any, y: Any, wanted: Any) -> tuple[Any, Any, Any]:
    """From a place in the unit circle: the direction to the circle's point x, y where wanted, else x, y.

    Over the end of a cylinder, aiming at points even along its edge follows the end better than aiming
    evenly in angle, unless the end is near. Returns the direction and d(angle) / d(angle of the point).
    """
    edge_x, edge_y = x - unit_x, y - unit_y
    squared = edge_x * edge_x + edge_y * edge_y
    wanted &= squared > 1e-12
    inverse = dr.rcp(dr.maximum(squared, TINY))
    scale, rate = dr.sqrt(inverse), (1 - unit_x * x - unit_y * y) * inverse
    return (
        dr.select(wanted, edge_x * scale, x),
        dr.select(wanted, edge_y * scale, y),
        dr.select(wanted, rate, 1.0),
    )


def _share_of_end(at: Any, half: Any) -> Any:
    """How much of what is seen of a cylinder is about its end, the rest its side: by their outlines."""
    a, b = half.x * at.y, half.y * at.x
    end = dr.pi * half.x * half.y * dr.abs(at.z)
    return end / dr.maximum(end + 4 * half.z * dr.sqrt(a * a + b * b), TINY)


def _spread_as_chords(number: Any, share: Any) -> tuple[Any, Any]:
    """A number in -1..1 spread about as the chords of a circle, for a share of 1, and d(spread) / d(number).

    17 % of a ninth power leave 8 % of the chords' variation of 28 %.
    """
    power = number * number
    power *= power
    power *= power
    part = 0.17 * share
    return number * (1 - part + part * power), 1 - part + 9 * part * power


def _chord(at: Any, half: Any, is_box: Any, x: Any, y: Any) -> tuple[Any, Any, Any]:
    """Where a ray of the cross-section's plane enters and leaves it [m], and whether by a side facing x."""
    near_x, far_x = _slab(at.x, x, half.x)
    near_y, far_y = _slab(at.y, y, half.y)
    # the ellipse as the unit circle
    wide, high = dr.rcp(dr.maximum(half.x, TINY)), dr.rcp(dr.maximum(half.y, TINY))
    unit_x, unit_y, along_x, along_y = at.x * wide, at.y * high, x * wide, y * high
    scale = dr.rsqrt(dr.maximum(along_x * along_x + along_y * along_y, TINY))
    along_x, along_y = along_x * scale, along_y * scale
    middle, offset = -(unit_x * along_x + unit_y * along_y), unit_x * along_y - unit_y * along_x
    reach = dr.safe_sqrt(1 - offset * offset)
    enters = dr.select(is_box, dr.maximum(near_x, near_y), (middle - reach) * scale)
    leaves = dr.select(is_box, dr.minimum(far_x, far_y), (middle + reach) * scale)
    enters = dr.maximum(enters, 0.0)
    return enters, dr.maximum(leaves, enters), near_x >= near_y


def _slab(at: Any, direction: Any, half: Any) -> tuple[Any, Any]:
    """Distances at which a ray passes the two planes at -half and half, the nearer first."""
    inverse = dr.rcp(dr.select(dr.abs(direction) > 1e-12, direction, 1e-12))
    middle, reach = -at * inverse, dr.abs(half * inverse)
    return middle - reach, middle + reach


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
