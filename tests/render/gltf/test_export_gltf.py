"""Scenes as GLB: clean for the Khronos validator, the same geometry read again, lights as strong as ours."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hand_made import block, box_room, distribution, lambertian
from PIL import Image
from read_glb import document_of, validated, view_of

from assets.catalogue import read_catalogue
from assets.ies import read_ies
from assets.material import AlphaMode, Appearance, Material, Texture, Wrap
from assets.mesh import read_mesh
from assets.photometry import LuminousIntensityDistribution
from render.gltf.images import png_of, texture_file
from render.gltf.lights import PunctualLight, punctual_lights, quaternion, towards_cd
from render.gltf.scene import Lights, scene_glb
from scenes.build_scene import build_scene, reader_of
from scenes.configuration import read_configuration
from scenes.samples import sample_configuration, sample_names, sample_room_file
from scenes.scene import LitSurface, Scene, SurfaceKind, View

WHITE_D65 = (1.0, 1.0, 1.0)


@cache
def sample(name: str) -> Scene:
    """A sample's scene."""
    filename, content = sample_room_file(name)
    return build_scene(
        read_configuration(sample_configuration(name)),
        catalogue=read_catalogue(),
        read_file=reader_of({filename: content}),
    )


def bare_scene(surfaces: tuple[LitSurface, ...]) -> Scene:
    """A scene without luminaires."""
    view = View("corner", (0.5, 0.5, 1.6), (3.0, 2.0, 1.0), 70.0, (640, 400))
    return Scene("bare", surfaces, (), (), (), (view,), {None: {}}, 12.0, 0.8, np.eye(4))


def checkered(channels: int, seed: int, wrap: Wrap = Wrap.REPEAT) -> Texture:
    """Some pixels."""
    pixels = np.random.default_rng(seed).integers(0, 256, (8, 16, channels)).astype(np.uint8)
    return Texture(pixels, (wrap, Wrap.REPEAT))


def of_every_kind() -> tuple[Material, ...]:
    """Materials with every word that is written."""
    picture, gloss, bumps = checkered(4, 1), checkered(3, 2, Wrap.CLAMP), checkered(3, 3, Wrap.MIRROR)
    return (
        Material("wood", (0.8, 0.7, 0.6), picture, 0.0, 0.4, gloss, 1.5, bumps, 0.7),
        Material("leaf", base_colour=picture, alpha_mode=AlphaMode.MASK, alpha_cutoff=0.3, opacity=0.9),
        Material("veil", base_colour=picture, alpha_mode=AlphaMode.BLEND, opacity=0.5),
        Material("mirror", (0.95, 0.95, 0.95), metallic=1.0, roughness=0.0),
        Material("pane", roughness=0.0, transmission=0.9),
        Material("bowl", (0.9, 1.0, 0.95), roughness=0.1, ior=1.52, transmission=1.0, thin=False),
        Material("paper", diffuse_transmission=0.4, diffuse_transmission_rgb=(1.0, 0.9, 0.7)),
        Material("plain", (0.2, 0.3, 0.4)),
    )


def textured_scene() -> Scene:
    """A box room with a block on which every triangle has another material, and coloured corners."""
    thing = block("furniture:0:thing", (1, 1, 0), (2, 2, 1), 0.5)
    materials = of_every_kind()
    count = len(thing.triangles)
    rng = np.random.default_rng(5)
    colours = np.ones((count, 3), np.float32)
    colours[7::8] = rng.random((len(colours[7::8]), 3))
    looks = Appearance(
        materials,
        np.arange(count) % len(materials),
        rng.random((count, 3, 2)).astype(np.float32),
        np.zeros((count, 3, 3), np.float32),
        colours,
    )
    room = box_room(4, 3, 2.5, floor=0.3, walls=(0.7, 0.6, 0.5), ceiling=0.8)
    return bare_scene((*room, replace(thing, appearance=looks)))


