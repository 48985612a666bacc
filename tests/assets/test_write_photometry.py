"""What was read and is written again: the same light, texts and opening, from and to both formats."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pyldt
import pytest
from other_readers import ies2rad_table

from assets.ies import read_ies
from assets.ldt import read_ldt
from assets.photometry import LuminousOpening, OpeningShape, Photometry, closed_distribution
from assets.read_photometry import read_photometry
from assets.stated_facts import EulumdatFacts, LampSet, TiltFactors
from assets.write_photometry import WRITERS, write_photometry
from kit.errors import UnsoundInput
from scenes.hanging import rotation, turned_photometry

REFUSED = {"malformed_converter_output", "truncated", "huge_counts", "nan_inf"}
FILES = 52  # of the shared folder that can be read
# what LM-63 lacks and EULUMDAT says; remarks of a reader that a written file no longer causes
OUTGROWN = {
    *("UNITS_FEET_CONVERTED", "UNKNOWN_HEADER", "RESAMPLED", "INTENSITY_NEGATIVE", "OTHER_LAMP_SETS"),
    *("MEASURED_TILTED", "TILT_IGNORED", "FLUX_ABOVE_LAMP_FLUX", "FLUX_DIFFERS"),
}
S = OpeningShape


@cache
def readable(folder: Path) -> dict[str, Photometry]:
    """Every file of the shared folder that is sound, by name."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".ies", ".ldt"))
    return {
        path.name: read_photometry(path.read_bytes(), path.name) for path in files if path.stem not in REFUSED
    }


def written(photometry: Photometry, ending: str) -> tuple[bytes, Photometry, set[str]]:
    """The file, what is read of it, and the codes of what the format could not say."""
    data, problems = write_photometry(photometry, f"out.{ending}")
    return data, read_photometry(data, f"out.{ending}"), {problem.code for problem in problems}


def same_light(one: Photometry, other: Photometry, *, rel: float = 2e-9) -> None:
    """Both tables give the same intensities at all angles of either."""
    a, b = one.distribution, other.distribution
    c_deg = np.union1d(a.c_deg, b.c_deg)
    gamma_deg = np.union1d(a.gamma_deg, b.gamma_deg)
    inside = (gamma_deg >= a.gamma_deg[0]) & (gamma_deg <= a.gamma_deg[-1])
    c, gamma = np.meshgrid(c_deg, gamma_deg[inside], indexing="ij")
    found, expected = b.intensity_towards_cd(c, gamma), a.intensity_towards_cd(c, gamma)
    np.testing.assert_allclose(found, expected, rtol=rel, atol=rel * a.maximum_cd())


@pytest.mark.parametrize("ending", WRITERS)
def test_every_file_comes_back(shared: Path, ending: str) -> None:
    files = readable(shared / "photometry")
    assert len(files) == FILES
    for name, before in files.items():
        data, after, codes = written(before, ending)
        same_light(before, after)
        assert after.distribution.luminous_flux_lm() == pytest.approx(
            before.distribution.luminous_flux_lm(), rel=1e-4 if "ANGLES_ADDED" in codes else 1e-8
        ), name
        if "OPENING_SHAPE_CHANGED" not in codes:
            assert after.opening.shape is before.opening.shape, name
            assert after.opening.sides_m == pytest.approx(before.opening.sides_m), name
        assert after.opening.size_m == pytest.approx(before.opening.size_m, rel=1e-9), name
        assert after.power_w == before.power_w, name
        assert after.cct_k == before.cct_k, name
        assert after.colour_rendering_index == before.colour_rendering_index, name
        assert (after.basis, after.lamp_flux_lm) == (before.basis, pytest.approx(before.lamp_flux_lm)), name
        if "TEXT_CHANGED" not in codes:
            assert after.name.strip('"') == before.name.strip('"'), name  # EULUMDAT has none around a text
            assert after.manufacturer == before.manufacturer, name
        assert {p.code for p in after.problems} <= {p.code for p in before.problems}, name
        again, _, _ = written(after, ending)
        assert again == data, name


