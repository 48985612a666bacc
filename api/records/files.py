"""Stored files, each under the SHA-256 of its content: written once, never changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from kit.errors import UnknownRecord

SHA256 = re.compile(r"[0-9a-f]{64}")


def sha256_of(content: bytes) -> str:
    """The SHA-256 of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def canonical_sha256(document: Any) -> str:
    """The hash of a document however its keys are ordered and its text is spaced."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256_of(text.encode())


class Files:
    """A folder of files by content hash.

    A file is written beside its place, synced, and renamed there, so that a reader never sees half
    of it and a kill leaves nothing wrong behind.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, content: bytes) -> str:
        """Store `content` and return its hash; the same content is stored once."""
        sha256 = sha256_of(content)
        place = self.path(sha256)
        if place.is_file():
            return sha256
        place.parent.mkdir(exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=place.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(place)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        _sync_folder(place.parent)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The content stored under that hash.

        Raises
        ------
        UnknownRecord
            When there is none.
        """
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise UnknownRecord(f"there is no stored file {sha256}") from None

    def path(self, sha256: str) -> Path:
        """Where the content with that hash lies, whether it is there or not.

        Raises
        ------
        UnknownRecord
            When `sha256` is not 64 hexadecimal digits.
        """
        if SHA256.fullmatch(sha256) is None:
            raise UnknownRecord(f"{sha256!r} is not a SHA-256")
        return self.folder / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    """A rename is durable only when its folder is synced too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
