"""Apple RoomPlan captures as USDZ, in the three shapes that there are: boxes, thick meshes, and no floor.

Names of prims (Wall0, Door0, Window0, Opening0, Floor0, Storage0...) say what a part is in all of them.
A floor of a mesh capture is a slab that reaches under the walls; the room is what lies within them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, error, info, require_sound
from kit.units import METRES_PER
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.roomplan import rooms_on_floors
from scenes.readers.roomplan_building import building_of
from scenes.readers.roomplan_capture import CapturedObject, CapturedRoom, CapturedWall, Frame
from scenes.readers.roomplan_json_parts import MOST_PARTS, spelled
from scenes.readers.roomplan_labels import USE_OF_LABEL, Label, name_and_use
from scenes.readers.roomplan_usdz_names import labels_in, role_of, told_left_out, word_of
from scenes.readers.roomplan_usdz_slabs import slab_of, told_holes, with_ceilings
from scenes.readers.roomplan_wall_holes import unnamed_holes
from scenes.readers.usdz_parts import Part, UsdScene, read_usdz_parts
from scenes.room import Point
from scenes.votes import Choice, Vote, check_choice, choose

Array = NDArray[np.float64]

FORMAT = "RoomPlan USDZ"
KIND_OF = {"wall": "wall", "door": "door", "window": "window", "opening": "passage"}
TOLD_SLAB_M = 0.02
THICKEST_M = 0.6
BOX_POINTS = 24  # of a box whose corners each face has by itself
USUAL_WALL_M, USUAL_DOOR_M = (2.0, 4.1), (1.7, 2.4)
SMALLEST_ROOM_M = 1.2


def read_roomplan_usdz(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a USDZ.

    Raises
    ------
    UnsoundInput
        When it is damaged, names files outside itself, or is no RoomPlan capture.
    """
    del filename
    rooms, problems, choices, units = captured_usdz(data, overrides)
    return building_of(rooms, overrides, problems, format=FORMAT, units=units, choices=choices)


def captured_usdz(
    data: bytes, overrides: RoomOverrides
) -> tuple[list[CapturedRoom], list[Problem], tuple[Choice, ...], str]:
    """The rooms of a USDZ capture, what is to be said of them, what was chosen, and the unit.

    Raises
    ------
    UnsoundInput
        As `read_roomplan_usdz`.
    """
    scene = read_usdz_parts(data)
    walls = [part for part in scene.parts if role_of(part) == "wall"]
    if not walls:
        require_sound([_no_capture(scene)])
    if len(scene.parts) > MOST_PARTS:
        message = f"The capture holds {len(scene.parts)} parts; at most {MOST_PARTS} are read."
        require_sound([error("TOO_MANY_PARTS", "file", message, "Export the rooms one by one.")])
    up = choose("up", _up_votes(scene, walls), said=_said(overrides.up), otherwise="y")
    unit = choose("units", _unit_votes(scene, up.taken), said=_said(overrides.units), otherwise="m")
    frame = Frame(METRES_PER[unit.taken], up.taken, bool(overrides.mirror))
    problems = [
        *check_choice(unit, "The unit", expected="m"),
        *check_choice(up, "The up axis", expected="y"),
    ]
    rooms, remarks = _rooms(scene, walls, frame)
    return rooms, [*problems, *remarks], (unit, up), unit.taken


def _said(value: str) -> str | None:
    return None if value == "auto" else value


def _no_capture(scene: UsdScene) -> Problem:
    """Why a USDZ without walls is no room: a model of something, or a scene that nobody has named."""
    if not scene.parts:
        message = "The USDZ holds no geometry; a RoomPlan capture was expected."
        return error("NO_ROOM_FOUND", "file", message, "Export the capture again.")
    points = np.vstack([part.world() for part in scene.parts]) * (scene.metres_per_unit or 1.0)
    size = np.ptp(points, axis=0)
    shown = " x ".join(f"{v:.2f}" for v in size)
    if float(np.sort(size)[1]) < SMALLEST_ROOM_M or float(size.max()) < 2 * SMALLEST_ROOM_M:
        message = (
            f"The USDZ is a model of {shown} m, not a room: no part of it is named as RoomPlan names walls."
        )
        hint = "Models become furniture; check its size there, as many are not in the metres they state."
        return error("MODEL_NOT_A_ROOM", "file", message, hint)
    message = f"The USDZ is a scene of {shown} m whose parts are not named as RoomPlan names walls."
    hint = "Export the RoomPlan capture itself, or the scene as GLB."
    return error("SCENE_NOT_A_CAPTURE", "file", message, hint)


# Unit and up axis


