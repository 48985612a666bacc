"""Meshes that phone apps write: noisy, full of holes, without a named part."""

from __future__ import annotations

import hostile_files
import numpy as np
import pytest

from scenes.readers.read_room import read_room

NOISE_M = 0.01


def scanned_mesh(*, whole: bool) -> bytes:
    """A room of 5 x 4 x 2.5 m as one noisy mesh; unless it is whole, two walls were never seen."""
    points, triangles = hostile_files.shell(60_000)
    _, place = np.unique(np.round(points * 1e4), axis=0, return_inverse=True)
    random = np.random.default_rng(5)
    points = points + random.normal(0.0, NOISE_M, (len(points), 3))[place.reshape(-1)]
    middles = points[triangles].mean(axis=1)
    seen = (middles[:, 0] < 4.9) & (middles[:, 1] < 3.9)
    return hostile_files.glb_of(("mesh_0", points, triangles if whole else triangles[seen]))


def test_a_scan_whose_walls_do_not_close_is_read_as_points() -> None:
    reading = read_room(scanned_mesh(whole=False), "scan.glb")
    assert reading.building is not None, reading.problems
    (room,) = reading.building.rooms
    assert {"READ_AS_SCAN", "LOW_CONFIDENCE"} <= {problem.code for problem in reading.problems}
    assert room.floor_area_m2 == pytest.approx(20.0, rel=0.05)
    assert room.height_m == pytest.approx(2.5, abs=0.02)
    assert room.confidence < 1.0


def test_a_scan_whose_walls_close_stays_a_mesh() -> None:
    reading = read_room(scanned_mesh(whole=True), "scan.glb")
    assert reading.building is not None, reading.problems
    assert "READ_AS_SCAN" not in {problem.code for problem in reading.problems}
    assert reading.building.rooms[0].floor_area_m2 == pytest.approx(20.0, rel=0.01)


def test_what_was_drawn_and_encloses_no_room_is_no_scan() -> None:
    points, triangles = hostile_files.shell(60_000)
    wall = points[triangles].mean(axis=1)[:, 0] < 1e-6
    reading = read_room(hostile_files.glb_of(("wall", points, triangles[wall])), "wall.glb")
    assert reading.building is None
    assert "NO_ROOM_FOUND" in {problem.code for problem in reading.problems}
