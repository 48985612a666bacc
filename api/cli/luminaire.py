"""`lampyris luminaire FILE`: what a photometric file says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.arguments import JsonOption
from api.cli.terminal import number, show_json, show_problems, show_table

if TYPE_CHECKING:
    from assets.photometry import Photometry

FLUX_DIFFERENCE = 0.001  # share above which both flux rules are shown


def luminaire(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", exists=True, dir_okay=False, readable=True, help="An IES or EULUMDAT file."
        ),
    ],
    probe: Annotated[
        list[str] | None,
        typer.Option("--probe", metavar="C,GAMMA", help="Also the intensity towards C, GAMMA; repeatable."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read a photometric file: flux, peak, beam and field angle, symmetry, opening, watts, warnings."""
    probes = [_direction(text) for text in probe or []]
    from assets.read_photometry import read_photometry

    photometry = read_photometry(file.read_bytes(), file.name)
    document = luminaire_document(photometry, probes)
    if as_json:
        show_json(document)
    else:
        show_table(_rows(document, probes))
    show_problems(photometry.problems)


def luminaire_document(photometry: Photometry, probes: list[tuple[float, float]]) -> dict[str, Any]:
    """The contract's `luminaire --json` document.

    Parameters
    ----------
    photometry
        The file, read.
    probes
        Directions (C, gamma) [deg] in which the intensity is asked for.
    """
    light = photometry.distribution
    flux_lm, exact_lm = light.zonal_flux_lm(), light.luminous_flux_lm()
    power_w = photometry.power_w
    document: dict[str, Any] = {
        "format": photometry.format,
        "version": photometry.version,
        "manufacturer": photometry.manufacturer,
        "name": photometry.name,
        "flux_lm": flux_lm,
        "flux_exact_lm": exact_lm,
        "max_intensity_cd": light.maximum_cd(),
        "beam_angle_deg": light.beam_angle_deg(),
        "field_angle_deg": light.field_angle_deg(),
        "power_w": power_w,
        "efficacy_lm_w": flux_lm / power_w if power_w else None,
        "symmetry": photometry.symmetry,
        "c_planes": len(light.c_deg) - 1,
        "gammas": len(light.gamma_deg),
        "opening": {"shape": photometry.opening.shape.value, "size_m": list(photometry.opening.size_m)},
        "basis": photometry.basis,
        "warnings": [{"code": each.code, "message": each.message} for each in photometry.problems],
        "sha256": photometry.sha256,
    }
    if probes:
        document["probes_cd"] = [float(light.intensity_towards_cd(*probe)) for probe in probes]
    return document


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
        ("power", number(document["power_w"], "W")),
        ("efficacy", number(document["efficacy_lm_w"], "lm/W")),
        ("symmetry", document["symmetry"] or "–"),
        ("table", f"{document['c_planes']} half-planes × {document['gammas']} angles, {document['basis']}"),
        ("luminous opening", f"{document['opening']['shape']}, {size} m"),
    ]
    for (c_deg, gamma_deg), intensity_cd in zip(probes, document.get("probes_cd", []), strict=True):
        rows.append((f"towards C {c_deg:g}°, γ {gamma_deg:g}°", number(intensity_cd, "cd")))
    return rows