def _up_votes(scene: UsdScene, walls: Sequence[Part]) -> list[Vote]:
    """What the file states, and along which axis all walls stand between the same two levels."""
    votes = []
    if scene.up in ("x", "y", "z"):
        votes.append(Vote(scene.up, 2.0, "the file states it"))
    ends = np.array([[part.world().min(axis=0), part.world().max(axis=0)] for part in walls])
    spread = np.ptp(ends, axis=0).sum(axis=0)
    size = np.ptp(ends.reshape(-1, 3), axis=0)
    order = np.argsort(spread)
    if len(walls) >= 3 and spread[order[0]] < 0.5 * spread[order[1]] and size[order[0]] > 0:
        votes.append(Vote("xyz"[order[0]], 3.0, "all walls stand between the same two levels along it"))
    return votes


def _unit_votes(scene: UsdScene, up: str) -> list[Vote]:
    """What the file states, and in which units walls and doors have usual heights."""
    votes = []
    stated = next(
        (u for u, m in METRES_PER.items() if math.isclose(m, scene.metres_per_unit or 0.0, rel_tol=0.01)),
        None,
    )
    if stated:
        votes.append(Vote(stated, 2.0, f"the file states {scene.metres_per_unit:g} m per unit"))
    for role, (low, high), points in (("wall", USUAL_WALL_M, 2.0), ("door", USUAL_DOOR_M, 1.0)):
        axis = "xyz".index(up)
        tall = [float(np.ptp(part.world()[:, axis])) for part in scene.parts if role_of(part) == role]
        if not tall:
            continue
        height = float(np.median(tall))
        for unit, metres in METRES_PER.items():
            if low <= height * metres <= high:
                evidence = f"{role}s of {height * metres:.2f} m"
                votes.append(Vote(unit, points, evidence))
    return votes


# Rooms


def _rooms(scene: UsdScene, walls: Sequence[Part], frame: Frame) -> tuple[list[CapturedRoom], list[Problem]]:
    solid = [(part, _upright(part, frame)) for part in walls]
    openings = [
        _upright(part, frame)[0].of_kind(KIND_OF[role], is_open=False)
        for part in scene.parts
        if (role := role_of(part)) in KIND_OF and role != "wall"
    ]
    axes = [(part, _own_axes(_axes(part, frame)[1])) for part in walls]
    openings += unnamed_holes(axes, openings, frame)
    pieces = [part for part in scene.parts if role_of(part) not in ("", "floor", "ceiling", *KIND_OF)]
    objects = [found for part in pieces if (found := _object(part, frame)) is not None]
    known = [Label(label) for label in labels_in(scene.names) if label in USE_OF_LABEL]
    name, use = name_and_use(known)
    lines = [wall for _, (wall, _) in solid]
    thickness = float(np.median([thick for _, (_, thick) in solid]))
    whole = CapturedRoom(
        outline=np.empty((0, 2)),
        floor_z_m=min(wall.low_m for wall in lines),
        walls=tuple(lines),
        openings=tuple(openings),
        objects=tuple(objects),
        name=name,
        use=use,
    )
    floors = []
    problems = told_left_out(scene, flat=len(pieces) - len(objects))
    slabs = [slab_of(part, frame) for part in scene.parts if role_of(part) == "floor"]
    there = [slab for slab in slabs if slab is not None]
    problems += told_holes(there)
    for slab in there:
        inner, remarks = _within_walls(slab.shape, solid)
        problems += remarks
        floors.append((np.array(inner.exterior.coords[:-1]), slab.high_m, 0))
    rooms, remarks = rooms_on_floors(whole, floors, known)
    require_sound(remarks)
    if not floors and rooms and thickness > TOLD_SLAB_M:
        rooms = [_shrunk(rooms[0], thickness / 2)]
    ceilings = [part for part in scene.parts if role_of(part) == "ceiling"]
    rooms, told = with_ceilings(rooms, ceilings, frame)
    return rooms, [*problems, *remarks, *told]


def _shrunk(room: CapturedRoom, by_m: float) -> CapturedRoom:
    """A room whose outline ran in the middle of thick walls, within their inner faces."""
    inner = shapely.Polygon(room.outline).buffer(-by_m, join_style="mitre")
    if inner.geom_type != "Polygon" or inner.is_empty:
        return room
    ring = np.array(shapely.geometry.polygon.orient(inner).exterior.coords[:-1])
    return replace(room, outline=ring)


def _axes(part: Part, frame: Frame) -> tuple[Array, Array]:
    """A part's own box in metres, z up: its middle (3) and half of each of its sides (3, 3)."""
    low, high = part.points.min(axis=0), part.points.max(axis=0)
    middle = (low + high) / 2
    ends = np.vstack([middle, *(middle + np.eye(3)[i] * (high[i] - low[i]) / 2 for i in range(3))])
    led = frame.points(part.transform, ends)
    return led[0], led[1:] - led[0]


