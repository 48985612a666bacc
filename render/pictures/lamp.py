"""One luminaire as pictures ask for its light: ways over its opening without chance.

Where nothing is in the way, light from an opening changes smoothly with the place. Worked out by the same
points of the opening everywhere it has no grain, and by Gauss's nodes few are enough.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.bodies import half_extent_m
from render.device import mitsuba
from render.device_arrays import device_floats, device_indices
from render.direct import across_lanes, as_point_lanes
from render.emitters import Emitter, Emitters, only
from render.light_field import LightField
from render.openings import CYLINDER, ELLIPSOID, opening_row
from render.rays import RayScene

Array = NDArray[np.float64]

SIDES = (2, 3, 4, 6, 8)  # nodes along both ways across an opening
RINGS = {2: (1, 4), 3: (2, 6)}  # instead over a flat disc: how many rings, and nodes on each
# how many are enough within which distance, the farthest first [half diagonals of the opening]
FLAT = ((2, math.inf), (3, 12.0), (8, 2.5))
BALL = ((4, math.inf), (8, 2.5))
DEEP = ((4, math.inf), (6, 8.0), (8, 2.5))  # light bends where a box or a cylinder begins to show its side
SHINY = ((2, math.inf), (3, 12.0), (4, 6.0), (8, 2.5))
MOST_STEPS = 4  # of them
DIM = 0.05  # share of an opening's light below which its middle says nothing of it


@dataclass(frozen=True, eq=False)
class Lamp:
    """One luminaire among those that light a room, or one for each lane.

    Parameters
    ----------
    scene, lights
        What its light meets, and the tables in which `who` is found.
    who, key, radius_m
        Its column, the seed of its light, and half the diagonal of its opening [m].
    sized
        Whether its opening extends at all.
    enough, place
        Which nodes are enough, see `_enough_nodes`, and its row there.
    """

    scene: RayScene
    lights: Emitters
    who: Any
    key: Any
    radius_m: Any
    sized: bool
    enough: Any
    place: Any

    def taken(self, lanes: Any) -> Lamp:
        """Those of some lanes, by their place; the one there is for all."""
        if dr.width(self.who) == 1:
            return self
        mi = mitsuba()
        who, key, place = (dr.gather(mi.UInt32, each, lanes) for each in (self.who, self.key, self.place))
        return replace(
            self, who=who, key=key, radius_m=dr.gather(mi.Float, self.radius_m, lanes), place=place
        )

    def path_from(self, point: Any) -> Any:
        """From points to the middle of its opening."""
        return dr.gather(mitsuba().Point3f, self.lights.centre, self.who) - point


def load_lamp(field: LightField, column: int) -> Lamp:
    """The luminaire of a column."""
    mi = mitsuba()
    emitter = field.emitters[column]
    return Lamp(
        replace(field.ray_scene, coherent=True),
        replace(only(field.lights, column), families=frozenset({_family(emitter)})),
        dr.opaque(mi.UInt32, column),
        dr.opaque(mi.UInt32, emitter.key),
        dr.opaque(mi.Float, half_extent_m(emitter.placed)),
        emitter.sized,
        _enough_nodes([emitter]),
        dr.opaque(mi.UInt32, 0),
    )


def load_lamps(field: LightField, columns: Sequence[int], place: Any) -> Lamp:
    """The luminaires of some columns, all with sized openings; `place` tells which of them each lane asks."""
    mi = mitsuba()
    emitters = [field.emitters[column] for column in columns]
    radius = device_floats([half_extent_m(emitter.placed) for emitter in emitters])
    return Lamp(
        replace(field.ray_scene, coherent=True),
        replace(field.lights, families=frozenset(map(_family, emitters))),
        dr.gather(mi.UInt32, device_indices(columns), place),
        dr.gather(mi.UInt32, device_indices([emitter.key for emitter in emitters]), place),
        dr.gather(mi.Float, radius, place),
        True,
        _enough_nodes(emitters),
        place,
    )


def _family(emitter: Emitter) -> int:
    return int(opening_row(emitter.placed.luminaire.photometry.opening)[0])


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
    first, last = mi.UInt32(0), mi.UInt32(0)
    for step in range(MOST_STEPS):
        row = (lamp.place * 2 + int(shiny)) * MOST_STEPS + step
        within, start, end = (dr.gather(mi.Float, column, row) for column in lamp.enough)
        near = squared < within
        first, last = dr.select(near, mi.UInt32(start), first), dr.select(near, mi.UInt32(end), last)
    return first, last


def _enough_nodes(emitters: Sequence[Emitter]) -> tuple[Any, Any, Any]:
    """How many nodes are enough: the square of the distance within which they are [m2], first and last.

    (luminaire, without and with highlights, `MOST_STEPS`) each, the farthest first, on the device.
    """
    counts = [*(side * side for side in SIDES), *(rings * each for rings, each in RINGS.values())]
    starts = np.cumsum([0, *counts])
    rows = np.zeros((len(emitters), 2, MOST_STEPS, 3))
    for emitter, own in zip(emitters, rows, strict=True):
        opening = emitter.placed.luminaire.photometry.opening
        family, axis, *half_m = opening_row(opening)[:5]
        is_disc = family == CYLINDER and half_m[int(axis)] == 0
        plain = FLAT if min(opening.size_m) == 0 else BALL if family == ELLIPSOID else DEEP
        for steps, table in zip((plain, SHINY), own, strict=True):
            for row, (side, within) in zip(table, steps, strict=False):
                on_rings = is_disc and side in RINGS
                place = len(SIDES) + list(RINGS).index(side) if on_rings else SIDES.index(side)
                row[:] = (within * half_extent_m(emitter.placed)) ** 2, starts[place], starts[place + 1]
    within, first, last = (device_floats(rows[..., k]) for k in range(3))
    return within, first, last


def light_from_all(lamp: Lamp, point: Any, valid: Any) -> Any:
    """Light of the whole opening at points, as a share of that of a point in its middle.

    It is a vector to where the light comes from; NaN where the middle says nothing of it. It changes little
    from point to point, so pixels read it in between and are as sharp as the light of the point is.
    """
    mi = mitsuba()
    nodes, point = gauss_nodes(), mi.Point3f(point)
    first, last = nodes_for(lamp, point)

    def wanted(at: Any, light: Any) -> Any:
        return at < last

    def step(at: Any, light: Any) -> tuple[Any, Any]:
        lux, direction = across_lanes(lamp.lights, lamp.who, point, nodes.numbers(at))
        return at + 1, light + direction * (lux * dr.gather(mi.Float, nodes.weight, at))

    start = (dr.select(valid, first, last), mi.Vector3f(0.0))
    light = dr.while_loop(start, wanted, step, labels=("at", "light"))[1]
    middle, _ = as_point_lanes(lamp.lights, lamp.who, point)
    known = (middle > DIM * dr.norm(light)) | (dr.squared_norm(light) == 0)
    share = mi.Vector3f(dr.select(known, light / dr.maximum(middle, 1e-20), dr.nan))
    dr.eval(share)
    return share
