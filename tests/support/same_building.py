"""Whether two buildings are the same: every value of rooms, walls, lamps, views, votes, but for rounding."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from scenes.building import Building
from scenes.room import Finish, Furniture, Room

SAME_M = 2e-6  # what is written is rounded to a millionth
MESH_M = 2e-5  # meshes go through numbers of 32 bits
MESHES = ("vertices_m", "triangles", "appearance", "triangle_reflectance", "main_triangles", "model")
LOOKED_AT_APART = {
    "furniture",
    "partitions",
    "finishes",
    "ceiling_vertices_m",
    "ceiling_triangles",
    "ceiling_model",
}


def differences(one: Building, other: Building) -> list[str]:
    """Every place at which two buildings differ, in words; empty where they are the same."""
    found: list[str] = []
    for each in fields(Building):
        if each.name == "rooms":
            continue
        found += _unlike(getattr(one, each.name), getattr(other, each.name), each.name)
    if len(one.rooms) != len(other.rooms):
        return [*found, f"rooms: {len(one.rooms)} and {len(other.rooms)}"]
    for a, b in zip(one.rooms, other.rooms, strict=True):
        found += _rooms(a, b, a.name or "room")
    return found


def _rooms(one: Room, other: Room, where: str) -> list[str]:
    found: list[str] = []
    for each in fields(Room):
        if each.name not in LOOKED_AT_APART:
            found += _unlike(getattr(one, each.name), getattr(other, each.name), f"{where}.{each.name}")
    surfaces = {"floor", "ceiling", "walls", *one.finishes, *other.finishes}
    surfaces |= {f"wall:{i}" for i in range(len(one.outline_m))}
    for name in sorted(surfaces):
        if name.startswith("furniture"):
            found += _finishes(one.finishes.get(name), other.finishes.get(name), f"{where}.{name}")
        else:
            found += _finishes(one.finish_of(name), other.finish_of(name), f"{where}.{name}")
    for key in ("furniture", "partitions"):
        pieces, others = getattr(one, key), getattr(other, key)
        if len(pieces) != len(others):
            found.append(f"{where}.{key}: {len(pieces)} and {len(others)}")
            continue
        for index, (a, b) in enumerate(zip(pieces, others, strict=True)):
            found += _pieces(a, b, f"{where}.{key}[{index}]")
    return found + _meshes(
        (one.ceiling_vertices_m, one.ceiling_triangles),
        (other.ceiling_vertices_m, other.ceiling_triangles),
        f"{where}.ceiling",
    )


def _finishes(one: Finish | None, other: Finish | None, where: str) -> list[str]:
    """Two finishes; three equal channels are a grey, whether they were called a colour or not."""
    if one is None or other is None:
        return [] if one is other else [f"{where}: {one} and {other}"]
    found: list[str] = []
    for key in ("reflectance_rgb", "open", "origin", "reflectance_tolerance", "material"):
        found += _unlike(getattr(one, key), getattr(other, key), f"{where}.{key}")
    return found


def _pieces(one: Furniture, other: Furniture, where: str) -> list[str]:
    found: list[str] = []
    for each in fields(Furniture):
        if each.name not in (*MESHES, "as_colour", "piece_finishes", "units", "up"):
            found += _unlike(getattr(one, each.name), getattr(other, each.name), f"{where}.{each.name}")
    if one.piece is not None:
        return found
    return found + _meshes((one.vertices_m, one.triangles), (other.vertices_m, other.triangles), where)


def _meshes(one: tuple[Any, Any], other: tuple[Any, Any], where: str) -> list[str]:
    """Two meshes as shapes: their box, their area and the volume that they sweep."""
    if one[0] is None or other[0] is None:
        return [] if one[0] is other[0] else [f"{where}: a mesh and none"]
    found = []
    for name, a, b in zip(("box", "area", "volume"), _measured(*one), _measured(*other), strict=True):
        if not np.allclose(a, b, rtol=1e-4, atol=MESH_M):
            found.append(f"{where} {name}: {a} and {b}")
    return found


def _measured(vertices: Any, triangles: Any) -> tuple[Any, Any, Any]:
    corners = np.asarray(vertices)[np.asarray(triangles)]
    crossed = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    box = np.array([corners.min(axis=(0, 1)), corners.max(axis=(0, 1))])
    return box, np.linalg.norm(crossed, axis=1).sum() / 2, (corners[:, 0] * crossed).sum() / 6


def _unlike(one: Any, other: Any, where: str) -> list[str]:
    """Where two plain values differ, numbers by more than their rounding."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        same = math.isclose(one, other, rel_tol=1e-9, abs_tol=SAME_M)
        return (
            [] if same and isinstance(one, bool) == isinstance(other, bool) else [f"{where}: {one}, {other}"]
        )
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted(one.keys() | other.keys(), key=str)
        return [d for key in keys for d in _unlike(one.get(key), other.get(key), f"{where}.{key}")]
    if isinstance(one, Finish) and isinstance(other, Finish):
        return _finishes(one, other, where)
    if hasattr(one, "__dataclass_fields__") and type(one) is type(other):
        names = [each.name for each in fields(one)]
        return [d for n in names for d in _unlike(getattr(one, n), getattr(other, n), f"{where}.{n}")]
    if isinstance(one, Sequence) and isinstance(other, Sequence) and not isinstance(one, str):
        if len(one) != len(other):
            return [f"{where}: {len(one)} and {len(other)} entries"]
        pairs = enumerate(zip(one, other, strict=True))
        return [d for i, (a, b) in pairs for d in _unlike(a, b, f"{where}[{i}]")]
    return [] if one == other else [f"{where}: {one!r} and {other!r}"]
