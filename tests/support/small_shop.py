"""A shop over a data folder: the real wiring, a configuration of two pendants and four downlights."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.configurations import save_configuration
from api.quotes import make_quote
from api.settings import Settings
from api.wiring import Wiring
from api.workflows.durable import DurableWork, start
from orders.order import Customer

CUSTOMER = Customer("Ada Example", "ada@example.org", "+00 000", "Sample Street 1", "en")
PENDANTS, DOWNLIGHTS = 2, 4
NEEDS = {"pendant-globe-300": PENDANTS, "downlight-recessed-90": DOWNLIGHTS}


def hall(**changes: Any) -> dict[str, Any]:
    """A hall of 4 m by 5 m with two pendants and four downlights, and two lighting scenes."""
    pendants = [
        {
            "id": f"p{i}",
            "luminaire": "pendant-globe-300",
            "position_m": [1.5 + i, 2.5, 2.7],
            "circuit": "table",
        }
        for i in range(PENDANTS)
    ]
    downlights = [
        {"id": f"d{i}", "luminaire": "downlight-recessed-90", "position_m": [0.8 + 0.8 * i, 1.0, 2.7]}
        for i in range(DOWNLIGHTS)
    ]
    return {
        "lampyris": 1,
        "name": "Hall",
        "room": {"name": "Hall", "outline_m": [[0, 0], [4, 0], [4, 5], [0, 5]], "height_m": 2.7},
        "placements": pendants + downlights,
        "scenes": {"dinner": {"circuits": {"table": {"dimming": 0.6}}}},
        "views": [{"name": "door", "eye_m": [0.4, 0.4, 1.6], "target_m": [3, 3.5, 1.2], "size_px": [64, 48]}],
        **changes,
    }


def shop_in(folder: Path, **settings: Any) -> Wiring:
    """The wiring over a data folder."""
    return Wiring(Settings(data=folder, **settings))


@contextmanager
def working(shop: Wiring) -> Iterator[DurableWork]:
    """The shop with its workflows running; stores that do not answer are asked again soon."""
    work = start(shop, first_wait_s=0.2, longest_wait_s=1.0)
    try:
        yield work
    finally:
        work.stop()


def saved(shop: Wiring, **changes: Any) -> str:
    """The id of a saved hall."""
    return save_configuration(shop, json.dumps(hall(**changes)).encode()).configuration_id


def quoted(shop: Wiring, *, store_id: str | None = "harbour", **changes: Any) -> str:
    """The id of a quote for a newly saved hall."""
    return make_quote(shop, saved(shop, **changes), store_id=store_id).id


def until(holds: Callable[[], bool], *, seconds: float = 60.0) -> None:
    """Wait until something holds; fails when it does not come to hold in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold in time"
        time.sleep(0.05)
