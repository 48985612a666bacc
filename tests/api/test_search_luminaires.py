"""Searching as the service does: what nobody asked for is not worked out."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from api.http.luminaires import whole_answer
from api.search_luminaires import search_luminaires
from api.settings import Settings
from api.wiring import Wiring
from assets.search.wish import Wish


@pytest.fixture
def wiring(tmp_path) -> Iterator[Wiring]:
    """A service over an empty data folder."""
    made = Wiring(Settings(data=tmp_path))
    yield made
    made.close()


def test_light_is_worked_out_only_when_somebody_asks_by_light(wiring):
    kept = wiring.settings.cache_folder / "search"
    assert search_luminaires(wiring, Wish(), limit=50, after=None).found.total > 0
    assert [path.name for path in kept.iterdir()] == ["facts.json"]
    found = search_luminaires(wiring, Wish(lux_at_least=1.0, from_m=1.2), limit=5, after=None).found
    assert found.total > 0
    assert all(about["illuminance_lx"] >= 1.0 for about in found.by_light.values())
    assert len(json.loads((kept / "lights.json").read_text())) == len(wiring.catalogue.entries)


def test_lists_read_and_keep_no_body(wiring):
    listed = search_luminaires(wiring, Wish(), limit=50, after=None).luminaires
    assert len(listed) == len(wiring.catalogue.entries)
    for entry in wiring.catalogue.entries:
        answer, _ = whole_answer(wiring, entry.sku)
        assert answer["size_m"] == entry.written.size_m
        assert entry.luminaire_files.bodies_read == ()
