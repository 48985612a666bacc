"""What a person sees of one photometric file: the polar diagram and the JSON document."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from assets.ldt import read_ldt
from assets.photometry import LuminousOpening, Photometry, closed_distribution
from assets.photometry_document import luminaire_document
from assets.polar import polar_svg
from assets.read_photometry import read_photometry

SVG = "{http://www.w3.org/2000/svg}"
CONTRACT_KEYS = {
    *("format", "version", "manufacturer", "name", "flux_lm", "max_intensity_cd", "beam_angle_deg"),
    *("field_angle_deg", "power_w", "efficacy_lm_w", "symmetry", "c_planes", "gammas", "opening"),
    *("basis", "warnings", "sha256"),
}


def _axial() -> Photometry:
    light = closed_distribution([0.0], [0.0, 45.0, 90.0], [[400.0, 200.0, 0.0]])
    return Photometry(light, LuminousOpening(), "IES", name="<b>&\x0b")


def test_one_curve_for_rotational_light_two_for_others(shared: Path) -> None:
    one = ElementTree.fromstring(polar_svg(_axial()))
    assert len(one.findall(f"{SVG}path")) == 1
    assert one.findtext(f"{SVG}title") == "Luminous intensity of <b>&"
    data = (shared / "photometry/trilux_wall_isym3.ldt").read_bytes()
    two = ElementTree.fromstring(polar_svg(read_ldt(data)))
    assert len(two.findall(f"{SVG}path")) == 2


def test_the_curve_points_down_and_ends_at_its_ring() -> None:
    (path,) = ElementTree.fromstring(polar_svg(_axial())).findall(f"{SVG}path")
    points = [tuple(map(float, pair.split())) for pair in path.attrib["d"][1:-2].split(" L")]
    assert (200.0, 196.0 + 158.0) in points  # 400 cd straight down on the outermost ring of 400
    assert min(y for _, y in points) == pytest.approx(196.0, abs=0.1)


def test_light_outside_the_two_planes_still_gives_a_diagram() -> None:
    table = [[0, 0], [0, 5], [0, 0], [0, 0], [0, 0]]
    light = closed_distribution([0, 45, 90, 180, 270], [0, 90], table)
    assert "<svg" in polar_svg(replace(_axial(), distribution=light))


def test_document_has_the_contracts_keys(shared: Path) -> None:
    data = (shared / "photometry/pair_isym3.ldt").read_bytes()
    document = luminaire_document(read_photometry(data, "pair.ldt"), probes=[(0, 0), (90, 30)])
    assert set(document) > CONTRACT_KEYS
    assert document["format"] == "EULUMDAT"
    assert document["flux_lm"] == pytest.approx(6151.0, rel=1e-3)
    assert document["flux_exact_lm"] == pytest.approx(6150.479, rel=1e-3)
    assert document["max_intensity_cd"] == pytest.approx(3517.01, rel=1e-3)
    assert document["efficacy_lm_w"] == pytest.approx(6151.0 / 87.4, rel=1e-3)
    assert (document["c_planes"], document["gammas"]) == (24, 37)  # as its own lines 4 and 6 say
    assert document["opening"] == {"shape": "rectangle", "size_m": [0.2, 0.3, 0.0]}
    reference = json.loads((shared / "photometry/reference.json").read_text(encoding="utf-8"))
    expected = reference["pair_isym3.ldt"]
    assert document["sha256"] == expected["sha256"]
    probes = [expected["probe_cd"]["0,0"], expected["probe_cd"]["90,30"]]
    assert document["probes_cd"] == pytest.approx(probes, rel=1e-3)
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_document_of_angles_and_lamp_sets(shared: Path) -> None:
    data = (shared / "photometry/two_lamp_sets_isym3.ldt").read_bytes()
    first, second = (luminaire_document(read_ldt(data, lamp_set=number)) for number in (1, 2))
    assert [one["flux_lm"] for one in first["lamp_sets"]] == [9408, 10080]
    assert (first["lamp_set"], second["lamp_set"]) == (1, 2)
    assert second["flux_lm"] / first["flux_lm"] == pytest.approx(10080 / 9408)
    assert (first["power_w"], second["power_w"]) == (72, 79)
    assert first["light_output_ratio"] == pytest.approx(0.78, abs=0.01)  # as its own line 23 says
    assert first["downward_flux_fraction"] == pytest.approx(0.99, abs=0.005)  # line 22
    assert first["beam_angle_deg"] < first["field_angle_deg"] < first["cutoff_angle_deg"]


def test_cutoff_angle_of_known_lights() -> None:
    # cos(g) falls to 3 % at 88.28 degrees; isotropic light never does
    gamma = np.linspace(0, 90, 901)
    lambertian = closed_distribution([0.0], gamma, [np.cos(np.radians(gamma))])
    assert lambertian.cutoff_angle_deg() == pytest.approx(2 * np.degrees(np.arccos(0.03)), abs=1e-3)
    assert closed_distribution([0.0], [0, 180], [[5, 5]]).cutoff_angle_deg() == 360


def test_document_without_power_or_probes(shared: Path) -> None:
    document = luminaire_document(_axial())
    assert document["power_w"] is None
    assert document["efficacy_lm_w"] is None
    assert "probes_cd" not in document
    data = (shared / "photometry/rab_downlight_axial_feet.ies").read_bytes()
    warned = luminaire_document(read_photometry(data, "x.ies"))
    assert [entry["code"] for entry in warned["warnings"]] == ["UNITS_FEET_CONVERTED"]
    assert warned["c_planes"] == 1


def test_equal_curves_of_light_that_differs_elsewhere_are_not_called_all_planes() -> None:
    table = [[9, 9], [9, 5], [9, 9], [9, 9], [9, 9]]
    light = closed_distribution([0, 45, 90, 180, 270], [0, 90], table)
    said = polar_svg(replace(_axial(), distribution=light))
    assert "C0\u2013C180 = C90\u2013C270" in said
    assert "all C planes" in polar_svg(_axial())
