"""Searching as the service does: what nobody asked for is not worked out."""

from __future__ import annotations

import json

from api.search_luminaires import search_luminaires
from api.settings import Settings
from api.wiring import Wiring
from assets.search.wish import Wish


def test_light_is_worked_out_only_when_somebody_asks_by_light(tmp_path):
    wiring = Wiring(Settings(data=tmp_path))
    try:
        kept = wiring.settings.cache_folder / "search"
        assert search_luminaires(wiring, Wish(), limit=50, after=None).found.total > 0
        assert [path.name for path in kept.iterdir()] == ["facts.json"]
        found = search_luminaires(wiring, Wish(lux_at_least=1.0, from_m=1.2), limit=5, after=None).found
        assert found.total > 0
        assert all(about["illuminance_lx"] >= 1.0 for about in found.by_light.values())
        assert len(json.loads((kept / "lights.json").read_text())) == len(wiring.catalogue.entries)
    finally:
        wiring.close()
