"""The workflow that brings an order to its stores; what is said to them is in `api.hand_over`.

A store that does not answer is asked again by a following workflow after a longer wait: no thread is
held meanwhile, and any process may take it up. It is tried for as long as the order wants it.
"""

from __future__ import annotations

import logging

from dbos import DBOS

from api import hand_over
from api.hand_over import Outcome
from api.workflows.queues import HAND_OVER_ORDER, enqueue_order_again
from api.workflows.running import running

_log = logging.getLogger("lampyris.orders")


@DBOS.step(name="open_parts")
def _open_parts(order_id: str) -> list[str]:
    return hand_over.open_parts(running().wiring, order_id)


@DBOS.step(name="advance_part")
def _advance_part(order_id: str, part: str) -> str:
    return hand_over.advance_part(running().wiring, order_id, part).value


@DBOS.step(name="note_waiting")
def _note_waiting(order_id: str, attempt: int, wait_s: float, reason: str) -> None:
    hand_over.note_waiting(running().wiring, order_id, attempts=attempt, wait_s=wait_s, reason=reason)


# an order is never given up: recovery without limit
@DBOS.workflow(name=HAND_OVER_ORDER, max_recovery_attempts=None)
def hand_over_order(order_id: str, occasion: str, attempt: int) -> str:
    """Bring every part of an order as far as its store goes.

    Parameters
    ----------
    occasion
        Why: ``placed`` or a wish to cancel; names the chain of workflows that try it.
    attempt
        How often this chain has tried before.
    """
    try:
        reason = _settle(order_id)
    except Exception as fault:
        # recorded for us; the order must go on all the same
        _log.exception("order %s could not be handed over", order_id)
        reason = f"a fault of ours ({type(fault).__name__}) or a contradiction"
    if reason is None:
        return "settled"
    here = running()
    wait_s = min(here.first_wait_s * 2.0 ** min(attempt, 30), here.longest_wait_s)
    _note_waiting(order_id, attempt + 1, wait_s, reason)
    enqueue_order_again(order_id, occasion=occasion, attempt=attempt + 1, wait_s=wait_s)
    return "waiting"


def _settle(order_id: str) -> str | None:
    """Go on until every part is settled or waits; why it waits, or None."""
    seen: set[str] = set()
    waiting: list[str] = []
    while names := [name for name in _open_parts(order_id) if name not in seen]:
        for name in names:
            outcome = Outcome.ADVANCED
            while outcome is Outcome.ADVANCED:
                outcome = Outcome(_advance_part(order_id, name))
            seen.add(name)
            if outcome is Outcome.WAIT:
                waiting.append(name)
    return f"no answer yet for part {', '.join(waiting)}" if waiting else None
