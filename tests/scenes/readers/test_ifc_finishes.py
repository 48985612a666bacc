"""What IFC files state of glass and finishes, wherever the schemas put it; and shapes that are mapped."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("ifcopenshell")

from ifc_files import IfcWriter, two_rooms

from assets.shelf import shelf_material
from scenes.readers.ifc import read_ifc
from scenes.readers.reading import RoomOverrides
from scenes.room import Origin

SCHEMAS = ("IFC2X3", "IFC4", "IFC4X3_ADD2")
SQUARE = [(0, 0), (4, 0), (4, 3), (0, 3)]


def read(writer):
    return read_ifc(writer.bytes(), "a.ifc", RoomOverrides())


def kitchen(reading):
    return next(room for room in reading.building.rooms if room.name == "1 Kitchen")


def codes(reading):
    return [problem.code for problem in reading.problems]


def of_kind(room, kind):
    return [(n, opening) for n, opening in enumerate(room.openings) if opening.kind == kind]


def materials_optics(w, material, **values):
    """Optical properties of a material, as its schema has them."""
    if w.old:
        return w.new("IfcOpticalMaterialProperties", Material=material, **values)
    made = [
        w.new("IfcPropertySingleValue", key, None, w.new("IfcNormalisedRatioMeasure", value), None)
        for key, value in values.items()
    ]
    return w.new("IfcMaterialProperties", "Pset_MaterialOptical", None, made, material)


def with_floor(schema="IFC4"):
    """The two rooms on a slab without a colour, and that slab."""
    w, ground = two_rooms(schema)
    slab = w.element("IfcSlab", ground, "floor", w.prism([(-1, -1), (9, -1), (9, 4), (-1, 4)], 0.2, -0.2))
    return w, slab


# Glass


@pytest.mark.parametrize(
    ("schema", "key"),
    [
        ("IFC2X3", "Translucency"),
        ("IFC4", "VisibleLightTransmittance"),
        ("IFC4X3_ADD2", "VisibleLightTransmittance"),
    ],
)
def test_the_glazing_of_a_window_is_the_files(schema, key):
    """The names are those of Pset_DoorWindowGlazingType in each schema (buildingSMART)."""
    w, _ = two_rooms(schema)
    (window,) = w.file.by_type("IfcWindow")
    w.properties(window, "Pset_DoorWindowGlazingType", **{key: 0.78})
    w.properties(window, "Pset_WindowCommon", ThermalTransmittance=1.1)
    room = kitchen(read(w))
    ((number, opening),) = of_kind(room, "window")
    assert opening.transmittance == pytest.approx(0.78)
    assert room.origins[f"openings[{number}].transmittance"] is Origin.FILE


def test_the_glazed_share_counts_and_percents_are_understood():
    w, _ = two_rooms("IFC4")
    (window,) = w.file.by_type("IfcWindow")
    w.properties(window, "Pset_WindowCommon", GlazingAreaFraction=0.75)
    w.properties(window, "Analytical", Visual_Light_Transmittance=80.0)
    ((_, opening),) = of_kind(kitchen(read(w)), "window")
    assert opening.transmittance == pytest.approx(0.6)


def test_glass_of_the_type_and_of_the_material_is_found():
    w, _ = two_rooms("IFC4")
    (window,) = w.file.by_type("IfcWindow")
    glass = w.material(window, "Float glass")[0]
    materials_optics(w, glass, VisibleTransmittance=0.7)
    assert of_kind(kitchen(read(w)), "window")[0][1].transmittance == pytest.approx(0.7)
    value = w.new("IfcPropertySingleValue", "VisibleLightTransmittance", None, w.new("IfcReal", 0.5), None)
    pset = w.root("IfcPropertySet", "Pset_DoorWindowGlazingType", HasProperties=[value])
    kind = w.root(
        "IfcWindowType",
        "triple",
        HasPropertySets=[pset],
        PredefinedType="WINDOW",
        PartitioningType="SINGLE_PANEL",
    )
    w.root("IfcRelDefinesByType", RelatingType=kind, RelatedObjects=[window])
    assert of_kind(kitchen(read(w)), "window")[0][1].transmittance == pytest.approx(0.5)


def test_a_door_is_glass_only_where_the_file_says_how_much_of_it():
    w, _ = two_rooms("IFC4")
    (door,) = w.file.by_type("IfcDoor")
    w.properties(door, "Pset_DoorWindowGlazingType", VisibleLightTransmittance=0.8)
    assert of_kind(kitchen(read(w)), "door")[0][1].transmittance is None
    w.properties(door, "Pset_DoorCommon", GlazingAreaFraction=0.5)
    assert of_kind(kitchen(read(w)), "door")[0][1].transmittance == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("glass", "glazed", "whole"), [(0.0, 1.0, 0.0), (0.8, 0.0, 0.0), (0.0, None, 0.0), (0.8, 0.5, 0.4)]
)
def test_a_stated_zero_is_opaque(glass, glazed, whole):
    w, _ = two_rooms("IFC4")
    (window,) = w.file.by_type("IfcWindow")
    w.properties(window, "Pset_DoorWindowGlazingType", VisibleLightTransmittance=glass)
    if glazed is not None:
        w.properties(window, "Pset_WindowCommon", GlazingAreaFraction=glazed)
    ((_, opening),) = of_kind(kitchen(read(w)), "window")
    assert opening.transmittance == pytest.approx(whole)


@pytest.mark.parametrize("value", [-0.2, 300.0])
def test_a_transmittance_that_cannot_be_is_not_taken(value):
    w, _ = two_rooms("IFC4")
    w.properties(
        w.file.by_type("IfcWindow")[0], "Pset_DoorWindowGlazingType", VisibleLightTransmittance=value
    )
    assert of_kind(kitchen(read(w)), "window")[0][1].transmittance is None


def test_a_real_house_says_how_clear_its_glass_is(real_room):
    """All four of its windows have the type property "Visual Light Transmittance" 0.9."""
    reading = real_room("ifc/SampleHouse_ifc4_mm.ifc")
    stated = [o.transmittance for room in reading.building.rooms for o in room.openings if o.transmittance]
    assert stated
    assert set(stated) == {0.9}


# Finishes


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_reflectance_of_the_material_is_the_files(schema):
    w, slab = with_floor(schema)
    (screed,) = w.material(slab, "Screed")
    materials_optics(w, screed, VisibleReflectanceFront=0.37)
    floor = kitchen(read(w)).finish_of("floor")
    assert floor.reflectance_rgb == (0.37,) * 3
    assert floor.origin is Origin.FILE


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_lighting_of_a_surface_style_is_the_files(schema):
    """IfcSurfaceStyleLighting states reflected shares, IfcSurfaceStyleRendering a colour only."""
    w, slab = with_floor(schema)
    (material,) = w.material(slab, "Terrazzo")
    none, rgb = (w.new("IfcColourRgb", None, *values) for values in ((0.0, 0.0, 0.0), (0.5, 0.4, 0.3)))
    lighting = w.new("IfcSurfaceStyleLighting", none, none, none, none)
    lighting.DiffuseReflectionColour = rgb
    style = w.new("IfcSurfaceStyle", None, "BOTH", [lighting])
    styles = [w.new("IfcPresentationStyleAssignment", [style])] if w.old else [style]
    item = w.new("IfcStyledItem", None, styles, None)
    shown = w.new("IfcStyledRepresentation", w.context, "Style", "Material", [item])
    w.new("IfcMaterialDefinitionRepresentation", None, None, [shown], material)
    floor = kitchen(read(w)).finish_of("floor")
    assert floor.reflectance_rgb == pytest.approx((0.5, 0.4, 0.3))
    assert floor.origin is Origin.FILE


def test_a_rendering_of_the_material_is_a_colour():
    """The linear value of sRGB 0.5 is 0.2140 (IEC 61966-2-1)."""
    w, slab = with_floor()
    (material,) = w.material(slab, "Screed")
    grey = w.new("IfcColourRgb", None, 0.5, 0.5, 0.5)
    rendering = w.new("IfcSurfaceStyleRendering", grey, 0.0, ReflectanceMethod="NOTDEFINED")
    item = w.new("IfcStyledItem", None, [w.new("IfcSurfaceStyle", None, "BOTH", [rendering])], None)
    shown = w.new("IfcStyledRepresentation", w.context, "Style", "Material", [item])
    w.new("IfcMaterialDefinitionRepresentation", None, None, [shown], material)
    reading = read(w)
    floor = kitchen(reading).finish_of("floor")
    assert floor.reflectance_rgb == pytest.approx((0.2140,) * 3, abs=1e-3)
    assert (floor.origin, floor.as_colour) == (Origin.DERIVED, True)
    assert "REFLECTANCE_FROM_COLOUR" in codes(reading)
    assert "REFLECTANCE_BY_NAME" not in codes(reading)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Wood - Oak, oiled", "oak-board"), ("Concrete - Cast In Situ", "raw-concrete"),
     ("Eichenparkett", "oak-board"), ("瓷砖 600x600", "ceramic-tiles"), ("Vapour barrier", None),
     ("Laminated glass", None), ("Glass, laminated", None), ("Stone wool", None), ("玻璃砖", None),
     ("Black ceramic tiles", None), ("Marble black", "stone-tile-grey"), ("Marble, white", "marble-white"),
     ("Glass fibre reinforced concrete", "raw-concrete")],
)  # fmt: skip
def test_a_material_known_by_name_alone_reflects_as_measured(name, meant):
    w, slab = with_floor()
    w.material(slab, name)
    reading = read(w)
    floor = kitchen(reading).finish_of("floor")
    if meant is None:
        assert floor.origin is Origin.DEFAULT
        assert "REFLECTANCE_BY_NAME" not in codes(reading)
        return
    assert floor.reflectance_rgb == pytest.approx(shelf_material(meant).reflectance_rgb)
    assert floor.origin is Origin.DERIVED
    (told,) = (each for each in reading.problems if each.code == "REFLECTANCE_BY_NAME")
    assert f"{name!r} as {meant}" in told.message


@pytest.mark.parametrize(("sense", "seen"), [("POSITIVE", "Plaster"), ("NEGATIVE", "Brick")])
def test_of_layers_the_one_towards_the_room_is_seen(sense, seen):
    """The wall's axis y points to the kitchen or away: layers run along it, or against it."""
    w, _ = two_rooms("IFC4")
    (wall,) = (each for each in w.file.by_type("IfcWall") if each.Name == "south")
    layers = [
        w.new("IfcMaterialLayer", w.new("IfcMaterial", name), thickness, None)
        for name, thickness in (("Brick", 0.12), ("Insulation", 0.06), ("Plaster", 0.02))
    ]
    usage = w.new("IfcMaterialLayerSetUsage", w.new("IfcMaterialLayerSet", layers), "AXIS2", sense, -0.1)
    w.relate("IfcRelAssociatesMaterial", usage, [wall])
    room = kitchen(read(w))
    south = next(n for n in range(len(room.outline_m)) if all(abs(y) < 1e-6 for _, y in room.wall_ends_m(n)))
    wanted = {"Plaster": "white-plaster", "Brick": "red-brick"}[seen]
    found = room.finish_of(f"wall:{south}").reflectance_rgb
    assert found == pytest.approx(shelf_material(wanted).reflectance_rgb)


