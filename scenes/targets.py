"""What standards ask of the light in a room of a certain use, and whether measures meet it.

The values are in ``targets.toml``, each with its source and how we know it; docs/targets.md shows them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kit.problems import Problem, info

FILE = Path(__file__).parent / "targets.toml"
NEAR_HEIGHT_M = 0.12  # a plane this near the height that is asked for stands for it
STANDARD_ERRORS = 2.0  # nearer than this to the target, chance decides
MET, MISSED, UNCLEAR, NOT_MEASURED = "met", "missed", "unclear", "not measured"


@dataclass(frozen=True)
class Source:
    """A standard: how it is called, its title and the year of its edition."""

    name: str
    title: str
    year: int


@dataclass(frozen=True)
class Target:
    """One row of a standard.

    Parameters
    ----------
    use, task
        Use of the room, and what is done there; ``general`` is the room as a whole.
    height_m
        Of the plane above the floor.
    illuminance_lx
        Maintained mean.
    uniformity, unified_glare_rating, colour_rendering_index
        Least minimum ÷ mean, highest UGR, least Ra; None where nothing is asked.
    plane
        Words in the names of planes that stand for this task; without any, every other plane at that height.
    stands_for_all
        Whether a plane without such a word stands for it too.
    local
        Whether local light may help to reach it.
    source
        Where it stands.
    seen
        ``seen`` in public sources that cite it, or ``our advice``.
    seen_at
        Where these sources are.
    """

    use: str
    task: str
    height_m: float
    illuminance_lx: float
    source: Source
    seen: str
    seen_at: tuple[str, ...]
    uniformity: float | None = None
    unified_glare_rating: float | None = None
    colour_rendering_index: float | None = None
    plane: tuple[str, ...] = ()
    stands_for_all: bool = False
    local: bool = False


@dataclass(frozen=True)
class RoomToCheck:
    """A room: name, use, height of its floor in the planes' frame [m], and the least Ra of what burns there.

    `lowest_ra` is None where a luminaire's is not known.
    """

    name: str
    use: str
    elevation_m: float = 0.0
    lowest_ra: float | None = None


@cache
def _document() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def all_targets() -> tuple[Target, ...]:
    """Every row, in the order of the file."""
    document = _document()
    sources = {key: Source(**value) for key, value in document["source"].items()}
    return tuple(
        Target(
            **{key: value for key, value in row.items() if key not in ("source", "seen_at", "plane")},
            source=sources[row["source"]],
            seen_at=tuple(document["address"][key] for key in row["seen_at"]),
            plane=tuple(row.get("plane", ())),
        )
        for row in document["target"]
    )


def known_uses() -> tuple[str, ...]:
    """The uses that have targets."""
    return tuple(dict.fromkeys(target.use for target in all_targets()))


def use_called(text: str) -> str | None:
    """The use that a text means, such as ``living`` for ``Living room``; None where it is not known."""
    plain = " ".join(text.lower().split())
    for use in known_uses():
        if plain == use or plain in _document()["use_called"].get(use, ()):
            return use
    return None


def targets_of(use: str) -> tuple[Target, ...]:
    """What is asked of a room of that use; empty where nobody says."""
    called = use_called(use)
    return tuple(target for target in all_targets() if target.use == called)


def check_use(use: str, where: str) -> list[Problem]:
    """A remark where a room's use has no targets."""
    if not use or use_called(use) is not None:
        return []
    message = f"{where}.use is {use[:60]!r}, for which no targets are known; its light is not compared."
    hint = f"Known are {', '.join(known_uses())}."
    return [info("USE_UNKNOWN", f"{where}.use", message, hint)]


def compared(measures: Mapping[str, Any], rooms: Sequence[RoomToCheck]) -> list[dict[str, Any]]:
    """Measures beside what is asked of the rooms they are of.

    Parameters
    ----------
    measures
        The document of `render.measures.measure`: its planes and observers.
    rooms
        The rooms of the scene.

    Returns
    -------
    list of dict
        One entry for each value that is asked for: `room`, `use`, `task`, `quantity` (``illuminance_lx``,
        ``uniformity``, ``unified_glare_rating``, ``colour_rendering_index``), `target`, `value`,
        `standard_error`, `difference` (positive is better than asked), `status`, `measured_on`, `height_m`,
        `source`, `seen`, `local`. Within two standard errors of the target the status is ``unclear``.
    """
    entries = []
    for room in rooms:
        alone = len(rooms) == 1
        planes = [plane for plane in measures["planes"] if _is_of(plane, room, alone=alone)]
        observers = [eye for eye in measures["observers"] if _is_of(eye, room, alone=alone)]
        for target in targets_of(room.use):
            own = [plane for plane in planes if _stands_for(plane, target, room)]
            entries += _on_planes(target, room, own)
            entries += _in_room(target, room, observers)
    return entries


