"""Bodies: parts by the names of their nodes, and pendants hung at any length."""

from __future__ import annotations

import numpy as np
import pytest

from assets.body import Body, VertexGroup, read_body
from assets.luminaire import HangingLength, Luminaire, Mounting, hung_vertices, photometric_centre_at
from assets.modelling import lathe, rounded_box, tube
from assets.photometry import LuminousOpening, Photometry, closed_distribution
from assets.write_glb import Finish, Part, glb_bytes
from kit.errors import UnsoundInput

GREY = Finish("grey", (0.4, 0.4, 0.4), metallic=1.0, roughness=0.3)
LIT = Finish("lit", (0.9, 0.8, 0.7), emissive_rgb=(1.0, 0.9, 0.8))


def pendant_body() -> Body:
    return read_body(
        glb_bytes(
            [
                Part("canopy", lathe([(0, -0.03), (0.05, -0.03), (0.05, 0), (0, 0)]), GREY),
                Part("cable", tube([(0, 0, -0.7), (0, 0, -0.02)], 0.003), GREY),
                Part("head", rounded_box((0.2, 0.2, 0.2), 0.02).moved(z_m=-0.8), LIT),
            ],
            "pendant",
        )
    )


def pendant() -> Luminaire:
    light = closed_distribution([0.0], [0.0, 180.0], [[1.0, 1.0]])
    return Luminaire(
        sku="test",
        name="Test",
        name_zh="测试",
        photometry=Photometry(light, LuminousOpening(), "IES"),
        mounting=Mounting.PENDANT,
        body=pendant_body(),
        photometric_centre_m=(0.0, 0.0, -0.8),
        hanging=HangingLength(0.3, 0.8, 2.0),
    )


def test_materials_and_groups_come_from_the_file() -> None:
    body = pendant_body()
    assert body.size_m == pytest.approx((0.2, 0.2, 0.9), abs=1e-6)
    assert [(material.name, material.glows) for material in body.materials[:2]] == [
        ("grey", False),
        ("lit", True),
    ]
    assert body.materials[0].metallic == pytest.approx(1.0)
    assert body.vertex_group is not None
    assert set(body.vertex_group.tolist()) == set(VertexGroup)
    lowest = body.vertices_m[body.vertex_group == VertexGroup.MOVES][:, 2]
    assert lowest.min() == pytest.approx(-0.9, abs=1e-6)


def test_a_body_without_named_parts_stays() -> None:
    body = read_body(glb_bytes([Part("lamp", rounded_box((0.1, 0.1, 0.1), 0.01), LIT)], "lamp"))
    assert body.vertex_group is None


def test_a_broken_body_is_refused() -> None:
    with pytest.raises(UnsoundInput):
        read_body(b"glTF but not really, only some text")


@pytest.mark.parametrize("length_m", [0.3, 0.8, 1.7])
def test_hanging_moves_the_head_and_stretches_the_cable(length_m: float) -> None:
    luminaire = pendant()
    body = luminaire.body
    assert body is not None
    assert body.vertex_group is not None
    before = body.vertices_m.copy()
    hung = hung_vertices(luminaire, length_m)
    lowered = length_m - 0.8
    fixed, cable, head = (body.vertex_group == group for group in VertexGroup)
    assert hung[fixed] == pytest.approx(before[fixed])
    assert hung[head] == pytest.approx(before[head] - [0, 0, lowered])
    assert hung[cable, 2].max() == pytest.approx(-0.02, abs=1e-6)
    assert hung[cable, 2].min() == pytest.approx(-0.7 - lowered, abs=1e-6)
    assert hung[:, :2] == pytest.approx(before[:, :2])
    assert photometric_centre_at(luminaire, length_m) == pytest.approx([0, 0, -length_m])
    assert np.array_equal(body.vertices_m, before)


def test_default_length_changes_nothing() -> None:
    luminaire = pendant()
    assert luminaire.body is not None
    assert np.array_equal(hung_vertices(luminaire), luminaire.body.vertices_m)
    assert photometric_centre_at(luminaire) == pytest.approx([0, 0, -0.8])


def test_a_length_without_cable_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves no cable"):
        hung_vertices(pendant(), 0.05)


def test_what_does_not_hang_takes_no_length() -> None:
    light = closed_distribution([0.0], [0.0, 180.0], [[1.0, 1.0]])
    bare = Luminaire("", "bare", "bare", Photometry(light, LuminousOpening(), "IES"))
    with pytest.raises(ValueError, match="does not hang"):
        photometric_centre_at(bare, 1.0)
    with pytest.raises(ValueError, match="no body"):
        hung_vertices(bare)
