"""A render child whose jobs say what it does, so that death, delay and faults can be tried at will."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from api.render_child import serve
from kit.errors import SimulationFailed, UnsoundInput
from kit.problems import error
from render.image import png_of_colours


def run(job: dict[str, Any], progress: Any, hand_over: Any) -> dict[str, bytes]:
    """Do what the job says; the answer tells which process did it.

    A job that comes from a configuration says it in the configuration's name, as JSON.
    """
    if "luminaire" in job:
        return {"picture.png": png_of_colours(np.zeros((8, 8, 3), np.uint8))}
    if "configuration" in job:
        job = json.loads(job["configuration"]["name"])
    if job.get("mark"):
        with Path(job["mark"]).open("a") as marks:
            marks.write(f"{os.getpid()}\n")
    deaths = job.get("deaths", 0)
    if deaths and len(Path(job["mark"]).read_text().splitlines()) <= deaths:
        os.kill(os.getpid(), signal.SIGKILL)
    fault = job.get("fault")
    if fault == "unsound":
        raise UnsoundInput([error("OUTLINE_CROSSES_ITSELF", "room.outline_m", "the outline crosses itself")])
    if fault == "simulation":
        raise SimulationFailed("the light did not settle")
    if fault == "memory":
        raise MemoryError
    if fault == "bug":
        raise ZeroDivisionError("secret detail")
    if job.get("deaf_s"):
        time.sleep(job["deaf_s"])
    if job.get("early"):
        hand_over({"draft.png": job["early"].encode()})
    for step in range(job.get("steps", 0)):
        progress("transport", step / job["steps"])
        time.sleep(0.05)
    process = str(os.getpid()).encode()
    return {"answer": job.get("say", b""), "process": process, "problems.json": b"[]", "said.json": b"{}"}


if __name__ == "__main__":
    serve(int(sys.argv[1]), run)
