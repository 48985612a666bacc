"""The IES reader: what it refuses, warns of, and how it reads header, opening and planes."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from assets.ies import read_ies
from assets.ies_opening import ies_opening
from assets.photometric_text import MAX_BYTES
from assets.photometry import LuminousOpening, OpeningShape, Photometry
from assets.stated_facts import TiltFactors
from assets.table_checks import warn_of_other_quantity
from kit.errors import UnsoundInput
from kit.problems import Problem, Severity


def _file(
    *,
    header: str = "IESNA:LM-63-2002",
    labels: str = "[TEST] 1\n",
    tilt: str = "TILT=NONE",
    lamp: str = "1 -1 1",
    kind: str = "1",
    units: str = "2",
    opening: str = "0 0 0",
    factors: str = "1 1 10",
    gammas: str = "0 45 90",
    planes: str = "0",
    candela: str = "100 80 0",
) -> bytes:
    counts = f"{len(gammas.split())} {len(planes.split())}"
    lines = [
        header,
        labels + tilt,
        f"{lamp} {counts} {kind} {units} {opening}",
        factors,
        gammas,
        planes,
        candela,
    ]
    return "\n".join(lines).encode()


def _codes(photometry: Photometry) -> list[str]:
    return [problem.code for problem in photometry.problems]


def _errors(data: bytes) -> list[Problem]:
    with pytest.raises(UnsoundInput) as refusal:
        read_ies(data)
    return [problem for problem in refusal.value.problems if problem.severity is Severity.ERROR]


def test_a_plain_file_has_no_problems() -> None:
    photometry = read_ies(_file())
    assert _codes(photometry) == []
    assert photometry.format == "IES"
    assert photometry.version == "LM-63-2002"
    assert photometry.basis == "absolute"
    assert photometry.power_w == 10
    assert photometry.symmetry == "axial"
    assert photometry.distribution.c_deg.tolist() == [0, 360]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b" \r\n\x1a", "EMPTY_FILE"),
        (b"PK\x03\x04\x00\x00" + bytes(range(40)), "FILE_BINARY"),
        (b"\xff\xfeabc", "UNKNOWN_ENCODING"),
        (b"IESNA:LM-63-2002\n1 2 3\n", "TILT_LINE_MISSING"),
        (_file(tilt="TILT=../../etc/passwd"), "TILT_FILE_NOT_READ"),
        (_file(tilt="TILT="), "TILT_FILE_NOT_READ"),
        (_file(kind="2"), "TOO_FEW_ANGLES"),
        (_file(kind="3", planes="0 90", gammas="0 45 120", candela="1 " * 6), "ANGLE_OUT_OF_RANGE"),
        (_file(kind="7"), "UNKNOWN_PHOTOMETRY_TYPE"),
        (_file(units="3"), "UNKNOWN_UNITS"),
        (_file(lamp="1 -1 0"), "FACTOR_NOT_POSITIVE"),
        (_file(factors="-1 1 10"), "FACTOR_NOT_POSITIVE"),
        (_file(lamp="1 nan 1"), "NUMBER_NOT_FINITE"),
        (_file(lamp="1 abc 1"), "NOT_A_NUMBER"),
        (_file(gammas="0 90 45"), "ANGLES_NOT_INCREASING"),
        (_file(gammas="0 45 190"), "ANGLE_OUT_OF_RANGE"),
        (_file(gammas="0 nan 90"), "ANGLE_NOT_FINITE"),
        (_file(gammas="0", candela="5"), "TOO_FEW_ANGLES"),
        (_file(planes="0 270", candela="1 1 1 1 1 1"), "UNKNOWN_HORIZONTAL_RANGE"),
        (_file(planes="0 inf", candela="1 1 1 1 1 1"), "ANGLE_NOT_FINITE"),
        (_file(candela="100 80"), "COUNTS_DO_NOT_FIT"),
        (_file(candela="100 80 0 7"), "COUNTS_DO_NOT_FIT"),
        (_file(candela="100 1e999 0"), "INTENSITY_NOT_FINITE"),
        (_file(candela="0 0 0"), "NO_LIGHT"),
        (_file(candela="1e-12 0 0"), "NO_LIGHT"),
        (_file(opening="1000 1 0"), "OPENING_TOO_LARGE"),
        (_file().replace(b" 3 1 1 2", b" 3.5 1 1 2"), "COUNT_NOT_SOUND"),
        (_file().replace(b" 3 1 1 2", b" 3 0 1 2"), "COUNT_NOT_SOUND"),
        (_file(tilt="TILT=INCLUDE\n9 1 0 1"), "TILT_NOT_SOUND"),
        (_file(tilt="TILT=INCLUDE\n1 99999 0 1"), "TILT_NOT_SOUND"),
    ],
)
def test_refusals(data: bytes, code: str) -> None:
    assert code in [problem.code for problem in _errors(data)]


def test_a_refusal_names_its_place() -> None:
    (problem,) = _errors(_file(candela="100 8o 0"))
    assert problem.where == "line 8, number 19"
    assert "'8o'" in problem.message


def test_all_errors_of_the_table_are_told_at_once() -> None:
    codes = {problem.code for problem in _errors(_file(gammas="0 90 45", candela="100 80 0 4"))}
    assert codes == {"ANGLES_NOT_INCREASING", "COUNTS_DO_NOT_FIT"}


def test_large_files_and_counts_are_refused_at_once() -> None:
    started = time.perf_counter()
    assert _errors(b"1 " * (MAX_BYTES // 2 + 1))[0].code == "FILE_TOO_LARGE"
    announced = _file().replace(b" 3 1 1 2", b" 1500 1500 1 2")
    assert _errors(announced)[0].code == "COUNTS_DO_NOT_FIT"
    assert _errors(_file().replace(b" 3 1 1 2", b" 1e9 1e9 1 2"))[0].code == "COUNT_NOT_SOUND"
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize(
    "data",
    [
        b"TILT=a" + b" " * 4_000_000 + b"b",
        b"TILT=NONE\n" + b"1" * 4_000_000 + b"x",
        b"[A]b\n" + b"[MORE]c\n" * 500_000 + b"TILT=NONE\n1",
        b"TILT" + b" " * 4_000_000,
    ],
)
def test_no_text_makes_reading_slow(data: bytes) -> None:
    started = time.perf_counter()
    assert _errors(data)
    assert time.perf_counter() - started < 3.0


@pytest.mark.parametrize(
    "text", [b"mol-" * 50_000, b"photons" * 28_000, b"mol" + b" " * 200_000, b"[OTHER] mol-\n[MORE] " * 1_000]
)
def test_long_texts_are_cut_and_told(text: bytes) -> None:
    started = time.perf_counter()
    read = read_ies(_file().replace(b"TILT=", b"[OTHER] " + text + b"\nTILT=", 1))
    assert time.perf_counter() - started < 1.0
    assert len(read.keywords["OTHER"]) <= 2000
    assert "TEXT_CUT" in [problem.code for problem in read.problems]


def test_an_endless_text_of_another_quantity_is_searched_at_once() -> None:
    """The search bounds itself, whoever hands it a text."""
    started, problems = time.perf_counter(), list[Problem]()
    warn_of_other_quantity({"OTHER": "mol-" * 50_000}, problems)
    assert time.perf_counter() - started < 1.0
    assert not problems
    warn_of_other_quantity({"OTHER": "values in µmol/s / sr"}, problems)
    assert [problem.code for problem in problems] == ["QUANTITY_NOT_CANDELA"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_file(units="1", opening="1 1 0"), "UNITS_FEET_CONVERTED"),
        (_file(header="IESNA:LM-63-2077"), "UNKNOWN_HEADER"),
        (_file(header="made by hand"), "UNKNOWN_HEADER"),
        (_file(candela="100 -5 0"), "INTENSITY_NEGATIVE"),
        (_file(lamp="1 -1 1e6"), "INTENSITY_VERY_HIGH"),
        (_file(factors="1 1 0"), "POWER_MISSING"),
        (_file(planes="0 180", candela="1 1 1 0 0 0"), "PLANE_DARK"),
        (_file(lamp="1 50 1"), "FLUX_ABOVE_LAMP_FLUX"),
        (_file(labels="[_ABSOLUTELUMENS]1000\n"), "FLUX_DIFFERS"),
        (_file(planes="0 90 180 270", candela="1 1 1 " * 4), "RING_NOT_CLOSED"),
        (_file(planes="0 180 360", candela="1 1 1 1 1 1 2 2 2"), "RING_ENDS_DIFFER"),
        (_file(planes="45"), "SINGLE_PLANE_TURNED"),
        (_file(candela="100 80 0 \n the end"), "TEXT_AFTER_END"),
        (_file(opening="1 1 -1"), "UNKNOWN_OPENING"),
        (_file(factors="1 2 10"), "SECOND_FACTOR_IGNORED"),
        (_file(factors="1 1.1 10"), "SECOND_FACTOR_IGNORED"),
        (_file(header="IES:LM-63-2019", factors="1 0.9 10"), "SECOND_FACTOR_IGNORED"),
        (_file(lamp="0 1000 1"), "LAMP_FLUX_UNKNOWN"),
        (_file(lamp="1 -1000 1"), "LAMP_FLUX_UNKNOWN"),
        (_file(lamp="1e9 -1 1"), "LAMPS_NOT_SOUND"),
        (_file(planes="0 180 360", candela="1 1 1 1 1 1 1 1 1.002"), "RING_ENDS_DIFFER"),
        (_file(tilt="TILT=INCLUDE\n1 2 0 90 1 0.5"), "TILT_IGNORED"),
        (_file(labels="[_UNITS] mW/sr\n"), "QUANTITY_NOT_CANDELA"),
        (_file(labels="[_UNITS] Watts\n"), "QUANTITY_NOT_CANDELA"),
        (
            _file(labels="[OTHER] intensities in \N{MICRO SIGN}W / sr of a UV-C lamp\n"),
            "QUANTITY_NOT_CANDELA",
        ),
        (_file(labels="[_TOTALLUMENS] 500 lm\n"), "FLUX_DIFFERS"),
    ],
)
def test_warnings(data: bytes, code: str) -> None:
    assert _codes(read_ies(data)) == [code]


def test_negative_intensities_count_as_0() -> None:
    assert read_ies(_file(candela="100 -5 0")).distribution.intensity_cd.min() == 0.0


def test_candela_are_table_times_multiplier_times_ballast_factor() -> None:
    assert read_ies(_file(lamp="3 -1 2", factors="0.5 1.7 10")).distribution.maximum_cd() == 100
    assert read_ies(_file(header="IESNA91", factors="0.5 1.5 10")).distribution.maximum_cd() == 75
    old = _file(header="a lamp", labels="of 1987\n", factors="1 0.5 10")
    assert read_ies(old).version == "LM-63-1986"
    assert read_ies(old).distribution.maximum_cd() == 50
    coded = _file(header="IES:LM-63-2019", factors="1 1.00001 10")
    assert read_ies(coded).version == "LM-63-2019"
    assert read_ies(coded).distribution.maximum_cd() == 100
    for code in ("1", "1.00001", "1.00010", "1.10000"):
        assert _codes(read_ies(_file(header="IES:LM-63-2019", factors=f"1 {code} 10"))) == []


@pytest.mark.parametrize(
    ("header", "version"),
    [
        ("IESNA91", "LM-63-1991"),
        ("IESNA:LM-63-1991", "LM-63-1991"),
        ("IESNA95", "LM-63-1995"),
        ("IESNA:LM-63-1995", "LM-63-1995"),
        ("IESNA: LM-63-2002 ", "LM-63-2002"),
        ("iesna:lm-63-2002", "LM-63-2002"),
        ("IES:LM-63-2019", "LM-63-2019"),
    ],
)
def test_header_lines_of_the_wild(header: str, version: str) -> None:
    assert read_ies(_file(header=header)).version == version


def test_keywords() -> None:
    labels = "[MANUFAC]Acme\n[LUMINAIRE] A lamp\n[MORE] of two lines\n[_OWN] x\n"
    photometry = read_ies(_file(labels=labels))
    assert photometry.manufacturer == "Acme"
    assert photometry.name == "A lamp of two lines"
    assert photometry.keywords["_OWN"] == "x"


def test_what_only_keywords_say() -> None:
    labels = "[_SEARCH_COLORTEMP] 5000\n[_CRI] 90\na free line\n[_UNITS] feet\n[_WATT] 12 W / 1200 lm\n"
    photometry = read_ies(_file(labels=labels))
    assert _codes(photometry) == []
    assert (photometry.cct_k, photometry.colour_rendering_index) == (5000, 90)
    assert photometry.keywords["LABELS"] == "a free line"
    assert read_ies(_file()).cct_k is None


def test_lamps_and_factors_are_kept() -> None:
    labels = "[LAMP] T5\n"
    photometry = read_ies(
        _file(labels=labels, tilt="TILT=INCLUDE\n2 2 0 90 1 0.5", lamp="3 1200 2", factors="0.5 1.7 10")
    )
    (lamps,) = photometry.lamp_sets
    assert (lamps.lamps, lamps.kind, lamps.flux_lm, lamps.power_w) == (3, "T5", 3600, 10)
    assert photometry.ies is not None
    assert (photometry.ies.multiplier, photometry.ies.ballast_factor) == (2, 0.5)
    assert photometry.ies.tilt == TiltFactors(2, (0.0, 90.0), (1.0, 0.5))
    with pytest.raises(UnsoundInput, match="one lamp set"):
        read_ies(_file(), lamp_set=2)
    assert read_ies(_file(), lamp_set=1).lamp_set == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    data = _file(labels="[LUMINAIRE] 20° é\n").decode().encode(encoding)
    assert read_ies(data).name == "20° é"


def test_line_ends_commas_and_ctrl_z_do_not_matter() -> None:
    plain = read_ies(_file(candela="100 80 0")).distribution.intensity_cd
    for data in (
        _file().replace(b"\n", b"\r\n"),
        _file().replace(b"\n", b"\r"),
        _file(tilt=" tilt = none ", candela="100,80,0\n\x1a\x1a"),
    ):
        np.testing.assert_array_equal(read_ies(data).distribution.intensity_cd, plain)


def test_numbers_may_wrap_anywhere_and_counts_have_points() -> None:
    plain = read_ies(_file()).distribution
    head, _, numbers = _file().partition(b"TILT=NONE\n")
    for other in (
        b"\n".join(numbers.split()),
        b" ".join(numbers.split()),
        b"\n\n  ".join(numbers.split()),
        numbers.replace(b" 3 1 1 2 ", b" 3.0 1.0 1. 2.00 "),
        numbers.replace(b" 3 1 1 2 ", b" 3 1\n1 2\n"),
    ):
        read = read_ies(head + b"TILT=NONE\n" + other)
        assert _codes(read) == []
        np.testing.assert_array_equal(read.distribution.intensity_cd, plain.intensity_cd)


@pytest.mark.parametrize("gammas", ["0 45 90", "90 135 180", "0 70 140", "0 90 180"])
def test_outside_the_vertical_angles_it_is_dark(gammas: str) -> None:
    light = read_ies(_file(gammas=gammas, candela="5 5 5")).distribution
    first, last = float(gammas.split()[0]), float(gammas.split()[-1])
    gamma_deg = np.arange(0.0, 181.0, 5.0)
    inside = (gamma_deg >= first) & (gamma_deg <= last)
    np.testing.assert_allclose(light.intensity_towards_cd(0, gamma_deg), np.where(inside, 5.0, 0.0))


def test_uneven_planes_are_mirrored_by_their_angles() -> None:
    quadrant = read_ies(_file(gammas="0 90", planes="0 20 90", candela="1 1 2 2 3 3"))
    assert quadrant.symmetry == "quadrant 0-90"
    assert quadrant.distribution.c_deg.tolist() == [0, 20, 90, 160, 180, 200, 270, 340, 360]
    assert quadrant.distribution.intensity_cd[:, 0].tolist() == [1, 2, 3, 2, 1, 2, 3, 2, 1]
    half = read_ies(_file(gammas="0 90", planes="90 100 270", candela="1 1 2 2 3 3"))
    assert half.symmetry == "bilateral 90-270"
    assert half.distribution.intensity_towards_cd([80, 90, 100, 270], 10).tolist() == [2, 1, 2, 3]
    other = read_ies(_file(gammas="0 90", planes="0 30 180", candela="1 1 2 2 3 3"))
    assert other.distribution.intensity_towards_cd([0, 30, 330, 180], 10).tolist() == [1, 2, 2, 3]


S = OpeningShape
OPENINGS = [
    # width, length, height, edition, shape, extent along x (length), y (width), z
    ((0, 0, 0), "LM-63-2002", S.POINT, (0, 0, 0)),
    ((0.2, 1.2, 0), "LM-63-2002", S.RECTANGLE, (1.2, 0.2, 0)),
    ((0.2, 1.2, 0.1), "LM-63-1986", S.RECTANGLE, (1.2, 0.2, 0.1)),
    ((-0.3, 0, 0), "LM-63-1995", S.DISC, (0.3, 0.3, 0)),
    ((-0.3, 0, 0), "LM-63-2002", S.DISC, (0.3, 0.3, 0)),
    ((-0.3, -0.3, 0), "LM-63-2002", S.DISC, (0.3, 0.3, 0)),
    ((-0.3, -0.5, 0), "LM-63-2002", S.DISC, (0.5, 0.3, 0)),
    ((-0.3, 0.5, 0), "LM-63-1986", S.DISC, (0.5, 0.3, 0)),
    ((0.3, -0.5, 0), "LM-63-1995", S.DISC, (0.5, 0.3, 0)),
    ((-0.3, 0.5, 0.2), "LM-63-1995", S.DISC, (0.5, 0.3, 0.2)),
    ((-0.3, 0.5, 0.2), "LM-63-1991", S.SPHERE, (0.5, 0.3, 0.2)),
    ((-0.3, 0, 0.2), "LM-63-1991", S.DISC, (0.3, 0.3, 0.2)),
    ((-0.3, -0.3, 0.2), "LM-63-2019", S.DISC, (0.3, 0.3, 0.2)),
    ((-0.3, 0, -0.3), "LM-63-1995", S.SPHERE, (0.3, 0.3, 0.3)),
    ((-0.3, -0.4, -0.5), "LM-63-2002", S.SPHERE, (0.4, 0.3, 0.5)),
    ((0.3, -0.4, -0.5), "LM-63-1995", S.SPHERE, (0.4, 0.3, 0.5)),
    ((0, 1.2, -0.1), "LM-63-1995", S.CYLINDER_X, (1.2, 0.1, 0.1)),
    ((-0.1, 1.2, -0.1), "LM-63-2002", S.CYLINDER_X, (1.2, 0.1, 0.1)),
    ((1.2, 0, -0.1), "LM-63-1995", S.CYLINDER_Y, (0.1, 1.2, 0.1)),
    ((1.2, -0.1, -0.1), "LM-63-2002", S.CYLINDER_Y, (0.1, 1.2, 0.1)),
    ((0, -0.3, -0.3), "LM-63-2002", S.DISC_FACING_X, (0, 0.3, 0.3)),
]


@pytest.mark.parametrize(("numbers", "version", "shape", "size_m"), OPENINGS)
def test_openings_of_all_editions(
    numbers: tuple[float, float, float], version: str, shape: OpeningShape, size_m: tuple[float, float, float]
) -> None:
    problems: list[Problem] = []
    assert ies_opening(*numbers, version=version, problems=problems) == LuminousOpening(shape, size_m)
    assert problems == []


def test_feet_become_metres() -> None:
    opening = read_ies(_file(units="1", opening="1 2 0.5")).opening
    assert opening.size_m == pytest.approx((0.6096, 0.3048, 0.1524))


EXPECTED_OF_SHARED = {
    "rab_area_quad_feet.ies": ["UNITS_FEET_CONVERTED"],
    "floodlight_12w_says_1000lm.ies": ["FLUX_ABOVE_LAMP_FLUX"],
    "tilt_include_tiny.ies": ["TILT_IGNORED", "FLUX_ABOVE_LAMP_FLUX"],
    "bega_pendant_wide.ies": [],
    "rab_flood_typeB_half.ies": ["RESAMPLED", "UNITS_FEET_CONVERTED"],
    "derived/negative_cd.ies": ["INTENSITY_NEGATIVE"],
}
REFUSED_OF_SHARED = {
    "malformed_converter_output.ies": "ANGLES_NOT_INCREASING",
    "derived/truncated.ies": "COUNTS_DO_NOT_FIT",
    "derived/huge_counts.ies": "TABLE_TOO_LARGE",
    "derived/nan_inf.ies": "INTENSITY_NOT_FINITE",
}


@pytest.mark.parametrize("name", EXPECTED_OF_SHARED)
def test_warnings_of_real_files(shared: Path, name: str) -> None:
    assert _codes(read_ies((shared / "photometry" / name).read_bytes())) == EXPECTED_OF_SHARED[name]


@pytest.mark.parametrize("name", REFUSED_OF_SHARED)
def test_broken_files_are_refused(shared: Path, name: str) -> None:
    assert _errors((shared / "photometry" / name).read_bytes())[0].code == REFUSED_OF_SHARED[name]


@pytest.mark.parametrize("name", ["cr_only", "utf16", "commas"])
def test_odd_copies_of_a_file_read_like_it(shared: Path, name: str) -> None:
    folder = shared / "photometry"
    plain = read_ies((folder / "rab_downlight_axial_feet.ies").read_bytes())
    copy = read_ies((folder / f"derived/{name}.ies").read_bytes())
    np.testing.assert_array_equal(copy.distribution.intensity_cd, plain.distribution.intensity_cd)
    assert copy.opening == plain.opening
