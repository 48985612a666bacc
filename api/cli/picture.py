"""`lampyris picture CONFIG --view NAME -o FILE`: one picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from api.cli.arguments import (
    ConfigurationFile,
    Quality,
    QualityOption,
    SceneOption,
    SeedOption,
    require_choice,
)
from api.cli.terminal import progress_bar, show_problems, tell
from render.ways_to_show import Outside, Quantity, Tone

if TYPE_CHECKING:
    from render.light_field import LightField
    from render.picture import Picture
    from scenes.scene import Scene

ENDINGS = (".png", ".webp", ".avif")
EXR = ".exr"
FALSE_COLOUR = "--false-colour"


class PictureCommand(TyperCommand):
    """Lets `--false-colour` stand alone, which is illuminance."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The same arguments, each bare `--false-colour` followed by lx."""
        known = [quantity.value for quantity in Quantity]
        full: list[str] = []
        for each, following in zip(args, [*args[1:], ""], strict=True):
            full.append(each)
            if each == FALSE_COLOUR and following not in known:
                full.append(Quantity.LX.value)
        return list(super().parse_args(ctx, full))


OutputFile = Annotated[
    Path,
    typer.Option(
        "-o",
        "--output",
        dir_okay=False,
        help="Picture to write: .png, .webp, .avif, or .exr with the luminance in cd/m2.",
    ),
]
FalseColourOption = Annotated[
    Quantity | None,
    typer.Option(FALSE_COLOUR, help="Illuminance (lx) or luminance (cd) as colours with a scale."),
]
ExposureOption = Annotated[
    float | None,
    typer.Option("--ev", min=-20, max=30, help="Exposure at ISO 100; left out, the room's own."),
]
WhiteOption = Annotated[
    str,
    typer.Option(
        "--white",
        help="What is shown as white: auto, none, or a colour temperature in K (and Duv: 3000,-0.003).",
    ),
]
PanoramaOption = Annotated[
    bool, typer.Option("--panorama", help="All directions from the view's eye, twice as wide as high.")
]
LayersOption = Annotated[
    bool, typer.Option("--layers", help="Of an .exr: what each luminaire gives, as a layer named by its id.")
]
ProgressiveOption = Annotated[
    bool,
    typer.Option(
        "--progressive", help="First writes a draft of the picture, which the picture then replaces."
    ),
]


def picture(
    config: ConfigurationFile,
    view: Annotated[str, typer.Option("--view", help="View of the configuration.")],
    output: OutputFile,
    scene: SceneOption = None,
    quality: QualityOption = Quality.NORMAL,
    seed: SeedOption = 1,
    false_colour: FalseColourOption = None,
    ev: ExposureOption = None,
    white: WhiteOption = "auto",
    tone: Annotated[Tone, typer.Option("--tone", help="How bright light is shown.")] = Tone.NEUTRAL,
    panorama: PanoramaOption = False,
    layers: LayersOption = False,
    sky: Annotated[Outside, typer.Option("--sky", help="The sky that shines in.")] = Outside.DUSK,
    progressive: ProgressiveOption = False,
) -> None:
    """Take one picture of the lit room."""
    ending = output.suffix.lower()
    require_kind(output, false_colour, layers=layers, panorama=panorama)
    if progressive and layers:
        raise typer.BadParameter("a draft has no layers", param_hint="--progressive")
    require_white(white)
    from render.device import require_device

    require_device()  # before what stands on it is imported
    from api.cli.reading import read_scene

    read = read_scene(config)
    require_choice("--view", view, [each.name for each in read.scene.views])
    if scene is not None:
        require_choice("--scene", scene, sorted(read.configuration.scenes))
    show_problems(read.scene.problems)
    output.parent.mkdir(parents=True, exist_ok=True)
    measured = false_colour is not None or ending == EXR
    shot = _Shot(view, scene, sky, white, panorama, layers)
    if progressive and quality is not Quality.DRAFT:
        first, _ = shot.of(_lit(read.scene, Quality.DRAFT, seed, measured=measured), ev)
        replace_file(output, encoded(first, ending, false_colour, tone))
        tell(f"a first picture is in {output}, at EV {first.ev:.2f}")
        ev = first.ev  # the picture takes its place without a jump
    taken, parts = shot.of(_lit(read.scene, quality, seed, measured=measured), ev)
    replace_file(output, encoded(taken, ending, false_colour, tone, parts))
    told = "; its lux are the luminaires' alone" if false_colour is Quantity.LX else ""
    tell(f"the picture is in {output}, at EV {taken.ev:.2f}{told}")


