"""The workflow that makes one preview; all it does is in `api.previews`, here it is made durable."""

from __future__ import annotations

from dbos import DBOS

from api.previews import work_on_preview
from api.workflows.queues import MAKE_PREVIEW
from api.workflows.running import running


@DBOS.step(name="render_preview")
def _render_preview(preview_id: str) -> str:
    here = running()
    return work_on_preview(here.wiring, here.render_processes, preview_id)


# how often it is tried stands in the preview itself: it counts across processes
@DBOS.workflow(name=MAKE_PREVIEW, max_recovery_attempts=None)
def make_preview(preview_id: str) -> str:
    """Make one preview; returns the state it ended in. A repeated step makes the same files."""
    return _render_preview(preview_id)
