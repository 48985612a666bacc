"""Zones around baths and showers, and whether the luminaires in them are protected as these ask.

Zones after IEC 60364-7-701, 701.30: 0 within the bath or tray (0.10 m high where it is flat), 1 above
it up to 2.25 m over the floor or to the highest outlet, 2 another 0.60 m around at that height. Zone 0
asks for IPX7, zones 1 and 2 for IPX4. Read in guides that cite it: Bathroom electrical installation
at https://www.electrical-installation.org/enwiki, and https://peeq.nl/en/customer-service (lighting in
the bathroom). A shower without a tray, with a zone 1 of 1.20 m around its outlet and no
zone 2, is no piece of ours. What might shield a luminaire, such as a pane of glass, is not counted: the
zones here are the larger ones, on the safe side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, info, warning
from scenes.inside import above_floor
from scenes.placement import Placed
from scenes.room import Furniture, Room
from scenes.surfaces import furniture_vertices_m

Array = NDArray[np.float64]

WET_PIECES = ("bath", "shower")
ZONE_TOP_M = 2.25  # above the finished floor, or the highest outlet of water where that is higher
ZONE_2_M = 0.60  # from the side of zone 1
TRAY_M = 0.10  # zone 0 of a shower whose tray is flatter
TOUCHES_M = 1e-6
IN_WATER = ("7", "8")  # IEC 60529: immersion
SPLASHED = ("4", "5", "6", "7", "8", "9")  # IEC 60529: splashing from all sides, or more
IP_TEXT = re.compile(r"^IP[0-6X]([0-9X])$")


@dataclass(frozen=True, eq=False)
class Zones:
    """The zones of one bath or shower, heights above the room's floor.

    Parameters
    ----------
    name
        What the piece is called.
    footprint
        The bath or tray from above [m], the side of zone 1.
    rim_m
        How high zone 0 reaches.
    top_m
        How high zones 1 and 2 reach.
    """

    name: str
    footprint: shapely.Geometry
    rim_m: float
    top_m: float

    def zone_of(self, points_m: Array) -> int | None:
        """The wettest zone that a body reaches: 0, 1 or 2; None outside of them.

        Parameters
        ----------
        points_m
            Vertices of the body above the floor, shape (point, 3). In plan it is taken as convex.
        """
        lowest = float(points_m[:, 2].min())
        if lowest >= self.top_m - TOUCHES_M:
            return None
        away = shapely.MultiPoint(points_m[:, :2]).convex_hull.distance(self.footprint)
        if away <= TOUCHES_M:
            return 0 if lowest < self.rim_m - TOUCHES_M else 1
        return 2 if away < ZONE_2_M - TOUCHES_M else None


def zones_in(room: Room) -> list[Zones]:
    """The zones of a room's baths and showers, in the order of its furniture."""
    wet = [piece for piece in room.furniture if piece.piece in WET_PIECES]
    return [_zones(piece, vertices) for piece in wet if len(vertices := furniture_vertices_m(piece))]


def _zones(piece: Furniture, vertices: Array) -> Zones:
    base, top = float(vertices[:, 2].min()), float(vertices[:, 2].max())
    footprint = shapely.MultiPoint(vertices[:, :2]).convex_hull
    if piece.piece == "bath":
        return Zones(piece.name or "bath", footprint, top, ZONE_TOP_M)
    return Zones(piece.name or "shower", footprint, base + TRAY_M, max(ZONE_TOP_M, top))


def zone_of_placement(
    room: Room, one: Placed, zones: Sequence[Zones] | None = None
) -> tuple[int, str] | None:
    """The wettest zone that a luminaire reaches and whose it is; None outside of all."""
    if one.body_vertices_m is not None and len(one.body_vertices_m):
        body = one.body_vertices_m
    else:
        body = np.array([one.placement.position_m, one.file_from_photometry[:3, 3]], dtype=np.float64)
    points = above_floor(room, body)
    found = [(zone.zone_of(points), zone.name) for zone in (zones_in(room) if zones is None else zones)]
    return min(((number, name) for number, name in found if number is not None), default=None)


def ip_is_enough(ip: str, zone: int) -> bool:
    """Whether a protection after IEC 60529, such as ``IP44``, is what a zone asks: IPX7 in 0, else IPX4."""
    matched = IP_TEXT.match(ip)
    return matched is not None and matched.group(1) in (IN_WATER if zone == 0 else SPLASHED)


def check_ip_zones(room: Room, placed: Sequence[Placed]) -> list[list[Problem]]:
    """The problems of each luminaire of one room with the zones that it reaches."""
    zones = zones_in(room)
    return [_check_one(room, one, zones) for one in placed] if zones else [[] for _ in placed]


def _check_one(room: Room, one: Placed, zones: Sequence[Zones]) -> list[Problem]:
    reached = zone_of_placement(room, one, zones)
    if reached is None:
        return []
    zone, whose = reached
    asked = "IPX7" if zone == 0 else "IPX4"
    place, ip = f"{one.where}.position_m", one.luminaire.product.ip
    named = f"{one.placement.id!r} reaches into zone {zone} of {whose!r}"
    hint = f"Take a luminaire with {asked} or more, or keep {ZONE_2_M:g} m away or above {ZONE_TOP_M:g} m."
    if ip is None:
        message = f"{named}; its protection is not stated, {asked} was expected."
        return [info("IP_NOT_STATED", place, message, f"Ask for its IP. {hint}")]
    if ip_is_enough(ip, zone):
        return []
    message = f"{named} and is protected as {ip}; {asked} was expected."
    return [warning("IP_TOO_LOW", place, message, hint)]
