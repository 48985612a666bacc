"""Brings everything that light and pictures need into this process, before somebody waits for it."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from assets.body import Body, BodyMaterial
from assets.luminaire import Luminaire
from assets.photometry import LuminousIntensityDistribution, LuminousOpening, OpeningShape, Photometry
from render.device import require_device
from render.options import options_for
from scenes.scene import LitSurface, MeasuringPlane, PlacedLuminaire, Scene, SceneWeight, SurfaceKind, View

Array = NDArray[np.float64]

CORNERS = np.array([[x, y, z] for z in (0.0, 1.0) for y in (0.0, 1.0) for x in (0.0, 1.0)])
# triangles of a cube, anticlockwise seen from outside
FACES = np.array(
    [
        *([0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4]),
        *([3, 2, 6], [3, 6, 7], [2, 0, 4], [2, 4, 6], [1, 3, 7], [1, 7, 5]),
    ]
)


def warm_up() -> None:
    """Import what the first job would import and load its kernels, which takes seconds.

    Raises
    ------
    MachineLacks
        When this machine cannot work out light.
    """
    require_device()  # before what stands on it is imported
    import_module("scenes.build_scene")
    from render.image import encode_picture
    from render.picture import take_picture
    from render.simulate import simulate

    # the kernels on a room of few patches: the same code, hardly any work
    for quality in ("draft", "normal"):
        field = simulate(rehearsal(), replace(options_for(quality), patch_size_m=2.0))
        encode_picture(take_picture(field, None), ".png")


def rehearsal() -> Scene:
    """A coloured room with a window and three lamps, two near each other: all that kernels differ by."""
    corners = np.array([(1.0, 3.99, 1.0), (3.0, 3.99, 1.0), (3.0, 3.99, 2.0), (1.0, 3.99, 2.0)])
    panes = np.array([[0, 1, 2], [0, 2, 3]])
    window = LitSurface("window", SurfaceKind.WINDOW, corners, panes, (0.1, 0.1, 0.1), 0.9)
    shell = LitSurface("shell", SurfaceKind.WALL, CORNERS * 4, FACES[:, ::-1], (0.6, 0.5, 0.4))
    places = {"a": (1.0, 1.0, 2.0), "b": (1.2, 1.0, 2.0), "c": (3.0, 3.0, 3.0)}
    lamps = tuple(_lamp(name, np.array(place)) for name, place in places.items())
    point = np.array([[2.0, 2.0, 1.0]])
    plane = MeasuringPlane(
        "plane", "room", "illuminance", point, np.array([[0.0, 0.0, 1.0]]), point, np.zeros(1, bool)
    )
    view = View("view", (0.5, 0.5, 1.5), (2.0, 2.0, 1.5), 70.0, (64, 36))
    weights: dict[str | None, dict[str, SceneWeight]] = {None: {p.id: SceneWeight(1.0, 3000) for p in lamps}}
    return Scene("rehearsal", (shell, window), lamps, (plane,), (), (view,), weights, 16.0, 1.0, np.eye(4))


def _lamp(name: str, place: Array) -> PlacedLuminaire:
    """A glowing cube."""
    table = LuminousIntensityDistribution(
        np.array([0.0, 360.0]), np.array([0.0, 90.0, 180.0]), np.full((2, 3), 100.0)
    )
    opening = LuminousOpening(OpeningShape.DISC, (0.1, 0.1, 0.0))
    material = BodyMaterial("opal", (0.8, 0.8, 0.8), glows=True)
    body = Body((CORNERS - 0.5) * 0.2, FACES, np.zeros(len(FACES), np.int64), (material,))
    luminaire = Luminaire(name, name, name, Photometry(table, opening, ""), body=body)
    matrix = np.eye(4)
    matrix[:3, 3] = place
    return PlacedLuminaire(name, luminaire, matrix, body.vertices_m + place, "", 1.0, 3000)
