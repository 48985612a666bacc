"""The service for tests: the real application behind a real server on a free loopback port."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from api.http.app import create_app
from api.http.turns import ServiceTurns
from api.settings import Settings
from api.wiring import Wiring
from api.workflows import durable

START_LIMIT_S = 60.0


@contextmanager
def serving(wiring: Wiring, turns: ServiceTurns | None = None) -> Iterator[str]:
    """Serve the wiring; gives the address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(wiring, turns), log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        give_up_at = time.monotonic() + START_LIMIT_S
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            assert time.monotonic() < give_up_at
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture(scope="session")
def serve() -> Callable[..., AbstractContextManager[str]]:
    """Serves a wiring of a test's own; gives the address."""
    return serving


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Wiring, str]]:
    """A service without durable work, for all tests of the web skin; and its address."""
    folder = tmp_path_factory.mktemp("service")
    web = folder / "web"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html><title>page</title>")
    (web / "assets" / "shop.js").write_text("export {}")
    (folder / "secret.txt").write_text("secret")
    wiring = Wiring(Settings(data=folder / "data", web=web, work=False, upload_limit_mb=2, json_limit_mb=1))
    durable.prepare(wiring)
    with serving(wiring) as address:
        yield wiring, address
    wiring.close()


@pytest.fixture
def http(served: tuple[Wiring, str]) -> Iterator[httpx.Client]:
    """A client of the service."""
    with httpx.Client(base_url=served[1], timeout=30) as client:
        yield client


@pytest.fixture
def samples(shared: Path) -> Path:
    """Real RoomPlan files."""
    return shared / "rooms" / "roomplan"
