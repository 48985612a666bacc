"""GLDF products: variants with light, body and mounting; what the product states holds; faults are told."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gldf_files import (
    BARE,
    BEAM,
    CEILING,
    EMITTERS,
    FILES,
    FIXED,
    LDT,
    LEO,
    LES,
    ON_MODEL,
    PART,
    STILL,
    VARIANT,
    gldf_file,
    l3d_file,
    product_xml,
    structure_xml,
)

from assets.body import VertexGroup
from assets.luminaire import Luminaire, Mounting, hung_vertices, photometric_centre_at
from assets.luminaire_file import LuminaireFile
from assets.photometry import LuminousIntensityDistribution, LuminousOpening, OpeningShape
from assets.read_luminaire_file import read_luminaire_file
from assets.read_photometry import read_photometry
from assets.stated_facts import EulumdatFacts
from assets.write_photometry import write_photometry
from kit.errors import UnsoundInput

FLUX_LM = BEAM.zonal_flux_lm()


def read(product: str | None = None, files: Mapping[str, str | bytes] | None = None) -> LuminaireFile:
    return read_luminaire_file(gldf_file(product, files), "a.gldf")


def refused(product: str | None = None, files: Mapping[str, str | bytes] | None = None) -> list[str]:
    with pytest.raises(UnsoundInput) as refusal:
        read(product, files)
    return [problem.code for problem in refusal.value.problems]


def only(product: str | None = None, files: Mapping[str, str | bytes] | None = None) -> Luminaire:
    (variant,) = read(product, files).variants
    return variant.luminaire


def codes(file: LuminaireFile) -> list[str]:
    return [problem.code for problem in file.variants[0].problems]


def mounted(mounting: str, geometry: str = ON_MODEL) -> str:
    return product_xml(
        variants=VARIANT.replace(CEILING, f"<Mountings>{mounting}</Mountings>").replace(ON_MODEL, geometry)
    )


def towards(light: LuminousIntensityDistribution, c_deg: float, gamma_deg: float) -> float:
    return float(light.intensity_towards_cd(c_deg, gamma_deg))


def test_a_variant_is_a_luminaire_with_body_and_light() -> None:
    file = read()
    (variant,) = file.variants
    luminaire = variant.luminaire
    assert (file.format, file.version, file.manufacturer) == ("GLDF", "1.0-rc.3", "Maker")
    assert (variant.id, variant.product_number, variant.mountings) == ("v", "N-1", (Mounting.CEILING,))
    assert (luminaire.name, luminaire.name_zh, luminaire.description) == (
        "Lamp: White",
        "灯: White",
        "A lamp.",
    )
    assert luminaire.mounting is Mounting.CEILING
    assert (luminaire.sku, luminaire.price) == ("", None)  # it can be hung and lit, not ordered
    assert (luminaire.power_w, luminaire.cct_k, luminaire.colour_rendering_index) == (10.0, 3000.0, 90.0)
    assert luminaire.photometry.distribution.zonal_flux_lm() == pytest.approx(FLUX_LM)
    assert luminaire.photometric_centre_m == pytest.approx((0, 0, -0.1))
    assert luminaire.photometry.opening.size_m == (0.2, 0.4, 0.0)
    assert luminaire.body is not None
    assert luminaire.body.size_m == pytest.approx((0.2, 0.4, 0.1))
    assert [material.name for material in luminaire.body.materials if material.glows] == ["glass"]
    assert variant.problems == ()


def test_a_turned_light_turns_with_its_object() -> None:
    """The object stands a quarter turn about z: its C0 points along the luminaire's +y."""
    turned = PART.replace('<Rotation x="0" y="0" z="0"/><Rect', '<Rotation x="0" y="0" z="90"/><Rect')
    luminaire = only(files={"geo/lamp.l3d": l3d_file(structure_xml(turned))})
    light = luminaire.photometry.distribution
    assert towards(light, 90, 60) == pytest.approx(towards(BEAM, 0, 60))
    assert luminaire.photometry.opening.size_m == (0.4, 0.2, 0.0)
    over = PART.replace('<Rotation x="0" y="0" z="0"/><Rect', '<Rotation x="180" y="0" z="0"/><Rect')
    upward = only(files={"geo/lamp.l3d": l3d_file(structure_xml(over))}).photometry.distribution
    above_lm = BEAM.luminous_flux_lm() - BEAM.downward_flux_lm()
    assert upward.downward_flux_lm() == pytest.approx(above_lm, rel=0.02)
    assert towards(upward, 0, 120) == pytest.approx(towards(BEAM, 0, 60), rel=0.02)  # C0 stays along x