# Shapes


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("unit", ["mm", "ft"])
def test_a_mapped_shape_stands_where_it_is_mapped_to(schema, unit):
    """One table of 1.6 x 0.8 m, mapped twice: once turned by a right angle, once at half its size."""
    w, ground = two_rooms(schema, unit)
    line = [(-0.8, -0.4), (0.8, -0.4), (0.8, 0.4), (-0.8, 0.4)]
    shown = w.prism(line, 0.75).Representations[0]
    source = w.new("IfcRepresentationMap", w.axes((0, 0, 0)), shown)
    copies = (("turned", (0, 1, 0), 1.0, (1.0, 1.5)), ("half", (1, 0, 0), 0.5, (3.0, 1.5)))
    for name, x, scale, place in copies:
        ways = [w.new("IfcDirection", tuple(map(float, d))) for d in (x, (-x[1], x[0], 0))]
        target = w.new(
            "IfcCartesianTransformationOperator3D", ways[0], ways[1], w.point((0, 0, 0)), scale, None
        )
        mapped = w.shape("MappedRepresentation", w.new("IfcMappedItem", source, target))
        kind = "IfcFurnishingElement" if w.old else "IfcFurniture"
        w.element(kind, ground, f"Table {name}", mapped, (*place, 0))
    tables = sorted(kitchen(read(w)).furniture, key=lambda piece: piece.position_m)
    assert [piece.position_m for piece in tables] == [
        pytest.approx((1.0, 1.5, 0.0), abs=1e-4), pytest.approx((3.0, 1.5, 0.0), abs=1e-4)
    ]  # fmt: skip
    sizes = [np.ptp(piece.vertices_m, axis=0) for piece in tables]
    assert sizes[0] == pytest.approx((0.8, 1.6, 0.75), abs=1e-4)
    assert sizes[1] == pytest.approx((0.8, 0.4, 0.375), abs=1e-4)


