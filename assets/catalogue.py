"""The catalogue: a folder of luminaires and bulbs; each luminaire's files are read when first needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from assets.bulbs import Bulb, check_fit
from assets.checks import check_luminaire
from assets.configured import configured, lampholder_of, price_of
from assets.library_entry import LuminaireEntry, read_entry
from assets.luminaire import Luminaire
from assets.luminaire_files import BODY, TOML, LuminaireFiles, identity_of
from assets.options import article_sku, check_options, choices_of, files_named, variants_of
from assets.price import Price
from assets.read_bulbs import BULBS, bulb_files, read_bulbs
from kit.errors import MachineLacks, UnknownRecord, UnsoundInput
from kit.problems import Problem, error, require_sound

LIBRARY = Path(__file__).parent / "library"
MOST_CONFIGURED = 4096  # luminaires with a variant and a bulb that are kept in memory


@dataclass(frozen=True, eq=False)
class CatalogueEntry:
    """One luminaire: what its maker writes of it, and its files."""

    written: LuminaireEntry
    luminaire_files: LuminaireFiles
    bulbs: Mapping[str, Bulb] = field(default_factory=dict)
    _configured: dict[tuple[str | None, str | None, bool], Luminaire] = field(default_factory=dict)

    @property
    def sku(self) -> str:
        """Its sku."""
        return self.written.sku

    @cached_property
    def luminaire(self) -> Luminaire:
        """The luminaire as it comes; raises UnsoundInput when a file of it cannot be read."""
        return self.configured(None, None, self.sku)[0]

    def configured(
        self, variant: str | None, bulb: str | None, where: str = "", *, with_body: bool = True
    ) -> tuple[Luminaire, list[Problem]]:
        """The luminaire with a variant and a bulb, the same object each time; see `assets.configured`."""
        known = self._configured.get((variant, bulb, with_body))
        if known is not None:
            return known, []
        made, problems = configured(
            *(self.written, self.luminaire_files, self.bulbs),
            variant=variant,
            bulb=bulb,
            where=where,
            with_body=with_body,
        )
        if not problems and len(self._configured) < MOST_CONFIGURED:
            same = (made.variant or None, made.bulb.sku if made.bulb else None, with_body)
            made = self._configured.setdefault(same, made)
            self._configured[variant, bulb, with_body] = made
        return made, problems

    @property
    def body_glb(self) -> bytes:
        """The body's file."""
        return self.luminaire_files.content(BODY)

    @property
    def photometry_file(self) -> tuple[str, bytes]:
        """Name for others and content of the photometric file."""
        name = self.luminaire_files.photometry_name
        return f"{self.sku}.{name.rpartition('.')[2]}", self.luminaire_files.content(name)

    @property
    def files(self) -> Mapping[str, bytes]:
        """All files by name."""
        return self.luminaire_files.all()

    def articles(self) -> Iterator[Article]:
        """What can be ordered of it, the default first; reads no file."""
        written = self.written
        for variant in variants_of(written.options):
            chosen, _ = choices_of(written.options, variant, "")
            sku = article_sku(written.article or written.sku, written.options, variant)
            yield Article(sku, variant, price_of(written, chosen))


