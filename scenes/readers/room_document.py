"""What was understood of a room file, as `lampyris room --json` and the service answer it."""

from __future__ import annotations

import json
from typing import Any

from scenes.building import Building
from scenes.ceiling import skylight_corners_m
from scenes.readers.box_around import boxed
from scenes.readers.reading import RoomReading
from scenes.room import Furniture, Opening, Room


def room_document(reading: RoomReading) -> dict[str, Any]:
    """The contract's document of a reading; empty lists where nothing could be read.

    Half characters, which files may hold and no text can, become question marks.
    """
    text = json.dumps(_document(reading), ensure_ascii=False)
    whole: dict[str, Any] = json.loads(text.encode("utf-8", "replace"))
    return whole


def _document(reading: RoomReading) -> dict[str, Any]:
    building = reading.building or Building()
    return {
        "format": reading.format,
        "units": None if reading.building is None else reading.units,
        "storeys": [
            {"name": storey.name, "elevation_m": round(storey.elevation_m, 4)} for storey in building.storeys
        ],
        "rooms": [one_room_document(room) for room in building.rooms],
        "walls": len(building.walls),
        "openings": len(building.openings) or sum(len(room.openings) for room in building.rooms),
        "furniture": sum(len(room.furniture) for room in building.rooms),
        "lights_found": [
            {"name": light.name, "position_m": [round(v, 4) for v in light.position_m], "room": light.room}
            | ({} if light.power_w is None else {"power_w": light.power_w})
            | ({} if light.luminous_flux_lm is None else {"luminous_flux_lm": light.luminous_flux_lm})
            for light in building.lights
        ],
        "views": len(building.views),
        "views_found": [
            {
                "name": view.name,
                "eye_m": [round(v, 4) for v in view.eye_m],
                "target_m": [round(v, 4) for v in view.target_m],
                "fov_deg": round(view.fov_deg, 2),
            }
            for view in building.views
        ],
        "north_deg": building.north_deg,
        "triangles": building.triangles,
        "choices": [choice.as_json() for choice in building.choices],
        "origins": _origins(building),
        "problems": [problem.as_json() for problem in reading.problems],
    }


def _origins(building: Building) -> dict[str, str]:
    """Where each value comes from; of several rooms, keys begin with the room's name."""
    if len(building.rooms) == 1:
        return origins_document(building.rooms[0])
    return {
        f"{room.name}/{key}": origin
        for room in building.rooms
        for key, origin in origins_document(room).items()
    }


def origins_document(room: Room) -> dict[str, str]:
    """Where each value of a room comes from: file, derived, default or user."""
    surfaces = {f"reflectance {name}": room.finish_of(name).origin for name in ("floor", "walls", "ceiling")}
    return {key: origin.value for key, origin in sorted((room.origins | surfaces).items())}


def one_room_document(room: Room) -> dict[str, Any]:
    """One room as the contract writes it, with what stands in it."""
    walls = range(len(room.outline_m))
    document: dict[str, Any] = {
        "name": room.name,
        "use": room.use,
        "storey": room.storey,
        "elevation_m": round(room.elevation_m, 4),
        "floor_area_m2": round(room.floor_area_m2, 4),
        "height_m": round(room.height_m, 4),
        "walls": len(room.outline_m),
        "open_walls": [i for i in walls if room.finish_of(f"wall:{i}").open],
        "outline_m": _corners(room.outline_m),
        "openings": [*(_opening(room, each) for each in room.openings), *room.partition_openings],
        "furniture": [_piece(boxed(piece)) for piece in room.furniture],
    }
    if room.holes_m:
        document["holes_m"] = [_corners(hole) for hole in room.holes_m]
    if room.slopes:
        document["ceiling_slopes"] = [
            {"wall": s.wall, "height_m": round(s.height_m, 4), "pitch_deg": round(s.pitch_deg, 3)}
            for s in room.slopes
        ]
    if room.confidence is not None:
        document["confidence"] = round(room.confidence, 3)
    if room.coverage is not None:
        document["coverage"] = [round(share, 3) for share in room.coverage]
    return document


def _corners(ring: tuple[tuple[float, float], ...]) -> list[list[float]]:
    return [[round(x, 6), round(y, 6)] for x, y in ring]


def _opening(room: Room, opening: Opening) -> dict[str, Any]:
    stated: dict[str, Any] = (
        {} if opening.transmittance is None else {"transmittance": round(opening.transmittance, 4)}
    )
    if opening.number is not None:
        stated["name"] = f"opening:{opening.number}"
    return {
        "kind": opening.kind,
        "wall": opening.wall,
        "width_m": round(opening.width_m or opening.size_m[0], 4),
        "height_m": round(opening.height_m or opening.size_m[1], 4),
        "offset_m": round(opening.offset_m, 4),
        "sill_m": round(opening.sill_m, 4),
        "open": opening.open,
        **stated,
        **({} if opening.in_wall else _lying(room, opening)),
    }


def _lying(room: Room, opening: Opening) -> dict[str, Any]:
    """Where a skylight or a stairwell is: as a configuration states it, and its corners seen from above."""
    return {
        "position_m": [round(v, 4) for v in opening.position_m],
        "size_m": [round(v, 4) for v in opening.size_m],
        "rotation_deg": round(opening.rotation_deg, 3),
        "outline_m": _corners(skylight_corners_m(room, opening)),
    }


def _piece(piece: Furniture) -> dict[str, Any]:
    """A piece as a box; `box_m` is null for a model that is not at hand."""
    return {
        "name": piece.name,
        "position_m": [round(v, 4) for v in piece.position_m],
        "rotation_deg": round(piece.rotation_deg, 3),
        "box_m": None if piece.size_m is None else [round(v, 4) for v in piece.size_m],
    }
