"""`lampyris room FILE`: what was understood of a room file, and everything that is wrong with it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.arguments import JsonOption
from api.cli.terminal import number, show_json, show_problems, show_table


class Units(StrEnum):
    """Unit of length of a file that does not state its own."""

    AUTO = "auto"
    M = "m"
    CM = "cm"
    MM = "mm"
    IN = "in"
    FT = "ft"


def room(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="A room file: RoomPlan JSON or a configuration.",
        ),
    ],
    units: Annotated[
        Units, typer.Option("--units", help="Unit of length, where the file does not state it.")
    ] = Units.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Read a room file: rooms, floor area, height, walls, openings, furniture, problems."""
    from kit.problems import errors_of
    from scenes.build_scene import folder_reader
    from scenes.readers.read_room import RoomOverrides, read_room
    from scenes.readers.room_document import room_document

    overrides = None if units is Units.AUTO else RoomOverrides(units=units.value)
    reading = read_room(file.read_bytes(), file.name, overrides, read_file=folder_reader(file.parent))
    document = room_document(reading)
    if as_json:
        show_json(document)
    else:
        show_table(room_rows(document))
    show_problems(reading.problems)
    if errors_of(reading.problems):
        raise typer.Exit(1)


def room_rows(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The contract's room document as two columns for a reader."""
    if not document["rooms"]:
        return []  # what is wrong says it all
    rows = [("file", f"{document['format']}, in {document['units']}")]
    for each in document["rooms"]:
        kinds = [opening["kind"] for opening in each["openings"]]
        openings = ", ".join(counted(kinds.count(kind), kind) for kind in sorted(set(kinds))) or "no openings"
        area, height = number(each["floor_area_m2"], "m²"), number(each["height_m"], "m")
        rows.append((each["name"] or "room", f"{area}, {height} high, {each['walls']} walls, {openings}"))
    rows.append(("furniture", counted(document["furniture"], "piece")))
    return rows


def counted(count: int, thing: str) -> str:
    """A number of things.

    Examples
    --------
    >>> counted(1, "door"), counted(2, "window")
    ('1 door', '2 windows')
    """
    return f"{count} {thing}{'' if count == 1 else 's'}"
