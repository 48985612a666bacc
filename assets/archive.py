"""ZIP files from strangers: members by name, bounded before anything is unpacked, nothing written."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import NoReturn

from kit.errors import UnsoundInput
from kit.problems import error

LARGEST_FILE_BYTES = 100_000_000
MOST_MEMBERS = 2000
LARGEST_MEMBER_BYTES = 60_000_000
LARGEST_UNPACKED_BYTES = 200_000_000
MOST_RATIO = 200  # unpacked over packed bytes of a member of more than PLAIN_BYTES
PLAIN_BYTES = 1_000_000
LONGEST_NAME = 500

_ENTRY = b"PK\x01\x02"  # begins each entry of a ZIP's directory
_TAKEN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_EXPORT = "Pack the file again with the program that made it."


def _refuse(code: str, where: str, message: str, hint: str = _EXPORT) -> NoReturn:
    raise UnsoundInput([error(code, where, message, hint)])


class Archive:
    """The members of a ZIP file.

    Parameters
    ----------
    data
        The whole file.
    what
        What it is called in problems, such as ``lamp.gldf``.

    Raises
    ------
    UnsoundInput
        ARCHIVE_TOO_LARGE, ARCHIVE_NOT_ZIP, ARCHIVE_TOO_MANY_FILES, ARCHIVE_ENCRYPTED, ARCHIVE_METHOD,
        ARCHIVE_NAME_UNSAFE, ARCHIVE_NAME_TWICE or ARCHIVE_BOMB, before anything is unpacked.
    """

    def __init__(self, data: bytes, what: str) -> None:
        self.what = what
        if len(data) > LARGEST_FILE_BYTES:
            message = f"{what} has {len(data)} bytes; at most {LARGEST_FILE_BYTES} are taken"
            _refuse("ARCHIVE_TOO_LARGE", what, message, "Reduce its pictures and models.")
        if data.count(_ENTRY) > 4 * MOST_MEMBERS:  # its own and those of archives that are stored in it
            message = f"{what} lists more files than are taken: {MOST_MEMBERS}"
            _refuse("ARCHIVE_TOO_MANY_FILES", what, message)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as fault:
            _refuse("ARCHIVE_NOT_ZIP", what, f"{what} is no ZIP file that can be read: {str(fault)[:80]}")
        if len(members) > MOST_MEMBERS:
            message = f"{what} holds {len(members)} files; at most {MOST_MEMBERS} are taken"
            _refuse("ARCHIVE_TOO_MANY_FILES", what, message)
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            self._take(member)
        unpacked = sum(member.file_size for member in self._members.values())
        if unpacked > LARGEST_UNPACKED_BYTES:
            message = f"{what} unpacks to {unpacked} bytes; at most {LARGEST_UNPACKED_BYTES} are taken"
            _refuse("ARCHIVE_BOMB", what, message, "Reduce its pictures and models.")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its files, folders left out."""
        return tuple(self._members)

    def find(self, name: str) -> str | None:
        """The member of that name in any spelling: another code page, other capitals; None where none is."""
        wanted = name.replace("\\", "/").casefold()
        for known, member in self._members.items():
            if wanted in {spelling.casefold() for spelling in _spellings(member, known)}:
                return known
        return None

    def size_of(self, name: str) -> int:
        """Bytes that a member has unpacked; 0 where none is."""
        known = self.find(name)
        return 0 if known is None else self._members[known].file_size

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises
        ------
        UnsoundInput
            ARCHIVE_FILE_MISSING or ARCHIVE_DAMAGED.
        """
        known = self.find(name)
        if known is None:
            there = ", ".join(self.names[:8]) or "nothing"
            _refuse(
                "ARCHIVE_FILE_MISSING",
                f"{self.what}: {name[:80]}",
                f"there is no such file; there are {there}",
            )
        member = self._members[known]
        try:
            with self._zip.open(member) as opened:
                return opened.read(member.file_size)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as fault:
            message = f"the file cannot be unpacked: {str(fault)[:80]}"
            _refuse("ARCHIVE_DAMAGED", f"{self.what}: {known[:80]}", message, "Upload the file again.")

    def _take(self, member: zipfile.ZipInfo) -> None:
        name = member.filename.replace("\\", "/")
        where = f"{self.what}: {name[:80]!r}"
        steps = name.rstrip("/").split("/")
        if (
            name.startswith("/")
            or ".." in steps
            or ":" in steps[0]
            or len(name) > LONGEST_NAME
            or any(ord(character) < 32 for character in name)
        ):
            _refuse("ARCHIVE_NAME_UNSAFE", where, "a name that leads out of the archive was found")
        if name.endswith("/"):
            return
        if member.flag_bits & 1:
            _refuse("ARCHIVE_ENCRYPTED", where, "the file is encrypted", "Pack it without a password.")
        if member.compress_type not in _TAKEN:
            message = f"the file is packed with method {member.compress_type}; plain and deflate are taken"
            _refuse("ARCHIVE_METHOD", where, message)
        too_large = member.file_size > LARGEST_MEMBER_BYTES
        dense = member.file_size > max(PLAIN_BYTES, MOST_RATIO * max(member.compress_size, 1))
        if too_large or dense:
            message = f"{member.compress_size} bytes would unpack to {member.file_size}, which is not taken"
            _refuse("ARCHIVE_BOMB", where, message, "Reduce the file.")
        if name.casefold() in {known.casefold() for known in self._members}:
            _refuse("ARCHIVE_NAME_TWICE", where, "two files have this name; which is meant is not known")
        self._members[name] = member


def _spellings(member: zipfile.ZipInfo, name: str) -> list[str]:
    """The name, and what it is in the code pages of other programs where it is not marked as UTF-8."""
    spellings = [name]
    if not member.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return spellings
        for page in ("cp850", "utf-8", "cp1252"):
            try:
                spellings.append(raw.decode(page))
            except UnicodeDecodeError:
                continue
    return spellings