def replace_file(place: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, whoever looks at it meanwhile."""
    beside = place.with_name(f".{place.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


def _lit(scene: Scene, quality: Quality, seed: int, *, measured: bool) -> LightField:
    """The light of a scene; without bloom where the picture is read as a measure."""
    from render.options import options_for
    from render.simulate import simulate

    options = options_for(quality.value, seed)
    with progress_bar("light") as progress:
        return simulate(scene, replace(options, bloom=False) if measured else options, progress)


@dataclass(frozen=True)
class _Shot:
    """What a person wishes to see, and how white it looks."""

    view: str
    scene: str | None
    outside: Outside
    white: str
    panorama: bool
    layers: bool

    def of(self, field: LightField, exposure: float | None) -> tuple[Picture, dict[str, Any] | None]:
        """The picture and, where asked for, its layers."""
        from render.picture import take_layers, take_picture
        from render.pictures.glow import SKIES

        sky = SKIES[self.outside.value]
        parts: dict[str, Any] | None = None
        with progress_bar("picture") as progress:
            if self.layers:
                taken, parts = take_layers(field, self.view, self.scene, progress, sky=sky)
            else:
                wide = self.panorama
                taken = take_picture(field, self.view, self.scene, progress, sky=sky, panorama=wide)
        return as_wished(taken, ev=exposure, white=self.white), parts


def require_kind(output: Path, false_colour: Quantity | None, *, layers: bool, panorama: bool) -> None:
    """Refuse a kind of file that cannot hold what is asked for, as wrong use.

    Raises
    ------
    typer.BadParameter
        With the endings that can.
    """
    if layers and (false_colour or panorama):
        raise typer.BadParameter("neither false colours nor panoramas have layers", param_hint="--layers")
    known: tuple[str, ...] = (EXR,) if layers else ENDINGS if false_colour else (*ENDINGS, EXR)
    if output.suffix.lower() not in known:
        message = f"{output.name!r} ends in none of: {', '.join(known)}"
        raise typer.BadParameter(message, param_hint="--output")


def require_white(white: str) -> None:
    """Refuse a white that is none of those known, as wrong use.

    Raises
    ------
    typer.BadParameter
        With those that are known.
    """
    from render.exposure import AUTO, NONE, white_of_choice

    if white not in (AUTO, NONE):
        try:
            white_of_choice(white)
        except ValueError as fault:
            raise typer.BadParameter(str(fault), param_hint="--white") from fault


def as_wished(taken: Picture, *, ev: float | None, white: str) -> Picture:
    """The picture with the exposure and the white that a person has fixed."""
    from render.exposure import chosen_white

    return replace(
        taken,
        ev=taken.ev if ev is None else ev,
        white=chosen_white(white, taken.white),
    )


def encoded(
    taken: Picture,
    ending: str,
    false_colour: Quantity | None,
    tone: Tone,
    layers: dict[str, Any] | None = None,
) -> bytes:
    """The file of a picture; layers are kept in half precision where it holds them."""
    from render.exr import LARGEST_HALF, exr_of_picture
    from render.image import encode_false_colour, encode_picture

    if false_colour is not None:
        return encode_false_colour(taken, ending, false_colour)
    if ending != EXR:
        return encode_picture(taken, ending, tone)
    half = layers is not None and float(taken.luminance_cd_m2.max()) <= LARGEST_HALF
    return exr_of_picture(taken, layers, half=half)
