"""The catalogue over HTTP."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import luminaires
from api.http.caching import UNCHANGED, cached, kept, unless_known
from api.http.handed_in import AfterSku, Limit, Wired
from api.http.openapi import refusals
from api.http.schemas import LuminaireAnswer, LuminaireList
from api.records.files import sha256_of
from assets.luminaire import Luminaire
from assets.polar import polar_svg

router = APIRouter(prefix="/v1/luminaires", tags=["luminaires"])


@lru_cache(maxsize=10_000)  # flux and beam angle are integrals and searches; a luminaire never changes
def luminaire_answer(luminaire: Luminaire) -> dict[str, Any]:
    """A luminaire as the API shows it."""
    hanging, warm = luminaire.hanging, luminaire.dim_to_warm
    return {
        "sku": luminaire.sku,
        "name": {"en": luminaire.name, "zh": luminaire.name_zh},
        "description": {"en": luminaire.description, "zh": luminaire.description_zh},
        "mounting": luminaire.mounting.value,
        "power_w": luminaire.power_w,
        "luminous_flux_lm": luminaire.photometry.distribution.luminous_flux_lm(),
        "cct_k": luminaire.cct_k,
        "cct_range_k": luminaire.cct_range_k,
        "duv": luminaire.duv,
        "dim_to_warm": warm and {"warmest_k": warm.warmest_k, "curve": warm.curve},
        "colour_rendering_index": luminaire.colour_rendering_index,
        "beam_angle_deg": luminaire.photometry.distribution.beam_angle_deg(),
        "size_m": None if luminaire.body is None else luminaire.body.size_m,
        "hanging_length_m": hanging
        and {"minimum": hanging.minimum_m, "default": hanging.default_m, "maximum": hanging.maximum_m},
        "minimum_dimming": luminaire.minimum_dimming,
        "price": luminaire.price
        and {"amount": str(luminaire.price.amount), "currency": luminaire.price.currency},
    }


@router.get("", response_model=LuminaireList, responses={**UNCHANGED, **refusals(400)})
def list_luminaires(
    wiring: Wired,
    request: Request,
    response: Response,
    search: Annotated[str, Query(max_length=200, description="Words in sku, name or description.")] = "",
    mounting: Annotated[str | None, Query(max_length=40, description="Such as pendant or wall.")] = None,
    limit: Limit = 50,
    after: AfterSku = None,
) -> Any:
    """Luminaires that fit a search, by sku."""
    page = luminaires.luminaires(wiring, search=search, mounting=mounting, limit=limit, after=after)
    answer = {"items": [luminaire_answer(luminaire) for luminaire in page.items], "next": page.next}
    return unless_known(request, response, answer, etag=_etag_of(answer))


@router.get("/{sku}", response_model=LuminaireAnswer, responses={**UNCHANGED, **refusals(404)})
def read_luminaire(wiring: Wired, sku: str, request: Request, response: Response) -> Any:
    """One luminaire."""
    answer = luminaire_answer(luminaires.luminaire(wiring, sku))
    return unless_known(request, response, answer, etag=_etag_of(answer))


def _etag_of(answer: dict[str, Any]) -> str:
    return sha256_of(json.dumps(answer, sort_keys=True).encode())[:32]


@router.get(
    "/{sku}/body.glb",
    response_class=Response,
    responses={**kept("model/gltf-binary", "The body"), **refusals(404)},
)
def luminaire_body(wiring: Wired, sku: str, request: Request) -> Response:
    """The body as glTF binary: metres, y up, origin at the mounting point."""
    return cached(request, luminaires.body(wiring, sku), "model/gltf-binary")


@router.get(
    "/{sku}/photometry",
    response_class=Response,
    responses={**kept("application/octet-stream", "The photometric file"), **refusals(404)},
)
def luminaire_photometry(wiring: Wired, sku: str, request: Request) -> Response:
    """The photometric file, as the maker wrote it."""
    filename, content = luminaires.photometry_file(wiring, sku)
    response = cached(request, content, "application/octet-stream")
    plain = "".join(
        letter for letter in filename if letter.isascii() and (letter.isalnum() or letter in "-_.")
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    return response


@router.get(
    "/{sku}/polar.svg",
    response_class=Response,
    responses={**kept("image/svg+xml", "The diagram"), **refusals(404)},
)
def luminaire_polar(wiring: Wired, sku: str, request: Request) -> Response:
    """The luminous intensity over the angle, in the planes C0-C180 and C90-C270."""
    photometry = luminaires.luminaire(wiring, sku).photometry
    return cached(request, polar_svg(photometry).encode(), "image/svg+xml")
