"""What every room reader is given and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kit.problems import Problem
from scenes.room import Room


@dataclass(frozen=True)
class RoomOverrides:
    """What a person says of a file against what it says itself."""

    units: str = "auto"
    up: str = "auto"
    mirror: bool = False
    storey: str | None = None
    room: str | None = None


@dataclass(frozen=True, eq=False)
class RoomReading:
    """What was understood of a room file.

    `room` is None when a problem is an error. `found` holds what the answer lists beside the room,
    under the contract's names: storeys, lights_found, views, north_deg, triangles.
    """

    room: Room | None
    problems: tuple[Problem, ...]
    format: str
    units: str = "m"
    found: dict[str, Any] = field(default_factory=dict)
