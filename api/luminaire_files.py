"""A person's own photometric files: uploaded, looked at, and hung at once; they cannot be ordered."""

from __future__ import annotations

from dataclasses import dataclass

from api.records.files import sha256_of
from api.records.luminaire_files import (
    LuminaireFileRecord,
    add_luminaire_file,
    find_luminaire_file,
    forget_luminaire_file,
)
from api.rooms import plain_filename
from api.wiring import Wiring
from assets.luminaire_file import LuminaireFile
from assets.read_luminaire_file import read_luminaire_file
from kit.errors import UnknownRecord
from scenes.build_scene import ReadFile
from scenes.named_files import FileNotRead


@dataclass(frozen=True, eq=False)
class OwnFile:
    """An uploaded file, and what was read of it."""

    record: LuminaireFileRecord
    read: LuminaireFile


def upload_luminaire_file(wiring: Wiring, content: bytes, filename: str) -> OwnFile:
    """Read a photometric file and, when it is sound, keep it.

    Parameters
    ----------
    content, filename
        The file as it was sent; only the last part of the name is used, and only to tell its format.

    Raises
    ------
    UnsoundInput
        With every problem of the file.
    """
    name = plain_filename(filename)
    read = read_luminaire_file(content, name)
    record = LuminaireFileRecord(
        id=wiring.identifiers.new("luminaire_file"),
        filename=name,
        sha256=sha256_of(content),
        created_at=wiring.identifiers.now(),
    )
    wiring.files.keep(content)
    with wiring.database.writing() as connection:
        add_luminaire_file(connection, record)
    return OwnFile(record, read)


def luminaire_file(wiring: Wiring, id: str) -> OwnFile:
    """An uploaded file; raises UnknownRecord."""
    record = _record(wiring, id)
    return OwnFile(record, read_luminaire_file(wiring.files.read(record.sha256), record.filename))


def luminaire_file_content(wiring: Wiring, id: str) -> tuple[str, bytes]:
    """Name and content of an uploaded file, as it was sent; raises UnknownRecord."""
    record = _record(wiring, id)
    return record.filename, wiring.files.read(record.sha256)


def delete_luminaire_file(wiring: Wiring, id: str) -> None:
    """Forget an uploaded file; raises UnknownRecord. What was saved with it stays as it is."""
    with wiring.database.writing() as connection:
        forget_luminaire_file(connection, id)


def uploaded_files(wiring: Wiring) -> ReadFile:
    """A `read_file` for configurations that come over HTTP: it knows the paths of uploaded files only."""

    def read_file(name: str) -> bytes:
        id, _, filename = name.partition("/")
        try:
            record = _record(wiring, id)
        except UnknownRecord:
            message = f"{name!r} is no uploaded file; over HTTP only these can be named."
            hint = "Upload it to /v1/luminaire-files, and name the path that the answer says."
            raise FileNotRead(message, hint) from None
        if record.filename != filename:
            raise FileNotRead(f"The file {id} is called {record.filename!r}.", f"Name it {record.path!r}.")
        return wiring.files.read(record.sha256)

    return read_file


def _record(wiring: Wiring, id: str) -> LuminaireFileRecord:
    with wiring.database.reading() as connection:
        return find_luminaire_file(connection, id)
