"""The scene: a room and its luminaires in place, ready for light."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from assets.luminaire import Luminaire
from assets.material import Appearance
from kit.problems import Problem

Array = NDArray[np.float64]


class SurfaceKind(StrEnum):
    """What a surface is; light that falls on an OPEN one leaves the room."""

    FLOOR = "floor"
    CEILING = "ceiling"
    WALL = "wall"
    WINDOW = "window"
    DOOR = "door"
    OPEN = "open"  # passages, open doors, wall-less edges: reflect nothing, pass everything
    PANE = "pane"  # glass between two rooms: a sheet within the shell
    PARTITION = "partition"  # a wall within the room: a closed body, not part of the shell
    FURNITURE = "furniture"


@dataclass(frozen=True, eq=False)
class LitSurface:
    """One surface of the room or one piece of furniture, as a triangle mesh.

    Parameters
    ----------
    name
        Unique: ``floor``, ``ceiling``, ``wall:2``, ``opening:0``, ``furniture:0:table``.
    kind
        What it is.
    vertices_m
        Shape (vertex, 3), in the scene's own frame [m].
    triangles
        Shape (triangle, 3); anticlockwise seen from the lit side (from inside the room, from outside
        a piece of furniture). Neighbouring surfaces of the room's shell meet exactly.
    reflectance_rgb
        Diffuse reflectance per linear channel, 0..1.
    transmittance
        Share of the arriving light that leaves the room here, or head-on passes a pane to the next one; the
        rest that is not reflected is absorbed.
    reflectance_tolerance
        The reflectance lies within plus and minus this; None where nobody says.
    reflectance_group
        Surfaces of one group are off by the same amount, as walls of one paint are.
    appearance
        How its triangles look in pictures; None is dull with `reflectance_rgb`.
    triangle_reflectance
        Reflectance of each triangle, (triangle, 3), where they differ; `reflectance_rgb` is then its mean
        by area.
    room
        Name of its room, where there are several; its own name then begins with it: ``Kitchen/wall:2``.
    """

    name: str
    kind: SurfaceKind
    vertices_m: Array
    triangles: NDArray[np.int64]
    reflectance_rgb: tuple[float, float, float]
    transmittance: float = 0.0
    reflectance_tolerance: float | None = None
    reflectance_group: str = ""
    appearance: Appearance | None = None
    triangle_reflectance: Array | None = None
    room: str = ""


@dataclass(frozen=True, eq=False)
class PlacedLuminaire:
    """A luminaire in its place.

    Parameters
    ----------
    id
        The placement's id.
    luminaire
        What hangs there; its photometry is already turned by `turn_c0_deg` and mirrored by `mirror_c`.
    scene_from_photometry
        Rigid transform (4, 4) from the photometry's frame (origin: centre of the luminous opening,
        gamma 0 along -z, C0 along +x) to the scene's frame [m].
    body_vertices_m
        The body's vertices in the scene's frame, hung at the chosen length, (vertex, 3), or None.
    circuit
        The circuit it burns on.
    dimming
        The placement's own dimming, linear in flux, 1 is full.
    cct_k
        Colour temperature it burns at without a scene; None is white (1, 1, 1).
    flux_tolerance
        The flux lies within plus and minus this share of itself; None where nobody says.
    flux_group
        Luminaires of one group are off by the same share, as those measured as one type are.
    duv
        Its distance from the black body's locus beside `cct_k`; None is the white one expects.
    room
        Name of the room it hangs in, where there are several.
    """

    id: str
    luminaire: Luminaire
    scene_from_photometry: Array
    body_vertices_m: Array | None
    circuit: str
    dimming: float
    cct_k: float | None
    flux_tolerance: float | None = None
    flux_group: str = ""
    duv: float | None = None
    room: str = ""


@dataclass(frozen=True, eq=False)
class MeasuringPlane:
    """Points at which illuminance is asked for.

    Parameters
    ----------
    name, room
        Names of the plane and of its room.
    kind
        ``illuminance`` along the normal, or ``cylindrical`` (normals are then not used).
    points_m, normals
        Shape (point, 3); in the scene's frame.
    file_points_m
        The same points in the configuration's own frame, for the answer.
    inside_object
        Shape (point,), True where a point lies inside an object: reported as null.
    over_floor
        Whether it is a grid over the room's floor that looks up, such as a work plane.
    """

    name: str
    room: str
    kind: str
    points_m: Array
    normals: Array
    file_points_m: Array
    inside_object: NDArray[np.bool_]
    over_floor: bool = False


@dataclass(frozen=True)
class View:
    """A camera in the scene's frame; the field of view is horizontal."""

    name: str
    eye_m: tuple[float, float, float]
    target_m: tuple[float, float, float]
    fov_deg: float
    size_px: tuple[int, int]


@dataclass(frozen=True)
class Observer:
    """An eye in the scene's frame, for glare; `room` is where it is, where there are several."""

    name: str
    eye_m: tuple[float, float, float]
    direction: tuple[float, float, float]
    room: str = ""


@dataclass(frozen=True)
class SceneWeight:
    """What one placement gives in one lighting scene: relative flux, and its colour at full output.

    A dim-to-warm luminaire is warmer than that when dimmed, see `render.mixing.burning_white`.
    """

    dimming: float
    cct_k: float | None
    duv: float | None = None


@dataclass(frozen=True)
class ElectricityPrice:
    """What a kilowatt-hour costs."""

    per_kwh: Decimal
    currency: str


@dataclass(frozen=True)
class LitRoom:
    """A room of a scene: its name, what it is used for, its storey, floor area [m2] and floor's height [m].

    `elevation_m` is in the configuration's frame.
    """

    name: str
    use: str
    storey: str
    floor_area_m2: float
    elevation_m: float


@dataclass(frozen=True, eq=False)
class Scene:
    """Rooms with their luminaires in place, in a frame fixed to the first room.

    The frame's origin is a corner of that room and its x axis runs along a wall, so that moving or
    turning the whole world changes no number. `scene_from_file` (4, 4) leads there from the
    configuration's frame. `floor_area_m2` is that of all `rooms`. `weights` has one row per lighting scene
    (key None: every luminaire at its own dimming) and in it one entry per luminaire id; `hours_per_year`
    has those that say how long they burn.
    """

    name: str
    surfaces: tuple[LitSurface, ...]
    luminaires: tuple[PlacedLuminaire, ...]
    planes: tuple[MeasuringPlane, ...]
    observers: tuple[Observer, ...]
    views: tuple[View, ...]
    weights: dict[str | None, dict[str, SceneWeight]]
    floor_area_m2: float
    maintenance_factor: float
    scene_from_file: Array
    problems: tuple[Problem, ...] = ()
    hours_per_year: dict[str, float] = field(default_factory=dict)
    electricity_price: ElectricityPrice | None = None
    rooms: tuple[LitRoom, ...] = ()
