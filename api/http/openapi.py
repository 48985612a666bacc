"""The OpenAPI document: what FastAPI finds, with errors as they really are."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.http.errors import MEDIA_TYPE, NAMES
from api.http.schemas import ProblemDocument

TAGS = [
    {"name": "rooms", "description": "Upload a room and see what was understood."},
    {"name": "luminaires", "description": "What can be hung."},
    {
        "name": "catalogue",
        "description": "Changing what can be hung, its prices and its stock; needs the admin key.",
    },
    {"name": "configurations", "description": "What a person saves; every version is kept."},
    {"name": "previews", "description": "Pictures and numbers of a configuration's light."},
    {"name": "stores", "description": "Where luminaires can come from."},
    {"name": "orders", "description": "From a configuration to an order in a store's system."},
    {"name": "service", "description": "The service itself."},
]
ALWAYS = (421, 500)
NEEDED_HEADERS = ("idempotency-key", "if-match")  # refused with statuses of their own, not 422
HAS_BODY = (403, 413, 415, 422)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declares the error answers of a route."""
    return {status: {"model": ProblemDocument, "description": _title(status)} for status in statuses}


def true_openapi(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
            tags=TAGS,
        )
        for path in document["paths"].values():
            for operation in path.values():
                _correct(operation)
        for unused in ("HTTPValidationError", "ValidationError"):
            document["components"]["schemas"].pop(unused, None)
        app.openapi_schema = document
    return app.openapi_schema


def _correct(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    reference = {"$ref": "#/components/schemas/ProblemDocument"}
    has_parameters = bool(operation.get("parameters"))
    for parameter in operation.get("parameters", []):
        if parameter["name"].lower() in NEEDED_HEADERS:
            parameter["required"] = True
    declared = {int(status) for status in answers if status.isdecimal() and int(status) >= 400} - {422}
    expected = {*declared, *ALWAYS}
    if "requestBody" in operation:
        expected |= set(HAS_BODY)
    elif has_parameters:
        expected.add(422)
    answers.pop("422", None)
    for status in sorted(expected):
        answers[str(status)] = {
            "description": _title(status),
            "content": {MEDIA_TYPE: {"schema": reference}},
        }


def _title(status: int) -> str:
    other = {
        304: "The copy that is there already is the same",
        400: "What was sent is unsound; every problem is listed",
        404: "Nothing is kept under that name",
        409: "A rule of the shop says no",
        412: "Another version has been saved meanwhile",
        503: "Not now: a store does not answer, or a picture is not ready; ask again",
    }
    return other.get(status) or NAMES[status][1]
