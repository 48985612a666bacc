"""Lengths to metres; a unit that is not known is refused, never guessed."""

from __future__ import annotations

METRES_PER = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048}


def metres_per(unit: str) -> float:
    """How many metres one `unit` is.

    Raises
    ------
    ValueError
        When the unit is unknown; the message lists the known ones.

    Examples
    --------
    >>> metres_per("ft")
    0.3048
    """
    try:
        return METRES_PER[unit]
    except KeyError:
        raise ValueError(f"unknown unit {unit!r}; known are {', '.join(METRES_PER)}") from None
