"""A piece of furniture made from its name and size: a mesh with materials, in its own frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assets.material import Appearance
from scenes.pieces.finishes import ROLES, Looks, RoleFinish, joined_parts, looks_of
from scenes.pieces.kind import PieceKind
from scenes.pieces.kinds import KINDS

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Size = tuple[float, float, float]

OFF_FLOOR_M = 0.001  # feet do not lie in the plane of the floor
FLOATS_M = 0.02


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece, the centre of its base at the origin, its front towards -y.

    Parameters
    ----------
    kind
        Of which kind it is.
    size_m
        The box that it fills: across, deep, high [m].
    vertices_m, triangles
        Shapes (vertex, 3) [m] and (triangle, 3).
    appearance
        How it looks.
    reflectance
        What each triangle reflects in all, (triangle, 3), linear.
    main
        The triangles that a stated material or reflectance is for, (triangle,).
    """

    kind: PieceKind
    size_m: Size
    vertices_m: Array
    triangles: Indices
    appearance: Appearance
    reflectance: Array
    main: NDArray[np.bool_]


def piece_names() -> tuple[str, ...]:
    """The names of all pieces of the shelf."""
    return tuple(sorted(KINDS))


def piece(
    name: str,
    size_m: Size | None = None,
    *,
    options: Mapping[str, float] | None = None,
    finishes: Mapping[str, RoleFinish] | None = None,
) -> Piece:
    """Make a piece that fills a box exactly.

    Parameters
    ----------
    name
        One of `piece_names`.
    size_m
        Across, deep and high [m]; None takes the standard size of its kind.
    options
        Parameters of the kind, such as the seats of a sofa.
    finishes
        In place of those that its roles usually have.

    Raises
    ------
    KeyError
        When there is no such piece.
    """
    kind = KINDS[name]
    size = (float(size_m[0]), float(size_m[1]), float(size_m[2])) if size_m is not None else kind.size_m
    chosen = tuple(sorted((options or {}).items()))
    return _made(name, size, chosen, tuple(sorted((finishes or {}).items())))


@lru_cache(maxsize=64)
def roles_of(name: str) -> tuple[str, ...]:
    """The roles of a piece's parts in its standard size: ``fabric``, ``wood``."""
    kind = KINDS[name]
    return tuple(sorted({part.role for part in kind.make(kind.size_m, {})}))


@lru_cache(maxsize=256)
def _made(
    name: str,
    size: Size,
    options: tuple[tuple[str, float], ...],
    finishes: tuple[tuple[str, RoleFinish], ...],
) -> Piece:
    kind = KINDS[name]
    vertices, triangles, roles, normals = joined_parts(kind.make(size, dict(options)))
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    floats = low[2] > FLOATS_M  # it hangs on its wall above the floor of its box
    foot = 0.0 if floats else low[2]
    base = 0.0 if floats else OFF_FLOOR_M
    extent = np.array([high[0] - low[0], high[1] - low[1], high[2] - foot])
    stretch = np.array([size[0], size[1], size[2] - base]) / np.maximum(extent, 1e-9)
    middle = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, foot])
    vertices = (vertices - middle) * stretch + np.array([0.0, 0.0, base])
    bent = normals / stretch
    length = np.linalg.norm(bent, axis=2, keepdims=True)
    normals = np.divide(bent, length, out=np.zeros_like(bent), where=length > 0)
    own: Looks = looks_of(vertices, triangles, roles, normals, {**ROLES, **dict(finishes)})
    main = np.isin(np.array(roles), kind.main)
    return Piece(kind, size, vertices, triangles, own.appearance, own.reflectance, main)


def fits(kind: PieceKind, size_m: Size) -> bool:
    """Whether a piece of a kind would be believed in that size."""
    return all(
        low - 1e-9 <= value <= high + 1e-9
        for value, low, high in zip(size_m, kind.smallest_m, kind.largest_m, strict=True)
    )
