"""What a file does not say for sure is voted on: each piece of evidence gives points to a reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kit.problems import Problem, info, warning

DOUBTFUL_SHARE = 0.7  # of the winner's points, from which a second reading is offered as a doubt


@dataclass(frozen=True)
class Vote:
    """Points that a piece of evidence gives to a value, and the evidence in words."""

    value: str
    points: float
    evidence: str


@dataclass(frozen=True)
class Choice:
    """What was taken, by whom, and the votes for it and against it.

    `key` is that of the overrides (``units``, ``up``, ``mirror``, ``view``, ``layers``); `by_user` says that
    a person chose.
    """

    key: str
    taken: str
    votes: tuple[Vote, ...] = ()
    by_user: bool = False

    def points(self) -> dict[str, float]:
        """Points of each value that has votes, most first; equal ones in the order of their first vote."""
        sums: dict[str, float] = {}
        for vote in self.votes:
            sums[vote.value] = sums.get(vote.value, 0.0) + vote.points
        return dict(sorted(sums.items(), key=lambda each: -each[1]))

    def as_json(self) -> dict[str, Any]:
        """The choice as the room's answer shows it."""
        return {
            "key": self.key,
            "taken": self.taken,
            "by_user": self.by_user,
            "points": {value: round(points, 3) for value, points in self.points().items()},
            "votes": [
                {"value": v.value, "points": round(v.points, 3), "evidence": v.evidence} for v in self.votes
            ],
        }


def choose(key: str, votes: Sequence[Vote], *, said: str | None, otherwise: str) -> Choice:
    """What a person said, or else the value with most points, or else `otherwise`."""
    counted = Choice(key, otherwise, tuple(votes))
    if said is not None:
        return Choice(key, said, counted.votes, by_user=True)
    points = counted.points()
    return Choice(key, next(iter(points), otherwise), counted.votes)


def check_choice(choice: Choice, what: str, *, expected: str | None = None) -> list[Problem]:
    """How a choice is told: a doubt where another reading comes near, a remark where it was not `expected`.

    Parameters
    ----------
    what
        What was chosen, as a sentence begins: "The unit", "The up axis".
    expected
        What the format's own rule says; a choice that follows it clearly needs no words.
    """
    points = choice.points()
    best = points.get(choice.taken, 0.0)
    others = [value for value in points if value != choice.taken]
    shown = ", ".join(f"{value} {found:g}" for value, found in points.items())
    if choice.by_user:
        if others and points[others[0]] > best:
            message = f"{what} is {choice.taken}, as you said; the evidence points elsewhere: {shown}."
            return [info("READING_AGAINST_EVIDENCE", choice.key, message, "", **{choice.key: others[0]})]
        return []
    near = [value for value in others if points[value] >= DOUBTFUL_SHARE * best]
    if near:
        message = f"{what} was taken as {choice.taken}, but {near[0]} is nearly as likely: {shown}."
        hint = "Look at the plan and its sizes; choose the other if they are wrong."
        problem = warning("READING_DOUBTFUL", choice.key, message, hint, **{choice.key: near[0]})
        return [problem.offering(*({choice.key: value} for value in near[1:]))]
    if choice.taken != expected:
        message = f"{what} was taken as {choice.taken} from what the file holds: {shown}."
        hint = "Look at the plan and its sizes."
        problem = info("READING_VOTED", choice.key, message, hint)
        return [problem.offering(*({choice.key: value} for value in others[:3]))]
    return []
