"""Every kind of piece on the shelf, by name."""

from __future__ import annotations

from collections.abc import Mapping

from scenes.pieces.kind import PieceKind
from scenes.pieces.kinds_at_home import AT_HOME
from scenes.pieces.kinds_elsewhere import ELSEWHERE

KINDS: Mapping[str, PieceKind] = {kind.name: kind for kind in (*AT_HOME, *ELSEWHERE)}
