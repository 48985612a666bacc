"""What came of one sku: its state, its findings, what was understood of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kit.problems import Problem, Severity


class State(StrEnum):
    """What a sku is good for after an import."""

    READY = "ready"
    FINDINGS = "ready with findings"
    NOT_HUNG = "cannot be hung"


@dataclass(frozen=True)
class Made:
    """One sku after an import.

    `understood` holds what was told of it and from what: family, mounting, size, finish, files. `sources`
    is the hash of all it was made from.
    """

    sku: str
    article: str
    state: State
    findings: tuple[dict[str, Any], ...] = ()
    understood: dict[str, Any] = field(default_factory=dict)
    sources: str = ""

    @property
    def can_be_hung(self) -> bool:
        """Whether it is in the library."""
        return self.state is not State.NOT_HUNG

    def to_add(self) -> list[str]:
        """What would improve it: the hints of its findings, each once."""
        return list(dict.fromkeys(each["hint"] for each in self.findings if each["hint"]))

    def as_json(self) -> dict[str, Any]:
        """As reports have it."""
        return {
            "sku": self.sku,
            "article": self.article,
            "state": self.state.value,
            "findings": list(self.findings),
            "to_add": self.to_add(),
            "understood": self.understood,
            "sources": self.sources,
        }


def made_from(document: dict[str, Any]) -> Made:
    """The same again from its JSON."""
    return Made(
        document["sku"],
        document["article"],
        State(document["state"]),
        tuple(document["findings"]),
        document["understood"],
        document["sources"],
    )


def state_of(problems: Sequence[Problem]) -> State:
    """The state that some problems leave: any error, any warning, or neither."""
    if any(problem.severity is Severity.ERROR for problem in problems):
        return State.NOT_HUNG
    if any(problem.severity is Severity.WARNING for problem in problems):
        return State.FINDINGS
    return State.READY
