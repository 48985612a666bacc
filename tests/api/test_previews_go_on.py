"""A preview that was accepted is made, though the process that works on it is stopped or killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from doubled_light import ShopWithDouble, ask, finished
from small_shop import until, working

from api.previews import MOST_ATTEMPTS, preview, work_on_preview
from api.render_processes import RenderProcesses, ServiceStopping
from api.settings import Settings
from api.workflows import durable

SUPPORT = Path(__file__).parents[1] / "support"


def test_a_stopped_service_goes_on_after_its_next_start(tmp_path: Path) -> None:
    first = ShopWithDouble(Settings(data=tmp_path))
    with working(first):
        wanted = ask(first, steps=40)
        until(lambda: preview(first, wanted).state == "working")
    assert preview(first, wanted).state == "working"
    first.close()
    second = ShopWithDouble(Settings(data=tmp_path))
    with working(second):
        assert finished(second, wanted).state == "done"
    second.close()


WORKER = """
import sys, time
from pathlib import Path
from typing import Any, cast
sys.path.insert(0, sys.argv[1])
from doubled_light import ShopWithDouble
from api.settings import Settings
from api.workflows.durable import start
start(ShopWithDouble(Settings(data=Path(sys.argv[2]), executor="worker")))
print("working", flush=True)
time.sleep(60)
"""


def test_a_killed_worker_s_preview_is_taken_over(tmp_path: Path) -> None:
    shop = ShopWithDouble(Settings(data=tmp_path))
    durable.prepare(shop)
    mark = tmp_path / "mark"
    wanted = ask(shop, steps=40, mark=str(mark))
    command = [sys.executable, "-c", WORKER, str(SUPPORT), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "working\n"
        until(mark.exists)
        worker.send_signal(signal.SIGKILL)
    with working(shop):
        assert finished(shop, wanted).state == "done"
    assert len(mark.read_text().split()) == 2
    shop.close()


def test_finished_work_is_forgotten_and_its_result_is_kept(tmp_path: Path) -> None:
    shop = ShopWithDouble(Settings(data=tmp_path))
    with working(shop):
        earlier = shop.identifiers.clock() - timedelta(seconds=1)
        wanted = ask(shop)
        finished(shop, wanted)
        assert durable.forget_finished(earlier) == 0
        until(lambda: durable.forget_finished(shop.identifiers.clock() + timedelta(seconds=1)) == 1)
        assert durable.forget_finished(shop.identifiers.clock() + timedelta(seconds=1)) == 0
        assert preview(shop, wanted).state == "done"
    shop.close()


def test_a_process_works_only_once(tmp_path: Path) -> None:
    shop = ShopWithDouble(Settings(data=tmp_path))
    with working(shop), pytest.raises(RuntimeError):
        durable.start(shop)
    shop.close()


class Ending:
    """Render children in a process that ends while they work: in order, or taken down."""

    def __init__(self, end: type[BaseException]) -> None:
        self.end = end

    def run(self, *_: Any, **__: Any) -> dict[str, bytes]:
        raise self.end


def test_a_preview_that_takes_every_process_down_is_given_up(tmp_path: Path) -> None:
    shop = ShopWithDouble(Settings(data=tmp_path))
    durable.prepare(shop)
    wanted = ask(shop)
    for end, times in ((ServiceStopping, MOST_ATTEMPTS + 1), (SystemExit, MOST_ATTEMPTS)):
        for _ in range(times):
            with pytest.raises(end):
                work_on_preview(shop, cast(RenderProcesses, Ending(end)), wanted)
    assert preview(shop, wanted).state == "working"
    assert work_on_preview(shop, shop.render_processes, wanted) == "failed"
    told = preview(shop, wanted).error
    assert told is not None
    assert told["code"] == "PREVIEW_GIVEN_UP"
    shop.close()
