"""A small sound file of every room format, made by script: what campaigns damage."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from captures import box_room, usd_floor, usd_layer, usd_walls, usdz
from drawn_meshes import two_rooms
from drawn_plans import file_of, flat, new_drawing
from homes import archive, home, room, walls
from ifc_files import two_rooms as two_spaces

RING = ((0.0, 0.0), (400.0, 0.0), (400.0, 300.0), (0.0, 300.0))
STF = """[VERSION]
STFF=1.0.5
[PROJECT]
Name=Office
NrRooms=1
Room1=ROOM.R1
[ROOM.R1]
Name=Meeting room
Height=2.8
NrPoints=4
Point1=0 0
Point2=0 4
Point3=5 4
Point4=5 0
R_Ceiling=0.75
Lum1=KLED
Lum1.Pos=1.25 2 2.45
Lum1.Rot=0 0 90
NrLums=1
NrStruct=0
NrFurns=1
Furn1=win
Furn1.Pos=0 2 1
Furn1.Size=2 1.5 0
[KLED]
Name=Panel 600
Load=14
Flux=0
"""


def scanned_box(count: int = 24_000) -> np.ndarray:
    """Points on the inside of a box of 4 x 3 x 2.5 m, noisy by 5 mm, (point, 3)."""
    random = np.random.default_rng(7)
    size = np.array([4.0, 3.0, 2.5])
    points = random.random((count, 3)) * size
    face = random.integers(0, 6, count)
    points[np.arange(count), face % 3] = np.where(face < 3, 0.0, size[face % 3])
    return points + random.normal(0.0, 0.005, points.shape)


def las(points: np.ndarray, *, packed: bool) -> bytes:
    """A LAS or LAZ file with colours."""
    import laspy

    made = laspy.LasData(laspy.LasHeader(point_format=2, version="1.2"))
    made.x, made.y, made.z = points.T
    made.red = made.green = made.blue = np.full(len(points), 40_000, np.uint16)
    out = io.BytesIO()
    made.write(out, do_compress=packed)
    return out.getvalue()


def e57(points: np.ndarray) -> bytes:
    """An E57 file."""
    import pye57

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.e57"
        with pye57.E57(str(path), mode="w") as file:
            file.write_scan_raw({f"cartesian{axis}": points[:, k].copy() for k, axis in enumerate("XYZ")})
        return path.read_bytes()


def pcd(points: np.ndarray) -> bytes:
    """A binary PCD file with packed colours."""
    head = "VERSION 0.7\nFIELDS x y z rgb\nSIZE 4 4 4 4\nTYPE F F F U\nCOUNT 1 1 1 1\n"
    head += f"WIDTH {len(points)}\nHEIGHT 1\nPOINTS {len(points)}\nDATA binary\n"
    rows = np.column_stack([points.astype("<f4").view("<u4"), np.full(len(points), 0xC0B0A0, "<u4")])
    return head.encode() + np.ascontiguousarray(rows).tobytes()


def ply(points: np.ndarray) -> bytes:
    """A binary PLY file of points."""
    names = "".join(f"property float {axis}\n" for axis in "xyz")
    head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\n{names}end_header\n"
    return head.encode() + points.astype("<f4").tobytes()


def capture_usdz() -> bytes:
    """A parametric RoomPlan capture."""
    corners = [(0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)]
    body = usd_walls(corners) + usd_floor("Floor0", corners, 0.0)
    return usdz(("Room.usda", usd_layer(body)))


def plan() -> bytes:
    """A drawing of a flat in metres."""
    document, space = new_drawing()
    flat(space, arcs=True)
    return file_of(document)


HOME = home(walls(RING), room("Living", RING))
ROOM_FILES: dict[str, Callable[[], bytes]] = {
    ".json": lambda: json.dumps(box_room(0, 0, 4, 3)).encode(),
    ".usdz": capture_usdz,
    ".zip": lambda: two_rooms().written("zip"),
    ".dxf": plan,
    ".ifc": lambda: two_spaces()[0].bytes(),
    ".sh3d": lambda: archive({"Home.xml": HOME}),
    ".xml": lambda: HOME,
    ".glb": lambda: two_rooms().glb(),
    ".gltf": lambda: two_rooms().written("gltf"),
    ".obj": lambda: two_rooms().written("obj"),
    ".stl": lambda: two_rooms().written("stl"),
    ".ply": lambda: ply(scanned_box()),
    ".stf": STF.encode,
    ".pcd": lambda: pcd(scanned_box()),
    ".e57": lambda: e57(scanned_box()),
    ".las": lambda: las(scanned_box(), packed=False),
    ".laz": lambda: las(scanned_box(), packed=True),
}


def write_room_files(folder: Path) -> list[Path]:
    """One file of each format in a folder."""
    paths = []
    for ending, made in ROOM_FILES.items():
        paths.append(folder / f"made{ending}")
        paths[-1].write_bytes(made())
    return paths
