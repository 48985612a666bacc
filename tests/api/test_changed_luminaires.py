"""A quote becomes an order only while the catalogue still has what was quoted, and not only its price."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from library_with_choices import make_library_with_choices
from small_shop import CUSTOMER, quoted, shop_in, working

from api import quotes
from api.luminaire_digest import luminaire_sha256
from api.orders import place_order
from api.quotes import quote
from api.records.files import sha256_of
from api.records.quotes import add_quote
from api.wiring import Wiring
from assets.catalogue import read_catalogue
from assets.configured import times
from assets.library_changes import put_luminaire
from kit.errors import Conflict

PENDANT, MUSHROOM = "pendant-globe-300", "table-mushroom-280"
HUNG = [
    {"id": "black", "luminaire": PENDANT, "variant": "black", "position_m": [2, 2.5, 2.7]},
    {"id": "table", "luminaire": MUSHROOM, "bulb": "g95-1055-4000", "position_m": [1, 1, 0.0]},
]
RED = ('name = {en = "black", zh = "黑色"}', 'name = {en = "signal red", zh = "信号红"}')
PAINT = ("rgb = [0.02, 0.03, 0.04]", "rgb = [0.60, 0.01, 0.01]")
SHARE = ("light_output_ratio = 0.8", "light_output_ratio = 0.5")
SOCKETS = ("count = 2", "count = 3")
KEY = ('"black"', '"noir"')


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library_with_choices(tmp_path_factory.mktemp("made"), light="bulb")


@pytest.fixture(scope="module")
def shop(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    wiring = shop_in(tmp_path_factory.mktemp("data"), library=library)
    with working(wiring):
        yield wiring
    wiring.close()


def rewritten(library: Path, name: str, *changes: tuple[str, str]) -> str:
    """A file of the library with other texts in it; gives the file as it was."""
    before = (library / name).read_bytes().decode()
    text = before
    for found, instead in changes:
        assert found in text, found
        text = text.replace(found, instead)
    put(library, name, text)
    return before


def put(library: Path, name: str, text: str) -> None:
    (library / name).write_bytes(text.encode())
    os.utime(library)  # as every change of a library does


@pytest.mark.parametrize(
    ("name", "change", "skus"),
    [
        (f"{PENDANT}/luminaire.toml", RED, [f"{PENDANT}-black"]),
        (f"{PENDANT}/luminaire.toml", PAINT, [f"{PENDANT}-black"]),
        (f"{PENDANT}/luminaire.toml", ("power_w = ", "power_w = 1"), [f"{PENDANT}-black"]),
        (f"{MUSHROOM}/luminaire.toml", SHARE, [MUSHROOM]),
        (f"{MUSHROOM}/luminaire.toml", SOCKETS, ["g95-1055-4000", MUSHROOM]),
        (f"{PENDANT}/luminaire.toml", KEY, [f"{PENDANT}-black"]),
        ("bulbs/bulbs.toml", ("cct_k = 4000", "cct_k = 5000"), [MUSHROOM]),
    ],
)
def test_what_has_become_something_else_is_not_ordered(shop, library, name, change, skus):
    offer = quoted(shop, placements=HUNG, scenes={})
    before = rewritten(library, name, change)
    try:
        with pytest.raises(Conflict) as refused:
            place_order(shop, offer, CUSTOMER, f"key-{change[1]}")
    finally:
        put(library, name, before)
    assert refused.value.code == "LUMINAIRES_CHANGED"
    assert re.findall(r"changed: (.*)", str(refused.value)) == [", ".join(skus)]


def test_what_says_nothing_of_what_was_ordered_changes_nothing(shop, library):
    offer = quoted(shop, placements=HUNG, scenes={})
    dali = ('name = {en = "DALI", zh = "DALI"}', 'name = {en = "DALI-2", zh = "DALI-2"}')
    louder = ("flux_factor = 1.5", "flux_factor = 1.4")
    before = rewritten(library, f"{PENDANT}/luminaire.toml", dali, louder)
    try:
        place_order(shop, offer, CUSTOMER, "key-others")
    finally:
        put(library, f"{PENDANT}/luminaire.toml", before)


def test_a_quote_of_before_rests_on_its_photometric_files(shop, library):
    record = quote(shop, quoted(shop, placements=HUNG, scenes={}))
    document = dict(record.document)
    document["evidence"] = {**document["evidence"]}
    del document["evidence"]["luminaires_sha256"]
    document["id"] = "qt_before"
    with shop.database.writing() as connection:
        add_quote(connection, replace(record, id="qt_before", document=document))
    for name, change in (("luminaire.toml", RED), ("photometry.ldt", ("\n", "\n "))):
        before = rewritten(library, f"{PENDANT}/{name}", change)
        rewritten(library, f"{PENDANT}/luminaire.toml", ("sku", "sku"))  # whose time tells the version
        try:
            with pytest.raises(Conflict, match=PENDANT):
                place_order(shop, "qt_before", CUSTOMER, f"key-before-{name}")
        finally:
            put(library, f"{PENDANT}/{name}", before)
            rewritten(library, f"{PENDANT}/luminaire.toml", ("sku", "sku"))
    place_order(shop, "qt_before", CUSTOMER, "key-before")


def test_a_quote_is_of_one_catalogue(shop, library, monkeypatch):
    toml = (library / PENDANT / "luminaire.toml").read_bytes()
    then = shop.catalogue
    asked = quotes.free_pieces

    def meanwhile(*arguments):
        sent = {"luminaire.toml": toml.replace(PAINT[0].encode(), PAINT[1].encode())}
        put_luminaire(shop.catalogue, PENDANT, sent, lambda _: None)
        return asked(*arguments)

    monkeypatch.setattr(quotes, "free_pieces", meanwhile)
    evidence = quote(shop, quoted(shop, placements=HUNG, scenes={})).document["evidence"]
    monkeypatch.undo()
    assert evidence["luminaire_files"][PENDANT]["luminaire.toml"] == sha256_of(toml)
    hung = then.configured(PENDANT, "black", None)[0]
    assert evidence["luminaires_sha256"][f"{PENDANT}-black"] == luminaire_sha256(hung)
    assert shop.catalogue.entry(PENDANT).files["luminaire.toml"] != toml
    put_luminaire(shop.catalogue, PENDANT, {"luminaire.toml": toml}, lambda _: None)


def test_the_hash_is_of_what_is_seen_and_not_of_texts(library):
    luminaire = read_catalogue(library).find(PENDANT)
    again = read_catalogue(library).find(PENDANT)
    assert luminaire_sha256(luminaire) == luminaire_sha256(again)
    assert luminaire_sha256(luminaire) == luminaire_sha256(
        replace(luminaire, description="other", price=None)
    )
    body = luminaire.body
    moved = replace(body, vertices_m=body.vertices_m + 0.001)
    for other in (
        replace(luminaire, body=moved),
        replace(luminaire, photometry=times(luminaire.photometry, 1.001)),
        replace(luminaire, cct_k=2701.0),
        replace(luminaire, product=luminaire.product.model_copy(update={"ip": "IP68"})),
    ):
        assert luminaire_sha256(luminaire) != luminaire_sha256(other)
