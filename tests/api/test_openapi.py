"""The OpenAPI document is true: every path is there, every answer has the shape it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hall import CUSTOMER, hall
from pydantic import TypeAdapter

from api.http import luminaires, schemas, shop_schemas

DOCS = Path(__file__).resolve().parents[2] / "docs" / "http.md"
METHODS = {"get", "post", "put", "delete", "patch"}


@pytest.fixture
def document(http):
    return http.get("/openapi.json").json()


def test_every_operation_says_what_it_does_and_how_it_fails(document):
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        assert set(operations) <= METHODS
        for method, operation in operations.items():
            place = f"{method} {path}"
            assert operation["description"].endswith("."), place
            failures = {
                status: answer for status, answer in operation["responses"].items() if status >= "400"
            }
            assert "500" in failures, place
            for answer in failures.values():
                assert list(answer["content"]) == ["application/problem+json"], place
            if "{" in path:
                assert "404" in failures, place
            if "requestBody" in operation:
                assert {"413", "415", "422"} <= set(failures), place


def test_every_reference_leads_somewhere(document):
    names = set(re.findall(r'"\$ref": ?"#/components/schemas/([^"]+)"', str(document).replace("'", '"')))
    assert names
    assert names <= set(document["components"]["schemas"])


def test_answers_have_the_shape_they_say(http):
    made = http.post("/v1/configurations", json=hall()).json()
    quote = http.post("/v1/quotes", json={"configuration_id": made["id"]}).json()
    key = {"Idempotency-Key": made["id"]}
    order = http.post("/v1/orders", json={"quote_id": quote["id"], "customer": CUSTOMER}, headers=key).json()
    preview = http.post(f"/v1/configurations/{made['id']}/previews", json={}).json()
    http.delete(preview["links"]["self"])
    for shape, answer in (
        (schemas.ConfigurationAnswer, made),
        (shop_schemas.QuoteAnswer, quote),
        (shop_schemas.OrderAnswer, order),
        (schemas.PreviewAnswer, preview),
        (luminaires.LuminaireList, http.get("/v1/luminaires").json()),
        (shop_schemas.StoreList, http.get("/v1/stores").json()),
        (schemas.ProblemDocument, http.get("/v1/none").json()),
    ):
        TypeAdapter(shape).validate_python(answer)


def test_the_docs_page_names_every_path_and_needs_no_network(http, document):
    page = http.get("/docs").text
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page


def test_the_written_documentation_lists_every_path_and_no_other(document):
    written = set(re.findall(r"^\| `([A-Z]+ /[^`?]+)` \|", DOCS.read_text(), re.MULTILINE))
    served = {
        f"{method.upper()} {path}" for path, operations in document["paths"].items() for method in operations
    }
    assert written == served
