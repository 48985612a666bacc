"""Arguments and options that several commands share, each explained once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Quality(StrEnum):
    """How fine to render."""

    DRAFT = "draft"
    NORMAL = "normal"
    FINAL = "final"


ConfigurationFile = Annotated[
    Path,
    typer.Argument(
        metavar="CONFIG",
        exists=True,
        dir_okay=False,
        readable=True,
        help="A configuration, *.lampyris.json; paths in it are relative to it.",
    ),
]
SceneOption = Annotated[
    str | None,
    typer.Option("--scene", help="Lighting scene of the configuration; left out, everything burns."),
]
QualityOption = Annotated[Quality, typer.Option("--quality", help="How fine to render.")]
SeedOption = Annotated[
    int, typer.Option("--seed", min=0, max=2**31 - 1, help="Same input and seed, same numbers.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else there.")
]

DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data", file_okay=False, help="Folder of database and files; left out, LAMPYRIS_DATA or ./data."
    ),
]


def require_choice(option: str, value: str, known: list[str]) -> None:
    """Refuse a value that the configuration does not have, as wrong use, and list those it has.

    Raises
    ------
    typer.BadParameter
        When `value` is not among `known`.
    """
    if value not in known:
        listed = ", ".join(known) if known else "none"
        raise typer.BadParameter(
            f"{value!r} is not in this configuration; it has: {listed}", param_hint=option
        )
