"""Walls of an IFC file: axis, thickness and heights from their bodies, arcs from their axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from kit.problems import Problem, warning
from scenes.building import Storey, Wall
from scenes.readers.ifc_file import Array, Body, Element, IfcModel, label, shown_names
from scenes.readers.ifc_finishes import Finishes, names_of_materials
from scenes.readers.ifc_storeys import storey_name
from scenes.room import Finish, Point

MOST_WALLS = 6000
MOST_PARTS = 500  # of one curtain wall
FILLS_BOX = 0.8  # share of its box that a straight wall fills, mitred ends and all
SAME_HEIGHT_M = 0.01
THINNEST_M, THICKEST_M = 0.005, 2.0
SHORTEST_M = 0.02


@dataclass(frozen=True, eq=False)
class WallElement:
    """A wall, its instance, and its body."""

    wall: Wall
    element: Element
    body: Body


def walls_of(
    model: IfcModel, storeys: Mapping[int, Storey], finishes: Finishes
) -> tuple[list[WallElement], list[Problem]]:
    """The file's walls, curtain walls among them; those whose shape is no wall's are told."""
    found: list[WallElement] = []
    odd: list[str] = []
    elements = model.all("IfcWall", "IfcCurtainWall")
    for element in elements[:MOST_WALLS]:
        body = model.body(element) or joined_parts(model, element)
        if body is None:
            continue
        wall = _wall(model, element, body)
        if wall is None:
            odd.append(label(element))
            continue
        storey = storey_name(element, storeys, wall.elevation_m)
        found.append(WallElement(_finished(wall, element, body, finishes, storey), element, body))
    return found, [*_check_number(elements), *_check_shapes(odd)]


def _check_number(elements: Sequence[Element]) -> list[Problem]:
    """Whether all walls are read, and all parts of curtain walls."""
    problems = []
    if len(elements) > MOST_WALLS:
        message = f"The file has {len(elements)} walls; the first {MOST_WALLS} are read."
        problems.append(warning("WALLS_LEFT_OUT", "walls", message, "Export one storey at a time."))
    parts = {label(each): len(parts_of(each, MOST_PARTS + 1)) for each in elements[:MOST_WALLS]}
    large = [name for name, number in parts.items() if number > MOST_PARTS]
    if large:
        names = shown_names(large)
        message = f"Of walls with more than {MOST_PARTS} parts the first {MOST_PARTS} are read: {names}."
        problems.append(warning("WALLS_LEFT_OUT", "walls", message, "Divide such a wall by storeys."))
    return problems


def _check_shapes(odd: Sequence[str]) -> list[Problem]:
    """The walls whose shape is no wall's."""
    if not odd:
        return []
    message = (
        f"{len(odd)} walls have a shape that is no straight or round wall's, and were left out: "
        f"{shown_names(odd)}."
    )
    return [warning("WALL_UNREADABLE", "walls", message, "Look at the plan where they stand.")]


def joined_parts(model: IfcModel, element: Element) -> Body | None:
    """The bodies of what an element is made of, as one."""
    bodies = [model.body(part) for part in parts_of(element)]
    found = [body for body in bodies if body is not None]
    if not found:
        return None
    starts = np.cumsum([0, *(len(body.vertices_m) for body in found)])
    return Body(
        np.concatenate([body.vertices_m for body in found]),
        np.concatenate([body.triangles + start for body, start in zip(found, starts[:-1], strict=True)]),
        np.concatenate([body.colours for body in found]),
    )


def parts_of(element: Element, most: int = MOST_PARTS) -> list[Element]:
    """What an element is made of, such as the plates of a curtain wall."""
    parts = [
        part
        for rel in getattr(element, "IsDecomposedBy", None) or ()
        for part in rel.RelatedObjects
        if part.is_a("IfcElement") and part != element
    ]
    return parts[:most]


def plan_of(body: Body) -> shapely.Geometry:
    """The area that a body covers seen from above."""
    corners = body.corners_m[:, :, :2]
    u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    flat = np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]) > 1e-9
    return shapely.union_all(shapely.polygons(corners[flat]), grid_size=1e-4)


def _wall(model: IfcModel, element: Element, body: Body) -> Wall | None:
    plan = plan_of(body)
    if plan.is_empty:
        return None
    along = model.direction(model.matrix(element)[:3, 0])[:2]
    if math.hypot(*along) < 0.5:
        along = np.array([1.0, 0.0])
    return (
        _straight(body, plan, along / math.hypot(*along))
        or _round(model, element, body)
        or _straight(body, plan, _long_side(plan))
    )


