"""What every request passes first: request id, host and origin, body limit, headers of safety.

Plain ASGI, so that a body is counted while it streams in and nothing is held in memory for it.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.errors import NAMES, Refused, problem_response

MEGABYTE = 1_000_000
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
DRAINED_BYTES = 100 * MEGABYTE  # read and thrown away, so that the refusal reaches who is still sending
DRAINED_S = 10.0
FORM_OVERHEAD_BYTES = 100_000  # boundaries and the small fields of a form beside its file
PAGE_POLICY = (
    # styles may stand inline, because a page takes plans into itself, and those carry theirs
    "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_log = logging.getLogger("lampyris.http")


class Guards:
    """Lets through what may pass, and puts the headers of safety on every answer.

    Parameters
    ----------
    app
        The application behind.
    upload_limit_mb, json_limit_mb
        Largest file and largest other body, in megabytes.
    loopback_only
        Whether only names of this machine are answered: then no foreign site can reach the
        service through a name of its own that it points here.
    """

    def __init__(
        self, app: ASGIApp, *, upload_limit_mb: int, json_limit_mb: int, loopback_only: bool
    ) -> None:
        self._app = app
        self._upload_limit_bytes = upload_limit_mb * MEGABYTE + FORM_OVERHEAD_BYTES
        self._json_limit_bytes = json_limit_mb * MEGABYTE
        self._loopback_only = loopback_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope["lampyris.request_id"] = request_id = uuid.uuid4().hex
        send = _with_safety(send, scope, request_id)
        limit_bytes = self._limit_bytes(headers)
        refusal = self._refusal(scope, headers) or _too_long(headers, limit_bytes)
        if refusal is not None:
            if refusal.status_code == 413 and "expect" not in headers:
                await _drain(receive)
            title = NAMES[refusal.status_code][1]
            response = problem_response(
                refusal.status_code, refusal.code, title, refusal.detail, request_id=request_id
            )
            await response(scope, receive, send)
            return
        await self._app(scope, _counted(receive, limit_bytes), send)

    def _limit_bytes(self, headers: Headers) -> int:
        is_form = headers.get("content-type", "").startswith("multipart/form-data")
        return self._upload_limit_bytes if is_form else self._json_limit_bytes

    def _refusal(self, scope: Scope, headers: Headers) -> Refused | None:
        host = headers.get("host", "")
        name, port = place_of(f"//{host}")
        if self._loopback_only and name not in LOOPBACK_HOSTS:
            return Refused(421, "WRONG_HOST", f"The host is {host[:60]!r}; localhost was expected.")
        origin = headers.get("origin")
        if origin is None or scope["method"] in SAFE_METHODS:
            return None
        origin_name, origin_port = place_of(origin)
        is_same_name = origin_name == name or (self._loopback_only and origin_name in LOOPBACK_HOSTS)
        if origin_name is not None and is_same_name and origin_port == port:
            return None
        return Refused(403, "CROSS_ORIGIN", f"A page of {origin[:60]!r} may not change anything here.")


def place_of(address: str) -> tuple[str | None, int | None]:
    """The host's name in small letters and the port of an address; None for what it does not say.

    Examples
    --------
    >>> place_of("//[::1]:8000")
    ('::1', 8000)
    """
    try:
        parts = urlsplit(address)
        return parts.hostname, parts.port
    except ValueError:
        return None, None


def _too_long(headers: Headers, limit_bytes: int) -> Refused | None:
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) <= limit_bytes:
        return None
    return _too_large(f"{int(length) / MEGABYTE:.1f}", limit_bytes)


def _too_large(found: str, limit_bytes: int) -> Refused:
    text = f"The body has {found} MB; at most {limit_bytes / MEGABYTE:.1f} MB are read."
    return Refused(413, "BODY_TOO_LARGE", text)


def _counted(receive: Receive, limit_bytes: int) -> Receive:
    """The same body, refused as soon as it has grown beyond the limit."""
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit_bytes:
            await _drain(receive)
            raise _too_large(f"more than {limit_bytes / MEGABYTE:.1f}", limit_bytes)
        return message

    return counted


async def _drain(receive: Receive) -> None:
    """Throw away the rest of a body, within bounds; who is still sending could not hear the answer."""
    give_up_at = time.monotonic() + DRAINED_S
    drained = 0
    while drained < DRAINED_BYTES and time.monotonic() < give_up_at:
        try:
            message = await asyncio.wait_for(receive(), DRAINED_S)
        except TimeoutError:
            return
        drained += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return


def _with_safety(send: Send, scope: Scope, request_id: str) -> Send:
    started = time.monotonic()

    async def with_safety(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = request_id
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "same-origin"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers.setdefault("Content-Security-Policy", PAGE_POLICY)
            headers.setdefault("Cache-Control", "no-cache")
            path, seconds = quote(scope["path"]), time.monotonic() - started  # quoted: a path may hold lines
            _log.info("%s %s %s %d %.3f s", request_id, scope["method"], path, message["status"], seconds)
        await send(message)

    return with_safety
