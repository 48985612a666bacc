"""Photometric files by their ending: the one table of readers."""

from __future__ import annotations

import re
from typing import Protocol

from assets.ies import read_ies
from assets.ldt import read_ldt
from assets.photometric_text import refuse
from assets.photometry import Photometry
from kit.errors import UnsoundInput
from kit.problems import error


class Reader(Protocol):
    """Reads one format; `lamp_set` counts from 1, None is the file's first."""

    def __call__(self, data: bytes, *, lamp_set: int | None = None) -> Photometry:
        """The file's photometry, or UnsoundInput."""
        ...


READERS: dict[str, Reader] = {"ies": read_ies, "ldt": read_ldt}
NOT_READ_YET = ("xml",)
PRODUCTS = ("gldf", "l3d")  # they hold luminaires, bodies or several photometries

_FIRST_BYTES = 4096
_TILT_LINE = re.compile(rb"(^|[\r\n])\s*TILT\s*=", re.IGNORECASE)
_EULUMDAT_START = re.compile(
    rb"[^\r\n]*(\r\n|\r|\n)[ \t]*[0-3][ \t]*(\r\n|\r|\n)[ \t]*[0-4][ \t]*(\r\n|\r|\n)[ \t]*\d+"
)


def read_photometry(data: bytes, filename: str, *, lamp_set: int | None = None) -> Photometry:
    """Read a photometric file by the ending of its name.

    Parameters
    ----------
    data, filename
        The file.
    lamp_set
        Which of the file's lamp sets is used, counted from 1; None is the first.

    Raises
    ------
    UnsoundInput
        PRODUCT_NOT_PHOTOMETRY, FORMAT_NOT_READ_YET or UNKNOWN_FORMAT for other endings; otherwise as the
        reader of that format says.
        Where a file looks like another format than its ending says, WRONG_ENDING is told first.
    """
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    seems = ending_by_content(data)
    reader = READERS.get(ending)
    if reader is None:
        known = " and ".join(f".{known}" for known in READERS)
        if ending in PRODUCTS:
            message = f"A .{ending} file is a product, not one photometric file; {known} are read here."
            refuse([], "PRODUCT_NOT_PHOTOMETRY", "file", message, "Name one of its photometric files.")
        is_planned = ending in NOT_READ_YET
        hint = f"The file looks like a .{seems} file: name it so." if seems in READERS else ""
        refuse(
            [],
            "FORMAT_NOT_READ_YET" if is_planned else "UNKNOWN_FORMAT",
            "file",
            f"Files that end in {'.' + ending[:12]!r} are not {'read yet' if is_planned else 'known'}; "
            f"{known} are read.",
            hint or "Send the luminaire's IES or EULUMDAT file.",
        )
    try:
        return reader(data, lamp_set=lamp_set)
    except UnsoundInput as fault:
        if seems in ("", ending):
            raise
        message = f"The file ends in .{ending} but looks like a .{seems} file."
        wrong = error("WRONG_ENDING", "file", message, f"Name it .{seems} and send it again.")
        raise UnsoundInput([wrong, *fault.problems]) from fault


def ending_by_content(data: bytes) -> str:
    """The ending that a file's first bytes speak for: ies, ldt, zip (GLDF, L3D), xml, or none."""
    start = data[:_FIRST_BYTES]
    if start.startswith(b"PK"):
        return "zip"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.replace(b"\0", b"")[2:]
    start = start.removeprefix(b"\xef\xbb\xbf")
    if start.lstrip().startswith((b"<?xml", b"<IESTM33")):
        return "xml"
    if start.startswith(b"IES") or _TILT_LINE.search(start):
        return "ies"
    return "ldt" if _EULUMDAT_START.match(start) else ""
