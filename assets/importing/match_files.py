"""Which file belongs to which sku: by stated names, by skus and names in file names, by what files say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from assets.importing.offers import Offer
from assets.importing.same_light import are_one_light
from assets.importing.sources import SourceFile
from assets.importing.words import plain
from kit.errors import UnsoundInput
from kit.problems import Problem, error, info, warning

SHORTEST_KEY = 3  # of a sku that is looked for in file names; without a digit twice as long
MOST_WORDS = 8  # of a name that is looked for in file names
LABEL_BYTES = 8000
_KINDS = {"photometry": ("photometry", "gldf"), "photograph": ("photograph",), "model": ("model", "gldf")}
_PREFERRED = ("ldt", "ies", "gldf")  # EULUMDAT says the housing's size and where C0 is


@dataclass
class Matched:
    """The files of one sku, why each belongs to it, and what could not be told."""

    photometry: SourceFile | None = None
    photographs: list[SourceFile] = field(default_factory=list)
    models: list[SourceFile] = field(default_factory=list)
    evidence: dict[str, str] = field(default_factory=dict)  # by file name
    problems: list[Problem] = field(default_factory=list)


def match_files(
    offers: Sequence[Offer], files: Sequence[SourceFile]
) -> tuple[dict[str, Matched], list[SourceFile], list[Problem]]:
    """The files of every sku, the files that nobody claims, and problems of files.

    In this order: a name stated in the table; a sku or shop's number that is the file's name; a sku, shop's
    number or luminaire's name as whole words in the file's name or its folders, the longest that is found;
    the same with separators dropped (told); the same in what a photometric file says of itself (LUMCAT,
    LUMINAIRE, luminaire number). What fits two skus alike is told and not used.
    """
    matching = _Matching(
        offers, [file for file in files if file.kind not in ("", "table", "part of a model")]
    )
    matching.by_stated_names()
    matching.by_file_names()
    matching.by_labels()
    matching.choose()
    return matching.matched, matching.unclaimed(), matching.problems


class _Matching:
    def __init__(self, offers: Sequence[Offer], files: Sequence[SourceFile]) -> None:
        self._offers = {offer.sku: offer for offer in offers}
        self._files = files
        self.matched = {offer.sku: Matched() for offer in offers}
        self.problems: list[Problem] = []
        self._found: dict[str, list[tuple[SourceFile, str, float]]] = {sku: [] for sku in self._offers}
        self._claimed: set[SourceFile] = set()
        self._exact: dict[str, set[str]] = {}  # however short: for files named so and no longer
        self._whole: dict[str, set[str]] = {}
        self._words: dict[str, set[str]] = {}  # words apart by one blank: is not
        self._squeezed: dict[str, set[str]] = {}
        for offer in offers:
            for text in (offer.sku, offer.article):
                self._exact.setdefault(text.casefold().strip(), set()).add(offer.sku)
                if plain(text):
                    self._whole.setdefault(plain(text), set()).add(offer.sku)
            for text in (offer.sku, offer.article, offer.name, offer.name_zh):
                if len(key := _squeezed(text)) >= _shortest(key):
                    self._words.setdefault(plain(text), set()).add(offer.sku)
                    self._squeezed.setdefault(key, set()).add(offer.sku)

    def by_stated_names(self) -> None:
        forms: tuple[Callable[[str], str], ...] = (
            str.casefold,
            lambda name: _stem(name).casefold(),
            lambda name: plain(_stem(name)),
        )
        named: list[dict[str, list[SourceFile]]] = [{}, {}, {}]
        for file in self._files:
            for known, form in zip(named, forms, strict=True):
                known.setdefault(form(file.base), []).append(file)
        for sku, offer in self._offers.items():
            for kind, names in offer.files.items():
                for name in names:
                    whole, stem = name.casefold(), _stem(name).casefold()
                    ways = ((0, whole), (1, whole), (1, stem), (2, plain(name)), (2, plain(stem)))
                    fitting: list[SourceFile] = []
                    for way, key in ways:
                        fitting = [x for x in named[way].get(key, []) if x.kind in _KINDS[kind]]
                        if fitting:
                            break
                    if not fitting:
                        message = f"the table names the file {name[:80]!r}, which is not there"
                        hint = f"Add the file, or correct its name in the column of {kind}."
                        self.matched[sku].problems.append(
                            warning("FILE_NOT_FOUND", offer.where, message, hint)
                        )
                    for file in fitting[:1] if len({f.digest() for f in fitting}) == 1 else fitting:
                        self._claim(sku, file, f"the table names {name!r}", 3)

    def by_file_names(self) -> None:
        for file in self._files:
            if file not in self._claimed:
                self._claim_by_text(file, _stem(file.name), "its name holds {}", 2)

    def by_labels(self) -> None:
        lacking = {
            sku for sku, found in self._found.items() if not any(f.kind == "photometry" for f, _, _ in found)
        }
        if not lacking:
            return
        for file in self._files:
            if file in self._claimed or file.kind != "photometry":
                continue
            for label in photometric_labels(file):
                if self._claim_by_text(file, label, "the file says {}", 1):
                    break

    def _claim_by_text(self, file: SourceFile, text: str, evidence: str, rank: float) -> bool:
        skus, key, closeness = self._skus_in(text, _stem(file.base) if rank > 1 else text)
        if len(skus) > 1:
            listed = ", ".join(sorted(skus)[:5])
            message = f"it fits several skus alike ({listed}); it was used for none"
            hint = "Name the file in the table, or put one whole sku in its name."
            self.problems.append(warning("FILE_FITS_SEVERAL", file.name, message, hint))
            return True
        for sku in skus:
            self._claim(sku, file, evidence.format(repr(key)), rank + closeness)
            if closeness < 0.0:
                message = f"it is used for {sku}, whose {key!r} it holds only where separators are dropped"
                hint = "Write the sku in the file's name as in the table, or name the file there."
                self.matched[sku].problems.append(info("FILE_NAME_SQUEEZED", file.name, message, hint))
        return bool(skus)

    def _skus_in(self, text: str, whole: str) -> tuple[set[str], str, float]:
        """The skus a text names, by which key, and how closely: 0.5 as written to -0.2 without separators."""
        exact = self._exact.get(whole.casefold().strip())
        if exact:
            return exact, whole, 0.5
        words = self._whole.get(plain(whole))
        if words:
            return words, plain(whole), 0.4
        skus, key = _in_words(text, self._words)
        if skus:
            return skus, key, 0.0
        skus, key = _in_squeezed(text, self._squeezed)
        return skus, key, -0.2

    def _claim(self, sku: str, file: SourceFile, evidence: str, rank: float) -> None:
        self._claimed.add(file)
        self._found[sku].append((file, evidence, rank))

    def choose(self) -> None:
        for sku, found in self._found.items():
            matched = self.matched[sku]
            light = [each for each in found if each[0].kind in _KINDS["photometry"]]
            self._choose_photometry(self._offers[sku], light)
            for file, evidence, _ in found:
                if file.kind == "photograph":
                    matched.photographs.append(file)
                elif file.kind == "model" or file.kind == "gldf":
                    matched.models.append(file)
                else:
                    continue
                matched.evidence[file.name] = evidence

    def _choose_photometry(self, offer: Offer, found: list[tuple[SourceFile, str, float]]) -> None:
        matched = self.matched[offer.sku]
        if not found:
            return
        best = max(rank for _, _, rank in found)
        kept = [(file, evidence) for file, evidence, rank in found if rank == best]
        files = [file for file, _ in kept]
        one_name = len({_squeezed(_stem(file.base)) for file in files}) == 1
        equal = len({file.digest() for file in files}) == 1
        if not equal and not (one_name and are_one_light(offer, files)):
            listed = ", ".join(sorted(file.name for file in files)[:5])
            but = "hold different light" if one_name else "fit it alike"
            message = f"several photometric files {but}: {listed}; which is meant is not known"
            hint = "Name one of them in the table's column of photometric files, or leave the others out."
            matched.problems.append(error("PHOTOMETRY_AMBIGUOUS", offer.where, message, hint))
            return
        kept.sort(key=lambda each: (_PREFERRED.index(each[0].ending), each[0].name))
        matched.photometry, matched.evidence[kept[0][0].name] = kept[0]
        if len(kept) > 1:
            others = ", ".join(file.base for file, _ in kept[1:])
            message = f"{kept[0][0].base} is used for its light, not {others}, which is of the same name"
            matched.problems.append(info("PHOTOMETRY_CHOSEN", offer.where, message))

    def unclaimed(self) -> list[SourceFile]:
        return [file for file in self._files if file not in self._claimed]


def _stem(name: str) -> str:
    """A name without its ending; ``.15`` of ``A-1.15`` is none."""
    return re.sub(r"\.[A-Za-z][A-Za-z0-9]{0,4}$", "", name)


def _squeezed(text: str) -> str:
    return plain(text).replace(" ", "")


def _shortest(key: str) -> int:
    return SHORTEST_KEY if any(each.isdigit() for each in key) else 2 * SHORTEST_KEY


def _found(text: str, keys: Mapping[str, set[str]], between: str) -> list[tuple[str, range]]:
    """Keys that are made of whole words of a text with `between` between them, and of which words."""
    words = plain(text).split()
    spans = (
        range(a, b) for a in range(len(words)) for b in range(a + 1, min(a + MOST_WORDS, len(words)) + 1)
    )
    joined = ((between.join(words[span.start : span.stop]), span) for span in spans)
    return [(key, span) for key, span in joined if key in keys]


def _in_words(text: str, keys: Mapping[str, set[str]]) -> tuple[set[str], str]:
    """The skus of the longest key in a text."""
    found = [key for key, _ in _found(text, keys, " ")]
    longest = max(map(len, found), default=0)
    best = [key for key in found if len(key) == longest]
    return {sku for key in best for sku in keys[key]}, best[-1] if best else ""


def _in_squeezed(text: str, keys: Mapping[str, set[str]]) -> tuple[set[str], str]:
    """The skus of the longest key in a text without separators, and of those within it: it may be theirs."""
    found = _found(text, keys, "")
    if not found:
        return set(), ""
    longest, within = max(found, key=lambda each: len(each[0]))
    near = [key for key, span in found if len(key) == len(longest) or set(span) <= set(within)]
    return {sku for key in near for sku in keys[key]}, longest


def photometric_labels(file: SourceFile) -> list[str]:
    """What a photometric file calls its luminaire: catalogue number first, then name and file name."""
    try:
        start = file.read()[:LABEL_BYTES]
    except UnsoundInput:
        return []
    text = start.decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", errors="replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if file.ending == "ldt":
        return [line.strip() for line in (*lines[9:10], *lines[8:9], *lines[10:11]) if line.strip()]
    found: dict[str, str] = {}
    for line in lines[:80]:
        match = re.match(r"\s*\[(LUMCAT|LUMINAIRE|_?FILENAME|OTHER)\]\s*(.+)", line, re.IGNORECASE)
        if match:
            found.setdefault(match[1].upper(), match[2].strip())
    return [found[name] for name in ("LUMCAT", "LUMINAIRE", "_FILENAME", "FILENAME") if name in found]
