"""The real service over an empty data folder, and real Chromium in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_service import serving
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    expect,
    sync_playwright,
)

from orders.backends.sandbox import SandboxStore
from orders.backends.sandbox_books import Behaviour

# None: the one that Playwright has installed
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT_MS = 30_000  # a busy machine is slow, not wrong
expect.set_options(timeout=WAIT_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The service's data folder."""
    return tmp_path_factory.mktemp("browser") / "data"


@pytest.fixture(scope="session")
def service(data: Path) -> Iterator[str]:
    """Address of the service that most tests share."""
    with serving(data) as address:
        yield address


@pytest.fixture
def stores(service: str, data: Path) -> Iterator[SandboxStore]:
    """The system of the sample stores; at the end every store behaves again."""
    sandbox = SandboxStore(data / "sandbox-store.sqlite")
    yield sandbox
    for store in sandbox.stores():
        sandbox.set_behaviour(store.id, Behaviour.ACCEPTS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of the page."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        except Error as fault:
            pytest.fail(f"no browser: run `make setup-for-tests`, or pytest -m 'not browser'\n{fault}")
        yield browser
        browser.close()


class Watched:
    """A page whose faults are counted: errors of its script, of its policy, and calls to other places."""

    def __init__(self, page: Page, service: str) -> None:
        self.faults: list[str] = []
        self._service = service
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._hear)
        page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser itself says "Failed to load resource" of every refusal, which a test may want.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(message.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self._service, "blob:", "data:")):
            self.faults.append(f"asks elsewhere: {request.url}")


@pytest.fixture(params=[{}])
def context(request: pytest.FixtureRequest, chromium: Browser, service: str) -> Iterator[BrowserContext]:
    """A fresh browser profile; `request.param` overrides its options."""
    options = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **request.param}
    context = chromium.new_context(base_url=service, **options)
    context.set_default_timeout(WAIT_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, service: str) -> Iterator[Page]:
    """The shop's page, opened; at the end it must have had no fault."""
    page = context.new_page()
    watched = Watched(page, service)
    page.goto("/")
    yield page
    assert watched.faults == []
