"""Makes the samples' files: ``python -m scenes.make_samples``.

The living room stands here: written as an Apple RoomPlan capture writes one, metres, y up, transforms column
by column, somewhere in the world and at an angle, as a phone would find it. What else stands in it by
its configuration, and the other samples, are in `scenes.sample_designs`. All are of our own invention.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scenes.sample_designs.all_designs import DESIGNS
from scenes.sample_designs.design import opening, task_area
from scenes.sample_designs.living_room import furnished

FOLDER = Path(__file__).parent / "samples"
ROOM_FILE = "living-room.json"
CONFIGURATION_FILE = "living-room.lampyris.json"
LIST_FILE = "list.json"
TITLE = {"en": "Living room in the evening", "zh": "傍晚的客厅"}
NOTE = {
    "en": "Sofa, dining table and a clay wall, as a phone has scanned it.",
    "zh": "沙发、餐桌与一面陶土色墙，由手机扫描而来。",
}

WIDTH_M, DEPTH_M, HEIGHT_M = 5.2, 4.1, 2.6
FOUND_AT_DEG = 23.0  # how the phone's world lies to the room
FOUND_AT_M = (2.31, -1.42, 3.07)  # where the room's first corner lies in it; y is up
OUTLINE_M = ((0.0, 0.0), (WIDTH_M, 0.0), (WIDTH_M, DEPTH_M), (0.0, DEPTH_M))

# kind, wall, offset, width, sill, height
OPENINGS = (
    ("door", 3, 2.95, 0.90, 0.0, 2.05),
    ("window", 1, 0.95, 2.20, 0.80, 1.45),
    ("window", 2, 3.35, 1.20, 0.90, 1.35),
)


@dataclass(frozen=True)
class Piece:
    """A piece of furniture: RoomPlan's category and kind, centre, size, turn, height of its base."""

    category: str
    kind: dict[str, str]
    centre_m: tuple[float, float]
    size_m: tuple[float, float, float]
    turned_deg: float = 0.0
    base_m: float = 0.0


DINING_CHAIR_M = (0.45, 0.48, 0.88)
FURNITURE = (
    Piece("sofa", {"SofaType": "rectangular"}, (3.40, 0.55), (2.20, 0.95, 0.80), 180.0),
    Piece("table", {"TableType": "coffee"}, (3.40, 1.75), (1.10, 0.60, 0.40)),
    Piece("storage", {"StorageType": "cabinet"}, (3.05, 3.86), (1.80, 0.42, 0.48)),
    Piece("television", {}, (3.05, 3.95), (1.25, 0.06, 0.72), 0.0, 0.55),
    Piece("table", {"TableType": "dining"}, (1.30, 2.85), (1.40, 0.85, 0.75)),
    Piece("chair", {"ChairType": "dining"}, (0.95, 2.22), DINING_CHAIR_M, 180.0),
    Piece("chair", {"ChairType": "dining"}, (1.65, 2.22), DINING_CHAIR_M, 180.0),
    Piece("chair", {"ChairType": "dining"}, (0.95, 3.48), DINING_CHAIR_M),
    Piece("chair", {"ChairType": "dining"}, (1.65, 3.48), DINING_CHAIR_M),
    Piece("storage", {"StorageType": "shelf"}, (1.60, 0.19), (0.90, 0.32, 1.95), 180.0),
    Piece("sofa", {"SofaType": "singleSeat"}, (4.55, 2.65), (0.80, 0.80, 0.82), 250.0),
)


def capture() -> dict[str, Any]:
    """The room as a RoomPlan capture."""
    walls = [_wall(i) for i in range(4)]
    document: dict[str, Any] = {
        "version": 2,
        "story": 0,
        "sections": [{"label": "livingRoom", "center": _in_world((2.6, 2.05, 0.0)), "story": 0}],
        "walls": walls,
        "floors": [_floor()],
        "doors": [],
        "windows": [],
        "openings": [],
        "objects": [_object(i, piece) for i, piece in enumerate(FURNITURE)],
    }
    for index, (kind, wall, offset, width, sill, height) in enumerate(OPENINGS):
        category = {"door": {"isOpen": False}} if kind == "door" else {kind: {}}
        part = _upright(f"{kind} {index}", wall, offset, width, sill, height) | {
            "category": category,
            "parentIdentifier": walls[wall]["identifier"],
        }
        document[f"{kind}s"].append(part)
    return document


def _part(name: str, dimensions: list[float], columns: Any) -> dict[str, Any]:
    """What all parts of a capture have; the identifier follows from the name."""
    transform = np.round(np.asarray(columns, dtype=np.float64), 7) + 0.0
    return {
        "identifier": str(uuid.uuid5(uuid.NAMESPACE_URL, f"lampyris sample {name}")).upper(),
        "parentIdentifier": None,
        "story": 0,
        "confidence": {"high": {}},
        "completedEdges": [],
        "curve": None,
        "polygonCorners": [],
        "dimensions": [round(value, 7) for value in dimensions],
        "transform": transform.reshape(-1).tolist(),
    }