def test_what_the_product_states_takes_the_place_of_the_files_values() -> None:
    louder = FIXED.replace("</Fixed", f"<RatedLuminousFlux>{2 * FLUX_LM}</RatedLuminousFlux></Fixed")
    file = read(product_xml(emitters=f'<Emitter id="e">{louder}</Emitter>'))
    light = file.variants[0].luminaire.photometry
    assert light.distribution.zonal_flux_lm() == pytest.approx(2 * FLUX_LM)
    assert light.manufacturer == "Maker"
    told = [problem for problem in file.variants[0].problems if problem.code == "GLDF_OVERRIDES_FILE"]
    assert [problem.severity for problem in told] == ["warning"]
    assert "the flux of e" in told[0].message
    stronger = product_xml().replace("<RatedInputPower>10<", "<RatedInputPower>10.2<")
    (remark,) = read(stronger).variants[0].problems
    assert (remark.code, remark.severity) == ("GLDF_OVERRIDES_FILE", "info")


def relative_ldt(light_output_ratio: float) -> bytes:
    """The beam as relative photometry: its lamps have the flux over a ratio."""
    beam = read_photometry(LDT, "beam.ldt")
    lamps_lm = FLUX_LM / light_output_ratio
    lamps = replace(beam.lamp_sets[0], is_absolute=False, lamps=1.0, flux_lm=lamps_lm)
    facts = EulumdatFacts(light_output_ratio=light_output_ratio)
    relative = replace(beam, lamp_sets=(lamps,), lamp_flux_lm=lamps_lm, basis="relative", eulumdat=facts)
    return write_photometry(relative, "beam.ldt")[0]


@pytest.mark.parametrize(("stated", "expected"), [(1.0, 1.0), (1 / 0.7, 1.0), (2 / 0.7, 2.0), (1.02, 1.0)])
def test_a_fixed_emitters_flux_may_be_the_luminaires(stated: float, expected: float) -> None:
    """A flux that the file's intensities have already is not multiplied by the light output ratio again."""
    flux = f"<RatedLuminousFlux>{stated * FLUX_LM}</RatedLuminousFlux></Fixed"
    emitters = f'<Emitter id="e">{FIXED.replace("</Fixed", flux)}</Emitter>'
    light = only(product_xml(emitters=emitters), {"ldc/beam.ldt": relative_ldt(0.7)}).photometry
    assert light.zonal_flux_lm() == pytest.approx(expected * FLUX_LM, rel=1e-4)


def test_a_lamps_flux_does_not_replace_that_of_an_absolute_file() -> None:
    sources = """<ChangeableLightSource id="bulb"><RatedLuminousFlux>500</RatedLuminousFlux>
        </ChangeableLightSource>"""
    equipment = '<Equipment id="q"><LightSourceReference changeableLightSourceId="bulb"/></Equipment>'
    emitter = """<Emitter id="e"><ChangeableLightEmitter><PhotometryReference photometryId="p"/>
        <EquipmentReference equipmentId="q"/></ChangeableLightEmitter></Emitter>"""
    file = read(product_xml(sources=sources, equipments=equipment, emitters=emitter))
    assert file.variants[0].luminaire.photometry.zonal_flux_lm() == pytest.approx(FLUX_LM)
    (told,) = [each for each in file.variants[0].problems if each.code == "GLDF_LAMP_FLUX_NOT_USED"]
    assert told.severity == "warning"


