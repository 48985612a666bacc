"""Feeds of prices and stock: from a real server, on their own, pushed; the last good one counts."""

from __future__ import annotations

import gzip
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from small_shop import CUSTOMER, quoted, shop_in, until

from api.feeds import FeedKind, FeedPolling, FeedState, look_at_feed
from api.orders import place_order
from api.settings import Settings, UnsoundSettings, read_settings
from api.wiring import Wiring
from api.workflows import durable
from kit.errors import Conflict
from orders.backends import feeds as fetching

KEY = "a-key-of-the-shop-0123456789"
ADMIN = {"Authorization": f"Bearer {KEY}"}
GLOBE, DOME, WALL = "pendant-globe-300", "pendant-dome-400", "wall-updown-120"


class Shelf:
    """What stands at the address: content, its ETag, how it is answered; and what was asked."""

    def __init__(self) -> None:
        self.content, self.etag, self.status = b"", '"1"', 200
        self.headers: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.elsewhere: list[str] = []

    def put(self, text: str, etag: str) -> None:
        self.content, self.etag = text.encode(), etag


@contextmanager
def erp(shelf: Shelf) -> Iterator[str]:
    """A real server; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith("/feed"):
                shelf.elsewhere.append(self.path)
            shelf.asked.append({name.lower(): value for name, value in self.headers.items()})
            known = self.headers.get("If-None-Match") == shelf.etag
            self.send_response(304 if known and shelf.status == 200 else shelf.status)
            self.send_header("ETag", shelf.etag)
            for name, value in shelf.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if not known:
                with suppress(BrokenPipeError, ConnectionResetError):
                    self.wfile.write(shelf.content)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = False  # closing it waits for what it still answers

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/feed.csv"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def shop(tmp_path, shelf) -> Iterator[Wiring]:
    with erp(shelf) as address:
        wiring = shop_in(
            tmp_path / "data",
            admin_key=KEY,
            work=False,
            price_feed=f"{address}?token=secret",
            stock_feed=address,
        )
        durable.prepare(wiring)
        yield wiring
        wiring.close()


def look(shop: Wiring, kind: FeedKind = FeedKind.PRICES):
    return look_at_feed(shop, kind, only_when_due=False)


def test_prices_come_from_the_feed_and_only_when_it_has_changed(shop, shelf):
    before = shop.price_list
    shelf.put(f"sku,price\n{GLOBE},199.50\nunknown,1.00\n{WALL},80\n", '"1"')
    told = look(shop)
    assert (told.state, told.rows, told.bad) == (FeedState.TAKEN, 3, 1)
    assert told.problems[0]["code"] == "FEED_UNKNOWN_SKU"
    assert shop.prices[GLOBE].amount == Decimal("199.50")
    assert shop.price_list.prices[DOME] == before.prices[DOME]
    assert shop.price_list.sha256 != before.sha256
    kept = shop.price_list
    assert look(shop).state is FeedState.UNCHANGED
    assert shelf.asked[-1]["if-none-match"] == '"1"'
    assert shop.price_list is kept
    shelf.put(f"sku,price\n{GLOBE},201.00\n", '"2"')
    assert look(shop).state is FeedState.TAKEN
    assert shop.prices[GLOBE].amount == 201
    assert shop.prices[WALL] == shop.catalogue.prices[WALL]  # the feed does not name it any more


def test_the_last_good_feed_stays_whatever_comes_after(shop, shelf):
    shelf.put(f"sku,price\n{GLOBE},199.50\n", '"1"')
    look(shop)
    for status, content, headers in (
        (500, b"", {}),
        (404, b"", {}),
        (200, b"<html>moved</html>", {}),
        (200, b"sku,price\nx,1\ny,2\n", {}),
        (200, gzip.compress(b"sku,price\n"), {"Content-Encoding": "gzip"}),
        (302, b"", {"Location": "/elsewhere"}),
        (307, b"", {"Location": "http://169.254.169.254/latest/meta-data"}),
    ):
        shelf.status, shelf.content, shelf.headers, shelf.etag = status, content, headers, '"9"'
        told = look(shop)
        assert told.state in (FeedState.REFUSED, FeedState.UNREACHABLE)
        assert told.message
        assert "secret" not in told.message
        assert told.taken_at is not None
        assert shop.prices[GLOBE].amount == Decimal("199.50")
    assert shelf.elsewhere == []  # no redirect is followed


def test_a_feed_without_end_is_given_up(shop, shelf, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 100_000)
    shelf.content = b"sku,price\n" + b"x,1\n" * 100_000
    told = look(shop)
    assert told.state is FeedState.UNREACHABLE
    assert told.rows == 0


def test_a_server_that_is_gone(tmp_path):
    with erp(Shelf()) as address:
        pass
    wiring = shop_in(tmp_path / "data", price_feed=address)
    assert look(wiring).state is FeedState.UNREACHABLE
    wiring.close()


def test_a_file_is_read_again_when_it_has_changed(tmp_path):
    file = tmp_path / "prices.json"
    wiring = shop_in(tmp_path / "data", price_feed=str(file))
    assert look(wiring).state is FeedState.UNREACHABLE
    file.write_text(f'[{{"sku": "{GLOBE}", "price": 150}}]')
    assert look(wiring).state is FeedState.TAKEN
    assert look(wiring).state is FeedState.UNCHANGED
    assert wiring.prices[GLOBE].amount == 150
    again = shop_in(tmp_path / "data", price_feed=str(file))  # another process, or after a restart
    assert again.prices[GLOBE].amount == 150
    wiring.close()


def test_a_quote_holds_while_what_was_quoted_costs_the_same(shop, shelf):
    shop.sandbox.count("harbour", {GLOBE: 20, "downlight-recessed-90": 20})
    first, second = quoted(shop), quoted(shop)
    shelf.put(f"sku,price\n{DOME},399.00\n", '"1"')  # not in the quote
    look(shop)
    assert place_order(shop, first, CUSTOMER, "key-same-prices").number
    shelf.put(f"sku,price\n{GLOBE},399.00\n", '"2"')
    look(shop)
    with pytest.raises(Conflict) as refused:
        place_order(shop, second, CUSTOMER, "key-other-prices")
    assert refused.value.code == "PRICES_CHANGED"


def test_stock_is_what_the_feed_says_and_nothing_before(shop, shelf):
    backend = shop.backend_of("harbour")
    assert {one.free for one in backend.availability([GLOBE, DOME], ["harbour"])} == {0}
    shelf.put(f"sku,store,pieces\n{GLOBE},harbour,12\n{DOME},harbour,3\n{DOME},moon,3\n", '"1"')
    told = look(shop, FeedKind.STOCK)
    assert (told.state, told.bad) == (FeedState.TAKEN, 1)
    assert [one.free for one in backend.availability([GLOBE, DOME], ["harbour"])] == [12, 3]
    shelf.put(f"sku,store,pieces\n{GLOBE},harbour,7\n", '"2"')
    look(shop, FeedKind.STOCK)
    assert [one.free for one in backend.availability([GLOBE, DOME], ["harbour"])] == [7, 3]
    assert all(sum(places.values()) == 0 for places in shop.sandbox.ledger().values())


def test_feeds_are_looked_at_on_their_own_and_not_too_often(shop, shelf):
    shelf.put(f"sku,price\n{GLOBE},199.50\n", '"1"')
    polling = FeedPolling(shop, look_every_s=0.05)
    polling.start()
    until(lambda: shop.prices[GLOBE].amount == Decimal("199.50"))
    polling.stop()
    asked = list(shelf.asked)
    assert 1 <= len(asked) <= 2  # each of the two feeds once in its 15 minutes
    assert all(each["accept-encoding"] == "identity" for each in asked)


def test_over_http(shop, shelf, serve):
    with serve(shop) as address, httpx.Client(base_url=address, headers=ADMIN, timeout=30) as http:
        answer = http.post(
            "/v1/catalogue/prices",
            content=f"sku;price\n{GLOBE};177,50\n",
            headers={"Content-Type": "text/csv"},
        )
        assert answer.status_code == 200, answer.text
        assert (answer.json()["state"], answer.json()["rows"]) == ("taken", 1)
        price = http.get(f"/v1/luminaires/{GLOBE}").json()["price"]
        assert price == {"amount": "177.50", "currency": "EUR"}
        cheap = http.get("/v1/luminaires", params={"price_min": 177, "price_max": 178}).json()
        assert [item["sku"] for item in cheap["items"]] == [GLOBE]
        assert cheap["items"][0]["price"]["amount"] == "177.50"
        stock = [{"sku": GLOBE, "store": "riverside", "pieces": 4}]
        assert http.post("/v1/catalogue/stock", json=stock).status_code == 200
        free = http.get("/v1/stores/riverside/stock", params={"sku": GLOBE}).json()["items"][0]["free"]
        assert free == 4
        items = http.get("/v1/catalogue/feeds").json()["items"]
        assert [item["kind"] for item in items] == ["prices", "stock"]
        assert items[0]["source"].endswith("/feed.csv")
        assert "secret" not in str(items)
        bad = http.post("/v1/catalogue/prices", content="x", headers={"Content-Type": "text/csv"})
        assert (bad.status_code, bad.json()["problems"][0]["code"]) == (400, "FEED_WITHOUT_COLUMN")
        wrong = http.post("/v1/catalogue/prices", content="x", headers={"Content-Type": "text/html"})
        assert wrong.status_code == 415
        for method, path in (("POST", "prices"), ("POST", "stock"), ("GET", "feeds")):
            refused = httpx.request(method, f"{address}/v1/catalogue/{path}", content=b"x")
            assert (refused.status_code, refused.json()["code"]) == (401, "ADMIN_KEY_NEEDED")


def test_a_push_stays_where_the_feed_says_nothing_and_gives_way_where_it_does(shop, shelf):
    from api.feeds import push_feed

    shelf.put(f"sku,price\n{GLOBE},199.50\n", '"1"')
    look(shop)
    push_feed(shop, FeedKind.PRICES, f"sku,price\n{GLOBE},150\n{DOME},140\n".encode())
    assert (shop.prices[GLOBE].amount, shop.prices[DOME].amount) == (150, 140)
    shelf.put(f"sku,price\n{GLOBE},198.00\n", '"2"')
    look(shop)
    assert (shop.prices[GLOBE].amount, shop.prices[DOME].amount) == (198, 140)


def test_a_bad_row_leaves_the_last_good_price(shop, shelf):
    shelf.put(f"sku,price\n{GLOBE},199.50\n{WALL},80\n", '"1"')
    look(shop)
    for row in (f"{GLOBE},n/a", f"{GLOBE},19.95"):  # no price, and one that jumps
        shelf.put(f"sku,price\n{row}\n{WALL},81\n", f'"{row}"')
        assert look(shop).bad == 1
        assert (shop.prices[GLOBE].amount, shop.prices[WALL].amount) == (Decimal("199.50"), 81)


def test_a_price_that_jumps_is_sold_when_it_is_pushed_as_right(shop, shelf, serve):
    with serve(shop) as address, httpx.Client(base_url=address, headers=ADMIN, timeout=30) as http:
        csv = {"Content-Type": "text/csv"}
        content = f"sku,price\n{GLOBE},0.49\n{WALL},90\n"
        told = http.post("/v1/catalogue/prices", content=content, headers=csv).json()
        assert [problem["code"] for problem in told["problems"]] == ["FEED_PRICE_JUMPS"]
        assert shop.prices[GLOBE] == shop.catalogue.prices[GLOBE]
        http.post("/v1/catalogue/prices", params={"jumps": True}, content=content, headers=csv)
        assert shop.prices[GLOBE].amount == Decimal("0.49")


def test_damaged_notes_begin_anew(shop, shelf, caplog):
    shelf.put(f"sku,price\n{GLOBE},199.50\n", '"1"')
    look(shop)
    (shop.settings.data / "feeds" / "prices.json").write_text('{"report": 3')
    assert shop.prices[GLOBE] == shop.catalogue.prices[GLOBE]
    assert "is damaged" in caplog.text
    assert look(shop).state is FeedState.TAKEN


@pytest.mark.parametrize(
    "source",
    [
        "http://erp.example/prices.csv",
        "ftp://erp.example/x",
        "file:///etc/passwd",
        "https:///x",
        "gopher://x",
        "https://erp.example:99999/x",
        "https://me:secret/x",
    ],
)
def test_only_files_and_https_can_be_set(source):
    with pytest.raises(UnsoundSettings) as refused:
        read_settings({"LAMPYRIS_PRICE_FEED": source})
    assert source not in str(refused.value)


def test_sources_are_not_shown_by_settings(caplog):
    with caplog.at_level(logging.DEBUG):
        settings = read_settings({"LAMPYRIS_STOCK_FEED": "https://me:word@erp.example/stock.csv"})
    assert "word" not in repr(settings)
    assert Settings().feed_minutes == 15
