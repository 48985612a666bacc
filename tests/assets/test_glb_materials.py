"""Materials and textures of GLB files: as glTF 2.0 and its extensions define them, and hostile ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textured_models import SQUARE_UV, picture, textured_square

from assets.material import AlphaMode, Material, Wrap
from assets.mesh import Mesh, read_mesh
from kit.errors import UnsoundInput

# red, green / blue, white
FOUR = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]], np.uint8)
PICTURE = picture(FOUR)
COLOURED = {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}


def read(material: dict[str, Any], *images: bytes | dict[str, Any], **options: Any) -> Mesh:
    return read_mesh(textured_square(material, list(images), **options), "square.glb")


def only(material: dict[str, Any], *images: bytes | dict[str, Any], **options: Any) -> Material:
    return read(material, *images, **options).appearance.materials[0]


def codes(mesh: Mesh) -> list[str]:
    return [problem.code for problem in mesh.problems]


def test_a_texture_lies_where_the_file_says() -> None:
    mesh = read(COLOURED, PICTURE)
    looks = mesh.appearance
    assert looks.materials[0].base_colour is not None
    assert (looks.materials[0].base_colour.pixels == FOUR).all()
    assert looks.material_of_triangle.tolist() == [0, 0]
    # corners 0, 1, 2 and 0, 2, 3 of the square; glTF: (0, 0) is the upper left corner of the picture
    assert looks.uv.tolist() == [[[0, 1], [1, 1], [1, 0]], [[0, 1], [1, 0], [0, 0]]]
    assert (looks.triangle_rgb == 1).all()
    assert codes(mesh) == []


def test_materials_share_their_textures() -> None:
    see_through = picture(np.dstack([FOUR, np.array([[255, 9], [255, 255]], np.uint8)]))
    shared = {"baseColorTexture": {"index": 0}, "metallicRoughnessTexture": {"index": 1}}
    materials = [
        {"pbrMetallicRoughness": shared},
        {"pbrMetallicRoughness": {**shared, "roughnessFactor": 0.5}},
        {"pbrMetallicRoughness": shared, "alphaMode": "BLEND"},
    ]
    first, second, blended, _ = read(
        {}, see_through, PICTURE, document={"materials": materials}
    ).appearance.materials
    assert first.base_colour is second.base_colour
    assert first.metallic_roughness is second.metallic_roughness is blended.metallic_roughness
    # its opacity counts, so it is another one
    assert first.base_colour is not None
    assert blended.base_colour is not None
    assert (first.base_colour.pixels.shape[2], blended.base_colour.pixels.shape[2]) == (3, 4)


def test_factors_and_defaults_are_those_of_gltf() -> None:
    plain = only({})
    assert (plain.base_colour_rgb, plain.metallic, plain.roughness, plain.ior) == ((1, 1, 1), 1, 1, 1.5)
    assert (plain.alpha_mode, plain.opacity, plain.alpha_cutoff) == (AlphaMode.OPAQUE, 1.0, 0.5)
    assert (plain.transmission, plain.diffuse_transmission, plain.glows) == (0, 0, False)
    told = only(
        {
            "name": "told",
            "pbrMetallicRoughness": {
                "baseColorFactor": [0.1, 0.2, 0.3, 0.4],
                "metallicFactor": 0.5,
                "roughnessFactor": 0.25,
            },
            "alphaMode": "BLEND",
            "emissiveFactor": [0, 0.1, 0],
        }
    )
    assert told.name == "told"
    assert told.base_colour_rgb == pytest.approx((0.1, 0.2, 0.3))
    assert (told.metallic, told.roughness, told.opacity) == pytest.approx((0.5, 0.25, 0.4))
    assert told.alpha_mode == AlphaMode.BLEND
    assert told.glows


def test_extensions_say_how_light_passes() -> None:
    glass = only(
        {
            "extensions": {
                "KHR_materials_ior": {"ior": 1.6},
                "KHR_materials_transmission": {"transmissionFactor": 0.9},
                "KHR_materials_volume": {"thicknessFactor": 0.02},
                "KHR_materials_unheard_of": {"x": [1, {}]},
            }
        }
    )
    assert (glass.ior, glass.transmission, glass.thin) == (pytest.approx(1.6), 0.9, False)
    paper = only(
        {
            "extensions": {
                "KHR_materials_diffuse_transmission": {
                    "diffuseTransmissionFactor": 0.4,
                    "diffuseTransmissionColorFactor": [1.0, 0.9, 0.8],
                }
            }
        }
    )
    assert (paper.diffuse_transmission, paper.thin) == (0.4, True)
    assert paper.diffuse_transmission_rgb == (1.0, 0.9, 0.8)


def test_specular_strength_is_folded_into_the_ior() -> None:
    # F0 = ((n - 1) / (n + 1))**2 = 0.04 for 1.5, times the strength
    dim = only({"extensions": {"KHR_materials_specular": {"specularFactor": 0.25}}})
    assert ((dim.ior - 1) / (dim.ior + 1)) ** 2 == pytest.approx(0.01)
    matt = only({"extensions": {"KHR_materials_specular": {"specularFactor": 0}}})
    assert matt.ior == 1.0


def test_what_is_unlit_is_dull_and_what_is_old_is_translated() -> None:
    unlit = only({"extensions": {"KHR_materials_unlit": {}}})
    assert (unlit.metallic, unlit.roughness) == (0, 1)
    old = {"diffuseFactor": [0.5, 0.4, 0.3, 1], "diffuseTexture": {"index": 0}, "glossinessFactor": 0.7}
    found = only({"extensions": {"KHR_materials_pbrSpecularGlossiness": old}}, PICTURE)
    assert found.base_colour_rgb == (0.5, 0.4, 0.3)
    assert (found.metallic, found.roughness) == pytest.approx((0, 0.3))
    assert found.base_colour is not None


def test_an_exporter_that_never_writes_metalness_is_told() -> None:
    rough = {"pbrMetallicRoughness": {"roughnessFactor": 0.4}}
    known = {"asset": {"version": "2.0", "generator": "https://github.com/mikedh/trimesh"}}
    mesh = read(rough, document=known)
    assert mesh.appearance.materials[0].metallic == 0.0
    assert codes(mesh) == ["METALNESS_NOT_STATED"]
    assert only(rough).metallic == 1.0
    stated = {"pbrMetallicRoughness": {"metallicFactor": 0.8}}
    assert read(stated, document=known).appearance.materials[0].metallic == 0.8


def test_texture_transform_scales_turns_and_moves() -> None:
    def moved(**transform: Any) -> Any:
        entry = {"index": 0, "extensions": {"KHR_texture_transform": transform}}
        return read({"pbrMetallicRoughness": {"baseColorTexture": entry}}, PICTURE).appearance.uv[0]

    assert moved(offset=[0.25, 0.5], scale=[2, 3]).tolist() == [[0.25, 3.5], [2.25, 3.5], [2.25, 0.5]]
    # "counter-clockwise around the origin", which is the upper left corner: (1, 0) turns up to (0, -1)
    turned = moved(rotation=np.pi / 2)
    assert turned == pytest.approx(np.array([[1, 0], [1, -1], [0, -1]]), abs=1e-6)


def test_the_second_set_of_coordinates() -> None:
    other = SQUARE_UV * np.float32(3)
    entry = {"index": 0, "texCoord": 1}
    mesh = read({"pbrMetallicRoughness": {"baseColorTexture": entry}}, PICTURE, second_uv=other)
    assert mesh.appearance.uv.max() == 3
    both = {
        "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}},
        "normalTexture": {"index": 0, "texCoord": 1, "scale": 0.5},
    }
    mesh = read(both, PICTURE, second_uv=other)
    assert mesh.appearance.uv.max() == 1
    assert mesh.appearance.materials[0].normal_scale == 0.5
    assert codes(mesh) == ["TEXTURE_PLACED_AS_COLOUR"]


def test_opacity_is_kept_only_where_it_means_something() -> None:
    holes = np.dstack([FOUR, np.array([[0, 255], [255, 100]], np.uint8)])
    solid = only(COLOURED, picture(holes))
    masked = only({**COLOURED, "alphaMode": "MASK", "alphaCutoff": 0.3}, picture(holes))
    assert solid.base_colour is not None
    assert solid.base_colour.pixels.shape == (2, 2, 3)
    assert masked.base_colour is not None
    assert (masked.base_colour.pixels == holes).all()
    assert (masked.alpha_mode, masked.alpha_cutoff) == (AlphaMode.MASK, 0.3)


def test_samplers_say_what_is_beyond_the_edges() -> None:
    document = {
        "samplers": [{"wrapS": 33071, "wrapT": 33648}],
        "textures": [{"source": 0, "sampler": 0}],
    }
    found = only(COLOURED, PICTURE, document=document)
    assert found.base_colour is not None
    assert found.base_colour.wrap == (Wrap.CLAMP, Wrap.MIRROR)


@pytest.mark.parametrize(
    ("image", "document"),
    [
        ({"uri": "http://example.invalid/x.png"}, {}),
        ({"uri": "data:image/png;base64,AAAA"}, {}),
        ({"uri": "../../etc/passwd"}, {}),
        ({}, {}),
        ({"bufferView": 999}, {}),
        ({"bufferView": "one"}, {}),
        (b"not a picture at all", {}),
        (PICTURE[:40], {}),
        (b"", {}),
        (PICTURE, {"textures": []}),
        (PICTURE, {"textures": [{}]}),
        (PICTURE, {"textures": [{"source": -1}]}),
        (PICTURE, {"textures": [{"source": 0, "sampler": 4}]}),
        (PICTURE, {"textures": [{"extensions": {"KHR_texture_basisu": {"source": 0}}}]}),
    ],
)
def test_a_broken_texture_is_a_warning_and_the_colour_counts(
    image: bytes | dict[str, Any], document: dict[str, Any]
) -> None:
    material = {
        "pbrMetallicRoughness": {"baseColorFactor": [0.2, 0.3, 0.4, 1], "baseColorTexture": {"index": 0}}
    }
    mesh = read(material, image, document=document)
    assert codes(mesh) == ["TEXTURE_NOT_READ"]
    assert mesh.problems[0].where.startswith(("materials[0]", "images[0]"))
    assert mesh.appearance.materials[0].base_colour is None
    assert mesh.appearance.materials[0].base_colour_rgb == pytest.approx((0.2, 0.3, 0.4))


def test_a_bomb_is_a_warning() -> None:
    bomb = bytearray(PICTURE)
    bomb[16:24] = (30_000).to_bytes(4, "big") * 2
    mesh = read(COLOURED, bytes(bomb))
    assert codes(mesh) in (["TEXTURE_TOO_LARGE"], ["TEXTURE_NOT_READ"])
    assert mesh.appearance.materials[0].base_colour is None


def test_a_large_picture_is_scaled_down_and_told() -> None:
    mesh = read(COLOURED, picture(np.zeros((10, 5000, 3), np.uint8)))
    assert codes(mesh) == ["TEXTURE_SCALED_DOWN"]
    texture = mesh.appearance.materials[0].base_colour
    assert texture is not None
    assert texture.pixels.shape == (4, 2048, 3)


def test_coordinates_that_are_no_numbers_are_zero() -> None:
    uv = np.array([[np.nan, 0], [1e30, 1], [1, -np.inf], [0.5, 0.5]], np.float32)
    mesh = read(COLOURED, PICTURE, uv=uv)
    assert mesh.appearance.uv.tolist() == [[[0, 0]] * 3, [[0, 0], [0, 0], [0.5, 0.5]]]


def test_spoilt_files_are_read_or_refused_and_nothing_else_is_raised() -> None:
    looks = {"baseColorTexture": {"index": 0}, "metallicRoughnessTexture": {"index": 1}}
    sound = textured_square({"pbrMetallicRoughness": looks}, [PICTURE, PICTURE])
    random = np.random.default_rng(17)
    for _ in range(400):
        spoilt = bytearray(sound)
        for at in random.integers(20, len(sound), int(random.integers(1, 8))):
            spoilt[at] = int(random.integers(0, 256))
        try:
            mesh = read_mesh(bytes(spoilt), "square.glb")
        except UnsoundInput:
            continue
        assert np.isfinite(mesh.appearance.uv).all()


@pytest.mark.parametrize(
    "material",
    [
        {"extensions": []},
        {"extensions": {"KHR_materials_ior": {"ior": "glass"}}},
        {"extensions": {"KHR_materials_transmission": 1}},
        {"pbrMetallicRoughness": {"metallicFactor": None}},
        {"pbrMetallicRoughness": {"baseColorFactor": [1, 1, 1]}},
        {"alphaCutoff": "half"},
        {"normalTexture": {"index": 0, "scale": []}},
    ],
)
def test_materials_that_are_no_materials_are_refused(material: dict[str, Any]) -> None:
    with pytest.raises(UnsoundInput) as refused:
        read(material, PICTURE)
    assert [problem.code for problem in refused.value.problems] == ["GLB_BROKEN"]


def test_triangles_that_name_no_material_are_plain() -> None:
    document = {"meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 2}]}]}
    looks = read(COLOURED, PICTURE, document=document).appearance
    found = looks.materials[int(looks.material_of_triangle[0])]
    assert (found.name, found.metallic) == ("default", 0.0)


def test_real_models_have_the_textures_they_carry(shared: Path) -> None:
    catalogue = json.loads((shared / "models" / "catalog.json").read_text(encoding="utf-8"))
    textured = set()
    for entry in catalogue:
        if not entry["file"].endswith(".glb"):
            continue
        looks = read_mesh((shared / "models" / entry["file"]).read_bytes(), entry["file"]).appearance
        assert looks.uv.shape == (len(looks.material_of_triangle), 3, 2)
        assert np.isfinite(looks.uv).all()
        length = np.linalg.norm(looks.corner_normals, axis=2)
        assert ((np.abs(length - 1) < 1e-4) | (length == 0)).all()
        if any(material.base_colour is not None for material in looks.materials):
            textured.add(Path(entry["file"]).stem)
    # every model of the folder whose materials name a picture for their colour
    assert {"oakChair", "antiqueChair", "officeTable", "living_lamp"} <= textured


def test_models_that_bring_the_same_picture_share_its_pixels() -> None:
    """Packed differently in two files, and in a third with an opacity that means nothing."""
    random = np.random.default_rng(1).integers(0, 256, (16, 16, 3)).astype(np.uint8)
    first, second = (only(COLOURED, picture(random, "PNG", compress_level=level)) for level in (1, 9))
    opaque = only(COLOURED, picture(np.dstack([random, np.full((16, 16), 9, np.uint8)])))
    for each in (first, second, opaque):
        assert each.base_colour is not None
        assert (each.base_colour.pixels == random).all()
    images = {id(each.base_colour.image) for each in (first, second, opaque) if each.base_colour}
    assert len(images) == 1
