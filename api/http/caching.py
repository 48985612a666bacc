"""Answers that browsers may keep: bytes with an ETag, and 304 for who has them already."""

from __future__ import annotations

import re
from typing import Any

from fastapi import Request
from starlette.responses import Response

from api.http.errors import Refused
from api.records.files import sha256_of

SVG_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"
FOR_EVER = "private, max-age=31536000, immutable"
ASK_AGAIN = "private, no-cache"
UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "The copy named by If-None-Match is still the same"}
}


def kept(media_type: str, description: str) -> dict[int | str, dict[str, Any]]:
    """Declares the answers of a route that gives bytes through `cached`."""
    return {200: {"content": {media_type: {}}, "description": description}, **UNCHANGED}


def cached(
    request: Request, content: bytes, media_type: str, *, etag: str | None = None, for_ever: bool = False
) -> Response:
    """The content with its ETag, or 304 without it when the asker's copy is the same.

    Parameters
    ----------
    etag
        What names this content, without quotes; left out, its hash.
    for_ever
        Whether the content at this address never changes.
    """
    tag = f'"{etag or sha256_of(content)[:32]}"'
    headers = {"ETag": tag, "Cache-Control": FOR_EVER if for_ever else ASK_AGAIN}
    if media_type == "image/svg+xml":
        headers["Content-Security-Policy"] = SVG_POLICY
    if has_already(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def unless_known(
    request: Request, response: Response, answer: dict[str, Any], etag: str
) -> dict[str, Any] | Response:
    """The answer with its ETag, or 304 when the asker has it already."""
    tag = f'"{etag}"'
    response.headers["ETag"] = tag
    if has_already(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": ASK_AGAIN})
    return answer


def has_already(if_none_match: str, tag: str) -> bool:
    """Whether the header ``If-None-Match`` names that tag (weak comparison, RFC 9110 13.1.2).

    Examples
    --------
    >>> has_already('W/"1", "2"', '"2"')
    True
    """
    given = re.findall(r'(?:W/)?("[^"]*")', if_none_match)
    return if_none_match.strip() == "*" or tag in given


def version_to_replace(if_match: str | None) -> int | None:
    """The version that ``If-Match`` names; None for ``*``, whichever is the newest (RFC 9110 13.1.1).

    Raises
    ------
    Refused
        428 when there is none, 412 when it is not a version of ours.
    """
    if if_match is None:
        text = 'Send If-Match with the version that is to be replaced, such as "1".'
        raise Refused(428, "VERSION_NEEDED", text)
    if if_match.strip() == "*":
        return None
    found = re.fullmatch(r'"([1-9][0-9]{0,8})"', if_match.strip())
    if found is None:
        text = f'If-Match is {if_match[:60]}; one version in quotes, such as "1", was expected.'
        raise Refused(412, "STALE_VERSION", text)
    return int(found[1])