def test_a_changeable_light_source_brings_its_flux_times_its_count() -> None:
    sources = """<ChangeableLightSource id="bulb"><RatedInputPower>7</RatedInputPower>
        <RatedLuminousFlux>500</RatedLuminousFlux></ChangeableLightSource>"""
    equipment = """<Equipment id="two">
        <LightSourceReference changeableLightSourceId="bulb" lightSourceCount="2"/>
        <RatedInputPower>15</RatedInputPower></Equipment>"""
    emitter = """<Emitter id="e"><ChangeableLightEmitter><PhotometryReference photometryId="p"/>
        <EquipmentReference equipmentId="two"/></ChangeableLightEmitter></Emitter>"""
    files = {"ldc/beam.ldt": relative_ldt(0.7)}
    luminaire = only(product_xml(sources=sources, equipments=equipment, emitters=emitter), files)
    assert luminaire.photometry.distribution.zonal_flux_lm() == pytest.approx(0.7 * 1000.0, rel=1e-6)
    assert luminaire.power_w == 15.0


def test_light_emitters_within_an_emitter_are_alternatives() -> None:
    emergency = FIXED.replace("<FixedLightEmitter>", '<FixedLightEmitter emergencyBehaviour="EmergencyOnly">')
    dim = FIXED.replace("</Fixed", "<RatedLuminousFlux>100</RatedLuminousFlux></Fixed")
    file = read(product_xml(emitters=f'<Emitter id="e">{emergency}{FIXED}{dim}</Emitter>'))
    assert [variant.id for variant in file.variants] == ["v", "v/2", "v/3"]
    fluxes = [each.luminaire.photometry.distribution.zonal_flux_lm() for each in file.variants]
    assert fluxes == pytest.approx([FLUX_LM, 100.0, FLUX_LM])  # never their sum; the emergency one is last
    assert codes(file)[0] == "GLDF_ALTERNATIVE_EMITTERS"
    assert file.variant("v/2").luminaire.photometry.distribution.zonal_flux_lm() == pytest.approx(100.0)
    with pytest.raises(UnsoundInput, match="no variant 'w'"):
        file.variant("w")


def test_channels_burn_together() -> None:
    sources = """<MultiChannelLightSource id="rgb"><RatedInputPower>20</RatedInputPower><Channels>
        <Channel type="Red"><PhotometryReference photometryId="p"/>
        <RatedLuminousFlux>300</RatedLuminousFlux></Channel>
        <Channel type="Blue"><PhotometryReference photometryId="p"/>
        <RatedLuminousFlux>100</RatedLuminousFlux></Channel>
        </Channels></MultiChannelLightSource>"""
    emitter = """<Emitter id="e"><MultiChannelLightEmitter>
        <LightSourceReference multiChannelLightSourceId="rgb"/>
        </MultiChannelLightEmitter></Emitter>"""
    file = read(product_xml(sources=sources, emitters=emitter))
    assert file.variants[0].luminaire.photometry.distribution.zonal_flux_lm() == pytest.approx(400.0)
    assert "GLDF_CHANNELS_SUMMED" in codes(file)
    assert file.variants[0].luminaire.power_w == 20.0  # as the product states
    unstated = product_xml(
        sources=sources.replace("<RatedInputPower>20</RatedInputPower>", ""), emitters=emitter
    )
    assert only(unstated).power_w == 20.0  # twice the 10 W of the file
    dark = LDT.replace(b"\r\n10\r\n", b"\r\n0\r\n", 1)
    without = read(unstated, {"ldc/beam.ldt": dark})
    assert without.variants[0].luminaire.power_w is None
    assert "POWER_MISSING" in codes(without)


