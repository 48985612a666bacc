"""What of rooms an STF file cannot hold, told in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from kit.problems import Problem, info
from scenes.room import Room
from scenes.use_of_name import use_of_name


def check_lost(rooms: Sequence[Room], *, more_planes: bool = False) -> list[Problem]:
    """What the format cannot hold of rooms.

    Parameters
    ----------
    more_planes
        Whether there are measuring planes beside the one over each floor that the format holds.
    """
    lost = {**_lost_of_shells(rooms), **_lost_of_contents(rooms), "further measuring planes": more_planes}
    named = [what for what, there in lost.items() if there]
    if not named:
        return []
    message = f"STF cannot hold {'; '.join(named)}."
    return [info("STF_CANNOT_HOLD", "rooms", message, "Our own file holds these.")]


def _lost_of_shells(rooms: Sequence[Room]) -> dict[str, bool]:
    finishes = [finish for room in rooms for finish in room.finishes.values()]
    openings = [opening for room in rooms for opening in room.openings]
    return {
        "columns and shafts": any(room.holes_m for room in rooms),
        "stairwells": any(each.kind == "stairwell" for each in openings),
        "ceilings that are not flat": any(
            room.slopes or room.ceiling_vertices_m is not None for room in rooms
        ),
        "edges without a wall": any(finish.open for finish in finishes),
        "storeys and the heights of their floors": any(room.storey or room.elevation_m for room in rooms),
        "uses that the rooms' names do not say": any(
            room.use and room.use != use_of_name(room.name) for room in rooms
        ),
        "how much light windows and doors let through": any(
            each.transmittance is not None for each in openings
        ),
        "open doors, which are written as passages": any(
            each.kind == "door" and each.open for each in openings
        ),
        "colours and materials, of which the luminous reflectance is written": any(
            finish.material is not None or len(set(finish.reflectance_rgb or ())) > 1 for finish in finishes
        ),
    }


def _lost_of_contents(rooms: Sequence[Room]) -> dict[str, bool]:
    pieces = [(room, index) for room in rooms for index in range(len(room.furniture))]
    finishes = [room.furniture_finish(index) for room, index in pieces]
    meshes = [room.furniture[index] for room, index in pieces]
    return {
        "walls that stand in a room, which are written as furniture": any(room.partitions for room in rooms),
        "openings in these": any(room.partition_openings for room in rooms),
        "shapes of furniture, of which the boxes are written": any(
            piece.vertices_m is not None for piece in meshes
        ),
        "what furniture reflects": any(
            finish.reflectance_rgb is not None or finish.material is not None for finish in finishes
        )
        or any(piece.appearance is not None or piece.main_triangles is not None for piece in meshes),
    }
