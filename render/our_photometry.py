"""Photometry of our own luminaires: their bodies, with their light sources in them, on the goniometer.

Usage: ``python -m render.our_photometry [SKU ...]``. Says flux and light output ratio of each, and writes the
EULUMDAT files beside the `luminaire.toml`, which are kept in the repository. A file that is the same within
`SAME` of its highest intensity is left alone. The flux in the file is what `luminaire.toml` states.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from assets.body import read_body
from assets.catalogue import LIBRARY
from assets.library_entry import LuminaireEntry, read_entry
from assets.our_bodies import OUR_BODIES
from assets.our_light import scaled_to
from assets.photometry import (
    LuminousIntensityDistribution,
    LuminousOpening,
    OpeningShape,
    closed_distribution,
)
from assets.read_photometry import read_photometry
from assets.write_glb import glb_bytes
from assets.write_ldt import write_ldt
from render.goniometer import GoniometerOptions, Goniometry, measure
from render.our_sources import OUR_SOURCES

SAME = 0.004  # of the highest intensity
STATED_WITHIN = 0.01  # of the flux that was measured
DIGITS = 4  # of an intensity


def measured(sku: str, name: str) -> Goniometry:
    """One photometric file of ours, measured on the body it belongs to."""
    plan = OUR_SOURCES[sku][name]
    body = read_body(glb_bytes(OUR_BODIES[sku][plan.body](), sku))
    options = GoniometerOptions(
        paths=plan.paths, c_step_deg=plan.c_step_deg, gamma_step_deg=plan.gamma_step_deg
    )
    return measure(body, plan.sources(body), options, symmetry=plan.symmetry)


def written(entry: LuminaireEntry, name: str, distribution: LuminousIntensityDistribution) -> bytes:
    """The EULUMDAT file of a distribution, with the flux and the opening that are stated."""
    light = entry.light
    flux_lm, opening = stated(entry, name)
    return write_ldt(
        rounded(scaled_to(distribution, flux_lm)),
        name=entry.name.en,
        luminaire_number=entry.sku,
        file_name=name,
        opening=opening,
        power_w=light.power_w or 0.0,
        cct_k=light.cct_k,
        colour_rendering_index=light.colour_rendering_index,
    )


def stated(entry: LuminaireEntry, name: str) -> tuple[float, LuminousOpening]:
    """Flux [lm] and opening of one of the files; a choice with a file of its own may have an opening too.

    EULUMDAT knows boxes and upright cylinders only: a sphere becomes the cylinder around it, what lies a box.
    """
    opening, flux_lm = entry.opening, OUR_SOURCES[entry.sku][name].flux_lm
    for option in entry.options.option:
        for choice in option.choice:
            if choice.photometry == name and choice.opening is not None:
                opening = choice.opening
    shape = {OpeningShape.SPHERE: OpeningShape.DISC, OpeningShape.CYLINDER_X: OpeningShape.RECTANGLE}
    x, y, z = opening.size_m
    kind = shape.get(opening.shape, opening.shape)
    if kind is OpeningShape.DISC:
        x = y = max(x, y)
    return flux_lm or entry.light.luminous_flux_lm, LuminousOpening(kind, (x, y, z))


def rounded(distribution: LuminousIntensityDistribution) -> LuminousIntensityDistribution:
    """Intensities to a few digits of the highest, so that a file shows no more than was measured."""
    unit = 10.0 ** (np.floor(np.log10(distribution.maximum_cd())) - DIGITS + 1)
    table = np.round(distribution.intensity_cd / unit) * unit
    return closed_distribution(distribution.c_deg[:-1], distribution.gamma_deg, table[:-1])


def is_same(path: Path, data: bytes) -> bool:
    """Whether a file holds nearly the light of another."""
    if not path.is_file():
        return False
    if path.read_bytes() == data:
        return True
    old, new = (read_photometry(each, path.name).distribution for each in (path.read_bytes(), data))
    if old.intensity_cd.shape != new.intensity_cd.shape:
        return False
    return bool(np.abs(old.intensity_cd - new.intensity_cd).max() <= SAME * new.maximum_cd())


def made(skus: list[str], folder: Path = LIBRARY) -> Iterator[str]:
    """Measure and write every file of some luminaires; a line for each."""
    for sku in skus or sorted(OUR_SOURCES):
        entry = read_entry((folder / sku / "luminaire.toml").read_bytes(), sku)
        for name in OUR_SOURCES[sku]:
            found = measured(sku, name)
            data = written(entry, name, found.distribution)
            same = is_same(folder / sku / name, data)
            if not same:
                (folder / sku / name).write_bytes(data)
            yield f"{sku}/{name}: {_said(entry, name, found)}, " + ("as it was" if same else "written")


def _said(entry: LuminaireEntry, name: str, found: Goniometry) -> str:
    """Flux and light output ratio; the flux of its light sources, or whether that of the bulb is met."""
    flux_lm, _ = stated(entry, name)
    ratio, error = found.light_output_ratio, found.light_output_ratio_standard_error
    said = f"{flux_lm:.0f} lm, light output ratio {ratio:.3f} ± {error:.4f}"
    if entry.lampholder is None:
        return f"{said}, light sources of {flux_lm / ratio:.0f} lm"
    met = abs(flux_lm / found.luminous_flux_lm - 1.0) <= STATED_WITHIN
    return f"{said}, bulb of {found.source_flux_lm:.0f} lm" + ("" if met else "; STATED FLUX IS NOT MET")


def main(arguments: list[str]) -> int:
    """Make the photometry of the luminaires named, or of all."""
    for line in made(arguments):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