def test_a_file_in_its_own_format_loses_nothing(shared: Path) -> None:
    for name, before in readable(shared / "photometry").items():
        if before.ies is not None and before.ies.photometric_type != "C":
            continue
        _, after, codes = written(before, name[-3:])
        if "ANGLES_ADDED" not in codes:
            np.testing.assert_array_equal(after.distribution.gamma_deg, before.distribution.gamma_deg)
            np.testing.assert_array_equal(after.distribution.c_deg, before.distribution.c_deg)
            np.testing.assert_array_equal(after.distribution.intensity_cd, before.distribution.intensity_cd)
        assert after.lamp_sets == before.lamp_sets, name
        if before.ies is not None:
            assert after.ies == before.ies, name
            kept = {key: text for key, text in before.keywords.items() if key != "LABELS" and text.isascii()}
            assert {key: after.keywords[key] for key in kept} == kept, name
        else:
            assert after.keywords == before.keywords, name
            assert after.eulumdat == before.eulumdat, name
            assert before.symmetry in (after.symmetry, "none 0-360"), name  # some are stored in more planes
            assert codes == set(), name


def test_nothing_is_left_out_without_a_word(shared: Path) -> None:
    files = readable(shared / "photometry")
    for name, there, codes in (
        ("tilt_include_lm63_2002_sample.ies", "ldt", {"FIELDS_NOT_WRITTEN"}),
        ("two_lamp_sets_isym3.ldt", "ies", {"LAMP_SETS_NOT_WRITTEN", "FIELDS_NOT_WRITTEN", "ANGLES_ADDED"}),
        ("sphere_opening.ies", "ldt", {"OPENING_SHAPE_CHANGED"}),
        ("horizontal_cylinder_opening_along_length.ies", "ldt", {"OPENING_SHAPE_CHANGED"}),
    ):
        assert written(files[name], there)[2] >= codes, name


def test_pairs_keep_their_axes(shared: Path) -> None:
    """V18 of the research page: the same lamp in both formats, and turned by 90 degrees."""
    files = readable(shared / "photometry")
    ldt, ies, turned = (files[f"pair_isym3{rest}"] for rest in (".ldt", ".ies", "_turned.ies"))
    for one, other, ending in ((ldt, ies, "ies"), (ies, ldt, "ldt")):
        converted = written(one, ending)[1]
        same_light(other, converted, rel=1e-4)  # the makers of the twins rounded them each in its own way
        assert converted.opening == other.opening
    quarter = written(turned_photometry(turned, turn_c0_deg=90.0, mirror_c=False), "ldt")[1]
    same_light(ldt, quarter, rel=1e-4)
    assert quarter.opening.size_m[:2] == turned.opening.size_m[1::-1]
    assert quarter.symmetry == ldt.symmetry == "bilateral 90-270"
    cie, iesna = files["maxwell_CIE_axes.ies"], files["maxwell_IESNA_axes.ies"]
    same_light(cie, written(iesna.turned(90.0), "ldt")[1])
    mirrored = written(cie.mirrored(), "ldt")[1].distribution
    assert mirrored.intensity_towards_cd(30, 40) == pytest.approx(
        cie.distribution.intensity_towards_cd(-30, 40), rel=1e-8
    )


@pytest.mark.parametrize(
    ("name", "ending", "turn", "expected_lx"),
    [
        ("pair_isym3.ldt", "ies", (0, 0, 0), (240.30, 256.48, 85.33, 256.48, 365.66)),
        ("pair_isym3.ies", "ldt", (30, 20, 0), (442.74, 442.67, 214.64, 306.78, 417.92)),
        ("pair_isym3_turned.ies", "ldt", (30, 20, 0), (311.15, 135.46, 128.78, 355.69, 313.28)),
        ("trilux_wall_isym3.ldt", "ies", (30, 20, 0), (35.254, 28.126, 36.171, 30.436, 27.751)),
        ("maxwell_CIE_axes.ies", "ldt", (30, 20, 0), (27.875, 21.538, 23.121, 23.741, 20.080)),
        ("regent_indirect_isym0.ldt", "ies", (0, 0, 0), (179.594, 129.464, 129.763, 129.464, 130.483)),
    ],
)
def test_converted_files_light_the_points_of_v18(
    shared: Path, name: str, ending: str, turn: tuple[float, ...], expected_lx: tuple[float, ...]
) -> None:
    light = written(readable(shared / "photometry")[name], ending)[1].distribution
    away = np.array([[1, 2, 0], [2, 2, 0], [1, 3, 0], [0, 2, 0], [1, 1, 0]]) - np.array([1, 2, 2.5])
    distance = np.linalg.norm(away, axis=1)
    local = away @ rotation(*turn) / distance[:, None]
    intensity = light.intensity_towards_cd(
        np.degrees(np.arctan2(local[:, 1], local[:, 0])), np.degrees(np.arccos(-local[:, 2]))
    )
    lx = intensity * (-away[:, 2] / distance) / distance**2
    assert lx == pytest.approx(expected_lx, rel=2e-3)


