"""Price and stock feeds: read on their own, or pushed; the last good one is kept.

What was taken stands in the folder ``feeds`` of the data folder, one file for each kind, so that every
process sees the same; whoever changes one holds its lock.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.records.identifiers import timestamp
from assets.luminaire_files import identity_of
from assets.price import Price
from kit.errors import StoreUnreachable, UnsoundInput
from orders.backends.feeds import Fetched, fetch_feed
from orders.feed_rows import Taken, read_prices, read_stock
from orders.feed_sources import shown_source
from orders.moments import moment_of

if TYPE_CHECKING:
    from api.wiring import Wiring

_log = logging.getLogger("lampyris.feeds")


class FeedKind(StrEnum):
    """What a feed says."""

    PRICES = "prices"
    STOCK = "stock"


class FeedState(StrEnum):
    """How the last look at a feed went."""

    NEVER = "never"
    TAKEN = "taken"
    UNCHANGED = "unchanged"
    REFUSED = "refused"  # as it cannot be right; the one before counts
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class FeedReport:
    """Where a feed stands.

    Parameters
    ----------
    asked_at, taken_at
        When it was last looked at, and when something was last taken from it.
    rows, bad
        Of the one that was taken or refused last: how many rows, and how many of them bad.
    etag, last_modified
        What to say the next time, where that is the same source and the same catalogue:
    taken_from, taken_for
        The source, and the catalogue's revision, of what was taken.
    """

    kind: FeedKind
    state: FeedState = FeedState.NEVER
    asked_at: str | None = None
    taken_at: str | None = None
    rows: int = 0
    bad: int = 0
    message: str = ""
    problems: tuple[dict[str, Any], ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    taken_from: str = ""
    taken_for: int = 0


@dataclass(frozen=True)
class _Kept:
    """A report, and for prices what they are and where each came from: ``feed`` or ``push``."""

    report: FeedReport
    prices: Mapping[str, tuple[str, str, str]]  # amount, currency, where from


class KeptFeeds:
    """The folder of what was taken.

    Parameters
    ----------
    folder
        Made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: tuple[Any, Mapping[str, Price]] = (None, {})

    @property
    def prices(self) -> Mapping[str, Price]:
        """Prices that feeds and pushes have set, by sku; the same object until one changes."""
        identity = identity_of(self._place(FeedKind.PRICES))
        if identity != self._read[0]:
            kept = self.kept(FeedKind.PRICES).prices
            now = {sku: Price(Decimal(one[0]), one[1]) for sku, one in kept.items()}
            self._read = identity, self._read[1] if now == self._read[1] else now
        return self._read[1]

    def kept(self, kind: FeedKind) -> _Kept:
        """What is kept of a feed; nothing where there is none yet, or it is damaged."""
        try:
            document = json.loads(self._place(kind).read_text(encoding="utf-8"))
            report = FeedReport(
                **{**document["report"], "kind": kind, "state": FeedState(document["report"]["state"])}
            )
            prices = {
                sku: (str(Decimal(one[0])), str(one[1]), str(one[2]))
                for sku, one in document["prices"].items()
            }
            return _Kept(replace(report, problems=tuple(report.problems)), prices)
        except FileNotFoundError:
            return _Kept(FeedReport(kind), {})
        except (OSError, ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as fault:
            _log.error("%s is damaged, what it said is lost: %r", self._place(kind), fault)
            return _Kept(FeedReport(kind), {})

    def keep(self, kind: FeedKind, kept: _Kept) -> None:
        """Keep it instead of what was kept."""
        self._folder.mkdir(parents=True, exist_ok=True)
        report = {
            name: getattr(kept.report, name) for name in FeedReport.__dataclass_fields__ if name != "kind"
        }
        handle, beside = tempfile.mkstemp(dir=self._folder, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"report": report, "prices": kept.prices}, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(self._place(kind))

    @contextmanager
    def turn(self, kind: FeedKind, *, wait: bool) -> Iterator[bool]:
        """Whether nobody else changes this feed meanwhile; `wait` until it is so."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{kind}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _place(self, kind: FeedKind) -> Path:
        return self._folder / f"{kind}.json"


def source_of(wiring: Wiring, kind: FeedKind) -> str:
    """Where a feed comes from; empty where none is set."""
    settings = wiring.settings
    return settings.price_feed if kind is FeedKind.PRICES else settings.stock_feed


def feed_reports(wiring: Wiring) -> list[tuple[FeedReport, str]]:
    """Where each feed stands, and its source without what may be secret in it."""
    return [(wiring.feeds.kept(kind).report, shown_source(source_of(wiring, kind))) for kind in FeedKind]


def push_feed(wiring: Wiring, kind: FeedKind, content: bytes, *, jumps: bool = False) -> FeedReport:
    """Take prices or stock that were sent; what is not named stays as it was.

    Parameters
    ----------
    jumps
        Whether prices are taken that are far from those of now.

    Raises
    ------
    UnsoundInput
        When it is refused whole.
    """
    with wiring.feeds.turn(kind, wait=True):
        taken = _read(wiring, kind, content, jumps=jumps)
        kept = wiring.feeds.kept(kind)
        now = timestamp(wiring.identifiers.clock())
        of_feed = ("asked_at", "etag", "last_modified", "taken_from", "taken_for")
        told = replace(_told(kind, taken, now), **{name: getattr(kept.report, name) for name in of_feed})
        _take(wiring, kind, _Kept(told, kept.prices), taken, origin="push")
    return told


def look_at_feed(wiring: Wiring, kind: FeedKind, *, only_when_due: bool = True) -> FeedReport:
    """Fetch a feed where it is time and take it where it has changed; what went wrong is in the report."""
    feeds = wiring.feeds
    with feeds.turn(kind, wait=not only_when_due) as mine:
        kept = feeds.kept(kind)
        source = source_of(wiring, kind)
        now = wiring.identifiers.clock()
        if not source or not mine or (only_when_due and not _is_due(kept.report, now, wiring)):
            return kept.report
        before = replace(kept.report, asked_at=timestamp(now))
        try:
            same = (before.taken_from, before.taken_for) == _circumstances(wiring, source)
            etag, last_modified = (before.etag, before.last_modified) if same else (None, None)
            fetched = fetch_feed(source, etag=etag, last_modified=last_modified)
            if fetched is None:
                told = replace(before, state=FeedState.UNCHANGED, message="")
                feeds.keep(kind, _Kept(told, kept.prices))
                return told
            return _take_fetched(wiring, kind, kept, fetched, at=timestamp(now))
        except StoreUnreachable as fault:
            told = replace(before, state=FeedState.UNREACHABLE, message=str(fault))
        except UnsoundInput as fault:
            problems = tuple(problem.as_json() for problem in fault.problems)
            told = replace(
                before, state=FeedState.REFUSED, message=fault.problems[0].message, problems=problems
            )
        feeds.keep(kind, _Kept(told, kept.prices))
        _log.warning("the feed of %s: %s", kind, told.message)
        return told


def _circumstances(wiring: Wiring, source: str) -> tuple[str, int]:
    return shown_source(source), wiring.catalogue_now.revision


def _take_fetched(wiring: Wiring, kind: FeedKind, kept: _Kept, fetched: Fetched, *, at: str) -> FeedReport:
    taken_from, taken_for = _circumstances(wiring, source_of(wiring, kind))
    taken = _read(wiring, kind, fetched.content)
    told = replace(
        _told(kind, taken, at),
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        taken_from=taken_from,
        taken_for=taken_for,
    )
    stays = {sku: one for sku, one in kept.prices.items() if one[2] != "feed" or sku in taken.left_out}
    _take(wiring, kind, _Kept(told, stays), taken, origin="feed")
    _log.info("the feed of %s: %d rows, %d of them left out", kind, taken.rows, taken.bad)
    return told


def _is_due(report: FeedReport, now: datetime, wiring: Wiring) -> bool:
    if report.asked_at is None:
        return True
    return now - moment_of(report.asked_at) >= timedelta(minutes=wiring.settings.feed_minutes)


def _read(wiring: Wiring, kind: FeedKind, content: bytes, *, jumps: bool = False) -> Taken:
    known = frozenset(wiring.catalogue.article_skus)
    if kind is FeedKind.PRICES:
        currency = wiring.price_list.currency
        return read_prices(content, known=known, currency=currency, before=wiring.prices, jumps=jumps)
    return read_stock(content, known=known, stores=wiring.stores)


def _told(kind: FeedKind, taken: Taken, at: str) -> FeedReport:
    problems = tuple(problem.as_json() for problem in taken.problems)
    return FeedReport(kind, FeedState.TAKEN, at, at, taken.rows, taken.bad, "", problems)


def _take(wiring: Wiring, kind: FeedKind, kept: _Kept, taken: Taken, *, origin: str) -> None:
    """Make what was read count from now on."""
    for store_id, pieces in taken.pieces.items():
        wiring.sandbox.count(store_id, pieces)
    new = {sku: (str(price.amount), price.currency, origin) for sku, price in taken.prices.items()}
    wiring.feeds.keep(kind, replace(kept, prices={**kept.prices, **new}))


class FeedPolling:
    """A thread that looks at the feeds on their own, and first makes searching ready."""

    def __init__(self, wiring: Wiring, *, look_every_s: float = 5.0) -> None:
        self._wiring = wiring
        self._look_every_s = look_every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feeds", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; a feed that is being fetched is not waited for longer than its bounds say."""
        self._stopping.set()
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        with suppress(Exception):  # whoever searches hears it
            _ = self._wiring.catalogue_now.facts
        kinds = [kind for kind in FeedKind if source_of(self._wiring, kind)]
        while kinds and not self._stopping.is_set():
            for kind in kinds:
                try:
                    look_at_feed(self._wiring, kind)
                except Exception:  # a full disk, a locked database: the next look may do better
                    _log.exception("the feed of %s could not be looked at", kind)
            self._stopping.wait(self._look_every_s)
