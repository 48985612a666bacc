"""`lampyris serve`: the service and its page, on this machine only unless the settings say otherwise."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Annotated

import typer

from api.cli.arguments import DataOption

BACKLOG = 128


def serve(
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help="Port; 0 takes a free one; left out, LAMPYRIS_PORT or 8000."
        ),
    ] = None,
    data: DataOption = None,
) -> None:
    """Run the service and its page; stops with Ctrl-C."""
    from api.settings import read_settings

    settings = read_settings()
    if port is not None:
        settings = replace(settings, port=port)
    if data is not None:
        settings = replace(settings, data=data)
    listening = bound_socket(settings.host, settings.port)
    import uvicorn

    from api.http.app import create_app

    address = listening.getsockname()
    host = "localhost" if settings.host == "127.0.0.1" and settings.port else settings.host
    host = f"[{host}]" if ":" in host else host
    app = create_app(replace(settings, port=address[1]))
    listening.listen(BACKLOG)  # from here on a request waits instead of being refused
    print(f"Lampyris is at http://{host}:{address[1]}", flush=True)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3)
    uvicorn.Server(config).run(sockets=[listening])


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address, not yet listening.

    Raises
    ------
    typer.BadParameter
        When the port is taken or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as fault:
        bound.close()
        raise typer.BadParameter(
            f"cannot listen on {host}:{port}: {fault.strerror}", param_hint="--port"
        ) from None
    return bound