def test_two_emitters_are_summed_in_their_places() -> None:
    """One shines down at the middle, one up beside it: a box around both, and both fluxes."""
    up = (
        LEO.replace('"leo"', '"top"')
        .replace('<Rotation x="0"', '<Rotation x="180"')
        .replace('x="0" y="0" z="-0.1"', 'x="0.5" y="0" z="0"')
    )
    part = f'<Geometry partName="lamp">{STILL}<GeometryReference geometryId="box"/>{LEO}{LES}</Geometry>'
    second = f'<Geometry partName="twin">{STILL}<GeometryReference geometryId="box"/>{up}</Geometry>'
    emitters = f'{EMITTERS}<Emitter id="f">{FIXED}</Emitter>'
    reference = ON_MODEL.replace(
        "</ModelGeometryReference>",
        '<EmitterReference emitterId="f"><EmitterObjectExternalName>top</EmitterObjectExternalName>'
        "</EmitterReference></ModelGeometryReference>",
    )
    file = read(
        product_xml(emitters=emitters, variants=VARIANT.replace(ON_MODEL, reference)),
        {"geo/lamp.l3d": l3d_file(structure_xml(part + second))},
    )
    luminaire = file.variants[0].luminaire
    light = luminaire.photometry.distribution
    assert light.luminous_flux_lm() == pytest.approx(2 * BEAM.luminous_flux_lm(), rel=1e-3)
    assert light.downward_flux_lm() == pytest.approx(BEAM.luminous_flux_lm(), rel=1e-2)
    assert luminaire.power_w == 20.0
    assert luminaire.photometry.opening.shape is OpeningShape.RECTANGLE
    assert luminaire.photometry.opening.size_m == pytest.approx((0.7, 0.4, 0.1))
    assert luminaire.photometric_centre_m == pytest.approx(
        (0.25, 0.0, -0.05), abs=0.0011
    )  # 1 mm below the ceiling
    assert "GLDF_EMITTERS_SUMMED" in codes(file)


def test_emitters_can_be_turned_by_the_product() -> None:
    turned = FIXED.replace(
        "<PhotometryReference", "<Rotation><X>90</X><Y>0</Y><Z>0</Z><G0>0</G0></Rotation><PhotometryReference"
    )
    file = read(product_xml(emitters=f'<Emitter id="e">{turned}</Emitter>'))
    light = file.variants[0].luminaire.photometry.distribution
    assert towards(light, 90, 90) == pytest.approx(towards(BEAM, 0, 0), rel=0.01)  # down becomes +y
    assert "GLDF_EMITTER_TURNED" in codes(file)


def test_a_pendant_hangs_on_wires_no_longer_than_stated() -> None:
    luminaire = only(mounted('<Ceiling><Pendant pendantLength="500"/></Ceiling>'))
    assert luminaire.mounting is Mounting.PENDANT
    assert luminaire.hanging is not None
    assert luminaire.hanging.default_m == pytest.approx(0.6)  # 0.5 m to its top, 0.1 m to its light
    assert luminaire.body is not None
    assert luminaire.body.vertex_group is not None
    assert {VertexGroup.STRETCHES, VertexGroup.MOVES} == set(luminaire.body.vertex_group.tolist())
    shorter = hung_vertices(luminaire, 0.3)
    assert shorter[:, 2].min() == pytest.approx(-0.3)
    assert shorter[:, 2].max() == pytest.approx(0.0)
    assert photometric_centre_at(luminaire, 0.3)[2] == pytest.approx(-0.3)


