"""`lampyris order CONFIG --store ID|nearest`: from a file to an order that a store has reserved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.arguments import ConfigurationFile, DataOption, JsonOption

if TYPE_CHECKING:
    pass

WAIT_LIMIT_S = 60.0
ASK_AGAIN_S = 0.1


def order(
    config: ConfigurationFile,
    store: Annotated[str, typer.Option("--store", metavar="ID|nearest", help="Store that is to send it.")],
    near: Annotated[
        str | None, typer.Option("--near", metavar="LAT,LON", help="Where the customer is, for `nearest`.")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="The customer's name.")] = "Walk-in customer",
    email: Annotated[str, typer.Option("--email", help="The customer's e-mail address.")] = "",
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Order what a configuration holds, hand it over to the store, and print number and state."""
    raise typer.Exit(3)
