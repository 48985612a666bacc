"""Readers by ending, and that no damaged file does more than be refused."""

from __future__ import annotations

import time
from math import isqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.photometric_text import MAX_VALUES
from assets.photometry import Photometry, closed_distribution
from assets.read_photometry import READERS, read_photometry
from assets.types_a_and_b import MOST_VALUES
from assets.write_ldt import write_ldt
from kit.errors import UnsoundInput
from kit.problems import errors_of

IES = b"""IESNA:LM-63-2002
[LUMINAIRE] A lamp
TILT=INCLUDE
1 2 0 90 1.0 0.9
1 -1 1.0 4 3 1 2 0.1 -0.2 0.05
1.0 1.0 12.5
0 30 60 90
0 45 90
100 80.5 40 1
100 70 30 2
100 60 20 3
"""
LDT = write_ldt(
    closed_distribution([0, 90, 180, 270], [0, 45, 90], [[9, 5, 1], [9, 4, 0], [9, 3, 1], [9, 4, 2]]),
    name="A lamp",
    power_w=12.5,
)
SEEDS = {"ies": IES, "ldt": LDT}
PIECES = [
    b"-1",
    b"1e308",
    b"nan",
    b"1e-320",
    b"\n",
    b",",
    b"99999999999",
    b"\xff",
    b"0",
    b"\x1a",
    b".",
    b" 7 ",
]


@st.composite
def damaged_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sound file with pieces cut out, doubled, overwritten or put in."""
    ending = draw(st.sampled_from(sorted(SEEDS)))
    data = SEEDS[ending]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = draw(st.integers(start, min(len(data), start + 40)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.just(data[start:stop] * 2), st.binary(max_size=6)))
        data = data[:start] + piece + data[stop:]
    return ending, data


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged=damaged_files())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(damaged: tuple[str, bytes]) -> None:
    ending, data = damaged
    try:
        photometry = read_photometry(data, f"lamp.{ending}")
    except UnsoundInput as refusal:
        why = errors_of(refusal.problems)
    else:
        why = []
        _require_sound_light(photometry)
    assert why or not errors_of(photometry.problems)


def _require_sound_light(photometry: Photometry) -> None:
    light = photometry.distribution
    assert np.isfinite(light.intensity_cd).all()
    assert light.maximum_cd() > 0
    assert np.isfinite(light.luminous_flux_lm())
    assert np.isfinite(light.beam_angle_deg())
    assert np.isfinite(photometry.opening.size_m).all()
    assert light.c_deg[0] == 0
    assert light.c_deg[-1] == 360


def test_the_ending_chooses_the_reader_whatever_its_case() -> None:
    assert read_photometry(IES, "Lamp.v2.IES").format == "IES"
    assert read_photometry(LDT, "lamp.Ldt").format == "EULUMDAT"
    assert set(READERS) == {"ies", "ldt"}


@pytest.mark.parametrize(
    ("filename", "code"),
    [
        ("lamp.gldf", "PRODUCT_NOT_PHOTOMETRY"),
        ("lamp.xml", "FORMAT_NOT_READ_YET"),
        ("ies", "UNKNOWN_FORMAT"),
        ("lamp.", "UNKNOWN_FORMAT"),
        ("", "UNKNOWN_FORMAT"),
        ("lamp.ies.exe", "UNKNOWN_FORMAT"),
    ],
)
def test_other_endings_are_refused_in_words(filename: str, code: str) -> None:
    with pytest.raises(UnsoundInput, match=r"\.ies and \.ldt") as refusal:
        read_photometry(IES, filename)
    assert refusal.value.problems[0].code == code


def test_a_file_under_the_wrong_ending_is_told(shared: Path) -> None:
    twin = (shared / "photometry/pair_isym3.ldt").read_bytes()
    archive = (shared / "photometry/gldf/minimal_ldc.gldf").read_bytes()
    for data, name, seems in (
        (twin, "pair.ies", ".ldt"),
        (LDT, "ours.IES", ".ldt"),
        (IES, "lamp.ldt", ".ies"),
        (IES.decode().encode("utf-16"), "lamp.ldt", ".ies"),
        (b"\xef\xbb\xbf" + IES, "lamp.ldt", ".ies"),
        (archive, "lamp.ldt", ".zip"),
        (b"<?xml version='1.0'?><IESTM33/>", "lamp.ies", ".xml"),
    ):
        with pytest.raises(UnsoundInput) as refusal:
            read_photometry(data, name)
        wrong, *others = refusal.value.problems
        assert (wrong.code, f"looks like a {seems} file" in wrong.message, bool(others)) == (
            "WRONG_ENDING",
            True,
            True,
        )
    with pytest.raises(UnsoundInput) as refusal:
        read_photometry(LDT, "lamp.txt")
    assert "name it so" in refusal.value.problems[0].hint


def _square(kind: int, count: int, turn_deg: float = 360.0) -> bytes:
    """An IES file of that type with so many horizontal and vertical angles."""
    ends = (180.0, turn_deg) if kind == 1 else (90.0, 90.0)
    angles = [" ".join(f"{angle:.6g}" for angle in np.linspace(0, end, count)) for end in ends]
    head = f"IESNA:LM-63-2002\nTILT=NONE\n1 -1 1 {count} {count} {kind} 2 0 0 0\n1 1 10\n"
    return (head + "\n".join(angles) + "\n" + "9 " * count**2).encode()


@pytest.mark.parametrize(("kind", "most"), [(1, MAX_VALUES), (2, MOST_VALUES), (3, MOST_VALUES)])
def test_the_largest_files_are_read_in_a_second(kind: int, most: int) -> None:
    data = _square(kind, isqrt(most))
    started = time.process_time()
    photometry = read_photometry(data, "lamp.ies")
    assert time.process_time() - started < 1.0
    assert photometry.distribution.maximum_cd() == pytest.approx(9)
    for larger in [_square(kind, isqrt(most) + 1)] + [_square(1, 1000, 90)] * (kind == 1):
        with pytest.raises(UnsoundInput) as refusal:
            read_photometry(larger, "lamp.ies")
        assert refusal.value.problems[0].code == "TABLE_TOO_LARGE"


def test_a_damaged_file_is_not_told_to_have_another_ending() -> None:
    for data, name in (
        (IES[:120], "lamp.ies"),
        (LDT[:200], "lamp.ldt"),
        (b"", "lamp.ies"),
        (b"\0", "lamp.ldt"),
    ):
        with pytest.raises(UnsoundInput) as refusal:
            read_photometry(data, name)
        assert "WRONG_ENDING" not in [problem.code for problem in refusal.value.problems]


def test_the_lamp_set_is_handed_on() -> None:
    assert read_photometry(LDT, "lamp.ldt", lamp_set=1).lamp_set == 1
    for data, name in ((IES, "lamp.ies"), (LDT, "lamp.ldt")):
        with pytest.raises(UnsoundInput, match="Lamp set 2"):
            read_photometry(data, name, lamp_set=2)
