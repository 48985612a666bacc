"""Errors as RFC 9457 problem documents: one table from what was raised to a status, nothing else."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kit import errors
from kit.problems import Problem, error
from scenes.expectations import expectation

MEDIA_TYPE = "application/problem+json"
MOST_PROBLEMS = 100
_log = logging.getLogger("lampyris.http")

STATUS_OF: tuple[tuple[type[Exception], int, str], ...] = (
    (errors.UnsoundInput, 400, "What was sent is unsound"),
    (errors.UnknownRecord, 404, "Nothing is kept under that name"),
    (errors.Conflict, 409, "A rule of the shop says no"),
    (errors.StoreUnreachable, 503, "The store does not answer"),
    (errors.MachineLacks, 503, "This machine lacks something"),
    (errors.SimulationFailed, 500, "The light could not be worked out"),
)
STATUS_OF_CODE = {
    "STALE_VERSION": 412,
    "IDEMPOTENCY_KEY_REUSED": 422,
}
NAMES = {
    400: ("BAD_REQUEST", "The request cannot be read"),
    401: ("ADMIN_KEY_NEEDED", "This needs the admin key"),
    403: ("CROSS_ORIGIN", "Another site may not do this"),
    404: ("NO_SUCH_PATH", "There is nothing at this path"),
    405: ("METHOD_NOT_ALLOWED", "This path does not take this method"),
    413: ("BODY_TOO_LARGE", "The body is too large"),
    415: ("WRONG_CONTENT_TYPE", "The body is of the wrong type"),
    421: ("WRONG_HOST", "This service does not answer for that host"),
    422: ("MALFORMED_REQUEST", "The request does not have the form that is asked for"),
    428: ("VERSION_NEEDED", "The version that is to be replaced must be named"),
    500: ("INTERNAL", "Something went wrong here"),
    503: ("BUSY", "There is too much to do just now"),
}
CODE_OF_TYPE = {
    "extra_forbidden": "UNKNOWN_KEY",
    "missing": "MISSING_KEY",
    "json_invalid": "NOT_JSON",
    "finite_number": "NOT_A_NUMBER",
    "literal_error": "UNKNOWN_CHOICE",
    "greater_than": "OUT_OF_RANGE",
    "greater_than_equal": "OUT_OF_RANGE",
    "less_than": "OUT_OF_RANGE",
    "less_than_equal": "OUT_OF_RANGE",
    "multiple_of": "OUT_OF_RANGE",
    "too_long": "WRONG_LENGTH",
    "too_short": "WRONG_LENGTH",
    "string_too_long": "WRONG_LENGTH",
    "string_too_short": "WRONG_LENGTH",
}


class Refused(HTTPException):
    """The skin itself refuses a request, before any use case: with a code of our own."""

    def __init__(self, status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> None:
        self.code = code
        super().__init__(status, detail, headers)


def problem_response(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    request_id: str,
    problems: Sequence[Problem] = (),
    room_id: str | None = None,
) -> Response:
    """One problem document; everything that is refused looks like this."""
    document: dict[str, Any] = {
        "type": f"urn:lampyris:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "problems": [problem.as_json() for problem in problems[:MOST_PROBLEMS]],
        "request_id": request_id,
    }
    headers = {"Cache-Control": "no-store"}
    if room_id is not None:  # what could not be understood is kept and can be corrected there
        document["room_id"] = room_id
        headers["Location"] = f"/v1/rooms/{room_id}"
    if status == 503:
        headers["Retry-After"] = "5"
    # ASCII, so that half a character in what was sent cannot break the answer
    return Response(json.dumps(document), status, headers, MEDIA_TYPE)


def request_id_of(request: Request) -> str:
    """The id that every answer and every line of the log carries for this request."""
    return str(request.scope.get("lampyris.request_id", ""))


def install(app: FastAPI) -> None:
    """Make every error of this application a problem document."""
    app.add_exception_handler(errors.LampyrisError, _on_our_error)
    app.add_exception_handler(RequestValidationError, _on_malformed)
    app.add_exception_handler(HTTPException, _on_refused)
    app.add_exception_handler(Exception, _on_defect)


def status_of(fault: Exception) -> tuple[int, str]:
    """Status and title of one of our errors, from the table."""
    code = getattr(fault, "code", "")
    for kind, status, title in STATUS_OF:
        if isinstance(fault, kind):
            return STATUS_OF_CODE.get(code, status), title
    return 500, NAMES[500][1]


def _on_our_error(request: Request, fault: Exception) -> Response:
    status, title = status_of(fault)
    if status == 500:
        return _on_defect(request, fault)
    return problem_response(
        status,
        str(getattr(fault, "code", "ERROR")),
        title,
        str(fault)[:2000],
        request_id=request_id_of(request),
        problems=fault.problems if isinstance(fault, errors.UnsoundInput) else (),
        room_id=getattr(fault, "room_id", None),
    )


def _on_malformed(request: Request, fault: Exception) -> Response:
    details = fault.errors() if isinstance(fault, RequestValidationError) else []
    problems = [_problem_of(detail) for detail in details]
    code, title = NAMES[422]
    text = " ".join(problem.message for problem in problems)[:2000]
    return problem_response(422, code, title, text, request_id=request_id_of(request), problems=problems)


def _on_refused(request: Request, fault: Exception) -> Response:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    code, title = NAMES.get(status, (f"HTTP_{status}", "The request was refused"))
    if isinstance(fault, Refused):
        code = fault.code
    detail = str(fault.detail) if isinstance(fault, HTTPException) else title
    response = problem_response(status, code, title, detail, request_id=request_id_of(request))
    for name, value in (getattr(fault, "headers", None) or {}).items():
        response.headers[name] = value
    return response


def _on_defect(request: Request, fault: Exception) -> Response:
    """A defect of ours: logged whole, told without any of its inside."""
    request_id = request_id_of(request)
    _log.error("request %s failed", request_id, exc_info=fault)
    code, title = NAMES[500]
    detail = f"The service goes on; tell whoever runs it the request id {request_id}."
    return problem_response(500, code, title, detail, request_id=request_id)


def _problem_of(detail: dict[str, Any]) -> Problem:
    place, *steps = detail["loc"]
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{str(step)[:60]}" for step in steps)
    where = where.removeprefix(".") or str(place)
    code = CODE_OF_TYPE.get(detail["type"], "WRONG_TYPE")
    if code == "NOT_JSON":
        where = f"character {steps[0]}" if steps else where
        return error(code, where, "The body is not JSON; it may be cut off or damaged.")
    found = "is missing" if detail["type"] == "missing" else f"expected {expectation(detail)[:300]}"
    message = f"{place} {where}: {found}."
    return error(code, where, message, "Correct the request.")
