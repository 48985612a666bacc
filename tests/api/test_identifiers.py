"""Identifiers sort by time, are all different, and have one form."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.records.identifiers import Identifiers, identifier, timestamp

MOMENT = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, MOMENTS, st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_text_order_is_time_order(first, second, one, other):
    milliseconds = [int(moment.timestamp() * 1000) for moment in (first, second)]
    texts = [identifier("room", moment=m, random=r) for m, r in ((first, one), (second, other))]
    if milliseconds[0] != milliseconds[1]:
        assert (texts[0] < texts[1]) == (milliseconds[0] < milliseconds[1])
    assert all(re.fullmatch(r"rm_[0-7][0-9A-HJKMNP-TV-Z]{25}", text) for text in texts)


def test_a_known_identifier():
    # the ULID specification's own example: 1469918176385 ms is written 01ARYZ6S41
    moment = datetime.fromtimestamp(1469918176.385, UTC)
    assert identifier("order", moment=moment, random=bytes(10)) == "or_01ARYZ6S41" + 16 * "0"


def test_randomness_is_handed_in_and_must_be_whole():
    made = Identifiers(clock=lambda: MOMENT, randomness=lambda count: b"\xff" * count).new("quote")
    assert made.startswith("qt_")
    assert made.endswith("Z" * 16)
    with pytest.raises(ValueError, match="10 random bytes"):
        identifier("room", moment=MOMENT, random=b"short")


def test_thousand_identifiers_of_one_moment_differ():
    identifiers = Identifiers(clock=lambda: MOMENT)
    assert len({identifiers.new("preview") for _ in range(1000)}) == 1000


def test_timestamps_are_utc_with_milliseconds():
    assert timestamp(MOMENT + timedelta(milliseconds=7)) == "2026-11-22T05:00:00.007Z"