@dataclass(frozen=True)
class Article:
    """What is ordered: its sku, the variant it is, and what one piece costs, where that is known."""

    sku: str
    variant: str
    price: Price | None


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Luminaires and bulbs that can be hung and bought, sorted by sku."""

    entries: tuple[CatalogueEntry, ...]
    bulbs: Mapping[str, Bulb] = field(default_factory=dict)
    folder: Path = LIBRARY
    bulbs_version: tuple[Any, ...] = ()
    files_of_bulbs: Mapping[str, bytes] = field(default_factory=dict)

    def bulb_files(self) -> Mapping[str, bytes]:
        """The files that the bulbs were read from, by name, as they were then."""
        return self.files_of_bulbs

    @property
    def luminaires(self) -> tuple[Luminaire, ...]:
        """All luminaires as they come; reads all files that were not read yet."""
        return tuple(entry.luminaire for entry in self.entries)

    @cached_property
    def by_sku(self) -> Mapping[str, CatalogueEntry]:
        """The entries by their sku."""
        return {entry.sku: entry for entry in self.entries}

    @cached_property
    def prices(self) -> Mapping[str, Price]:
        """Price of one piece of every article and bulb that has one."""
        luminaires = (article for entry in self.entries for article in entry.articles())
        prices = {article.sku: article.price for article in luminaires if article.price is not None}
        return prices | {sku: bulb.price for sku, bulb in self.bulbs.items() if bulb.price is not None}

    @cached_property
    def article_skus(self) -> tuple[str, ...]:
        """All that can be ordered or asked for in a store."""
        return (*(article.sku for entry in self.entries for article in entry.articles()), *self.bulbs)

    def entry(self, sku: str) -> CatalogueEntry:
        """The entry of a sku.

        Raises
        ------
        UnknownRecord
            When there is none; the message lists some of those there are.
        """
        found = self.by_sku.get(sku)
        if found is None:
            known = ", ".join(entry.sku for entry in self.entries[:20])
            raise UnknownRecord(f"no luminaire {sku[:80]!r} in the catalogue; there are {known}")
        return found

    def find(self, sku: str) -> Luminaire:
        """The luminaire of a sku as it comes; raises UnknownRecord as `entry` does."""
        return self.entry(sku).luminaire

    def configured(
        self, sku: str, variant: str | None, bulb: str | None, where: str = "", *, with_body: bool = True
    ) -> tuple[Luminaire, list[Problem]]:
        """The luminaire of a sku with a variant and a bulb, and what is wrong with those.

        Lists and prices need no body: none is read, nor kept in memory, without `with_body`.

        Raises
        ------
        UnknownRecord
            When there is no such sku.
        UnsoundInput
            When a file of the luminaire cannot be read.
        """
        return self.entry(sku).configured(variant, bulb, where, with_body=with_body)


def read_catalogue(folder: Path | None = None, before: Catalogue | None = None) -> Catalogue:
    """Every luminaire below a folder; None is our own library.

    What is written of them is read now, bodies and photometric files when they are first needed;
    `check_catalogue` looks at everything.

    Parameters
    ----------
    before
        The same library as it was read before: entries that have not changed are taken from it.

    Raises
    ------
    MachineLacks
        When the folder, or a file that set-up makes, is missing.
    UnsoundInput
        With the problems of all luminaires together.
    """
    library = LIBRARY if folder is None else folder
    folders = sorted(path.parent for path in library.glob(f"*/{TOML}"))
    if not folders:
        raise MachineLacks(f"no luminaires in {library}; run `make setup`")
    bulbs_version = _version_of_bulbs(library)
    known: Mapping[str, CatalogueEntry] = {}
    if before is not None and before.bulbs_version == bulbs_version:
        bulbs, files_of_bulbs, known = before.bulbs, before.files_of_bulbs, before.by_sku
    else:
        files_of_bulbs = bulb_files(library)
        bulbs = read_bulbs(files_of_bulbs)
    problems: list[Problem] = []
    entries: list[CatalogueEntry] = []
    for each in folders:
        entry = known.get(each.name)
        if entry is not None and entry.luminaire_files.identity == identity_of(each / TOML):
            entries.append(entry)
            continue
        try:
            entries.append(read_luminaire(each, bulbs))
        except UnsoundInput as unsound:
            problems += unsound.problems
    require_sound([*problems, *check_skus(entries, bulbs)])
    entries.sort(key=lambda entry: entry.sku)
    return Catalogue(tuple(entries), bulbs, library, bulbs_version, files_of_bulbs)


def check_catalogue(catalogue: Catalogue) -> list[Problem]:
    """Every problem of every luminaire, its files read and looked at; warnings too."""
    problems: list[Problem] = []
    for entry in catalogue.entries:
        try:
            problems += [*entry.luminaire.photometry.problems, *check_entry(entry)]
        except UnsoundInput as unsound:
            problems += unsound.problems
    return problems


def check_entry(entry: CatalogueEntry) -> list[Problem]:
    """What is wrong with one luminaire as it comes, and with each of its choices.

    Raises
    ------
    UnsoundInput
        When a file of it cannot be read.
    """
    written = entry.written
    return check_luminaire(
        entry.luminaire, luminous_flux_lm=written.light.luminous_flux_lm, size_m=written.size_m
    )


def _version_of_bulbs(library: Path) -> tuple[Any, ...]:
    return tuple((path.name, identity_of(path)) for path in sorted((library / BULBS).glob("*.*")))


def read_luminaire(folder: Path, bulbs: Mapping[str, Bulb]) -> CatalogueEntry:
    """One luminaire in its folder, which is named after its sku.

    Raises
    ------
    MachineLacks
        When one of its files is missing.
    UnsoundInput
        With every fault of what is written of it.
    """
    files = LuminaireFiles(folder)
    written = read_entry(files.content(TOML), folder.name)
    problems = check_options(written.options, folder.name, written.lampholder)
    entry = CatalogueEntry(written, files, bulbs)
    if not problems:
        problems += _check_prices(entry)
    if written.sku != folder.name:
        problems.append(
            error("SKU_DIFFERS", folder.name, f"the folder is {folder.name!r}, the sku {written.sku!r}")
        )
    problems += _check_default_bulb(written, bulbs, f"{folder.name}: lampholder.default_bulb")
    require_sound(problems)
    files.require(BODY, files.photometry_name, *files_named(written.options))
    return entry


def _check_prices(entry: CatalogueEntry) -> Iterator[Problem]:
    """An error where price differences leave nothing of the price of a variant."""
    low = [each for each in entry.articles() if each.price is not None and each.price.amount <= 0]
    if low:
        named = ", ".join(each.variant for each in low[:5])
        message = f"{len(low)} variants would cost 0 or less: {named}"
        yield error("PRICE_NOT_POSITIVE", f"{entry.sku}: price", message, "Correct price or price_delta.")


def _check_default_bulb(written: LuminaireEntry, bulbs: Mapping[str, Bulb], where: str) -> list[Problem]:
    holder = lampholder_of(written)
    if holder is None:
        return []
    if holder.default_bulb not in bulbs:
        message = f"the default bulb {holder.default_bulb!r} is not in {BULBS}/bulbs.toml"
        return [error("UNKNOWN_BULB", where, message)]
    return check_fit(bulbs[holder.default_bulb], holder, where)


def check_skus(entries: Sequence[CatalogueEntry], bulbs: Mapping[str, Bulb]) -> list[Problem]:
    """Errors where two things that can be ordered share a sku."""
    counted = Counter([*(article.sku for entry in entries for article in entry.articles()), *bulbs])
    return [
        error("SKU_TWICE", sku, f"{times} articles of the catalogue have the sku {sku!r}")
        for sku, times in counted.items()
        if times > 1
    ]
