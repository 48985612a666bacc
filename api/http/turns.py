"""Work that takes much memory or time is done one after the other; those who wait hold no thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.http.errors import Refused

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Turns:
    """One works, or a few at once; some wait, the others are sent away.

    Parameters
    ----------
    at_once
        How many work at the same time.
    waiting
        How many may wait.
    longest_wait_s
        How long one waits [s].
    refusal
        What those are told who are sent away.
    """

    def __init__(
        self,
        *,
        waiting: int,
        longest_wait_s: float,
        refusal: str,
        at_once: int = 1,
        code: str = "PICTURES_BUSY",
    ) -> None:
        self._working = asyncio.Semaphore(at_once)
        self._places = at_once + waiting
        self._longest_wait_s = longest_wait_s
        self._refusal = refusal
        self._code = code

    async def made(self, make: Callable[Given, Made], *args: Given.args, **more: Given.kwargs) -> Made:
        """What `make` returns, in a thread, when it is its turn.

        Raises
        ------
        Refused
            503 when too many wait, or others take too long.
        """
        if not self._places:
            raise self._busy()
        self._places -= 1
        try:
            try:
                await asyncio.wait_for(self._working.acquire(), self._longest_wait_s)
            except TimeoutError:
                raise self._busy() from None
            try:
                return await run_in_threadpool(make, *args, **more)
            finally:
                self._working.release()
        finally:
            self._places += 1

    def _busy(self) -> Refused:
        return Refused(503, self._code, self._refusal)


def _shown_anew() -> Turns:
    refusal = "Too many pictures are being shown anew; try again."
    return Turns(waiting=3, longest_wait_s=20.0, refusal=refusal)


def _scaled() -> Turns:
    refusal = "Too many pictures are being made smaller; try again."
    return Turns(waiting=63, longest_wait_s=20.0, refusal=refusal)  # a page asks for a whole list at once


def _sheets() -> Turns:
    refusal = "Too many data sheets are being made; try again."
    return Turns(waiting=15, longest_wait_s=20.0, refusal=refusal)


def _rooms() -> Turns:
    refusal = "Too many rooms are being read; try again."
    return Turns(waiting=30, longest_wait_s=60.0, refusal=refusal, at_once=2, code="ROOMS_BUSY")


@dataclass(frozen=True)
class ServiceTurns:
    """The turns of one service: pictures of previews, small ones of luminaires, data sheets, rooms' files."""

    shown_anew: Turns = field(default_factory=_shown_anew)
    scaled: Turns = field(default_factory=_scaled)
    sheets: Turns = field(default_factory=_sheets)
    rooms: Turns = field(default_factory=_rooms)


async def _turns(request: Request) -> ServiceTurns:
    turns: ServiceTurns = request.app.state.turns
    return turns


InTurn = Annotated[ServiceTurns, Depends(_turns)]
