"""Make the bodies of our own library beside each `luminaire.toml`.

Usage: ``python -m assets.make_library [FOLDER]``. The same code makes the same bytes; files that are
already right are left alone. Texts and photometry are kept in the repository; the photometry is measured
on these bodies by `render.our_photometry`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from assets.catalogue import LIBRARY
from assets.our_bodies import OUR_BODIES
from assets.read_bulbs import BULBS
from assets.write_glb import glb_bytes

KEPT = ("*.toml", "*.ldt")


def make_library(folder: Path, skus: Sequence[str] | None = None) -> list[Path]:
    """Write our luminaires and bulbs into a folder; returns the files that were written or changed.

    Parameters
    ----------
    folder
        Gets a folder for each luminaire, and one for the bulbs.
    skus
        Only these luminaires; None is all.
    """
    changed: list[Path] = []
    for path, data in _files(tuple(OUR_BODIES) if skus is None else skus):
        target = folder / path
        if target.is_file() and target.read_bytes() == data:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        changed.append(target)
    return changed


def _files(skus: Sequence[str]) -> Iterator[tuple[Path, bytes]]:
    """Every file, by its path within a library."""
    for name in (*skus, BULBS):
        for pattern in KEPT:
            for path in sorted((LIBRARY / name).glob(pattern)):
                yield path.relative_to(LIBRARY), path.read_bytes()
    for sku in skus:
        for name, design in OUR_BODIES[sku].items():
            yield Path(sku) / name, glb_bytes(design(), sku)


def main(arguments: list[str]) -> int:
    """Make the library in the folder named by the first argument, or where it is installed."""
    folder = Path(arguments[0]) if arguments else LIBRARY
    changed = make_library(folder)
    sys.stdout.write(f"{len(OUR_BODIES)} luminaires in {folder}, {len(changed)} files written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
