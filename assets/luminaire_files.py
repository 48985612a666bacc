"""The files of one luminaire in its folder of a library, each read once when first needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from assets.body import Body, read_body
from assets.photometry import Photometry
from assets.read_photometry import READERS, read_photometry
from kit.errors import MachineLacks

TOML, BODY = "luminaire.toml", "body.glb"
PHOTOMETRY = tuple(f"photometry.{ending}" for ending in READERS)


class LuminaireFiles:
    """A folder of one luminaire.

    Parameters
    ----------
    folder
        With `luminaire.toml`, `body.glb`, `photometry.ldt` or another photometric format, and the files that
        its choices name.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
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
            if (self.folder / name).is_file():
                return name
        raise MachineLacks(f"{self.folder / PHOTOMETRY[-1]} is missing; it is made by `make setup`")

    def content(self, name: str) -> bytes:
        """The bytes of a file; raises MachineLacks where there is none."""
        self.require(name)
        return (self.folder / name).read_bytes()

    def require(self, *names: str) -> None:
        """Raises MachineLacks when one of these files is missing; reads none."""
        for name in names:
            if not (self.folder / name).is_file():
                raise MachineLacks(f"{self.folder / name} is missing; what we ship is made by `make setup`")

    def body(self, name: str = BODY) -> Body:
        """A body; raises as `content` and `read_body` do."""
        if name not in self._bodies:
            self._bodies[name] = read_body(self.content(name))
        return self._bodies[name]

    def photometry(self, name: str | None = None) -> Photometry:
        """A photometric file; raises as `content` and `read_photometry` do."""
        wanted = name or self.photometry_name
        if wanted not in self._photometries:
            self._photometries[wanted] = read_photometry(self.content(wanted), wanted)
        return self._photometries[wanted]

    def names(self) -> Iterator[str]:
        """The names of all files that make the luminaire, sorted."""
        for path in sorted(self.folder.iterdir()):
            if path.is_file() and path.name.startswith(("luminaire.", "body", "photometry")):
                yield path.name

    def all(self) -> Mapping[str, bytes]:
        """All files by name."""
        return {name: self.content(name) for name in self.names()}
