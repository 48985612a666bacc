"""The same engine on a GPU: the same numbers within their errors."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from render.device import variant

PROGRAM = """
import json, sys
import render.device as device
if sys.argv[1] == "cpu":
    device._has_gpu = lambda: False
from hand_made import block, box_room, hang, isotropic, lambertian, probes, scene, square
from render.measures import measure
from render.options import NORMAL
from render.simulate import simulate
walls = box_room(4, 5, 2.7, floor=0.2, walls=(0.5, 0.6, 0.7), ceiling=0.7)
surfaces = (*walls, block("b", (1, 1, 0), (2, 2, 1), 0.4))
lamps = [hang(lambertian(1000), (2, 2.5, 2.7), opening=square(0.6))]
lamps += [hang(isotropic(500), (3, 4, 1.5), id="b")]
grid = [(0.3 + 0.5 * i, 0.3 + 0.5 * j, 1.2) for i in range(7) for j in range(9)]
field = simulate(scene(surfaces, lamps, [probes(grid)]), NORMAL)
plane = measure(field)["planes"][0]
print(json.dumps([device.variant(), plane["illuminance_lx"], plane["standard_error_lx"]]))
"""


def test_a_gpu_gives_the_same_numbers(pytestconfig):
    if variant() != "cuda_ad_rgb":
        pytest.skip("no GPU with a CUDA driver on this machine")
    answers = {}
    for device in ("gpu", "cpu"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, device],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": f"{pytestconfig.rootpath}:{pytestconfig.rootpath}/tests/support"},
        )
        name, *values = json.loads(done.stdout.splitlines()[-1])
        answers[device] = (name, *map(np.array, values))
    assert answers["gpu"][0] == "cuda_ad_rgb"
    assert answers["cpu"][0] == "llvm_ad_rgb"
    difference = np.abs(answers["gpu"][1] - answers["cpu"][1])
    assert (difference <= 4 * np.hypot(answers["gpu"][2], answers["cpu"][2])).all()
