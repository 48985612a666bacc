"""Sets a data sheet: its data, diagrams and pictures into a PDF, or into pictures of its pages."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import typst

from api.sheets.document import SheetSource, sheet_document
from api.sheets.fonts import families_for, machine_fonts
from api.sheets.words import Language
from assets.cone_svg import cone_svg
from assets.dimensions_svg import dimensions_svg
from assets.luminaire import Luminaire
from assets.polar import polar_svg

TEMPLATE = Path(__file__).with_name("sheet.typ")
PAGE_PPI = 110.0


@dataclass(frozen=True)
class SheetPictures:
    """The luminaire alone, burning and not, as PNG."""

    lit: bytes
    unlit: bytes


def data_sheet_pdf(
    luminaire: Luminaire,
    source: SheetSource,
    language: Language,
    *,
    photometry: bytes = b"",
    pictures: SheetPictures | None = None,
) -> bytes:
    """The data sheet of a luminaire as PDF; the same input and fonts give the same bytes.

    Parameters
    ----------
    luminaire
        With its variant and bulb.
    source
        Where its data come from.
    photometry
        The photometric file that is attached; empty for none.
    pictures
        None where there are none, as of a luminaire without a body.

    Raises
    ------
    MachineLacks
        Where the machine has no letters of that language.
    """
    (content,) = _set(luminaire, source, language, photometry=photometry, pictures=pictures, into="pdf")
    return content


def data_sheet_pages(
    luminaire: Luminaire,
    source: SheetSource,
    language: Language,
    *,
    pictures: SheetPictures | None = None,
) -> list[bytes]:
    """The pages of the data sheet as PNG; raises as `data_sheet_pdf` does."""
    return _set(luminaire, source, language, photometry=b"", pictures=pictures, into="png")


def _set(
    luminaire: Luminaire,
    source: SheetSource,
    language: Language,
    *,
    photometry: bytes,
    pictures: SheetPictures | None,
    into: Literal["pdf", "png"],
) -> list[bytes]:
    document = sheet_document(luminaire, source, language, with_pictures=pictures is not None)
    dimensions = dimensions_svg(luminaire)
    document |= {
        "fonts": families_for(language),
        "dimensions": dimensions is not None,
        "attachment": source.photometry_name if photometry and source.photometry_name else None,
    }
    files = {
        "sheet.typ": TEMPLATE.read_bytes(),
        "sheet.json": json.dumps(document, ensure_ascii=False).encode(),
        "polar.svg": polar_svg(luminaire.photometry, language).encode(),
        "cone.svg": cone_svg(luminaire, language).encode(),
        "dimensions.svg": (dimensions or "").encode(),
        "photometry": photometry,
    }
    if pictures is not None:
        files |= {"lit.png": pictures.lit, "unlit.png": pictures.unlit}
    return _compiled(files, into)


def _compiled(files: Mapping[str, bytes], into: Literal["pdf", "png"]) -> list[bytes]:
    """What the typesetter makes of a folder with these files; it sees no other folder and no network."""
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        made = typst.compile(
            str(Path(folder) / "sheet.typ"),
            root=folder,
            font_paths=machine_fonts(),
            format=into,
            ppi=PAGE_PPI if into == "png" else None,
        )
    return made if isinstance(made, list) else [made]
