"""Whatever is sent, the service answers in order: what was asked for, or a problem document, never a 5xx."""

from __future__ import annotations

import json

from hall import HALL
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUIET = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["\ud800", "../x", "pendant-globe-300", "1e400", "'", "\0"])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
)


def paths(value, before=()):
    """Every place in a document."""
    yield before
    for key, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from paths(inner, (*before, key))


PLACES = [path for path in paths(HALL) if path]


def replaced(document, path, value):
    """A copy of a document with another value at one place."""
    if not path:
        return value
    if isinstance(document, list):
        return [replaced(each, path[1:], value) if i == path[0] else each for i, each in enumerate(document)]
    return {
        key: replaced(each, path[1:], value) if key == path[0] else each for key, each in document.items()
    }


def is_in_order(answer):
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
    else:
        assert answer.json()["id"]


def send(http, path, document, **headers):
    return http.post(
        path, content=json.dumps(document), headers={"Content-Type": "application/json", **headers}
    )


@QUIET
@given(st.sampled_from(PLACES), VALUES)
def test_a_configuration_with_anything_in_one_place(http, path, value):
    is_in_order(send(http, "/v1/configurations", replaced(HALL, path, value)))


@QUIET
@given(VALUES)
def test_anything_in_place_of_a_document(http, value):
    is_in_order(send(http, "/v1/configurations", value))
    is_in_order(send(http, "/v1/quotes", value))
    is_in_order(send(http, "/v1/orders", value, **{"Idempotency-Key": "k"}))


@QUIET
@given(st.binary(max_size=200))
def test_any_bytes_as_a_body_and_as_a_room(http, content):
    head = {"Content-Type": "application/json"}
    is_in_order(http.post("/v1/configurations", content=content, headers=head))
    is_in_order(http.post("/v1/quotes", content=content, headers=head))
    is_in_order(http.post("/v1/rooms", files={"file": ("room.json", content)}))
    is_in_order(http.post("/v1/rooms", files={"file": ("room.lampyris.json", content)}))


@QUIET
@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("configuration_id", "store_id", "near_deg"), VALUES))
)
def test_wishes_of_any_kind(http, wish):
    is_in_order(send(http, "/v1/quotes", {"configuration_id": "cf_none", **wish}))
