"""The EULUMDAT reader and writer: symmetries, lamp sets, refusals, an outside oracle, a round trip."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyldt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assets.ldt import colour_rendering_of, colour_temperature_of, read_ldt
from assets.photometry import (
    LuminousIntensityDistribution,
    LuminousOpening,
    OpeningShape,
    Photometry,
    closed_distribution,
)
from assets.stated_facts import EulumdatFacts
from assets.write_ldt import write_ldt
from kit.errors import UnsoundInput
from kit.problems import Problem

ORACLE_NAMES = [
    "pair_isym3.ldt",
    "erco_uplight_qt32.ldt",
    "road_isym3_uneven_planes.ldt",
    "two_lamp_sets_isym3.ldt",
    "floor_uplight_isym0.ldt",
    "fluorescent_2lamp_isym4.ldt",
    "projector_isym2_unevenG.ldt",
    "tulux_two_modes_isym4.ldt",
    "erco_absolute_isym1_mc1.ldt",
    "regent_indirect_isym0.ldt",
    "trilux_wall_isym3.ldt",
    "signify_linear_isym4.ldt",
    "ugr/sample_01.ldt",
    "ugr/sample_11.ldt",
]

LAMP_SET = ["1", "LED", "1000", "3000 K", "80", "10"]


def _file(
    *,
    isym: int = 0,
    planes: str = "0 90 180 270",
    gammas: str = "0 90",
    table: str = "1 1 2 2 3 3 4 4",
    sizes: str = "100 50 10 80 40 1 2 3 4",
    lamp_sets: list[list[str]] | None = None,
    changed: dict[int, str] | None = None,
) -> bytes:
    sets = [LAMP_SET] if lamp_sets is None else lamp_sets
    lines = ["Acme", "3", str(isym), str(len(planes.split())), "0", str(len(gammas.split())), "0"]
    lines += ["", "A lamp", "", "", "", *sizes.split(), "100", "0", "1", "0", str(len(sets))]
    lines += [value for lamp_set in sets for value in lamp_set]
    lines += ["0"] * 10 + planes.split() + gammas.split() + table.split()
    for line, text in (changed or {}).items():
        lines[line - 1] = text
    return "\r\n".join(lines).encode()


def _codes(photometry: Photometry) -> list[str]:
    return [problem.code for problem in photometry.problems]


def _errors(data: bytes) -> list[Problem]:
    with pytest.raises(UnsoundInput) as refusal:
        read_ldt(data)
    return list(refusal.value.problems)


def test_a_plain_file_has_no_problems() -> None:
    photometry = read_ldt(_file())
    assert _codes(photometry) == []
    assert photometry.format == "EULUMDAT"
    assert photometry.manufacturer == "Acme"
    assert photometry.name == "A lamp"
    assert photometry.basis == "relative"
    assert photometry.lamp_flux_lm == 1000
    assert photometry.cct_k == 3000
    assert photometry.colour_rendering_index == 80
    assert photometry.power_w == 10


@pytest.mark.parametrize(
    ("isym", "planes", "table", "c_deg", "first_column"),
    [
        (0, "0 90 200 270", "1 1 2 2 3 3 4 4", [0, 90, 200, 270, 360], [1, 2, 3, 4, 1]),
        (1, "0 90 180 270", "1 1", [0, 360], [1, 1]),
        (2, "0 70 180 290", "1 1 2 2 3 3", [0, 70, 180, 290, 360], [1, 2, 3, 2, 1]),
        (3, "0 90 180 270", "1 1 2 2 3 3", [0, 90, 180, 270, 360], [2, 3, 2, 1, 2]),
        (
            4,
            "0 30 90 150 180 210 270 330",
            "1 1 2 2 3 3",
            [0, 30, 90, 150, 180, 210, 270, 330, 360],
            [1, 2, 3, 2, 1, 2, 3, 2, 1],
        ),
    ],
)
def test_symmetries(
    isym: int, planes: str, table: str, c_deg: list[float], first_column: list[float]
) -> None:
    light = read_ldt(_file(isym=isym, planes=planes, table=table)).distribution
    assert light.c_deg.tolist() == c_deg
    assert light.intensity_cd[:, 0].tolist() == first_column


def test_the_flux_of_a_set_is_not_multiplied_by_its_lamps() -> None:
    two = read_ldt(_file(lamp_sets=[["2", "LED", "8000", "", "", "10"]]))
    assert two.distribution.maximum_cd() == 32
    absolute = read_ldt(_file(lamp_sets=[["-1", "LED", "8000", "", "", "10"]]))
    assert absolute.distribution.maximum_cd() == 32
    assert absolute.basis == "absolute"
    assert absolute.lamp_flux_lm is None
    assert read_ldt(_file(changed={24: "0,5"})).distribution.maximum_cd() == 2


def test_other_lamp_sets_are_named() -> None:
    photometry = read_ldt(_file(lamp_sets=[LAMP_SET, ["1", "COB", "2000", "", "", "20"]]))
    assert _codes(photometry) == ["OTHER_LAMP_SETS"]
    assert "COB 2000 lm" in photometry.problems[0].message
    assert photometry.distribution.maximum_cd() == 4


def test_a_lamp_set_can_be_chosen() -> None:
    sets = [LAMP_SET, ["-2", "COB", "2000", "4000 K", "1B/91", "20"]]
    second = read_ldt(_file(lamp_sets=sets, changed={23: "0.5"}), lamp_set=2)
    assert _codes(second) == ["FLUX_DIFFERS"]  # as for the first: the light output ratio holds for every set
    assert second.distribution.maximum_cd() == 8
    assert (second.power_w, second.cct_k, second.colour_rendering_index) == (20, 4000, 91)
    assert (second.basis, second.lamp_flux_lm, second.lamp_set) == ("absolute", None, 2)
    assert [(one.lamps, one.kind, one.flux_lm, one.power_w) for one in second.lamp_sets] == [
        (1, "LED", 1000, 10),
        (2, "COB", 2000, 20),
    ]
    assert _codes(read_ldt(_file(lamp_sets=sets), lamp_set=1)) == []
    for wrong in (0, 3):
        with pytest.raises(UnsoundInput, match="2 lamp sets"):
            read_ldt(_file(lamp_sets=sets), lamp_set=wrong)
    unlit = [LAMP_SET, ["1", "COB", "much", "", "", "20"]]
    assert _codes(read_ldt(_file(lamp_sets=unlit))) == ["VALUE_UNREADABLE", "OTHER_LAMP_SETS"]
    with pytest.raises(UnsoundInput, match="the flux of the lamp set"):
        read_ldt(_file(lamp_sets=unlit), lamp_set=2)


def test_steps_and_kinds_of_the_wild() -> None:
    """A stated step that fits, uneven angles with step 0, and the luminaire type 0 that some makers write."""
    for changed in ({5: "90", 7: "90"}, {5: "0", 7: "0"}, {5: "90.00", 2: "0"}):
        assert _codes(read_ldt(_file(changed=changed))) == []


def test_what_only_this_format_says_is_kept() -> None:
    ratios = {line: str(line / 100) for line in range(33, 43)}
    facts = read_ldt(_file(changed={2: "2", 23: "85", 25: "15", **ratios})).eulumdat
    assert facts == EulumdatFacts(
        luminaire_type=2,
        housing_m=(0.1, 0.05, 0.01),
        light_output_ratio=0.85,
        tilt_deg=15,
        direct_ratios=tuple(line / 100 for line in range(33, 43)),
    )


def test_length_runs_along_y_and_width_along_x() -> None:
    box = LuminousOpening(OpeningShape.RECTANGLE, (0.04, 0.08, 0.004), sides_m=(0.001, 0.002, 0.003, 0.004))
    assert read_ldt(_file()).opening == box
    round_opening = read_ldt(_file(sizes="100 0 10 80 0 0 0 0 0")).opening
    assert round_opening == LuminousOpening(OpeningShape.DISC, (0.08, 0.08, 0.0))
    assert read_ldt(_file(sizes="100 0 10 0 0 0 0 0 0")).opening == LuminousOpening()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b"GIF89a\x01\x00\x01\x00", "FILE_BINARY"),
        (b"a\nb\n", "COUNTS_DO_NOT_FIT"),
        (_file(changed={3: "7"}), "UNKNOWN_SYMMETRY"),
        (_file(changed={3: "one"}), "NOT_A_NUMBER"),
        (_file(changed={3: "nan"}), "NUMBER_NOT_FINITE"),
        (_file(changed={4: "0"}), "COUNT_NOT_SOUND"),
        (_file(changed={4: "2.5"}), "COUNT_NOT_SOUND"),
        (_file(changed={4: "3"}), "ANGLES_NOT_INCREASING"),
        (_file(changed={4: "5"}), "ANGLES_NOT_INCREASING"),
        (_file(changed={6: "1"}), "TOO_FEW_ANGLES"),
        (_file(changed={4: "2000", 6: "2000"}), "TABLE_TOO_LARGE"),
        (_file(changed={24: "0"}), "FACTOR_NOT_POSITIVE"),
        (_file(changed={26: "0"}), "COUNT_NOT_SOUND"),
        (_file(changed={26: "21"}), "COUNT_NOT_SOUND"),
        (_file(changed={29: "0"}), "LAMP_FLUX_NOT_POSITIVE"),
        (_file(changed={29: "much"}), "NOT_A_NUMBER"),
        (_file(changed={16: "-5"}), "OPENING_NOT_SOUND"),
        (_file(changed={16: "1e9"}), "OPENING_TOO_LARGE"),
        (_file(table="1 1 2 2 3 3 4"), "COUNTS_DO_NOT_FIT"),
        (_file(table="1 1 2 2 3 3 4 4 5"), "COUNTS_DO_NOT_FIT"),
        (_file(table="1 1 2 2 3 3 4 inf"), "INTENSITY_NOT_FINITE"),
        (_file(table="0 0 0 0 0 0 0 0"), "NO_LIGHT"),
        (_file(planes="0 90 180 400"), "ANGLE_OUT_OF_RANGE"),
        (_file(planes="0 90 90 270"), "ANGLES_NOT_INCREASING"),
        (_file(gammas="0 190"), "ANGLE_OUT_OF_RANGE"),
        (_file(isym=3, planes="0 80 180 270", table="1 1 2 2 3 3"), "PLANES_DO_NOT_FIT"),
        (_file(isym=4, planes="0 60 120 180 240 300"), "PLANES_DO_NOT_FIT"),
    ],
)
def test_refusals(data: bytes, code: str) -> None:
    assert code in [problem.code for problem in _errors(data)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_file(table="1 1 2 2 3 3 4 -4"), "INTENSITY_NEGATIVE"),
        (_file(table="1 1 2 2 3 3 0 0"), "PLANE_DARK"),
        (_file(changed={23: "90"}), "FLUX_DIFFERS"),
        (_file(changed={25: "15"}), "MEASURED_TILTED"),
        (_file(changed={32: ""}), "POWER_MISSING"),
        (_file(changed={18: "high"}), "VALUE_UNREADABLE"),
        (_file(changed={2: "a lamp"}), "VALUE_UNREADABLE"),
        (_file(changed={18: ""}), "VALUE_UNREADABLE"),
        (_file(changed={36: "", 37: "x"}), "VALUE_UNREADABLE"),
        (_file(changed={5: "80"}), "STEP_DIFFERS"),
        (_file(changed={22: ""}), "VALUE_UNREADABLE"),
        (_file(changed={22: "50"}), "DOWNWARD_FLUX_DIFFERS"),
        (_file(gammas="90 180"), "DOWNWARD_FLUX_DIFFERS"),
        (_file(changed={7: "45"}), "STEP_DIFFERS"),
        (_file(isym=2, planes="0 70 180 291", table="1 1 2 2 3 3"), "PLANES_NOT_MIRRORED"),
        (_file(isym=4, planes="0 90 180 271", table="1 1 2 2"), "PLANES_NOT_MIRRORED"),
        (_file().replace(b"\r\n4\r\n4", b"\r\n4 4"), "VALUES_SHARE_LINES"),
        (_file(lamp_sets=[["1e9", "LED", "1e6", "", "", "9"]]), "LAMPS_NOT_SOUND"),
        (_file(table="300 300 " * 4), "FLUX_ABOVE_LAMP_FLUX"),
        (_file(changed={9: "UV-C lamp, mW/sr"}), "QUANTITY_NOT_CANDELA"),
        (_file() + b"\r\nend of file", "TEXT_AFTER_END"),
    ],
)
def test_warnings(data: bytes, code: str) -> None:
    assert _codes(read_ldt(data)) == [code]


@pytest.mark.parametrize(
    ("text", "cct_k"),
    [
        ("nw/4200", 4200),
        ("4000 K", 4000),
        ("4000K", 4000),
        ("5079", 5079),
        ("0", None),
        ("/c", None),
        ("nw", None),
    ],
)
def test_colour_temperature_in_free_text(text: str, cct_k: float | None) -> None:
    assert colour_temperature_of(text) == cct_k


@pytest.mark.parametrize(
    ("text", "index"),
    [("1B/86", 86), ("Ra > 80", 80), ("71.5", 71.5), ("1A/>90", 90), ("1", None), ("1A", None), ("0", None)],
)
def test_colour_rendering_in_free_text(text: str, index: float | None) -> None:
    assert colour_rendering_of(text) == index


@pytest.mark.parametrize("name", ORACLE_NAMES)
def test_tables_equal_those_of_another_reader(shared: Path, name: str) -> None:
    path = shared / "photometry" / name
    ours = read_ldt(path.read_bytes()).distribution
    theirs = pyldt.LdtReader.read(path)
    header = theirs.header
    scale = header.conv_factor * header.lamp_flux[0] / 1000.0
    matrix = np.array(theirs.intensities) * scale
    c, gamma = np.meshgrid(header.c_angles, header.g_angles, indexing="ij")
    np.testing.assert_allclose(ours.intensity_towards_cd(c, gamma), matrix, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", ["decimal_comma", "ctrl_z_tail"])
def test_odd_copies_of_a_file_read_like_it(shared: Path, name: str) -> None:
    folder = shared / "photometry"
    plain = read_ldt((folder / "erco_absolute_isym1_mc1.ldt").read_bytes())
    copy = read_ldt((folder / f"derived/{name}.ldt").read_bytes())
    np.testing.assert_array_equal(copy.distribution.intensity_cd, plain.distribution.intensity_cd)


# ---- what we write we can read ----


@st.composite
def distributions(draw: st.DrawFn) -> LuminousIntensityDistribution:
    """Lights of every symmetry that the writer knows, on even and uneven grids."""
    gammas = draw(
        st.lists(st.integers(0, 1800), min_size=2, max_size=9, unique=True).map(
            lambda tenths: np.sort(tenths) / 10
        )
    )
    inner = draw(
        st.lists(st.integers(1, 899), max_size=4, unique=True).map(lambda tenths: np.sort(tenths) / 10)
    )
    symmetry = draw(st.sampled_from(["axial", "quadrant", "none"]))
    planes = {"axial": [0.0], "quadrant": [0.0, *inner, 90.0], "none": [*inner, 100.0, 190.5, 350.0]}[
        symmetry
    ]
    values = arrays(np.float64, (len(planes), len(gammas)), elements=st.floats(0.5, 1e5))
    table = draw(values)
    ring = np.array(planes)
    if symmetry == "quadrant":
        ring = np.concatenate((ring, 180 - ring, 180 + ring, 360 - ring))
        table = np.concatenate([table] * 4)
    return closed_distribution(ring, gammas, table)


@settings(max_examples=60, deadline=None)
@given(light=distributions(), power_w=st.floats(0.1, 500))
def test_what_is_written_is_read_again(light: LuminousIntensityDistribution, power_w: float) -> None:
    opening = LuminousOpening(OpeningShape.RECTANGLE, (0.1, 0.6, 0.02))
    data = write_ldt(light, name="Ours", opening=opening, power_w=power_w, cct_k=2700.0)
    again = read_ldt(data)
    codes = set(_codes(again))
    assert codes <= {"FLUX_DIFFERS"}
    c, gamma = np.meshgrid(np.linspace(0, 359, 61), np.linspace(0, 180, 37))
    expected = light.intensity_towards_cd(c, gamma)
    tolerance = 1e-6 * light.maximum_cd()
    found = again.distribution.intensity_towards_cd(c, gamma)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=tolerance)
    assert again.opening.size_m == pytest.approx(opening.size_m)
    assert again.power_w == pytest.approx(power_w, rel=1e-8)
    assert again.cct_k == 2700
    assert again.basis == "absolute"


def test_the_writer_stores_the_least_planes() -> None:
    gamma = np.array([0.0, 45.0, 90.0])
    axial = closed_distribution(np.arange(0, 360, 15), gamma, np.tile([3.0, 2.0, 0.0], (24, 1)))
    oblong = closed_distribution([0, 90, 180, 270], gamma, [[3, 2, 0], [3, 1, 0], [3, 2, 0], [3, 1, 0]])
    forward = closed_distribution([0, 90, 180, 270], gamma, [[3, 2, 0], [3, 1, 0], [3, 4, 0], [3, 1, 0]])
    sideways = closed_distribution([0, 90, 180, 270], gamma, [[3, 2, 0], [3, 1, 0], [3, 2, 0], [3, 4, 0]])
    lopsided = closed_distribution([0, 90, 180, 270], gamma, [[3, 2, 0], [3, 1, 0], [3, 5, 0], [3, 4, 0]])
    diagonal = closed_distribution(np.arange(45, 360, 90), gamma, [[3, 2, 0], [3, 1, 0]] * 2)
    for light, isym, stored in (
        (axial, "1", 1),
        (forward, "2", 3),
        (sideways, "3", 3),
        (oblong, "4", 2),
        (lopsided, "0", 4),
        (diagonal, "0", 5),  # its planes lie beside the axes; one at 0 closes the ring
    ):
        data = write_ldt(light, name="x")
        lines = data.decode("latin-1").split("\r\n")
        assert lines[2] == isym
        assert len(lines) - 1 == 42 + int(lines[3]) + 3 + 3 * stored
        np.testing.assert_allclose(
            read_ldt(data).distribution.intensity_cd[:, 1:],
            light.intensity_cd[:, 1:] if isym != "1" else [[2, 0]] * 2,
            rtol=1e-8,
        )


def test_another_reader_reads_what_we_write(tmp_path: Path) -> None:
    light = closed_distribution([0, 90, 180, 270], [0, 45, 90], [[3, 2, 0], [3, 1, 0], [3, 2, 0], [3, 1, 0]])
    path = tmp_path / "ours.ldt"
    path.write_bytes(write_ldt(light, name="Ours", power_w=5))
    theirs = pyldt.LdtReader.read(path)
    assert theirs.header.luminaire_name == "Ours"
    assert theirs.header.dff == pytest.approx(100)
    matrix = np.array(theirs.intensities) * theirs.header.lamp_flux[0] / 1000
    np.testing.assert_allclose(matrix, light.intensity_cd[:-1], rtol=1e-8)


def test_what_the_format_cannot_say_is_refused() -> None:
    light = closed_distribution([0], [0, 90], [[1, 0]])
    for opening in (
        LuminousOpening(OpeningShape.SPHERE, (1, 1, 1)),
        LuminousOpening(OpeningShape.DISC, (1, 2, 0)),
        LuminousOpening(OpeningShape.RECTANGLE, (1, 2, 0), 10.0),
    ):
        with pytest.raises(ValueError, match="EULUMDAT has no"):
            write_ldt(light, name="x", opening=opening)
    for name in ("two\nlines", "灯"):
        with pytest.raises(ValueError, match="EULUMDAT"):
            write_ldt(light, name=name)
    with pytest.raises(ValueError, match="without light"):
        write_ldt(closed_distribution([0], [0, 90], [[0, 0]]), name="x")
