"""Photometric files by their ending: the one table of readers."""

from __future__ import annotations

from collections.abc import Callable

from assets.ies import read_ies
from assets.ldt import read_ldt
from assets.photometric_text import refuse
from assets.photometry import Photometry

READERS: dict[str, Callable[[bytes], Photometry]] = {"ies": read_ies, "ldt": read_ldt}
NOT_READ_YET = ("gldf", "l3d", "xml")


def read_photometry(data: bytes, filename: str) -> Photometry:
    """Read a photometric file by the ending of its name.

    Raises
    ------
    UnsoundInput
        FORMAT_NOT_READ_YET or UNKNOWN_FORMAT for other endings; otherwise as the reader of that format says.
    """
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    reader = READERS.get(ending)
    if reader is None:
        known = " and ".join(f".{known}" for known in READERS)
        is_planned = ending in NOT_READ_YET
        refuse(
            [],
            "FORMAT_NOT_READ_YET" if is_planned else "UNKNOWN_FORMAT",
            "file",
            f"Files that end in {'.' + ending[:12]!r} are not {'read yet' if is_planned else 'known'}; "
            f"{known} are read.",
            "Send the luminaire's IES or EULUMDAT file.",
        )
    return reader(data)
