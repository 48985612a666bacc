"""IFC files made for tests, read, and what was found and told."""

from __future__ import annotations

from ifc_files import IfcWriter

from kit.problems import Problem
from scenes.readers.ifc import read_ifc
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.room import Opening


def read(writer: IfcWriter) -> RoomReading:
    """The reading of what was written, with nothing said."""
    return read_ifc(writer.bytes(), "house.ifc", RoomOverrides())


def of_kind(reading: RoomReading, *kinds: str) -> list[Opening]:
    """The openings of all rooms that are of some kinds."""
    assert reading.building is not None
    return [each for room in reading.building.rooms for each in room.openings if each.kind in kinds]


def told(reading: RoomReading, code: str) -> list[Problem]:
    """The problems of one code."""
    return [each for each in reading.problems if each.code == code]
