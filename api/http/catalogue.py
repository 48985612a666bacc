"""The whole catalogue over HTTP: exported in one file, its prices and stock; needs the admin key."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from api.feeds import FeedKind, FeedReport, feed_reports, push_feed
from api.http.admin import Admin
from api.http.errors import Refused
from api.http.handed_in import Wired
from api.http.openapi import refusals
from api.http.schemas import Answer, ProblemEntry
from assets.export_library import library_csv, library_zip

router = APIRouter(prefix="/v1/catalogue", tags=["catalogue"], dependencies=[Admin])


@router.get(
    "/export",
    response_class=Response,
    responses={
        200: {"content": {"application/zip": {}, "text/csv": {}}, "description": "The catalogue"},
        **refusals(401, 403),
    },
)
def export_catalogue(
    wiring: Wired,
    format: Annotated[
        Literal["zip", "csv"], Query(description="The folders with all their files, or a list.")
    ] = "zip",
) -> Response:
    """The whole catalogue: a library again when it is unpacked, or a list for a spreadsheet."""
    catalogue = wiring.catalogue
    headers = {"Content-Disposition": f'attachment; filename="catalogue.{format}"'}
    if format == "zip":
        return StreamingResponse(library_zip(catalogue), media_type="application/zip", headers=headers)
    lines = (line.encode() for line in library_csv(catalogue, wiring.prices))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


class FeedAnswer(Answer):
    """Where a feed stands; what could not be taken is in `problems`, at most 100."""

    kind: Literal["prices", "stock"]
    source: str = Field(description="Without name, password and query; empty where none is set.")
    state: Literal["never", "taken", "unchanged", "refused", "unreachable"]
    asked_at: str | None
    taken_at: str | None
    rows: int
    bad: int = Field(description="Rows that were left out.")
    message: str
    problems: list[ProblemEntry]


class FeedList(Answer):
    """Both feeds."""

    items: list[FeedAnswer]
    next: str | None = None


def _feed_answer(report: FeedReport, source: str) -> dict[str, Any]:
    names = ("state", "asked_at", "taken_at", "rows", "bad", "message")
    return {
        "kind": report.kind.value,
        "source": source,
        "problems": list(report.problems),
        **{name: getattr(report, name) for name in names},
    }


@router.get("/feeds", response_model=FeedList, responses=refusals(401, 403))
def read_feeds(wiring: Wired) -> dict[str, Any]:
    """Where the feeds of prices and stock stand, and what was wrong in them."""
    return {"items": [_feed_answer(*each) for each in feed_reports(wiring)], "next": None}


async def _feed_body(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", "text/csv"):
        text = f"Content-Type is {kind[:60] or 'nothing'}; text/csv or application/json was expected."
        raise Refused(415, "WRONG_CONTENT_TYPE", text)
    return await request.body()


FeedBody = Annotated[bytes, Depends(_feed_body)]


def _body(example: str) -> dict[str, Any]:
    content = {
        "text/csv": {"schema": {"type": "string"}, "example": example},
        "application/json": {"schema": {}},
    }
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "/prices",
    response_model=FeedAnswer,
    responses=refusals(400, 401, 403),
    openapi_extra=_body("sku,price\npendant-dome-400,229.00\n"),
)
def push_prices(
    wiring: Wired,
    body: FeedBody,
    jumps: Annotated[
        bool,
        Query(description="Take prices that are more than three times, or under a third of, those of now."),
    ] = False,
) -> dict[str, Any]:
    """Set prices; what is not named stays as it was."""
    return _feed_answer(push_feed(wiring, FeedKind.PRICES, body, jumps=jumps), "")


@router.post(
    "/stock",
    response_model=FeedAnswer,
    responses=refusals(400, 401, 403),
    openapi_extra=_body("sku,store,pieces\npendant-dome-400,harbour,12\n"),
)
def push_stock(wiring: Wired, body: FeedBody) -> dict[str, Any]:
    """Set what stores have; what is not named stays as it was."""
    return _feed_answer(push_feed(wiring, FeedKind.STOCK, body), "")
