"""`lampyris export CONFIG -o FILE.glb`, `.stf` or `.rad`: the rooms as a file for other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenes.scene import Scene

NOT_YET = {".usdz": "USDZ files are not written yet; .glb is, and most programs for USDZ read it"}


class Lights(StrEnum):
    """Which lights a file holds."""

    BOTH = "both"
    PUNCTUAL = "punctual"
    IES = "ies"
    NONE = "none"


def export(
    config: ConfigurationFile,
    output: Annotated[
        Path, typer.Option("-o", "--output", dir_okay=False, help="File to write: .glb, .stf or .rad.")
    ],
    scene: SceneOption = None,
    baked: Annotated[
        bool,
        typer.Option("--baked", help="With this scene's light painted on: looks lit in any viewer."),
    ] = False,
    lights: Annotated[
        Lights,
        typer.Option("--lights", help="Punctual, IES profiles or both; viewers of both add them up."),
    ] = Lights.BOTH,
    quality: QualityOption = Quality.NORMAL,
    seed: SeedOption = 1,
) -> None:
    """Write the rooms with their luminaires as a 3D file (binary glTF), STF for DIALux, or for Radiance."""
    ending = output.suffix.lower()
    if ending == ".stf":
        export_stf(config, output)
        return
    if ending == ".rad" and not baked:
        export_radiance(config, output, scene)
        return
    if ending != ".glb":
        raise _not_written(output)
    if baked:
        from render.device import require_device

        require_device()  # before what stands on it is imported
    from api.cli.reading import read_scene
    from render.gltf.scene import furniture_glb
    from scenes.writers.kept_rooms import kept_rooms

    read = read_scene(config)
    if scene is not None:
        require_choice("--scene", scene, sorted(read.configuration.scenes))
    show_problems(read.scene.problems)
    kept = kept_rooms(read.building(), read.configuration.name, furniture_glb)
    if baked:
        content = _baked(read.scene, scene, kept, quality=quality, seed=seed)
    else:
        content = _unlit(read.scene, scene, kept, lights=lights)
    _write(output, content)
    tell(f"the room is in {output} ({len(content) / 1e6:.1f} MB)")
    if not kept:
        tell(
            "its furniture is too large to be kept with it: read again, what the triangles do not say is lost"
        )


def _not_written(output: Path) -> typer.BadParameter:
    """Why no file of that ending is written."""
    ending = output.suffix.lower()
    text = NOT_YET.get(ending, f"{output.name!r} does not end in .glb, .stf or .rad")
    if ending == ".rad":
        text = "Radiance works out the light itself; leave out --baked"
    return typer.BadParameter(text, param_hint="--output")


def _baked(
    scene: Scene, scene_name: str | None, kept: Mapping[str, Any], *, quality: Quality, seed: int
) -> bytes:
    """The room with a scene's light painted on it, as binary glTF."""
    from render.gltf.baked import baked_glb
    from render.options import options_for
    from render.simulate import simulate

    with progress_bar("light") as progress:
        field = simulate(scene, options_for(quality.value, seed), progress)
    with progress_bar("export") as progress:
        return baked_glb(field, scene_name, kept=kept, progress=progress)


def _unlit(scene: Scene, scene_name: str | None, kept: Mapping[str, Any], *, lights: Lights) -> bytes:
    """The room with its luminaires as lights, as binary glTF."""
    from render.gltf.scene import Lights as Kinds
    from render.gltf.scene import scene_glb

    with progress_bar("export") as progress:
        return scene_glb(scene, scene_name, lights=Kinds(lights.value), kept=kept, progress=progress)


def _write(output: Path, content: bytes) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(content)


def export_stf(config: Path, output: Path) -> None:
    """Write the rooms, their openings and boxes, and the luminaires as an STF file."""
    from datetime import date

    from api.cli.reading import read_scene
    from scenes.writers.stf import scene_stf

    read = read_scene(config)
    content, problems = scene_stf(read.scene, read.rooms(), date=date.today().isoformat())
    show_problems([*read.scene.problems, *problems])
    _write(output, content)
    tell(f"the rooms are in {output}")


def export_radiance(config: Path, output: Path, scene_name: str | None) -> None:
    """Write the scene for Radiance: one file, and those that it refers to beside it."""
    from api.cli.reading import read_scene
    from render.radiance_files import radiance_files

    read = read_scene(config)
    if scene_name is not None:
        require_choice("--scene", scene_name, sorted(read.configuration.scenes))
    show_problems(read.scene.problems)
    files = radiance_files(read.scene, output.stem, scene_name)
    for name, content in files.items():
        _write(output.parent / name, content)
    (main,) = (name for name in files if name.endswith(".rad"))
    tell(f"the room is in {output.parent / main}, with {len(files) - 1} files beside it")
