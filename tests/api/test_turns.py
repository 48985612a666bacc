"""Pictures are scaled and shown anew one at a time; who comes when too many wait is told to come again."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import numpy as np
import pytest
from small_shop import saved, shop_in

from api.http.errors import Refused
from api.http.turns import ServiceTurns, Turns
from api.luminaire_cache import LuminaireCache
from api.luminaire_pictures import picture_key, picture_of
from api.previews import request_preview
from api.records.previews import change_preview
from api.workflows import durable
from render.exr import ADAPTED_WHITE, EXPOSURE, WHOLE, exr_bytes
from render.image import png_of_colours

SKU = "pendant-globe-300"


def turns(waiting: int = 0, longest_wait_s: float = 20.0) -> Turns:
    return Turns(waiting=waiting, longest_wait_s=longest_wait_s, refusal="Come again.")


def test_one_works_a_few_wait_and_the_others_are_sent_away() -> None:
    at_work: list[int] = []
    most = 0

    def work(number: int) -> int:
        nonlocal most
        at_work.append(number)
        most = max(most, len(at_work))
        time.sleep(0.02)
        at_work.remove(number)
        return number

    async def all_at_once() -> list[int | BaseException]:
        taken = turns(waiting=3)
        first = await asyncio.gather(*(taken.made(work, n) for n in range(10)), return_exceptions=True)
        return [*first, await taken.made(work, 10)]  # there is room again

    found = asyncio.run(all_at_once())
    assert most == 1
    assert [n for n in found if isinstance(n, int)] == [0, 1, 2, 3, 10]
    refused = [each for each in found if isinstance(each, Refused)]
    assert [(each.status_code, each.code) for each in refused] == [(503, "PICTURES_BUSY")] * 6


def test_who_waits_too_long_is_sent_away_and_a_fault_gives_the_turn_back() -> None:
    async def slow_and_faulty() -> list[int | BaseException]:
        taken = turns(waiting=1, longest_wait_s=0.05)
        slow = asyncio.gather(taken.made(time.sleep, 0.3), taken.made(int, "7"), return_exceptions=True)
        with pytest.raises(ValueError, match="invalid literal"):
            await turns().made(int, "seven")
        return [*await slow, await taken.made(int, "8")]

    slept, late, after = asyncio.run(slow_and_faulty())
    assert (slept, after) == (None, 8)
    assert isinstance(late, Refused)


@contextmanager
def taken_by_somebody(wanted: Turns) -> Iterator[None]:
    begun, done = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        done.wait(30)

    somebody = threading.Thread(target=lambda: asyncio.run(wanted.made(work)))
    somebody.start()
    assert begun.wait(30)
    try:
        yield
    finally:
        done.set()
        somebody.join()


def test_over_http_both_kinds_of_pictures_have_turns_of_their_own(tmp_path, serve) -> None:
    shop = shop_in(tmp_path, work=False)
    durable.prepare(shop)
    wish = picture_of(SKU, width_px=320)
    grey = png_of_colours(np.full((320, 320, 3), 120, np.uint8))
    LuminaireCache(shop.settings.cache_folder / "luminaires").keep_picture(picture_key(shop, wish), grey)
    preview_id = request_preview(shop, saved(shop)).id
    said = {EXPOSURE: 3.0, ADAPTED_WHITE: "1 1 1", "quality": "normal", "scene": ""}
    luminance = exr_bytes({WHOLE: np.full((180, 320, 3), 3.0, np.float32)}, said)
    files = {"picture.png": shop.files.keep(grey), "picture.exr": shop.files.keep(luminance)}
    with shop.database.writing() as connection:
        change_preview(connection, preview_id, state="done", progress=1.0, files=files)
    own = ServiceTurns(turns(), turns())
    with serve(shop, own) as address, httpx.Client(base_url=address, timeout=30) as client:

        def answers() -> list[int]:
            scaled = client.get(f"/v1/luminaires/{SKU}/picture.webp?w=100")
            anew = client.get(f"/v1/previews/{preview_id}/picture.webp?ev=4")
            colours = client.get(f"/v1/previews/{preview_id}/false-colour.png?quantity=cd")
            stored = client.get(f"/v1/previews/{preview_id}/picture.png")
            assert all(
                each.is_success or each.json()["code"] == "PICTURES_BUSY"
                for each in (scaled, anew, colours, stored)
            )
            return [each.status_code for each in (scaled, anew, colours, stored)]

        assert answers() == [200, 200, 200, 200]
        with taken_by_somebody(own.scaled):
            assert answers() == [503, 200, 200, 200]
        with taken_by_somebody(own.shown_anew):
            assert answers() == [200, 503, 503, 200]
        assert answers() == [200, 200, 200, 200]
    shop.close()
