"""`lampyris luminaire` of a GLDF file: variants, joints, body, and pictures of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gldf_files import BEAM, CEILING, VARIANT, gldf_file, l3d_file, product_xml

PENDANT = '<Mountings><Ceiling><Pendant pendantLength="500"/></Ceiling></Mountings>'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A product with two variants."""
    hung = VARIANT.replace('id="v"', 'id="hung"').replace(CEILING, PENDANT)
    path = tmp_path / "lamp.gldf"
    path.write_bytes(gldf_file(product_xml(variants=VARIANT + hung)))
    return path


def test_a_variant_is_shown(lampyris, file: Path) -> None:
    document = json.loads(lampyris("luminaire", file, "--json").stdout)
    assert (document["format"], document["version"], document["variant"]) == ("GLDF", "1.0-rc.3", "v")
    assert document["flux_lm"] == pytest.approx(BEAM.zonal_flux_lm())
    assert [each["id"] for each in document["variants"]] == ["v", "hung"]
    assert (document["mounting"], document["product_number"]) == ("ceiling", "N-1")
    assert document["body"]["size_m"] == pytest.approx([0.2, 0.4, 0.1])
    done = lampyris("luminaire", file, "--variant", "hung", "--json")
    document = json.loads(done.stdout)
    assert document["hanging_length_m"] == pytest.approx({"minimum": 0.12, "default": 0.6, "maximum": 0.6})
    assert [each["code"] for each in document["warnings"]] == ["GLDF_SUSPENSION"]
    assert "GLDF_SUSPENSION" in done.stderr
    text = lampyris("luminaire", file).stdout
    assert "v of v, hung" in text
    assert "0.200 × 0.400 × 0.100 m" in text


def test_what_cannot_be_chosen_is_told(lampyris, file: Path, tmp_path: Path) -> None:
    for words, status, told in (
        (["--variant", "blue"], 1, "UNKNOWN_VARIANT"),
        (["--joint", "hinge=0,0,0"], 1, "JOINT_UNKNOWN"),
        (["--joint", "hinge=high"], 2, "--joint"),
        (["--lamp-set", "1"], 1, "UNKNOWN_LAMP_SET"),
    ):
        done = lampyris("luminaire", file, *words)
        assert (done.returncode, told in done.stderr) == (status, True), done.stderr
    done = lampyris("luminaire", "pendant-globe-300", "--variant", "v")
    assert (done.returncode, "UNKNOWN_VARIANT" in done.stderr) == (1, True)
    (tmp_path / "alone.l3d").write_bytes(l3d_file())
    done = lampyris("luminaire", tmp_path / "alone.l3d")
    assert (done.returncode, "L3D_WITHOUT_LIGHT" in done.stderr) == (1, True)


def test_a_product_is_turned_since_it_has_a_body(lampyris, file: Path, tmp_path: Path) -> None:
    done = lampyris(
        "luminaire", file, "--variant", "hung", "--turntable", "t", "--frames", "1", "--size", "48"
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "t" / "frame-000.png").stat().st_size > 0
