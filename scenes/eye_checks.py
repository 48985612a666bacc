"""Whether eyes, of views and of observers, are where there is something to see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kit.problems import Problem, warning
from scenes.configuration_model import Configuration, ObserverEntry, ViewEntry
from scenes.inside import above_floor, first_around, inside_room
from scenes.room import Room


def check_eyes(rooms: Sequence[Room], configuration: Configuration) -> list[Problem]:
    """Warnings of eyes outside sound rooms or within what stands in them, in the configuration's frame."""
    eyes: list[tuple[str, ViewEntry | ObserverEntry]] = [
        *((f"views[{index}].eye_m", view) for index, view in enumerate(configuration.views)),
        *((f"observers[{index}].eye_m", observer) for index, observer in enumerate(configuration.observers)),
    ]
    points = np.array([eye.eye_m for _, eye in eyes], dtype=np.float64).reshape(-1, 3)
    inside = np.any([inside_room(room, points) for room in rooms], axis=0)
    around: list[str | None] = [None] * len(points)
    for room in rooms:
        pieces = (*room.furniture, *room.partitions)
        for index, piece in enumerate(first_around(pieces, above_floor(room, points))):
            if piece is not None:
                around[index] = pieces[piece].name
    problems: list[Problem] = []
    for (place, eye), within_room, name in zip(eyes, inside, around, strict=True):
        named = f"The eye of {eye.name!r} at ({', '.join(f'{v:g}' for v in eye.eye_m)})"
        if not within_room:
            message = f"{named} is outside the room; it looks at the back of its surfaces."
            problems.append(warning("EYE_OUTSIDE_ROOM", place, message, "Move it into the room."))
        elif name is not None:
            solid = repr(name) if name else "furniture or a wall"
            message = f"{named} is within {solid} and sees nothing else."
            problems.append(warning("EYE_INSIDE_FURNITURE", place, message, "Move it out of there."))
    return problems


def rooms_of_eyes(rooms: Sequence[Room], configuration: Configuration) -> list[str]:
    """The room that each observer's eye is in, by name; empty where there is but one, or it is in none."""
    eyes = np.array([o.eye_m for o in configuration.observers], dtype=np.float64).reshape(-1, 3)
    names = [""] * len(eyes)
    for room in reversed(rooms if len(rooms) > 1 else []):
        names = [room.name if own else name for own, name in zip(inside_room(room, eyes), names, strict=True)]
    return names
