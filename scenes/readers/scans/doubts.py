"""What a scan leaves in doubt, in words, with the repairs that a person may choose."""

from __future__ import annotations

from collections.abc import Sequence

from kit.problems import Problem, error, info, warning
from scenes.readers.scans.holes import Hole
from scenes.room import Room

NO_CEILING_M = 2.50
SEEN_WALL = 0.6
SURE_ENOUGH = 0.6


def too_little(message: str) -> Problem:
    """An error: there is no room in what was seen."""
    hint = "Scan again: walk along all walls, and look at the floor and the ceiling; or draw the room."
    return error("TOO_LITTLE_SEEN", "room", f"Not enough of the room was seen. {message}", hint)


def too_little_seen(seen: float, covered: float, area_m2: float) -> Problem:
    """An error: the outline would be a guess."""
    message = (
        f"An outline of {area_m2:.1f} m2 would be a guess: {100 * seen:.0f} % of its walls were seen and "
        f"{100 * covered:.0f} % of its floor or ceiling."
    )
    return too_little(message)


def no_ceiling(height_m: float | None) -> Problem:
    """A warning: how high the room is remains unknown."""
    if height_m is None:
        return warning(
            "NO_CEILING_IN_FILE", "ceiling", "The scan shows no ceiling.", "Look up while scanning."
        )
    message = f"The scan shows no ceiling; a flat one is taken at {height_m:.2f} m."
    problem = warning("NO_CEILING_IN_FILE", "ceiling", message, "Say how high it is.", height_m=height_m)
    return problem.offering({"height_m": 2.4}, {"height_m": 2.5}, {"height_m": 2.7})


def left_out(area_m2: float) -> Problem:
    """A remark on what was seen of a room next door."""
    message = f"{area_m2:.1f} m2 of another room were seen, too little to know it by; they are left out."
    return info("ROOM_NEXT_DOOR_LEFT_OUT", "rooms", message, "Scan that room too, if it is wanted.")


def check_scan_room(room: Room, *, holes: Sequence[Hole], corridor: bool, has_ceiling: bool) -> list[Problem]:
    """Everything that is in doubt of one scanned room."""
    problems = [] if has_ceiling else [no_ceiling(room.height_m)]
    problems += _unseen_walls(room)
    sure = room.confidence or 0.0
    if sure < SURE_ENOUGH:
        why = "it is a corridor, where scans are often wrong" if corridor else "too little of it was seen"
        message = f"The outline of {room.name!r} is unsure ({100 * sure:.0f} %): {why}."
        hint = "Compare its lengths with a tape measure, and correct them; or scan the room again."
        problems.append(warning("LOW_CONFIDENCE", room.name, message, hint))
    if holes:
        least = min(hole.confidence for hole in holes)
        kinds = ", ".join(
            f"{hole.opening.kind} {hole.opening.width_m:.2f} x {hole.opening.height_m:.2f} m"
            for hole in holes
        )
        message = (
            f"{len(holes)} openings of {room.name!r} are holes in what was seen of its walls ({kinds}), "
            f"good to 5 cm; the least sure is so by {100 * least:.0f} %."
        )
        problems.append(info("OPENINGS_FROM_SCAN", "openings", message, "Add doors that were closed."))
    if room.furniture:
        message = f"{len(room.furniture)} pieces in {room.name!r} are boxes around what was seen."
        problems.append(info("FURNITURE_FROM_SCAN", "furniture", message, "Name them, or put others there."))
    return problems


def _unseen_walls(room: Room) -> list[Problem]:
    """Walls of which little was seen: open edges that may be walls, and walls that may be open."""
    opened = [k for k in range(len(room.outline_m)) if room.finish_of(f"wall:{k}").open]
    little = [k for k, share in enumerate(room.coverage or ()) if share < SEEN_WALL and k not in opened]
    problems = []
    if opened:
        length = sum(room.wall_length_m(k) for k in opened)
        names = [f"{room.name}/wall:{k}" for k in opened]
        message = (
            f"The outline is open: no wall was seen along {length:.2f} m of it ({', '.join(names[:20])}), as "
            "towards a corridor; light leaves there."
        )
        hint = "Say which of them are walls, or scan them."
        problem = warning("PARTIAL_SCAN", names[0], message, hint, closed_walls=names)
        problems.append(problem.offering(*({"closed_walls": [name]} for name in names if len(names) > 1)))
    for k in little:
        name = f"{room.name}/wall:{k}"
        message = f"{100 * (room.coverage or ())[k]:.0f} % of {name} was seen; it is taken as a wall."
        problem = warning("PARTIAL_SCAN", name, message, "Say if it is open.", open_walls=[name])
        problems.append(problem)
    return problems
