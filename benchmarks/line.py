"""A line of the tables that `make bench` writes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of the table: what was done, its bar and time [s], and what else is to be said."""

    what: str
    bar_s: float | None
    seconds: float
    note: str = ""
