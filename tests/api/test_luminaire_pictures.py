"""Pictures of luminaires through the real service: made once by a real render child, and kept."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from small_shop import shop_in, working

from api.http import luminaire_pictures as over_http
from api.luminaire_pictures import ask_for_picture, kept_picture, picture_key, picture_of, work_on_picture
from api.render_processes import RenderFailed
from api.wiring import Wiring

PLACE = "/v1/luminaires/pendant-globe-300/picture"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, serve: Any) -> Iterator[tuple[Wiring, httpx.Client]]:
    """A working shop with real light, and a client of its service."""
    wiring = shop_in(tmp_path_factory.mktemp("turned"))
    with working(wiring), serve(wiring) as address, httpx.Client(base_url=address, timeout=150) as client:
        yield wiring, client
    wiring.close()


@pytest.fixture(scope="module")
def lit(shop) -> httpx.Response:
    """The small lit picture, fetched; whoever asks again while it is made is given time."""
    return asked(shop[1], w=320)


def asked(client: httpx.Client, ending: str = "png", **wish: Any) -> httpx.Response:
    for _ in range(4):  # the first of a fresh machine compiles its kernels
        answer = client.get(f"{PLACE}.{ending}", params=wish)
        if answer.status_code != 503:
            break
        assert answer.json()["code"] == "PICTURE_NOT_READY"
    assert answer.status_code == 200, answer.text
    return answer


def pixels(answer: httpx.Response) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB"), float)


def middle_and_edge(answer: httpx.Response) -> tuple[float, float]:
    """Mean of the middle ninth, where the globe is, and of the left edge, where the backdrop is."""
    shown = pixels(answer)
    third = len(shown) // 3
    return float(shown[third : 2 * third, third : 2 * third].mean()), float(shown[:, : third // 3].mean())


def test_a_luminaire_that_burns_shines_before_its_backdrop(lit) -> None:
    assert lit.headers["content-type"] == "image/png"
    assert pixels(lit).shape == (320, 320, 3)
    middle, edge = middle_and_edge(lit)
    assert middle > 1.5 * edge  # the globe glows
    assert edge > 20  # and what is behind it is not black


def test_unlit_it_is_seen_in_other_light(shop, lit) -> None:
    off = asked(shop[1], w=320, lit="false")
    assert middle_and_edge(off)[0] < middle_and_edge(lit)[0] - 10
    assert off.headers["etag"] != lit.headers["etag"]


def test_it_turns(shop, lit) -> None:
    turned = asked(shop[1], w=320, angle_deg=90, lit="false")
    straight = asked(shop[1], w=320, angle_deg=0, lit="false")
    assert np.abs(pixels(turned) - pixels(straight)).max() > 20


def test_another_width_or_kind_is_of_the_same_picture(shop, lit) -> None:
    small = asked(shop[1], "webp", w=80)
    assert small.headers["content-type"] == "image/webp"
    assert pixels(small).shape == (80, 80, 3)
    halved = np.asarray(Image.open(io.BytesIO(lit.content)).convert("RGB").resize((80, 80)), float)
    assert np.abs(pixels(small) - halved).mean() < 4
    assert asked(shop[1], "avif", w=64).headers["content-type"] == "image/avif"


def test_who_has_it_is_not_sent_it_again_and_it_is_made_once(shop, lit) -> None:
    wiring, client = shop
    assert "no-cache" in lit.headers["cache-control"]
    again = client.get(f"{PLACE}.png?w=320", headers={"If-None-Match": lit.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    place = wiring.settings.cache_folder / "luminaires"
    before = {path: path.stat().st_mtime_ns for path in place.iterdir()}
    assert asked(client, w=320).content == lit.content
    assert {path: path.stat().st_mtime_ns for path in place.iterdir()} == before


def test_the_service_answers_while_a_picture_is_made(shop, lit) -> None:
    client = shop[1]
    answers: list[int] = []
    waiting = threading.Thread(target=lambda: answers.append(asked(client, w=320, angle_deg=180).status_code))
    waiting.start()
    seen = 0
    while waiting.is_alive() and seen < 20:
        assert client.get("/healthz").elapsed.total_seconds() < 5
        seen += 1
    waiting.join()
    assert answers == [200]
    assert seen > 1


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        ({"w": 15}, "w"),
        ({"w": 801}, "w"),
        ({"angle_deg": 7}, "angle_deg"),
        ({"angle_deg": 360}, "angle_deg"),
        ({"angle_deg": -15}, "angle_deg"),
        ({"angle_deg": "nan"}, "angle_deg"),
        ({"lit": "perhaps"}, "lit"),
    ],
)
def test_wishes_that_cannot_be_met(http, wish, where) -> None:
    answer = http.get(f"{PLACE}.png", params=wish)
    assert (answer.status_code, answer.json()["code"]) == (422, "MALFORMED_REQUEST")
    assert [problem["where"] for problem in answer.json()["problems"]] == [where]


def test_a_luminaire_or_a_kind_that_is_not_there(http) -> None:
    answer = http.get("/v1/luminaires/no-such-lamp/picture.png")
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_RECORD")
    assert http.get(f"{PLACE}.gif").status_code == 422


def test_where_nobody_works_it_is_said_that_it_is_not_ready(http, monkeypatch) -> None:
    monkeypatch.setattr(over_http, "LONGEST_WAIT_S", 0.3)
    answer = http.get(f"{PLACE}.png", params={"w": 100})
    assert (answer.status_code, answer.json()["code"]) == (503, "PICTURE_NOT_READY")
    assert int(answer.headers["retry-after"]) > 0


def test_where_too_many_wait_the_next_one_is_sent_away_at_once(http, monkeypatch) -> None:
    monkeypatch.setattr(over_http, "_waiting", asyncio.Semaphore(0))
    answer = http.get(f"{PLACE}.png", params={"w": 100})
    assert (answer.status_code, answer.json()["code"]) == (503, "PICTURES_BUSY")


class Failing:
    """Render processes that fail; a stand-in, for no luminaire of the library does."""

    def run(self, job: Any, **_: Any) -> dict[str, bytes]:
        problem = {
            "code": "LUMINAIRE_WITHOUT_BODY",
            "severity": "error",
            "where": "luminaire",
            "message": "It has no body.",
            "hint": "",
        }
        raise RenderFailed("It has no body.", "UNSOUND_INPUT", [problem])


def test_why_it_cannot_be_made_is_told_with_its_code(served, http) -> None:
    wiring, _ = served
    wish = picture_of("table-mushroom-280", width_px=100)
    ask_for_picture(wiring, wish, picture_key(wiring, wish))
    assert work_on_picture(wiring, Failing(), wish) is False
    assert kept_picture(wiring, picture_key(wiring, wish)) is None
    answer = http.get("/v1/luminaires/table-mushroom-280/picture.png", params={"w": 100})
    assert (answer.status_code, answer.json()["code"]) == (400, "UNSOUND_INPUT")
    assert [problem["code"] for problem in answer.json()["problems"]] == ["LUMINAIRE_WITHOUT_BODY"]
