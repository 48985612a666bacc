"""Rooms and luminaires as an STF file, for DIALux and other programs of lighting design.

What the format says publicly is little; docs/formats-rooms.md lists what is known, and from where.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, warning
from scenes.frame import inverse
from scenes.panes import is_open
from scenes.planes import WORK_PLANE_HEIGHT_M
from scenes.reflectance_of_colour import LUMINANCE
from scenes.room import Furniture, Opening, Point, Room
from scenes.scene import MeasuringPlane, Scene
from scenes.surfaces import furniture_vertices_m
from scenes.writers.stf_lost import check_lost

Array = NDArray[np.float64]

VERSION = "1.0.5"
PROGRAM_VERSION = "0.1"
DIGITS = 4  # after the point of lengths in metres: a tenth of a millimetre
THINNEST_M = 0.001  # of a box; a rug without height is written as thick
SNUG = 0.9  # a turned box is written where its area is less than this share of the upright one's


@dataclass(frozen=True, eq=False)
class StfLuminaire:
    """A luminaire in its place.

    Parameters
    ----------
    name
        Of its kind.
    room_from_photometry
        Rigid transform (4, 4) from its photometry's frame to that of the rooms [m].
    room
        Name of its room.
    luminous_flux_lm, power_w
        Of one; None where nobody says.
    size_m
        Of its luminous opening or body: length along C0, width, height.
    article
        Number or sku to order it by.
    """

    name: str
    room_from_photometry: Array
    room: str
    luminous_flux_lm: float | None = None
    power_w: float | None = None
    size_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    article: str = ""


def write_stf(
    rooms: Sequence[Room],
    luminaires: Sequence[StfLuminaire] = (),
    *,
    work_planes_m: Mapping[str, float] | None = None,
    more_planes: bool = False,
    project: str = "",
    date: str = "",
) -> tuple[bytes, list[Problem]]:
    """An STF file, and what it cannot hold.

    Parameters
    ----------
    rooms
        With names that differ.
    luminaires
        In the rooms' frame.
    work_planes_m
        How high above its floor the work plane of a room lies, by the room's name; else 0.75 m.
    more_planes
        Whether there are measuring planes beside these.
    date
        As 2026-11-23; left out where empty.
    """
    tags = [f"ROOM.R{number}" for number in range(1, len(rooms) + 1)]
    kinds = _kinds(luminaires)
    lines = ["[VERSION]", f"STFF={VERSION}", "Progname=Lampyris", f"Progvers={PROGRAM_VERSION}", ""]
    lines += [
        "[PROJECT]",
        f"Name={_line(project)}",
        *([f"Date={date}"] if date else []),
        f"NrRooms={len(rooms)}",
    ]
    lines += [f"Room{number}={tag}" for number, tag in enumerate(tags, start=1)]
    materials: list[str] = []
    for tag, room in zip(tags, rooms, strict=True):
        own = [each for each in luminaires if each.room == room.name or len(rooms) == 1]
        plane_m = (work_planes_m or {}).get(room.name, WORK_PLANE_HEIGHT_M)
        lines += ["", f"[{tag}]", *_room_lines(room, plane_m)]
        lines += _luminaire_lines(own, kinds, room.elevation_m)
        lines.append("NrStruct=0")
        furniture, more = _furnishing_lines(tag, room)
        lines += furniture
        materials += more
    for key, tag in kinds.items():
        lines += ["", f"[{tag}]", *_kind_lines(next(each for each in luminaires if _key(each) == key))]
    text = "\r\n".join([*lines, *materials, ""])
    return _encoded(text, check_lost(rooms, more_planes=more_planes))


def _encoded(text: str, problems: list[Problem]) -> tuple[bytes, list[Problem]]:
    """In the code page of Windows that such programs expect, or else in UTF-8, told."""
    try:
        return text.encode("cp1252"), problems
    except UnicodeEncodeError:
        message = "Names have letters that Windows-1252 lacks; the file is in UTF-8."
        hint = "Programs that know no UTF-8 show these names wrongly."
        return text.encode("utf-8-sig"), [*problems, warning("STF_IN_UTF8", "file", message, hint)]


def _number(value: float, digits: int = DIGITS) -> str:
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _numbers(values: Sequence[float]) -> str:
    return " ".join(_number(float(value)) for value in values)


def _line(text: str) -> str:
    """A text that fits on one line and opens no section."""
    return " ".join(text.replace("[", "(").replace("]", ")").replace("=", " ").split())


def _room_lines(room: Room, work_plane_m: float) -> list[str]:
    lines = [f"Name={_line(room.name)}", f"Height={_number(room.height_m)}"]
    lines.append(f"WorkingPlane={_number(work_plane_m)}")
    lines.append(f"NrPoints={len(room.outline_m)}")
    lines += [f"Point{number}={_numbers(corner)}" for number, corner in enumerate(room.outline_m, start=1)]
    lines += [f"R_{name.title()}={_reflectance(room, name)}" for name in ("ceiling", "floor")]
    walls = range(len(room.outline_m))
    return lines + [f"R_Wall{wall + 1}={_reflectance(room, f'wall:{wall}')}" for wall in walls]


def _reflectance(room: Room, surface: str) -> str:
    """Luminous reflectance of a surface; of an open edge none."""
    finish = room.finish_of(surface)
    if finish.open or finish.reflectance_rgb is None:
        return "0"
    return _number(float(LUMINANCE @ np.array(finish.reflectance_rgb)), 3)


# Luminaires


def _key(each: StfLuminaire) -> tuple[str, str, float, float]:
    return (each.name, each.article, each.luminous_flux_lm or 0.0, each.power_w or 0.0)


def _kinds(luminaires: Sequence[StfLuminaire]) -> dict[tuple[str, str, float, float], str]:
    kinds = dict.fromkeys(_key(each) for each in luminaires)
    return {key: f"LUMINAIRE.L{number}" for number, key in enumerate(kinds, start=1)}


def _luminaire_lines(
    own: Sequence[StfLuminaire], kinds: dict[tuple[str, str, float, float], str], floor_m: float
) -> list[str]:
    lines = []
    for number, each in enumerate(own, start=1):
        place = each.room_from_photometry[:3, 3] - [0.0, 0.0, floor_m]
        lines += [
            f"Lum{number}={kinds[_key(each)]}",
            f"Lum{number}.Pos={_numbers(list(place))}",
            f"Lum{number}.Rot={_numbers(rotations_deg(each.room_from_photometry[:3, :3]))}",
        ]
    return [*lines, f"NrLums={len(own)}"]


def rotations_deg(rotation: Array) -> tuple[float, float, float]:
    """Angles about x, y and z, applied in that order about fixed axes: R = Rz(c) Ry(b) Rx(a) [degrees]."""
    b = math.asin(min(1.0, max(-1.0, -float(rotation[2, 0]))))
    if abs(math.cos(b)) < 1e-9:
        return (0.0, math.degrees(b), math.degrees(math.atan2(-float(rotation[0, 1]), float(rotation[1, 1]))))
    a = math.atan2(float(rotation[2, 1]), float(rotation[2, 2]))
    c = math.atan2(float(rotation[1, 0]), float(rotation[0, 0]))
    return (math.degrees(a), math.degrees(b), math.degrees(c))


def _kind_lines(each: StfLuminaire) -> list[str]:
    return [
        "Manufacturer=",
        f"Name={_line(each.name)}",
        f"OrderNr={_line(each.article)}",
        f"Box={_numbers(each.size_m)}",
        "Shape=0",
        f"Load={_number(each.power_w or 0.0, 2)}",
        f"Flux={_number(each.luminous_flux_lm or 0.0, 1)}",
        "NrLamps=1",
        "MountingType=1",
    ]


# Openings and furniture


def _furnishing_lines(tag: str, room: Room) -> tuple[list[str], list[str]]:
    """The lines of a room's openings and boxes, and the sections of their materials."""
    lines: list[str] = []
    materials: list[str] = []
    openings = [opening for opening in room.openings if opening.kind != "stairwell"]
    pieces: list[Opening | Furniture] = [*openings, *room.partitions, *room.furniture]
    for number, piece in enumerate(pieces, start=1):
        name, place, size, angle = _opening(room, piece) if isinstance(piece, Opening) else _box(piece)
        lines += [
            f"Furn{number}={name}",
            f"Furn{number}.Ref={tag}.F{number}",
            f"Furn{number}.Rot={_numbers((0.0, 0.0, angle))}",
            f"Furn{number}.Pos={_numbers(place)}",
            f"Furn{number}.Size={_numbers(size)}",
        ]
        passage = isinstance(piece, Opening) and is_open(piece)
        materials += ["", f"[{tag}.F{number}]", "Poly.Color=50 200 200 200"]
        materials += ["LampyrisKind=passage"] if passage else []
    return [f"NrFurns={len(pieces)}", *lines], materials


