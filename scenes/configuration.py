"""The configuration a customer saves: from bytes or plain data to a `Configuration`.

Everything wrong is told at once, each with its JSON path. The keys are in `configuration_model`.
"""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kit.errors import UnsoundInput
from kit.problems import Problem, error, require_sound
from scenes import configuration_found as f
from scenes import configuration_model as c
from scenes import configuration_types as t
from scenes.configuration_checks import check_configuration
from scenes.configuration_model import Configuration, Placement, RoomEntry, configuration_schema
from scenes.expectations import expectation, json_fault, json_kind

__all__ = [
    "Configuration",
    "Placement",
    "RoomEntry",
    "check_numbers",
    "configuration_schema",
    "parse_json",
    "read_configuration",
]

LARGEST_BYTES = 5_000_000
DEEPEST_NESTING = 40
MOST_PROBLEMS = 100

# Which model stands at which place; "*" is any index or any key of a person's own choosing.
MODEL_AT: dict[tuple[str, ...], type[BaseModel]] = {
    (): c.Configuration,
    ("room",): c.RoomEntry,
    ("rooms", "*"): c.RoomEntry,
    ("placements", "*"): c.Placement,
    ("placements", "*", "luminaire"): c.PhotometryEntry,
    ("placements", "*", "luminaire", "assumed"): c.AssumedLamp,
    ("scenes", "*"): c.SceneEntry,
    ("scenes", "*", "circuits", "*"): c.BurningAt,
    ("scenes", "*", "placements", "*"): c.BurningAt,
    ("calculation",): c.Calculation,
    ("calculation", "planes", "*"): c.PlaneEntry,
    ("calculation", "electricity_price"): c.ElectricityPriceEntry,
    ("observers", "*"): c.ObserverEntry,
    ("views", "*"): c.ViewEntry,
    ("found",): f.FoundEntry,
    ("found", "storeys", "*"): f.StoreyEntry,
    ("found", "walls", "*"): f.WallEntry,
    ("found", "walls", "*", "left"): t.SurfaceEntry,
    ("found", "walls", "*", "right"): t.SurfaceEntry,
    ("found", "openings", "*"): f.WallOpeningEntry,
    ("found", "lights", "*"): f.LightEntry,
    ("found", "choices", "*"): f.ChoiceEntry,
    ("found", "choices", "*", "votes", "*"): f.VoteEntry,
}
for _room in (("room",), ("rooms", "*")):
    MODEL_AT[(*_room, "surfaces", "*")] = t.SurfaceEntry
    MODEL_AT[(*_room, "partitions", "*")] = c.FurnitureEntry
    MODEL_AT[(*_room, "partition_openings", "*")] = c.PartitionOpeningEntry
    MODEL_AT[(*_room, "openings", "*")] = c.OpeningEntry
    MODEL_AT[(*_room, "furniture", "*")] = c.FurnitureEntry
    MODEL_AT[(*_room, "ceiling_slopes", "*")] = c.SlopeEntry
    MODEL_AT[(*_room, "furniture", "*", "finishes", "*")] = c.PartFinishEntry
    MODEL_AT[(*_room, "scale")] = c.PictureScale

CODE_OF_TYPE = {
    "extra_forbidden": "UNKNOWN_KEY",
    "missing": "MISSING_KEY",
    "finite_number": "NOT_A_NUMBER",
    "greater_than": "OUT_OF_RANGE",
    "greater_than_equal": "OUT_OF_RANGE",
    "less_than": "OUT_OF_RANGE",
    "less_than_equal": "OUT_OF_RANGE",
    "literal_error": "UNKNOWN_CHOICE",
    "enum": "UNKNOWN_CHOICE",
    "too_long": "WRONG_LENGTH",
    "too_short": "WRONG_LENGTH",
    "string_too_long": "WRONG_LENGTH",
    "string_too_short": "WRONG_LENGTH",
}


def read_configuration(data: bytes | Mapping[str, Any]) -> Configuration:
    """Read a configuration from JSON text or from plain data.

    Raises
    ------
    UnsoundInput
        With every problem: of the text, of keys, types and ranges, and of what does not fit together.
    """
    if not isinstance(data, Mapping) and len(data) > LARGEST_BYTES:
        raise UnsoundInput([_too_large(len(data))])
    document = dict(data) if isinstance(data, Mapping) else parse_json(data)
    require_sound(check_numbers(document, ""))
    try:
        text = json.dumps(document, ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError as fault:
        raise UnsoundInput([_half_a_letter(fault)]) from None
    except (TypeError, ValueError, RecursionError) as fault:
        message = f"The configuration is not plain data: {str(fault)[:200]}."
        raise UnsoundInput([error("NOT_JSON", "", message)]) from None
    if len(text) > LARGEST_BYTES:
        raise UnsoundInput([_too_large(len(text))])
    try:
        configuration = Configuration.model_validate_json(text)
    except ValidationError as fault:
        details = _without_repeats(fault.errors(include_url=False))[:MOST_PROBLEMS]
        raise UnsoundInput([_problem_of(detail, document) for detail in details]) from None
    require_sound(check_configuration(configuration))
    return configuration


def _half_a_letter(fault: UnicodeEncodeError) -> Problem:
    """JSON can spell half a character (``\\ud800``), which no text can hold."""
    half = fault.object[fault.start : fault.end].encode("ascii", "backslashreplace").decode()
    message = f"The text holds half a character ({half}); whole Unicode characters were expected."
    return error("NOT_UNICODE", "", message, "Write the text again.")


def parse_json(data: bytes) -> dict[str, Any]:
    """A JSON object from bytes (UTF-8, with or without a byte order mark).

    Raises
    ------
    UnsoundInput
        When it is empty, not JSON, not an object, names a key twice, or is nested too deeply.
    """
    repeated: list[Problem] = []

    def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in pairs:
            if key in seen:
                message = f"The key {key[:60]!r} stands twice in one object; one was expected."
                repeated.append(error("REPEATED_KEY", key[:60], message, "Remove one of the two."))
            seen[key] = value
        return seen

    if not data.strip():
        raise UnsoundInput([error("EMPTY_FILE", "", "The file is empty; JSON text was expected.")])
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=without_repeats)
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}"
        place = f"line {fault.lineno}, column {fault.colno}"
        message = f"The text is not JSON: {json_fault(fault)} ({place})."
        hint = "The file may be cut off or damaged."
        raise UnsoundInput([error("NOT_JSON", where, message, hint)]) from None
    except UnicodeDecodeError as fault:
        message = f"The text is not UTF-8: byte {fault.start} does not belong to it."
        raise UnsoundInput([error("NOT_JSON", "", message)]) from None
    except RecursionError:
        raise UnsoundInput([_too_deep("")]) from None
    except ValueError:
        message = "The text is not JSON that can be read: a whole number has thousands of digits."
        raise UnsoundInput([error("NOT_JSON", "", message)]) from None
    if not isinstance(document, dict):
        message = f"The text holds {json_kind(document)}; a JSON object was expected."
        raise UnsoundInput([error("WRONG_TYPE", "", message)])
    require_sound(repeated)
    return document


