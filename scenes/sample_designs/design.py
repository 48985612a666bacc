"""A sample as its script states it: rooms written out, what hangs in them, how it burns and what is asked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Entry = dict[str, Any]
Point2 = tuple[float, float]
Point3 = tuple[float, float, float]
Size = tuple[float, float, float]

WIDE_PX = (1280, 720)
# what stands before an opening, how far it reaches beside, below and above it, and how deep it is
FRAMES_M = {"window": ("window frame", 0.03, 0.04, 0.02, 0.035), "door": ("door leaf", 0.06, 0.0, 0.06, 0.08)}


@dataclass(frozen=True)
class Design:
    """One sample.

    Parameters
    ----------
    name
        What its files are called.
    title, note
        A few words and one line for a shopper, by language (``en``, ``zh``).
    rooms
        Entries of `room` or `rooms` of a configuration, each with its `use`.
    placements, scenes, planes, views, observers
        As a configuration states them; the first view and the first scene are the ones that are shown.
    """

    name: str
    title: Mapping[str, str]
    note: Mapping[str, str]
    rooms: Sequence[Entry]
    placements: Sequence[Entry]
    scenes: Mapping[str, Entry]
    planes: Sequence[Entry]
    views: Sequence[Entry]
    observers: Sequence[Entry] = ()

    @property
    def room_filename(self) -> str:
        """The file with the rooms alone, which a person may upload."""
        return f"{self.name}.json"

    def room_file(self) -> Entry:
        """A configuration that holds the rooms and nothing else."""
        rooms: Entry = {"room": self.rooms[0]} if len(self.rooms) == 1 else {"rooms": list(self.rooms)}
        return {"lampyris": 1, "name": self.title["en"], **rooms}

    def configuration(self) -> Entry:
        """What hangs in the rooms of the room file."""
        upload: Entry = {"upload": self.room_filename}
        rooms: Entry = {"room": upload} if len(self.rooms) == 1 else {"rooms": [upload]}
        seen: Entry = {"observers": list(self.observers)} if self.observers else {}
        return {
            "lampyris": 1,
            "name": self.title["en"],
            **rooms,
            "placements": list(self.placements),
            "scenes": dict(self.scenes),
            "calculation": {"maintenance_factor": 0.8, "planes": list(self.planes)},
            **seen,
            "views": list(self.views),
        }

    def floor_area_m2(self) -> float:
        """Area of all floors (shoelace formula)."""
        return round(sum(_area_m2(room["outline_m"]) for room in self.rooms), 1)


def _area_m2(outline_m: Sequence[Sequence[float]]) -> float:
    after = [*outline_m[1:], outline_m[0]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(outline_m, after, strict=True)) / 2


def rectangle(x: float, y: float, width: float, depth: float) -> list[list[float]]:
    """A rectangle from its lower left corner: wall 0 below, 1 right, 2 above, 3 left."""
    right, top = round(x + width, 6), round(y + depth, 6)
    return [[x, y], [right, y], [right, top], [x, top]]


def piece(kind: str, at_m: Point2, *, turned_deg: float = 0.0, base_m: float = 0.0, **rest: Any) -> Entry:
    """A piece of our shelf, the middle of its base at a place; its front looks along -y before it is turned.

    `rest` are keys of a furniture entry: `name`, `box_m`, `options`, `finishes`, `material`, `reflectance`.
    """
    turned = {"rotation_deg": float(turned_deg)} if turned_deg else {}
    return {
        "name": kind,
        "piece": kind,
        "position_m": [*at_m, base_m],
        **turned,
        **{key: list(value) if isinstance(value, tuple) else value for key, value in rest.items()},
    }


def made_of(
    material: str | None = None, rgb: tuple[float, float, float] | float | None = None
) -> dict[str, Any]:
    """A finish: a material of the shelf, a reflectance, or a material in a colour."""
    colour = list(rgb) if isinstance(rgb, tuple) else rgb
    return {
        key: value for key, value in (("material", material), ("reflectance", colour)) if value is not None
    }


def opening(
    kind: str,
    wall: int,
    offset_m: float,
    width_m: float,
    height_m: float,
    *,
    sill_m: float = 0.0,
    **rest: Any,
) -> Entry:
    """A door, window or passage; `open=True` for a door that stands open."""
    return {
        "kind": kind,
        "wall": wall,
        "offset_m": offset_m,
        "width_m": width_m,
        "sill_m": sill_m,
        "height_m": height_m,
        **rest,
    }


def joinery(
    outline: Sequence[Sequence[float]], openings: Sequence[Entry], *, left: bool = False
) -> list[Entry]:
    """The frames of a room's windows and the leaves of its closed doors, before each; handles to one side."""
    found = []
    for entry in openings:
        if entry["kind"] not in FRAMES_M or entry.get("open") or "wall" not in entry:
            continue
        kind, beside_m, below_m, above_m, deep_m = FRAMES_M[entry["kind"]]
        a, b = (np.array(outline[(entry["wall"] + k) % len(outline)], float) for k in range(2))
        along = (b - a) / np.linalg.norm(b - a)
        inwards = np.array([-along[1], along[0]])
        at = a + along * (entry["offset_m"] + entry["width_m"] / 2) + inwards * (deep_m / 2 + 0.004)
        found.append(
            piece(
                kind,
                (round(float(at[0]), 4), round(float(at[1]), 4)),
                turned_deg=round(math.degrees(math.atan2(along[1], along[0])) % 360 + 180, 3) % 360,
                base_m=round(entry["sill_m"] - below_m, 4),
                box_m=(
                    round(entry["width_m"] + 2 * beside_m, 4),
                    deep_m,
                    round(entry["height_m"] + below_m + above_m, 4),
                ),
                **({"options": {"left": 1}} if left and kind == "door leaf" else {}),
            )
        )
    return found