def test_rooms_from_walls_in_each_unit():
    """A model without spaces: walls alone, in millimetres and in feet."""
    for unit in ("mm", "ft"):
        w = IfcWriter("IFC2X3", unit)
        ground = w.storey("Ground")
        ends = [(-0.1, -0.1), (4.1, -0.1), (4.1, 3.1), (-0.1, 3.1)]
        for number in range(4):
            w.wall(ground, f"wall {number}", ends[number], ends[(number + 1) % 4], 0.2, 2.5)
        (room,) = read(w).building.rooms
        assert room.floor_area_m2 == pytest.approx(12.0, rel=1e-3)
        assert room.height_m == pytest.approx(2.5)


def test_an_alignment_beside_a_building_changes_nothing():
    """IFC 4x3 files of infrastructure hold alignments: curves through the land, which are no walls."""
    w, _ = two_rooms("IFC4X3_ADD2")
    plain = read(w)
    line = w.new("IfcPolyline", [w.point((-500.0, 20.0)), w.point((500.0, 20.0))])
    shape = w.shape("Curve2D", line, name="Axis")
    w.root("IfcAlignment", "road", ObjectPlacement=w.placed((0, 0, 0)), Representation=shape)
    reading = read(w)
    outlines = [[room.outline_m for room in each.building.rooms] for each in (reading, plain)]
    assert outlines[0] == outlines[1]
    assert codes(reading) == codes(plain)


