"""Bodies that we write: another reader finds the materials that were meant, inside and outside."""

from __future__ import annotations

import json
import struct

import numpy as np

from assets.body import read_body
from assets.modelling import lathe, shell
from assets.write_glb import Finish, Part, glb_bytes

GLASS = Finish("glass", (1.0, 1.0, 1.0), roughness=0.0, transmission=0.9, ior=1.45)
CLOTH = Finish(
    "cloth", (0.8, 0.7, 0.6), diffuse_transmission=0.4, diffuse_transmission_rgb=(0.9, 0.8, 0.7), ior=1.2
)
OUTSIDE, INSIDE = Finish("outside", (0.1, 0.2, 0.3)), Finish("inside", (0.9, 0.9, 0.9))
CYLINDER = lathe([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)], 24)


def document(data: bytes) -> dict[str, object]:
    length = struct.unpack_from("<I", data, 12)[0]
    found: dict[str, object] = json.loads(data[20 : 20 + length])
    return found


def test_what_passes_light_is_read_back() -> None:
    data = glb_bytes([Part("glass", CYLINDER, GLASS), Part("cloth", CYLINDER, CLOTH)], "lamp")
    assert document(data)["extensionsUsed"] == [
        "KHR_materials_diffuse_transmission",
        "KHR_materials_ior",
        "KHR_materials_transmission",
        "KHR_materials_volume",
    ]
    body = read_body(data)
    assert body.problems == ()
    assert body.appearance is not None
    looks = {material.name: material for material in body.appearance.materials}
    assert (looks["glass"].transmission, looks["glass"].ior, looks["glass"].thin) == (0.9, 1.45, False)
    assert (looks["cloth"].diffuse_transmission, looks["cloth"].ior) == (0.4, 1.2)
    assert looks["cloth"].diffuse_transmission_rgb == (0.9, 0.8, 0.7)


def test_plain_materials_need_no_extension() -> None:
    assert "extensionsUsed" not in document(glb_bytes([Part("lamp", CYLINDER, OUTSIDE)], "lamp"))


def test_the_inside_of_a_shade_has_its_own_finish() -> None:
    wall = shell([(1.0, 0.0), (1.0, 0.5), (1.0, 1.0)], 0.05, 48)
    body = read_body(glb_bytes([Part("head", wall, OUTSIDE, 38.0, INSIDE)], "shade"))
    names = np.array([material.name for material in body.materials])[body.material_of_triangle]
    corners = body.vertices_m[body.triangles]
    radius = np.linalg.norm(corners[:, :, :2], axis=2)
    assert set(names[(radius < 0.96).all(axis=1)]) == {"inside"}
    assert set(names[(radius > 0.99).all(axis=1)]) == {"outside"}
    assert len(body.triangles) == len(wall.triangles)
