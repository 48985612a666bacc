"""What a person may say of a room's file: which keys, of which type and range, in every skin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from kit.problems import Problem, error, warning
from scenes.expectations import expectation

HIGHEST_M = 50.0  # of a ceiling
MOST_NAMES = 5000  # of edges and rooms, in all that is said of one file
LONGEST_SHOWN = 60  # letters of what was said, in a message


def _different(names: list[str]) -> list[str]:
    if len(set(names)) < 2:
        raise ValueError("names of two different rooms")
    return names


Named = Annotated[str, Field(min_length=1, max_length=300)]
PerhapsEmpty = Annotated[str, Field(max_length=300)]  # of a use: the room's own
Group = Annotated[list[Named], Field(min_length=2, max_length=100), AfterValidator(_different)]
Height = Annotated[float, Field(gt=0, le=HIGHEST_M)]
HeightOf = Annotated[tuple[Named, Height], Field(strict=False)]  # JSON's list
NamedRooms = Annotated[list[Named], Field(max_length=200)]
RoomUses = Annotated[dict[Named, PerhapsEmpty | None], Field(max_length=200)]


class RoomCorrections(BaseModel):
    """What a person says of a room's file against what was read; null takes back what was said.

    `repair` and `other_repairs` of a problem are such bodies.
    """

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    units: Literal["auto", "m", "cm", "mm", "in", "ft"] | None = None
    up: Literal["auto", "x", "y", "z"] | None = None
    mirror: bool | None = None
    storey: str | None = Field(None, max_length=200)
    room: str | None = Field(None, max_length=200)
    view: str | None = Field(None, max_length=200, description="Which drawing of a sheet is the plan.")
    layers: list[PerhapsEmpty] | None = Field(
        None, max_length=1000, description="Layers of a drawing that are walls."
    )
    height_m: Height | None = Field(None, description="Height of all ceilings.")
    heights_m: list[HeightOf] | None = Field(
        None,
        max_length=1000,
        description="Heights of the ceilings of some rooms.",
        examples=[[["Kitchen", 2.4]]],
    )
    open_walls: list[Named] | None = Field(None, max_length=1000, examples=[["Kitchen/wall:3"]])
    closed_walls: list[Named] | None = Field(None, max_length=1000)
    joined: list[Group] | None = Field(None, max_length=100, description="Rooms that are one.")
    furnish: bool | NamedRooms | RoomUses | None = Field(
        None,
        description=(
            "Rooms that get proposed furniture: true for all, their names, or names with the use for which; "
            "null takes it away again."
        ),
        examples=[{"Living": "living"}],
    )


def read_corrections(text: str) -> dict[str, Any]:
    """What a text of JSON says of a file, as `with_changes` takes it.

    Raises
    ------
    ValueError
        In words, when it is no JSON object of corrections, or one is of a wrong type or out of its range.
    """
    try:
        return RoomCorrections.model_validate_json(text).model_dump(exclude_unset=True)
    except ValidationError as fault:
        details = fault.errors(include_url=False)
    (first, *_) = details
    steps = first["loc"]
    if first["type"] == "json_invalid" or not steps:
        known = ", ".join(sorted(RoomCorrections.model_fields))
        raise ValueError(f"{_shown(text)} is no JSON object of {known}") from None
    key = str(steps[0])
    if first["type"] == "extra_forbidden":
        known = ", ".join(sorted(RoomCorrections.model_fields))
        raise ValueError(f"{_shown(key)} cannot be corrected; what can: {known}") from None
    own = [each for each in details if each["loc"][0] == key]
    expected = dict.fromkeys(expectation(each) for each in own)
    place = "".join(f"[{step}]" for step in steps[1:] if isinstance(step, int))
    given = _shown(first["input"])
    raise ValueError(f"{key[:LONGEST_SHOWN]}{place} is {given}; expected: {', or '.join(expected)}")


def _shown(value: Any) -> str:
    text = ascii(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def too_much_said(said: Mapping[str, Any]) -> list[Problem]:
    """An error where corrections, as `document_of` writes them, name more edges and rooms than are taken."""
    counts = {key: len(said.get(key, ())) for key in ("open_walls", "closed_walls", "heights_m")}
    counts["joined"] = sum(map(len, said.get("joined", ())))
    counts["furnish"] = len(said["furnish"]) if isinstance(said.get("furnish"), dict) else 0
    total = sum(counts.values())
    if total <= MOST_NAMES:
        return []
    most = max(counts, key=counts.__getitem__)
    message = f"{total} edges and rooms are named in all that is said of this file; {MOST_NAMES} are taken."
    hint = f"Take back what is not needed, such as {most}: null; or split the file."
    return [error("TOO_MUCH_SAID", most, message, hint)]


def edges_forgotten(names: Sequence[str]) -> Problem:
    """What is told where walls have other numbers than when something was said of them."""
    message = f"What was said of {', '.join(names)} is forgotten: walls have other numbers now."
    return warning("EDGES_FORGOTTEN", "open_walls", message, "Look at the plan, and say it again.")
