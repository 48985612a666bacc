"""A person's own photometric files over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from starlette.responses import Response

from api import luminaire_files
from api.http.caching import UNCHANGED, cached, kept, unless_known
from api.http.handed_in import VariantKey, Wired
from api.http.luminaire_answers import LuminaireAnswer, luminaire_answer
from api.http.openapi import refusals
from api.http.schemas import Answer, ProblemEntry
from api.luminaire_files import OwnFile
from assets.polar import polar_svg
from kit.problems import Problem

router = APIRouter(prefix="/v1/luminaire-files", tags=["luminaires"])


class LuminaireFileLinks(Answer):
    """Where more of a file is."""

    self: str
    content: str
    polar: str


class LuminaireFileAnswer(Answer):
    """An uploaded photometric file.

    A placement hangs it as ``{"photometry": path}``; of a product with several variants its own ``variant``
    names one of `luminaires`, the first being what it is without. None of them has a sku or a price: they can
    be hung and lit, not ordered.
    """

    id: str
    filename: str
    path: str
    sha256: str
    format: str
    created_at: str
    luminaires: list[LuminaireAnswer]
    problems: list[ProblemEntry]
    links: LuminaireFileLinks


def luminaire_file_answer(own: OwnFile) -> dict[str, Any]:
    """An uploaded file as the API shows it."""
    record = own.record
    place = f"/v1/luminaire-files/{record.id}"
    chooses = len(own.read.variants) > 1
    return {
        "id": record.id,
        "filename": record.filename,
        "path": record.path,
        "sha256": record.sha256,
        "format": own.read.format,
        "created_at": record.created_at,
        "luminaires": [
            luminaire_answer(each.luminaire, ()) | {"variant": each.id if chooses else ""}
            for each in own.read.variants
        ],
        "problems": [problem.as_json() for problem in _problems(own)],
        "links": {"self": place, "content": f"{place}/content", "polar": f"{place}/polar.svg"},
    }


def _problems(own: OwnFile) -> list[Problem]:
    """Those of the file, and of all variants, each once."""
    of_variants = (problem for each in own.read.variants for problem in each.problems)
    return list(dict.fromkeys([*own.read.problems, *of_variants]))


@router.post("", status_code=201, response_model=LuminaireFileAnswer, responses=refusals(400))
def upload_luminaire_file(
    wiring: Wired,
    response: Response,
    file: Annotated[UploadFile, File(description="A photometric file in any format that is read.")],
) -> dict[str, Any]:
    """Upload a luminaire's photometric file; the answer says what was read, or every problem at once."""
    own = luminaire_files.upload_luminaire_file(wiring, file.file.read(), file.filename or "")
    response.headers["Location"] = f"/v1/luminaire-files/{own.record.id}"
    return luminaire_file_answer(own)


@router.get("/{id}", response_model=LuminaireFileAnswer, responses={**UNCHANGED, **refusals(404)})
def read_luminaire_file(wiring: Wired, id: str, request: Request, response: Response) -> Any:
    """One uploaded file."""
    answer = luminaire_file_answer(luminaire_files.luminaire_file(wiring, id))
    return unless_known(request, response, answer, etag=id)


@router.delete("/{id}", status_code=204, responses=refusals(404))
def delete_luminaire_file(wiring: Wired, id: str) -> Response:
    """Forget an uploaded file; configurations that were saved with it stay as they are."""
    luminaire_files.delete_luminaire_file(wiring, id)
    return Response(status_code=204)


@router.get(
    "/{id}/content",
    response_class=Response,
    responses={**kept("application/octet-stream", "The file"), **refusals(404)},
)
def luminaire_file_content(wiring: Wired, id: str, request: Request) -> Response:
    """The file as it was sent."""
    _, content = luminaire_files.luminaire_file_content(wiring, id)
    response = cached(request, content, "application/octet-stream")
    response.headers["Content-Disposition"] = "attachment"
    return response


@router.get(
    "/{id}/polar.svg",
    response_class=Response,
    responses={**kept("image/svg+xml", "The diagram"), **refusals(400, 404)},
)
def luminaire_file_polar(wiring: Wired, id: str, request: Request, variant: VariantKey = None) -> Response:
    """Its luminous intensity over the angle, in the planes C0-C180 and C90-C270."""
    chosen = luminaire_files.luminaire_file(wiring, id).read.variant(variant)
    return cached(request, polar_svg(chosen.luminaire.photometry).encode(), "image/svg+xml")