def test_files_are_clean_for_the_validator(tmp_path: Path) -> None:
    files = {name: scene_glb(sample(name)) for name in sample_names()}
    files["textured"] = scene_glb(textured_scene())
    files["dark"] = scene_glb(sample(sample_names()[0]), lights=Lights.NONE)
    for name, issues in validated(tmp_path, files).items():
        found = [each for each in issues["messages"] if each["severity"] <= 1]
        assert (issues["numErrors"], issues["numWarnings"], found) == (0, 0, []), name


@pytest.mark.parametrize("name", sample_names())
def test_read_again_it_is_the_same_geometry(name: str) -> None:
    scene = sample(name)
    mesh = read_mesh(scene_glb(scene), "room.glb")
    of_node = {node: i for i, node in enumerate(mesh.nodes)}
    corners = mesh.vertices_m[mesh.triangles]
    node = mesh.node_of_vertex[mesh.triangles[:, 0]]
    expected = {s.name: s.vertices_m[s.triangles] for s in scene.surfaces if s.kind is not SurfaceKind.OPEN}
    for placed in scene.luminaires:
        if placed.luminaire.body is not None and placed.body_vertices_m is not None:
            expected[placed.id] = placed.body_vertices_m[placed.luminaire.body.triangles]
    assert set(of_node) == set(expected)
    for part, known in expected.items():
        found = corners[node == of_node[part]]
        area = np.linalg.norm(np.cross(known[:, 1] - known[:, 0], known[:, 2] - known[:, 0]), axis=1) / 2
        assert len(found) == (area > 1e-13).sum(), part
        for extreme in (np.min, np.max):
            np.testing.assert_allclose(
                extreme(found, axis=(0, 1)), extreme(known[area > 1e-13], axis=(0, 1)), atol=5e-6
            )
        # not only how much area there is, but where it looks; a moment's rounding grows with its distance
        reach_m = max(1.0, float(np.abs(known).max()))
        np.testing.assert_allclose(
            directed_area(found), directed_area(known), atol=reach_m * (1e-5 * area.sum() + 1e-7)
        )
        assert np.linalg.norm(
            np.cross(found[:, 1] - found[:, 0], found[:, 2] - found[:, 0]), axis=1
        ).sum() / 2 == pytest.approx(float(area.sum()), rel=1e-4)


def directed_area(corners: np.ndarray) -> np.ndarray:
    """Sums over triangles of the positive and the negative parts of area vectors and their first moments."""
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
    parts = np.concatenate([np.maximum(cross, 0), np.maximum(-cross, 0)], axis=1)
    moments = np.einsum("ti,tj->ij", parts, corners.mean(axis=1))
    return np.concatenate([parts.sum(axis=0), moments.ravel()])


def test_materials_come_back() -> None:
    scene = textured_scene()
    mesh = read_mesh(scene_glb(scene), "room.glb")
    assert mesh.problems == ()
    read = {material.name: material for material in mesh.materials}
    for known in of_every_kind():
        found = read[known.name]
        for name in ("metallic", "roughness", "ior", "normal_scale", "alpha_mode", "transmission", "thin"):
            assert getattr(found, name) == getattr(known, name), (known.name, name)
        for name in ("opacity", "diffuse_transmission", "diffuse_transmission_rgb"):
            assert getattr(found, name) == pytest.approx(getattr(known, name)), (known.name, name)
        if known.alpha_mode is AlphaMode.MASK:
            assert found.alpha_cutoff == known.alpha_cutoff
        for name in ("base_colour", "metallic_roughness", "normal"):
            texture, other = getattr(known, name), getattr(found, name)
            assert (texture is None) == (other is None), (known.name, name)
            if texture is not None:
                assert other.wrap == texture.wrap
                np.testing.assert_array_equal(other.pixels[..., :3], texture.pixels[..., :3])
    colours = {tuple(rgb) for rgb in np.round(mesh.triangle_rgb, 4).tolist()}
    assert (0.7, 0.6, 0.5) in colours  # reflectance is linear, and so is glTF's base colour


