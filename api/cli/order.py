"""`lampyris order`: not built yet."""

from __future__ import annotations

import typer


def order() -> None:
    """Not built yet."""
    raise typer.Exit(3)
