"""Server-sent events: how something stands, again whenever it has changed, until it is final."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from kit.errors import LampyrisError

LOOK_EVERY_S = 0.3
HEARTBEAT_EVERY_S = 10.0
LONGEST_S = 3600.0  # then the browser asks again by itself
Look = Callable[[], tuple[dict[str, Any], bool]]


def live_events(name: str, look: Look) -> StreamingResponse:
    """A stream of events of one name.

    Parameters
    ----------
    name
        The events' name, such as ``preview``.
    look
        Gives the document as it is now, and whether it is final; called in a thread.
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(name, look), media_type="text/event-stream", headers=headers)


async def _events(name: str, look: Look) -> AsyncIterator[str]:
    began = last_sent = time.monotonic()
    shown: dict[str, Any] | None = None
    number = 0
    while time.monotonic() - began < LONGEST_S:
        try:
            document, is_final = await run_in_threadpool(look)
        except LampyrisError:
            return
        if document != shown:
            number += 1
            shown = document
            last_sent = time.monotonic()
            yield f"event: {name}\nid: {number}\ndata: {json.dumps(document)}\n\n"
        elif time.monotonic() - last_sent > HEARTBEAT_EVERY_S:
            last_sent = time.monotonic()
            yield ": still here\n\n"
        if is_final:
            return
        await asyncio.sleep(LOOK_EVERY_S)
