"""The two queues, and how work gets into them: in the caller's own transaction.

The record (a preview, an order) and its workflow are written in one commit, so that neither can be
there without the other, whenever the process is killed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dbos import DBOS, DBOSClient, EnqueueOptions

if TYPE_CHECKING:
    from sqlalchemy import Connection

APPLICATION = "lampyris"
# raised when a workflow's steps change, so that workflows begun by older code are not continued by newer;
# `begin_anew` then begins what they have left open
WORKFLOWS_VERSION = "1"

ORDERS_QUEUE = "orders"
PREVIEWS_QUEUE = "previews"
HAND_OVER_ORDER = "hand_over_order"
MAKE_PREVIEW = "make_preview"
MAKE_LUMINAIRE_PICTURE = "make_luminaire_picture"

# how often a process looks for work: a person waits for the preview, nobody for the hand-over
PREVIEWS_POLL_S = 0.1
ORDERS_POLL_S = 0.25
_ORDERS_AT_ONCE = 8
_AFTER_PREVIEWS = 10  # priority of pictures of luminaires; previews have 0, which goes first


def prepare_queues(address: str, *, previews_at_once: int) -> None:
    """Make the durable engine's tables and queues; safe to repeat and at any start.

    Parameters
    ----------
    address
        The records' database: the tables must be in the same one, for the common commit.
    previews_at_once
        How many previews one process works on.
    """
    DBOS.migrate(address)
    client = client_of(address)
    # one order is worked on by one workflow at a time: a store never hears two callers for it
    client.register_queue(
        ORDERS_QUEUE,
        worker_concurrency=_ORDERS_AT_ONCE,
        partition_concurrency=1,
        polling_interval_sec=ORDERS_POLL_S,
    )
    client.register_queue(
        PREVIEWS_QUEUE, worker_concurrency=previews_at_once, polling_interval_sec=PREVIEWS_POLL_S
    )


def enqueue_preview(
    connection: Connection, address: str, preview_id: str, *, occasion: str = "asked"
) -> None:
    """Have a preview made, from the moment `connection` commits; once for each occasion."""
    client_of(address).enqueue_in_transaction(
        connection,
        {
            "queue_name": PREVIEWS_QUEUE,
            "workflow_name": MAKE_PREVIEW,
            "workflow_id": f"preview-{preview_id}-{occasion}",
            "app_version": WORKFLOWS_VERSION,
        },
        preview_id,
    )


def enqueue_luminaire_picture(address: str, wish: dict[str, Any], key: str) -> None:
    """Have a picture of a luminaire made when no preview waits; one that is on its way already, once.

    Nothing is recorded, so it needs no common commit. It is in the previews' queue, as it is work for
    the same render processes.
    """
    client_of(address).enqueue(
        {
            "queue_name": PREVIEWS_QUEUE,
            "workflow_name": MAKE_LUMINAIRE_PICTURE,
            "deduplication_id": key,
            "duplication_policy": "return-existing",
            "priority": _AFTER_PREVIEWS,
            "app_version": WORKFLOWS_VERSION,
        },
        wish,
    )


def enqueue_order(connection: Connection, address: str, order_id: str, *, occasion: str) -> None:
    """Have an order brought to its stores, from the moment `connection` commits.

    Parameters
    ----------
    occasion
        Why: ``placed``, ``cancel-3``; the same occasion of the same order is worked on once.
    """
    options = _order_options(order_id, f"{occasion}-0")
    client_of(address).enqueue_in_transaction(connection, options, order_id, occasion, 0)


def enqueue_order_again(order_id: str, *, occasion: str, attempt: int, wait_s: float) -> None:
    """Inside a workflow: have the order tried again after `wait_s`, by a workflow of its own."""
    options = _order_options(order_id, f"{occasion}-{attempt}")
    options["delay_seconds"] = wait_s
    DBOS.enqueue_workflow_with_options(options, order_id, occasion, attempt)


def record_of(workflow_id: str) -> str:
    """Id of the order or the preview that a workflow is for."""
    return workflow_id.split("-")[1]


@lru_cache(maxsize=4)
def client_of(address: str) -> DBOSClient:
    """The client for a database; it connects only where it does not get a connection."""
    return DBOSClient(system_database_url=address, application_name=APPLICATION, lazy=True)


def _order_options(order_id: str, name: str) -> EnqueueOptions:
    return {
        "queue_name": ORDERS_QUEUE,
        "workflow_name": HAND_OVER_ORDER,
        "workflow_id": f"order-{order_id}-{name}",
        "queue_partition_key": order_id,
        "app_version": WORKFLOWS_VERSION,
    }
