"""Settings: how the service runs, from the environment; the only file that reads it.

Every variable begins with ``LAMPYRIS_``; docs/settings.md lists them with the same sentences.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from kit.errors import LampyrisError
from orders.feed_sources import check_source

PREFIX = "LAMPYRIS_"
SHORTEST_KEY = 16
HIDDEN = ("admin_key", "price_feed", "stock_feed")  # may hold what nobody else shall read
WEB_PAGES = Path(__file__).resolve().parents[1] / "web" / "dist"


class UnsoundSettings(LampyrisError):
    """A variable of the environment cannot be used; the message names it and what it may be."""

    code = "UNSOUND_SETTINGS"


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("must be 1 or more")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError("must lie within 0..65535")
    return number


def _yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError('must be "yes" or "no"')
    return text == "yes"


def _sqlite(text: str) -> str:
    if text and not text.startswith("sqlite:///"):
        raise ValueError('must begin with "sqlite:///": no other database is supported yet')
    return text


def _admin_key(text: str) -> str:
    if text and (len(text) < SHORTEST_KEY or not text.isascii() or not text.isprintable() or " " in text):
        raise ValueError(f"must have {SHORTEST_KEY} or more letters, digits and signs, and no blanks")
    return text


def _is(sentence: str, read: Callable[[str], Any] = str) -> dict[str, Any]:
    """What is said of a setting: the sentence that explains it, and how its text is read."""
    return {"sentence": sentence, "read": read}


@dataclass(frozen=True)
class Settings:
    """How the service runs; each field is the variable ``LAMPYRIS_<NAME>``."""

    data: Path = field(
        default=Path("data"),
        metadata=_is("Folder that holds the database and the stored files; it is made when missing.", Path),
    )
    host: str = field(
        default="127.0.0.1",
        metadata=_is("Address to listen on; one that is not a loopback address also needs LAMPYRIS_EXPOSE."),
    )
    port: int = field(default=8000, metadata=_is("Port to listen on; 0 takes a free one.", _port))
    expose: bool = field(
        default=False,
        metadata=_is(
            "Write yes to allow an address that other machines can reach;"
            " without a log-in, everybody there can read every order.",
            _yes,
        ),
    )
    database_url: str = field(
        default="",
        metadata=_is(
            "SQLite file to use, such as sqlite:////var/shop.sqlite; empty means one in the data folder.",
            _sqlite,
        ),
    )
    web: Path = field(default=WEB_PAGES, metadata=_is("Folder of the built web pages, served at /.", Path))
    library: Path | None = field(
        default=None,
        metadata=_is("Folder of luminaires to sell; left out, the catalogue that is shipped.", Path),
    )
    admin_key: str = field(
        default="",
        repr=False,
        metadata=_is(
            "Key of 16 or more characters that whoever changes the catalogue must send as"
            " Authorization: Bearer; empty means that nobody can.",
            _admin_key,
        ),
    )
    price_feed: str = field(
        default="",
        repr=False,
        metadata=_is(
            "File or https address of prices (CSV or JSON), read again on their own; empty means that prices"
            " are those of the catalogue.",
            check_source,
        ),
    )
    stock_feed: str = field(
        default="",
        repr=False,
        metadata=_is("File or https address of the stores' stock, read in the same way.", check_source),
    )
    feed_minutes: int = field(
        default=15, metadata=_is("After how many minutes feeds are read again.", _positive)
    )
    render_processes: int = field(
        default=1, metadata=_is("How many warm child processes work on previews at the same time.", _positive)
    )
    work: bool = field(
        default=True,
        metadata=_is(
            "Whether the service itself works on previews and orders; no leaves them to workers.", _yes
        ),
    )
    executor: str = field(
        default="service",
        metadata=_is("Name of this process among those that share the database; it must stay its own."),
    )
    upload_limit_mb: int = field(
        default=60, metadata=_is("Largest file that may be uploaded, in megabytes.", _positive)
    )
    json_limit_mb: int = field(
        default=5, metadata=_is("Largest JSON body that is read, in megabytes.", _positive)
    )

    @property
    def database_address(self) -> str:
        """The database's URL; the one in the data folder unless another is set."""
        return self.database_url or f"sqlite:///{(self.data / 'lampyris.sqlite').resolve()}"

    @property
    def files_folder(self) -> Path:
        """Where files are kept by their content hash."""
        return self.data / "files"

    @property
    def cache_folder(self) -> Path:
        """Where worked-out light is kept between previews; may be deleted at any time."""
        return self.data / "cache"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment.

    Parameters
    ----------
    environment
        Variables by name; left out, those of this process.

    Raises
    ------
    UnsoundSettings
        When a variable cannot be read, is not known, or would expose the service by accident.

    Examples
    --------
    >>> read_settings({"LAMPYRIS_PORT": "8123"}).port
    8123
    """
    given = {
        name: text
        for name, text in (os.environ if environment is None else environment).items()
        if name.startswith(PREFIX)
    }
    known = {variable_name(each.name): each for each in fields(Settings)}
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name not in known:
            raise UnsoundSettings(f"{name} is not a setting; known are {', '.join(known)}")
        try:
            values[known[name].name] = known[name].metadata["read"](text)
        except ValueError as fault:
            said = "..." if known[name].name in HIDDEN else repr(text)
            raise UnsoundSettings(f"{name} is {said}: {fault}") from None
    settings = Settings(**values)
    if not settings.loopback and not settings.expose:
        raise UnsoundSettings(
            f"LAMPYRIS_HOST is {settings.host!r}, which other machines can reach;"
            " there is no log-in yet, so this needs LAMPYRIS_EXPOSE=yes"
        )
    return settings


def environment_without_settings() -> dict[str, str]:
    """This process's environment for a child that shall run with settings of its own."""
    return {name: text for name, text in os.environ.items() if not name.startswith(PREFIX)}


def variable_name(field_name: str) -> str:
    """The environment variable of a field.

    Examples
    --------
    >>> variable_name("database_url")
    'LAMPYRIS_DATABASE_URL'
    """
    return PREFIX + field_name.upper()


def sentences() -> dict[str, str]:
    """Every setting's variable and the sentence that explains it."""
    return {variable_name(each.name): each.metadata["sentence"] for each in fields(Settings)}
