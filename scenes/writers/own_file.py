"""The rooms of a building as a configuration of ours, with the models of its furniture beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from scenes.building import Building
from scenes.room import Colour, Finish, Furniture, Opening, Origin, Room, Slope

WriteModel = Callable[[Furniture], bytes]
DIGITS = 6  # of lengths in metres: a micrometre


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
        document["views"] = _views(building)
    return document, files


def _room(room: Room, files: dict[str, bytes], write_model: WriteModel, folder: str) -> dict[str, Any]:
    """A room as the contract writes it; defaults are left out, so that they stay defaults."""
    entry: dict[str, Any] = {
        "name": room.name,
        "use": room.use,
        "storey": room.storey,
        "elevation_m": _rounded(room.elevation_m),
        "outline_m": [_point(corner) for corner in room.outline_m],
        "holes_m": [[_point(corner) for corner in hole] for hole in room.holes_m],
        "height_m": _rounded(room.height_m),
        "ceiling_slopes": [_slope(slope) for slope in room.slopes],
        "surfaces": {name: _finish(finish) for name, finish in sorted(room.finishes.items())},
        "openings": [_opening(opening) for opening in room.openings],
        "furniture": [_piece(piece, files, write_model, folder) for piece in _pieces(room)],
    }
    if room.ceiling_vertices_m is not None and room.ceiling_triangles is not None:
        ceiling = Furniture(
            "ceiling", (0, 0, 0), vertices_m=room.ceiling_vertices_m, triangles=room.ceiling_triangles
        )
        entry["ceiling_model"] = _model(ceiling, files, write_model, folder)
    return {key: value for key, value in entry.items() if value not in ("", [], {}, 0.0)}


def _pieces(room: Room) -> list[Furniture]:
    """Furniture, and walls within the room as boxes finished as the walls are."""
    finish = room.finish_of("walls")
    walls = [
        replace(each, name=each.name or "wall", reflectance_rgb=finish.reflectance_rgb)
        for each in room.partitions
    ]
    return [*room.furniture, *walls]


def _finish(finish: Finish) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    if finish.material is not None:
        entry["material"] = finish.material
    if finish.reflectance_rgb is not None and finish.origin is not Origin.DEFAULT:
        entry["reflectance"] = _reflectance(finish.reflectance_rgb, as_colour=finish.as_colour)
    if finish.reflectance_tolerance is not None:
        entry["reflectance_tolerance"] = finish.reflectance_tolerance
    if finish.open:
        entry["open"] = True
    return entry


def _reflectance(colour: Colour, *, as_colour: bool) -> float | list[float]:
    if not as_colour and len(set(colour)) == 1:
        return round(colour[0], DIGITS)
    return [round(channel, DIGITS) for channel in colour]


def _opening(opening: Opening) -> dict[str, Any]:
    if opening.kind == "skylight":
        entry: dict[str, Any] = {
            "kind": opening.kind,
            "position_m": _point(opening.position_m),
            "size_m": _point(opening.size_m),
        }
        if opening.rotation_deg % 360.0:
            entry["rotation_deg"] = _turn(opening.rotation_deg)
    else:
        entry = {
            "kind": opening.kind,
            "wall": opening.wall,
            "offset_m": _rounded(max(opening.offset_m, 0.0)),
            "width_m": _rounded(opening.width_m),
            "sill_m": _rounded(max(opening.sill_m, 0.0)),
            "height_m": _rounded(opening.height_m),
        }
    if opening.open:
        entry["open"] = True
    if opening.transmittance is not None:
        entry["transmittance"] = opening.transmittance
    return entry


def _slope(slope: Slope) -> dict[str, Any]:
    return {
        "wall": slope.wall,
        "height_m": _rounded(slope.height_m),
        "pitch_deg": round(slope.pitch_deg, DIGITS),
    }


def _piece(piece: Furniture, files: dict[str, bytes], write_model: WriteModel, folder: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": piece.name[:200],
        "position_m": [_rounded(value) for value in piece.position_m],
        "rotation_deg": _turn(piece.rotation_deg),
    }
    if piece.material is not None:
        entry["material"] = piece.material
    if piece.reflectance_rgb is not None:
        entry["reflectance"] = _reflectance(piece.reflectance_rgb, as_colour=piece.as_colour)
    if piece.piece is not None:
        entry["piece"] = piece.piece
        entry["options"] = dict(piece.piece_options)
        entry["finishes"] = {role: _finish(finish) for role, finish in piece.piece_finishes.items()}
    elif piece.vertices_m is not None and piece.triangles is not None:
        entry["model"] = _model(piece, files, write_model, folder)
    if piece.size_m is not None and "model" not in entry:
        entry["box_m"] = [_rounded(value) for value in piece.size_m]
    return {key: value for key, value in entry.items() if value != {}}


def _model(piece: Furniture, files: dict[str, bytes], write_model: WriteModel, folder: str) -> str:
    """The path of a model; equal ones are written once."""
    content = write_model(piece)
    for path, known in files.items():
        if known == content:
            return path
    path = f"{folder}/model-{len(files) + 1}.glb"
    files[path] = content
    return path


def _views(building: Building) -> list[dict[str, Any]]:
    views: list[dict[str, Any]] = []
    for view in building.views[:100]:
        taken = {each["name"] for each in views}
        name = view.name[:150] or "view"
        views.append(
            {
                "name": name if name not in taken else f"{name} {len(views) + 1}",
                "eye_m": [_rounded(value) for value in view.eye_m],
                "target_m": [_rounded(value) for value in view.target_m],
                "fov_deg": min(max(round(view.fov_deg, 3), 1.0), 170.0),
            }
        )
    return views


def _turn(angle_deg: float) -> float:
    """The same direction from -180 to 180 degrees."""
    return round((angle_deg + 180.0) % 360.0 - 180.0, DIGITS)


def _rounded(value: float) -> float:
    return round(float(value), DIGITS) + 0.0


def _point(point: tuple[float, float]) -> list[float]:
    return [_rounded(point[0]), _rounded(point[1])]
