"""Glare of eyes in several rooms: each is rated in its own, as if the others were not there."""

from __future__ import annotations

from typing import Any

import pytest
from lit_rooms import GREYS, SHEET, built, lamp
from shells import box

from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate


def measured(**keys: Any) -> dict[str, Any]:
    planes = {"maintenance_factor": 1.0, "planes": []}
    return measure(simulate(built(files={"panel.ies": SHEET}, calculation=planes, **keys), DRAFT))


def test_rooms_without_anything_open_between_them_have_the_glare_of_each_alone() -> None:
    left, right = (box(name, x, surfaces=GREYS, use="office") for name, x in (("Left", 0), ("Right", 4.2)))
    lamps = [
        {**lamp(x, 1.5, 2.4, file="panel.ies", dimming=dimming), "id": name}
        for name, x, dimming in (("one", 2.5, 0.2), ("other", 6.5, 1.0))
    ]
    eyes = [
        {"name": name, "eye_m": [x, 1.5, 1.2], "direction": [1, 0, 0.3]}
        for name, x in (("l", 0.4), ("r", 4.6))
    ]
    both = measured(rooms=[left, right], placements=lamps, observers=eyes)
    assert [entry["room"] for entry in both["observers"]] == ["Left", "Right"]
    for number, room in enumerate((left, right)):
        alone = measured(room=room, placements=[lamps[number]], observers=[eyes[number]])
        (own,) = alone["observers"]
        error = 4 * (own["ugr_standard_error"] + both["observers"][number]["ugr_standard_error"])
        assert both["observers"][number]["ugr"] == pytest.approx(own["ugr"], abs=error + 0.05)
        assert own["room"] == ""
    targets = [entry for entry in both["targets"] if entry["quantity"] == "unified_glare_rating"]
    assert [(entry["room"], entry["measured_on"]) for entry in targets] == [("Left", "l"), ("Right", "r")]
    assert targets[0]["value"] < targets[1]["value"]
