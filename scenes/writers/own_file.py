"""The rooms of a building as a configuration of ours, with the models of its furniture beside it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from scenes.building import Building
from scenes.configuration_types import LARGEST_ANGLE_DEG
from scenes.found_entries import (
    DIGITS,
    LONGEST,
    finish_entry,
    found_entry,
    reflectance_entry,
    rounded,
    view_entries,
)
from scenes.room import Finish, Furniture, Opening, Room, Slope

WriteModel = Callable[[Furniture], bytes]


def own_file(
    building: Building, name: str, *, write_model: WriteModel, folder: str
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The configuration that says what a building is, and the files it names.

    Parameters
    ----------
    building
        Its rooms; one is written as `room`, several as `rooms` in their common frame.
    name
        Of the configuration.
    write_model
        Gives a piece of furniture as GLB, in its own frame.
    folder
        Where the models lie beside the configuration.
    """
    files: dict[str, bytes] = {}
    entries = [_room(room, files, write_model, folder) for room in building.rooms]
    alone = len(entries) == 1
    document: dict[str, Any] = {"lampyris": 1, "name": name[:200]}
    document |= {"room": entries[0]} if alone else {"rooms": entries}
    if building.views:
        document["views"] = view_entries(building)
    found = found_entry(building)
    if found:
        document["found"] = found
    return document, files


def _room(room: Room, files: dict[str, bytes], write_model: WriteModel, folder: str) -> dict[str, Any]:
    """A room as the contract writes it; defaults are left out, so that they stay defaults."""
    entry: dict[str, Any] = {
        "name": room.name[:LONGEST],
        "use": room.use[:LONGEST],
        "storey": room.storey[:LONGEST],
        "elevation_m": rounded(room.elevation_m),
        "outline_m": [_point(corner) for corner in room.outline_m],
        "holes_m": [[_point(corner) for corner in hole] for hole in room.holes_m],
        "height_m": rounded(room.height_m),
        "ceiling_slopes": [_slope(slope) for slope in room.slopes],
        "surfaces": {name: finish_entry(finish) for name, finish in sorted(room.finishes.items())},
        "openings": [_opening(opening) for opening in room.openings],
        "furniture": [_piece(piece, files, write_model, folder) for piece in room.furniture],
        "partitions": [_piece(piece, files, write_model, folder) for piece in room.partitions],
        "partition_openings": list(room.partition_openings),
    }
    if room.ceiling_vertices_m is not None and room.ceiling_triangles is not None:
        ceiling = Furniture(
            "ceiling", (0, 0, 0), vertices_m=room.ceiling_vertices_m, triangles=room.ceiling_triangles
        )
        entry["ceiling_model"] = _model(ceiling, files, write_model, folder)
    return {key: value for key, value in entry.items() if value not in ("", [], {}, 0.0)} | _known(room)


def _known(room: Room) -> dict[str, Any]:
    """How well a room is known; nothing and zero say something here."""
    entry: dict[str, Any] = {"origins": {key: origin.value for key, origin in sorted(room.origins.items())}}
    if room.coverage is not None:
        entry["coverage"] = [_share(share) for share in room.coverage]
    if room.confidence is not None:
        entry["confidence"] = _share(room.confidence)
    return entry


def _opening(opening: Opening) -> dict[str, Any]:
    if not opening.in_wall:
        entry: dict[str, Any] = {
            "kind": opening.kind,
            "position_m": _point(opening.position_m),
            "size_m": _point(opening.size_m),
        }
        stated = {
            "sill_m": rounded(max(opening.sill_m, 0.0)),
            "rotation_deg": _turn(opening.rotation_deg),
        }
        entry |= {key: value for key, value in stated.items() if value}
    else:
        entry = {
            "kind": opening.kind,
            "wall": opening.wall,
            "offset_m": rounded(max(opening.offset_m, 0.0)),
            "width_m": rounded(opening.width_m),
            "sill_m": rounded(max(opening.sill_m, 0.0)),
            "height_m": rounded(opening.height_m),
        }
    if opening.open:
        entry["open"] = True
    if opening.transmittance is not None:
        entry["transmittance"] = opening.transmittance
    return entry


def _slope(slope: Slope) -> dict[str, Any]:
    return {
        "wall": slope.wall,
        "height_m": rounded(slope.height_m),
        "pitch_deg": round(slope.pitch_deg, DIGITS),
    }


def _piece(piece: Furniture, files: dict[str, bytes], write_model: WriteModel, folder: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": piece.name[:LONGEST],
        "position_m": [rounded(value) for value in piece.position_m],
        "rotation_deg": _turn(piece.rotation_deg),
    }
    if piece.material is not None:
        entry["material"] = piece.material
    if piece.reflectance_rgb is not None:
        entry["reflectance"] = reflectance_entry(piece.reflectance_rgb, as_colour=piece.as_colour)
    if piece.reflectance_tolerance is not None:
        entry["reflectance_tolerance"] = piece.reflectance_tolerance
    if piece.piece is not None:
        entry["piece"] = piece.piece
        entry["options"] = dict(piece.piece_options)
        entry["finishes"] = {role: _part(finish) for role, finish in piece.piece_finishes.items()}
    elif piece.vertices_m is not None and piece.triangles is not None:
        entry["model"] = _model(piece, files, write_model, folder)
        if piece.size_m is not None:
            entry["size_m"] = [rounded(value) for value in piece.size_m]
    if piece.size_m is not None and "model" not in entry:
        entry["box_m"] = [rounded(value) for value in piece.size_m]
    return {key: value for key, value in entry.items() if value != {}}


def _part(finish: Finish) -> dict[str, Any]:
    """What a part of a piece is made of, which only a person says."""
    return {key: value for key, value in finish_entry(finish).items() if key in ("material", "reflectance")}


def _model(piece: Furniture, files: dict[str, bytes], write_model: WriteModel, folder: str) -> str:
    """The path of a model; equal ones are written once."""
    content = write_model(piece)
    for path, known in files.items():
        if known == content:
            return path
    path = f"{folder}/model-{len(files) + 1}.glb"
    files[path] = content
    return path


def _turn(angle_deg: float) -> float:
    """An angle as it is; one of more turns than a configuration takes, in the same direction."""
    return rounded(angle_deg if abs(angle_deg) <= LARGEST_ANGLE_DEG else math.remainder(angle_deg, 360.0))


def _share(value: float) -> float:
    return rounded(min(max(value, 0.0), 1.0))


def _point(point: tuple[float, float]) -> list[float]:
    return [rounded(point[0]), rounded(point[1])]