def test_images_are_written_once() -> None:
    document = document_of(scene_glb(textured_scene()))
    assert (len(document["images"]), len(document["textures"])) == (3, 3)
    views = [json.dumps(view, sort_keys=True) for view in document["bufferViews"]]
    assert len(set(views)) == len(views)


def test_bodies_are_instanced_and_corners_are_short() -> None:
    scene = sample("living-room")
    document = document_of(scene_glb(scene))
    nodes = {node["name"]: node for node in document["nodes"]}
    downlights = [p.id for p in scene.luminaires if p.luminaire.sku == "LL-DOWNLIGHT-90"] or [
        p.id for p in scene.luminaires if p.id.startswith("downlight")
    ]
    assert len(downlights) > 1
    assert len({nodes[name]["mesh"] for name in downlights}) == 1
    kinds = {
        document["accessors"][part["indices"]]["componentType"]
        for mesh in document["meshes"]
        for part in mesh["primitives"]
    }
    assert kinds == {5123}


def test_dimming_and_white_are_in_lights_and_glow() -> None:
    scene = sample("living-room")
    named = next(name for name in scene.weights if name is not None)
    for scene_name in (None, named):
        document = document_of(scene_glb(scene, scene_name))
        lights = document["extensions"]["KHR_lights_punctual"]["lights"]
        nodes = {node["name"]: node for node in document["nodes"]}
        for placed in scene.luminaires:
            dimming = scene.weights[scene_name][placed.id].dimming
            children = [document["nodes"][k] for k in nodes[placed.id]["children"]]
            total = 0.0
            for child in children:
                own = child["extensions"]
                if "KHR_lights_punctual" in own:
                    total += flux_lm(lights[own["KHR_lights_punctual"]["light"]])
            flux = placed.luminaire.photometry.distribution.luminous_flux_lm()
            assert total == pytest.approx(dimming * flux, rel=0.01, abs=1e-3)
            profile = children[-1]["extensions"]["EXT_lights_ies"]
            luminance = np.array(profile["color"]) @ [0.2126, 0.7152, 0.0722] * profile["multiplier"]
            assert luminance == pytest.approx(dimming, rel=1e-4, abs=1e-9)


def flux_lm(light: dict[str, Any]) -> float:
    """Luminous flux of a punctual light, with the fall-off that the extension recommends."""
    gamma = np.radians(np.arange(0.05, 180, 0.1))
    share = np.ones_like(gamma)
    if light["type"] == "spot":
        inner, outer = (np.cos(light["spot"][f"{which}ConeAngle"]) for which in ("inner", "outer"))
        scale = 1 / max(0.001, inner - outer)
        share = np.clip(np.cos(gamma) * scale - outer * scale, 0, 1) ** 2
    luminance = np.array(light["color"]) @ [0.2126, 0.7152, 0.0722]
    return float(light["intensity"] * luminance * (share * np.sin(gamma)).sum() * 2 * np.pi * np.radians(0.1))


def test_profiles_hold_the_photometry() -> None:
    scene = sample("living-room")
    data = scene_glb(scene)
    document = document_of(data)
    nodes = {node["name"]: node for node in document["nodes"]}
    profiles = document["extensions"]["EXT_lights_ies"]["lights"]
    for placed in scene.luminaires:
        profile = profiles[nodes[f"{placed.id}:photometry"]["extensions"]["EXT_lights_ies"]["light"]]
        assert profile["mimeType"] == "application/x-ies-lm-63"
        read = read_ies(view_of(data, profile["bufferView"]))
        known = placed.luminaire.photometry.distribution
        assert read.distribution.luminous_flux_lm() == pytest.approx(known.luminous_flux_lm(), rel=1e-5)


