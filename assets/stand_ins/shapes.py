"""What stand-ins are put together from: turned and squared solids, glowing parts, cables, canopies, stems."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assets.modelling import Solid, arc_points, lathe, rounded_box, softened, tube
from assets.photometry import LuminousOpening, OpeningShape
from assets.stand_ins.asked import Extent
from assets.write_glb import Finish, Part

GLOW = Finish("diffuser", (0.85, 0.83, 0.79), metallic=0.0, roughness=0.35, emissive_rgb=(1.0, 0.94, 0.85))
INNER = Finish("matt white reflector", (0.86, 0.86, 0.84), metallic=0.0, roughness=0.9)
CABLE = Finish("cable", (0.03, 0.03, 0.03), metallic=0.0, roughness=0.95)
LENS_M = 0.006  # thickness of a flat luminous part
SMALLEST_M = 0.004  # of a glowing part, where the file states less
POINT_M = 0.05  # diameter of what shines where the file states no opening

Profile = Sequence[tuple[float, float]]


def turned(profile_m: Profile, half_m: tuple[float, float], *, square: bool = False) -> Solid:
    """A profile (radius, z) turned about z and brought to half extents along x and y.

    The profile is drawn for the smaller of them; `square` makes circles rounded rectangles.
    """
    radius = min(half_m)
    relative = [(r / radius, z) for r, z in profile_m]
    solid = lathe(relative, 64 if square else 48)
    if square:
        return solid.squared(half_m[0], half_m[1], 9.0)
    return stretched(solid, (half_m[0], half_m[1], 1.0))


def stretched(solid: Solid, factors: Extent) -> Solid:
    """The same solid, longer or shorter along x, y and z."""
    return Solid(solid.vertices_m * np.array(factors), solid.triangles)


def plate(
    half_m: tuple[float, float], low_m: float, high_m: float, *, square: bool, edge_m: float = 0.003
) -> Solid:
    """A plate or block between two heights, with softened edges."""
    radius = min(half_m)
    edge = min(edge_m, radius / 3.0, (high_m - low_m) / 3.0)
    return turned(
        softened([(0.0, low_m), (radius, low_m), (radius, high_m), (0.0, high_m)], edge),
        half_m,
        square=square,
    )


def box(size_m: Extent, edge_m: float = 0.003) -> Solid:
    """A box about the origin with rounded edges."""
    return rounded_box(size_m, min(edge_m, min(size_m) / 2.5), 3)


def ring(half_m: tuple[float, float], width_m: float, z_m: tuple[float, float], *, square: bool) -> Solid:
    """A ring or frame of a rectangular section between two heights."""
    radius = min(half_m)
    inner, (low, high) = max(radius - width_m, 0.1 * radius), z_m
    edge = min(0.0012, (high - low) / 4.0, width_m / 4.0)
    section = softened(
        [(inner, (low + high) / 2), (inner, low), (radius, low), (radius, high), (inner, high)], edge
    )
    return turned(section, half_m, square=square)


def sphere(extent_m: Extent) -> Solid:
    """An ellipsoid about the origin of that full extent."""
    ball = lathe(arc_points((0.0, 0.0), 1.0, -90.0, 90.0, 28), 48)
    return stretched(ball, (extent_m[0] / 2, extent_m[1] / 2, extent_m[2] / 2))


def glow_of(opening: LuminousOpening, *, facing: float = -1.0) -> Solid:
    """What shines, as large as the opening, about its centre.

    A flat opening is a lens whose face lies at the centre: below it where `facing` is -1, above it at 1, and
    around it at 0.
    """
    x, y, z = (max(extent, SMALLEST_M) for extent in opening.size_m)
    shape = opening.shape
    if shape is OpeningShape.POINT:
        x = y = POINT_M
    if shape is OpeningShape.SPHERE:
        return sphere((x, y, z))
    if shape is OpeningShape.CYLINDER_X:
        return stretched(_rod_along_z(x).turned("y", 90.0), (1.0, y, z))
    if shape is OpeningShape.CYLINDER_Y:
        return stretched(_rod_along_z(y).turned("x", 90.0), (x, 1.0, z))
    if shape is OpeningShape.DISC_FACING_X:
        upright = _rod_along_z(max(opening.size_m[0], SMALLEST_M)).turned("y", 90.0)
        return stretched(upright, (1.0, y, z))
    square = shape is OpeningShape.RECTANGLE
    if opening.size_m[2] > SMALLEST_M:
        return plate((x / 2, y / 2), -z / 2, z / 2, square=square)
    low = {-1.0: -0.0005, 1.0: 0.0005 - LENS_M}.get(facing, -LENS_M / 2)
    return plate((x / 2, y / 2), low, low + LENS_M, square=square, edge_m=0.0015)


def _rod_along_z(length_m: float) -> Solid:
    """A rod of diameter 1 about the origin."""
    half = length_m / 2.0
    return lathe([(0.0, -half), (0.5, -half), (0.5, half), (0.0, half)], 40)


def canopy(radius_m: float, height_m: float, finish: Finish) -> list[Part]:
    """A cup at the ceiling with a cable grip beneath."""
    cup = [
        (0.0, -height_m),
        (radius_m - 0.004, -height_m),
        (radius_m, -height_m + 0.004),
        (radius_m, 0.0),
        (0.0, 0.0),
    ]
    grip = [(0.0, 0.0), (0.006, 0.0), (0.0085, 0.012), (0.0085, 0.014), (0.0, 0.014)]
    return [
        Part("canopy", lathe(softened(cup, 0.006), 48), finish),
        Part("canopy", lathe(softened(grip, 0.002), 32).moved(z_m=-height_m - 0.0125), finish),
    ]


def cable(top_m: float, bottom_m: float, *, at_m: tuple[float, float] = (0.0, 0.0)) -> Part:
    """A straight cable."""
    return Part("cable", rod(top_m, bottom_m, 0.0028).moved(*at_m), CABLE)


def rod(top_m: float, bottom_m: float, radius_m: float) -> Solid:
    """A round bar upright."""
    return tube([(0.0, 0.0, bottom_m), (0.0, 0.0, top_m)], radius_m, 20)
