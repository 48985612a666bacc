"""PUT and DELETE of luminaires: with the key only, whole or not at all, taken at once by what runs."""

from __future__ import annotations

import io
import json
import logging
import shutil
import threading
import tomllib
import zipfile
from pathlib import Path

import httpx
import pytest
from small_shop import shop_in

from api import render_work
from api.settings import Settings, UnsoundSettings, read_settings
from assets.catalogue import read_catalogue
from assets.library_changes import put_staged
from assets.library_entry import read_entry
from assets.make_library import make_library
from assets.write_toml import toml_text
from kit.errors import Conflict

KEY = "a-key-of-the-shop-0123456789"
ADMIN = {"Authorization": f"Bearer {KEY}"}
NEW = {**ADMIN, "If-None-Match": "*"}
SKU = "pendant-dome-400"
KEPT = (SKU, "pendant-globe-300", "wall-updown-120")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    make_library(folder)
    return folder


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Path:
    for sku in KEPT:
        shutil.copytree(made / sku, tmp_path / "library" / sku)
    return tmp_path / "library"


@pytest.fixture
def shop(library, tmp_path, serve):
    wiring = shop_in(tmp_path / "data", library=library, admin_key=KEY, work=False, json_limit_mb=1)
    with serve(wiring) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client
    wiring.close()


def form(folder: Path, sku: str = SKU, /, **changes: tuple[str, str]):
    text = (folder / sku / "luminaire.toml").read_text(encoding="utf-8")
    for found, instead in changes.values():
        assert found in text
        text = text.replace(found, instead)
    return {
        "entry": ("luminaire.toml", text.encode()),
        "photometry": ("x.LDT", (folder / sku / "photometry.ldt").read_bytes()),
        "body": ("any.glb", (folder / sku / "body.glb").read_bytes()),
    }


def by_another_program(glb: bytes) -> bytes:
    """The same body with another note of who wrote it (glTF 2.0, 4.4: header, then a chunk of JSON)."""
    length = int.from_bytes(glb[12:16], "little")
    document = json.loads(glb[20 : 20 + length])
    document["asset"]["generator"] = "another program"
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    rest = glb[20 + length :]
    whole = 20 + len(text) + len(rest)
    return glb[:8] + whole.to_bytes(4, "little") + len(text).to_bytes(4, "little") + glb[16:20] + text + rest


def all_files(library: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(library)): path.read_bytes()
        for path in sorted(library.glob("*/*"))
        if path.is_file() and not path.parent.name.startswith(".")
    }


def test_a_new_luminaire_is_sold_at_once(shop, made, library):
    sku = "table-mushroom-280"
    answer = shop.put(f"/v1/luminaires/{sku}", files=form(made, sku), headers=NEW)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/luminaires/{sku}"
    assert answer.json()["luminaire"]["sku"] == sku
    read = shop.get(f"/v1/luminaires/{sku}")
    assert read.headers["etag"] == answer.headers["etag"]
    assert sku in [
        item["sku"] for item in shop.get("/v1/luminaires", params={"search": "蘑菇"}).json()["items"]
    ]
    stock = shop.get("/v1/stores/harbour/stock", params={"sku": sku}).json()["items"]
    assert stock[0]["free"] > 0
    assert {path.name for path in (library / sku).iterdir()} == {
        "luminaire.toml",
        "photometry.ldt",
        "body.glb",
    }


def test_what_another_process_imports_has_stock_at_once(shop, made, library):
    sku = "table-mushroom-280"
    asked = {"sku": SKU}
    assert shop.get("/v1/stores/harbour/stock", params=asked).json()["items"][0]["free"] > 0
    staged = library / ".staged-import" / sku
    shutil.copytree(made / sku, staged)
    put_staged(library, staged)
    stock = shop.get("/v1/stores/harbour/stock", params={"sku": sku}).json()["items"]
    assert stock[0]["free"] > 0


def test_replacing_needs_the_version_that_is_known(shop, made):
    etag = shop.get(f"/v1/luminaires/{SKU}").headers["etag"]
    cheaper = form(made, price=('amount = "229.00"', 'amount = "199.00"'))
    assert shop.put(f"/v1/luminaires/{SKU}", files=cheaper, headers=ADMIN).status_code == 428
    assert shop.put(f"/v1/luminaires/{SKU}", files=cheaper, headers=NEW).json()["code"] == "STALE_VERSION"
    answer = shop.put(f"/v1/luminaires/{SKU}", files=cheaper, headers={**ADMIN, "If-Match": etag})
    assert answer.status_code == 200, answer.text
    assert shop.get(f"/v1/luminaires/{SKU}").json()["price"]["amount"] == "199.00"
    again = shop.put(f"/v1/luminaires/{SKU}", files=cheaper, headers={**ADMIN, "If-Match": etag})
    assert (again.status_code, again.json()["code"]) == (412, "STALE_VERSION")


