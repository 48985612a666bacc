"""Imports a made catalogue of 500 skus and says how long it took and what came of it.

Usage: ``python tests/validation/catalogue_of_500.py [COUNT]``, with the folder of real photometric files
beside the project. The figures of docs/catalogue.md come from it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]


def main(count: int) -> int:
    """Import twice; 1 where fewer than 95 % of all can be hung, or a light is wrong."""
    from shop_catalogue import flux_lm_of, make_catalogue

    from assets.catalogue import read_catalogue
    from assets.importing.import_catalogue import ImportWishes, import_catalogue

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shop = make_catalogue(folder / "in", ROOT.parent / "shared" / "photometry", count=count)
        wishes = ImportWishes(processes=os.cpu_count() or 1)
        seconds = []
        for _ in range(2):
            began = time.perf_counter()
            report = import_catalogue(shop.sources, folder / "library", wishes)
            seconds.append(time.perf_counter() - began)
        hung = {made.sku for made in report.skus if made.can_be_hung}
        worst = 0.0
        for entry in read_catalogue(folder / "library").entries:
            stated = flux_lm_of(shop.photometry[entry.sku])
            flux = entry.luminaire.photometry.distribution.luminous_flux_lm()
            worst = max(worst, abs(flux / stated - 1.0))
    print(f"{count} skus, {len(shop.photometry)} with light that can be read; {os.cpu_count()} cores")
    print(f"import {seconds[0]:.1f} s, again {seconds[1]:.1f} s")
    print(f"can be hung: {len(hung)}: {100 * len(hung) / len(shop.photometry):.1f} % of those with light,")
    print(f"  {100 * len(hung) / count:.1f} % of all; largest difference of flux {100 * worst:.4f} %")
    used = sum(made.can_be_hung and not made.understood["stand_in"] for made in report.skus)
    print(f"models handed in: {len(shop.models)}; bodies of models and GLDF in use: {used}")
    kinds = Counter(fault for faults in shop.faults.values() for fault in faults)
    print(dict(kinds))
    print(report.totals())
    sound = hung <= set(shop.photometry) and len(hung) >= 0.95 * count and worst <= 1e-3
    return 0 if sound and report.unchanged == count else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