@pytest.mark.parametrize(
    ("mounting", "expected", "lowest", "highest"),
    [
        ('<Ceiling><Recessed recessedDepth="90"/></Ceiling>', Mounting.RECESSED, -0.01, 0.09),
        ("<WorkingPlane><FreeStanding/></WorkingPlane>", Mounting.TABLE, 0.0, 0.1),
        ("<Ground><FreeStanding/></Ground>", Mounting.FLOOR, 0.0, 0.1),
        ('<Wall mountingHeight="1800"><SurfaceMounted/></Wall>', Mounting.WALL, -0.1, 0.0),
    ],
)
def test_mountings_place_the_body_and_its_light(
    mounting: str, expected: Mounting, lowest: float, highest: float
) -> None:
    luminaire = only(mounted(mounting))
    assert luminaire.mounting is expected
    assert luminaire.body is not None
    z = luminaire.body.vertices_m[:, 2]
    assert (z.min(), z.max()) == (pytest.approx(lowest), pytest.approx(highest))
    assert luminaire.photometric_centre_m[2] == pytest.approx(lowest, abs=0.0011)
    if expected is Mounting.WALL:
        assert luminaire.body.vertices_m[:, 1].min() == pytest.approx(0.0)


def test_a_wall_luminaire_is_turned_with_its_back_to_the_wall() -> None:
    """Its origin lies on the side that faces +x: that is the back, and +x becomes -y."""
    part = PART.replace(STILL, STILL.replace('x="0" y="0" z="0"/><R', 'x="-0.1" y="0" z="0"/><R', 1))
    file = read(mounted("<Wall><SurfaceMounted/></Wall>"), {"geo/lamp.l3d": l3d_file(structure_xml(part))})
    luminaire = file.variants[0].luminaire
    assert luminaire.body is not None
    assert luminaire.body.size_m == pytest.approx((0.4, 0.2, 0.1))
    assert luminaire.body.vertices_m[:, 1].min() == pytest.approx(0.0)
    assert towards(luminaire.photometry.distribution, 270, 60) == pytest.approx(towards(BEAM, 0, 60))
    assert "BODY_TURNED_TO_WALL" in codes(file)


def test_light_behind_the_ceiling_leaves_at_the_ceiling() -> None:
    """Its emitting object lies 5 cm deep in the ceiling, as in a reflector; there it would light nothing."""
    deep = PART.replace('z="-0.1"', 'z="-0.05"')
    file = read(
        mounted('<Ceiling><Recessed recessedDepth="90"/></Ceiling>'),
        {"geo/lamp.l3d": l3d_file(structure_xml(deep))},
    )
    assert file.variants[0].luminaire.photometric_centre_m == pytest.approx((0, 0, -0.001))
    assert "GLDF_LIGHT_AT_SURFACE" in codes(file)


def test_sensors_and_emergency_lights_do_not_burn() -> None:
    spare = FIXED.replace("<FixedLightEmitter>", '<FixedLightEmitter emergencyBehaviour="EmergencyOnly">')
    more = f'<Emitter id="s"><SensorEmitter/></Emitter><Emitter id="x">{spare}</Emitter>'
    references = ON_MODEL.replace(
        "<EmitterReference",
        '<EmitterReference emitterId="s"/><EmitterReference emitterId="x"/><EmitterReference',
    )
    variants = VARIANT.replace(ON_MODEL, references)
    file = read(product_xml(emitters=EMITTERS + more, variants=variants))
    assert file.variants[0].luminaire.photometry.distribution.zonal_flux_lm() == pytest.approx(FLUX_LM)
    assert "GLDF_EMERGENCY_ONLY" in codes(file)


def test_early_versions_write_lengths_as_elements_and_emitters_beside_the_geometry() -> None:
    length = "<pendantLength>400</pendantLength>"
    early = VARIANT.replace(
        CEILING,
        f"<Mountings><Ceiling><Pendant>{length}</Pendant></Ceiling></Mountings>",
    )
    assert only(product_xml(variants=early)).photometric_centre_m[2] == pytest.approx(-0.5)
    beside = VARIANT.replace(ON_MODEL, '<EmitterReference emitterId="e"/>')
    assert only(product_xml(variants=beside)).mounting is Mounting.ANY
    silent = read(product_xml(variants=VARIANT.replace(ON_MODEL, "<Geometry/>")))
    assert [problem.code for problem in silent.problems] == ["GLDF_ONLY_EMITTER_TAKEN"]


