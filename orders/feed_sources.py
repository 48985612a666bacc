"""What may be set as the source of a feed, and how it is shown."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def check_source(source: str) -> str:
    """The source as it may be set: a path, an https address, or an http address of this machine.

    Raises
    ------
    ValueError
        For any other.
    """
    if "://" not in source:
        return source
    parts = urlsplit(source)
    try:
        _ = parts.port
    except ValueError:  # its message may show a password
        raise ValueError("must have a port from 1 to 65535, or none") from None
    if parts.scheme == "https" and parts.hostname:
        return source
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return source
    raise ValueError("must be a path, or begin with https:// (http:// only for this machine)")


def shown_source(source: str) -> str:
    """The source without what may be secret in it: name, password and query.

    Examples
    --------
    >>> shown_source("https://me:secret@erp.example/prices.csv?key=1")
    'https://erp.example/prices.csv'
    """
    if "://" not in source:
        return source
    parts = urlsplit(source)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"
