"""What was expected of a value, in plain words: neither Python's nor those of a library."""

from __future__ import annotations

from json import JSONDecodeError
from typing import Any

from pydantic_core import ErrorDetails

KIND_OF_TYPE = {
    "bool_type": "true or false",
    "dict_type": "an object",
    "finite_number": "a finite number",
    "float_parsing": "a number",
    "float_type": "a number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_attributes_type": "an object",
    "model_type": "an object",
    "string_type": "a text",
    "tuple_type": "a list",
}
BOUND_OF_TYPE = {
    "too_long": ("max_length", "at most"),
    "too_short": ("min_length", "at least"),
    "string_too_long": ("max_length", "at most"),
    "string_too_short": ("min_length", "at least"),
}
FAULT_OF_TEXT = {
    "Expecting value": "a value is missing or misspelt",
    "Expecting property name enclosed in double quotes": "a key in double quotes is missing",
    "Expecting ':' delimiter": "a colon is missing after a key",
    "Expecting ',' delimiter": "a comma is missing",
    "Extra data": "there is more text after the end",
    "Unterminated string starting at": "a text in quotes is not closed",
    "Invalid control character at": "a text holds a line break or another control character",
    "Invalid \\escape": "a text holds a backslash that means nothing",
    "Invalid \\uXXXX escape": "a text holds \\u without four hexadecimal digits",
}


def expectation(detail: ErrorDetails | dict[str, Any]) -> str:
    """What was expected, as it follows "expected".

    Examples
    --------
    >>> expectation({"type": "tuple_type", "msg": "Input should be a valid tuple", "input": 7})
    'a list'
    >>> expectation({"type": "greater_than", "msg": "Input should be greater than 0", "input": -1})
    'greater than 0'
    """
    kind = detail["type"]
    if kind in KIND_OF_TYPE:
        return KIND_OF_TYPE[kind]
    if kind in BOUND_OF_TYPE:
        name, word = BOUND_OF_TYPE[kind]
        what = "characters" if kind.startswith("string") else "entries"
        return f"{word} {detail['ctx'][name]} {what}, not {len(detail['input'])}"
    if kind == "string_pattern_mismatch":
        return f"a text that fits {detail['ctx']['pattern']}"
    text = str(detail["msg"])
    for said in ("Value error, ", "Assertion failed, ", "Input should ", "be "):
        text = text.removeprefix(said)
    return text


def json_fault(fault: JSONDecodeError) -> str:
    """What is wrong with a text that is not JSON."""
    for begins, means in FAULT_OF_TEXT.items():
        if fault.msg.startswith(begins):
            return means
    return "it cannot be read"


def json_kind(value: Any) -> str:
    """What JSON calls a value.

    Examples
    --------
    >>> json_kind(None), json_kind([]), json_kind(True), json_kind(1.5)
    ('null', 'a list', 'true or false', 'a number')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    kinds = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number"}
    return kinds.get(type(value), "something else")
