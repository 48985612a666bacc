"""Problems: what is wrong with something a person gave us, with its place and a way to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from kit.errors import UnsoundInput


class Severity(StrEnum):
    """How much a problem matters: an error stops us, a warning is shown, an info is a remark."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or doubtful.

    Parameters
    ----------
    code
        Stable name in capitals, listed in docs/problem-codes.md, such as ``OUTLINE_CROSSES_ITSELF``.
    severity
        Error, warning or info.
    where
        The place: a JSON path (``placements[2].dimming``), a line, a surface (``wall:3``).
    message
        One sentence: what was found, with its value, and what was expected.
    hint
        One sentence: what to do.
    repair
        Changes that would mend it, as keys and values of the thing at fault, where we know them.
    other_repairs
        Other ways to mend it, such as the other units a drawing may be in; the likeliest first.
    """

    code: str
    severity: Severity
    where: str
    message: str
    hint: str = ""
    repair: dict[str, Any] = field(default_factory=dict, hash=False)
    other_repairs: tuple[dict[str, Any], ...] = field(default=(), hash=False)

    def offering(self, *repairs: dict[str, Any]) -> Problem:
        """The same problem with more ways to mend it, each once, the likeliest first."""
        every: list[dict[str, Any]] = []
        for each in (self.repair, *self.other_repairs, *repairs):
            if each and each not in every:
                every.append(each)
        return replace(self, repair=every[0], other_repairs=tuple(every[1:])) if every else self

    def as_json(self) -> dict[str, Any]:
        """The problem as the contract writes it; repairs only where there are any."""
        document: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity.value,
            "where": self.where,
            "message": self.message,
            "hint": self.hint,
        }
        if self.repair:
            document["repair"] = self.repair
        if self.other_repairs:
            document["other_repairs"] = list(self.other_repairs)
        return document


def error(code: str, where: str, message: str, hint: str = "", **repair: Any) -> Problem:
    """A problem that stops us."""
    return Problem(code, Severity.ERROR, where, message, hint, repair)


def warning(code: str, where: str, message: str, hint: str = "", **repair: Any) -> Problem:
    """A problem that is shown and does not stop us."""
    return Problem(code, Severity.WARNING, where, message, hint, repair)


def info(code: str, where: str, message: str, hint: str = "", **repair: Any) -> Problem:
    """A remark, such as a default that was taken."""
    return Problem(code, Severity.INFO, where, message, hint, repair)


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    """Those problems that stop us."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def require_sound(problems: Iterable[Problem]) -> None:
    """Raise UnsoundInput with *all* problems when at least one of them is an error."""
    everything = list(problems)
    if errors_of(everything):
        raise UnsoundInput(everything)