@pytest.mark.parametrize(
    ("found", "instead", "code"),
    [
        ('amount = "229.00"', 'amount = "0.00"', "LUMINAIRE_VALUE"),
        ('price_delta = "35.00"', 'price_delta = "-999.00"', "PRICE_NOT_POSITIVE"),
    ],
)
def test_a_price_of_nothing_is_refused(shop, made, found, instead, code):
    entry = (made / SKU / "luminaire.toml").read_text(encoding="utf-8").replace(found, instead, 1)
    files = {"entry": ("luminaire.toml", entry.encode())}
    answer = shop.put(f"/v1/luminaires/{SKU}", files=files, headers={**ADMIN, "If-Match": "*"})
    assert answer.status_code == 400
    assert code in {problem["code"] for problem in answer.json()["problems"]}


def test_another_currency_is_warned_of_and_stops_nobody_else(shop, made):
    sent = form(made, price=('currency = "EUR"', 'currency = "USD"'))
    answer = shop.put(f"/v1/luminaires/{SKU}", files=sent, headers={**ADMIN, "If-Match": "*"})
    assert answer.status_code == 200
    assert "CURRENCY_DIFFERS" in {problem["code"] for problem in answer.json()["problems"]}
    room = {"outline_m": [[0, 0], [4, 0], [4, 4], [0, 4]], "height_m": 2.7}
    for sku, status in ((KEPT[1], 201), (SKU, 400)):
        hung = [{"id": "p", "luminaire": sku, "position_m": [2, 2, 2.7]}]
        document = {"lampyris": 1, "room": room, "placements": hung}
        saved = shop.post("/v1/configurations", json=document)
        assert saved.status_code == 201, saved.text
        quoted = shop.post("/v1/quotes", json={"configuration_id": saved.json()["id"]})
        assert quoted.status_code == status, quoted.text


def test_another_body_alone_makes_another_version(shop, made):
    before = shop.get(f"/v1/luminaires/{SKU}").headers["etag"]
    sent = form(made)
    sent["body"] = ("b.glb", by_another_program(sent["body"][1]))
    answer = shop.put(f"/v1/luminaires/{SKU}", files=sent, headers={**ADMIN, "If-Match": before})
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] != before


def test_what_is_not_sent_stays(shop, made, library):
    before = all_files(library)
    entry = form(made, name=("Dome pendant 400", "Bell pendant 400"))["entry"]
    answer = shop.put(f"/v1/luminaires/{SKU}", files={"entry": entry}, headers={**ADMIN, "If-Match": "*"})
    assert answer.json()["luminaire"]["name"]["en"] == "Bell pendant 400"
    after = all_files(library)
    assert {name for name in after if after[name] != before[name]} == {f"{SKU}/luminaire.toml"}


