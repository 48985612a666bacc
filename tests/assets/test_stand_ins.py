"""Stand-ins: in the stated size, on the right side of their mounting, glowing where the opening is."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
import trimesh

from assets.body import VertexGroup, read_body
from assets.checks import glowing_box_m
from assets.importing.finish import finishes_in
from assets.luminaire import Mounting
from assets.photometry import LuminousOpening, OpeningShape
from assets.product import Family
from assets.stand_ins.asked import Asked
from assets.stand_ins.make_stand_in import make_stand_in
from assets.write_glb import glb_bytes

BLACK, BRASS = finishes_in("black, brass")
OPENINGS = (
    LuminousOpening(),
    LuminousOpening(OpeningShape.DISC, (0.3, 0.3, 0.0)),
    LuminousOpening(OpeningShape.DISC, (0.07, 0.07, 0.0)),
    LuminousOpening(OpeningShape.DISC, (0.12, 0.12, 0.34)),
    LuminousOpening(OpeningShape.RECTANGLE, (0.05, 1.2, 0.0)),
    LuminousOpening(OpeningShape.RECTANGLE, (1.2, 0.06, 0.03)),
    LuminousOpening(OpeningShape.RECTANGLE, (0.6, 0.6, 0.0)),
    LuminousOpening(OpeningShape.SPHERE, (0.25, 0.25, 0.25)),
    LuminousOpening(OpeningShape.CYLINDER_X, (0.34, 0.12, 0.12)),
    LuminousOpening(OpeningShape.DISC_FACING_X, (0.0, 0.2, 0.2)),
)
STATED = ((None, None, None), (0.4, 0.4, 0.3), (0.1, 0.1, 0.05))
MOUNTINGS = [mounting for mounting in Mounting if mounting is not Mounting.ANY]
ALL = list(itertools.product(Family, MOUNTINGS, OPENINGS, (0.0, 0.4, 1.0), STATED))
LIES = {Mounting.WALL: (1, 1.0), Mounting.FLOOR: (2, 1.0), Mounting.TABLE: (2, 1.0)}
HANGS = {Mounting.CEILING: (2, -1.0), Mounting.PENDANT: (2, -1.0)}


def made(family, mounting, opening=OPENINGS[1], up=0.0, extent=(None, None, None)):
    stand_in, problems = make_stand_in(Asked(family, mounting, opening, extent, up, BLACK, BRASS))
    return stand_in, read_body(glb_bytes(stand_in.parts, "body")), problems


def holds(stand_in, body, opening):
    low, high = glowing_box_m(body)
    centre, half = np.array(stand_in.opening_centre_m), np.array(opening.size_m) / 2
    return (centre - half >= low - 0.002).all() and (centre + half <= high + 0.002).all()


@pytest.mark.parametrize("asked", random.Random(11).sample(ALL, 120))
def test_any_wish_gives_a_body_that_the_checks_take(asked):
    family, mounting, opening, up, extent = asked
    stand_in, body, problems = made(family, mounting, opening, up, extent)
    if opening.shape is not OpeningShape.POINT:
        assert holds(stand_in, body, opening)
    if mounting in LIES | HANGS:
        axis, side = (LIES | HANGS)[mounting]
        assert -(side * body.vertices_m[:, axis]).min() <= 1e-4
    if mounting is Mounting.PENDANT:
        assert {VertexGroup.STRETCHES, VertexGroup.MOVES} <= set(body.vertex_group.tolist())
        assert stand_in.hanging_length_m.default == -stand_in.opening_centre_m[2]
    grown = {problem.code for problem in problems}
    assert grown <= {"SIZE_BELOW_OPENING"}
    if not grown and extent[0] is not None and family is not Family.TRACK:
        axes = slice(0, 2) if mounting is Mounting.PENDANT else slice(0, 3)
        assert body.size_m[axes] == pytest.approx(extent[axes], abs=0.004)


@pytest.mark.parametrize("family", list(Family))
def test_every_family_is_made_of_closed_parts(family):
    for mounting in MOUNTINGS:
        for part in made(family, mounting)[0].parts:
            mesh = trimesh.Trimesh(part.solid.vertices_m, part.solid.triangles, process=False)
            assert mesh.is_watertight, (mounting, part.node, part.finish.name)
            assert mesh.volume > 0


def test_the_same_wish_gives_the_same_bytes():
    parts = [made(Family.DOME, Mounting.PENDANT)[0].parts for _ in range(2)]
    assert glb_bytes(parts[0], "a") == glb_bytes(parts[1], "a")


def test_an_opening_beyond_the_stated_size_is_said():
    small = (0.03, 0.03, 0.02)
    stand_in, body, problems = made(Family.DOWNLIGHT, Mounting.RECESSED, OPENINGS[1], 0.0, small)
    assert {problem.code for problem in problems} == {"SIZE_BELOW_OPENING"}
    assert holds(stand_in, body, OPENINGS[1])


def test_families_differ_and_wear_their_finish():
    sizes = {
        made(family, Mounting.PENDANT)[1].size_m for family in (Family.DOME, Family.DRUM, Family.LANTERN)
    }
    assert len(sizes) == 3
    body = made(Family.DOME, Mounting.PENDANT)[1]
    looks = {material.name: material for material in body.materials}
    assert looks["black"].reflectance_rgb == pytest.approx(BLACK.base_colour_rgb, abs=1e-3)
    assert looks["brushed-brass"].metallic == 1.0
    assert any(material.glows for material in body.materials)
