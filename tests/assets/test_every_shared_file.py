"""Every IES and EULUMDAT file of the shared folder agrees with reference.json, or is refused as it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.photometry import Photometry
from assets.read_photometry import read_photometry
from kit.errors import UnsoundInput

TOLERANCE = 1e-3
ENDINGS = (".ies", ".ldt")
COUNTED = (56, 52)  # files, and how many of them are sound: nothing is skipped silently
# what SOURCES.md expects to be refused, and with which code
REFUSED = {
    "malformed_converter_output.ies": "ANGLES_NOT_INCREASING",
    "derived/truncated.ies": "COUNTS_DO_NOT_FIT",
    "derived/huge_counts.ies": "TABLE_TOO_LARGE",
    "derived/nan_inf.ies": "INTENSITY_NOT_FINITE",
}
SAME_AS = {"derived/utf16.ies": "rab_downlight_axial_feet.ies"}  # the reference's own reader could not
# its reference figures count the negative candela, which we set to 0 and warn of
CLAMPED = {"derived/negative_cd.ies": "INTENSITY_NEGATIVE"}


def _type_c_of_type_b(horizontal_deg: float, vertical_deg: float) -> tuple[float, float]:
    """C and gamma of a direction of type B (LM-63-2002: H is the latitude, V runs up from straight down)."""
    h, v = np.radians(horizontal_deg), np.radians(vertical_deg)
    x, y, z = np.cos(h) * np.sin(v), -np.sin(h), -np.cos(h) * np.cos(v)
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arccos(-z)))


def _compare(photometry: Photometry, expected: dict[str, Any]) -> None:
    light = photometry.distribution
    assert photometry.sha256 == expected["sha256"]
    assert photometry.zonal_flux_lm() == pytest.approx(expected["flux_zonal_lm"], rel=TOLERANCE)
    if expected["flux_bilinear_lm"] is not None:
        assert light.luminous_flux_lm() == pytest.approx(expected["flux_bilinear_lm"], rel=TOLERANCE)
    assert light.maximum_cd() == pytest.approx(expected["max_cd"], rel=TOLERANCE)
    probes = {tuple(map(float, at.split(","))): cd for at, cd in expected.get("probe_cd", {}).items()}
    for at, cd in expected.get("probe_HV_cd", {}).items():
        probes[_type_c_of_type_b(*map(float, at.split(",")))] = cd
    assert len(probes) >= 6
    smallest = TOLERANCE * light.maximum_cd() * 1e-3
    for (c_deg, gamma_deg), cd in probes.items():
        found = float(light.intensity_towards_cd(c_deg, gamma_deg))
        assert found == pytest.approx(cd, rel=TOLERANCE, abs=smallest), (c_deg, gamma_deg)
    for at, lx in expected.get("floor_lux_h3", {}).items():
        x, y = map(float, at.split(","))
        away = np.hypot(np.hypot(x, y), 3.0)
        towards = np.degrees([np.arctan2(y, x), np.arccos(3.0 / away)])
        found = float(light.intensity_towards_cd(*towards)) * 3.0 / away**3
        assert found == pytest.approx(lx, rel=TOLERANCE, abs=1e-4), at


def test_every_file_agrees_or_is_refused(shared: Path) -> None:
    folder = shared / "photometry"
    reference = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
    names = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in ENDINGS
    )
    assert set(names) <= set(reference)
    agreed = []
    for name in names:
        data = (folder / name).read_bytes()
        if name in REFUSED:
            with pytest.raises(UnsoundInput) as refusal:
                read_photometry(data, name)
            assert refusal.value.problems[0].code == REFUSED[name], name
            continue
        photometry = read_photometry(data, name)
        expected = {**reference[SAME_AS.get(name, name)], "sha256": reference[name]["sha256"]}
        if name in CLAMPED:
            assert CLAMPED[name] in [problem.code for problem in photometry.problems]
        else:
            _compare(photometry, expected)
        agreed.append(name)
    assert (len(names), len(agreed)) == COUNTED
