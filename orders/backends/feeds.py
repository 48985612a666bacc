"""Where feeds come from: one file, or one address on the network, and never another.

No redirect is followed, no proxy taken from the environment, no compressed answer accepted, and size and time
have bounds, so that whoever can change what stands at the address cannot make the service ask anybody else.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from kit.errors import StoreUnreachable
from orders.feed_sources import check_source, shown_source

MOST_BYTES = 20_000_000
PATIENCE_S = 10.0  # for each step: connection, a part of the answer
LONGEST_S = 60.0  # for the whole answer


@dataclass(frozen=True)
class Fetched:
    """A feed as it came, and what to say the next time so that it comes only when it has changed."""

    content: bytes
    etag: str | None = None
    last_modified: str | None = None


def fetch_feed(source: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched | None:
    """The feed, or None where it is the one that was fetched before.

    Parameters
    ----------
    source
        As `check_source` allows.
    etag, last_modified
        Of what was fetched before.

    Raises
    ------
    StoreUnreachable
        When it does not come, or not as it should; the message says why and holds no secret.
    """
    if "://" not in source:
        return _from_file(Path(source), last_modified)
    headers = {"Accept": "text/csv, application/json", "Accept-Encoding": "identity"}
    if etag is not None:
        headers["If-None-Match"] = etag
    if last_modified is not None:
        headers["If-Modified-Since"] = last_modified
    shown = shown_source(check_source(source))
    try:
        with (
            httpx.Client(timeout=PATIENCE_S, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", source, headers=headers) as response,
        ):
            return _answered(response, shown)
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise StoreUnreachable(f"{shown} does not answer: {type(fault).__name__}") from None


def _answered(response: httpx.Response, shown: str) -> Fetched | None:
    if response.status_code == 304:
        return None
    if response.is_redirect:
        message = (
            f"{shown} sends us to another address ({response.status_code}); only the one that is set is asked"
        )
        raise StoreUnreachable(message)
    if response.status_code != 200:
        raise StoreUnreachable(f"{shown} answers {response.status_code}; 200 was expected")
    encoding = response.headers.get("content-encoding", "identity")
    if encoding != "identity":
        raise StoreUnreachable(f"{shown} answers compressed ({encoding[:20]}), which was not asked for")
    parts: list[bytes] = []
    length, give_up_at = 0, time.monotonic() + LONGEST_S
    for part in response.iter_raw():
        parts.append(part)
        length += len(part)
        if length > MOST_BYTES:
            raise StoreUnreachable(f"{shown} has more than {MOST_BYTES // 1_000_000} MB")
        if time.monotonic() > give_up_at:
            raise StoreUnreachable(f"{shown} takes more than {LONGEST_S:.0f} s")
    return Fetched(b"".join(parts), response.headers.get("etag"), response.headers.get("last-modified"))


def _from_file(path: Path, last_modified: str | None) -> Fetched | None:
    try:
        said = path.stat()
        changed = f"{said.st_mtime_ns}:{said.st_size}"
        if changed == last_modified:
            return None
        if not path.is_file() or said.st_size > MOST_BYTES:
            raise StoreUnreachable(f"{path} is no file of up to {MOST_BYTES // 1_000_000} MB")
        return Fetched(path.read_bytes(), None, changed)
    except OSError as fault:
        raise StoreUnreachable(f"{path} cannot be read: {fault.strerror}") from None
