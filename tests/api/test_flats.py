"""A flat over the service: uploaded as one file, named by its id, lit as one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from small_shop import hall, shop_in

from api.configurations import configuration_plan, save_configuration
from api.previews import render_job
from api.render_work import run
from api.rooms import upload_room

DOOR = {"kind": "door", "wall": 1, "offset_m": 1.0, "width_m": 0.9, "height_m": 2.1, "open": True}
ROOMS = [
    {"name": "Hall", "outline_m": [[0, 0], [3, 0], [3, 3], [0, 3]], "height_m": 2.5, "openings": [DOOR]},
    {"name": "Study", "outline_m": [[3.1, 0], [6, 0], [6, 3], [3.1, 3]], "height_m": 2.5},
]
LAMP = {"id": "p", "luminaire": {"assumed": {"flux_lm": 800}}, "position_m": [1.5, 1.5, 2.3]}


def flat(**rooms: Any) -> bytes:
    document = hall(placements=[LAMP], scenes={}, views=[], **rooms)
    if "rooms" in rooms:
        del document["room"]
    return json.dumps(document).encode()


def measures_of(shop: Any, saved: Any) -> dict[str, Any]:
    job = render_job(shop, saved, scene=None, view=None, quality="draft", seed=1)
    return dict(json.loads(run(job, lambda step, share: None)["measures.json"]))


def test_a_flat_is_lit_by_its_id_as_it_is_written_out(tmp_path: Path) -> None:
    shop = shop_in(tmp_path)
    uploaded = upload_room(shop, flat(rooms=ROOMS), "flat.lampyris.json")
    assert [room["name"] for room in uploaded.document["rooms"]] == ["Hall", "Study"]
    by_id = save_configuration(shop, flat(rooms=[{"room_id": uploaded.id}]))
    written = save_configuration(shop, flat(rooms=ROOMS))
    one, other = measures_of(shop, by_id), measures_of(shop, written)
    assert [plane["name"] for plane in one["planes"]] == ["Hall/work plane", "Study/work plane"]
    assert one["planes"] == other["planes"]
    assert one["planes"][1]["mean_lx"] > 1  # through the door
    assert [room["power_density_w_m2"] for room in one["rooms"]] == [None, 0.0]
    plan = configuration_plan(shop, by_id.configuration_id)
    assert "Hall" in plan
    assert "Study" in plan
    shop.close()


def test_one_room_of_a_flat_is_lit_alone(tmp_path: Path) -> None:
    shop = shop_in(tmp_path)
    uploaded = upload_room(shop, flat(rooms=ROOMS), "flat.lampyris.json")
    alone = save_configuration(shop, flat(room={"room_id": uploaded.id, "room": "Hall"}))
    assert [plane["room"] for plane in measures_of(shop, alone)["planes"]] == ["Hall"]
    shop.close()
