"""The six furnished rooms with a view each, for pictures; models have their own colours, textures, gloss."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from peers.furnished_rooms import ROOMS, Lamps

from scenes.build_scene import build_scene, folder_reader
from scenes.configuration import read_configuration
from scenes.scene import Scene

SIZE_PX = (480, 270)
# eye and target [m] in the configuration's frame, horizontal field of view [deg]
VIEWS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], float]] = {
    "bedroom as scanned": ((3.3, 0.3, 1.5), (1.1, 2.1, 0.9), 80.0),
    "bedroom with desk": ((3.3, 0.25, 1.4), (1.6, 2.3, 1.0), 85.0),
    "bathroom as scanned": ((0.2, 1.6, 1.6), (2.4, 0.7, 1.0), 85.0),
    "workroom": ((3.1, 1.55, 1.5), (1.0, 0.55, 0.95), 80.0),
    "dining room as scanned": ((5.3, 3.7, 1.6), (2.5, 1.6, 0.9), 80.0),
    "living room": ((5.3, 3.3, 1.5), (2.6, 1.7, 1.05), 75.0),
}


def seen_room(name: str, shared: Path) -> Scene:
    """One of the six rooms with its view, read as a customer's configuration is."""
    eye, target, fov = VIEWS[name]
    view: dict[str, Any] = {"name": "view", "eye_m": list(eye), "target_m": list(target)}
    view |= {"fov_deg": fov, "size_px": list(SIZE_PX)}
    configuration = ROOMS[name]() | {"views": [view]}
    for piece in configuration["room"].get("furniture", ()):
        del piece["reflectance"]  # models show, and reflect by, their own colours
    return build_scene(
        read_configuration(configuration), catalogue=Lamps(shared), read_file=folder_reader(shared)
    )