def light(name: str, luminaire: str, at_m: Point3, circuit: str, **rest: Any) -> Entry:
    """One luminaire; `rest` are keys of a placement: `variant`, `bulb`, `rotation_deg`, `aim_m`..."""
    return {
        "id": name,
        "luminaire": luminaire,
        "position_m": list(at_m),
        "circuit": circuit,
        **{key: list(value) if isinstance(value, tuple) else value for key, value in rest.items()},
    }


def lights(
    name: str, luminaire: str, places_m: Sequence[Point2], height_m: float, circuit: str, **rest: Any
) -> list[Entry]:
    """Several of one luminaire at one height, numbered from 1."""
    return [
        light(f"{name} {index + 1}", luminaire, (*place, height_m), circuit, **rest)
        for index, place in enumerate(places_m)
    ]


def burning(hours_per_year: float, **dimming: float) -> Entry:
    """A lighting scene: how bright each circuit burns; an underscore in a name stands for a space."""
    circuits = {name.replace("_", " "): {"dimming": value} for name, value in dimming.items()}
    return {"hours_per_year": hours_per_year, "circuits": circuits}


def work_plane(name: str = "work plane", *, room: str | None = None, height_m: float = 0.75) -> Entry:
    """A grid over a room's floor."""
    of = {} if room is None else {"room": room}
    return {"name": name, **of, "height_m": height_m, "spacing_m": 0.25}


def task_area(
    name: str, corner_m: Point2, size_m: Point2, height_m: float, *, room: str | None = None
) -> Entry:
    """A level rectangle, such as the top of a desk, from its lower left corner; its points look up."""
    of = {} if room is None else {"room": room}
    return {
        "name": name,
        **of,
        "origin_m": [*corner_m, height_m],
        "u_m": [size_m[0], 0.0, 0.0],
        "v_m": [0.0, size_m[1], 0.0],
        "spacing_m": 0.1,
    }


def view(
    name: str, eye_m: Point2, target_m: Point3, *, fov_deg: float = 75.0, eye_height_m: float = 1.5
) -> Entry:
    """A camera, 1.5 m above the floor when nothing else is said."""
    return {
        "name": name,
        "eye_m": [*eye_m, eye_height_m],
        "target_m": list(target_m),
        "fov_deg": fov_deg,
        "size_px": list(WIDE_PX),
    }
