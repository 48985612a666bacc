"""Where light passes between rooms: passages, open doors, open edges, glass: holes through both walls.

A wall has thickness: between the two inner faces a reveal closes the hole all round, and where one of the
rooms has glass a pane stands in it. What one room states and the other does not is cut into the other wall
too, and told. A closed door that lets nothing through stays, seen from both rooms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kit.problems import Problem, info, warning
from scenes.ceiling import wall_top_m
from scenes.facing_walls import Facing, facing_walls, in_sight
from scenes.panes import Pane, filling_of, is_open, pane_of
from scenes.room import Opening, Room

OPEN_EDGE_M = 0.3  # two wall-less edges farther apart than this are not one
LEAST_M = 0.02  # narrower and lower holes are none
SAME_OPENING = 0.2  # of the smaller of two openings back to back: what they share when they are one
TOLD_M = 0.05  # openings of one hole that differ by more than this are told
FACED = 0.5  # of its height that a window must have behind it to lead there, where nothing is stated


@dataclass(frozen=True)
class Rectangle:
    """A part of a wall: from `low_m` to `high_m` along it, `sill_m` to `head_m` above its own floor."""

    low_m: float
    high_m: float
    sill_m: float
    head_m: float

    @property
    def area_m2(self) -> float:
        """Its area, 0 where there is nothing of it [m2]."""
        return max(0.0, self.high_m - self.low_m) * max(0.0, self.head_m - self.sill_m)

    @property
    def is_hole(self) -> bool:
        """Whether it is wide and high enough for light to be worked out through it."""
        return self.high_m - self.low_m >= LEAST_M and self.head_m - self.sill_m >= LEAST_M

    def within(self, other: Rectangle) -> Rectangle:
        """What it shares with another."""
        return Rectangle(
            max(self.low_m, other.low_m),
            min(self.high_m, other.high_m),
            max(self.sill_m, other.sill_m),
            min(self.head_m, other.head_m),
        )

    def differs_m(self, other: Rectangle) -> float:
        """How far the farthest of its edges lies from the other's."""
        return max(
            abs(self.low_m - other.low_m),
            abs(self.high_m - other.high_m),
            abs(self.sill_m - other.sill_m),
            abs(self.head_m - other.head_m),
        )


@dataclass(frozen=True)
class Side:
    """One end of a hole: which wall of which room, and where in it; `opening` None is a wall-less edge.

    `faced_m` is where along the wall rooms stand behind that opening or edge, from and to [m].
    """

    room: int
    wall: int
    place: Rectangle
    opening: int | None
    faced_m: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Hole:
    """A hole through the walls of two rooms, named after the room of `one`; `pane` is the glass in it."""

    one: Side
    other: Side
    pane: Pane | None = None


def joined_rooms(
    rooms: Sequence[Room], wheres: Sequence[str]
) -> tuple[tuple[Room, ...], tuple[Hole, ...], list[Problem]]:
    """The rooms with openings on both sides of their common walls, and the holes between them.

    `wheres` is where each room stands, for the problems. Rooms come from `rooms_apart`.
    """
    joining = _Joining(list(rooms), wheres)
    behind: dict[tuple[int, int], list[Facing]] = {}
    for facing in facing_walls(rooms):
        behind.setdefault((facing.room, facing.wall), []).append(facing)
    for (number, wall), facings in sorted(behind.items()):
        for index in [i for i, o in enumerate(rooms[number].openings) if o.wall == wall]:
            place = rectangle_of(rooms[number].openings[index])
            for facing in in_sight(facings, rooms, place.sill_m, place.head_m):
                joining.join(facing, index)
        if rooms[number].finish_of(f"wall:{wall}").open:
            for facing in in_sight(facings, rooms, 0.0, rooms[number].height_m):
                if facing.gap_m <= OPEN_EDGE_M:
                    joining.join(facing, None)
    holes = [
        replace(
            hole,
            one=_with_faced(hole.one, behind, joining.rooms),
            other=_with_faced(hole.other, behind, joining.rooms),
        )
        for hole in joining.holes
    ]
    return tuple(joining.rooms), tuple(holes), joining.problems


