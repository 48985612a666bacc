"""A flat or solid thing with its finish, as a surface that light meets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.material import Appearance
from assets.shelf import ShelfMaterial, shelf_material
from scenes.looks import laid_on_plane
from scenes.paint import Painted, as_it_is, painted
from scenes.room import Colour, Finish, Origin
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]
Triangles = NDArray[np.int64]

BLACK: Colour = (0.0, 0.0, 0.0)


def shelf_of(finish: Finish) -> ShelfMaterial | None:
    """The finish's material of the shelf."""
    return None if finish.material is None else shelf_material(finish.material)


def finished(name: str, kind: SurfaceKind, points: Array, triangles: Triangles, finish: Finish) -> LitSurface:
    """A flat surface of the room with its reflectance and its material."""
    shelf = shelf_of(finish)
    looks = None if shelf is None else laid_on_plane(shelf, points, triangles)
    return looking(name, kind, points, triangles, finish, looks)


def looking(
    name: str,
    kind: SurfaceKind,
    points: Array,
    triangles: Triangles,
    finish: Finish,
    looks: Appearance | None,
) -> LitSurface:
    """A surface that looks so, as light as its finish says; without looks it is dull."""
    if looks is None:
        return LitSurface(name, kind, points, triangles, finish.reflectance_rgb or BLACK)
    found = _as_finished(looks, finish, points, triangles)
    return LitSurface(
        name,
        kind,
        points,
        triangles,
        found.reflectance_rgb,
        appearance=found.appearance,
        triangle_reflectance=found.each,
    )


def _as_finished(looks: Appearance, finish: Finish, points: Array, triangles: Triangles) -> Painted:
    if finish.reflectance_rgb is None or finish.origin is Origin.DERIVED:
        return as_it_is(looks, points, triangles)
    return painted(looks, points, triangles, finish.reflectance_rgb, as_colour=finish.as_colour)
