"""The room: outline, height, surfaces, openings and furniture, in metres, z up, floor at z = 0."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.material import Appearance
from assets.shelf import shelf_material, shelf_names

Array = NDArray[np.float64]
Point = tuple[float, float]
Colour = tuple[float, float, float]

DEFAULT_REFLECTANCE = {
    "floor": 0.2,
    "walls": 0.5,
    "ceiling": 0.7,
    "furniture": 0.4,
    "door": 0.5,
    "window": 0.1,
}
DEFAULT_SILL_M = 0.9  # of a window whose sill is not stated


class Origin(StrEnum):
    """Where a value comes from."""

    FILE = "file"
    DERIVED = "derived"
    DEFAULT = "default"
    USER = "user"


@dataclass(frozen=True)
class Finish:
    """How a surface is finished: diffuse reflectance per linear channel; `open` is a wall-less edge.

    The reflectance lies within plus and minus `reflectance_tolerance`, where somebody says so. `material`
    is one of the shelf, which also says the reflectance where nobody does.
    """

    reflectance_rgb: Colour | None = None
    open: bool = False
    origin: Origin = Origin.FILE
    reflectance_tolerance: float | None = None
    material: str | None = None
    as_colour: bool = False


@dataclass(frozen=True)
class Opening:
    """A window, door or passage in wall `wall`, a skylight in the ceiling or a stairwell in the floor.

    `offset_m` runs along the wall from its first corner to the near edge. A skylight and a stairwell have
    their centre at `position_m` and `size_m` instead, see `scenes.ceiling.skylight_corners_m`. `number` is
    the one that corrections know it by, where openings before it were said to be wall.
    """

    kind: str
    wall: int = -1
    offset_m: float = 0.0
    width_m: float = 0.0
    sill_m: float = 0.0
    height_m: float = 0.0
    open: bool = False
    transmittance: float | None = None
    position_m: Point = (0.0, 0.0)
    size_m: Point = (0.0, 0.0)
    rotation_deg: float = 0.0
    number: int | None = field(default=None, compare=False)

    @property
    def in_wall(self) -> bool:
        """Whether it is hosted by a wall."""
        return self.kind not in ("skylight", "stairwell")


@dataclass(frozen=True, eq=False)
class Furniture:
    """A box or a model that stands in the room, turned about z.

    Parameters
    ----------
    name
        What a person calls it.
    position_m
        Centre of the base of a box; the origin of a model.
    rotation_deg
        Anticlockwise seen from above.
    size_m
        Of a box, along its own x, y and z; of a model only where it is to be stretched to that.
    reflectance_rgb
        None takes the default.
    reflectance_tolerance
        The reflectance lies within plus and minus this, where somebody says so.
    model
        File of the model; None is a box.
    vertices_m, triangles
        The model's mesh in its own frame, once it is read; or the shape of a scanned piece.
    appearance
        How the model looks, in its own frame.
    material
        One of the shelf, in place of what the model shows.
    as_colour
        As in `Finish`, of its reflectance.
    piece
        The piece of our own shelf that it is; `scenes.pieces.furnish` makes its mesh.
    piece_options, piece_finishes
        Parameters of that piece, and what its roles are made of where they differ.
    triangle_reflectance
        What each triangle reflects in all where that is known, (triangle, 3), linear.
    main_triangles
        Of a piece, those that a stated material or reflectance is for, (triangle,).
    """

    name: str
    position_m: tuple[float, float, float]
    rotation_deg: float = 0.0
    size_m: tuple[float, float, float] | None = None
    reflectance_rgb: Colour | None = None
    model: str | None = None
    units: str = "auto"
    up: str = "auto"
    vertices_m: Array | None = None
    triangles: NDArray[np.int64] | None = None
    reflectance_tolerance: float | None = None
    appearance: Appearance | None = None
    material: str | None = None
    as_colour: bool = False
    piece: str | None = None
    piece_options: dict[str, float] = field(default_factory=dict)
    piece_finishes: dict[str, Finish] = field(default_factory=dict)
    triangle_reflectance: Array | None = None
    main_triangles: NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Slope:
    """A sloped part of a ceiling: a plane through a wall's line at a height, rising into the room.

    The ceiling is everywhere the lowest of the room's height and its slopes.
    """

    wall: int
    height_m: float
    pitch_deg: float


@dataclass(frozen=True, eq=False)
class Room:
    """One room.

    `outline_m` is anticlockwise seen from above and wall i runs from corner i to i + 1. `holes_m` are
    columns and shafts; `partitions` are walls within the room, as boxes. `finishes` has keys such as
    ``floor``, ``walls``, ``wall:2``, ``hole:0:wall:1``, ``furniture:sofa``. `origins` says of each value
    whether it comes from the file, was derived, is a default or the user's; its keys are ``height``,
    ``outline``, ``openings[2].sill_m``, ``furniture[3].size_m``.

    In a building of several rooms the floor lies at `elevation_m`, on `storey`; heights within the room are
    above its own floor. `slopes` make a sloped ceiling; `ceiling_vertices_m` and `ceiling_triangles` one of
    any shape, above the room's own floor, and `ceiling_model` is the file that holds it. `coverage` is the
    share of each wall that a scan has seen, and `confidence` how sure the outline is, 0..1; None where
    nothing was scanned. `partition_openings` are those in partitions, as the answer lists them.
    """

    outline_m: tuple[Point, ...]
    height_m: float
    name: str = ""
    use: str = ""
    holes_m: tuple[tuple[Point, ...], ...] = ()
    finishes: dict[str, Finish] = field(default_factory=dict)
    openings: tuple[Opening, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    partitions: tuple[Furniture, ...] = ()
    origins: dict[str, Origin] = field(default_factory=dict)
    elevation_m: float = 0.0
    storey: str = ""
    slopes: tuple[Slope, ...] = ()
    ceiling_vertices_m: Array | None = None
    ceiling_triangles: NDArray[np.int64] | None = None
    coverage: tuple[float, ...] | None = None
    confidence: float | None = None
    partition_openings: tuple[dict[str, Any], ...] = ()
    ceiling_model: str | None = None

    @property
    def floor_area_m2(self) -> float:
        """Area of the floor without its holes [m2]."""
        holes = sum(abs(signed_area_m2(hole)) for hole in self.holes_m)
        return abs(signed_area_m2(self.outline_m)) - holes

    def wall_ends_m(self, wall: int) -> tuple[Point, Point]:
        """First and last corner of a wall of the outline."""
        return self.outline_m[wall], self.outline_m[(wall + 1) % len(self.outline_m)]

    def wall_length_m(self, wall: int) -> float:
        """Length of a wall of the outline [m]."""
        return math.dist(*self.wall_ends_m(wall))

    def stated_finish_of(self, surface: str) -> Finish:
        """What is stated of ``floor``, ``ceiling``, ``wall:2`` or ``hole:0:wall:1``; empty where nothing."""
        return _first_of(*self._finishes_of(surface))

    def _finishes_of(self, surface: str) -> tuple[Finish, Finish]:
        """The surface's own finish and that of its group."""
        return self.finishes.get(surface, Finish()), self.finishes.get(_group(surface), Finish())

    def finish_of(self, surface: str) -> Finish:
        """The finish of ``floor``, ``ceiling``, ``wall:2`` or ``hole:0:wall:1``, or its default."""
        own, shared = self._finishes_of(surface)
        stated = _first_of(own, shared)
        silent = own.reflectance_rgb is None and own.material is None
        opened = own.open or (silent and shared.open)
        if stated.reflectance_rgb is not None:
            return replace(stated, open=opened)
        if stated.material is not None:
            return replace(
                stated, reflectance_rgb=shelf_reflectance(stated.material), open=opened, origin=Origin.DERIVED
            )
        return Finish(grey(DEFAULT_REFLECTANCE[_group(surface)]), opened, Origin.DEFAULT)

    def furniture_finish(self, index: int) -> Finish:
        """What is stated of a piece of furniture, by itself or in `finishes`; empty where nothing is."""
        piece = self.furniture[index]
        own = Finish(piece.reflectance_rgb, material=piece.material, as_colour=piece.as_colour)
        keys = (f"furniture:{index}", f"furniture:{piece.name}", "furniture")
        return _first_of(own, *(self.finishes.get(key, Finish()) for key in keys))

    def reflectance_of(self, index: int) -> Colour:
        """Reflectance of a piece of furniture: stated, or its material's, or the default."""
        finish = self.furniture_finish(index)
        if finish.reflectance_rgb is not None:
            return finish.reflectance_rgb
        if finish.material is not None:
            return shelf_reflectance(finish.material)
        return grey(DEFAULT_REFLECTANCE["furniture"])