Furnishing = tuple[str, tuple[float, float, float], tuple[float, float, float], float]


def _opening(room: Room, opening: Opening) -> Furnishing:
    """Word, middle of the lower edge, width and height, and angle of an opening."""
    if opening.kind == "skylight":
        x, y = opening.position_m
        size = (opening.size_m[0], opening.size_m[1], 0.0)
        return "skylight", (x, y, room.height_m), size, opening.rotation_deg
    (x0, y0), (x1, y1) = room.wall_ends_m(opening.wall)
    length = math.dist((x0, y0), (x1, y1))
    share = (opening.offset_m + opening.width_m / 2) / length
    middle: Point = (x0 + share * (x1 - x0), y0 + share * (y1 - y0))
    word = "win" if opening.kind == "window" else "door"
    angle = math.degrees(math.atan2(y1 - y0, x1 - x0))
    return word, (*middle, opening.sill_m), (opening.width_m, opening.height_m, 0.0), angle


def _box(piece: Furniture) -> Furnishing:
    """Name, middle, size and angle of a piece of furniture, or of the box around a mesh, turned as it is."""
    name = _line(piece.name) or "box"
    name = f"{name} (furniture)" if name.casefold() in ("win", "window", "door", "skylight") else name
    own = furniture_vertices_m(replace(piece, position_m=(0.0, 0.0, 0.0), rotation_deg=0.0))
    if not len(own):
        return name, piece.position_m, (0.01, 0.01, 0.01), 0.0
    angle_deg = piece.rotation_deg + (0.0 if piece.vertices_m is None else _turned_deg(own))
    turn = _turn(angle_deg)
    along = furniture_vertices_m(piece) @ turn
    low, high = along.min(axis=0), along.max(axis=0)
    x, y, z = (turn @ ((low + high) / 2)).tolist()
    width, depth, height = np.maximum(high - low, THINNEST_M).tolist()
    return name, (x, y, z), (width, depth, height), angle_deg


