"""Pictures of luminaires wait for previews; one is made for all who ask for it, and for nobody none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import httpx
import pytest
from doubled_light import ShopWithDouble, ask, finished
from small_shop import until, working

from api import luminaire_cache
from api.http import luminaire_pictures as over_http
from api.luminaire_pictures import ask_for_picture, kept_picture, picture_key, picture_of
from api.previews import preview
from api.settings import Settings
from api.workflows.queues import MAKE_LUMINAIRE_PICTURE, client_of


def test_previews_go_before_pictures_and_a_picture_is_made_once_for_all_who_ask(tmp_path: Path) -> None:
    wiring = ShopWithDouble(Settings(data=tmp_path))
    wish = picture_of("pendant-globe-300", width_px=320)
    key = picture_key(wiring, wish)
    with working(wiring):
        begun = ask(wiring, steps=40)
        until(lambda: preview(wiring, begun).state == "working")
        for _ in range(3):
            ask_for_picture(wiring, wish, key)
        later = ask(wiring, steps=5)
        last = finished(wiring, later)
        until(lambda: kept_picture(wiring, key) is not None)
        wanted = client_of(wiring.database.address).list_workflows(name=MAKE_LUMINAIRE_PICTURE)
    (made,) = (wiring.settings.cache_folder / "luminaires").glob("*.png")
    assert last.finished_at is not None
    assert made.stat().st_mtime >= datetime.fromisoformat(last.finished_at).timestamp()
    assert len(wanted) == 1
    wiring.close()


def test_what_nobody_waits_for_any_more_is_not_made(tmp_path: Path, serve, monkeypatch) -> None:
    monkeypatch.setattr(luminaire_cache, "WAITED_FOR_S", 1.5)
    monkeypatch.setattr(over_http, "SAY_SO_EVERY_S", 0.3)
    wiring = ShopWithDouble(Settings(data=tmp_path))
    left, stayed = "table-mushroom-280", "pendant-globe-300"
    with working(wiring), serve(wiring) as address, httpx.Client(base_url=address, timeout=30) as client:
        begun = ask(wiring, steps=80)  # four seconds
        until(lambda: preview(wiring, begun).state == "working")
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{address}/v1/luminaires/{left}/picture.png", timeout=0.5)
        answer = client.get(f"/v1/luminaires/{stayed}/picture.png")  # waits longer than `WAITED_FOR_S`
        assert answer.status_code == 200, answer.text
        coming = client_of(wiring.database.address)
        until(
            lambda: all(
                each.status == "SUCCESS" for each in coming.list_workflows(name=MAKE_LUMINAIRE_PICTURE)
            )
        )
        made = [each.output for each in coming.list_workflows(name=MAKE_LUMINAIRE_PICTURE, sort_desc=False)]
        assert made == [False, True]
        assert client.get(f"/v1/luminaires/{left}/picture.png").status_code == 200  # asked for anew, it is
    wiring.close()
