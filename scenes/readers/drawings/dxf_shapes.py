"""The shape of one DXF entity as chains of points, in its own block's frame."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Shape = tuple[
    Array, bool, bool
]  # points (n, 2), whether it is a curve, whether it is the edge of a filled area

CHORD_DEG = 5.0
MOST_POINTS_OF_A_CURVE = 400
MOST_CONTROL_POINTS = 20_000
FLAT = 1.0 - math.cos(math.radians(CHORD_DEG / 2))  # rise of a chord over a radius
MOST_AREAS_OF_A_HATCH = 1000
CURVES = ("ARC", "CIRCLE", "ELLIPSE", "SPLINE")
PICTURES = ("IMAGE", "OLE2FRAME", "PDFUNDERLAY", "DWFUNDERLAY", "DGNUNDERLAY", "WIPEOUT")
BODIES = (
    *("3DFACE", "MESH", "3DSOLID", "REGION", "BODY", "SURFACE", "EXTRUDEDSURFACE", "LOFTEDSURFACE"),
    *("REVOLVEDSURFACE", "SWEPTSURFACE", "PLANESURFACE"),
)
ENDLESS = ("XLINE", "RAY")


def shapes_of(entity: Any) -> Iterator[Shape]:
    """The chains of a line, polyline, curve, hatch, solid or multiline; nothing for what is no line work."""
    kind = entity.dxftype()
    if kind == "LINE":
        yield _plane([entity.dxf.start, entity.dxf.end]), False, False
    elif kind in ("LWPOLYLINE", "POLYLINE"):
        yield from _polyline(entity)
    elif kind in CURVES:
        yield from _curve(entity)
    elif kind in ("SOLID", "TRACE"):
        yield _ring(_plane(entity.wcs_vertices())), False, True
    elif kind == "HATCH":
        yield from _hatch(entity)
    elif kind == "MLINE":
        for part in entity.virtual_entities():
            if part.dxftype() in ("LINE", "ARC"):
                yield from shapes_of(part)


def unread(entity: Any) -> str:
    """What an entity without chains is, where a wall may be drawn with it; empty where it says no shape."""
    kind: str = entity.dxftype()
    if kind in BODIES:
        return f"{kind}, which is no line"
    if kind in ENDLESS:
        return f"{kind}, which has no end"
    if kind == "POLYLINE" and not (entity.is_2d_polyline or entity.is_3d_polyline):
        return "POLYLINE that is a mesh"
    if kind == "SPLINE" and _points_of(entity) > MOST_CONTROL_POINTS:
        return f"SPLINE of more than {MOST_CONTROL_POINTS} points"
    if kind == "HATCH" and len(entity.paths) > MOST_AREAS_OF_A_HATCH:
        return f"HATCH of more than {MOST_AREAS_OF_A_HATCH} areas"
    if kind == "MLINE":
        return "MLINE without lines"
    return ""


def _points_of(spline: Any) -> int:
    return len(spline.control_points) + len(spline.fit_points)


def _plane(points: Any) -> Array:
    return np.array([(p[0], p[1]) for p in points], dtype=np.float64).reshape(-1, 2)


def _ring(points: Array) -> Array:
    return np.concatenate([points, points[:1]]) if len(points) else points


def _curve(entity: Any) -> Iterator[Shape]:
    """A curve in chords of at most about 5 degrees."""
    from ezdxf import path

    kind = entity.dxftype()
    if kind == "SPLINE" and _points_of(entity) > MOST_CONTROL_POINTS:
        return
    if kind in ("ARC", "CIRCLE"):
        yield _arc(entity), True, False
        return
    way = path.make_path(entity)
    corners = _plane(way.control_vertices())
    if len(corners) < 2:
        return
    size = float(np.max(np.ptp(corners, axis=0)))
    if not 0.0 < size < 1e12:
        return
    points = _plane(way.flattening(size * FLAT, segments=2))
    yield _thinned(_fewer(points, size * FLAT)), True, False


def _arc(entity: Any) -> Array:
    """Points on an arc or circle, in the world's frame."""
    start, end = 0.0, 360.0
    if entity.dxftype() == "ARC":
        start = float(entity.dxf.start_angle)
        end = start + (float(entity.dxf.end_angle) - start) % 360.0
        if end - start < 1e-9:
            end = start + 360.0
    steps = max(2, math.ceil((end - start) / CHORD_DEG))
    angles = np.radians(np.linspace(start, end, steps + 1))
    centre, radius = entity.dxf.center, float(entity.dxf.radius)
    points = [(centre.x + radius * c, centre.y + radius * s, centre.z)
              for c, s in zip(np.cos(angles), np.sin(angles), strict=True)]  # fmt: skip
    return _plane(entity.ocs().points_to_wcs(points))