@pytest.mark.parametrize(
    ("old", "new"), [("geo/l3d", "geo/r3d"), ('"localFileName">lamp', '"url">https://example.org/lamp')]
)
def test_models_that_are_not_read_leave_the_light(old: str, new: str) -> None:
    file = read(product_xml().replace(old, new))
    assert file.variants[0].luminaire.body is None
    assert "GLDF_MODEL_NOT_READ" in codes(file)


def test_of_several_models_the_one_that_is_read_is_taken() -> None:
    other = FILES + '<File id="r3d" contentType="geo/r3d" type="localFileName">lamp.r3d</File>'
    model = '<ModelGeometry id="g"><GeometryFileReference fileId="r3d" levelOfDetail="Medium"/>'
    both = model + '<GeometryFileReference fileId="model" levelOfDetail="High"/></ModelGeometry>'
    assert only(product_xml(files=other, geometries=both)).body is not None


def test_several_mountings_are_told() -> None:
    both = "<Ceiling><SurfaceMounted/></Ceiling><Wall><SurfaceMounted/></Wall>"
    file = read(mounted(both))
    assert file.variants[0].mountings == (Mounting.CEILING, Mounting.WALL)
    assert "GLDF_OTHER_MOUNTINGS" in [problem.code for problem in file.problems]


def test_without_geometry_it_is_a_bare_file() -> None:
    luminaire = only(product_xml(variants=VARIANT.replace(ON_MODEL, BARE)))
    assert (luminaire.mounting, luminaire.body) == (Mounting.ANY, None)
    assert luminaire.photometric_centre_m == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("is_round", [False, True])
def test_boxes_and_cylinders_stand_for_a_body(is_round: bool) -> None:
    shape = (
        "<Cylinder><Diameter>300</Diameter><Height>80</Height></Cylinder><CircularEmitter><Diameter>200</Diameter></CircularEmitter>"
        if is_round
        else "<Cuboid><Width>100</Width><Length>900</Length><Height>80</Height></Cuboid>"
        "<RectangularEmitter><Width>80</Width><Length>880</Length></RectangularEmitter>"
    )
    geometry = '<Geometry><SimpleGeometryReference geometryId="s" emitterId="e"/></Geometry>'
    variants = VARIANT.replace(ON_MODEL, geometry)
    luminaire = only(
        product_xml(geometries=f'<SimpleGeometry id="s">{shape}</SimpleGeometry>', variants=variants)
    )
    assert luminaire.body is not None
    size = (0.3, 0.3, 0.08) if is_round else (0.1, 0.9, 0.08)
    assert luminaire.body.size_m == pytest.approx(size, abs=1e-3)
    opening = luminaire.photometry.opening
    assert opening.size_m == ((0.2, 0.2, 0.0) if is_round else (0.08, 0.88, 0.0))
    assert luminaire.photometric_centre_m[2] == pytest.approx(-0.08, abs=1e-3)
    lit = np.array([each.glows for each in luminaire.body.materials])[luminaire.body.material_of_triangle]
    corners = luminaire.body.vertices_m[luminaire.body.triangles[lit]]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (normals[:, 2] < 0).all()


