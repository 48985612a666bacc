"""Damaged copies of every room file there is: answered in words, or read as something sound.

The large campaign over the same files is part of `make fuzz`.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from room_campaign import CUT_AT, Case, answered, cases_of, room_files, run_cases
from room_files import ROOM_FILES, write_room_files

from scenes.readers.read_room import READERS, Format
from scenes.readers.reading import RoomOverrides, RoomReading

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT.parent / "shared" / "rooms"
SAMPLE = ROOT / "scenes" / "samples" / "living-room.json"


def test_truncated_and_changed_copies_of_real_rooms() -> None:
    if not FOLDER.is_dir():
        pytest.skip("the folder shared/rooms is not beside the checkout")
    files = room_files(FOLDER)
    cases = cases_of(files, cuts=3, others=1, heavy_others=0)
    assert len(files) >= 7
    wanted = {(path, number) for path in files for number in range(len(CUT_AT))}
    assert wanted == {(case.path, case.number) for case in cases if case.damage == "cut"}
    assert run_cases(cases) == []


def test_damaged_copies_of_every_format(tmp_path: Path) -> None:
    files = write_room_files(tmp_path)
    assert {path.suffix for path in files} == set(READERS)
    assert run_cases(cases_of(files, cuts=3, others=1, heavy_others=1)) == []


@pytest.mark.parametrize("ending", sorted(READERS))
def test_what_is_damaged_was_sound(ending: str) -> None:
    reading = READERS[ending].read(ROOM_FILES[ending](), f"a{ending}", RoomOverrides())
    assert reading.building is not None, reading.problems
    assert sum(room.floor_area_m2 for room in reading.building.rooms) > 11.0


def test_damaged_copies_of_our_own_sample() -> None:
    assert run_cases([Case(SAMPLE, damage, i) for damage in ("cut", "flip_bytes") for i in range(3)]) == []


def test_a_copy_is_the_same_whenever_it_is_made() -> None:
    whole = SAMPLE.read_bytes()
    for damage in ("cut", "flip_bytes", "cut_a_piece", "double_a_piece"):
        assert Case(SAMPLE, damage, 4).data() == Case(SAMPLE, damage, 4).data() != whole


def test_the_campaign_sees_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(data, filename, overrides):
        raise KeyError(filename)

    def says_nothing(data, filename, overrides):
        return RoomReading(None, (), "x")

    monkeypatch.setitem(READERS, ".fails", Format(fails))
    monkeypatch.setitem(READERS, ".silent", Format(says_nothing))
    assert "KeyError" in answered(b"x", "a.fails")
    assert "no error says why" in answered(b"x", "a.silent")


def test_the_campaign_sees_children_that_hang_or_end(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [Ends(SAMPLE, "cut", 0), Hangs(SAMPLE, "cut", 1), Case(SAMPLE, "cut", 2)]
    failures = run_cases(cases, seconds=3.0)
    assert ["ended" in failures[0], "took more than" in failures[1], len(failures)] == [True, True, 2]


class Ends(Case):
    """A case at which the process ends, as a fault in a library does it."""

    def data(self) -> bytes:
        """Ends this process."""
        os.kill(os.getpid(), signal.SIGKILL)
        return b""


class Hangs(Case):
    """A case that takes for ever."""

    def data(self) -> bytes:
        """Waits longer than anybody does."""
        time.sleep(600)
        return b""
