"""A kind of furniture: its names, standard size, how it is made, and the room it needs around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scenes.pieces.parts import Part

Size = tuple[float, float, float]
Options = Mapping[str, float]
Make = Callable[[Size, Options], list[Part]]


@dataclass(frozen=True)
class Clearance:
    """What is to stay free around a piece [m], measured from its box, and why."""

    front_m: float = 0.0
    side_m: float = 0.0
    back_m: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class PieceKind:
    """A kind of piece.

    Parameters
    ----------
    name
        As configurations say it.
    size_m
        Standard size: across, deep, high.
    smallest_m, largest_m
        Beyond these it would not be believed, and the box is kept.
    make
        Makes its parts.
    main
        Roles that a stated material or reflectance of the piece is for.
    options
        Parameters it takes, each with its lowest and highest value.
    clearance
        The room it needs around it.
    against_wall
        Whether its back belongs to a wall.
    hangs
        Whether it may hang on a wall or from the ceiling.
    long_axis
        Along which of its axes it is always longer; a box that is longer the other way is turned.
    """

    name: str
    size_m: Size
    smallest_m: Size
    largest_m: Size
    make: Make
    main: tuple[str, ...]
    clearance: Clearance = field(default_factory=Clearance)
    options: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    against_wall: bool = False
    hangs: bool = False
    long_axis: str | None = None
