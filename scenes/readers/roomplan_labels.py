"""What a RoomPlan capture calls its rooms: the labels of its sections, each for the floor that it lies on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from scenes.readers.roomplan_capture import CapturedRoom, Frame
from scenes.readers.roomplan_json_parts import are_numbers, number_of_story
from scenes.room import Point

USE_OF_LABEL = {
    "livingRoom": "living",
    "bedroom": "bedroom",
    "diningRoom": "dining",
    "kitchen": "kitchen",
    "bathroom": "bathroom",
}


@dataclass(frozen=True)
class Label:
    """A label, and where in the plan and on which storey it lies where that is known."""

    text: str
    at: Point | None = None
    story: int | None = None


def labels_of(captured: Mapping[str, Any], frame: Frame) -> list[Label]:
    """The labels of a capture's sections."""
    sections = captured.get("sections")
    found = []
    for section in sections if isinstance(sections, list) else []:
        if not isinstance(section, dict) or not isinstance(section.get("label"), str):
            continue
        centre = section.get("center")
        at = None
        if are_numbers(centre, 3):
            x, y, _ = frame.upright(np.array([centre], dtype=np.float64))[0]
            at = (float(x), float(y))
        found.append(Label(section["label"], at, number_of_story(section)))
    return found


def name_and_use(labels: Sequence[Label]) -> tuple[str, str]:
    """Name and use after labels: ``livingRoom`` becomes ``living room``."""
    texts = dict.fromkeys(label.text[:40] for label in labels)
    told = [text for text in texts if text not in ("unidentified", "")]
    spelled = ["".join(f" {c.lower()}" if c.isupper() else c for c in text).strip() for text in told]
    use = next((USE_OF_LABEL[text] for text in told if text in USE_OF_LABEL), "")
    return " and ".join(spelled[:3]), use


def labelled(rooms: Sequence[CapturedRoom], labels: Sequence[Label]) -> list[CapturedRoom]:
    """Rooms of one capture with the names and uses of the labels that lie on their floors.

    Labels without a place name the first room; where they are of several uses, it has none of them.
    """
    shapes = [shapely.Polygon(room.outline).buffer(0) for room in rooms]
    own: list[list[Label]] = [[] for _ in rooms]
    for label in labels:
        number = 0
        if label.at is not None:
            there = [i for i, room in enumerate(rooms) if room.story == label.story] or range(len(rooms))
            here = shapely.Point(label.at)
            number = min(there, key=lambda i: float(shapes[i].distance(here)))
        own[number].append(label)
    named = []
    for room, found in zip(rooms, own, strict=True):
        name, use = name_and_use(found)
        uses = {USE_OF_LABEL.get(label.text, "") for label in found if label.at is None} - {""}
        named.append(replace(room, name=name, use="" if len(uses) > 1 else use))
    return named