@pytest.mark.parametrize(
    "name",
    [
        "floor_uplight_isym0",
        "bulb_axial_absolute",
        "erco_uplight_qt32",
        "road_isym3_uneven_planes",
        "signify_linear_isym4",
    ],
)
def test_another_reader_reads_the_same(shared: Path, tmp_path: Path, name: str) -> None:
    """Isym 0, 1, 2, 3 and 4 as eulumdat-py reads them."""
    files = readable(shared / "photometry")
    before = files.get(f"{name}.ldt") or files[f"{name}.ies"]
    data, _, _ = written(before, "ldt")
    path = tmp_path / "out.ldt"
    path.write_bytes(data)
    theirs = pyldt.LdtReader.read(path)
    header = theirs.header
    assert header.isym == {"floor": 0, "bulb": 1, "erco": 2, "road": 3, "signify": 4}[name.split("_")[0]]
    c, gamma = np.meshgrid(header.c_angles, header.g_angles, indexing="ij")
    scale = header.conv_factor * header.lamp_flux[0] / 1000.0
    np.testing.assert_allclose(
        np.array(theirs.intensities) * scale,
        before.distribution.intensity_towards_cd(c, gamma),
        rtol=1e-8,
        atol=1e-8 * before.distribution.maximum_cd(),
    )
    assert header.lamp_watt[0] == before.power_w


def test_radiance_reads_what_we_write(shared: Path, tmp_path: Path) -> None:
    read = 0
    for name, before in readable(shared / "photometry").items():
        theirs = ies2rad_table(written(before, "ies")[0], tmp_path)
        if theirs is None:
            continue
        c, gamma = np.meshgrid(*theirs[:2], indexing="ij")
        light = before.distribution
        expected = light.intensity_towards_cd(c, gamma)
        np.testing.assert_allclose(
            theirs[2], expected, rtol=1e-4, atol=1e-4 * light.maximum_cd(), err_msg=name
        )
        read += 1
    assert read == FILES - 1  # one names a file of geometry in a keyword, which ies2rad insists on


AXIAL = Photometry(
    closed_distribution([0.0], [0.0, 45.0, 90.0], [[400.0, 200.0, 0.0]]), LuminousOpening(), "", name="A lamp"
)


@pytest.mark.parametrize("shape", OpeningShape)
@pytest.mark.parametrize("ending", WRITERS)
def test_every_opening_is_written_or_told(shape: OpeningShape, ending: str) -> None:
    size = {S.POINT: (0, 0, 0), S.DISC_FACING_X: (0, 0.3, 0.2)}.get(shape, (0.5, 0.3, 0.2))
    photometry = replace(AXIAL, opening=LuminousOpening(shape, size))
    if ending == "ldt" and shape is S.DISC_FACING_X:
        with pytest.raises(UnsoundInput, match="nothing like it"):
            write_photometry(photometry, "x.ldt")
        return
    _, after, codes = written(photometry, ending)
    assert after.opening.size_m == size
    held = ending == "ies" or shape in (S.POINT, S.RECTANGLE)
    assert codes == (set() if held else {"OPENING_SHAPE_CHANGED"})
    assert after.opening.shape is (shape if held else S.RECTANGLE)


def test_openings_in_between() -> None:
    sides = LuminousOpening(S.RECTANGLE, (0.5, 0.3, 0.2), sides_m=(0.2, 0.1, 0.0, 0.1))
    assert written(replace(AXIAL, opening=sides), "ldt")[1].opening == sides
    _, after, codes = written(replace(AXIAL, opening=sides), "ies")
    assert after.opening == replace(sides, sides_m=None)
    assert codes == {"OPENING_SHAPE_CHANGED"}
    ball = LuminousOpening(S.SPHERE, (0.3, 0.3, 0.3))
    assert written(replace(AXIAL, opening=ball), "ldt")[1].opening == replace(ball, shape=S.DISC)
    for ending in WRITERS:
        with pytest.raises(UnsoundInput) as refusal:
            write_photometry(replace(AXIAL, opening=sides.turned(30.0)), f"x.{ending}")
        assert [problem.code for problem in refusal.value.problems] == ["OPENING_NOT_WRITTEN"]


