"""`lampyris luminaire FILE_OR_SKU`: what its photometry says, and how it looks from all round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.arguments import JsonOption
from api.cli.luminaire_sheets import (
    BulbOption,
    ConeOption,
    LanguageOption,
    PolarOption,
    SheetOption,
    Wanted,
    language_of,
    write_sheets,
)
from api.cli.photometric_file import (
    Chosen,
    Found,
    JointOption,
    LampSetOption,
    MirrorOption,
    TurnOption,
    VariantOption,
    WriteOption,
    found_luminaire,
    write_file,
)
from api.cli.terminal import number, show_json, show_problems, show_table
from api.cli.turntable import require_frames, size_of, write_turntable

if TYPE_CHECKING:
    from kit.problems import Problem

ProbeOption = Annotated[
    list[str] | None,
    typer.Option("--probe", metavar="C,GAMMA", help="Also the intensity towards C, GAMMA; repeatable."),
]
GlareOption = Annotated[
    bool, typer.Option("--ugr", help="Also the glare table of catalogues: 19 rooms, both directions.")
]
TurntableOption = Annotated[
    Path | None,
    typer.Option(
        "--turntable", file_okay=False, help="Folder for pictures from all round it and their animation."
    ),
]
LuminaireArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE_OR_SKU",
        help="An IES, EULUMDAT or GLDF file, or a sku of the catalogue.",
        show_default=False,
    ),
]
FramesOption = Annotated[int, typer.Option("--frames", help="Pictures of the turntable, once round.")]
SizeOption = Annotated[str, typer.Option("--size", help="Of each in pixels, such as 800 or 800x600.")]
UnlitOption = Annotated[bool, typer.Option("--unlit", help="The luminaire off, in soft daylight.")]
FLUX_DIFFERENCE = 0.001  # share above which both flux rules are shown


def luminaire(
    file_or_sku: LuminaireArgument,
    probe: ProbeOption = None,
    ugr: GlareOption = False,
    lamp_set: LampSetOption = None,
    turn_c0: TurnOption = 0.0,
    mirror: MirrorOption = False,
    write: WriteOption = None,
    variant: VariantOption = None,
    joint: JointOption = None,
    bulb: BulbOption = None,
    polar: PolarOption = None,
    cone: ConeOption = None,
    sheet: SheetOption = None,
    lang: LanguageOption = "en",
    as_json: JsonOption = False,
    turntable: TurntableOption = None,
    frames: FramesOption = 24,
    size: SizeOption = "800",
    unlit: UnlitOption = False,
) -> None:
    """Read a luminaire: flux, peak, beam and field angle, symmetry, opening, watts, warnings; or see it."""
    probes = [_direction(text) for text in probe or []]
    size_px = size_of(size)
    if turntable is not None:
        require_frames(frames, size_px)
    wanted = Wanted(polar, cone, sheet, language_of(lang))
    found = found_luminaire(file_or_sku, Chosen(lamp_set, turn_c0, mirror, variant, joint, bulb))
    document, problems = _document(found, probes, write, ugr=ugr)
    if as_json:
        show_json(document)
    else:
        show_table(_rows(document, probes) + found.rows + (_glare_rows(document["ugr"]) if ugr else []))
    show_problems(problems)
    write_sheets(found.luminaire, wanted, file_or_sku)
    if turntable is not None:
        write_turntable(found.luminaire, turntable, frames=frames, size_px=size_px, lit=not unlit)


def _document(
    found: Found, probes: list[tuple[float, float]], write: Path | None, *, ugr: bool
) -> tuple[dict[str, Any], list[Problem]]:
    """What the photometry says, with the file that is written of it and the glare table where wished."""
    from assets.photometry_document import luminaire_document

    photometry = found.luminaire.photometry
    document = luminaire_document(photometry, probes) | found.document
    problems = list(found.problems)
    if write is not None:
        document["written"], told = write_file(photometry, write)
        problems += told
    if ugr:
        from render.glare_rating import glare_rating_document

        document["ugr"] = glare_rating_document(found.luminaire)
    return document, problems


def _direction(text: str) -> tuple[float, float]:
    try:
        c_deg, gamma_deg = (float(part) for part in text.split(","))
    except ValueError:
        c_deg = gamma_deg = float("nan")
    if not (-360 <= c_deg <= 360 and 0 <= gamma_deg <= 180):
        raise typer.BadParameter(f"{text!r} is not C,GAMMA in degrees, such as 90,30", param_hint="--probe")
    return c_deg, gamma_deg


def _rows(document: dict[str, Any], probes: list[tuple[float, float]]) -> list[tuple[str, str]]:
    flux_lm, exact_lm = document["flux_lm"], document["flux_exact_lm"]
    both = abs(flux_lm - exact_lm) > FLUX_DIFFERENCE * max(flux_lm, exact_lm)
    size = " × ".join(number(extent, digits=3) for extent in document["opening"]["size_m"])
    rows = [
        ("file", f"{document['format']} {document['version']}".strip()),
        ("maker", document["manufacturer"] or "–"),
        ("name", document["name"] or "–"),
        (
            "luminous flux",
            number(flux_lm, "lm") + (f" (exact integral: {number(exact_lm, 'lm')})" if both else ""),
        ),
        ("highest intensity", number(document["max_intensity_cd"], "cd")),
        ("beam angle", number(document["beam_angle_deg"], "°")),
        ("field angle", number(document["field_angle_deg"], "°")),
        ("cutoff angle (3 %)", number(document["cutoff_angle_deg"], "°")),
        ("downward flux", f"{100 * document['downward_flux_fraction']:.1f} %"),
        ("power", number(document["power_w"], "W")),
        ("efficacy", number(document["efficacy_lm_w"], "lm/W")),
        ("symmetry", document["symmetry"] or "–"),
        ("table", f"{document['c_planes']} half-planes × {document['gammas']} angles, {document['basis']}"),
        ("luminous opening", f"{document['opening']['shape']}, {size} m"),
    ]
    if document["light_output_ratio"] is not None:
        ratio, lamps_lm = 100 * document["light_output_ratio"], number(document["lamp_flux_lm"], "lm")
        rows.append(("light output ratio", f"{ratio:.1f} % of {lamps_lm}"))
    if len(document["lamp_sets"]) > 1:
        rows += [
            (
                f"lamp set {index}" + (" (used)" if index == document["lamp_set"] else ""),
                f"{one['lamps']:g} × {one['type'] or '–'}, {number(one['flux_lm'], 'lm')}, "
                f"{number(one['power_w'], 'W')}",
            )
            for index, one in enumerate(document["lamp_sets"], start=1)
        ]
    if "written" in document:
        rows.append(("written", document["written"]["path"]))
    for (c_deg, gamma_deg), intensity_cd in zip(probes, document.get("probes_cd", []), strict=True):
        rows.append((f"towards C {c_deg:g}°, γ {gamma_deg:g}°", number(intensity_cd, "cd")))
    return rows


def _glare_rows(table: dict[str, Any]) -> list[tuple[str, str]]:
    """The glare table: a room a row, reflectances in columns, first crosswise, then endwise; or why none."""
    if not table["applies"]:
        return [("UGR", " ".join(reason["en"] for reason in table["reasons"]))]
    from render.glare_table import rating_text

    heads = ["/".join(f"{100 * part:.0f}" for part in entry) for entry in table["reflectances"]]
    rows = [
        ("UGR", f"luminaires {table['spacing_h']:g} H apart; ceiling/walls/floor in %; crosswise | endwise"),
        *(("", caution["en"]) for caution in table["cautions"]),
        ("room", " ".join(heads) + " | " + " ".join(heads)),
    ]
    for (width, depth), *views in zip(table["rooms_h"], table["crosswise"], table["endwise"], strict=True):
        ratings = [" ".join(f"{rating_text(value):>8}" for value in view) for view in views]
        rows.append((f"{width:g}H x {depth:g}H", " | ".join(ratings)))
    return rows
