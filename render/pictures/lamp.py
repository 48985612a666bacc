"""One luminaire as pictures ask for its light: ways over its opening without chance.

Where nothing is in the way, light from an opening changes smoothly with the place. Worked out by the same
points of the opening everywhere it has no grain, and by Gauss's nodes few are enough.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_floats
from render.direct import across_lanes, as_point_lanes
from render.emitters import Emitter, Emitters, only
from render.light_field import LightField
from render.openings import CYLINDER, ELLIPSOID, opening_row
from render.pictures.irradiance import Grid
from render.rays import RayScene

Array = NDArray[np.float64]

SIDES = (2, 3, 4, 6, 8)  # nodes along both ways across an opening
RINGS = {2: (1, 4), 3: (2, 6)}  # instead over a flat disc: how many rings, and nodes on each
# how many are enough within which distance, the farthest first [half diagonals of the opening]
FLAT = ((2, math.inf), (3, 12.0), (8, 2.5))
BALL = ((4, math.inf), (8, 2.5))
DEEP = ((4, math.inf), (6, 8.0), (8, 2.5))  # light bends where a box or a cylinder begins to show its side
SHINY = ((2, math.inf), (3, 12.0), (4, 6.0), (8, 2.5))
DIM = 0.05  # share of an opening's light below which its middle says nothing of it


@dataclass(frozen=True, eq=False)
class Lamp:
    """One luminaire among those that light a room."""

    scene: RayScene
    lights: Emitters
    emitter: Emitter
    who: Any

    @property
    def size_m(self) -> tuple[float, float, float]:
        """Of its opening."""
        return self.emitter.placed.luminaire.photometry.opening.size_m

    @property
    def is_disc(self) -> bool:
        """Whether its opening is flat and round."""
        family, axis, *half_m = opening_row(self.emitter.placed.luminaire.photometry.opening)[:5]
        return bool(family == CYLINDER and half_m[int(axis)] == 0)

    @property
    def radius_m(self) -> float:
        """Half the diagonal of its opening."""
        return math.hypot(*self.size_m) / 2

    def path_from(self, point: Any) -> Any:
        """From points to the middle of its opening."""
        return dr.gather(mitsuba().Point3f, self.lights.centre, self.who) - point


def load_lamp(field: LightField, column: int) -> Lamp:
    """The luminaire of a column."""
    emitter = field.emitters[column]
    family = int(opening_row(emitter.placed.luminaire.photometry.opening)[0])
    return Lamp(
        replace(field.ray_scene, coherent=True),
        replace(only(field.lights, column), families=frozenset({family})),
        emitter,
        dr.opaque(mitsuba().UInt32, column),
    )


@dataclass(frozen=True, eq=False)
class Nodes:
    """Nodes of all `SIDES` and `RINGS`, one after the other: two places in 0..1, and their weights."""

    first: Any
    second: Any
    weight: Any

    def numbers(self, at: Any) -> list[Any]:
        """Where some of them are."""
        mi = mitsuba()
        return [dr.gather(mi.Float, self.first, at), dr.gather(mi.Float, self.second, at)]


@functools.cache
def gauss_nodes() -> Nodes:
    """Nodes of all `SIDES` and `RINGS`."""
    rules = [*map(_on_square, SIDES), *(_on_rings(*rings) for rings in RINGS.values())]
    first, second, weight = np.concatenate(rules, axis=1)
    return Nodes(*map(device_floats, (first, second, weight)))


def _on_square(side: int) -> Array:
    """Gauss's nodes along both ways: two places in 0..1 and the weight of each, (3, node)."""
    place, weight = np.polynomial.legendre.leggauss(side)
    both = np.meshgrid((place + 1) / 2, (place + 1) / 2, indexing="ij")
    return np.stack([both[0].ravel(), both[1].ravel(), np.outer(weight / 2, weight / 2).ravel()])


def _on_rings(rings: int, each: int) -> Array:
    """Nodes on rings of a disc, Gauss's in r**2 and even in angle, where the square is mapped onto it.

    The mapping is that of P. Shirley and K. Chiu (Journal of Graphics Tools 2, 1997), read backwards.
    """
    squared, weight = np.polynomial.legendre.leggauss(rings)
    radius = np.repeat(np.sqrt((squared + 1) / 2), each)
    angle = np.tile((np.arange(each) + 0.5) / each * 2 * np.pi, rings)
    quarter = np.round(angle / (np.pi / 2))  # to which side of the square: x, y, -x, -y
    aside = radius * (angle - quarter * (np.pi / 2)) / (np.pi / 4)
    turn = np.exp(0.5j * np.pi * quarter) * (radius + 1j * aside)
    return np.stack([(turn.real + 1) / 2, (turn.imag + 1) / 2, np.repeat(weight / 2 / each, each)])


def nodes_for(lamp: Lamp, point: Any, *, shiny: bool = False) -> tuple[Any, Any]:
    """First and last of the nodes that are enough for points; a highlight shows single ones sooner."""
    mi = mitsuba()
    squared = dr.squared_norm(lamp.path_from(point))
    counts = [*(side * side for side in SIDES), *(rings * each for rings, each in RINGS.values())]
    starts = np.cumsum([0, *counts]).tolist()
    first, last = mi.UInt32(0), mi.UInt32(0)
    for side, within in _enough(lamp, shiny=shiny):
        on_rings = lamp.is_disc and side in RINGS
        place = len(SIDES) + list(RINGS).index(side) if on_rings else SIDES.index(side)
        near = squared < dr.opaque(mi.Float, (within * lamp.radius_m) ** 2)
        first, last = dr.select(near, starts[place], first), dr.select(near, starts[place + 1], last)
    return first, last


def _enough(lamp: Lamp, *, shiny: bool) -> tuple[tuple[int, float], ...]:
    if shiny:
        return SHINY
    if min(lamp.size_m) == 0:
        return FLAT
    return BALL if ELLIPSOID in lamp.lights.families else DEEP


def light_on_grid(lamp: Lamp, grid: Grid) -> Any:
    """Light of the whole opening at a grid's points, as a share of that of a point in its middle.

    It is a vector to where the light comes from; NaN where the middle says nothing of it. It changes little
    from point to point, so pixels read it in between and are as sharp as the light of the point is.
    """
    mi = mitsuba()
    nodes, point = gauss_nodes(), mi.Point3f(grid.point)
    first, last = nodes_for(lamp, point)

    def wanted(at: Any, light: Any) -> Any:
        return at < last

    def step(at: Any, light: Any) -> tuple[Any, Any]:
        lux, direction = across_lanes(lamp.lights, lamp.who, point, nodes.numbers(at))
        return at + 1, light + direction * (lux * dr.gather(mi.Float, nodes.weight, at))

    start = (dr.select(grid.valid, first, last), mi.Vector3f(0.0))
    light = dr.while_loop(start, wanted, step, labels=("at", "light"))[1]
    middle, _ = as_point_lanes(lamp.lights, lamp.who, point)
    known = (middle > DIM * dr.norm(light)) | (dr.squared_norm(light) == 0)
    share = dr.select(known, light / dr.maximum(middle, 1e-20), dr.nan)
    dr.eval(share)
    return mi.Vector3f(share)
