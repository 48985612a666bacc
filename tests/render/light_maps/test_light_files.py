"""The files that light a room in a browser: put together again they are the room's light."""

from __future__ import annotations

import gc
import json
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, lambertian, scene, square
from light_maps import looked_up
from read_glb import document_of, primitive_of, validated

from assets.colour import LUMINANCE_WEIGHTS, white_rgb
from render.light_maps.encoding import decode_layer
from render.light_maps.files import UV_STEPS, decode_atlas, light_files
from render.light_maps.layers import lightmap_layer, lightmap_stage, room_atlas
from render.light_maps.probes import probe_grid
from render.options import DRAFT
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
    circuits = json.loads(files[manifest["circuits"]])
    named = {manifest["atlas"]["file"], manifest["model"], manifest["circuits"]}
    for one in (*manifest["luminaires"], *circuits["luminaires"]):
        named |= {one["layer"], one["probes"]}
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
    atlas = room_atlas(field)
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


def test_a_circuit_is_the_sum_of_its_luminaires_as_they_burn() -> None:
    """Two on one circuit, a third on none: mixed by hand from the luminaires' own layers."""
    lamps = (
        replace(hang(lambertian(300), (1.5, 1.5, 2.2), opening=square(0.3), id="a", dimming=0.5), cct_k=2700),
        hang(isotropic(800), (4.0, 3.0, 1.2), id="b"),
        replace(hang(isotropic(500), (1.0, 3.0, 2.0), id="c"), circuit=""),
    )
    scenes = {"half": {"a": 0.25, "b": 0.5, "c": 0.1}, "one of two": {"a": 0.5}}
    made = scene(box_room(5, 4, 2.7, floor=0.3, walls=0.6, ceiling=0.8), lamps, scenes=scenes)
    warm = made.weights[None]["a"]
    made.weights["half"]["a"] = replace(made.weights["half"]["a"], cct_k=warm.cct_k)
    files = light_files(simulate(made, DRAFT))
    single, both = (json.loads(files[name]) for name in ("manifest.json", "circuits.json"))
    assert [(each["id"], each["members"]) for each in both["luminaires"]] == [
        ("c", ["a", "b"]),
        ("c'", ["c"]),
    ]
    assert both["atlas"] == single["atlas"]
    assert both["probes"] == single["probes"]
    own = [decode_layer(files[each["layer"]]) for each in single["luminaires"]]
    sums = [decode_layer(files[each["layer"]]) for each in both["luminaires"]]
    expected = 0.5 * own[0] * white_rgb(2700) + own[1]
    bright = expected > 1.0
    np.testing.assert_allclose(sums[0][bright], expected[bright], rtol=0.05)
    lux = expected @ LUMINANCE_WEIGHTS
    np.testing.assert_allclose((sums[0] @ LUMINANCE_WEIGHTS)[lux > 1], lux[lux > 1], rtol=0.02)
    np.testing.assert_array_equal(sums[1], own[2])
    # half of each is half of the circuit; a scene with one of the two is none of the circuit's
    assert [each["name"] for each in both["scenes"]] == [None, "half"]
    dimming = [[one["dimming"] for one in each["luminaires"]] for each in both["scenes"]]
    np.testing.assert_allclose(dimming, [[1.0, 1.0], [0.5, 0.1]])


def test_the_model_says_where_its_light_is(tmp_path) -> None:
    """In a black room a lamp gives I cos / d2, found with the model's own corners and coordinates."""
    intensity_cd, lamp = 100.0, np.array([2.0, 1.5, 1.4])
    room = (
        *box_room(5, 4, 2.7, floor=0.0, walls=0.0, ceiling=0.0),
        block("box", (3, 2, 0), (4, 3, 0.5), 0.0),
    )
    distribution = isotropic(4 * np.pi * intensity_cd)
    files = light_files(simulate(scene(room, (hang(distribution, lamp),)), DRAFT))
    model, layer = files["room.glb"], decode_layer(files["layer-0.llyr"])
    nodes = [node for node in document_of(model)["nodes"] if "mesh" in node]
    assert {node["name"] for node in nodes} == {surface.name for surface in room}
    random = np.random.default_rng(1)
    for node in nodes:
        corners, uv = primitive_of(model, node["mesh"], 0, "POSITION", "TEXCOORD_1")
        corners = np.stack([corners[..., 0], -corners[..., 2], corners[..., 1]], axis=-1)
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        share = random.dirichlet((4, 4, 4), len(corners))
        point = np.einsum("tc,tck->tk", share, corners)
        normal = cross / np.linalg.norm(cross, axis=1, keepdims=True)
        path = lamp - point
        squared = (path**2).sum(axis=1)
        expected = intensity_cd * np.maximum((path * normal).sum(axis=1), 0) / squared**1.5
        clear = expected > 1.0 if node["name"] != "floor" else np.zeros(len(point), bool)  # the box's shadow
        found = looked_up(layer, np.einsum("tc,tck->tk", share, uv))[:, 0]
        np.testing.assert_allclose(found[clear], expected[clear], rtol=0.03)
    (issues,) = validated(tmp_path, {"room": model}).values()
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0)


def test_circuits_are_added_up_one_at_a_time() -> None:
    """With twelve of them, what is held between luminaires grows by the files, not by a sum for each."""
    lamps = tuple(
        replace(hang(isotropic(500), (0.5 + 0.3 * k, 2, 1.5), id=f"{k}"), circuit=f"c{k}") for k in range(12)
    )
    lit = simulate(scene(box_room(5, 4, 2.7, floor=0.3, walls=(0.6, 0.5, 0.4), ceiling=0.8), lamps), DRAFT)
    held = []

    def told(step: str, share: float) -> None:
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    try:
        files = light_files(lit, progress=told)
    finally:
        tracemalloc.stop()
    made = sum(len(files[f"{kind}-{k}.llyr"]) for kind in ("layer", "probes") for k in range(12)) * 2
    one = decode_layer(files["layer-0.llyr"]).nbytes
    assert len(held) == 13
    assert held[-1] - held[0] < made + 3 * one