def _fewer(points: Array, tolerance: float) -> Array:
    """A chain without the corners that it can spare within a tolerance (Douglas and Peucker)."""
    import shapely

    if not np.isfinite(points).all():
        return points
    return np.asarray(
        shapely.get_coordinates(shapely.LineString(points).simplify(tolerance)), dtype=np.float64
    )


def _thinned(points: Array) -> Array:
    if len(points) <= MOST_POINTS_OF_A_CURVE:
        return points
    return points[np.linspace(0, len(points) - 1, MOST_POINTS_OF_A_CURVE).astype(np.int64)]


def _polyline(entity: Any) -> Iterator[Shape]:
    """Straight chains and arcs of a polyline, or the outline of one with a width."""
    if entity.dxftype() == "LWPOLYLINE":
        rows = [(x, y, bulge) for x, y, bulge in entity.get_points("xyb")]
        closed, width = bool(entity.closed), float(entity.dxf.get("const_width", 0.0) or 0.0)
        turned = entity.ocs()
    else:
        if not (entity.is_2d_polyline or entity.is_3d_polyline):
            return
        rows = [(*v.dxf.location.vec2, float(v.dxf.get("bulge", 0.0))) for v in entity.vertices]
        closed, width = bool(entity.is_closed), float(entity.dxf.get("default_start_width", 0.0) or 0.0)
        turned = entity.ocs() if entity.is_2d_polyline else None
    if len(rows) < 2:
        return
    runs = _runs(rows + rows[:1] if closed else rows)
    for points, curved in runs:
        placed = points
        if turned is not None and turned.transform:
            placed = _plane(turned.points_to_wcs([(x, y, 0.0) for x, y in points]))
        if width > 0.0 and not curved:
            yield from ((ring, False, True) for ring in _widened(placed, width))
        else:
            yield placed, curved, False


def _runs(rows: list[tuple[float, float, float]]) -> list[tuple[Array, bool]]:
    """Chains of straight pieces, and each arc by itself."""
    runs: list[tuple[Array, bool]] = []
    straight: list[tuple[float, float]] = [rows[0][:2]]
    for (x0, y0, bulge), (x1, y1, _) in itertools.pairwise(rows):
        if abs(bulge) < 1e-9 or not math.isfinite(bulge):
            straight.append((x1, y1))
            continue
        if len(straight) > 1:
            runs.append((np.array(straight), False))
        runs.append((bulge_points((x0, y0), (x1, y1), bulge), True))
        straight = [(x1, y1)]
    if len(straight) > 1:
        runs.append((np.array(straight), False))
    return runs


def bulge_points(start: tuple[float, float], end: tuple[float, float], bulge: float) -> Array:
    """Points on an arc whose bulge is the tangent of a quarter of its angle (DXF reference)."""
    angle = 4.0 * math.atan(bulge)
    a, b = complex(*start), complex(*end)
    chord = b - a
    if chord == 0:
        return np.array([start, end])
    centre = a + chord * (0.5 + 0.5j / math.tan(angle / 2.0)) if abs(math.sin(angle / 2)) > 1e-12 else a
    steps = max(2, math.ceil(abs(math.degrees(angle)) / CHORD_DEG))
    turns = np.exp(1j * np.linspace(0.0, angle, steps + 1))
    points = centre + (a - centre) * turns
    points[-1] = b
    return np.column_stack([points.real, points.imag])


def _widened(points: Array, width: float) -> list[Array]:
    """The outline of a line with a width, its ends cut off square."""
    import shapely

    if not np.isfinite(points).all():
        return []
    shape = shapely.LineString(points).buffer(width / 2.0, cap_style="flat", join_style="mitre")
    return [
        np.array(ring.coords)
        for part in shapely.get_parts(shape)
        for ring in (part.exterior, *part.interiors)
        if len(ring.coords) > 3
    ]


def _hatch(entity: Any) -> Iterator[Shape]:
    """The edges of a hatch or filled area."""
    from ezdxf import path

    if len(entity.paths) > MOST_AREAS_OF_A_HATCH:
        return
    for way in path.from_hatch(entity):
        corners = _plane(way.control_vertices())
        if len(corners) < 3:
            continue
        size = float(np.max(np.ptp(corners, axis=0)))
        if 0.0 < size < 1e12:
            yield _ring(_thinned(_plane(way.flattening(size * 1e-3, segments=2)))), False, True
