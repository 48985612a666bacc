"""The catalogue over HTTP."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import luminaires
from api.http.caching import UNCHANGED, cached, kept, unless_known
from api.http.handed_in import AfterSku, Limit, Wired
from api.http.luminaire_answers import LuminaireAnswer, luminaire_answer
from api.http.openapi import refusals
from api.http.schemas import Answer
from api.records.files import sha256_of
from api.wiring import Wiring
from assets.luminaire import Luminaire
from assets.polar import polar_svg

router = APIRouter(prefix="/v1/luminaires", tags=["luminaires"])

VariantKey = Annotated[
    str | None, Query(max_length=400, description="Keys of choices joined by +, such as black+dali.")
]
BulbSku = Annotated[str | None, Query(max_length=64, description="Sku of a bulb that fits.")]


class LuminaireList(Answer):
    """One page of luminaires, by sku."""

    items: list[LuminaireAnswer]
    next: str | None


def _answer(wiring: Wiring, luminaire: Luminaire) -> dict[str, Any]:
    return luminaire_answer(luminaire, luminaires.fitting_bulbs(wiring, luminaire))


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
    answer = {"items": [_answer(wiring, luminaire) for luminaire in page.items], "next": page.next}
    return unless_known(request, response, answer, etag=_etag_of(answer))


@router.get("/{sku}", response_model=LuminaireAnswer, responses={**UNCHANGED, **refusals(400, 404)})
def read_luminaire(
    wiring: Wired,
    sku: str,
    request: Request,
    response: Response,
    variant: VariantKey = None,
    bulb: BulbSku = None,
) -> Any:
    """One luminaire, as it comes or with a variant and a bulb."""
    answer = _answer(wiring, luminaires.luminaire(wiring, sku, variant=variant, bulb=bulb))
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
