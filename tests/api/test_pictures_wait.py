"""Pictures of luminaires wait for previews; one is made for all who ask for it, and for nobody none."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from doubled_light import ShopWithDouble, ask, finished
from small_shop import until, working

from api import luminaire_cache
from api.http import luminaire_pictures as over_http
from api.luminaire_cache import LuminaireCache
from api.luminaire_pictures import ask_for_picture, kept_picture, picture_key, picture_of
from api.previews import cancel_preview, preview
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
    monkeypatch.setattr(luminaire_cache, "WAITED_FOR_S", 3.0)
    monkeypatch.setattr(over_http, "SAY_SO_EVERY_S", 0.3)
    wiring = ShopWithDouble(Settings(data=tmp_path))
    left, stayed = (picture_of(sku, width_px=800) for sku in ("table-mushroom-280", "pendant-globe-300"))
    cache = LuminaireCache(wiring.settings.cache_folder / "luminaires")
    with working(wiring), serve(wiring) as address, httpx.Client(base_url=address, timeout=60) as client:
        begun = ask(wiring, steps=2000)  # longer than all this takes
        until(lambda: preview(wiring, begun).state == "working")
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{address}/v1/luminaires/{left.sku}/picture.png", timeout=2.0)
        coming = client_of(wiring.database.address)
        until(lambda: len(coming.list_workflows(name=MAKE_LUMINAIRE_PICTURE)) == 1)
        answers: list[httpx.Response] = []
        staying = threading.Thread(
            target=lambda: answers.append(client.get(f"/v1/luminaires/{stayed.sku}/picture.png"))
        )
        staying.start()
        until(lambda: len(coming.list_workflows(name=MAKE_LUMINAIRE_PICTURE)) == 2)
        until(lambda: not cache.is_waited_for(picture_key(wiring, left)))
        cancel_preview(wiring, begun)  # now it is their turn
        staying.join()
        assert [answer.status_code for answer in answers] == [200]
        first = coming.list_workflows(name=MAKE_LUMINAIRE_PICTURE)[0]
        assert (first.input["args"][0]["sku"], first.output) == (left.sku, False)
        assert kept_picture(wiring, picture_key(wiring, left)) is None
        again = client.get(f"/v1/luminaires/{left.sku}/picture.png")
        assert again.status_code == 200  # asked for anew, it is made
    wiring.close()