def _turned_deg(vertices: Array) -> float:
    """How far what a mesh shows stands turned in the mesh's own frame, -45 to 45 [degrees]."""
    around = shapely.minimum_rotated_rectangle(shapely.MultiPoint(vertices[:, :2]))
    if around.area >= SNUG * float(np.prod(np.ptp(vertices[:, :2], axis=0))):
        return 0.0
    (x0, y0), (x1, y1) = shapely.get_coordinates(around)[:2].tolist()
    return (math.degrees(math.atan2(y1 - y0, x1 - x0)) + 45.0) % 90.0 - 45.0


def _turn(angle_deg: float) -> Array:
    """Rotation about z, (3, 3)."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def _work_planes(planes: Sequence[MeasuringPlane], rooms: Sequence[Room]) -> tuple[dict[str, float], bool]:
    """Above each room's floor, the first level plane that is not the floor [m]; whether there are others."""
    heights: dict[str, list[float]] = {}
    floors = {room.name: room.elevation_m for room in rooms}
    for plane in planes:
        if plane.over_floor and len(plane.file_points_m) and plane.room in floors:
            height = float(plane.file_points_m[0, 2]) - floors[plane.room]
            heights.setdefault(plane.room, []).append(round(height, DIGITS))
    taken = {room: next((h for h in own if h > 0), own[0]) for room, own in heights.items()}
    return taken, len(taken) < len(planes)


def scene_stf(scene: Scene, rooms: Sequence[Room], *, date: str = "") -> tuple[bytes, list[Problem]]:
    """The rooms of a scene and its luminaires at full output as an STF file, and what it cannot hold.

    Parameters
    ----------
    rooms
        Of the scene, in the configuration's frame.
    """
    file_from_scene = inverse(scene.scene_from_file)
    luminaires = []
    for placed in scene.luminaires:
        luminaire = placed.luminaire
        luminaires.append(
            StfLuminaire(
                luminaire.name or luminaire.sku or placed.id,
                file_from_scene @ placed.scene_from_photometry,
                placed.room or rooms[0].name,
                float(luminaire.photometry.distribution.luminous_flux_lm()),
                luminaire.power_w,
                luminaire.size_m or luminaire.photometry.opening.size_m,
                luminaire.article or luminaire.sku,
            )
        )
    heights, more = _work_planes(scene.planes, rooms)
    return write_stf(
        rooms, luminaires, work_planes_m=heights, more_planes=more, project=scene.name, date=date
    )