def _with_faced(side: Side, behind: dict[tuple[int, int], list[Facing]], rooms: Sequence[Room]) -> Side:
    """A side with what is behind its opening."""
    room = rooms[side.room]
    place = _whole(room, side.wall) if side.opening is None else rectangle_of(room.openings[side.opening])
    facings = in_sight(behind.get((side.room, side.wall), []), rooms, place.sill_m, place.head_m)
    ends = [(max(place.low_m, f.low_m), min(place.high_m, f.high_m)) for f in facings]
    return replace(side, faced_m=tuple((low, high) for low, high in ends if low < high))


class _Joining:
    """The rooms while they are joined."""

    def __init__(self, rooms: list[Room], wheres: Sequence[str]) -> None:
        self.rooms = rooms
        self.wheres = wheres
        self.holes: list[Hole] = []
        self.problems: list[Problem] = []
        self._done: set[tuple[int, int, int | None, int, int, int | None]] = set()

    def join(self, facing: Facing, index: int | None) -> None:
        """Lead an opening (or the wall-less edge) of a wall through to the wall behind it."""
        other = self.rooms[facing.other_room]
        place = self._place(facing.room, facing.wall, index)
        if facing.is_part:
            place = replace(
                place, low_m=max(place.low_m, facing.low_m), high_m=min(place.high_m, facing.high_m)
            )
        behind = _beyond(place, facing).within(_whole(other, facing.other_wall))
        if not behind.is_hole:
            return
        met = self._met(facing, behind)
        if not met:
            self._cut(facing, index, behind)
            return
        for partner in met:
            known = (facing.room, facing.wall, index, facing.other_room, facing.other_wall, partner)
            if known in self._done:
                continue
            self._done |= {known, (*known[3:], *known[:3])}
            self._meet(facing, index, partner, behind)

    def _meet(self, facing: Facing, index: int | None, partner: int | None, behind: Rectangle) -> None:
        """Join two openings (or wall-less edges) back to back, or close them both."""
        own = None if index is None else self.rooms[facing.room].openings[index]
        found = None if partner is None else self.rooms[facing.other_room].openings[partner]
        filling = filling_of(own, found)
        if filling is None:
            if self._passes(own) or self._passes(found):
                self._close(facing, index, partner)
            else:
                self._lost(facing, index, partner)
            return
        if filling.differ:
            named = self._named(facing.room, facing.wall, index)
            message = (
                f"{named} and what {self.rooms[facing.other_room].name!r} has there differ: {filling.differ}."
            )
            where = self._where(facing.room, facing.wall, index)
            self.problems.append(info("OPENINGS_DIFFER", where, message, "State the same in both rooms."))
        shared = behind.within(self._place(facing.other_room, facing.other_wall, partner))
        if shared.is_hole:
            self._add(facing, index, partner, shared, behind, filling.pane)

    @staticmethod
    def _passes(opening: Opening | None) -> bool:
        return opening is None or is_open(opening)

    def _place(self, number: int, wall: int, index: int | None) -> Rectangle:
        """Where an opening is in its wall; the whole wall for a wall-less edge."""
        if index is None:
            return _whole(self.rooms[number], wall)
        return rectangle_of(self.rooms[number].openings[index])

    def _met(self, facing: Facing, behind: Rectangle) -> list[int | None]:
        """What the wall behind has where an opening leads to; None is a wall-less edge."""
        other = self.rooms[facing.other_room]
        found: list[int | None] = []
        for index, opening in enumerate(other.openings):
            if not opening.in_wall or opening.wall != facing.other_wall:
                continue
            own = rectangle_of(opening)
            shared = behind.within(own)
            if shared.is_hole and shared.area_m2 > SAME_OPENING * min(own.area_m2, behind.area_m2):
                found.append(index)
        if not found and other.finish_of(f"wall:{facing.other_wall}").open:
            found.append(None)
        return found

    def _cut(self, facing: Facing, index: int | None, behind: Rectangle) -> None:
        """Cut what one room states into the other's wall as well, and tell."""
        room, other = self.rooms[facing.room], self.rooms[facing.other_room]
        opening = None if index is None else room.openings[index]
        pane = pane_of(opening)
        is_window = opening is not None and opening.kind == "window"
        if is_window and not (pane and self._is_faced(facing, index, behind)):
            self._glass(facing.room, facing.wall, index)
            return
        taken = [
            o
            for o in other.openings
            if o.in_wall and o.wall == facing.other_wall and behind.within(rectangle_of(o)).is_hole
        ]
        if taken:
            message = (
                f"{self._named(facing.room, facing.wall, index)} leads to wall {facing.other_wall} of "
                f"{other.name!r}, where a {taken[0].kind} is in the way; light is lost there."
            )
            where = self._where(facing.room, facing.wall, index)
            self.problems.append(warning("OPENING_NOT_JOINED", where, message, "Move one of the two."))
            return
        made = Opening(
            "passage" if opening is None else opening.kind,
            facing.other_wall,
            behind.low_m,
            behind.high_m - behind.low_m,
            behind.sill_m,
            behind.head_m - behind.sill_m,
            open=opening is not None and opening.open,
            transmittance=None if opening is None else opening.transmittance,
        )
        self.rooms[facing.other_room] = replace(other, openings=(*other.openings, made))
        partner = len(other.openings)
        known = (facing.room, facing.wall, index, facing.other_room, facing.other_wall, partner)
        self._done |= {known, (*known[3:], *known[:3])}
        message = (
            f"{self._named(facing.room, facing.wall, index)} leads to {other.name!r}, which states nothing "
            f"there; it is cut into wall {facing.other_wall} of that room too."
        )
        where = self._where(facing.room, facing.wall, index)
        self.problems.append(info("OPENING_CUT_THROUGH", where, message, "State it in both rooms."))
        if pane or self._passes(opening):
            self._add(facing, index, partner, behind, behind, pane)

    def _is_faced(self, facing: Facing, index: int | None, behind: Rectangle) -> bool:
        """Whether a window leads to the wall behind it, and not over or under it to the open."""
        place = self._place(facing.room, facing.wall, index)
        return behind.head_m - behind.sill_m >= FACED * (place.head_m - place.sill_m)

    def _add(
        self,
        facing: Facing,
        index: int | None,
        partner: int | None,
        shared: Rectangle,
        wanted: Rectangle,
        pane: Pane | None,
    ) -> None:
        """A hole; `shared` is in the other room's wall, `wanted` what this side alone would have made."""
        own = _back(shared, facing)
        self.holes.append(
            Hole(
                Side(facing.room, facing.wall, own, index),
                Side(facing.other_room, facing.other_wall, shared, partner),
                pane,
            )
        )
        if index is not None and partner is not None and shared.differs_m(wanted) > TOLD_M:
            message = (
                f"{self._named(facing.room, facing.wall, index)} and what the room behind it states differ "
                f"by up to {shared.differs_m(wanted):.2f} m; light passes where both are open."
            )
            where = self._where(facing.room, facing.wall, index)
            self.problems.append(info("OPENINGS_DIFFER", where, message, "State the same in both rooms."))

    def _close(self, facing: Facing, index: int | None, partner: int | None) -> None:
        """A closed door in one of the rooms closes the hole for both."""
        sides = ((facing.room, facing.wall, index), (facing.other_room, facing.other_wall, partner))
        shut, passing = sides if not self._open_at(*sides[0]) else sides[::-1]
        number, _, at = shut
        closed = self.rooms[number].openings[at] if at is not None else None
        if closed is None:
            return
        if closed.kind == "door" and passing[2] is not None:
            self._shut(passing[0], passing[2])
            message = (
                f"{self._named(*passing)} is open, but {self.rooms[number].name!r} has a closed door there; "
                "it is taken as closed."
            )
            hint = "Say 'open' in both rooms, or in neither."
            self.problems.append(info("DOORS_DISAGREE", self._where(*passing), message, hint))
        else:
            self._not_passed_through(shut, passing)

    def _open_at(self, number: int, wall: int, index: int | None) -> bool:
        return self._passes(None if index is None else self.rooms[number].openings[index])

    def _shut(self, number: int, index: int) -> None:
        room = self.rooms[number]
        openings = list(room.openings)
        openings[index] = replace(openings[index], kind="door", open=False)
        self.rooms[number] = replace(room, openings=tuple(openings))

    def _lost(self, facing: Facing, index: int | None, partner: int | None) -> None:
        """Glass before a closed door lets light out of its room, and none in."""
        for number, wall, at in (
            (facing.room, facing.wall, index),
            (facing.other_room, facing.other_wall, partner),
        ):
            opening = None if at is None else self.rooms[number].openings[at]
            if pane_of(opening):
                self._glass(number, wall, at)

    def _not_passed_through(
        self, shut: tuple[int, int, int | None], passing: tuple[int, int, int | None]
    ) -> None:
        message = (
            f"{self._named(*passing)} is open, but {self.rooms[shut[0]].name!r} has no open door there; "
            "light that leaves through it is lost."
        )
        hint = "State the same in both rooms."
        self.problems.append(warning("OPENING_NOT_JOINED", self._where(*passing), message, hint))

    def _glass(self, number: int, wall: int, index: int | None) -> None:
        message = (
            f"{self._named(number, wall, index)} has another room behind it that has no glass there; what "
            "light it lets through is lost, it does not reach that room."
        )
        hint = "State the same opening in both rooms."
        self.problems.append(warning("LIGHT_NOT_PASSED_ON", self._where(number, wall, index), message, hint))

    def _named(self, number: int, wall: int, index: int | None) -> str:
        room = self.rooms[number]
        if index is None:
            return f"The open wall {wall} of {room.name!r}"
        return f"The {room.openings[index].kind} in wall {wall} of {room.name!r}"

    def _where(self, number: int, wall: int, index: int | None) -> str:
        place = f"surfaces.wall:{wall}" if index is None else f"openings[{index}]"
        return f"{self.wheres[number]}.{place}"


def rectangle_of(opening: Opening) -> Rectangle:
    """Where an opening is in its wall."""
    return Rectangle(
        opening.offset_m,
        opening.offset_m + opening.width_m,
        opening.sill_m,
        opening.sill_m + opening.height_m,
    )


def _whole(room: Room, wall: int) -> Rectangle:
    """All of a wall that is a rectangle."""
    length = room.wall_length_m(wall)
    return Rectangle(0.0, length, 0.0, wall_top_m(room, wall, 0.0, length))


def _beyond(place: Rectangle, facing: Facing) -> Rectangle:
    """A part of a wall as the wall behind has it."""
    ends = sorted((facing.on_other_m(place.low_m), facing.on_other_m(place.high_m)))
    return Rectangle(ends[0], ends[1], place.sill_m - facing.rise_m, place.head_m - facing.rise_m)


def _back(place: Rectangle, facing: Facing) -> Rectangle:
    """A part of the wall behind as this wall has it."""
    first = facing.on_other_m(0.0)
    step = facing.on_other_m(1.0) - first
    ends = sorted(((place.low_m - first) / step, (place.high_m - first) / step))
    return Rectangle(ends[0], ends[1], place.sill_m + facing.rise_m, place.head_m + facing.rise_m)
