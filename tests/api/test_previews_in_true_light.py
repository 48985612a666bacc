"""Previews with real light: a second scene of the same light, and an order's picture made again."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from doubled_light import finished
from PIL import Image
from small_shop import CUSTOMER, hall, quoted, saved, shop_in, until, working

from api.orders import order, order_evidence, place_order, reproduce_order
from api.pictures import Showing, preview_shown
from api.previews import preview, preview_file, request_preview
from api.wiring import Wiring
from assets.catalogue import LIBRARY
from kit.errors import Conflict
from render.kept_picture import read_kept_picture

VIEW = {"name": "door", "eye_m": [0.4, 0.4, 1.6], "target_m": [3, 3.5, 1.2], "size_px": [240, 160]}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """A working shop with real light."""
    wiring = shop_in(tmp_path_factory.mktemp("light"))
    with working(wiring):
        yield wiring
    wiring.close()


def without_times(measures: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(measures)
    document.pop("timing_s")
    return document


def test_a_real_preview_and_a_second_scene_of_the_same_light(shop: Wiring) -> None:
    configuration_id = saved(shop)
    first = finished(shop, request_preview(shop, configuration_id, quality="draft").id, seconds=90.0)
    assert first.error is None
    assert {"picture.png", "false-colour.png", "measures.json"} <= set(first.files)
    assert preview_file(shop, first.id, "picture.png").startswith(b"\x89PNG")
    measures = json.loads(preview_file(shop, first.id, "measures.json"))
    assert measures["scene"] is None
    assert measures["planes"][0]["mean_lx"] > 0
    assert "HEAD_ROOM_LOW" in {problem["code"] for problem in first.problems}
    wanted = request_preview(shop, configuration_id, quality="draft", scene="dinner", view="door")
    second = finished(shop, wanted.id, seconds=30.0)
    dimmed = json.loads(preview_file(shop, second.id, "measures.json"))
    assert dimmed["scene"] == "dinner"
    # only the table's pendants burn in that scene, at 60 % of their flux
    flux = {each["id"]: each["flux_lm"] for each in measures["placements"]}
    assert {each["id"]: each["flux_lm"] for each in dimmed["placements"]} == pytest.approx(
        {name: 0.6 * lm if name.startswith("p") else 0.0 for name, lm in flux.items()}
    )


def test_a_draft_comes_first_and_the_picture_takes_its_place_without_a_jump(shop: Wiring) -> None:
    wanted = request_preview(shop, saved(shop, views=[VIEW]), quality="final").id
    until(lambda: "draft.png" in preview(shop, wanted).files, seconds=90.0)
    assert preview(shop, wanted).state == "working"
    draft = Image.open(io.BytesIO(preview_file(shop, wanted, "draft.png")))
    done = finished(shop, wanted, seconds=240.0)
    assert done.error is None
    picture = Image.open(io.BytesIO(preview_file(shop, wanted, "picture.png")))
    assert (draft.size, draft.text["Exposure"], draft.text["White"]) == (
        (picture.size, picture.text["Exposure"], picture.text["White"])
    )
    same = preview_shown(shop, wanted, Showing(ev=done.ev), name="draft.exr")
    assert np.abs(np.asarray(Image.open(io.BytesIO(same)), float) - np.asarray(draft, float)).max() <= 2
    assert np.asarray(draft).mean() == pytest.approx(np.asarray(picture).mean(), rel=0.12)
    # shown again from what is kept, bloom and all, it is the same picture
    kept = read_kept_picture(preview_file(shop, wanted, "picture.exr"))
    assert f"EV {kept.ev:.2f} at ISO 100" == picture.text["Exposure"]
    assert done.ev == pytest.approx(kept.ev)
    again = preview_shown(shop, wanted, Showing(ev=kept.ev, tone="neutral"))
    difference = np.asarray(Image.open(io.BytesIO(again)), float) - np.asarray(picture, float)
    assert np.abs(difference).max() <= 2


def test_the_service_itself_never_loads_the_ray_caster() -> None:
    script = (
        "import sys, api.http.app, api.workflows.worker;"
        " print('mitsuba' in sys.modules, 'drjit' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"]


def test_an_order_s_picture_and_numbers_can_be_made_again(shop: Wiring, tmp_path: Path) -> None:
    placed = place_order(shop, quoted(shop), CUSTOMER, "key-evidence")
    rests_on = order_evidence(shop, placed.id)
    assert rests_on["configuration"] == hall()
    wanted = request_preview(shop, rests_on["configuration_id"], quality="draft")
    shown = finished(shop, wanted.id, seconds=90.0)
    # another process, which knows nothing of the first light, and whose catalogue has changed meanwhile
    library = tmp_path / "library"
    shutil.copytree(LIBRARY, library)
    darker = library / "pendant-globe-300"
    shutil.copy(library / "downlight-recessed-90" / "photometry.ldt", darker / "photometry.ldt")
    another = shop_in(shop.settings.data, library=library)
    again = reproduce_order(another, placed.id, quality="draft")
    for name in ("picture.png", "false-colour.png"):
        assert again[name] == preview_file(shop, shown.id, name)
    assert without_times(again["measures.json"]) == without_times(
        preview_file(shop, shown.id, "measures.json")
    )
    another.close()


def test_an_order_whose_evidence_changed_is_not_made_again(shop: Wiring) -> None:
    placed = place_order(shop, quoted(shop), CUSTOMER, "key-evidence-changed")
    rests_on = order(shop, placed.id).document["evidence"]
    configuration_id = rests_on["configuration_id"]
    with shop.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE configuration_versions SET document = json_set(document, '$.name', 'Other')"
            " WHERE configuration_id = ?",
            (configuration_id,),
        )
    with pytest.raises(Conflict) as refusal:
        reproduce_order(shop, placed.id, quality="draft")
    assert refusal.value.code == "EVIDENCE_CHANGED"
    assert "configuration" in str(refusal.value)
