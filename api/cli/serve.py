"""`lampyris serve`: the service and its page, on this machine only unless the settings say otherwise."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.arguments import DataOption

if TYPE_CHECKING:
    from api.settings import Settings


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
    from api.cli.service_log import begin_service
    from api.settings import read_settings

    settings = read_settings()
    begin_service()
    if port is not None:
        settings = replace(settings, port=port)
    if data is not None:
        settings = replace(settings, data=data)
    listening = bound_socket(settings.host, settings.port)
    settings = replace(settings, port=listening.getsockname()[1])
    if not _answer_requests(settings, listening):
        raise typer.Exit(1)


def _answer_requests(settings: Settings, listening: socket.socket) -> bool:
    """Serve until SIGTERM or SIGINT; whether the service had started."""
    import uvicorn

    from api.cli.working import working
    from api.http.app import create_app

    host = "localhost" if settings.host == "127.0.0.1" else settings.host
    address = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"

    class Server(uvicorn.Server):
        """The server, which says where it is once it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                print(f"Lampyris is at {address}", flush=True)

    with working(settings) as wiring:
        if settings.work:
            wiring.render_processes.warm_up()
        app = create_app(wiring)
        config = uvicorn.Config(app, log_config=None, log_level="warning", timeout_graceful_shutdown=3)
        server = Server(config)
        with suppress(KeyboardInterrupt):  # the server raises it again after it has stopped in order
            server.run(sockets=[listening])
    return bool(server.started)


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
