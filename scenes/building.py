"""A building: the rooms of one file in a common frame, and what else was found in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from scenes.room import Finish, Point, Room
from scenes.votes import Choice

LONGEST_NUMBER = 6  # digits of a room's number

Point3 = tuple[float, float, float]


@dataclass(frozen=True)
class Storey:
    """A level of a building: height of its floor above z = 0, and up to the next floor where stated [m]."""

    name: str
    elevation_m: float
    height_m: float | None = None


@dataclass(frozen=True)
class Wall:
    """A wall as files draw it, from which rooms may be rebuilt.

    Parameters
    ----------
    start_m, end_m
        Ends of its axis, in the building's frame.
    thickness_m
        Full thickness, half of it on each side of the axis.
    height_m, height_at_end_m
        At the start, and at the end where that differs (a sloped wall) [m].
    elevation_m
        Height of its foot [m].
    arc_deg
        Angle of the arc that it runs along, anticlockwise from start to end positive; 0 is straight.
    storey
        Name of its storey.
    left, right
        Finish of the side to the left and right of the way from start to end.
    name
        What the file calls it.
    """

    start_m: Point
    end_m: Point
    thickness_m: float
    height_m: float
    height_at_end_m: float | None = None
    elevation_m: float = 0.0
    arc_deg: float = 0.0
    storey: str = ""
    left: Finish = field(default_factory=Finish)
    right: Finish = field(default_factory=Finish)
    name: str = ""


@dataclass(frozen=True)
class WallOpening:
    """A door, window or passage as files draw it: a box in the plan that cuts through whatever wall is there.

    Parameters
    ----------
    kind
        ``window``, ``door`` or ``passage``.
    centre_m
        Middle of its outline in the plan [m].
    width_m, depth_m
        Along the wall, and through it [m].
    sill_m, height_m
        Its lower edge above the storey's floor, and its own height [m].
    angle_deg
        Direction of its width, anticlockwise from x.
    open
        Whether a door stands open.
    storey, name
        Name of its storey; what the file calls it.
    transmittance
        Of its glass, as `Opening` has it; None where the file does not say.
    """

    kind: str
    centre_m: Point
    width_m: float
    depth_m: float
    sill_m: float
    height_m: float
    angle_deg: float = 0.0
    open: bool = False
    storey: str = ""
    name: str = ""
    transmittance: float | None = None


@dataclass(frozen=True)
class LightFound:
    """A lamp that a file says is there: where, its power and flux where stated; never its distribution."""

    name: str
    position_m: Point3
    room: str = ""
    power_w: float | None = None
    luminous_flux_lm: float | None = None


@dataclass(frozen=True)
class ViewFound:
    """A camera that a file holds; the field of view is horizontal."""

    name: str
    eye_m: Point3
    target_m: Point3
    fov_deg: float = 70.0


@dataclass(frozen=True, eq=False)
class Building:
    """What a file holds: rooms in one frame (metres, z up), and what was found beside them.

    Parameters
    ----------
    rooms
        With names that differ; each floor at its own `elevation_m`.
    storeys, walls, lights, views
        As found. Walls are kept for their thickness and for drawing what was understood.
    openings
        Doors, windows and passages as the file draws them, each once, though it may be in two rooms' walls.
    north_deg
        Direction of north, anticlockwise from y; None where nobody says.
    triangles
        Of all meshes in the file.
    choices
        What was chosen from evidence: unit, up axis, mirroring, drawing, layers.
    """

    rooms: tuple[Room, ...] = ()
    storeys: tuple[Storey, ...] = ()
    walls: tuple[Wall, ...] = ()
    openings: tuple[WallOpening, ...] = ()
    lights: tuple[LightFound, ...] = ()
    views: tuple[ViewFound, ...] = ()
    north_deg: float | None = None
    triangles: int = 0
    choices: tuple[Choice, ...] = ()

    def room_named(self, name: str) -> Room | None:
        """The room with that name, or with that number in the file's order (``"0"``)."""
        for room in self.rooms:
            if room.name == name:
                return room
        if name.isdecimal() and len(name) <= LONGEST_NUMBER and int(name) < len(self.rooms):
            return self.rooms[int(name)]
        return None


def only_room(building: Building, name: str | None) -> Building:
    """The building with that room alone; all of it without a name, or where there is no such room."""
    room = None if name is None else building.room_named(name)
    return building if room is None else replace(building, rooms=(room,))


def named_apart(
    rooms: Iterable[Room], *, otherwise: str = "Room", taken: Iterable[str] = ()
) -> tuple[Room, ...]:
    """The same rooms with names that differ: "Bedroom", "Bedroom 2"; unnamed ones are "Room", "Room 2".

    Names in `taken` are those of other rooms. A slash, which stands between a room and its surfaces
    (``Kitchen/wall:3``), becomes a dash.
    """
    rooms = list(rooms)
    wanted = [" ".join(room.name.replace("/", "-").split()) or otherwise for room in rooms]
    given = set(taken)
    named = []
    for room, name in zip(rooms, wanted, strict=True):
        own, count = name, 1
        while own in given or (count > 1 and own in wanted):
            count += 1
            own = f"{name} {count}"
        given.add(own)
        named.append(replace(room, name=own))
    return tuple(named)
