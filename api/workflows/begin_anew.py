"""At a start: work that is open in the records but that no workflow of this version will do is begun anew.

So it goes with what older code began, whose workflows newer code does not continue, and with whatever
else was lost. The records say what is open; a conversation or a picture that is repeated does no harm.
"""

from __future__ import annotations

from dbos import DBOS

from api.hand_over import open_orders
from api.records.previews import unfinished_previews
from api.wiring import Wiring
from api.workflows.queues import (
    HAND_OVER_ORDER,
    MAKE_PREVIEW,
    WORKFLOWS_VERSION,
    enqueue_order,
    enqueue_preview,
    record_of,
)

_COMING = ["ENQUEUED", "DELAYED", "PENDING"]


def begin_anew(wiring: Wiring) -> int:
    """Enqueue open orders and previews that nothing works on; returns how many that were."""
    # the records first: what is placed from now on has its workflow from the same commit
    orders = open_orders(wiring)
    with wiring.database.reading() as connection:
        previews = unfinished_previews(connection)
    coming = {
        record_of(workflow.workflow_id)
        for workflow in DBOS.list_workflows(
            status=_COMING,
            name=[HAND_OVER_ORDER, MAKE_PREVIEW],
            app_version=WORKFLOWS_VERSION,
            load_input=False,
            load_output=False,
        )
    }
    lost_orders = [order for order in orders if order.id not in coming]
    lost_previews = [preview for preview in previews if preview.id not in coming]
    address = wiring.database.address
    with wiring.database.writing() as connection:
        for order in lost_orders:
            occasion = f"version{WORKFLOWS_VERSION}r{order.revision}"
            enqueue_order(connection, address, order.id, occasion=occasion)
        for preview in lost_previews:
            occasion = f"version{WORKFLOWS_VERSION}r{preview.attempts}"
            enqueue_preview(connection, address, preview.id, occasion=occasion)
    return len(lost_orders) + len(lost_previews)
