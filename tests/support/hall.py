"""A hall as a configuration, and how tests change it."""

from __future__ import annotations

import copy
import json
from typing import Any

HALL: dict[str, Any] = {
    "lampyris": 1,
    "name": "Hall 大厅",
    "room": {"name": "Hall", "outline_m": [[0, 0], [5, 0], [5, 4], [0, 4]], "height_m": 2.7},
    "placements": [
        {"id": "p1", "luminaire": "pendant-globe-300", "position_m": [2.5, 2.0, 2.7], "circuit": "table"},
        {"id": "p2", "luminaire": "downlight-recessed-90", "position_m": [1.0, 1.0, 2.7]},
        {"id": "p3", "luminaire": "downlight-recessed-90", "position_m": [4.0, 1.0, 2.7]},
    ],
    "scenes": {"dinner": {"circuits": {"table": {"dimming": 0.6}}}},
    "views": [{"name": "door", "eye_m": [0.4, 0.4, 1.6], "target_m": [3, 2.5, 1.2], "size_px": [320, 180]}],
}
CUSTOMER = {
    "name": "Ada Example",
    "email": "ada@example.org",
    "phone": "+00 000",
    "address": "Sample Street 1",
    "language": "zh",
}


def hall(**changes: Any) -> dict[str, Any]:
    """The hall with some keys replaced."""
    return {**copy.deepcopy(HALL), **changes}


def hall_with(path: str, value: Any) -> bytes:
    """The hall as JSON text with one value replaced, such as ``placements.0.dimming``."""
    document = hall()
    *steps, last = path.split(".")
    place: Any = document
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value
    return json.dumps(document).encode()
