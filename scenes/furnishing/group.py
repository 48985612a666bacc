"""What is placed together: pieces in a frame of their own, the floor they need, and where they like to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scenes.pieces.kinds import KINDS

Size = tuple[float, float, float]

WALL, MIDDLE = "wall", "middle"
FLAT = ("rug",)  # lies beneath others
ON_WALLS = ("television", "mirror")
LIGHT = ("chair", "stool", "office chair", "armchair")  # a person moves it out of the way


@dataclass(frozen=True)
class Member:
    """A piece of a group.

    Parameters
    ----------
    piece
        Its kind.
    size_m
        Across, deep, high.
    along_m, away_m
        Its centre: along the wall from the group's middle, and away from the wall, or in a group that stands
        free, from the middle too.
    turned_deg
        0 looks away from the wall, 180 towards it; anticlockwise seen from above.
    base_m
        Height of its underside.
    optional
        Whether the group stands without it where it does not fit.
    reached
        Whether somebody must be able to walk to its front.
    front_m
        How far the floor must go on before its front; None takes what its kind asks to be free of others.
    options
        Of its kind.
    """

    piece: str
    size_m: Size
    along_m: float = 0.0
    away_m: float = 0.0
    turned_deg: float = 0.0
    base_m: float = 0.0
    optional: bool = False
    reached: bool = True
    front_m: float | None = None
    options: Mapping[str, float] = field(default_factory=dict)

    @property
    def lies_above(self) -> bool:
        """Whether it hangs or lies above another member of its group."""
        return self.optional and self.base_m > 0.0

    @property
    def hangs(self) -> bool:
        """Whether it needs a wall to hang on."""
        return self.piece in ON_WALLS

    @property
    def free_m(self) -> float:
        """Floor before its front that stays free [m]."""
        return self.clear_m if self.front_m is None else self.front_m

    @property
    def clear_m(self) -> float:
        """How far before its front no other piece stands [m]."""
        return KINDS[self.piece].clearance.front_m


@dataclass(frozen=True)
class Free:
    """Floor in the group's frame that nothing may stand on: its middle, its width and its depth [m]."""

    along_m: float
    away_m: float
    width_m: float
    depth_m: float


@dataclass(frozen=True)
class Group:
    """Pieces that are placed together.

    Parameters
    ----------
    kind
        The piece it is about; a room that has one keeps its own.
    members
        Those that must stand first, then the optional ones in the order in which they are tried.
    free
        Floor that stays free besides what the members' kinds ask.
    stands
        ``wall``, its back to a wall; or ``middle``, free in the room.
    likes
        Weights of what `scenes.furnishing.likings` knows, positive or negative.
    bonus
        What this form of the group is worth more than others of the same wish.
    """

    kind: str
    members: tuple[Member, ...]
    free: tuple[Free, ...] = ()
    stands: str = WALL
    likes: Mapping[str, float] = field(default_factory=dict)
    bonus: float = 0.0

    @property
    def half_width_m(self) -> float:
        """Half of what those members that must stand take along the wall [m]."""
        return max(abs(m.along_m) + m.size_m[0] / 2 for m in self.members if not m.optional)

    def worth(self, bonus: float) -> Group:
        """The same group with another bonus."""
        return replace(self, bonus=bonus)


@dataclass(frozen=True)
class Wish:
    """Something a room of some use should have: forms of a group, of which one is placed.

    `value` is what it is worth to have it, `times` how often it is wanted; it is not wanted where one of the
    kinds in `unless` has been placed before.
    """

    groups: Sequence[Group]
    value: float
    times: int = 1
    unless: tuple[str, ...] = ()
