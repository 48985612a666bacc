"""Export: what is packed is the same library again, and the list says what the entries say."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from library_with_choices import make_library_with_choices

from assets.catalogue import read_catalogue
from assets.export_library import COLUMNS, library_csv, library_zip
from assets.restore_library import is_exported_library, restore_library
from kit.errors import UnsoundInput


def test_an_unpacked_export_is_the_same_library(tmp_path):
    library = make_library_with_choices(tmp_path)
    packed = list(library_zip(read_catalogue(library)))
    assert len(packed) > 2  # it comes in parts
    with zipfile.ZipFile(io.BytesIO(b"".join(packed))) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "again")
    before, after = read_catalogue(library), read_catalogue(tmp_path / "again")
    assert [dict(entry.files) for entry in after.entries] == [dict(entry.files) for entry in before.entries]
    assert after.bulb_files() == before.bulb_files()
    assert after.prices == before.prices
    assert list(library_zip(after)) == packed


def test_the_list_names_every_luminaire_and_holds_no_formula(tmp_path):
    library = make_library_with_choices(tmp_path)
    toml = library / "pendant-globe-300" / "luminaire.toml"
    toml.write_text(toml.read_text().replace('en = "Globe pendant 300"', 'en = "=1+1"'))
    catalogue = read_catalogue(library)
    text = "".join(library_csv(catalogue, catalogue.prices))
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["sku"] for row in rows] == [entry.sku for entry in catalogue.entries]
    assert rows[0]["name en"] == "'=1+1"
    assert (rows[0]["price"], rows[0]["currency"]) == ("189.00", "EUR")


def test_an_export_is_put_back_the_same_and_only_changes_what_differs(tmp_path):
    library = make_library_with_choices(tmp_path)
    packed = tmp_path / "shop.zip"
    packed.write_bytes(b"".join(library_zip(read_catalogue(library))))
    assert is_exported_library(packed)
    again = tmp_path / "again"
    assert restore_library(packed, again)["new"] == ["pendant-globe-300", "table-mushroom-280"]
    assert list(library_zip(read_catalogue(again))) == list(library_zip(read_catalogue(library)))
    toml = again / "pendant-globe-300" / "luminaire.toml"
    toml.write_text(toml.read_text().replace("Globe pendant 300", "Ball pendant 300"))
    done = restore_library(packed, again)
    assert (done["changed"], done["unchanged"]) == (["pendant-globe-300"], ["table-mushroom-280"])
    assert list(library_zip(read_catalogue(again))) == list(library_zip(read_catalogue(library)))
    assert not list(again.glob(".staged-*"))


@pytest.mark.parametrize(
    "name", ["../evil/luminaire.toml", "a/../../x.ldt", "a/evil.sh", "bulbs/../x.toml", "/etc/x"]
)
def test_an_archive_with_other_members_is_refused_whole(tmp_path, name):
    packed, again = tmp_path / "evil.zip", tmp_path / "again"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/luminaire.toml", "sku = 'a'")
        archive.writestr(name, "x")
    with pytest.raises(UnsoundInput):
        restore_library(packed, again)
    assert [path.name for path in again.iterdir() if path.is_dir()] == []
    assert {path.name for path in tmp_path.iterdir()} == {"evil.zip", "again"}


def test_other_archives_are_no_exports(tmp_path):
    packed = tmp_path / "photometry.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/x.ies", "IESNA")
    assert not is_exported_library(packed)
    packed.write_bytes(b"PK no zip")
    assert not is_exported_library(packed)
