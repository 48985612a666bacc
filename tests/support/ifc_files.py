"""Small IFC files made for tests: boxes, prisms and any faces, in any schema and unit."""

from __future__ import annotations

import ifcopenshell
import ifcopenshell.guid
import numpy as np

RELATIONS = {
    "IfcRelAggregates": ("RelatingObject", "RelatedObjects"),
    "IfcRelContainedInSpatialStructure": ("RelatingStructure", "RelatedElements"),
    "IfcRelAssociatesMaterial": ("RelatingMaterial", "RelatedObjects"),
    "IfcRelDefinesByProperties": ("RelatingPropertyDefinition", "RelatedObjects"),
}


class IfcWriter:
    """Writes one building; lengths are in metres and written in the file's unit."""

    def __init__(self, schema="IFC4", unit="m", true_north=None, with_units=True):
        self.file = ifcopenshell.file(schema=schema)
        self.old = schema == "IFC2X3"
        self.per = {"m": 1.0, "mm": 1000.0, "ft": 1 / 0.3048}[unit]
        self.context = self.new(
            "IfcGeometricRepresentationContext", None, "Model", 3, 1e-5, self.axes((0, 0, 0)),
            None if true_north is None else self.new("IfcDirection", tuple(map(float, true_north))),
        )  # fmt: skip
        self.project = self.root("IfcProject", "House", RepresentationContexts=[self.context])
        if with_units:
            self.project.UnitsInContext = self.units(unit)
        self.site = self.root("IfcSite", "Site", ObjectPlacement=self.placed((0, 0, 0)))
        self.building = self.root("IfcBuilding", "House", ObjectPlacement=self.placed((0, 0, 0), self.site))
        self.relate("IfcRelAggregates", self.project, [self.site])
        self.relate("IfcRelAggregates", self.site, [self.building])

    def new(self, kind, *values, **named):
        return self.file.create_entity(kind, *values, **named)

    def root(self, kind, name=None, **named):
        own = {"GlobalId": ifcopenshell.guid.new(), "Name": name, **named}
        if self.old:
            own["OwnerHistory"] = self.history()
        return self.new(kind, **own)

    def history(self):
        found = self.file.by_type("IfcOwnerHistory")
        if found:
            return found[0]
        person = self.new(
            "IfcPersonAndOrganization", self.new("IfcPerson"), self.new("IfcOrganization", None, "x")
        )
        program = self.new("IfcApplication", person.TheOrganization, "1", "test", "test")
        return self.new("IfcOwnerHistory", person, program, None, "NOCHANGE", None, None, None, 0)

    def units(self, unit):
        metre = self.new("IfcSIUnit", None, "LENGTHUNIT", "MILLI" if unit == "mm" else None, "METRE")
        if unit == "ft":
            plain = self.new("IfcSIUnit", None, "LENGTHUNIT", None, "METRE")
            ratio = self.new("IfcMeasureWithUnit", self.new("IfcLengthMeasure", 0.3048), plain)
            sizes = self.new("IfcDimensionalExponents", 1, 0, 0, 0, 0, 0, 0)
            metre = self.new("IfcConversionBasedUnit", sizes, "LENGTHUNIT", "FOOT", ratio)
        square = self.new("IfcSIUnit", None, "AREAUNIT", None, "SQUARE_METRE")
        angle = self.new("IfcSIUnit", None, "PLANEANGLEUNIT", None, "RADIAN")
        return self.new("IfcUnitAssignment", [metre, square, angle])

    def point(self, place):
        return self.new("IfcCartesianPoint", tuple(float(v) * self.per for v in place))

    def axes(self, place, x=(1, 0, 0)):
        up, along = (self.new("IfcDirection", tuple(map(float, d))) for d in ((0, 0, 1), x))
        return self.new("IfcAxis2Placement3D", self.point(place), up, along)

    def placed(self, place, on=None, x=(1, 0, 0)):
        return self.new("IfcLocalPlacement", None if on is None else on.ObjectPlacement, self.axes(place, x))

    def relate(self, kind, one, many):
        relating, related = RELATIONS[kind]
        return self.root(kind, **{relating: one, related: many})

    def storey(self, name, elevation=0.0):
        placed = self.placed((0, 0, elevation), self.building)
        level = elevation * self.per
        made = self.root("IfcBuildingStorey", name, ObjectPlacement=placed, Elevation=level)
        self.relate("IfcRelAggregates", self.building, [made])
        return made

    def prism(self, ring, height, z=0.0):
        """An extruded ring of corners, as a representation."""
        line = self.new("IfcPolyline", [self.point(p) for p in (*ring, ring[0])])
        profile = self.new("IfcArbitraryClosedProfileDef", "AREA", None, line)
        up = self.new("IfcDirection", (0.0, 0.0, 1.0))
        solid = self.new("IfcExtrudedAreaSolid", profile, self.axes((0, 0, z)), up, height * self.per)
        return self.shape("SweptSolid", solid)

    def face(self, corners):
        loop = self.new("IfcPolyLoop", [self.point(p) for p in corners])
        return self.new("IfcFace", [self.new("IfcFaceOuterBound", loop, True)])

    def faces(self, faces):
        """Faces given by their corners, as a closed body."""
        shell = self.new("IfcClosedShell", [self.face(corners) for corners in faces])
        return self.shape("Brep", self.new("IfcFacetedBrep", shell))

    def shape(self, kind, *items, name="Body"):
        made = self.new("IfcShapeRepresentation", self.context, name, kind, list(items))
        return self.new("IfcProductDefinitionShape", None, None, [made])

    def coloured(self, shape, rgb, transparency=0.0):
        colour = self.new("IfcColourRgb", None, *map(float, rgb))
        rendering = self.new("IfcSurfaceStyleRendering", colour, transparency, ReflectanceMethod="NOTDEFINED")
        style = self.new("IfcSurfaceStyle", None, "BOTH", [rendering])
        styles = [self.new("IfcPresentationStyleAssignment", [style])] if self.old else [style]
        for item in shape.Representations[0].Items:
            self.new("IfcStyledItem", item, styles, None)
        return shape

    def space(self, storey, name, shape, long_name=None, place=(0, 0, 0), **named):
        if self.old:
            named.setdefault("InteriorOrExteriorSpace", "INTERNAL")
        made = self.root("IfcSpace", name, LongName=long_name, Representation=shape,
                         ObjectPlacement=self.placed(place, storey), **named)  # fmt: skip
        self.relate("IfcRelAggregates", storey, [made])
        return made

    def element(self, kind, storey, name, shape, place=(0, 0, 0), x=(1, 0, 0), **named):
        made = self.root(
            kind, name, Representation=shape, ObjectPlacement=self.placed(place, storey, x), **named
        )
        if kind != "IfcOpeningElement":
            self.relate("IfcRelContainedInSpatialStructure", storey, [made])
        return made

    def wall(self, storey, name, start, end, thickness, height):
        """A straight wall whose own x axis runs from `start` to `end`."""
        a, b = np.array(start, float), np.array(end, float)
        length = float(np.linalg.norm(b - a))
        t = thickness / 2
        shape = self.prism([(0, -t), (length, -t), (length, t), (0, t)], height)
        return self.element("IfcWall", storey, name, shape, (*start, 0), (*((b - a) / length), 0))

    def opening(self, storey, wall, filler, middle, width, depth, sill, height):
        """A hole in a wall that runs along x, filled by an IfcDoor or IfcWindow, or by nothing."""
        w, d = width / 2, depth / 2
        box = self.prism([(-w, -d), (w, -d), (w, d), (-w, d)], height)
        hole = self.element("IfcOpeningElement", storey, f"hole {filler}", box, (*middle, sill))
        self.root("IfcRelVoidsElement", RelatingBuildingElement=wall, RelatedOpeningElement=hole)
        if filler:
            made = self.element(filler, storey, filler, None, (*middle, sill), OverallWidth=width * self.per,
                                OverallHeight=height * self.per)  # fmt: skip
            self.root("IfcRelFillsElement", RelatingOpeningElement=hole, RelatedBuildingElement=made)
        return hole

    def properties(self, element, name, **values):
        made = []
        for key, value in values.items():
            typed = self.new("IfcReal", float(value))
            made.append(self.new("IfcPropertySingleValue", key.replace("_", " "), None, typed, None))
        self.relate(
            "IfcRelDefinesByProperties", self.root("IfcPropertySet", name, HasProperties=made), [element]
        )

    def material(self, element, *names):
        made = [self.new("IfcMaterial", name) for name in names]
        one = made[0] if len(made) == 1 else self.new("IfcMaterialList", made)
        self.relate("IfcRelAssociatesMaterial", one, [element])
        return made

    def bytes(self):
        return self.file.to_string().encode()


