"""Small GLDF and L3D files made by hand, with parts that tests replace."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from assets.photometry import closed_distribution
from assets.write_ldt import write_ldt

# a downward beam whose C0 side is brighter, so that turns show
BEAM = closed_distribution(
    [0, 90, 180, 270],
    [0, 30, 60, 90, 120, 180],
    [
        [900, 900, 500, 100, 0, 0],
        [900, 700, 300, 50, 0, 0],
        [900, 500, 100, 0, 0, 0],
        [900, 700, 300, 50, 0, 0],
    ],
)
LDT = write_ldt(BEAM, name="A beam", power_w=10.0)

FILES = """<File id="light" contentType="ldc/eulumdat" type="localFileName">beam.ldt</File>
<File id="model" contentType="geo/l3d" type="localFileName">lamp.l3d</File>"""
PHOTOMETRIES = '<Photometry id="p"><PhotometryFileReference fileId="light"/></Photometry>'
SOURCES = """<FixedLightSource id="led"><RatedInputPower>10</RatedInputPower><ColorInformation>
<ColorRenderingIndex>90</ColorRenderingIndex><CorrelatedColorTemperature>3000</CorrelatedColorTemperature>
</ColorInformation></FixedLightSource>"""
FIXED = """<FixedLightEmitter><PhotometryReference photometryId="p"/>
<LightSourceReference fixedLightSourceId="led"/></FixedLightEmitter>"""
EMITTERS = f'<Emitter id="e">{FIXED}</Emitter>'
GEOMETRIES = (
    '<ModelGeometry id="g"><GeometryFileReference fileId="model" levelOfDetail="Low"/></ModelGeometry>'
)
META = """<ProductNumber><Locale language="en">N-1</Locale></ProductNumber><Name>
<Locale language="de">Leuchte</Locale><Locale language="en">Lamp</Locale><Locale language="zh-CN">灯</Locale>
</Name><Description><Locale language="en">A lamp.</Locale></Description>"""
ON_MODEL = """<Geometry><ModelGeometryReference geometryId="g"><EmitterReference emitterId="e">
<EmitterObjectExternalName>leo</EmitterObjectExternalName></EmitterReference></ModelGeometryReference></Geometry>"""
BARE = '<Geometry><EmitterReference emitterId="e"/></Geometry>'
CEILING = "<Mountings><Ceiling><SurfaceMounted/></Ceiling></Mountings>"
VARIANT = f'<Variant id="v"><Name><Locale language="en">White</Locale></Name>{CEILING}{ON_MODEL}</Variant>'


def product_xml(
    *,
    files: str = FILES,
    photometries: str = PHOTOMETRIES,
    sources: str = SOURCES,
    equipments: str = "",
    emitters: str = EMITTERS,
    geometries: str = GEOMETRIES,
    variants: str = VARIANT,
) -> str:
    """The XML of a product; each argument is what stands within that element."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Root><Header><Manufacturer>Maker</Manufacturer><FormatVersion major="1" minor="0" pre-release="3"/></Header>
<GeneralDefinitions><Files>{files}</Files><Photometries>{photometries}</Photometries>
<LightSources>{sources}</LightSources><Equipments>{equipments}</Equipments><Emitters>{emitters}</Emitters>
<Geometries>{geometries}</Geometries></GeneralDefinitions>
<ProductDefinitions><ProductMetaData>{META}</ProductMetaData><Variants>{variants}</Variants>
</ProductDefinitions></Root>"""


# a box 0.2 x 0.4 x 0.1 whose top is at z = 0, in centimetres; the last face is its underside
BOX_OBJ = """mtllib box.mtl
v -10 -20 -10
v 10 -20 -10
v 10 20 -10
v -10 20 -10
v -10 -20 0
v 10 -20 0
v 10 20 0
v -10 20 0
g housing
usemtl paint
f 5 6 7 8
f 1 2 6 5
f 2 3 7 6
f 3 4 8 7
f 4 1 5 8
g glass
usemtl glass
f 4 3 2 1
"""
BOX_MTL = "newmtl paint\nKd 0.5 0.25 0.1\nKs 0 0 0\nnewmtl glass\nKd 0.9 0.9 0.9\nd 0.5\n"
LEO = """<LightEmittingObjects><LightEmittingObject partName="leo"><Position x="0" y="0" z="-0.1"/>
<Rotation x="0" y="0" z="0"/><Rectangle sizeX="0.2" sizeY="0.4"/>
</LightEmittingObject></LightEmittingObjects>"""
LES = """<LightEmittingSurfaces><LightEmittingSurface partName="les">
<LightEmittingObjectReference lightEmittingPartName="leo"/><FaceAssignments>
<FaceAssignment groupIndex="1" faceIndex="0"/></FaceAssignments>
</LightEmittingSurface></LightEmittingSurfaces>"""
STILL = '<Position x="0" y="0" z="0"/><Rotation x="0" y="0" z="0"/>'
PART = f'<Geometry partName="lamp">{STILL}<GeometryReference geometryId="box"/>{LEO}{LES}</Geometry>'


def structure_xml(structure: str = PART, units: str = "cm") -> str:
    """The XML of an L3D with one geometry file ``box``."""
    return f"""<?xml version="1.0"?><Luminaire><Header/><GeometryDefinitions>
<GeometryFileDefinition id="box" filename="box.obj" units="{units}"/></GeometryDefinitions>
<Structure>{structure}</Structure></Luminaire>"""


def l3d_file(structure: str | None = None, *, obj: str = BOX_OBJ, mtl: str | None = BOX_MTL) -> bytes:
    """An L3D file."""
    files = {"structure.xml": structure or structure_xml(), "box/box.obj": obj}
    return zipped(files | ({} if mtl is None else {"box/box.mtl": mtl}))


def gldf_file(product: str | None = None, files: Mapping[str, str | bytes] | None = None) -> bytes:
    """A GLDF file; `files` replace or join the photometry and the model."""
    inside: dict[str, str | bytes] = {
        "product.xml": product or product_xml(),
        "ldc/beam.ldt": LDT,
        "geo/lamp.l3d": l3d_file(),
    }
    return zipped(inside | dict(files or {}))


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