def _upright(part: Part, frame: Frame) -> tuple[CapturedWall, float]:
    """A wall, door or window as a line seen from above, in the middle of its box, and how thick it is [m]."""
    middle, half = _axes(part, frame)
    world = frame.upright(part.world())
    _, beside, lengthwise = _own_axes(half)
    along, across = half[lengthwise, :2], half[beside, :2]
    start, end = middle[:2] - along, middle[:2] + along
    wall = CapturedWall(
        identifier=part.identifier if role_of(part) == "wall" and part.identifier else part.group,
        parent="",
        kind="wall",
        start=(float(start[0]), float(start[1])),
        end=(float(end[0]), float(end[1])),
        low_m=float(world[:, 2].min()),
        high_m=float(world[:, 2].max()),
    )
    return wall, 2 * float(np.linalg.norm(across))


def _own_axes(half: Array) -> tuple[int, int, int]:
    """Numbers of a wall's own axes: upright, across and along, by how far each reaches in the plan."""
    upright, across, along = sorted(range(3), key=lambda i: float(np.linalg.norm(half[i, :2])))
    return upright, across, along


def _within_walls(
    slab: shapely.Polygon, walls: Sequence[tuple[Part, tuple[CapturedWall, float]]]
) -> tuple[shapely.Polygon, list[Problem]]:
    """The slab less how far it reaches under its walls: up to their inner faces."""
    ring = shapely.get_coordinates(slab.exterior)
    reaches = []
    for start, end in pairwise(ring):
        length = float(np.linalg.norm(end - start))
        if length < TOLD_SLAB_M:
            continue
        inwards = np.array([-(end - start)[1], (end - start)[0]]) / length
        for _, (wall, thick) in walls:
            reach = _reach(start, end - start, inwards, wall)
            if reach is not None and abs(reach - thick / 2) < max(0.03, 0.25 * thick):
                reaches.append(reach + thick / 2)  # its outer face lies on the slab's rim
    reach = float(np.median(reaches)) if reaches else 0.0
    inner = slab.buffer(-reach, join_style="mitre") if reach > TOLD_SLAB_M else slab
    if reach <= TOLD_SLAB_M or inner.geom_type != "Polygon" or inner.is_empty:
        return slab, []
    message = (
        f"The floor's slab of {slab.area:.2f} m2 reaches {reach:.2f} m under the walls; the room is the "
        f"{inner.area:.2f} m2 within them."
    )
    return shapely.geometry.polygon.orient(inner), [info("SLAB_UNDER_WALLS", "floors", message)]


def _reach(start: Array, along: Array, inwards: Array, wall: CapturedWall) -> float | None:
    """How far inside an edge's line the middle of a wall beside it runs [m]; None for other walls."""
    line = np.array(wall.end) - np.array(wall.start)
    lengths = float(np.linalg.norm(line)), float(np.linalg.norm(along))
    if min(lengths) < 1e-6 or abs(float(line @ along)) < 0.99 * lengths[0] * lengths[1]:
        return None
    middle = (np.array(wall.start) + np.array(wall.end)) / 2 - start
    share = float(middle @ along) / lengths[1] ** 2
    away = float(middle @ inwards)
    return away if 0.0 <= share <= 1.0 and -0.05 <= away <= THICKEST_M else None


# Furniture


def _object(part: Part, frame: Frame) -> CapturedObject | None:
    """A piece of furniture: its box, and its mesh where that is no mere box."""
    middle, half = _axes(part, frame)
    upright = int(np.argmax(np.abs(half[:, 2]) / np.maximum(np.linalg.norm(half, axis=1), 1e-12)))
    flat = [i for i in range(3) if i != upright]
    sides = 2 * np.linalg.norm(half, axis=1)
    if float(sides.min()) <= 0 or not np.isfinite(sides).all():
        return None
    across = half[flat[0], :2]
    length = max(float(np.linalg.norm(across)), 1e-12)
    along: Point = (float(across[0]) / length, float(across[1]) / length)
    vertices = triangles = None
    if not part.is_box and len(part.points) > BOX_POINTS and len(part.triangles):
        vertices, triangles = _own_mesh(part, frame, middle, along, float(sides[upright]))
    return CapturedObject(
        name=spelled(word_of(part.name)),
        centre_m=(float(middle[0]), float(middle[1]), float(middle[2])),
        across=along,
        size_m=(float(sides[flat[0]]), float(sides[flat[1]]), float(sides[upright])),
        vertices_m=vertices,
        triangles=triangles,
    )


def _own_mesh(
    part: Part, frame: Frame, middle: Array, along: Point, tall: float
) -> tuple[Array, NDArray[np.int64]]:
    """A piece's mesh in its own frame: x along its width, the base centred."""
    points = frame.upright(part.world()) - middle
    turn = np.array([[along[0], along[1], 0.0], [-along[1], along[0], 0.0], [0.0, 0.0, 1.0]])
    own = points @ turn.T + np.array([0.0, 0.0, tall / 2])
    triangles = part.triangles
    if float(np.linalg.det(part.transform[:3, :3])) * (-1.0 if frame.mirror else 1.0) < 0:
        triangles = triangles[:, ::-1]
    return own, triangles
