"""Memory: estimated within a factor of two before the work, and refused with the estimate."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, probes, scene

from assets.material import Appearance, Material, Texture
from kit.errors import UnsoundInput
from render.affordable import ALLOWANCE_BYTES, estimated_memory
from render.options import DRAFT, NORMAL
from render.simulate import simulate

GREY = {"floor": 0.3, "walls": 0.5, "ceiling": 0.7}
MEASURING = """
import ctypes, gc, json, sys
from dataclasses import replace
import drjit as dr
import numpy as np
from hand_made import box_room, hang, isotropic, probes, scene
from render.affordable import estimated_memory
from render.options import DRAFT
from render.simulate import simulate


def resident_bytes(key):
    lines = open("/proc/self/status").read().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(key)).split()[1])


def peak_and_estimate(points, colour, lamps=2, **options):
    walls = (0.6, 0.5, 0.4) if colour else 0.5
    room = box_room(8, 6, 3, floor=0.3, walls=walls, ceiling=0.7)
    lamps = [hang(isotropic(1000), (1 + 0.06 * i, 3, 2.5), id=str(i)) for i in range(lamps)]
    at = np.random.default_rng(1).uniform(0.1, 5.9, (points, 2))
    made = scene(room, lamps, [probes(np.column_stack([at, np.full(points, 0.75)]))])
    fine = replace(DRAFT, emission_rays=1 << 13, opening_samples=8, lit_points=8, **options)
    fine = replace(fine, patch_limit=10**6)
    dr.sync_thread()
    dr.flush_malloc_cache()
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")
    before = resident_bytes("VmRSS")
    field = simulate(made, fine)
    return resident_bytes("VmHWM") - before, estimated_memory(made, field.patches.count, fine).total


for colour in (False, True):
    peak_and_estimate(10, colour, patch_size_m=1.0, transport_rays=16, gather_rays=16)
many = peak_and_estimate(10, False, patch_size_m=0.06, transport_rays=256, gather_rays=16)
large = peak_and_estimate(100_000, True, patch_size_m=1.0, transport_rays=16, gather_rays=64)
lamps = peak_and_estimate(10, True, lamps=60, patch_size_m=0.15, transport_rays=16, gather_rays=16)
print(json.dumps([many, large, lamps]))
"""


def test_the_estimate_is_within_a_factor_of_two():
    """Of 50,000 patches with many rays, of 100,000 points in colour, and of 60 luminaires."""
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("only Linux tells the peak of a process's memory")
    support = str(Path(__file__).resolve().parents[1] / "support")
    root = str(Path(__file__).resolve().parents[2])
    setting = f"import sys; sys.path[:0] = [{root!r}, {support!r}]\n"
    done = subprocess.run(
        [sys.executable, "-c", setting + MEASURING], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for peak, estimate in json.loads(done.stdout):
        assert 0.5 * estimate < peak < 1.2 * estimate, (peak, estimate)


def test_ten_thousand_luminaires_in_a_hall_are_refused_at_once_with_the_estimate():
    lamps = [
        hang(isotropic(1000), (0.2 + i % 100 * 0.3, 0.2 + i // 100 * 0.2, 2.9), id=f"{i}")
        for i in range(10_000)
    ]
    hall = scene(box_room(30, 20, 3, **GREY), lamps, [probes([(1, 1, 0)])])
    started = time.process_time()
    with pytest.raises(UnsoundInput) as refused:
        simulate(hall, NORMAL)
    assert time.process_time() - started < 10
    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("TOO_MANY_LUMINAIRES", "placements")
    assert "10000 luminaires" in problem.message
    estimate = float(problem.message.split("about ")[1].split(" GB")[0])
    # each of them lights every patch, in eight replicates, directly and indirectly, at four bytes a number
    patches = int(problem.message.split(" patches")[0].split()[-1])
    assert estimate * 1e9 >= 10_000 * patches * 8 * 2 * 4 > ALLOWANCE_BYTES


def test_what_takes_the_most_is_named():
    def refusal(made, options):
        with pytest.raises(UnsoundInput) as refused:
            simulate(made, options)
        (problem,) = refused.value.problems
        assert "GB" in problem.message
        return problem.code

    room = box_room(4, 4, 3, **GREY)
    lamps = [hang(isotropic(300), (1, 1, 2), id=f"lamp {i}") for i in range(400)]
    many_points = scene(room, lamps, [probes(np.full((150_000, 3), 1.0))])
    assert refusal(many_points, DRAFT) == "TOO_MANY_POINTS"
    many_rays = scene(room, lamps[:1])
    assert refusal(many_rays, replace(DRAFT, transport_rays=2_000_000)) == "TOO_MANY_PATCHES"


def pictured(sides, count):
    """Boards, each of whose three maps are pictures of so many texels a side, which take no memory."""
    image = np.broadcast_to(np.uint8(0), (sides, sides, 3))
    looks = Appearance(
        tuple(
            Material(str(k), base_colour=Texture(own), metallic_roughness=Texture(own), normal=Texture(own))
            for k, own in enumerate(image.view() for _ in range(count))
        ),
        np.zeros(12, np.int64),
        np.zeros((12, 3, 2), np.float32),
        np.zeros((12, 3, 3), np.float32),
        np.ones((12, 3), np.float32),
    )
    board = block("furniture:0:board", (1, 1, 0), (2, 2, 1), 0.5)
    return [replace(board, name=f"furniture:{k}:board", appearance=looks) for k in range(3)]


def test_textures_count_once_each():
    """Pixels, and a table of four bytes a texel with smaller copies, a third more, beside the one before.

    Colours are read otherwise than the other maps, which share one place in the table.
    """
    room = box_room(4, 4, 3, **GREY)
    memory = estimated_memory(scene((*room, *pictured(1024, 2))), 1000, DRAFT)
    assert memory.textures == pytest.approx(2 * 1024**2 * (4 + 2 * 2 * 4 * 4 / 3), rel=1e-3)
    with pytest.raises(UnsoundInput) as refused:
        simulate(scene((*room, *pictured(16_384, 2))), DRAFT)
    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("TOO_MANY_TEXTURES", "room.furniture")
    assert "GB" in problem.message


@pytest.mark.parametrize(("floor", "most"), [(0.3, 4 * 2**30), ((0.3, 0.2, 0.1), ALLOWANCE_BYTES)])
def test_the_office_that_light_is_made_for_is_affordable(floor, most):
    """1000 m2 with 200 luminaires, 60,000 patches of 128 rays and a grid of 0.25 m; grey, and in colour."""
    room = box_room(50, 20, 3, floor=floor, walls=0.5, ceiling=0.7)
    lamps = [hang(isotropic(3000), (1.25 + i % 20 * 2.5, 1 + i // 20 * 2, 3), id=f"{i}") for i in range(200)]
    office = scene(room, lamps, [probes(np.full((16_000, 3), 1.0))])
    assert estimated_memory(office, 60_000, replace(NORMAL, transport_rays=128)).total < most
