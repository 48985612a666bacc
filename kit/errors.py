"""The one tree of exceptions: each means that we cannot go on.

LampyrisError
├── UnsoundInput        what a person gave us has problems of severity error; carries all of them
├── UnknownRecord       no such room, luminaire, configuration, preview, quote, order or store
├── Conflict            a rule of the shop says no: state, stock, price, version, idempotency key
├── SimulationFailed    light did not settle, or there was not enough memory
├── MachineLacks        this machine misses a library; the message says how to mend it
└── StoreUnreachable    a store did not answer, or answered nonsense

What is wrong with a person's input is a `kit.problems.Problem`, collected and shown all at once,
never one of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.problems import Problem


class LampyrisError(Exception):
    """Anything that stops us; `code` is stable and listed in docs/problem-codes.md."""

    code = "ERROR"


class UnsoundInput(LampyrisError):
    """The input has problems of severity error; `problems` holds every one, warnings too.

    Its text is made of the errors alone.
    """

    code = "UNSOUND_INPUT"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        stops = [problem for problem in self.problems if problem.severity == "error"] or self.problems
        super().__init__(" ".join(_sentence(problem.message) for problem in stops))


def _sentence(message: str) -> str:
    return message if message.endswith((".", "!", "?")) else f"{message}."


class UnknownRecord(LampyrisError):
    """Nothing is kept under that name."""

    code = "UNKNOWN_RECORD"


class Conflict(LampyrisError):
    """A rule of the shop says no; `code` may be narrowed by whoever raises it."""

    code = "CONFLICT"

    def __init__(self, message: str, code: str = "CONFLICT") -> None:
        self.code = code
        super().__init__(message)


class SimulationFailed(LampyrisError):
    """The light could not be worked out."""

    code = "SIMULATION_FAILED"


class MachineLacks(LampyrisError):
    """A library or driver is missing on this machine; the message ends with how to mend it."""

    code = "MACHINE_LACKS"


class StoreUnreachable(LampyrisError):
    """The store's system did not answer, or not as agreed; trying again is right."""

    code = "STORE_UNREACHABLE"
