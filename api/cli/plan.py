"""`lampyris plan CONFIG -o FILE`: the lux map of a room in plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

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


def plan(
    config: ConfigurationFile,
    output: Annotated[Path, typer.Option("-o", "--output", dir_okay=False, help="Plan to write: .svg.")],
    scene: SceneOption = None,
    plane: Annotated[
        str | None,
        typer.Option("--plane", help="Measuring plane, a level one; left out, the first that is."),
    ] = None,
    quality: QualityOption = Quality.NORMAL,
    seed: SeedOption = 1,
) -> None:
    """Draw the room in plan with its illuminance as false colours and isolux lines."""
    if output.suffix.lower() != ".svg":
        raise typer.BadParameter(f"{output.name!r} does not end in .svg", param_hint="--output")
    from render.device import require_device

    require_device()  # before what stands on it is imported
    from api.cli.reading import read_scene
    from render.measures import measure
    from render.options import options_for
    from render.simulate import simulate as solve

    read = read_scene(config)
    if scene is not None:
        require_choice("--scene", scene, sorted(read.configuration.scenes))
    if plane is not None:
        require_choice("--plane", plane, [each.name for each in read.scene.planes])
    show_problems(read.scene.problems)
    with progress_bar("light") as progress:
        field = solve(read.scene, options_for(quality.value, seed), progress)
    document = measure(field, scene, discretisation=False)
    wanted = [each for each in document["planes"] if plane in (None, each["name"])]
    drawn = next((svg for svg in (_drawn(read, each, document) for each in wanted) if svg), None)
    if drawn is None:
        raise typer.BadParameter("no plane is level and laid on a grid", param_hint="--plane")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(drawn, encoding="utf-8")
    tell(f"the plan is in {output}")


def _drawn(read: Any, plane: dict[str, Any], document: dict[str, Any]) -> str | None:
    """The map of one plane, or None where it cannot be drawn."""
    from render.lux_map import lux_map_svg

    rooms = read.rooms()
    if not rooms:
        return None
    return lux_map_svg(
        rooms,
        read.configuration.placements,
        plane,
        scene_name=document["scene"],
        maintenance_factor=document["maintenance_factor"],
    )
