"""Durable work in this process: started, taken over from processes that have died, stopped."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from dbos import DBOS

from api.wiring import Wiring
from api.workflows import hand_over_order, make_luminaire_picture, make_preview, running
from api.workflows.begin_anew import begin_anew
from api.workflows.executor_slots import ExecutorSlot, dead_slots, take_slot
from api.workflows.queues import (
    APPLICATION,
    ORDERS_QUEUE,
    WORKFLOWS_VERSION,
    prepare_queues,
)
from api.workflows.running import Running

WORKFLOWS = (
    hand_over_order,
    make_preview,
    make_luminaire_picture,
)  # importing them makes them known to the engine
LOOK_FOR_THE_DEAD_EVERY_S = 10.0
KEPT = timedelta(days=30)  # how long the steps of finished work can be looked at
_FORGOTTEN_AT_ONCE = 200

_log = logging.getLogger("lampyris.work")


def prepare(wiring: Wiring) -> None:
    """Make what a process needs to ask for durable work, without doing any here."""
    prepare_queues(wiring.database.address, previews_at_once=wiring.settings.render_processes)


@dataclass(frozen=True)
class DurableWork:
    """The work of this process; there can be one at a time."""

    wiring: Wiring
    slot: ExecutorSlot
    stopping: threading.Event
    janitor: threading.Thread

    def stop(self) -> None:
        """Stop; what is in work stays to be done by another process or after the next start."""
        self.stopping.set()
        self.wiring.render_processes.stop()
        DBOS.destroy(workflow_completion_timeout_sec=0)
        self.janitor.join()
        running.end()
        self.slot.let_go()


def start(
    wiring: Wiring, *, first_wait_s: float = 1.0, longest_wait_s: float = 300.0, only_orders: bool = False
) -> DurableWork:
    """Do durable work in this process: previews and orders, old and new.

    Parameters
    ----------
    first_wait_s, longest_wait_s
        Before a store that did not answer is asked again [s].
    only_orders
        Whether previews are left to other processes.

    Raises
    ------
    RuntimeError
        When durable work runs in this process already.
    """
    if running.is_running():
        raise RuntimeError("durable work runs in this process already; stop it first")
    address = wiring.database.address
    prepare(wiring)
    slot = take_slot(wiring.settings.data / "executors", wiring.settings.executor)
    running.begin(Running(wiring, wiring.render_processes, first_wait_s, longest_wait_s))
    try:
        _launch(address, slot, only_orders=only_orders)
    except BaseException:
        DBOS.destroy(workflow_completion_timeout_sec=0)
        running.end()
        slot.let_go()
        raise
    stopping = threading.Event()
    janitor = threading.Thread(target=_keep_house, args=(wiring, stopping), name="janitor", daemon=True)
    janitor.start()
    return DurableWork(wiring, slot, stopping, janitor)


def _launch(address: str, slot: ExecutorSlot, *, only_orders: bool) -> None:
    """Start the durable engine; it goes on with what an earlier process of this slot left."""
    logging.getLogger("dbos").setLevel(logging.WARNING)
    DBOS(
        config={
            "name": APPLICATION,
            "system_database_url": address,
            "application_version": WORKFLOWS_VERSION,
            "executor_id": slot.name,
            "log_level": "WARNING",
            "run_migrations": False,
        }
    )
    if only_orders:
        DBOS.listen_queues([ORDERS_QUEUE])
    DBOS.launch()


def _keep_house(wiring: Wiring, stopping: threading.Event) -> None:
    begun_anew = False
    while not stopping.is_set():
        try:
            if not begun_anew:
                begin_anew(wiring)
                begun_anew = True
            take_over(wiring)
            forget_finished(wiring.identifiers.clock() - KEPT)
        except Exception:
            if not stopping.is_set():
                _log.exception("what was left open could not be taken over")
        stopping.wait(LOOK_FOR_THE_DEAD_EVERY_S)


def take_over(wiring: Wiring) -> int:
    """Take over what dead processes left pending; returns how many workflows that were."""
    count = 0
    with dead_slots(wiring.settings.data / "executors") as names:
        if names:
            left = DBOS.list_workflows(
                status="PENDING", executor_id=names, load_input=False, load_output=False
            )
            by_queue: dict[str, list[str]] = {}
            for workflow in left:
                by_queue.setdefault(workflow.queue_name or ORDERS_QUEUE, []).append(workflow.workflow_id)
            for queue_name, ids in by_queue.items():
                DBOS.resume_workflows(ids, queue_name=queue_name)
                count += len(ids)
    _revive(wiring)
    return count


def forget_finished(before: datetime) -> int:
    """Forget the steps of work that was asked for before a moment and is finished; returns how much.

    What came of it, the preview or the order, stays.
    """
    finished = DBOS.list_workflows(
        status=["SUCCESS", "CANCELLED"],
        end_time=before.isoformat(),
        limit=_FORGOTTEN_AT_ONCE,
        load_input=False,
        load_output=False,
    )
    if finished:
        DBOS.delete_workflows([workflow.workflow_id for workflow in finished])
    return len(finished)


def _revive(wiring: Wiring) -> None:
    """A workflow ends in an error only when the database itself failed: what it has left open begins anew."""
    broken = DBOS.list_workflows(status="ERROR", load_input=False, load_output=False)
    if broken:
        DBOS.delete_workflows([workflow.workflow_id for workflow in broken])
        begin_anew(wiring)
