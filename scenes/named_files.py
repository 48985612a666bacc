"""Files that a configuration or a room names: why one was not read, in words for whoever named it."""

from __future__ import annotations

from kit.problems import Problem, error


class FileNotRead(FileNotFoundError):
    """A named file was not read for a reason that its reader knows; `hint` is what to do."""

    def __init__(self, message: str, hint: str) -> None:
        self.hint = hint
        super().__init__(message)


def file_problem(name: str, where: str, fault: FileNotFoundError) -> Problem:
    """The problem of a named file that was not read."""
    if isinstance(fault, FileNotRead):
        return error("FILE_NOT_FOUND", where, str(fault), fault.hint)
    message = f"There is no file {name!r} beside the one that names it."
    return error("FILE_NOT_FOUND", where, message, "Check the name of the file.")
