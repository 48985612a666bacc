"""Pictures of luminaires wait for previews, and one picture is made for all who ask for it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from doubled_light import ShopWithDouble, ask, finished
from small_shop import until, working

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
