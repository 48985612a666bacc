"""Light below luminaires: worked out when somebody asks by light, and kept by content, on disk, too."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from assets.catalogue import Catalogue
from assets.search.facts import Facts, luminaire_of
from assets.search.kept import read_kept, write_kept
from assets.search.light_below import LightBelow, light_below
from kit.errors import LampyrisError

VERSION = 1  # of how it is worked out; another one, and all of it is worked out anew
_KEPT = TypeAdapter(dict[str, LightBelow])


class LightsBelow:
    """The light below each luminaire of a catalogue; threads may share it.

    Parameters
    ----------
    catalogue
        Whose luminaires they are; their bodies are not read.
    kept
        A file in which it is kept from one time to the next; made when missing, replaced when damaged.
    """

    def __init__(self, catalogue: Catalogue, kept: Path | None = None) -> None:
        self._catalogue, self._kept = catalogue, kept
        self._lock = threading.Lock()
        self._known: dict[str, LightBelow] | None = None
        self._written = 0

    def of(self, facts: Facts) -> LightBelow | None:
        """The light below one luminaire; None where its photometric file can no longer be read."""
        known, key = self._all(), _key(facts)
        if key not in known:
            try:
                light = light_below(luminaire_of(self._catalogue.entry(facts.sku)).photometry)
            except (LampyrisError, OSError):
                return None
            with self._lock:
                known[key] = light
        return known[key]

    def keep(self, facts: Mapping[str, Facts]) -> None:
        """Write what was worked out since the last time, of those luminaires that there are."""
        if self._kept is None or self._known is None:
            return
        with self._lock:
            if len(self._known) == self._written:
                return
            self._written = len(self._known)
            known = {key: self._known[key] for one in facts.values() if (key := _key(one)) in self._known}
        write_kept(_KEPT, self._kept, known)

    def _all(self) -> dict[str, LightBelow]:
        with self._lock:
            if self._known is None:
                self._known = read_kept(_KEPT, self._kept)
                self._written = len(self._known)
            return self._known


def _key(facts: Facts) -> str:
    return f"{VERSION}-{facts.content_sha256}"
