"""Which room of a building is meant, where one is wanted."""

from __future__ import annotations

from kit.problems import Problem, error, info
from scenes.building import Building
from scenes.room import Room


def choose_room(
    building: Building, *, room: str | None = None, storey: str | None = None, where: str = "room"
) -> tuple[Room | None, list[Problem]]:
    """The room of that name or number, on that storey; without a name the only one, or the largest.

    Taking the largest of several is told, with the others as repairs; None where there is no such room.
    """
    offered = [each for each in building.rooms if storey is None or each.storey == storey]
    if storey is not None and not offered:
        known = ", ".join(repr(each.name) for each in building.storeys) or "none"
        message = f"There is no room on a storey {storey!r}; the file has {known}."
        problem = error("UNKNOWN_STOREY", f"{where}.storey", message, "Name one of these.")
        lived_in = dict.fromkeys(each.storey for each in building.rooms if each.storey)
        return None, [problem.offering(*({"storey": name} for name in list(lived_in)[:30]))]
    if not offered:
        message = "The file holds no room; one was expected."
        return None, [error("NO_ROOM_FOUND", where, message, "Draw the room, or upload another file.")]
    names = [each.name for each in offered]
    if room is not None:
        found = building.room_named(room)
        if found is not None and any(found is each for each in offered):
            return found, []
        message = f"There is no room {room!r}; the file has {', '.join(map(repr, names[:30]))}."
        problem = error("UNKNOWN_ROOM", f"{where}.room", message, "Name one of these.")
        return None, [problem.offering(*({"room": name} for name in names[:30]))]
    if len(offered) == 1:
        return offered[0], []
    largest = max(offered, key=lambda each: each.floor_area_m2)
    message = (
        f"The file holds {len(offered)} rooms and none is named; the largest, {largest.name!r} of "
        f"{largest.floor_area_m2:.2f} m2, is taken."
    )
    problem = info("ROOM_CHOSEN", f"{where}.room", message, "Name the one that is meant.")
    return largest, [problem.offering(*({"room": name} for name in names[:30] if name != largest.name))]
