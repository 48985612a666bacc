"""The service itself over HTTP: is it well, and what can it do."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from api.http.docs_page import docs_page
from api.http.handed_in import Wired
from api.http.schemas import Health
from render.device import engine_version

router = APIRouter(tags=["service"])
DOCS_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


@router.get("/healthz", response_model=Health)
def healthz(wiring: Wired) -> dict[str, Any]:
    """Whether the service works, and what it runs."""
    wiring.database.check()
    return {
        "status": "ok",
        "version": version("lampyris"),
        "engine_version": engine_version(),
        "database": "sqlite",
        "luminaires": len(wiring.catalogue.entries),
    }


@router.get("/docs", include_in_schema=False)
def read_docs(request: Request) -> Response:
    """This API for people, made from the OpenAPI document; needs no network."""
    page = docs_page(request.app.openapi())
    return HTMLResponse(page, headers={"Content-Security-Policy": DOCS_POLICY})