def _in_world(point: tuple[float, float, float]) -> list[float]:
    """A point of the room (z up) in the phone's world (y up)."""
    angle = np.radians(FOUND_AT_DEG)
    x, y, z = point
    turned_x, turned_y = np.cos(angle) * x - np.sin(angle) * y, np.sin(angle) * x + np.cos(angle) * y
    return [
        float(np.round(turned_x + FOUND_AT_M[0], 7)),
        float(np.round(z + FOUND_AT_M[1], 7)),
        float(np.round(FOUND_AT_M[2] - turned_y, 7)),
    ]


def _columns(turned_deg: float, centre: tuple[float, float, float]) -> list[list[float]]:
    """Columns of the transform of something upright whose own x axis is turned in the room."""
    angle = np.radians(FOUND_AT_DEG + turned_deg)
    along = [float(np.cos(angle)), 0.0, -float(np.sin(angle)), 0.0]
    facing = [float(np.sin(angle)), 0.0, float(np.cos(angle)), 0.0]
    return [along, [0.0, 1.0, 0.0, 0.0], facing, [*_in_world(centre), 1.0]]


def _upright(name: str, wall: int, offset: float, width: float, sill: float, height: float) -> dict[str, Any]:
    """A rectangle in a wall."""
    start, end = np.array(OUTLINE_M[wall]), np.array(OUTLINE_M[(wall + 1) % 4])
    along = (end - start) / np.linalg.norm(end - start)
    x, y = start + along * (offset + width / 2)
    turned = float(np.degrees(np.arctan2(along[1], along[0])))
    centre = (float(x), float(y), sill + height / 2)
    return _part(name, [width, height, 0.0], _columns(turned, centre))


def _wall(index: int) -> dict[str, Any]:
    length = float(np.linalg.norm(np.subtract(OUTLINE_M[(index + 1) % 4], OUTLINE_M[index])))
    return _upright(f"wall {index}", index, 0.0, length, 0.0, HEIGHT_M) | {"category": {"wall": {}}}


def _floor() -> dict[str, Any]:
    """The floor lies in its own x-y plane, about its middle."""
    angle = np.radians(FOUND_AT_DEG)
    along = [float(np.cos(angle)), 0.0, -float(np.sin(angle)), 0.0]
    across = [-float(np.sin(angle)), 0.0, -float(np.cos(angle)), 0.0]
    middle = (WIDTH_M / 2, DEPTH_M / 2, 0.0)
    corners = [[round(x - middle[0], 7), round(y - middle[1], 7), 0.0] for x, y in OUTLINE_M]
    columns = [along, across, [0.0, 1.0, 0.0, 0.0], [*_in_world(middle), 1.0]]
    return _part("floor", [WIDTH_M, DEPTH_M, 0.0], columns) | {
        "category": {"floor": {}},
        "polygonCorners": corners,
    }


def _object(index: int, piece: Piece) -> dict[str, Any]:
    width, depth, height = piece.size_m
    columns = _columns(piece.turned_deg, (*piece.centre_m, piece.base_m + height / 2))
    part = _part(f"object {index}", [width, height, depth], columns)
    return part | {"category": {piece.category: {}}, "attributes": piece.kind}


def configuration() -> dict[str, Any]:
    """The sample's luminaires, lighting scenes, planes and views, in the frame that the reader gives."""
    return {
        "lampyris": 1,
        "name": "Evening living room",
        "room": {"upload": ROOM_FILE, "surfaces": _surfaces(), "furniture": _furniture()},
        "placements": _placements(),
        "scenes": _lighting_scenes(),
        "calculation": {
            "maintenance_factor": 0.8,
            "planes": [
                {"name": "work plane", "height_m": 0.75, "spacing_m": 0.25, "margin_m": 0.5},
                {
                    "name": "dining table",
                    "points_m": [[0.9, 2.85, 0.75], [1.3, 2.85, 0.75], [1.7, 2.85, 0.75]],
                    "normals": [[0, 0, 1], [0, 0, 1], [0, 0, 1]],
                },
                task_area("reading on the sofa", (3.7, 0.5), (0.4, 0.4), 0.75),
            ],
        },
        "observers": [{"name": "sofa", "eye_m": [3.4, 0.75, 1.2], "direction": [0, 1, 0]}],
        "views": _views(),
    }


def _furniture() -> list[dict[str, Any]]:
    """The scan's furniture, and what it does not show."""
    openings = [
        opening(kind, wall, offset, width, height, sill_m=sill)
        for kind, wall, offset, width, sill, height in OPENINGS
    ]
    scanned = [(_name(each), each.centre_m, each.size_m, each.turned_deg, each.base_m) for each in FURNITURE]
    return furnished(scanned, OUTLINE_M, openings)


