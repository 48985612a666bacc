"""The catalogue: found by sku and words, refused in words, and telling what set-up has not made."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from assets.catalogue import Catalogue, check_catalogue, read_catalogue
from assets.make_library import make_library
from kit.errors import MachineLacks, UnknownRecord, UnsoundInput


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("catalogue")
    make_library(made)
    return made


@pytest.fixture(scope="module")
def catalogue(library: Path) -> Catalogue:
    return read_catalogue(library)


@pytest.fixture
def copy(library: Path, tmp_path: Path) -> Path:
    """A library of one luminaire to spoil."""
    sku = "pendant-globe-300"
    shutil.copytree(library / sku, tmp_path / sku)
    return tmp_path


def spoil(copy: Path, found: str, instead: str) -> None:
    path = copy / "pendant-globe-300" / "luminaire.toml"
    text = path.read_text(encoding="utf-8")
    assert len(re.findall(found, text)) == 1
    path.write_text(re.sub(found, instead, text), encoding="utf-8")


def codes(copy: Path) -> list[str]:
    """What is wrong with a library: what stops reading it, or else what a look at everything finds."""
    try:
        return [problem.code for problem in check_catalogue(read_catalogue(copy))]
    except UnsoundInput as refused:
        return [problem.code for problem in refused.problems]


def test_find_and_files(catalogue: Catalogue, library: Path) -> None:
    globe = catalogue.find("pendant-globe-300")
    assert (globe.name, globe.name_zh) == ("Globe pendant 300", "圆球吊灯 300")
    assert globe.price is not None
    assert globe.price.amount == Decimal("189.00")
    assert globe.cct_range_k == (2200.0, 4000.0)
    assert (
        catalogue.entry("pendant-globe-300").body_glb == (library / "pendant-globe-300/body.glb").read_bytes()
    )
    name, data = catalogue.entry("pendant-globe-300").photometry_file
    assert name == "pendant-globe-300.ldt"
    assert data == (library / "pendant-globe-300/photometry.ldt").read_bytes()
    assert catalogue.entry("pendant-globe-300").files["photometry.ldt"] == data


def test_one_currency_and_two_languages(catalogue: Catalogue) -> None:
    assert {luminaire.price.currency for luminaire in catalogue.luminaires if luminaire.price} == {"EUR"}
    for luminaire in catalogue.luminaires:
        for text in (luminaire.name_zh, luminaire.description_zh):
            assert re.search("[\u4e00-\u9fff]", text)
        for text in (luminaire.name, luminaire.description):
            assert text.isascii()


def test_unknown_sku(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownRecord, match="pendant-globe-300"):
        catalogue.find("chandelier-of-nowhere")


@pytest.mark.parametrize("name", ["body.glb", "photometry.ldt"])
def test_what_set_up_has_not_made(copy: Path, name: str) -> None:
    (copy / "pendant-globe-300" / name).unlink()
    with pytest.raises(MachineLacks, match="make setup"):
        read_catalogue(copy)


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(MachineLacks, match="no luminaires"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("found", "instead", "code"),
    [
        (r"luminous_flux_lm = 1400\.0", "luminous_flux_lm = 1500.0", "STATED_FLUX_DIFFERS"),
        (r"size_m = \[0\.300, 0\.300, 1\.050\]", "size_m = [0.3, 0.3, 1.1]", "BODY_SIZE_DIFFERS"),
        (r"default = 0\.90", "default = 0.95", "HANGING_LENGTH_DIFFERS"),
        (r"maximum = 2\.00", "maximum = 0.80", "HANGING_LENGTH_RANGE"),
        (r"cct_range_k = \[2200\.0, 4000\.0\]", "cct_range_k = [3000.0, 4000.0]", "CCT_RANGE"),
        (r"size_m = \[0\.300, 0\.300, 0\.300\]", "size_m = [0.4, 0.3, 0.3]", "OPENING_OUTSIDE_BODY"),
        (r'mounting = "pendant"', 'mounting = "floor"', "BODY_BEHIND_MOUNTING"),
        (r'sku = "pendant-globe-300"', 'sku = "other"', "SKU_DIFFERS"),
        (r'mounting = "pendant"', 'mounting = "any"', "LUMINAIRE_VALUE"),
        (r"power_w = 14\.0", "power_w = nan", "LUMINAIRE_VALUE"),
        (r"power_w = 14\.0", "watts = 14.0", "LUMINAIRE_VALUE"),
        (r"power_w = 14\.0", "power_w = ", "LUMINAIRE_NOT_TOML"),
    ],
)
def test_each_fault_has_its_code(copy: Path, found: str, instead: str, code: str) -> None:
    spoil(copy, found, instead)
    assert code in codes(copy)


def test_all_faults_at_once(copy: Path) -> None:
    spoil(copy, r"luminous_flux_lm = 1400\.0", "luminous_flux_lm = 1500.0")
    spoil(copy, r"default = 0\.90", "default = 0.95")
    assert {"STATED_FLUX_DIFFERS", "HANGING_LENGTH_DIFFERS"} <= set(codes(copy))


def test_broken_files_are_told_with_all_others(copy: Path) -> None:
    (copy / "pendant-globe-300" / "body.glb").write_bytes(b"no body")
    assert codes(copy) == ["NOT_A_GLB"]


def test_an_outdoor_lantern_is_no_paper_lantern_in_chinese(catalogue: Catalogue) -> None:
    lantern = catalogue.find("lantern-wall-360")
    assert "灯笼" not in lantern.name_zh + lantern.description_zh
    assert "壁灯" in lantern.name_zh
