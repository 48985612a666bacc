"""All that can be said against a library: each luminaire, its choices, bulbs, texts and data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

from assets.catalogue import CatalogueEntry, check_entry, read_catalogue
from assets.checks import check_luminaire
from assets.configured import bulbs_over_those_of_file
from assets.importing.words import is_chinese
from assets.library_entry import LuminaireEntry
from assets.light_and_body import check_light_and_body
from assets.luminaire import Mounting
from assets.options import choices_of, variants_of
from kit.errors import MachineLacks, UnsoundInput
from kit.problems import Problem, Severity, error, info, warning

MOST_VARIANTS = 40  # of one luminaire that are made up one by one
MOST_LETTERS = 4  # of a Chinese text without Chinese letters: units and short names
Progress = Callable[[str, float], None]
_DATA = {  # what a data sheet should say, and for which luminaires
    "ip": "protection (IP)",
    "safety_class": "safety class",
    "weight_kg": "weight",
    "lifetime_h": "lifetime (L70)",
    "warranty_years": "warranty",
    "dimming": "dimming",
    "materials": "materials",
}


@dataclass(frozen=True)
class CheckedLibrary:
    """A library, looked at."""

    folder: Path
    luminaires: int
    articles: int
    bulbs: int
    stand_ins: int
    problems: tuple[Problem, ...]

    @property
    def is_unsound(self) -> bool:
        """Whether anything in it is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def counts(self) -> dict[str, int]:
        """Problems by severity."""
        return {each.value: sum(p.severity is each for p in self.problems) for each in Severity}

    def as_json(self) -> dict[str, Any]:
        """The document of `lampyris catalogue check --json`."""
        return {
            "luminaires": self.luminaires,
            "articles": self.articles,
            "bulbs": self.bulbs,
            "stand_ins": self.stand_ins,
            "counts": self.counts(),
            "problems": [problem.as_json() for problem in self.problems],
        }

    def rows(self) -> list[tuple[str, str]]:
        """What a terminal shows."""
        counted = [(name, str(count)) for name, count in self.counts().items()]
        return [
            ("library", str(self.folder)),
            ("luminaires", f"{self.luminaires}, {self.stand_ins} with a stand-in body"),
            ("articles", str(self.articles)),
            ("bulbs", str(self.bulbs)),
            *counted,
        ]


def check_library(folder: Path | None, progress: Progress = lambda step, share: None) -> CheckedLibrary:
    """Check every luminaire of a library; nothing is changed.

    Flux against body and power, the opening within the body, light against body and mounting, every choice
    and bulb, texts in both languages, and what a data sheet needs.

    Parameters
    ----------
    folder
        The library; None is the one that is shipped.
    progress
        Told what is done, and the share of it.

    Raises
    ------
    MachineLacks
        When the folder is missing or holds no luminaire.
    UnsoundInput
        When entries cannot be read or two articles share a sku.
    """
    catalogue = read_catalogue(folder)
    problems: list[Problem] = []
    articles = 0
    for count, entry in enumerate(catalogue.entries, 1):
        progress(entry.sku, count / len(catalogue.entries))
        problems += _checked(entry)
        articles += sum(1 for _ in entry.articles())
    return CheckedLibrary(
        catalogue.folder,
        len(catalogue.entries),
        articles,
        len(catalogue.bulbs),
        sum(entry.written.stand_in for entry in catalogue.entries),
        tuple(problems),
    )


def _checked(entry: CatalogueEntry) -> list[Problem]:
    try:
        found = [*_of_files(entry), *_of_texts(entry.written), *_of_data(entry)]
    except (UnsoundInput, MachineLacks) as fault:
        found = (
            list(fault.problems)
            if isinstance(fault, UnsoundInput)
            else [error("FILE_MISSING", "files", str(fault), "Put the file in its folder.")]
        )
    return [_at(entry.sku, problem) for problem in found]


