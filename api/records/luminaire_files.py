"""Photometric files that people uploaded: which file, and when."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from api.records.tables import luminaire_files
from kit.errors import UnknownRecord


@dataclass(frozen=True)
class LuminaireFileRecord:
    """One upload; `sha256` names the stored file."""

    id: str
    filename: str
    sha256: str
    created_at: str

    @property
    def path(self) -> str:
        """How a configuration names it as ``photometry``."""
        return f"{self.id}/{self.filename}"


def add_luminaire_file(connection: Connection, record: LuminaireFileRecord) -> None:
    """Remember an upload."""
    connection.execute(insert(luminaire_files).values(asdict(record)))


def find_luminaire_file(connection: Connection, id: str) -> LuminaireFileRecord:
    """The upload with that id; raises UnknownRecord when there is none."""
    row = connection.execute(select(luminaire_files).where(luminaire_files.c.id == id)).mappings().first()
    if row is None:
        raise UnknownRecord(f"there is no luminaire file {id!r}")
    return LuminaireFileRecord(**row)


def forget_luminaire_file(connection: Connection, id: str) -> None:
    """Forget an upload; configurations that were saved with it keep their copy. Raises UnknownRecord."""
    if connection.execute(delete(luminaire_files).where(luminaire_files.c.id == id)).rowcount == 0:
        raise UnknownRecord(f"there is no luminaire file {id!r}")
