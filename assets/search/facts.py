"""What is known of each luminaire for searching: worked out once per content, and kept on disk.

Bodies are not read: sizes are those that the entry states, which `check_catalogue` compares with the body.
Light is worked out when somebody asks by light (`assets.search.lights`).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pydantic import TypeAdapter

from assets.catalogue import Catalogue, CatalogueEntry
from assets.configured import configured
from assets.library_entry import LuminaireEntry
from assets.luminaire import Luminaire, Mounting
from assets.luminaire_files import TOML, LuminaireFiles
from assets.search.kept import read_kept, write_kept
from kit.errors import LampyrisError

VERSION = 3  # of what is worked out; another one, and everything is worked out anew
TABLE_M = 0.75  # on which a table luminaire stands
KEEP_EVERY_S = 5.0  # while many are worked out, so that little is lost when the process ends


@dataclass(frozen=True)
class Facts:
    """One luminaire as it comes, with what its variants add; lengths in metres.

    Parameters
    ----------
    names, texts
        Searched: the names; descriptions, options, materials and what else is said.
    ccts_k
        Colour temperatures of it and its variants.
    below_m
        How far it reaches below its mounting point, a pendant at its shortest; how high it stands where it
        stands; None on walls.
    depth_m
        What a recessed luminaire needs above the ceiling, where that is stated.
    content_sha256
        Of all that the facts rest on.
    """

    sku: str
    name_en: str
    name_zh: str
    names: tuple[str, ...]
    texts: tuple[str, ...]
    mounting: str
    family: str | None
    articles: tuple[str, ...]
    price: str | None
    currency: str | None
    luminous_flux_lm: float
    power_w: float | None
    ccts_k: tuple[float, ...]
    cct_range_k: tuple[float, float] | None
    colour_rendering_index: float | None
    beam_angle_deg: float
    ip: str | None
    dimming: tuple[str, ...]
    width_m: float
    height_m: float
    below_m: float | None
    depth_m: float | None
    stand_in: bool
    content_sha256: str

    @property
    def efficacy_lm_w(self) -> float | None:
        """Luminous flux for each watt [lm/W]."""
        return None if not self.power_w else self.luminous_flux_lm / self.power_w

    @property
    def amount(self) -> Decimal | None:
        """The price as an exact number."""
        return None if self.price is None else Decimal(self.price)

    def fits_under(self, ceiling_m: float, headroom_m: float) -> bool:
        """Whether it leaves that much free below it; what stands or is on a wall only needs the height."""
        if self.mounting == Mounting.TABLE:
            return TABLE_M + self.height_m <= ceiling_m
        if self.mounting in (Mounting.FLOOR, Mounting.WALL) or self.below_m is None:
            return self.height_m <= ceiling_m
        return ceiling_m - self.below_m >= headroom_m - 1e-9


def facts_of_all(catalogue: Catalogue, kept: Path | None = None) -> dict[str, Facts]:
    """Facts by sku of every luminaire whose photometric file can be read.

    Parameters
    ----------
    kept
        A file in which they are kept from one time to the next; made when missing, replaced when damaged.
    """
    known = read_kept(_KEPT, kept)
    written = time.monotonic()
    now: dict[str, Facts] = {}
    for entry in catalogue.entries:
        with suppress(
            LampyrisError, OSError
        ):  # the same luminaire cannot be hung: `check_catalogue` says why
            key = _key(entry)
            now[key] = known.get(key) or facts_of(entry, key)
        if kept is not None and time.monotonic() - written > KEEP_EVERY_S and not now.keys() <= known.keys():
            write_kept(_KEPT, kept, known | now)
            written = time.monotonic()
    if kept is not None and now.keys() != known.keys():
        write_kept(_KEPT, kept, now)
    return {facts.sku: facts for facts in now.values()}


_KEPT = TypeAdapter(dict[str, Facts])


def luminaire_of(entry: CatalogueEntry) -> Luminaire:
    """A luminaire as it comes, without its body; nothing of it is kept in memory.

    Raises
    ------
    UnsoundInput
        When its photometric file cannot be read.
    """
    files = LuminaireFiles(entry.luminaire_files.folder)
    return configured(entry.written, files, entry.bulbs, with_body=False)[0]


def facts_of(entry: CatalogueEntry, content_sha256: str) -> Facts:
    """What is known of one luminaire; its body is not read.

    Raises
    ------
    UnsoundInput
        When its photometric file cannot be read.
    """
    written = entry.written
    luminaire = luminaire_of(entry)
    articles = tuple(entry.articles())
    width_x, width_y, height = written.size_m
    return Facts(
        sku=entry.sku,
        name_en=written.name.en,
        name_zh=written.name.zh,
        names=(written.sku, written.article or "", written.name.en, written.name.zh),
        texts=tuple(_texts(written, luminaire)),
        mounting=written.mounting.value,
        family=None if written.family is None else written.family.value,
        articles=tuple(article.sku for article in articles),
        price=None if written.price is None else written.price.amount,
        currency=None if written.price is None else written.price.currency,
        luminous_flux_lm=luminaire.photometry.distribution.luminous_flux_lm(),
        power_w=luminaire.power_w,
        ccts_k=tuple(sorted(set(_ccts(written, luminaire)))),
        cct_range_k=luminaire.cct_range_k,
        colour_rendering_index=luminaire.colour_rendering_index,
        beam_angle_deg=luminaire.photometry.distribution.beam_angle_deg(),
        ip=written.product.ip,
        dimming=tuple(sorted(set(_dimming(written, luminaire)))),
        width_m=max(width_x, width_y),
        height_m=_height_m(written),
        below_m=_below_m(written, height),
        depth_m=_depth_m(written),
        stand_in=written.stand_in,
        content_sha256=content_sha256,
    )


def _texts(written: LuminaireEntry, luminaire: Luminaire) -> Iterable[str]:
    product = written.product
    for two in (written.description, product.materials, product.needs, product.driver):
        if two is not None:
            yield from (two.en, two.zh)
    for option in written.options.option:
        for choice in option.choice:
            yield from (choice.key, choice.name.en, choice.name.zh)
    if luminaire.lampholder is not None:
        yield luminaire.lampholder.cap
    yield from luminaire.product.dimming
    if luminaire.minimum_dimming < 1.0:
        yield "dimmable 可调光"


def _ccts(written: LuminaireEntry, luminaire: Luminaire) -> Iterable[float]:
    choices = [choice.cct_k for option in written.options.option for choice in option.choice]
    yield from (cct for cct in (luminaire.cct_k, *choices) if cct is not None)


def _dimming(written: LuminaireEntry, luminaire: Luminaire) -> Iterable[str]:
    yield from luminaire.product.dimming
    for option in written.options.option:
        for choice in option.choice:
            yield from choice.dimming or ()


def _height_m(written: LuminaireEntry) -> float:
    """As high as it is, a pendant at its shortest."""
    hanging = written.hanging_length_m
    saved = 0.0 if hanging is None else hanging.default - hanging.minimum
    return written.size_m[2] - saved


def _below_m(written: LuminaireEntry, height_m: float) -> float | None:
    if written.mounting == Mounting.RECESSED:
        opening = written.opening
        return min(height_m, max(0.0, opening.size_m[2] / 2.0 - opening.centre_m[2]))
    if written.mounting in (Mounting.PENDANT, Mounting.CEILING):
        return _height_m(written)
    return None


def _depth_m(written: LuminaireEntry) -> float | None:
    cut_out_m = written.product.cut_out_m
    return cut_out_m[2] if cut_out_m is not None and len(cut_out_m) == 3 else None


def _key(entry: CatalogueEntry) -> str:
    """Hash of all that the facts rest on."""
    files = entry.luminaire_files
    digest = hashlib.sha256(f"{VERSION}".encode())
    for name in (TOML, *(name for name in files.names() if name.startswith("photometry"))):
        digest.update(name.encode() + hashlib.sha256(files.content(name)).digest())
    holder = entry.written.lampholder
    if holder is not None:
        bulb = entry.bulbs[holder.default_bulb]
        said = (bulb.sku, bulb.luminous_flux_lm, bulb.power_w, bulb.cct_k, bulb.cct_range_k)
        digest.update(repr((*said, bulb.colour_rendering_index, bulb.minimum_dimming)).encode())
        digest.update(bulb.photometry.distribution.intensity_cd.tobytes())
    return digest.hexdigest()
