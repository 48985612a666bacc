"""The web application: routes behind guards; it never renders, so that it always answers."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI
from starlette.types import ASGIApp

from api.http import (
    bulbs,
    catalogue,
    catalogue_changes,
    configurations,
    errors,
    luminaire_files,
    luminaire_pictures,
    luminaire_sheets,
    luminaires,
    orders,
    previews,
    quotes,
    rooms,
    service,
    stores,
)
from api.http.guards import Guards
from api.http.openapi import true_openapi
from api.http.pages import Pages
from api.http.turns import ServiceTurns
from api.wiring import Wiring

DESCRIPTION = (
    "Upload a room, hang luminaires in it, see the true light, order them. Lengths are metres, angles"
    " degrees, z is up. Errors are problem documents after RFC 9457 that list everything that is wrong."
)


def create_app(wiring: Wiring, turns: ServiceTurns | None = None) -> ASGIApp:
    """The application over what is wired; durable work is started and stopped by whoever serves it.

    Parameters
    ----------
    turns
        Who may make pictures anew or smaller, and how many wait; left out, as services do.

    Raises
    ------
    MachineLacks
        When the catalogue is not set up on this machine.
    UnsoundInput
        With every problem of the catalogue.
    """
    # built now, so that what is missing is said at the start and not to the first person
    for _built in (wiring.database, wiring.files, wiring.price_list, wiring.sandbox):
        pass
    api = FastAPI(
        title="Lampyris",
        version=version("lampyris"),
        summary="See the light before you buy the lamp",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
    )
    api.state.wiring = wiring
    api.state.turns = turns or ServiceTurns()
    errors.install(api)
    for routes in (
        rooms,
        luminaires,
        catalogue,
        catalogue_changes,
        luminaire_pictures,
        luminaire_sheets,
        bulbs,
        luminaire_files,
        configurations,
        previews,
        stores,
        quotes,
        orders,
        service,
    ):
        api.include_router(routes.router)
    api.openapi = lambda: true_openapi(api)  # type: ignore[method-assign]  # FastAPI's own way to replace it
    settings = wiring.settings
    return Guards(
        Pages(api, settings.web),
        upload_limit_mb=settings.upload_limit_mb,
        json_limit_mb=settings.json_limit_mb,
        loopback_only=not settings.expose,
    )
