"""The lux map of a finished preview, drawn from its stored measures."""

from __future__ import annotations

import json

import pytest
from hall import hall

from api.pictures import preview_lux_map
from api.records.previews import change_preview
from kit.errors import UnknownRecord


def plane(name, height_step=0.0):
    """A plane of 4 x 3 points, level or leaning."""
    points = [[1.0 + 0.5 * i, 1.0 + 0.5 * j, 0.75 + height_step * i] for j in range(3) for i in range(4)]
    lux = [100.0 + 50.0 * i for _ in range(3) for i in range(4)]
    return {
        "name": name,
        "points_m": points,
        "illuminance_lx": lux,
        "mean_lx": 175.0,
        "min_lx": 100.0,
        "uniformity": 0.571,
    }


@pytest.fixture
def finished(served, http):
    """A preview whose measures have a leaning plane and two level ones."""
    wiring, _ = served
    made = http.post("/v1/configurations", json=hall()).json()
    preview = http.post(f"/v1/configurations/{made['id']}/previews", json={}).json()
    planes = [plane("board", 0.2), plane("desk"), plane("floor")]
    measures = {"scene": None, "maintenance_factor": 0.8, "planes": planes}
    files = {"measures.json": wiring.files.keep(json.dumps(measures).encode())}
    with wiring.database.writing() as connection:
        change_preview(connection, preview["id"], state="done", progress=1.0, files=files)
    return wiring, preview["id"]


def test_the_first_level_plane_is_drawn_and_any_may_be_asked_for(finished):
    wiring, preview_id = finished
    drawn = preview_lux_map(wiring, preview_id)
    assert "desk, 0.75 m" in drawn
    assert "Mean 175 lx · minimum 100 lx · uniformity 0.57" in drawn
    assert preview_lux_map(wiring, preview_id) is drawn  # kept
    assert "floor, 0.75 m" in preview_lux_map(wiring, preview_id, "floor")


@pytest.mark.parametrize("name", ["board", "none such"])
def test_other_planes_are_told(finished, name):
    with pytest.raises(UnknownRecord, match="its planes are: board, desk, floor"):
        preview_lux_map(*finished, name)


def test_it_is_an_svg_over_http_that_runs_nothing(http, finished):
    _, preview_id = finished
    links = http.get(f"/v1/previews/{preview_id}").json()["links"]
    answer = http.get(links["lux_map"])
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "img-src data:" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"]
    again = http.get(links["lux_map"], headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert "floor, 0.75 m" in http.get(links["lux_map"], params={"plane": "floor"}).text
    assert http.get(links["lux_map"], params={"plane": "board"}).status_code == 404
