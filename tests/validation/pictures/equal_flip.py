"""How much quicker our final picture is than Mitsuba's path tracer at the same error to the eye.

`python tests/validation/pictures/equal_flip.py [ROOM [MOST]]` compares both with the reference at 480 x 270,
doubling Mitsuba's samples until its picture is as near as ours or has MOST, and times both at 1920 x 1080.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[3]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(ROOT / "tests" / "validation")]

from pictures.compared import SHARED, compare, flip, shown_with  # noqa: E402 - found on the path above
from pictures.reference_pictures import reference_picture  # noqa: E402
from pictures.seen_rooms import seen_room  # noqa: E402

from benchmarks import mitsuba_picture  # noqa: E402
from render.mixing import column_weights  # noqa: E402
from render.options import FINAL  # noqa: E402
from render.picture import Picture, take_picture  # noqa: E402
from render.simulate import simulate  # noqa: E402
from scenes.scene import Scene  # noqa: E402

FULL_HD = (1920, 1080)
PASS = 16  # samples of a pixel at a time
TIMED = 4  # samples of a pixel whose time is taken


def samples_for(picture: Picture, scene: Scene, wanted: float, most: int) -> tuple[int, float]:
    """Samples of a pixel, `most` at most, until Mitsuba is as near to the reference as wanted; how far."""
    weights = column_weights(scene, None)
    reference = reference_picture(scene, picture.view, weights, good_enough=lambda kept: True)
    peer = mitsuba_picture.peer_scene(scene, picture.view, weights)
    shown = shown_with(picture, reference.picture)
    total: NDArray[np.float64] = np.zeros_like(reference.picture)
    done = 0
    while True:
        for _ in range(max(done, PASS) // PASS):  # as many again; seeds that the reference has not used
            total += mitsuba_picture.picture_pass(peer, seed=1_000_000 + done, samples=PASS) * PASS
            done += PASS
        far = flip(shown, shown_with(picture, total / done + reference.glows))[0]
        print(f"  Mitsuba, {done} samples: FLIP {far:.4f}", flush=True)
        if far <= wanted or done >= most:
            return done, far


def seconds_each(scene: Scene) -> float:
    """Of one sample of each pixel at full size."""
    view = replace(scene.views[0], size_px=FULL_HD)
    peer = mitsuba_picture.peer_scene(scene, view, column_weights(scene, None))
    mitsuba_picture.picture_pass(peer, seed=1, samples=1)
    start = time.perf_counter()
    mitsuba_picture.picture_pass(peer, seed=2, samples=TIMED)
    return (time.perf_counter() - start) / TIMED


def main(name: str, most: int) -> None:
    """Print the comparison of one room."""
    scene = seen_room(name, SHARED)
    field = simulate(scene, replace(FINAL, bloom=False))
    ours = take_picture(field, None, sky=None)
    error = compare(scene, ours).mean
    print(f"{name}: ours, final: FLIP {error:.4f}")
    samples, far = samples_for(ours, scene, error, most)
    large = replace(field.scene, views=(replace(field.scene.views[0], size_px=FULL_HD),))
    big = replace(field, scene=large)
    take_picture(big, None, sky=None)
    start = time.perf_counter()
    take_picture(big, None, sky=None)
    own = time.perf_counter() - start
    peer = seconds_each(scene) * samples
    more = "at least " if far > error else ""
    print(f"1920 x 1080: ours {own:.1f} s; Mitsuba {more}{samples} samples, {peer:.0f} s, {peer / own:.0f} x")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "living room", int(sys.argv[2]) if len(sys.argv) > 2 else 4096)
