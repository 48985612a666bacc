"""A room that holds most of the shelf's materials, all or only those of some kinds.

It shows what pictures leave out: `left_out.py` beside this file prints the figures of docs/pictures.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assets.catalogue import read_catalogue
from scenes.build_scene import build_scene, folder_reader
from scenes.configuration import read_configuration
from scenes.scene import Scene

VIEW = {
    "name": "view",
    "eye_m": [0.35, 0.35, 1.5],
    "target_m": [2.9, 2.7, 0.85],
    "fov_deg": 75.0,
    "size_px": [480, 270],
}
# name, material, size [m], where its foot is [m], turn [deg]
THINGS: tuple[tuple[str, str, tuple[float, float, float], tuple[float, float, float], float], ...] = (
    ("rug", "carpet", (1.8, 1.3, 0.012), (2.2, 1.8, 0.0), 0.0),
    ("table", "black-glass", (1.0, 0.7, 0.03), (2.2, 1.8, 0.40), 15.0),
    ("table foot", "brass", (0.35, 0.35, 0.385), (2.2, 1.8, 0.014), 15.0),
    ("seat", "leather", (0.9, 0.8, 0.42), (0.95, 2.1, 0.0), 0.0),
    ("mirror", "mirror", (1.3, 0.02, 1.1), (2.9, 3.585, 0.75), 0.0),
    ("cabinet", "brushed-steel", (0.9, 0.45, 0.6), (2.9, 3.3, 0.0), 0.0),
    ("screen", "frosted-glass", (0.02, 0.8, 1.6), (1.75, 3.05, 0.0), 0.0),
    ("pane", "clear-glass", (0.02, 0.9, 1.3), (3.3, 1.9, 0.0), 0.0),
    ("chest", "lacquer", (0.45, 0.9, 0.55), (3.95, 1.6, 0.0), 0.0),
    ("curtain", "linen-curtain", (0.02, 0.9, 2.2), (4.1, 2.9, 0.0), 0.0),
)
LAMPS: tuple[tuple[str, tuple[float, float, float]], ...] = (
    ("pendant-globe-300", (2.2, 1.8, 2.6)),
    ("downlight-recessed-90", (1.0, 2.6, 2.6)),
    ("downlight-recessed-90", (3.4, 2.6, 2.6)),
    ("downlight-recessed-90", (3.4, 0.9, 2.6)),
)


KINDS: dict[str, frozenset[str]] = {
    "matte": frozenset({"carpet", "leather", "painted-wall", "white-plaster"}),
    "gloss": frozenset({"black-glass", "lacquer", "oak-planks", "ceramic-tiles"}),
    "metal": frozenset({"brass", "brushed-steel"}),
    "mirror": frozenset({"mirror"}),
    "clear glass": frozenset({"clear-glass"}),
    "frosted glass": frozenset({"frosted-glass"}),
    "curtain": frozenset({"linen-curtain"}),
}


def configuration(kinds: Sequence[str] = tuple(KINDS)) -> dict[str, Any]:
    """The room with what is of some kinds; its surfaces are matte where gloss is not among them."""
    shown = frozenset().union(*(KINDS[kind] for kind in kinds))
    gloss = "gloss" in kinds
    furniture = [
        {
            "name": name,
            "material": material,
            "box_m": list(size),
            "position_m": list(foot),
            "rotation_deg": turn,
        }
        for name, material, size, foot, turn in THINGS
        if material in shown
    ]
    return {
        "lampyris": 1,
        "name": "materials",
        "room": {
            "outline_m": [[0, 0], [4.2, 0], [4.2, 3.6], [0, 3.6]],
            "height_m": 2.6,
            "surfaces": {
                "floor": {"material": "oak-planks" if gloss else "carpet"},
                "walls": {"material": "painted-wall"},
                "wall:1": {"material": "ceramic-tiles" if gloss else "painted-wall"},
                "ceiling": {"material": "white-plaster"},
            },
            "furniture": furniture,
        },
        "placements": [
            {"id": f"p{k}", "luminaire": sku, "position_m": list(place)}
            | ({"hanging_length_m": 0.9} if sku.startswith("pendant") else {})
            for k, (sku, place) in enumerate(LAMPS)
        ],
        "views": [VIEW],
    }


def material_room(kinds: Sequence[str] = tuple(KINDS)) -> Scene:
    """The room, read as a customer's configuration is."""
    return build_scene(
        read_configuration(configuration(kinds)),
        catalogue=read_catalogue(),
        read_file=folder_reader(Path(__file__).parent),
    )
