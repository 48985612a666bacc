"""Moments of time in plain data: ISO 8601 in UTC, always with a zone."""

from __future__ import annotations

from datetime import UTC, datetime


def moment_text(moment: datetime) -> str:
    """`moment` as ISO 8601 text in UTC, such as ``2026-11-22T09:30:00Z``.

    Raises
    ------
    ValueError
        When the moment has no time zone: it could then mean two different moments.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its time zone, got {moment.isoformat()}")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """The moment that `moment_text` wrote.

    Raises
    ------
    ValueError
        When the text is no ISO 8601 moment, or has no time zone.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its time zone, got {text!r}")
    return moment.astimezone(UTC)
