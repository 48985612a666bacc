"""The letters that data sheets are set in: those of this machine that we know, in a fixed order."""

from __future__ import annotations

from functools import lru_cache

import typst

from api.sheets.words import Language
from kit.errors import MachineLacks

# families with Chinese letters whose licences let anybody embed them, the best first
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
    "WenQuanYi Zen Hei",
)
WITHOUT_CHINESE = ("Noto Sans", "Source Sans 3", "Liberation Sans", "DejaVu Sans")
ALWAYS = "Libertinus Serif"  # comes with the typesetter


@lru_cache(maxsize=1)
def machine_fonts() -> typst.Fonts:
    """The fonts of this machine and those of the typesetter; looked for once, which takes a moment."""
    return typst.Fonts(include_system_fonts=True)


def families_for(language: Language, there: frozenset[str] | None = None) -> list[str]:
    """The families to set a sheet in, the first first.

    Parameters
    ----------
    there
        Families that there are; None asks the machine.

    Raises
    ------
    MachineLacks
        Where a Chinese sheet is wanted and no family has its letters.
    """
    known = frozenset(machine_fonts().families()) if there is None else there
    chinese = [family for family in CHINESE if family in known]
    if language == "zh" and not chinese:
        raise MachineLacks(
            "no font with Chinese letters is installed, which a data sheet in Chinese needs; "
            "install one, such as `sudo apt-get install -y fonts-wqy-microhei`"
        )
    return [*chinese, *(family for family in WITHOUT_CHINESE if family in known), ALWAYS]
