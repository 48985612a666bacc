"""The files of one luminaire in its folder of a library, each read once when first needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from assets.body import Body, read_body
from assets.photometry import Photometry
from assets.read_photometry import READERS, read_photometry
from kit.errors import Conflict, MachineLacks

TOML, BODY = "luminaire.toml", "body.glb"
ASIDE = ".before"  # in a library: the last version of each luminaire that was replaced or taken out
PHOTOMETRY = tuple(f"photometry.{ending}" for ending in READERS)


Identity = tuple[int, int, int] | None


def identity_of(path: Path) -> Identity:
    """What tells one version of a file from another without reading it; None where there is none."""
    try:
        said = path.stat()
    except OSError:
        return None
    return said.st_ino, said.st_mtime_ns, said.st_size


def _version_of(path: Path) -> tuple[int, str] | None:
    """What a version keeps when it is copied instead of linked: the time of a file and its content."""
    try:
        return path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


class LuminaireFiles:
    """A folder of one luminaire, as it is when this is made.

    When the folder is replaced by another version (`assets.library_changes`), files are read from where the
    version before is kept aside, so that nobody gets files of both. When that is gone, too, there is only
    to begin anew with what the catalogue is now: whatever reads a file then raises Conflict.

    Parameters
    ----------
    folder
        With `luminaire.toml`, `body.glb`, `photometry.ldt` or another photometric format, and the files that
        its choices name.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.identity = identity_of(folder / TOML)
        self._version = _version_of(folder / TOML)
        self._bodies: dict[str, Body] = {}
        self._photometries: dict[str, Photometry] = {}

    @cached_property
    def photometry_name(self) -> str:
        """The name of the photometric file.

        Raises
        ------
        MachineLacks
            When there is none.
        """
        for name in PHOTOMETRY:
            if (self._place() / name).is_file():
                return name
        raise MachineLacks(f"{self.folder / PHOTOMETRY[-1]} is missing; it is made by `make setup`")

    def content(self, name: str) -> bytes:
        """The bytes of a file; raises MachineLacks or Conflict ``LUMINAIRE_REPLACED``."""
        place = self._place()
        try:
            found = (place / name).read_bytes()
        except FileNotFoundError:
            found = None
        if self._place() != place:  # it was replaced while it was read
            return self.content(name)
        if found is None:
            raise MachineLacks(f"{place / name} is missing; what we ship is made by `make setup`")
        return found

    def _place(self) -> Path:
        """Where these files are now: in their folder, or aside when that holds another version."""
        if identity_of(self.folder / TOML) == self.identity:
            return self.folder
        for place in (self.folder, self.folder.parent / ASIDE / self.folder.name):
            if _version_of(place / TOML) == self._version:
                return place
        message = f"{self.folder.name} was replaced more than once meanwhile; try again"
        raise Conflict(message, "LUMINAIRE_REPLACED")

    def require(self, *names: str) -> None:
        """Raises MachineLacks when one of these files is missing; reads none."""
        for name in names:
            if not (self._place() / name).is_file():
                raise MachineLacks(f"{self.folder / name} is missing; what we ship is made by `make setup`")

    def body(self, name: str = BODY) -> Body:
        """A body; raises as `content` and `read_body` do."""
        if name not in self._bodies:
            self._bodies[name] = read_body(self.content(name))
        return self._bodies[name]

    @property
    def bodies_read(self) -> tuple[str, ...]:
        """The names of the bodies that were read and are kept in memory."""
        return tuple(self._bodies)

    def photometry(self, name: str | None = None) -> Photometry:
        """A photometric file; raises as `content` and `read_photometry` do."""
        wanted = name or self.photometry_name
        if wanted not in self._photometries:
            self._photometries[wanted] = read_photometry(self.content(wanted), wanted)
        return self._photometries[wanted]

    def names(self) -> Iterator[str]:
        """The names of all files that make the luminaire, sorted."""
        for path in sorted(self._place().iterdir()):
            if path.is_file() and path.name.startswith(("luminaire.", "body", "photometry")):
                yield path.name

    def stamps(self) -> tuple[tuple[str, Identity], ...]:
        """What tells these files from others without reading them."""
        place = self._place()
        return tuple((name, identity_of(place / name)) for name in self.names())

    def all(self) -> Mapping[str, bytes]:
        """All files by name."""
        return {name: self.content(name) for name in self.names()}
