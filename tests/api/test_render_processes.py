"""Warm children: kept, replaced when they die, told to stop; and never a stack trace to a person."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubled_light import DOUBLE as COMMAND

from api.render_processes import RenderCancelled, RenderFailed, RenderProcesses, ServiceStopping


@pytest.fixture
def processes() -> Iterator[RenderProcesses]:
    """One warm child that does what its jobs say."""
    running = RenderProcesses(1, command=COMMAND, time_limit_s=3.0)
    yield running
    running.stop()


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process_id}/stat").read_text().split(")")[1].split()[0]


def test_the_same_child_does_the_second_job(processes: RenderProcesses) -> None:
    first = processes.run({"say": b"one"})
    second = processes.run({"say": b"two"})
    assert (first["answer"], second["answer"]) == (b"one", b"two")
    assert first["process"] == second["process"]
    assert int(first["process"]) != os.getpid()


def test_progress_arrives_in_order(processes: RenderProcesses) -> None:
    heard: list[tuple[str, float]] = []
    processes.run({"steps": 10}, lambda step, share: heard.append((step, share)))
    assert [step for step, _ in heard] == ["transport"] * len(heard)
    assert len(heard) >= 3
    assert heard == sorted(heard)


def test_a_job_outlives_one_death(processes: RenderProcesses, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    answer = processes.run({"say": b"here", "mark": str(mark), "deaths": 1})
    assert answer["answer"] == b"here"
    assert len(set(mark.read_text().split())) == 2


def test_two_deaths_fail_the_job_with_a_code(processes: RenderProcesses, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with pytest.raises(RenderFailed) as failure:
        processes.run({"mark": str(mark), "deaths": 9})
    assert failure.value.code == "RENDER_PROCESS_DIED"
    assert len(mark.read_text().split()) == 2
    assert processes.run({"say": b"next"})["answer"] == b"next"


def test_a_job_that_takes_too_long_is_ended(processes: RenderProcesses) -> None:
    started = time.monotonic()
    with pytest.raises(RenderFailed) as failure:
        processes.run({"deaf_s": 30.0})
    assert failure.value.code == "RENDER_TIME_LIMIT"
    assert time.monotonic() - started < 6.0


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("unsound", "UNSOUND_INPUT"),
        ("simulation", "SIMULATION_FAILED"),
        ("memory", "OUT_OF_MEMORY"),
        ("bug", "RENDER_FAILED"),
    ],
)
def test_faults_arrive_as_code_and_words(processes: RenderProcesses, fault: str, code: str) -> None:
    with pytest.raises(RenderFailed) as failure:
        processes.run({"fault": fault})
    assert failure.value.code == code
    assert "Traceback" not in str(failure.value)
    assert "secret detail" not in str(failure.value)
    if fault == "unsound":
        assert failure.value.problems[0]["code"] == "OUTLINE_CROSSES_ITSELF"
    assert processes.run({"say": b"next"})["answer"] == b"next"


@pytest.mark.parametrize(("job", "stays"), [({"steps": 400}, True), ({"deaf_s": 2.9}, False)])
def test_cancel_is_prompt_and_keeps_a_child_that_listens(
    processes: RenderProcesses, job: dict[str, float], stays: bool
) -> None:
    before = processes.run({})["process"]
    wanted_until = time.monotonic() + 0.2
    with pytest.raises(RenderCancelled):
        processes.run(dict(job), cancelled=lambda: time.monotonic() > wanted_until)
    assert time.monotonic() - wanted_until < 2.0
    assert (processes.run({})["process"] == before) is stays


def test_children_work_side_by_side_and_keep_their_room() -> None:
    two = RenderProcesses(2, command=COMMAND)
    seen: dict[str, bytes] = {}

    def work(room: str) -> None:
        seen[room] = two.run({"deaf_s": 0.5}, room_key=room)["process"]

    threads = [threading.Thread(target=work, args=(room,)) for room in ("kitchen", "hall")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert seen["kitchen"] != seen["hall"]
        assert two.run({}, room_key="hall")["process"] == seen["hall"]
        assert two.run({}, room_key="kitchen")["process"] == seen["kitchen"]
    finally:
        two.stop()


def test_stop_ends_children_and_jobs_in_work(processes: RenderProcesses) -> None:
    child = int(processes.run({})["process"])
    threading.Timer(0.2, processes.stop).start()
    with pytest.raises(ServiceStopping):
        processes.run({"steps": 400})
    assert not is_running(child)


def test_a_child_ends_when_its_service_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "service.py"
    script.write_text(
        "import sys, threading, time\n"
        "from api.render_processes import RenderProcesses\n"
        f"processes = RenderProcesses(1, command={COMMAND!r})\n"
        "print(processes.run({})['process'].decode(), flush=True)\n"
        "processes.run({'deaf_s': 60.0})\n"
    )
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        child = int(service.stdout.readline())
        time.sleep(0.2)
        service.kill()
        service.wait()
        deadline = time.monotonic() + 5.0
        while is_running(child) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not is_running(child)
