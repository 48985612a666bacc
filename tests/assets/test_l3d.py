"""L3D models: parts, joints, light and glowing faces in their places; every fault at its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gldf_files import BOX_OBJ, LEO, LES, PART, STILL, l3d_file, structure_xml, zipped

from assets.l3d import L3dModel, read_l3d
from assets.l3d_body import l3d_mesh, lit_by_emitters
from kit.errors import UnsoundInput


def refused(data: bytes, **joints: tuple[float, float, float]) -> list[str]:
    with pytest.raises(UnsoundInput) as refusal:
        l3d_mesh(read_l3d(data, "a.l3d", joints))
    return [problem.code for problem in refusal.value.problems]


def jointed(default: str = "") -> str:
    """The box on a joint at (0, 0, 1), turned by 90° about z; it may tilt about x."""
    head = PART.replace('partName="lamp"', 'partName="head"')
    return (
        f'<Geometry partName="base">{STILL}<GeometryReference geometryId="box"/><Joints>'
        '<Joint partName="hinge"><Position x="0" y="0" z="1"/><Rotation x="0" y="0" z="90"/>'
        f'<XAxis min="-30" max="60" step="1"/>{default}<Geometries>{head}</Geometries></Joint>'
        "</Joints></Geometry>"
    )


def glow_of(model: L3dModel) -> tuple[np.ndarray, np.ndarray]:
    """Middle and direction of a model's glowing faces."""
    mesh = l3d_mesh(model)
    corners = mesh.vertices_m[mesh.triangles[mesh.glows]]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]).sum(axis=0)
    return corners.reshape(-1, 3).mean(axis=0), normal / np.linalg.norm(normal)


@pytest.mark.parametrize(
    ("units", "width_m"), [("m", 20), ("dm", 2), ("cm", 0.2), ("mm", 0.02), ("foot", 6.096)]
)
def test_units(units: str, width_m: float) -> None:
    mesh = l3d_mesh(read_l3d(l3d_file(structure_xml(units=units)), "a.l3d"))
    assert mesh.size_m[0] == pytest.approx(width_m)


def test_parts_materials_and_glowing_faces() -> None:
    model = read_l3d(l3d_file(), "a.l3d")
    mesh = l3d_mesh(model)
    assert mesh.size_m == pytest.approx((0.2, 0.4, 0.1))
    assert mesh.glows.sum() == 2
    middle, normal = glow_of(model)
    assert normal == pytest.approx([0, 0, -1])
    leo = model.emitters["leo"]
    assert (leo.size_m, leo.round) == ((0.2, 0.4), False)
    assert middle == pytest.approx(leo.frame[:3, 3])
    assert {material.name for material in mesh.materials} == {"paint", "glass"}
    assert not l3d_mesh(model, {"other"}).glows.any()  # a light that does not burn


def test_joints_turn_what_hangs_on_them() -> None:
    still = read_l3d(l3d_file(structure_xml(jointed())), "a.l3d")
    assert still.joints[0].limits_deg == {"x": (-30.0, 60.0)}
    assert still.emitters["leo"].frame[:3, 3] == pytest.approx([0, 0, 0.9])
    tilted = read_l3d(l3d_file(structure_xml(jointed())), "a.l3d", {"hinge": (30.0, 0.0, 0.0)})
    # about x by 30 degrees in a frame turned by 90 about z: -z leans towards local +y, which is -x
    expected = np.array([-np.sin(np.radians(30)), 0, -np.cos(np.radians(30))])
    middle, normal = glow_of(tilted)
    assert normal == pytest.approx(expected)
    assert middle == pytest.approx(np.array([0, 0, 1]) + 0.1 * expected)
    preset = structure_xml(jointed('<DefaultRotation x="30" y="0" z="0"/>'))
    assert glow_of(read_l3d(l3d_file(preset), "a.l3d"))[1] == pytest.approx(expected)


def test_angles_beyond_a_joint_are_told() -> None:
    data = l3d_file(structure_xml(jointed()))
    assert refused(data, hinge=(61.0, 0.0, 0.0)) == ["JOINT_ANGLE_OUT_OF_RANGE"]
    assert refused(data, hinge=(0.0, 5.0, 0.0)) == ["JOINT_ANGLE_OUT_OF_RANGE"]
    assert refused(data, elbow=(0.0, 0.0, 0.0)) == ["JOINT_UNKNOWN"]
    beyond = read_l3d(l3d_file(structure_xml(jointed('<DefaultRotation x="90" y="0" z="0"/>'))), "a.l3d")
    assert [problem.code for problem in beyond.problems] == ["JOINT_DEFAULT_OUT_OF_RANGE"]


