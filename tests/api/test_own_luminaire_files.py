"""A person's own photometric file: uploaded, hung at once, kept with what was saved, and not ordered."""

from __future__ import annotations

import math

import pytest
from gldf_files import CEILING, VARIANT, gldf_file, product_xml
from small_shop import hall
from written_photometry import ies_file, lambert, ldt_file

LAMBERT_LM = 500 * math.pi  # of 500 cd straight down


@pytest.fixture
def send(http):
    """Uploads a file; gives the response."""

    def upload(content: bytes, name: str):
        return http.post("/v1/luminaire-files", files={"file": (name, content)})

    return upload


def hung(path: str):
    own = {"id": "own", "luminaire": {"photometry": path}, "position_m": [2, 2.5, 2.5]}
    return hall(placements=[own], scenes={})


def errors(answer):
    """What stopped it."""
    return [problem for problem in answer.json()["problems"] if problem["severity"] == "error"]


@pytest.mark.parametrize(("name", "write"), [("my lamp.ies", ies_file), ("灯.LDT", ldt_file)])
def test_it_says_what_was_read(http, send, name, write):
    content = write(lambert(500))
    answer = send(content, name)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["location"] == made["links"]["self"]
    assert made["path"] == f"{made['id']}/{name}"
    (luminaire,) = made["luminaires"]
    # read linearly in steps of 5 degrees it is 0.1 % less
    assert luminaire["luminous_flux_lm"] == pytest.approx(LAMBERT_LM, rel=2e-3)
    assert (luminaire["sku"], luminaire["price"], luminaire["mounting"]) == ("", None, "any")
    assert http.get(made["links"]["self"]).json() == made
    assert http.get(made["links"]["content"]).content == content
    assert http.get(made["links"]["polar"]).text.startswith("<svg")


def test_a_product_is_uploaded_with_its_variants_and_hung_with_its_body(http, send):
    hung_too = VARIANT.replace('id="v"', 'id="low"').replace(
        CEILING, "<Mountings><Ground><FreeStanding/></Ground></Mountings>"
    )
    made = send(gldf_file(product_xml(variants=VARIANT + hung_too)), "lamp.gldf").json()
    assert made["format"] == "GLDF"
    assert [(each["variant"], each["mounting"]) for each in made["luminaires"]] == [
        ("v", "ceiling"),
        ("low", "floor"),
    ]
    assert made["luminaires"][0]["size_m"] == pytest.approx([0.2, 0.4, 0.1])
    document = hung(made["path"])
    document["placements"][0] |= {"variant": "low", "position_m": [2, 2.5, 0.0]}
    saved = http.post("/v1/configurations", json=document)
    assert saved.status_code == 201, saved.text
    document["placements"][0]["variant"] = "high"
    assert errors(http.post("/v1/configurations", json=document))[0]["code"] == "UNKNOWN_VARIANT"


def test_it_hangs_at_once_and_stays_with_what_was_saved(http, send):
    made = send(ies_file(lambert(500)), "spot.ies").json()
    saved = http.post("/v1/configurations", json=hung(made["path"]))
    assert saved.status_code == 201, saved.text
    place = f"/v1/configurations/{saved.json()['id']}"
    assert http.delete(made["links"]["self"]).status_code == 204
    assert http.get(made["links"]["self"]).status_code == 404
    assert http.get(f"{place}/plan.svg").status_code == 200
    again = http.put(
        place, json=hung(made["path"]) | {"name": "next"}, headers={"If-Match": saved.headers["etag"]}
    )
    assert again.status_code == 200, again.text
    anew = http.post("/v1/configurations", json=hung(made["path"]))
    assert errors(anew)[0]["code"] == "FILE_NOT_FOUND"


def test_it_cannot_be_ordered_and_that_is_said(http, send):
    made = send(ies_file(lambert(500)), "spot.ies").json()
    saved = http.post("/v1/configurations", json=hung(made["path"])).json()
    answer = http.post("/v1/quotes", json={"configuration_id": saved["id"]})
    assert answer.status_code == 400
    (problem,) = answer.json()["problems"]
    assert (problem["code"], problem["where"]) == ("CANNOT_BE_ORDERED", "placements[0].luminaire")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"nothing like it", "lamp.ies", "TILT_LINE_MISSING"),
        (b"%PDF-1.7", "lamp.pdf", "UNKNOWN_FORMAT"),
        (b"x", "..", "FILENAME_UNUSABLE"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(send, content, name, code):
    answer = send(content, name)
    assert answer.status_code == 400
    assert [problem["code"] for problem in answer.json()["problems"]] == [code]


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "lf_00000000000000000000000000/a.ies", "spot.ies", "/etc/passwd"]
)
def test_nothing_else_is_read(http, path):
    answer = http.post("/v1/configurations", json=hung(path))
    assert answer.status_code == 400
    assert [problem["code"] for problem in errors(answer)] == ["FILE_NOT_FOUND"]


def test_the_name_that_was_given_counts(http, send):
    made = send(ies_file(lambert(500)), "spot.ies").json()
    answer = http.post("/v1/configurations", json=hung(f"{made['id']}/other.ldt"))
    (problem,) = errors(answer)
    assert problem["code"] == "FILE_NOT_FOUND"
    assert "spot.ies" in problem["message"]


def test_a_product_with_variants_hangs_with_its_body(http, send, shared):
    file = shared / "photometry" / "gldf" / "philips_sp542p.gldf"
    answer = send(file.read_bytes(), file.name)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["format"] == "GLDF"
    variants = {each["variant"]: each for each in made["luminaires"]}
    assert len(variants) == len(made["luminaires"])
    last = made["luminaires"][-1]
    assert last["size_m"] is not None
    placed = hung(made["path"])
    if len(variants) > 1:
        placed["placements"][0]["variant"] = last["variant"]
    saved = http.post("/v1/configurations", json=placed)
    assert saved.status_code == 201, saved.text
