"""Previews: what was asked for, how far it is, and which files came of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from api.records.pages import Page, page_of
from api.records.tables import previews
from kit.errors import UnknownRecord

QUEUED, WORKING, DONE, FAILED, CANCELLED = "queued", "working", "done", "failed", "cancelled"
FINAL_STATES = frozenset({DONE, FAILED, CANCELLED})


@dataclass(frozen=True)
class PreviewRecord:
    """One preview of one configuration version.

    `error` is ``{"code", "message"}`` once it has failed; `problems` are warnings of the scene;
    `files` leads from a name (``picture.png``, ``picture.exr``, ``false-colour.png``, ``measures.json``; and
    ``draft.png`` and ``draft.exr`` already while it is worked on) to the SHA-256 of the stored file;
    `attempts` counts how often work on it was begun and not ended in order; `light` says whether light layers
    for the browser were asked for too; `ev` is the exposure of its picture, once it is known.
    """

    id: str
    configuration_id: str
    configuration_version: int
    scene: str | None
    view: str | None
    quality: str
    seed: int
    created_at: str
    state: str = QUEUED
    progress: float = 0.0
    step: str = ""
    error: dict[str, Any] | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    finished_at: str | None = None
    attempts: int = 0
    light: bool = False
    ev: float | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in FINAL_STATES


def add_preview(connection: Connection, preview: PreviewRecord) -> None:
    """Remember a preview that was asked for."""
    connection.execute(insert(previews).values(asdict(preview)))


def find_preview(connection: Connection, preview_id: str) -> PreviewRecord:
    """The preview with that id.

    Raises
    ------
    UnknownRecord
        When there is none.
    """
    row = connection.execute(select(previews).where(previews.c.id == preview_id)).mappings().first()
    if row is None:
        raise UnknownRecord(f"there is no preview {preview_id!r}")
    return PreviewRecord(**row)


def change_preview(connection: Connection, preview_id: str, **changes: Any) -> bool:
    """Change columns of a preview that is not final yet; False when it is final or unknown.

    Once a preview is done, failed or cancelled it stays so, whoever comes late.
    """
    result = connection.execute(
        update(previews)
        .where(previews.c.id == preview_id, previews.c.state.not_in(sorted(FINAL_STATES)))
        .values(**changes)
    )
    return bool(result.rowcount)


def list_previews(
    connection: Connection, *, limit: int, after: str | None = None, configuration_id: str | None = None
) -> Page[PreviewRecord]:
    """Previews, newest first, of one configuration or of all."""
    where = None if configuration_id is None else previews.c.configuration_id == configuration_id
    return page_of(connection, previews, PreviewRecord, limit=limit, after=after, where=where)


def unfinished_previews(connection: Connection) -> list[PreviewRecord]:
    """Previews that are queued or being worked on, oldest first."""
    query = select(previews).where(previews.c.state.not_in(sorted(FINAL_STATES))).order_by(previews.c.id)
    return [PreviewRecord(**row) for row in connection.execute(query).mappings()]
