"""The files that light a room in a browser: put together again they are the room's light."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, lambertian, scene, square
from light_maps import looked_up

from render.atlas import unwrapped
from render.light_encoding import decode_layer
from render.light_files import UV_STEPS, decode_atlas, light_files
from render.lightmap import lightmap_layer, lightmap_stage
from render.options import DRAFT
from render.probes import probe_grid
from render.simulate import simulate


@pytest.fixture(scope="module")
def lit():
    room = (
        *box_room(5, 4, 2.7, floor=(0.4, 0.3, 0.2), walls=0.6, ceiling=0.8),
        block("table", (2, 1.5, 0), (3.2, 2.3, 0.7), 0.4),
    )
    lamps = (
        hang(lambertian(300), (1.5, 1.5, 2.2), opening=square(0.3), id="a"),
        hang(isotropic(800), (4.0, 3.0, 1.2), id="b"),
    )
    field = simulate(scene(room, lamps, scenes={"evening": {"b": 0.3}}), DRAFT)
    return field, light_files(field)


def test_the_manifest_names_every_file(lit) -> None:
    field, files = lit
    manifest = json.loads(files["manifest.json"])
    named = {manifest["atlas"]["file"]}
    for luminaire in manifest["luminaires"]:
        named |= {luminaire["layer"], luminaire["probes"]}
    assert named == set(files) - {"manifest.json"}
    assert [luminaire["id"] for luminaire in manifest["luminaires"]] == ["a", "b"]
    evening = manifest["scenes"][1]
    assert evening["name"] == "evening"
    assert [entry["dimming"] for entry in evening["luminaires"]] == [0.0, 0.3]
    assert manifest["atlas"]["surfaces"] == [surface.name for surface in field.scene.surfaces]


def test_every_face_finds_its_light(lit) -> None:
    """By the names of surfaces and their own triangles alone, as whoever has the room's meshes does."""
    field, files = lit
    manifest = json.loads(files["manifest.json"])
    faces = decode_atlas(files["atlas.bin"])
    assert len(faces) == manifest["atlas"]["faces"]
    corners = np.array(
        [
            field.scene.surfaces[face["surface"]].vertices_m[
                field.scene.surfaces[face["surface"]].triangles[face["triangle"]]
            ]
            for face in faces
        ]
    )
    atlas = unwrapped(field.patches, field.scene.surfaces)
    expected = field.patches.vertices_m[field.patches.triangles[atlas.charts.triangle]]
    np.testing.assert_allclose(corners, expected, atol=1e-6)
    np.testing.assert_allclose(faces["uv"] / UV_STEPS, atlas.corner_uv, atol=1e-5)
    image = lightmap_layer(lightmap_stage(field, atlas), field, 0)
    middle = (faces["uv"] / UV_STEPS).mean(axis=1)
    read = looked_up(decode_layer(files["layer-0.llyr"]), middle).sum(axis=1)
    own = looked_up(image, middle).sum(axis=1)
    np.testing.assert_allclose(read[own > 1.5], own[own > 1.5], rtol=0.015)


def test_probes_have_a_column_each(lit) -> None:
    field, files = lit
    manifest = json.loads(files["manifest.json"])
    values = decode_layer(files["probes-0.llyr"])
    assert tuple(manifest["probes"]["counts"]) == probe_grid(field).counts
    assert values.shape == (27, int(np.prod(manifest["probes"]["counts"])), 1)


def test_the_same_room_gives_the_same_files(lit) -> None:
    field, files = lit
    assert light_files(field) == files
