"""`lampyris goniometer BODY.glb --flux LM`: the photometry of a body that has none, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.arguments import JsonOption
from api.cli.photometric_file import write_file
from api.cli.terminal import number, progress_bar, show_json, show_problems, show_table

if TYPE_CHECKING:
    from assets.photometry import Photometry
    from render.goniometer import GlowingSource, Goniometry, Symmetry

FOUND = "found"
SHOWN_LM = 0.0005  # of the sources' flux, from which a material's part is shown

BodyArgument = Annotated[
    Path,
    typer.Argument(
        metavar="BODY",
        exists=True,
        dir_okay=False,
        readable=True,
        help="A luminaire's body: GLB in metres, hanging as it will.",
    ),
]


FluxOption = Annotated[
    float, typer.Option("--flux", metavar="LM", help="Luminous flux of its light sources.")
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        metavar="MATERIAL[=LM]",
        help="A material that gives light, with its own flux where several do; left out, all that glow.",
    ),
]
SymmetryOption = Annotated[
    str,
    typer.Option(
        "--symmetry", help="round, quadrants, c0-c180, c90-c270 or none; left out, what the body has."
    ),
]
StepsOption = Annotated[
    str | None,
    typer.Option("--steps", metavar="C,GAMMA", help="Of the table in degrees; left out, 15 and 1 or 2.5."),
]
PowerOption = Annotated[float | None, typer.Option("--power", metavar="W", min=0.0, help="Input power.")]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", dir_okay=False, help="The photometric file: .ldt or .ies."),
]


def goniometer(
    body: BodyArgument,
    flux: FluxOption,
    source: SourceOption = None,
    symmetry: SymmetryOption = FOUND,
    steps: StepsOption = None,
    power: PowerOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure where a body's light goes: its photometry, with what its materials take of it."""
    sources, stated = _sources(flux, source or []), _symmetry(symmetry)
    options = _options(steps)
    if output is not None and output.suffix.lower() not in (".ldt", ".ies"):
        raise typer.BadParameter("expected a name that ends in .ldt or .ies", param_hint="--output")
    from assets.body import read_body
    from render.goniometer import measure
    from render.goniometry.document import goniometry_document

    read = read_body(body.read_bytes())
    with progress_bar("goniometer") as progress:
        measured = measure(read, sources, options, symmetry=stated, progress=progress)
    document = goniometry_document(read, measured)
    problems = [*read.problems, *measured.problems]
    if output is not None:
        photometry = _photometry(document, measured, name=body.stem, power_w=power)
        document["written"], told = write_file(photometry, output)
        problems += told
    if as_json:
        document["problems"] = [problem.as_json() for problem in problems]
        show_json(document)
    else:
        show_table(_rows(document))
    show_problems(problems)


def _sources(flux_lm: float, named: list[str]) -> list[GlowingSource]:
    """All that glows, or the materials named; several have a flux each, of which `--flux` is the sum."""
    from render.goniometry.sources import GlowingSource

    if not named:
        return [GlowingSource(flux_lm)]
    parts = [text.rpartition("=") if "=" in text else (text, "", "") for text in named]
    if not any(own for _, _, own in parts):
        return [GlowingSource(flux_lm, tuple(name for name, _, _ in parts))]
    try:
        sources = [GlowingSource(float(own), (name,)) for name, _, own in parts]
    except ValueError as fault:
        message = "state a flux for each material, such as opal=800, or for none"
        raise typer.BadParameter(message, param_hint="--source") from fault
    total = sum(each.flux_lm for each in sources)
    if abs(total - flux_lm) > 1e-6 * abs(flux_lm):
        message = f"the materials have {total:g} lm together, and --flux says {flux_lm:g} lm"
        raise typer.BadParameter(message, param_hint="--source")
    return sources


def _symmetry(text: str) -> Symmetry | None:
    from render.goniometry.grid import Symmetry

    if text == FOUND:
        return None
    try:
        return Symmetry(text)
    except ValueError as fault:
        known = ", ".join(each.value for each in Symmetry)
        raise typer.BadParameter(f"expected one of {known}", param_hint="--symmetry") from fault


def _options(steps: str | None) -> Any:
    from render.device import require_device

    require_device()  # before what stands on it is imported
    from render.goniometer import GoniometerOptions
    from render.goniometry.grid import Symmetry, make_grid

    if steps is None:
        return GoniometerOptions()
    try:
        c_deg, gamma_deg = (float(part) for part in steps.split(","))
        make_grid(Symmetry.NONE, c_step_deg=c_deg, gamma_step_deg=gamma_deg)
    except ValueError as fault:
        message = f"{steps!r} is not C,GAMMA in steps that divide 90 degrees, such as 15,2.5"
        raise typer.BadParameter(message, param_hint="--steps") from fault
    return GoniometerOptions(c_step_deg=c_deg, gamma_step_deg=gamma_deg)


def _photometry(
    document: dict[str, Any], measured: Goniometry, *, name: str, power_w: float | None
) -> Photometry:
    from assets.our_light import scaled_to
    from assets.photometry import LuminousOpening, OpeningShape, Photometry

    opening = document["opening"]
    x, y, z = opening["size_m"]
    light = measured.distribution
    if light.maximum_cd() > 0.0:  # the flux that leaves is known better than the integral of a table's steps
        light = scaled_to(light, measured.luminous_flux_lm)
    return Photometry(
        distribution=light,
        opening=LuminousOpening(OpeningShape(opening["shape"]), (x, y, z)),
        format="",
        name=name,
        power_w=power_w,
    )


def _rows(document: dict[str, Any]) -> list[tuple[str, str]]:
    def with_error(value: str, error: str, unit: str) -> str:
        return f"{number(document[value], unit)} ± {number(document[error], unit, digits=2)}"

    towards = document["max_intensity_towards"]
    peak = with_error("max_intensity_cd", "max_intensity_standard_error_cd", "cd")
    size = " × ".join(number(extent, digits=3) for extent in document["opening"]["size_m"])
    rows = [
        ("light sources", number(document["source_flux_lm"], "lm")),
        ("luminous flux", with_error("flux_lm", "flux_standard_error_lm", "lm")),
        (
            "light output ratio",
            f"{document['light_output_ratio']:.4f} ± {document['light_output_ratio_standard_error']:.4f}",
        ),
        ("highest intensity", f"{peak}, C {towards['c_deg']:g}° γ {towards['gamma_deg']:g}°"),
        ("largest standard error", f"{100 * document['largest_standard_error']:.2g} % of the highest"),
        ("beam angle", number(document["beam_angle_deg"], "°")),
        ("symmetry", document["symmetry"]),
        ("table", f"{document['c_planes']} half-planes × {document['gammas']} angles"),
        ("luminous opening", f"{document['opening']['shape']}, {size} m"),
    ]
    for name, lumen in sorted(document["absorbed_lm"].items(), key=lambda item: -item[1]):
        if lumen > SHOWN_LM * document["source_flux_lm"]:
            rows.append((f"absorbed by {name}", number(lumen, "lm")))
    if "written" in document:
        rows.append(("written", document["written"]["path"]))
    return rows
