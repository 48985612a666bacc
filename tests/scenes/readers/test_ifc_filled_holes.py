"""Holes that doors and windows fill although an IFC file does not say so, in buildings with thousands."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from scenes.building import WallOpening
from scenes.readers.ifc_openings import not_filled

HOLE = WallOpening("passage", (0.0, 0.0), 1.0, 0.5, 0.9, 1.2, storey="Ground")
WINDOW = replace(HOLE, kind="window", depth_m=0.1)


def test_each_of_thousands_of_windows_fills_its_own_hole() -> None:
    """A comparison of each of 2500 holes with each window takes over 10 s of computing."""
    places = [(3.0 * k, 5.0 * row) for row in range(50) for k in range(50)]
    holes = [replace(HOLE, centre_m=place, name=f"{number}") for number, place in enumerate(places)]
    windows = [replace(WINDOW, centre_m=place) for place in places[1::2]]
    start = time.process_time()
    left = not_filled(holes, windows)
    assert time.process_time() - start < 5.0
    assert [int(hole.name) for hole in left] == list(range(0, 2500, 2))


@pytest.mark.parametrize(
    ("window", "fills"),
    [
        (replace(WINDOW, centre_m=(0.49, 0.0)), True),  # 0.51 m of it
        (replace(WINDOW, centre_m=(0.51, 0.0)), False),
        (replace(WINDOW, centre_m=(0.0, 0.29)), True),  # 0.30 m lie between those that touch
        (replace(WINDOW, centre_m=(0.0, 0.31)), False),
        (replace(WINDOW, centre_m=(4.4, 0.0), width_m=9.0), True),  # its middle is far away
        (replace(WINDOW, angle_deg=5.0), True),
        (replace(WINDOW, angle_deg=90.0), False),
        (replace(WINDOW, height_m=0.5), False),
        (replace(WINDOW, storey="Upper"), False),
    ],
)
def test_what_fills_a_hole(window: WallOpening, fills: bool) -> None:
    assert (not_filled([HOLE], [window]) == []) is fills


def test_two_narrow_windows_fill_one_hole_together_and_no_window_is_lost() -> None:
    halves = [replace(WINDOW, centre_m=(x, 0.0), width_m=0.3) for x in (-0.3, 0.3)]
    assert not_filled([HOLE], halves[:1]) == [HOLE]
    assert not_filled([HOLE], halves) == []
    assert not_filled([WINDOW], halves) == [WINDOW]
