"""The body of a variant as a file: read again it is what the engine hangs."""

from __future__ import annotations

import numpy as np
import pytest
from library_with_choices import make_library_with_choices
from read_glb import document_of, validated

from assets.body import read_body
from assets.catalogue import read_catalogue
from assets.finished_glb import glb_in_finishes, variant_glb
from assets.glb import read_glb
from assets.library_options import WrittenFinish
from assets.write_glb import glb_container


@pytest.fixture(scope="module")
def entry(tmp_path_factory):
    return read_catalogue(make_library_with_choices(tmp_path_factory.mktemp("library"))).entry(
        "pendant-globe-300"
    )


def test_as_it_comes_it_is_the_makers_file(entry):
    assert variant_glb(entry, "") == entry.body_glb
    assert variant_glb(entry, "dali") == entry.body_glb


def test_another_finish_is_in_the_file_and_nothing_else_changes(entry):
    data = variant_glb(entry, "black")
    written, hung = read_body(data), entry.configured("black", None)[0].body
    assert [each.name for each in written.materials] == [each.name for each in hung.materials]
    for ours, theirs in zip(written.materials, hung.materials, strict=True):
        assert ours.reflectance_rgb == pytest.approx(theirs.reflectance_rgb)
        assert (ours.metallic, ours.glows) == (theirs.metallic, theirs.glows)
        assert ours.roughness == pytest.approx(theirs.roughness)
    cap = next(each for each in written.materials if each.name == "brushed brass")
    assert cap.reflectance_rgb == pytest.approx((0.02, 0.03, 0.04))
    assert np.array_equal(written.vertices_m, hung.vertices_m)
    assert np.array_equal(written.triangles, hung.triangles)
    assert variant_glb(entry, "black") == data
    before, after = document_of(entry.body_glb), document_of(data)
    assert {**before, "materials": None} == {**after, "materials": None}


def test_textures_that_would_hide_a_finish_go_and_glass_stays_glass(entry):
    glb = read_glb(entry.body_glb)
    textured = {
        "name": "brass",
        "normalTexture": {"index": 1},
        "extensions": {"KHR_materials_transmission": {"transmissionFactor": 0.5}},
        "pbrMetallicRoughness": {
            "baseColorTexture": {"index": 0},
            "metallicRoughnessTexture": {"index": 0},
            "baseColorFactor": [1, 1, 1, 0.25],
        },
    }
    data = glb_container({**glb.document, "materials": [textured, {"name": "other"}]}, glb.binary)
    finish = WrittenFinish(rgb=(0.1, 0.2, 0.3), metallic=1.0, roughness=0.25)
    changed, other = document_of(glb_in_finishes(data, {"brass": finish, "none such": finish}))["materials"]
    assert changed == {
        **textured,
        "pbrMetallicRoughness": {
            "baseColorFactor": [0.1, 0.2, 0.3, 0.25],
            "metallicFactor": 1.0,
            "roughnessFactor": 0.25,
        },
    }
    assert other == {"name": "other"}


def test_the_validator_finds_no_fault(entry, tmp_path):
    report = validated(tmp_path, {"black": variant_glb(entry, "black")})["black"]
    assert (report["numErrors"], report["numWarnings"]) == (0, 0)
