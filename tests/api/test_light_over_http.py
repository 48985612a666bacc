"""Light layers through the real service: asked for, made beside the picture, fetched file by file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from doubled_light import finished
from read_glb import document_of
from small_shop import hall, shop_in, working

from api.previews import preview
from api.wiring import Wiring
from render.light_maps.encoding import decode_layer
from render.light_maps.files import decode_atlas


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, serve: Any) -> Iterator[tuple[Wiring, httpx.Client]]:
    """A working shop with real light, and a client of its service."""
    wiring = shop_in(tmp_path_factory.mktemp("layers"))
    with working(wiring), serve(wiring) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield wiring, client
    wiring.close()


@pytest.fixture(scope="module")
def lit(shop: tuple[Wiring, httpx.Client]) -> dict[str, Any]:
    """A finished preview of the hall that was asked for with its light."""
    return asked(shop, light=True)


def asked(shop: tuple[Wiring, httpx.Client], **wish: Any) -> dict[str, Any]:
    wiring, client = shop
    made = client.post("/v1/configurations", json=hall()).json()
    answer = client.post(f"/v1/configurations/{made['id']}/previews", json={"quality": "draft", **wish})
    assert answer.status_code == 202, answer.text
    assert finished(wiring, answer.json()["id"], seconds=150.0).state == "done"
    found: dict[str, Any] = client.get(answer.headers["location"]).json()
    return found


def test_every_file_that_the_manifest_names_is_there(shop, lit) -> None:
    _, client = shop
    assert lit["light"] is True
    answer = client.get(lit["links"]["light"])
    assert answer.headers["content-type"] == "application/json"
    manifest = answer.json()
    assert [each["id"] for each in manifest["luminaires"]] == ["p0", "p1", "d0", "d1", "d2", "d3"]
    assert [each["name"] for each in manifest["scenes"]] == [None, "dinner"]
    place = lit["links"]["light"] + "/"
    atlas = client.get(place + manifest["atlas"]["file"])
    assert atlas.headers["content-type"] == "application/octet-stream"
    assert len(decode_atlas(atlas.content)) == manifest["atlas"]["faces"]
    size = manifest["atlas"]["height"], manifest["atlas"]["width"]
    probes = int(np.prod(manifest["probes"]["counts"]))
    for luminaire in manifest["luminaires"]:
        layer = decode_layer(client.get(place + luminaire["layer"]).content)
        assert layer.shape[:2] == size
        assert layer.max() > 1.0
        assert decode_layer(client.get(place + luminaire["probes"]).content).shape[1] == probes


def test_the_model_and_the_painted_room_are_there(shop, lit) -> None:
    _, client = shop
    light = lit["links"]["light"]
    circuits = client.get(f"{light}/{client.get(light).json()['circuits']}")
    assert circuits.headers["content-type"] == "application/json"
    assert sum(len(each["members"]) for each in circuits.json()["luminaires"]) == 6
    for place in (f"{light}/{circuits.json()['model']}", lit["links"]["baked"]):
        answer = client.get(place)
        assert answer.headers["content-type"] == "model/gltf-binary"
        assert document_of(answer.content)["asset"]["version"] == "2.0"


def test_who_has_a_file_is_not_sent_it_again(shop, lit) -> None:
    _, client = shop
    for path in (lit["links"]["light"], lit["links"]["light"] + "/layer-0.llyr"):
        first = client.get(path)
        assert "immutable" in first.headers["cache-control"]
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["layer-6.llyr", "..%2Fpicture.png", "picture.png", "%00"])
def test_no_other_file_is_found_there(shop, lit, name) -> None:
    answer = shop[1].get(f"{lit['links']['light']}/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"]


def test_who_does_not_ask_for_light_gets_none(shop, lit) -> None:
    wiring, client = shop
    plain = asked(shop)
    assert (plain["light"], plain["links"]["light"], plain["links"]["baked"]) == (False, None, None)
    assert "baked.glb" not in preview(wiring, plain["id"]).files
    assert not any(name.startswith("light/") for name in preview(wiring, plain["id"]).files)
    answer = client.get(plain["links"]["self"] + "/light")
    assert answer.status_code == 404
    assert answer.json()["code"] == client.get("/v1/previews/pv_none").json()["code"]


def test_light_is_asked_for_with_yes_or_no(shop) -> None:
    client = shop[1]
    made = client.post("/v1/configurations", json=hall()).json()
    answer = client.post(f"/v1/configurations/{made['id']}/previews", json={"light": "layers"})
    assert answer.status_code == 422
