"""Our own luminaires: what is made is what is stated."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import trimesh

from assets.catalogue import Catalogue, check_catalogue, read_catalogue
from assets.checks import glowing_box_m
from assets.library_entry import LuminaireEntry, read_entry
from assets.luminaire import Luminaire, Mounting, hung_vertices
from assets.make_library import main, make_library
from assets.our_bodies import OUR_BODIES
from assets.our_light import OUR_LIGHT

SKUS = tuple(OUR_BODIES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("library")
    assert len(make_library(made)) == 3 * len(SKUS)
    return made


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Catalogue:
    return read_catalogue(folder)


@pytest.fixture(params=SKUS)
def luminaire(request: pytest.FixtureRequest, catalogue: Catalogue) -> Luminaire:
    return catalogue.find(request.param)


def stated(luminaire: Luminaire, folder: Path) -> LuminaireEntry:
    return read_entry((folder / luminaire.sku / "luminaire.toml").read_bytes(), luminaire.sku)


def test_the_four_kinds_are_there(catalogue: Catalogue) -> None:
    kinds = {luminaire.mounting for luminaire in catalogue.luminaires}
    assert {Mounting.PENDANT, Mounting.RECESSED, Mounting.WALL, Mounting.FLOOR} <= kinds
    assert set(OUR_LIGHT) == set(SKUS)
    assert check_catalogue(catalogue) == []


def test_a_second_run_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    assert make_library(folder) == []
    assert main([str(folder)]) == 0
    assert "0 files written" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_another_folder_gets_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    make_library(tmp_path)
    for path in folder.rglob("*.*"):
        assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_true_size(luminaire: Luminaire, folder: Path) -> None:
    assert luminaire.body is not None
    assert luminaire.body.size_m == pytest.approx(stated(luminaire, folder).size_m, abs=0.001)


def test_trimesh_reads_the_same_body(luminaire: Luminaire, folder: Path) -> None:
    assert luminaire.body is not None
    scene = trimesh.load_scene(folder / luminaire.sku / "body.glb")
    x, up, depth = scene.extents
    assert luminaire.body.size_m == pytest.approx((x, depth, up), abs=1e-6)
    assert sum(len(mesh.faces) for mesh in scene.geometry.values()) == len(luminaire.body.triangles)
    names = {material.name for material in luminaire.body.materials}
    assert {mesh.visual.material.name for mesh in scene.geometry.values()} <= names


def test_the_container_is_as_the_standard_says(luminaire: Luminaire, catalogue: Catalogue) -> None:
    data = catalogue.entry(luminaire.sku).body_glb
    magic, version, length, text = struct.unpack_from("<4sIII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    assert text % 4 == 0
    (binary,) = struct.unpack_from("<I", data, 20 + text)
    assert 28 + text + binary == len(data)


def test_origin_is_the_mounting_point(luminaire: Luminaire) -> None:
    assert luminaire.body is not None
    low, high = luminaire.body.vertices_m.min(axis=0), luminaire.body.vertices_m.max(axis=0)
    if luminaire.mounting is Mounting.PENDANT:
        assert high[2] == pytest.approx(0.0, abs=1e-6)
    if luminaire.mounting is Mounting.RECESSED:
        assert low[2] == pytest.approx(-0.008, abs=0.001)
        assert high[2] > 0.05
    if luminaire.mounting is Mounting.WALL:
        assert low[1] == pytest.approx(0.0, abs=1e-6)
    if luminaire.mounting is Mounting.FLOOR:
        assert low[2] == pytest.approx(0.0, abs=1e-6)


def test_flux_and_colour_are_as_stated(luminaire: Luminaire, folder: Path) -> None:
    light = stated(luminaire, folder).light
    distribution = luminaire.photometry.distribution
    assert distribution.luminous_flux_lm() == pytest.approx(light.luminous_flux_lm, rel=0.005)
    assert luminaire.photometry.power_w == pytest.approx(light.power_w)
    assert luminaire.photometry.cct_k == pytest.approx(light.cct_k)
    assert luminaire.photometry.problems == ()
    assert 80.0 <= light.luminous_flux_lm / light.power_w <= 120.0


def test_the_opening_is_the_glowing_part(luminaire: Luminaire) -> None:
    assert luminaire.body is not None
    low, high = glowing_box_m(luminaire.body)
    assert low is not None
    assert high is not None
    half = np.array(luminaire.photometry.opening.size_m) / 2
    centre = np.array(luminaire.photometric_centre_m)
    assert (centre - half >= low - 0.0005).all()
    assert (centre + half <= high + 0.0005).all()
    assert (2 * half[:2] >= 0.9 * (high - low)[:2]).all()


def test_every_part_is_closed(luminaire: Luminaire) -> None:
    for part in OUR_BODIES[luminaire.sku]():
        mesh = trimesh.Trimesh(part.solid.vertices_m, part.solid.triangles, process=False)
        assert mesh.is_watertight, (part.node, part.finish.name)
        assert mesh.is_winding_consistent
        assert mesh.volume > 0


def test_few_triangles_and_smooth_normals(luminaire: Luminaire) -> None:
    body = luminaire.body
    assert body is not None
    assert 2_000 < len(body.triangles) < 16_000
    assert body.vertex_normals is not None
    assert np.linalg.norm(body.vertex_normals, axis=1) == pytest.approx(1.0, abs=1e-4)


def test_pendants_hang_through_their_whole_range(luminaire: Luminaire) -> None:
    hanging = luminaire.hanging
    assert (hanging is not None) == (luminaire.mounting is Mounting.PENDANT)
    if hanging is None:
        return
    default = hung_vertices(luminaire, hanging.default_m)
    for length_m in (hanging.minimum_m, hanging.maximum_m):
        hung = hung_vertices(luminaire, length_m)
        assert hung[:, 2].max() == pytest.approx(0.0, abs=1e-6)
        assert default[:, 2].min() - hung[:, 2].min() == pytest.approx(length_m - hanging.default_m)


def test_distributions_have_the_stated_character(catalogue: Catalogue) -> None:
    def light(sku: str, c_deg: float, gamma_deg: float) -> float:
        distribution = catalogue.find(sku).photometry.distribution
        return float(distribution.intensity_towards_cd(c_deg, gamma_deg))

    spot = catalogue.find("downlight-recessed-90").photometry.distribution
    assert spot.beam_angle_deg() == pytest.approx(60.0, abs=0.1)
    # a lobe cos^n of flux F has its peak at F (n + 1) / 2 pi
    power = np.log(0.5) / np.log(np.cos(np.deg2rad(30)))
    assert spot.maximum_cd() == pytest.approx(800 * (power + 1) / (2 * np.pi), rel=2e-3)
    # the cap of 107 mm on a globe of 300 mm hides (107/300)^2 of it from above
    globe = "pendant-globe-300"
    assert light(globe, 0, 180) / light(globe, 0, 0) == pytest.approx(1 - (107 / 300) ** 2, rel=1e-3)
    wall = catalogue.find("wall-updown-120").photometry.distribution
    assert wall.downward_flux_lm() / wall.luminous_flux_lm() == pytest.approx(0.6, abs=0.005)
    assert light("wall-updown-120", 90, 20) > light("wall-updown-120", 270, 20)
    up = catalogue.find("floor-uplight-1800").photometry.distribution
    assert up.downward_flux_lm() == pytest.approx(0.0, abs=1e-6)
    assert light("floor-arc-1900", 0, 80) == 0.0
