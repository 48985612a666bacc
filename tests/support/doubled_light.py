"""A shop whose render children do as the configuration's name says, so that death and delay can be tried."""

from __future__ import annotations

import json
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from small_shop import saved, until

from api.previews import preview, request_preview
from api.records.previews import PreviewRecord
from api.render_processes import RenderProcesses
from api.wiring import Wiring

DOUBLE = (sys.executable, str(Path(__file__).with_name("render_child_double.py")))


class ShopWithDouble(Wiring):
    """The real wiring, but its render children do what the configuration's name says."""

    @cached_property
    def render_processes(self) -> RenderProcesses:
        return RenderProcesses(1, command=DOUBLE)


def ask(shop: Wiring, **job: Any) -> str:
    """Request a preview of a hall whose name tells the double what to do."""
    return request_preview(shop, saved(shop, name=json.dumps(job))).id


def finished(shop: Wiring, preview_id: str, *, seconds: float = 60.0) -> PreviewRecord:
    until(lambda: preview(shop, preview_id).is_final, seconds=seconds)
    return preview(shop, preview_id)
