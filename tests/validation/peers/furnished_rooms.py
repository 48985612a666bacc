"""Six furnished rooms for comparison with other programs: scanned rooms, real furniture, real photometry.

Each is a configuration that goes through our own reader, with the files of the shared folder beside the
project; lamp bodies come in as a small catalogue. Colours are off: models and our own pieces are without
their materials, so that each thing has one grey reflectance, which is what the other programs are told.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assets.body import Body, read_body
from assets.luminaire import Luminaire, Mounting
from assets.read_photometry import read_photometry
from kit.problems import Problem
from scenes.build_scene import build_scene, folder_reader
from scenes.configuration import read_configuration
from scenes.scene import Scene

Configuration = dict[str, Any]


@dataclass(frozen=True)
class LampBody:
    """A lamp of the shared folder: its model, its light, and the height of the light above its underside."""

    model: str
    photometry: str
    light_height_m: float
    mounting: Mounting


BODIES = {
    "peer-pendant": LampBody(
        "hangingLight.glb", "photometry/rab_downlight_axial_feet.ies", 0.125, Mounting.PENDANT
    ),
    "peer-restaurant": LampBody(
        "hanging-restaurant-light.glb", "photometry/erco_absolute_isym1_mc1.ldt", 0.10, Mounting.PENDANT
    ),
    "peer-floor": LampBody("living_lamp.glb", "photometry/erco_uplight_qt32.ldt", 1.44, Mounting.FLOOR),
    "peer-ceiling": LampBody(
        "ceiling-lamp.glb", "photometry/ovni_indoor_cp1252_mult.ies", 0.0, Mounting.CEILING
    ),
}


def bare(file: str, turn_c0_deg: float = 0.0) -> dict[str, Any]:
    """A photometric file in place of a luminaire."""
    return {"photometry": f"photometry/{file}", "turn_c0_deg": turn_c0_deg}


def hang(luminaire: dict[str, Any] | str, *position_m: float, **more: Any) -> dict[str, Any]:
    """A placement without its id."""
    return {"luminaire": luminaire, "position_m": list(position_m), **more}


def model(file: str, x: float, y: float, turn_deg: float, reflectance: float) -> dict[str, Any]:
    """A piece of furniture on the floor."""
    return {
        "name": file.removesuffix(".glb"),
        "model": f"models/glb/{file}",
        "position_m": [x, y, 0.002],  # not in the plane of the floor
        "rotation_deg": turn_deg,
        "reflectance": reflectance,
    }


def planes(spacing_m: float, *stands_m: tuple[float, float]) -> list[dict[str, Any]]:
    """A work plane, and upright points at the eyes of people who stand at places, looking four ways."""
    points, normals = [], []
    for number, (x, y) in enumerate(stands_m):
        for quarter in range(4):
            angle = math.radians(20 + 90 * quarter + 10 * number)
            points.append([x, y, 1.2 + 0.15 * quarter])
            normals.append([math.cos(angle), math.sin(angle), 0.0])
    return [
        {"name": "work plane", "height_m": 0.78, "spacing_m": spacing_m, "margin_m": 0.3},
        {"name": "eyes", "points_m": points, "normals": normals},
    ]


def configuration(
    name: str,
    room: str,
    finishes: tuple[float, float, float],
    placements: list[dict[str, Any]],
    measured: list[dict[str, Any]],
    furniture: list[dict[str, Any]] | None = None,
    observer: tuple[tuple[float, float, float], tuple[float, float, float]] | None = None,
) -> Configuration:
    """A whole configuration; `finishes` are the reflectances of floor, walls and ceiling."""
    floor, walls, ceiling = finishes
    entry: dict[str, Any] = {
        "upload": f"rooms/roomplan/{room}.json",
        "surfaces": {
            "floor": {"reflectance": floor},
            "walls": {"reflectance": walls},
            "ceiling": {"reflectance": ceiling},
        },
    }
    if furniture is not None:
        entry["furniture"] = furniture
    observers = [] if observer is None else [{"name": "seat", "eye_m": observer[0], "direction": observer[1]}]
    return {
        "lampyris": 1,
        "name": name,
        "room": entry,
        "placements": [{"id": f"p{i}", **placement} for i, placement in enumerate(placements)],
        "calculation": {"maintenance_factor": 1.0, "planes": measured},
        "observers": observers,
    }


def bedroom_as_scanned() -> Configuration:
    """Pendant bulb, two wall lamps, a point-like table lamp, a spot on the bed."""
    return configuration(
        "bedroom as scanned",
        "Bedroom3",
        (0.25, 0.6, 0.8),
        [
            hang(bare("bulb_axial_absolute.ies"), 1.77, 1.66, 1.75),
            hang(bare("trilux_wall_isym3.ldt"), 0.15, 1.2, 1.5, rotation_deg=[-90, 0, 0]),
            hang(bare("trilux_wall_isym3.ldt"), 0.15, 2.8, 1.5, rotation_deg=[-90, 0, 0]),
            hang(bare("maxwell_CIE_axes.ies"), 3.2, 2.97, 1.25),
            hang(bare("lightlab_track_spot.ies"), 3.2, 0.4, 2.3, aim_m=[1.2, 1.9, 0.5]),
        ],
        planes(0.3, (2.8, 0.8), (2.6, 2.0)),
        observer=((3.1, 0.5, 1.2), (-1.0, 0.8, 0.0)),
    )


def bedroom_with_desk() -> Configuration:
    """Linear lamp, uplight, point source, pendant with its body; a bed of 45,000 triangles."""
    return configuration(
        "bedroom with desk",
        "Bedroom3",
        (0.35, 0.7, 0.85),
        [
            hang(bare("fluorescent_2lamp_isym4.ldt", 90), 2.6, 2.6, 2.2),
            hang(bare("erco_uplight_qt32.ldt"), 0.4, 0.4, 1.75),
            hang(bare("openings/point_opening.ies"), 0.5, 2.9, 2.0),
            hang("peer-pendant", 1.9, 1.5, 2.41),
        ],
        planes(0.3, (2.9, 0.9), (2.0, 2.2)),
        [
            model("bed1.glb", 0.95, 1.9, 0.0, 0.55),
            model("desk.glb", 2.6, 2.95, 0.0, 0.4),
            model("antiqueChair.glb", 2.6, 2.35, 200.0, 0.3),
        ],
    )


def bathroom_as_scanned() -> Configuration:
    """Downlights, a line of light over the mirror, a small upright cylinder of light; partitions."""
    return configuration(
        "bathroom as scanned",
        "Bathroom1",
        (0.4, 0.75, 0.85),
        [
            hang(bare("rab_downlight_axial_feet.ies"), 0.75, 0.9, 2.375),
            hang(bare("rab_downlight_axial_feet.ies"), 2.2, 1.1, 2.375),
            hang(bare("rab_downlight_axial_feet.ies"), 2.0, 2.3, 2.375),
            hang(bare("ugr/sample_07.ldt", 90), 2.3, 0.15, 1.9, aim_m=[2.3, 1.3, 0.9]),
            hang(bare("mini_spot_360_25planes.ies"), 1.1, 1.2, 2.2),
        ],
        planes(0.25, (1.2, 1.2), (2.0, 1.3)),
    )


def workroom() -> Configuration:
    """A line that shines up and down, a narrow spot, a panel, a ball of light; a desk and stools."""
    return configuration(
        "workroom",
        "Bathroom1",
        (0.2, 0.5, 0.7),
        [
            hang(bare("tulux_two_modes_isym4.ldt", 90), 1.0, 0.5, 1.9),
            hang(bare("erco_stella_1986_mult.ies"), 2.9, 2.3, 2.25, aim_m=[1.2, 0.6, 0.75]),
            hang(bare("ovni_indoor_cp1252_mult.ies"), 2.4, 1.2, 2.36),
            hang(bare("openings/sphere_opening.ies"), 2.9, 0.5, 1.6),
        ],
        planes(0.25, (2.2, 0.9), (0.8, 1.3)),
        [
            model("officeTable.glb", 1.1, 0.47, 0.0, 0.45),
            model("silla2.glb", 0.8, 1.15, 30.0, 0.3),
            model("silla2.glb", 1.5, 1.2, 110.0, 0.3),
        ],
        observer=((0.3, 1.5, 1.2), (1.0, -0.1, 0.0)),
    )


def dining_as_scanned() -> Configuration:
    """A disc of 1.3 m over the table, three spots, a floor uplight, a wall lamp, a long line; 18 pieces."""
    return configuration(
        "dining room as scanned",
        "Diningroom",
        (0.3, 0.6, 0.8),
        [
            hang(bare("bega_pendant_wide.ies"), 2.99, 1.99, 1.9),
            hang(bare("lightlab_track_spot.ies"), 4.9, 3.5, 2.3, aim_m=[5.6, 1.0, 1.0]),
            hang(bare("lightlab_track_spot.ies"), 3.0, 6.0, 2.3, aim_m=[2.4, 7.4, 1.3]),
            hang(bare("erco_absolute_isym1_mc1.ldt"), 2.5, 5.0, 2.3, aim_m=[2.5, 5.65, 0.5]),
            hang(bare("floor_uplight_isym0.ldt"), 5.0, 6.8, 1.85),
            hang(bare("trilux_wall_isym3.ldt"), 0.15, 1.5, 1.7, rotation_deg=[-90, 0, 0]),
            hang(bare("signify_linear_isym4.ldt"), 4.4, 5.0, 2.25),
        ],
        planes(0.6, (1.0, 3.2), (4.6, 3.2), (4.0, 6.2)),
        observer=((4.9, 3.4, 1.2), (-1.0, 0.3, 0.0)),
    )


def living_room() -> Configuration:
    """Eight luminaires, four of them with bodies, over models of a sofa, a desk and chairs."""
    return configuration(
        "living room",
        "Diningroom",
        (0.3, 0.65, 0.8),
        [
            hang("peer-restaurant", 2.4, 2.0, 2.46),
            hang("peer-restaurant", 3.4, 2.0, 2.46),
            hang("peer-ceiling", 3.0, 5.8, 2.45),
            hang("peer-floor", 5.1, 6.9, 0.002),
            hang(bare("rab_downlight_axial_feet.ies"), 1.0, 1.0, 2.45),
            hang(bare("rab_downlight_axial_feet.ies"), 4.9, 1.0, 2.45),
            hang(bare("regent_indirect_isym0.ldt"), 4.6, 3.6, 1.95),
            hang(bare("erco_stella_1986_mult.ies"), 1.6, 4.4, 2.3, aim_m=[2.6, 6.6, 0.4]),
        ],
        planes(0.6, (1.0, 3.2), (4.6, 2.6), (3.6, 4.6)),
        [
            model("sofa.glb", 2.7, 6.4, 180.0, 0.4),
            model("officeTable.glb", 2.9, 2.0, 0.0, 0.5),
            model("oakChair.glb", 2.4, 2.8, 190.0, 0.35),
            model("oakChair.glb", 3.4, 2.8, 170.0, 0.35),
            model("antiqueChair.glb", 2.4, 1.2, 10.0, 0.3),
            model("antiqueChair.glb", 3.4, 1.2, 350.0, 0.3),
        ],
    )


ROOMS: dict[str, Callable[[], Configuration]] = {
    "bedroom as scanned": bedroom_as_scanned,
    "bedroom with desk": bedroom_with_desk,
    "bathroom as scanned": bathroom_as_scanned,
    "workroom": workroom,
    "dining room as scanned": dining_as_scanned,
    "living room": living_room,
}


def furnished_room(name: str, shared: Path) -> Scene:
    """One of the six rooms in grey, read as a customer's configuration is."""
    read_file = folder_reader(shared)

    def in_grey(file: str) -> bytes:
        return without_colours(read_file(file)) if file.endswith(".glb") else read_file(file)

    catalogue: Any = Lamps(shared)
    scene = build_scene(read_configuration(ROOMS[name]()), catalogue=catalogue, read_file=in_grey)
    grey = tuple(replace(each, appearance=None, triangle_reflectance=None) for each in scene.surfaces)
    return replace(scene, surfaces=grey)


