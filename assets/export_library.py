"""A whole library in one file: a ZIP of its folders, which is a library again, or a list for a table."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from assets.catalogue import Catalogue, CatalogueEntry
from assets.price import Price
from assets.read_bulbs import BULBS

MADE = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say: the same library gives the same bytes
COLUMNS = (
    *("sku", "name en", "name zh", "description en", "description zh", "category", "mounting"),
    *("length mm", "width mm", "height mm", "luminous flux lm", "power W", "cct K", "cri", "ip"),
    *("safety class", "weight kg", "price", "currency", "photometric file", "model file", "stand-in"),
)
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Passed(io.RawIOBase):
    """A file that only goes forwards: what is written waits to be taken."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since it was last taken."""
        taken, self._waiting = b"".join(self._waiting), []
        return taken


def library_zip(catalogue: Catalogue) -> Iterator[bytes]:
    """The library as a ZIP, luminaire by luminaire: never more than one of them is in memory.

    Every file is as it is, below the folder of its sku; bulbs below ``bulbs/``.
    """
    passed = _Passed()
    with zipfile.ZipFile(passed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in catalogue.bulb_files().items():
            archive.writestr(_named(f"{BULBS}/{name}"), content)
        for entry in catalogue.entries:
            for name, content in entry.files.items():
                archive.writestr(_named(f"{entry.sku}/{name}"), content)
            yield passed.taken()
    yield passed.taken()


def _named(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, MADE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def library_csv(catalogue: Catalogue, prices: Mapping[str, Price]) -> Iterator[str]:
    """The library as a list, one luminaire a line, UTF-8 with the mark by which spreadsheets know it.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(COLUMNS)
    for entry in catalogue.entries:
        writer.writerow([_cell(value) for value in _row(entry, prices)])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def _row(entry: CatalogueEntry, prices: Mapping[str, Price]) -> list[Any]:
    written = entry.written
    light, product = written.light, written.product
    price = prices.get(written.article or written.sku)
    return [
        *(written.sku, written.name.en, written.name.zh, written.description.en, written.description.zh),
        *(written.family or "", written.mounting.value, *(round(size * 1000, 1) for size in written.size_m)),
        *(light.luminous_flux_lm, light.power_w, light.cct_k, light.colour_rendering_index, product.ip),
        *(product.safety_class, product.weight_kg),
        *((price.amount, price.currency) if price is not None else ("", "")),
        *(f"{written.sku}/{entry.luminaire_files.photometry_name}", f"{written.sku}/body.glb"),
        "yes" if written.stand_in else "no",
    ]


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_BEGINS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value
