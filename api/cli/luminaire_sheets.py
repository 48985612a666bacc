"""What `lampyris luminaire` writes for others: diagrams as SVG, the data sheet as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.cli.terminal import progress_bar, tell

if TYPE_CHECKING:
    from api.sheets.pdf import SheetPictures
    from assets.luminaire import Luminaire

Language = Literal["en", "zh"]
PICTURE_PX = 800
FRAMES = 24  # the first of a turntable of as many is the picture that the service shows

BulbOption = Annotated[
    str | None, typer.Option("--bulb", help="Sku of the bulb that burns in a luminaire of the catalogue.")
]
PolarOption = Annotated[
    Path | None, typer.Option("--polar", dir_okay=False, help="Write its polar diagram as SVG.")
]
ConeOption = Annotated[
    Path | None, typer.Option("--cone", dir_okay=False, help="Write its light cone, with lux, as SVG.")
]
SheetOption = Annotated[
    Path | None, typer.Option("--sheet", dir_okay=False, help="Write its data sheet as PDF; takes a minute.")
]
LanguageOption = Annotated[
    str, typer.Option("--lang", metavar="en|zh", help="Language of diagrams and data sheet.")
]


@dataclass(frozen=True)
class Wanted:
    """The files to write, where they are wanted, and their language."""

    polar: Path | None
    cone: Path | None
    sheet: Path | None
    language: Language


def language_of(text: str) -> Language:
    """A language that there is.

    Raises
    ------
    typer.BadParameter
        With those there are.
    """
    if text == "en":
        return "en"
    if text == "zh":
        return "zh"
    raise typer.BadParameter(f"{text!r} is neither en nor zh", param_hint="--lang")


def write_sheets(luminaire: Luminaire, wanted: Wanted, file_or_sku: str) -> None:
    """Write what is wanted of a luminaire.

    Raises
    ------
    typer.BadParameter
        When a file cannot be written there.
    MachineLacks
        When there are no letters of that language, or no ray caster for pictures.
    """
    language = wanted.language
    if wanted.polar is not None:
        from assets.polar import polar_svg

        _write(wanted.polar, polar_svg(luminaire.photometry, language).encode(), "--polar")
    if wanted.cone is not None:
        from assets.cone_svg import cone_svg

        _write(wanted.cone, cone_svg(luminaire, language).encode(), "--cone")
    if wanted.sheet is not None:
        _write(wanted.sheet, _sheet(luminaire, file_or_sku, language), "--sheet")


def _sheet(luminaire: Luminaire, file_or_sku: str, language: Language) -> bytes:
    """The data sheet, of the catalogue's luminaire or of a bare file."""
    from api.cli.catalogue_of_shell import read_shell_catalogue
    from api.luminaire_sheets import has_body, photometry_file
    from api.records.files import sha256_of
    from api.sheets.document import SheetSource
    from api.sheets.fonts import families_for
    from api.sheets.pdf import data_sheet_pdf
    from render.device import engine_version

    families_for(language)  # before a minute's work
    file = Path(file_or_sku)
    entry = None if file.is_file() else read_shell_catalogue().entry(luminaire.sku)
    if entry is None:
        name, content = file.name, file.read_bytes()
    else:
        kept = photometry_file(entry, luminaire)
        name, content = kept.name, kept.content
    source = SheetSource(entry, name, sha256_of(content), engine_version())
    pictures = _pictures(luminaire) if has_body(luminaire) else None
    return data_sheet_pdf(luminaire, source, language, photometry=content, pictures=pictures)


def _pictures(luminaire: Luminaire) -> SheetPictures:
    """It alone, burning and not."""
    from render.device import require_device

    require_device()  # before what stands on it is imported
    from api.sheets.pdf import SheetPictures
    from render.image import png_bytes
    from render.turntable import turntable

    made = []
    for lit in (True, False):
        size_px = (PICTURE_PX, PICTURE_PX)
        with progress_bar("lit" if lit else "unlit") as progress:
            turned = turntable(luminaire, frames=FRAMES, size_px=size_px, lit=lit, progress=progress)
        made.append(png_bytes(turned.picture(0)))
    return SheetPictures(lit=made[0], unlit=made[1])


def _write(place: Path, content: bytes, option: str) -> None:
    try:
        place.write_bytes(content)
    except OSError as fault:
        raise typer.BadParameter(f"{fault.strerror}: {place}", param_hint=option) from fault
    tell(f"{place} is written")
