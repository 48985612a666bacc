"""The files that a shop hands in: folders, ZIP archives and single files, read when they are needed."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from kit.errors import UnsoundInput
from kit.problems import Problem, error, warning

MOST_FILES = 100_000
LARGEST_FILE_BYTES = 100_000_000
LARGEST_UNPACKED_BYTES = 4_000_000_000  # of one archive, all members together
MOST_RATIO = 200  # unpacked over packed bytes of a member of more than PLAIN_BYTES
PLAIN_BYTES = 2_000_000

KINDS = {
    **dict.fromkeys(("csv", "tsv", "txt"), "table"),
    **dict.fromkeys(("ies", "ldt"), "photometry"),
    "gldf": "gldf",
    **dict.fromkeys(("jpg", "jpeg", "png", "webp"), "photograph"),
    **dict.fromkeys(("glb", "obj"), "model"),
    **dict.fromkeys(("mtl",), "part of a model"),
}
_UNASKED = (".ds_store", "thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class SourceFile:
    """One file of a shop: its name with folders, and where its bytes are.

    `archive` is the ZIP that holds it, else `path` is the file itself.
    """

    name: str
    path: str
    archive: str = ""

    @property
    def base(self) -> str:
        """Its name without folders."""
        return PurePosixPath(self.name).name

    @property
    def ending(self) -> str:
        """Its ending in small letters, without the dot."""
        return PurePosixPath(self.name).suffix.lower().lstrip(".")

    @property
    def kind(self) -> str:
        """What it is by its ending: table, photometry, gldf, photograph, model, or empty."""
        return KINDS.get(self.ending, "")

    def read(self) -> bytes:
        """Its bytes.

        Raises
        ------
        UnsoundInput
            FILE_UNREADABLE.
        """
        try:
            if not self.archive:
                if os.path.getsize(self.path) > LARGEST_FILE_BYTES:
                    raise OSError(f"it has more than {LARGEST_FILE_BYTES} bytes")
                return Path(self.path).read_bytes()
            with _opened(self.archive, _stamp(self.archive)).open(self.path) as member:
                return member.read(LARGEST_FILE_BYTES)
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as fault:
            message = f"the file cannot be read: {str(fault)[:120]}"
            raise UnsoundInput([error("FILE_UNREADABLE", self.name, message, "Hand it in again.")]) from fault

    def digest(self) -> str:
        """SHA-256 of its bytes, kept until its size or time changes; empty where they cannot be read."""
        try:
            return _digest(self, _stamp(self.archive or self.path))
        except (OSError, UnsoundInput):
            return ""


def _stamp(path: str) -> tuple[int, int]:
    """Size and time by which a file that was changed is told."""
    stat = os.stat(path)
    return stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=4)
def _opened(archive: str, stamp: tuple[int, int]) -> zipfile.ZipFile:
    """An archive, opened once in a process: its directory may list many thousand members."""
    return zipfile.ZipFile(archive)


@lru_cache(maxsize=200_000)
def _digest(file: SourceFile, stamp: tuple[int, int]) -> str:
    return hashlib.sha256(file.read()).hexdigest()


def close_archives() -> None:
    """Let go of archives that were opened; one that is read again is opened again."""
    _opened.cache_clear()


def list_sources(sources: Iterable[Path]) -> tuple[list[SourceFile], list[Problem]]:
    """Every file of some folders, archives and files, sorted by name, and what was left out.

    Links are not followed. Of an archive, members whose name leads out of it, that are encrypted or unpack
    to much more than they hold are left out, each with a problem.
    """
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for source in sources:
        if source.is_dir():
            found = list(_in_folder(source, problems))
        elif source.suffix.lower() == ".zip":
            found = list(_in_archive(source, problems))
        else:
            found = [SourceFile(source.name, str(source))]
        files += found
        if len(files) > MOST_FILES:
            message = f"there are more than {MOST_FILES} files"
            raise UnsoundInput([error("TOO_MANY_FILES", str(source), message, "Hand in fewer at once.")])
    files.sort(key=lambda file: (file.name, file.archive))
    return [file for file in files if not _is_unasked(file)], problems


def _is_unasked(file: SourceFile) -> bool:
    steps = PurePosixPath(file.name).parts
    return file.base.lower() in _UNASKED or any(step.startswith((".", "__MACOSX")) for step in steps)


def _in_folder(folder: Path, problems: list[Problem]) -> Iterator[SourceFile]:
    for place, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            if path.is_symlink() or not path.is_file():
                continue
            if path.suffix.lower() == ".zip":
                yield from _in_archive(path, problems)
                continue
            yield SourceFile(path.relative_to(folder).as_posix(), str(path))


def _in_archive(source: Path, problems: list[Problem]) -> Iterator[SourceFile]:
    try:
        with zipfile.ZipFile(source) as opened:
            members = opened.infolist()
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as fault:
        message = f"it is no ZIP archive that can be read: {str(fault)[:120]}"
        problems.append(error("ARCHIVE_UNREADABLE", source.name, message, "Pack it again."))
        return
    if len(members) > MOST_FILES:
        message = f"it holds {len(members)} files; at most {MOST_FILES} are taken"
        problems.append(error("ARCHIVE_TOO_LARGE", source.name, message, "Hand in fewer at once."))
        return
    unpacked = 0
    for member in members:
        if member.is_dir():
            continue
        wrong = _member_fault(member)
        if not wrong and unpacked + member.file_size > LARGEST_UNPACKED_BYTES:
            wrong = "all files together unpack to more than is taken"
        if wrong:
            where = f"{source.name}: {member.filename[:80]!r}"
            problems.append(warning("ARCHIVE_MEMBER_LEFT_OUT", where, wrong, "Pack it again without that."))
            continue
        unpacked += member.file_size
        yield SourceFile(_member_name(member), member.filename, str(source))


def _member_fault(member: zipfile.ZipInfo) -> str:
    name = member.filename.replace("\\", "/")
    steps = name.split("/")
    if name.startswith("/") or ".." in steps or ":" in steps[0] or any(ord(each) < 32 for each in name):
        return "its name leads out of the archive"
    if (member.external_attr >> 16) & 0o170000 == 0o120000:
        return "it is a link"
    if name.lower().endswith(".zip"):
        return "it is an archive within the archive"
    if member.flag_bits & 1:
        return "it is encrypted"
    if member.file_size > LARGEST_FILE_BYTES:
        return f"it has {member.file_size} bytes; at most {LARGEST_FILE_BYTES} are taken"
    if member.file_size > max(PLAIN_BYTES, MOST_RATIO * max(member.compress_size, 1)):
        return f"it unpacks from {member.compress_size} to {member.file_size} bytes"
    return ""


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name of a member; names not marked as UTF-8 are tried as UTF-8, then as GB18030."""
    name = member.filename.replace("\\", "/")
    if member.flag_bits & 0x800 or name.isascii():
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.encode("cp437").decode(encoding)
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return name
