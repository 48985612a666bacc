"""What a RoomPlan capture holds, whichever file brought it: metres, z up, in the capture's own frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.room import Point

Array = NDArray[np.float64]
Point3 = tuple[float, float, float]

ONTO_Z_UP = {"x": ((1, 2, 0), (1, 1, 1)), "y": ((0, 2, 1), (1, -1, 1)), "z": ((0, 1, 2), (1, 1, 1))}


@dataclass(frozen=True)
class Frame:
    """How a file's frame leads to metres, z up."""

    metres_per_unit: float = 1.0
    up: str = "y"
    mirror: bool = False

    def upright(self, points: Array) -> Array:
        """Points of the file, shape (point, 3), in metres, z up."""
        order, signs = ONTO_Z_UP[self.up]
        led: Array = points[:, order] * np.array(signs) * self.metres_per_unit
        if self.mirror:
            led = led * np.array([-1.0, 1.0, 1.0])
        return led

    def points(self, transform: Array, local: Array) -> Array:
        """Local points of a part, led by its transform (4, 4), in metres, z up."""
        return self.upright(local @ transform[:3, :3].T + transform[:3, 3])


@dataclass(frozen=True)
class PlanFrame:
    """Turn and shift of the plan that lead a capture to the building; heights count from `floor_z_m`."""

    turn: tuple[Point, Point] = ((1.0, 0.0), (0.0, 1.0))
    shift_m: Point = (0.0, 0.0)
    floor_z_m: float = 0.0

    def direction(self, along: Point) -> Point:
        """A direction of the plan, turned."""
        (a, b), (c, d) = self.turn
        return (a * along[0] + b * along[1], c * along[0] + d * along[1])

    def point(self, at: Point) -> Point:
        """A point of the plan, to a micrometre."""
        x, y = self.direction(at)
        return (round(x + self.shift_m[0], 6) + 0.0, round(y + self.shift_m[1], 6) + 0.0)


@dataclass(frozen=True)
class Arc:
    """The circle that a curved wall runs along, how far round it runs, and a point halfway."""

    centre: Point
    radius_m: float
    sweep_deg: float
    middle: Point


@dataclass(frozen=True)
class CapturedWall:
    """A wall, door, window or opening of a capture, seen from above as a line.

    `top` is the upper edge of a wall where that is not level, as points in space; `arc` that of a curved one.
    """

    identifier: str
    parent: str
    kind: str
    start: Point
    end: Point
    low_m: float
    high_m: float
    open: bool = False
    top: tuple[Point3, ...] = ()
    arc: Arc | None = None

    @property
    def length_m(self) -> float:
        """Its length along the plan [m]."""
        return math.dist(self.start, self.end)

    def of_kind(self, kind: str, *, is_open: bool) -> CapturedWall:
        """The same as another kind."""
        return replace(self, kind=kind, open=is_open)

    def led(self, plan: PlanFrame) -> CapturedWall:
        """The same in the building's plan, with heights above the room's own floor."""
        top = tuple((*plan.point((x, y)), z - plan.floor_z_m) for x, y, z in self.top)
        return replace(
            self,
            start=plan.point(self.start),
            end=plan.point(self.end),
            low_m=self.low_m - plan.floor_z_m,
            high_m=self.high_m - plan.floor_z_m,
            top=top,
            arc=None,  # by now it is a chain of straight walls
        )


@dataclass(frozen=True, eq=False)
class CapturedObject:
    """A piece of furniture: its box, and its own mesh where the file has one.

    Parameters
    ----------
    name
        What it is: ``dining table``, ``storage``.
    centre_m
        Middle of its box, in the capture's frame.
    across
        Direction of its own x in the plan.
    size_m
        Across, deep, tall [m].
    vertices_m, triangles
        Shape in its own frame, the base centred.
    """

    name: str
    centre_m: Point3
    across: Point
    size_m: Point3
    vertices_m: Array | None = None
    triangles: NDArray[np.int64] | None = None


@dataclass(frozen=True, eq=False)
class CapturedRoom:
    """One room of a capture; its outline runs anticlockwise seen from above, at height `floor_z_m`.

    `where` is its place in the file, such as ``rooms[2]``; empty for a file of one room. `ceiling_z_m` is the
    height of a flat ceiling, where the file has one.
    """

    outline: Array
    floor_z_m: float
    walls: tuple[CapturedWall, ...]
    openings: tuple[CapturedWall, ...] = ()
    objects: tuple[CapturedObject, ...] = ()
    name: str = ""
    use: str = ""
    story: int = 0
    where: str = ""
    ceiling_z_m: float | None = None

    @property
    def identifiers(self) -> frozenset[str]:
        """What its walls are called, by which the same room is known in another file."""
        return frozenset(wall.identifier.upper() for wall in self.walls if len(wall.identifier) >= 32)

    def moved(self, x: float, y: float) -> CapturedRoom:
        """The same elsewhere in the plan."""
        shift = PlanFrame(shift_m=(x, y))
        return replace(
            self,
            outline=self.outline + np.array([x, y]),
            walls=tuple(wall.led(shift) for wall in self.walls),
            openings=tuple(part.led(shift) for part in self.openings),
            objects=tuple(
                replace(o, centre_m=(o.centre_m[0] + x, o.centre_m[1] + y, o.centre_m[2]))
                for o in self.objects
            ),
        )
