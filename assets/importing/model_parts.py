"""Which files beside an OBJ model belong to it: its material libraries, and the pictures that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from assets.importing.sources import SourceFile
from kit.errors import UnsoundInput

_LIBRARIES = re.compile(rb"(?mi)^[ \t]*mtllib[ \t]+([^\r\n]{1,2000})")
_PICTURES = re.compile(rb"(?mi)^[ \t]*map_\w+[ \t]+([^\r\n]{1,2000})")
Folders = Mapping[tuple[str, str], Mapping[str, SourceFile]]


def parts_by_folder(files: Sequence[SourceFile]) -> Folders:
    """Files that models may name, by archive and folder, then by name."""
    folders: dict[tuple[str, str], dict[str, SourceFile]] = {}
    for file in files:
        if file.kind in ("part of a model", "photograph"):
            folders.setdefault(_folder(file), {})[file.base] = file
    return folders


def parts_of(models: Iterable[SourceFile], folders: Folders) -> tuple[SourceFile, ...]:
    """The files of the same folder that OBJ models name, themselves or through their material libraries."""
    found: dict[SourceFile, None] = {}
    for model in models:
        if model.ending == "obj" and (there := folders.get(_folder(model))):
            libraries = list(_named(model, _LIBRARIES, there))
            pictures = [picture for library in libraries for picture in _named(library, _PICTURES, there)]
            found |= dict.fromkeys([*libraries, *pictures])
    return tuple(found)


def _named(
    file: SourceFile, lines: re.Pattern[bytes], there: Mapping[str, SourceFile]
) -> Iterator[SourceFile]:
    try:
        stated = [match[1].decode("utf-8", errors="replace") for match in lines.finditer(file.read())]
    except UnsoundInput:  # told where it is used
        return
    for text in dict.fromkeys(stated):
        for name in dict.fromkeys((" ".join(text.split()), *text.split())):
            base = PurePosixPath(name.replace("\\", "/")).name
            if base in there:
                yield there[base]


def _folder(file: SourceFile) -> tuple[str, str]:
    return file.archive, str(PurePosixPath(file.path.replace("\\", "/")).parent)
