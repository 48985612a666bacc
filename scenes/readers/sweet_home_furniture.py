"""Furniture, lamps and views of a Sweet Home 3D home."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from assets.xml_nodes import Node
from kit.problems import Problem, info, warning
from scenes.building import LightFound, ViewFound
from scenes.pieces.likeness import furniture_like
from scenes.readers.sweet_home_colours import finish_of_hex
from scenes.readers.sweet_home_models import Models
from scenes.readers.sweet_home_pieces import hidden_pieces, pieces_of
from scenes.readers.sweet_home_plan import Plan
from scenes.readers.sweet_home_turned import extent_m, laid, turn_of
from scenes.room import Furniture, Origin, Room

MOST_PIECES = 2000
SMALLEST_M = 0.001
UNDER_CEILING_M = 0.02
LOOKS_FAR_M = 3.0


@dataclass(frozen=True, eq=False)
class _Placed:
    """A piece in the frame of the building, and its storey."""

    piece: Furniture
    storey: str
    floor_m: float


def furnished(plan: Plan, rooms: Sequence[Room], models: Models) -> tuple[list[Room], list[Problem]]:
    """The rooms with the furniture that stands in them; what stands in none, or is hidden, is told."""
    shapes = [shapely.Polygon(room.outline_m).buffer(0) for room in rooms]
    standing: list[tuple[int, Furniture, Node]] = []
    problems = hidden_pieces(plan)
    left = {"stands in no room": 0, "hangs above the ceiling": 0, "has no size": 0}
    for count, (node, level) in enumerate(pieces_of(plan, ("pieceOfFurniture", "shelfUnit"))):
        if count == MOST_PIECES:
            message = f"Of more than {MOST_PIECES} pieces of furniture the first {MOST_PIECES} are read."
            problems.append(warning("FURNITURE_TOO_MANY", "furniture", message, "Leave out what is small."))
            break
        placed = _placed(plan, node, level)
        if placed is None:
            left["has no size"] += 1
            continue
        index = _room_of(placed, rooms, shapes)
        if index is None:
            left["stands in no room"] += 1
            continue
        x, y, z = placed.piece.position_m
        above_m = z - rooms[index].elevation_m
        if above_m >= rooms[index].height_m - UNDER_CEILING_M:
            left["hangs above the ceiling"] += 1
            continue
        standing.append((index, replace(placed.piece, position_m=(x, y, above_m)), node))
    for why, count in left.items():
        if count:
            message = f"{count} pieces of furniture were left out, because each {why}."
            problems.append(info("FURNITURE_LEFT_OUT", "furniture", message))
    models.prepare([node for _, _, node in standing])
    own: list[list[Furniture]] = [[] for _ in rooms]
    without: list[tuple[str, bool]] = []
    for index, piece, node in standing:
        modelled, why = models.shaped(piece, node, mirrored=plan.mirrored)
        turn = turn_of(plan, node, mirrored=plan.mirrored)
        shaped = _like(modelled, node) if turn is None else laid(modelled, turn)
        own[index].append(shaped)
        if modelled.triangles is None:
            without.append((why, shaped.piece is not None))
    problems += _told_of_shapes(without)
    made = [_with(room, pieces) for room, pieces in zip(rooms, own, strict=True)]
    return made, [*problems, *models.problems()]


def _told_of_shapes(without: Sequence[tuple[str, bool]]) -> list[Problem]:
    """What became of pieces without a model: why each has none, and whether it is a piece of our shelf."""
    problems = []
    simple = sum(shaped for _, shaped in without)
    if simple:
        message = (
            f"{simple} pieces of furniture without a model stand as simple ones of their kind in their boxes."
        )
        problems.append(info("FURNITURE_SHAPED", "furniture", message))
    for why in sorted({why for why, _ in without if why}):
        shaped = [became for reason, became in without if reason == why]
        message = (
            f"The models of {len(shaped)} pieces of furniture were not used: {why}. {sum(shaped)} of them "
            f"stand as simple pieces of their kind, {len(shaped) - sum(shaped)} stay boxes."
        )
        problems.append(info("MODEL_NOT_READ", "furniture", message))
    return problems


def _like(piece: Furniture, node: Node) -> Furniture:
    """A box as the simple piece that its key in the catalogue means, or else its name."""
    by_key = furniture_like(piece, node.attributes.get("catalogId", "").rpartition("#")[2])
    return by_key if by_key.piece is not None else furniture_like(piece)


def _with(room: Room, own: Sequence[Furniture]) -> Room:
    origins = {f"furniture[{i}].size_m": Origin.FILE for i in range(len(own))}
    return replace(room, furniture=tuple(own), origins={**room.origins, **origins})


def _placed(plan: Plan, node: Node, level: str) -> _Placed | None:
    """A piece as its box, standing above z = 0 of the building; None where it has no size."""
    size = (plan.length_m(node, "width"), plan.length_m(node, "depth"), plan.length_m(node, "height"))
    if min(size) < SMALLEST_M:
        return None
    on = plan.level_of(node, level)
    x, y = plan.point_m(node)
    finish = finish_of_hex(node.attributes.get("color"))
    piece = Furniture(
        " ".join(node.attributes.get("name", "").split())[:80] or "furniture",
        (x, y, on.elevation_m + plan.length_m(node, "elevation")),
        rotation_deg=plan.turn_deg(plan.number(node, "angle")),
        size_m=size,
        reflectance_rgb=None if finish is None else finish.reflectance_rgb,
        as_colour=finish is not None,
    )
    return _Placed(piece, on.storey, on.elevation_m)


def _room_of(placed: _Placed, rooms: Sequence[Room], shapes: Sequence[shapely.Polygon]) -> int | None:
    """The room in which the middle of a piece stands, or else most of it."""
    x, y, _ = placed.piece.position_m
    here = shapely.Point(x, y)
    there = [i for i, room in enumerate(rooms) if room.storey == placed.storey]
    for index in there:
        if shapes[index].covers(here):
            return index
    width, depth, _ = placed.piece.size_m or (0.0, 0.0, 0.0)
    box = shapely.affinity.rotate(
        shapely.box(x - width / 2, y - depth / 2, x + width / 2, y + depth / 2), placed.piece.rotation_deg
    )
    shares = [(float(shapes[i].intersection(box).area), i) for i in there]
    area, index = max(shares, default=(0.0, -1))
    return index if area > 0.3 * box.area else None


# Lamps


def lights_of(plan: Plan, rooms: Sequence[Room]) -> list[LightFound]:
    """Every lamp that is shown, where its light sources are; the home says how bright it looks, no watts."""
    shapes = [shapely.Polygon(room.outline_m).buffer(0) for room in rooms]
    found = []
    for node, level in pieces_of(plan, ("light",)):
        on = plan.level_of(node, level)
        width, depth = plan.length_m(node, "width"), plan.length_m(node, "depth")
        height, angle = plan.length_m(node, "height"), plan.number(node, "angle")
        sources = [
            (plan.number(s, "x", 0.5), plan.number(s, "y", 0.5), plan.number(s, "z", 0.5))
            for s in node.children
            if s.tag == "lightSource"
        ] or [(0.5, 0.5, 0.5)]
        u, v, w = (sum(source[k] for source in sources) / len(sources) for k in range(3))
        aside, front = (u - 0.5) * width, (0.5 - v) * depth  # v runs from the front of a piece to its back
        if node.attributes.get("modelMirrored") == "true":
            aside = -aside
        z = on.elevation_m + plan.length_m(node, "elevation")
        turn = turn_of(plan, node)
        if turn is None:
            z += w * height
        else:
            turned = turn @ np.array([aside, -front, (w - 0.5) * height])
            aside, front = float(turned[0]), -float(turned[1])
            z += float(extent_m((width, depth, height), turn)[2] / 2 + turned[2])
        sx, sy = plan.towards(math.cos(angle), math.sin(angle))
        fx, fy = plan.towards(-math.sin(angle), math.cos(angle))
        x, y = plan.point_m(node)
        x, y = x + aside * sx + front * fx, y + aside * sy + front * fy
        room = next(
            (
                r.name
                for r, shape in zip(rooms, shapes, strict=True)
                if r.storey == on.storey and shape.covers(shapely.Point(x, y))
            ),
            "",
        )
        name = " ".join(node.attributes.get("name", "").split())[:80] or "light"
        found.append(LightFound(name, (x, y, z), room))
    return found


# Views


def views_of(plan: Plan) -> list[ViewFound]:
    """The observer's camera, the one from above, and those that were stored with a name."""
    views = []
    for node in plan.root.children:
        if node.tag not in ("observerCamera", "camera"):
            continue
        yaw, pitch = plan.number(node, "yaw"), plan.number(node, "pitch")
        fx, fy = plan.towards(-math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch))
        x, y = plan.point_m(node)
        z = plan.length_m(node, "z")
        fov = math.degrees(plan.number(node, "fieldOfView", math.radians(63.0)))
        usual = {"observerCamera": "visitor", "topCamera": "from above"}.get(
            node.attributes.get("attribute", ""), "view"
        )
        name = " ".join(node.attributes.get("name", usual).split())[:80] or usual
        target = (x + LOOKS_FAR_M * fx, y + LOOKS_FAR_M * fy, z - LOOKS_FAR_M * math.sin(pitch))
        views.append(ViewFound(name, (x, y, z), target, min(max(fov, 10.0), 150.0)))
    return views


def north_of(plan: Plan) -> float | None:
    """North as the compass shows it, anticlockwise from y; the home counts clockwise from up the sheet."""
    compass = plan.root.child("compass")
    return None if compass is None else round(plan.turn_deg(plan.number(compass, "northDirection")), 4) + 0.0
