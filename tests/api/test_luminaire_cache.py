"""The folder of luminaires' pictures stays within its bound, and nothing half-written stays in it."""

from __future__ import annotations

import os
import time

import pytest

from api.luminaire_cache import STALE_S, WAITED_FOR_S, LuminaireCache

KILOBYTE = b"x" * 1000


def aged(place, seconds):
    then = time.time() - seconds
    os.utime(place, (then, then))


@pytest.fixture
def cache(tmp_path):
    return LuminaireCache(tmp_path / "luminaires", most_bytes=3000)


def names(cache):
    return sorted(place.name for place in cache.folder.iterdir())


def test_the_picture_that_was_not_used_for_the_longest_makes_room(cache):
    for age, key in enumerate("cba"):
        cache.keep_picture(key, KILOBYTE)
        aged(cache.folder / f"{key}.png", 100 + age)
    assert cache.picture("a") == KILOBYTE  # the oldest, which is used now
    made = (cache.folder / "a.png").stat().st_mtime
    cache.keep_picture("d", KILOBYTE)
    assert names(cache) == ["a.png", "c.png", "d.png"]
    assert made < time.time() - 100  # when it was made is still known
    assert cache.picture("b") is None


def test_one_picture_that_is_larger_than_the_bound_does_not_stay(cache):
    cache.keep_picture("a", KILOBYTE)
    cache.keep_picture("b", 4 * KILOBYTE)
    assert names(cache) == []


def test_what_was_left_half_written_goes_and_what_is_being_written_stays(cache):
    (cache.folder / "library" / "sku").mkdir(parents=True)
    for name in ("old.part", "new.part", "old.json", "new.json", "old.waiting", "new.waiting"):
        (cache.folder / name).write_bytes(b"half")
        aged(cache.folder / name, STALE_S + 5 if name.startswith("old") else STALE_S - 60)
    cache.keep_picture("a", KILOBYTE)
    assert names(cache) == ["a.png", "library", "new.json", "new.part", "new.waiting"]


def test_who_waits_is_known_for_a_while(cache):
    assert not cache.is_waited_for("a")
    assert not cache.go_on_waiting("a")
    cache.begin_to_wait("a")
    assert cache.is_waited_for("a")
    aged(cache.folder / "a.waiting", WAITED_FOR_S + 1)
    assert not cache.is_waited_for("a")
    assert cache.go_on_waiting("a")
    assert cache.is_waited_for("a")
    cache.keep_picture("a", KILOBYTE)
    assert not cache.go_on_waiting("a")


def test_a_write_that_fails_leaves_nothing_behind(cache):
    cache.keep_picture("a", KILOBYTE)
    with pytest.raises(TypeError):
        cache.keep_picture("b", "no bytes")
    assert names(cache) == ["a.png"]
