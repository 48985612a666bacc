"""Rounds a scene's coordinates, so that a world moved or turned gives the very same numbers.

Moving a configuration by a kilometre changes its scene's coordinates by rounding errors of 1e-13 m.
That is enough to flip a sign of zero and with it a local frame, and then every random direction.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenes.scene import Observer, PlacedLuminaire, Scene

Array = NDArray[np.float64]

LENGTH_DECIMALS = 6  # a micrometre
DIRECTION_DECIMALS = 9


def steadied(scene: Scene) -> Scene:
    """The scene with lengths to a micrometre and directions to 1e-9, and without negative zeros."""
    return replace(
        scene,
        surfaces=tuple(replace(s, vertices_m=_rounded(s.vertices_m)) for s in scene.surfaces),
        luminaires=tuple(steadied_luminaire(placed) for placed in scene.luminaires),
        planes=tuple(
            replace(
                plane,
                points_m=_rounded(plane.points_m),
                normals=_rounded(plane.normals, DIRECTION_DECIMALS),
            )
            for plane in scene.planes
        ),
        observers=tuple(_steadied_observer(observer) for observer in scene.observers),
    )


def steadied_luminaire(placed: PlacedLuminaire) -> PlacedLuminaire:
    """The luminaire with its place rounded; itself where nothing is to be rounded."""
    matrix = _rounded_transform(placed.scene_from_photometry)
    vertices = None if placed.body_vertices_m is None else _rounded(placed.body_vertices_m)
    still = np.array_equal(matrix, placed.scene_from_photometry)
    before = placed.body_vertices_m
    if still and (vertices is None or before is None or np.array_equal(vertices, before)):
        return placed
    return replace(placed, scene_from_photometry=matrix, body_vertices_m=vertices)


def _steadied_observer(observer: Observer) -> Observer:
    direction = np.array(observer.direction, float)
    eye = _rounded(np.array(observer.eye_m)).tolist()
    sight = _rounded(direction / np.linalg.norm(direction), DIRECTION_DECIMALS).tolist()
    return replace(observer, eye_m=(eye[0], eye[1], eye[2]), direction=(sight[0], sight[1], sight[2]))


def _rounded(values: Array, decimals: int = LENGTH_DECIMALS) -> Array:
    return np.round(np.asarray(values, float), decimals) + 0.0


def _rounded_transform(matrix: Array) -> Array:
    out = np.eye(4)
    out[:3, :3] = _rounded(matrix[:3, :3], DIRECTION_DECIMALS)
    out[:3, 3] = _rounded(matrix[:3, 3])
    return out