def test_faces_in_a_light_glow_where_none_is_assigned() -> None:
    model = read_l3d(l3d_file(structure_xml(PART.replace(LES, ""))), "a.l3d")
    mesh = l3d_mesh(model)
    assert not mesh.glows.any()
    lit, problems = lit_by_emitters(mesh, model.emitters.values())
    assert lit.glows.sum() == 2
    assert [problem.code for problem in problems] == ["L3D_GLOWS_BY_EMITTER"]
    away = read_l3d(l3d_file(structure_xml(PART.replace(LES, "").replace('z="-0.1"', 'z="-0.3"'))), "a.l3d")
    assert [each.code for each in lit_by_emitters(mesh, away.emitters.values())[1]] == ["BODY_DOES_NOT_GLOW"]


@pytest.mark.parametrize(
    ("structure", "code"),
    [
        (structure_xml().replace("<Luminaire>", "<Lamp>").replace("</Luminaire>", "</Lamp>"), "L3D_ROOT"),
        (structure_xml(""), "L3D_REFERENCE"),
        (structure_xml(PART.replace('geometryId="box"', 'geometryId="cube"')), "L3D_REFERENCE"),
        (
            structure_xml(PART.replace('lightEmittingPartName="leo"', 'lightEmittingPartName="x"')),
            "L3D_REFERENCE",
        ),
        (structure_xml(units="furlong"), "L3D_VALUE"),
        (structure_xml(PART.replace('sizeX="0.2"', 'sizeX="-1"')), "L3D_VALUE"),
        (structure_xml(PART.replace('sizeX="0.2"', 'sizeX="wide"')), "XML_NOT_A_NUMBER"),
        (structure_xml(PART.replace('z="-0.1"', 'z="1e9"')), "L3D_VALUE"),
        (structure_xml(PART.replace('faceIndex="0"', 'faceIndex="-1"')), "L3D_VALUE"),
        (structure_xml(PART.replace('<Rectangle sizeX="0.2" sizeY="0.4"/>', "")), "L3D_VALUE"),
        (structure_xml(PART + PART), "L3D_PART_TWICE"),
        (structure_xml(PART.replace(LEO, "").replace(LES, "") * 2001), "L3D_TOO_MANY_PARTS"),
        ("<!DOCTYPE a><a/>", "XML_DOCTYPE"),
    ],
)
def test_faults_are_refused(structure: str, code: str) -> None:
    assert code in refused(l3d_file(structure))


def test_missing_files_and_too_many_triangles_are_refused() -> None:
    assert refused(zipped({"structure.xml": structure_xml()})) == ["ARCHIVE_FILE_MISSING"]
    assert refused(zipped({"box/box.obj": BOX_OBJ})) == ["ARCHIVE_FILE_MISSING"]
    assert refused(l3d_file(obj="v 1 2\n")) == ["OBJ_BROKEN"]
    heavy = BOX_OBJ + "f 1 2 3\n" * 20_000
    many = structure_xml(PART.replace(LEO, "").replace(LES, "") * 50)
    assert refused(l3d_file(many, obj=heavy)) == ["MODEL_TOO_LARGE"]


def test_faces_that_are_not_there_are_told() -> None:
    beyond = structure_xml(PART.replace('faceIndex="0"/>', 'faceIndex="7"/>'))
    mesh = l3d_mesh(read_l3d(l3d_file(beyond), "a.l3d"))
    assert [problem.code for problem in mesh.problems] == ["L3D_FACES_MISSING"]


def test_luminous_heights_in_millimetres_are_told() -> None:
    tall = PART.replace(
        'sizeY="0.4"/>', 'sizeY="0.4"/><LuminousHeights c0="10" c90="10" c180="10" c270="10"/>'
    )
    model = read_l3d(l3d_file(structure_xml(tall)), "a.l3d")
    assert model.emitters["leo"].heights_m == pytest.approx((0.01,) * 4)
    assert [problem.code for problem in model.problems] == ["L3D_HEIGHTS_IN_MILLIMETRES"]


def test_a_real_model_glows_where_its_light_leaves(shared: Path) -> None:
    data = (shared / "photometry" / "gldf" / "website_geometry.l3d").read_bytes()
    model = read_l3d(data, "a.l3d")
    middle, normal = glow_of(model)
    leo = model.emitters["leo"]
    assert normal == pytest.approx(-leo.frame[:3, 2])
    assert middle == pytest.approx(leo.frame[:3, 3], abs=0.01)
    assert leo.size_m == (0.436, 0.436)
    assert l3d_mesh(model).size_m == pytest.approx((0.436, 0.436, 0.26), abs=1e-3)  # drawn in millimetres
