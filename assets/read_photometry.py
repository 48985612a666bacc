"""Photometric files by their ending: the one table of readers."""

from __future__ import annotations

from collections.abc import Callable

from assets.ies import read_ies
from assets.ldt import read_ldt
from assets.photometric_text import refuse
from assets.photometry import Photometry

READERS: dict[str, Callable[[bytes], Photometry]] = {"ies": read_ies, "ldt": read_ldt}


def read_photometry(data: bytes, filename: str) -> Photometry:
    """Read a photometric file by the ending of its name.

    Raises
    ------
    UnsoundInput
        FORMAT_NOT_READ for other endings; otherwise as the reader of that format says.
    """
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    reader = READERS.get(ending)
    if reader is None:
        found = f".{ending[:20]}" if ending else "nothing"
        known = ", ".join(f".{known}" for known in READERS)
        refuse(
            [],
            "FORMAT_NOT_READ",
            "file name",
            f"the file name ends in {found!r}, expected one of {known}",
            "Send the luminaire's IES or EULUMDAT file.",
        )
    return reader(data)
