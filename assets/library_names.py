"""Names in a library's folder that are its own, so that no luminaire may have them."""

from __future__ import annotations

from assets.luminaire_files import ASIDE, TOML
from assets.read_bulbs import BULBS, BULBS_TOML

REPORT, REPORT_TABLE = "report.json", "report.csv"
IMPORT_MARK = "import.json"  # in a luminaire's folder
NEW = ".new"  # behind the name of a report that is being written
RESERVED = frozenset(
    (BULBS, BULBS_TOML, TOML, ASIDE, IMPORT_MARK, REPORT, REPORT + NEW, REPORT_TABLE, REPORT_TABLE + NEW)
)


def is_reserved(sku: str) -> bool:
    """Whether a sku is the name of one of a library's own files or folders, in letters of any case."""
    return sku.casefold() in RESERVED