def two_rooms(schema="IFC4X3_ADD2", unit="m", **more):
    """Two rooms of 4 x 3 and 3 x 3 m, 2.6 m high, a wall of 0.2 m with a door between them, and a window."""
    w = IfcWriter(schema, unit, **more)
    ground = w.storey("Ground")
    w.space(ground, "1", w.prism([(0, 0), (4, 0), (4, 3), (0, 3)], 2.6), "Kitchen")
    w.space(ground, "2", w.prism([(0, 0), (3, 0), (3, 3), (0, 3)], 2.6), "Bedroom", place=(4.2, 0, 0))
    between = w.wall(ground, "between", (4.1, -0.1), (4.1, 3.1), 0.2, 2.6)
    south = w.wall(ground, "south", (-0.2, -0.1), (7.4, -0.1), 0.2, 2.6)
    box = w.prism([(-0.1, -0.45), (0.1, -0.45), (0.1, 0.45), (-0.1, 0.45)], 2.05)
    hole = w.element("IfcOpeningElement", ground, "hole", box, (4.1, 1.5, 0))
    w.root("IfcRelVoidsElement", RelatingBuildingElement=between, RelatedOpeningElement=hole)
    door = w.element("IfcDoor", ground, "door", None, (4.1, 1.5, 0), OverallWidth=0.9 * w.per,
                     OverallHeight=2.05 * w.per)  # fmt: skip
    w.root("IfcRelFillsElement", RelatingOpeningElement=hole, RelatedBuildingElement=door)
    w.opening(ground, south, "IfcWindow", (2.0, -0.1), 1.2, 0.2, 0.9, 1.3)
    return w, ground