def without_colours(glb: bytes) -> bytes:
    """A GLB file whose triangles have neither materials nor colours."""
    (size,) = struct.unpack_from("<I", glb, 12)
    document = json.loads(glb[20 : 20 + size])
    for primitive in (each for mesh in document["meshes"] for each in mesh["primitives"]):
        primitive.pop("material", None)
        primitive["attributes"].pop("COLOR_0", None)
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    body = struct.pack("<I4s", len(text), b"JSON") + text + glb[20 + size :]
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body


class Lamps:
    """The lamps with bodies, as a catalogue that has nothing to choose."""

    def __init__(self, shared: Path) -> None:
        self.shared = shared

    def configured(
        self, sku: str, variant: str | None, bulb: str | None, where: str = ""
    ) -> tuple[Luminaire, list[Problem]]:
        """The lamp of a sku."""
        return _lamp(sku, BODIES[sku], self.shared), []


def _lamp(sku: str, lamp: LampBody, shared: Path) -> Luminaire:
    body = read_body((shared / "models" / "glb" / lamp.model).read_bytes())
    vertices = body.vertices_m - [*np.mean([body.vertices_m.min(0), body.vertices_m.max(0)], axis=0)[:2], 0.0]
    vertices[:, 2] -= vertices[:, 2].min()
    height = float(vertices[:, 2].max())
    below = 0.0 if lamp.mounting is Mounting.FLOOR else height
    file = (shared / lamp.photometry).read_bytes()
    return Luminaire(
        sku=sku,
        name=sku,
        name_zh=sku,
        photometry=read_photometry(file, lamp.photometry),
        mounting=Mounting.CEILING if lamp.mounting is Mounting.PENDANT else lamp.mounting,
        body=_at(body, vertices - [0.0, 0.0, below]),
        photometric_centre_m=(0.0, 0.0, lamp.light_height_m - below),
        power_w=10.0,
    )


def _at(body: Body, vertices_m: np.ndarray) -> Body:
    return Body(vertices_m, body.triangles, body.material_of_triangle, body.materials)
