"""What parts of a USDZ capture are by their names: ``Wall0``, ``Storage_1``, ``Sofa``, ``Table0_mesh``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kit.problems import Problem, info
from scenes.readers.usdz_parts import Part, UsdScene

NUMBERED = re.compile(r"([A-Za-z]+?)_?(\d+)")
# without a number, or with a word behind it that says what kind of geometry it is, only what RoomPlan knows
LOOSE = re.compile(r"([A-Za-z]+?)_?\d*(?:_(?:mesh|geo|geom|geometry|model|shape|\d+))?", re.IGNORECASE)
KNOWN = frozenset((
    "wall", "door", "window", "opening", "floor", "ceiling", "storage", "refrigerator", "stove", "bed",
    "sink", "washerdryer", "toilet", "bathtub", "oven", "dishwasher", "table", "sofa", "chair", "fireplace",
    "television", "stairs",
))  # fmt: skip
MOST_NAMED = 5


def word_of(name: str) -> str:
    """The word in a part's name that says what it is, as it is written; empty where it says nothing."""
    match = NUMBERED.fullmatch(name)
    if match:
        return match.group(1)
    match = LOOSE.fullmatch(name)
    return match.group(1) if match and match.group(1).lower() in KNOWN else ""


def role_of(part: Part) -> str:
    """What a part is, ``wall`` or ``storage``; empty where unknown."""
    return word_of(part.name).lower()


def told_left_out(scene: UsdScene, *, flat: int) -> list[Problem]:
    """What of a scene is no part of the room, counted; `flat` objects have no size."""
    nameless = [part.name for part in scene.parts if not role_of(part)]
    left = [f"{count} {kind}" for kind, count in scene.left_out]
    if nameless:
        named = ", ".join(repr(name[:40]) for name in list(dict.fromkeys(nameless))[:MOST_NAMED])
        left.append(f"{len(nameless)} parts whose names say nothing that RoomPlan writes ({named})")
    if flat:
        left.append(f"{flat} objects without a size")
    if not left:
        return []
    message = f"Parts of the scene were left out: {', '.join(left)}."
    return [info("SCENE_PARTS_LEFT_OUT", "file", message, "Add by hand what belongs to the room.")]


def labels_in(names: Sequence[str]) -> list[str]:
    """The words of numbered names, among which are the labels of sections."""
    return [match.group(1) for name in names if (match := NUMBERED.fullmatch(name))]