def _at(sku: str, problem: Problem) -> Problem:
    if problem.where.startswith(f"{sku}: ") or problem.where == sku:
        return problem
    return replace(problem, where=f"{sku}: {problem.where}")


def _of_files(entry: CatalogueEntry) -> Iterator[Problem]:
    """Light, body and choices: as it comes, then what each variant has wrong beyond that."""
    as_it_comes = entry.luminaire
    first = [*as_it_comes.photometry.problems, *check_entry(entry), *check_light_and_body(as_it_comes)]
    yield from first
    known = {(problem.code, problem.message) for problem in first}
    for count, variant in enumerate(variants_of(entry.written.options)):
        if not variant or count >= MOST_VARIANTS:
            continue
        for problem in _of_variant(entry, variant):
            if (problem.code, problem.message) not in known:
                known.add((problem.code, problem.message))
                yield replace(problem, where=f"{variant}: {problem.where.removeprefix(f'{entry.sku}: ')}")


def _of_variant(entry: CatalogueEntry, variant: str) -> Iterator[Problem]:
    """What is wrong with one variant, its size as its choices state it."""
    written = entry.written
    chosen, problems = choices_of(written.options, variant, variant)
    luminaire, more = entry.configured(variant, None, variant)
    yield from (*problems, *more)
    sizes = [choice.size_m for choice in chosen if choice.size_m is not None]
    flux_lm = written.light.luminous_flux_lm * prod(choice.flux_factor for choice in chosen)
    flux_lm *= bulbs_over_those_of_file(written, chosen)
    if any(choice.photometry is not None for choice in chosen):  # another file, of which nothing is stated
        flux_lm = luminaire.photometry.distribution.luminous_flux_lm()
    yield from check_luminaire(
        luminaire, luminous_flux_lm=flux_lm, size_m=sizes[-1] if sizes else written.size_m
    )
    yield from check_light_and_body(luminaire)


def _of_texts(written: LuminaireEntry) -> Iterator[Problem]:
    """Names and descriptions that are missing in a language: the other one stands in their place."""
    options = written.options.option
    texts = [("name", written.name), ("description", written.description)]
    texts += [(f"options.{option.key}", option.name) for option in options]
    texts += [
        (f"options.{option.key}.{choice.key}", choice.name) for option in options for choice in option.choice
    ]
    for place, text in texts:
        if text.zh == text.en and not any(each.isdigit() for each in text.en):
            message = f"the Chinese text is the English one, {text.en[:60]!r}"
            yield warning("TEXT_NOT_TRANSLATED", f"{place}.zh", message, "Write it in Chinese.")
        elif not is_chinese(text.zh) and sum(each.isalpha() for each in text.zh) > MOST_LETTERS:
            message = f"the Chinese text has no Chinese letter: {text.zh[:60]!r}"
            yield info("TEXT_WITHOUT_CHINESE", f"{place}.zh", message, "Write it in Chinese.")


def _of_data(entry: CatalogueEntry) -> Iterator[Problem]:
    written = entry.written
    of_bulb = () if written.lampholder is None else ("lifetime_h",)  # which states its own
    asked = {name: said for name, said in _DATA.items() if name not in of_bulb}
    missing = [said for name, said in asked.items() if getattr(written.product, name) in (None, ())]
    if written.light.power_w is None:
        missing.append("power")
    if written.light.cct_k is None and written.light.cct_range_k is None:
        missing.append("colour temperature")
    if written.light.colour_rendering_index is None:
        missing.append("colour rendering index")
    if written.mounting is Mounting.RECESSED and written.product.cut_out_m is None:
        missing.append("cut-out")
    if written.family is None:
        missing.append("family")
    if missing:
        message = f"a data sheet would lack {', '.join(missing)}"
        yield warning("PRODUCT_DATA_MISSING", "product", message, "Add it to luminaire.toml.")
    if written.price is None:
        message = "it has no price: it can be hung but not ordered"
        yield warning("PRICE_MISSING", "price", message, "Add a price.")
