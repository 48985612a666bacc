"""Previews, quotes and orders over HTTP, as far as the web skin goes; the work itself is tested elsewhere."""

from __future__ import annotations

import json
import threading
import uuid
from decimal import Decimal

import pytest
from hall import CUSTOMER, hall

from api.previews import cancel_preview
from orders.backends.sandbox_books import Behaviour


@pytest.fixture
def configuration_id(http):
    return http.post("/v1/configurations", json=hall()).json()["id"]


@pytest.fixture
def quote(http, configuration_id):
    answer = http.post("/v1/quotes", json={"configuration_id": configuration_id})
    assert answer.status_code == 201, answer.text
    return answer.json()


def place(http, quote_id, key=None, **customer):
    body = {"quote_id": quote_id, "customer": {**CUSTOMER, **customer}}
    return http.post("/v1/orders", json=body, headers={"Idempotency-Key": key or uuid.uuid4().hex})


def test_a_preview_is_taken_in_and_can_be_cancelled(http, configuration_id):
    wish = {"scene": "dinner", "view": "door", "quality": "draft", "seed": 7}
    answer = http.post(f"/v1/configurations/{configuration_id}/previews", json=wish)
    assert answer.status_code == 202, answer.text
    made = answer.json()
    assert {key: made[key] for key in wish} == wish
    assert (made["state"], made["progress"], made["error"], made["finished_at"]) == (
        "queued",
        0.0,
        None,
        None,
    )
    assert (made["configuration_id"], made["configuration_version"]) == (configuration_id, 1)
    assert http.get(made["links"]["self"]).json() == made
    listed = http.get(f"/v1/configurations/{configuration_id}/previews").json()
    assert listed == {"items": [made], "next": None}
    for link in ("picture", "false_colour", "measures"):
        assert http.get(made["links"][link]).status_code == 404
    cancelled = http.delete(made["links"]["self"])
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")


def test_events_tell_every_change_and_end_with_the_last(served, http, configuration_id):
    wiring, _ = served
    made = http.post(f"/v1/configurations/{configuration_id}/previews", json={}).json()
    seen = []
    with http.stream("GET", made["links"]["events"]) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            if line.startswith("data: "):
                seen.append(json.loads(line.removeprefix("data: ")))
                if len(seen) == 1:
                    cancel_preview(wiring, made["id"])
    assert [each["state"] for each in seen] == ["queued", "cancelled"]
    assert seen[0] == made
    assert http.get("/v1/previews/pv_none/events").status_code == 404


def test_many_who_listen_do_not_block_the_others(http, configuration_id):
    made = http.post(f"/v1/configurations/{configuration_id}/previews", json={}).json()
    began = threading.Barrier(61, timeout=30)

    def listen():
        with http.stream("GET", made["links"]["events"]) as stream:
            lines = stream.iter_lines()
            next(lines)
            began.wait()
            list(lines)

    threads = [threading.Thread(target=listen) for _ in range(60)]
    for thread in threads:
        thread.start()
    began.wait()
    try:
        assert http.get("/healthz").elapsed.total_seconds() < 5
    finally:
        http.delete(made["links"]["self"])
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"scene": "none"}, 400, "UNKNOWN_SCENE"),
        ({"view": "none"}, 400, "UNKNOWN_VIEW"),
        ({"quality": "best"}, 422, "UNKNOWN_CHOICE"),
        ({"seed": -1}, 422, "OUT_OF_RANGE"),
        ({"configuration_version": 0}, 422, "OUT_OF_RANGE"),
        ({"seed": 10**30}, 422, "OUT_OF_RANGE"),
        ({"seed": "1"}, 422, "WRONG_TYPE"),
        ({"sed": 1}, 422, "UNKNOWN_KEY"),
        ([], 422, "WRONG_TYPE"),
    ],
)
def test_previews_that_cannot_be_made_are_refused(http, configuration_id, wish, status, code):
    answer = http.post(f"/v1/configurations/{configuration_id}/previews", json=wish)
    assert answer.status_code == status
    assert code in [problem["code"] for problem in answer.json()["problems"]]


def test_broken_json_is_refused_where_a_shape_is_asked_for(http, configuration_id):
    head = {"Content-Type": "application/json"}
    path = f"/v1/configurations/{configuration_id}/previews"
    cut = http.post(path, content=b'{"seed": ', headers=head)
    assert (cut.status_code, cut.json()["problems"][0]["code"]) == (422, "NOT_JSON")
    deep = http.post(path, content=b"[" * 100_000, headers=head)
    assert deep.status_code in (400, 422)
    half = http.post(path, content=b'{"scene": "\\ud800"}', headers=head)
    assert half.status_code in (400, 422)
    nan = http.post("/v1/quotes", content=b'{"configuration_id": "x", "near_deg": [NaN, 0]}', headers=head)
    assert (nan.status_code, nan.json()["problems"][0]["code"]) == (422, "NOT_A_NUMBER")
    assert http.post(path, content=b"{}").status_code == 415


def test_stores_and_their_stock(http):
    stores = http.get("/v1/stores").json()["items"]
    assert len(stores) >= 2
    for store in stores:
        assert store["name"]["en"]
        assert store["name"]["zh"]
        items = http.get(f"/v1/stores/{store['id']}/stock").json()["items"]
        assert len(items) >= 4
        one = http.get(f"/v1/stores/{store['id']}/stock", params={"sku": "pendant-globe-300"}).json()["items"]
        assert [item["sku"] for item in one] == ["pendant-globe-300"]
        assert one[0]["free"] >= 0
    assert http.get("/v1/stores/none/stock").status_code == 404
    assert http.get(f"/v1/stores/{stores[0]['id']}/stock", params={"sku": "none"}).status_code == 404