@pytest.mark.parametrize("unit", ["m", "mm"])
def test_a_file_without_units_is_measured_by_its_rooms_and_doors(unit):
    reading = read(two_rooms("IFC4", unit, with_units=False)[0])
    assert reading.units == unit
    assert sorted(room.floor_area_m2 for room in reading.building.rooms) == pytest.approx([9.0, 12.0])
    assert "READING_VOTED" in codes(reading)


def test_a_physical_boundary_of_a_space_leaves_its_edge_closed():
    """Boundaries with a wall behind them are what most edges have; only virtual ones are open."""
    w = IfcWriter("IFC4")
    ground = w.storey("Ground")
    space = w.space(ground, "1", w.prism(SQUARE, 2.5), "Kitchen")
    wall = w.wall(ground, "east", (4.1, 0), (4.1, 3), 0.2, 2.5)
    line = w.new("IfcPolyline", [w.point((4, 0)), w.point((4, 3))])
    profile = w.new("IfcArbitraryOpenProfileDef", "CURVE", None, line)
    up = w.new("IfcDirection", (0.0, 0.0, 1.0))
    surface = w.new("IfcSurfaceOfLinearExtrusion", profile, w.axes((0, 0, 0)), up, 2.5)
    boundary = w.root(
        "IfcRelSpaceBoundary",
        RelatingSpace=space,
        RelatedBuildingElement=wall,
        ConnectionGeometry=w.new("IfcConnectionSurfaceGeometry", surface),
        PhysicalOrVirtualBoundary="PHYSICAL",
        InternalOrExternalBoundary="INTERNAL",
    )
    open_edges = [finish for finish in kitchen(read(w)).finishes.values() if finish.open]
    assert open_edges == []
    boundary.PhysicalOrVirtualBoundary = "VIRTUAL"
    assert any(finish.open for finish in kitchen(read(w)).finishes.values())
