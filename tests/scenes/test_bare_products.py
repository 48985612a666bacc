"""Products that a configuration names as files: they hang with their bodies, each variant as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gldf_files import BEAM, CEILING, LDT, VARIANT, gldf_file, product_xml

from assets.catalogue import Catalogue
from assets.luminaire import Mounting
from scenes.configuration import read_configuration
from scenes.placement import Placed, place_luminaires

PENDANT = '<Mountings><Ceiling><Pendant pendantLength="500"/></Ceiling></Mountings>'
TWO = VARIANT + VARIANT.replace('id="v"', 'id="hung"').replace(CEILING, PENDANT)
FILES = {"lamp.gldf": gldf_file(product_xml(variants=TWO)), "beam.ldt": LDT, "bad.gldf": b"no product"}


def placed(*placements: dict[str, Any]) -> tuple[list[Placed], list[tuple[str, str]]]:
    document = {
        "lampyris": 1,
        "room": {"outline_m": [[0, 0], [5, 0], [5, 4], [0, 4]], "height_m": 2.7},
        "placements": [
            {"id": f"p{k}", "position_m": [2.0, 2.0, 2.7], **entry} for k, entry in enumerate(placements)
        ],
    }
    asked: list[str] = []

    def read_file(name: str) -> bytes:
        asked.append(name)
        if name not in FILES:
            raise FileNotFoundError(name)
        return FILES[name]

    found, problems = place_luminaires(
        read_configuration(document), catalogue=Catalogue(()), read_file=read_file
    )
    wanted = {(each["luminaire"]["photometry"], each["luminaire"].get("lamp_set")) for each in placements}
    assert len(asked) == len(wanted)  # each file is read once for each of its lamp sets
    return found, [(problem.code, problem.where) for problem in problems]


def product(**keys: Any) -> dict[str, Any]:
    return {"luminaire": {"photometry": "lamp.gldf"}, **keys}


def test_a_product_hangs_with_its_body_at_its_mounting_point() -> None:
    (lamp,), problems = placed(product(rotation_deg=[90, 0, 0]))
    assert problems == []
    assert lamp.luminaire.mounting is Mounting.CEILING
    assert lamp.body_vertices_m is not None
    assert lamp.body_vertices_m.max(axis=0) == pytest.approx([2.2, 2.1, 2.7])
    assert lamp.body_vertices_m.min(axis=0) == pytest.approx([1.8, 1.9, 2.6])
    assert lamp.file_from_photometry[:3, 3] == pytest.approx([2.0, 2.0, 2.6])  # where its light leaves


def test_a_variant_is_chosen_and_hung_at_a_length() -> None:
    (first, second), problems = placed(product(), product(variant="hung", hanging_length_m=0.4))
    assert problems == [("GLDF_SUSPENSION", "placements[1].luminaire.photometry")]  # a remark
    assert first.luminaire.mounting is Mounting.CEILING
    assert second.luminaire.mounting is Mounting.PENDANT
    assert second.file_from_photometry[2, 3] == pytest.approx(2.3)
    assert second.body_vertices_m is not None
    assert np.ptp(second.body_vertices_m[:, 2]) == pytest.approx(0.4)


def test_what_cannot_be_chosen_is_told() -> None:
    found, told = placed(
        product(variant="blue"),
        product(variant="hung", hanging_length_m=0.9),
        product(bulb="e27"),
        {"luminaire": {"photometry": "beam.ldt"}, "variant": "v"},
        {"luminaire": {"photometry": "bad.gldf"}},
        {"luminaire": {"photometry": "gone.gldf"}},
        {"luminaire": {"photometry": "lamp.gldf", "lamp_set": 2}},
    )
    problems = [each for each in told if each[0] != "GLDF_SUSPENSION"]
    assert problems[:4] == [
        ("UNKNOWN_VARIANT", "placements[0].variant"),
        ("HANGING_LENGTH_OUT_OF_RANGE", "placements[1].hanging_length_m"),
        ("UNKNOWN_BULB", "placements[2].bulb"),
        ("UNKNOWN_VARIANT", "placements[3].variant"),
    ]
    assert [code for code, _ in problems[4:]] == ["ARCHIVE_NOT_ZIP", "FILE_NOT_FOUND", "UNKNOWN_LAMP_SET"]
    assert len(found) == 3


def test_light_and_body_of_a_product_may_be_turned_apart() -> None:
    turned = {"luminaire": {"photometry": "lamp.gldf", "turn_c0_deg": 90}}
    (lamp,), _ = placed(turned)
    light = lamp.luminaire.photometry.distribution
    assert float(light.intensity_towards_cd(90, 60)) == pytest.approx(float(BEAM.intensity_towards_cd(0, 60)))
