"""The rooms of the benchmarks: our sample living room with soft things in it, and an open-plan office."""

from __future__ import annotations

import json
import math
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.catalogue import read_catalogue
from scenes.build_scene import build_scene, folder_reader
from scenes.configuration import read_configuration
from scenes.samples import sample_configuration, sample_names, sample_room_file
from scenes.scene import LitSurface, MeasuringPlane, Scene, SurfaceKind

Array = NDArray[np.float64]

# places [m], sizes [m] and roundness of cushions, vases, a plant's leaves, a rug's roll …
SOFT_THINGS = (
    ((2.65, 0.62, 0.58), (0.44, 0.20, 0.40), 0.4),
    ((3.15, 0.60, 0.58), (0.42, 0.18, 0.38), 0.4),
    ((4.12, 0.60, 0.60), (0.46, 0.20, 0.42), 0.4),
    ((4.55, 2.65, 0.62), (0.40, 0.40, 0.22), 0.5),
    ((3.20, 1.75, 0.485), (0.14, 0.14, 0.16), 0.9),
    ((3.55, 1.65, 0.455), (0.22, 0.22, 0.10), 0.8),
    ((1.10, 2.70, 0.815), (0.20, 0.20, 0.12), 0.9),
    ((1.55, 3.00, 0.84), (0.12, 0.12, 0.17), 0.9),
    ((0.35, 3.75, 0.45), (0.40, 0.40, 0.88), 0.7),
    ((4.85, 3.80, 0.36), (0.44, 0.44, 0.70), 0.6),
    ((2.40, 3.85, 0.62), (0.18, 0.18, 0.26), 0.9),
    ((2.30, 2.35, 0.16), (0.60, 0.60, 0.30), 0.5),
)


def living_room(triangles: int = 60_000) -> Scene:
    """The sample living room as scanned, eight luminaires, with soft things up to so many triangles."""
    scene = _sample()
    own = sum(len(surface.triangles) for surface in scene.surfaces)
    each = max(0, triangles - own) / len(SOFT_THINGS)
    rings = max(4, round(math.sqrt(each / 4)))
    soft = tuple(
        _soft(f"furniture:{100 + k}:soft", np.array(place), np.array(size), roundness, rings)
        for k, (place, size, roundness) in enumerate(SOFT_THINGS)
    )
    planes = tuple(_clear(plane) for plane in scene.planes if plane.name == "work plane")
    return replace(scene, surfaces=(*scene.surfaces, *soft), planes=planes)


def _clear(plane: MeasuringPlane) -> MeasuringPlane:
    """The plane without points in objects, or in or under a soft thing: their light says nothing."""
    free = ~plane.inside_object
    for place, size, _ in SOFT_THINGS:
        offset = np.abs(plane.points_m - place)
        free &= (offset[:, :2] > np.array(size[:2]) / 2 + 0.01).any(axis=1)
    return replace(
        plane,
        points_m=plane.points_m[free],
        normals=plane.normals[free],
        file_points_m=plane.file_points_m[free],
        inside_object=plane.inside_object[free],
    )


def _sample() -> Scene:
    name = sample_names()[0]
    filename, content = sample_room_file(name)
    document: dict[str, Any] = sample_configuration(name)
    document["room"]["upload"] = filename
    del document["room"]["furniture"]  # as it was scanned, so that figures of all years are of one room
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / filename).write_bytes(content)
        return built(document, Path(folder))


def built(document: dict[str, Any], folder: Path) -> Scene:
    """The scene of a document, its files in a folder."""
    configuration = read_configuration(json.dumps(document).encode())
    return build_scene(configuration, catalogue=read_catalogue(), read_file=folder_reader(folder))


def _soft(name: str, place: Array, size: Array, roundness: float, rings: int) -> LitSurface:
    """A superellipsoid as a closed mesh of 4 rings (rings - 1) triangles."""
    around = np.arange(2 * rings) * math.pi / rings
    up = np.linspace(-math.pi / 2, math.pi / 2, rings + 1)[1:-1]

    def power(values: Array) -> Array:
        bent: Array = np.sign(values) * np.abs(values) ** roundness
        return bent

    x = np.outer(power(np.cos(up)), power(np.cos(around)))
    y = np.outer(power(np.cos(up)), power(np.sin(around)))
    z = np.broadcast_to(power(np.sin(up))[:, None], x.shape)
    body = np.stack([x, y, z], axis=-1).reshape(-1, 3)
    vertices = np.vstack([body, [[0, 0, -1.0]], [[0, 0, 1.0]]]) * size / 2 + place
    ring, step = np.arange(rings - 2)[:, None] * 2 * rings, np.arange(2 * rings)
    following = (step + 1) % (2 * rings)
    a, b, c, d = ring + step, ring + following, ring + 2 * rings + step, ring + 2 * rings + following
    sides = np.concatenate([np.stack([a, b, d], -1).reshape(-1, 3), np.stack([a, d, c], -1).reshape(-1, 3)])
    last, low, high = (rings - 2) * 2 * rings, len(body), len(body) + 1
    bottom = np.stack([following, step, np.full_like(step, low)], -1)
    top = np.stack([last + step, last + following, np.full_like(step, high)], -1)
    triangles = np.concatenate([sides, bottom, top])
    return LitSurface(name, SurfaceKind.FURNITURE, vertices, triangles, (0.5, 0.45, 0.4))


def office(luminaires: int = 200, area_m2: float = 1000.0) -> Scene:
    """An open-plan office, 8 to 5, with a desk under every luminaire and low partitions between rows."""
    rows = max(1, round(math.sqrt(luminaires / 2)))
    columns = luminaires // rows
    width, depth = math.sqrt(area_m2 * 1.6), math.sqrt(area_m2 / 1.6)
    x, y = (np.arange(columns) + 0.5) * width / columns, (np.arange(rows) + 0.5) * depth / rows
    places = [(float(a), float(b)) for b in y for a in x]
    document = {
        "lampyris": 1,
        "name": "office",
        "room": {
            "outline_m": [[0, 0], [width, 0], [width, depth], [0, depth]],
            "height_m": 2.8,
            "furniture": [
                {"name": f"desk {k}", "position_m": [a, b, 0], "box_m": [1.6, 0.8, 0.74], "reflectance": 0.4}
                for k, (a, b) in enumerate(places)
            ],
        },
        "placements": [
            {"id": f"lamp {k}", "luminaire": "downlight-recessed-90", "position_m": [a, b, 2.8]}
            for k, (a, b) in enumerate(places)
        ],
        "calculation": {
            "planes": [{"name": "work plane", "height_m": 0.85, "spacing_m": 1.0, "margin_m": 0.5}]
        },
    }
    return built(document, Path())
