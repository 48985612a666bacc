"""Luminaires from files that a configuration names itself: photometric files, and products with bodies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from assets.luminaire import Luminaire
from assets.luminaire_file import LuminaireFile
from assets.read_luminaire_file import HOLDS_VARIANTS, read_luminaire_file
from kit.errors import UnsoundInput
from kit.problems import Problem
from scenes.configuration_model import PhotometryEntry
from scenes.named_files import file_problem

ReadFile = Callable[[str], bytes]


@dataclass
class BareFiles:
    """The files of one configuration, each read once; findings are told once, at the first who uses them."""

    read_file: ReadFile
    _files: dict[tuple[str, int | None], LuminaireFile | None] = field(default_factory=dict)
    _told: set[tuple[str, int | None, str]] = field(default_factory=set)

    def luminaire(
        self, entry: PhotometryEntry, variant: str | None, where: str
    ) -> tuple[Luminaire | None, list[Problem]]:
        """The luminaire of an entry, and what is wrong with its file.

        Parameters
        ----------
        entry
            Names the file.
        variant
            Of a file that holds several; None is its first.
        where
            JSON path of the placement.
        """
        key, place = (entry.photometry, entry.lamp_set), f"{where}.luminaire.photometry"
        name = PurePosixPath(entry.photometry.replace("\\", "/")).name
        problems: list[Problem] = []
        if key not in self._files:
            self._files[key] = None
            try:
                self._files[key] = self._read(entry, name)
            except FileNotFoundError as fault:
                return None, [file_problem(entry.photometry, place, fault)]
            except UnsoundInput as fault:
                return None, [told_within(each, place, name) for each in fault.problems]
        file = self._files[key]
        if file is None:
            return None, []
        try:
            chosen = file.variant(variant)
        except UnsoundInput as fault:
            return None, [replace(each, where=f"{where}.variant") for each in fault.problems]
        if (*key, chosen.id) not in self._told:
            self._told.add((*key, chosen.id))
            problems = [told_within(each, place, name) for each in chosen.problems]
        return chosen.luminaire, problems

    def _read(self, entry: PhotometryEntry, name: str) -> LuminaireFile:
        return read_luminaire_file(self.read_file(entry.photometry), name, lamp_set=entry.lamp_set)


def holds_variants(entry: PhotometryEntry) -> bool:
    """Whether files of that ending hold variants to choose from."""
    return PurePosixPath(entry.photometry).suffix.lower().lstrip(".") in HOLDS_VARIANTS


def told_within(problem: Problem, where: str, file: str) -> Problem:
    """A problem of a file, told at the place that names the file."""
    inner = f" ({problem.where})" if problem.where else ""
    return replace(problem, where=where, message=f"{file}{inner}: {problem.message}")
