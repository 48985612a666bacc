"""Holes in the slabs of small IFC files: stairwells where a space is above and another below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("ifcopenshell")

from ifc_files import IfcWriter
from shells import area_m2, has_leak, named

from scenes.readers.ifc import read_ifc
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.room import Opening
from scenes.scene import Scene

FLOOR = [(0, 0), (6, 0), (6, 4), (0, 4)]
SLAB = [(-0.3, -0.3), (6.3, -0.3), (6.3, 4.3), (-0.3, 4.3)]
STAIR = [(1.0, 0.5), (3.4, 0.5), (3.4, 1.4), (1.0, 1.4)]


def house(hole: Any = STAIR, *, slab: str = "FLOOR", below_m: float = 2.6, **more: Any) -> IfcWriter:
    """Two spaces over each other, 2.6 m high, on slabs of 0.3 m; the hole is in the slab between them."""
    w = IfcWriter(**more)
    ground, upper = w.storey("Ground"), w.storey("Upper", 2.9)
    w.space(ground, "1", w.prism(FLOOR, below_m), "Hall")
    w.space(upper, "2", w.prism(FLOOR, 2.6), "Landing")
    for storey in (ground, upper):
        made = w.element("IfcSlab", storey, "Slab", w.prism(SLAB, 0.3, z=-0.3), PredefinedType=slab)
        if storey is upper:
            cut = w.element("IfcOpeningElement", storey, "hole", w.prism(hole, 1.0, z=-0.6))
            w.root("IfcRelVoidsElement", RelatingBuildingElement=made, RelatedOpeningElement=cut)
    return w


def read(writer: IfcWriter, **overrides: Any) -> RoomReading:
    return read_ifc(writer.bytes(), "a.ifc", RoomOverrides(**overrides))


def wells(reading: RoomReading) -> dict[str, list[Opening]]:
    assert reading.building is not None
    rooms = reading.building.rooms
    return {room.name: [each for each in room.openings if each.kind == "stairwell"] for room in rooms}


@pytest.mark.parametrize(
    "more", [{}, {"schema": "IFC2X3", "unit": "mm"}, {"schema": "IFC4X3_ADD2", "unit": "ft"}]
)
def test_a_hole_in_the_slab_between_two_spaces_is_a_stairwell(more: dict[str, Any]) -> None:
    reading = read(house(**more))
    found = wells(reading)
    names = list(found)
    assert [len(found[name]) for name in names] == [0, 1]
    (well,) = found[names[1]]
    assert well.position_m == pytest.approx((2.2, 0.95), abs=1e-4)
    assert well.size_m == pytest.approx((2.4, 0.9), abs=1e-4)
    assert well.rotation_deg % 180.0 == pytest.approx(0.0, abs=1e-4)
    (told,) = (problem for problem in reading.problems if problem.code == "STAIRWELL_CUT")
    assert "2.40 x 0.90 m" in told.message
    assert "no rectangle" not in told.message


def test_a_turned_hole_keeps_its_turn() -> None:
    """Of 2 x 1 m, its longer side along (4, 3) / 5."""
    reading = read(house([(2.0, 1.0), (3.6, 2.2), (3.0, 3.0), (1.4, 1.8)]))
    (well,) = next(own for own in wells(reading).values() if own)
    assert well.position_m == pytest.approx((2.5, 2.0), abs=1e-4)
    assert well.size_m == pytest.approx((2.0, 1.0), abs=1e-4)
    assert well.rotation_deg == pytest.approx(36.8699, abs=1e-3)


@pytest.mark.parametrize(
    "writer",
    [
        house([(1.0, 1.0), (1.4, 1.0), (1.4, 1.4), (1.0, 1.4)]),  # for pipes
        house([(-0.25, 0.5), (-0.05, 0.5), (-0.05, 3.9), (-0.25, 3.9)]),  # in the wall
        house(slab="ROOF"),
        house(below_m=2.0),  # 0.9 m between ceiling and floor
        house(below_m=5.5),  # a space over both storeys: nothing lies between
    ],
)
def test_what_is_none(writer: IfcWriter) -> None:
    reading = read(writer)
    assert not any(wells(reading).values())
    assert "STAIRWELL_CUT" not in {problem.code for problem in reading.problems}


def test_a_hole_of_another_shape_is_boxed_and_told() -> None:
    bent = [(1, 1), (3, 1), (3, 2), (2, 2), (2, 3), (1, 3)]
    (told,) = (problem for problem in read(house(bent)).problems if problem.code == "STAIRWELL_CUT")
    assert "no rectangle" in told.message


def test_light_passes_through_the_slab(build: Callable[..., Scene]) -> None:
    """A hole of 2.4 x 0.9 m in 24 m2, through 0.3 m."""
    scene = build(rooms=[{"upload": "house.ifc"}], files={"house.ifc": house().bytes()})
    surfaces = named(scene)
    above = next(name for name in surfaces if name.endswith("/reveal:0:0")).partition("/")[0]
    assert area_m2(surfaces[f"{above}/reveal:0:0"]) == pytest.approx(6.6 * 0.3, abs=1e-3)
    assert area_m2(surfaces[f"{above}/floor"]) == pytest.approx(24 - 2.16, abs=1e-3)
    assert not has_leak(scene)
    assert "STAIRWELL_LEADS_NOWHERE" not in {problem.code for problem in scene.problems}


Cut = tuple[str, float, float, tuple[float, float] | None]  # name, lower side, height, of the hole in it


def layered(*slabs: Cut, said: dict[str, Any] | None = None, **more: Any) -> IfcWriter:
    """Two spaces over each other, 2.6 and 2.9 m up, with those slabs between them, from 2.6 to 2.9 m."""
    w = IfcWriter(**more)
    ground, upper = w.storey("Ground"), w.storey("Upper", 2.9)
    w.space(ground, "1", w.prism(FLOOR, 2.6), "Hall")
    w.space(upper, "2", w.prism(FLOOR, 2.6), "Landing")
    for name, z, height, hole in slabs:
        made = w.element("IfcSlab", upper, name, w.prism(SLAB, height, z=z), PredefinedType="FLOOR")
        if hole is not None:
            body = w.prism(STAIR, hole[1], z=hole[0])
            cut = w.element("IfcOpeningElement", upper, "hole", body, **(said or {}))
            w.root("IfcRelVoidsElement", RelatingBuildingElement=made, RelatedOpeningElement=cut)
    return w


THROUGH = (-0.5, 0.7)
CONCRETE, SCREED = ("Concrete", -0.3, 0.24), ("Screed", -0.06, 0.06)


@pytest.mark.parametrize(
    "writer",
    [
        layered(("Slab", -0.3, 0.3, (-0.05, 0.10))),  # a pocket from above
        layered(("Slab", -0.3, 0.3, (-0.40, 0.35))),  # from below
        layered(("Slab", -0.3, 0.3, THROUGH), said={"ObjectType": "Recess"}, schema="IFC2X3"),
        layered(("Slab", -0.3, 0.3, THROUGH), said={"PredefinedType": "RECESS"}),
        layered((*CONCRETE, None), (*SCREED, THROUGH)),
        layered((*CONCRETE, THROUGH), (*SCREED, None)),
    ],
)
def test_what_does_not_go_through_is_none(writer: IfcWriter) -> None:
    reading = read(writer)
    assert not any(wells(reading).values())
    assert "STAIRWELL_CUT" not in {problem.code for problem in reading.problems}


@pytest.mark.parametrize(
    "writer",
    [
        layered(("Slab", -0.3, 0.3, (-0.3, 0.3)), said={"ObjectType": "Opening"}, schema="IFC2X3"),
        layered((*CONCRETE, THROUGH), (*SCREED, THROUGH)),
        layered((*CONCRETE, (-0.3, 0.24)), (*SCREED, (-0.06, 0.06))),  # each just as high as its slab
    ],
)
def test_what_goes_through_every_slab_is_one_stairwell(writer: IfcWriter) -> None:
    (well,) = wells(read(writer))["2 Landing"]
    assert well.position_m == pytest.approx((2.2, 0.95), abs=1e-4)
    assert well.size_m == pytest.approx((2.4, 0.9), abs=1e-4)


def test_a_slab_beside_a_hole_covers_its_part_of_it() -> None:
    """A landing from 0 to 2 m leaves 1.4 of 2.4 m; a sloping slab from floor to floor covers nothing."""
    w = layered(("Slab", -0.3, 0.3, THROUGH))
    (upper,) = (storey for storey in w.file.by_type("IfcBuildingStorey") if storey.Name == "Upper")
    landing = w.prism([(0, 0), (2, 0), (2, 2), (0, 2)], 0.2, z=-0.2)
    w.element("IfcSlab", upper, "Landing", landing, PredefinedType="LANDING")
    foot, head = [(1.0, 0.5, -2.9), (1.0, 1.4, -2.9)], [(3.4, 1.4, 0.0), (3.4, 0.5, 0.0)]
    lower, higher = [*foot, *head], [(x, y, z + 0.1) for x, y, z in (*foot, *head)]
    sides = [[lower[k], higher[k], higher[(k + 1) % 4], lower[(k + 1) % 4]] for k in range(4)]
    w.element("IfcSlab", upper, "Flight", w.faces([lower, higher[::-1], *sides]), PredefinedType="FLOOR")
    (well,) = wells(read(w))["2 Landing"]
    assert well.position_m == pytest.approx((2.7, 0.95), abs=1e-4)
    assert well.size_m == pytest.approx((1.4, 0.9), abs=1e-4)
