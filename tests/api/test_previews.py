"""Previews: begun at once, followed, cancelled, failed in words; light by a double, all else for real."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doubled_light import ShopWithDouble, ask, finished
from small_shop import saved, until, working

from api.previews import cancel_preview, preview, preview_file, previews, request_preview
from api.settings import Settings
from api.wiring import Wiring
from kit.errors import UnknownRecord, UnsoundInput

LASTING_S = 30.0  # a job that does not hear, and 600 steps


@pytest.fixture(scope="module")
def doubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """A working shop with a double for light."""
    wiring = ShopWithDouble(Settings(data=tmp_path_factory.mktemp("doubled")))
    with working(wiring):
        yield wiring
    wiring.close()


def test_a_preview_begins_at_once(doubled: Wiring) -> None:
    assert finished(doubled, ask(doubled)).state == "done"
    waits = []
    for _ in range(5):
        configuration_id = saved(doubled, name=json.dumps({"steps": 2}))
        began = time.monotonic()
        wanted = request_preview(doubled, configuration_id)
        assert wanted.state == "queued"
        while preview(doubled, wanted.id).state == "queued":
            time.sleep(0.005)
        waits.append(time.monotonic() - began)
        finished(doubled, wanted.id)
    assert sorted(waits)[2] < 0.2


def test_progress_is_told(doubled: Wiring) -> None:
    wanted = ask(doubled, steps=30)
    seen: set[tuple[str, float]] = set()

    def look() -> bool:
        record = preview(doubled, wanted)
        if record.state == "working":
            seen.add((record.step, record.progress))
        return record.is_final

    until(look)
    shares = [share for step, share in sorted(seen) if step == "transport"]
    assert len(shares) >= 3
    assert 0.0 < max(shares) < 1.0
    done = preview(doubled, wanted)
    assert (done.state, done.progress, done.error) == ("done", 1.0, None)
    assert done.finished_at is not None


@pytest.mark.parametrize("job", [{"steps": 600}, {"deaf_s": LASTING_S}])
def test_cancelling_is_prompt(doubled: Wiring, job: dict[str, Any]) -> None:
    """Long before the job would have ended by itself, also on a machine that has much else to do."""
    wanted = ask(doubled, **job)
    until(lambda: preview(doubled, wanted).state == "working")
    assert cancel_preview(doubled, wanted).state == "cancelled"
    began = time.monotonic()
    following = ask(doubled)  # there is one place to render at: it must become free
    assert finished(doubled, following).state == "done"
    assert time.monotonic() - began < LASTING_S / 3
    assert preview(doubled, wanted).state == "cancelled"


def test_one_that_waits_is_cancelled_without_being_begun(doubled: Wiring) -> None:
    long = ask(doubled, steps=20)
    waiting = ask(doubled)
    assert cancel_preview(doubled, waiting).state == "cancelled"
    assert finished(doubled, long).state == "done"
    assert finished(doubled, waiting).files == {}


@pytest.mark.parametrize(
    ("job", "code"),
    [
        ({"fault": "unsound"}, "UNSOUND_INPUT"),
        ({"fault": "bug"}, "RENDER_FAILED"),
        ({"fault": "memory"}, "OUT_OF_MEMORY"),
    ],
)
def test_failures_are_told_in_words(doubled: Wiring, job: dict[str, Any], code: str) -> None:
    failed = finished(doubled, ask(doubled, **job))
    assert failed.state == "failed"
    assert failed.error is not None
    assert failed.error["code"] == code
    assert "Traceback" not in failed.error["message"]
    assert [problem["code"] for problem in failed.problems] == (
        ["OUTLINE_CROSSES_ITSELF"] if code == "UNSOUND_INPUT" else []
    )


def test_a_child_that_dies_twice_fails_the_preview(doubled: Wiring, tmp_path: Path) -> None:
    failed = finished(doubled, ask(doubled, deaths=9, mark=str(tmp_path / "mark")))
    assert failed.state == "failed"
    assert failed.error is not None
    assert failed.error["code"] == "RENDER_PROCESS_DIED"


def test_the_draft_is_there_while_the_picture_is_worked_on(doubled: Wiring) -> None:
    wanted = ask(doubled, steps=40, early="first sight")
    until(lambda: "draft.png" in preview(doubled, wanted).files)
    assert preview(doubled, wanted).state == "working"
    assert preview_file(doubled, wanted, "draft.png") == b"first sight"
    assert cancel_preview(doubled, wanted).state == "cancelled"
    following = ask(doubled)
    assert finished(doubled, following).state == "done"
    assert set(preview(doubled, wanted).files) == {"draft.png"}


def test_wishes_are_checked_all_at_once(doubled: Wiring) -> None:
    with pytest.raises(UnsoundInput) as refusal:
        request_preview(doubled, saved(doubled), scene="lunch", view="roof", quality="best", seed=-1)
    assert [problem.code for problem in refusal.value.problems] == [
        "UNKNOWN_SCENE",
        "UNKNOWN_VIEW",
        "UNKNOWN_QUALITY",
        "SEED_OUT_OF_RANGE",
    ]
    with pytest.raises(UnknownRecord):
        request_preview(doubled, "cf_0000")


def test_files_are_there_when_it_is_done_and_not_before(doubled: Wiring) -> None:
    wanted = ask(doubled, steps=10)
    with pytest.raises(UnknownRecord):
        preview_file(doubled, wanted, "answer")
    finished(doubled, wanted)
    assert int(preview_file(doubled, wanted, "process")) != os.getpid()
    assert wanted in {record.id for record in previews(doubled, limit=100).items}
