"""`lampyris picture CONFIG --view NAME -o FILE`: one picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.arguments import (
    ConfigurationFile,
    Quality,
    QualityOption,
    SceneOption,
    SeedOption,
    require_choice,
)
from api.cli.terminal import progress_bar, show_problems, tell

ENDINGS = (".png", ".webp", ".avif")


def picture(
    config: ConfigurationFile,
    view: Annotated[str, typer.Option("--view", help="View of the configuration.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", dir_okay=False, help="Picture to write: .png, .webp or .avif.")
    ],
    scene: SceneOption = None,
    quality: QualityOption = Quality.NORMAL,
    seed: SeedOption = 1,
    false_colour: Annotated[
        bool, typer.Option("--false-colour", help="Illuminance in lx as colours with a scale, as PNG.")
    ] = False,
) -> None:
    """Take one picture of the lit room."""
    ending = output.suffix.lower()
    known = (".png",) if false_colour else ENDINGS
    if ending not in known:
        raise typer.BadParameter(
            f"{output.name!r} ends in none of: {', '.join(known)}", param_hint="--output"
        )
    from render.device import require_device

    require_device()  # before what stands on it is imported
    from api.cli.reading import read_scene
    from render.image import encode_false_colour, encode_picture
    from render.options import options_for
    from render.picture import take_picture
    from render.simulate import simulate as solve

    read = read_scene(config)
    require_choice("--view", view, [each.name for each in read.scene.views])
    if scene is not None:
        require_choice("--scene", scene, sorted(read.configuration.scenes))
    show_problems(read.scene.problems)
    with progress_bar("light") as progress:
        field = solve(read.scene, options_for(quality.value, seed), progress)
    with progress_bar("picture") as progress:
        taken = take_picture(field, view, scene, progress)
    output.parent.mkdir(parents=True, exist_ok=True)
    encode = encode_false_colour if false_colour else encode_picture
    output.write_bytes(encode(taken, ending))
    tell(f"the picture is in {output}")
