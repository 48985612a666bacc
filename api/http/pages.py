"""The web pages at /: built files from one folder, everything else is the API's."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

API_PATHS = ("/v1", "/docs", "/openapi.json", "/healthz")
NOT_BUILT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Lampyris</title><h1>Lampyris</h1>'
    "<p>The web page is not built on this machine; <code>make setup</code> builds it.</p>"
    '<p>The API works: <a href="/docs">documentation</a>, <a href="/healthz">health</a>.</p></html>'
)


class Pages:
    """Sends GET requests outside the API to the folder of web pages.

    Parameters
    ----------
    app
        The API; it also answers for pages that are not there, so that every error looks the same.
    folder
        The built pages.
    """

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self._app = app
        self._folder = folder.resolve()
        self._files = StaticFiles(directory=self._folder, html=True, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or is_api(scope["path"]):
            await self._app(scope, receive, send)
        elif scope["path"] == "/" and not (self._folder / "index.html").is_file():
            await HTMLResponse(NOT_BUILT)(scope, receive, send)
        elif self._is_page(scope["path"]):
            await self._files(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_page(self, path: str) -> bool:
        """Whether the folder holds that page; what leaves the folder is not there."""
        if "\0" in path:
            return False
        place = (self._folder / path.lstrip("/")).resolve()
        if not place.is_relative_to(self._folder):
            return False
        return place.is_file() or (place / "index.html").is_file()


def is_api(path: str) -> bool:
    """Whether a path is the API's.

    Examples
    --------
    >>> is_api("/v1/rooms"), is_api("/v1x")
    (True, False)
    """
    return any(path == each or path.startswith(each + "/") for each in API_PATHS)