@pytest.mark.parametrize(
    ("product", "files", "code"),
    [
        ("<Luminaire/>", {}, "GLDF_ROOT"),
        ("<Root><Header/></Root>", {}, "GLDF_ROOT"),
        ('<!DOCTYPE Root [<!ENTITY x "y">]><Root/>', {}, "XML_DOCTYPE"),
        (product_xml(variants=""), {}, "GLDF_WITHOUT_LIGHT"),
        (
            product_xml(
                emitters=EMITTERS + EMITTERS.replace('"e"', '"f"'), variants=VARIANT.replace(ON_MODEL, "")
            ),
            {},
            "GLDF_WITHOUT_LIGHT",
        ),
        (product_xml(variants=VARIANT * 501), {}, "GLDF_TOO_MANY_VARIANTS"),
        (product_xml(emitters=""), {}, "GLDF_REFERENCE"),
        (product_xml(emitters='<Emitter id="e"><SensorEmitter/></Emitter>'), {}, "GLDF_WITHOUT_LIGHT"),
        (product_xml(photometries=""), {}, "GLDF_REFERENCE"),
        (product_xml(geometries=""), {}, "GLDF_REFERENCE"),
        (product_xml(files=FILES.replace('id="light"', 'id="dark"')), {}, "GLDF_REFERENCE"),
        (product_xml().replace(">leo<", ">lion<"), {}, "GLDF_REFERENCE"),
        (product_xml().replace("beam.ldt", "other.ldt"), {}, "GLDF_FILE_MISSING"),
        (product_xml().replace("beam.ldt", "../../etc/passwd"), {}, "GLDF_FILE_MISSING"),
        (
            product_xml().replace('"localFileName">beam.ldt', '"url">https://example.org/beam.ldt'),
            {},
            "GLDF_FILE_ELSEWHERE",
        ),
        (product_xml().replace("ldc/eulumdat", "ldc/iesxml"), {}, "FORMAT_NOT_READ_YET"),
        (product_xml().replace(">3000<", ">warm<"), {}, "XML_NOT_A_NUMBER"),
        (None, {"ldc/beam.ldt": b"no light"}, "COUNTS_DO_NOT_FIT"),
        (None, {"geo/lamp.l3d": b"no model"}, "ARCHIVE_NOT_ZIP"),
        (None, {"geo/lamp.l3d": bytes(5_000_000)}, "ARCHIVE_BOMB"),
        (None, {"../out.txt": b"x"}, "ARCHIVE_NAME_UNSAFE"),
    ],
)
def test_faults_are_refused(product: str | None, files: dict[str, bytes], code: str) -> None:
    assert code in refused(product, files)


def test_one_bad_variant_leaves_the_others() -> None:
    bad = VARIANT.replace('id="v"', 'id="w"').replace('emitterId="e"', 'emitterId="x"')
    file = read(product_xml(variants=bad + VARIANT))
    assert [variant.id for variant in file.variants] == ["v"]
    assert [problem.code for problem in file.problems] == ["GLDF_REFERENCE"]


def test_other_files_are_read_as_they_are() -> None:
    bare = read_luminaire_file(LDT, "beam.ldt")
    assert [variant.id for variant in bare.variants] == ["default"]
    assert bare.variant().luminaire.photometry.distribution.zonal_flux_lm() == pytest.approx(FLUX_LM)
    with pytest.raises(UnsoundInput, match="a body without light"):
        read_luminaire_file(l3d_file(), "a.l3d")
    with pytest.raises(UnsoundInput, match="no lamp sets"):
        read_luminaire_file(gldf_file(), "a.gldf", lamp_set=1)


def test_photometries_of_real_products_agree_with_their_reference(shared: Path) -> None:
    folder = shared / "photometry"
    reference = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
    told = reference.get("files", reference)
    for name in ("gldf/philips_sp542p.gldf", "gldf/trilux_belviso_floor.gldf", "gldf/minimal_ldc.gldf"):
        with zipfile.ZipFile(folder / name) as archive:
            for member, expected in told[name]["photometries"].items():
                photometry = read_photometry(archive.read(member), member)
                assert photometry.zonal_flux_lm() == pytest.approx(_flux(expected), rel=1e-3), member


def _flux(expected: dict[str, float]) -> float:
    return next(
        value for key, value in expected.items() if key.startswith("flux") and isinstance(value, float)
    )


