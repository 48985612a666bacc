"""Electric power of each room: of what hangs in it, in all and per square metre."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from render.energy import total_w
from scenes.scene import Scene


def power_of_rooms(scene: Scene, powers_w: Sequence[float | None]) -> list[dict[str, Any]]:
    """Area, power [W] and power density [W/m2] of each room; None where a luminaire's power is unknown.

    `powers_w` is that of each luminaire of the scene.
    """
    alone = len(scene.rooms) == 1
    rooms = []
    for room in scene.rooms:
        own = [
            power
            for placed, power in zip(scene.luminaires, powers_w, strict=True)
            if alone or placed.room == room.name
        ]
        power = total_w(own)
        rooms.append(
            {
                "name": room.name,
                "use": room.use,
                "storey": room.storey,
                "floor_area_m2": room.floor_area_m2,
                "power_w": power,
                "power_density_w_m2": None if power is None else power / room.floor_area_m2,
            }
        )
    return rooms
