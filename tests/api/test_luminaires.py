"""Hashes of a luminaire's files: read again only when a file has changed."""

from __future__ import annotations

import os
import shutil

import pytest

from api.luminaire_pictures import picture_key, picture_of
from api.luminaires import files_sha256
from api.settings import Settings
from api.wiring import Wiring
from assets.catalogue import LIBRARY

SKUS = ("pendant-globe-300", "table-mushroom-280")


@pytest.fixture
def wiring(tmp_path):
    library = tmp_path / "library"
    library.mkdir()
    for name in (*SKUS, "bulbs"):
        shutil.copytree(LIBRARY / name, library / name)
    made = Wiring(Settings(data=tmp_path / "data", library=library))
    yield made
    made.close()


def test_a_key_changes_with_any_file_of_the_luminaire(wiring):
    wish, other = (picture_of(sku, width_px=100) for sku in SKUS)
    before, of_other = picture_key(wiring, wish), picture_key(wiring, other)
    body = wiring.settings.library / SKUS[0] / "body.glb"
    body.write_bytes(body.read_bytes() + b"    ")
    assert picture_key(wiring, wish) != before
    assert picture_key(wiring, other) == of_other
    assert Wiring(wiring.settings).catalogue is not wiring.catalogue
    assert picture_key(Wiring(wiring.settings), wish) == picture_key(wiring, wish)  # by content


def test_files_that_have_not_changed_are_not_read_again(wiring):
    catalogue, body = wiring.catalogue, wiring.settings.library / SKUS[0] / "body.glb"
    known, said = files_sha256(catalogue, SKUS[0]), body.stat()
    with body.open("r+b") as file:  # the same file, time and size: only who reads it sees another
        file.write(b"read")
    os.utime(body, ns=(said.st_atime_ns, said.st_mtime_ns))
    assert files_sha256(catalogue, SKUS[0]) == known
    os.utime(body, ns=(said.st_atime_ns, said.st_mtime_ns + 1))
    assert files_sha256(catalogue, SKUS[0]) != known
