"""The catalogue: a folder of luminaires, read once and then only looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from assets.body import read_body
from assets.checks import check_luminaire
from assets.dim_to_warm import DimToWarm
from assets.library_entry import LuminaireEntry, read_entry
from assets.luminaire import HangingLength, Luminaire, Mounting, Price
from assets.photometry import LuminousOpening
from assets.read_photometry import read_photometry
from kit.errors import MachineLacks, UnknownRecord, UnsoundInput
from kit.problems import Problem, error, require_sound

LIBRARY = Path(__file__).parent / "library"

_TOML, _PHOTOMETRY, _BODY = "luminaire.toml", "photometry.ldt", "body.glb"


@dataclass(frozen=True, eq=False)
class CatalogueEntry:
    """One luminaire with the bytes of its files (`files` by name: all of them)."""

    luminaire: Luminaire
    body_glb: bytes
    photometry_file: tuple[str, bytes]
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Luminaires that can be hung and bought, sorted by sku."""

    entries: tuple[CatalogueEntry, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def luminaires(self) -> tuple[Luminaire, ...]:
        """All luminaires."""
        return tuple(entry.luminaire for entry in self.entries)

    def entry(self, sku: str) -> CatalogueEntry:
        """The entry of a sku.

        Raises
        ------
        UnknownRecord
            When there is none; the message lists those there are.
        """
        for entry in self.entries:
            if entry.luminaire.sku == sku:
                return entry
        known = ", ".join(luminaire.sku for luminaire in self.luminaires[:20])
        raise UnknownRecord(f"no luminaire {sku[:80]!r} in the catalogue; there are {known}")

    def find(self, sku: str) -> Luminaire:
        """The luminaire of a sku; raises UnknownRecord as `entry` does."""
        return self.entry(sku).luminaire

    def search(self, text: str = "", mounting: Mounting | str | None = None) -> tuple[Luminaire, ...]:
        """Luminaires whose sku, names or descriptions hold every word of `text`, of that mounting."""
        words = text.casefold().split()
        return tuple(
            luminaire
            for luminaire in self.luminaires
            if (mounting is None or luminaire.mounting == mounting)
            and all(word in _searched_text(luminaire) for word in words)
        )

    def body_glb(self, sku: str) -> bytes:
        """The body's file."""
        return self.entry(sku).body_glb

    def photometry_file(self, sku: str) -> tuple[str, bytes]:
        """Name and content of the photometric file."""
        return self.entry(sku).photometry_file


def read_catalogue(folder: Path | None = None) -> Catalogue:
    """Read every luminaire below a folder; None is our own library.

    Raises
    ------
    MachineLacks
        When the folder, or a file that set-up makes, is missing.
    UnsoundInput
        With the problems of all luminaires together.
    """
    library = LIBRARY if folder is None else folder
    folders = sorted(path.parent for path in library.glob(f"*/{_TOML}"))
    if not folders:
        raise MachineLacks(f"no luminaires in {library}; run `make setup`")
    problems: list[Problem] = []
    entries: list[CatalogueEntry] = []
    for each in folders:
        try:
            entry, found = _read_one(each)
        except UnsoundInput as unsound:
            problems += unsound.problems
        else:
            entries.append(entry)
            problems += found
    require_sound(problems)
    entries.sort(key=lambda entry: entry.luminaire.sku)
    return Catalogue(tuple(entries), tuple(problems))


def _read_one(folder: Path) -> tuple[CatalogueEntry, list[Problem]]:
    files = {name: _file_bytes(folder / name) for name in (_TOML, _PHOTOMETRY, _BODY)}
    written = read_entry(files[_TOML], folder.name)
    luminaire = _luminaire(written, files)
    problems = [*luminaire.photometry.problems]
    if written.sku != folder.name:
        problems.append(
            error("SKU_DIFFERS", folder.name, f"the folder is {folder.name!r}, the sku {written.sku!r}")
        )
    problems += check_luminaire(
        luminaire, luminous_flux_lm=written.light.luminous_flux_lm, size_m=written.size_m
    )
    entry = CatalogueEntry(
        luminaire,
        files[_BODY],
        (f"{written.sku}.ldt", files[_PHOTOMETRY]),
        files,
    )
    return entry, problems


def _luminaire(written: LuminaireEntry, files: dict[str, bytes]) -> Luminaire:
    photometry = read_photometry(files[_PHOTOMETRY], _PHOTOMETRY)
    opening = LuminousOpening(written.opening.shape, written.opening.size_m)
    hanging, light = written.hanging_length_m, written.light
    warm = light.dim_to_warm
    return Luminaire(
        sku=written.sku,
        name=written.name.en,
        name_zh=written.name.zh,
        photometry=replace(photometry, opening=opening),
        mounting=written.mounting,
        body=read_body(files[_BODY]),
        photometric_centre_m=written.opening.centre_m,
        power_w=light.power_w,
        standby_w=light.standby_w,
        flux_tolerance=light.flux_tolerance,
        cct_k=light.cct_k,
        cct_range_k=light.cct_range_k,
        duv=light.duv,
        dim_to_warm=None if warm is None else DimToWarm(warm.warmest_k, warm.curve),
        colour_rendering_index=light.colour_rendering_index,
        minimum_dimming=light.minimum_dimming,
        hanging=None if hanging is None else HangingLength(hanging.minimum, hanging.default, hanging.maximum),
        price=Price(written.price.decimal(), written.price.currency),
        description=written.description.en,
        description_zh=written.description.zh,
    )


def _file_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise MachineLacks(f"{path} is missing; it is made by `make setup`") from None


def _searched_text(luminaire: Luminaire) -> str:
    texts = (
        luminaire.sku,
        luminaire.name,
        luminaire.name_zh,
        luminaire.description,
        luminaire.description_zh,
        luminaire.mounting.value,
    )
    return "\n".join(texts).casefold()