def _group(surface: str) -> str:
    return "walls" if "wall" in surface else surface


def _first_of(*finishes: Finish) -> Finish:
    """What the nearest says: a material hides the reflectances behind it, a reflectance no material."""
    stated = Finish()
    for finish in finishes:
        if stated.reflectance_rgb is None and finish.reflectance_rgb is not None:
            stated = Finish(finish.reflectance_rgb, origin=finish.origin, as_colour=finish.as_colour)
        if finish.material is not None:
            return replace(stated, material=finish.material)
    return stated


def shelf_reflectance(material: str) -> Colour:
    """Reflectance of a material of the shelf; of an unknown one the default of walls."""
    if material not in shelf_names():
        return grey(DEFAULT_REFLECTANCE["walls"])
    return shelf_material(material).reflectance_rgb


def signed_area_m2(ring: tuple[Point, ...]) -> float:
    """Area within a ring of corners, positive when they run anticlockwise [m2] (shoelace formula)."""
    if len(ring) < 3:
        return 0.0
    x0, y0 = ring[0]
    points = np.asarray(ring, dtype=np.float64) - (x0, y0)
    x, y = points[:, 0], points[:, 1]
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def grey(reflectance: float) -> Colour:
    """The same reflectance in all three channels."""
    return (reflectance, reflectance, reflectance)