def test_a_lambertian_opening_is_a_wide_cone_downwards() -> None:
    (light,) = punctual_lights(lambertian(100.0))
    assert light.direction == (0.0, 0.0, -1.0)
    assert light.outer_deg == 90.0
    assert light.intensity_cd == pytest.approx(100.0, rel=0.1)


def test_an_even_light_is_a_point_and_a_narrow_one_a_narrow_cone() -> None:
    assert punctual_lights(distribution(lambda g: np.full_like(g, 80.0))) == (
        PunctualLight(pytest.approx(80.0, rel=1e-6)),
    )
    (narrow,) = punctual_lights(distribution(lambda g: 5000 * np.exp(-0.5 * (np.degrees(g) / 8) ** 2)))
    assert narrow.outer_deg is not None
    assert 12 <= narrow.outer_deg <= 30
    np.testing.assert_allclose(towards_cd(narrow, np.array([[0, 0, -1.0]])), 5000, rtol=0.15)


def test_light_up_and_down_is_two_cones_and_a_tilted_beam_is_tilted() -> None:
    both = punctual_lights(distribution(lambda g: 300 * np.cos(g) ** 8 * np.where(g < np.pi / 2, 1, 2)))
    assert [light.direction[2] for light in both] == [-1.0, 1.0]
    assert both[1].intensity_cd == pytest.approx(2 * both[0].intensity_cd, rel=0.02)
    c_deg, gamma_deg = np.arange(0, 361, 10.0), np.arange(0, 181, 5.0)
    c, g = np.meshgrid(np.radians(c_deg), np.radians(gamma_deg), indexing="ij")
    beam = np.array([np.sin(np.pi / 6), 0.0, -np.cos(np.pi / 6)])
    cosine = np.sin(g) * np.cos(c) * beam[0] - np.cos(g) * beam[2]
    (tilted,) = punctual_lights(
        LuminousIntensityDistribution(c_deg, gamma_deg, 900 * np.clip(cosine, 0, 1) ** 30)
    )
    np.testing.assert_allclose(tilted.direction, beam, atol=0.02)


def test_quaternions_turn_as_their_matrices() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        matrix, _ = np.linalg.qr(rng.normal(size=(3, 3)))
        matrix *= np.linalg.det(matrix)
        x, y, z, w = quaternion(matrix) or (0, 0, 0, 1)
        q, v = np.array([x, y, z]), rng.normal(size=3)
        turned = v + 2 * np.cross(q, np.cross(q, v) + w * v)
        np.testing.assert_allclose(turned, matrix @ v, atol=1e-7)
    assert quaternion(np.eye(3)) is None


def test_images_are_what_a_reader_sees() -> None:
    rng = np.random.default_rng(7)
    for channels in (3, 4):
        pixels = rng.integers(0, 256, (9, 13, channels)).astype(np.uint8)
        content, media_type = texture_file(pixels)
        assert media_type == "image/png"
        with Image.open(io.BytesIO(content)) as image:
            np.testing.assert_array_equal(np.asarray(image), pixels)
    opaque = np.full((2, 2, 4), 255, np.uint8)
    with Image.open(io.BytesIO(png_of(opaque))) as image:
        assert image.mode == "RGB"


def test_large_pictures_are_small_files() -> None:
    x, y = np.meshgrid(np.linspace(0, 9, 256), np.linspace(0, 7, 256))
    grain = np.random.default_rng(3).normal(0, 6, (256, 256))
    waves = np.stack([128 + 100 * np.sin(x), 128 + 100 * np.cos(y), 128 + 50 * np.sin(x + y)], axis=2)
    pixels = np.clip(waves + grain[..., None], 0, 255).astype(np.uint8)
    content, media_type = texture_file(pixels)
    assert media_type == "image/jpeg"
    assert len(content) < len(png_of(pixels)) / 2
    with Image.open(io.BytesIO(content)) as image:
        difference = np.asarray(image, float) - pixels
    assert np.sqrt((difference**2).mean()) < 4
