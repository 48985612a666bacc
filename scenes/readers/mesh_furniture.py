"""Furniture and lamps of a mesh: nodes as pieces in their rooms, light enough, and lamps as points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from assets.simplify import lighter_mesh
from kit.problems import Problem, info, warning
from scenes.building import LightFound
from scenes.readers.mesh_names import Role, spoken_name, words_of
from scenes.readers.mesh_parts import Parts, part_of
from scenes.readers.mesh_rooms import FoundRoom
from scenes.room import Furniture, Room
from scenes.sheets import parted_sheets

Array = NDArray[np.float64]

MOST_OF_PIECE = 5_000  # triangles
MOST_IN_ALL = 60_000
MOST_PIECES = 300
WIDEST_GROUP_M, HIGHEST_GROUP_M = 3.5, 2.8
SAME_LAMP_M = 0.30
SHINING = ("shade", "bulb", "globe", "light", "ring", "schirm", "abat")


@dataclass(frozen=True, eq=False)
class Piece:
    """Nodes that are one thing: a name, the nodes, and the box around them."""

    name: str
    nodes: tuple[int, ...]
    low: Array
    high: Array

    @property
    def middle(self) -> Array:
        """Centre of its box [m]."""
        return np.asarray((self.low + self.high) / 2)


def furnished(rooms: Sequence[FoundRoom], parts: Parts) -> tuple[list[Room], list[Problem]]:
    """The rooms with their furniture, each piece in its own frame with the centre of its base as origin."""
    pieces = pieces_of(parts)
    problems: list[Problem] = []
    if len(pieces) > MOST_PIECES:
        message = f"{len(pieces)} pieces of furniture were found; the {MOST_PIECES} largest are taken."
        problems.append(warning("FURNITURE_LEFT_OUT", "furniture", message, "Join small parts in the file."))
        pieces = sorted(pieces, key=lambda piece: -float(np.prod(piece.high - piece.low + 0.01)))[
            :MOST_PIECES
        ]
    placed = [(piece, _room_of(piece.middle, rooms)) for piece in pieces]
    outside = [piece.name for piece, room in placed if room is None]
    if outside:
        shown = ", ".join(repr(name) for name in outside[:6])
        message = f"{len(outside)} pieces stand in none of the rooms and are left out: {shown}."
        problems.append(info("FURNITURE_LEFT_OUT", "furniture", message, "Check the rooms that were found."))
    counts = np.bincount(parts.node_of_triangle, minlength=len(parts.roles))
    most = _most_each([int(counts[list(piece.nodes)].sum()) for piece, room in placed if room is not None])
    of_room: dict[int, list[Furniture]] = {}
    lighter: list[tuple[str, Problem]] = []
    for piece, index in placed:
        if index is None:
            continue
        item, told = _as_furniture(piece, parts, rooms[index].floor_m, most)
        of_room.setdefault(index, []).append(item)
        lighter += [(piece.name, problem) for problem in told]
    if lighter:
        problems.append(_told_lighter(lighter))
    return [
        replace(found.room, furniture=(*found.room.furniture, *of_room.get(index, [])))
        for index, found in enumerate(rooms)
    ], problems


def pieces_of(parts: Parts) -> list[Piece]:
    """Nodes of furniture; those of one parent are one piece where together they are no larger than one."""
    alone: dict[str, list[int]] = {}
    below: dict[str, list[int]] = {}
    for node, name in enumerate(parts.mesh.nodes):
        if np.isfinite(parts.low[node, 0]):
            steps = name.split("/")
            for k in range(1, len(steps)):
                below.setdefault("/".join(steps[:k]), []).append(node)
    whole = {prefix for prefix, nodes in below.items() if len(nodes) > 1 and _is_one_thing(parts, nodes)}
    for node, (name, role) in enumerate(zip(parts.mesh.nodes, parts.roles, strict=True)):
        if role is not Role.FURNITURE or not np.isfinite(parts.low[node, 0]):
            continue
        steps = name.split("/")
        prefixes = ("/".join(steps[:k]) for k in range(1, len(steps)))
        key = next((prefix for prefix in prefixes if prefix in whole), f"{name}\0{node}")
        alone.setdefault(key, []).append(node)
    return [
        Piece(
            spoken_name(key.split("\0")[0]),
            tuple(nodes),
            parts.low[nodes].min(axis=0),
            parts.high[nodes].max(axis=0),
        )
        for key, nodes in alone.items()
    ]


def _is_one_thing(parts: Parts, nodes: Sequence[int]) -> bool:
    if any(parts.roles[node] is not Role.FURNITURE for node in nodes):
        return False
    size = parts.high[nodes].max(axis=0) - parts.low[nodes].min(axis=0)
    return bool(size[:2].max() <= WIDEST_GROUP_M and size[2] <= HIGHEST_GROUP_M)


def _room_of(point: Array, rooms: Sequence[FoundRoom]) -> int | None:
    """The room that a point lies in, or just outside of."""
    best: tuple[float, int] | None = None
    for index, found in enumerate(rooms):
        height = point[2] - found.floor_m
        if not -0.5 <= height <= found.room.height_m + 0.3:
            continue
        distance = float(found.polygon.distance(shapely.Point(point[:2])))
        if distance < 0.15 and (best is None or distance < best[0]):
            best = (distance, index)
    return None if best is None else best[1]


def _most_each(counts: Sequence[int]) -> int:
    """The most triangles of a piece with which all together stay within bounds."""
    low, high = 100, MOST_OF_PIECE
    if sum(min(count, high) for count in counts) <= MOST_IN_ALL:
        return high
    while high - low > 20:
        middle = (low + high) // 2
        fits = sum(min(count, middle) for count in counts) <= MOST_IN_ALL
        low, high = (middle, high) if fits else (low, middle)
    return low


def _as_furniture(piece: Piece, parts: Parts, floor_m: float, most: int) -> tuple[Furniture, list[Problem]]:
    chosen = np.isin(parts.node_of_triangle, piece.nodes)
    base = np.array([*piece.middle[:2], piece.low[2]])
    mesh, told = lighter_mesh(part_of(parts.mesh, chosen, base), most)
    vertices, triangles, appearance = mesh.vertices_m, mesh.triangles, None
    if mesh.has_colours:
        appearance = mesh.appearance
        vertices, triangles = parted_sheets(vertices, triangles, appearance.material_of_triangle)
    x, y, z = (round(float(value), 6) + 0.0 for value in (base[0], base[1], base[2] - floor_m))
    item = Furniture(piece.name, (x, y, z), vertices_m=vertices, triangles=triangles, appearance=appearance)
    return item, told


def _told_lighter(lighter: Sequence[tuple[str, Problem]]) -> Problem:
    """One word for all pieces that were simplified, with the roughest."""
    rough = [(name, problem) for name, problem in lighter if problem.severity == "warning"] or list(lighter)
    name, problem = rough[0]
    message = f"{len(lighter)} pieces were simplified; {name!r}: {problem.message}."
    hint = "Bring lighter models of these pieces if their shape matters."
    tell = warning if problem.severity == "warning" else info
    return tell("FURNITURE_SIMPLIFIED", "furniture", message, hint)


# Lamps


def lamps_of(parts: Parts) -> list[tuple[str, Array]]:
    """Name and place of each lamp: nodes that touch in the plan are one, its shade says where."""
    nodes = [i for i, r in enumerate(parts.roles) if r is Role.LAMP and np.isfinite(parts.low[i, 0])]
    groups: list[list[int]] = []
    for node in nodes[:2000]:
        near = [group for group in groups if any(_near(parts, node, other) for other in group)]
        groups = [group for group in groups if not any(group is each for each in near)]
        groups.append([node, *(other for group in near for other in group)])
    lamps = []
    for group in groups:
        group.sort()
        shining = [n for n in group if set(words_of(parts.mesh.nodes[n].rsplit("/", 1)[-1])) & set(SHINING)]
        shown = shining or group
        middle = (parts.low[shown].min(axis=0) + parts.high[shown].max(axis=0)) / 2
        lamps.append((spoken_name(parts.mesh.nodes[shown[0]]), middle))
    return lamps


def _near(parts: Parts, one: int, other: int) -> bool:
    apart = np.maximum(parts.low[one] - parts.high[other], parts.low[other] - parts.high[one])
    return bool((apart[:2] < BESIDE_LAMP_M).all() and apart[2] < SAME_LAMP_M)


BESIDE_LAMP_M = 0.02


def lights_found(
    parts: Parts, punctual: Sequence[tuple[str, Array]], rooms: Sequence[FoundRoom], ground_m: float
) -> tuple[list[LightFound], list[Problem]]:
    """Lamps by name, shape or glow, and lights that the file places where no lamp is."""
    lamps = lamps_of(parts)
    middles = np.array([middle for _, middle in lamps]).reshape(-1, 3)
    found = list(lamps)
    for name, place in punctual:
        if not len(middles) or float(np.linalg.norm(middles - place, axis=1).min()) > 2 * SAME_LAMP_M:
            found.append((spoken_name(name), place))
    lights = []
    for name, place in found:
        index = _room_of(place, rooms)
        x, y, z = (round(float(value), 6) + 0.0 for value in (place[0], place[1], place[2] - ground_m))
        lights.append(LightFound(name, (x, y, z), "" if index is None else rooms[index].room.name))
    problems = []
    if lamps:
        message = f"{len(lamps)} lamps were found; their places are kept and their bodies left out."
        hint = "Hang luminaires there, or assume lamps."
        problems.append(info("LAMPS_LEFT_OUT", "lights_found", message, hint))
    return lights, problems
