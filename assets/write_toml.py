"""Plain data as TOML: what a luminaire's entry is made of, and no more (no dates)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile("[A-Za-z0-9_-]+")


def toml_text(document: Mapping[str, Any]) -> str:
    """The document as TOML 1.0: single values first, then a table for each mapping; None is left out.

    Raises
    ------
    ValueError
        For numbers that are not finite, and values that are none of text, number, truth, list or mapping.

    Examples
    --------
    >>> print(toml_text({"sku": "a", "name": {"en": "A"}}), end="")
    sku = "a"
    <BLANKLINE>
    [name]
    en = "A"
    """
    kept = {key: value for key, value in document.items() if value is not None}
    lines = [f"{_key(k)} = {_value(v)}" for k, v in kept.items() if not isinstance(v, Mapping)]
    for key, table in kept.items():
        if isinstance(table, Mapping):
            inside = [f"{_key(k)} = {_value(v)}" for k, v in table.items() if v is not None]
            lines += ["", f"[{_key(key)}]", *inside]
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None)
        return f"{{ {inside} }}" if inside else "{}"
    raise ValueError(f"{value!r} cannot be written in TOML")