def _is_of(measured: Mapping[str, Any], room: RoomToCheck, *, alone: bool) -> bool:
    return alone or measured["room"] == room.name


def _stands_for(plane: Mapping[str, Any], target: Target, room: RoomToCheck) -> bool:
    """Whether a plane is where a target is asked for: its kind, its height, and the words of its name."""
    heights = [point[2] - room.elevation_m for point in plane["points_m"]]
    if plane["kind"] != "illuminance" or not heights:
        return False
    said = plane["name"].removeprefix(f"{room.name}/").lower()
    if any(word in said for word in target.plane):
        return True
    if max(abs(height - target.height_m) for height in heights) > NEAR_HEIGHT_M:
        return False
    if target.plane and not target.stands_for_all:
        return False
    return not any(word in said for other in all_targets() if other is not target for word in other.plane)


def _on_planes(
    target: Target, room: RoomToCheck, planes: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Illuminance and uniformity on each of the planes; on none, that it was not measured."""
    asked = [("illuminance_lx", "mean_lx", "mean_standard_error_lx", target.illuminance_lx)]
    if target.uniformity is not None:
        asked.append(("uniformity", "uniformity", "uniformity_standard_error", target.uniformity))
    return [
        _entry(target, room, quantity, wanted, on, value, error, higher=True)
        for quantity, key, error_key, wanted in asked
        for on, value, error in (
            [(plane["name"], plane[key], plane[error_key]) for plane in planes] or [(None, None, None)]
        )
    ]


def _in_room(
    target: Target, room: RoomToCheck, observers: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Glare of those who do the task, and, with a use's first row, colour rendering of what burns."""
    first = target is targets_of(room.use)[0]
    entries = []
    if target.unified_glare_rating is not None:
        found = [
            (eye["name"], eye["ugr"], eye["ugr_standard_error"])
            for eye in observers
            if eye["ugr"] is not None and target is _task_of(eye, room)
        ]
        entries += [
            _entry(target, room, "unified_glare_rating", target.unified_glare_rating, on, value, error)
            for on, value, error in found or [(None, None, None)]
        ]
    if target.colour_rendering_index is not None and first:
        wanted = target.colour_rendering_index
        on = None if room.lowest_ra is None else "luminaires"
        entries.append(
            _entry(target, room, "colour_rendering_index", wanted, on, room.lowest_ra, None, higher=True)
        )
    return entries


def _task_of(observer: Mapping[str, Any], room: RoomToCheck) -> Target:
    """The row that an observer's glare is compared with: that of the task its name says, or the first."""
    rows = targets_of(room.use)
    return next((row for row in rows if _does(observer, row)), rows[0])


def _does(observer: Mapping[str, Any], target: Target) -> bool:
    said = observer["name"].lower()
    return target.unified_glare_rating is not None and any(word in said for word in target.plane)


def _entry(
    target: Target,
    room: RoomToCheck,
    quantity: str,
    wanted: float,
    on: str | None,
    value: float | None,
    error: float | None,
    *,
    higher: bool = False,
) -> dict[str, Any]:
    difference = None if value is None else (value - wanted if higher else wanted - value)
    return {
        "room": room.name,
        "use": target.use,
        "task": target.task,
        "quantity": quantity,
        "target": wanted,
        "value": value,
        "standard_error": error,
        "difference": difference,
        "status": _status(difference, error),
        "measured_on": on,
        "height_m": target.height_m,
        "local": target.local,
        "source": target.source.name,
        "seen": target.seen,
    }


def _status(difference: float | None, error: float | None) -> str:
    if difference is None:
        return NOT_MEASURED
    if error is not None and abs(difference) < STANDARD_ERRORS * error:
        return UNCLEAR
    return MET if difference >= 0 else MISSED
