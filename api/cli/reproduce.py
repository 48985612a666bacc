"""`lampyris reproduce ORDER`: the picture and the numbers of an order, made again from what it keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli.arguments import DataOption, Quality, QualityOption, SceneOption, SeedOption
from api.cli.terminal import tell


def reproduce(
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The order's number or id: L26-… or or_….")],
    out: Annotated[Path, typer.Option("--out", file_okay=False, help="Folder for the files.")] = Path("."),
    scene: SceneOption = None,
    view: Annotated[str | None, typer.Option("--view", help="A view; left out, the first.")] = None,
    quality: QualityOption = Quality.NORMAL,
    seed: SeedOption = 1,
    data: DataOption = None,
) -> None:
    """Make an order's picture and numbers again; refuse when anything they rest on has changed."""
    from api.cli.working import working
    from api.orders import reproduce_order
    from api.records.orders import id_of_number
    from api.settings import read_settings

    settings = read_settings()
    settings = replace(settings, data=data or settings.data, work=False, executor="shell")
    with working(settings) as wiring:
        with wiring.database.reading() as connection:
            order_id = order if order.startswith("or_") else id_of_number(connection, order)
        made = reproduce_order(wiring, order_id, scene=scene, view=view, quality=quality.value, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (out / name).write_bytes(content)
    tell(f"{', '.join(made)} of order {order} are in {out}")
