"""Which luminaire `lampyris luminaire` is about, how a file of it is turned, and writing it as a file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kit.errors import UnknownRecord

if TYPE_CHECKING:
    from assets.luminaire import Luminaire
    from assets.photometry import Photometry
    from kit.problems import Problem

LampSetOption = Annotated[
    int | None,
    typer.Option("--lamp-set", min=1, help="Which lamp set of an EULUMDAT file, counted from 1."),
]
TurnOption = Annotated[
    float, typer.Option("--turn-c0", metavar="DEG", help="Turn a file's light about its vertical axis.")
]
MirrorOption = Annotated[bool, typer.Option("--mirror", help="Mirror a file's light first: C becomes -C.")]
WriteOption = Annotated[
    Path | None,
    typer.Option("--write", dir_okay=False, help="Write it as IES LM-63-2019 (.ies) or EULUMDAT (.ldt)."),
]


def found_luminaire(file_or_sku: str, *, lamp_set: int | None, turn_c0_deg: float, mirror: bool) -> Luminaire:
    """The luminaire of a file, or else of the catalogue.

    Raises
    ------
    typer.BadParameter
        When there is neither such a file nor such a sku, or a sku with what is for files only.
    """
    from assets.catalogue import read_catalogue
    from assets.luminaire import bare_luminaire
    from assets.read_photometry import read_photometry
    from scenes.hanging import turned_photometry

    if not -360.0 <= turn_c0_deg <= 360.0:
        raise typer.BadParameter("expected -360 to 360 degrees", param_hint="--turn-c0")
    file = Path(file_or_sku)
    try:
        content = file.read_bytes() if file.is_file() else None
    except OSError as fault:  # unreadable, or a name that no file can have
        raise typer.BadParameter(f"{fault.strerror}: {file_or_sku}", param_hint="FILE_OR_SKU") from fault
    if content is not None:
        photometry = read_photometry(content, file.name, lamp_set=lamp_set)
        turned = turned_photometry(photometry, turn_c0_deg=turn_c0_deg, mirror_c=mirror)
        return bare_luminaire(turned, file.name)
    for option, is_given in (
        ("--lamp-set", lamp_set is not None),
        ("--turn-c0", turn_c0_deg != 0.0),
        ("--mirror", mirror),
    ):
        if is_given:
            raise typer.BadParameter("this is for a file, and there is no such file", param_hint=option)
    try:
        return read_catalogue().find(file_or_sku)
    except UnknownRecord as fault:
        raise typer.BadParameter(f"there is no such file, and {fault}", param_hint="FILE_OR_SKU") from fault


def write_file(photometry: Photometry, file: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Write a photometric file; what was written, and what its format could not say.

    Raises
    ------
    typer.BadParameter
        When the file cannot be written there.
    """
    from assets.write_photometry import write_photometry

    content, problems = write_photometry(photometry, file.name)
    try:
        file.write_bytes(content)
    except OSError as fault:
        raise typer.BadParameter(f"{fault.strerror}: {file}", param_hint="--write") from fault
    told = [{"code": problem.code, "message": problem.message} for problem in problems]
    written = {"path": str(file), "sha256": hashlib.sha256(content).hexdigest(), "warnings": told}
    return written, problems