def test_a_real_pendant(shared: Path) -> None:
    data = (shared / "photometry" / "gldf" / "philips_sp542p.gldf").read_bytes()
    (variant,) = read_luminaire_file(data, "philips.gldf").variants
    luminaire = variant.luminaire
    assert luminaire.mounting is Mounting.PENDANT
    assert luminaire.photometry.distribution.zonal_flux_lm() == pytest.approx(6600.2, rel=1e-4)
    assert (luminaire.power_w, luminaire.cct_k, luminaire.colour_rendering_index) == (47.5, 4000.0, 90.0)
    assert luminaire.photometry.opening.size_m == (1.404, 0.052, 0.0)  # the model lies along x
    assert luminaire.body is not None
    assert luminaire.body.size_m[0] == pytest.approx(1.477, abs=1e-3)
    assert luminaire.hanging is not None
    assert luminaire.hanging.default_m == pytest.approx(0.5 + 0.231)
    assert luminaire.body.vertex_group is not None
    wires = luminaire.body.vertices_m[luminaire.body.vertex_group == VertexGroup.STRETCHES]
    assert np.unique(np.sign(wires[:, 0])).tolist() == [
        -1.0,
        1.0,
    ]  # one at either end, down to the model's own
    assert wires[:, 2].min() == pytest.approx(-0.5)
    lit = np.array([each.glows for each in luminaire.body.materials])[luminaire.body.material_of_triangle]
    middle = luminaire.body.vertices_m[luminaire.body.triangles[lit]].reshape(-1, 3).mean(axis=0)
    assert middle == pytest.approx(luminaire.photometric_centre_m, abs=0.01)


def test_a_real_floor_luminaire_with_two_lights_and_a_joint(shared: Path) -> None:
    """Its product swaps the fluxes of its two files; the product holds, and both are told."""
    data = (shared / "photometry" / "gldf" / "trilux_belviso_floor.gldf").read_bytes()
    (variant,) = read_luminaire_file(data, "trilux.gldf").variants
    luminaire = variant.luminaire
    light = luminaire.photometry.distribution
    assert luminaire.mounting is Mounting.FLOOR
    assert light.zonal_flux_lm() == pytest.approx(7800 * 0.9999 + 1600 * 1.0026, rel=2e-3)
    assert light.downward_flux_lm() == pytest.approx(7800, rel=2e-3)
    assert luminaire.body is not None
    assert luminaire.body.vertices_m[:, 2].min() == pytest.approx(0.0, abs=1e-6)
    told = [problem for problem in variant.problems if problem.code == "GLDF_OVERRIDES_FILE"]
    assert [problem.severity for problem in told] == ["warning"] * 3
    tilted = read_luminaire_file(data, "trilux.gldf", joint_angles_deg={"joint": (0.0, 30.0, 0.0)})
    turned = tilted.variants[0].luminaire
    assert turned.photometry.distribution.luminous_flux_lm() == pytest.approx(
        light.luminous_flux_lm(), rel=5e-3
    )
    assert turned.body is not None
    assert turned.body.size_m != luminaire.body.size_m


def test_names_that_lead_nowhere_are_told_with_what_is_there(shared: Path) -> None:
    """Its product names another file than the archive holds, in whichever code page."""
    data = (shared / "photometry" / "gldf" / "codepage850.gldf").read_bytes()
    with pytest.raises(UnsoundInput) as refusal:
        read_luminaire_file(data, "codepage850.gldf")
    (problem,) = refusal.value.problems
    assert problem.code == "GLDF_FILE_MISSING"
    assert "There are ldc/Äöü" in problem.hint


def test_what_is_combined_can_be_written_and_read_again(shared: Path) -> None:
    found = 0
    for path in sorted(shared.glob("photometry/gldf/*.gldf")):
        try:
            variants = read_luminaire_file(path.read_bytes(), path.name).variants
        except UnsoundInput:  # which files are sound is asked elsewhere
            continue
        for variant in variants[:8]:
            photometry = replace(variant.luminaire.photometry, opening=LuminousOpening())
            content, _ = write_photometry(photometry, "combined.ldt")
            again = read_photometry(content, "combined.ldt")
            assert again.zonal_flux_lm() == pytest.approx(photometry.zonal_flux_lm(), rel=1e-4)
            found += 1
    assert found >= 3