def _too_large(size: int) -> Problem:
    message = f"The configuration has {size} bytes; at most {LARGEST_BYTES} are read."
    return error("FILE_TOO_LARGE", "", message, "Leave out points or furniture that are not needed.")


def _too_deep(where: str) -> Problem:
    return error("NESTED_TOO_DEEPLY", where, f"The data is nested more than {DEEPEST_NESTING} deep.")


def check_numbers(value: Any, where: str, depth: int = 0) -> list[Problem]:
    """Problems of every NaN and infinity, which JSON does not know, and of nesting without end."""
    if depth > DEEPEST_NESTING:
        return [_too_deep(where[:200])]
    if isinstance(value, float) and not math.isfinite(value):
        message = f"{where} is {value}; a finite number was expected."
        return [error("NOT_A_NUMBER", where, message, "Write a number, or leave the key out.")]
    problems: list[Problem] = []
    if isinstance(value, Mapping):
        for key, inner in value.items():
            problems += check_numbers(inner, f"{where}.{key}" if where else str(key), depth + 1)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            problems += check_numbers(inner, f"{where}[{index}]", depth + 1)
    return problems[:MOST_PROBLEMS]


def _without_repeats(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """The findings; of the entries that one list lacks only the last, which tells how many it needs."""
    last: dict[tuple[int | str, ...], int] = {
        each["loc"][:-1]: position for position, each in enumerate(details) if _is_missing_entry(each)
    }
    return [
        each
        for position, each in enumerate(details)
        if not _is_missing_entry(each) or last[each["loc"][:-1]] == position
    ]


def _is_missing_entry(detail: ErrorDetails) -> bool:
    return detail["type"] == "missing" and isinstance(detail["loc"][-1], int)


def _problem_of(detail: ErrorDetails, document: Any) -> Problem:
    """One finding of the validation in our words."""
    steps = [step for step in detail["loc"] if not _is_tag(step)]
    if steps and steps[-1] == "[key]":
        steps = steps[:-1]
    where = json_path(steps)
    kind = detail["type"]
    last = str(steps[-1])[:60] if steps else ""
    if kind == "extra_forbidden":
        known = known_keys(steps[:-1], document)
        near = difflib.get_close_matches(last, known, n=3)
        hint = f"Did you mean {', '.join(near)}?" if near else f"Known here: {', '.join(known)}."
        place = json_path(steps[:-1]) or "the configuration"
        return error("UNKNOWN_KEY", where, f"The key {last!r} is not known in {place}.", hint)
    if kind == "missing" and steps and isinstance(steps[-1], str):
        place = json_path(steps[:-1]) or "the configuration"
        return error("MISSING_KEY", where, f"{place} has no {last!r}; it is needed.", f"Add {last!r}.")
    if _is_missing_entry(detail):
        where, needed = json_path(steps[:-1]), int(steps[-1]) + 1
        message = f"{where} has {len(detail['input'])} entries; expected: {needed}."
        return error("WRONG_LENGTH", where, message, "Correct the value.")
    code = CODE_OF_TYPE.get(kind, "WRONG_TYPE")
    if code == "WRONG_TYPE" and "union" in kind:
        return error(code, where, f"{where} is {_shown(detail['input'])}; a sku or an object was expected.")
    message = f"{where} is {_shown(detail['input'])}; expected: {expectation(detail)}."
    return error(code, where, message, "Correct the value.")


def _is_tag(step: int | str) -> bool:
    """Whether a step of a path names a branch of a union, which is no place in the document."""
    return isinstance(step, str) and (step.startswith(("<", "tuple[")))


def known_keys(steps: list[int | str], document: Any) -> list[str]:
    """The keys that may stand in the object at that path."""
    if len(steps) == 3 and steps[0] == "placements" and steps[2] == "luminaire":
        given = document["placements"][steps[1]]["luminaire"]
        return ["assumed"] if "assumed" in given else list(c.PhotometryEntry.model_fields)
    for pattern, model in MODEL_AT.items():
        fits = len(pattern) == len(steps)
        if fits and all(want in ("*", step) for want, step in zip(pattern, steps, strict=True)):
            return list(model.model_fields)
    return []


def json_path(steps: list[int | str]) -> str:
    """The path as people write it: ``placements[2].dimming``."""
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{str(step)[:60]}"
    return path.removeprefix(".")


def _shown(value: Any) -> str:
    """A value as it goes into a message, cut short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
