"""The workflow that makes one picture of a luminaire; all it does is in `api.luminaire_pictures`."""

from __future__ import annotations

from typing import Any

from dbos import DBOS

from api.luminaire_pictures import LuminairePicture, work_on_picture
from api.workflows.queues import MAKE_LUMINAIRE_PICTURE
from api.workflows.running import running


@DBOS.step(name="render_luminaire")
def _render_luminaire(wish: dict[str, Any]) -> bool:
    here = running()
    return work_on_picture(here.wiring, here.render_processes, LuminairePicture(**wish))


@DBOS.workflow(name=MAKE_LUMINAIRE_PICTURE, max_recovery_attempts=5)
def make_luminaire_picture(wish: dict[str, Any]) -> bool:
    """Make one picture; returns whether it is there."""
    return _render_luminaire(wish)
