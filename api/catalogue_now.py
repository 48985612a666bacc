"""The catalogue as it is now: read anew when its folder has changed, and what is known of it for searching.

Every change of a library (`assets.library_changes`) changes the time of its folder, so one look at that
time tells each process, without being told, that there is something new.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assets.catalogue import LIBRARY, Catalogue, read_catalogue
from assets.search.facts import Facts, facts_of_all
from assets.search.lights import LightsBelow
from kit.errors import LampyrisError

_log = logging.getLogger("lampyris.catalogue")


@dataclass(frozen=True)
class Searchable:
    """A catalogue, and what searching it needs."""

    catalogue: Catalogue
    facts: Mapping[str, Facts]
    lights: LightsBelow


@dataclass
class CatalogueNow:
    """A library and what was last read of it; threads may share it.

    Parameters
    ----------
    library
        Its folder, or None for the one that is shipped.
    kept
        A folder for what searching needs to know, or None to work it out in each process.
    """

    library: Path | None
    kept: Path | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _facts_lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _read: tuple[int, Catalogue] | None = field(default=None, repr=False)
    _searchable: Searchable | None = field(default=None, repr=False)

    @property
    def catalogue(self) -> Catalogue:
        """The luminaires that are sold now.

        Where a changed library cannot be read, the one before is kept and the reason logged.

        Raises
        ------
        MachineLacks, UnsoundInput
            As `read_catalogue`, when it cannot be read for the first time.
        """
        known = self._read
        if known is not None and known[0] == self._time():
            return known[1]
        with self._lock:
            known, time = self._read, self._time()
            if known is None or known[0] != time:
                known = self._read = time, self._anew(None if known is None else known[1])
            return known[1]

    @property
    def revision(self) -> int:
        """Another number after each change of the library."""
        return self._time()

    @property
    def facts(self) -> Mapping[str, Facts]:
        """What is known of each luminaire for searching; the first time takes some milliseconds for each."""
        return self.searchable.facts

    @property
    def searchable(self) -> Searchable:
        """The catalogue and what searching it needs; light is worked out when somebody asks by light."""
        catalogue, kept = self.catalogue, self.kept
        with self._facts_lock:
            if self._searchable is None or self._searchable.catalogue is not catalogue:
                facts = facts_of_all(catalogue, None if kept is None else kept / "facts.json")
                lights = LightsBelow(catalogue, None if kept is None else kept / "lights.json")
                self._searchable = Searchable(catalogue, facts, lights)
            return self._searchable

    def _anew(self, before: Catalogue | None) -> Catalogue:
        if before is None:
            return read_catalogue(self.library)
        try:
            return read_catalogue(self.library, before)
        except (LampyrisError, OSError):
            _log.exception("the changed catalogue cannot be read; the one before is kept")
            return before

    def _time(self) -> int:
        try:
            return (self.library or LIBRARY).stat().st_mtime_ns
        except OSError:
            return -1
