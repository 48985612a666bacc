"""A shop's catalogue with its gaps and errors becomes a library without hand work, and no light is invented.

What is right is known from how the catalogue was made: which real file each sku was given. The 500 skus of
docs/catalogue.md are `python tests/validation/catalogue_of_500.py`.
"""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pytest
from gldf_files import LEO, PART, gldf_file, l3d_file, structure_xml
from shop_catalogue import flux_lm_of, make_catalogue
from written_photometry import even, ies_file, lambert, ldt_file

from assets.catalogue import check_entry, read_catalogue
from assets.importing.import_catalogue import ImportWishes, import_catalogue
from assets.importing.made import State
from assets.luminaire import Mounting
from assets.product import Family
from assets.read_luminaire_file import read_luminaire_file
from kit.errors import UnsoundInput
from kit.problems import errors_of

COUNT = 60


@pytest.fixture(scope="module")
def imported(tmp_path_factory, shared):
    folder = tmp_path_factory.mktemp("shop")
    shop = make_catalogue(folder, shared / "photometry", count=COUNT)
    report = import_catalogue(shop.sources, folder / "library", ImportWishes(processes=2))
    return shop, report, folder / "library"


def test_no_hand_work_and_nearly_all_with_light_can_be_hung(imported):
    shop, report, library = imported
    hung = {made.sku for made in report.skus if made.can_be_hung}
    assert {made.sku for made in report.skus} == set(shop.skus)
    assert hung <= set(shop.photometry)  # none has invented light
    assert len(hung) >= 0.95 * len(shop.photometry)
    assert len(hung) >= 0.95 * COUNT - 1  # one more than its share of 60 has two lights of one name
    assert {entry.sku for entry in read_catalogue(library).entries} == hung


def test_no_wrong_light(imported):
    shop, _, library = imported
    for entry in read_catalogue(library).entries:
        source = shop.photometry[entry.sku]
        stated = flux_lm_of(source)
        assert source.suffix == ".gldf" or entry.photometry_file[1] == source.read_bytes()
        assert entry.luminaire.photometry.distribution.luminous_flux_lm() == pytest.approx(stated, rel=1e-3)
        assert entry.written.light.luminous_flux_lm == pytest.approx(stated, rel=1e-3)


def test_every_body_passes_the_checks_and_says_that_it_is_a_stand_in(imported):
    shop, _, library = imported
    catalogue = read_catalogue(library)
    for entry in catalogue.entries:
        assert errors_of(check_entry(entry)) == []
        given = entry.sku in shop.models or shop.photometry[entry.sku].suffix == ".gldf"
        assert entry.luminaire.stand_in or given
    assert not all(entry.luminaire.stand_in for entry in catalogue.entries)
    assert len({entry.written.family for entry in catalogue.entries}) >= 7


def test_faults_of_the_shop_are_found(imported):
    shop, report, _ = imported
    expected = {
        "no photometry": "PHOTOMETRY_MISSING",
        "no size": ("SIZE_MISSING", "size_from"),
        "no price": "PRICE_MISSING",
        "twice": "SKU_IN_TWO_ROWS",
        "two lights of one name": "PHOTOMETRY_AMBIGUOUS",
        "twins": "PHOTOMETRY_CHOSEN",
        "wrong flux": "TABLE_FLUX_DIFFERS",
        "height no number": None,  # a text without a digit is no height, and nothing is said of it
        "photograph missing": "FILE_NOT_FOUND",
    }
    seen = set()
    for made in report.skus:
        codes = {finding["code"] for finding in made.findings}
        for fault in shop.faults[made.sku]:
            code = expected.get(fault)
            if isinstance(code, str) and (
                made.can_be_hung or fault in ("no photometry", "twice", "two lights of one name")
            ):
                assert code in codes, (made.sku, fault, codes)
                seen.add(fault)
            if fault == "no size" and made.can_be_hung:
                assert "SIZE_MISSING" in codes or made.understood["size_from"] != "table"
    assert len(seen) >= 4


