"""Overgrown GLDF files are read within bounds or refused in words; damaged ones are in tests/fuzz."""

from __future__ import annotations

import time

import numpy as np
import pytest
from gldf_files import BOX_OBJ, EMITTERS, FIXED, ON_MODEL, VARIANT, gldf_file, l3d_file, product_xml

from assets import gldf
from assets.gldf_product import MOST_TOGETHER
from assets.read_luminaire_file import read_luminaire_file
from kit.errors import UnsoundInput


def refused(data: bytes) -> set[str]:
    with pytest.raises(UnsoundInput) as refusal:
        read_luminaire_file(data, "a.gldf")
    return {problem.code for problem in refusal.value.problems}


def test_lists_that_multiply_are_refused() -> None:
    many = FIXED * (MOST_TOGETHER + 1)
    assert refused(gldf_file(product_xml(emitters=f'<Emitter id="e">{many}</Emitter>'))) == {
        "GLDF_TOO_MANY_ENTRIES"
    }
    reference = ON_MODEL[ON_MODEL.index("<EmitterReference") : ON_MODEL.index("</ModelGeometryReference>")]
    crowd = VARIANT.replace(reference, reference * (MOST_TOGETHER + 1))
    assert refused(gldf_file(product_xml(variants=crowd))) == {"GLDF_TOO_MANY_ENTRIES"}


def test_variants_share_what_they_have_in_common_and_stay_within_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    variants = "".join(VARIANT.replace('id="v"', f'id="v{k}"') for k in range(200))
    heavy = l3d_file(obj=BOX_OBJ + "f 1 2 3\n" * 2000)
    data = gldf_file(product_xml(variants=variants, emitters=EMITTERS), {"geo/lamp.l3d": heavy})
    start = time.perf_counter()
    file = read_luminaire_file(data, "a.gldf")
    assert time.perf_counter() - start < 5.0  # its model is read once
    assert len(file.variants) == 200
    monkeypatch.setattr(gldf, "MOST_TRIANGLES", 10_000)
    fewer = read_luminaire_file(data, "a.gldf")
    assert len(fewer.variants) == 4
    assert {problem.code for problem in fewer.problems} == {"GLDF_TOO_HEAVY"}


def test_a_heavy_model_is_simplified() -> None:
    steps = 146
    points = "".join(
        f"v {10 * np.cos(6.2832 * i / steps):.4f} {10 * np.sin(6.2832 * i / steps):.4f} {-0.05 * j:.4f}\n"
        for j in range(steps)
        for i in range(steps)
    )
    faces = "".join(
        f"f {j * steps + i + 1} {j * steps + (i + 1) % steps + 1} {(j + 1) * steps + (i + 1) % steps + 1} "
        f"{(j + 1) * steps + i + 1}\n"
        for j in range(steps - 1)
        for i in range(steps)
    )
    tube = l3d_file(obj=f"g a\n{points}{faces}g glass\nf 1 2 3\n")
    (variant,) = read_luminaire_file(gldf_file(files={"geo/lamp.l3d": tube}), "a.gldf").variants
    assert variant.luminaire.body is not None
    assert len(variant.luminaire.body.triangles) <= 40_000
    assert "BODY_SIMPLIFIED" in [problem.code for problem in variant.problems]
