"""A library is looked at whole: our own has nothing, one with a fault of each kind has each finding."""

from __future__ import annotations

import shutil

import pytest

from assets.catalogue import LIBRARY
from assets.check_library import check_library
from kit.errors import UnsoundInput

SKU = "ceiling-disc-400"


@pytest.fixture
def library(tmp_path):
    shutil.copytree(LIBRARY / SKU, tmp_path / SKU)
    shutil.copytree(LIBRARY / "pendant-drum-450", tmp_path / "pendant-drum-450")
    shutil.copytree(LIBRARY / "bulbs", tmp_path / "bulbs")
    return tmp_path


def change(library, *changes, sku=SKU):
    toml = library / sku / "luminaire.toml"
    text = toml.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    toml.write_text(text, encoding="utf-8")


def found(library):
    return {(problem.code, problem.where.split(":")[0]) for problem in check_library(library).problems}


def test_our_own_library_has_nothing():
    checked = check_library(None)
    assert checked.problems == ()
    assert (checked.luminaires, checked.stand_ins) == (16, 0)
    assert checked.articles > 100


def test_each_fault_has_its_finding(library):
    assert found(library) == set()
    text = (library / SKU / "luminaire.toml").read_text(encoding="utf-8")
    flux = next(line for line in text.splitlines() if line.startswith("luminous_flux_lm"))
    name = next(line for line in text.splitlines() if line.startswith("zh = "))
    power = next(line for line in text.splitlines() if line.startswith("power_w"))
    change(
        library, (flux, "luminous_flux_lm = 99.0"), (name, 'zh = "Ceiling disc"'), (power, "power_w = 0.5")
    )
    assert {"STATED_FLUX_DIFFERS", "TEXT_WITHOUT_CHINESE", "EFFICACY_DOUBTFUL"} <= {
        c for c, _ in found(library)
    }
    assert check_library(library).is_unsound
    assert {sku for _, sku in found(library)} == {SKU}


def test_a_fault_of_a_variant_only_is_found_there(library):
    (library / SKU / "body-300.glb").write_bytes((library / SKU / "body.glb").read_bytes())
    problems = check_library(library).problems
    assert {problem.code for problem in problems} == {"BODY_SIZE_DIFFERS"}
    assert all("300" in problem.where for problem in problems)


def test_missing_and_broken_files_stop_nobody_else(library):
    (library / SKU / "body.glb").write_bytes(b"glTF no")
    checked = check_library(library)
    assert checked.is_unsound
    assert {problem.where.split(":")[0] for problem in checked.problems} == {SKU}


def test_a_default_bulb_that_does_not_fit_is_refused(library):
    text = (library / "pendant-drum-450" / "luminaire.toml").read_text(encoding="utf-8")
    cap = next(line for line in text.splitlines() if line.startswith("cap = "))
    change(library, (cap, 'cap = "S14d"'), sku="pendant-drum-450")
    with pytest.raises(UnsoundInput) as refusal:
        check_library(library)
    assert [(problem.code, problem.where) for problem in refusal.value.problems] == [
        ("BULB_CAP", "pendant-drum-450: lampholder.default_bulb")
    ]


def test_an_entry_that_cannot_be_read_is_refused_with_all_its_faults(library):
    change(library, ("mounting = ", 'weather = "rain"\nmounting = '))
    with pytest.raises(UnsoundInput) as refusal:
        check_library(library)
    assert [problem.code for problem in refusal.value.problems] == ["LUMINAIRE_VALUE"]