def test_a_quote_adds_up_and_is_kept(http, quote):
    prices = {item["sku"]: item["price"]["amount"] for item in http.get("/v1/luminaires").json()["items"]}
    wanted = {"pendant-globe-300": 1, "downlight-recessed-90": 2}
    assert {line["sku"]: line["quantity"] for line in quote["lines"]} == wanted
    total = sum(Decimal(prices[sku]) * count for sku, count in wanted.items())
    assert Decimal(quote["total"]["amount"]) == total
    assert Decimal(quote["net"]["amount"]) + Decimal(quote["tax"]["amount"]) == total
    assert quote["shortages"] == []
    assert quote["reasons"][0]["zh"]
    assert set(quote["evidence"]["photometry_sha256"]) == set(wanted)
    assert http.get(f"/v1/quotes/{quote['id']}").json() == quote


def test_a_quote_with_wishes(http, configuration_id):
    wish = {"configuration_id": configuration_id, "services": ["installation"], "near_deg": [51.9, 4.5]}
    made = http.post("/v1/quotes", json=wish).json()
    assert made["store_id"] == "harbour"
    assert "installation" in [line["sku"] for line in made["lines"]]
    made = http.post(
        "/v1/quotes", json={"configuration_id": configuration_id, "store_id": "riverside"}
    ).json()
    assert made["store_id"] == "riverside"


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"configuration_id": "cf_none"}, 404),
        ({"configuration_version": 9}, 404),
        ({"store_id": "none"}, 404),
        ({"services": ["polishing"]}, 400),
        ({"near_deg": [1]}, 422),
        ({"near_deg": [1, 2, 3]}, 422),
        ({"near_deg": [1000, 2]}, 422),
        ({"near_deg": [121.5, 31.2]}, 422),
        ({"configuration_version": 0}, 422),
        ({"services": "installation"}, 422),
        ({"discount": 0.5}, 422),
    ],
)
def test_quotes_that_cannot_be_made(http, configuration_id, wish, status):
    answer = http.post("/v1/quotes", json={"configuration_id": configuration_id, **wish})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_stores_that_do_not_answer(served, http, configuration_id):
    wiring, _ = served
    stores = list(wiring.stores)
    for store_id in stores:
        wiring.sandbox.set_behaviour(store_id, Behaviour.UNREACHABLE)
    try:
        answer = http.post("/v1/quotes", json={"configuration_id": configuration_id})
        stock = http.get(f"/v1/stores/{stores[0]}/stock")
    finally:
        for store_id in stores:
            wiring.sandbox.set_behaviour(store_id, Behaviour.ACCEPTS)
    for each in (answer, stock):
        assert (each.status_code, each.json()["code"]) == (503, "STORE_UNREACHABLE")
        assert int(each.headers["retry-after"]) > 0


def test_an_order_is_placed_once_however_often_it_is_sent(http, quote):
    key = uuid.uuid4().hex
    answers = [place(http, quote["id"], key) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    order = answers[0].json()
    assert order["quote_id"] == quote["id"]
    assert order["total"] == quote["total"]
    assert order["customer"] == CUSTOMER
    assert [part["part"] for part in order["parts"]] == ["A"]
    assert order["summary"]["zh"]
    assert http.get(order["links"]["self"]).json()["number"] == order["number"]
    assert order["id"] in [item["id"] for item in http.get("/v1/orders").json()["items"]]
    other = place(http, quote["id"], key, name="Somebody Else")
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    again = place(http, quote["id"])
    assert again.status_code == 409


def test_many_who_send_one_order_at_once_get_one(http, quote):
    key = uuid.uuid4().hex
    ids: list[str] = []
    threads = [
        threading.Thread(target=lambda: ids.append(place(http, quote["id"], key).json()["id"]))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 12
    assert len(set(ids)) == 1


@pytest.mark.parametrize("key", [None, "", "k" * 201, "k\tk"])
def test_an_order_needs_its_key(http, quote, key):
    headers = {} if key is None else {"Idempotency-Key": key}
    body = {"quote_id": quote["id"], "customer": CUSTOMER}
    answer = http.post("/v1/orders", json=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["code"].startswith("IDEMPOTENCY_KEY")


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"email": "nobody"},
        {"language": "xx"},
        {"address": None},
        {"extra": 1},
        {"name": "x" * 300},
    ],
)
def test_customers_that_are_none(http, quote, change):
    assert place(http, quote["id"], **change).status_code == 422


def test_an_order_is_cancelled_and_keeps_its_evidence(http, quote):
    order = place(http, quote["id"]).json()
    evidence = http.get(order["links"]["evidence"]).json()
    assert evidence["configuration"] == hall()
    assert evidence["photometry_sha256"] == quote["evidence"]["photometry_sha256"]
    assert http.post(order["links"]["cancel"], json={}).status_code == 422
    cancelled = http.post(order["links"]["cancel"], json={"reason": "changed my mind"})
    assert cancelled.status_code == 200, cancelled.text
    assert cancelled.json()["parts"][0]["request"] in ("cancel_requested", "cancelled")
    assert cancelled.json()["history"][-1]["reason"] == "changed my mind"


@pytest.mark.parametrize("path", ["", "/events", "/evidence"])
def test_an_order_that_is_not_there(http, path):
    assert http.get(f"/v1/orders/or_none{path}").status_code == 404
    assert place(http, "qt_none").status_code == 404
