"""`lampyris room FILE`: what was understood of a room file, and everything that is wrong with it."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.arguments import JsonOption
from api.cli.terminal import number, show_json, show_problems, show_table, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.problems import Problem
    from scenes.building import Building


MOST_ALIKE = 3  # remarks of one kind that are shown; a house of fifty rooms has hundreds


class Units(StrEnum):
    """Unit of length of a file that does not state its own."""

    AUTO = "auto"
    M = "m"
    CM = "cm"
    MM = "mm"
    IN = "in"
    FT = "ft"


class UpAxis(StrEnum):
    """The axis of a file that points upwards."""

    AUTO = "auto"
    X = "x"
    Y = "y"
    Z = "z"


def room(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="A room file."),
    ],
    units: Annotated[
        Units, typer.Option("--units", help="Unit of length, where the file does not state it.")
    ] = Units.AUTO,
    up: Annotated[UpAxis, typer.Option("--up", help="The axis that points upwards.")] = UpAxis.AUTO,
    corrections: Annotated[
        list[str] | None,
        typer.Option(
            "--correct", metavar="JSON", help="A repair, such as '{\"height_m\": 2.6}'; repeatable."
        ),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(
            "--write", metavar="OUT.lampyris.json", dir_okay=False, help="Write the rooms as a configuration."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read a room file: rooms, floor area, height, walls, openings, furniture, problems."""
    from dataclasses import replace

    from kit.problems import errors_of
    from scenes.build_scene import folder_reader
    from scenes.readers.read_room import read_room
    from scenes.readers.reading import overrides_of
    from scenes.readers.room_document import room_document
    from scenes.readers.said import edges_forgotten

    mended, forgotten = _said(corrections or [])
    said = {"units": units.value, "up": up.value, **mended}
    data = file.read_bytes()
    reading = read_room(data, file.name, overrides_of(said), read_file=folder_reader(file.parent))
    if forgotten:
        reading = replace(reading, problems=(*reading.problems, edges_forgotten(forgotten)))
    done = ""
    if write is not None and reading.building is not None and not errors_of(reading.problems):
        done, told = _write(reading.building, file.stem, write)
        reading = replace(reading, problems=(*reading.problems, *told))
    document = room_document(reading)
    if as_json:
        show_json(document)
    else:
        show_table(room_rows(document))
    show_problems(reading.problems, most_alike=MOST_ALIKE)
    if errors_of(reading.problems) or reading.building is None:
        raise typer.Exit(1)
    if done:
        tell(done)


def _said(corrections: list[str]) -> tuple[dict[str, Any], list[str]]:
    """What repairs say, laid over one another as those of a PATCH are, and the edges forgotten by that.

    Raises
    ------
    typer.BadParameter
        When one is no JSON object of corrections, or says what cannot be.
    """
    from scenes.readers.reading import with_changes
    from scenes.readers.said import read_corrections

    said: dict[str, Any] = {}
    forgotten: list[str] = []
    for text in corrections:
        try:
            said, lost = with_changes(said, read_corrections(text))
        except ValueError as fault:
            raise typer.BadParameter(f"{fault}.", param_hint="'--correct'") from None
        forgotten += lost
    return said, forgotten


def _write(building: Building, name: str, place: Path) -> tuple[str, Sequence[Problem]]:
    """Write a building as a configuration, and its models in a folder beside it.

    What was written in words, and what kept it from being so: a building larger than a configuration takes,
    or a place where nothing can be written.
    """
    from kit.errors import UnsoundInput
    from kit.problems import error
    from render.gltf.scene import furniture_glb
    from scenes.configuration import read_configuration
    from scenes.writers.own_file import own_file

    document, files = own_file(building, name, write_model=furniture_glb, folder=models_folder(place.name))
    text = (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    try:
        read_configuration(json.loads(text))
        place.parent.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            target = place.parent / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        place.write_bytes(text)
    except UnsoundInput as fault:
        return "", fault.problems
    except OSError as fault:
        message = f"{fault.filename or place} cannot be written: {fault.strerror or type(fault).__name__}."
        hint = "Name a file, not too long, in a folder that you may write to, on a disk with room."
        return "", [error("FILE_NOT_WRITTEN", "--write", message, hint)]
    return f"{place}: {counted(len(building.rooms), 'room')}, {counted(len(files), 'model')} beside it", []


def models_folder(filename: str) -> str:
    """The folder of the models beside a configuration: each name has its own.

    Examples
    --------
    >>> models_folder("flat.v2.lampyris.json"), models_folder("flat.v2")
    ('flat.v2-models', 'flat.v2.models')
    """
    name = filename.encode("utf-8", "replace").decode().replace("\\", "%5C")  # else read as a folder's end
    own = name.removesuffix(".lampyris.json")
    return f"{own}-models" if own not in ("", name) else f"{name}.models"


def room_rows(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The contract's room document as two columns for a reader."""
    if not document["rooms"]:
        return []  # what is wrong says it all
    rows = [("file", f"{document['format']}, in {document['units']}")]
    for each in document["rooms"]:
        kinds = [opening["kind"] for opening in each["openings"]]
        openings = ", ".join(counted(kinds.count(kind), kind) for kind in sorted(set(kinds))) or "no openings"
        area, height = number(each["floor_area_m2"], "m²"), number(each["height_m"], "m")
        sure = f", {each['confidence']:.0%} sure" if "confidence" in each else ""
        facts = f"{area}, {height} high, {each['walls']} walls, {openings}{sure}"
        rows.append((each["name"] or "room", facts))
    rows.append(("furniture", counted(document["furniture"], "piece")))
    if document["lights_found"]:
        rows.append(("lamps found", str(len(document["lights_found"]))))
    rows += [
        (choice["key"], f"{choice['taken']} ({', '.join(f'{k} {v:g}' for k, v in choice['points'].items())})")
        for choice in document["choices"]
    ]
    return rows


def counted(count: int, thing: str) -> str:
    """A number of things.

    Examples
    --------
    >>> counted(1, "door"), counted(2, "window")
    ('1 door', '2 windows')
    """
    return f"{count} {thing}{'' if count == 1 else 's'}"