def test_all_facts_of_a_lamp_are_written() -> None:
    sets = (LampSet(2, "T5", 6000, 60, colour="3000 K", rendering="1B"), LampSet(1, "LED", 5000, 40))
    before = replace(
        AXIAL,
        manufacturer="Acme",
        power_w=60,
        cct_k=3000,
        lamp_flux_lm=6000,
        basis="relative",
        lamp_sets=sets,
    )
    _, ldt, codes = written(before, "ldt")
    assert (ldt.lamp_sets, codes) == (sets, set())
    chosen = replace(before, lamp_set=2, power_w=40, lamp_flux_lm=5000, cct_k=None)
    assert written(chosen, "ldt")[1].lamp_sets == sets[::-1]
    _, ies, codes = written(before, "ies")
    assert codes == {"LAMP_SETS_NOT_WRITTEN"}
    assert (ies.basis, ies.lamp_flux_lm, ies.lamp_sets[0].lamps, ies.cct_k) == ("relative", 6000, 2, 3000)


def test_light_that_was_scaled_is_written_with_its_own_light_output_ratio() -> None:
    lamps = (LampSet(1, "LED", 1000, 10),)
    light = AXIAL.distribution
    before = replace(
        AXIAL,
        lamp_sets=lamps,
        lamp_flux_lm=1000,
        basis="relative",
        eulumdat=EulumdatFacts(light_output_ratio=0.8),
    )
    _, after, _ = written(before, "ldt")
    assert after.eulumdat is not None
    assert after.eulumdat.light_output_ratio == pytest.approx(light.zonal_flux_lm() / 1000)
    assert "FLUX_DIFFERS" not in {problem.code for problem in after.problems}


def test_texts_that_a_format_lacks_are_told() -> None:
    before = replace(AXIAL, name="Große Leuchte 30° 灯", manufacturer="Acmé")
    _, ies, codes = written(before, "ies")
    assert (ies.name, ies.manufacturer, codes) == ("Grosse Leuchte 30 deg ?", "Acme", {"TEXT_CHANGED"})
    _, ldt, codes = written(before, "ldt")
    assert (ldt.name, ldt.manufacturer, codes) == ("Große Leuchte 30° ?", "Acmé", {"TEXT_CHANGED"})
    long = replace(AXIAL, keywords={"OTHER": "word " * 99 + "end", "_ODD]NAME": "x", "LAMP": "a\nb"})
    data, after, _ = written(long, "ies")
    assert max(map(len, data.decode("ascii").split("\r\n"))) <= 254
    assert after.keywords["OTHER"] == long.keywords["OTHER"]
    assert after.keywords["_ODDNAME"] == "x"
    assert after.keywords["LAMP"] == "a b"


def test_factors_for_tilted_lamps_are_written_again() -> None:
    tilt = b"TILT=INCLUDE\n2\n3 0 45 90 1 .9 .8\n"
    text = b"IESNA:LM-63-2002\n" + tilt + b"2 1500 2 2 1 1 2 0 0 0\n.95 1 60\n0 90\n0\n7 0\n"
    before = read_ies(text)
    after = written(before, "ies")[1]
    assert before.ies is not None
    assert before.ies.tilt == TiltFactors(2, (0.0, 45.0, 90.0), (1.0, 0.9, 0.8))
    assert after.ies == before.ies
    assert after.lamp_sets == before.lamp_sets


def test_other_names_and_dark_lamps_are_refused() -> None:
    for name in ("lamp.gldf", "lamp", "ies"):
        with pytest.raises(UnsoundInput, match=r"\.ies and \.ldt"):
            write_photometry(AXIAL, name)
    dark = replace(AXIAL, distribution=closed_distribution([0.0], [0.0, 90.0], [[0.0, 0.0]]))
    with pytest.raises(UnsoundInput, match="nothing to write"):
        write_photometry(dark, "lamp.ldt")


def test_our_own_writers_files_are_read_ldt(shared: Path) -> None:
    mixed = readable(shared / "photometry")["rab_flood_typeB_half.ies"]
    data, after, _ = written(mixed, "ldt")
    assert read_ldt(data).symmetry == after.symmetry == mixed.symmetry
    assert len(data) < 4_000_000
