"""Configurations over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import JSONResponse, Response

from api import configurations
from api.http.caching import UNCHANGED, cached, kept, unless_known, version_to_replace
from api.http.handed_in import JsonBody, Wired
from api.http.openapi import refusals
from api.http.schemas import LARGEST_INTEGER, ConfigurationAnswer, VersionList
from api.records.configurations import ConfigurationRecord
from scenes.configuration import configuration_schema

router = APIRouter(prefix="/v1", tags=["configurations"])
Version = Annotated[
    int | None, Query(ge=1, le=LARGEST_INTEGER, description="Which version; left out, the newest.")
]
DOCUMENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A configuration; its JSON Schema is at /v1/schemas/configuration.",
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "example": {
                    "lampyris": 1,
                    "room": {"outline_m": [[0, 0], [5, 0], [5, 4], [0, 4]], "height_m": 2.7},
                    "placements": [{"id": "p1", "luminaire": "pendant-globe", "position_m": [2.5, 2.0, 2.7]}],
                },
            }
        },
    }
}


def configuration_answer(record: ConfigurationRecord) -> dict[str, Any]:
    """One version as the API shows it."""
    return {
        "id": record.configuration_id,
        "version": record.version,
        "created_at": record.created_at,
        "document": record.document,
        "problems": record.problems,
    }


def _answer(record: ConfigurationRecord, response: Response) -> dict[str, Any]:
    response.headers["ETag"] = f'"{record.version}"'
    return configuration_answer(record)


@router.post(
    "/configurations",
    status_code=201,
    response_model=ConfigurationAnswer,
    responses=refusals(400),
    openapi_extra=DOCUMENT,
)
def save_configuration(wiring: Wired, body: JsonBody, response: Response) -> dict[str, Any]:
    """Save a configuration; warnings are in `problems`, errors refuse it."""
    record = configurations.save_configuration(wiring, body)
    response.headers["Location"] = f"/v1/configurations/{record.configuration_id}"
    return _answer(record, response)


@router.get(
    "/configurations/{configuration_id}",
    response_model=ConfigurationAnswer,
    responses={**UNCHANGED, **refusals(404)},
)
def read_configuration(
    wiring: Wired, configuration_id: str, request: Request, response: Response, version: Version = None
) -> Any:
    """One version of a configuration."""
    record = configurations.configuration(wiring, configuration_id, version)
    return unless_known(request, response, configuration_answer(record), etag=str(record.version))


@router.put(
    "/configurations/{configuration_id}",
    response_model=ConfigurationAnswer,
    responses=refusals(400, 404, 412, 428),
    openapi_extra=DOCUMENT,
)
def save_next_version(
    wiring: Wired,
    configuration_id: str,
    body: JsonBody,
    response: Response,
    if_match: Annotated[
        str | None, Header(description='The version that is replaced, such as `"1"`, or `*`.')
    ] = None,
) -> dict[str, Any]:
    """Save the next version of a configuration; the version before is kept."""
    version = version_to_replace(if_match)
    record = configurations.save_next_version(wiring, configuration_id, body, version=version)
    return _answer(record, response)


@router.get(
    "/configurations/{configuration_id}/versions", response_model=VersionList, responses=refusals(404)
)
def list_versions(wiring: Wired, configuration_id: str) -> dict[str, Any]:
    """Every version, newest first."""
    items = [
        {"version": version, "created_at": created_at}
        for version, created_at in configurations.versions(wiring, configuration_id)
    ]
    return {"items": items, "next": None}


@router.get(
    "/configurations/{configuration_id}/plan.svg",
    response_class=Response,
    responses={**kept("image/svg+xml", "The plan"), **refusals(404)},
)
def configuration_plan(
    wiring: Wired, configuration_id: str, request: Request, version: Version = None
) -> Response:
    """The plan with what hangs in it."""
    plan = configurations.configuration_plan(wiring, configuration_id, version)
    return cached(request, plan.encode(), "image/svg+xml")


@router.get("/schemas/configuration", response_class=JSONResponse)
def read_schema() -> JSONResponse:
    """The JSON Schema of configurations (draft 2020-12)."""
    return JSONResponse(configuration_schema(), media_type="application/schema+json")
