"""Luminaires at ceilings and walls lose no light, whatever the depth of their opening."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import box_room, hang, isotropic, lambertian, probes, rotation_z, scene

from assets.photometry import LuminousOpening, OpeningShape
from assets.read_photometry import read_photometry
from kit.errors import UnsoundInput
from render.measures import measure
from render.nearby_surfaces import boxed, planes_at
from render.options import DRAFT
from render.simulate import simulate
from scenes.scene import LitSurface, SurfaceKind

OPENINGS = {
    "point": LuminousOpening(),
    "flat": LuminousOpening(OpeningShape.RECTANGLE, (0.6, 0.3, 0.0)),
    "box": LuminousOpening(OpeningShape.RECTANGLE, (0.6, 0.3, 0.1)),
    "drum": LuminousOpening(OpeningShape.DISC, (0.4, 0.4, 0.2)),
    "globe": LuminousOpening(OpeningShape.SPHERE, (0.3, 0.3, 0.3)),
}
# the lamp at the ceiling, at a wall, and in the corner of both
PLACES = {"ceiling": (2, 2, 3), "wall": (2, 0, 1.5), "corner": (0, 0, 3)}


@pytest.mark.parametrize("opening", list(OPENINGS))
@pytest.mark.parametrize("place", list(PLACES))
def test_all_light_is_accounted_for(opening, place):
    surfaces = box_room(4, 4, 3, floor=0.3, walls=0.5, ceiling=0.8)
    for table in (lambertian(300), isotropic(900)):
        lamp = hang(table, PLACES[place], opening=OPENINGS[opening])
        document = measure(simulate(scene(surfaces, [lamp]), DRAFT))
        assert document["energy_balance"] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("angle_deg", [0, 17, 45, 83])
def test_rounding_at_slanted_walls_decides_nothing(angle_deg):
    turn = rotation_z(angle_deg)
    surfaces = tuple(
        LitSurface(s.name, s.kind, s.vertices_m @ turn.T, s.triangles, s.reflectance_rgb)
        for s in box_room(4, 4, 3, floor=0.3, walls=0.5, ceiling=0.8)
    )
    lamp = hang(isotropic(900), turn @ np.array([2, 0, 1.5]))
    document = measure(simulate(scene(surfaces, [lamp], [probes([turn @ np.array([2, 2, 0])])]), DRAFT))
    assert document["energy_balance"] == pytest.approx(1, abs=1e-3)


def test_half_a_lamp_in_the_ceiling_lights_like_one_below_it():
    surfaces = box_room(4, 4, 3, floor=0.3, walls=0.5, ceiling=0.8)
    drum = LuminousOpening(OpeningShape.DISC, (0.2, 0.2, 0.1))
    values = []
    for height in (3.0, 2.95):
        lamp = hang(lambertian(300), (2, 2, height), opening=drum)
        document = measure(simulate(scene(surfaces, [lamp], [probes([(1, 1, 0.75), (2, 2, 0)])]), DRAFT))
        values.append(document["planes"][0]["illuminance_lx"])
    assert values[0] == pytest.approx(values[1], rel=0.06)


def test_planes_are_found_where_the_lamp_hangs_and_not_elsewhere():
    surfaces = box_room(4, 4, 3, floor=0.3, walls=0.5, ceiling=0.8)
    corner = planes_at(boxed(surfaces), np.array([0.05, 0.05, 2.95]), 0.1)
    assert (np.abs(corner[:, :3]).sum(axis=1) == 1).all()
    free = planes_at(boxed(surfaces), np.array([2.0, 2.0, 1.5]), 0.1)
    assert (free[:, :3] == 0).all()
    # a table's top is not in the way of a lamp that hangs beside the table
    top = LitSurface(
        "table",
        SurfaceKind.FURNITURE,
        np.array([[0, 0, 0.7], [1, 0, 0.7], [1, 1, 0.7], [0, 1, 0.7]], float),
        np.array([[0, 1, 2], [0, 2, 3]]),
        (0.4,) * 3,
    )
    assert (planes_at(boxed((top,)), np.array([1.5, 0.5, 0.71]), 0.1)[:, :3] == 0).all()
    assert (planes_at(boxed((top,)), np.array([0.5, 0.5, 0.71]), 0.1)[0, :3] == (0, 0, 1)).all()


def test_a_lamp_that_shines_at_its_own_ceiling_is_told():
    surfaces = box_room(4, 4, 3, floor=0.3, walls=0.5, ceiling=0.8)
    codes = []
    for height in (3.0, 2.5):
        lamp = hang(isotropic(900), (2, 2, height), opening=OPENINGS["flat"])
        document = measure(simulate(scene(surfaces, [lamp]), DRAFT))
        codes.append([problem["code"] for problem in document["problems"]])
    assert codes == [["SHINES_AT_ITS_SURFACE"], []]


def test_real_files_at_the_ceiling_lose_no_light(shared):
    surfaces = box_room(4, 5, 2.7, floor=0.2, walls=0.5, ceiling=0.7)
    lit = 0
    for file in sorted((shared / "photometry").glob("*.*")):
        if file.suffix not in (".ies", ".ldt"):
            continue
        try:
            photometry = read_photometry(file.read_bytes(), file.name)
        except UnsoundInput:
            continue  # what is refused is tested with the readers
        lamp = hang(photometry.distribution, (2, 2.5, 2.7), opening=photometry.opening)
        document = measure(simulate(scene(surfaces, [lamp]), DRAFT))
        assert document["energy_balance"] == pytest.approx(1, abs=1e-3), file.name
        lit += 1
    assert lit >= 30
