"""Make our own library: photometry and body beside each `luminaire.toml`.

Usage: ``python -m assets.make_library [FOLDER]``. The same code makes the same bytes; files that are
already right are left alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assets.catalogue import LIBRARY
from assets.library_entry import LuminaireEntry, read_entry
from assets.our_bodies import OUR_BODIES
from assets.our_light import OUR_LIGHT, scaled_to
from assets.photometry import LuminousOpening, OpeningShape
from assets.write_glb import glb_bytes
from assets.write_ldt import write_ldt


def make_library(folder: Path) -> list[Path]:
    """Write every luminaire of ours into a folder; returns the files that were written or changed."""
    changed: list[Path] = []
    for sku in OUR_BODIES:
        written = (LIBRARY / sku / "luminaire.toml").read_bytes()
        entry = read_entry(written, sku)
        files = {
            "luminaire.toml": written,
            "photometry.ldt": photometry_of(entry),
            "body.glb": glb_bytes(OUR_BODIES[sku](), sku),
        }
        for name, data in files.items():
            path = folder / sku / name
            if path.is_file() and path.read_bytes() == data:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            changed.append(path)
    return changed


def photometry_of(entry: LuminaireEntry) -> bytes:
    """The EULUMDAT file of one of our luminaires."""
    light = entry.light
    return write_ldt(
        scaled_to(OUR_LIGHT[entry.sku](), light.luminous_flux_lm),
        name=entry.name.en,
        luminaire_number=entry.sku,
        file_name="photometry.ldt",
        opening=_opening_in_eulumdat(entry),
        power_w=light.power_w or 0.0,
        cct_k=light.cct_k,
        colour_rendering_index=light.colour_rendering_index,
    )


def _opening_in_eulumdat(entry: LuminaireEntry) -> LuminousOpening:
    """EULUMDAT knows no sphere: the upright cylinder around it is the nearest it can say."""
    shape = entry.opening.shape
    return LuminousOpening(OpeningShape.DISC if shape is OpeningShape.SPHERE else shape, entry.opening.size_m)


def main(arguments: list[str]) -> int:
    """Make the library in the folder named by the first argument, or where it is installed."""
    folder = Path(arguments[0]) if arguments else LIBRARY
    changed = make_library(folder)
    sys.stdout.write(f"{len(OUR_BODIES)} luminaires in {folder}, {len(changed)} files written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