def _long_side(plan: shapely.Geometry) -> Array:
    """Direction of the longer side of the smallest rectangle around a plan."""
    corners = (
        np.array(shapely.minimum_rotated_rectangle(plan).exterior.coords)
        if plan.area > 0
        else np.zeros((0, 2))
    )
    if len(corners) < 4:
        return np.array([1.0, 0.0])
    a, b = corners[1] - corners[0], corners[2] - corners[1]
    side = a if a @ a >= b @ b else b
    direction: Array = side / max(float(np.linalg.norm(side)), 1e-12)
    return direction


def _straight(body: Body, plan: shapely.Geometry, along: Array) -> Wall | None:
    """The wall along a direction, where its plan is that of a box."""
    across = np.array([-along[1], along[0]])
    points = body.vertices_m
    u, v = points[:, :2] @ along, points[:, :2] @ across
    (u0, u1), (v0, v1) = (float(u.min()), float(u.max())), (float(v.min()), float(v.max()))
    thickness, length = v1 - v0, u1 - u0
    if not THINNEST_M <= thickness <= THICKEST_M or length < max(SHORTEST_M, 0.25 * thickness):
        return None
    if plan.area < FILLS_BOX * thickness * length:
        return None
    low, top = float(points[:, 2].min()), float(points[:, 2].max())
    ends = [float(points[np.abs(u - at) < 0.05 + 0.5 * thickness, 2].max()) for at in (u0, u1)]
    sloped = abs(ends[0] - ends[1]) > SAME_HEIGHT_M and max(ends) > top - SAME_HEIGHT_M
    middle = (v0 + v1) / 2
    start, end = (at * along + middle * across for at in (u0, u1))
    return Wall(
        _point(start),
        _point(end),
        thickness,
        (ends[0] if sloped else top) - low,
        ends[1] - low if sloped else None,
        low,
    )


def _point(place: Array) -> Point:
    return (float(place[0]), float(place[1]))


def _finished(wall: Wall, element: Element, body: Body, finishes: Finishes, storey: str) -> Wall:
    """The wall with its storey, its name and materials, and the finish of both sides."""
    dx, dy = wall.end_m[0] - wall.start_m[0], wall.end_m[1] - wall.start_m[1]
    left = np.array([-dy, dx, 0.0]) / max(math.hypot(dx, dy), 1e-9)
    sides = [finishes.of_side(element, side, body) or Finish() for side in (left, -left)]
    materials = names_of_materials(element)
    name = " ".join(str(element.Name or "").split())[:80]
    name = f"{name} ({materials})" if materials else name
    return replace(wall, storey=storey, left=sides[0], right=sides[1], name=name)


# Round walls


def _round(model: IfcModel, element: Element, body: Body) -> Wall | None:
    """A wall along an arc, from the circle of its axis and the body around it."""
    circle = _axis_circle(element)
    if circle is None:
        return None
    matrix = model.matrix(element)
    local = np.array([*(np.array(circle) * model.metres_per_unit), 0.0, 1.0])
    centre = model.points((matrix @ local)[None, :3])[0, :2]
    spokes = body.vertices_m[:, :2] - centre
    radii = np.hypot(spokes[:, 0], spokes[:, 1])
    inner, outer = float(radii.min()), float(radii.max())
    if not THINNEST_M <= outer - inner <= THICKEST_M:
        return None
    turns = np.sort(np.arctan2(spokes[:, 1], spokes[:, 0]))
    gaps = np.diff([*turns, turns[0] + 2 * math.pi])
    gap = int(np.argmax(gaps))  # the arc is what is left beside the widest gap
    start, sweep = float(turns[(gap + 1) % len(turns)]), 2 * math.pi - float(gaps[gap])
    middle = (inner + outer) / 2
    ends = [centre + middle * np.array([math.cos(a), math.sin(a)]) for a in (start, start + sweep)]
    low, top = float(body.vertices_m[:, 2].min()), float(body.vertices_m[:, 2].max())
    return Wall(_point(ends[0]), _point(ends[1]), outer - inner, top - low, None, low, math.degrees(sweep))


def _axis_circle(element: Element) -> Point | None:
    """Centre of the circle that an element's axis runs along, in its own frame and the file's unit."""
    for representation in element.Representation.Representations if element.Representation else ():
        if representation.RepresentationIdentifier != "Axis":
            continue
        for curve in _curves(representation.Items):
            if curve.is_a("IfcTrimmedCurve") and curve.BasisCurve.is_a("IfcCircle"):
                x, y = curve.BasisCurve.Position.Location.Coordinates[:2]
                return (float(x), float(y))
    return None


def _curves(items: Iterable[Element]) -> list[Element]:
    """Curves, and the parts of composite ones."""
    found: list[Element] = []
    for item in items:
        if item.is_a("IfcCompositeCurve"):
            found += [segment.ParentCurve for segment in item.Segments[:50]]
        else:
            found.append(item)
    return found
