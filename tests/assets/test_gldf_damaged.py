"""Damaged and overgrown GLDF files are read or refused in words, at once, and nothing else."""

from __future__ import annotations

import io
import math
import random
import re
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from gldf_files import BOX_OBJ, EMITTERS, FIXED, ON_MODEL, VARIANT, gldf_file, l3d_file, product_xml, zipped

from assets import gldf
from assets.gldf_product import MOST_TOGETHER
from assets.read_luminaire_file import read_luminaire_file
from kit.errors import UnsoundInput
from kit.problems import Severity

CASES = 400
PIECES = [b"-1", b"1e308", b"nan", b"0", b"99999999999", b"<", b'"', b"id", b"\xff", b"\0", b"../", b"1e-320"]


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def damaged(content: bytes, rng: random.Random) -> bytes:
    """Cut, doubled, overwritten, or with a number exchanged."""
    changed = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(changed) + 1)
        end = min(len(changed), at + rng.randint(1, 40))
        kind = rng.random()
        numbers = list(re.finditer(rb"-?\d+(\.\d+)?", bytes(changed)))
        if kind < 0.2:
            del changed[at:end]
        elif kind < 0.4:
            changed[at:at] = changed[at:end]
        elif kind < 0.8 and numbers:
            number = rng.choice(numbers)
            changed[number.start() : number.end()] = rng.choice(PIECES)
        else:
            changed[at:end] = rng.choice(PIECES)
    return bytes(changed)


def damaged_file(whole: dict[str, bytes], rng: random.Random) -> bytes:
    """A file of which one member, or a member of its model, is damaged; rarely the ZIP itself."""
    if rng.random() < 0.2:
        return damaged(zipped(whole), rng)
    name = rng.choice(sorted(whole))
    if name.endswith(".l3d"):
        inner = members(whole[name])
        part = rng.choice(sorted(inner))
        return zipped(whole | {name: zipped(inner | {part: damaged(inner[part], rng)})})
    return zipped(whole | {name: damaged(whole[name], rng)})


def require_read_or_refused(data: bytes) -> bool:
    """Read a file; whether it was taken."""
    start = time.perf_counter()
    try:
        file = read_luminaire_file(data, "a.gldf")
    except UnsoundInput:
        return False
    finally:
        assert time.perf_counter() - start < 5.0
    for variant in file.variants:
        assert math.isfinite(variant.luminaire.photometry.distribution.luminous_flux_lm())
        assert not [problem for problem in variant.problems if problem.severity is Severity.ERROR]
        body = variant.luminaire.body
        assert body is None or np.isfinite(body.vertices_m).all()
    return True


def test_damage_is_told_and_nothing_else_happens() -> None:
    whole, rng = members(gldf_file()), random.Random(7)
    taken = sum(require_read_or_refused(damaged_file(whole, rng)) for _ in range(CASES))
    assert 0.02 * CASES < taken < 0.9 * CASES


@pytest.mark.parametrize("name", ["philips_sp542p.gldf", "trilux_belviso_floor.gldf", "minimal_ldc.gldf"])
def test_damage_to_real_products(shared: Path, name: str) -> None:
    whole, rng = members((shared / "photometry" / "gldf" / name).read_bytes()), random.Random(11)
    for _ in range(40):
        require_read_or_refused(damaged_file(whole, rng))


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
