"""What can be wrong with a configuration's furniture before it is made: keys, pieces and their options."""

from __future__ import annotations

from assets.shelf import shelf_hint, shelf_names
from kit.problems import Problem, error, warning
from scenes.configuration_model import FurnitureEntry
from scenes.pieces.kind import PieceKind
from scenes.pieces.kinds import KINDS
from scenes.pieces.likeness import kind_called
from scenes.pieces.piece import fits, piece_names, roles_of
from scenes.room import Furniture

ONLY_MODELS = (("units", "auto"), ("up", "auto"), ("size_m", None))


def check_furniture_entry(entry: FurnitureEntry, where: str) -> list[Problem]:
    """Every problem of one piece of furniture's keys."""
    if entry.model is None and entry.box_m is None and entry.piece is None:
        message = f"{where} has none of 'box_m', 'piece' and 'model'; one of them was expected."
        hint = "Give a size for a box, the name of a piece, or a file for a model."
        return [error("MISSING_KEY", where, message, hint)]
    if entry.model is not None and (entry.box_m is not None or entry.piece is not None):
        other = "box_m" if entry.box_m is not None else "piece"
        message = f"{where} has both {other!r} and 'model'; one of them was expected."
        hint = "Give a size for a box, the name of a piece, or a file for a model."
        return [error("KEYS_EXCLUDE_EACH_OTHER", where, message, hint)]
    strange = [key for key, default in ONLY_MODELS if getattr(entry, key) != default]
    if entry.model is None and strange:
        what = "a box" if entry.piece is None else "one of our shelf"
        message = f"{where}.{strange[0]} belongs to a model; this piece is {what}."
        return [error("KEYS_EXCLUDE_EACH_OTHER", f"{where}.{strange[0]}", message, "Leave it out.")]
    if entry.piece is None:
        return _without_piece(entry, where)
    return _check_piece(entry, where)


def _without_piece(entry: FurnitureEntry, where: str) -> list[Problem]:
    problems = []
    for key in ("options", "finishes"):
        if getattr(entry, key):
            message = f"{where}.{key} belongs to a piece of our shelf; this is a box or a model."
            problems.append(
                error("KEYS_EXCLUDE_EACH_OTHER", f"{where}.{key}", message, "Leave it out, or add 'piece'.")
            )
    return problems


def _check_piece(entry: FurnitureEntry, where: str) -> list[Problem]:
    kind = KINDS.get(entry.piece or "")
    if kind is None:
        like = kind_called(entry.piece or "")
        message = f"{where}.piece is {(entry.piece or '')[:60]!r}; the shelf has no such piece."
        meant = "" if like is None else f"{like!r} is meant? "
        return [
            error("UNKNOWN_PIECE", f"{where}.piece", message, f"{meant}Known are {', '.join(piece_names())}.")
        ]
    return [*_check_options(entry, kind, where), *_check_finishes(entry, kind, where)]


def check_piece_size(piece: Furniture, where: str) -> list[Problem]:
    """A warning where a piece of our shelf does not come in the size that is asked for."""
    kind = KINDS.get(piece.piece or "")
    if kind is None or piece.size_m is None or fits(kind, piece.size_m):
        return []
    asked, low, high = (
        " x ".join(f"{side:g}" for side in size) for size in (piece.size_m, kind.smallest_m, kind.largest_m)
    )
    message = f"{where} is a {kind.name} of {asked} m; {low} to {high} m was expected. It stays a box."
    return [warning("PIECE_SIZE_ODD", where, message, "Change its size or its piece.")]


def _check_options(entry: FurnitureEntry, kind: PieceKind, where: str) -> list[Problem]:
    problems = []
    known = ", ".join(f"{name} ({low:g} to {high:g})" for name, (low, high) in sorted(kind.options.items()))
    for name, value in entry.options.items():
        place = f"{where}.options.{name}"
        if name not in kind.options:
            message = f"{place} is no option of a {kind.name}."
            hint = f"Known are {known}." if known else f"A {kind.name} has no options."
            problems.append(error("UNKNOWN_OPTION", place, message, hint))
            continue
        low, high = kind.options[name]
        if not low <= value <= high:
            message = f"{place} is {value:g}; {low:g} to {high:g} was expected."
            problems.append(error("OUT_OF_RANGE", place, message))
    return problems


def _check_finishes(entry: FurnitureEntry, kind: PieceKind, where: str) -> list[Problem]:
    problems = []
    roles = roles_of(kind.name) if entry.finishes else ()
    for role, finish in entry.finishes.items():
        place = f"{where}.finishes.{role}"
        if role not in roles:
            message = f"{place} is no part of a {kind.name}."
            problems.append(error("UNKNOWN_PART", place, message, f"Known are {', '.join(roles)}."))
        if finish.material is None and finish.reflectance is None:
            message = f"{place} says neither 'material' nor 'reflectance'."
            problems.append(error("MISSING_KEY", place, message, "Give one of them, or both."))
        if finish.material is not None and finish.material not in shelf_names():
            message = f"{place}.material is {finish.material[:60]!r}; the shelf has no such material."
            hint = shelf_hint(finish.material)
            problems.append(error("UNKNOWN_MATERIAL", f"{place}.material", message, hint))
    return problems