def _name(found: Piece) -> str:
    """What the reader calls a piece."""
    kind = next(iter(found.kind.values()), "")
    called = {"rectangular": "sofa", "singleSeat": "armchair", "coffee": "coffee table"}
    called |= {"dining": f"dining {found.category}"}
    return called.get(kind, kind or found.category)


def _placements() -> list[dict[str, Any]]:
    """Eight luminaires of four kinds."""
    downlights = ((2.55, 1.20), (4.25, 1.20), (2.55, 2.90), (4.25, 2.90))
    return [
        {
            "id": "dining pendant",
            "luminaire": "pendant-dome-400",
            "position_m": [1.30, 2.85, HEIGHT_M],
            "hanging_length_m": 1.05,
            "circuit": "table",
        },
        *(
            {
                "id": f"downlight {i + 1}",
                "luminaire": "downlight-recessed-90",
                "position_m": [x, y, HEIGHT_M],
                "circuit": "ceiling",
            }
            for i, (x, y) in enumerate(downlights)
        ),
        *(
            {
                "id": f"wall light {i + 1}",
                "luminaire": "wall-updown-120",
                "position_m": [x, 0.0, 1.65],
                "rotation_deg": [0, 0, 0],
                "circuit": "wall",
            }
            for i, x in enumerate((2.55, 4.25))
        ),
        {
            "id": "reading light",
            "luminaire": "floor-arc-1900",
            "position_m": [4.90, 0.62, 0.0],
            "rotation_deg": [180, 0, 0],
            "circuit": "reading",
        },
    ]


def _views() -> list[dict[str, Any]]:
    return [
        {
            "name": "door",
            "eye_m": [0.3, 0.7, 1.6],
            "target_m": [3.15, 2.25, 1.0],
            "fov_deg": 82,
            "size_px": [1280, 720],
        },
        {
            "name": "window",
            "eye_m": [4.95, 3.75, 1.55],
            "target_m": [1.75, 1.5, 0.95],
            "fov_deg": 75,
            "size_px": [1280, 720],
        },
    ]


def _surfaces() -> dict[str, Any]:
    """Oak, plaster, one wall in clay, and furniture of wood, wool and lacquer; colours where they differ."""
    materials: dict[str, tuple[str, list[float] | None]] = {
        "floor": ("oak-planks", None),
        "walls": ("painted-wall", [0.74, 0.71, 0.66]),
        "wall:3": ("painted-wall", [0.55, 0.33, 0.24]),
        "ceiling": ("white-plaster", None),
        "furniture:sofa": ("wool-fabric", [0.16, 0.24, 0.26]),
        "furniture:coffee table": ("walnut", None),
        "furniture:cabinet": ("lacquer", [0.70, 0.68, 0.64]),
        "furniture:television": ("black-glass", None),
        "furniture:dining table": ("oak", None),
        "furniture:dining chair": ("wool-fabric", [0.20, 0.20, 0.21]),
        "furniture:shelf": ("oak", [0.52, 0.38, 0.25]),
        "furniture:armchair": ("wool-fabric", [0.55, 0.36, 0.16]),
    }
    return {
        name: {"material": material} | ({"reflectance": rgb} if rgb else {})
        for name, (material, rgb) in materials.items()
    }


def _lighting_scenes() -> dict[str, Any]:
    return {
        "evening": {
            "hours_per_year": 900,
            "circuits": {
                "table": {"dimming": 0.7},
                "ceiling": {"dimming": 0.15},
                "wall": {"dimming": 0.8},
                "reading": {"dimming": 0.8},
            },
        },
        "bright": {
            "hours_per_year": 300,
            "circuits": {
                "table": {"dimming": 1.0},
                "ceiling": {"dimming": 1.0},
                "wall": {"dimming": 1.0},
                "reading": {"dimming": 1.0},
            },
        },
    }


def files() -> dict[str, dict[str, Any]]:
    """Every file of the samples: what it is called and what is in it."""
    made: dict[str, dict[str, Any]] = {ROOM_FILE: capture(), CONFIGURATION_FILE: configuration()}
    for design in DESIGNS:
        made[design.room_filename] = design.room_file()
        made[f"{design.name}.lampyris.json"] = design.configuration()
    return made | {LIST_FILE: _list()}


def _list() -> dict[str, Any]:
    """What a shopper reads of each sample."""
    living = {"title": TITLE, "note": NOTE, "floor_area_m2": round(WIDTH_M * DEPTH_M, 1), "rooms": 1}
    others = {
        design.name: {
            "title": dict(design.title),
            "note": dict(design.note),
            "floor_area_m2": design.floor_area_m2(),
            "rooms": len(design.rooms),
        }
        for design in DESIGNS
    }
    return {"living-room": living, **others}


def main() -> None:
    """Write every file into the samples' folder."""
    for name, document in files().items():
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
