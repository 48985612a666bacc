"""`lampyris worker`: not built yet."""

from __future__ import annotations

import typer


def worker() -> None:
    """Not built yet."""
    raise typer.Exit(3)
