"""Which luminaire `lampyris luminaire` is about, how a file of it is turned, and writing it as a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kit.errors import UnknownRecord
from kit.problems import require_sound

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


VariantOption = Annotated[
    str | None,
    typer.Option(
        "--variant",
        help="Which variant of a GLDF file, or of the catalogue's luminaire; left out, its first.",
    ),
]
JointOption = Annotated[
    list[str] | None,
    typer.Option(
        "--joint", metavar="NAME=X,Y,Z", help="Angles of a joint of a GLDF file's model; repeatable."
    ),
]


@dataclass(frozen=True)
class Chosen:
    """What is chosen of a file: its lamp set or variant, angles of joints, and how its light is turned.

    Of a luminaire of the catalogue, its variant and its bulb.
    """

    lamp_set: int | None = None
    turn_c0_deg: float = 0.0
    mirror: bool = False
    variant: str | None = None
    joints: list[str] | None = None
    bulb: str | None = None

    def given(self) -> list[str]:
        """The options that were given and are for files only."""
        options = {
            "--lamp-set": self.lamp_set is not None,
            "--turn-c0": self.turn_c0_deg != 0.0,
            "--mirror": self.mirror,
            "--joint": bool(self.joints),
        }
        return [option for option, is_given in options.items() if is_given]


@dataclass(frozen=True)
class Found:
    """A luminaire, what is said of it beyond its light (keys of the document, rows), and its problems."""

    luminaire: Luminaire
    document: dict[str, Any] = field(default_factory=dict)
    rows: list[tuple[str, str]] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()


def found_luminaire(file_or_sku: str, chosen: Chosen) -> Found:
    """The luminaire of a file, or else of the catalogue.

    Raises
    ------
    typer.BadParameter
        When there is neither such a file nor such a sku, or a sku with what is for files only.
    """
    from api.cli.catalogue_of_shell import read_shell_catalogue

    if not -360.0 <= chosen.turn_c0_deg <= 360.0:
        raise typer.BadParameter("expected -360 to 360 degrees", param_hint="--turn-c0")
    file = Path(file_or_sku)
    try:
        content = file.read_bytes() if file.is_file() else None
    except OSError as fault:  # unreadable, or a name that no file can have
        raise typer.BadParameter(f"{fault.strerror}: {file_or_sku}", param_hint="FILE_OR_SKU") from fault
    if content is not None and chosen.bulb is not None:
        raise typer.BadParameter(
            "this is for a luminaire of the catalogue, not for a file", param_hint="--bulb"
        )
    if content is not None:
        return _of_file(content, file.name, chosen)
    for option in chosen.given():
        raise typer.BadParameter("this is for a file, and there is no such file", param_hint=option)
    try:
        luminaire, problems = read_shell_catalogue().configured(file_or_sku, chosen.variant, chosen.bulb)
    except UnknownRecord as fault:
        raise typer.BadParameter(f"there is no such file, and {fault}", param_hint="FILE_OR_SKU") from fault
    require_sound(problems)
    return Found(luminaire, problems=luminaire.photometry.problems)


def _of_file(content: bytes, name: str, chosen: Chosen) -> Found:
    from assets.luminaire_document import variant_document, variant_rows
    from assets.read_luminaire_file import read_luminaire_file
    from scenes.hanging import turned_photometry

    joints = dict(_joint(text) for text in chosen.joints or [])
    read = read_luminaire_file(content, name, lamp_set=chosen.lamp_set, joint_angles_deg=joints)
    variant = read.variant(chosen.variant)
    luminaire = variant.luminaire
    turned = turned_photometry(luminaire.photometry, turn_c0_deg=chosen.turn_c0_deg, mirror_c=chosen.mirror)
    luminaire, problems = replace(luminaire, photometry=turned), (*read.problems, *variant.problems)
    if read.format != "GLDF":
        return Found(luminaire, problems=problems)
    return Found(luminaire, variant_document(read, variant), variant_rows(read, variant), problems)


def _joint(text: str) -> tuple[str, tuple[float, float, float]]:
    """Name and angles about x, y and z [deg]."""
    name, _, angles = text.rpartition("=")
    try:
        x, y, z = (float(part) for part in angles.split(","))
    except ValueError:
        name, x, y, z = "", 0.0, 0.0, 0.0
    if not name or not all(abs(angle) <= 360.0 for angle in (x, y, z)):
        message = f"{text!r} is not NAME=X,Y,Z in degrees, such as head=0,30,0"
        raise typer.BadParameter(message, param_hint="--joint")
    return name, (x, y, z)


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
