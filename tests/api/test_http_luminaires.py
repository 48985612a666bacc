"""The catalogue over HTTP."""

from __future__ import annotations

import pytest

from assets.read_photometry import read_photometry


def test_every_luminaire_is_listed_with_what_a_shopper_reads(http):
    answer = http.get("/v1/luminaires").json()
    assert answer["next"] is None
    skus = [item["sku"] for item in answer["items"]]
    assert skus == sorted(skus)
    assert len(skus) >= 4
    assert len({item["mounting"] for item in answer["items"]}) >= 4
    for item in answer["items"]:
        assert item["name"]["en"]
        assert item["name"]["zh"]
        assert item["luminous_flux_lm"] > 0
        assert item["price"]["currency"] == "EUR"
        assert http.get(f"/v1/luminaires/{item['sku']}").json() == item


@pytest.mark.parametrize("path", ["/v1/luminaires", "/v1/luminaires/pendant-globe-300"])
def test_what_is_known_already_is_not_sent_again(http, path):
    etag = http.get(path).headers["etag"]
    assert http.get(path, headers={"If-None-Match": etag}).status_code == 304
    other = http.get("/v1/luminaires", params={"mounting": "wall"})
    assert other.headers["etag"] != etag


def test_search_filter_and_pages(http):
    pendants = http.get("/v1/luminaires", params={"mounting": "pendant"}).json()["items"]
    assert pendants
    assert {item["mounting"] for item in pendants} == {"pendant"}
    found = http.get("/v1/luminaires", params={"search": "globe pendant"}).json()["items"]
    assert found[0]["sku"] == "pendant-globe-300"
    assert [item["sku"] for item in found[1:]] == ["chandelier-globes-6"]
    seen, after = [], None
    while True:
        page = http.get("/v1/luminaires", params={"limit": 2, **({"after": after} if after else {})}).json()
        seen += [item["sku"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [item["sku"] for item in http.get("/v1/luminaires").json()["items"]]


def test_counts_are_whole_numbers(http):
    facets = http.get("/v1/luminaires").json()["facets"]
    counts = [count for kind in ("mounting", "family", "cct_k") for count in facets[kind].values()]
    assert counts
    assert all(type(count) is int for count in counts)


def test_the_files_of_a_luminaire(http):
    place = "/v1/luminaires/pendant-globe-300"
    body = http.get(f"{place}/body.glb")
    assert body.content[:4] == b"glTF"
    assert body.headers["content-type"] == "model/gltf-binary"
    assert http.get(f"{place}/body.glb", headers={"If-None-Match": body.headers["etag"]}).status_code == 304
    file = http.get(f"{place}/photometry")
    assert file.headers["content-disposition"] == 'attachment; filename="pendant-globe-300.ldt"'
    flux_lm = read_photometry(file.content, "x.ldt").distribution.luminous_flux_lm()
    assert http.get(place).json()["luminous_flux_lm"] == pytest.approx(flux_lm)
    polar = http.get(f"{place}/polar.svg")
    assert polar.headers["content-type"] == "image/svg+xml"
    assert "<script" not in polar.text


@pytest.mark.parametrize("path", ["", "/body.glb", "/photometry", "/polar.svg"])
def test_a_luminaire_that_is_not_there(http, path):
    answer = http.get(f"/v1/luminaires/no-such-lamp{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_RECORD")


@pytest.mark.parametrize(
    ("params", "status"),
    [({"limit": 0}, 422), ({"limit": 101}, 422), ({"limit": "x"}, 422), ({"mounting": "tent"}, 400)],
)
def test_wishes_that_cannot_be_met(http, params, status):
    answer = http.get("/v1/luminaires", params=params)
    assert answer.status_code == status
    assert answer.json()["problems"]


def test_search_says_what_it_understood_and_counts(http):
    wish = {"search": "at least 300 lx on a desk from 1.2 m", "sort": "-flux"}
    answer = http.get("/v1/luminaires", params=wish).json()
    assert answer["understood"]["wishes"][0]["means"] == {
        "lux_at_least": 300,
        "lux_over": "desk",
        "from_m": 1.2,
    }
    assert answer["total"] == len(answer["items"]) == sum(answer["facets"]["mounting"].values())
    assert set(answer["by_light"]) == {item["sku"] for item in answer["items"]}
    assert all(each["illuminance_lx"] >= 300 for each in answer["by_light"].values())
    flux = [item["luminous_flux_lm"] for item in answer["items"]]
    assert flux == sorted(flux, reverse=True)


def test_filters_repeat_and_stock_is_asked_for(http):
    answer = http.get("/v1/luminaires", params={"mounting": ["pendant", "wall"], "in_stock": "true"}).json()
    assert {item["mounting"] for item in answer["items"]} == {"pendant", "wall"}
    assert answer["facets"]["in_stock"] == {"true": answer["total"]}
    assert "in_stock" not in http.get("/v1/luminaires").json()["facets"]


@pytest.mark.parametrize(
    ("params", "status", "place"),
    [
        ({"lux_at_least": "nan"}, 422, "lux_at_least"),
        ({"ip": "IP4"}, 422, "ip"),
        ({"search": "x" * 201}, 422, "search"),
        ({"sort": "colour"}, 400, "sort"),
        ({"sort": "price", "after": "x"}, 400, "after"),
        ({"from_m": 1.2}, 400, "lux_at_least"),
    ],
)
def test_wishes_name_their_place(http, params, status, place):
    answer = http.get("/v1/luminaires", params=params)
    assert (answer.status_code, answer.json()["problems"][0]["where"]) == (status, place)
