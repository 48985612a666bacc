"""What belongs to a luminaire over HTTP, by variant and bulb: body, photometry, diagrams, data sheet."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api import luminaire_pictures as pictures
from api import luminaire_sheets as sheets
from api.http.caching import UNCHANGED, cached, has_already, kept, unless_known
from api.http.handed_in import Wired
from api.http.luminaire_pictures import stored_picture
from api.http.luminaires import ChosenLuminaire
from api.http.openapi import refusals
from api.http.schemas import Answer, TwoLanguages
from api.http.turns import InTurn
from api.records.files import sha256_of
from api.sheets.pdf import SheetPictures
from api.wiring import Wiring
from assets.cone_svg import cone_svg
from assets.luminaire import Luminaire
from assets.polar import polar_svg
from render.glare_rating import glare_rating_document
from render.glare_svg import glare_svg

router = APIRouter(prefix="/v1/luminaires", tags=["luminaires"])
GLB, SVG, PDF, PLAIN = "model/gltf-binary", "image/svg+xml", "application/pdf", "application/octet-stream"
Language = Annotated[Literal["en", "zh"], Query(description="Of the words.")]
Kind = Annotated[Literal["ies", "ldt"] | None, Query(description="Left out, the maker's own.")]


class GlareReason(TwoLanguages):
    """Why there is no rating, or with what care to read it."""

    key: str


class GlareRatingAnswer(Answer):
    """The table of unified glare ratings of the tabular method, or why it does not rate the luminaire.

    `crosswise` and `endwise` have a row for each of `rooms_h` (width and depth in mounting heights) and a
    column for each of `reflectances` (ceiling, walls, floor); null where nothing shines at the eye.
    """

    applies: bool
    reasons: list[GlareReason]
    cautions: list[GlareReason]
    method: str
    spacing_h: float
    rooms_h: list[tuple[float, float]]
    reflectances: list[tuple[float, float, float]]
    crosswise: list[list[float | None]] | None
    endwise: list[list[float | None]] | None


@router.get(
    "/{sku}/body.glb",
    response_class=Response,
    responses={**kept(GLB, "The body"), **refusals(400, 404)},
)
def luminaire_body(wiring: Wired, luminaire: ChosenLuminaire, request: Request) -> Response:
    """The body of a variant as glTF binary: metres, y up, origin at the mounting point."""
    return cached(request, sheets.body(wiring, luminaire), GLB)


@router.get(
    "/{sku}/photometry",
    response_class=Response,
    responses={**kept(PLAIN, "The photometric file"), **refusals(400, 404)},
)
def luminaire_photometry(
    wiring: Wired,
    luminaire: ChosenLuminaire,
    request: Request,
    kind: Annotated[Kind, Query(alias="format")] = None,
) -> Response:
    """The light as a photometric file: as the maker wrote it where it is the maker's, else written anew."""
    file = sheets.photometry_file(wiring.catalogue.entry(luminaire.sku), luminaire, kind)
    response = cached(request, file.content, PLAIN)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@router.get(
    "/{sku}/polar.svg",
    response_class=Response,
    responses={**kept(SVG, "The diagram"), **refusals(400, 404)},
)
def luminaire_polar(luminaire: ChosenLuminaire, request: Request, lang: Language = "en") -> Response:
    """The luminous intensity over the angle, in the planes C0-C180 and C90-C270."""
    return cached(request, polar_svg(luminaire.photometry, lang).encode(), SVG)


@router.get(
    "/{sku}/cone.svg",
    response_class=Response,
    responses={**kept(SVG, "The diagram"), **refusals(400, 404)},
)
def luminaire_cone(luminaire: ChosenLuminaire, request: Request, lang: Language = "en") -> Response:
    """The light cone: how wide the beam is at some distances, and how many lux there are."""
    return cached(request, cone_svg(luminaire, lang).encode(), SVG)


@router.get(
    "/{sku}/ugr.json", response_model=GlareRatingAnswer, responses={**UNCHANGED, **refusals(400, 404)}
)
def luminaire_glare(luminaire: ChosenLuminaire, request: Request, response: Response) -> Any:
    """The table of unified glare ratings, or why the tabular method does not rate this luminaire."""
    answer = glare_rating_document(luminaire)
    return unless_known(request, response, answer, etag=sha256_of(json.dumps(answer).encode())[:32])


@router.get(
    "/{sku}/ugr.svg",
    response_class=Response,
    responses={**kept(SVG, "The table"), **refusals(400, 404)},
)
def luminaire_glare_table(luminaire: ChosenLuminaire, request: Request, lang: Language = "en") -> Response:
    """The same table for readers."""
    return cached(request, glare_svg(glare_rating_document(luminaire), lang).encode(), SVG)


@router.get(
    "/{sku}/datasheet.pdf",
    response_class=Response,
    responses={**kept(PDF, "The data sheet"), **refusals(400, 404, 503)},
)
async def luminaire_data_sheet(
    wiring: Wired, turns: InTurn, luminaire: ChosenLuminaire, request: Request, lang: Language = "en"
) -> Response:
    """The data sheet, A4; made when first asked for, with pictures, which takes a while."""
    wish = await run_in_threadpool(sheets.sheet_wish, wiring, luminaire, lang)
    etag = wish.key[:32]
    if has_already(request.headers.get("if-none-match", ""), f'"{etag}"'):
        return cached(request, b"", PDF, etag=etag)
    content = await run_in_threadpool(sheets.kept_sheet, wiring, wish)
    if content is None:
        shown = await _pictures(wiring, luminaire, request) if wish.has_pictures else None
        content = await turns.sheets.made(sheets.make_sheet, wiring, wish, shown)
    response = cached(request, content, PDF, etag=etag)
    name = sheets.plain_name(luminaire.article or luminaire.sku)
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{lang}.pdf"'
    return response


async def _pictures(wiring: Wiring, luminaire: Luminaire, request: Request) -> SheetPictures:
    """The luminaire burning and not, made first where they are not kept; raises as `stored_picture` does."""
    stored = []
    for lit in (True, False):
        wish = pictures.picture_of(luminaire, lit=lit, width_px=sheets.SHEET_PX)
        key = await run_in_threadpool(pictures.picture_key, wiring, wish)
        stored.append(await stored_picture(wiring, wish, key, request))
    return SheetPictures(lit=stored[0], unlit=stored[1])
