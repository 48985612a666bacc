"""The folder of luminaires' pictures: what is kept, why something cannot be made, who waits, what must go.

A picture is one file under its key, and so is the reason of a failure. Whoever waits for a picture touches
a third file while he does: any process sees it, and it grows old by itself where that process has died.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 500_000_000  # of pictures; what was not asked for the longest goes first
STALE_S = 3600.0  # after which what is not a picture is of no use to anybody
WAITED_FOR_S = 10.0  # since somebody last said that he waits; longer than a refusal asks to wait (5 s)
_FAILURE, _WAITING, _HALF = ".json", ".waiting", ".part"


@dataclass(frozen=True)
class LuminaireCache:
    """Files by key in one folder, which may be deleted at any time; subfolders are somebody else's.

    Parameters
    ----------
    folder
        Made when something is kept.
    most_bytes
        Of all pictures together.
    ending
        Of the files' names: of pictures, or of data sheets in a folder of their own.
    """

    folder: Path
    most_bytes: int = MOST_BYTES
    ending: str = ".png"

    def picture(self, key: str) -> bytes | None:
        """The picture of a key where it is kept; reading it says that it is still of use."""
        place = self._place(key, self.ending)
        with suppress(FileNotFoundError):
            content = place.read_bytes()
            with suppress(OSError):  # swept meanwhile, or somebody else's
                os.utime(place, (time.time(), place.stat().st_mtime))  # not every disk notes who reads
            return content
        return None

    def has_picture(self, key: str) -> bool:
        """Whether the picture is kept."""
        return self._place(key, self.ending).is_file()

    def failure(self, key: str, *, within_s: float) -> bytes | None:
        """Why the picture could not be made, if that is not longer ago."""
        place = self._place(key, _FAILURE)
        with suppress(FileNotFoundError):
            if time.time() - place.stat().st_mtime < within_s:
                return place.read_bytes()
        return None

    def keep_picture(self, key: str, content: bytes) -> None:
        """Keep a picture; nobody waits for it any more, and old ones make room."""
        self._write(self._place(key, self.ending), content)
        self._place(key, _FAILURE).unlink(missing_ok=True)
        self.forget_waiting(key)
        self._sweep()

    def keep_failure(self, key: str, content: bytes) -> None:
        """Keep why a picture cannot be made."""
        self._write(self._place(key, _FAILURE), content)
        self.forget_waiting(key)
        self._sweep()

    def begin_to_wait(self, key: str) -> None:
        """Say that somebody waits for a picture, from now on for `WAITED_FOR_S`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._place(key, _WAITING).touch()

    def go_on_waiting(self, key: str) -> bool:
        """Say that he still does; False where nobody is known to wait, so that it must be asked for anew."""
        with suppress(FileNotFoundError):
            os.utime(self._place(key, _WAITING))
            return True
        return False

    def is_waited_for(self, key: str) -> bool:
        """Whether somebody has said lately that he waits for a picture."""
        with suppress(FileNotFoundError):
            return time.time() - self._place(key, _WAITING).stat().st_mtime < WAITED_FOR_S
        return False

    def forget_waiting(self, key: str) -> None:
        """Nobody waits for a picture any more."""
        self._place(key, _WAITING).unlink(missing_ok=True)

    def _place(self, key: str, ending: str) -> Path:
        return self.folder / f"{key}{ending}"

    def _write(self, place: Path, content: bytes) -> None:
        """Write beside its place and rename, so that no reader sees half of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=self.folder, suffix=_HALF)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(beside).replace(place)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise

    def _sweep(self) -> None:
        """Remove what is stale, and the pictures that were not used for the longest beyond `most_bytes`."""
        before = time.time() - STALE_S
        for place, said in _files(self.folder, (_FAILURE, _WAITING, _HALF)):
            if said.st_mtime < before:
                place.unlink(missing_ok=True)
        left = self.most_bytes
        for place, said in sorted(
            _files(self.folder, (self.ending,)), key=lambda each: -max(each[1].st_atime, each[1].st_mtime)
        ):
            left -= said.st_size
            if left < 0:
                place.unlink(missing_ok=True)


def _files(folder: Path, endings: tuple[str, ...]) -> Iterable[tuple[Path, os.stat_result]]:
    """Files of a folder with what the disk says of them; others may be removing them meanwhile."""
    for place in folder.iterdir():
        if place.suffix in endings:
            with suppress(FileNotFoundError):
                yield place, place.stat()
