"""Plans are drawn once for what they show, and anew when that has changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_shop import hall, shop_in

from api.configurations import configuration_plan, save_configuration, save_next_version
from api.plans import MOST_KEPT, KeptPlans
from api.rooms import room_plan, upload_room
from kit.errors import UnknownRecord


def test_a_plan_is_not_drawn_twice(tmp_path: Path) -> None:
    shop = shop_in(tmp_path)
    room = upload_room(shop, json.dumps(hall(placements=[], scenes={})).encode(), "hall.json")
    document = hall(room={"room_id": room.id})
    configuration_id = save_configuration(shop, json.dumps(document).encode()).configuration_id
    empty = room_plan(shop, room.id)
    hung = configuration_plan(shop, configuration_id)
    for kept in (room.sha256, room.reading_sha256):  # what is drawn from now on cannot read it
        shop.files.path(kept or "").unlink()
    assert room_plan(shop, room.id) == empty
    assert configuration_plan(shop, configuration_id) == hung != empty
    another = shop_in(tmp_path)
    with pytest.raises(UnknownRecord):
        configuration_plan(another, configuration_id)
    another.close()
    shop.close()


def test_the_next_version_has_its_own_plan(tmp_path: Path) -> None:
    shop = shop_in(tmp_path)
    first = save_configuration(shop, json.dumps(hall()).encode()).configuration_id
    before = configuration_plan(shop, first)
    save_next_version(shop, first, json.dumps(hall(placements=[], scenes={})).encode(), version=1)
    assert configuration_plan(shop, first) != before
    assert configuration_plan(shop, first, 1) == before
    shop.close()


def test_only_the_last_plans_are_kept() -> None:
    plans = KeptPlans()
    drawn: list[int] = []

    def plan(number: int) -> str:
        return plans.plan(number, lambda: drawn.append(number) or str(number))

    for number in range(MOST_KEPT + 1):
        plan(number)
    assert plan(1) == "1"
    assert plan(0) == "0"
    assert drawn == [*range(MOST_KEPT + 1), 0]
