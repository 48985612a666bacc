"""The catalogue that commands work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assets.catalogue import Catalogue


def read_shell_catalogue() -> Catalogue:
    """The library that LAMPYRIS_LIBRARY names, else the one that is shipped."""
    from api.settings import read_settings
    from assets.catalogue import read_catalogue

    return read_catalogue(read_settings().library)
