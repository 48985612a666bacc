"""Identifiers that sort by time and cannot be guessed: a prefix and 26 characters of base 32.

48 bits of Unix milliseconds, then 80 random bits, written most significant first with Crockford's
alphabet (digits and capitals without I, L, O and U), so that text order is time order.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = 10
PREFIXES = {
    "room": "rm",
    "luminaire_file": "lf",
    "configuration": "cf",
    "preview": "pv",
    "quote": "qt",
    "order": "or",
}


def now_utc() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC with milliseconds; text order is time order.

    Examples
    --------
    >>> timestamp(datetime(2026, 11, 22, 5, 0, tzinfo=UTC))
    '2026-11-22T05:00:00.000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def identifier(noun: str, *, moment: datetime, random: bytes) -> str:
    """The identifier of a noun made at `moment` with 10 random bytes.

    Raises
    ------
    ValueError
        When `random` is not 10 bytes long.
    """
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"an identifier takes {RANDOM_BYTES} random bytes, not {len(random)}")
    milliseconds = int(moment.timestamp() * 1000)
    number = (milliseconds << 80) | int.from_bytes(random)
    letters = [ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5)]
    return f"{PREFIXES[noun]}_{''.join(letters)}"


@dataclass(frozen=True)
class Identifiers:
    """Makes identifiers from a clock and a source of randomness that are handed in."""

    clock: Callable[[], datetime] = now_utc
    randomness: Callable[[int], bytes] = secrets.token_bytes

    def new(self, noun: str) -> str:
        """A new identifier for one of the nouns of `PREFIXES`."""
        return identifier(noun, moment=self.clock(), random=self.randomness(RANDOM_BYTES))

    def now(self) -> str:
        """The time now as a timestamp."""
        return timestamp(self.clock())
