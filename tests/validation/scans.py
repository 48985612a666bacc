"""How well scans become rooms: simulated walks through known rooms, as a table for docs/formats-rooms.md.

Run it with `PYTHONPATH=.:tests/support python tests/validation/scans.py`. The last rows need the captures
in the folder `shared` beside the project.
"""

from __future__ import annotations

import math
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely
import shapely.affinity
from scan_rooms import ROOMS
from scan_simulator import scanned

from scenes.readers.apart import read_apart
from scenes.readers.read_room import read_room
from scenes.readers.reading import RoomOverrides
from scenes.readers.scan import MEMORY_MB, rooms_of_points
from scenes.room import Room

CAPTURES = Path(__file__).resolve().parents[2].parent / "shared" / "rooms" / "roomplan"


def rooms() -> Iterator[tuple[str, Room]]:
    """Rooms of known truth: our own, and the real captures where they are."""
    yield from ROOMS.items()
    for path in sorted(CAPTURES.glob("*.json")):
        room = read_room(path.read_bytes(), path.name).room
        if room is not None:
            yield f"Apple {path.stem}", room


def overlap(found: Room, truth: Room) -> float:
    """Intersection over union of two floors, each with its longest wall along x, in the best turn."""
    wanted, ours = (_laid_along(room) for room in (truth, found))
    turns = [shapely.affinity.rotate(ours, 90 * k, origin=(0, 0)) for k in range(4)]
    return max(
        shapely.affinity.translate(each, dx, dy).intersection(wanted).area
        / shapely.affinity.translate(each, dx, dy).union(wanted).area
        for each in turns
        for dx, dy in [
            (wanted.bounds[0] - each.bounds[0], wanted.bounds[1] - each.bounds[1]),
            (wanted.bounds[2] - each.bounds[2], wanted.bounds[3] - each.bounds[3]),
        ]
    )


def _laid_along(room: Room) -> shapely.Polygon:
    longest = max(range(len(room.outline_m)), key=lambda wall: round(room.wall_length_m(wall), 2))
    (x0, y0), (x1, y1) = room.wall_ends_m(longest)
    floor = shapely.Polygon(room.outline_m, room.holes_m)
    return shapely.affinity.rotate(floor, -math.degrees(math.atan2(y1 - y0, x1 - x0)), origin=(0, 0))


def large(count: int = 2_000_000) -> str:
    """What a PLY file of so many coloured points takes, read in a process of its own as the service does."""
    walks = [scanned(ROOMS["rectangle"], poses=120, seed=seed) for seed in range(6)]
    points = np.concatenate(walks)[:count]
    names = "".join(f"property float {axis}\n" for axis in "xyz")
    names += "".join(f"property uchar {channel}\n" for channel in ("red", "green", "blue"))
    rows = np.zeros(len(points), np.dtype([("p", "<f4", 3), ("c", "u1", 3)]))
    rows["p"], rows["c"] = points, np.random.default_rng(0).integers(150, 220, (len(points), 3))
    head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\n{names}end_header\n"
    began = time.monotonic()
    reading = read_apart(head.encode() + rows.tobytes(), "a.ply", RoomOverrides(), memory_mb=MEMORY_MB)
    wall_s, used = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    found = "no room" if reading.room is None else f"{reading.room.floor_area_m2:.2f} m2"
    return (
        f"{len(points)} points: {found}, {wall_s:.1f} s by the clock, {used.ru_utime + used.ru_stime:.1f} s "
        f"of processor time, {used.ru_maxrss / 1024:.0f} MB"
    )


def main() -> None:
    """Print one row for each room, and what very many points take."""
    print(large())
    print("| room | truth m2 | area | IoU | height | openings | confidence |\n|---|---|---|---|---|---|---|")
    for name, truth in rooms():
        found = rooms_of_points(scanned(truth), RoomOverrides(), format="points").building
        if found is None:
            print(f"| {name} | {truth.floor_area_m2:.2f} | no room | | | | |")
            continue
        room = found.rooms[0]
        area = 100 * (room.floor_area_m2 / truth.floor_area_m2 - 1)
        height = 1000 * (room.height_m - truth.height_m)
        openings = f"{len(room.openings)} of {len(truth.openings)}"
        print(
            f"| {name} | {truth.floor_area_m2:.2f} | {area:+.1f} % | {overlap(room, truth):.3f} | "
            f"{height:+.0f} mm | {openings} | {room.confidence or 0.0:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