def test_an_entry_may_be_json(shop, made):
    document = tomllib.loads((made / SKU / "luminaire.toml").read_text(encoding="utf-8"))
    document["light"]["power_w"] = 17
    entry = ("entry.json", json.dumps(document).encode())
    answer = shop.put(f"/v1/luminaires/{SKU}", files={"entry": entry}, headers={**ADMIN, "If-Match": "*"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["luminaire"]["power_w"] == 17


def test_everything_wrong_is_told_at_once_and_nothing_changes(shop, made, library):
    before = all_files(library)
    sent = form(made, sku=('sku = "pendant-dome-400"', 'sku = "other"'))
    sent |= {"photometry": ("x.ldt", b"nothing"), "body": ("b.glb", b"glTF")}
    answer = shop.put(f"/v1/luminaires/{SKU}", files=sent, headers={**ADMIN, "If-Match": "*"})
    assert answer.status_code == 400
    codes = {problem["code"] for problem in answer.json()["problems"]}
    assert "SKU_DIFFERS" in codes
    assert len(codes) >= 3
    assert all_files(library) == before
    assert not list(library.glob(".staged-*"))


@pytest.mark.parametrize(
    ("field", "filename", "content", "code"),
    [
        ("files", "../../evil.glb", b"x", "FILE_NAME"),
        ("files", "body-/../x.glb", b"x", "FILE_NAME"),
        ("files", ".before", b"x", "FILE_NAME"),
        ("photometry", "x.exe", b"x", "UNKNOWN_FORMAT"),
        ("picture", "x.png", b"x", "UNKNOWN_KEY"),
        ("entry", "x", b"{" * 100_000, "LUMINAIRE_NOT_JSON"),
        ("entry", "x", b'{"sku": "\\ud800"}', "LUMINAIRE_VALUE"),
        ("entry", "x", b"\xff", "LUMINAIRE_NOT_TOML"),
    ],
)
def test_files_keep_to_their_place(shop, made, library, field, filename, content, code):
    before = all_files(library)
    sent = form(made) | {field: (filename, content)}
    answer = shop.put(f"/v1/luminaires/{SKU}", files=sent, headers={**ADMIN, "If-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (400, "UNSOUND_INPUT")
    assert code in {problem["code"] for problem in answer.json()["problems"]}
    assert all_files(library) == before


@pytest.mark.parametrize(
    "sku",
    ["bulbs", "Bulbs", "report.json", "import.json", ".before", ".staged-x", "a%2F..%2Fb", "x" * 65, "%00"],
)
def test_skus_that_are_no_folder_of_a_luminaire(shop, made, library, sku):
    before = sorted(path.name for path in library.iterdir() if not path.name.startswith("."))
    answer = shop.put(f"/v1/luminaires/{sku}", files=form(made), headers=NEW)
    assert answer.status_code in (400, 404, 405)
    assert sorted(path.name for path in library.iterdir() if not path.name.startswith(".")) == before


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "ADMIN_KEY_NEEDED"),
        ({"Authorization": f"Basic {KEY}"}, 401, "ADMIN_KEY_NEEDED"),
        ({"Authorization": "Bearer"}, 401, "ADMIN_KEY_NEEDED"),
        ({"Authorization": f"Bearer {KEY}x"}, 401, "ADMIN_KEY_WRONG"),
        ({"Authorization": f"Bearer {KEY[:-1]}"}, 401, "ADMIN_KEY_WRONG"),
        ({"Authorization": "Bearer \xe9\xe9\xe9".encode("latin-1")}, 401, "ADMIN_KEY_WRONG"),
    ],
)
def test_without_the_key_nothing_is_read_or_changed(shop, library, headers, status, code):
    before = all_files(library)
    for method in ("PUT", "DELETE"):
        answer = shop.request(method, f"/v1/luminaires/{SKU}", content=b"not even a form", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["www-authenticate"] == "Bearer"
        assert KEY not in answer.text
    assert all_files(library) == before


def test_the_key_is_in_no_log_and_no_text(shop, made, caplog):
    with caplog.at_level(logging.DEBUG):
        shop.put(f"/v1/luminaires/{SKU}", files=form(made), headers={**ADMIN, "If-Match": "*"})
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("lampyris")]
    assert ours
    assert not any(KEY in text for text in ours)
    assert KEY not in repr(Settings(admin_key=KEY))
    with pytest.raises(UnsoundSettings) as refused:
        read_settings({"LAMPYRIS_ADMIN_KEY": "my secret"})
    assert "my secret" not in str(refused.value)


def test_a_service_without_a_key_or_library_of_its_own_is_not_changed(http, made, tmp_path, serve):
    answer = http.put(f"/v1/luminaires/{SKU}", files=form(made), headers=NEW)
    assert (answer.status_code, answer.json()["code"]) == (403, "ADMIN_NOT_SET_UP")
    wiring = shop_in(tmp_path / "data", admin_key=KEY, work=False)
    with serve(wiring) as address:
        answer = httpx.put(
            f"{address}/v1/luminaires/{SKU}", files=form(made), headers={**ADMIN, "If-Match": "*"}
        )
    wiring.close()
    assert (answer.status_code, answer.json()["code"]) == (409, "LIBRARY_IS_SHIPPED")


def test_taken_out_and_the_last_one_stays(shop, library):
    for sku in KEPT[:2]:
        assert shop.delete(f"/v1/luminaires/{sku}", headers={**ADMIN, "If-Match": "*"}).status_code == 204
        assert shop.get(f"/v1/luminaires/{sku}").status_code == 404
        gone = shop.delete(f"/v1/luminaires/{sku}", headers={**ADMIN, "If-Match": "*"})
        assert gone.status_code == 404
    last = shop.delete(f"/v1/luminaires/{KEPT[2]}", headers={**ADMIN, "If-Match": "*"})
    assert (last.status_code, last.json()["code"]) == (409, "LAST_LUMINAIRE")


def test_whoever_works_with_a_version_gets_all_its_files(library, made, shop):
    held = read_catalogue(library)
    entry = held.entry(SKU)
    whole = {path.name: path.read_bytes() for path in (library / SKU).iterdir()}
    louder = form(made, flux=("luminous_flux_lm = 1650.0", "luminous_flux_lm = 1650.1"))
    assert (
        shop.put(f"/v1/luminaires/{SKU}", files=louder, headers={**ADMIN, "If-Match": "*"}).status_code == 200
    )
    assert dict(entry.files) == whole  # lazily, after it was replaced
    assert shop.delete(f"/v1/luminaires/{SKU}", headers={**ADMIN, "If-Match": "*"}).status_code == 204
    assert "luminaire.toml" in held.entry(KEPT[1]).files
    # others of the same library stay the same objects, so that what is known of them stays
    again = read_catalogue(library, held)
    assert again.entry(KEPT[1]) is held.entry(KEPT[1])


def test_nobody_gets_files_of_two_versions(library, made, shop):
    entry = read_catalogue(library).entry(SKU)
    for flux in ("1650.1", "1650.2"):
        louder = form(made, flux=("luminous_flux_lm = 1650.0", f"luminous_flux_lm = {flux}"))
        shop.put(f"/v1/luminaires/{SKU}", files=louder, headers={**ADMIN, "If-Match": "*"}).raise_for_status()
    for read in (lambda: entry.body_glb, lambda: entry.files, lambda: entry.luminaire):
        with pytest.raises(Conflict) as replaced:
            read()
        assert replaced.value.code == "LUMINAIRE_REPLACED"
    assert shop.get(f"/v1/luminaires/{SKU}").json()["luminous_flux_lm"] > 0.0  # who asks again, gets the new


def test_a_version_is_found_aside_where_a_disk_knows_no_links(library, made, shop, monkeypatch):
    def refuses(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuses)
    entry = read_catalogue(library).entry(SKU)
    whole = {path.name: path.read_bytes() for path in (library / SKU).iterdir()}
    louder = form(made, flux=("luminous_flux_lm = 1650.0", "luminous_flux_lm = 1650.1"))
    shop.put(f"/v1/luminaires/{SKU}", files=louder, headers={**ADMIN, "If-Match": "*"}).raise_for_status()
    assert dict(entry.files) == whole


def test_render_children_take_the_new_catalogue(library, made, shop):
    job = {
        "configuration": {"placements": [{"luminaire": SKU}, {"luminaire": {"photometry": "x.ldt"}}]},
        "rooms": {},
        "files": {},
        "library": str(library),
        "quality": "draft",
        "seed": 1,
    }
    before = render_work.light_key(job)
    other = form(made, KEPT[2], name=('amount = "', 'amount = "1'))
    shop.put(f"/v1/luminaires/{KEPT[2]}", files=other, headers={**ADMIN, "If-Match": "*"}).raise_for_status()
    assert render_work.light_key(job) == before  # what it does not hang changes nothing
    dearer = form(made, price=('amount = "229.00"', 'amount = "239.00"'))
    shop.put(f"/v1/luminaires/{SKU}", files=dearer, headers={**ADMIN, "If-Match": "*"}).raise_for_status()
    assert render_work.light_key(job) != before


def test_many_changes_at_once_leave_every_version_whole(shop, made, library):
    def put(number: int) -> None:
        sent = form(made, price=('amount = "229.00"', f'amount = "{number}.00"'))
        answer = shop.put(f"/v1/luminaires/{SKU}", files=sent, headers={**ADMIN, "If-Match": "*"})
        statuses.append(answer.status_code)

    statuses: list[int] = []
    threads = [threading.Thread(target=put, args=(number,)) for number in range(300, 308)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        answer = shop.get(f"/v1/luminaires/{SKU}")
        assert answer.status_code == 200, answer.text  # it is never gone
    for thread in threads:
        thread.join()
    assert statuses == [200] * 8
    assert not list(library.glob(".staged-*"))
    read_entry((library / SKU / "luminaire.toml").read_bytes(), SKU)


def test_our_entries_survive_json_and_toml(made):
    for path in made.glob("*/luminaire.toml"):
        entry = read_entry(path.read_bytes(), path.parent.name)
        text = toml_text(entry.model_dump(mode="json", exclude_defaults=True))
        assert read_entry(text.encode(), path.parent.name) == entry


def test_toml_of_odd_texts():
    document = {"a": 'say "no"\n\x7f\\', "ü": [1, 2.5, True, {"x y": "z"}], "t": {"n": None, "v": "灯"}}
    assert tomllib.loads(toml_text(document)) == {**document, "t": {"v": "灯"}}
    with pytest.raises(ValueError, match="nan"):
        toml_text({"a": float("nan")})


def test_the_whole_catalogue_is_exported_with_the_key(shop, library):
    assert shop.get("/v1/catalogue/export").status_code == 401
    packed = shop.get("/v1/catalogue/export", headers=ADMIN)
    assert packed.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == all_files(library)
    listed = shop.get("/v1/catalogue/export", params={"format": "csv"}, headers=ADMIN)
    assert [line.split(",")[0] for line in listed.text.splitlines()[1:]] == sorted(KEPT)
    assert shop.get("/v1/catalogue/export", params={"format": "exe"}, headers=ADMIN).status_code == 422
