"""Rooms side by side with a lamp of given light in them, built as a configuration is."""

from __future__ import annotations

from typing import Any

import numpy as np

from scenes.build_scene import build_scene
from scenes.configuration import read_configuration
from scenes.scene import Scene

GREYS = {"floor": {"reflectance": 0.3}, "walls": {"reflectance": 0.5}, "ceiling": {"reflectance": 0.7}}
BLACK = {name: {"reflectance": 0.0} for name in GREYS}
EVEN = b"IESNA:LM-63-2002\nTILT=NONE\n1 -1 1 2 1 1 2 0 0 0\n1 1 10\n0 180\n0\n1000 1000\n"
# a flat opening of 1.6 x 2.3 m with a cosine distribution of 1000 cd
COSINES = " ".join(f"{1000 * max(np.cos(np.radians(g)), 0):.9f}" for g in range(91))
SHEET = (
    "IESNA:LM-63-2002\nTILT=NONE\n"
    f"1 -1 1 91 1 1 2 2.3 1.6 0\n1 1 10\n{' '.join(map(str, range(91)))}\n0\n{COSINES}\n"
).encode()


class NoCatalogue:
    """Nothing is asked of it."""

    luminaires = ()


def built(files: dict[str, bytes] | None = None, **keys: Any) -> Scene:
    files = {"even.ies": EVEN, "sheet.ies": SHEET, **(files or {})}
    configuration = read_configuration({"lampyris": 1, **keys})
    return build_scene(configuration, catalogue=NoCatalogue(), read_file=files.__getitem__)  # type: ignore[arg-type]


def lamp(*position_m: float, file: str = "even.ies", **more: Any) -> dict[str, Any]:
    return {"id": "p", "luminaire": {"photometry": file}, "position_m": list(position_m), **more}


def rectangle(name: str, x: float, y: float = 0.5) -> dict[str, Any]:
    return {"name": name, "origin_m": [x, y, 0.75], "u_m": [2.6, 0, 0], "v_m": [0, 2, 0], "spacing_m": 0.5}


PLANES = {"maintenance_factor": 1.0, "planes": [rectangle("near", 0.5), rectangle("far", 4.7)]}