def test_the_report_can_be_read_by_people_and_programs(imported):
    _, report, library = imported
    document = json.loads((library / "report.json").read_text(encoding="utf-8"))
    assert document == json.loads(json.dumps(report.as_json()))
    assert document["totals"]["can be hung"] == sum(made.can_be_hung for made in report.skus)
    rows = list(csv.DictReader((library / "report.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["sku"] for row in rows] == [made.sku for made in report.skus]
    refused = [row for row in rows if row["state"] == State.NOT_HUNG.value]
    assert all(row["findings"] and row["what to add"] for row in refused if "PHOTOMETRY" in row["findings"])
    shown = {
        column["heading"]: column["meaning"] for table in document["tables"] for column in table["columns"]
    }
    assert shown["Preis inkl. MwSt. €"] == "price"
    assert shown["备注"] == "unmapped"


def test_a_second_run_is_quick_and_writes_nothing(imported):
    shop, report, library = imported
    before = {path: path.stat().st_mtime_ns for path in library.rglob("*.*") if path.is_file()}
    began = time.perf_counter()
    again = import_catalogue(shop.sources, library)
    assert time.perf_counter() - began < 10.0
    assert again.unchanged == COUNT
    assert again.as_json() == report.as_json()
    assert {path: path.stat().st_mtime_ns for path in library.rglob("*.*") if path.is_file()} == before


def shop_of(folder: Path, rows: str, **files: bytes) -> list[Path]:
    folder.mkdir(exist_ok=True)
    (folder / "shop.csv").write_text(
        "sku,name,price eur,category,diameter mm,finish\n" + rows, encoding="utf-8"
    )
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return [folder]


GLOBE = ies_file(even(80.0))
DOWN = ldt_file(lambert(300.0))


def test_a_change_touches_its_own_sku_only(tmp_path):
    library = tmp_path / "library"
    rows = "A-1,Ball,10,Globe pendant,300,brass\nB-2,Down,20,Downlight,100,white\n"
    sources = shop_of(tmp_path / "in", rows, **{"A-1__ies": GLOBE, "B-2__ldt": DOWN})
    first = import_catalogue(sources, library)
    assert [made.state for made in first.skus if not made.can_be_hung] == []
    untouched = (library / "A-1" / "luminaire.toml").stat().st_mtime_ns
    shop_of(tmp_path / "in", "X,,,,,\n" + rows.replace("20,", "25,"))
    second = import_catalogue(sources, library)
    assert second.unchanged == 1
    assert (library / "A-1" / "luminaire.toml").stat().st_mtime_ns == untouched
    entries = read_catalogue(library).by_sku
    assert entries["B-2"].written.price.amount == "25.00"
    assert entries["A-1"].written.mounting is Mounting.PENDANT
    assert entries["A-1"].written.family is Family.GLOBE


def test_what_is_no_longer_offered_is_told_and_goes_only_when_asked(tmp_path):
    library = tmp_path / "library"
    sources = shop_of(
        tmp_path / "in",
        "A-1,Ball,10,Globe,300,\nB-2,D,20,Downlight,100,\n",
        **{"A-1__ies": GLOBE, "B-2__ldt": DOWN},
    )
    import_catalogue(sources, library)
    shop_of(tmp_path / "in", "A-1,Ball,10,Globe,300,\n")
    kept = import_catalogue(sources, library)
    assert kept.missing == ["B-2"]
    assert (library / "B-2").is_dir()
    gone = import_catalogue(sources, library, ImportWishes(remove_missing=True))
    assert gone.missing == ["B-2"]
    assert set(read_catalogue(library).by_sku) == {"A-1"}


def test_hand_made_luminaires_and_hand_made_changes_are_not_lost(tmp_path):
    library = tmp_path / "library"
    sources = shop_of(tmp_path / "in", "A-1,Ball,10,Globe,300,\n", **{"A-1__ies": GLOBE})
    import_catalogue(sources, library)
    toml = library / "A-1" / "luminaire.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("10.00", "11.00"), encoding="utf-8")
    (made,) = import_catalogue(sources, library).skus
    assert [f["code"] for f in made.findings if f["code"].startswith("CHANGED")] == ["CHANGED_SINCE_IMPORT"]
    assert "11.00" in toml.read_text(encoding="utf-8")
    (library / "A-1" / "import.json").unlink()  # now it is nobody's but the shop's
    (made,) = import_catalogue(sources, library).skus
    assert [finding["code"] for finding in made.findings] == ["SKU_NOT_IMPORTED"]
    assert "11.00" in toml.read_text(encoding="utf-8")


def test_light_that_becomes_unreadable_keeps_what_was_there_and_says_so(tmp_path):
    library = tmp_path / "library"
    sources = shop_of(tmp_path / "in", "A-1,Ball,10,Globe,300,\n", **{"A-1__ies": GLOBE})
    import_catalogue(sources, library)
    shop_of(tmp_path / "in", "A-1,Ball,10,Globe,300,\n", **{"A-1__ies": GLOBE[: len(GLOBE) // 2]})
    (made,) = import_catalogue(sources, library).skus
    assert not made.can_be_hung
    assert "KEPT_FROM_EARLIER" in {finding["code"] for finding in made.findings}
    assert (library / "A-1").is_dir()


def test_photometric_files_without_a_table(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Kugel 300.ies").write_bytes(GLOBE)
    report = import_catalogue([tmp_path / "in"], tmp_path / "library")
    assert [made.sku for made in report.skus] == ["Kugel-300"]
    assert "NO_TABLE" in {problem.code for problem in report.problems}
    assert read_catalogue(tmp_path / "library").entries[0].written.price is None


def test_nothing_to_import_is_refused(tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(UnsoundInput) as refusal:
        import_catalogue([tmp_path / "in"], tmp_path / "library")
    assert [problem.code for problem in refusal.value.problems] == ["NOTHING_TO_IMPORT"]


def test_models_that_are_handed_in_are_used_or_told(tmp_path, shared):
    model = (shared / "models" / "glb" / "ceiling-lamp.glb").read_bytes()
    sources = shop_of(
        tmp_path / "in",
        "A-1,One,10,Ceiling light,,\nB-2,Two,20,Ceiling light,200,\n",
        **{"A-1__ldt": DOWN, "A-1__glb": model, "B-2__ldt": DOWN, "B-2__glb": model[:500]},
    )
    report = import_catalogue(sources, tmp_path / "library")
    used, broken = report.skus
    assert used.understood["stand_in"] is False
    assert used.can_be_hung
    assert broken.understood["stand_in"] is True
    assert "MODEL_NOT_USED" in {finding["code"] for finding in broken.findings}
    entries = read_catalogue(tmp_path / "library").by_sku
    assert errors_of(check_entry(entries["A-1"])) == []


def test_an_opening_that_is_larger_than_what_glows_is_cut_and_told(tmp_path, shared):
    model = (shared / "models" / "glb" / "pedestal-vase-lamp.glb").read_bytes()  # its bulb measures 36 mm
    light = ies_file(even(60.0), size_m=(-0.05, -0.05))
    sources = shop_of(tmp_path / "in", "A-1,One,10,Table lamp,,\n", **{"A-1__ies": light, "A-1__glb": model})
    (made,) = import_catalogue(sources, tmp_path / "library").skus
    assert made.understood["stand_in"] is False
    assert "OPENING_CUT_TO_MODEL" in {finding["code"] for finding in made.findings}
    written = read_catalogue(tmp_path / "library").by_sku["A-1"].written
    assert written.opening.size_m == pytest.approx((0.036, 0.036, 0.0), abs=0.001)


def test_tables_of_spreadsheets_and_other_files_are_named(tmp_path):
    sources = shop_of(
        tmp_path / "in", "A-1,Ball,10,Globe,300,\n", **{"A-1__ies": GLOBE, "prices__xlsx": b"PK"}
    )
    (tmp_path / "in" / "notes.txt").write_text("the usage, of the materials\nis free, for all\n")
    (tmp_path / "in" / "film.mp4").write_bytes(b"x")
    report = import_catalogue(sources, tmp_path / "library")
    assert [p.code for p in report.problems] == ["SHEET_NOT_READ", "FILE_KINDS_NOT_READ"]


def test_a_gldf_brings_light_and_body(tmp_path, shared):
    content = (shared / "photometry" / "gldf" / "philips_sp542p.gldf").read_bytes()
    sources = shop_of(tmp_path / "in", "SP542P,Linear,10,,,\n", SP542P__gldf=content)
    (made,) = import_catalogue(sources, tmp_path / "library").skus
    assert made.can_be_hung, made.findings
    luminaire = read_catalogue(tmp_path / "library").find("SP542P")
    assert luminaire.photometry.distribution.luminous_flux_lm() == pytest.approx(6600.2, rel=2e-3)
    assert luminaire.mounting is Mounting.PENDANT
    assert luminaire.body is not None
    # its own: the opening was 9 mm wider than what glows, and 3 mm below it
    assert made.understood["stand_in"] is False
    codes = {finding["code"] for finding in made.findings}
    assert "OPENING_CUT_TO_MODEL" in codes
    assert "MODEL_NOT_USED" not in codes
    assert luminaire.photometry.opening.size_m == pytest.approx((1.395, 0.043, 0.0), abs=1e-4)


UPRIGHT = LEO.replace('<Rectangle sizeX="0.2" sizeY="0.4"/>', '<Circle diameter="0.15"/>')


@pytest.mark.parametrize(
    ("leo", "size_m"),
    [
        (UPRIGHT.replace('<Rotation x="0"', '<Rotation x="90"'), (0.15, 0.002, 0.15)),
        (
            LEO.replace('<Rotation x="0" y="0" z="0"/>', '<Rotation x="0" y="0" z="45"/>'),
            (0.424264, 0.424264, 0),
        ),
    ],
)
def test_an_opening_that_eulumdat_cannot_say_is_kept_as_its_box(tmp_path, leo, size_m):
    content = gldf_file(files={"geo/lamp.l3d": l3d_file(structure_xml(PART.replace(LEO, leo)))})
    sources = shop_of(tmp_path / "in", "A-1,One,10,Ceiling light,,\n", **{"A-1__gldf": content})
    (made,) = import_catalogue(sources, tmp_path / "library").skus
    assert made.can_be_hung, made.findings
    assert "OPENING_BOXED" in {finding["code"] for finding in made.findings}
    (entry,) = read_catalogue(tmp_path / "library").entries
    assert errors_of(check_entry(entry)) == []
    assert entry.luminaire.photometry.opening.size_m == pytest.approx(size_m, abs=1e-6)
    own = read_luminaire_file(content, "a.gldf").variants[0].luminaire.photometry
    assert entry.luminaire.photometry.zonal_flux_lm() == pytest.approx(own.zonal_flux_lm(), rel=1e-4)


@pytest.mark.parametrize("name", ["report.json", "Report.CSV", "import.json", "luminaire.toml", "bulbs"])
def test_a_sku_cannot_be_a_name_of_the_library_s_own(tmp_path, name):
    library = tmp_path / "library"
    sources = shop_of(
        tmp_path / "in", f"{name},One,10,,,\nB-2,Two,20,,300,\n", **{f"{name}__ldt": DOWN, "B-2__ldt": DOWN}
    )
    for _ in range(2):
        report = import_catalogue(sources, library)
        assert [made.sku for made in report.skus] == ["B-2"]
        assert "SKU_RESERVED" in {problem.code for problem in report.problems}
    assert set(read_catalogue(library).by_sku) == {"B-2"}
