"""The catalogue changed over HTTP, with the admin key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from api import catalogue_changes
from api.http.admin import Admin
from api.http.errors import Refused
from api.http.handed_in import Wired
from api.http.luminaire_answers import LuminaireAnswer
from api.http.luminaires import whole_answer
from api.http.openapi import refusals
from api.http.schemas import Answer, ProblemEntry
from assets.luminaire_files import BODY, TOML
from assets.read_photometry import READERS
from kit.errors import UnsoundInput
from kit.problems import Problem, error

router = APIRouter(prefix="/v1/luminaires", tags=["catalogue"], dependencies=[Admin])
MOST_FILES = 60
IfMatch = Annotated[str | None, Header(description="The ETag of the luminaire that is replaced, or `*`.")]
IfNoneMatch = Annotated[str | None, Header(description="`*` where it must not be there yet.")]
_FILE = {"type": "string", "format": "binary"}
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["entry"],
                    "properties": {
                        "entry": {**_FILE, "description": "luminaire.toml, or the same as JSON."},
                        "photometry": {
                            **_FILE,
                            "description": "Its photometric file; the name's ending tells the format.",
                        },
                        "body": {**_FILE, "description": "body.glb."},
                        "files": {
                            "type": "array",
                            "items": _FILE,
                            "description": "What its choices name: body-….glb, photometry-….ldt.",
                        },
                    },
                }
            }
        },
    }
}


class ChangedLuminaire(Answer):
    """A luminaire as it is now in the catalogue, and what is doubtful in it."""

    luminaire: LuminaireAnswer
    problems: list[ProblemEntry]


@dataclass(frozen=True)
class SentFiles:
    """The files of a form by their names in the luminaire's folder, and what is wrong with the form."""

    files: dict[str, bytes]
    problems: tuple[Problem, ...]


async def _sent_files(request: Request) -> SentFiles:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Refused(415, "WRONG_CONTENT_TYPE", "multipart/form-data was expected.")
    async with request.form(max_files=MOST_FILES, max_fields=10) as form:
        return await _read_form(form)


async def _read_form(form: FormData) -> SentFiles:
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for field, value in form.multi_items():
        content = await value.read() if isinstance(value, UploadFile) else value.encode()
        filename = (value.filename or "") if isinstance(value, UploadFile) else ""
        ending = filename.rpartition(".")[2].lower()
        if field == "photometry" and ending not in READERS:
            known = ", ".join(READERS)
            message = f"The photometric file is named {filename[:60]!r}; expected an ending of {known}."
            problems.append(error("UNKNOWN_FORMAT", "photometry", message))
            continue
        name = {"entry": TOML, "body": BODY, "photometry": f"photometry.{ending}"}.get(field, filename)
        if field not in ("entry", "body", "photometry", "files"):
            message = f"The form has a field {field[:60]!r}; expected entry, photometry, body and files."
            problems.append(error("UNKNOWN_KEY", field[:60], message))
        elif name in files:
            problems.append(error("FILE_TWICE", field, f"{name[:60]!r} is sent twice."))
        else:
            files[name] = content
    if TOML not in files:
        problems.append(
            error("MISSING_KEY", "entry", "The form has no entry; send luminaire.toml, or it as JSON.")
        )
    return SentFiles(files, tuple(problems))


@router.put(
    "/{sku}",
    response_model=ChangedLuminaire,
    responses={
        201: {"model": ChangedLuminaire, "description": "It is new"},
        **refusals(400, 401, 403, 404, 409, 412, 428),
    },
    openapi_extra=FORM,
)
def put_luminaire(
    wiring: Wired,
    sku: str,
    sent: Annotated[SentFiles, Depends(_sent_files)],
    response: Response,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> dict[str, Any]:
    """Put a luminaire into the catalogue, whole or not at all; files that are not sent stay as they are."""
    expected = _expected(wiring, sku, if_match, if_none_match)
    if sent.problems:
        raise UnsoundInput(sent.problems)
    files = {**sent.files, TOML: catalogue_changes.entry_toml(sent.files[TOML], sku)}
    changed = catalogue_changes.change_luminaire(wiring, sku, files, expected)
    answer, etag = whole_answer(wiring, sku)
    response.headers["ETag"] = f'"{etag}"'
    if changed.is_new:
        response.status_code = 201
        response.headers["Location"] = f"/v1/luminaires/{sku}"
    return {"luminaire": answer, "problems": [problem.as_json() for problem in changed.problems]}


@router.delete("/{sku}", status_code=204, responses=refusals(400, 401, 403, 404, 409, 412, 428))
def delete_luminaire(wiring: Wired, sku: str, if_match: IfMatch = None) -> Response:
    """Take a luminaire out of the catalogue; quotes and orders of it keep what they had."""
    catalogue_changes.remove_luminaire(wiring, sku, _expected(wiring, sku, if_match, None))
    return Response(status_code=204)


def _expected(
    wiring: Wired, sku: str, if_match: str | None, if_none_match: str | None
) -> Callable[[bool], None]:
    """Refuses where what is there is not what the sender says is there (RFC 9110 13.1).

    The luminaire's ETag is that of its answer and its files together.
    """
    if if_match is None and if_none_match is None:
        text = (
            "Send If-Match with the ETag that is to be replaced, or If-None-Match: * where there is none yet."
        )
        raise Refused(428, "VERSION_NEEDED", text)
    if if_none_match is not None and if_none_match.strip() != "*":
        raise Refused(412, "STALE_VERSION", "If-None-Match is only taken as *.")

    def expected(is_there: bool) -> None:
        if if_none_match is not None and is_there:
            raise Refused(412, "STALE_VERSION", f"There is a luminaire {sku} already.")
        if if_match is None:
            return
        if not is_there:
            raise Refused(412, "STALE_VERSION", f"There is no luminaire {sku} to be replaced.")
        named = [each.strip() for each in if_match.split(",")]
        if "*" not in named and f'"{whole_answer(wiring, sku)[1]}"' not in named:
            raise Refused(412, "STALE_VERSION", f"{sku} has changed since; its ETag is another one now.")

    return expected
